use super::*;
use crate::build::port::Tagged;
use crate::build::samples::{at, image};
use crate::build::{Execution, Status, Step};

struct Tokio;

impl Clock for Tokio {
    fn now(&self) -> Time {
        at(0)
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// An image that was asked for.
struct Known {
    token: String,
    tags: BTreeMap<String, String>,
    status: &'static str,
    created: i64,
}

/// Image Builder with a memory for tokens.
#[derive(Default)]
struct Memory {
    images: RefCell<Vec<Known>>,
    /// How long the answer to a start takes, call by call.
    takes: RefCell<Vec<u64>>,
    cancelled: RefCell<Vec<String>>,
    starts: Cell<u32>,
    /// Whether tokens are not known any more.
    forgets: Cell<bool>,
    /// Whether images may not be listed.
    hides: Cell<bool>,
    /// Whether cancelling comes too late.
    late: Cell<bool>,
    /// Whether a second call to start is one too many.
    one: Cell<bool>,
    /// What becomes of calls to start, call by call: they are not answered, or refused.
    fails: RefCell<Vec<Kind>>,
    lists: Cell<u32>,
}

impl Memory {
    fn with(self, token: &str, nth: u32, status: &'static str) -> Self {
        self.images.borrow_mut().push(Known {
            token: token.to_owned(),
            tags: run(1).tags(nth, token, false),
            status,
            created: -60,
        });
        self
    }

    fn status(&self, arn: &str) -> (&'static str, i64) {
        let at: usize = arn
            .rsplit('/')
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number");
        let images = self.images.borrow();
        (images[at - 1].status, images[at - 1].created)
    }
}

impl ImageBuilder for Memory {
    async fn start(
        &self,
        _: &Start,
        token: &str,
        tags: &BTreeMap<String, String>,
        sent: &Sent,
    ) -> Result<String, CallError> {
        sent.out();
        let fails = self.fails.borrow_mut().pop();
        if fails == Some(Kind::Unavailable) {
            self.starts.set(self.starts.get() + 1);
            return Err(refused(Kind::Unavailable));
        }
        if self.one.get() && self.starts.get() > 0 || fails.is_some() {
            sent.refused();
            return Err(refused(fails.unwrap_or(Kind::Busy)));
        }
        self.starts.set(self.starts.get() + 1);
        let known = |image: &Known| !self.forgets.get() && image.token == token;
        let found = self.images.borrow().iter().position(known);
        let at = found.unwrap_or_else(|| {
            let mut images = self.images.borrow_mut();
            images.push(Known {
                token: token.to_owned(),
                tags: tags.clone(),
                status: "PENDING",
                created: 1,
            });
            images.len() - 1
        });
        if &self.images.borrow()[at].tags != tags {
            sent.refused();
            return Err(refused(Kind::OtherRequest));
        }
        let takes = self.takes.borrow_mut().pop().unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(takes)).await;
        Ok(format!("arn/{}", at + 1))
    }

    async fn image(&self, arn: &str) -> Result<Image, CallError> {
        let (status, created) = self.status(arn);
        let mut image = image(status);
        image.created = Some(at(created));
        if self.cancelled.borrow().iter().any(|cancelled| cancelled == arn) {
            image.status = Status::Cancelled;
        }
        Ok(image)
    }

    async fn executions(&self, _: &str) -> Result<Vec<Execution>, CallError> {
        unreachable!("nobody asks")
    }

    async fn steps(&self, _: &str) -> Result<Vec<Step>, CallError> {
        unreachable!("nobody asks")
    }

    async fn cancel(&self, image: &str, _: &str) -> Result<(), CallError> {
        if !self.late.get() {
            self.cancelled.borrow_mut().push(image.to_owned());
        }
        Ok(())
    }

    async fn of_run(&self, run: &Run) -> Result<Vec<Tagged>, CallError> {
        self.lists.set(self.lists.get() + 1);
        if self.hides.get() {
            return Err(refused(Kind::Denied));
        }
        let images = self.images.borrow();
        let all = images.iter().zip(1..).filter(|(image, _)| run.owns(&image.tags));
        Ok(all
            .map(|(image, at)| (format!("arn/{at}"), image.tags.clone()))
            .collect())
    }
}

fn refused(kind: Kind) -> CallError {
    CallError {
        action: "imagebuilder:CreateImage",
        about: "it".to_owned(),
        kind,
        code: None,
        message: "no".to_owned(),
    }
}

fn run(attempt: impl Into<Option<u32>>) -> Run {
    Run {
        repository: "github.com/octocat/images".to_owned(),
        id: "42".to_owned(),
        attempt: attempt.into(),
        commit: None,
    }
}

fn pipeline() -> Start {
    Start::Pipeline {
        arn: "arn:pipeline".to_owned(),
    }
}

fn token(nth: u32) -> String {
    Wish {
        repository: "github.com/octocat/images",
        run: "42",
        start: &pipeline(),
    }
    .token(nth)
}

async fn started(begun: &Begun<Memory>, attempt: impl Into<Option<u32>>) -> String {
    tried(begun, Some(&run(attempt))).await.expect("an image")
}

async fn tried(begun: &Begun<Memory>, run: Option<&Run>) -> Result<String, CallError> {
    let wanted = Wanted {
        start: &pipeline(),
        run,
        detached: false,
        since: at(0),
    };
    begun.start(&wanted, &Tokio).await
}

#[tokio::test(start_paused = true)]
async fn an_attempt_finds_what_the_ones_before_it_began() {
    // What is there by token, the attempt, the image that comes out, and how many there are then.
    for (there, attempt, ends, all) in [
        (&[][..], 1, "arn/1", 1),
        (&["BUILDING"][..], 1, "arn/1", 1),
        (&["AVAILABLE"], 1, "arn/1", 1),
        // The same attempt has seen it fail: it is told again.
        (&["FAILED"], 1, "arn/1", 1),
        (&["CANCELLED"], 1, "arn/1", 1),
        (&[], 2, "arn/1", 1),
        (&["BUILDING"], 2, "arn/1", 1),
        (&["POLISHING"], 2, "arn/1", 1),
        (&["AVAILABLE"], 2, "arn/1", 1),
        (&["DEPRECATED"], 2, "arn/1", 1),
        (&["FAILED"], 2, "arn/2", 2),
        (&["CANCELLED"], 2, "arn/2", 2),
        (&["FAILED"], 7, "arn/2", 2),
        // The second try is of an attempt that was killed, and goes on.
        (&["FAILED", "BUILDING"], 3, "arn/2", 2),
        (&["CANCELLED", "AVAILABLE"], 3, "arn/2", 2),
        (&["CANCELLED", "FAILED"], 3, "arn/3", 3),
        (&["CANCELLED", "FAILED"], 2, "arn/2", 2),
    ] {
        let begun = Begun::default();
        let memory = there
            .iter()
            .zip(1..)
            .fold(Memory::default(), |memory, (status, nth)| {
                memory.with(&token(nth), nth, status)
            });
        let port = begun.with(memory);
        assert_eq!(started(&begun, attempt).await, ends, "{there:?} {attempt}");
        assert_eq!(port.images.borrow().len(), all, "{there:?} {attempt}");
        // Once more, as after a kill: nothing new.
        assert_eq!(started(&begun, attempt).await, ends, "{there:?} {attempt}");
        assert_eq!(port.images.borrow().len(), all, "{there:?} {attempt}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_counts_attempts_each_may_be_a_later_one() {
    for (there, ends, all) in [
        (&[][..], "arn/1", 1),
        (&["BUILDING"][..], "arn/1", 1),
        (&["AVAILABLE"], "arn/1", 1),
        (&["FAILED"], "arn/2", 2),
        (&["CANCELLED", "FAILED"], "arn/3", 3),
        (&["FAILED", "BUILDING"], "arn/2", 2),
    ] {
        let begun = Begun::default();
        let memory = there
            .iter()
            .zip(1..)
            .fold(Memory::default(), |memory, (status, nth)| {
                memory.with(&token(nth), nth, status)
            });
        let port = begun.with(memory);
        for _ in 0..2 {
            assert_eq!(started(&begun, None).await, ends, "{there:?}");
            assert_eq!(port.images.borrow().len(), all, "{there:?}");
        }
    }
    // What is not found may be one that has begun and failed just now, by a clock that is behind: it is never begun again.
    let begun = Begun::default();
    let port = begun.with(Memory::default().with(&token(1), 1, "FAILED"));
    port.hides.set(true);
    assert_eq!(started(&begun, None).await, "arn/1");
    assert_eq!(port.images.borrow().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn only_who_is_refused_has_started_nothing() {
    use Kind::{Denied, Throttled, Unavailable};
    // Longer than anybody waits.
    let always = |kind| vec![kind; 50];
    for (fails, open) in [
        (always(Unavailable), true),
        (always(Throttled), false),
        (vec![Denied], false),
        (vec![Throttled, Denied], false),
        // Refused is what was asked last, and not what was asked before.
        (vec![Unavailable, Denied], true),
        (vec![Unavailable, Throttled, Kind::Quota], true),
    ] {
        for run in [Some(run(1)), Some(run(None)), None] {
            let begun = Begun::default();
            let port = begun.with(Memory::default());
            port.fails.replace(fails.iter().rev().copied().collect());
            let error = tried(&begun, run.as_ref()).await.expect_err("no image");
            let remains = begun.remains();
            match (open, &run, &remains) {
                (false, _, Remains::Nothing) => {}
                (true, Some(_), Remains::Perhaps(how)) => {
                    assert!(
                        how.starts_with("Run this job again") && how.contains(&token(1)),
                        "{how}"
                    );
                }
                // A second request would be a second build.
                (true, None, Remains::Perhaps(how)) => {
                    assert!(
                        how.starts_with("Look into the console") && !how.contains("again"),
                        "{how}"
                    );
                }
                _ => panic!("{fails:?}: {error}: {remains:?}"),
            }
            assert_eq!(begun.unfinished().contains("nobody knows"), open, "{fails:?}");
        }
    }
    let begun = Begun::default();
    let port = begun.with(Memory::default());
    port.fails.replace(vec![Unavailable]);
    assert_eq!(started(&begun, 1).await, "arn/1");
    assert_eq!(begun.remains(), Remains::Image("arn/1".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_signal_between_two_requests_asks_again_only_when_one_is_not_answered() {
    for (fails, said_is, starts) in [
        (Kind::Unavailable, "arn/1 is cancelled", 2),
        (Kind::Throttled, "before a build was started", 0),
    ] {
        let begun = Begun::default();
        let port = begun.with(Memory::default());
        port.fails.replace(vec![fails]);
        let stop = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            begun.stop().await
        };
        let said = tokio::select! {
            biased;
            image = started(&begun, 1) => unreachable!("{image}"),
            said = stop => said,
        };
        assert!(said.contains(said_is), "{said}");
        assert_eq!(port.starts.get(), starts, "{said}");
    }
}

#[tokio::test(start_paused = true)]
async fn outside_a_job_each_run_is_one_of_its_own() {
    let begun = Begun::default();
    let port = begun.with(Memory::default());
    let start = pipeline();
    for second in [1, 2] {
        let wanted = Wanted {
            start: &start,
            run: None,
            detached: false,
            since: at(second),
        };
        begun.start(&wanted, &Tokio).await.expect("an image");
    }
    assert_eq!(port.images.borrow().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_signal_cancels_what_was_begun_also_while_the_call_is_on_its_way() {
    // Milliseconds that the answers of the calls take, and when the signal comes.
    for (takes, signal, starts) in [(&[0][..], 50, 1), (&[300], 50, 1), (&[60_000, 100], 50, 2)] {
        let begun = Begun::default();
        let port = begun.with(Memory::default());
        port.takes.replace(takes.iter().rev().copied().collect());
        let clock = tokio::time::Instant::now();
        let work = async {
            started(&begun, 1).await;
            std::future::pending::<()>().await;
        };
        let stop = async {
            tokio::time::sleep(Duration::from_millis(signal)).await;
            begun.stop().await
        };
        let said = tokio::select! {
            biased;
            () = work => unreachable!("it never ends"),
            said = stop => said,
        };
        assert!(said.contains("arn/1 is cancelled"), "{said}");
        assert_eq!(*port.cancelled.borrow(), ["arn/1"]);
        assert_eq!((port.starts.get(), port.images.borrow().len()), (starts, 1));
        assert!(
            clock.elapsed() < Duration::from_millis(signal + 1_000),
            "{:?}",
            clock.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_signal_leaves_alone_what_is_not_to_be_cancelled() {
    let begun = Begun::<Memory>::default();
    assert!(begun.stop().await.contains("before a build was started"));
    let begun = Begun::default();
    let port = begun.with(Memory::default().with("t", 1, "BUILDING"));
    assert!(begun.stop().await.contains("before a build was started"));
    for whose in [Whose::Others, Whose::Unknown] {
        begun.adopt("arn/1", whose);
        assert!(begun.stop().await.contains("amiforge build wait arn/1"));
    }
    begun.adopt("arn/1", Whose::Ours);
    begun.is_over();
    assert!(begun.stop().await.contains("was over before"));
    assert!(port.cancelled.borrow().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_forgotten_begins_no_second_build() {
    for (status, attempt, ends, all) in [
        ("BUILDING", 2, "arn/1", 1),
        ("AVAILABLE", 7, "arn/1", 1),
        ("FAILED", 2, "arn/2", 2),
    ] {
        let begun = Begun::default();
        let port = begun.with(Memory::default().with(&token(1), 1, status));
        port.forgets.set(true);
        assert_eq!(started(&begun, attempt).await, ends, "{status}");
        assert_eq!(started(&begun, attempt).await, ends, "{status}");
        assert_eq!(port.images.borrow().len(), all, "{status}");
    }
    // The first attempt looks for nothing, and where images may not be listed the token has to do.
    let begun = Begun::default();
    let port = begun.with(Memory::default().with(&token(1), 1, "BUILDING"));
    assert_eq!(
        (started(&begun, 1).await.as_str(), port.lists.get()),
        ("arn/1", 0)
    );
    port.hides.set(true);
    assert_eq!(
        (started(&begun, 2).await.as_str(), port.lists.get()),
        ("arn/1", 1)
    );
}

#[tokio::test(start_paused = true)]
async fn who_waits_joins_what_was_begun_for_nobody_to_wait_for() {
    for attempt in [1, 2] {
        let begun = Begun::default();
        let port = begun.with(Memory::default());
        port.images.borrow_mut().push(Known {
            token: token(1),
            tags: run(1).tags(1, &token(1), true),
            status: "BUILDING",
            created: -60,
        });
        assert_eq!(started(&begun, attempt).await, "arn/1");
        assert_eq!(port.images.borrow().len(), 1);
        // It cannot be found: that is told, and nothing is begun.
        port.hides.set(true);
        let error = tried(&begun, Some(&run(attempt))).await.expect_err("refused");
        assert!(error.to_string().contains("start a new run"), "{error}");
        assert_eq!(port.images.borrow().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_build_that_ended_by_itself_is_not_said_to_be_cancelled() {
    let begun = Begun::default();
    let port = begun.with(Memory::default().with("t", 1, "AVAILABLE"));
    port.late.set(true);
    begun.adopt("arn/1", Whose::Ours);
    let said = begun.stop().await;
    assert!(
        said.contains("ended by itself: arn/1 is available") && !said.contains("so was"),
        "{said}"
    );
}

#[tokio::test(start_paused = true)]
async fn asking_again_may_be_refused_while_the_first_call_is_still_answered() {
    let begun = Begun::default();
    let port = begun.with(Memory::default());
    port.one.set(true);
    port.takes.replace(vec![1_500]);
    let work = async {
        started(&begun, 1).await;
        std::future::pending::<()>().await;
    };
    let stop = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        begun.stop().await
    };
    let said = tokio::select! {
        biased;
        () = work => unreachable!("it never ends"),
        said = stop => said,
    };
    assert!(said.contains("arn/1 is cancelled"), "{said}");
}
