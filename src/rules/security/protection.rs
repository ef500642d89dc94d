//! The calls that switch the protection of an operating system off and on again.

use crate::script::{Call, Word};

/// A protection with the calls that switch it.
pub(super) struct Switch {
    /// What it is, for people.
    pub(super) what: &'static str,
    /// The word to blame, when a call switches it off.
    pub(super) off: fn(&Call) -> Option<&Word>,
    /// Whether a call switches it on.
    pub(super) on: fn(&Call) -> bool,
    /// Whether it is still off after the next boot.
    pub(super) lasts: bool,
}

/// All of them.
pub(super) const SWITCHES: &[Switch] = &[
    Switch {
        what: "Defender",
        off: defender_off,
        on: defender_on,
        lasts: true,
    },
    Switch {
        what: "the Windows firewall",
        off: firewall_off,
        on: firewall_on,
        lasts: true,
    },
    Switch {
        what: "the firewall",
        off: linux_firewall_off,
        on: linux_firewall_on,
        lasts: true,
    },
    Switch {
        what: "SELinux",
        off: selinux_configured_off,
        on: |_| false,
        lasts: true,
    },
    Switch {
        what: "SELinux",
        off: selinux_off,
        on: selinux_on,
        lasts: false,
    },
];

/// What `Set-MpPreference` switches off.
const MONITORING: [&str; 5] = [
    "DisableRealtimeMonitoring",
    "DisableBehaviorMonitoring",
    "DisableIOAVProtection",
    "DisableScriptScanning",
    "DisableBlockAtFirstSeen",
];

/// The value of a parameter, with the word to blame.
fn parameter<'c>(call: &'c Call, name: &str) -> Option<(&'c Word, &'c str)> {
    let argument = call.argument(&[&format!("-{name}")])?;
    Some((argument.word, argument.value))
}

/// Whether a PowerShell value is `$true`, or a number or word that is taken for it.
fn is_on(value: &str) -> bool {
    ["$true", "true", "1", "enabled"]
        .iter()
        .any(|on| value.eq_ignore_ascii_case(on))
}

/// Whether it is `$false`, or a number or word that is taken for it.
fn is_off(value: &str) -> bool {
    ["$false", "false", "0", "disabled"]
        .iter()
        .any(|off| value.eq_ignore_ascii_case(off))
}

fn has(call: &Call, text: &str) -> bool {
    call.arguments()
        .iter()
        .any(|word| word.text.eq_ignore_ascii_case(text))
}

/// A word of a call that is one of these, in any letter case.
fn one_of<'c>(call: &'c Call, texts: &[&str]) -> Option<&'c Word> {
    call.arguments()
        .iter()
        .find(|word| texts.iter().any(|text| word.text.eq_ignore_ascii_case(text)))
}

fn defender_off(call: &Call) -> Option<&Word> {
    match call.program() {
        "set-mppreference" | "add-mppreference" => MONITORING.iter().find_map(|name| {
            let (word, value) = parameter(call, name)?;
            is_on(value).then_some(word)
        }),
        "uninstall-windowsfeature" | "remove-windowsfeature" => {
            one_of(call, &["Windows-Defender", "Windows-Defender-Features"])
        }
        "set-itemproperty" | "new-itemproperty" => {
            let (name, _) = parameter(call, "Name")
                .filter(|(_, name)| name.eq_ignore_ascii_case("DisableAntiSpyware"))?;
            parameter(call, "Value")
                .filter(|(_, value)| is_on(value))
                .map(|_| name)
        }
        "reg" => {
            let name = one_of(call, &["DisableAntiSpyware", "DisableRealtimeMonitoring"])?;
            (has(call, "add") && has(call, "1")).then_some(name)
        }
        _ => None,
    }
}

fn defender_on(call: &Call) -> bool {
    call.program() == "set-mppreference"
        && MONITORING
            .iter()
            .any(|name| parameter(call, name).is_some_and(|(_, value)| is_off(value)))
}

fn firewall_off(call: &Call) -> Option<&Word> {
    match call.program() {
        "netsh" if has(call, "advfirewall") && has(call, "state") => one_of(call, &["off"]),
        "netsh" if has(call, "opmode") => one_of(call, &["disable"]),
        "set-netfirewallprofile" => parameter(call, "Enabled")
            .filter(|(_, value)| is_off(value))
            .map(|(word, _)| word),
        _ => None,
    }
}

fn firewall_on(call: &Call) -> bool {
    match call.program() {
        "netsh" => has(call, "state") && has(call, "on"),
        "set-netfirewallprofile" => parameter(call, "Enabled").is_some_and(|(_, value)| is_on(value)),
        _ => false,
    }
}

const LINUX_FIREWALLS: [&str; 6] = [
    "firewalld",
    "firewalld.service",
    "ufw",
    "ufw.service",
    "nftables",
    "nftables.service",
];

fn linux_firewall_off(call: &Call) -> Option<&Word> {
    match call.program() {
        "systemctl" if has(call, "disable") || has(call, "mask") => one_of(call, &LINUX_FIREWALLS),
        "ufw" => one_of(call, &["disable"]),
        _ => None,
    }
}

fn linux_firewall_on(call: &Call) -> bool {
    match call.program() {
        "systemctl" => has(call, "enable") && one_of(call, &LINUX_FIREWALLS).is_some(),
        "ufw" => has(call, "enable"),
        _ => false,
    }
}

/// `sed` that writes the mode into the configuration, and `grubby` or `grub` arguments that stay.
fn selinux_configured_off(call: &Call) -> Option<&Word> {
    let writes = match call.program() {
        "sed" => call.arguments().iter().any(|word| {
            word.text.starts_with("-i")
                || word.text == "--in-place"
                || word.text.contains('i') && word.text.starts_with('-')
        }),
        "echo" | "printf" => !call.redirects.is_empty(),
        "grubby" => true,
        _ => false,
    };
    // In a substitution, what stands behind the last separator but one is what is written.
    call.arguments().iter().find(|word| {
        let text = word.text.as_str();
        let written = match text.chars().nth(1) {
            Some(mark) if call.program() == "sed" && text.starts_with('s') => {
                text.split(mark).nth(2).unwrap_or_default()
            }
            _ => text,
        };
        writes
            && ["SELINUX=disabled", "SELINUX=permissive", "selinux=0"]
                .iter()
                .any(|off| written.contains(off))
    })
}

fn selinux_off(call: &Call) -> Option<&Word> {
    (call.program() == "setenforce")
        .then(|| one_of(call, &["0", "Permissive"]))
        .flatten()
}

fn selinux_on(call: &Call) -> bool {
    call.program() == "setenforce" && one_of(call, &["1", "Enforcing"]).is_some()
}
