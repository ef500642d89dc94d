//! Habits of Windows and of Windows PowerShell.

mod boots;
mod curl_alias;
mod environment_not_reloaded;
mod feature_needs_restart;
mod msiexec_in_shell;
mod no_reboot_after_updates;
mod powershell;
mod powershell7_syntax;
mod progress_bar;
mod sysprep_in_component;
mod tls;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &curl_alias::RULE,
    &environment_not_reloaded::RULE,
    &feature_needs_restart::RULE,
    &msiexec_in_shell::RULE,
    &no_reboot_after_updates::RULE,
    &powershell7_syntax::RULE,
    &progress_bar::RULE,
    &sysprep_in_component::RULE,
    &tls::RULE,
];
