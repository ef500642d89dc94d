//! The begin of a build, once whatever happens, and its end when the job is cancelled.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use crate::build::follow::Clock;
use crate::build::port::{CallError, ImageBuilder, Kind, Sent, Start};
use crate::build::tags::{REQUEST, Run};
use crate::build::token::{Wish, of_cancel};
use crate::build::{Class, Image};
use crate::release::Time;
use crate::waiting::until;

/// How long a call is tried again that AWS cannot answer now, after the SDK has tried several times each time.
const PATIENCE: Duration = Duration::from_mins(5);
const FIRST_WAIT: Duration = Duration::from_secs(2);

/// How long a call in flight has to tell what it began, before the same is asked again.
const IN_FLIGHT: Duration = Duration::from_millis(400);

/// How long the first call may still take when asking again was refused: two at once can be one too many.
const STILL: Duration = Duration::from_secs(2);

/// The time between two looks whether a build has ended that was cancelled.
const CONFIRM: Duration = Duration::from_secs(1);

/// What is said at a signal where there is nothing to cancel.
const NOTHING: &str = "stopped: the job was cancelled before a build was started";

/// What a run has begun, for the one who has to undo it.
pub(super) struct Begun<P> {
    port: RefCell<Option<Rc<P>>>,
    asked: RefCell<Option<Asked>>,
    image: RefCell<Option<String>>,
    last: RefCell<Option<Image>>,
    whose: Cell<Whose>,
    over: Cell<bool>,
    /// Whether Image Builder was asked to cancel the build, because the job was cancelled.
    cancelling: Cell<bool>,
    stopping: Cell<bool>,
}

/// Whose a build is. One that another run has started is left alone when the job is cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// This run has started it.
    Ours,
    /// Another run, or a person.
    Others,
    /// Nobody has looked yet.
    Unknown,
}

/// What a run leaves that did not come to its end, as far as anybody knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Remains {
    /// No build.
    Nothing,
    /// Perhaps a build: AWS has not said. How that is found out.
    Perhaps(String),
    /// The build of this image.
    Image(String),
}

/// Images of a run by the tokens of their requests.
type Left = BTreeMap<String, String>;

/// A request to start a build.
#[derive(Clone)]
struct Asked {
    start: Start,
    token: String,
    tags: BTreeMap<String, String>,
    sent: Sent,
}

impl Asked {
    async fn send(&self, port: &impl ImageBuilder) -> Result<String, CallError> {
        port.start(&self.start, &self.token, &self.tags, &self.sent).await
    }

    /// How somebody finds out whether there is a build.
    fn to_find(&self) -> String {
        if self.tags.is_empty() {
            return "Look into the console of EC2 Image Builder, at the images, before you start another build, because the next \
                    request is not known to be the same; `amiforge build cancel ARN` cancels one"
                .to_owned();
        }
        format!(
            "Run this job again, and not a new run: it asks with the same token, so it follows the build if there is one, and \
             starts one if there is none. In the console of EC2 Image Builder it is the image whose tag `{REQUEST}` is {}, and \
             `amiforge build cancel` in this run cancels it",
            self.token
        )
    }
}

/// Whose build it is, and how it is started.
pub(super) struct Wanted<'a> {
    /// What is to be built.
    pub(super) start: &'a Start,
    /// The workflow run or pipeline; none outside a job, where each run is one of its own.
    pub(super) run: Option<&'a Run>,
    /// Whether nobody is going to wait for it.
    pub(super) detached: bool,
    /// When this process began.
    pub(super) since: Time,
}

impl<P> Default for Begun<P> {
    fn default() -> Self {
        Self {
            port: RefCell::default(),
            asked: RefCell::default(),
            image: RefCell::default(),
            last: RefCell::default(),
            whose: Cell::new(Whose::Ours),
            over: Cell::new(false),
            cancelling: Cell::new(false),
            stopping: Cell::new(false),
        }
    }
}

impl<P: ImageBuilder> Begun<P> {
    /// Keeps the port for the one who undoes.
    pub(super) fn with(&self, port: P) -> Rc<P> {
        let port = Rc::new(port);
        self.port.replace(Some(Rc::clone(&port)));
        port
    }

    /// A build that was begun elsewhere.
    pub(super) fn adopt(&self, image: &str, whose: Whose) {
        self.image.replace(Some(image.to_owned()));
        self.whose.set(whose);
    }

    /// Whether this run may cancel the build.
    pub(super) fn is_ours(&self) -> bool {
        self.whose.get() == Whose::Ours
    }

    /// The build is over, so there is nothing to undo.
    pub(super) fn is_over(&self) {
        self.over.set(true);
    }

    /// The image, once it is known.
    pub(super) fn image(&self) -> Option<String> {
        self.image.borrow().clone()
    }

    /// Whether Image Builder was asked to cancel the build after a signal.
    pub(super) fn is_cancelling(&self) -> bool {
        self.cancelling.get()
    }

    /// The image as it was seen after a signal.
    pub(super) fn last(&self) -> Option<Image> {
        self.last.borrow().clone()
    }

    /// Starts a build, or finds the one that this run has started before. What an earlier attempt of the run has left is tried
    /// again when it came to nothing, each time with the next token, so that no attempt starts two.
    ///
    /// Nobody says how long Image Builder remembers a token, and a run can be started again for weeks
    /// (<https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs>). So a later attempt looks
    /// for the images of its run first. The first one has none and does not pay for that; where another job of the run was
    /// quicker with the same request, the token tells.
    ///
    /// Where nobody counts attempts, each may be a later one, and what came to nothing is passed over when it was there before:
    /// what a token gives that was not found is taken as it is, so that none is begun twice.
    pub(super) async fn start(&self, wanted: &Wanted<'_>, clock: &impl Clock) -> Result<String, CallError> {
        let port = self.port.borrow().clone();
        let Some(port) = port else {
            return std::future::pending().await;
        };
        let attempt = wanted.run.map_or(Some(1), |run| run.attempt);
        let later = attempt.is_none_or(|attempt| attempt > 1);
        let mut left = match wanted.run.filter(|_| later) {
            Some(run) => left(&*port, run, clock).await?,
            None => Left::new(),
        };
        let mut nth = 1;
        loop {
            let asked = self.ask(wanted, nth, clock);
            let found = left.remove(&asked.token);
            let last = attempt.map_or(found.is_none(), |attempt| nth >= attempt);
            let image = match found {
                Some(image) => image,
                None => begin(&*port, &asked, wanted.run, clock).await?,
            };
            self.image.replace(Some(image.clone()));
            if last || !came_to_nothing(&*port, &image, wanted.since, clock).await? {
                return Ok(image);
            }
            if self.stopping.get() {
                return std::future::pending().await;
            }
            nth += 1;
        }
    }

    fn ask(&self, wanted: &Wanted<'_>, nth: u32, clock: &impl Clock) -> Asked {
        let (start, own) = (wanted.start, format!("{} {}", wanted.since, clock.chance()));
        let (repository, run) = wanted.run.map_or(("", own.as_str()), |run| {
            (run.repository.as_str(), run.id.as_str())
        });
        let wish = Wish {
            repository,
            run,
            start,
        };
        let token = wish.token(nth);
        let tags = wanted.run.map(|run| run.tags(nth, &token, wanted.detached));
        let asked = Asked {
            start: start.clone(),
            tags: tags.unwrap_or_default(),
            token,
            sent: Sent::default(),
        };
        self.image.replace(None);
        self.asked.replace(Some(asked.clone()));
        asked
    }

    /// Cancels what was begun, and says what became of it.
    pub(super) async fn stop(&self) -> String {
        self.stopping.set(true);
        let port = self.port.borrow().clone();
        let image = match self.known(port.as_deref()).await {
            None => return NOTHING.to_owned(),
            Some(Ok(image)) => image,
            Some(Err(error)) => {
                return match self.remains() {
                    Remains::Perhaps(how) => format!(
                        "stopped: the job was cancelled, and nobody knows whether a build was started: {error}. {how}"
                    ),
                    _ => self.unfinished(),
                };
            }
        };
        if self.over.get() {
            return format!("stopped: the job was cancelled; the build of {image} was over before");
        }
        let why = match self.whose.get() {
            Whose::Ours => None,
            Whose::Others => Some("another run has started it"),
            Whose::Unknown => Some("nobody has seen yet which run has started it"),
        };
        if let Some(why) = why {
            return format!(
                "stopped: the job was cancelled; the build of {image} goes on, because {why}. Wait for it again with `amiforge \
                 build wait {image}`, or cancel it with `amiforge build cancel {image}`"
            );
        }
        let Some(port) = port else {
            return NOTHING.to_owned();
        };
        // Also where no answer comes in time.
        self.cancelling.set(true);
        if let Err(error) = port.cancel(&image, &of_cancel(&image)).await {
            self.cancelling.set(false);
            return format!(
                "stopped: the job was cancelled, and the build of {image} could not be: {error}. Cancel it with `amiforge build \
                 cancel {image}`"
            );
        }
        loop {
            if let Ok(seen) = port.image(&image).await {
                let word = seen.status.word().to_ascii_lowercase();
                let class = seen.status.class();
                self.last.replace(Some(seen));
                match class {
                    Class::Running => {}
                    Class::Cancelled => {
                        return format!(
                            "stopped: the job was cancelled, and so was the build: {image} is {word}"
                        );
                    }
                    _ => {
                        return format!(
                            "stopped: the job was cancelled; the build had ended by itself: {image} is {word}"
                        );
                    }
                }
            }
            tokio::time::sleep(CONFIRM).await;
        }
    }

    /// What is said when there is no time left to see how it ends.
    pub(super) fn unfinished(&self) -> String {
        match self.remains() {
            Remains::Image(image) if !self.cancelling.get() => format!(
                "stopped: the job was cancelled, and the build of {image} goes on. Cancel it with `amiforge build cancel {image}`"
            ),
            Remains::Image(image) => format!(
                "stopped: the job was cancelled, and Image Builder was asked to cancel {image}, which has not ended yet. See to \
                 it with `amiforge build cancel {image}`"
            ),
            Remains::Perhaps(how) => {
                format!("stopped: the job was cancelled, and nobody knows whether a build was started. {how}")
            }
            Remains::Nothing => NOTHING.to_owned(),
        }
    }

    /// What is left of it when it does not come to its end.
    pub(super) fn remains(&self) -> Remains {
        if let Some(image) = self.image() {
            return Remains::Image(image);
        }
        match &*self.asked.borrow() {
            Some(asked) if asked.sent.is_open() => Remains::Perhaps(asked.to_find()),
            _ => Remains::Nothing,
        }
    }

    /// The image, also when the call that starts it has no answer yet: the same token tells of the same image. None when nothing
    /// was asked for, or all that was is refused: then it is not asked for again.
    async fn known(&self, port: Option<&P>) -> Option<Result<String, CallError>> {
        if let Some(image) = self.image() {
            return Some(Ok(image));
        }
        let asked = self.asked.borrow().clone()?;
        let port = port.filter(|_| asked.sent.is_open())?;
        let again = async {
            tokio::time::sleep(IN_FLIGHT).await;
            let answer = asked.send(port).await;
            if answer.is_err() {
                tokio::time::sleep(STILL).await;
            }
            answer
        };
        let known = tokio::select! {
            biased;
            image = until(|| self.image()) => Ok(image),
            () = until(|| (!asked.sent.is_open()).then_some(())) => return None,
            image = again => image,
        };
        if let Ok(image) = &known {
            self.image.replace(Some(image.clone()));
        }
        Some(known)
    }
}

/// The images that earlier attempts of a run have left. Where they may not be listed, tokens alone have to do.
async fn left<P: ImageBuilder>(port: &P, run: &Run, clock: &impl Clock) -> Result<Left, CallError> {
    match patiently(clock, async || port.of_run(run).await).await {
        Ok(images) => Ok(images
            .into_iter()
            .filter_map(|(image, mut tags)| Some((tags.remove(REQUEST)?, image)))
            .collect()),
        Err(error) if error.kind == Kind::Denied => Ok(Left::new()),
        Err(error) => Err(error),
    }
}

/// Asks for a build. The same token with other tags is that of a job of the run that was to wait where this one is not, or the
/// other way round: the build is the same.
async fn begin<P: ImageBuilder>(
    port: &P,
    asked: &Asked,
    run: Option<&Run>,
    clock: &impl Clock,
) -> Result<String, CallError> {
    let answer = patiently(clock, async || asked.send(port).await).await;
    match (answer, run) {
        (Err(error), Some(run)) if error.kind == Kind::OtherRequest => {
            let found = left(port, run, clock).await?.remove(&asked.token);
            found.ok_or(error)
        }
        (answer, _) => answer,
    }
}

/// Whether an image is what an earlier attempt has left: it came to nothing, and this process did not begin it.
async fn came_to_nothing<P: ImageBuilder>(
    port: &P,
    image: &str,
    since: Time,
    clock: &impl Clock,
) -> Result<bool, CallError> {
    match patiently(clock, async || port.image(image).await).await {
        Ok(image) => {
            let nothing = matches!(image.status.class(), Class::Failed | Class::Cancelled);
            Ok(nothing && image.created.is_none_or(|created| created < since))
        }
        // It was begun a moment ago and is not known everywhere, or it is deleted; who follows it finds out.
        Err(error) if error.kind == Kind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a call that AWS cannot answer now again, for a while.
pub(super) async fn patiently<T>(
    clock: &impl Clock,
    mut call: impl AsyncFnMut() -> Result<T, CallError>,
) -> Result<T, CallError> {
    let (mut wait, mut waited) = (FIRST_WAIT, Duration::ZERO);
    loop {
        match call().await {
            Err(error) if error.passes() && waited < PATIENCE => {
                clock.sleep(wait).await;
                waited += wait;
                wait = (wait * 2).min(Duration::from_mins(1));
            }
            ended => return ended,
        }
    }
}

#[cfg(test)]
mod tests;
