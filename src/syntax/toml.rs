//! TOML.

use super::Document;

/// Not yet.
pub(super) fn read(_text: &str) -> Option<Document> {
    None
}
