//! `amiforge schema NAME`.

use super::{Exit, print};
use crate::cli::Schema;
use crate::schema;

pub(super) fn run(options: &Schema) -> Exit {
    // The command line takes no other names.
    let text = schema::find(&options.name)
        .map(schema::Schema::text)
        .unwrap_or_default();
    print(&text).err().unwrap_or(Exit::Clean)
}
