//! `amiforge bump`: binds a plan to one base commit, and makes its pull requests.

use super::bound::{Asked, Bound};
use super::findings::Findings;
use super::knowledge::Needs;
use super::{Exit, complain, knowledge, print};
use crate::bump::outcome::{self, Done};
use crate::bump::text::console::{Shown, console};
use crate::bump::text::{self, Witness};
use crate::bump::{self, Group, Plan, Request};
use crate::cli::{Bump, ForgeName};
use crate::forge::{self, Changed, PullRequest, local};
use crate::git::{CommitId, Git};
use crate::host::{self, Env};
use crate::pin::Scanned;

pub(super) fn run(options: &Bump, env: &Env) -> Exit {
    match go(options, env) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn go(options: &Bump, env: &Env) -> Result<Exit, Exit> {
    check_forge(options, env)?;
    let known = &options.knowledge;
    let now = knowledge::now(known)?;
    let bound = Bound::to(
        &Asked {
            base: &options.base,
            paths: &options.paths,
            config: &known.config,
            policy_ref: known.policy_ref.as_deref(),
            region: known.region.as_ref(),
        },
        env,
    )?;
    let (base, gathered, history) = (&bound.base, &bound.gathered, bound.history());
    let needs = Needs {
        files: &gathered.files,
        policy: &bound.policy,
        history: &history,
        base: Some(base.as_str()),
        now,
    };
    let (facts, witness) = knowledge::facts(known, env, &needs)?;
    let plan = bump::plan(&Request {
        files: &gathered.files,
        facts: &facts,
        policy: &bound.policy,
        history: &history,
        now,
    });
    let wanted = pull_requests(&plan, &gathered.files, base, &witness)?;
    let findings = Findings::of_pins(gathered, &bound.loaded, &bound.hints, options.paths.is_empty());
    let run = Run {
        options,
        git: &bound.git,
        base,
        plan: &plan,
        files: &gathered.files,
    };
    let mut exit = findings.show(env)?.max(gathered.exit.unwrap_or(Exit::Clean));
    exit = exit.max(run.finish(&wanted, env)?);
    if plan.act() || options.detailed_exitcode && !plan.groups.is_empty() {
        exit = exit.max(Exit::Findings);
    }
    Ok(exit)
}

struct Run<'a> {
    options: &'a Bump,
    git: &'a Git,
    base: &'a CommitId,
    plan: &'a Plan,
    files: &'a [Scanned],
}

impl Run<'_> {
    /// Writes what is wanted unless only the plan is, and tells everybody.
    fn finish(&self, wanted: &[PullRequest], env: &Env) -> Result<Exit, Exit> {
        let mut shown = Vec::new();
        let mut exit = Exit::Clean;
        for pull_request in wanted {
            let one = self.one(pull_request)?;
            if one.done.reason.is_some() {
                exit = exit.max(Exit::Findings);
            }
            shown.push(one);
        }
        let removed = self.remove_obsolete(wanted)?;
        let done: Vec<Done> = shown.iter().map(|one| one.done.clone()).collect();
        let result = outcome::json(self.base.as_str(), self.files, self.plan, &done, &removed);
        match self.options.format.as_str() {
            "json" => print(&format!("{result}\n")),
            _ => print(&host::detect(env).inert(&console(self.files, self.plan, &shown, &removed))),
        }?;
        self.tell(&result, &shown, env)?;
        Ok(exit)
    }

    fn one(&self, wanted: &PullRequest) -> Result<Shown, Exit> {
        let branch = forge::branch(&wanted.group).map_err(|error| trouble(&error))?;
        let mut done = Done {
            title: wanted.title.clone(),
            outcome: "planned",
            reason: None,
            commit: None,
            files: wanted.files.iter().map(|file| file.path.clone()).collect(),
        };
        let mut body_file = None;
        if !self.options.plan_only {
            let outcome = local::write(self.git, self.base, wanted).map_err(|error| trouble(&error))?;
            let (word, written) = match outcome.done {
                forge::Done::Created(written) => ("created", Some(written)),
                forge::Done::Updated(written) => ("updated", Some(written)),
                forge::Done::Unchanged(written) => ("unchanged", Some(written)),
                forge::Done::LeftAlone(reason) => {
                    done.reason = Some(reason);
                    ("left-alone", None)
                }
            };
            done.outcome = word;
            if let Some(written) = written {
                done.commit = Some(written.commit.to_string());
                body_file = Some(written.body.display().to_string());
            }
        }
        Ok(Shown {
            branch,
            draft: wanted.draft,
            done,
            diff: self.diff(wanted),
            body: wanted.body.clone(),
            body_file,
        })
    }

    fn diff(&self, wanted: &PullRequest) -> String {
        let old = |path: &str| self.files.iter().find(|file| file.source.path() == path);
        let diffs = wanted.files.iter().filter_map(|changed| {
            let old = old(&changed.path)?;
            let new = String::from_utf8_lossy(&changed.bytes);
            Some(text::diff(&changed.path, old.source.text(), &new))
        });
        diffs.collect()
    }

    /// Removes branches of ours that nothing is left for; only a run that has looked at everything can tell.
    fn remove_obsolete(&self, wanted: &[PullRequest]) -> Result<Vec<String>, Exit> {
        if self.options.plan_only || !self.options.paths.is_empty() {
            return Ok(Vec::new());
        }
        let groups: Vec<&str> = wanted.iter().map(|wanted| wanted.group.as_str()).collect();
        let obsolete = local::obsolete(self.git, self.base, &groups).map_err(|error| trouble(&error))?;
        let mut removed = Vec::new();
        for branch in obsolete {
            match branch.left_alone {
                None => removed.push(branch.branch),
                Some(reason) => complain(&format!("{} stays: it {reason}", branch.branch.escape_debug())),
            }
        }
        Ok(removed)
    }

    fn tell(&self, result: &str, shown: &[Shown], env: &Env) -> Result<(), Exit> {
        let host = host::detect(env);
        let tell = || {
            if !self.options.knowledge.no_summary {
                host.summary(&text::summary(self.plan, self.files, self.base.as_str()))?;
            }
            host.output("result", result)?;
            host.output("pull-requests", &shown.len().to_string())?;
            host.output("pins", &self.plan.verdicts.len().to_string())?;
            let act = self.plan.verdicts.iter().filter(|verdict| verdict.row().act);
            host.output("needs-person", &act.count().to_string())
        };
        tell().map_err(|error: std::io::Error| {
            trouble(&format!(
                "the job summary or the outputs cannot be written: {error}"
            ))
        })
    }
}

/// A wrong argument, or a repository that cannot be used.
fn usage(error: &dyn std::fmt::Display) -> Exit {
    complain(&error.to_string());
    Exit::Usage
}

fn trouble(error: &dyn std::fmt::Display) -> Exit {
    complain(&error.to_string());
    Exit::Trouble
}

/// Which forge is meant. Pull requests on GitHub are opened with a token and judged as of now, or not at all.
fn check_forge(options: &Bump, env: &Env) -> Result<(), Exit> {
    let in_job = env.get("GITHUB_ACTIONS") == Some("true");
    let github = match options.forge {
        ForgeName::Auto => in_job,
        ForgeName::Local => false,
        ForgeName::Github => true,
    };
    if !github || options.plan_only {
        return Ok(());
    }
    let reason = if options.knowledge.as_of.is_some() {
        "--as-of goes with --plan-only or --forge local: pull requests are made of what holds now"
    } else if env.get("GITHUB_TOKEN").is_none() {
        "pull requests on GitHub need a token in GITHUB_TOKEN; --forge local writes branches of this repository instead"
    } else {
        "this build cannot open pull requests on GitHub; use --forge local, and push the branches"
    };
    Err(usage(&reason))
}

/// What every group of the plan asks for.
fn pull_requests(
    plan: &Plan,
    files: &[Scanned],
    base: &CommitId,
    witness: &Witness,
) -> Result<Vec<PullRequest>, Exit> {
    plan.groups
        .iter()
        .map(|group| pull_request(plan, group, files, base, witness))
        .collect()
}

fn pull_request(
    plan: &Plan,
    group: &Group,
    files: &[Scanned],
    base: &CommitId,
    witness: &Witness,
) -> Result<PullRequest, Exit> {
    let mut changed = Vec::new();
    for change in bump::edits(plan, group, files).map_err(|error| trouble(&error))? {
        let Some(file) = files.get(change.file) else {
            continue;
        };
        let text = change
            .edits
            .apply(file.source.text())
            .map_err(|error| trouble(&format!("{}: {error}", file.source.path().escape_debug())))?;
        changed.push(Changed {
            path: file.source.path().to_owned(),
            bytes: text.into_bytes(),
        });
    }
    Ok(PullRequest {
        group: group.key.clone(),
        title: text::title(plan, group),
        body: text::body(plan, group, files, base.as_str(), witness),
        commit_message: text::commit_message(plan, group),
        labels: group.labels.clone(),
        reviewers: group.reviewers.clone(),
        draft: group.draft.is_some(),
        files: changed,
    })
}
