use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::ready;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::build::port::{Sent, Start, Tagged};
use crate::build::samples::{at, execution, image, step};
use crate::build::tags::Run;
use crate::build::{Execution, Image, Stage, Step, lines};

/// A clock that is there at once.
#[derive(Default)]
struct Quick(Cell<i64>);

impl Clock for Quick {
    fn now(&self) -> Time {
        at(self.0.get() / 1_000)
    }

    fn sleep(&self, duration: Duration) -> impl Future<Output = ()> {
        let milliseconds = i64::try_from(duration.as_millis()).expect("short");
        self.0.set(self.0.get() + milliseconds);
        ready(())
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// Image Builder in memory: what it says of an image at a second, and which calls it was asked.
struct Script<'c, F> {
    clock: &'c Quick,
    says: F,
    steps: Result<Vec<Step>, CallError>,
    calls: RefCell<Vec<&'static str>>,
}

impl<F: Fn(i64) -> Result<Image, CallError>> ImageBuilder for Script<'_, F> {
    async fn start(
        &self,
        _: &Start,
        _: &str,
        _: &BTreeMap<String, String>,
        _: &Sent,
    ) -> Result<String, CallError> {
        unreachable!("nothing is started here")
    }

    async fn image(&self, _: &str) -> Result<Image, CallError> {
        self.calls.borrow_mut().push("image");
        (self.says)(self.clock.0.get() / 1_000)
    }

    async fn executions(&self, _: &str) -> Result<Vec<Execution>, CallError> {
        self.calls.borrow_mut().push("executions");
        Ok(vec![execution("w1", "BUILD", "RUNNING", 1, None)])
    }

    async fn steps(&self, _: &str) -> Result<Vec<Step>, CallError> {
        self.calls.borrow_mut().push("steps");
        self.steps.clone()
    }

    async fn cancel(&self, _: &str, _: &str) -> Result<(), CallError> {
        unreachable!("nothing is cancelled here")
    }

    async fn of_run(&self, _: &Run) -> Result<Vec<Tagged>, CallError> {
        unreachable!("nobody asks")
    }
}

#[derive(Default)]
struct Log(Vec<String>);

impl Told for Log {
    fn event(&mut self, event: &Event) {
        self.0.push(lines::line(event).text);
    }

    fn note(&mut self, text: &str) {
        self.0.push(format!("note: {text}"));
    }

    fn far(&mut self, progress: &Progress) {
        let (done, all) = progress.steps_done();
        assert!(done <= all);
    }
}

fn error(kind: Kind) -> CallError {
    CallError {
        action: "imagebuilder:GetImage",
        about: "the image".to_owned(),
        kind,
        code: None,
        message: "no".to_owned(),
    }
}

/// Runs it; nothing in it ever waits.
fn follow(
    says: impl Fn(i64) -> Result<Image, CallError>,
    steps: Result<Vec<Step>, CallError>,
) -> (End, Vec<String>, Vec<&'static str>, i64) {
    let clock = Quick::default();
    let port = Script {
        clock: &clock,
        says,
        steps,
        calls: RefCell::default(),
    };
    let follow = Follow {
        port: &port,
        clock: &clock,
        arn: "arn",
        limits: Limits {
            building: Duration::from_hours(2),
            testing: Duration::from_mins(30),
            distributing: Duration::from_hours(1),
        },
    };
    let mut log = Log::default();
    let mut progress = Progress::new(Duration::from_secs(5));
    let end = {
        let mut run = pin!(follow.run(&mut progress, &mut log));
        match run.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(end) => end,
            Poll::Pending => panic!("it waits"),
        }
    };
    let calls = port.calls.take();
    (end, log.0, calls, clock.0.get() / 1_000)
}

fn until(second: i64, status: &'static str) -> impl Fn(i64) -> Result<Image, CallError> {
    move |now| Ok(image(if now < second { "BUILDING" } else { status }))
}

#[test]
fn it_ends_with_the_build() {
    let (end, lines, ..) = follow(until(600, "AVAILABLE"), Ok(Vec::new()));
    assert_eq!(end, End::Over);
    assert!(
        lines.last().expect("lines").starts_with("available after 10 min"),
        "{lines:?}"
    );
}

#[test]
fn what_is_told_late_of_a_build_that_is_over_is_waited_for_a_while() {
    let ami = || crate::build::Ami {
        region: "eu-west-1".to_owned(),
        account: None,
        id: Some("ami-0123456789abcdef0".to_owned()),
        name: None,
        status: None,
        reason: None,
    };
    let looks = Cell::new(0);
    let late = |now: i64| {
        let mut found = image(if now < 600 { "BUILDING" } else { "AVAILABLE" });
        looks.set(looks.get() + i32::from(now >= 600));
        if looks.get() > 2 {
            found.amis.push(ami());
        }
        Ok(found)
    };
    let (end, lines, ..) = follow(late, Ok(Vec::new()));
    assert_eq!((end, looks.get()), (End::Over, 3));
    assert!(lines.iter().any(|line| line.contains("ami-0")), "{lines:?}");
    assert!(
        lines.last().expect("lines").starts_with("available after 10 min"),
        "{lines:?}"
    );
    // What never comes is not waited for longer, nor is an answer that is refused then.
    for refuses in [false, true] {
        looks.set(0);
        let never = |now: i64| {
            if now < 600 {
                return Ok(image("BUILDING"));
            }
            looks.set(looks.get() + 1);
            if refuses && looks.get() > 1 {
                return Err(error(Kind::NotFound));
            }
            Ok(image("AVAILABLE"))
        };
        assert_eq!(follow(never, Ok(Vec::new())).0, End::Over);
        assert_eq!(looks.get(), if refuses { 2 } else { 4 });
    }
}

#[test]
fn each_stage_has_its_own_limit() {
    for (status, stage, ends) in [
        ("BUILDING", Stage::Building, 7_200),
        ("TESTING", Stage::Testing, 1_800 + 600),
        ("DISTRIBUTING", Stage::Distributing, 3_600 + 600),
        ("POLISHING", Stage::Building, 7_200),
    ] {
        let (end, _, _, now) = follow(until(600, status), Ok(Vec::new()));
        assert!(
            matches!(end, End::Limit(reached) if reached.stage == stage),
            "{status}: {end:?}"
        );
        assert!((ends..ends + 65).contains(&now), "{status}: {now}");
    }
}

#[test]
fn trouble_that_passes_does_not_end_a_wait_and_is_told_once() {
    let weather = |now: i64| match now {
        100..1_500 => Err(error(Kind::Throttled)),
        1_600..3_300 => Err(error(Kind::Unavailable)),
        now => Ok(image(if now < 4_000 { "BUILDING" } else { "AVAILABLE" })),
    };
    let (end, lines, ..) = follow(weather, Err(error(Kind::Unavailable)));
    assert_eq!(end, End::Over);
    let notes = lines.iter().filter(|line| line.starts_with("note: "));
    assert_eq!(notes.count(), 1, "{lines:?}");
}

#[test]
fn silence_has_a_generous_bound() {
    let silent = |now: i64| match now {
        0..100 => Ok(image("BUILDING")),
        _ => Err(error(Kind::Unavailable)),
    };
    let (end, _, _, now) = follow(silent, Ok(Vec::new()));
    let End::Lost(why) = end else { panic!("{end:?}") };
    assert!(why.contains("no answer came for 30 min"), "{why}");
    assert!(now >= 1_800, "{now}");
}

#[test]
fn denied_and_expired_end_it_with_their_text() {
    for kind in [Kind::Denied, Kind::Credentials, Kind::Invalid, Kind::NotFound] {
        let then = move |now: i64| match now {
            0..100 => Ok(image("BUILDING")),
            _ => Err(error(kind)),
        };
        let (end, _, _, now) = follow(then, Ok(Vec::new()));
        assert!(
            matches!(end, End::Lost(ref why) if why.contains("imagebuilder:GetImage")),
            "{end:?}"
        );
        assert!(now < 200, "{now}");
    }
}

#[test]
fn an_image_may_be_unknown_for_a_moment_after_its_begin() {
    let late = |now: i64| match now {
        0..60 => Err(error(Kind::NotFound)),
        60..200 => Ok(image("BUILDING")),
        _ => Ok(image("AVAILABLE")),
    };
    assert_eq!(follow(late, Ok(Vec::new())).0, End::Over);
    let (end, _, _, now) = follow(|_| Err(error(Kind::NotFound)), Ok(Vec::new()));
    assert!(matches!(end, End::Lost(_)), "{end:?}");
    assert!((120..200).contains(&now), "{now}");
}

#[test]
fn what_may_not_be_asked_beside_is_asked_once() {
    let (end, lines, calls, _) = follow(until(3_600, "AVAILABLE"), Err(error(Kind::Denied)));
    assert_eq!(end, End::Over);
    assert_eq!(calls.iter().filter(|call| **call == "steps").count(), 1);
    let told = lines
        .iter()
        .filter(|line| line.contains("the build is followed without it"));
    assert_eq!(told.count(), 1, "{lines:?}");
    // Credentials that have had their time are the end of everything.
    let (end, ..) = follow(until(3_600, "AVAILABLE"), Err(error(Kind::Credentials)));
    assert!(matches!(end, End::Lost(_)), "{end:?}");
}

#[test]
fn an_hour_of_waiting_costs_few_calls() {
    let (_, _, calls, _) = follow(
        until(3_600, "AVAILABLE"),
        Ok(vec![step("s1", "Apply", "RUNNING", 1, None)]),
    );
    let of = |name: &str| calls.iter().filter(|call| **call == name).count();
    assert!(
        of("image") < 150 && of("steps") <= of("image") && of("executions") < 40,
        "{}",
        calls.len()
    );
}
