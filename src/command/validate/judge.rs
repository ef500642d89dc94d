//! Reads one file and judges it.

use std::io;
use std::path::Path;

use crate::diagnostic::{Diagnostic, Severity};
use crate::embedded::NamedFile;
use crate::files::{self, Found};
use crate::lint::{self, Judged, Settings};
use crate::report::FileReport;
use crate::source::Source;

/// What became of one file.
pub(super) enum Outcome {
    /// Judged, at least a part of it.
    Judged(Report),
    /// A document that could not be judged, and why.
    NotChecked(String, String),
    /// It could not be read, and why.
    Trouble(String, String),
    /// Not a document of Image Builder, and none in it.
    NotOurs,
}

/// What there is to say about a file that was judged.
pub(super) struct Report {
    /// Its findings; nothing when no document stands in it.
    pub(super) file: Option<FileReport>,
    /// How many infos nobody asked for.
    pub(super) hidden: usize,
    /// The path as shown, and why parts of it were not judged.
    pub(super) not_checked: (String, Vec<String>),
    /// Files that it takes documents from.
    pub(super) files: Vec<NamedFile>,
}

/// Judges a file that was named or found. `pedantic`: infos are shown.
pub(super) fn file(file: &Found, settings: &Settings, pedantic: bool) -> Outcome {
    let shown = file.shown.clone();
    let bytes = match files::read(&file.path) {
        Ok(bytes) => bytes,
        // It was there a moment ago: somebody else's work in progress, unless it was named.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !file.named => {
            return Outcome::NotChecked(shown, "it vanished while the folder was read".to_owned());
        }
        Err(error) => return Outcome::Trouble(shown, error.to_string()),
    };
    let large = bytes.len() as u64 > files::MOST_BYTES;
    if file.named {
        return match template(&file.path) {
            Some(reason) => Outcome::NotChecked(shown, reason),
            None => named(&shown, bytes, settings, pedantic),
        };
    }
    if large {
        // Only the start was read; it says what the file is.
        return if lint::may_be_ours(&shown, &String::from_utf8_lossy(&bytes)) {
            Outcome::NotChecked(shown, format!("above {LIMIT}"))
        } else {
            Outcome::NotOurs
        };
    }
    match lint::judge_if_ours(shown, bytes, settings) {
        Some(judged) => outcome(judged, pedantic),
        None => Outcome::NotOurs,
    }
}

/// [`files::MOST_BYTES`] in words.
const LIMIT: &str = "4 MiB";

/// Judges bytes that are meant.
pub(super) fn named(name: &str, bytes: Vec<u8>, settings: &Settings, pedantic: bool) -> Outcome {
    if bytes.len() as u64 > files::MOST_BYTES {
        return outcome(lint::too_large(name, LIMIT, settings), pedantic);
    }
    outcome(lint::judge_file(name, bytes, settings), pedantic)
}

fn outcome(judged: Judged, pedantic: bool) -> Outcome {
    let path = judged.source.path().to_owned();
    let (file, hidden) = if judged.documents > 0 || !judged.findings.is_empty() {
        let (file, hidden) = report(judged.source, judged.findings, pedantic);
        (Some(file), hidden)
    } else {
        (None, 0)
    };
    Outcome::Judged(Report {
        file,
        hidden,
        not_checked: (path, judged.not_checked),
        files: judged.files,
    })
}

fn report(source: Source, findings: Vec<Diagnostic>, pedantic: bool) -> (FileReport, usize) {
    let mut file = FileReport::new(source, findings);
    let all = file.findings.len();
    if !pedantic {
        file.findings.retain(|finding| finding.severity > Severity::Info);
    }
    let hidden = all - file.findings.len();
    if file.findings.is_empty() {
        // The text is not needed again; those of thousands of files would be held.
        file.source = Source::new(file.source.path(), "");
    }
    (file, hidden)
}

/// Why a file is not a document yet but a template for one, by its name.
fn template(path: &Path) -> Option<String> {
    const ENDINGS: [&str; 8] = ["tftpl", "tmpl", "tpl", "j2", "jinja", "jinja2", "erb", "gotmpl"];
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    ENDINGS
        .contains(&ending.as_str())
        .then(|| format!("a template (.{ending}): check the text that is made from it"))
}
