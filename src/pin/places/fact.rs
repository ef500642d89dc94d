//! Facts about pins that files state, checked for their form before they are believed.

use crate::pin::Known;
use crate::release::regions::{is_account, is_region};

/// A region and how it is known; none when the text is no region but a variable or a wildcard.
pub(super) fn region(text: Option<&str>, from: &'static str) -> Option<Known> {
    text.filter(|text| is_region(text)).map(|text| Known {
        value: text.to_owned(),
        from,
    })
}

/// An account: twelve digits.
pub(super) fn account(text: Option<&str>) -> Option<String> {
    text.filter(|text| is_account(text)).map(str::to_owned)
}

/// The one value that all texts agree on; none when there are none or two.
pub(super) fn agreed<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut texts = texts.into_iter();
    let first = texts.next()?;
    texts.all(|text| text == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_a_form() {
        let known = region(Some("eu-west-1"), "the key");
        assert_eq!(known.map(|known| known.value), Some("eu-west-1".to_owned()));
        assert_eq!(region(Some("{{ region }}"), "the key"), None);
        assert_eq!(account(Some("123456789012")), Some("123456789012".to_owned()));
        assert_eq!(account(Some("12345678901x")), None);
        assert_eq!(account(None), None);
        assert_eq!(agreed(["a", "a"]), Some("a"));
        assert_eq!(agreed(["a", "b"]), None);
        assert_eq!(agreed([]), None);
    }
}
