//! The recipes and components of all files, for the rules that look at them together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::files::{self, Found};
use crate::git::{CommitId, Git, GitError};
use crate::lint::Settings;
use crate::recipe::{File, Review};
use crate::source::Source;

/// A file that declares recipes or components, for later.
pub(super) struct Declaring {
    pub(super) source: Source,
    pub(super) file: File,
    pub(super) settings: Settings,
    /// Whether it was named, so that it has to be told why nothing of it is judged.
    pub(super) named: bool,
    /// Whether it did not change, so that it is here for the others.
    pub(super) unchanged: bool,
}

/// With what the files are compared.
#[derive(Clone)]
pub(super) struct Since {
    /// As the caller says it.
    pub(super) revision: String,
    /// The commit.
    pub(super) base: CommitId,
    /// What differs from it, by path from the root.
    pub(super) changed: BTreeSet<String>,
}

/// Puts the files together, in this order. A second answer says why nothing is compared with what was there before.
pub(super) fn review(
    workspace: &Path,
    declaring: &[Declaring],
    since: Option<&Since>,
) -> (Review, Option<GitError>) {
    let files: Vec<File> = declaring.iter().map(|declaring| declaring.file.clone()).collect();
    let named = files.iter().flat_map(File::named);
    let texts: BTreeMap<String, String> = named
        .filter_map(|path| Some((path.to_owned(), files::text_within(workspace, path)?)))
        .collect();
    let before = since
        .filter(|_| !files.is_empty())
        .map(|since| (since, before(workspace, &files, &texts, since)));
    let review = Review::new(files, texts);
    match before {
        Some((since, Ok(before))) => (review.since(before, since.revision.as_str()), None),
        Some((_, Err(error))) => (review, Some(error)),
        None => (review, None),
    }
}

/// What the files were at the commit.
fn before(
    workspace: &Path,
    now: &[File],
    texts: &BTreeMap<String, String>,
    since: &Since,
) -> Result<Review, GitError> {
    let git = Git::at(workspace);
    let gone = git.gone_since(&since.base)?;
    let gone = gone.iter().map(|path| path.to_string_lossy().replace('\\', "/"));
    let mut other: BTreeSet<String> = since.changed.iter().cloned().collect();
    other.extend(gone);
    let wanted: BTreeSet<String> = other
        .iter()
        .filter(|path| files::may_hold_documents(Path::new(path)) || texts.contains_key(*path))
        .cloned()
        .collect();
    let small = |bytes: &Vec<u8>| bytes.len() as u64 <= files::MOST_BYTES;
    let was: BTreeMap<String, String> = git
        .named_files(&since.base, &wanted)?
        .into_iter()
        .filter(|blob| small(&blob.bytes))
        .filter_map(|blob| Some((blob.path, String::from_utf8(blob.bytes).ok()?)))
        .collect();
    let unchanged = now.iter().filter(|file| !other.contains(&file.path)).cloned();
    let mut files: Vec<File> = unchanged.collect();
    files.extend(was.iter().filter_map(|(path, text)| File::read(path, text)));
    let named: BTreeSet<String> = files.iter().flat_map(File::named).map(str::to_owned).collect();
    let documents = named
        .into_iter()
        .filter_map(|path| {
            let text = if other.contains(&path) {
                was.get(&path).cloned()
            } else {
                texts
                    .get(&path)
                    .cloned()
                    .or_else(|| files::text_within(workspace, &path))
            };
            Some((path, text?))
        })
        .collect();
    Ok(Review::new(files, documents))
}

/// A file that did not change, when it declares something: what is found in it may come from another one.
pub(super) fn unchanged(file: &Found, from_root: &str, settings: &Settings) -> Option<Declaring> {
    let bytes = files::read(&file.path).ok()?;
    if bytes.len() as u64 > files::MOST_BYTES {
        return None;
    }
    let (source, misread) = Source::from_bytes(file.shown.clone(), bytes);
    let declared = File::read(from_root, source.text()).filter(|_| misread.is_none())?;
    Some(Declaring {
        source,
        file: declared,
        settings: settings.clone(),
        named: false,
        unchanged: true,
    })
}
