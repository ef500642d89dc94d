//! Reads what another job has saved. The text may be anybody's: a pull request of a fork has written it, or somebody has changed it
//! on its way. So its size is bounded and that of everything in it, what is too long is cut, and no address in it becomes a link.
//!
//! What is not known is passed over, so that a later version of `v1` can be read.

mod bounds;

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Posting, build, bump, findings};
use crate::build::document as built;
use crate::bump::outcome as bumped;
use crate::markdown::cut;
use crate::report::document as found;
use crate::visible::visible;

/// Bytes of the largest file that is read: some ten thousand findings.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// The words in `schema` that are known.
pub const SCHEMAS: [&str; 3] = [found::SCHEMA, bumped::SCHEMA, built::SCHEMA];

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    file: String,
    reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, reason) = (cut(&self.file, 300), cut(&self.reason, 300));
        write!(f, "{}: {}", visible(&file), visible(&reason))
    }
}

impl std::error::Error for Unreadable {}

/// The posting of a file that is called so. `shown_at` is where the files of the commit are shown, such as
/// `https://github.com/o/r/blob/SHA`; none where there is no such place.
pub fn posting(file: &str, bytes: &[u8], shown_at: Option<&str>) -> Result<Posting, Unreadable> {
    let mut posting = read(bytes, shown_at).map_err(|reason| Unreadable {
        file: file.to_owned(),
        reason,
    })?;
    posting.target.of_file = true;
    Ok(posting)
}

fn read(bytes: &[u8], shown_at: Option<&str>) -> Result<Posting, String> {
    if bytes.len() > LARGEST {
        let most = LARGEST / 1024 / 1024;
        return Err(format!("larger than {most} MiB, so it was not read"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value = bounds::value(text)?;
    match value.get("schema").and_then(Value::as_str) {
        Some(found::SCHEMA) => Ok(findings::posting(&typed(text, value)?)),
        Some(bumped::SCHEMA) => {
            let mut document: bumped::Document = typed(text, value)?;
            for pull in document.groups.iter_mut().filter_map(|g| g.pull_request.as_mut()) {
                // It would be linked.
                pull.url.clear();
            }
            Ok(bump::posting(&document))
        }
        Some(built::SCHEMA) => Ok(build::posting(&typed(text, value)?, shown_at)),
        Some(other) => Err(format!(
            "its `schema` is `{}`, which is not known here; known are {}",
            cut(other, 100),
            SCHEMAS.join(", ")
        )),
        None => Err(format!(
            "it has no `schema`; what amiforge writes has one of {}",
            SCHEMAS.join(", ")
        )),
    }
}

/// The value as a document. What is wrong is told with its line, which the text alone has.
fn typed<T: DeserializeOwned>(text: &str, value: Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| {
        let error = serde_json::from_str::<T>(text).err().unwrap_or(error);
        format!("not as its `schema` says: {error}")
    })
}
