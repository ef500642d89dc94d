//! What a recipe has to know of a component's document.

use crate::component::{self, Platform};
use crate::yaml::{self, Node};

/// The facts of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The platform that its actions allow, when that is one only.
    pub platform: Option<Platform>,
    /// Its parameters, in order.
    pub parameters: Vec<Parameter>,
    /// Whether these are all.
    pub complete: bool,
}

/// A parameter of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Whether a recipe has to give a value: there is no default.
    pub required: bool,
    /// The values that it takes; empty for any.
    pub allowed: Vec<String>,
}

/// A component has 25 at most unless the account's quota was raised
/// (<https://docs.aws.amazon.com/general/latest/gr/imagebuilder.html>); more than this are not looked at.
const MOST_PARAMETERS: usize = 1_000;

impl Document {
    /// Reads a document. None when it is none, or cannot be read to its end.
    pub fn read(text: &str) -> Option<Self> {
        let tree = yaml::parse(text);
        let root = tree
            .root()
            .filter(|_| tree.fault.is_none() && tree.excessive.is_none())?;
        let read = component::Component::read(root, None)?;
        if read.phases.is_empty() {
            return None;
        }
        let listed = root.present("parameters").map_or(0, |list| list.items().len());
        let parameters: Vec<Parameter> = read
            .parameters
            .iter()
            .take(MOST_PARAMETERS)
            .map(|parameter| Parameter {
                name: parameter.text().to_owned(),
                required: parameter.body.is_map() && parameter.body.present("default").is_none(),
                allowed: parameter
                    .body
                    .present("allowedValues")
                    .map(|list| list.items().filter_map(Node::text).map(str::to_owned).collect())
                    .unwrap_or_default(),
            })
            .collect();
        Some(Self {
            platform: read.platform,
            complete: listed == parameters.len(),
            parameters,
        })
    }

    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_platform() {
        let text = "schemaVersion: 1.0\nparameters:\n  - Url: {type: string}\n  - Mode: {type: string, default: a, allowedValues: [a, b]}\n\
                    phases:\n  - name: build\n    steps: [{name: A, action: ExecutePowerShell, inputs: {commands: [a]}}]\n";
        let read = Document::read(text).expect("a document");
        assert_eq!(read.platform, Some(Platform::Windows));
        assert!(read.complete);
        let required: Vec<bool> = read.parameters.iter().map(|p| p.required).collect();
        assert_eq!(required, [true, false]);
        assert_eq!(read.parameter("Mode").expect("it").allowed, ["a", "b"]);
        assert_eq!(Document::read("a: ["), None);
        assert_eq!(Document::read("name: x"), None);
    }
}
