//! Where nothing is to be done, or a pull request is made.

use super::*;

pub(super) fn all() -> Vec<Case> {
    [newer(), other()].into_iter().flatten().collect()
}

/// A newer release, or none.
fn newer() -> Vec<Case> {
    vec![
        (basic(|_| {}), &["bump/newer"]),
        (basic(|s| s.point(EU, &windows(OLD))), &["current/newest"]),
        (basic(|s| deny(s, &windows(MID))), &["current/newer-refused"]),
        (
            basic(|s| s.image(EU, &windows(MID)).deprecated = Some(now())),
            &["current/newer-refused"],
        ),
        // It will be deprecated, and is not yet.
        (
            basic(|s| s.image(EU, &windows(MID)).deprecated = Some(time("2028-08-11T00:00:00Z"))),
            &["bump/newer"],
        ),
        // The newest is too young, the one before is not, and another pin stands on it.
        (
            basic(|s| {
                s.release(EU, &[MID, NEW]);
                s.pin("b.tf", EU, id(EU, &windows(MID)).as_str());
            }),
            &["bump/fallback", "held-age/too-young"],
        ),
        (
            basic(|s| {
                s.release(EU, &[MID, NEW]);
                let stood = ("main.tf".to_owned(), id(EU, &windows(MID)).to_string());
                s.memory.stood.insert(stood, Remembered::Since(now()));
            }),
            &["bump/fallback"],
        ),
        (basic(|s| s.release(EU, &[MID, NEW])), &["bump/unseen"]),
        (basic(|s| s.release(EU, &[NEW])), &["bump/unseen"]),
        (
            basic(|s| {
                s.policy.min_age = 0;
                s.release(EU, &[NEW]);
            }),
            &["bump/newer"],
        ),
        (
            basic(|s| {
                s.withdraw(EU, &windows(MID));
                s.release(EU, &[NEW]);
            }),
            &["held-age/too-young"],
        ),
        // Three days are over at midnight.
        (
            basic(|s| {
                s.release(EU, &[NEW]);
                s.now = time("2026-08-22T00:00:00Z");
            }),
            &["bump/newer"],
        ),
    ]
}

/// Back to an older release, and to another identity.
fn other() -> Vec<Case> {
    vec![
        // The publisher went back; how young the older release is does not count.
        (
            basic(|s| {
                s.files.clear();
                s.pin("main.tf", EU, id(EU, &windows(NEW)).as_str());
                s.image(EU, &windows(NEW));
            }),
            &["rollback/moved-back"],
        ),
        (
            basic(|s| {
                s.files.clear();
                s.pin("main.tf", EU, id(EU, &windows(NEW)).as_str());
                s.image(EU, &windows(NEW));
                deny(s, &windows(MID));
            }),
            &["current/pointer-denied"],
        ),
        // The parameter has not come to it yet.
        (
            basic(|s| {
                s.files.clear();
                s.pin("main.tf", EU, id(EU, &windows(NEW)).as_str());
                s.image(EU, &windows(NEW));
                for parameter in s.place(ACCOUNT, EU).parameters.values_mut() {
                    parameter.modified = Some(time("2026-08-14T20:00:00Z"));
                }
            }),
            &["current/newest"],
        ),
        (
            basic(|s| {
                s.files.clear();
                s.pin("main.tf", EU, id(EU, &windows(NEW)).as_str());
                s.image(EU, &windows(NEW));
                for parameter in s.place(ACCOUNT, EU).parameters.values_mut() {
                    parameter.modified = Some(time("2026-08-20T08:00:00Z"));
                }
            }),
            &["rollback/moved-back"],
        ),
        // What was taken back is not taken again.
        (
            basic(|s| {
                s.image(EU, &windows(NEW));
            }),
            &["bump/newer"],
        ),
        (
            declares(|i| i.edition = Some("Full".to_owned())),
            &["not-asked/parameter"],
        ),
        (
            {
                let mut scene = declares(|i| i.kubernetes = Some("1.36".to_owned()));
                let name = windows(MID).replace("1.35", "1.36");
                scene.image(EU, &name);
                scene.point(EU, &name);
                scene
            },
            &["bump/declared"],
        ),
        // The cooldown holds for it too.
        (
            {
                let mut scene = declares(|i| i.kubernetes = Some("1.36".to_owned()));
                let name = windows(NEW).replace("1.35", "1.36");
                scene.image(EU, &name);
                scene.point(EU, &name);
                scene
            },
            &["held-age/too-young"],
        ),
        (
            basic(|s| {
                s.policy.limit = Some(0);
            }),
            &["bump/limit"],
        ),
        (golden("golden-1", "golden-2"), &["bump/newer"]),
        (golden("golden-2", "golden-2"), &["current/newest"]),
    ]
}
