//! What is said about a plan: pure functions, one file a text.

/// The key of the trailer that names the group of a commit.
pub const TRAILER: &str = "Amiforge-Group";
