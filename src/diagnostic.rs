//! What we say about a place in a file.
//!
//! Rules produce diagnostics; `report` turns them into text. Nothing here knows lines or columns.

use serde::{Deserialize, Serialize};

use crate::source::{Edit, Span};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing, often a matter of taste; shown only when asked for.
    Info,
    /// Very likely a mistake, or a real risk.
    Warning,
    /// AWS rejects the document, or the build is sure to fail.
    Error,
}

impl Severity {
    /// The word used in every output format and in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// A few words, such as "first defined here".
    pub text: String,
}

/// How sure a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The document means what it meant, or what it was surely meant to mean.
    Safe,
    /// A person has to look: the document may do something else afterwards.
    Unsafe,
}

impl Safety {
    /// The word used in every output format and on the pages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// A change that makes a finding go away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// How sure it is.
    pub safety: Safety,
    /// What it does, as a command: "write `timeoutSeconds`".
    pub title: String,
    /// The changes, disjoint, all of them or none.
    pub edits: Vec<Edit>,
}

/// One finding: what is wrong, where, why, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Id of the rule, `group/name`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The fault: the smallest text that has to change.
    pub span: Span,
    /// What is wrong: one line, no full stop at the end.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Other places that explain the finding.
    pub labels: Vec<Label>,
    /// Findings that start inside this span have the same cause and are not reported on their own.
    pub claims: Option<Span>,
    /// How it can be repaired by itself.
    pub fix: Option<Fix>,
    /// Text of the document that no output may show: a password, a key.
    pub conceals: Option<Span>,
}

impl Diagnostic {
    /// Makes it a warning.
    pub fn warning(&mut self) -> &mut Self {
        self.severity = Severity::Warning;
        self
    }

    /// Makes it a mere info.
    pub fn info(&mut self) -> &mut Self {
        self.severity = Severity::Info;
        self
    }

    /// Makes it an error.
    pub fn error(&mut self) -> &mut Self {
        self.severity = Severity::Error;
        self
    }

    /// Says what to write instead.
    pub fn help(&mut self, text: impl Into<String>) -> &mut Self {
        self.help = Some(text.into());
        self
    }

    /// Points at a second place.
    pub fn label(&mut self, span: Span, text: impl Into<String>) -> &mut Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Takes over every other finding that starts inside `span`: they have this cause.
    pub fn claims(&mut self, span: Span) -> &mut Self {
        self.claims = Some(span);
        self
    }

    /// Keeps this text of the document out of every output.
    pub fn conceals(&mut self, span: Span) -> &mut Self {
        self.conceals = Some(span);
        self
    }

    /// Says how to repair it: `title` is a command such as "write `Abort`".
    pub fn fix(&mut self, safety: Safety, title: impl Into<String>, edits: Vec<Edit>) -> &mut Self {
        self.fix = Some(Fix {
            safety,
            title: title.into(),
            edits,
        });
        self
    }

    /// Repairs it by one replacement.
    pub fn replace(
        &mut self,
        safety: Safety,
        title: impl Into<String>,
        span: Span,
        text: impl Into<String>,
    ) -> &mut Self {
        let text = text.into();
        self.fix(safety, title, vec![Edit { span, text }])
    }
}
