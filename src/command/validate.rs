//! `amiforge validate`: collects files and configuration, judges, reports.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, io, thread};

use super::{Exit, complain, print};
use crate::cli::{Color, Validate};
use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity};
use crate::files::{self, Collected, Found};
use crate::git::Git;
use crate::host::{self, Env};
use crate::lint::{self, Settings};
use crate::report::formats::{self, Style};
use crate::report::{FileReport, NotChecked, Report};
use crate::source::Source;

/// Where a configuration is looked for when none is named, from the root of the repository.
const CONFIG_PLACES: [&str; 2] = [".github/amiforge.yaml", "amiforge.yaml"];

pub(super) fn run(options: &Validate, env: &Env) -> Exit {
    let cwd = match env::current_dir() {
        Ok(cwd) => cwd,
        Err(error) => {
            complain(&format!("the working directory cannot be read: {error}"));
            return Exit::Trouble;
        }
    };
    let workspace = files::workspace(&cwd);
    let mut run = Run {
        options,
        report: Report {
            folder: folder_below_root(&cwd, &workspace, env),
            ..Report::default()
        },
        cwd,
        workspace,
        config_files: Vec::new(),
        exit: Exit::Clean,
    };
    let config = match run.configuration() {
        Ok(config) => config,
        Err(exit) => {
            // A program that reads the output gets a whole one, with nothing in it.
            run.raise(exit);
            return run.finish(env);
        }
    };
    run.check(&config);
    run.finish(env)
}

struct Run<'a> {
    options: &'a Validate,
    cwd: PathBuf,
    workspace: PathBuf,
    report: Report,
    /// The configuration files that were read, from the root of the repository.
    config_files: Vec<String>,
    exit: Exit,
}

impl Run<'_> {
    /// Reads and merges the configuration files. Their mistakes become findings of the report.
    fn configuration(&mut self) -> Result<Config, Exit> {
        let named = !self.options.config.is_empty();
        let places: Vec<String> = if named {
            self.options.config.clone()
        } else {
            CONFIG_PLACES.iter().map(|place| (*place).to_owned()).collect()
        };
        let mut merged = Config::default();
        for place in places {
            let Some(bytes) = self.config_bytes(&place, named)? else {
                continue;
            };
            if !named && !self.config_files.is_empty() {
                complain(&format!(
                    "both {} and {place} exist; keep one of them",
                    self.config_files[0]
                ));
                return Err(Exit::Usage);
            }
            let Ok(text) = String::from_utf8(bytes) else {
                complain(&format!("{place} is not UTF-8 text"));
                return Err(Exit::Usage);
            };
            let source = Source::new(self.shown_config(&place, named), text);
            let (config, mut findings) = config::read(&source);
            let (with, refused) = Config::merge(&merged, &config);
            merged = with;
            findings.extend(refused);
            findings.sort_by_key(|finding| finding.span);
            if findings.iter().any(|finding| finding.severity == Severity::Error) {
                self.raise(Exit::Usage);
            }
            if !findings.is_empty() {
                self.report.files.push(FileReport { source, findings });
            }
            self.config_files
                .push(if named { self.path_from_root(&place) } else { place });
        }
        Ok(merged)
    }

    /// The bytes of a configuration file, from the trusted revision when there is one.
    fn config_bytes(&self, place: &str, named: bool) -> Result<Option<Vec<u8>>, Exit> {
        let bytes = if let Some(revision) = &self.options.policy_ref {
            let at_root = if named {
                self.path_from_root(place)
            } else {
                place.to_owned()
            };
            Git::at(&self.workspace)
                .file_at(revision, &at_root)
                .map_err(|error| {
                    complain(&format!(
                        "the configuration cannot be read from `{}`: {error}",
                        revision.escape_debug()
                    ));
                    Exit::Usage
                })?
        } else {
            let base = if named { &self.cwd } else { &self.workspace };
            let path = base.join(place);
            if !named && files::leaves(&path, &self.workspace) {
                complain(&format!("{place} is a link that leads out of the workspace"));
                return Err(Exit::Usage);
            }
            match files::read(&path) {
                Ok(bytes) => Some(bytes),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => {
                    complain(&format!("{place}: {error}"));
                    return Err(Exit::Trouble);
                }
            }
        };
        if bytes.is_none() && named {
            let at = self
                .options
                .policy_ref
                .as_ref()
                .map(|revision| format!(" at `{}`", revision.escape_debug()));
            complain(&format!(
                "there is no configuration file {place}{}",
                at.unwrap_or_default()
            ));
            return Err(Exit::Usage);
        }
        if bytes
            .as_ref()
            .is_some_and(|bytes| bytes.len() as u64 > files::MOST_BYTES)
        {
            complain(&format!("{place} is above 4 MiB"));
            return Err(Exit::Usage);
        }
        Ok(bytes)
    }

    /// A path of the working directory as seen from the root of the repository, with `/`.
    fn path_from_root(&self, shown: &str) -> String {
        files::relative(&self.cwd.join(shown), &self.workspace).unwrap_or_else(|| shown.to_owned())
    }

    /// A configuration file as it is shown: as given, or relative to the working directory.
    fn shown_config(&self, place: &str, named: bool) -> String {
        let depth = match files::relative(&self.cwd, &self.workspace) {
            Some(folder) if !named && !folder.is_empty() => folder.split('/').count(),
            _ => 0,
        };
        "../".repeat(depth) + place
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
        let collected = files::collect(&paths, &self.cwd, &self.workspace);
        let files = self.accept(collected, config);
        let files = self.changed(files);
        let settings: Vec<(Found, Settings)> = files
            .into_iter()
            .map(|file| {
                let settings = self.settings(config, &self.path_from_root(&file.shown));
                (file, settings)
            })
            .collect();
        let pedantic = self.options.shows_infos();
        for outcome in judge_all(&settings, pedantic) {
            self.take(outcome);
        }
        if !stdin.is_empty() {
            let name = &self.options.stdin_filename;
            let settings = self.settings(config, name);
            let outcome = match files::read_stdin() {
                Ok(bytes) => judged(name, bytes, &settings, pedantic),
                Err(error) => Outcome::Trouble(name.clone(), error.to_string()),
            };
            self.take(outcome);
        }
        self.report
            .files
            .sort_by(|a, b| a.source.path().cmp(b.source.path()));
        self.report.not_checked.sort_by(|a, b| a.path.cmp(&b.path));
        let judged = self.report.files.iter().any(|file| {
            !self
                .config_files
                .contains(&self.path_from_root(file.source.path()))
        });
        if !judged && self.options.changed_since.is_none() {
            if named {
                complain("nothing could be checked: no component or workflow document at the paths named");
                self.raise(Exit::Usage);
            } else {
                self.notice("there is no component or workflow document here".to_owned());
            }
        }
    }

    fn settings(&self, config: &Config, from_root: &str) -> Settings {
        let mut settings = config.settings_for(from_root);
        settings.platform = self.options.platform().or(settings.platform);
        settings.no_ignores = self.options.no_ignores;
        settings
    }

    /// Reports what cannot be read, and returns what can.
    fn accept(&mut self, collected: Collected, config: &Config) -> Vec<Found> {
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
        let files = collected.files.into_iter().filter(|file| {
            let from_root = self.path_from_root(&file.shown);
            file.named || !config.excludes(&from_root) && !configs.contains(from_root.as_str())
        });
        files.collect()
    }

    /// Keeps the files that changed, when that was asked for and git can tell.
    fn changed(&mut self, files: Vec<Found>) -> Vec<Found> {
        let Some(revision) = &self.options.changed_since else {
            return files;
        };
        let changed = match Git::at(&self.workspace).changed_since(revision) {
            Ok(changed) => changed,
            Err(error) => {
                self.notice(format!("everything is checked, not only what changed: {error}"));
                return files;
            }
        };
        let changed: BTreeSet<String> = changed
            .iter()
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        if let Some(config) = self.config_files.iter().find(|file| changed.contains(*file)) {
            self.notice(format!("everything is checked, because {config} changed"));
            return files;
        }
        let kept: Vec<Found> = files
            .into_iter()
            .filter(|file| changed.contains(&self.path_from_root(&file.shown)))
            .collect();
        if kept.is_empty() {
            self.notice(format!("no document changed since {}", revision.escape_debug()));
        }
        kept
    }

    fn take(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Judged(file, hidden) => {
                self.report.infos_hidden += hidden;
                self.report.files.push(file);
            }
            Outcome::NotChecked(path, reason) => self.report.not_checked.push(NotChecked { path, reason }),
            Outcome::Trouble(path, reason) => {
                self.raise(Exit::Trouble);
                complain(&format!("{}: {reason}", path.escape_debug()));
                self.report.not_checked.push(NotChecked { path, reason });
            }
            Outcome::NotOurs => {}
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
        let host = host::detect(env);
        let name = match self.options.format.as_str() {
            "auto" => host.format(),
            name => name,
        };
        let Some(format) = formats::find(name) else {
            complain(&format!("there is no format `{name}`"));
            return Exit::Usage;
        };
        let style = Style {
            color: match self.options.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => io::stdout().is_terminal() && env.get("NO_COLOR").is_none(),
            },
        };
        if let Err(exit) = print(&(format.render)(&self.report, style)) {
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

    fn tell(&self, host: &dyn host::Host) -> io::Result<()> {
        if !self.options.no_summary {
            host.summary(&formats::summary::render(&self.report))?;
        }
        for (name, value) in self.report.outputs() {
            host.output(name, &value)?;
        }
        Ok(())
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

/// What became of one file.
enum Outcome {
    /// Judged; how many infos nobody asked for.
    Judged(FileReport, usize),
    /// A document that could not be judged, and why.
    NotChecked(String, String),
    /// It could not be read, and why.
    Trouble(String, String),
    /// Not a document of Image Builder.
    NotOurs,
}

/// Judges all files on all processors, in order.
fn judge_all(files: &[(Found, Settings)], pedantic: bool) -> Vec<Outcome> {
    /// Below this many files a thread costs more than it saves.
    const FILES_PER_THREAD: usize = 16;
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.min(files.len().div_ceil(FILES_PER_THREAD)).max(1);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some((file, settings)) = files.get(index) else {
                return done;
            };
            done.push((index, judge_file(file, settings, pedantic)));
        }
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                // A panic is a defect of ours: show it, do not report half of the files as all.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, outcome)| outcome).collect()
}

fn judge_file(file: &Found, settings: &Settings, pedantic: bool) -> Outcome {
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
            None => judged(&shown, bytes, settings, pedantic),
        };
    }
    if large {
        // Only the start was read; it says what the file is.
        return if lint::may_be_document(&String::from_utf8_lossy(&bytes)) {
            Outcome::NotChecked(shown, format!("above {LIMIT}"))
        } else {
            Outcome::NotOurs
        };
    }
    match lint::judge_if_document(shown, bytes, settings) {
        Some((source, findings)) => outcome(source, findings, pedantic),
        None => Outcome::NotOurs,
    }
}

/// [`files::MOST_BYTES`] in words.
const LIMIT: &str = "4 MiB";

fn judged(name: &str, bytes: Vec<u8>, settings: &Settings, pedantic: bool) -> Outcome {
    let (source, findings) = if bytes.len() as u64 > files::MOST_BYTES {
        lint::too_large(name, LIMIT, settings)
    } else {
        lint::judge_bytes(name, bytes, settings)
    };
    outcome(source, findings, pedantic)
}

fn outcome(mut source: Source, mut findings: Vec<Diagnostic>, pedantic: bool) -> Outcome {
    let all = findings.len();
    if !pedantic {
        findings.retain(|finding| finding.severity > Severity::Info);
    }
    let hidden = all - findings.len();
    if findings.is_empty() {
        // The text is not needed again; those of thousands of files would be held.
        source = Source::new(source.path(), "");
    }
    Outcome::Judged(FileReport { source, findings }, hidden)
}

/// Why a file is not a document yet but a template for one, by its name.
fn template(path: &Path) -> Option<String> {
    const ENDINGS: [&str; 8] = ["tftpl", "tmpl", "tpl", "j2", "jinja", "jinja2", "erb", "gotmpl"];
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    ENDINGS
        .contains(&ending.as_str())
        .then(|| format!("a template (.{ending}): check the text that is made from it"))
}
