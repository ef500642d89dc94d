//! The decision itself: pins are read, releases looked for, units agreed on, groups made.
//!
//! 1. [`subject`](super::subject): what a pin stands on and what it follows; many end here.
//! 2. [`recover`](super::recover): what a pin was whose image is gone.
//! 3. [`candidates`](super::candidates): the releases it could move to, each with its proofs and what stands in its way.
//! 4. [`stages`](super::stages): earlier environments first.
//! 5. [`units`](super::units): one release for all regions.
//! 6. [`nodes`](super::nodes): node groups are not split.
//! 7. [`grouping`](super::grouping): pull requests.
//!
//! A pin that a comment holds goes through all of it by itself, so that the reader learns what it misses.

use std::collections::{BTreeMap, BTreeSet};

use crate::release::facts::Search;
use crate::release::families;

use super::candidates::{self, Choice, Obstacle, Outlook};
use super::nodes;
use super::recover::recover;
use super::searches::publishers;
use super::stages::Gate;
use super::state::Ending;
use super::subject::Subject;
use super::units::{Chooser, Decision, Member, UnitKey, units};
use super::world::World;
use super::{Cause, Kind, Move, PinRef, Plan, Request, State, Verdict};

/// Decides about every pin of the request. The same request gives the same plan, and the order of its files only changes the
/// order of the verdicts.
pub fn plan(request: &Request<'_>) -> Plan {
    decide(&World::new(request))
}

/// The same in a world that may take notes.
pub(super) fn decide(world: &World<'_>) -> Plan {
    let (subjects, mut endings) = read(world);
    let mut subjects = recovered(world, subjects, &mut endings);
    let mut outlooks: Vec<Option<Outlook>> = Vec::with_capacity(subjects.len());
    for (subject, ending) in subjects.iter().zip(&mut endings) {
        let looked = match ending.take() {
            Some(early) => Err(early),
            None => candidates::look(world, subject),
        };
        outlooks.push(looked.map_or_else(
            |early| {
                let outlook = Outlook::early(subject, &early);
                *ending = Some(early);
                outlook
            },
            Some,
        ));
    }
    stage(world, &subjects, &mut outlooks);
    let mut decisions = choose(world, &subjects, &outlooks, endings);
    want_older(world, &subjects, &outlooks, &decisions);
    hold(world, &mut subjects, &mut decisions);
    nodes::keep_together(&subjects, &outlooks, &mut decisions);
    finish(world, &subjects, &outlooks, decisions)
}

/// Every pin, and why nothing more is to be decided about it.
fn read<'a>(world: &World<'a>) -> (Vec<Subject<'a>>, Vec<Option<Ending>>) {
    let files = world.request.files.iter().enumerate();
    let pins = files.flat_map(|(file, scanned)| {
        let pins = scanned.pins.iter().enumerate();
        pins.map(move |(pin, found)| (PinRef { file, pin }, found))
    });
    pins.map(|(at, pin)| {
        let (subject, read) = Subject::read(world, at, pin);
        (subject, read.err())
    })
    .unzip()
}

/// The same with what could be found out about pins whose image is gone.
fn recovered<'a>(
    world: &World<'a>,
    mut subjects: Vec<Subject<'a>>,
    endings: &mut [Option<Ending>],
) -> Vec<Subject<'a>> {
    let is_lost = |at: &usize| {
        let ending = endings[*at].as_ref();
        subjects[*at].guessed || ending.is_some_and(|ending| ending.cause == Cause::DeadUnknown)
    };
    let lost: Vec<usize> = (0..subjects.len()).filter(is_lost).collect();
    let found = recover(world, &subjects, &lost);
    for at in lost.iter().filter(|at| !found.contains_key(at)) {
        let subject = &subjects[*at];
        if let Some(id) = subject.pin.value.id() {
            world.want(&subject.places, |wanted, told| wanted.instances(told, id));
        }
    }
    for (at, found) in found {
        let subject = &mut subjects[at];
        if let Some(ending) = subject.was(found) {
            endings[at] = ending.err();
        }
        subject.date(world);
    }
    subjects
}

/// Puts earlier environments before later ones.
fn stage(world: &World<'_>, subjects: &[Subject<'_>], outlooks: &mut [Option<Outlook>]) {
    let followed = subjects.iter().zip(outlooks.iter());
    // A pin about which nothing more could be told still stands on something, as long as it is a pin.
    let counted = followed
        .filter(|(subject, _)| subject.by_role().is_none())
        .map(|(subject, _)| subject);
    let mut gate = Gate::new(world, counted);
    for (subject, outlook) in subjects.iter().zip(outlooks.iter_mut()) {
        let Some(outlook) = outlook.as_mut() else { continue };
        if !matches!(outlook.kind, Kind::Routine | Kind::Declared) {
            continue;
        }
        for choice in outlook
            .choices
            .iter_mut()
            .filter(|choice| choice.obstacle.is_none())
        {
            let held = gate.holds(subject, &choice.candidate.version);
            choice.obstacle = held.map(Obstacle::Environment);
        }
    }
}

/// Chooses a release for every pin that could have one.
fn choose(
    world: &World<'_>,
    subjects: &[Subject<'_>],
    outlooks: &[Option<Outlook>],
    endings: Vec<Option<Ending>>,
) -> Vec<Decision> {
    let standing: BTreeSet<(String, Vec<u32>)> = subjects
        .iter()
        .filter_map(|subject| Some((subject.follows()?, subject.release()?.order.clone())))
        .collect();
    let chooser = Chooser {
        world,
        standing: &standing,
    };
    let member = |at: usize| {
        let outlook = outlooks[at].as_ref()?;
        let subject = &subjects[at];
        Some(Member { subject, outlook })
    };
    let mut decided: BTreeMap<usize, Decision> = BTreeMap::new();
    let mut together = Vec::new();
    for (at, subject) in subjects.iter().enumerate() {
        let Some(member) = member(at) else { continue };
        let moves_alone = matches!(member.outlook.kind, Kind::Dead | Kind::Denied | Kind::Rollback);
        if moves_alone || is_held(world, subject) {
            let decision = if moves_alone {
                chooser.alone(member)
            } else {
                chooser.together(&[member]).remove(0)
            };
            decided.insert(at, decision);
            continue;
        }
        let key = UnitKey {
            follows: subject.follows().unwrap_or_default(),
            stage: subject.stage,
            group: world.groups.of(subject),
            from: member.outlook.from.clone(),
        };
        together.push((at, subject, key));
    }
    for unit in units(&together) {
        let members: Vec<Member<'_, '_>> = unit.iter().filter_map(|at| member(*at)).collect();
        decided.extend(unit.into_iter().zip(chooser.together(&members)));
    }
    let ended = endings.into_iter().enumerate().map(|(at, ending)| {
        decided.remove(&at).unwrap_or_else(|| Decision {
            ending: worse(&subjects[at], ending),
            choice: None,
            held_back: Vec::new(),
            doubt: None,
        })
    });
    ended.collect()
}

/// What is gone or denied is worse than what keeps it from being replaced.
fn worse(subject: &Subject<'_>, ending: Option<Ending>) -> Ending {
    let ending =
        ending.unwrap_or_else(|| Ending::new(Cause::NoTrack, [("reason", "nothing is known".to_owned())]));
    let by_role = matches!(ending.cause.state(), State::Ignored | State::Floats | State::Dead);
    let current = ("current", subject.standing());
    let reason = ("reason", ending.why());
    match (&subject.current.gone, subject.denied) {
        (Some(_), _) if !by_role => Ending::new(Cause::DeadStuck, [current, reason]),
        (None, Some(denied)) if !by_role => Ending::new(
            Cause::DeniedStuck,
            [current, reason, ("denied", denied.reason.clone())],
        ),
        _ => ending,
    }
}

/// Notes the releases before the one that is named, for pins that should move and cannot take it.
fn want_older(
    world: &World<'_>,
    subjects: &[Subject<'_>],
    outlooks: &[Option<Outlook>],
    decisions: &[Decision],
) {
    let pins = subjects.iter().zip(outlooks).zip(decisions);
    for ((subject, outlook), decision) in pins {
        let Some(outlook) = outlook.as_ref().filter(|outlook| outlook.recommends) else {
            continue;
        };
        let taken = decision.choice.and_then(|choice| outlook.choices.get(choice));
        // What is gone or denied has to move, also when it is what the parameter names.
        let has_to = matches!(outlook.kind, Kind::Dead | Kind::Denied);
        let open = outlook.stuck.is_some() || !outlook.choices.is_empty() || has_to;
        if !open || outlook.kind == Kind::Rollback || taken.is_some_and(Choice::is_recommended) {
            continue;
        }
        let Some((identity, name)) = outlook
            .older
            .as_ref()
            .and_then(|identity| Some((identity, families::name_pattern(identity)?)))
        else {
            continue;
        };
        for owner in publishers(identity, &subject.region) {
            let name = name.clone();
            let search = Search { owner, name };
            world.want(&subject.places, |wanted, told| wanted.older(told, search.clone()));
        }
    }
}

/// Whether a comment holds the pin today.
fn is_held(world: &World<'_>, subject: &Subject<'_>) -> bool {
    let hold = subject.pin.hold.as_ref();
    hold.is_some_and(|hold| hold.until.is_none_or(|until| until >= world.today))
}

/// Keeps pins where a comment says so, and notes what they would do without it.
fn hold(world: &World<'_>, subjects: &mut [Subject<'_>], decisions: &mut [Decision]) {
    for (subject, decision) in subjects.iter_mut().zip(decisions) {
        let Some(hold) = &subject.pin.hold else { continue };
        if subject.by_role().is_some() {
            continue;
        }
        let reason = Some(hold.reason.clone()).filter(|reason| !reason.is_empty());
        let reason = ("reason", reason.unwrap_or_else(|| "none".to_owned()));
        let ending = match hold.until {
            Some(until) if !is_held(world, subject) => {
                subject
                    .notes
                    .push(format!("its hold ended on {until}: {}", hold.reason));
                continue;
            }
            Some(until) => Ending::new(Cause::Held, [reason, ("date", until.to_string())]),
            None => Ending::new(Cause::HeldUnreadable, [reason]),
        };
        if let Some(gone) = &subject.current.gone {
            subject.notes.push(format!("its image is gone: {gone}"));
        }
        if let Some(denied) = subject.denied {
            subject
                .notes
                .push(format!("the policy denies its release: {}", denied.reason));
        }
        let without = match (decision.choice, decision.ending.holes.get("release")) {
            (Some(_), Some(release)) => Some(format!("move to {release}")),
            _ if decision.ending.cause == Cause::Newest => None,
            _ => Some(format!("be {}", decision.ending.cause.row().name())),
        };
        subject
            .notes
            .extend(without.map(|without| format!("without the hold it would {without}")));
        decision.ending = ending;
        decision.choice = None;
    }
}

/// Verdicts and groups.
fn finish(
    world: &World<'_>,
    subjects: &[Subject<'_>],
    outlooks: &[Option<Outlook>],
    decisions: Vec<Decision>,
) -> Plan {
    let mut movers = Vec::new();
    let mut verdicts = Vec::with_capacity(subjects.len());
    for ((subject, outlook), decision) in subjects.iter().zip(outlooks).zip(decisions) {
        let choice = outlook
            .as_ref()
            .zip(decision.choice)
            .and_then(|(outlook, at)| Some((outlook, outlook.choices.get(at)?)));
        let next = choice.map(|(outlook, choice)| {
            let mut mover = world.groups.mover(subject, outlook.kind, outlook.from.as_ref());
            mover.doubt = decision.doubt;
            movers.push(mover);
            Move {
                to: choice.candidate.clone(),
                text: choice.text.clone(),
                evidence: choice.evidence.clone(),
                backward: choice.backward,
            }
        });
        let mut notes = subject.notes.clone();
        if let (Some(group), Some(expected)) = (movers.last().filter(|_| next.is_some()), &subject.expected)
            && let Some(from) = group.from.as_ref().filter(|_| group.kind != Kind::Declared)
        {
            notes.push(format!(
                "the file declares {}, but the image is {from}",
                expected.label()
            ));
        }
        verdicts.push(Verdict {
            pin: subject.at,
            cause: decision.ending.cause,
            holes: decision.ending.holes,
            region: Some(subject.region.clone()).filter(|region| !region.is_empty()),
            track: subject.track.clone(),
            expected: subject.expected.clone(),
            current: subject.current.clone(),
            next,
            held_back: decision.held_back,
            notes,
            group: None,
        });
    }
    let (groups, waiting) = world.groups.group(movers);
    let mut plan = Plan { verdicts, groups };
    assign(&mut plan, waiting);
    plan
}

/// Tells every verdict its group, or that it waits for a later run.
fn assign(plan: &mut Plan, waiting: Vec<(PinRef, Ending)>) {
    let at =
        |verdicts: &[Verdict], pin: PinRef| verdicts.binary_search_by_key(&pin, |verdict| verdict.pin).ok();
    for (number, group) in plan.groups.iter().enumerate() {
        for pin in &group.pins {
            if let Some(at) = at(&plan.verdicts, *pin) {
                plan.verdicts[at].group = Some(number);
            }
        }
    }
    for (pin, ending) in waiting {
        if let Some(at) = at(&plan.verdicts, pin) {
            let verdict = &mut plan.verdicts[at];
            verdict.cause = ending.cause;
            verdict.holes.extend(ending.holes);
            verdict.next = None;
        }
    }
}
