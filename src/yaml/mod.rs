//! YAML and JSON with the place of every node.
//!
//! A tree over the events of `granit-parser`: every node carries its byte span, scalars keep their
//! text as written, repeated keys are all kept, aliases are ids and never expanded in memory. A syntax
//! error leaves the part of the tree that was read before it.

pub mod escape;
mod fault;
mod mend;
mod node;
mod parse;
pub mod scalar;
mod written;

pub use fault::{Fault, FaultKind};
pub use mend::parse;
pub(crate) use node::shorten;
pub use node::{Entry, Kind, Node, Style};
pub use parse::{Alias, Comment, Control, Excess, Tag, Tree};
pub use written::{Piece, Written};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod written_tests;
