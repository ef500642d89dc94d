use super::protection::{SWITCHES, Switch};
use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, steps};
use crate::rules::{Check, Findings, Rule};
use crate::script::Scripts;

pub(super) const RULE: Rule = Rule {
    id: "security/defender-off",
    severity: Severity::Warning,
    summary: "Defender, a firewall or SELinux that is switched off",
    why: "Every instance of the image starts without this protection.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-best-practices.html",
    page: include_str!("defender_off.md"),
    checks: &[Check::Script(check_calls), Check::Component(check_registry)],
};

fn check_calls(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let calls: Vec<_> = scripts.calls().collect();
    for Switch { what, off, on, lasts } in SWITCHES {
        let last_on = calls.iter().rposition(|(_, call)| on(call));
        for (script, call) in calls.iter().skip(last_on.map_or(0, |at| at + 1)) {
            let Some(word) = off(call) else { continue };
            let finding = found.report(
                script.place(&word.range),
                format!(
                    "this switches off {what}{}",
                    if *lasts {
                        " in the image"
                    } else {
                        " for the rest of the build"
                    }
                ),
            );
            if *lasts {
                finding.help(
                    "leave it on, and make an exception for what needs one; or switch it on again at the end",
                );
            } else {
                finding
                    .help("leave it on, and write a policy for what needs one")
                    .info();
            }
        }
    }
}

/// The value of the registry by which a policy switches Defender off.
fn check_registry(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in steps(component, &["SetRegistry"]) {
        for map in step.input_maps() {
            let text = |name: &str| {
                map.scalar(name)
                    .and_then(Known::of)
                    .and_then(|known| known.literal())
            };
            let off = matches!(
                text("name"),
                Some("DisableAntiSpyware" | "DisableAntiVirus" | "DisableRealtimeMonitoring")
            );
            if !off || !matches!(text("value"), Some("1" | "0x1")) {
                continue;
            }
            if let Some(name) = map.scalar("name") {
                found
                    .report(
                        name.span(),
                        format!("`{}` switches off Defender in the image", name.shown()),
                    )
                    .help("leave it on, and make an exception for what needs one");
            }
        }
    }
}
