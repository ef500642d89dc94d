//! Titles, commit messages, bodies, summaries and tables of a plan, with hostile text in it.

// What is set reads better than what is cloned into a place.
#![allow(clippy::assigning_clones)]

use std::collections::BTreeSet;

use amiforge::bump::outcome::{Document, Done, PullRequest, Told};
use amiforge::bump::text::{body, commit_message, list, read_marker, title};
use amiforge::bump::{
    Built, Candidate, Cause, Current, Evidence, Group, HeldBack, Kind, Move, PinRef, Plan, Proof, Proved,
    Verdict,
};
use amiforge::pin::hints::Hints;
use amiforge::pin::{self, Scanned, Track};
use amiforge::posting;
use amiforge::release::{Image, ImageId, Time, Version, families};

use crate::bodies::{hostile_witness, witness};

pub(crate) const BASE: &str = "0123456789abcdef0123456789abcdef01234567";
const PARAMETER: &str =
    "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id";

fn time(text: &str) -> Time {
    text.parse().expect("a time")
}

fn id(number: u32) -> ImageId {
    ImageId::parse(&format!("ami-0a1b2c3d4e5f{number:05}")).expect("an id")
}

fn image(number: u32, name: &str, created: &str) -> Image {
    Image {
        id: id(number),
        name: name.to_owned(),
        owner: "801119661308".to_owned(),
        platform: Some("windows".to_owned()),
        architecture: "x86_64".to_owned(),
        state: "available".to_owned(),
        created: time(created),
        deprecated: None,
        allowed: None,
        read_at: time("2026-09-12T06:00:00Z"),
    }
}

fn windows(day: &str) -> String {
    format!("Windows_Server-2022-English-Core-EKS_Optimized-1.35-{day}")
}

fn candidate(number: u32, name: &str, created: &str) -> Candidate {
    let named = families::of_name(name).expect("a name");
    Candidate {
        image: image(number, name, created),
        identity: Some(named.identity),
        version: named.version,
        release_version: Some("1.35-2026.09.08".to_owned()),
        parameter: Some((PARAMETER.to_owned(), 41)),
        built: None,
    }
}

fn current(number: u32, name: &str, created: &str) -> Current {
    let named = families::of_name(name);
    Current {
        image: Some(image(number, name, created)),
        identity: named.as_ref().map(|named| named.identity.clone()),
        version: named.as_ref().map(|named| named.version.clone()),
        released: named.and_then(|named| named.released),
        age: Some(32),
        forecast: "2026-12-11".parse().ok(),
        forecast_days: Some(90),
        gone: None,
        denied: None,
    }
}

fn verdict(pin: PinRef, cause: Cause, region: Option<&str>, holes: &[(&'static str, &str)]) -> Verdict {
    Verdict {
        pin,
        cause,
        holes: holes
            .iter()
            .map(|(name, text)| (*name, (*text).to_owned()))
            .collect(),
        region: region.map(str::to_owned),
        track: None,
        expected: None,
        current: Current::default(),
        next: None,
        held_back: Vec::new(),
        notes: Vec::new(),
        group: None,
    }
}

fn scanned(path: &str, text: &str) -> Scanned {
    pin::scan(path, text.as_bytes().to_vec(), &Hints::default()).expect("pins")
}

/// The pins of some files, in order.
fn pins(files: &[Scanned]) -> Vec<PinRef> {
    let files = files.iter().enumerate();
    files
        .flat_map(|(file, scanned)| (0..scanned.pins.len()).map(move |pin| PinRef { file, pin }))
        .collect()
}

fn mover(pin: PinRef, region: &str, old: u32, new: u32) -> Verdict {
    let (before, after) = (windows("2026.08.11"), windows("2026.09.08"));
    let source = format!("`{PARAMETER}`");
    let holes = [
        ("current", before.as_str()),
        ("release", "2026.09.08"),
        ("source", source.as_str()),
    ];
    let evidence = |what, from: &str, proved| Evidence {
        what,
        from: from.to_owned(),
        proved,
    };
    let ec2 = format!("EC2 in {region} and `owners` of the policy");
    Verdict {
        track: Track::parse(&format!("ssm:{PARAMETER}")).ok(),
        current: current(old, &before, "2026-08-11T10:00:00Z"),
        next: Some(Move {
            to: candidate(new, &after, "2026-09-08T10:00:00Z"),
            text: id(new).to_string(),
            evidence: vec![
                evidence(Proof::Available, &ec2, Proved::Proved),
                evidence(Proof::Owner, &ec2, Proved::Proved),
                evidence(
                    Proof::Allowed,
                    &ec2,
                    Proved::NotProved("the account's setting was not asked for".to_owned()),
                ),
            ],
            backward: false,
        }),
        held_back: vec![HeldBack {
            image: id(99),
            name: windows("2026.09.11"),
            reason: "younger than 3 days".to_owned(),
            eligible: Some(time("2026-09-14T10:00:00Z")),
        }],
        group: Some(0),
        ..verdict(pin, Cause::Newer, Some(region), &holes)
    }
}

fn group(kind: Kind, label: &str, pins: &[PinRef]) -> Group {
    Group {
        key: "windows-2022-core-eks-1.35".to_owned(),
        kind,
        label: label.to_owned(),
        from: None,
        environment: None,
        pins: pins.to_vec(),
        draft: None,
        labels: Vec::new(),
        reviewers: Vec::new(),
    }
}

const LABEL: &str = "Windows Server 2022 Core for EKS 1.35";

/// Two regions that move, one pin of eksctl that makes new nodes only, and pins that stay for several reasons.
pub(crate) fn sample() -> (Vec<Scanned>, Plan) {
    let terraform = format!(
        "locals {{\n  amis = {{\n    eu-west-1 = \"{}\"\n    us-east-1 = \"{}\"\n  }}\n}}\n",
        id(1),
        id(2)
    );
    let eksctl = format!(
        "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {{name: blue, region: eu-west-1}}\nnodeGroups:\n  - name: win\n    ami: {}\n    amiFamily: WindowsServer2022CoreContainer\n",
        id(1)
    );
    let other = format!(
        "a = \"{}\"\nb = \"{}\"\nc = \"{}\"\nd = \"{}\"\n",
        id(5),
        id(6),
        id(7),
        id(8)
    );
    let files = vec![
        scanned("clusters/blue/eks.yaml", &eksctl),
        scanned("images.tf", &terraform),
        scanned("old.tf", &other),
    ];
    let all = pins(&files);
    assert_eq!(all.len(), 7, "{files:#?}");
    let mut eks = mover(all[0], "eu-west-1", 1, 11);
    eks.notes = vec!["The comment in line 3 names another release and was left as it is".to_owned()];
    let mut held = verdict(
        all[3],
        Cause::Held,
        Some("eu-west-1"),
        &[
            ("date", "2026-12-31"),
            ("reason", "waits for the driver of team `win`"),
        ],
    );
    held.current = current(5, &windows("2026.06.09"), "2026-06-09T10:00:00Z");
    let plan = Plan {
        verdicts: vec![
            eks,
            mover(all[1], "eu-west-1", 1, 11),
            mover(all[2], "us-east-1", 2, 12),
            held,
            verdict(
                all[4],
                Cause::DeadUnknown,
                Some("eu-west-1"),
                &[("current", id(6).as_str()), ("reason", "deregistered")],
            ),
            verdict(all[5], Cause::LeftAlone, None, &[("reason", "prose")]),
            verdict(all[6], Cause::NoRegion, None, &[]),
        ],
        groups: vec![group(Kind::Routine, LABEL, &all[..3])],
    };
    (files, plan)
}

/// Text that tries to act.
pub(crate) const TEXT: &str = "`@octocat` | <img src=x> fixes #12 GH-12 --> ![x](https://e.vil/x) \u{1b}[2J\u{202e}\n\n# T\n\nAmiforge-Group: other";

/// The same plan with such text in every place.
pub(crate) fn hostile() -> (Vec<Scanned>, Plan) {
    let (mut files, mut plan) = sample();
    files[2] = scanned("odd\n::error::|`@x` \u{202e}/old.tf", files[2].source.text());
    for verdict in &mut plan.verdicts {
        verdict
            .holes
            .values_mut()
            .for_each(|text| *text = TEXT.to_owned());
        verdict.region = Some(TEXT.to_owned());
        verdict.notes = vec![TEXT.to_owned()];
        if let Some(image) = &mut verdict.current.image {
            image.name = TEXT.to_owned();
        }
        for held in &mut verdict.held_back {
            held.name = TEXT.to_owned();
            held.reason = TEXT.to_owned();
        }
        if let Some(next) = &mut verdict.next {
            next.to.image.name = TEXT.to_owned();
            next.to.version.text = TEXT.to_owned();
            next.to.parameter = Some((TEXT.to_owned(), 1));
            next.text = TEXT.to_owned();
            for evidence in &mut next.evidence {
                evidence.from = TEXT.to_owned();
                evidence.proved = Proved::NotProved(TEXT.to_owned());
            }
        }
    }
    let group = &mut plan.groups[0];
    group.label = TEXT.to_owned();
    group.environment = Some(TEXT.to_owned());
    group.draft = Some(TEXT.to_owned());
    (files, plan)
}

#[test]
fn body_of_the_sample() {
    let (files, plan) = sample();
    insta::assert_snapshot!(body(&plan, &plan.groups[0], &files, BASE, &witness()));
}

/// A golden image, which one of two regions did not get.
#[test]
fn body_of_a_golden_image_that_stays_behind_somewhere() {
    let (files, mut plan) = sample();
    let pipeline = "arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/golden";
    for verdict in &mut plan.verdicts[..3] {
        verdict.track = Track::parse(&format!("image-builder:{pipeline}")).ok();
        let named = |time: &str| format!("golden {time}");
        verdict.current = Current {
            identity: None,
            forecast: None,
            forecast_days: None,
            ..current(1, &named("2026-08-11T10-00-00.000Z"), "2026-08-11T10:00:00Z")
        };
        let next = verdict.next.as_mut().expect("a move");
        next.to.image.name = named("2026-09-08T10-00-00.000Z");
        next.to.identity = None;
        next.to.release_version = None;
        next.to.parameter = None;
        next.to.built = Some(Built {
            name: "golden/1.4.0/1".to_owned(),
            parent: Some(id(50).to_string()),
            parent_name: Some(windows("2026.09.01")),
        });
        verdict.held_back.clear();
        verdict.current.version = Some(Version {
            order: vec![1],
            text: named("2026-08-11T10-00-00.000Z"),
        });
        next.to.version = Version {
            order: vec![2],
            text: next.to.image.name.clone(),
        };
    }
    let behind = &mut plan.verdicts[2];
    let holes = [
        ("track", pipeline),
        (
            "build",
            "arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.4.0/1",
        ),
        ("account", "123456789012"),
        ("region", "us-east-1"),
    ];
    *behind = Verdict {
        track: behind.track.clone(),
        ..verdict(behind.pin, Cause::NotDistributed, Some("us-east-1"), &holes)
    };
    plan.groups[0].label = "golden".to_owned();
    plan.groups[0].pins.truncate(2);
    let title = title(&plan, &plan.groups[0]);
    let body = body(&plan, &plan.groups[0], &files, BASE, &witness());
    insta::assert_snapshot!(format!("{title}\n=====\n{body}"));
}

#[test]
fn body_of_hostile_text() {
    let (files, plan) = hostile();
    let witness = hostile_witness();
    insta::assert_snapshot!(body(&plan, &plan.groups[0], &files, BASE, &witness));
}

#[test]
fn body_of_a_declared_change_and_a_rollback() {
    let (files, mut plan) = sample();
    plan.groups[0].kind = Kind::Declared;
    plan.groups[0].from = Some("Windows Server 2019 Core for EKS 1.35".to_owned());
    plan.groups[0].draft = Some("nothing shows that 2026.09.08 was ever recommended".to_owned());
    let old = "Windows_Server-2019-English-Core-EKS_Optimized-1.35-2026.08.11";
    for verdict in &mut plan.verdicts[..3] {
        verdict.current = current(1, old, "2026-08-11T10:00:00Z");
    }
    let start = |plan: &Plan| -> String {
        let body = body(plan, &plan.groups[0], &files, BASE, &witness());
        body.split("### ").next().expect("a start").to_owned()
    };
    let declared = start(&plan);
    plan.groups[0].kind = Kind::Rollback;
    plan.groups[0].from = None;
    plan.groups[0].environment = Some("prod".to_owned());
    // What it stood on is gone.
    plan.verdicts[0].current = Current::default();
    plan.verdicts[0].next.as_mut().expect("a move").to.release_version = Some("1.35.2-20260908".to_owned());
    let rolled_back = start(&plan);
    // The third pin has a pull request of its own.
    plan.groups[0].pins.truncate(2);
    let third = PinRef { file: 1, pin: 1 };
    plan.groups.push(group(Kind::Routine, LABEL, &[third]));
    plan.groups[1].key = "other".to_owned();
    plan.verdicts[2].group = Some(1);
    let text = body(&plan, &plan.groups[0], &files, BASE, &witness());
    assert!(
        text.contains("<summary>Other pull requests of the same run: 1</summary>\n\n- Windows Server 2022")
    );
    insta::assert_snapshot!(format!("{declared}=====\n{rolled_back}"));
}

#[test]
fn commit_messages_of_the_samples() {
    let (_, plan) = sample();
    let (_, odd) = hostile();
    let both = [&plan, &odd].map(|plan| commit_message(plan, &plan.groups[0]));
    insta::assert_snapshot!(both.join("=====\n"));
}

/// The summary of a run that opened every pull request, or left all alone for this reason.
fn told(plan: &Plan, files: &[Scanned], reason: Option<&str>) -> String {
    posting::summary::render(&posting::bump::posting(&document(plan, files, reason)))
}

/// The document of such a run.
pub(crate) fn document(plan: &Plan, files: &[Scanned], reason: Option<&str>) -> Document {
    let done: Vec<Done> = (12..)
        .zip(&plan.groups)
        .map(|(number, group)| Done {
            title: title(plan, group),
            outcome: if reason.is_none() { "created" } else { "left-alone" },
            reason: reason.map(str::to_owned),
            commit: None,
            pull_request: Some(PullRequest {
                number,
                url: format!("https://github.com/octocat/fleet/pull/{number}"),
            }),
            remarks: vec!["GitHub refuses the label `images`".to_owned()],
            files: Vec::new(),
        })
        .collect();
    Document::of(&Told {
        plan,
        files,
        base: BASE,
        accounts: &["123456789012".to_owned()],
        done: &done,
        removed: &["amiforge/windows-2019".to_owned()],
        notes: &["Pull requests made with the token of the job start no workflow".to_owned()],
    })
}

#[test]
fn summary_of_the_sample() {
    let (files, plan) = sample();
    insta::assert_snapshot!(told(&plan, &files, None));
}

#[test]
fn summary_of_hostile_text() {
    let (files, plan) = hostile();
    insta::assert_snapshot!(told(&plan, &files, Some(TEXT)));
}

#[test]
fn list_of_the_sample() {
    let (files, plan) = sample();
    insta::assert_snapshot!(list(&files, &plan, str::to_owned));
}

#[test]
fn list_of_hostile_text() {
    let (files, plan) = hostile();
    insta::assert_snapshot!(list(&files, &plan, |path| format!("漢字/{path}")));
    assert_eq!(list(&[], &Plan::default(), str::to_owned), "No pins.\n");
}

#[test]
fn titles_say_what_is_out_of_the_ordinary() {
    let (_, plan) = sample();
    let with = |change: fn(&mut Group)| {
        let mut group = plan.groups[0].clone();
        change(&mut group);
        title(&plan, &group)
    };
    let sample = "Windows Server 2022 Core for EKS 1.35: 2026.08.11 → 2026.09.08 in eu-west-1 and us-east-1";
    assert_eq!(with(|_| {}), sample);
    assert_eq!(
        with(|group| group.pins.truncate(2)),
        "Windows Server 2022 Core for EKS 1.35: 2026.08.11 → 2026.09.08"
    );
    assert_eq!(
        with(|group| group.kind = Kind::Rollback),
        format!("Roll back {sample}")
    );
    assert_eq!(
        with(|group| group.kind = Kind::Dead),
        format!("Replace dead {sample}")
    );
    assert_eq!(
        with(|group| group.kind = Kind::Denied),
        format!("Replace denied {sample}")
    );
    assert_eq!(
        with(|group| {
            group.kind = Kind::Declared;
            group.from = Some("Windows Server 2022 Core for EKS 1.34".to_owned());
        }),
        "Move Windows Server 2022 Core for EKS from Kubernetes 1.34 to 1.35 in eu-west-1 and us-east-1"
    );
    assert_eq!(
        with(|group| group.environment = Some("prod".to_owned())),
        format!("{sample} (prod)")
    );
    assert!(with(|group| group.label = "漢".repeat(1_000)).chars().count() <= 200);

    // Releases that differ are not named, and what is gone has none.
    let mut mixed = plan.clone();
    let next = mixed.verdicts[2].next.as_mut().expect("a move");
    next.to.version.text = "2026.09.09".to_owned();
    assert_eq!(
        title(&mixed, &mixed.groups[0]),
        "Windows Server 2022 Core for EKS 1.35: 3 pins in eu-west-1 and us-east-1"
    );
    let mut gone = plan.clone();
    gone.verdicts[0].current = Current::default();
    gone.groups[0].pins.truncate(1);
    assert_eq!(
        title(&gone, &gone.groups[0]),
        "Windows Server 2022 Core for EKS 1.35 → 2026.09.08"
    );
}

#[test]
fn commits_have_a_short_subject_and_one_trailer() {
    for (_, plan) in [sample(), hostile()] {
        let message = commit_message(&plan, &plan.groups[0]);
        let subject = message.lines().next().expect("a subject");
        assert!(subject.chars().count() <= 72, "{subject}");
        assert_eq!(message.lines().nth(1), Some(""));
        let trailers = message.lines().filter(|line| line.starts_with("Amiforge-Group:"));
        assert_eq!(trailers.count(), 1);
        assert!(message.ends_with("\n\nAmiforge-Group: windows-2022-core-eks-1.35\n"));
        assert!(!message.contains(['@', '#', '\u{1b}', '\u{202e}']) && !message.contains("://"));
    }
}

#[test]
fn the_marker_is_read_back() {
    for (files, plan) in [sample(), hostile()] {
        let body = body(&plan, &plan.groups[0], &files, BASE, &witness());
        let marker = read_marker(&body).expect("a marker");
        assert_eq!(
            (marker.group.as_str(), marker.base.as_str()),
            ("windows-2022-core-eks-1.35", BASE)
        );
        assert_eq!(marker.images, [id(11).to_string(), id(12).to_string()]);
        assert!(!marker.parameters.is_empty());
        assert!(body.ends_with(" -->\n"));
    }
}

/// The text without what stands in code elements, where GitHub looks for neither mentions nor references.
fn without_code(text: &str) -> String {
    let mut parts = text.split("<code>");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inner, behind) = part.split_once("</code>").expect("an end");
        assert!(!inner.contains(['<', '\n', '|']), "{inner}");
        out.push_str(behind);
    }
    out
}

#[test]
fn nothing_of_a_text_acts() {
    let (files, plan) = hostile();
    for text in [
        body(&plan, &plan.groups[0], &files, BASE, &hostile_witness()),
        told(&plan, &files, Some(TEXT)),
        list(&files, &plan, str::to_owned),
    ] {
        for bad in ["\u{1b}", "\u{202e}", "\n# T", "\nAmiforge"] {
            assert!(!text.contains(bad), "{bad:?} in {text}");
        }
    }
    let body = body(&plan, &plan.groups[0], &files, BASE, &hostile_witness());
    let (shown, _) = body.split_once("<!--").expect("a marker");
    for text in [shown, &told(&plan, &files, Some(TEXT))] {
        let text = &without_code(text);
        for bad in ["@octocat", "<img", "fixes #12", "GH-12", "![x]", "//e.vil"] {
            assert!(!text.contains(bad), "{bad:?} in {text}");
        }
        // Rows of a table keep their cells.
        let mut columns = None;
        for line in text.lines() {
            if line.starts_with('|') {
                let bars = line.matches('|').count();
                assert_eq!(*columns.get_or_insert(bars), bars, "{line}");
            } else {
                columns = None;
            }
        }
    }
}

#[test]
fn bodies_and_summaries_keep_to_their_limits() {
    let (files, mut plan) = hostile();
    let all = plan.verdicts.clone();
    // Each step is another one, so that nothing is said once for all.
    plan.verdicts.clear();
    let mut texts = String::new();
    for number in 0..5_000_u32 {
        texts.push_str(&format!("x{number} = \"{}\"\n", id(number)));
    }
    let mut many = files;
    many.push(scanned(&format!("{}.tf", "é".repeat(2_000)), &texts));
    let pins = pins(&many);
    let added: Vec<PinRef> = pins.iter().copied().filter(|pin| pin.file == 3).collect();
    assert_eq!(added.len(), 5_000);
    for (number, pin) in added.iter().enumerate() {
        let mut verdict = all[number % all.len()].clone();
        verdict.pin = *pin;
        verdict.region = Some(format!("{number}-{}", "漢".repeat(2_000)));
        verdict.notes = vec![format!("{number}{}", "x".repeat(2_000))];
        plan.verdicts.push(verdict);
    }
    let moving: BTreeSet<PinRef> = plan
        .verdicts
        .iter()
        .filter(|v| v.group.is_some())
        .map(|v| v.pin)
        .collect();
    plan.groups[0].pins = moving.into_iter().collect();
    let group = &plan.groups[0];
    let text = body(&plan, group, &many, BASE, &witness());
    assert!(text.len() <= 65_000, "{}", text.len());
    assert!(read_marker(&text).is_some() && text.contains("Left out to keep to the size limit"));
    assert!(text.contains("<details>") == text.contains("</details>"));
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    assert!(told(&plan, &many, Some(TEXT)).len() <= 1024 * 1024);
    assert!(commit_message(&plan, group).len() < 200_000);
    assert!(title(&plan, group).chars().count() <= 200);
}
