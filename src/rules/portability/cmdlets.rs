//! Cmdlets and programs that PowerShell runs.

use crate::script::{Call, Script};
use crate::yaml::shorten;

/// The verbs of cmdlets that do something which can fail.
/// <https://learn.microsoft.com/powershell/scripting/developer/cmdlet/approved-verbs-for-windows-powershell-commands>
const VERBS: &[&str] = &[
    "add",
    "clear",
    "compress",
    "convert",
    "copy",
    "disable",
    "dismount",
    "enable",
    "expand",
    "export",
    "get",
    "grant",
    "import",
    "initialize",
    "install",
    "invoke",
    "mount",
    "move",
    "new",
    "optimize",
    "publish",
    "register",
    "remove",
    "rename",
    "repair",
    "reset",
    "resolve",
    "restart",
    "restore",
    "resume",
    "revoke",
    "save",
    "send",
    "set",
    "start",
    "stop",
    "unblock",
    "uninstall",
    "unpublish",
    "unregister",
    "update",
];

/// Cmdlets with such a verb whose failure harms nothing.
const HARMLESS: &[&str] = &[
    "clear-host",
    "get-command",
    "get-culture",
    "get-date",
    "get-help",
    "get-history",
    "get-host",
    "get-location",
    "get-member",
    "get-random",
    "get-variable",
    "set-strictmode",
    "set-variable",
    "start-sleep",
    "start-transcript",
    "stop-transcript",
    "new-guid",
    "new-timespan",
    "new-variable",
    "clear-variable",
    "remove-variable",
    "restart-computer",
    "stop-computer",
];

/// Whether a program is a cmdlet that does something which can fail; its name in lower case.
pub(super) fn acts(program: &str) -> bool {
    let verb = program
        .split_once('-')
        .filter(|(_, noun)| !noun.is_empty() && noun.bytes().all(|b| b.is_ascii_alphanumeric()));
    verb.is_some_and(|(verb, _)| VERBS.contains(&verb)) && !HARMLESS.contains(&program)
}

/// Programs that are called without `.exe`, and that end with 0 only when they have done their work.
const NATIVE: &[&str] = &[
    "aws", "az", "bcdedit", "certutil", "choco", "cinst", "cscript", "ctr", "cup", "dism", "docker",
    "dotnet", "git", "helm", "icacls", "java", "kubectl", "msbuild", "nerdctl", "net", "netsh", "node",
    "npm", "nuget", "pip", "pip3", "powercfg", "python", "reg", "regsvr32", "schtasks", "secedit", "setx",
    "takeown", "tzutil", "winget", "wusa", "xcopy",
];

/// Programs with a rule of their own, or that end with another code though all is well.
const OTHER: &[&str] = &[
    "msiexec",
    "robocopy",
    "where",
    "findstr",
    "find",
    "cmd",
    "powershell",
    "pwsh",
    "taskkill",
    "sc",
    "shutdown",
    "whoami",
];

/// Whether a call in PowerShell runs a program of its own, and no cmdlet.
pub(super) fn is_native(call: &Call) -> bool {
    if OTHER.contains(&call.program()) {
        return false;
    }
    let named_as_file = call.name().is_some_and(|word| {
        let name = word.text.to_ascii_lowercase();
        [".exe", ".bat", ".cmd"]
            .iter()
            .any(|ending| name.ends_with(ending))
    });
    named_as_file || NATIVE.contains(&call.program())
}

/// Whether a call gets an image of a container, which has a rule of its own.
pub(super) fn gets_image(call: &Call) -> bool {
    call.runs(&["docker", "nerdctl", "ctr", "crictl", "podman"])
        && call
            .arguments()
            .iter()
            .any(|word| matches!(word.text.as_str(), "pull" | "load" | "import"))
}

/// Whether a call is a pull of which `containers/pull-not-checked` speaks.
pub(super) fn pulls_image(call: &Call) -> bool {
    call.runs(&["docker", "nerdctl", "ctr", "crictl"])
        && call.arguments().iter().any(|word| word.text == "pull")
}

/// Whether anything behind this place of a script asks how the program before it has ended.
pub(super) fn asks_exit_code(script: &Script<'_, '_>, behind: usize) -> bool {
    let code = script.code.get(behind..).unwrap_or_default();
    code.to_ascii_lowercase().contains("lastexitcode") || code.contains("$?")
}

/// The program of a call as it is written, without its folder.
pub(super) fn shown(call: &Call) -> String {
    let name = call.name().map_or("", |word| word.text.as_str());
    shorten(name.rsplit(['/', '\\']).next().unwrap_or(name))
}
