//! Secrets, downloads, and doors left open in the image.

mod file_content_logged;
mod no_bucket_owner;
mod plain_http;
mod secret;
mod secret_in_document;
mod secret_parameter;
mod shapes;
mod unsigned_installer;
mod weak_checksum;
mod webdownload_no_checksum;

use super::Rule;

/// The rules of this group.
pub(super) const ALL: &[&Rule] = &[
    &file_content_logged::RULE,
    &no_bucket_owner::RULE,
    &plain_http::RULE,
    &secret_in_document::RULE,
    &secret_parameter::RULE,
    &unsigned_installer::RULE,
    &weak_checksum::RULE,
    &webdownload_no_checksum::RULE,
];
