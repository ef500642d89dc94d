//! Whether a call is made again, and when. Pure: the time that is left and the jitter are arguments.
//!
//! <https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#handle-rate-limit-errors-appropriately>

use std::time::Duration;

/// Calls of one kind before a server that does not answer well is given up.
pub(super) const ATTEMPTS: u32 = 6;
/// The first wait after an error of the server.
const FIRST: Duration = Duration::from_millis(250);
/// The first wait for a secondary limit that does not say how long.
const SECONDARY: Duration = Duration::from_mins(1);
/// Writes of a run that are made without a pause between them. GitHub takes 80 a minute.
const FREE_WRITES: u32 = 30;
/// The pause before each later one.
const PAUSE: Duration = Duration::from_secs(1);

/// What became of a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event<'a> {
    /// There is no answer, or only the beginning of one.
    Dropped,
    /// An answer.
    Answer(Answer<'a>),
}

/// An answer, as far as it decides about another call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer<'a> {
    /// The status.
    pub(super) status: u16,
    /// The limits it names.
    pub(super) limits: Limits,
    /// The text.
    pub(super) body: &'a str,
}

/// What the headers say about limits.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limits {
    /// `retry-after`, in seconds; it may be there and empty.
    pub(super) retry_after: Option<u64>,
    /// `x-ratelimit-remaining`.
    pub(super) remaining: Option<u64>,
    /// `x-ratelimit-reset`, in seconds from now by the server's own clock.
    pub(super) reset_in: Option<u64>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The answer counts, whatever it says.
    Take,
    /// Make the call again after this time.
    Again(Duration, Why),
    /// Do not: the wait would be this long, or it was tried often enough.
    GiveUp(Option<Duration>, Why),
}

/// Why a call is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// All calls of this hour are made.
    Primary,
    /// Too many calls in a short time.
    Secondary,
    /// The server failed.
    Server,
    /// The connection did.
    Dropped,
}

impl Why {
    /// Whether the call may have done its work all the same.
    pub(super) fn is_unsure(self) -> bool {
        matches!(self, Self::Server | Self::Dropped)
    }
}

/// Judges a call. `attempt` counts from 0; `left` is the time that the run may still wait; `jitter` is between 0 and 1.
pub(super) fn judge(event: Event<'_>, attempt: u32, left: Duration, jitter: f64) -> Next {
    let (why, wait) = match event {
        Event::Dropped => (Why::Dropped, back_off(attempt, jitter)),
        Event::Answer(answer) => match limited(&answer, attempt) {
            // A little later than asked, and not everybody at once.
            Some((why, wait)) => (why, wait + wait.min(Duration::from_secs(5)).mul_f64(jitter / 2.0)),
            None if answer.status >= 500 => (Why::Server, back_off(attempt, jitter)),
            None => return Next::Take,
        },
    };
    if why.is_unsure() && attempt + 1 >= ATTEMPTS {
        return Next::GiveUp(None, why);
    }
    if wait > left {
        return Next::GiveUp(Some(wait), why);
    }
    Next::Again(wait, why)
}

/// The pause before a write, when so many were made.
pub(super) fn pause(writes: u32) -> Duration {
    if writes < FREE_WRITES {
        Duration::ZERO
    } else {
        PAUSE
    }
}

/// Which limit an answer speaks of, and the wait for it. A 403 that speaks of none is about permissions.
fn limited(answer: &Answer<'_>, attempt: u32) -> Option<(Why, Duration)> {
    if !matches!(answer.status, 403 | 429) {
        return None;
    }
    let limits = &answer.limits;
    let text = answer.body.to_lowercase();
    let secondary = text.contains("secondary rate limit") || text.contains("abuse detection");
    let asked = limits.retry_after.filter(|seconds| *seconds > 0);
    if let Some(seconds) = asked {
        return Some((Why::Secondary, Duration::from_secs(seconds)));
    }
    if limits.remaining == Some(0) && !secondary {
        let seconds = limits.reset_in.unwrap_or(SECONDARY.as_secs());
        return Some((Why::Primary, Duration::from_secs(seconds.max(1))));
    }
    let growing = SECONDARY.saturating_mul(1 << attempt.min(10));
    (secondary || limits.retry_after.is_some() || answer.status == 429).then_some((Why::Secondary, growing))
}

/// A quarter of a second, twice as long each time, between half and one and a half of it.
fn back_off(attempt: u32, jitter: f64) -> Duration {
    FIRST.saturating_mul(1 << attempt.min(10)).mul_f64(0.5 + jitter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Duration = Duration::from_mins(10);

    fn answer(status: u16, limits: Limits, body: &str) -> Event<'_> {
        Event::Answer(Answer { status, limits, body })
    }

    fn limits(retry_after: Option<u64>, remaining: Option<u64>, reset_in: Option<u64>) -> Limits {
        Limits {
            retry_after,
            remaining,
            reset_in,
        }
    }

    fn check(rows: &[(Event<'_>, u32, Next)]) {
        for (event, attempt, next) in rows {
            assert_eq!(&judge(*event, *attempt, LEFT, 0.0), next, "{event:?} {attempt}");
        }
    }

    fn again(seconds: u64, why: Why) -> Next {
        Next::Again(Duration::from_secs(seconds), why)
    }

    fn give_up(seconds: u64, why: Why) -> Next {
        Next::GiveUp(Some(Duration::from_secs(seconds)), why)
    }

    const NONE: Limits = Limits {
        retry_after: None,
        remaining: None,
        reset_in: None,
    };
    const SLOWER: &str = "You have exceeded a secondary rate limit.";

    #[test]
    fn what_is_no_limit_is_taken() {
        let used_up = limits(None, Some(0), Some(9));
        let no = "Resource not accessible by integration";
        check(&[
            (answer(200, NONE, ""), 0, Next::Take),
            (answer(201, used_up, ""), 0, Next::Take),
            (answer(404, NONE, ""), 0, Next::Take),
            (answer(422, NONE, SLOWER), 0, Next::Take),
            (answer(401, used_up, ""), 0, Next::Take),
            // About permissions.
            (answer(403, NONE, no), 0, Next::Take),
            (answer(403, limits(None, Some(4999), Some(9)), ""), 0, Next::Take),
        ]);
    }

    #[test]
    fn a_primary_limit_is_waited_for_until_it_ends() {
        let used_up = |reset| limits(None, Some(0), reset);
        check(&[
            (answer(403, used_up(Some(9)), ""), 0, again(9, Why::Primary)),
            (answer(429, used_up(Some(9)), ""), 7, again(9, Why::Primary)),
            (answer(429, used_up(Some(0)), ""), 0, again(1, Why::Primary)),
            (answer(403, used_up(None), ""), 0, again(60, Why::Primary)),
            (
                answer(403, used_up(Some(3000)), ""),
                0,
                give_up(3000, Why::Primary),
            ),
        ]);
    }

    #[test]
    fn a_secondary_limit_is_waited_for_as_asked_or_ever_longer() {
        let after = |seconds| limits(Some(seconds), Some(0), Some(9));
        let used_up = limits(None, Some(0), Some(1));
        let abuse = "You have triggered an abuse detection mechanism";
        check(&[
            (
                answer(403, limits(Some(2), Some(5), Some(9)), ""),
                0,
                again(2, Why::Secondary),
            ),
            (answer(429, after(2), SLOWER), 0, again(2, Why::Secondary)),
            (answer(403, NONE, SLOWER), 0, again(60, Why::Secondary)),
            (answer(403, NONE, SLOWER), 2, again(240, Why::Secondary)),
            (answer(403, used_up, SLOWER), 0, again(60, Why::Secondary)),
            (
                answer(403, limits(Some(0), None, None), ""),
                0,
                again(60, Why::Secondary),
            ),
            (answer(429, NONE, ""), 1, again(120, Why::Secondary)),
            (answer(403, NONE, abuse), 0, again(60, Why::Secondary)),
            (answer(429, NONE, ""), 5, give_up(1920, Why::Secondary)),
            (answer(403, after(601), ""), 0, give_up(601, Why::Secondary)),
        ]);
    }

    #[test]
    fn a_server_that_fails_is_asked_again_a_few_times() {
        let soon = |millis, why| Next::Again(Duration::from_millis(millis), why);
        check(&[
            (answer(500, NONE, ""), 0, soon(125, Why::Server)),
            (answer(502, NONE, SLOWER), 1, soon(250, Why::Server)),
            (answer(503, NONE, ""), 5, Next::GiveUp(None, Why::Server)),
            (Event::Dropped, 0, soon(125, Why::Dropped)),
            (Event::Dropped, 4, soon(2000, Why::Dropped)),
            (Event::Dropped, 5, Next::GiveUp(None, Why::Dropped)),
        ]);
    }

    #[test]
    fn jitter_spreads_and_never_shortens_what_was_asked() {
        let asked = answer(429, limits(Some(2), None, None), "");
        assert_eq!(
            judge(asked, 0, LEFT, 1.0),
            Next::Again(Duration::from_secs(3), Why::Secondary)
        );
        assert_eq!(
            judge(Event::Dropped, 0, LEFT, 1.0),
            Next::Again(Duration::from_millis(375), Why::Dropped)
        );
        let none_left = judge(Event::Dropped, 0, Duration::ZERO, 0.0);
        assert_eq!(
            none_left,
            Next::GiveUp(Some(Duration::from_millis(125)), Why::Dropped)
        );
    }

    #[test]
    fn writes_become_calm() {
        assert_eq!(
            (pause(0), pause(29), pause(30)),
            (Duration::ZERO, Duration::ZERO, PAUSE)
        );
    }
}
