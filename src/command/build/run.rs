//! `amiforge build` and `amiforge build wait`: a build is begun or taken up, followed to its end, and told.

use std::rc::Rc;
use std::time::Duration;

use super::super::{Exit, complain, working_directory};
use super::begin::{Begun, Remains, Wanted, Whose, patiently};
use super::compare::compare;
use super::explain::explain;
use super::log::Log;
use super::repository::{self, Files};
use super::told::Last;
use super::way::{Way, region_of_image};
use super::{job, told, trouble, usage};
use crate::aws::{Aws, Builds};
use crate::build::assemble::{End, Seen, assemble};
use crate::build::document::Outcome;
use crate::build::follow::{Clock as _, Follow, Told as _};
use crate::build::port::{CallError, ImageBuilder as _, Kind};
use crate::build::progress::Progress;
use crate::build::tags::Run;
use crate::build::token::of_cancel;
use crate::build::{Class, Document};
use crate::cli::{BuildPace, BuildStart, BuildTell, BuildWait};
use crate::files;
use crate::host::Env;
use crate::waiting::{self, OnSignal, Stopped};

use super::clock::Real;

/// From the first signal a runner gives a process 7.5 seconds
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation>).
const STOPPING: Duration = Duration::from_secs(5);

/// Looks whether a build has ended that a limit has cancelled, a second apart.
const CONFIRMS: u32 = 10;

/// `amiforge build`.
pub(super) fn start(options: &BuildStart, begun: &Begun<Builds>, env: &Env) -> Result<Exit, Exit> {
    let (way, region) = Way::of(options)?;
    let run = job::run(env);
    // Files with errors end it before AWS hears of it.
    let files = match &way {
        Way::File(file) => Some(repository::read(file, env)?),
        Way::Known(_) => None,
    };
    if options.aws_dry_run {
        return dry_run(options, files, &region, env);
    }
    through(begun, &options.pace, &options.tell, env, async |taken| {
        let aws = job::connect(&options.login, &region, env).await?;
        let prepared = match (way, files) {
            (_, Some(files)) => repository::prepare(&aws, options, files).await?,
            (Way::Known(start), None) => repository::known(&aws, options, start).await?,
            (Way::File(_), None) => return Err(usage(&"there is no recipe file")),
        };
        for note in &prepared.notes {
            taken.log.say(note);
        }
        if let Some(arn) = &prepared.unchanged {
            let builds = Builds::new(&aws, &region);
            let document = taken.unchanged(&builds, arn, env).await?;
            // A gate that has closed does not open because nothing has changed.
            return Ok(match options.tell.gate() {
                Some(_) => taken.compared(document, &aws, &builds, &options.tell).await,
                None => document,
            });
        }
        let wanted = Wanted {
            start: &prepared.start,
            run: run.as_ref(),
            detached: options.no_wait,
            since: taken.clock.now(),
        };
        let port = taken.begun.with(Builds::new(&aws, &region));
        let started = taken.begun.start(&wanted, taken.clock).await;
        let arn = started.map_err(|error| not_begun(&error, taken.begun))?;
        told::begun(&arn, env)?;
        taken.log.say(&format!("image {arn}"));
        if options.no_wait {
            return taken.look_once(&port, &arn).await;
        }
        let document = taken.follow(&port, &arn, &options.pace).await?;
        Ok(taken.compared(document, &aws, &port, &options.tell).await)
    })
}

/// `amiforge build --aws-dry-run`.
fn dry_run(options: &BuildStart, files: Option<Files>, region: &str, env: &Env) -> Result<Exit, Exit> {
    let Some(files) = files else {
        return Err(usage(
            &"--aws-dry-run is about the component documents of a --recipe-file",
        ));
    };
    let asked = waiting::wait(async {
        let aws = job::connect(&options.login, region, env).await?;
        repository::dry_run(&aws, options, files).await
    });
    let notes = asked.map_err(|stopped| trouble(&stopped))??;
    let mut log = Log::new(options.tell.format == "json", env);
    for note in &notes {
        log.say(note);
    }
    Ok(Exit::Clean)
}

/// `amiforge build wait`.
pub(super) fn wait(options: &BuildWait, begun: &Begun<Builds>, env: &Env) -> Result<Exit, Exit> {
    let Some(arn) = &options.image else {
        return Err(usage(&"say what to wait for: amiforge build wait ARN"));
    };
    let region = region_of_image(arn).map_err(|error| usage(&error))?;
    // Where it is not there or may not be seen, that is all there is to tell.
    begun.adopt(arn, Whose::Unknown);
    let run = job::run(env);
    through(begun, &options.pace, &options.tell, env, async |taken| {
        let aws = job::connect(&options.login, &region, env).await?;
        let port = taken.begun.with(Builds::new(&aws, &region));
        let image = patiently(taken.clock, async || port.image(arn).await).await;
        let image = image.map_err(|error| failed(&error))?;
        let own = |run: &Run| run.owns(&image.tags);
        let whose = if run.as_ref().is_some_and(own) {
            Whose::Ours
        } else {
            Whose::Others
        };
        taken.begun.adopt(arn, whose);
        told::begun(arn, env)?;
        let document = taken.follow(&port, arn, &options.pace).await?;
        Ok(taken.compared(document, &aws, &port, &options.tell).await)
    })
}

/// A run on its way.
struct Taken<'a> {
    begun: &'a Begun<Builds>,
    clock: &'a Real,
    progress: &'a mut Progress,
    log: &'a mut Log,
}

/// Runs it, and tells what it came to, also when the job is cancelled on the way.
fn through(
    begun: &Begun<Builds>,
    pace: &BuildPace,
    tell: &BuildTell,
    env: &Env,
    work: impl AsyncFnOnce(&mut Taken<'_>) -> Result<Document, Exit>,
) -> Result<Exit, Exit> {
    let clock = Real;
    let mut progress = Progress::new(pace.poll);
    let mut log = Log::new(tell.format == "json", env);
    let mut taken = Taken {
        begun,
        clock: &clock,
        progress: &mut progress,
        log: &mut log,
    };
    let then = OnSignal {
        stop: async || begun.stop().await,
        most: STOPPING,
        unfinished: || begun.unfinished(),
    };
    let ended = waiting::wait_or_stop(work(&mut taken), then);
    log.close();
    let stopped = match ended {
        Ok(document) => return Ok(told::tell(document?, tell, Last::Post, env)),
        Err(stopped) => stopped,
    };
    complain(&stopped.to_string());
    if let (Stopped::Cancelled(_), Some(arn)) = (&stopped, begun.image()) {
        if let Some(image) = begun.last() {
            progress.image(image, clock.now());
        }
        // What was not cancelled runs on, and is only not followed any more.
        let end = if begun.is_cancelling() {
            End::Stopped
        } else {
            End::Lost(stopped.to_string())
        };
        let document = document(&arn, &progress, &clock, &end);
        told::tell(document, tell, Last::Nothing, env);
    } else {
        told::no_end(&begun.remains(), tell, env);
    }
    Ok(Exit::Trouble)
}

impl Taken<'_> {
    /// For a build that would make the same again: the image that there is.
    async fn unchanged(&mut self, builds: &Builds, arn: &str, env: &Env) -> Result<Document, Exit> {
        self.begun.is_over();
        told::begun(arn, env)?;
        if let Ok(image) = builds.image(arn).await {
            self.progress.image(image, self.clock.now());
        }
        Ok(document(arn, self.progress, self.clock, &End::Unchanged))
    }

    /// For somebody who does not wait: how it is now.
    async fn look_once(&mut self, port: &Rc<Builds>, arn: &str) -> Result<Document, Exit> {
        // From here on the build is meant to go on without this process.
        self.begun.is_over();
        if let Ok(image) = port.image(arn).await {
            self.progress.image(image, self.clock.now());
        }
        Ok(document(arn, self.progress, self.clock, &End::Detached))
    }

    /// Follows a build to its end, and finds out what there is to know about it then.
    async fn follow(&mut self, port: &Rc<Builds>, arn: &str, pace: &BuildPace) -> Result<Document, Exit> {
        let follow = Follow {
            port: &**port,
            clock: self.clock,
            arn,
            limits: pace.limits(),
        };
        let mut end = follow.run(self.progress, self.log).await;
        if let End::Limit(reached) = &mut end {
            reached.foreign = !self.begun.is_ours();
            self.log.note(&reached.text(arn));
            if reached.cancels() {
                self.cancel(port, arn).await;
            }
        }
        self.begun.is_over();
        let mut document = document(arn, self.progress, self.clock, &end);
        document.notes.extend(self.log.lacks().iter().cloned());
        self.explain(port, &mut document).await?;
        Ok(document)
    }

    /// Adds to a failure what the log and the files of the repository tell of it. Neither has anything about copies that failed.
    async fn explain(&self, port: &Builds, document: &mut Document) -> Result<(), Exit> {
        if let Some(image) = self
            .progress
            .last()
            .filter(|_| document.outcome == Outcome::Failed)
        {
            let root = files::workspace(&working_directory()?);
            let (failure, notes) = explain(port, image, &self.progress.workflows(), &root).await;
            document.failure = Some(failure);
            document.notes.extend(notes);
        }
        Ok(())
    }

    /// Adds what there is to know about an image that is there.
    async fn compared(&self, mut document: Document, aws: &Aws, port: &Builds, tell: &BuildTell) -> Document {
        if let Some(image) = self.progress.last() {
            compare(aws, port, self.clock, image, tell.gate(), &mut document).await;
        }
        document
    }

    /// Cancels what took too long, and looks for a while how that ends.
    async fn cancel(&mut self, port: &Rc<Builds>, arn: &str) {
        let asked = patiently(self.clock, async || port.cancel(arn, &of_cancel(arn)).await).await;
        if let Err(error) = asked {
            self.log.note(&format!(
                "the build could not be cancelled: {error}; do it with `amiforge build cancel {arn}`"
            ));
            return;
        }
        for _ in 0..CONFIRMS {
            if let Ok(image) = port.image(arn).await {
                let over = image.status.class() != Class::Running;
                self.progress.image(image, self.clock.now());
                if over {
                    break;
                }
            }
            self.clock.sleep(Duration::from_secs(1)).await;
        }
        for event in self.progress.events(self.clock.now()) {
            self.log.event(&event);
        }
    }
}

/// The document of what was seen.
fn document(arn: &str, progress: &Progress, clock: &Real, end: &End) -> Document {
    let (workflows, stages) = (progress.workflows(), progress.stages(clock.now()));
    let seen = Seen {
        arn,
        image: progress.last(),
        workflows: &workflows,
        stages: &stages,
    };
    assemble(&seen, end)
}

/// A build that could not be begun, or of which nobody knows whether it is.
fn not_begun(error: &CallError, begun: &Begun<Builds>) -> Exit {
    let exit = failed(error);
    match begun.remains() {
        Remains::Perhaps(how) => trouble(&how),
        Remains::Nothing | Remains::Image(_) => exit,
    }
}

/// A call without which there is no build.
pub(super) fn failed(error: &CallError) -> Exit {
    match error.kind {
        Kind::NotFound | Kind::Invalid | Kind::OtherRequest => usage(error),
        _ => trouble(error),
    }
}
