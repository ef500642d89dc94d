//! Container images, and the commands in scripts that pull, load, list and remove them.
//!
//! What a variable or a reference of the document leaves open stays open: a rule can ask what is known, and says
//! nothing about the rest.

mod command;
mod line;
mod lists;
mod reference;
mod variables;
mod windows;

pub use command::{Client, Command, Commands, Image, Verb};
pub use line::Given;
pub use reference::{Ecr, Host, Reference, Tag};
pub use variables::{Known, Variables};
pub use windows::WindowsRelease;
