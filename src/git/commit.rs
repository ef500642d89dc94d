//! A commit as git stores it. Pure.

use super::{CommitId, is_object_id};

/// What a commit says of itself. Neither a cut history nor a replaced object changes this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The id of its tree.
    pub tree: String,
    /// Its parents, also those that a shallow clone does not hold.
    pub parents: Vec<CommitId>,
    /// When it was written: seconds and zone, as stored (`1770000000 +0100`).
    pub authored: String,
    /// When it was committed, in the same form.
    pub committed: String,
    /// Whether it is signed.
    pub signed: bool,
    /// The message; what is not UTF-8 in it is replaced.
    pub message: String,
}

impl Commit {
    /// Reads the bytes of a commit object: lines `KEY VALUE` up to an empty line, lines that begin with a space going on with
    /// the value, then the message (<https://git-scm.com/docs/gitformat-signature> shows one).
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n")?;
        let headers = String::from_utf8_lossy(bytes.get(..end)?);
        let value = |key: &str| headers.lines().find_map(|line| line.strip_prefix(key));
        let parents = headers
            .lines()
            .take_while(|line| !line.starts_with("author "))
            .filter_map(|line| line.strip_prefix("parent "))
            .map(CommitId::parse)
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            tree: value("tree ").filter(|id| is_object_id(id))?.to_owned(),
            parents,
            authored: when(value("author ")?)?,
            committed: when(value("committer ")?)?,
            signed: headers.lines().any(|line| line.starts_with("gpgsig")),
            message: String::from_utf8_lossy(bytes.get(end + 2..)?).into_owned(),
        })
    }

    /// The value of a trailer: a line `KEY: VALUE` in the last paragraph of the message. None when it is missing or there
    /// are several.
    pub fn trailer(&self, key: &str) -> Option<&str> {
        trailer(&self.message, key)
    }
}

/// The value of a trailer of a message, as [`Commit::trailer`] has it.
pub fn trailer<'m>(message: &'m str, key: &str) -> Option<&'m str> {
    let (_, last) = message.trim_end().rsplit_once("\n\n")?;
    let mut values = last
        .lines()
        .filter_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

/// `NAME <MAIL> SECONDS ZONE`, of which the last two.
fn when(person: &str) -> Option<String> {
    let (_, date) = person.rsplit_once("> ")?;
    let (seconds, zone) = date.split_once(' ')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let known = digits(seconds) && zone.len() == 5 && digits(zone.get(1..)?);
    known.then(|| date.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "0123456789abcdef0123456789abcdef01234567";

    fn read(headers: &str, message: &str) -> Option<Commit> {
        let text = format!(
            "tree {TREE}\n{headers}author A <a@b> 1770000000 +0100\ncommitter parent x <c> d <e@f> 1770000001 -0930\n\n{message}"
        );
        Commit::read(text.as_bytes())
    }

    #[test]
    fn what_a_commit_says_of_itself() {
        let commit = read(&format!("parent {TREE}\n"), "subject\n").expect("a commit");
        assert_eq!(commit.parents, [CommitId::parse(TREE).expect("an id")]);
        assert_eq!(commit.authored, "1770000000 +0100");
        assert_eq!(commit.committed, "1770000001 -0930");
        assert!(!commit.signed && commit.tree == TREE && commit.message == "subject\n");
        assert!(read("gpgsig -----BEGIN\n", "").is_none_or(|commit| commit.signed));
        for bad in ["", "\n\n", "tree x\n\n", "tree 0\nauthor A <a@b> 1 +0\n\nx"] {
            assert_eq!(Commit::read(bad.as_bytes()), None, "{bad:?}");
        }
        assert_eq!(read("parent HEAD\n", ""), None);
    }

    #[test]
    fn a_trailer_stands_alone_in_the_last_paragraph() {
        let trailer = |message: &str| {
            let commit = read("", message).expect("a commit");
            commit.trailer("Group").map(str::to_owned)
        };
        assert_eq!(
            trailer("s\n\ntext\n\nOther: 1\nGroup: a\n\n").as_deref(),
            Some("a")
        );
        for none in [
            "Group: a",
            "s\n\nGroup: a\n\ntext",
            "s\n\nGroup: a\nGroup: b",
            "s\n\n Group: a",
            "s\n\nGroup:a",
            "s\n\nGroups: a",
            "",
        ] {
            assert_eq!(trailer(none), None, "{none:?}");
        }
    }
}
