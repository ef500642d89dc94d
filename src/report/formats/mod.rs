//! Output formats, one file each.

pub mod json;
pub mod text;
