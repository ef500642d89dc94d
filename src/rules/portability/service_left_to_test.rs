use std::collections::HashSet;

use crate::component::{Phase, Stage};
use crate::diagnostic::{Safety, Severity};
use crate::rules::{Check, Findings, Rule};
use crate::script::{Call, Script, Scripts, Shell, Word};

pub(super) const RULE: Rule = Rule {
    id: "portability/service-left-to-test",
    severity: Severity::Info,
    summary: "a service that the build starts and does not enable",
    why: "It runs on the build instance only: no instance of the image starts it.",
    source: "https://docs.aws.amazon.com/imagebuilder/latest/userguide/manage-components.html",
    page: include_str!("service_left_to_test.md"),
    checks: &[Check::Script(check)],
};

/// Services that images bring along enabled.
const ALWAYS: &[&str] = &[
    "amazon-ssm-agent",
    "atd",
    "auditd",
    "chronyd",
    "cloud-init",
    "crond",
    "cron",
    "dbus",
    "firewalld",
    "network",
    "networking",
    "networkmanager",
    "rsyslog",
    "snapd",
    "ssh",
    "sshd",
    "systemd-journald",
    "systemd-networkd",
    "systemd-resolved",
];

fn check(scripts: &Scripts<'_, '_>, found: &mut Findings<'_>) {
    let shells = || scripts.all.iter().filter(|script| script.shell == Shell::Bash);
    // Packages of Debian and Ubuntu enable their services themselves.
    if shells()
        .flat_map(|script| &script.calls)
        .any(|call| call.runs(&["apt", "apt-get", "dpkg"]))
    {
        return;
    }
    let settled: HashSet<&str> = shells()
        .flat_map(|script| &script.calls)
        .flat_map(settles)
        .map(unit)
        .collect();
    let mut told: HashSet<&str> = HashSet::new();
    for script in shells().filter(|script| builds(scripts, script)) {
        for call in script.calls.iter().filter(|call| call.runs(&["systemctl"])) {
            let mut words = call.operands(&[]);
            let Some(start) = words.next().filter(|word| word.text == "start") else {
                continue;
            };
            let services: Vec<&Word> = words.collect();
            let Some(service) = services.iter().find(|word| {
                let name = unit(&word.text);
                word.literal
                    && !ALWAYS.contains(&name.to_ascii_lowercase().as_str())
                    && !settled.contains(name)
                    && told.insert(name)
            }) else {
                continue;
            };
            let finding = found.report(
                script.place(&service.range),
                format!(
                    "`{}` is started and not enabled: no instance of the image starts it",
                    unit(&service.text)
                ),
            );
            finding.help("write `systemctl enable --now` in place of `systemctl start`");
            if let Some(span) = script.verbatim(&start.range) {
                finding.replace(Safety::Unsafe, "write `enable --now`", span, "enable --now");
            }
        }
    }
}

fn builds(scripts: &Scripts<'_, '_>, script: &Script<'_, '_>) -> bool {
    scripts
        .component
        .phases
        .get(script.step.phase)
        .and_then(Phase::stage)
        == Some(Stage::Build)
}

/// The services of which a call says whether they start with the instance, or which it stops again.
fn settles(call: &Call) -> Vec<&str> {
    let names = || call.operands(&[]).map(|word| word.text.as_str());
    match call.program() {
        "systemctl" => match names().next() {
            Some("enable" | "disable" | "mask" | "preset" | "stop" | "reenable" | "is-enabled" | "link") => {
                names().skip(1).collect()
            }
            _ => Vec::new(),
        },
        "chkconfig" | "rc-update" | "update-rc.d" => names().collect(),
        "service" => match names().nth(1) {
            Some("stop") => names().take(1).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The name of a service without its kind.
fn unit(name: &str) -> &str {
    name.strip_suffix(".service").unwrap_or(name)
}
