//! The table of states, row by row.

use std::fmt::Write as _;

use super::cases::all;
use super::*;
use crate::bump::state::{Row, TABLE};

#[test]
fn every_scenario_ends_in_its_row() {
    let mut wrong = String::new();
    for (number, (scene, expected)) in all().into_iter().enumerate() {
        let rows = scene.rows();
        if rows != expected {
            let sentences: Vec<String> = scene.plan().verdicts.iter().map(Verdict::sentence).collect();
            let _ = writeln!(
                wrong,
                "{number}: expected {expected:?}, got {rows:?}: {sentences:?}"
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_row_is_reached_and_every_hole_filled() {
    let mut left: Vec<String> = TABLE.iter().map(Row::name).collect();
    for (scene, _) in all() {
        for verdict in scene.plan().verdicts {
            let sentence = verdict.sentence();
            assert!(!sentence.contains(['{', '}']), "{sentence}");
            assert!(!sentence.contains("  ") && !sentence.contains(" ,"), "{sentence}");
            left.retain(|name| *name != verdict.row().name());
        }
    }
    assert!(left.is_empty(), "no scenario reaches {left:?}");
}

#[test]
fn what_moves_has_a_group_and_nothing_else_has() {
    for (scene, _) in all() {
        let plan = scene.plan();
        let mut act = false;
        for verdict in &plan.verdicts {
            let row = verdict.row();
            assert_eq!(row.pull_request, verdict.next.is_some(), "{}", row.name());
            assert_eq!(row.pull_request, verdict.group.is_some(), "{}", row.name());
            let group = verdict.group.and_then(|group| plan.groups.get(group));
            assert_eq!(
                group.is_some_and(|group| group.pins.contains(&verdict.pin)),
                row.pull_request
            );
            act |= row.act;
        }
        assert_eq!(plan.act(), act);
        assert!(plan.groups.is_sorted_by_key(|group| group.kind));
    }
}
