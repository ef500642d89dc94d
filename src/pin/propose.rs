//! What to write beside pins that nothing is known about: comments, rows of the configuration, a layout.
//!
//! A guess is made only where the file repeats the image's name: a name says what a pin is meant to be, and the releases prove
//! it later. Where there is none, a person has to say what the pin follows.

use std::collections::BTreeMap;

use super::pointer::Pointer;
use super::{Known, Pin, Role, Scanned, region, renovate};
use crate::release::families;
use crate::source::{Edit, EditSet, Span};
use crate::syntax::{self, Document, NodeId, Syntax};

/// What a person replaces in a proposal.
pub const TO_FILL_IN: &str = "ssm:/REPLACE/ME";

/// Names of folders that are environments more often than not.
const ENVIRONMENTS: [&str; 10] = [
    "dev",
    "development",
    "test",
    "testing",
    "qa",
    "stage",
    "staging",
    "preprod",
    "prod",
    "production",
];

/// Everything that is proposed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Comments at the ends of lines, and in place of Renovate's: the number of the file, and what to change in it.
    pub comments: Vec<(usize, EditSet)>,
    /// Rows of `pins`.
    pub rows: Vec<Row>,
    /// Patterns of `layout`.
    pub layouts: Vec<String>,
    /// How many of the comments and rows a person has to complete.
    pub to_fill_in: usize,
}

/// A row of `pins` in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The file, from the root of the repository.
    pub files: String,
    /// The pointer.
    pub at: String,
    /// What it follows.
    pub follow: String,
    /// The region, where only the person knows it.
    pub region: Option<&'static str>,
}

/// Looks at the pins that nobody has said anything about.
pub fn propose(files: &[Scanned]) -> Proposal {
    let mut proposal = Proposal {
        layouts: layouts(files),
        ..Proposal::default()
    };
    for (number, file) in files.iter().enumerate() {
        propose_for(number, file, &mut proposal);
    }
    proposal
}

/// Whether nothing tells what the pin follows, so that somebody has to say it.
fn is_open(pin: &Pin) -> bool {
    pin.role == Role::Pinned && pin.follows.is_none() && pin.declared.is_none() && pin.hold.is_none()
}

fn propose_for(number: usize, file: &Scanned, proposal: &mut Proposal) {
    let open: Vec<&Pin> = file.pins.iter().filter(|pin| is_open(pin)).collect();
    let mut comments = renovate::as_comments(file);
    if open.is_empty() && comments.is_empty() {
        return;
    }
    let text = file.source.text();
    let document = syntax::read(text, syntax::of_path(file.source.path(), text));
    let mut rows: BTreeMap<(String, String), Vec<&Pin>> = BTreeMap::new();
    let mut single = Vec::new();
    for pin in open {
        let follow = guess(file, pin).unwrap_or_else(|| TO_FILL_IN.to_owned());
        match document
            .scalar_around(pin.span)
            .map(|id| pointer(&document, id, pin))
        {
            // A pointer that cannot be read would be no help.
            Some(at) if Pointer::parse(&at).is_ok() => {
                rows.entry((at, follow)).or_default().push(pin);
            }
            _ => single.push((pin, follow)),
        }
    }
    for ((at, follow), pins) in rows {
        let few = pins.len() == 1 && takes_comments(&document);
        if let (true, Some(pin)) = (few, pins.first()) {
            single.push((*pin, follow));
        } else {
            proposal.to_fill_in += usize::from(follow == TO_FILL_IN);
            proposal.rows.push(Row {
                files: file.source.path().to_owned(),
                region: (!at.contains("{region}") && pins.iter().any(|pin| pin.region.is_none()))
                    .then_some("REGION"),
                at,
                follow,
            });
        }
    }
    for (pin, follow) in single {
        if let Some(edit) = comment(file, &document, pin, &follow) {
            proposal.to_fill_in +=
                usize::from(edit.text.contains(TO_FILL_IN) || edit.text.contains("=REGION"));
            comments.push(edit);
        }
    }
    // Two pins on one line are bound by one comment.
    comments.sort();
    comments.dedup_by_key(|edit| edit.span);
    if let Ok(edits) = EditSet::new(comments)
        && !edits.is_empty()
    {
        proposal.comments.push((number, edits));
    }
}

/// What the pin follows, by a name of its image that is written beside it.
fn guess(file: &Scanned, pin: &Pin) -> Option<String> {
    file.names_beside(pin)
        .next()
        .and_then(|named| families::parameter_of(&named.identity))
        .map(|parameter| format!("ssm:{parameter}"))
}

/// The way to a value, with the key that is its region as `{region}`.
fn pointer(document: &Document, id: NodeId, pin: &Pin) -> String {
    let region = pin.region.as_ref().map(|known: &Known| known.value.as_str());
    document
        .path(id)
        .into_iter()
        .map(|part| {
            if Some(part.as_str()) == region {
                "/{region}".to_owned()
            } else {
                format!("/{}", part.replace('~', "~0").replace('/', "~1"))
            }
        })
        .collect()
}

fn takes_comments(document: &Document) -> bool {
    !matches!(document.syntax, Syntax::Json)
}

/// A comment behind the line of a pin; none where a comment cannot stand.
fn comment(file: &Scanned, document: &Document, pin: &Pin, follow: &str) -> Option<Edit> {
    let mark = match document.syntax {
        Syntax::Json => return None,
        Syntax::Yaml | Syntax::Hcl | Syntax::Toml | Syntax::Dotenv => "#",
        Syntax::Text => text_mark(file.source.path())?,
    };
    let lines = file.source.lines();
    let line = lines.line_index(pin.span.start);
    let text = lines.text(file.source.text(), line);
    let end = lines.start(line)? as usize + text.trim_end().len();
    let unknown = if pin.region.is_none() {
        " region=REGION"
    } else {
        ""
    };
    // Behind another comment a second one is read as part of the first.
    let has_comment = document
        .comments
        .iter()
        .any(|comment| comment.span.start > pin.span.end && (comment.span.start as usize) < end);
    if has_comment {
        let start = lines.start(line)? as usize;
        let indent = text.len() - text.trim_start().len();
        let behind = file.source.text().get(start + text.len()..).unwrap_or_default();
        let line_break = if behind.starts_with("\r\n") { "\r\n" } else { "\n" };
        return Some(Edit {
            span: Span::new(start + indent, start + indent),
            text: format!(
                "{mark} amiforge: follow={follow}{unknown}{line_break}{}",
                text.get(..indent)?
            ),
        });
    }
    Some(Edit {
        span: Span::new(end, end),
        text: format!(" {mark} amiforge: follow={follow}{unknown}"),
    })
}

/// How a comment begins in a language, by the file's ending.
fn text_mark(path: &str) -> Option<&'static str> {
    let name = path.rsplit('/').next()?;
    match name.rsplit('.').next()? {
        "sh" | "bash" | "py" | "rb" | "ps1" | "psm1" | "pl" | "mk" | "Makefile" | "Dockerfile" => Some("#"),
        "ts" | "tsx" | "js" | "mjs" | "go" | "java" | "kt" | "cs" | "rs" | "groovy" | "Jenkinsfile" => {
            Some("//")
        }
        _ => None,
    }
}

/// Layouts that the folders of the pins suggest: environments, whose names nothing else tells.
fn layouts(files: &[Scanned]) -> Vec<String> {
    let mut found: Vec<String> = files
        .iter()
        .filter(|file| file.pins.iter().any(|pin| pin.role == Role::Pinned))
        .filter_map(|file| layout(file.source.path()))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn layout(path: &str) -> Option<String> {
    let folders: Vec<&str> = path.split('/').collect();
    let (_, folders) = folders.split_last()?;
    let last = folders.iter().rposition(|folder| ENVIRONMENTS.contains(folder))?;
    let named = folders.iter().enumerate().map(|(at, folder)| match *folder {
        folder if ENVIRONMENTS.contains(&folder) => "{environment}",
        folder if region::is_surely_region(folder) => "{region}",
        folder if at < last => folder,
        _ => "*",
    });
    let kept = named
        .take(last + 1 + usize::from(folders.get(last + 1).is_some_and(|f| region::is_surely_region(f))));
    Some(kept.collect::<Vec<_>>().join("/") + "/**")
}

#[cfg(test)]
mod tests {
    use super::super::hints::Hints;
    use super::super::{scan, spread};
    use super::*;

    fn proposed(files: &[(&str, &str)]) -> (Vec<String>, Proposal) {
        let mut scanned: Vec<Scanned> = files
            .iter()
            .filter_map(|(path, text)| scan(path, text.as_bytes().to_vec(), &Hints::default()))
            .collect();
        spread(&mut scanned);
        let proposal = propose(&scanned);
        let texts = proposal
            .comments
            .iter()
            .map(|(file, edits)| edits.apply(scanned[*file].source.text()).expect("fits"))
            .collect();
        (texts, proposal)
    }

    #[test]
    fn a_name_beside_the_pin_tells_what_it_follows() {
        let (texts, proposal) = proposed(&[(
            "main.tf",
            "locals {\n  # Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.07.14\n  region = \"eu-west-1\"\n  ami = \"ami-0a1b2c3d4e5f60718\" # Windows_Server-2022-English-Core-EKS_Optimized-1.35-2026.07.14\n}\n",
        )]);
        assert_eq!(proposal.to_fill_in, 0, "{texts:?}");
        assert!(
            texts[0].contains("\n  # amiforge: follow=ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id\n  ami = "),
            "{}",
            texts[0]
        );
    }

    #[test]
    fn comments_of_renovate_become_ours() {
        let filter = |owner: &str, name: &str| {
            format!(
                r#"amiFilter=[{{"Name":"owner-id","Values":["{owner}"]}},{{"Name":"name","Values":["{name}"]}},{{"region":"eu-west-1"}}]"#
            )
        };
        let core = "Windows_Server-2022-English-Core-EKS_Optimized-1.35";
        let published = filter("801119661308", &format!("{core}-*"));
        let named = format!("currentImageName={core}-2026.07.14");
        let ssm =
            format!("amiforge: follow=ssm:/aws/service/ami-windows-latest/{core}/image_id region=eu-west-1");
        let own = "amiforge: follow=ec2:801119661308/golden-* region=eu-west-1";
        let golden = filter("801119661308", "golden-*");
        let id = "ami-0a1b2c3d4e5f60718";
        for (path, before, after) in [
            (
                "a.tf",
                format!("# renovate: {published}\n# {named}\na = \"{id}\""),
                format!("# {ssm}\n# {named}\na = \"{id}\""),
            ),
            // The publisher's names, and somebody else's images.
            (
                "a.tf",
                format!(
                    "# {}\n# {named}\na = \"{id}\"",
                    filter("111122223333", &format!("{core}-*"))
                ),
                format!(
                    "# amiforge: follow=ec2:111122223333/{core}-* region=eu-west-1\n# {named}\na = \"{id}\""
                ),
            ),
            (
                "a.yaml",
                format!("# {golden}\n# currentImageName=golden-7\na: {id}"),
                format!("# {own}\n# currentImageName=golden-7\na: {id}"),
            ),
            (
                "a.ts",
                format!("// {golden}\nconst a = '{id}';"),
                format!("// {own}\nconst a = '{id}';"),
            ),
        ] {
            let (texts, proposal) = proposed(&[(path, &before)]);
            assert_eq!(texts, std::slice::from_ref(&after), "{path}");
            assert_eq!(proposal.to_fill_in, 0, "{path}");
            let scanned = scan(path, after.into_bytes(), &Hints::default()).expect("a pin");
            assert_eq!(scanned.problems, [], "{path}");
            assert!(scanned.pins[0].follows.is_some(), "{path}");
        }
        for left in [
            format!("# {golden} by hand\na: {id}"),
            format!("/**\n * {golden}\n */\nconst a = '{id}';"),
            format!("# {golden}\na: {id} # amiforge: follow=ssm:/golden"),
            format!("# {golden}\n\n\n\n\na: 1"),
        ] {
            let path = if left.starts_with('#') { "a.yaml" } else { "a.ts" };
            assert!(proposed(&[(path, &left)]).0.is_empty(), "{left}");
        }
    }

    #[test]
    fn a_map_of_regions_becomes_one_row() {
        let (texts, proposal) = proposed(&[(
            "map.json",
            r#"{"Mappings": {"RegionMap": {"eu-west-1": {"A": "ami-0a1b2c3d4e5f60718"}, "us-east-1": {"A": "ami-0a1b2c3d4e5f60719"}}}}"#,
        )]);
        assert!(texts.is_empty());
        let row = &proposal.rows[0];
        assert_eq!(
            (row.at.as_str(), row.region),
            ("/Mappings/RegionMap/{region}/A", None)
        );
        assert_eq!((proposal.rows.len(), proposal.to_fill_in), (1, 1));
    }

    #[test]
    fn a_comment_is_added_behind_the_line_and_nothing_else_changes() {
        let (texts, _) = proposed(&[("a.yaml", "ami: ami-0a1b2c3d4e5f60718  \r\nother: 1\r\n")]);
        assert_eq!(
            texts,
            ["ami: ami-0a1b2c3d4e5f60718 # amiforge: follow=ssm:/REPLACE/ME region=REGION  \r\nother: 1\r\n"]
        );
    }

    #[test]
    fn folders_of_environments_suggest_a_layout() {
        for (path, expected) in [
            (
                "envs/prod/eu-west-1/main.tf",
                Some("envs/{environment}/{region}/**"),
            ),
            (
                "live/eu-west-1/staging/app/main.tf",
                Some("live/{region}/{environment}/**"),
            ),
            ("modules/a/main.tf", None),
            ("prod.tf", None),
        ] {
            assert_eq!(layout(path).as_deref(), expected, "{path}");
        }
    }

    #[test]
    fn what_is_known_is_left_alone() {
        let (texts, proposal) = proposed(&[
            (
                "a.tf",
                "# amiforge: follow=ssm:/golden region=eu-west-1\na = \"ami-0a1b2c3d4e5f60718\"\n",
            ),
            ("README.md", "ami-0a1b2c3d4e5f60719\n"),
        ]);
        assert!(texts.is_empty() && proposal.rows.is_empty());
    }
}
