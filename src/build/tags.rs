//! The tags that say whose a build is, and which builds nobody waits for any more.
//!
//! A request with a known token has to be the request that was made before, tags and all. So nothing in them tells one attempt of
//! a run from another.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::release::Time;

/// Whose it is: `github.com/octocat/images`.
pub const REPOSITORY: &str = "amiforge:repository";
/// The id of the workflow run, or of the pipeline.
pub const RUN: &str = "amiforge:run";
/// Which try of the run it is, from 1.
pub const TRY: &str = "amiforge:try";
/// The token of the request: by it an image is found that Image Builder does not know by the token any more.
pub const REQUEST: &str = "amiforge:request";
/// The commit that the run is about.
pub const COMMIT: &str = "amiforge:commit";
/// `true` when it was started for nobody to wait for.
pub const DETACHED: &str = "amiforge:detached";

/// The longest value. <https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImage.html>
const LONGEST: usize = 256;

/// A workflow run of GitHub, or a pipeline of GitLab, as its environment tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The host of the server, `github.com`, with the repository behind it: names on two servers are two things.
    pub repository: String,
    /// The id of the run.
    pub id: String,
    /// Its attempt, from 1; none where nobody counts them.
    pub attempt: Option<u32>,
    /// The commit.
    pub commit: Option<String>,
}

impl Run {
    /// The tags of a build.
    pub fn tags(&self, nth: u32, token: &str, detached: bool) -> BTreeMap<String, String> {
        let mut tags = BTreeMap::from([
            (REPOSITORY.to_owned(), value(&self.repository)),
            (RUN.to_owned(), value(&self.id)),
            (TRY.to_owned(), nth.to_string()),
            (REQUEST.to_owned(), value(token)),
        ]);
        if let Some(commit) = &self.commit {
            tags.insert(COMMIT.to_owned(), value(commit));
        }
        if detached {
            tags.insert(DETACHED.to_owned(), "true".to_owned());
        }
        tags
    }

    /// Whether an image is of this run.
    pub fn owns(&self, tags: &BTreeMap<String, String>) -> bool {
        is_of(tags, &self.repository) && tags.get(RUN) == Some(&value(&self.id))
    }
}

/// Whether an image is of a repository.
pub fn is_of(tags: &BTreeMap<String, String>, repository: &str) -> bool {
    // GitHub's names know no case.
    let own = value(repository);
    tags.get(REPOSITORY)
        .is_some_and(|found| found.eq_ignore_ascii_case(&own))
}

/// What of a text may stand in a tag: letters, digits, blanks and `_.:/=+-@`.
fn value(text: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || "_.:/=+-@ ".contains(c);
    let fitting = |c: char| if fits(c) { c } else { '_' };
    text.chars().map(fitting).take(LONGEST).collect()
}

/// An image that is being built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Its ARN, with the build number.
    pub arn: String,
    /// When it was begun.
    pub created: Option<Time>,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

/// Whether a workflow run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// It is over.
    Over,
    /// It goes on, or waits.
    Running,
    /// Nobody could tell, for this reason.
    Unknown(String),
}

/// What a sweep does with a running image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody waits for it: it is cancelled. Why, as a half sentence.
    Orphan(String),
    /// It stays. Why, as a half sentence.
    Stays(String),
}

/// What decides a sweep.
#[derive(Clone, Debug)]
pub struct Sweep<'a> {
    /// Whose images may be cancelled.
    pub repository: &'a str,
    /// How it stands with the runs that images are of.
    pub runs: &'a BTreeMap<String, RunState>,
    /// What is older than this is an orphan, whatever its run does.
    pub older_than: Option<Duration>,
    /// When that is judged.
    pub now: Time,
}

impl Sweep<'_> {
    /// The run that has to be asked about before an image can be judged; none where that changes nothing.
    pub fn asks<'i>(&self, image: &'i Running) -> Option<&'i str> {
        let open =
            is_of(&image.tags, self.repository) && !image.tags.contains_key(DETACHED) && !self.is_old(image);
        image.tags.get(RUN).filter(|_| open).map(String::as_str)
    }

    /// What becomes of an image.
    pub fn judge(&self, image: &Running) -> Verdict {
        let stays = |why: &str| Verdict::Stays(why.to_owned());
        if !is_of(&image.tags, self.repository) {
            return stays("is not of this repository");
        }
        if self.is_old(image) {
            return Verdict::Orphan("is older than --older-than allows".to_owned());
        }
        if image.tags.contains_key(DETACHED) {
            return stays(match self.older_than {
                Some(_) => "was started with --no-wait, and is younger than --older-than",
                None => {
                    "was started with --no-wait; --older-than DURATION says when nobody waits for it any more"
                }
            });
        }
        let Some(run) = image.tags.get(RUN) else {
            return stays("names no workflow run");
        };
        match self.runs.get(run) {
            Some(RunState::Over) => Verdict::Orphan(format!("is of workflow run {run}, which is over")),
            Some(RunState::Running) => Verdict::Stays(format!("is of workflow run {run}, which is not over")),
            Some(RunState::Unknown(why)) => Verdict::Stays(format!(
                "is of workflow run {run}, of which nobody knows whether it is over: {why}"
            )),
            None => Verdict::Stays(format!(
                "is of workflow run {run}, of which nobody knows whether it is over"
            )),
        }
    }

    /// An image without a time is not old: nothing is cancelled on a guess.
    fn is_old(&self, image: &Running) -> bool {
        self.older_than
            .zip(image.created)
            .is_some_and(|(most, created)| super::between(created, self.now) >= most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-01T12:00:00Z";

    fn time(text: &str) -> Time {
        text.parse().expect("a time")
    }

    fn run() -> Run {
        Run {
            repository: "github.com/octocat/images".to_owned(),
            id: "42".to_owned(),
            attempt: Some(2),
            commit: Some("0123abcd".to_owned()),
        }
    }

    fn image(created: Option<&str>, change: impl FnOnce(&mut BTreeMap<String, String>)) -> Running {
        let mut tags = run().tags(1, "token", false);
        change(&mut tags);
        Running {
            arn: "arn".to_owned(),
            created: created.map(time),
            tags,
        }
    }

    #[test]
    fn tags_are_valid_and_the_same_in_every_attempt() {
        let mut other = run();
        other.attempt = Some(7);
        assert_eq!(run().tags(1, "token", false), other.tags(1, "token", false));
        assert_ne!(run().tags(1, "token", false), run().tags(2, "token", false));
        let mut odd = run();
        odd.repository = "github.com/ö/<b>\n\u{1b}{}".to_owned();
        odd.commit = Some("x".repeat(300));
        let pattern = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
        for (key, value) in odd.tags(3, "token", true) {
            assert!((1..=128).contains(&key.len()) && !key.starts_with("aws:"));
            assert!(key.chars().all(|c| c.is_ascii() && pattern(c)), "{key}");
            assert!(
                value.chars().count() <= 256 && value.chars().all(pattern),
                "{value}"
            );
        }
    }

    #[test]
    fn a_run_knows_its_images() {
        assert!(run().owns(&run().tags(2, "token", true)));
        let mut other = run();
        other.id = "43".to_owned();
        assert!(!other.owns(&run().tags(1, "token", false)));
        other = run();
        other.repository = "github.com/octocat/other".to_owned();
        assert!(!other.owns(&run().tags(1, "token", false)));
        assert!(!run().owns(&BTreeMap::new()));
    }

    #[test]
    fn only_what_nobody_waits_for_is_an_orphan() {
        let states = |state: Option<RunState>| state.map(|state| ("42".to_owned(), state));
        let day = Some(Duration::from_hours(24));
        let old = Some("2026-10-31T12:00:00Z");
        let young = Some("2026-11-01T11:00:00Z");
        let none = |_: &mut BTreeMap<String, String>| {};
        let detached = |tags: &mut BTreeMap<String, String>| {
            tags.insert(DETACHED.to_owned(), "true".to_owned());
        };
        let foreign = |tags: &mut BTreeMap<String, String>| {
            tags.insert(REPOSITORY.to_owned(), "github.com/octocat/image".to_owned());
        };
        let cased = |tags: &mut BTreeMap<String, String>| {
            tags.insert(REPOSITORY.to_owned(), "github.com/Octocat/Images".to_owned());
        };
        let nameless = |tags: &mut BTreeMap<String, String>| tags.clear();
        let runless = |tags: &mut BTreeMap<String, String>| {
            tags.remove(RUN);
        };
        let unknown = || RunState::Unknown("denied".to_owned());
        for (image, state, older_than, orphan, asks) in [
            (image(young, none), Some(RunState::Over), None, true, true),
            (image(young, cased), Some(RunState::Over), None, true, true),
            (image(young, none), Some(RunState::Running), None, false, true),
            (image(young, none), Some(unknown()), None, false, true),
            (image(young, none), None, None, false, true),
            (image(young, none), Some(RunState::Running), day, false, true),
            (image(old, none), Some(RunState::Running), day, true, false),
            (image(old, none), Some(unknown()), day, true, false),
            (image(None, none), Some(RunState::Running), day, false, true),
            (image(old, none), Some(RunState::Running), None, false, true),
            (image(young, detached), Some(RunState::Over), day, false, false),
            (image(old, detached), Some(RunState::Over), None, false, false),
            (image(old, detached), Some(RunState::Over), day, true, false),
            (image(old, foreign), Some(RunState::Over), day, false, false),
            (image(old, nameless), Some(RunState::Over), day, false, false),
            (image(young, runless), Some(RunState::Over), day, false, false),
            (image(old, runless), Some(RunState::Over), day, true, false),
        ] {
            let sweep = Sweep {
                repository: "github.com/octocat/images",
                runs: &states(state).into_iter().collect(),
                older_than,
                now: time(NOW),
            };
            let verdict = sweep.judge(&image);
            assert_eq!(
                matches!(verdict, Verdict::Orphan(_)),
                orphan,
                "{verdict:?}: {image:?}"
            );
            assert_eq!(sweep.asks(&image).is_some(), asks, "{verdict:?}: {image:?}");
        }
    }
}
