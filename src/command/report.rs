//! `amiforge report`: tells where people look what other jobs have found out.
//!
//! The files may be anybody's, so nothing in them decides where something is posted or how this command ends: what cannot be
//! read is said and left out.

use std::path::Path;

use super::{Exit, complain, end, posting, print, working_directory};
use crate::cli::Report;
use crate::files;
use crate::host::{self, Env};
use crate::posting::{Conclusion, Origin, Posting, read, run, summary};

/// Files of one run.
const MOST_FILES: usize = 100;

/// Runs the command.
pub(super) fn run(options: &Report, env: &Env) -> Exit {
    end("report", report(options, env), options.no_summary, env)
}

fn report(options: &Report, env: &Env) -> Result<Exit, Exit> {
    if options.files.is_empty() {
        complain("name at least one file to report: `amiforge report findings.json`");
        return Err(Exit::Usage);
    }
    let subject = posting::subject(env);
    let origin = subject.as_ref().ok().map(|subject| &subject.origin);
    let shown_at = origin.and_then(|origin| posting::shown_at(origin, env));
    let (postings, left_out) = gather(&options.files, shown_at.as_deref())?;
    if !options.no_summary {
        summarize(&postings, &left_out, origin, env)?;
    }
    let posted = posting::post_now(&postings, &options.post, env)?;
    let host = host::detect(env);
    if !posted.lines.is_empty() {
        print(&host.inert(&(posted.lines.join("\n") + "\n")))?;
    }
    let conclusion = worst(&postings).map_or("", Conclusion::word).to_owned();
    let number = posted.pull.map(|pull| pull.number.to_string());
    let outputs = [
        ("conclusion", conclusion),
        ("pull-request-number", number.unwrap_or_default()),
        ("comment-urls", posted.comments.join("\n")),
        ("check-run-urls", posted.checks.join("\n")),
        ("left-out", left_out.len().to_string()),
    ];
    for (name, value) in outputs {
        host.output(name, &value).map_err(|error| {
            complain(&format!("the outputs cannot be written: {error}"));
            Exit::Trouble
        })?;
    }
    Ok(posted.exit)
}

/// What the files tell, one posting a target, and why something is left out.
fn gather(files: &[String], shown_at: Option<&str>) -> Result<(Vec<Posting>, Vec<String>), Exit> {
    let cwd = working_directory()?;
    let (mut postings, mut left_out) = (Vec::new(), Vec::new());
    for (number, file) in files.iter().enumerate() {
        let read = if number < MOST_FILES {
            read_file(&cwd, file, shown_at)
        } else {
            let name = file.escape_debug();
            Err(format!("{name}: more than {MOST_FILES} files are not read"))
        };
        match read.map(|posting| take(&mut postings, posting, file)) {
            Ok(None) => {}
            Ok(Some(why)) | Err(why) => {
                complain(&format!("left out: {why}"));
                left_out.push(why);
            }
        }
    }
    Ok((postings, left_out))
}

/// Reads what a file tells. Links are not followed, wherever they lead.
fn read_file(cwd: &Path, file: &str, shown_at: Option<&str>) -> Result<Posting, String> {
    let path = cwd.join(file);
    let most = read::LARGEST as u64;
    let bytes =
        files::read_no_link(&path, most).map_err(|error| format!("{}: {error}", file.escape_debug()))?;
    read::posting(file, &bytes, shown_at).map_err(|unreadable| unreadable.to_string())
}

/// Adds a posting. Of two about the same, the worse counts, so that nobody hides a failure behind a success; what is left out is
/// said.
fn take(postings: &mut Vec<Posting>, posting: Posting, file: &str) -> Option<String> {
    let Some(other) = postings.iter_mut().find(|one| one.target == posting.target) else {
        postings.push(posting);
        return None;
    };
    let rank = |one: &Posting| (badness(one.conclusion), !one.quiet);
    let (file, kind) = (file.escape_debug(), posting.target.kind);
    Some(if rank(&posting) > rank(other) {
        *other = posting;
        format!("what a file before {file} says about the same {kind}, which is not as bad")
    } else {
        format!("{file}: another file says something as bad or worse about the same {kind}")
    })
}

fn worst(postings: &[Posting]) -> Option<Conclusion> {
    let all = postings.iter().map(|posting| posting.conclusion);
    all.max_by_key(|conclusion| badness(*conclusion))
}

fn badness(conclusion: Conclusion) -> u8 {
    match conclusion {
        Conclusion::Neutral => 0,
        Conclusion::Success => 1,
        Conclusion::Cancelled => 2,
        Conclusion::TimedOut => 3,
        Conclusion::Failure => 4,
    }
}

/// Writes the job summary: each posting, then what was left out.
fn summarize(
    postings: &[Posting],
    reasons: &[String],
    origin: Option<&Origin>,
    env: &Env,
) -> Result<(), Exit> {
    let host = host::detect(env);
    let about = (!reasons.is_empty()).then(|| run::left_out(reasons));
    for posting in postings.iter().chain(&about) {
        let text = match origin {
            Some(origin) => summary::render(&posting::signed(posting, origin, env)),
            None => summary::render(posting),
        };
        host.summary(&text).map_err(|error| {
            complain(&format!("the job summary cannot be written: {error}"));
            Exit::Trouble
        })?;
    }
    Ok(())
}
