//! The summary of a job: the whole body.

use super::Posting;

/// A step may write 1 MiB; above it GitHub drops the whole summary. The rest is for other commands of the step.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits>
pub const LIMIT: usize = 900 * 1024;

/// The Markdown, never longer than [`LIMIT`].
pub fn render(posting: &Posting) -> String {
    posting.body.render(LIMIT)
}
