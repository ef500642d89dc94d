//! Code, scripts, Makefiles, templates, and whatever no other row knows: what a line says.
//!
//! ```text
//! 'eu-west-1': 'ami-…'                       the line names the region
//! aws ec2 run-instances --image-id ami-… --region eu-west-1
//! "us-east-1": {                             a line around it, by its indentation
//!     "core": "ami-…",
//! ```
//!
//! Near-misses: a comment (`// ami = ami-…` is a commented-out line), a line with two regions and two ids, of which the region
//! before each id counts. The lines are read by `scan`, which asks them of ids inside longer strings too.

use super::{Details, Place, View};
use crate::syntax::NodeId;

/// The row.
pub(super) const PLACE: Place = Place {
    name: "text",
    about: "code, scripts, Makefiles and templates",
    source: "https://docs.aws.amazon.com/cli/latest/reference/ec2/run-instances.html",
    is: |_| true,
    id: nothing,
    others: |_| Vec::new(),
};

fn nothing(_: &View<'_>, _: NodeId) -> Details {
    Details::default()
}
