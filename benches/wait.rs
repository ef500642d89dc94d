//! What waiting for a build costs: `cargo bench --bench wait`.
//!
//! Builds of six hours on a paused clock, with Image Builder in memory. Prints the calls an hour, the time between a change and its
//! line, and the peak memory of the process before and after. Every call takes a while, as calls do; the jitter has a seed, so the
//! numbers are the same on every machine.

#![allow(
    clippy::print_stdout,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss
)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use amiforge::build::assemble::End;
use amiforge::build::follow::{Clock, Follow, Told};
use amiforge::build::limits::Limits;
use amiforge::build::observed::{Container, Logs};
use amiforge::build::port::{CallError, ImageBuilder, Sent, Start, Tagged};
use amiforge::build::progress::{Event, Progress, Subject};
use amiforge::build::tags::Run;
use amiforge::build::{Execution, Image, Status, Step, lines};
use amiforge::release::Time;
use tokio::time::Instant;

/// How long an answer takes.
const CALL: Duration = Duration::from_millis(150);
/// Builds, each with other jitter.
const BUILDS: u64 = 50;
/// Seconds from the begin to each status.
const STATES: [(u64, &str); 7] = [
    (0, "PENDING"),
    (97, "CREATING"),
    (301, "BUILDING"),
    (14_411, "TESTING"),
    (16_807, "DISTRIBUTING"),
    (21_011, "INTEGRATING"),
    (21_607, "AVAILABLE"),
];
/// The workflows: their kind, when they begin, and when they end.
const WORKFLOWS: [(&str, u64, u64); 3] = [
    ("BUILD", 303, 14_409),
    ("TEST", 14_413, 16_803),
    ("DISTRIBUTION", 16_811, 21_601),
];

/// A clock that stands still but for its waits.
struct Paused {
    begin: Instant,
    seed: Cell<u64>,
}

impl Paused {
    fn elapsed(&self) -> Duration {
        self.begin.elapsed()
    }
}

impl Clock for Paused {
    fn now(&self) -> Time {
        at(self.elapsed())
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn chance(&self) -> f64 {
        // A linear congruential generator is chance enough, and the same everywhere.
        let next = self
            .seed
            .get()
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.seed.set(next);
        (next >> 33) as f64 / f64::from(u32::MAX >> 1)
    }
}

fn at(elapsed: Duration) -> Time {
    let begin: Time = "2026-11-01T12:00:00Z".parse().expect("a time");
    begin + jiff::SignedDuration::try_from(elapsed).expect("short")
}

fn seconds(seconds: u64) -> Time {
    at(Duration::from_secs(seconds))
}

/// Image Builder in memory: what it says depends on the clock alone.
struct Memory<'c> {
    clock: &'c Paused,
    /// Steps of each workflow.
    steps: u64,
    calls: RefCell<BTreeMap<&'static str, u64>>,
}

impl Memory<'_> {
    async fn call(&self, name: &'static str) -> u64 {
        *self.calls.borrow_mut().entry(name).or_default() += 1;
        tokio::time::sleep(CALL).await;
        self.clock.elapsed().as_secs()
    }

    /// When a step of a workflow begins and ends.
    fn span(&self, workflow: usize, step: u64) -> (u64, u64) {
        let (_, begin, end) = WORKFLOWS[workflow];
        let long = (end - begin) / self.steps;
        (begin + step * long, begin + (step + 1) * long)
    }
}

fn word(now: u64, (begin, end): (u64, u64)) -> &'static str {
    match now {
        now if now < begin => "PENDING",
        now if now < end => "RUNNING",
        _ => "COMPLETED",
    }
}

impl ImageBuilder for Memory<'_> {
    async fn start(
        &self,
        _: &Start,
        _: &str,
        _: &BTreeMap<String, String>,
        _: &Sent,
    ) -> Result<String, CallError> {
        unreachable!("it runs")
    }

    async fn image(&self, arn: &str) -> Result<Image, CallError> {
        let now = self.call("GetImage").await;
        let state = STATES.iter().rev().find(|(begin, _)| *begin <= now);
        Ok(Image {
            arn: arn.to_owned(),
            name: "golden".to_owned(),
            version: "1.2.3/4".to_owned(),
            platform: None,
            status: Status::parse(state.expect("a state").1),
            reason: None,
            failure: None,
            created: Some(seconds(0)),
            recipe: None,
            pipeline: None,
            infrastructure: None,
            distribution: None,
            targets: Vec::new(),
            amis: Vec::new(),
            // Where nothing came of an image that is available, a few more looks would follow.
            containers: vec![Container::default()],
            logs: Logs::default(),
            tests: true,
            packages: true,
            scan: None,
            tags: BTreeMap::new(),
        })
    }

    async fn executions(&self, _: &str) -> Result<Vec<Execution>, CallError> {
        let now = self.call("ListWorkflowExecutions").await;
        let begun = WORKFLOWS
            .iter()
            .enumerate()
            .filter(|(_, workflow)| workflow.1 <= now);
        let execution = |(index, (kind, begin, end)): (usize, &(&str, u64, u64))| Execution {
            id: index.to_string(),
            workflow: format!("arn:aws:imagebuilder:eu-west-1:aws:workflow/x/{kind}/1.0.0/1"),
            kind: (*kind).to_owned(),
            status: word(now, (*begin, *end)).to_owned(),
            message: None,
            started: Some(seconds(*begin)),
            ended: (now >= *end).then(|| seconds(*end)),
        };
        Ok(begun.map(execution).collect())
    }

    async fn steps(&self, execution: &str) -> Result<Vec<Step>, CallError> {
        let now = self.call("ListWorkflowStepExecutions").await;
        let workflow: usize = execution.parse().expect("an index");
        let step = |step| {
            let (begin, end) = self.span(workflow, step);
            Step {
                id: format!("{workflow}.{step}"),
                name: format!("{workflow}.{step}"),
                action: "ExecuteComponents".to_owned(),
                status: word(now, (begin, end)).to_owned(),
                message: None,
                outputs: None,
                started: (now >= begin).then(|| seconds(begin)),
                ended: (now >= end).then(|| seconds(end)),
            }
        };
        Ok((0..self.steps).map(step).collect())
    }

    async fn cancel(&self, _: &str, _: &str) -> Result<(), CallError> {
        unreachable!("it goes on")
    }

    async fn of_run(&self, _: &Run) -> Result<Vec<Tagged>, CallError> {
        unreachable!("it is known")
    }
}

/// The time from each change to its line, in milliseconds.
struct Delays<'c> {
    clock: &'c Paused,
    port: &'c Memory<'c>,
    found: Vec<u128>,
    bytes: usize,
}

impl Told for Delays<'_> {
    fn event(&mut self, event: &Event) {
        self.bytes += lines::line(event).text.len() + 1;
        let state = |word: &str| {
            STATES
                .iter()
                .find(|(_, state)| *state == word)
                .map(|(begin, _)| *begin)
        };
        let changed = match event {
            Event::Entered { status, .. } | Event::Finished { status, .. } => state(status.word()),
            Event::Moved {
                subject: Subject::Workflow { kind, .. },
                word,
                ..
            } => WORKFLOWS
                .iter()
                .find(|workflow| workflow.0 == kind)
                .map(|(_, begin, end)| if word == "RUNNING" { *begin } else { *end }),
            Event::Moved {
                subject: Subject::Step { name, .. },
                word,
                ..
            } => {
                let (workflow, step) = name.split_once('.').expect("two numbers");
                let (begin, end) = self.port.span(
                    workflow.parse().expect("a number"),
                    step.parse().expect("a number"),
                );
                Some(if word == "RUNNING" { begin } else { end })
            }
            Event::Made(_) | Event::Pushed { .. } => None,
        };
        let changed = Duration::from_secs(changed.expect("a change of the script"));
        self.found
            .push((self.clock.elapsed().saturating_sub(changed)).as_millis());
    }

    fn note(&mut self, text: &str) {
        panic!("{text}");
    }

    fn far(&mut self, _: &Progress) {}
}

/// The peak of the process in KiB, where the system tells it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

async fn build(steps: u64, seed: u64) -> (BTreeMap<&'static str, u64>, Vec<u128>, usize) {
    let clock = Paused {
        begin: Instant::now(),
        seed: Cell::new(seed),
    };
    let port = Memory {
        clock: &clock,
        steps,
        calls: RefCell::default(),
    };
    let day = Duration::from_hours(24);
    let follow = Follow {
        port: &port,
        clock: &clock,
        arn: "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4",
        limits: Limits {
            building: day,
            testing: day,
            distributing: day,
        },
    };
    let mut progress = Progress::new(Duration::from_secs(5));
    let mut delays = Delays {
        clock: &clock,
        port: &port,
        found: Vec::new(),
        bytes: 0,
    };
    let end = follow.run(&mut progress, &mut delays).await;
    assert_eq!(end, End::Over);
    let (found, bytes) = (delays.found, delays.bytes);
    (port.calls.into_inner(), found, bytes)
}

fn main() {
    let hours = STATES.last().expect("states").0 as f64 / 3_600.0;
    for (name, steps) in [("quiet, 12 steps", 4), ("busy, 180 steps", 60)] {
        let before = peak();
        let (mut calls, mut delays, mut bytes) = (BTreeMap::<&str, u64>::new(), Vec::new(), 0);
        for seed in 1..=BUILDS {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .expect("a runtime");
            let (called, found, said) = runtime.block_on(build(steps, seed));
            for (call, number) in called {
                *calls.entry(call).or_default() += number;
            }
            delays.extend(found);
            bytes = bytes.max(said);
        }
        delays.sort_unstable();
        let all = calls.values().sum::<u64>() as f64;
        println!("{name}: {:.0} calls an hour", all / BUILDS as f64 / hours);
        for (call, number) in &calls {
            println!("  {call}: {:.0}", *number as f64 / BUILDS as f64 / hours);
        }
        let share = |percent: usize| delays[(delays.len() - 1) * percent / 100] as f64 / 1_000.0;
        println!(
            "  change to line: median {:.1} s, 95 of 100 within {:.1} s, at most {:.1} s, {} lines a build, {bytes} bytes",
            share(50),
            share(95),
            share(100),
            delays.len() as u64 / BUILDS
        );
        if let (Some(before), Some(after)) = (before, peak()) {
            println!("  peak memory: {before} KiB before, {after} KiB after {BUILDS} builds");
        }
    }
}
