//! Waiting for the network: one thread, and an end as soon as the job is cancelled. An adapter.

use std::future::Future;
use std::io::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Why nothing was waited for to its end.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The process was asked to end: Ctrl-C, Ctrl-Break or SIGTERM, as a runner sends them to a cancelled job
    /// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation>).
    #[error(
        "stopped: the job was cancelled; nothing that was begun is left running, and the next run goes on from here"
    )]
    Cancelled,
    /// The system gives no means to wait.
    #[error("waiting is not possible on this machine: {0}")]
    Impossible(#[from] std::io::Error),
}

/// Whether a future is waited for now.
static WAITING: AtomicBool = AtomicBool::new(false);

/// Runs a future to its end on this thread. A signal drops it where it waits.
pub fn wait<T>(future: impl Future<Output = T>) -> Result<T, Stopped> {
    static GUARD: Once = Once::new();
    WAITING.store(true, Ordering::SeqCst);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ended = runtime.block_on(async {
        tokio::select! {
            biased;
            signal = signal() => Err(signal.err().map_or(Stopped::Cancelled, Stopped::Impossible)),
            done = future => Ok(done),
        }
    });
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
    while runtime.block_on(signal()).is_ok() {
        if !WAITING.load(Ordering::SeqCst) {
            // Where not even standard error can be written, the exit code still speaks.
            let _ = writeln!(std::io::stderr(), "amiforge: {}", Stopped::Cancelled);
            std::process::exit(3);
        }
    }
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut end) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = end.recv() => {}
    }
    Ok(())
}

#[cfg(windows)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::windows::{ctrl_break, ctrl_c};
    let (mut interrupt, mut end) = (ctrl_c()?, ctrl_break()?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = end.recv() => {}
    }
    Ok(())
}
