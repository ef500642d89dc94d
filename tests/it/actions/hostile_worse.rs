//! Actions that do what ours never do, so that the look of `hostile.rs` is known to find it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use super::definition::Definition;
use super::hostile::{Job, SECRETS, TOKEN, judged, repository};
use super::journal::{Allowed, CANARY};

/// What worse actions run, what their input holds, and what has to be said of it.
fn worse(job: &Job) -> Vec<(&'static str, String, &'static str)> {
    let touch = |name: &str| format!("touch {}", job.mark(name));
    let several = job.values().remove("lines").expect("a value");
    vec![
        (
            "echo ${{ inputs.fail-on }}",
            format!("$({})", touch("pasted")),
            "executed: pasted",
        ),
        (
            "echo \"${{ inputs.fail-on }}\"",
            format!("`{}`", touch("quoted")),
            "executed: quoted",
        ),
        (
            "eval \"echo $AMIFORGE_FAIL_ON\"",
            format!("; {}", touch("evaluated")),
            "executed: evaluated",
        ),
        (
            "printf '%s\\n' \"$AMIFORGE_FAIL_ON\"",
            several,
            "printed: not ours to say",
        ),
        (
            "printf '  %s\\n' \"$AMIFORGE_FAIL_ON\"",
            format!("::error::{CANARY}"),
            "indented: a command",
        ),
        (
            "printf 'a\\r%s\\n' \"$AMIFORGE_FAIL_ON\"",
            "::error::a".to_owned(),
            "returned: a command",
        ),
        (
            "printf 'a %s\\n' \"$AMIFORGE_FAIL_ON\"",
            "##[add-mask]x".to_owned(),
            "within: a command",
        ),
        (
            "printf 'a %s\\n' \"$AMIFORGE_FAIL_ON\"",
            "\u{1b}[2J".to_owned(),
            "coloured: hidden characters",
        ),
        (
            "printf 'errors=%s\\n' \"$AMIFORGE_FAIL_ON\" >>\"$GITHUB_OUTPUT\"",
            format!("1\n{CANARY}=2"),
            "given: not ours to say",
        ),
        (
            "printf 'A=%s\\n' \"$AMIFORGE_FAIL_ON\" >>\"$GITHUB_ENV\"",
            "1".to_owned(),
            "environment of later steps: A=1",
        ),
        (
            "printf '%s\\n' \"$AMIFORGE_FAIL_ON\" >>\"$GITHUB_PATH\"",
            "/somewhere".to_owned(),
            "environment of later steps: PATH",
        ),
        (
            "printf '%s\\n' \"$AMIFORGE_FAIL_ON\"",
            TOKEN.to_owned(),
            "secret: a secret",
        ),
        (
            "echo this is wrong; exit 2",
            "x".to_owned(),
            "unnamed: the input is not named",
        ),
        ("exit 101", "x".to_owned(), "unknown: ended with Some(101)"),
    ]
}

/// An action that does what ours never do is found by the same look.
#[test]
fn an_action_that_pastes_prints_or_hands_on_an_input_is_found() {
    let job = Job::new();
    repository(&job);
    let worse = worse(&job);
    let ids = [
        "pasted",
        "quoted",
        "evaluated",
        "printed",
        "indented",
        "returned",
        "within",
        "coloured",
        "given",
        "variable",
        "folder",
        "secret",
        "unnamed",
        "unknown",
    ];
    let text = fs::read_to_string(job.action.path().join("action.yml")).expect("the action");
    let text = text.replace("$GITHUB_ACTION_PATH/", "$GITHUB_ACTION_PATH/../");
    let ours = "      run: exec \"$AMIFORGE_BINARY\" validate\n";
    assert!(text.contains(ours), "{text}");
    let action = Definition::read("action.yml");
    let mut steps = String::new();
    let mut values = BTreeMap::new();
    for (id, (worse, value, _)) in ids.iter().zip(&worse) {
        let theirs = format!("      run: |\n        {worse}\n");
        job.action
            .write(&format!("{id}/action.yml"), text.replace(ours, &theirs));
        let _ = write!(
            steps,
            "      - id: {id}\n        continue-on-error: true\n        uses: amiforge/amiforge/{id}@main\n        with:\n          \
             fail-on: ${{{{ github.event.inputs.{id} }}}}\n"
        );
        values.insert(*id, value.clone());
    }
    let Some(journal) = job.run(&steps, &values) else {
        return;
    };
    let input = action
        .inputs
        .iter()
        .find(|input| input.name == "fail-on")
        .expect("the input");
    let folder = Job::folder().display().to_string();
    let allowed = Allowed {
        action: &action,
        folder: &folder,
        secrets: &SECRETS,
    };
    let mut wrong = job.left();
    for id in ids {
        wrong.extend(judged(id, &journal.step(id, &allowed), input, (id, &values[id])));
    }
    for (worse, _, expected) in worse {
        let found = wrong.iter().any(|line| line.contains(expected));
        assert!(found, "{worse}: {expected}:\n{}", wrong.join("\n"));
    }
}
