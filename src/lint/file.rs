//! One file, whatever stands in it: a document of ours, or another file that holds some.

use super::{Settings, Together, detect, host, judge, judge_misread, judge_tree, looks_like_document};
use crate::diagnostic::Diagnostic;
use crate::embedded::{self, Facts, Host, NamedFile};
use crate::source::{Misread, Source};
use crate::syntax::{self, Syntax};

/// What became of one file.
#[derive(Debug)]
pub struct Judged {
    /// The file.
    pub source: Source,
    /// Its findings at their levels, sorted by place.
    pub findings: Vec<Diagnostic>,
    /// How many documents were judged; none for a host that only names files, or in which all is known later only.
    pub documents: usize,
    /// What could not be judged, and why: one line each.
    pub not_checked: Vec<String>,
    /// Files that it takes documents from, for the caller to judge; see [`Settings::know`].
    pub files: Vec<NamedFile>,
}

impl Judged {
    /// A document that was judged.
    pub(super) fn document(source: Source, findings: Vec<Diagnostic>) -> Self {
        Self {
            source,
            findings,
            documents: 1,
            not_checked: Vec::new(),
            files: Vec::new(),
        }
    }

    fn not_checked(source: Source, reason: &str) -> Self {
        Self {
            source,
            findings: Vec::new(),
            documents: 0,
            not_checked: vec![reason.to_owned()],
            files: Vec::new(),
        }
    }
}

impl Settings {
    /// Takes what a resource says about its document, where the caller knows nothing else.
    pub fn know(&mut self, facts: Facts) {
        self.platform = self.platform.or(facts.platform);
        self.workflow_kind = self.workflow_kind.or(facts.workflow);
        // `data` takes what is sent with the request itself.
        self.inline = true;
    }
}

/// Judges a file that is meant: as a host when its name or what it declares makes it one, else as a document. One that
/// is not UTF-8 gets that finding and no other. Pure: the same path, bytes and settings give the same.
pub fn judge_file(path: impl Into<String>, bytes: Vec<u8>, settings: &Settings) -> Judged {
    let (source, misread) = Source::from_bytes(path, bytes);
    if let Some(misread) = misread {
        return misread_file(source, &misread, settings);
    }
    judge_source(source, settings, None)
}

/// The same for a text, which may be one of several that are judged together.
pub fn judge_source(source: Source, settings: &Settings, together: Option<Together<'_>>) -> Judged {
    match look(&source) {
        Looked::Host(read) => {
            let declares = read.declares;
            let mut judged = host::judge(source, read, settings, together);
            if judged.documents == 0 && judged.files.is_empty() && judged.not_checked.is_empty() {
                let reason = if declares { WITHOUT } else { NOTHING };
                judged.not_checked.push(reason.to_owned());
            }
            judged
        }
        Looked::Unreadable(reason) => Judged::not_checked(source, reason),
        Looked::Document => {
            let findings = judge(&source, settings);
            Judged::document(source, findings)
        }
    }
}

/// Judges a file that was found in a folder; `None` when it neither is nor tries to be a document of Image Builder, nor
/// holds one.
pub fn judge_if_ours(path: impl Into<String>, bytes: Vec<u8>, settings: &Settings) -> Option<Judged> {
    let (source, misread) = Source::from_bytes(path, bytes);
    if let Some(misread) = misread {
        // Of UTF-16, every second byte is the letter that it would be in UTF-8.
        let ours = looks_like_document(&source.text().replace('\0', ""));
        return ours.then(|| misread_file(source, &misread, settings));
    }
    judge_source_if_ours(source, settings, None)
}

/// The same for a text, which may be one of several that are judged together.
pub fn judge_source_if_ours(
    source: Source,
    settings: &Settings,
    together: Option<Together<'_>>,
) -> Option<Judged> {
    match look(&source) {
        Looked::Host(read) => {
            let judged = host::judge(source, read, settings, together);
            let silent = judged.documents == 0
                && judged.findings.is_empty()
                && judged.files.is_empty()
                && judged.not_checked.is_empty();
            (!silent).then_some(judged)
        }
        Looked::Unreadable(NOTHING) => None,
        Looked::Unreadable(reason) => Some(Judged::not_checked(source, reason)),
        Looked::Document => {
            let findings =
                detect::document_tree(source.text()).map(|tree| judge_tree(&source, &tree, settings))?;
            Some(Judged::document(source, findings))
        }
    }
}

/// Judges nothing of a file that did not change but what changed in files that it names: findings at their levels.
pub fn judge_since(source: &Source, settings: &Settings, together: Together<'_>) -> Vec<Diagnostic> {
    match look(source) {
        Looked::Host(read) => host::judge_since(source, read, settings, together),
        Looked::Document | Looked::Unreadable(_) => Vec::new(),
    }
}

/// Whether a text may be or hold documents of ours, for one that is too large to be read.
pub fn may_be_ours(path: &str, text: &str) -> bool {
    let syntax = syntax_of(path, text);
    embedded::may_hold(text, syntax) || syntax != Syntax::Hcl && detect::may_be_document(text)
}

const NOTHING: &str = "there is no document of Image Builder in it";
const WITHOUT: &str = "it declares resources of Image Builder, and no document stands in it";
const NOT_HCL: &str = "it cannot be read as HCL";
const NOT_YAML: &str = "it is a template that cannot be read as YAML";

/// What a text is.
enum Looked {
    Document,
    Host(Host),
    /// A host of which nothing can be told, and why.
    Unreadable(&'static str),
}

fn look(source: &Source) -> Looked {
    let text = source.text();
    let syntax = syntax_of(source.path(), text);
    let may = embedded::may_hold(text, syntax);
    // What stands in a file of Terraform is never itself a document.
    let terraform = syntax == Syntax::Hcl || is_terraform_json(source.path());
    if !may {
        return if terraform {
            Looked::Unreadable(NOTHING)
        } else {
            Looked::Document
        };
    }
    match embedded::read(text, syntax) {
        Some(host) if terraform || host.declares => Looked::Host(host),
        None if syntax == Syntax::Hcl => Looked::Unreadable(NOT_HCL),
        None if is_template(text) => Looked::Unreadable(NOT_YAML),
        _ => Looked::Document,
    }
}

/// How a file is read; what has no name of its own is YAML, which JSON is too.
fn syntax_of(path: &str, text: &str) -> Syntax {
    match syntax::of_path(path, text) {
        syntax @ (Syntax::Hcl | Syntax::Json) => syntax,
        _ => Syntax::Yaml,
    }
}

fn is_terraform_json(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.ends_with(".tf.json") || path.ends_with(".tofu.json")
}

/// Whether a text that cannot be read has the marks of a template of CloudFormation.
fn is_template(text: &str) -> bool {
    text.contains("AWS::ImageBuilder::")
        && text.lines().any(|line| {
            let key = line.trim_start_matches([' ', '\t', '{', '"', '\'']);
            key.strip_prefix("Resources")
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        })
}

fn misread_file(source: Source, misread: &Misread, settings: &Settings) -> Judged {
    let findings = judge_misread(misread, settings);
    Judged::document(source, findings)
}
