//! Where each tool keeps its pins, one row file a tool.
//!
//! A row only knows its tool: whether a document is the tool's, what the document says about an id in it, and which pins the
//! tool writes without an id. All else (finding ids, comments, regions by key and folder) is the same for every tool and
//! stands in `scan`.

mod ack;
mod ansible;
mod aws_cli;
mod cdk_context;
mod cloudformation;
mod cluster_api;
mod crossplane;
mod eks;
mod eksctl;
mod fact;
mod floats;
mod generic;
mod hcl;
mod helm;
mod image_builder;
mod instance_type;
mod karpenter;
mod kops;
mod kubernetes;
mod packer;
mod parallelcluster;
mod providers;
mod pulumi;
mod terraform;
#[cfg(test)]
mod testing;
mod text;

use crate::release::Identity;
use crate::source::Span;
use crate::syntax::{Document, NodeId};

use super::{Companion, Known, Role, Track, Value};

/// Every row, the special before the general; the last takes anything.
pub const ALL: &[&Place] = &[
    &ack::PLACE,
    &aws_cli::PLACE,
    &cdk_context::PLACE,
    &cluster_api::PLACE,
    &crossplane::PLACE,
    &eksctl::PLACE,
    &image_builder::PLACE,
    &karpenter::PLACE,
    &kops::PLACE,
    &parallelcluster::PLACE,
    &pulumi::PLACE,
    &packer::PLACE,
    &terraform::PLACE,
    &cloudformation::PLACE,
    &ansible::PLACE,
    &helm::PLACE,
    &generic::PLACE,
    TEXT,
];

/// The row of whatever no other row takes.
pub const TEXT: &Place = &text::PLACE;

/// The row of a part of a file.
pub fn of(view: &View<'_>) -> &'static Place {
    ALL.iter().find(|place| (place.is)(view)).copied().unwrap_or(TEXT)
}

/// One row.
#[derive(Debug)]
pub struct Place {
    /// The name in every output, such as `terraform`: the file's name with `-` for `_`.
    pub name: &'static str,
    /// What it is, one line for the documentation.
    pub about: &'static str,
    /// Where its grammar is documented.
    pub source: &'static str,
    /// Whether this part of a file is the tool's. Of several rows that say so the first in `ALL` is taken.
    pub is: fn(&View<'_>) -> bool,
    /// What the file says about the AMI id in the single value `node`.
    pub id: fn(&View<'_>, NodeId) -> Details,
    /// Pins without an id, and references that move by themselves.
    pub others: fn(&View<'_>) -> Vec<Other>,
}

/// A file, or one document of a YAML file.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// From the root of the repository, with `/`.
    pub path: &'a str,
    /// The whole text.
    pub text: &'a str,
    /// The whole file as read.
    pub document: &'a Document,
    /// The top of the part that is looked at.
    pub root: NodeId,
}

/// What a file says about one of its pins. What stays open is filled in by `scan`: the region by a key around the pin, a
/// field `region` beside or above it, the folder's name; hints and comments go over everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Its region.
    pub region: Option<Known>,
    /// The account.
    pub account: Option<String>,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The minor version of Kubernetes that the file gives for the cluster.
    pub cluster_version: Option<String>,
    /// What the file declares the image to be.
    pub identity: Option<Identity>,
    /// What it follows, where the file names that itself.
    pub follows: Option<Track>,
    /// What moves with it.
    pub companions: Vec<Companion>,
    /// Why it is no pin after all: it floats, or is left alone.
    pub role: Option<Role>,
    /// What a merge does, when it is not the usual roll.
    pub effect: Option<&'static str>,
}

/// A pin without an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// The bytes that a bump would replace.
    pub span: Span,
    /// What stands there.
    pub value: Value,
    /// What the file says about it.
    pub details: Details,
}

impl View<'_> {
    /// The text of the value that a path of names leads to from the top of this part.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.document.text_at(self.root, path)
    }

    /// The nodes of this part, in the order of the text.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        let end = if self.document.nodes.is_empty() {
            self.root
        } else {
            self.document.behind(self.root)
        };
        (self.root.0..end.0).map(NodeId)
    }
}

impl Other {
    /// A reference that moves by itself; `how` ends the sentence "it …".
    pub fn floats(span: Span, text: &str, how: &str) -> Self {
        Self {
            span,
            value: Value::Reference(text.to_owned()),
            details: Details {
                role: Some(Role::Floats(how.to_owned())),
                ..Details::default()
            },
        }
    }
}
