//! Reads one file and judges it.

use std::io;
use std::path::Path;

use super::recipes::Declaring;
use crate::diagnostic::{Diagnostic, Severity};
use crate::embedded::NamedFile;
use crate::files::{self, Found};
use crate::lint::{self, Judged, Settings, Together};
use crate::recipe;
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
    /// To be judged together with others.
    Declares(Box<Declaring>),
    /// Not a document of Image Builder, and none in it.
    NotOurs,
}

/// A file to judge.
pub(super) struct Asked {
    pub(super) file: Found,
    /// Its path from the root of the repository.
    pub(super) from_root: String,
    pub(super) settings: Settings,
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
pub(super) fn file(asked: &Asked, pedantic: bool) -> Outcome {
    let (file, settings) = (&asked.file, &asked.settings);
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
            None => named(&shown, &asked.from_root, bytes, settings, pedantic),
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
    let bytes = match declaring(&shown, &asked.from_root, bytes, settings, false) {
        Ok(declaring) => return Outcome::Declares(declaring),
        Err(bytes) => bytes,
    };
    match lint::judge_if_ours(shown, bytes, settings) {
        Some(judged) => outcome(judged, pedantic),
        None => Outcome::NotOurs,
    }
}

/// Takes a file that declares recipes or components; gives the bytes of any other back.
fn declaring(
    shown: &str,
    from_root: &str,
    bytes: Vec<u8>,
    settings: &Settings,
    named: bool,
) -> Result<Box<Declaring>, Vec<u8>> {
    let declared = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| recipe::File::read(from_root, text));
    let Some(file) = declared else { return Err(bytes) };
    let (source, _) = Source::from_bytes(shown, bytes);
    Ok(Box::new(Declaring {
        source,
        file,
        settings: settings.clone(),
        named,
        unchanged: false,
    }))
}

/// Judges a file together with the others.
pub(super) fn together(declaring: &Declaring, together: Together<'_>, pedantic: bool) -> Outcome {
    let source = Source::new(declaring.source.path(), declaring.source.text());
    let settings = &declaring.settings;
    if declaring.unchanged {
        let findings = lint::judge_since(&source, settings, together);
        return if findings.is_empty() {
            Outcome::NotOurs
        } else {
            let (file, hidden) = report(source, findings, pedantic);
            Outcome::Judged(Report {
                not_checked: (file.source.path().to_owned(), Vec::new()),
                file: Some(file),
                hidden,
                files: Vec::new(),
            })
        };
    }
    let judged = if declaring.named {
        Some(lint::judge_source(source, settings, Some(together)))
    } else {
        lint::judge_source_if_ours(source, settings, Some(together))
    };
    judged.map_or(Outcome::NotOurs, |judged| outcome(judged, pedantic))
}

/// [`files::MOST_BYTES`] in words.
const LIMIT: &str = "4 MiB";

/// Judges bytes that are meant.
pub(super) fn named(
    name: &str,
    from_root: &str,
    bytes: Vec<u8>,
    settings: &Settings,
    pedantic: bool,
) -> Outcome {
    if bytes.len() as u64 > files::MOST_BYTES {
        return outcome(lint::too_large(name, LIMIT, settings), pedantic);
    }
    let bytes = match declaring(name, from_root, bytes, settings, true) {
        Ok(declaring) => return Outcome::Declares(declaring),
        Err(bytes) => bytes,
    };
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
