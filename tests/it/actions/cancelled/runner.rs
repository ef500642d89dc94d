//! A step of an action as GitHub's runner starts it and cancels it: the script of the `action.yml` in a file, the shell with it as a process
//! group; SIGINT to the process that was started and to no other, SIGTERM after 7.5 seconds, and 2.5 seconds later the end of the tree
//! (<https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs>). Processes of a job are known by a variable, as there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::super::definition::{Definition, Step};
use super::super::released;
use crate::stand_ins::outputs;
use crate::support::{Folder, interruptible};

const TO_INTERRUPT: Duration = Duration::from_millis(7500);
const TO_TERMINATE: Duration = Duration::from_millis(2500);
/// How long the streams of a process that has ended may be held by others.
const TO_STREAMS: Duration = Duration::from_secs(5);
/// Where a test is given up.
const LIMIT: Duration = Duration::from_mins(3);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(5);

/// A job with one action in it.
pub(super) struct Job {
    folder: Folder,
    definition: Definition,
    with: Vec<(&'static str, String)>,
    /// What a step of it starts from.
    base: Command,
    outputs: RefCell<BTreeMap<String, String>>,
}

impl Job {
    /// The action of an `action.yml` with inputs, in the environment and the folder of a command.
    pub(super) fn of(path: &str, with: &[(&'static str, &str)], base: Command) -> Self {
        let folder = Folder::new();
        for name in ["temp", "tool_cache"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        released(&folder.path().join("action"));
        let with = with.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Self {
            folder,
            definition: Definition::read(path),
            with: with.collect(),
            base,
            outputs: RefCell::default(),
        }
    }

    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the step with this id, after those before it have run to their ends.
    pub(super) fn start(&self, id: &str) -> Running<'_> {
        for step in &self.definition.steps {
            if step.id.as_deref() == Some(id) {
                return self.begin(step);
            }
            let ended = self.begin(step).end();
            assert_eq!(ended.code, Some(0), "{ended:#?}");
        }
        panic!("{} has no step {id}", self.definition.path);
    }

    /// Runs the steps whose condition is that the job was cancelled, and how each of them ended.
    pub(super) fn after_cancellation(&self) -> Vec<Ended> {
        let path = &self.outputs.borrow()["steps.setup.outputs.path"].clone();
        assert!(!path.is_empty());
        let steps = self.definition.steps.iter();
        let steps = steps.filter(|step| match step.condition.as_deref() {
            None => false,
            Some("${{ cancelled() && steps.setup.outputs.path != '' }}") => true,
            Some(other) => panic!("a condition that is not understood here: {other}"),
        });
        steps.map(|step| self.begin(step).end()).collect()
    }

    fn begin(&self, step: &Step) -> Running<'_> {
        let name = step.id.as_deref().unwrap_or("last");
        let path = |ending: &str| self.path(&format!("{name}.{ending}"));
        fs::write(path("sh"), step.run.as_deref().expect("a script")).expect("a script");
        let script = path("sh").display().to_string();
        let mut words = step.shell.as_deref().expect("a shell").split_whitespace();
        let mut command = interruptible(words.next().expect("a program"));
        command.args(words.map(|word| word.replace("{0}", &script)));
        for (variable, value) in self.base.get_envs() {
            if let Some(value) = value {
                command.env(variable, value);
            }
        }
        let log = File::create(path("log")).expect("a log");
        for (variable, ending) in [
            ("GITHUB_OUTPUT", "output"),
            ("GITHUB_STEP_SUMMARY", "summary"),
            ("GITHUB_ENV", "env"),
            ("GITHUB_PATH", "path"),
        ] {
            File::create(path(ending)).expect("a file");
            command.env(variable, path(ending));
        }
        let action = self.path("action").join(&self.definition.path);
        command
            .env("GITHUB_ACTION_PATH", action.parent().expect("a folder"))
            .env("GITHUB_WORKSPACE", self.workspace())
            .env("RUNNER_OS", "Linux")
            .env(
                "RUNNER_ARCH",
                if cfg!(target_arch = "aarch64") {
                    "ARM64"
                } else {
                    "X64"
                },
            )
            .env("RUNNER_TEMP", self.path("temp"))
            .env("RUNNER_TOOL_CACHE", self.path("tool_cache"))
            .env("RUNNER_TRACKING_ID", self.mark())
            .envs(step.env.iter().map(|(name, value)| (name, self.value(value))))
            .current_dir(self.workspace())
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a handle"))
            .stderr(log);
        Running {
            job: self,
            name: name.to_owned(),
            before: self.files(),
            child: command.spawn().expect("the shell starts"),
        }
    }

    fn workspace(&self) -> &Path {
        self.base.get_current_dir().expect("a workspace")
    }

    /// By which its processes are known.
    fn mark(&self) -> String {
        format!("github_{}", self.folder.path().display())
    }

    /// What a value of the `action.yml` comes to: a text, or one expression of the forms that are used there.
    fn value(&self, value: &str) -> String {
        let Some(inner) = value
            .strip_prefix("${{ ")
            .and_then(|rest| rest.strip_suffix(" }}"))
        else {
            assert!(!value.contains("${{"), "{value}");
            return value.to_owned();
        };
        self.expression(inner)
    }

    fn expression(&self, text: &str) -> String {
        if let Some((condition, rest)) = text.split_once(" == '' && ") {
            let meant = rest.strip_suffix(" || ''").expect("an alternative");
            let holds = self.expression(condition).is_empty();
            return if holds {
                self.expression(meant)
            } else {
                String::new()
            };
        }
        if let Some(name) = text.strip_prefix("inputs.") {
            if let Some((_, value)) = self.with.iter().find(|(input, _)| *input == name) {
                return value.clone();
            }
            let input = self.definition.inputs.iter().find(|input| input.name == name);
            let default = &input.expect("an input").default;
            return default
                .as_deref()
                .map_or_else(String::new, |default| self.value(default));
        }
        if text == "github.token" {
            let mut all = self.base.get_envs();
            let token = all.find(|(name, _)| *name == "GITHUB_TOKEN");
            let token = token.and_then(|(_, value)| value?.to_str());
            return token.unwrap_or_default().to_owned();
        }
        assert!(text.starts_with("steps.") && !text.contains(' '), "{text}");
        self.outputs.borrow().get(text).cloned().unwrap_or_default()
    }

    /// Files and folders of the workspace, the tool cache and the temporary folder. Of git's own only what nothing may leave.
    fn files(&self) -> Vec<String> {
        let (temp, cache) = (self.path("temp"), self.path("tool_cache"));
        let mut all = Vec::new();
        for folder in [self.workspace(), &temp, &cache] {
            below(folder, &mut all);
        }
        all.retain(|name| !name.contains("/.git/") || name.contains(".lock") || name.contains("/.tmp-"));
        all.sort();
        all
    }

    /// Processes of it that run, and those of a group.
    fn processes(&self, group: u32) -> Vec<(u32, String)> {
        let mark = self.mark();
        processes(|pid| has_mark(pid, &mark) || group_of(pid) == Some(group))
    }
}

/// A step that runs.
pub(super) struct Running<'j> {
    job: &'j Job,
    name: String,
    before: Vec<String>,
    child: Child,
}

/// How a step ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// As the runner sees it: a signal is 128 and its number.
    pub(super) code: Option<i32>,
    pub(super) log: String,
    pub(super) outputs: BTreeMap<String, String>,
    pub(super) summary: String,
    /// The signals that were sent.
    sent: Vec<&'static str>,
    /// What still ran when its streams have to be closed.
    left: Vec<(u32, String)>,
    /// Files and folders that came.
    pub(super) new: Vec<String>,
}

impl Running<'_> {
    /// Waits for something that is to happen while it runs.
    pub(super) fn until(&mut self, what: &str, mut happens: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !happens() {
            let status = self.child.try_wait().expect("a child");
            let in_time = status.is_none() && begun.elapsed() < LIMIT;
            assert!(in_time, "{what} did not come, {status:?}: {}", self.log());
            sleep(LOOK);
        }
    }

    /// Waits until the shell has become the binary.
    pub(super) fn until_binary(&mut self) {
        let binary = Path::new(env!("CARGO_BIN_EXE_amiforge"))
            .canonicalize()
            .expect("a path");
        let link = format!("/proc/{}/exe", self.child.id());
        self.until("the binary", || {
            fs::read_link(&link).is_ok_and(|path| path == binary)
        });
    }

    /// Cancels it as the runner does.
    pub(super) fn cancel(mut self) -> Ended {
        let mut sent = Vec::new();
        for (signal, patience) in [("INT", TO_INTERRUPT), ("TERM", TO_TERMINATE)] {
            send(signal, &[self.child.id()]);
            sent.push(signal);
            if let Some(status) = self.within(patience) {
                return self.ended(status, sent);
            }
        }
        sent.push("KILL");
        self.kill();
        let status = self.child.wait().expect("its end");
        self.ended(status, sent)
    }

    /// Waits for its end.
    fn end(mut self) -> Ended {
        let Some(status) = self.within(LIMIT) else {
            panic!("{} does not end: {}", self.name, self.log());
        };
        self.ended(status, Vec::new())
    }

    /// How it ends in this time, and in that for which a busy machine lets it wait.
    fn within(&mut self, patience: Duration) -> Option<ExitStatus> {
        let (begun, before) = (Instant::now(), self.queued());
        loop {
            let status = self.child.try_wait().expect("a child");
            let late = || begun.elapsed() > patience + self.queued().saturating_sub(before);
            if status.is_some() || begun.elapsed() > patience && late() {
                return status;
            }
            sleep(LOOK);
        }
    }

    /// For how long its threads could have run and had no processor
    /// (<https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat>).
    fn queued(&self) -> Duration {
        let processes = self.job.processes(self.child.id()).into_iter();
        let threads =
            processes.flat_map(|(pid, _)| fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten());
        let told = threads.flatten().filter_map(|thread| {
            let text = fs::read_to_string(thread.path().join("schedstat")).ok()?;
            text.split(' ').nth(1)?.parse::<u64>().ok()
        });
        Duration::from_nanos(told.sum())
    }

    fn ended(&self, status: ExitStatus, sent: Vec<&'static str>) -> Ended {
        let begun = Instant::now();
        let mut left = self.job.processes(self.child.id());
        while !left.is_empty() && begun.elapsed() < TO_STREAMS {
            sleep(LOOK);
            left = self.job.processes(self.child.id());
        }
        let outputs = outputs(&self.read("output"));
        for (name, value) in &outputs {
            let name = format!("steps.{}.outputs.{name}", self.name);
            self.job.outputs.borrow_mut().insert(name, value.clone());
        }
        let mut new = self.job.files();
        new.retain(|name| !self.before.contains(name));
        Ended {
            code: status.code().or_else(|| Some(128 + status.signal()?)),
            log: self.log(),
            outputs,
            summary: self.read("summary"),
            sent,
            left,
            new,
        }
    }

    fn read(&self, ending: &str) -> String {
        fs::read_to_string(self.job.path(&format!("{}.{ending}", self.name))).expect("a file")
    }

    fn log(&self) -> String {
        self.read("log")
    }

    fn kill(&self) {
        let all = self.job.processes(self.child.id());
        send("KILL", &all.into_iter().map(|(pid, _)| pid).collect::<Vec<_>>());
    }
}

/// Nothing outlives a test that has failed.
impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// It ended with this code by the first signal, before the next would have come, and no process of it is left.
    #[track_caller]
    pub(super) fn by_the_first_signal(self, code: i32) -> Self {
        assert_eq!(self.sent, ["INT"], "{self:#?}");
        assert_eq!(self.code, Some(code), "{self:#?}");
        assert!(self.left.is_empty(), "{self:#?}");
        self
    }

    /// And it left no file or folder.
    #[track_caller]
    pub(super) fn leaving_nothing(self) -> Self {
        assert_eq!(self.new, Vec::<String>::new(), "{self:#?}");
        self
    }
}

/// Ends every process that has a text in its environment when that takes too long, or the test has ended.
pub(super) struct Watch {
    mark: String,
    _over: mpsc::Sender<()>,
}

impl Watch {
    pub(super) fn over(path: &Path) -> Self {
        let mark = path.to_str().expect("UTF-8").to_owned();
        let (over, ended) = mpsc::channel();
        let late = mark.clone();
        std::thread::spawn(move || {
            if ended.recv_timeout(LIMIT) == Err(mpsc::RecvTimeoutError::Timeout) {
                kill_marked(&late);
            }
        });
        Self { mark, _over: over }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        kill_marked(&self.mark);
    }
}

/// Whether a process runs that has a text in its environment.
pub(super) fn runs(mark: &str) -> bool {
    !processes(|pid| has_mark(pid, mark)).is_empty()
}

fn kill_marked(mark: &str) {
    let marked = processes(|pid| has_mark(pid, mark)).into_iter();
    send("KILL", &marked.map(|(pid, _)| pid).collect::<Vec<_>>());
}

pub(super) fn send(signal: &str, processes: &[u32]) {
    if !processes.is_empty() {
        let mut kill = Command::new("kill");
        kill.arg(format!("-{signal}"))
            .args(processes.iter().map(u32::to_string));
        // Who has ended meanwhile cannot be told anything.
        let _ = kill.stderr(Stdio::null()).status().expect("kill runs");
    }
}

/// Processes that run, and their words.
fn processes(meant: impl Fn(u32) -> bool) -> Vec<(u32, String)> {
    let all = fs::read_dir("/proc").expect("Linux").flatten();
    let all = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let words = |pid| fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    all.filter(|pid| *pid != std::process::id() && meant(*pid))
        .map(|pid| (pid, words(pid).replace('\0', " ")))
        .collect()
}

fn has_mark(pid: u32, mark: &str) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    environment
        .windows(mark.len())
        .any(|part| part == mark.as_bytes())
}

/// The process group of a process that has not ended.
fn group_of(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?;
    fields.nth(1)?.parse().ok().filter(|_| state != "Z")
}

fn below(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        found.push(entry.path().display().to_string());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            below(&entry.path(), found);
        }
    }
}
