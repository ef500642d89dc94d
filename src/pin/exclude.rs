//! Why an id is listed and left alone: a closed list of reasons.

use crate::release::ImageId;
use crate::syntax::{Document, Syntax};

use super::Role;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// An id that stands for any id.
    Placeholder,
    /// A sentence for people: documentation, a change log, a comment, a description.
    Prose,
    /// A commented-out line of code.
    CommentedOut,
    /// What Terraform remembers or plans.
    StateFile,
    /// Written by a tool from other files of the repository.
    Generated,
    /// amiforge's own: its configuration, facts about images, lists of pins.
    Own,
    /// Somebody else's code.
    Vendored,
    /// A lock file.
    LockFile,
    /// A copy of an older state.
    Backup,
    /// What a test wrote down.
    Snapshot,
    /// Several ids in one string.
    ListInString,
    /// An id that is the key of a map.
    Key,
    /// A file that is not UTF-8.
    NotUtf8,
    /// A file of more than 4 MiB.
    TooLarge,
    /// More ids than anybody writes by hand.
    TooMany,
}

impl Reason {
    /// All of them, for the documentation.
    pub const ALL: [Self; 15] = [
        Self::Placeholder,
        Self::Prose,
        Self::CommentedOut,
        Self::StateFile,
        Self::Generated,
        Self::Own,
        Self::Vendored,
        Self::LockFile,
        Self::Backup,
        Self::Snapshot,
        Self::ListInString,
        Self::Key,
        Self::NotUtf8,
        Self::TooLarge,
        Self::TooMany,
    ];

    /// The reason in words, as in "left alone: a placeholder".
    pub fn text(self) -> &'static str {
        match self {
            Self::Placeholder => "a placeholder",
            Self::Prose => "prose",
            Self::CommentedOut => "a commented-out line of code",
            Self::StateFile => "a state file",
            Self::Generated => "a generated file",
            Self::Own => "a file of amiforge's own",
            Self::Vendored => "vendored",
            Self::LockFile => "a lock file",
            Self::Backup => "a backup",
            Self::Snapshot => "a snapshot of a test",
            Self::ListInString => "a list of ids in one string",
            Self::Key => "the key of a map",
            Self::NotUtf8 => "a file that is not UTF-8",
            Self::TooLarge => "a file of more than 4 MiB",
            Self::TooMany => "a file with more ids than anybody writes by hand",
        }
    }

    /// The role of a pin that is left alone for this reason.
    pub fn role(self) -> Role {
        Role::LeftAlone(self.text().to_owned())
    }
}

/// Why everything in the file at `path` (with `/`) is left alone.
pub fn of_path(path: &str) -> Option<Reason> {
    let lower = path.to_ascii_lowercase();
    let (folders, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    let within = |known: &[&str]| folders.split('/').any(|folder| known.contains(&folder));
    let ends = |known: &[&str]| known.iter().any(|end| name.ends_with(end));
    if name.contains(".tfstate") || ends(&["tfplan", "tfplan.json"]) {
        Some(Reason::StateFile)
    } else if within(&[
        "vendor",
        "node_modules",
        ".terraform",
        "third_party",
        ".terragrunt-cache",
        "site-packages",
        "bower_components",
    ]) {
        Some(Reason::Vendored)
    } else if within(&["cdk.out", ".aws-sam", ".serverless"]) {
        Some(Reason::Generated)
    } else if ends(&[
        ".lock",
        ".lock.hcl",
        ".lock.json",
        "-lock.json",
        "-lock.yaml",
        "npm-shrinkwrap.json",
    ]) {
        Some(Reason::LockFile)
    } else if ends(&["~", ".bak", ".backup", ".old", ".orig", ".rej", ".swp"]) {
        Some(Reason::Backup)
    } else if ends(&[".snap", ".ambr"]) || within(&["__snapshots__"]) {
        Some(Reason::Snapshot)
    } else if matches!(lower.as_str(), ".github/amiforge.yaml" | "amiforge.yaml") {
        // A denied id stands there, and has to stay.
        Some(Reason::Own)
    } else if is_prose(name) {
        Some(Reason::Prose)
    } else {
        None
    }
}

/// Whether a document says of itself that amiforge wrote it: JSON with a `schema` of ours at its top.
pub fn is_own(document: &Document) -> bool {
    let schema = document
        .roots()
        .next()
        .and_then(|root| document.text_at(root, &["schema"]));
    document.syntax == Syntax::Json && schema.is_some_and(|schema| schema.starts_with("amiforge/"))
}

fn is_prose(name: &str) -> bool {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let written = [
        "adoc", "asciidoc", "html", "ipynb", "markdown", "md", "mdx", "rst", "svg",
    ];
    let known = ["changelog", "changes", "history", "news", "readme", "license"];
    written.contains(&extension) || known.contains(&stem.split('.').next().unwrap_or(stem))
}

/// Whether a key is the name of a text for people.
pub fn is_prose_key(key: &str) -> bool {
    let plain: String = key
        .chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect();
    plain.ends_with("description")
        || matches!(
            plain.as_str(),
            "comment"
                | "comments"
                | "note"
                | "notes"
                | "summary"
                | "title"
                | "help"
                | "constraintdescription"
        )
}

/// Whether an id stands for any id: AWS's documentation writes `ami-1234567890abcdef0`, `ami-0abcdef1234567890` and
/// `ami-12345678`, others `ami-00000000000000000` or `ami-deadbeef`. Almost all digits of these follow from the one before.
/// A random id of eight digits looks so once in a million.
pub fn is_placeholder(id: &ImageId) -> bool {
    let digits = id.as_str().trim_start_matches("ami-").as_bytes();
    let breaks = |follows: fn(u8, u8) -> bool| {
        digits
            .windows(2)
            .filter(|pair| !follows(pair[0], pair[1]))
            .count()
    };
    let allowed = if digits.len() > 8 { 2 } else { 1 };
    let words = ["deadbeef", "cafebabe", "badcafe", "feedface"];
    breaks(rises) <= allowed
        || breaks(falls) <= allowed
        || breaks(|a, b| a == b) <= allowed
        || words.iter().any(|word| id.as_str().contains(word))
}

fn rises(a: u8, b: u8) -> bool {
    matches!((a, b), (b'9', b'0' | b'a') | (b'f', b'0')) || a.checked_add(1) == Some(b)
}

fn falls(a: u8, b: u8) -> bool {
    rises(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_say_what_nobody_edits() {
        let cases = [
            ("main.tf", None),
            ("modules/vendors/main.tf", None),
            ("test/fixtures/expected.json", None),
            ("terraform.tfstate", Some(Reason::StateFile)),
            ("env/prod.tfstate.backup", Some(Reason::StateFile)),
            ("tfplan", Some(Reason::StateFile)),
            ("a/x-tfplan.json", Some(Reason::StateFile)),
            ("vendor/x/main.tf", Some(Reason::Vendored)),
            ("a/.terraform/modules/x.tf", Some(Reason::Vendored)),
            ("a/node_modules/b/c.ts", Some(Reason::Vendored)),
            ("vendor", None),
            ("cdk.out/Stack.template.json", Some(Reason::Generated)),
            (".terraform.lock.hcl", Some(Reason::LockFile)),
            ("Chart.lock", Some(Reason::LockFile)),
            ("main.tf~", Some(Reason::Backup)),
            ("values.yaml.orig", Some(Reason::Backup)),
            ("__snapshots__/a.ts", Some(Reason::Snapshot)),
            ("tests/a.snap", Some(Reason::Snapshot)),
            ("README.md", Some(Reason::Prose)),
            ("docs/ami.rst", Some(Reason::Prose)),
            ("CHANGELOG", Some(Reason::Prose)),
            ("changelog.yaml", Some(Reason::Prose)),
            ("changeset.yaml", None),
        ];
        for (path, expected) in cases {
            assert_eq!(of_path(path), expected, "{path}");
        }
    }

    #[test]
    fn placeholders_are_told_from_ids() {
        let is = |text: &str| is_placeholder(&ImageId::parse(text).expect("an id"));
        for text in [
            "ami-1234567890abcdef0",
            "ami-0abcdef1234567890",
            "ami-0123456789abcdef0",
            "ami-00000000000000000",
            "ami-0aaaaaaaaaaaaaaaa",
            "ami-12345678",
            "ami-1234567a",
            "ami-123abcde",
            "ami-abcdef01",
            "ami-abcdef12",
            "ami-98765432",
            "ami-deadbeef",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "ami-0a1b2c3d4e5f60718",
            "ami-0f1e2d3c4b5a69788",
            "ami-a0cfeed8",
            "ami-21f78e11",
            "ami-4e686b2d",
            "ami-6598510b",
            "ami-0c7129c233b1564dd",
        ] {
            assert!(!is(text), "{text}");
        }
    }

    #[test]
    fn keys_of_texts_for_people() {
        for key in [
            "description",
            "Description",
            "ami_description",
            "ConstraintDescription",
            "notes",
        ] {
            assert!(is_prose_key(key), "{key}");
        }
        for key in ["ami", "name", "descriptions_by_region", "footnote"] {
            assert!(!is_prose_key(key), "{key}");
        }
    }
}
