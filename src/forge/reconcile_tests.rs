use super::*;
use crate::forge::ours::signed;

const GROUP: &str = "windows";
const BASE: &str = "1111111111111111111111111111111111111111";
const ELSEWHERE: &str = "2222222222222222222222222222222222222222";
const TREE: &str = "3333333333333333333333333333333333333333";
const OTHER_TREE: &str = "4444444444444444444444444444444444444444";
const TIP: &str = "5555555555555555555555555555555555555555";

/// A body with its marker.
fn body(base: &str, version: u64, images: &[&str]) -> String {
    let images: Vec<String> = images.iter().map(|image| format!("\"{image}\"")).collect();
    format!(
        "Moves.\n\n<!-- amiforge: {{\"group\":\"{GROUP}\",\"base\":\"{base}\",\"parameters\":[{{\"region\":\"eu-west-1\",\"name\":\"/p\",\"version\":{version}}}],\"images\":[{}]}} -->\n",
        images.join(",")
    )
}

/// What the usual plan wants.
fn usual() -> String {
    body(BASE, 41, &["ami-new"])
}

fn commit(parent: &str, tree: &str) -> FoundCommit {
    FoundCommit {
        id: TIP.to_owned(),
        parents: vec![parent.to_owned()],
        tree: tree.to_owned(),
        message: signed(&format!("Subject\n\nAmiforge-Group: {GROUP}\n"), parent, tree),
    }
}

fn foreign() -> FoundCommit {
    FoundCommit {
        id: "6".repeat(40),
        message: "by hand".to_owned(),
        ..commit(TIP, OTHER_TREE)
    }
}

/// A branch with these commits that changes `a.tf` to these bytes.
fn tip(commits: Vec<FoundCommit>, blob: &str) -> Tip {
    let changed = (!commits.is_empty()).then(|| ("a.tf".to_owned(), blob.to_owned()));
    let files = changed.into_iter().collect();
    Tip {
        id: TIP.to_owned(),
        ahead: Some(Ahead {
            commits,
            all_commits: true,
            files,
            all_files: true,
        }),
    }
}

fn pull(number: u64, state: PullState, body: String) -> FoundPull {
    FoundPull {
        number,
        state,
        title: "T".to_owned(),
        body,
        head: TIP.to_owned(),
        ..FoundPull::default()
    }
}

fn found(branch: Option<Tip>, pulls: Vec<FoundPull>) -> Found {
    Found {
        branch,
        pulls,
        ..Found::default()
    }
}

fn steps(found: &Found) -> Steps {
    steps_of(found, true)
}

/// The steps of a run that has looked at everything, or not.
fn steps_of(found: &Found, whole: bool) -> Steps {
    let body = usual();
    let wanted = Wanted {
        group: GROUP,
        into: "main",
        base: BASE,
        tree: TREE,
        files: BTreeMap::from([("a.tf", "new")]),
        title: "T",
        body: &body,
        labels: &[],
        whole,
    };
    reconcile(&wanted, found)
}

fn write(branch: BranchStep, pull: PullStep) -> Steps {
    Steps::Write { branch, pull }
}

fn keep() -> BranchStep {
    BranchStep::Keep(TIP.to_owned())
}

fn rebuild() -> BranchStep {
    BranchStep::Move(TIP.to_owned())
}

/// The branch as it is wanted.
fn ours() -> Tip {
    tip(vec![commit(BASE, TREE)], "new")
}

/// The same change, made on another commit.
fn elsewhere() -> Tip {
    tip(vec![commit(ELSEWHERE, OTHER_TREE)], "new")
}

/// The branch of an older release.
fn older() -> Tip {
    tip(vec![commit(BASE, OTHER_TREE)], "old")
}

/// Bodies of the usual plan, of an older release, of a newer one.
fn bodies() -> [String; 3] {
    [
        usual(),
        body(BASE, 40, &["ami-old"]),
        body(BASE, 42, &["ami-next"]),
    ]
}

type Row = (&'static str, Option<Tip>, Vec<FoundPull>, Steps);

fn check(rows: Vec<Row>) {
    for (name, branch, pulls, expected) in rows {
        assert_eq!(steps(&found(branch, pulls)), expected, "{name}");
    }
}

#[test]
fn what_is_ours_becomes_what_is_wanted() {
    use PullState::{Merged, Open};
    let [same, old, _] = bodies();
    let open = |body: &str| vec![pull(1, Open, body.to_owned())];
    let merged = |body: &str| vec![pull(1, Merged, body.to_owned())];
    let twice = Some(tip(vec![commit(BASE, TREE), commit(TIP, OTHER_TREE)], "new"));
    check(vec![
        ("nothing", None, vec![], write(BranchStep::Create, PullStep::Open)),
        (
            "as wanted",
            Some(ours()),
            open(&same),
            write(keep(), PullStep::Keep(1)),
        ),
        (
            "killed before it was opened",
            Some(ours()),
            vec![],
            write(keep(), PullStep::Open),
        ),
        (
            "killed before it was edited",
            Some(ours()),
            open(&old),
            write(keep(), PullStep::Edit(1)),
        ),
        (
            "an older release",
            Some(older()),
            open(&old),
            write(rebuild(), PullStep::Edit(1)),
        ),
        ("two of ours", twice, vec![], write(rebuild(), PullStep::Open)),
        (
            "merged, the branch left over",
            Some(tip(vec![], "")),
            merged(&old),
            write(rebuild(), PullStep::Open),
        ),
        (
            "merged, and undone",
            None,
            merged(&same),
            write(BranchStep::Create, PullStep::Open),
        ),
        (
            "merged, and a newer release",
            Some(older()),
            merged(&old),
            write(rebuild(), PullStep::Open),
        ),
    ]);
}

#[test]
fn a_body_is_written_again_when_what_it_is_made_of_has_changed() {
    use PullState::Open;
    let same = usual();
    let open = |body: String| vec![pull(1, Open, body)];
    let retitled = vec![FoundPull {
        title: "mine".to_owned(),
        ..pull(1, Open, same.clone())
    }];
    let on = |base: &str| open(body(base, 41, &["ami-new"]));
    let (kept, edited) = (write(keep(), PullStep::Keep(1)), write(keep(), PullStep::Edit(1)));
    check(vec![
        (
            "made on another commit",
            Some(elsewhere()),
            on(ELSEWHERE),
            kept.clone(),
        ),
        ("written again since", Some(elsewhere()), on(BASE), kept.clone()),
        (
            "tells of a third commit",
            Some(elsewhere()),
            on(TIP),
            edited.clone(),
        ),
        (
            "more in the body",
            Some(ours()),
            open(format!("Mine. {same}")),
            kept,
        ),
        ("no marker", Some(ours()), open("mine".to_owned()), edited.clone()),
        ("another title", Some(ours()), retitled, edited.clone()),
        (
            "the parameter was written again",
            Some(ours()),
            open(body(BASE, 40, &["ami-new"])),
            edited.clone(),
        ),
        (
            "other images",
            Some(ours()),
            open(body(BASE, 41, &["ami-new", "ami-b"])),
            edited,
        ),
    ]);
}

#[test]
fn a_closed_pull_request_is_a_no_to_its_release() {
    use PullState::{Closed, Open};
    let [same, old, _] = bodies();
    let closed = |body: &str| vec![pull(1, Closed, body.to_owned())];
    let by_us = format!("{same}\n{CLOSED}\n");
    let more = body(BASE, 41, &["ami-b", "ami-new"]);
    let with_foreign = Some(tip(vec![commit(BASE, TREE), foreign()], "new"));
    for (name, branch, pulls) in [
        ("closed", Some(ours()), closed(&same)),
        ("closed, and the branch deleted", None, closed(&same)),
        ("closed with more in it", None, closed(&more)),
        ("closed without its marker", Some(ours()), closed("mine")),
        ("closed, with a person's commit", with_foreign, closed(&same)),
    ] {
        match steps(&found(branch, pulls)) {
            Steps::Declined { number: 1, text } => assert!(text.contains("Reopen it"), "{name}: {text}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    let other = vec![pull(1, Closed, same.clone()), pull(2, Open, same.clone())];
    let wanted_back = vec![pull(1, Open, by_us.clone())];
    let open = vec![pull(1, Open, same.clone())];
    check(vec![
        (
            "another release since",
            Some(older()),
            closed(&old),
            write(rebuild(), PullStep::Open),
        ),
        (
            "opened again",
            Some(ours()),
            open,
            write(keep(), PullStep::Keep(1)),
        ),
        (
            "another is open",
            Some(ours()),
            other,
            write(keep(), PullStep::Keep(2)),
        ),
        (
            "no marker, no branch",
            None,
            closed("mine"),
            write(BranchStep::Create, PullStep::Open),
        ),
        (
            "closed by us",
            None,
            closed(&by_us),
            write(BranchStep::Create, PullStep::Open),
        ),
        (
            "closed by us, wanted back",
            Some(ours()),
            wanted_back,
            write(keep(), PullStep::Edit(1)),
        ),
    ]);
}

#[test]
fn what_is_somebodys_is_left_alone() {
    let amended = FoundCommit {
        tree: TREE.to_owned(),
        ..commit(BASE, OTHER_TREE)
    };
    let of_linux = FoundCommit {
        message: signed("S\n\nAmiforge-Group: linux\n", BASE, TREE),
        ..commit(BASE, TREE)
    };
    let unrelated = Tip {
        id: TIP.to_owned(),
        ahead: None,
    };
    for (name, branch, words, has_ours) in [
        (
            "on top",
            tip(vec![commit(BASE, TREE), foreign()], "new"),
            "did not make (666666666666)",
            true,
        ),
        ("alone", tip(vec![foreign()], "x"), "did not make", false),
        (
            "amended",
            tip(vec![amended], "new"),
            "somebody has changed (555555555555)",
            false,
        ),
        (
            "another group's",
            tip(vec![of_linux], "new"),
            "did not make",
            false,
        ),
        ("unrelated", unrelated, "no history in common with main", false),
    ] {
        let pulls = vec![pull(1, PullState::Open, usual())];
        match steps(&found(Some(branch), pulls)) {
            Steps::LeftAlone { reason, ours } => {
                assert!(
                    reason.contains(words) && ours.is_some() == has_ours,
                    "{name}: {reason} {ours:?}"
                );
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn an_older_answer_than_one_seen_before_is_held() {
    use PullState::{Closed, Merged, Open};
    let [_, old, newer] = bodies();
    let obsolete = format!("{newer}{CLOSED}");
    for (name, branch, state, body) in [
        ("open", Some(ours()), Open, &newer),
        ("merged", None, Merged, &newer),
        ("closed", None, Closed, &newer),
        ("closed by us", None, Closed, &obsolete),
    ] {
        let pulls = vec![pull(7, Merged, old.clone()), pull(8, state, body.clone())];
        match steps(&found(branch, pulls)) {
            Steps::Held(text) => {
                assert!(
                    text.starts_with("/p in eu-west-1 was at version 42 when #8 was made"),
                    "{name}: {text}"
                );
                assert!(text.contains("this plan read version 41"), "{name}: {text}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn what_was_not_listed_whole_is_not_the_same() {
    let with = |mut branch: Tip, change: fn(&mut Ahead)| {
        change(branch.ahead.as_mut().expect("a comparison"));
        steps(&found(Some(branch), vec![]))
    };
    let again = write(rebuild(), PullStep::Open);
    assert_eq!(with(elsewhere(), |_| {}), write(keep(), PullStep::Open));
    assert_eq!(with(elsewhere(), |ahead| ahead.all_files = false), again);
    assert_eq!(
        with(elsewhere(), |ahead| drop(
            ahead.files.insert("b.tf".to_owned(), "x".to_owned())
        )),
        again
    );
    assert_eq!(with(elsewhere(), |ahead| ahead.files.clear()), again);
    let cut = with(elsewhere(), |ahead| ahead.all_commits = false);
    assert!(matches!(cut, Steps::LeftAlone { .. }), "{cut:?}");
    // The same tree on the same commit needs no list.
    assert_eq!(
        with(ours(), |ahead| ahead.all_files = false),
        write(keep(), PullStep::Open)
    );
}

#[test]
fn labels_do_not_tell_cases_apart() {
    let list = |words: &[&str]| -> Vec<String> { words.iter().map(|word| (*word).to_owned()).collect() };
    assert_eq!(missing(&list(&["AMI", "b"]), &list(&["ami", "c"])), ["b"]);
}

#[test]
fn a_branch_of_another_base_is_not_touched() {
    let open = vec![pull(1, PullState::Open, usual())];
    for (branch, pulls) in [(Some(older()), vec![]), (Some(ours()), open), (None, vec![])] {
        let mut found = found(branch, pulls);
        found.elsewhere = Some((5, "release".to_owned()));
        match steps(&found) {
            Steps::Untouched(reason) => assert!(
                reason.starts_with("is that of #5, which goes into release and not into main"),
                "{reason}"
            ),
            other => panic!("{other:?}"),
        }
    }
}

/// A branch that also changes `b.tf`, with its pull request.
fn more(blob: &str) -> Found {
    let mut branch = tip(vec![commit(BASE, OTHER_TREE)], blob);
    let ahead = branch.ahead.as_mut().expect("a comparison");
    ahead.files.insert("b.tf".to_owned(), "b".to_owned());
    let of_both = body(BASE, 41, &["ami-b", "ami-new"]);
    found(Some(branch), vec![pull(1, PullState::Open, of_both)])
}

#[test]
fn a_change_does_not_go_because_a_fact_is_missing() {
    let unknown = |found: Found, paths: &[&str]| Found {
        unknown: paths.iter().map(|path| (*path).to_owned()).collect(),
        ..found
    };
    let (kept, again) = (
        write(keep(), PullStep::Keep(1)),
        write(rebuild(), PullStep::Edit(1)),
    );
    assert_eq!(steps(&unknown(more("new"), &["b.tf"])), kept);
    // The pin that is not known may stand in the same file.
    assert_eq!(steps(&unknown(more("both"), &["a.tf", "b.tf"])), kept);
    // Nobody misses a fact, and the change is not wanted.
    assert_eq!(steps(&more("new")), again);
    // There is news about what is known.
    assert_eq!(steps(&unknown(more("old"), &["b.tf"])), again);
    let mut news = unknown(more("both"), &["a.tf", "b.tf"]);
    news.pulls[0].body = body(BASE, 40, &["ami-b", "ami-old"]);
    assert_eq!(steps(&news), again);
    // A run for some paths takes no other file out, whatever it knows.
    for blob in ["new", "old"] {
        match steps_of(&unknown(more(blob), &["b.tf"]), false) {
            Steps::Untouched(reason) => assert!(reason.starts_with("also changes b.tf"), "{reason}"),
            other => panic!("{other:?}"),
        }
    }
}
