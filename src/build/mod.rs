//! A build of EC2 Image Builder: what was observed, what it means, and what is told about it.
//!
//! Pure, except for the port: what AWS said comes in as an [`Image`] and [`Execution`]s, what happened goes out as a
//! [`Document`], from which outputs, summaries and comments are made.

mod advice;
pub mod compare;
pub mod document;
pub mod observed;
pub mod port;
pub mod status;
pub mod told;

pub use document::Document;
pub use observed::{Execution, Image, Step};
pub use status::{Class, Stage, Status};
