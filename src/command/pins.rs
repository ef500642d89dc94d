//! `amiforge pins`: lists every pinned image of the work tree, or fails on those that a person must look at.

use std::collections::BTreeSet;

use super::configuration::{self, Loaded, Wanted};
use super::findings::Findings;
use super::gather::{self, Gathered};
use super::knowledge::Needs;
use super::{Exit, complain, end, home, knowledge, print};
use crate::bump::splits::splits;
use crate::bump::{self, History, PinRef, Plan, Remembered, Request, State, listing, text};
use crate::cli::Pins;
use crate::diagnostic::Severity;
use crate::files;
use crate::git::{BaseHistory, Deepen, Git, GitError};
use crate::host::{self, Env};
use crate::lint;
use crate::pin::hints::Hints;
use crate::posting;
use crate::release::Facts;
use crate::report::document::{About, Document};
use crate::report::formats::{self, Style};
use crate::report::{FileReport, NotChecked, Report};
use crate::rules::Review;
use crate::source::Source;

pub(super) fn run(options: &Pins, env: &Env) -> Exit {
    end("pins", go(options, env), options.knowledge.common.no_summary, env)
}

fn go(options: &Pins, env: &Env) -> Result<Exit, Exit> {
    let cwd = super::working_directory()?;
    let workspace = files::workspace(&cwd);
    let known = &options.knowledge;
    let loaded = configuration::load(Wanted {
        named: &known.common.config,
        revision: known.common.policy_ref.as_deref(),
        cwd: &cwd,
        workspace: &workspace,
    })?;
    if loaded.is_wrong() {
        Findings::of_configuration(loaded).show(env)?;
        return Err(Exit::Usage);
    }
    let now = knowledge::now(known)?;
    let mut hints = loaded.config.hints();
    hints.region.clone_from(&known.common.region);
    let gathered = gather::work_tree(&options.paths, &cwd, &workspace, &loaded.config, &hints);
    let git = Git::at(&workspace);
    let deepen = home::deepener(known.repository.as_deref(), env);
    let history = history(&git, deepen.as_deref());
    let policy = loaded.config.policy();
    let needs = Needs {
        files: &gathered.files,
        policy: &policy,
        history: history.as_ref(),
        base: None,
        now,
    };
    let (facts, told) = if options.ask || !known.releases.is_empty() {
        let known = knowledge::facts(known, env, &needs)?;
        (known.facts, known.exit)
    } else {
        (Facts::default(), Exit::Clean)
    };
    let request = Request {
        files: &gathered.files,
        facts: &facts,
        policy: &policy,
        history: history.as_ref(),
        now,
    };
    let plan = bump::plan(&request);
    let run = Run {
        options,
        gathered: &gathered,
        loaded: &loaded,
        hints: &hints,
        plan: &plan,
        request: &request,
        git: &git,
        folder: files::relative(&cwd, &workspace).unwrap_or_default(),
    };
    let exit = if options.check {
        run.check(env)?
    } else {
        run.list(env)?
    };
    // A look at what AWS did not tell is no look.
    Ok(exit.max(told).max(gathered.exit.unwrap_or(Exit::Clean)))
}

struct Run<'a> {
    options: &'a Pins,
    gathered: &'a Gathered,
    loaded: &'a Loaded,
    hints: &'a Hints,
    plan: &'a Plan,
    request: &'a Request<'a>,
    git: &'a Git,
    /// The working directory as seen from the root of the repository.
    folder: String,
}

impl Run<'_> {
    fn list(&self, env: &Env) -> Result<Exit, Exit> {
        let files = &self.gathered.files;
        let shown = |path: &str| self.gathered.shown(path);
        match self.options.format.as_str() {
            "json" => print(&listing::json(files, self.plan, shown)),
            _ => print(&host::detect(env).inert(&text::list(files, self.plan, shown))),
        }?;
        let asked = self.options.ask || !self.options.knowledge.releases.is_empty();
        if !asked
            && self
                .plan
                .verdicts
                .iter()
                .any(|verdict| verdict.state() == State::NotAsked)
        {
            complain(
                "AWS was not asked about these pins: --ask asks it, --releases reads what `amiforge releases` has written",
            );
        }
        Findings::of_pins(self.gathered, self.loaded, self.hints, self.is_whole()).show(env)
    }

    /// Judges the pins. Without releases only what the files tell is judged, and the rest is listed as not checked.
    fn check(&self, env: &Env) -> Result<Exit, Exit> {
        let mut report = Report {
            about: About::Pins,
            fails_from: Some(Severity::Error),
            folder: self.folder.clone(),
            ..Report::default()
        };
        let files = &self.gathered.files;
        let mut review =
            Review::new(files, self.plan, self.options.max_age).with_splits(splits(self.request));
        if let Some(pins) = self.introduced(&mut report) {
            review = review.only(pins);
        }
        for (number, file) in files.iter().enumerate() {
            let path = file.source.path();
            let settings = self.loaded.config.settings_for(path);
            let mut findings = lint::pin_findings(file, &settings);
            findings.extend(lint::review_findings(&review, number, &settings));
            findings.retain(|finding| finding.severity > Severity::Info);
            findings.sort_by_key(|finding| finding.span);
            let source = Source::new(self.gathered.shown(path), file.source.text());
            report.files.push(FileReport::new(source, findings));
        }
        report.not_checked = self.not_checked();
        let host = host::detect(env);
        let name = match self.options.format.as_str() {
            "auto" => host.format(),
            name => name,
        };
        let format = formats::find(name).unwrap_or(formats::ALL[0]);
        print(&(format.render)(&report, Style::default()))?;
        if !self.options.knowledge.common.no_summary {
            let posting = posting::findings::posting(&Document::of(&report));
            host.summary(&posting::summary::render(&posting))
                .map_err(|error| {
                    complain(&format!("the job summary cannot be written: {error}"));
                    Exit::Trouble
                })?;
        }
        Ok(if report.fails() {
            Exit::Findings
        } else {
            Exit::Clean
        })
    }

    /// Files that were not read, and pins about which the releases do not tell enough.
    fn not_checked(&self) -> Vec<NotChecked> {
        let mut out: Vec<NotChecked> = self
            .gathered
            .not_read
            .iter()
            .map(|(path, reason)| NotChecked {
                path: path.clone(),
                reason: reason.clone(),
            })
            .collect();
        for verdict in &self.plan.verdicts {
            let Some(file) = self.gathered.files.get(verdict.pin.file) else {
                continue;
            };
            let Some(pin) = file.pins.get(verdict.pin.pin) else {
                continue;
            };
            if matches!(
                verdict.state(),
                State::NotAsked | State::UnknownFamily | State::UnknownRegion
            ) {
                let line = file.source.position(pin.span.start).line;
                out.push(NotChecked {
                    path: format!("{}:{line}", self.gathered.shown(file.source.path())),
                    reason: verdict.row().reason(&verdict.holes),
                });
            }
        }
        out
    }

    /// The pins that the revision does not have; none when all are to be judged.
    fn introduced(&self, report: &mut Report) -> Option<BTreeSet<PinRef>> {
        let revision = self.options.changed_since.as_ref()?;
        match self.brought(revision) {
            Ok(pins) => Some(pins),
            Err(error) => {
                let notice = format!("every pin is checked, not only new ones: {error}");
                report.notices.push(notice);
                None
            }
        }
    }

    fn brought(&self, revision: &str) -> Result<BTreeSet<PinRef>, GitError> {
        let base = self.git.left_at(revision)?;
        let changed = self.git.changed_since(revision)?;
        let changed: BTreeSet<String> = changed
            .iter()
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        let mut pins = BTreeSet::new();
        for (number, file) in self.gathered.files.iter().enumerate() {
            let path = file.source.path();
            if !changed.contains(path) {
                continue;
            }
            let before = self.git.file_at(base.as_str(), path)?.unwrap_or_default();
            for (at, pin) in file.pins.iter().enumerate() {
                if memchr::memmem::find(&before, pin.value.text().as_bytes()).is_none() {
                    pins.insert(PinRef {
                        file: number,
                        pin: at,
                    });
                }
            }
        }
        Ok(pins)
    }

    /// Whether everything below the root was looked at, so that a row that matches nothing is wrong.
    fn is_whole(&self) -> bool {
        self.options.paths.is_empty() && self.folder.is_empty()
    }
}

/// What the base branch remembers, with what a checkout has cut off where `deepen` gets it; nothing outside of a repository.
fn history<'a>(git: &'a Git, deepen: Option<Deepen<'a>>) -> Box<dyn History + 'a> {
    match git.resolve("HEAD") {
        Ok(head) => Box::new(BaseHistory::of(git, head).deepened_by(deepen)),
        Err(_) => Box::new(NoHistory),
    }
}

/// A folder without git.
struct NoHistory;

impl History for NoHistory {
    fn stands_since(&self, _: &str, _: &str) -> Remembered {
        Remembered::Unknown
    }

    fn ever_stood(&self, _: &str, _: &str) -> Remembered {
        Remembered::Unknown
    }

    fn versions(&self, _: &str, _: &str) -> Vec<String> {
        Vec::new()
    }
}
