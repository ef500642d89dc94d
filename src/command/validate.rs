//! `amiforge validate`: collects files and configuration, judges, reports.

#[cfg(feature = "aws")]
mod errors;
mod handed;
mod judge;
mod named_files;
mod outputs;
mod recipes;
mod repair;
mod sieve;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::{Exit, complain, complain_as_it_is, configuration, end, parallel, print, print_bytes};
use crate::cli::{Color, Validate};
use crate::config::Config;
use crate::files::{self, Collected, Found};
use crate::git::Git;
use crate::host::{self, Env};
use crate::lint::{Settings, Together};
use crate::report::formats::{self, Style};
use crate::report::{NotChecked, Report};
#[cfg(feature = "aws")]
pub(super) use errors::errors;
pub(super) use handed::nothing;
use judge::{Asked, Outcome};
use named_files::NamedFiles;
use recipes::{Declaring, Since};
use repair::Repaired;
use sieve::Sieve;

pub(super) fn run(options: &Validate, env: &Env) -> Exit {
    let run = match Run::judged(options, env) {
        Ok(run) => run,
        Err(exit) => {
            nothing(env);
            return end("validate", Err(exit), options.no_summary, env);
        }
    };
    let exit = run.finish(env);
    if exit >= Exit::Usage {
        super::show_last(&super::said(), env);
    }
    exit
}

/// The files that are meant.
struct Chosen {
    files: Vec<Found>,
    /// Those that did not change.
    beside: Vec<Found>,
    /// What they are compared with.
    since: Option<Since>,
}

struct Run<'a> {
    options: &'a Validate,
    cwd: PathBuf,
    workspace: PathBuf,
    /// Its real path.
    root: PathBuf,
    report: Report,
    /// The configuration files that were read, from the root of the repository.
    config_files: Vec<String>,
    exit: Exit,
    /// Which findings are shown.
    sieve: Sieve,
    /// What the files are compared with.
    since: Option<Since>,
    /// What was repaired.
    repaired: Repaired,
    /// How many entries of the baseline match nothing in the files that were judged.
    stale: usize,
}

impl<'a> Run<'a> {
    /// Collects and judges. What goes wrong on the way is told at the end, with the rest.
    fn judged(options: &'a Validate, env: &Env) -> Result<Self, Exit> {
        let cwd = super::working_directory()?;
        outputs::check(&options.output, &cwd)?;
        let workspace = files::workspace(&cwd);
        let mut run = Run {
            options,
            report: Report {
                folder: folder_below_root(&cwd, &workspace, env),
                tried: repair::wanted(options).filter(|_| !options.diff),
                fails_from: options.fail_on.least(),
                ..Report::default()
            },
            cwd,
            root: workspace.canonicalize().unwrap_or_else(|_| workspace.clone()),
            workspace,
            config_files: Vec::new(),
            exit: Exit::Clean,
            sieve: Sieve::default(),
            since: None,
            repaired: Repaired::default(),
            stale: 0,
        };
        match Sieve::of(options, &run.cwd, &run.workspace) {
            Ok(sieve) => run.sieve = sieve,
            Err(exit) => {
                run.raise(exit);
                return Ok(run);
            }
        }
        match run.configuration() {
            Ok(config) => run.check(&config),
            // A program that reads the output gets a whole one, with nothing in it.
            Err(exit) => run.raise(exit),
        }
        Ok(run)
    }

    /// Reads and merges the configuration files. Their mistakes become findings of the report.
    fn configuration(&mut self) -> Result<Config, Exit> {
        let loaded = self.load_configuration()?;
        let loaded = self.repair_configuration(loaded)?;
        if loaded.is_wrong() {
            self.raise(Exit::Usage);
        }
        let with_findings = loaded.files.into_iter().filter(|file| !file.findings.is_empty());
        self.report.files.extend(with_findings);
        self.config_files = loaded.paths;
        Ok(loaded.config)
    }

    fn load_configuration(&self) -> Result<configuration::Loaded, Exit> {
        configuration::load(configuration::Wanted {
            named: &self.options.config,
            revision: self.options.policy_ref.as_deref(),
            cwd: &self.cwd,
            workspace: &self.workspace,
        })
    }

    /// A path of the working directory as seen from the root of the repository, with `/`.
    fn path_from_root(&self, shown: &str) -> String {
        files::below(&self.cwd.join(shown), &self.root).unwrap_or_else(|| shown.to_owned())
    }

    /// Collects, filters and judges the files.
    fn check(&mut self, config: &Config) {
        let everything = [".".to_owned()];
        let named = !self.options.paths.is_empty();
        let (stdin, paths): (Vec<&String>, Vec<&String>) =
            self.options.paths.iter().partition(|path| path.as_str() == "-");
        let paths: Vec<String> = if named {
            paths.into_iter().cloned().collect()
        } else {
            everything.to_vec()
        };
        // Which files are looked at is decided by all of them: whether the configuration changed.
        let look = |_: &Found| Some(());
        let collected = files::collect(
            &paths,
            &self.cwd,
            &self.workspace,
            files::may_hold_documents,
            look,
        );
        let files = self.accept(collected, config);
        let chosen = self.changed(files);
        let asked = |file: Found| {
            let from_root = self.path_from_root(&file.shown);
            Asked {
                settings: self.settings(config, &from_root),
                from_root,
                file,
            }
        };
        let files: Vec<Asked> = chosen.files.into_iter().map(asked).collect();
        let beside: Vec<Asked> = chosen.beside.into_iter().map(asked).collect();
        self.sieve.locked = config.settings_for("").locked;
        self.since.clone_from(&chosen.since);
        self.repair(&files);
        let beside = parallel::map(&beside, |asked| {
            recipes::unchanged(&asked.file, &asked.from_root, &asked.settings)
        });
        let beside = beside.into_iter().flatten().collect();
        self.judge(&files, beside, chosen.since.as_ref(), !stdin.is_empty(), config);
        self.report
            .files
            .sort_by(|a, b| a.source.path().cmp(b.source.path()));
        self.report.not_checked.sort_by(|a, b| a.path.cmp(&b.path));
        self.close_baseline(named);
        let judged = self.report.files.iter().any(|file| {
            !self
                .config_files
                .contains(&self.path_from_root(file.source.path()))
        });
        if !judged && self.options.changed_since.is_none() {
            if named && !self.options.skip_others {
                complain("nothing could be checked: no component or workflow document at the paths named");
                self.raise(Exit::Usage);
            } else {
                self.notice("there is no component or workflow document here".to_owned());
            }
        }
    }

    /// Judges the files, standard input, and what they name.
    fn judge(
        &mut self,
        files: &[Asked],
        beside: Vec<Declaring>,
        since: Option<&Since>,
        stdin: bool,
        config: &Config,
    ) {
        let pedantic = self.keeps_infos();
        let mut outcomes = parallel::map(files, |asked| judge::file(asked, pedantic));
        let mut named = NamedFiles::default();
        if stdin {
            let name = &self.options.stdin_filename;
            let settings = self.settings(config, name);
            outcomes.push(match files::read_stdin() {
                Ok(bytes) => {
                    let bytes = self.repair_stdin(name, bytes, &settings);
                    judge::named(name, name, bytes, &settings, pedantic)
                }
                Err(error) => Outcome::Trouble(name.clone(), error.to_string()),
            });
        }
        self.judge_together(&mut outcomes, beside, since);
        let places = named_files::Places {
            cwd: &self.cwd,
            workspace: &self.workspace,
        };
        for outcome in &mut outcomes {
            let Outcome::Judged(report) = outcome else {
                continue;
            };
            for file in std::mem::take(&mut report.files) {
                named.add(&places, &report.not_checked.0, &file);
            }
        }
        for (number, outcome) in outcomes.into_iter().enumerate() {
            // What a host names is judged below, with what the host says about it.
            if !files.get(number).is_some_and(|asked| named.has(&asked.file)) {
                self.take(outcome);
            }
        }
        for (path, reason) in named.not_checked {
            self.report.not_checked.push(NotChecked { path, reason });
        }
        let files = named.found.into_values().filter_map(|(file, said)| {
            let from_root = self.path_from_root(&file.shown);
            let mut settings = self.settings(config, &from_root);
            settings.know(said.facts);
            (!config.excludes(&from_root)).then_some(Asked {
                file,
                from_root,
                settings,
            })
        });
        let files: Vec<Asked> = files.collect();
        for outcome in parallel::map(&files, |asked| judge::file(asked, pedantic)) {
            self.take(outcome);
        }
    }

    /// Judges what declares recipes and components, all of it together; the outcomes take their places.
    fn judge_together(&mut self, outcomes: &mut Vec<Outcome>, beside: Vec<Declaring>, since: Option<&Since>) {
        let mut places = Vec::new();
        let mut declaring = Vec::new();
        for (place, outcome) in outcomes.iter_mut().enumerate() {
            if matches!(outcome, Outcome::Declares(_))
                && let Outcome::Declares(found) = std::mem::replace(outcome, Outcome::NotOurs)
            {
                places.push(place);
                declaring.push(*found);
            }
        }
        declaring.extend(beside);
        let (review, unknown) = recipes::review(&self.workspace, &declaring, since);
        if let Some(error) = unknown {
            self.notice(format!(
                "recipes and components are not compared with what they were: {error}"
            ));
        }
        let pedantic = self.keeps_infos();
        let numbered: Vec<(usize, &Declaring)> = declaring.iter().enumerate().collect();
        let judged = parallel::map(&numbered, |(file, declaring)| {
            let together = Together {
                review: &review,
                file: *file,
                since_only: declaring.unchanged,
            };
            judge::together(declaring, together, pedantic)
        });
        for (number, judged) in judged.into_iter().enumerate() {
            match places.get(number).and_then(|place| outcomes.get_mut(*place)) {
                Some(outcome) => *outcome = judged,
                None => outcomes.push(judged),
            }
        }
    }

    fn settings(&self, config: &Config, from_root: &str) -> Settings {
        let mut settings = config.settings_for(from_root);
        settings.platform = self.options.platform().or(settings.platform);
        settings.base_image = self.options.base_image.clone().or(settings.base_image);
        settings.no_ignores = self.options.no_ignores;
        settings
    }

    /// Reports what cannot be read, and returns what can.
    fn accept(&mut self, collected: Collected<()>, config: &Config) -> Vec<Found> {
        for path in collected.missing {
            complain(&format!(
                "{}: there is no such file or folder",
                path.escape_debug()
            ));
            self.raise(Exit::Usage);
        }
        for trouble in collected.trouble {
            complain(&trouble.escape_debug().to_string());
            self.raise(Exit::Trouble);
        }
        for (path, reason) in collected.refused {
            self.report.not_checked.push(NotChecked { path, reason });
        }
        let configs: BTreeSet<&str> = self.config_files.iter().map(String::as_str).collect();
        let found = collected.files.into_iter().map(|(mut file, _)| {
            file.named &= !self.options.skip_others;
            file
        });
        let files = found.filter(|file| {
            let from_root = self.path_from_root(&file.shown);
            file.named || !config.excludes(&from_root) && !configs.contains(from_root.as_str())
        });
        files.collect()
    }

    /// Keeps the files that changed, when that was asked for and git can tell.
    fn changed(&mut self, files: Vec<Found>) -> Chosen {
        let all = |files, since| Chosen {
            files,
            beside: Vec::new(),
            since,
        };
        let Some(revision) = &self.options.changed_since else {
            return all(files, None);
        };
        let git = Git::at(&self.workspace);
        let told = git
            .left_at(revision)
            .and_then(|base| Ok((git.changed_since(revision)?, base)));
        let (changed, base) = match told {
            Ok(told) => told,
            Err(error) => {
                self.notice(format!("everything is checked, not only what changed: {error}"));
                return all(files, None);
            }
        };
        let changed: BTreeSet<String> = changed
            .iter()
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        let since = Since {
            revision: revision.clone(),
            base,
            changed,
        };
        if let Some(config) = self
            .config_files
            .iter()
            .find(|file| since.changed.contains(*file))
        {
            self.notice(format!("everything is checked, because {config} changed"));
            return all(files, Some(since));
        }
        let (kept, beside): (Vec<Found>, Vec<Found>) = files
            .into_iter()
            .partition(|file| since.changed.contains(&self.path_from_root(&file.shown)));
        if kept.is_empty() {
            self.notice(format!("no document changed since {}", revision.escape_debug()));
        }
        Chosen {
            files: kept,
            beside,
            since: Some(since),
        }
    }

    fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Judged(judged) => {
                self.report.infos_hidden += judged.hidden;
                let file = judged.file.map(|file| self.sifted(file));
                self.report.files.extend(file);
                let (path, reasons) = judged.not_checked;
                let all = reasons.into_iter().map(|reason| NotChecked {
                    path: path.clone(),
                    reason,
                });
                self.report.not_checked.extend(all);
            }
            Outcome::NotChecked(path, reason) => self.report.not_checked.push(NotChecked { path, reason }),
            Outcome::Trouble(path, reason) => {
                self.raise(Exit::Trouble);
                complain(&format!("{}: {reason}", path.escape_debug()));
                self.report.not_checked.push(NotChecked { path, reason });
            }
            // Taken out before.
            Outcome::Declares(_) | Outcome::NotOurs => {}
        }
    }

    fn notice(&mut self, text: String) {
        self.report.notices.push(text);
    }

    fn raise(&mut self, exit: Exit) {
        self.exit = self.exit.max(exit);
    }

    /// Prints, tells the host, and decides how to end.
    fn finish(mut self, env: &Env) -> Exit {
        let told = self.repaired.told(self.options.diff, self.options.unsafe_fixes);
        if self.options.diff {
            return self.show_changes(told, env);
        }
        self.report.notices.extend(told);
        let host = host::detect(env);
        let name = match self.options.format.as_str() {
            "auto" => host.format(),
            name => name,
        };
        let Some(format) = formats::find(name) else {
            complain(&format!("there is no format `{name}`"));
            return Exit::Usage;
        };
        self.report.incomplete = self.exit >= Exit::Usage;
        self.raise(outputs::write(
            &self.options.output,
            &self.report,
            &self.cwd,
            &self.workspace,
        ));
        let style = Style {
            color: match self.options.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => io::stdout().is_terminal() && env.get("NO_COLOR").is_none(),
            },
        };
        let mut text = (format.render)(&self.report, style);
        if format.name == "text" {
            // The only one that shows lines of files as they are.
            text = host.inert(&text).into_owned();
        }
        let printed = match &self.repaired.stdin {
            // The repaired text has standard output for itself.
            Some(bytes) => {
                complain_as_it_is(&text);
                print_bytes(bytes)
            }
            None => print(&text),
        };
        if let Err(exit) = printed {
            return exit;
        }
        if let Err(error) = self.tell(host.as_ref()) {
            complain(&format!(
                "the job summary or the outputs cannot be written: {error}"
            ));
            self.raise(Exit::Trouble);
        }
        let failed = self
            .report
            .findings()
            .any(|(_, finding)| self.options.fail_on.includes(finding.severity));
        if failed {
            self.raise(Exit::Findings);
        }
        self.exit
    }
}

/// The working directory as seen from the root of the repository: its own, else the one that a job has checked out
/// without git.
fn folder_below_root(cwd: &Path, workspace: &Path, env: &Env) -> String {
    let root = if workspace.join(".git").exists() {
        Some(workspace.to_path_buf())
    } else {
        env.path("GITHUB_WORKSPACE")
    };
    root.and_then(|root| files::relative(cwd, &root))
        .unwrap_or_default()
}
