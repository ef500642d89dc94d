//! A group of the plan as exact byte edits.

use crate::pin::Scanned;
use crate::source::{EditError, EditSet};

use super::{Group, Plan};

/// The changes of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdits {
    /// Index in `Request::files`.
    pub file: usize,
    /// The changes.
    pub edits: EditSet,
}

/// Why a file cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadEdits {
    /// The edits do not fit each other or the text.
    #[error("{path}: {error}")]
    Misfit {
        /// The file.
        path: String,
        /// What is wrong.
        error: EditError,
    },
    /// Read again, the changed file is not the same apart from the edits.
    #[error("{path}: the change would alter more than the pins")]
    Alters {
        /// The file.
        path: String,
    },
}

/// The changes that a group of the plan makes in the files of the request.
pub fn edits(_plan: &Plan, _group: &Group, _files: &[Scanned]) -> Result<Vec<FileEdits>, BadEdits> {
    Ok(Vec::new())
}
