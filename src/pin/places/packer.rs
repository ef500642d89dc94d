//! Packer, HCL and JSON.
//!
//! ```hcl
//! source "amazon-ebs" "win" {
//!   region     = "eu-west-1"
//!   source_ami = "ami-…"
//! }
//! variable "base_ami" { default = "ami-…" }      # has the region of the sources that use it
//! ```
//!
//! Near-misses: `ami_regions` are where the image is copied to, not where its source is; `source_ami_filter`, `data
//! "amazon-ami"` and `data "amazon-parameterstore"` move by themselves.

use crate::pin::Known;
use crate::syntax::{NodeId, Syntax};

use super::{Details, Other, Place, View, fact, floats, hcl};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "packer",
    about: "Packer templates and variable files, HCL and JSON: `source_ami`, variables",
    source: "https://developer.hashicorp.com/packer/integrations/hashicorp/amazon/latest/components/builder/ebs",
    is,
    id,
    others,
};

const AT_BUILD: &str = "follows an SSM parameter at each build";
const NEWEST: &str = "takes the newest image by name at each build";

fn is(view: &View<'_>) -> bool {
    let document = view.document;
    let amazon = |id: NodeId| {
        document
            .text_at(id, &["type"])
            .is_some_and(|kind| kind.starts_with("amazon"))
    };
    let named = [".pkr.hcl", ".pkr.json", ".pkrvars.hcl", ".pkrvars.json"]
        .iter()
        .any(|ending| view.path.ends_with(ending));
    match document.syntax {
        Syntax::Hcl | Syntax::Json if named => true,
        Syntax::Hcl => {
            document.child(view.root, "packer").is_some() && document.child(view.root, "terraform").is_none()
        }
        Syntax::Json => hcl::blocks(view, &["builders"]).into_iter().any(amazon),
        _ => false,
    }
}

/// What says where an image comes from: `source "amazon-ebs" "x"` and its like, `builders` of the JSON form.
fn sources(view: &View<'_>) -> Vec<NodeId> {
    let document = view.document;
    let named = hcl::blocks(view, &["source"])
        .into_iter()
        .flat_map(|id| document.children(id))
        .filter(|id| document.name(*id).is_some_and(|name| name.starts_with("amazon-")))
        .flat_map(|id| document.children(id));
    named.chain(hcl::blocks(view, &["builders"])).collect()
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let document = view.document;
    let sources = sources(view);
    let own = document.ancestors(node).find(|at| sources.contains(at));
    let users = own.map_or_else(|| users(view, node, sources), |own| vec![own]);
    Details {
        region: region(view, &users),
        ..Details::default()
    }
}

/// The sources that use the variable that a value is the default of, else all.
fn users(view: &View<'_>, node: NodeId, sources: Vec<NodeId>) -> Vec<NodeId> {
    let words = hcl::words(view, node);
    let name = match words.as_slice() {
        [("variable" | "variables" | "locals", _), (name, _), ..] => *name,
        _ => return sources,
    };
    let uses = |id: &NodeId| is_used(view, *id, name);
    let using: Vec<NodeId> = sources.iter().copied().filter(uses).collect();
    if using.is_empty() { sources } else { using }
}

/// Whether a source takes its image from a variable.
fn is_used(view: &View<'_>, source: NodeId, name: &str) -> bool {
    let document = view.document;
    let value = document.child(source, "source_ami");
    let written = value.map_or("", |id| hcl::written(view, id));
    let user = user_variable(written) == Some(name);
    user || hcl::names(written, "var", name) || hcl::names(written, "local", name)
}

/// The variable of the JSON form: ``{{user `name`}}``.
fn user_variable(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("{{")?.strip_suffix("}}")?.trim();
    let name = inner.strip_prefix("user")?.trim();
    name.strip_prefix('`')?.strip_suffix('`')
}

/// The region that all these sources build in.
fn region(view: &View<'_>, sources: &[NodeId]) -> Option<Known> {
    let document = view.document;
    let of_source = |id: &NodeId| {
        let value = document.child(*id, "region")?;
        let text = hcl::literal(view, value)?;
        match user_variable(text) {
            Some(name) => document.text_at(view.root, &["variables", name]),
            None => Some(text),
        }
    };
    let regions: Option<Vec<&str>> = sources.iter().map(of_source).collect();
    fact::region(fact::agreed(regions?), "the source's `region`")
}

fn others(view: &View<'_>) -> Vec<Other> {
    let document = view.document;
    let mut found = floats::parameters_read(view, AT_BUILD);
    let data = |kind: &'static str| {
        let blocks = hcl::blocks(view, &["data", kind]).into_iter();
        blocks.flat_map(|id| document.children(id))
    };
    let parameters =
        data("amazon-parameterstore").filter_map(|id| document.scalar(document.child(id, "name")?));
    let own = parameters
        .filter(|name| !floats::is_image_parameter(&name.text))
        .map(|name| Other::floats(name.inner, &name.text, AT_BUILD));
    let filters = sources(view)
        .into_iter()
        .filter_map(|id| document.child(id, "source_ami_filter"))
        .chain(data("amazon-ami"));
    let named = filters
        .flat_map(|id| hcl::items(document, id))
        .filter_map(|id| document.get(id, &["filters", "name"]))
        .filter_map(|id| {
            let span = document
                .scalar(id)
                .map_or(document.node(id)?.span, |scalar| scalar.inner);
            Some(Other::floats(span, view.text.get(span.range())?, NEWEST))
        });
    found.extend(own.chain(named));
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    const ID: &str = "ami-0a1b2c3d4e5f60718";

    #[test]
    fn an_image_has_the_region_of_its_source() {
        let source = |name: &str, rest: &str| format!("source \"amazon-ebs\" \"{name}\" {{\n{rest}\n}}\n");
        let here = source("a", "region = \"eu-west-1\"\nsource_ami = var.base");
        let there = source("b", "region = \"us-east-1\"\nsource_ami = var.other");
        let variable = |name: &str| format!("variable \"{name}\" {{ default = \"{ID}\" }}\n");
        for (text, expected) in [
            (
                source(
                    "a",
                    "region = \"eu-west-1\"\nami_regions = [\"us-east-1\"]\nsource_ami = \"ami-0a1b2c3d4e5f60718\"",
                ),
                ", in eu-west-1 (the source's `region`)",
            ),
            (
                format!("{here}{there}{}", variable("base")),
                ", in eu-west-1 (the source's `region`)",
            ),
            (format!("{here}{there}{}", variable("third")), ""),
            (
                format!("{here}{}", variable("third")),
                ", in eu-west-1 (the source's `region`)",
            ),
            (format!("base_ami = \"{ID}\"\n"), ""),
        ] {
            assert_eq!(
                found(&PLACE, "a.pkr.hcl", &text),
                [format!("{ID}{expected}")],
                "{text}"
            );
        }
    }

    #[test]
    fn the_json_form() {
        let text = r#"{
            "variables": {"aws_region": "eu-west-1", "base": "ami-0a1b2c3d4e5f60718"},
            "builders": [{"type": "amazon-ebs", "region": "{{user `aws_region`}}", "source_ami": "{{ user `base` }}"}]
        }"#;
        let expected = format!("{ID}, in eu-west-1 (the source's `region`)");
        assert_eq!(found(&PLACE, "image.json", text), [expected]);
        let other = text.replace("amazon-ebs", "docker");
        assert!(found(&PLACE, "image.json", &other).is_empty());
    }

    #[test]
    fn what_moves_by_itself() {
        let filter = "source \"amazon-ebs\" \"a\" {\n source_ami_filter {\n filters = { name = \"golden-*\", root-device-type = \"ebs\" }\n owners = [\"self\"]\n }\n}";
        assert_eq!(
            found(&PLACE, "a.pkr.hcl", filter),
            ["golden-*, floats: takes the newest image by name at each build"]
        );
        for name in [
            "/golden/win",
            "/aws/service/eks/optimized-ami/${var.v}/amazon-linux-2/recommended/image_id",
        ] {
            let data = format!("data \"amazon-parameterstore\" \"a\" {{ name = \"{name}\" }}");
            assert_eq!(
                found(&PLACE, "a.pkr.hcl", &data),
                [format!("{name}, floats: follows an SSM parameter at each build")]
            );
        }
    }
}
