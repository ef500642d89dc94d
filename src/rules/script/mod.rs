//! The scripts inside of steps, as their shells would read them.

mod bash_syntax;
mod faults;
mod powershell_syntax;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[&bash_syntax::RULE, &powershell_syntax::RULE];
