//! The scripts of the build between two restarts, for the rules about what is there only after one.

use crate::component::{Component, Stage, Step};
use crate::script::{Script, Scripts};

/// The scripts of the build stage by their numbers, in runs without a restart in between; a script that ends with `exit 3010` asks for one.
pub(super) fn runs(scripts: &Scripts<'_, '_>) -> Vec<Vec<usize>> {
    let component: &Component<'_> = scripts.component;
    let mut runs = vec![Vec::new()];
    let mut all = scripts.all.iter().enumerate().peekable();
    for step in component.steps() {
        let stage = component
            .phases
            .get(step.phase)
            .and_then(crate::component::Phase::stage);
        let script = all.next_if(|(_, script)| std::ptr::eq(script.step, step));
        if stage != Some(Stage::Build) {
            continue;
        }
        if let (Some((number, _)), Some(run)) = (script, runs.last_mut()) {
            run.push(number);
        }
        if restarts(step, script.map(|(_, script)| script)) {
            runs.push(Vec::new());
        }
    }
    runs
}

fn restarts(step: &Step<'_>, script: Option<&Script<'_, '_>>) -> bool {
    // What another document does is not known.
    matches!(step.action_text(), "Reboot" | "ExecuteDocument") || script.is_some_and(asks_for_restart)
}

/// Whether a script asks for a restart, or makes one.
pub(super) fn asks_for_restart(script: &Script<'_, '_>) -> bool {
    let code = script.code.to_ascii_lowercase();
    ["3010", "restart-computer", "shutdown"]
        .iter()
        .any(|word| code.contains(word))
}
