//! From a recipe file of the repository to versions of components and of the recipe in AWS.
//!
//! Pure: texts of files and what AWS has come in, what is to be made goes out. A version in AWS never changes, so what
//! changed in the repository becomes the next one, and what did not is used as it is: a run that was killed finds what it
//! made. `docs/build-from-repository.md` says it for people.

mod component_file;
mod content;
mod decide;
mod fields;
mod mark;
mod number;
pub mod pins;
mod recipe_file;
mod token;
pub mod unchanged;

pub use component_file::{Component, TextFile, document_file};
pub use content::{ComponentContent, Device, Ebs, RecipeContent, Used};
pub use decide::{Decision, Found, Refusal, decide};
pub use fields::{Fault, Place};
pub use mark::{Mark, line};
pub use number::next;
pub use recipe_file::{BESIDE, Beside, Entry, Parent, RecipeFile, Which};
pub use token::{of_component, of_recipe};
