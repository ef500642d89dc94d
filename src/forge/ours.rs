//! Which commits are ours: told from the commit itself, without a record. Pure.
//!
//! The message of a commit that we make ends with two trailers: its group, and a sum of its parent, its tree and the rest of
//! the message. Whoever amends or rebases it leaves a sum that no longer fits; whoever adds to it has no sum.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::bump::text::TRAILER;
use crate::git::trailer;

/// The key of the trailer that binds parent, tree and message.
pub const CONTENT: &str = "Amiforge-Content";

/// Whose a commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Made by amiforge for the group, and untouched.
    Ours,
    /// Made by amiforge for the group, and changed by somebody.
    Changed,
    /// Somebody else's, or another group's.
    Foreign,
}

/// The message with the sum as its last line. `message` ends with the trailer of its group.
pub fn signed(message: &str, parent: &str, tree: &str) -> String {
    let message = message.trim_end();
    format!("{message}\n{CONTENT}: {}\n", sum(message, parent, tree))
}

/// Whose a commit is that stands on the branch of `group`.
pub fn whose(group: &str, message: &str, parents: &[String], tree: &str) -> Whose {
    // A server may write line breaks in its own way.
    let message = message.replace("\r\n", "\n");
    if trailer(&message, TRAILER) != Some(group) {
        return Whose::Foreign;
    }
    let message = message.trim_end();
    let (Some((rest, last)), [parent]) = (message.rsplit_once('\n'), parents) else {
        return Whose::Changed;
    };
    let given = last
        .strip_prefix(CONTENT)
        .and_then(|value| value.strip_prefix(": "));
    if given == Some(sum(rest.trim_end(), parent, tree).as_str()) {
        Whose::Ours
    } else {
        Whose::Changed
    }
}

/// 64 hexadecimal digits.
fn sum(message: &str, parent: &str, tree: &str) -> String {
    let mut hash = Sha256::new();
    for part in [parent, tree, message] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "Windows: 2026.09.08\n\nwhy\n\nAmiforge-Group: windows\n";

    #[test]
    fn what_a_person_changed_is_told_from_what_we_made() {
        let (parent, tree) = ("1".repeat(40), "2".repeat(40));
        let made = signed(MESSAGE, &parent, &tree);
        let of = |message: &str, parents: &[&str], tree: &str| {
            let parents: Vec<String> = parents.iter().map(|parent| (*parent).to_owned()).collect();
            whose("windows", message, &parents, tree)
        };
        assert!(made.starts_with(MESSAGE) && made.lines().count() == MESSAGE.lines().count() + 1);
        for same in [
            made.clone(),
            made.trim_end().to_owned(),
            made.replace('\n', "\r\n"),
        ] {
            assert_eq!(of(&same, &[&parent], &tree), Whose::Ours, "{same:?}");
        }
        let other = "3".repeat(40);
        for (message, parents, tree, whose) in [
            // Amended, rebased, reworded, merged, cut off, signed off.
            (made.clone(), vec![parent.as_str()], &other, Whose::Changed),
            (made.clone(), vec![other.as_str()], &tree, Whose::Changed),
            (
                made.replace("why", "because"),
                vec![parent.as_str()],
                &tree,
                Whose::Changed,
            ),
            (
                made.clone(),
                vec![parent.as_str(), other.as_str()],
                &tree,
                Whose::Changed,
            ),
            (made.clone(), vec![], &tree, Whose::Changed),
            (MESSAGE.to_owned(), vec![parent.as_str()], &tree, Whose::Changed),
            (
                format!("{made}Signed-off-by: A <a@b>\n"),
                vec![parent.as_str()],
                &tree,
                Whose::Changed,
            ),
            // Somebody's, another group's.
            ("fix".to_owned(), vec![parent.as_str()], &tree, Whose::Foreign),
            (
                format!("Revert\n\n{made}\nmore\n"),
                vec![parent.as_str()],
                &tree,
                Whose::Foreign,
            ),
            (
                made.replace(": windows", ": linux"),
                vec![parent.as_str()],
                &tree,
                Whose::Foreign,
            ),
        ] {
            assert_eq!(of(&message, &parents, tree), whose, "{message:?} {parents:?}");
        }
    }
}
