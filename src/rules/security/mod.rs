//! Secrets, downloads, and doors left open in the image.

mod certificate_check_off;
mod cleanup_skipped;
mod defender_off;
mod execution_policy;
mod file_content_logged;
mod imds_v1;
mod no_bucket_owner;
mod pipe_to_shell;
mod plain_http;
mod protection;
mod secret;
mod secret_argument;
mod secret_echoed;
mod secret_in_document;
mod secret_logged;
mod secret_parameter;
mod shapes;
mod ssh_key_in_image;
mod unpinned_latest;
mod unsigned_installer;
mod uses;
mod weak_checksum;
mod webdownload_no_checksum;
mod world_writable;
mod written_files;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &certificate_check_off::RULE,
    &cleanup_skipped::RULE,
    &defender_off::RULE,
    &execution_policy::RULE,
    &file_content_logged::RULE,
    &imds_v1::RULE,
    &no_bucket_owner::RULE,
    &pipe_to_shell::RULE,
    &plain_http::RULE,
    &secret_argument::RULE,
    &secret_echoed::RULE,
    &secret_in_document::RULE,
    &secret_logged::RULE,
    &secret_parameter::RULE,
    &ssh_key_in_image::RULE,
    &unpinned_latest::RULE,
    &unsigned_installer::RULE,
    &weak_checksum::RULE,
    &webdownload_no_checksum::RULE,
    &world_writable::RULE,
];
