//! Where things are, by their labels and by their names.

use std::collections::BTreeMap;

use super::arn::normalized;
use super::{File, Language, Value};

/// The number of a file, and of a component or a recipe in it.
pub(super) type Spot = (usize, usize);

/// So many things of one name are looked at: whoever has more makes them, and nobody waits for each to be compared with each.
pub(super) const MOST_OF_A_NAME: usize = 256;

/// Where the components, or the recipes, of all files are.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By where a label counts, and the label.
    labels: BTreeMap<(String, String), Spot>,
    /// By the name that an ARN has.
    named: BTreeMap<String, Vec<Spot>>,
}

impl Index {
    pub(super) fn add(&mut self, file: &File, spot: Spot, id: &str, name: Option<&Value>) {
        self.labels.entry(key(file, id)).or_insert(spot);
        if let Some(name) = name.and_then(Value::known) {
            let spots = self.named.entry(normalized(name)).or_default();
            if spots.len() < MOST_OF_A_NAME {
                spots.push(spot);
            }
        }
    }

    /// What a label means in a file. A request has no label.
    pub(super) fn labelled(&self, file: &File, id: &str) -> Option<Spot> {
        self.labels.get(&key(file, id)).copied()
    }

    /// Everything of a name, as an ARN has it or as a file has it.
    pub(super) fn named(&self, name: &str) -> &[Spot] {
        self.named.get(&normalized(name)).map_or(&[], Vec::as_slice)
    }
}

/// A label counts within a template, and within a module.
fn key(file: &File, id: &str) -> (String, String) {
    let scope = match file.language {
        Language::Terraform => file.folder().to_owned(),
        // No folder begins so.
        Language::CloudFormation | Language::Request => format!("/{}", file.path),
    };
    (scope, id.to_owned())
}
