//! `amiforge releases`: asks AWS about the images that a commit pins, as one account and role, and writes what it says.

use super::bound::{Asked, Bound};
use super::knowledge::{Needs, asked, this_second};
use super::refusals::{self, Refused, refusals};
use super::{Exit, complain, counted, end, home, print};
use crate::bump::ask::Asker;
use crate::cli::Releases;
use crate::files;
use crate::host::{self, Env};
use crate::posting;
use crate::release::Facts;
use crate::release::facts::PlaceFacts;
use crate::release::facts::file::{self, LARGEST, Origin};

pub(super) fn run(options: &Releases, env: &Env) -> Exit {
    end("releases", go(options, env), options.common.no_summary, env)
}

fn go(options: &Releases, env: &Env) -> Result<Exit, Exit> {
    let now = this_second();
    let bound = Bound::to(
        &Asked {
            base: &options.base,
            paths: &options.paths,
            common: &options.common,
        },
        env,
    )?;
    let deepen = home::deepener(options.repository.as_deref(), env);
    let (facts, asker) = asked(&Needs {
        files: &bound.gathered.files,
        policy: &bound.policy,
        history: &bound.history(deepen.as_deref()),
        base: Some(bound.base.as_str()),
        now,
    })?;
    let text = file::write(&facts, &origin(options, &bound, env));
    if text.len() > LARGEST {
        complain(&format!(
            "these pins need more facts than a file holds ({} MiB); write several, each for some of the paths",
            LARGEST / 1024 / 1024
        ));
        return Err(Exit::Trouble);
    }
    let written = Written {
        path: &options.output,
        sha256: file::sha256(text.as_bytes()),
        facts: &facts,
        asker: asker.as_ref(),
    };
    written.save(&text)?;
    written.tell(options, env)?;
    Ok(refusals::exit(&facts).max(bound.gathered.exit.unwrap_or(Exit::Clean)))
}

/// Where the facts were read. A job says so itself.
fn origin(options: &Releases, bound: &Bound, env: &Env) -> Origin {
    let in_job = env.is_job();
    let said = |name| env.get(name).filter(|_| in_job).map(str::to_owned);
    Origin {
        repository: options.repository.clone().or_else(|| said("GITHUB_REPOSITORY")),
        run: said("GITHUB_RUN_ID"),
        base: Some(bound.base.to_string()),
    }
}

/// A file of facts.
struct Written<'a> {
    /// As it was asked for; `-` is standard output.
    path: &'a str,
    sha256: String,
    facts: &'a Facts,
    asker: Option<&'a Asker>,
}

impl Written<'_> {
    fn save(&self, text: &str) -> Result<(), Exit> {
        if self.path == "-" {
            return print(text);
        }
        let cwd = super::working_directory()?;
        let workspace = files::workspace(&cwd);
        files::write(&cwd.join(self.path), text.as_bytes(), &workspace).map_err(|error| {
            complain(&format!(
                "{} cannot be written: {error}",
                self.path.escape_debug()
            ));
            Exit::Trouble
        })
    }

    /// Calls without an answer, in all regions.
    fn refused(&self) -> usize {
        let refused = refusals(self.facts).into_iter();
        refused
            .filter(Refused::decides)
            .map(|refused| refused.regions.len())
            .sum()
    }

    fn tell(&self, options: &Releases, env: &Env) -> Result<(), Exit> {
        let host = host::detect(env);
        let text = format!("{}\nsha256: {}\n", self.lines().join("\n"), self.sha256);
        if self.path == "-" {
            // Standard output is the file.
            for line in text.lines() {
                complain(line);
            }
        } else {
            print(&host.inert(&text))?;
        }
        let tell = || {
            if !options.common.no_summary {
                let refused = self.refused() > 0;
                let posting = posting::releases::posting(&self.lines(), &self.sha256, refused);
                host.summary(&posting::summary::render(&posting))?;
            }
            host.output("path", self.path)?;
            host.output("sha256", &self.sha256)?;
            host.output("refused", &self.refused().to_string())
        };
        tell().map_err(|error: std::io::Error| {
            complain(&format!(
                "the job summary or the outputs cannot be written: {error}"
            ));
            Exit::Trouble
        })
    }

    /// What was read, and what was not.
    fn lines(&self) -> Vec<String> {
        let Some(asker) = self.asker else {
            return vec!["no pins, so AWS was not asked".to_owned()];
        };
        let sum = |count: fn(&PlaceFacts) -> usize| self.facts.places.values().map(count).sum::<usize>();
        let missing = |number: usize| match number {
            0 => String::new(),
            number => format!(" ({number} missing)"),
        };
        let mut told = vec![
            counted(sum(|facts| facts.parameters.len()), "parameter")
                + &missing(sum(|facts| facts.missing_parameters.len())),
            counted(sum(|facts| facts.images.len()), "image")
                + &missing(sum(|facts| facts.missing_images.len())),
        ];
        let outputs = sum(|facts| facts.outputs.len());
        if outputs > 0 {
            told.push(counted(outputs, "output") + " of Image Builder");
        }
        let mut lines = vec![format!(
            "{}: {} in {}, as account {}",
            self.path,
            told.join(", "),
            counted(self.facts.places.len(), "region"),
            asker.account
        )];
        lines.extend(refusals(self.facts).iter().map(|refused| {
            let optional = if refused.decides() {
                ""
            } else {
                " (no pin stays for want of it)"
            };
            format!("not answered: {refused}{optional}")
        }));
        lines
    }
}
