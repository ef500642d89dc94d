//! The names of what EC2 Image Builder keeps.

mod version;

use super::regions::{is_account, is_region, partition_of};

pub use version::{BadVersion, MOST as MOST_OF_VERSION, Version};

/// The longest ARN: <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html>.
const LONGEST: usize = 1_024;

/// An ARN of anything that Image Builder keeps, cut at its marks; what stands between them may be any text, also what a
/// template has not filled in yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'t> {
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'t str,
    /// Where it is.
    pub region: &'t str,
    /// Whose it is.
    pub account: &'t str,
    /// `component`, `image`, `image-recipe`, …
    pub kind: &'t str,
    /// What stands behind the kind: name, version, build.
    pub path: &'t str,
}

impl<'t> Parts<'t> {
    /// Cuts an ARN. None when it is one of another service, or none.
    pub fn of(text: &'t str) -> Option<Self> {
        let mut parts = text.splitn(6, ':');
        let [
            Some("arn"),
            Some(partition),
            Some("imagebuilder"),
            Some(region),
            Some(account),
            Some(resource),
        ] = std::array::from_fn(|_| parts.next())
        else {
            return None;
        };
        let (kind, path) = resource.split_once('/')?;
        Some(Self {
            partition,
            region,
            account,
            kind,
            path,
        })
    }
}

/// The ARN of an image, a recipe or a pipeline
/// (<https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'t> {
    /// All of it.
    pub text: &'t str,
    /// `aws`, `aws-cn`, `aws-us-gov`.
    pub partition: &'t str,
    /// Where it is.
    pub region: &'t str,
    /// Whose it is: twelve digits, or `aws` for what AWS manages.
    pub account: &'t str,
    /// `image`, `image-recipe` or `image-pipeline`.
    pub kind: &'t str,
}

impl<'t> Arn<'t> {
    /// Reads an ARN. None when the text is none, or of something else.
    pub fn parse(text: &'t str) -> Option<Self> {
        Self::of_form(text).filter(|arn| {
            is_region(arn.region)
                && arn.partition == partition_of(arn.region)
                && (is_account(arn.account) || arn.account == "aws")
        })
    }

    /// Whether a text is an ARN but for its region and account, which may be any words: a template is tried with others.
    pub fn fits(text: &str) -> bool {
        Arn::of_form(text).is_some()
    }

    fn of_form(text: &'t str) -> Option<Self> {
        let Parts {
            partition,
            region,
            account,
            kind,
            path: name,
        } = Parts::of(text)?;
        let word = |part: &str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
            !part.is_empty() && part.chars().all(fits)
        };
        let fits = text.len() <= LONGEST
            && partition.starts_with("aws")
            && [partition, region, account].into_iter().all(word)
            && matches!(kind, "image" | "image-recipe" | "image-pipeline")
            && name.split('/').all(word);
        fits.then_some(Self {
            text,
            partition,
            region,
            account,
            kind,
        })
    }

    /// Whether an account can be asked for it: what AWS manages shows itself to all, the rest to its own account.
    pub fn is_of(&self, account: &str) -> bool {
        self.account == account || self.account == "aws"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_recipes_and_pipelines() {
        for (text, account, kind) in [
            (
                "arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/golden",
                "123456789012",
                "image-pipeline",
            ),
            (
                "arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/golden/x.x.x",
                "123456789012",
                "image-recipe",
            ),
            (
                "arn:aws-cn:imagebuilder:cn-north-1:123456789012:image/golden/1.0.0/7",
                "123456789012",
                "image",
            ),
            (
                "arn:aws:imagebuilder:us-east-1:aws:image/windows-server-2022-english-core-base-x86/x.x.x",
                "aws",
                "image",
            ),
        ] {
            let arn = Arn::parse(text).expect(text);
            assert_eq!((arn.text, arn.account, arn.kind), (text, account, kind));
            assert!(arn.is_of("123456789012"), "{text}");
            assert_eq!(arn.is_of("210987654321"), account == "aws", "{text}");
        }
        for other in [
            "",
            "golden",
            "arn:aws:s3:::image/x",
            "arn:aws:imagebuilder:eu-west-1:123456789012",
            "arn:aws:imagebuilder:eu-west-1:123456789012:image",
            "arn:aws:imagebuilder:eu-west-1:123456789012:image/",
            "arn:aws:imagebuilder:eu-west-1:123456789012:image/a//b",
            "arn:aws:imagebuilder:eu-west-1:123456789012:component/a",
            "arn:aws:imagebuilder:europe:123456789012:image/a",
            "arn:aws:imagebuilder:cn-north-1:123456789012:image/a",
            "arn:aws:imagebuilder:eu-west-1:1234:image/a",
            "arn:aws:imagebuilder:eu-west-1:123456789012:image/a b",
            "arn:aws:imagebuilder:eu-west-1:123456789012:image/a:b",
        ] {
            assert_eq!(Arn::parse(other), None, "{other}");
        }
        // A template is filled with anything before it is judged.
        assert!(Arn::fits(
            "arn:aws:imagebuilder:123456789012:123456789012:image/a"
        ));
        assert!(!Arn::fits(
            "arn:aws:imagebuilder:123456789012:123456789012:component/a"
        ));
    }
}
