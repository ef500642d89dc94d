//! What is said while a build runs: one line each, folded on GitHub, with a bar on a terminal.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::build::follow::Told;
use crate::build::lines::{self, Weight};
use crate::build::progress::{Event, Progress};
use crate::host::{self, Env, Host};
use crate::visible::visible;

/// Notices of a step that GitHub shows are ten; a few are for the rest of the run.
const NOTICES: usize = 7;

/// The log of a run.
pub(super) struct Log {
    host: Box<dyn Host>,
    /// Whether standard output is for the document.
    aside: bool,
    /// Whether a part of the log is open that can be folded.
    open: bool,
    notices: usize,
    /// What will be missing, and why.
    lacks: Vec<String>,
    bar: Option<ProgressBar>,
}

impl Log {
    /// Lines go to standard output, or aside to standard error.
    pub(super) fn new(aside: bool, env: &Env) -> Self {
        let watched = std::io::stderr().is_terminal() && !env.is_job();
        Self {
            host: host::detect(env),
            aside,
            open: false,
            notices: 0,
            lacks: Vec::new(),
            bar: watched.then(bar),
        }
    }

    /// Says a line.
    pub(super) fn say(&mut self, text: &str) {
        self.write(&format!("{}\n", inert(text)));
    }

    /// What was missing to the end, for those who do not read the log.
    pub(super) fn lacks(&self) -> &[String] {
        &self.lacks
    }

    /// Nothing more is said about the build.
    pub(super) fn close(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.fold(None);
    }

    /// Ends the part that is open, and begins another.
    fn fold(&mut self, title: Option<&str>) {
        if self.open {
            let end = self.host.group_end();
            self.write(end);
        }
        self.open = title.is_some();
        if let Some(title) = title {
            let begin = self.host.group(title);
            self.write(&begin);
        }
    }

    fn write(&self, text: &str) {
        let write = || {
            // Nobody is left to be told when this fails; the result is told elsewhere too.
            let _ = if self.aside {
                std::io::stderr().lock().write_all(text.as_bytes())
            } else {
                let mut out = std::io::stdout().lock();
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            };
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Told for Log {
    fn event(&mut self, event: &Event) {
        let line = lines::line(event);
        match line.weight {
            Weight::Alone => {
                self.fold(None);
                self.say(&line.text);
            }
            Weight::Stage => self.fold(Some(&inert(&line.text))),
            Weight::Notice | Weight::Warning if self.notices < NOTICES => {
                self.notices += 1;
                let text = self.host.notice(line.weight == Weight::Warning, &line.text);
                self.write(&text);
            }
            Weight::Part | Weight::Notice | Weight::Warning => self.say(&line.text),
        }
    }

    fn note(&mut self, text: &str) {
        self.say(text);
    }

    fn lack(&mut self, text: &str) {
        let text = visible(text);
        let line = self.host.notice(true, &text);
        self.write(&line);
        self.lacks.push(text.into_owned());
    }

    fn far(&mut self, progress: &Progress) {
        let Some(bar) = &self.bar else { return };
        let (done, all) = progress.steps_done();
        if all > 0 {
            bar.set_style(with_steps());
        }
        bar.set_length(u64::try_from(all).unwrap_or_default());
        bar.set_position(u64::try_from(done).unwrap_or_default());
        if let Some(image) = progress.last() {
            bar.set_message(visible(&image.status.word().to_ascii_lowercase()).into_owned());
        }
    }
}

/// One line in which a runner finds no command: it takes `##[` anywhere, and `::` where a line begins.
pub(super) fn inert(text: &str) -> String {
    let text = visible(text).replace("##[", "# #[");
    if text.trim_start().starts_with("::") {
        format!("\\{}", text.trim_start())
    } else {
        text
    }
}

/// Before the first workflow no step is known, and no bar says how far it is.
fn bar() -> ProgressBar {
    let style = style("{spinner} {elapsed} {msg}");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

fn with_steps() -> ProgressStyle {
    style("{spinner} {elapsed} {msg} {pos}/{len} steps {wide_bar}")
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn no_line_is_a_command() {
        for (text, shown) in [
            ("building", "building"),
            ("  step a", "  step a"),
            ("a ##[add-mask]b", "a # #[add-mask]b"),
            ("::error::a", "\\::error::a"),
            ("  ::error::a", "\\::error::a"),
            ("a\r\n::error::a\u{1b}[2J", "a\\r\\n::error::a\\u{1b}[2J"),
        ] {
            assert_eq!(inert(text), shown);
        }
    }
}
