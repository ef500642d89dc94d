use std::cell::Cell;
use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::build::port::{Kind, Sent, Start, Tagged};
use crate::build::samples::{at, execution, image};
use crate::build::tags::Run;
use crate::build::{Execution, Step};
use crate::release::Time;

const NOW: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/4";
const BEFORE: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.2.3/3";

/// A clock that is there at once.
#[derive(Default)]
struct Quick(Cell<i64>);

impl Clock for Quick {
    fn now(&self) -> Time {
        at(self.0.get())
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        self.0
            .set(self.0.get() + i64::try_from(duration.as_secs()).expect("short"));
        ready(())
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// Image Builder in memory.
struct World {
    /// Calls that are refused.
    refused: &'static [&'static str],
    /// Lists that are too long.
    long: &'static [&'static str],
    candidates: Vec<Candidate>,
    /// The state of the scan of this image, look by look; the last one stays.
    scans: Vec<Option<&'static str>>,
    looks: Cell<usize>,
    /// Of the image before.
    scan_before: Option<&'static str>,
    metadata_before: bool,
    none_listed: bool,
}

impl Default for World {
    fn default() -> Self {
        Self {
            refused: &[],
            long: &[],
            candidates: vec![Candidate {
                arn: BEFORE.to_owned(),
                created: Some(at(-100)),
                available: true,
            }],
            scans: vec![Some("COMPLETED")],
            looks: Cell::new(0),
            scan_before: Some("COMPLETED"),
            metadata_before: true,
            none_listed: false,
        }
    }
}

impl World {
    fn answer<T>(&self, call: &'static str, answer: T) -> Result<T, CallError> {
        if self.refused.contains(&call) {
            return Err(CallError {
                action: call,
                about: "the image".to_owned(),
                kind: Kind::Denied,
                code: None,
                message: "no".to_owned(),
            });
        }
        Ok(answer)
    }

    /// This image as it is at a look.
    fn image(&self) -> Image {
        let look = self.looks.get();
        self.looks.set(look + 1);
        let scan = self.scans.get(look).or(self.scans.last()).copied().flatten();
        Image {
            scan: scan.map(str::to_owned),
            ..image("AVAILABLE")
        }
    }
}

impl ImageBuilder for World {
    async fn start(
        &self,
        _: &Start,
        _: &str,
        _: &BTreeMap<String, String>,
        _: &Sent,
    ) -> Result<String, CallError> {
        unreachable!("nothing is started here")
    }

    async fn image(&self, arn: &str) -> Result<Image, CallError> {
        if arn == NOW {
            return self.answer("look", World::image(self));
        }
        let before = Image {
            arn: BEFORE.to_owned(),
            version: "1.2.3/3".to_owned(),
            packages: self.metadata_before,
            scan: self.scan_before.map(str::to_owned),
            ..image("AVAILABLE")
        };
        self.answer("image", before)
    }

    async fn executions(&self, _: &str) -> Result<Vec<Execution>, CallError> {
        self.answer(
            "executions",
            vec![execution("w1", "BUILD", "COMPLETED", 10, Some(70))],
        )
    }

    async fn steps(&self, _: &str) -> Result<Vec<Step>, CallError> {
        unreachable!("steps are not compared")
    }

    async fn cancel(&self, _: &str, _: &str) -> Result<(), CallError> {
        unreachable!("nothing is cancelled here")
    }

    async fn of_run(&self, _: &Run) -> Result<Vec<Tagged>, CallError> {
        unreachable!("nothing is begun here")
    }
}

impl Contents for World {
    async fn candidates(&self, _: &Image) -> Result<Option<Vec<Candidate>>, CallError> {
        let list = (!self.long.contains(&"candidates")).then(|| self.candidates.clone());
        self.answer("candidates", list)
    }

    async fn packages(&self, image: &str) -> Result<Option<Vec<Package>>, CallError> {
        let package = Package {
            name: "curl".to_owned(),
            version: if image == NOW { "2" } else { "1" }.to_owned(),
        };
        let list = if self.none_listed {
            Vec::new()
        } else {
            vec![package]
        };
        self.answer("packages", (!self.long.contains(&"packages")).then_some(list))
    }

    async fn findings(&self, image: &str) -> Result<Option<Vec<Finding>>, CallError> {
        let finding = Finding {
            id: if image == NOW { "CVE-2" } else { "CVE-1" }.to_owned(),
            severity: "high".to_owned(),
            ..Finding::default()
        };
        let call = if image == NOW {
            "findings"
        } else {
            "findings before"
        };
        self.answer(call, (!self.long.contains(&call)).then(|| vec![finding]))
    }
}

/// Runs it; nothing in it ever waits. How many seconds went by is told too.
fn compared(world: &World, level: Option<Severity>) -> (Compared, i64) {
    let clock = Quick::default();
    let image = World::image(world);
    let result = {
        let future = pin!(ask(world, &clock, &image, level));
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result,
            Poll::Pending => panic!("nothing here waits"),
        }
    };
    (result, clock.0.get())
}

#[test]
fn an_image_is_compared_with_the_one_before() {
    let (found, seconds) = compared(&World::default(), None);
    let comparison = found.comparison;
    assert_eq!(comparison.previous.as_deref(), Some(BEFORE));
    assert_eq!(comparison.previous_version.as_deref(), Some("1.2.3/3"));
    assert_eq!(found.stages, BTreeMap::from([(Stage::Building, 60)]));
    assert_eq!(
        comparison.packages.map(|packages| packages.changed.len()),
        Some(1)
    );
    let findings = comparison.findings.expect("findings");
    assert_eq!(
        (findings.new.len(), findings.fixed.len(), findings.compared),
        (1, 1, true)
    );
    assert_eq!((comparison.gate, comparison.notes.len(), seconds), (None, 0, 0));
}

#[test]
fn a_gate_counts_what_is_in_the_image() {
    for (level, closed) in [
        (Severity::Critical, None),
        (
            Severity::High,
            Some("--fail-on-severity high counts findings of the image: 1 high"),
        ),
    ] {
        let (found, _) = compared(&World::default(), Some(level));
        assert_eq!(found.comparison.gate.as_deref(), closed);
    }
}

/// Looks for what is left out, and gives the one note that says why.
fn left_out(world: &World, packages: bool, findings: bool, why: &str) -> String {
    let comparison = compared(world, None).0.comparison;
    let there = (comparison.packages.is_some(), comparison.findings.is_some());
    assert_eq!(there, (packages, findings), "{:?}", comparison.notes);
    let [note] = &comparison.notes[..] else {
        panic!("{:?}", comparison.notes);
    };
    assert!(note.starts_with(why), "{note}");
    note.clone()
}

#[test]
fn what_is_not_answered_is_said_and_the_rest_is_told() {
    let refused = |refused| World {
        refused,
        ..World::default()
    };
    for (world, packages, findings, note) in [
        (
            refused(&["candidates"]),
            false,
            true,
            "the image before cannot be looked for: ",
        ),
        (
            refused(&["image"]),
            false,
            true,
            "the image before cannot be read: ",
        ),
        (
            refused(&["executions"]),
            true,
            true,
            "how long the image before took is not known: ",
        ),
        (refused(&["packages"]), false, true, "packages are not compared: "),
        (
            refused(&["findings"]),
            true,
            false,
            "findings of Amazon Inspector are not told: ",
        ),
        (
            refused(&["findings before"]),
            true,
            true,
            "findings are not compared with those of the image before: ",
        ),
    ] {
        let said = left_out(&world, packages, findings, note);
        assert!(said.contains(r#"{"Effect":"Allow","Action":""#), "{said}");
    }
}

#[test]
fn what_is_not_there_is_said_and_the_rest_is_told() {
    for (world, packages, findings, note) in [
        (
            World {
                long: &["candidates"],
                ..World::default()
            },
            false,
            true,
            "there are too many builds of this name",
        ),
        (
            World {
                long: &["packages"],
                ..World::default()
            },
            false,
            true,
            "packages are not compared: this image has more of them",
        ),
        (
            World {
                candidates: Vec::new(),
                ..World::default()
            },
            false,
            true,
            "there is no available image of this name before this one",
        ),
        (
            World {
                metadata_before: false,
                ..World::default()
            },
            false,
            true,
            "packages are not compared: the image before was built without enhanced image metadata",
        ),
        (
            World {
                none_listed: true,
                ..World::default()
            },
            false,
            true,
            "packages are not compared: Image Builder lists none for this image",
        ),
        (
            World {
                scans: vec![None],
                ..World::default()
            },
            true,
            false,
            "findings of Amazon Inspector are not told: the image was not scanned",
        ),
        (
            World {
                scans: vec![Some("SCANNING")],
                ..World::default()
            },
            true,
            false,
            "findings of Amazon Inspector are not told: the scan of the image has not ended (SCANNING)",
        ),
        (
            World {
                scans: vec![Some("TIMED_OUT")],
                ..World::default()
            },
            true,
            false,
            "findings of Amazon Inspector are not told: the scan of the image ended as TIMED_OUT",
        ),
        (
            World {
                scan_before: Some("PENDING"),
                ..World::default()
            },
            true,
            true,
            "findings are not compared with those of the image before: its scan has not ended",
        ),
    ] {
        left_out(&world, packages, findings, note);
    }
}

#[test]
fn only_a_gate_waits_for_a_scan_and_not_for_ever() {
    let scans = || {
        vec![
            Some("PENDING"),
            Some("SCANNING"),
            Some("POLISHING"),
            Some("COMPLETED"),
        ]
    };
    let world = World {
        scans: scans(),
        ..World::default()
    };
    let (found, seconds) = compared(&world, Some(Severity::High));
    assert!(found.comparison.findings.is_some() && found.comparison.gate.is_some());
    assert_eq!(seconds, 3 * 15);

    let world = World {
        scans: vec![Some("SCANNING")],
        ..World::default()
    };
    let (found, seconds) = compared(&world, Some(Severity::High));
    assert_eq!(
        found.comparison.gate.as_deref(),
        Some(
            "--fail-on-severity high cannot be judged: the scan of the image had not ended after 10 min (SCANNING)"
        )
    );
    assert_eq!(seconds, 600);
    let (_, seconds) = compared(&world, None);
    assert_eq!(seconds, 0);
}

#[test]
fn a_gate_that_cannot_be_judged_is_closed() {
    for world in [
        World {
            scans: vec![None],
            ..World::default()
        },
        World {
            scans: vec![Some("FAILED")],
            ..World::default()
        },
        World {
            refused: &["findings"],
            ..World::default()
        },
        World {
            refused: &["look"],
            scans: vec![Some("PENDING")],
            ..World::default()
        },
        World {
            long: &["findings"],
            ..World::default()
        },
    ] {
        let (found, _) = compared(&world, Some(Severity::Critical));
        let gate = found.comparison.gate.expect("a reason");
        assert!(
            gate.starts_with("--fail-on-severity critical cannot be judged: "),
            "{gate}"
        );
    }
    // The image before does not matter for it.
    for refused in [&["candidates"] as &[_], &["findings before"], &["packages"]] {
        let world = World {
            refused,
            ..World::default()
        };
        assert_eq!(compared(&world, Some(Severity::Critical)).0.comparison.gate, None);
    }
}
