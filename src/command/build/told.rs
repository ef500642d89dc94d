//! What a build came to, as it is written, handed over and shown. The file and the outputs come first: they are there whatever
//! becomes of the rest.

use serde_json::json;

use super::super::{Exit, complain, posting as github, print, said, working_directory};
use super::begin::Remains;
use super::trouble;
use crate::build::compare::is_off;
use crate::build::document::{BuiltAmi, BuiltImage, Outcome, SCHEMA, Tests};
use crate::build::told::{cause, console, gate, note, verdict, whole_trail};
use crate::build::{Document, name_of};
use crate::cli::BuildTell;
use crate::files;
use crate::host::{self, Env, Host};
use crate::posting::build::posting;
use crate::posting::{Conclusion, Level, Posting, summary};
use crate::release::image_builder::Parts;
use crate::visible::{inert_json, visible};

/// Warnings about Fast Launch: GitHub shows ten of a step.
const SLOW: usize = 3;

/// Tells the result of a run, and gives its exit code. `last` is what may take long and is done when everything else is there: a
/// job that is cancelled has no time for it.
pub(super) fn tell(mut document: Document, options: &BuildTell, last: Last, env: &Env) -> Exit {
    document.verdict = verdict(&document);
    let host = host::detect(env);
    let mut exit = exit_of(&document);
    if let Some(file) = &options.output
        && let Err(worse) = write(&document, file)
    {
        exit = exit.max(worse);
    }
    let unwritten =
        |what: &str, error: std::io::Error| trouble(&format!("{what} cannot be written: {error}"));
    if let Err(error) = hand_over(&document, options.output.as_deref(), &*host) {
        exit = exit.max(unwritten("the outputs", error));
    }
    let subject = github::subject(env);
    let origin = subject.as_ref().ok().map(|subject| &subject.origin);
    let shown_at = origin.and_then(|origin| github::shown_at(origin, env));
    let posting = posting(&document, shown_at.as_deref());
    if !options.no_summary {
        let signed = origin.map(|origin| github::signed(&posting, origin, env));
        let markdown = summary::render(signed.as_ref().unwrap_or(&posting));
        if let Err(error) = host.summary(&markdown) {
            exit = exit.max(unwritten("the job summary", error));
        }
    }
    let shown = if options.format == "json" {
        print(&format!("{}\n", text(&document)))
    } else {
        let beside = slow(&document, &*host) + &places(&document, &posting, &*host);
        print(&host.inert(&console(&document))).and_then(|()| print(&beside))
    };
    exit = exit.max(shown.err().unwrap_or(Exit::Clean));
    if last == Last::Post && !options.post.is_empty() {
        let posted = post(&posting, options, env, &*host).unwrap_or_else(|exit| exit);
        // What the build came to says more than whether GitHub could be told of it.
        if exit == Exit::Clean {
            exit = posted;
        }
    }
    exit
}

/// What is done when everything else is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Last {
    /// The result is posted on GitHub, where that is asked for.
    Post,
    /// Nothing.
    Nothing,
}

/// Tells that there is no end of a build to tell of, and what there is. Why was said already.
pub(super) fn no_end(remains: &Remains, options: &BuildTell, env: &Env) {
    let (outcome, image) = match remains {
        Remains::Nothing => (Outcome::NotStarted, None),
        Remains::Perhaps(_) => (Outcome::Lost, None),
        Remains::Image(arn) => {
            let image = BuiltImage {
                arn: arn.clone(),
                name: name_of(arn),
                ..BuiltImage::default()
            };
            (Outcome::Lost, Some(image))
        }
    };
    let mut document = Document {
        schema: SCHEMA.to_owned(),
        outcome,
        image,
        notes: said().iter().map(|text| note(text)).collect(),
        ..Document::default()
    };
    document.verdict = verdict(&document);
    let host = host::detect(env);
    if let Some(file) = &options.output {
        // Why it could not be written is said; the exit code is that of what went wrong first.
        let _ = write(&document, file);
    }
    if let Err(error) = hand_over(&document, options.output.as_deref(), &*host) {
        trouble(&format!("the outputs cannot be written: {error}"));
    }
    let _ = match options.format.as_str() {
        "json" => print(&format!("{}\n", text(&document))),
        _ => print(&failure(&document, &*host)),
    };
}

/// Hands over that there is no build, where not even the options can be read.
pub(super) fn nothing(env: &Env) {
    let mut document = Document {
        schema: SCHEMA.to_owned(),
        outcome: Outcome::NotStarted,
        ..Document::default()
    };
    document.verdict = verdict(&document);
    if let Err(error) = hand_over(&document, None, &*host::detect(env)) {
        trouble(&format!("the outputs cannot be written: {error}"));
    }
}

/// Where the distribution asks for Fast Launch and it is not on: nobody else says so.
fn slow(document: &Document, host: &dyn Host) -> String {
    let off = document.fast_launch.iter().filter(|one| is_off(&one.state));
    let lines = off.take(SLOW).map(|one| {
        let ami = one.ami.as_deref().unwrap_or("the AMI");
        let account = one.account.as_ref().map(|account| format!(", account {account}"));
        let why = one.reason.as_ref().map(|why| format!(": {why}"));
        let text = format!(
            "Fast Launch of {ami} in {}{} is {}{}",
            one.region,
            account.unwrap_or_default(),
            one.state,
            why.unwrap_or_default()
        );
        host.beside(Level::Warning, &note(&text))
    });
    lines.collect()
}

/// What is shown beside the log: at lines of files, and for the whole run where a failure has no line.
fn places(document: &Document, posting: &Posting, host: &dyn Host) -> String {
    let wrong = matches!(posting.conclusion, Conclusion::Failure | Conclusion::TimedOut);
    if wrong && posting.annotations.is_empty() {
        return failure(document, host);
    }
    let annotations = posting.annotations.iter();
    annotations.map(|annotation| host.at(annotation)).collect()
}

/// How it ended, and the first reason for it.
fn failure(document: &Document, host: &dyn Host) -> String {
    let why = document.failure.as_ref().and_then(cause);
    let why = why.or_else(|| {
        gate(document)
            .or(document.notes.first().map(String::as_str))
            .map(note)
    });
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    host.beside(Level::Failure, &format!("{}{why}", verdict(document)))
}

/// Posts the result on GitHub.
fn post(posting: &Posting, options: &BuildTell, env: &Env, host: &dyn Host) -> Result<Exit, Exit> {
    let posted = github::post_now(std::slice::from_ref(posting), &options.post, env)?;
    for line in &posted.lines {
        complain(line);
    }
    for (name, urls) in [
        ("comment-urls", &posted.comments),
        ("check-run-urls", &posted.checks),
    ] {
        let written = host.output(name, &urls.join("\n"));
        written.map_err(|error| trouble(&format!("the outputs cannot be written: {error}")))?;
    }
    Ok(posted.exit)
}

/// What a build means for the exit code.
fn exit_of(document: &Document) -> Exit {
    match document.outcome {
        _ if gate(document).is_some() => Exit::Findings,
        Outcome::Started | Outcome::Succeeded | Outcome::Unchanged => Exit::Clean,
        Outcome::Partial | Outcome::Failed | Outcome::Cancelled | Outcome::Retired | Outcome::TimedOut => {
            Exit::Findings
        }
        Outcome::Lost | Outcome::NotStarted => Exit::Trouble,
    }
}

/// The document as JSON.
fn text(document: &Document) -> String {
    // Strings and numbers alone: nothing in it can fail to be written.
    inert_json(&serde_json::to_string_pretty(document).unwrap_or_default())
}

fn write(document: &Document, file: &str) -> Result<(), Exit> {
    let cwd = working_directory()?;
    let bytes = format!("{}\n", text(document));
    files::write(&cwd.join(file), bytes.as_bytes(), &files::workspace(&cwd)).map_err(|error| {
        complain(&format!(
            "{} cannot be written: {error}; the folder has to exist and to be writable",
            file.escape_debug()
        ));
        Exit::Trouble
    })
}

/// The ARN of the image, as soon as it is known: a later step can cancel the build by it, whatever becomes of this one.
pub(super) fn begun(arn: &str, env: &Env) -> Result<(), Exit> {
    let host = host::detect(env);
    let written = host.output("image-arn", arn);
    written.map_err(|error| trouble(&format!("the outputs cannot be written: {error}")))
}

/// The outputs: what a workflow can use without reading JSON.
fn hand_over(document: &Document, file: Option<&str>, host: &dyn Host) -> std::io::Result<()> {
    let image = document.image.clone().unwrap_or_default();
    let own = own_ami(document, &image.arn);
    let amis =
        document.amis.iter().filter(|ami| ami.available).map(
            |ami| json!({ "region": ami.region, "account": ami.account, "id": ami.id, "name": ami.name }),
        );
    let amis: Vec<serde_json::Value> = amis.collect();
    let stages = document.stages.iter();
    let durations: serde_json::Map<String, serde_json::Value> = stages
        .map(|stage| (stage.stage.clone(), stage.seconds.into()))
        .collect();
    let failed = document.failure.as_ref().map(whole_trail).unwrap_or_default();
    let failed: Vec<String> = failed
        .into_iter()
        .map(|(what, name)| format!("{what} {name}"))
        .collect();
    for (name, value) in [
        ("outcome", word(document.outcome)),
        ("verdict", document.verdict.clone()),
        ("image-arn", image.arn),
        ("image-version", image.version),
        ("ami-id", own.and_then(|ami| ami.id.clone()).unwrap_or_default()),
        (
            "ami-name",
            own.and_then(|ami| ami.name.clone()).unwrap_or_default(),
        ),
        ("amis", serde_json::Value::Array(amis).to_string()),
        ("container-uris", document.containers.join("\n")),
        (
            "base-image",
            image.base_image.or(image.parent).unwrap_or_default(),
        ),
        ("components", image.components.join("\n")),
        ("durations", serde_json::Value::Object(durations).to_string()),
        ("tests", tests(document.tests).to_owned()),
        ("failed-step", failed.join(", ")),
        ("document", file.unwrap_or_default().to_owned()),
    ] {
        host.output(name, &visible_lines(&value))?;
    }
    Ok(())
}

/// The AMI in the region and account of the build; the first one where there is none.
fn own_ami<'d>(document: &'d Document, image: &str) -> Option<&'d BuiltAmi> {
    let parts = Parts::of(image);
    let at_home = |ami: &&BuiltAmi| {
        parts.is_some_and(|parts| {
            ami.region == parts.region
                && ami
                    .account
                    .as_deref()
                    .is_none_or(|account| account == parts.account)
        })
    };
    let there = || document.amis.iter().filter(|ami| ami.available);
    there().find(at_home).or_else(|| there().next())
}

/// The word of an outcome in the document.
fn word(outcome: Outcome) -> String {
    let word = serde_json::to_value(outcome).ok();
    word.and_then(|word| word.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn tests(tests: Tests) -> &'static str {
    match tests {
        Tests::Unknown => "unknown",
        Tests::None => "none",
        Tests::Passed => "passed",
        Tests::Failed => "failed",
    }
}

/// Lines stay lines; nothing else in them is hidden.
fn visible_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(visible).collect();
    lines.join("\n")
}
