//! The file of facts, schema `amiforge/releases/v1`: one JSON document that `amiforge releases` writes where AWS can be
//! asked, and `amiforge bump` reads where it cannot. `docs/releases.schema.json` describes it for others.
//!
//! It is hostile input. It holds facts only, every field has a grammar, and the first mistake refuses the whole file.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::super::Time;
use super::refused::{Refused, cut, quoted};
use super::rows::{self, At};
use super::wire::{self, Object};
use super::{Facts, Place, PlaceFacts};
use crate::visible::inert_json;

/// The schema's name.
pub const SCHEMA: &str = "amiforge/releases/v1";

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 8 * 1024 * 1024;

/// What the caller knows about the file that it wants. What is none is not checked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Now.
    pub now: Time,
    /// The repository, `owner/name`.
    pub repository: Option<&'a str>,
    /// The run of the workflow that read the facts.
    pub run: Option<&'a str>,
    /// The base commit. A file that names none was not read for any commit in particular, and is taken.
    pub base: Option<&'a str>,
    /// The SHA-256 of the file's bytes, 64 hexadecimal digits.
    pub sha256: Option<&'a str>,
}

/// What a file says about its own making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The repository, `owner/name`.
    pub repository: Option<String>,
    /// The run of the workflow.
    pub run: Option<String>,
    /// The base commit.
    pub base: Option<String>,
}

/// A file of facts that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What AWS said.
    pub facts: Facts,
    /// What the file says about its own making; what was asked for is so.
    pub origin: Origin,
    /// The SHA-256 of its bytes, 64 small hexadecimal digits.
    pub sha256: String,
}

/// Reads the facts of a file, for who needs nothing else of it.
pub fn read(bytes: &[u8], asked: &Asked<'_>) -> Result<Facts, Refused> {
    Ok(take(bytes, asked)?.facts)
}

/// Reads a file of facts.
pub fn take(bytes: &[u8], asked: &Asked<'_>) -> Result<Taken, Refused> {
    if bytes.len() > LARGEST {
        let what = format!("is larger than {} MiB", LARGEST / 1024 / 1024);
        return Err(whole(what, "read fewer parameters and images into one file"));
    }
    let sha256 = sha256(bytes);
    if let Some(wanted) = asked.sha256 {
        check_sha256(&sha256, wanted)?;
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let what = format!("is not UTF-8 behind byte {}", error.valid_up_to());
        whole(what, WRITTEN)
    })?;
    let file = parse(text)?;
    check_origin(&file, asked)?;
    let mut facts = Facts::default();
    for (index, Object(row)) in file.places.into_iter().enumerate() {
        let (place, found) = rows::read(row, &At::place(index), asked.now)?;
        facts.add(&place, found)?;
    }
    facts.check()?;
    let origin = Origin {
        repository: file.repository,
        run: file.run,
        base: file.base,
    };
    Ok(Taken {
        facts,
        origin,
        sha256,
    })
}

/// Writes facts as a file that [`read`] takes: sorted, and always the same for the same facts.
pub fn write(facts: &Facts, origin: &Origin) -> String {
    let file = wire::File {
        schema: SCHEMA.to_owned(),
        repository: origin.repository.clone(),
        run: origin.run.clone(),
        base: origin.base.clone(),
        places: facts
            .places
            .iter()
            .map(|(place, facts)| Object(rows::write(place, facts)))
            .collect(),
    };
    // Texts, numbers and lists always have a JSON form.
    let mut text = serde_json::to_string_pretty(&file).unwrap_or_default();
    text.push('\n');
    // The file may be standard output.
    inert_json(&text)
}

/// Whether a file can hold these facts of a place. What an adapter reads is as hostile as a file, and has the same grammar.
pub fn takes(place: &Place, facts: &PlaceFacts, now: Time) -> bool {
    rows::read(rows::write(place, facts), &At::place(0), now).is_ok()
}

const WRITTEN: &str = "give the file that `amiforge releases` wrote";

fn whole(what: impl Into<String>, help: &str) -> Refused {
    Refused::new("the releases file", what, help)
}

fn parse(text: &str) -> Result<wire::File, Refused> {
    let other_schema = |schema: &str| {
        let what = format!("has the schema {}", quoted(schema));
        whole(what, &format!("give one of the schema `{SCHEMA}`"))
    };
    match serde_json::from_str::<Object<wire::File>>(text) {
        Ok(Object(file)) if file.schema == SCHEMA => Ok(file),
        Ok(Object(file)) => Err(other_schema(&file.schema)),
        Err(error) if error.is_data() => match serde_json::from_str::<wire::Head>(text) {
            Ok(head) if head.schema != SCHEMA => Err(other_schema(&head.schema)),
            _ => Err(whole(fault("does not fit its schema", &error), WRITTEN)),
        },
        Err(error) => Err(whole(fault("is not JSON", &error), WRITTEN)),
    }
}

/// What serde says, with the place before the message, which may quote the file and is cut.
fn fault(what: &str, error: &serde_json::Error) -> String {
    let place = format!("at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&format!(" {place}")).unwrap_or(&message);
    format!("{what} {place}: {}", cut(message))
}

/// The SHA-256 of a file, as it is handed to whoever reads it.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn check_sha256(sum: &str, wanted: &str) -> Result<(), Refused> {
    if wanted.len() != 64 || !wanted.bytes().all(|b| b.is_ascii_hexdigit()) {
        let what = format!("{} is no SHA-256", quoted(wanted));
        return Err(Refused::new("the sum", what, "give 64 hexadecimal digits"));
    }
    if !sum.eq_ignore_ascii_case(wanted) {
        let what = format!("has the SHA-256 `{sum}`, not the one that was given");
        return Err(whole(what, "do not use it: it is not the file that was written"));
    }
    Ok(())
}

fn check_origin(file: &wire::File, asked: &Asked<'_>) -> Result<(), Refused> {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let named = |text: &str, longest: usize| {
        (1..=longest).contains(&text.len()) && text.chars().all(word) && !matches!(text, "." | "..")
    };
    let repository = |text: &str| {
        text.split_once('/')
            .is_some_and(|(owner, name)| named(owner, 39) && named(name, 100))
    };
    let commit = |text: &str| matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
    let has = |key: &str, value: Option<&str>, fits: &dyn Fn(&str) -> bool, form: &str| match value {
        Some(text) if !fits(text) => Err(Refused::new(
            format!("`{key}`"),
            format!("is {}", quoted(text)),
            format!("it has to be {form}"),
        )),
        _ => Ok(()),
    };
    let (file_repository, run, base) = (
        file.repository.as_deref(),
        file.run.as_deref(),
        file.base.as_deref(),
    );
    has("repository", file_repository, &repository, "`owner/name`")?;
    let run_fits = |text: &str| named(text, 64);
    has("run", run, &run_fits, "letters, digits, `.`, `-` or `_`")?;
    has(
        "base",
        base,
        &commit,
        "a commit id of 40 or 64 hexadecimal digits",
    )?;
    same("repository", file_repository, asked.repository, true)?;
    same("run", run, asked.run, false)?;
    same("base", base, asked.base.filter(|_| base.is_some()), true)
}

/// What the file says of its making has to be what is asked for, and has to be there then.
fn same(key: &str, found: Option<&str>, asked: Option<&str>, any_case: bool) -> Result<(), Refused> {
    let Some(asked) = asked else { return Ok(()) };
    let agrees = found.is_some_and(|found| found == asked || any_case && found.eq_ignore_ascii_case(asked));
    if agrees {
        return Ok(());
    }
    let what = match found {
        Some(found) => format!("is {}, and not {}", quoted(found), quoted(asked)),
        None => format!("is not there, and should be {}", quoted(asked)),
    };
    let help = "read the releases for this repository, run and commit";
    Err(Refused::new(format!("`{key}`"), what, help))
}
