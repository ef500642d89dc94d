//! What both rules of this group report.

use crate::rules::Findings;
use crate::script::{Scripts, Shell};

/// Reports the faults of the scripts that this shell reads.
pub(super) fn report(scripts: &Scripts<'_, '_>, shell: Shell, help: &str, found: &mut Findings<'_>) {
    for script in scripts.all.iter().filter(|script| script.shell == shell) {
        for fault in &script.faults {
            let place = script.place(&fault.range);
            let finding = found.report(place, fault.message.clone()).help(help);
            if let Some((range, words)) = &fault.other {
                finding.label(script.place(range), words.clone());
            }
        }
    }
}
