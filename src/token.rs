//! A word that a text does not contain: `report` and `host` mark with it where the text ends.

/// `PREFIX-` and 16 hexadecimal digits, in no letter case part of `text`.
///
/// It is drawn from the text itself, so the same text gets the same word and tests need no fixed chance. Nobody has to be kept
/// from guessing it: what counts is that it is not in the text, and that is looked up.
pub(crate) fn absent_from(text: &str, prefix: &str) -> String {
    let words = (0_u64..).map(|counter| format!("{prefix}-{:016x}", fnv1a(text.as_bytes(), counter)));
    first_absent(text, words).unwrap_or_default()
}

fn first_absent(text: &str, mut words: impl Iterator<Item = String>) -> Option<String> {
    let haystack = text.to_ascii_lowercase();
    words.find(|word| !haystack.contains(word))
}

fn fnv1a(bytes: &[u8], seed: u64) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    seed.to_le_bytes()
        .iter()
        .chain(bytes)
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(PRIME)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_not_in_the_text_and_the_same_every_time() {
        let text = "line\nother line\n";
        let word = absent_from(text, "end");
        assert_eq!(word, absent_from(text, "end"));
        assert!(word.starts_with("end-") && word.len() == 20);
        assert!(!text.contains(&word));
    }

    #[test]
    fn a_word_found_in_the_text_is_not_taken_in_any_letter_case() {
        let words = ["end-1", "end-2", "end-3"].map(str::to_owned);
        assert_eq!(
            first_absent("x end-1 y END-2", words.into_iter()).as_deref(),
            Some("end-3")
        );
        assert_ne!(fnv1a(b"a", 0), fnv1a(b"a", 1));
        assert_ne!(fnv1a(b"a", 0), fnv1a(b"b", 0));
    }
}
