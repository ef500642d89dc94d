//! Any file with keys that no other row knows: values of Helm charts, JSON and TOML of one's own, dotenv files.
//!
//! ```text
//! region: eu-west-1
//! nodes: { windows: { amiId: ami-… } }       the field `region` above tells the region
//! WIN_AMI=ami-…                              AWS_REGION in the same file does
//! image: resolve:ssm:/aws/service/…          moves by itself
//! ```
//!
//! Near-misses: `amiId: auto`, an id within a description, a list of ids in one string.

use super::{Details, Other, Place, View, floats};
use crate::syntax::NodeId;

/// The row.
pub(super) const PLACE: Place = Place {
    name: "generic",
    about: "values of Helm charts, JSON, YAML, TOML and dotenv files of one's own",
    source: "https://helm.sh/docs/chart_template_guide/values_files/",
    is: |view| !view.document.nodes.is_empty(),
    id: nothing,
    others,
};

fn nothing(_: &View<'_>, _: NodeId) -> Details {
    Details::default()
}

fn others(view: &View<'_>) -> Vec<Other> {
    floats::parameters(view)
}
