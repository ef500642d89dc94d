//! Exit codes that ask AWSTOE for a restart. <https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html>

use crate::script::{Call, Script, Shell, Word};

/// The code of Linux.
pub(super) const LINUX: &str = "194";
/// The code of Windows.
pub(super) const WINDOWS: &str = "3010";

/// The code that asks for a restart at the end of a script for this shell.
pub(super) fn code(shell: Shell) -> &'static str {
    if shell == Shell::PowerShell {
        WINDOWS
    } else {
        LINUX
    }
}

/// Whether a call ends the script.
pub(super) fn ends(call: &Call) -> bool {
    call.runs(&["exit", "return", "throw"]) || ends_process(call)
}

fn ends_process(call: &Call) -> bool {
    let name = call.words.first().map_or("", |word| word.text.as_str());
    name.eq_ignore_ascii_case("[Environment]::Exit")
        || name.eq_ignore_ascii_case("[System.Environment]::Exit")
}

/// The word with the code with which a call ends the script; none when it is not written there.
pub(super) fn with_code(call: &Call) -> Option<&Word> {
    if call.runs(&["exit"]) || ends_process(call) {
        call.words.get(1).filter(|word| word.literal)
    } else {
        None
    }
}

/// The calls that end the script with this code.
pub(super) fn all<'s>(
    script: &'s Script<'_, '_>,
    code: &'s str,
) -> impl Iterator<Item = (&'s Call, &'s Word)> {
    script
        .calls
        .iter()
        .filter_map(|call| Some((call, with_code(call)?)))
        .filter(move |(_, word)| word.text == code)
}
