//! Waiting for the network: one thread, and an end as soon as the job is cancelled. An adapter.

use std::future::Future;

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

/// Runs a future to its end on this thread. A signal drops it where it waits.
pub fn wait<T>(future: impl Future<Output = T>) -> Result<T, Stopped> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        tokio::select! {
            biased;
            signal = signal() => Err(signal.err().map_or(Stopped::Cancelled, Stopped::Impossible)),
            done = future => Ok(done),
        }
    })
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
