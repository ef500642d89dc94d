//! The rules, one pair of files each: `group/name.rs` with the check and `group/name.md` with its page.
//!
//! A rule looks and does not speak: it gets a typed view and reports findings. It knows no file system, no
//! network, no clock and no environment. The page is documentation and test at once (see `CONTRIBUTING.md`).

mod base_image;
pub(crate) mod config;
mod containers;
mod downloads;
mod eks;
mod installers;
pub(crate) mod lint;
mod literal;
mod mend;
mod page;
pub(crate) mod pins;
mod portability;
mod recipe;
mod schema;
mod script;
mod security;
mod semantic;
mod statement;
mod style;
mod syntax;
mod windows;
mod words;
mod workflow;

use crate::component::Component;
use crate::config::document::ConfigDocument;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{Level, Settings};
use crate::pin::Scanned;
use crate::script::Scripts;
use crate::source::{Misread, Source, Span};
use crate::workflow::Workflow;
use crate::yaml::Tree;

pub use pins::Review;
pub(crate) use recipe::SINCE;

/// Where the files of this repository can be read.
pub const PUBLISHED: &str = "https://github.com/amiforge/amiforge/blob/main/";

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// `group/name`: the folder and the file, with `-` for `_`.
    pub id: &'static str,
    /// The level of its findings unless a finding says otherwise.
    pub severity: Severity,
    /// What it finds, in a few words, for lists.
    pub summary: &'static str,
    /// Why it matters, one sentence.
    pub why: &'static str,
    /// The page that the fact comes from.
    pub source: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// What it looks at.
    pub checks: &'static [Check],
}

/// What a rule looks at.
#[derive(Debug)]
pub enum Check {
    /// A file that is not UTF-8. No other check looks at it.
    Encoding(fn(&Misread, &mut Findings<'_>)),
    /// The text of any file, parsed or not.
    Text(fn(&Source, &mut Findings<'_>)),
    /// The YAML tree, also one that a syntax error cut short.
    Yaml(fn(&Tree<'_>, &mut Findings<'_>)),
    /// A component document that parsed and whose top is a map.
    Component(fn(&Component<'_>, &mut Findings<'_>)),
    /// The same where the settings give a level to this very rule: without one, or with one of its group, it is off.
    Optional(fn(&Component<'_>, &mut Findings<'_>)),
    /// The scripts of a component document that parsed and whose top is a map.
    Script(fn(&Scripts<'_, '_>, &mut Findings<'_>)),
    /// An image workflow document that parsed and whose top is a map.
    Workflow(fn(&Workflow<'_>, &mut Findings<'_>)),
    /// amiforge's own configuration file, when it parsed.
    Config(fn(&ConfigDocument<'_>, &mut Findings<'_>)),
    /// A file in which pins were looked for.
    Scanned(fn(&Scanned, &mut Findings<'_>)),
    /// The recipes and components of the file of this number, among those of all files.
    Recipe(fn(&crate::recipe::Review, usize, &mut Findings<'_>)),
    /// The pins of the file of this number, among all files, and what was decided about them.
    Review(fn(&Review<'_>, usize, &mut Findings<'_>)),
}

impl Rule {
    /// The group: the part of the id before `/`.
    pub fn group(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(group, _)| group)
    }

    /// Whether it is off until the settings name it.
    pub fn optional(&self) -> bool {
        self.checks
            .iter()
            .any(|check| matches!(check, Check::Optional(_)))
    }

    /// The level that it has without settings.
    pub fn level(&self) -> Level {
        if self.optional() {
            Level::Off
        } else {
            self.severity.into()
        }
    }

    /// Where its page is published.
    pub fn url(&self) -> String {
        format!("{PUBLISHED}docs/rules/{}.md", self.id)
    }
}

/// Findings of one level that a check may have in a file. A document of the size that AWS takes does not reach it; a
/// hostile one would fill the memory and the log.
pub(crate) const MOST: usize = 5_000;

/// Collects what one rule finds.
pub struct Findings<'a> {
    rule: &'static Rule,
    settings: &'a Settings,
    found: &'a mut Vec<Diagnostic>,
    /// How many were here before this check.
    before: usize,
    /// How many there are of each level, the last one not counted.
    counts: [usize; 3],
}

impl<'a> Findings<'a> {
    /// For the findings of `rule`, added to `found`.
    pub(crate) fn new(rule: &'static Rule, settings: &'a Settings, found: &'a mut Vec<Diagnostic>) -> Self {
        Self {
            rule,
            settings,
            before: found.len(),
            found,
            counts: [0; 3],
        }
    }

    /// Adds a finding at the rule's own level. `message` is one line that says what is wrong, without a full
    /// stop; text of the document in it goes through [`crate::yaml::Node::shown`].
    pub fn report(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.bound();
        let at = self.found.len();
        self.found.push(Diagnostic {
            rule: self.rule.id,
            severity: self.rule.severity,
            span,
            message: message.into(),
            help: None,
            labels: Vec::new(),
            claims: None,
            fix: None,
            conceals: None,
        });
        &mut self.found[at]
    }

    /// Looks at the last finding, whose level is known by now: the first one above [`MOST`] says so instead, all
    /// others go. One that claims others stays without words, for its claim alone (see `lint::one_cause`).
    fn bound(&mut self) {
        let Some(last) = self.found.get_mut(self.before..).and_then(<[_]>::last_mut) else {
            return;
        };
        let count = &mut self.counts[last.severity as usize];
        *count += 1;
        if *count <= MOST {
            return;
        }
        if *count > MOST + 1 {
            if last.claims.is_none() {
                self.found.pop();
            } else {
                last.message = String::new();
                last.help = None;
                last.labels = Vec::new();
            }
            return;
        }
        last.message = format!("there are more of these; only {MOST} of a rule are listed for a file");
        last.help = None;
        last.labels.clear();
    }

    /// What the caller knows and wants.
    pub fn settings(&self) -> &'a Settings {
        self.settings
    }
}

impl Drop for Findings<'_> {
    fn drop(&mut self) {
        self.bound();
    }
}

/// The groups by name, each with its rules in the order of their files.
const GROUPS: &[(&str, &[&Rule])] = &[
    ("syntax", syntax::ALL),
    ("schema", schema::ALL),
    ("semantic", semantic::ALL),
    ("script", script::ALL),
    ("portability", portability::ALL),
    ("security", security::ALL),
    ("containers", containers::ALL),
    ("windows", windows::ALL),
    ("eks", eks::ALL),
    ("style", style::ALL),
    ("recipe", recipe::ALL),
    ("workflow", workflow::ALL),
    ("lint", lint::ALL),
    ("config", config::ALL),
    ("pins", pins::ALL),
];

/// Every rule, by group, in the order of their files.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    GROUPS.iter().flat_map(|(_, rules)| rules.iter()).copied()
}

/// The names of the groups.
pub fn groups() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().map(|(name, _)| *name)
}

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}
