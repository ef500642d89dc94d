//! What the caller and the configuration say about pins, for files that cannot say it themselves.

use crate::config::pattern::Pattern;
use crate::source::Span;

use super::Hold;
use super::pointer::{Captures, Layout, Pointer, Template};

/// Everything that is said, the word to be trusted most first.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// `pins` of the configuration, in order; of several that bind a pin, the later wins.
    pub rows: Vec<Row>,
    /// `layout` of the configuration, in order; of several that fit a path, the later wins.
    pub layouts: Vec<Layout>,
    /// The region of pins that nothing else tells the region of.
    pub region: Option<String>,
}

/// One row of `pins`.
#[derive(Clone, Debug)]
pub struct Row {
    /// The files, from the root of the repository.
    pub files: Pattern,
    /// Where in them; none for every pin of the file.
    pub at: Option<Pointer>,
    /// What holds there.
    pub says: Says,
    /// The configuration file it stands in, by the number that the caller gave it, and where: for "matches nothing".
    pub place: (usize, Span),
}

/// What a row or a comment says about a pin.
#[derive(Clone, Debug, Default)]
pub struct Says {
    /// `follow`: a track with `{name}` in it.
    pub follow: Option<Template>,
    /// `region`.
    pub region: Option<Template>,
    /// `account`.
    pub account: Option<Template>,
    /// `environment`.
    pub environment: Option<Template>,
    /// `cluster`.
    pub cluster: Option<Template>,
    /// `hold`.
    pub hold: Option<Hold>,
    /// `ignore`: the reason.
    pub ignore: Option<String>,
}

/// What holds for one path.
#[derive(Clone, Debug, Default)]
pub struct PathHints<'a> {
    /// What the layouts give: `region`, `cluster`, `environment`, `account`, `kubernetes` and names of one's own.
    pub captures: Captures,
    /// The rows whose files match, with their number in [`Hints::rows`].
    pub rows: Vec<(usize, &'a Row)>,
}

impl Hints {
    /// Whether any row of `pins` is about the file at `path`, from the root of the repository and with `/`.
    pub fn names(&self, path: &str) -> bool {
        self.rows.iter().any(|row| row.files.matches(path))
    }

    /// What holds for the file at `path`, from the root of the repository and with `/`.
    pub fn for_path(&self, path: &str) -> PathHints<'_> {
        let mut captures = Captures::new();
        for found in self.layouts.iter().filter_map(|layout| layout.captures(path)) {
            captures.extend(found);
        }
        let rows = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.files.matches(path));
        PathHints {
            captures,
            rows: rows.collect(),
        }
    }
}
