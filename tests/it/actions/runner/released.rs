//! The actions as they would be released.

use std::fs;
use std::path::Path;

use crate::actions::ACTIONS;
use crate::support::project;

/// The files that a release has for `uses:`, without build output.
pub(crate) fn released(into: &Path) {
    for name in ACTIONS.into_iter().chain([
        "Cargo.toml",
        "actions/setup/install.sh",
        "actions/setup/checksums.txt",
    ]) {
        let to = into.join(name);
        fs::create_dir_all(to.parent().expect("a parent")).expect("folders");
        fs::copy(project().join(name), to).expect(name);
    }
}
