//! Every call in turn is answered once as servers answer on bad days. The same run or the next ends where an undisturbed one
//! does, and nothing is there twice.

use serde_json::json;

use super::killed::{About, about, first, several_at_once, undisturbed};
use super::*;
use crate::stand_ins::At;

/// What can happen to one call.
fn bad_days(at: At) -> Vec<Value> {
    let dropped = [json!({"do": "before"}), json!({"do": "after"})];
    let refused = match at {
        At::Aws => vec![
            json!({"do": "refuse", "status": 400, "code": "ThrottlingException", "message": "Rate exceeded"}),
            json!({"do": "refuse", "status": 503, "code": "RequestLimitExceeded", "message": "Request limit exceeded."}),
            json!({"do": "refuse", "status": 500, "code": "InternalFailure", "message": "scripted"}),
        ],
        At::Github => vec![
            json!({
                "do": "refuse", "status": 429, "message": "API rate limit exceeded for installation.",
                "headers": {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1", "x-ratelimit-limit": "1000"},
            }),
            json!({
                "do": "refuse", "status": 403, "headers": {"retry-after": "1"},
                "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
            }),
            json!({"do": "refuse", "status": 500, "message": "Server Error"}),
        ],
    };
    refused.into_iter().chain(dropped).collect()
}

fn on_bad_days(what: About) {
    let Some(first) = first() else { return };
    let (expected, calls) = undisturbed(&first, what);
    let mut cases = Vec::new();
    for (at, count) in calls {
        // What AWS is asked does not depend on what is about to be done, and is over before anything is.
        if at == At::Github || matches!(what, About::Opening) {
            let of_call = |nth| bad_days(at).into_iter().map(move |day| (at, nth, day));
            cases.extend((1..=count).flat_map(of_call));
        }
    }
    several_at_once(cases, |(at, nth, mut day)| {
        let world = about(&first, what);
        day["nth"] = nth.into();
        world.fault(at, day.clone());
        let run = world.bump(&[]);
        let met = world.clear_faults(at)[0]["met"].clone();
        assert_eq!(met, 1, "{what:?}: call {nth} of {at:?} was not made");
        if run.code != Some(0) {
            assert_eq!(run.code, Some(3), "{day}: {run:#?}");
            world.bump(&[]).ends(0);
        }
        assert_eq!(seen(&world), expected, "{what:?}, call {nth} of {at:?}: {day}");
    });
}

#[test]
fn while_it_opens() {
    on_bad_days(About::Opening);
}

#[test]
fn while_it_updates() {
    on_bad_days(About::Updating);
}

#[test]
fn while_it_closes() {
    on_bad_days(About::Closing);
}
