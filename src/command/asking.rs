//! Facts from AWS: asked for in rounds, until a plan lacks none that this account can be asked for.

use std::time::Duration;

use super::knowledge::Needs;
use super::{Exit, complain, counted};
use crate::aws::{self, Aws, Login, Progress, Trouble};
use crate::bump::Request;
use crate::bump::ask::{Asker, questions};
use crate::release::Facts;
use crate::release::facts::Refused;
use crate::waiting;

/// Rounds of questions. A pin needs a few; the bound is for answers that never come to an end.
const ROUNDS: usize = 12;

/// How long nothing is said, and how often something is then.
const CALM: Duration = Duration::from_secs(10);

/// Asks for what the plan of these pins needs.
pub(super) fn ask(needs: &Needs<'_>) -> Result<(Facts, Option<Asker>), Exit> {
    if needs.files.iter().all(|file| file.pins.is_empty()) {
        return Ok((Facts::default(), None));
    }
    let trouble = |error: &dyn std::fmt::Display| {
        complain(&error.to_string());
        Exit::Trouble
    };
    let answered = waiting::wait(rounds(needs)).map_err(|error| trouble(&error))?;
    let (facts, asker) = answered.map_err(|error| trouble(&error))?;
    Ok((facts, Some(asker)))
}

/// Why there are no facts.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("{0}{more}", more = elsewhere(.0))]
    Trouble(#[from] Trouble),
    /// Answers that cannot both be true.
    #[error("what AWS said contradicts itself: {0}")]
    Refused(#[from] Refused),
}

/// What a job does that has no AWS.
fn elsewhere(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::NoCredentials | Trouble::Unreachable(_) => {
            ". `bump` and `pins` also take what `amiforge releases` has written where AWS can be asked: --releases"
        }
        _ => "",
    }
}

async fn rounds(needs: &Needs<'_>) -> Result<(Facts, Asker), Error> {
    let progress = Progress::default();
    let asking = async {
        let aws = Aws::connect(Login::default()).await?;
        let mut facts = Facts::default();
        for _ in 0..ROUNDS {
            let request = Request {
                files: needs.files,
                facts: &facts,
                policy: needs.policy,
                history: needs.history,
                now: needs.now,
            };
            let open = questions(&request, aws.asker());
            if open.is_empty() {
                break;
            }
            let answers = aws::ask(&aws, &open, needs.now, &progress).await?;
            let new = without_known(answers, &facts);
            facts = facts.merge(new)?;
        }
        Ok((facts, aws.asker().clone()))
    };
    tokio::pin!(asking);
    let mut calm = tokio::time::interval(CALM);
    calm.tick().await;
    loop {
        tokio::select! {
            done = &mut asking => return done,
            _ = calm.tick() => say(&progress),
        }
    }
}

fn say(progress: &Progress) {
    let (regions, answered) = (progress.regions.get(), progress.answered.get());
    complain(&match regions {
        0 => "waiting for AWS to tell whose credentials these are".to_owned(),
        _ => format!(
            "waiting for AWS: {answered} of {} have answered",
            counted(regions, "region")
        ),
    });
}

/// Answers without images that were answered for before: between two calls of a run an image may come or go, and a plan needs one
/// truth.
fn without_known(mut answers: Facts, known: &Facts) -> Facts {
    for (place, new) in &mut answers.places {
        if let Some(known) = known.places.get(place) {
            new.images
                .retain(|id, _| !known.images.contains_key(id) && !known.missing_images.contains_key(id));
            new.missing_images.retain(|id, _| !known.images.contains_key(id));
        }
    }
    answers
}
