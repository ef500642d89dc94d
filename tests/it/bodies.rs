//! Parts of bodies: who asked AWS, what to look at a second time, when images stop launching.

use amiforge::bump::Plan;
use amiforge::bump::text::{FactsFile, Witness, body};
use amiforge::release::facts::file::{Origin, Taken};
use amiforge::release::facts::{Call, Place, Refusal, Why};
use amiforge::release::{Facts, Time};

use crate::texts::{BASE, TEXT, hostile, sample};

fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

/// Facts of one account and one region, some of them refused.
fn facts(account: &str, region: &str, refused: &[(Call, Why)]) -> Facts {
    let place = Place {
        partition: "aws".to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
    };
    let mut facts = Facts::default();
    let found = facts.places.entry(place).or_default();
    found
        .missing_parameters
        .insert("/golden/a".to_owned(), time("2026-09-12T06:00:00Z"));
    found
        .missing_parameters
        .insert("/golden/b".to_owned(), time("2026-09-12T06:00:07Z"));
    for (call, why) in refused {
        let refusal = Refusal {
            why: *why,
            read_at: time("2026-09-12T06:00:03Z"),
        };
        found.refusals.insert(*call, refusal);
    }
    facts
}

fn taken(facts: Facts, run: Option<&str>) -> Taken {
    Taken {
        facts,
        origin: Origin {
            repository: Some("octo-org/infra".to_owned()),
            run: run.map(str::to_owned),
            base: Some(BASE.to_owned()),
        },
        sha256: "5e".repeat(32),
    }
}

const SERVER: Option<&str> = Some("https://github.example");

/// A run that was given one file, whose sum it knew.
pub(crate) fn witness() -> Witness {
    let taken = taken(facts("123456789012", "eu-west-1", &[]), Some("1234567890"));
    Witness::files(
        vec![FactsFile::of("releases.json", &taken, true, SERVER)],
        &taken.facts,
    )
}

/// The same with text that tries to act.
pub(crate) fn hostile_witness() -> Witness {
    let mut taken = taken(facts(TEXT, TEXT, &[(Call::Images, Why::Denied)]), Some(TEXT));
    TEXT.clone_into(&mut taken.sha256);
    taken.origin.repository = Some(TEXT.to_owned());
    let named = FactsFile::of(TEXT, &taken, false, Some(TEXT));
    taken.origin.run = Some("1".to_owned());
    let numbered = FactsFile::of(TEXT, &taken, false, Some(TEXT));
    Witness::files(vec![named, numbered], &taken.facts)
}

/// The part of a body about those who asked.
fn told(witness: &Witness) -> String {
    let (files, plan) = sample();
    let body = body(&plan, &plan.groups[0], &files, BASE, witness);
    let (_, rest) = body.split_once("### Who asked AWS\n\n").expect("the section");
    let (told, _) = rest.split_once("<details>").expect("its end");
    told.trim_end().to_owned()
}

#[test]
fn a_run_that_asked_itself() {
    let mut all = facts("123456789012", "eu-west-1", &[]);
    let one = told(&Witness::asked(&all));
    all.places.extend(facts("210987654321", "us-east-1", &[]).places);
    let two = told(&Witness::asked(&all));
    let run = Origin {
        repository: Some("octo-org/infra".to_owned()),
        run: Some("1234567890".to_owned()),
        base: None,
    };
    let three = told(&Witness::asked(&all).of_run(run, SERVER));
    insta::assert_snapshot!(format!("{one}\n=====\n{two}\n=====\n{three}"));
}

#[test]
fn files_of_other_jobs() {
    let first = taken(facts("123456789012", "eu-west-1", &[]), Some("1234567890"));
    let second = taken(facts("210987654321", "us-east-1", &[]), Some("nightly-7"));
    let third = taken(Facts::default(), None);
    let files = vec![
        FactsFile::of("one.json", &first, true, SERVER),
        FactsFile::of("two.json", &second, false, SERVER),
        FactsFile::of("three.json", &third, false, None),
    ];
    insta::assert_snapshot!(told(&Witness::files(files, &first.facts)));
}

#[test]
fn a_run_number_is_a_link_where_its_server_is_known_alone() {
    let taken = taken(Facts::default(), Some("12"));
    let link = |server| {
        let file = FactsFile::of("one.json", &taken, true, server);
        told(&Witness::files(vec![file], &Facts::default()))
    };
    assert!(link(SERVER).contains("[run 12](https://github.example/octo-org/infra/actions/runs/12)"));
    for server in [None, Some("javascript:x"), Some("https://a.example/<b>")] {
        assert!(link(server).contains("by the run <code>12</code>"), "{server:?}");
    }
}

#[test]
fn refused_calls_are_told_where_they_matter() {
    use Call::{Images, Instances, Outputs, Parameters};
    let refused = [
        (Parameters, Why::Throttled),
        (Images, Why::Denied),
        (Outputs, Why::NotEnabled),
        (Instances, Why::Unreachable),
    ];
    let mut all = facts("123456789012", "eu-west-1", &refused);
    // No pin of the group is there.
    all.places
        .extend(facts("123456789012", "ap-south-1", &refused).places);
    let witness = Witness::asked(&all);
    let alive = told(&witness);
    assert!(
        !alive.contains("ap-south-1") && !alive.contains("Instances"),
        "{alive}"
    );
    let (files, mut plan) = sample();
    plan.verdicts[0].current.gone = Some("deregistered".to_owned());
    let text = body(&plan, &plan.groups[0], &files, BASE, &witness);
    assert!(text.contains("<code>ec2:DescribeInstances</code>"), "{text}");
    assert!(text.contains("What an image that is gone was"), "{text}");
    insta::assert_snapshot!(alive);
}

#[test]
fn facts_say_when_they_were_read() {
    let all = facts("123456789012", "eu-west-1", &[]);
    let between = (time("2026-09-12T06:00:00Z"), time("2026-09-12T06:00:07Z"));
    assert_eq!(all.read_between(), Some(between));
    assert_eq!(Facts::default().read_between(), None);
}

#[test]
fn what_only_a_person_can_judge_is_named() {
    let (files, mut plan) = hostile();
    plan.groups[0].from = Some(TEXT.to_owned());
    plan.verdicts[0].next.as_mut().expect("a move").backward = true;
    let body = body(&plan, &plan.groups[0], &files, BASE, &hostile_witness());
    let (_, rest) = body
        .split_once("### Look at this a second time\n\n")
        .expect("the section");
    let lines: Vec<&str> = rest.lines().take_while(|line| line.starts_with("- ")).collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    for (line, start) in lines.iter().zip([
        "- <code>amiforge pins --check --ask</code> on this pull request",
        "- Open proofs: 6, see",
        "- An older release is taken",
        "- The pins stop being",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn images_that_stop_launching_say_when() {
    let (files, mut plan) = sample();
    let lines = |plan: &Plan| -> Vec<String> {
        let body = body(plan, &plan.groups[0], &files, BASE, &witness());
        let lines = body.lines().filter(|line| line.contains("launching on or about"));
        lines.map(str::to_owned).collect()
    };
    let name =
        |day: &str| format!("- <code>Windows_Server-2022-English-Core-EKS_Optimized-1.35-{day}</code>");
    let (old, new) = (name("2026.08.11"), name("2026.09.08"));
    let new = format!("{new} stops launching on or about 2027-01-08");
    let before = format!("{old} stops launching on or about 2026-12-11");
    assert_eq!(lines(&plan), [before, new.clone()]);
    for verdict in &mut plan.verdicts {
        verdict.current.forecast = "2026-09-11".parse().ok();
    }
    let past = format!("{old} should have stopped launching on or about 2026-09-11");
    assert_eq!(lines(&plan), [past, new.clone()]);
    for verdict in &mut plan.verdicts {
        verdict.current.gone = Some("deregistered".to_owned());
    }
    assert_eq!(lines(&plan), [new]);
}
