//! A component of the repository: a request file, or a plain document with what the recipe says about it.

use std::collections::BTreeMap;

use super::content::ComponentContent;
use super::fields::{Fault, Fields, Place};
use super::recipe_file::{Beside, checked_name, name, platform, version};
use crate::component::Platform;
use crate::recipe;
use crate::release::image_builder::Version;
use crate::source::Span;
use crate::syntax::NodeId;

const KEYS: [&str; 10] = [
    "name",
    "semanticVersion",
    "description",
    "changeDescription",
    "platform",
    "supportedOsVersions",
    "data",
    "file",
    "kmsKeyId",
    "tags",
];

/// Characters that `CreateComponent` takes in `data`
/// (<https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html>).
const MOST_CHARACTERS: usize = 16_000;

/// A file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// From the root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A component as the repository has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// The file that holds its document, from the root of the repository.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its version, perhaps with `x`.
    pub version: Version,
    /// Where the version stands, or where it would.
    pub version_at: Place,
    /// What it is made of.
    pub content: ComponentContent,
    /// What changed, in words.
    pub change: Option<String>,
    /// The key that it is encrypted with.
    pub kms_key: Option<String>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// The file that a request takes its document from, from the root; none for a request with `data` and for a plain document.
pub fn document_file(file: &TextFile) -> Option<String> {
    let mut fields = Fields::of(&file.path, &file.text);
    let root = fields.root().filter(|root| is_request(&fields, *root))?;
    recipe::beside(&file.path, &fields.text(root, "file")?)
}

/// A document has phases, a request has not.
fn is_request(fields: &Fields, root: NodeId) -> bool {
    fields.get(root, "phases").is_none() && fields.get(root, "semanticVersion").is_some()
}

impl Component {
    /// Reads the file that an entry of a recipe at `place` names. `document` is the file that a request takes its document from, `platform`
    /// that of the parent image.
    pub fn read(
        file: &TextFile,
        document: Option<&TextFile>,
        (place, beside): (&Place, &Beside),
        platform: Option<Platform>,
    ) -> Result<Self, Vec<Fault>> {
        let mut fields = Fields::of(&file.path, &file.text);
        let component = match fields.root() {
            Some(root) if is_request(&fields, root) => {
                if let Some(key) = beside.said {
                    return Err(vec![Fault {
                        place: place.clone(),
                        message: format!("`{key}` is for plain documents: {} says it itself", file.path),
                    }]);
                }
                request(&mut fields, root, file, document)
            }
            Some(root) => plain(&mut fields, root, file, (place, beside), platform),
            None => None,
        };
        let component = component.filter(|_| fields.faults.is_empty());
        let Some(component) = component else {
            return Err(fields.faults);
        };
        let characters = component.content.document.chars().count();
        if characters > MOST_CHARACTERS {
            return Err(vec![Fault {
                place: Place {
                    path: component.path,
                    line: 1,
                    column: 1,
                },
                message: format!(
                    "the document has {characters} characters, and CreateComponent takes {MOST_CHARACTERS}: make two components of it"
                ),
            }]);
        }
        Ok(component)
    }
}

fn request(
    fields: &mut Fields,
    root: NodeId,
    file: &TextFile,
    document: Option<&TextFile>,
) -> Option<Component> {
    if let Some(node) = fields.get(root, "uri") {
        let message =
            "a document in Amazon S3 cannot be compared with what AWS has: name a `file` of the repository";
        fields.fault(fields.span(node), message);
        return None;
    }
    fields.keys(root, "a component", &KEYS);
    let name = name(fields, root);
    let version = version(fields, root);
    let platform = platform(fields, root);
    let start = Span::empty(fields.span(root).start);
    if platform.is_none() && fields.get(root, "platform").is_none() {
        fields.fault(start, "`platform` is missing");
    }
    let data = fields.text(root, "data");
    let (path, text) = match (data, document) {
        (Some(data), None) if fields.get(root, "file").is_none() => (file.path.clone(), data),
        (None, Some(document)) => (document.path.clone(), document.text.clone()),
        (Some(_), _) => {
            fields.fault(start, "a component has `data` or `file`, not both");
            return None;
        }
        (None, None) => {
            fields.fault(start, "a component has `data` or a `file` of the repository");
            return None;
        }
    };
    let systems = fields.texts(root, "supportedOsVersions");
    let (description, change) = (
        fields.text(root, "description"),
        fields.text(root, "changeDescription"),
    );
    let (kms_key, tags) = (fields.text(root, "kmsKeyId"), fields.tags(root, "tags"));
    let (version, version_at) = version?;
    Some(Component {
        path,
        name: name?,
        version,
        version_at,
        content: ComponentContent {
            document: without_mark(&text),
            platform: platform?.word().to_owned(),
            systems: systems.into_iter().collect(),
            description: description.unwrap_or_default(),
        },
        change,
        kms_key,
        tags,
    })
}

fn plain(
    fields: &mut Fields,
    root: NodeId,
    file: &TextFile,
    (place, beside): (&Place, &Beside),
    of_parent: Option<Platform>,
) -> Option<Component> {
    if fields.get(root, "phases").is_none() {
        fields.fault(
            Span::default(),
            "the file is neither a component document (`phases`) nor a request (`semanticVersion`, `data`)",
        );
        return None;
    }
    let name = match &beside.name {
        Some(name) => Some(name.clone()),
        None => match fields.required(root, "name") {
            Some((name, span)) => checked_name(fields, name, span),
            None => None,
        },
    };
    let own = recipe::Document::read(&file.text).and_then(|document| document.platform);
    let platform = beside.platform.or(own).or(of_parent);
    if platform.is_none() {
        fields.faults.push(Fault {
            place: place.clone(),
            message: format!(
                "neither {} nor the parent image tells the platform: write `platform` beside `file`",
                file.path
            ),
        });
    }
    // Nobody has to count: every change is the next version.
    let automatic = || Some((Version::parse("x.x.x").ok()?, place.clone()));
    let (version, version_at) = beside.version.clone().or_else(automatic)?;
    Some(Component {
        path: file.path.clone(),
        name: name?,
        version,
        version_at,
        content: ComponentContent {
            document: without_mark(&file.text),
            platform: platform?.word().to_owned(),
            systems: beside.systems.clone(),
            description: beside.description.clone().unwrap_or_default(),
        },
        change: beside.change.clone(),
        kms_key: None,
        tags: beside.tags.clone(),
    })
}

/// A text without a byte order mark.
fn without_mark(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "name: agent\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      \
                            - {name: Run, action: ExecutePowerShell, inputs: {commands: [echo]}}\n";
    const NEUTRAL: &str = "name: agent\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      \
                           - {name: Run, action: Reboot}\n";

    fn file(path: &str, text: &str) -> TextFile {
        TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn read(text: &str, beside: &Beside, platform: Option<Platform>) -> Result<Component, String> {
        let place = Place {
            path: "golden.yaml".to_owned(),
            line: 5,
            column: 5,
        };
        Component::read(&file("c/agent.yaml", text), None, (&place, beside), platform).map_err(|faults| {
            faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        })
    }

    #[test]
    fn a_plain_document_tells_its_name_and_mostly_its_platform() {
        let component = read(DOCUMENT, &Beside::default(), Some(Platform::Linux)).expect("it");
        assert_eq!(
            (component.name.as_str(), component.content.platform.as_str()),
            ("agent", "Windows")
        );
        assert_eq!(component.version.to_string(), "x.x.x");
        assert_eq!(component.content.document, DOCUMENT);
        let beside = Beside {
            name: Some("other".to_owned()),
            platform: Some(Platform::MacOs),
            ..Beside::default()
        };
        let component = read(DOCUMENT, &beside, None).expect("it");
        assert_eq!(
            (component.name.as_str(), component.content.platform.as_str()),
            ("other", "macOS")
        );
        let of_parent = read(NEUTRAL, &Beside::default(), Some(Platform::Windows)).expect("it");
        assert_eq!(of_parent.content.platform, "Windows");
        let said = read(NEUTRAL, &Beside::default(), None).expect_err("no platform");
        assert!(
            said.starts_with("golden.yaml:5:5: neither c/agent.yaml nor"),
            "{said}"
        );
        let said =
            read(&DOCUMENT.replace("name: agent\n", ""), &Beside::default(), None).expect_err("no name");
        assert_eq!(said, "c/agent.yaml:1:1: `name` is missing");
    }

    #[test]
    fn a_request_says_it_all() {
        let text = "name: agent\nsemanticVersion: 1.0.0\nplatform: Linux\nfile: ../docs/agent.yaml\nsupportedOsVersions: [Ubuntu]\n";
        let asked = file("c/agent.yaml", text);
        assert_eq!(document_file(&asked).as_deref(), Some("docs/agent.yaml"));
        let document = file("docs/agent.yaml", &format!("\u{feff}{DOCUMENT}"));
        let place = Place::default();
        let component =
            Component::read(&asked, Some(&document), (&place, &Beside::default()), None).expect("it");
        assert_eq!(component.content.document, DOCUMENT);
        assert_eq!(component.path, "docs/agent.yaml");
        assert_eq!(
            (component.version_at.path.as_str(), component.version_at.line),
            ("c/agent.yaml", 2)
        );
        let inline = "name: agent\nsemanticVersion: 1.0.x\nplatform: Linux\ndata: |\n  phases: []\n";
        assert_eq!(document_file(&file("a.yaml", inline)), None);
        assert_eq!(
            read(inline, &Beside::default(), None)
                .expect("it")
                .content
                .document,
            "phases: []\n"
        );
        let said = Beside {
            said: Some("platform"),
            ..Beside::default()
        };
        assert!(
            read(inline, &said, None)
                .expect_err("twice")
                .contains("`platform` is for plain documents")
        );
        for (from, to, said) in [
            ("data: |\n  phases: []\n", "uri: s3://b/k\n", "cannot be compared"),
            ("data: |\n  phases: []\n", "", "`data` or a `file`"),
            ("platform: Linux\n", "", "`platform` is missing"),
            ("platform", "plattform", "a component has no `plattform`"),
        ] {
            let found = read(&inline.replace(from, to), &Beside::default(), None).expect_err(to);
            assert!(found.contains(said), "{found}");
        }
        let neither = read("a: 1\n", &Beside::default(), None).expect_err("neither");
        assert!(neither.contains("neither a component document"), "{neither}");
    }

    #[test]
    fn a_document_that_is_too_long_is_told_before_aws_is_asked() {
        let long = format!("{DOCUMENT}# {}\n", "x".repeat(MOST_CHARACTERS));
        let said = read(&long, &Beside::default(), None).expect_err("too long");
        assert!(
            said.starts_with("c/agent.yaml:1:1: the document has 16"),
            "{said}"
        );
    }
}
