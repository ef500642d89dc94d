//! The grammar of regions and accounts, and which partition a region is of.

/// Whether a text has the form of a region: `eu-west-1`, `us-gov-east-1`, `eusc-de-east-1`.
pub fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let Some(([area, words @ ..], number)) = parts.split_last().map(|(last, rest)| (rest, *last)) else {
        return false;
    };
    let word = |part: &str, longest: usize| {
        (2..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
    };
    word(area, 4)
        && (1..=3).contains(&words.len())
        && words.iter().all(|part| word(part, 12))
        && matches!(number.len(), 1 | 2)
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text is the id of an account: twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The partition of a region by the beginning of its name
/// (<https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html>). Anything that begins in
/// no special way is of the commercial partition `aws`.
pub fn partition_of(region: &str) -> &'static str {
    const BY_PREFIX: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ];
    BY_PREFIX
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix))
        .map_or("aws", |(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_a_form_and_a_partition() {
        for (region, partition) in [
            ("eu-west-1", "aws"),
            ("ap-southeast-7", "aws"),
            ("cn-northwest-1", "aws-cn"),
            ("us-gov-east-1", "aws-us-gov"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eusc-de-east-1", "aws-eusc"),
        ] {
            assert!(is_region(region), "{region}");
            assert_eq!(partition_of(region), partition, "{region}");
        }
        for other in [
            "",
            "-",
            "eu-west",
            "eu-west-1a",
            "eu-west-123",
            "EU-west-1",
            "eu--1",
            "1",
            "eu-1",
            "eu-west-1 ",
            "eu-west_1",
            "europe-west-1",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn accounts_are_twelve_digits() {
        assert!(is_account("111122223333"));
        for other in [
            "",
            "11112222333",
            "1111222233334",
            "11112222333a",
            "１１１１２２２２３３３３",
        ] {
            assert!(!is_account(other), "{other}");
        }
    }
}
