//! The configuration file `.github/amiforge.yaml`: levels of rules, what documents do not tell about themselves, where pins
//! are, and what a team wants of bumps.
//!
//! Pure: text in, settings and findings out. Several files are merged in the order of their authority, an
//! organisation's first; what a file locks, later ones cannot lower.

mod bump;
pub mod document;
pub mod pattern;
mod pins;

use std::collections::BTreeSet;

use crate::bump::policy::Policy;
use crate::component::Platform;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint::{self, Level, Settings};
use crate::pin::hints::{Hints, Row};
use crate::pin::pointer::Layout;
use crate::rules::config::locks::{self, Floors, Levels};
use crate::rules::{self, Check, Findings};
use crate::source::{Source, Span};
use crate::workflow::WorkflowKind;
use crate::yaml::{self, Node, Tree};
use bump::{Bump, Refused};
use document::{ConfigDocument, Section};
use pattern::Pattern;

/// What one or more configuration files say.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// In the order in which they apply.
    layers: Vec<Layer>,
    floors: Floors,
    forbidden_actions: BTreeSet<String>,
    exclude: Vec<Pattern>,
    /// How many files were read; the rows of `pins` name theirs by its number among them.
    files: usize,
    rows: Vec<Row>,
    layouts: Vec<Layout>,
    bump: Bump,
}

/// What holds on some paths, or on all.
#[derive(Clone, Debug, Default)]
struct Layer {
    /// `None` for all paths.
    paths: Option<Vec<Pattern>>,
    /// Rule or group, its level, and where the level is written.
    levels: Vec<(String, Level, Span)>,
    platform: Option<Platform>,
    base_image: Option<String>,
    workflow_kind: Option<WorkflowKind>,
    step_quota: Option<u32>,
    inline: Option<bool>,
    quota: Option<u32>,
}

/// The rules about YAML that hold for any YAML file; the others of their group are about documents.
const YAML_RULES: [&str; 7] = [
    "syntax/bad-escape",
    "syntax/control-character",
    "syntax/duplicate-key",
    "syntax/excessive-aliases",
    "syntax/invalid-yaml",
    "syntax/multiple-documents",
    "syntax/tab-indentation",
];

/// Reads one configuration file. Parts with mistakes are left out of the [`Config`]; each mistake is a finding.
pub fn read(source: &Source) -> (Config, Vec<Diagnostic>) {
    let tree = yaml::parse(source.text());
    let whole = tree.fault.is_none() && tree.excessive.is_none();
    let document = whole.then(|| ConfigDocument::read(tree.root()));
    let found = check(source, &tree, document.as_ref());
    let unread = || Config {
        files: 1,
        ..Config::default()
    };
    let config = document.as_ref().map_or_else(unread, Config::of);
    (config, lint::settle(lint::one_cause(found), &Settings::default()))
}

fn check(source: &Source, tree: &Tree<'_>, document: Option<&ConfigDocument<'_>>) -> Vec<Diagnostic> {
    let settings = Settings::default();
    let mut found = Vec::new();
    for rule in rules::all() {
        let about_yaml = YAML_RULES.contains(&rule.id);
        for check in rule.checks {
            let findings = &mut Findings::new(rule, &settings, &mut found);
            match check {
                Check::Text(check) if about_yaml => check(source, findings),
                Check::Yaml(check) if about_yaml => check(tree, findings),
                Check::Config(check) => {
                    if let Some(document) = document {
                        check(document, findings);
                    }
                }
                _ => {}
            }
        }
    }
    if document.is_none() {
        // What is not read to its end is no configuration, whatever a rule makes of the same text in a document.
        for finding in &mut found {
            finding.severity = Severity::Error;
        }
        if let Some(rule) = rules::find("syntax/invalid-yaml").filter(|_| found.is_empty()) {
            let span = tree.fault.as_ref().map(|fault| fault.span).unwrap_or_default();
            Findings::new(rule, &settings, &mut found).report(span, "not valid YAML");
        }
    }
    found
}

impl Config {
    fn of(document: &ConfigDocument<'_>) -> Self {
        let overrides = document
            .overrides
            .iter()
            .map(|item| Layer::of(&item.section, Some(patterns(&item.paths))));
        Self {
            layers: [Layer::of(&document.everywhere, None)]
                .into_iter()
                .chain(overrides)
                .collect(),
            floors: locks::floors(document),
            forbidden_actions: document
                .forbidden_actions
                .iter()
                .filter_map(|node| node.text())
                .map(str::to_owned)
                .collect(),
            exclude: patterns(&document.exclude),
            files: 1,
            rows: pins::rows(document),
            layouts: pins::layouts(document),
            bump: Bump::of(document),
        }
    }

    /// What holds for the file at `path`, relative to the repository's root and with `/`.
    pub fn settings_for(&self, path: &str) -> Settings {
        let mut settings = Settings {
            locked: self.floors.keys().map(|id| (*id).to_owned()).collect(),
            forbidden_actions: self.forbidden_actions.clone(),
            ..Settings::default()
        };
        for layer in self.layers.iter().filter(|layer| layer.holds_for(path)) {
            layer.apply(&mut settings);
        }
        for (id, floor) in &self.floors {
            hold(&mut settings.levels, id, *floor);
        }
        settings
    }

    /// Whether the file at `path` is not to be judged when it is found in a folder.
    pub fn excludes(&self, path: &str) -> bool {
        self.exclude.iter().any(|pattern| pattern.matches(path))
    }

    /// What the files say about pins. Each row of `pins` carries the number of its file, from 0 in the order in which the
    /// files were merged, and a place there.
    pub fn hints(&self) -> Hints {
        Hints {
            rows: self.rows.clone(),
            layouts: self.layouts.clone(),
            region: None,
        }
    }

    /// What the files want of bumps.
    pub fn policy(&self) -> Policy {
        self.bump.policy()
    }

    /// Puts `later` on top of `base`. What `base` locks holds: an entry of `later` that would lower it is a finding,
    /// with its place in the later file, and has no effect. So it is with a policy for bumps that is laxer. Locks, forbidden
    /// actions, exclusions, layouts and rows of pins add up; of all else the later word wins.
    pub fn merge(base: &Self, later: &Self) -> (Self, Vec<Diagnostic>) {
        let mut found = base.refused(later);
        let (bump, refused) = base.bump.merge(&later.bump);
        found.extend(refused.into_iter().flat_map(refusal));
        let mut floors = base.floors.clone();
        for (id, floor) in &later.floors {
            let Some(rule) = rules::find(id) else { continue };
            let lower = floors
                .get(id)
                .is_some_and(|known| locks::height(*floor, rule) <= locks::height(*known, rule));
            if !lower {
                floors.insert(rule.id, *floor);
            }
        }
        let merged = Self {
            layers: base.layers.iter().chain(&later.layers).cloned().collect(),
            floors,
            forbidden_actions: base
                .forbidden_actions
                .union(&later.forbidden_actions)
                .cloned()
                .collect(),
            exclude: base.exclude.iter().chain(&later.exclude).cloned().collect(),
            files: base.files + later.files,
            rows: base.rows_with(later),
            layouts: base.layouts.iter().chain(&later.layouts).cloned().collect(),
            bump,
        };
        (merged, found)
    }

    /// The rows of both, those of `later` with the numbers that its files get.
    fn rows_with(&self, later: &Self) -> Vec<Row> {
        let mut rows = self.rows.clone();
        rows.extend(later.rows.iter().cloned().map(|mut row| {
            row.place.0 += self.files;
            row
        }));
        rows
    }

    /// The entries of `later` that would lower what this one locks.
    fn refused(&self, later: &Self) -> Vec<Diagnostic> {
        let settings = Settings::default();
        let mut found = Vec::new();
        let everywhere = |config: &Self, id: &str| {
            let mut layers = config.layers.iter().filter(|layer| layer.paths.is_none());
            layers.any(|layer| layer.names(id))
        };
        for layer in &later.layers {
            for (name, level, span) in &layer.levels {
                let own = |id: &str| layer.names(id) || everywhere(later, id) || everywhere(self, id);
                if let Some(rule) = locks::lowered(name, *level, &self.floors, own) {
                    let floor = self.floors.get(rule.id).copied().flatten();
                    let mut findings = Findings::new(rules::config::LOCKED_RULE, &settings, &mut found);
                    locks::report(&mut findings, *span, name, *level, rule).help(format!(
                        "a configuration before this one locks `{}` at `{}`",
                        rule.id,
                        locks::height(floor, rule).word()
                    ));
                }
            }
        }
        found
    }
}

impl Layer {
    fn of(section: &Section<'_>, paths: Option<Vec<Pattern>>) -> Self {
        Self {
            paths,
            levels: section
                .rules
                .iter()
                .filter(|entry| locks::named(entry.name()).next().is_some())
                .filter_map(|entry| {
                    let level = document::level(entry.value)?;
                    Some((entry.name().to_owned(), level, entry.value.written_span()))
                })
                .collect(),
            platform: section.platform,
            base_image: section.base_image.map(str::to_owned),
            workflow_kind: section.workflow_kind,
            step_quota: section.step_quota,
            inline: section.inline,
            quota: section.quota,
        }
    }

    fn holds_for(&self, path: &str) -> bool {
        self.paths
            .as_ref()
            .is_none_or(|patterns| patterns.iter().any(|pattern| pattern.matches(path)))
    }

    fn names(&self, id: &str) -> bool {
        self.levels.iter().any(|(name, _, _)| name == id)
    }

    fn apply(&self, settings: &mut Settings) {
        // A group speaks for all of its rules, those that an earlier layer names one by one among them; within one
        // layer a rule's own word counts more.
        for (group, level, _) in self.levels.iter().filter(|(name, ..)| !name.contains('/')) {
            settings
                .levels
                .retain(|name, _| name.split_once('/').is_none_or(|(of, _)| of != group));
            settings.levels.insert(group.clone(), *level);
        }
        for (rule, level, _) in self.levels.iter().filter(|(name, ..)| name.contains('/')) {
            settings.levels.insert(rule.clone(), *level);
        }
        settings.platform = self.platform.or(settings.platform);
        settings.workflow_kind = self.workflow_kind.or(settings.workflow_kind);
        settings.step_quota = self.step_quota.or(settings.step_quota);
        settings.size_quota = self.quota.or(settings.size_quota);
        settings.inline = self.inline.unwrap_or(settings.inline);
        if let Some(name) = &self.base_image {
            settings.base_image = Some(name.clone());
        }
    }
}

/// The finding about a word of a later file that has no effect.
fn refusal(refused: Refused) -> Vec<Diagnostic> {
    let settings = Settings::default();
    let mut found = Vec::new();
    match refused {
        Refused::Laxer(span, key, holds) => {
            Findings::new(rules::config::LAXER_POLICY, &settings, &mut found)
                .report(span, format!("`{key}` has no effect here"))
                .help(format!(
                    "a configuration before this one says `{holds}`; a later one may only be stricter"
                ));
        }
        Refused::Group(span, name) => {
            Findings::new(rules::config::DUPLICATE_NAME, &settings, &mut found)
                .report(
                    span,
                    format!("a configuration before this one has a group `{name}`"),
                )
                .help("take another name; it becomes the end of the branch's name");
        }
    }
    found
}

/// Lifts a locked rule to its floor.
fn hold(levels: &mut Levels, id: &str, floor: Option<Level>) {
    let Some(rule) = rules::find(id) else { return };
    let low =
        |levels: &Levels| locks::height(locks::configured(levels, rule), rule) < locks::height(floor, rule);
    if !low(levels) {
        return;
    }
    if let Some(floor) = floor {
        levels.insert(id.to_owned(), floor);
        return;
    }
    levels.remove(id);
    if !low(levels) {
        return;
    }
    // There is no word for a rule's own mixture of levels, so the group's entry becomes one of each other rule.
    if let Some(level) = levels.remove(rule.group()) {
        for other in locks::named(rule.group()).filter(|other| other.id != id) {
            levels.entry(other.id.to_owned()).or_insert(level);
        }
    }
}

fn patterns(nodes: &[Node<'_>]) -> Vec<Pattern> {
    nodes
        .iter()
        .filter_map(|node| Pattern::new(node.text()?).ok())
        .collect()
}
