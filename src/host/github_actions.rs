//! GitHub Actions: appends to the files that the runner names for each step. An adapter.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::{Env, Host};
use crate::posting::{Annotation, Level};
use crate::report::formats::github;
use crate::token;

/// Above this size the runner drops the whole summary of a step, also what others have written.
const SUMMARY: u64 = 1024 * 1024;

/// A step of a job. A file that the runner does not name is not written.
#[derive(Clone, Debug)]
pub struct GithubActions {
    summary: Option<PathBuf>,
    output: Option<PathBuf>,
}

impl GithubActions {
    /// Takes the names of the files from the environment.
    pub fn new(env: &Env) -> Self {
        Self {
            summary: env.path("GITHUB_STEP_SUMMARY"),
            output: env.path("GITHUB_OUTPUT"),
        }
    }
}

impl Host for GithubActions {
    fn format(&self) -> &'static str {
        "github"
    }

    fn inert<'t>(&self, text: &'t str) -> Cow<'t, str> {
        Cow::Owned(github::guarded(text))
    }

    fn group(&self, title: &str) -> String {
        format!("::group::{}\n", github::data(title))
    }

    fn group_end(&self) -> &'static str {
        "::endgroup::\n"
    }

    fn notice(&self, wrong: bool, text: &str) -> String {
        github::of_the_run(if wrong { "warning" } else { "notice" }, text)
    }

    fn beside(&self, level: Level, text: &str) -> String {
        github::of_the_run(word(level), text)
    }

    fn at(&self, annotation: &Annotation) -> String {
        let Annotation {
            path,
            line,
            column,
            title,
            message,
            ..
        } = annotation;
        github::at_line(word(annotation.level), path, *line, *column, title, message)
    }

    fn summary(&self, markdown: &str) -> io::Result<()> {
        const FULL: &str = "A summary of amiforge is left out: this step has written too many.\n";
        let Some(path) = &self.summary else {
            return Ok(());
        };
        let file = open(path)?;
        // An empty line and a line break more than the text.
        let fits = |text: &&str| file.size + text.len() as u64 + 3 <= SUMMARY;
        let text = [markdown, FULL].into_iter().find(fits);
        match text {
            Some(text) => file.append(text, "\n\n"),
            None => Ok(()),
        }
    }

    fn output(&self, name: &str, value: &str) -> io::Result<()> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if name.is_empty() || !name.chars().all(fits) {
            let message = format!("`{name}` cannot name an output");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        match &self.output {
            Some(path) => open(path)?.append(&assignment(name, value), "\n"),
            None => Ok(()),
        }
    }
}

/// GitHub's word for a level.
fn word(level: Level) -> &'static str {
    match level {
        Level::Notice => "notice",
        Level::Warning => "warning",
        Level::Failure => "error",
    }
}

/// `name<<WORD`, the value, `WORD`: the one form in which a value can hold anything, as long as the word is not in it.
fn assignment(name: &str, value: &str) -> String {
    let word = token::absent_from(value, "amiforge");
    format!("{name}<<{word}\n{value}\n{word}\n")
}

/// A file of the runner, with its size and whether it ends in the middle of a line.
struct Shared {
    file: File,
    size: u64,
    open_line: bool,
}

fn open(path: &Path) -> io::Result<Shared> {
    let mut file = OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .open(path)?;
    let size = file.metadata()?.len();
    let mut last = [b'\n'];
    if size > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    Ok(Shared {
        file,
        size,
        open_line: last != [b'\n'],
    })
}

impl Shared {
    /// Adds a text in one write; `between` goes first where the last writer left a line open.
    fn append(mut self, text: &str, between: &str) -> io::Result<()> {
        let mut whole = String::with_capacity(text.len() + between.len() + 1);
        if self.open_line {
            whole.push_str(between);
        }
        whole.push_str(text);
        if !whole.ends_with('\n') {
            whole.push('\n');
        }
        self.file.write_all(whole.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Step {
        folder: tempfile::TempDir,
        host: GithubActions,
    }

    fn step() -> Step {
        let folder = tempfile::tempdir().expect("a folder");
        let env = [
            ("GITHUB_STEP_SUMMARY", folder.path().join("summary")),
            ("GITHUB_OUTPUT", folder.path().join("output")),
        ];
        let host = GithubActions::new(&env.into_iter().collect());
        Step { folder, host }
    }

    impl Step {
        fn read(&self, name: &str) -> String {
            fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.folder.path().join(name), text).expect("writable");
        }
    }

    /// Reads an output file as the runner does.
    fn outputs(text: &str) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            match line.split_once("<<") {
                Some((name, word)) if !name.contains('=') => {
                    let value: Vec<&str> = lines.by_ref().take_while(|line| *line != word).collect();
                    found.push((name.to_owned(), value.join("\n")));
                }
                _ => {
                    let (name, value) = line.split_once('=').expect("an assignment");
                    found.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        found
    }

    #[test]
    fn any_value_comes_out_as_it_went_in() {
        let step = step();
        step.write("output", "before=1");
        let values = [
            "3",
            "",
            "a=b<<EOF\nEOF\nevil=1\namiforge-0000000000000000",
            "é 漢\n",
        ];
        for value in values {
            step.host.output("errors", value).expect("writable");
        }
        let found = outputs(&step.read("output"));
        assert_eq!(found[0], ("before".to_owned(), "1".to_owned()));
        let written: Vec<&str> = found[1..].iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(written, values);
        assert!(found[1..].iter().all(|(name, _)| name == "errors"));
    }

    #[test]
    fn a_name_that_could_break_the_file_is_refused() {
        let step = step();
        for name in ["", "a=b", "a<<b", "a\nb", "é"] {
            assert!(step.host.output(name, "1").is_err(), "{name:?}");
        }
        assert_eq!(step.read("output"), "");
    }

    #[test]
    fn a_summary_is_added_behind_that_of_others() {
        let step = step();
        step.write("summary", "text of others");
        step.host.summary("## ours").expect("writable");
        step.host.summary("## again\n").expect("writable");
        assert_eq!(step.read("summary"), "text of others\n\n## ours\n## again\n");
    }

    #[test]
    fn a_summary_never_makes_the_file_too_large() {
        let step = step();
        let half = "x".repeat(600 * 1024);
        step.host.summary(&half).expect("writable");
        step.host.summary(&half).expect("writable");
        let text = step.read("summary");
        assert!(text.len() < 1024 * 1024 && text.contains("is left out"));
        step.write("summary", &"x".repeat(1024 * 1024));
        step.host.summary("## ours").expect("nothing to write");
        assert_eq!(step.read("summary").len(), 1024 * 1024);
    }

    #[test]
    fn a_file_that_the_runner_does_not_name_is_not_written() {
        let host = GithubActions::new(&Env::default());
        host.summary("a").expect("nothing to write");
        host.output("a", "b").expect("nothing to write");
    }
}
