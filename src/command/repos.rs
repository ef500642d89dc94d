//! `amiforge repos`: lists the repositories of a GitHub App's installation, and hands them on as a matrix of jobs. Only reads.

use super::{Exit, complain, end, print};
use crate::cli::Repos;
use crate::host::{self, Env};
use crate::posting;
use crate::repos::{self, BadPattern, Document, Matrix, Reason, Wanted};

/// How many repositories that could not be read are told one by one.
const TOLD: usize = 20;

pub(super) fn run(options: &Repos, env: &Env) -> Exit {
    end("repos", go(options, env), options.no_summary, env)
}

fn go(options: &Repos, env: &Env) -> Result<Exit, Exit> {
    let wanted = wanted(options)?;
    let mut document = ask(options, &wanted, env)?;
    let matrix = if options.batches {
        repos::batches(&document.repositories)
    } else {
        repos::flat(&document.repositories)
    };
    document.close(&matrix);
    for note in &document.notes {
        complain(note);
    }
    for unread in document.not_read.iter().take(TOLD) {
        complain(&format!(
            "{} is not handed on, because it could not be read: {}",
            unread.repository, unread.reason
        ));
    }
    let more = document.not_read.len().saturating_sub(TOLD);
    if more > 0 {
        complain(&format!("{more} more could not be read"));
    }
    // A table is no matrix: only where one is handed on it can be too small.
    let handed_on = options.matrix || env.is_job();
    let too_many = document.too_many(options.batches).filter(|_| handed_on);
    if let Some(text) = &too_many {
        complain(text);
    }
    tell(options, &document, &matrix, too_many.as_deref(), env)?;
    Ok(if !document.not_read.is_empty() {
        Exit::Trouble
    } else if too_many.is_some() {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// Reads what is asked for.
fn wanted(options: &Repos) -> Result<Wanted, Exit> {
    let visibility: Vec<&str> = options.visibility.iter().map(|one| one.word()).collect();
    let wanted = Wanted::new(&options.include, &options.exclude).map_err(|bad| {
        let BadPattern {
            pattern,
            reason,
            help,
        } = bad;
        complain(&format!(
            "`{}` is no pattern of names: it {reason}; {help}",
            pattern.escape_debug()
        ));
        Exit::Usage
    })?;
    Ok(wanted
        .with_topics(&options.topic)
        .with_visibility(&visibility)
        .taking(Reason::Fork, options.forks)
        .taking(Reason::Template, options.templates))
}

/// Prints, and hands over to the job.
fn tell(
    options: &Repos,
    document: &Document,
    matrix: &Matrix,
    too_many: Option<&str>,
    env: &Env,
) -> Result<(), Exit> {
    let host = host::detect(env);
    let result = document.json();
    if options.matrix {
        print(&format!("{}\n", matrix.json))?;
    } else if options.format == "json" {
        print(&format!("{result}\n"))?;
    } else {
        print(&host.inert(&repos::table(document)))?;
    }
    let held = document.repositories.iter().take(matrix.holds);
    let held: Vec<&str> = held.map(|row| row.repository.as_str()).collect();
    let hand_over = || {
        if !options.no_summary {
            let posting = posting::repos::posting(document, too_many);
            host.summary(&posting::summary::render(&posting))?;
        }
        host.output("matrix", &matrix.json)?;
        host.output("count", &matrix.holds.to_string())?;
        host.output("repositories", &held.join("\n"))?;
        if result.encode_utf16().count() <= repos::LONGEST {
            return host.output("result", &result);
        }
        complain(
            "the output `result` is empty, because the document is longer than an output may be; --format json prints it",
        );
        host.output("result", "")
    };
    hand_over().map_err(|error: std::io::Error| {
        complain(&format!(
            "the job summary or the outputs cannot be written: {error}"
        ));
        Exit::Trouble
    })
}

/// Asks GitHub. What is not known of one repository is told and hides none of the others.
#[cfg(feature = "github")]
fn ask(options: &Repos, wanted: &Wanted, env: &Env) -> Result<Document, Exit> {
    use super::{actions, configuration};
    use crate::forge::ForgeError;
    use crate::forge::github::Installation;
    use crate::repos::Configuration;
    use crate::waiting;

    let Some(token) = env.get("GITHUB_TOKEN") else {
        complain(
            "the token of a GitHub App's installation is needed in GITHUB_TOKEN; in a workflow actions/create-github-app-token makes one, with `owner` and without `repositories`",
        );
        return Err(Exit::Usage);
    };
    let token = actions::token(token).map_err(|why| {
        complain(why);
        Exit::Usage
    })?;
    let tell = |text: &str| complain(text);
    let asked = async {
        let installation = Installation::open(actions::api(env), &token, &tell)?;
        let reached = installation.repositories().await?;
        let mut document = Document::new(reached.total);
        let all = repos::ordered(reached.repositories);
        let known = all.len() + reached.not_read.len();
        document.notes.extend(note(&all, known, reached.total, env));
        // Who excludes it by name need not know what is odd about it.
        for unread in reached.not_read {
            match wanted.refuses_name(&unread.repository) {
                Some(reason) => document.leave_out(unread.repository, reason),
                None => document.not_read.push(unread),
            }
        }
        let mut meant = Vec::new();
        for repository in all {
            match wanted.refuses(&repository) {
                Some(reason) => document.leave_out(repository.full_name(), reason),
                None => meant.push(repository),
            }
        }
        let configured = if options.unconfigured {
            vec![Configuration::NotAsked; meant.len()]
        } else {
            installation.configured(&meant, configuration::PLACES).await?
        };
        for (repository, configuration) in meant.iter().zip(configured) {
            document.take(repository, configuration);
        }
        Ok::<Document, ForgeError>(document)
    };
    let trouble = |error: &dyn std::fmt::Display| {
        complain(&error.to_string());
        Exit::Trouble
    };
    waiting::wait(asked)
        .map_err(|stopped| trouble(&stopped))?
        .map_err(|error| trouble(&error))
}

/// What a person should know of the list.
#[cfg(feature = "github")]
fn note(all: &[repos::Repository], known: usize, total: usize, env: &Env) -> Option<String> {
    let own = env.get("GITHUB_REPOSITORY").filter(|_| env.is_job());
    if let ([one], Some(own)) = (all, own)
        && total == 1
        && one.full_name().eq_ignore_ascii_case(own)
    {
        return Some(format!(
            "the token reaches {own} alone, as that of a job does. For the others make one with actions/create-github-app-token, with `owner` and without `repositories`, and give it to this step as `token`"
        ));
    }
    (known < total).then(|| {
        format!(
            "GitHub says that there are {total} repositories and has listed {known}; the next run looks again"
        )
    })
}

/// This build cannot ask GitHub.
#[cfg(not(feature = "github"))]
fn ask(_: &Repos, _: &Wanted, _: &Env) -> Result<Document, Exit> {
    complain("this build cannot ask GitHub; use one with the feature `github`");
    Err(Exit::Usage)
}
