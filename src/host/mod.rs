//! The CI system that runs us: where a summary and outputs go.
//!
//! [`detect`] is pure: it looks at an [`Env`] that the caller has filled. Standard output is the caller's.

mod github_actions;
mod local;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use crate::posting::{Annotation, Level};

pub use github_actions::GithubActions;
pub use local::Local;

/// What a CI system takes besides the log.
pub trait Host {
    /// The output format that suits its log best, when nobody asked for one.
    fn format(&self) -> &'static str;

    /// A text as it can stand in the log, so that nothing in it is taken for a command of the CI system.
    fn inert<'t>(&self, text: &'t str) -> Cow<'t, str>;

    /// The lines that begin a part of the log which can be folded.
    fn group(&self, title: &str) -> String;

    /// What ends it.
    fn group_end(&self) -> &'static str;

    /// The line of something that is worth to be seen without opening the log; `wrong` when something is wrong.
    fn notice(&self, wrong: bool, text: &str) -> String;

    /// The line that shows something about the whole run beside the log, where the CI system does that; else nothing.
    fn beside(&self, level: Level, text: &str) -> String;

    /// The line that shows something at a place of a file, where the CI system does that; else nothing.
    fn at(&self, annotation: &Annotation) -> String;

    /// Shows Markdown beside the log, where there is such a place.
    fn summary(&self, markdown: &str) -> io::Result<()>;

    /// Sets an output of the step for later steps. A name has ASCII letters, digits, `-` and `_`; a value may be anything.
    fn output(&self, name: &str, value: &str) -> io::Result<()>;
}

/// The host that an environment tells of.
pub fn detect(env: &Env) -> Box<dyn Host> {
    if env.is_job() {
        Box::new(GithubActions::new(env))
    } else {
        Box::new(Local)
    }
}

/// Environment variables, as a value. An empty one counts as not set, since an action cannot leave an input out.
#[derive(Clone, Debug, Default)]
pub struct Env(BTreeMap<OsString, OsString>);

impl Env {
    /// The value of a variable, when it is set and is text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.value(name)?.to_str()
    }

    /// The value of a variable as a path, when it is set.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.value(name).map(PathBuf::from)
    }

    /// Whether this is a job of GitHub Actions.
    pub fn is_job(&self) -> bool {
        self.get("GITHUB_ACTIONS") == Some("true")
    }

    fn value(&self, name: &str) -> Option<&OsString> {
        self.0
            .get(std::ffi::OsStr::new(name))
            .filter(|value| !value.is_empty())
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Env {
    fn from_iter<T: IntoIterator<Item = (K, V)>>(variables: T) -> Self {
        Self(
            variables
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::formats;

    #[test]
    fn the_environment_tells_the_host() {
        for (variables, format) in [
            (vec![], "text"),
            (vec![("GITHUB_ACTIONS", "true")], "github"),
            (vec![("GITHUB_ACTIONS", "")], "text"),
            (vec![("GITHUB_ACTIONS", "false"), ("CI", "true")], "text"),
        ] {
            let host = detect(&variables.into_iter().collect());
            assert_eq!(host.format(), format);
            assert!(formats::find(host.format()).is_some());
        }
    }

    #[test]
    fn parts_of_the_log_can_be_folded_where_there_is_a_log() {
        let github = detect(&[("GITHUB_ACTIONS", "true")].into_iter().collect());
        assert_eq!(github.group("a%\nb"), "::group::a%25%0Ab\n");
        assert_eq!(github.group_end(), "::endgroup::\n");
        assert_eq!(github.notice(false, "a\nb"), "::notice title=amiforge::a%0Ab\n");
        assert_eq!(github.notice(true, "a"), "::warning title=amiforge::a\n");
        assert_eq!(
            github.beside(Level::Failure, "a\nb"),
            "::error title=amiforge::a%0Ab\n"
        );
        let local = detect(&Env::default());
        assert_eq!(local.beside(Level::Warning, "a"), "");
        assert_eq!(local.group("a") + local.group_end(), "a\n");
        assert_eq!(local.notice(true, "a"), "a\n");
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let env: Env = [("A", ""), ("B", "b")].into_iter().collect();
        assert_eq!((env.get("A"), env.path("A")), (None, None));
        assert_eq!(env.get("B"), Some("b"));
        assert_eq!(env.path("B"), Some(PathBuf::from("b")));
    }

    #[test]
    fn a_plain_terminal_takes_neither_and_does_not_mind() {
        let host = detect(&Env::default());
        host.summary("# a").expect("nothing to fail");
        host.output("a", "b").expect("nothing to fail");
    }
}
