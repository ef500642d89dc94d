//! Waiting for the network: one thread, and an end as soon as the job is cancelled. An adapter.

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::io;
use std::io::Write as _;
use std::pin::pin;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

/// What is said of a run that leaves nothing behind.
const NOTHING_LEFT: &str = "stopped: the job was cancelled; nothing that was begun is left running, and the next run goes on from here";

/// Why nothing was waited for to its end.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The process was asked to end: Ctrl-C, Ctrl-Break or SIGTERM, as a runner sends them to a cancelled job
    /// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation>).
    #[error("{0}")]
    Cancelled(Cow<'static, str>),
    /// The system gives no means to wait.
    #[error("waiting is not possible on this machine: {0}")]
    Impossible(#[from] io::Error),
}

/// Whether a future is waited for now.
static WAITING: AtomicBool = AtomicBool::new(false);

/// Runs a future to its end on this thread. A signal drops it where it waits.
pub fn wait<T>(work: impl Future<Output = T>) -> Result<T, Stopped> {
    block(async {
        let mut signals = Signals::listen()?;
        tokio::select! {
            biased;
            () = signals.next() => Err(Stopped::Cancelled(NOTHING_LEFT.into())),
            done = work => Ok(done),
        }
    })
}

/// What happens at a signal to a run that would leave something behind.
pub struct OnSignal<S, U> {
    /// Made and run at the first signal; gives what is said at the end. The work goes on beside it, and is asked first, so
    /// that a call in flight can end and tell what it began ([`until`]).
    pub stop: S,
    /// How long that may take.
    pub most: Duration,
    /// What is said when it takes longer, or when a second signal comes.
    pub unfinished: U,
}

/// Runs a future to its end on this thread. At a signal something else is done first.
pub fn wait_or_stop<T, S, U>(work: impl Future<Output = T>, then: OnSignal<S, U>) -> Result<T, Stopped>
where
    S: AsyncFnOnce() -> String,
    U: FnOnce() -> String,
{
    block(async {
        let mut signals = Signals::listen()?;
        race(work, async || signals.next().await, then).await
    })
}

/// Waits until work that is polled beside it makes something known.
pub async fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    poll_fn(|_| look().map_or(Poll::Pending, Poll::Ready)).await
}

/// Work, the signals that come, and what is done then.
async fn race<T, S, U>(
    work: impl Future<Output = T>,
    mut signal: impl AsyncFnMut(),
    then: OnSignal<S, U>,
) -> Result<T, Stopped>
where
    S: AsyncFnOnce() -> String,
    U: FnOnce() -> String,
{
    let mut work = pin!(work);
    tokio::select! {
        biased;
        () = signal() => {}
        done = &mut work => return Ok(done),
    }
    let stop = async {
        let mut stop = pin!((then.stop)());
        let mut ended = false;
        // Both in one task: what the work makes known is seen in the same turn.
        poll_fn(|context| {
            if !ended {
                ended = work.as_mut().poll(context).is_ready();
            }
            stop.as_mut().poll(context)
        })
        .await
    };
    let said = tokio::select! {
        biased;
        () = signal() => None,
        done = tokio::time::timeout(then.most, stop) => done.ok(),
    };
    Err(Stopped::Cancelled(said.unwrap_or_else(then.unfinished).into()))
}

fn block<T>(future: impl Future<Output = Result<T, Stopped>>) -> Result<T, Stopped> {
    static GUARD: Once = Once::new();
    WAITING.store(true, Ordering::SeqCst);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ended = runtime.block_on(future);
    // The system may look up a name for a long time in a thread that nobody can stop. Dropping the runtime would wait for it.
    runtime.shutdown_background();
    if ended.is_ok() {
        GUARD.call_once(|| drop(std::thread::spawn(guard)));
        WAITING.store(false, Ordering::SeqCst);
    }
    ended
}

/// Ends the process at a signal between two waits. Who has listened for signals once keeps them from ending it by themselves.
fn guard() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let Ok(mut signals) = Signals::listen() else {
            return;
        };
        loop {
            signals.next().await;
            if !WAITING.load(Ordering::SeqCst) {
                // Where not even standard error can be written, the exit code still speaks.
                let _ = writeln!(io::stderr(), "amiforge: {NOTHING_LEFT}");
                std::process::exit(3);
            }
        }
    });
}

/// The signals that end a process. One that comes between two looks is not lost.
struct Signals {
    #[cfg(unix)]
    first: tokio::signal::unix::Signal,
    #[cfg(unix)]
    second: tokio::signal::unix::Signal,
    #[cfg(windows)]
    first: tokio::signal::windows::CtrlC,
    #[cfg(windows)]
    second: tokio::signal::windows::CtrlBreak,
}

impl Signals {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            first: signal(SignalKind::interrupt())?,
            second: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(windows)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_break, ctrl_c};
        Ok(Self {
            first: ctrl_c()?,
            second: ctrl_break()?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.first.recv() => {}
            _ = self.second.recv() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use tokio::time::{Instant, sleep};

    use super::*;

    const MOST: Duration = Duration::from_secs(5);

    /// Signals after so many seconds from the begin.
    fn signals(seconds: &[u64]) -> impl AsyncFnMut() + use<> {
        let begin = Instant::now();
        let mut times: Vec<u64> = seconds.to_vec();
        times.reverse();
        async move || match times.pop() {
            Some(at) => tokio::time::sleep_until(begin + Duration::from_secs(at)).await,
            None => std::future::pending().await,
        }
    }

    fn then<S: AsyncFnOnce() -> String>(stop: S) -> OnSignal<S, impl FnOnce() -> String> {
        OnSignal {
            stop,
            most: MOST,
            unfinished: || "unfinished".to_owned(),
        }
    }

    fn said<T: std::fmt::Debug>(ended: Result<T, Stopped>) -> String {
        ended.expect_err("it was stopped").to_string()
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_ends_is_an_answer() {
        let work = async {
            sleep(Duration::from_secs(3)).await;
            7
        };
        let ended = race(work, signals(&[]), then(async || unreachable!("no signal came"))).await;
        assert_eq!(ended.expect("an answer"), 7);
    }

    #[tokio::test(start_paused = true)]
    async fn at_a_signal_a_call_in_flight_ends_and_is_undone() {
        let (known, log) = (Cell::new(None), RefCell::new(Vec::new()));
        let begin = Instant::now();
        let work = async {
            sleep(Duration::from_secs(4)).await;
            known.set(Some("image/1"));
            std::future::pending::<()>().await;
        };
        let stop = async || {
            let image = until(|| known.get()).await;
            log.borrow_mut().push(image);
            format!("cancelled {image}")
        };
        assert_eq!(
            said(race(work, signals(&[2]), then(stop)).await),
            "cancelled image/1"
        );
        assert_eq!(
            (log.into_inner(), begin.elapsed().as_secs()),
            (vec!["image/1"], 4)
        );
    }

    #[tokio::test(start_paused = true)]
    async fn work_may_end_while_it_is_stopped() {
        let work = sleep(Duration::from_secs(3));
        let stop = async || {
            sleep(Duration::from_secs(4)).await;
            "stopped".to_owned()
        };
        assert_eq!(said(race(work, signals(&[2]), then(stop)).await), "stopped");
    }

    #[test]
    fn what_hangs_in_the_system_holds_nobody() {
        let (tell, begun) = std::sync::mpsc::channel();
        let (free, hangs) = std::sync::mpsc::channel::<()>();
        let ended = block(async {
            tokio::task::spawn_blocking(move || {
                tell.send(()).expect("somebody hears it");
                hangs.recv()
            });
            begun.recv().expect("it has begun");
            Err::<(), _>(Stopped::Cancelled("stopped".into()))
        });
        assert_eq!(said(ended), "stopped");
        drop(free);
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_signal_and_a_long_stop_end_at_once() {
        for (times, seconds) in [(&[2_u64, 3][..], 3), (&[2], 7)] {
            let begin = Instant::now();
            let work = std::future::pending::<()>();
            let stop = async || std::future::pending().await;
            assert_eq!(said(race(work, signals(times), then(stop)).await), "unfinished");
            assert_eq!(begin.elapsed().as_secs(), seconds);
        }
    }
}
