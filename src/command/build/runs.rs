//! Whether the workflow runs that builds are of are over, as GitHub says.

use std::collections::BTreeMap;

use crate::build::tags::RunState;
use crate::host::Env;

#[cfg(feature = "github")]
use crate::command::{complain, posting};
#[cfg(feature = "github")]
use crate::forge::github::Repository;

/// The state of each run. Where GitHub cannot be asked, it says why: `--older-than` still tells.
#[cfg(feature = "github")]
pub(super) async fn states(runs: &[&str], env: &Env) -> BTreeMap<String, RunState> {
    if runs.is_empty() {
        return BTreeMap::new();
    }
    let access = match posting::access(&["actions: read"], env) {
        Ok(access) => access,
        Err(why) => return all(runs, &why),
    };
    let tell = |text: &str| complain(text);
    let repository = match Repository::open(&access, &tell) {
        Ok(repository) => repository,
        Err(error) => return all(runs, &error.to_string()),
    };
    let mut states = BTreeMap::new();
    for run in runs {
        if states.contains_key(*run) {
            continue;
        }
        let state = match run.parse() {
            Err(_) => RunState::Unknown("its number is no number".to_owned()),
            Ok(number) => match repository.is_over(number).await {
                Ok(Some(true)) => RunState::Over,
                Ok(Some(false)) => RunState::Running,
                Ok(None) => RunState::Unknown(
                    "GitHub knows no such run, or the token in GITHUB_TOKEN may not see it".to_owned(),
                ),
                Err(error) if error.ends_the_run() => return all(runs, &error.to_string()),
                Err(error) => RunState::Unknown(error.to_string()),
            },
        };
        states.insert((*run).to_owned(), state);
    }
    states
}

/// Without GitHub nobody can tell.
#[cfg(not(feature = "github"))]
#[allow(clippy::unused_async, reason = "it is waited for where GitHub is")]
pub(super) async fn states(runs: &[&str], _: &Env) -> BTreeMap<String, RunState> {
    all(runs, "this amiforge was built without GitHub")
}

fn all(runs: &[&str], why: &str) -> BTreeMap<String, RunState> {
    let unknown = || RunState::Unknown(why.to_owned());
    runs.iter().map(|run| ((*run).to_owned(), unknown())).collect()
}
