//! What works on one platform, one shell or one stage of a build and not on another.

mod action_platform;
mod al2023_updateos;
mod bash_no_errexit;
mod cfn_leftover;
mod cleaned_path;
mod cmdlets;
mod crlf;
mod exits;
mod input_platform;
mod interactive_install;
mod mixed_platforms;
mod path_style;
mod paths;
mod placeholder;
mod platforms;
mod powershell_error_action;
mod powershell_native_exit;
mod reboot_command;
mod reboot_exit_code;
mod reboot_loop;
mod service_left_to_test;
mod smart_quotes;
mod sudo;
mod tmp_lost;
mod user_scope;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &action_platform::RULE,
    &al2023_updateos::RULE,
    &bash_no_errexit::RULE,
    &cfn_leftover::RULE,
    &cleaned_path::RULE,
    &crlf::RULE,
    &input_platform::RULE,
    &interactive_install::RULE,
    &mixed_platforms::RULE,
    &path_style::RULE,
    &placeholder::RULE,
    &powershell_error_action::RULE,
    &powershell_native_exit::RULE,
    &reboot_command::RULE,
    &reboot_exit_code::RULE,
    &reboot_loop::RULE,
    &service_left_to_test::RULE,
    &smart_quotes::RULE,
    &sudo::RULE,
    &tmp_lost::RULE,
    &user_scope::RULE,
];
