//! The log of AWSTOE, which runs the documents of components.
//!
//! Two forms are read. The lines of its console, as they stand in `CloudWatch` Logs or, behind a time and a level, in
//! `console.log`: `Document …`, `Phase …`, `Step …`, `ExecuteBash: STARTED EXECUTION`, `CmdExecution: Stderr: …`,
//! `CmdExecution: ExitCode 1`. And the block that sums up a failure: `Document:`, `ComponentArn:`, `Phase:`, `Step:`, `Action:`,
//! `ErrorMessage:`, `Stderr:`.
//!
//! <https://github.com/CloudSnorkel/cdk-github-runners/issues/212>,
//! <https://github.com/aws-samples/amazon-ec2-image-builder-samples/blob/main/debugging/README.md>,
//! <https://docs.aws.amazon.com/imagebuilder/latest/userguide/image-failure-context.html>

/// What was found in a log.
#[derive(Debug, Default)]
pub(super) struct Read<'t> {
    /// What sums up failures, in order.
    blocks: Vec<Block<'t>>,
    /// Steps that ran, in order. The first has no names when the start of the log is missing.
    sections: Vec<Section<'t>>,
}

/// Where in a document something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names<'t> {
    pub(super) component: Option<&'t str>,
    pub(super) phase: Option<&'t str>,
    pub(super) step: Option<&'t str>,
}

/// What sums up a failure.
#[derive(Debug, Default)]
pub(super) struct Block<'t> {
    pub(super) names: Names<'t>,
    pub(super) action: Option<&'t str>,
    pub(super) error: Vec<&'t str>,
    pub(super) stderr: Vec<&'t str>,
}

/// What a step wrote.
#[derive(Debug, Default)]
pub(super) struct Section<'t> {
    pub(super) names: Names<'t>,
    pub(super) action: Option<&'t str>,
    pub(super) stdout: Vec<&'t str>,
    pub(super) stderr: Vec<&'t str>,
    /// The last exit code.
    pub(super) exit: Option<i64>,
    /// Whether AWSTOE says that a command failed.
    error: bool,
}

impl Section<'_> {
    fn failed(&self) -> bool {
        self.error || self.exit.is_some_and(|code| !matches!(code, 0 | 194 | 3010))
    }
}

impl Names<'_> {
    /// Whether a place that was found can be the one that is meant; what is not known fits.
    fn fit(&self, found: &Names<'_>) -> bool {
        let same = |wanted: Option<&str>, found: Option<&str>| wanted.is_none() || wanted == found;
        let document = match (self.component, found.component) {
            (Some(wanted), Some(found)) => !found.starts_with("arn:") || wanted == found,
            _ => true,
        };
        document && same(self.phase, found.phase) && same(self.step, found.step)
    }
}

impl<'t> Read<'t> {
    /// Whether a step of a document failed in it.
    pub(super) fn has_failure(&self) -> bool {
        !self.blocks.is_empty() || self.sections.iter().any(Section::failed)
    }

    /// The block about this place, the last one of several.
    pub(super) fn block(&self, wanted: &Names<'_>) -> Option<&Block<'t>> {
        self.blocks.iter().rfind(|block| wanted.fit(&block.names))
    }

    /// What the step at this place wrote: the last of those that failed. Without a name that is known, the last that failed;
    /// at last what has no name, because the start of the log is missing.
    pub(super) fn section(&self, wanted: &Names<'_>) -> Option<&Section<'t>> {
        let fits = |section: &&Section<'t>| wanted.fit(&section.names);
        let named = wanted.step.is_some();
        self.sections
            .iter()
            .rfind(|section| fits(section) && section.failed())
            .or_else(|| self.sections.iter().rfind(|section| named && fits(section)))
            .or_else(|| {
                let nameless = |section: &&Section<'t>| section.names == Names::default();
                self.sections
                    .iter()
                    .rfind(|section| nameless(section) && (section.failed() || !section.stderr.is_empty()))
            })
    }

    /// Everything that was written, in order, errors of a step behind its output.
    pub(super) fn lines(&self) -> impl Iterator<Item = &'t str> {
        self.sections
            .iter()
            .flat_map(|section| section.stdout.iter().chain(&section.stderr).copied())
    }
}

/// Reads a log.
pub(super) fn read(text: &str) -> Read<'_> {
    let mut reader = Reader {
        read: Read::default(),
        names: Names::default(),
        section: Section::default(),
        block: None,
        stream: Stream::Out,
        part: Part::None,
    };
    for line in text.lines() {
        reader.line(line);
    }
    reader.end_block();
    reader.end_section();
    reader.read
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Out,
    Err,
}

/// Which part of a block goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    None,
    Error,
    Stderr,
}

struct Reader<'t> {
    read: Read<'t>,
    names: Names<'t>,
    section: Section<'t>,
    block: Option<Block<'t>>,
    stream: Stream,
    part: Part,
}

impl<'t> Reader<'t> {
    fn line(&mut self, line: &'t str) {
        let (level, line) = without_time(line);
        let said = line.strip_prefix("CmdExecution: ").unwrap_or(line);
        let is_marker = marker(said);
        if self.in_block(said, level.is_some() || is_marker.is_some()) {
            return;
        }
        if level == Some("debug") {
            return;
        }
        match is_marker {
            Some(Marker::Document(name)) => {
                self.end_section();
                self.names = Names {
                    component: Some(name),
                    ..Names::default()
                };
                self.section.names = self.names;
            }
            Some(Marker::Phase(name)) => {
                self.end_section();
                self.names.phase = Some(name);
                self.names.step = None;
                self.section.names = self.names;
            }
            Some(Marker::Step(name)) => {
                self.end_section();
                self.names.step = Some(name);
                self.section.names = self.names;
            }
            Some(Marker::Started(action)) => self.section.action = Some(action),
            Some(Marker::Stdout(text)) => {
                self.stream = Stream::Out;
                self.push(text);
            }
            Some(Marker::Stderr(text)) => {
                self.stream = Stream::Err;
                self.push(text);
            }
            Some(Marker::Exit(code)) => {
                self.section.exit = Some(code);
                self.stream = Stream::Out;
            }
            Some(Marker::Failed) => self.section.error = true,
            Some(Marker::Other) => self.stream = Stream::Out,
            None => {
                if level.is_some() {
                    self.stream = Stream::Out;
                }
                self.push(line);
            }
        }
    }

    fn push(&mut self, text: &'t str) {
        match self.stream {
            Stream::Out => self.section.stdout.push(text),
            Stream::Err => self.section.stderr.push(text),
        }
    }

    fn end_section(&mut self) {
        let section = std::mem::take(&mut self.section);
        let empty = section.stdout.is_empty() && section.stderr.is_empty() && section.exit.is_none();
        if !empty || section.names.step.is_some() || section.error {
            self.read.sections.push(section);
        }
        self.stream = Stream::Out;
    }

    /// Takes a line of a block.
    fn in_block(&mut self, line: &'t str, is_marker: bool) -> bool {
        let trimmed = line.trim_start();
        let value = |key: &str| trimmed.strip_prefix(key).map(str::trim);
        if let Some(name) = value("Document:") {
            self.end_block();
            self.block = Some(Block::default());
            self.set_component(name);
            return true;
        }
        if let Some(name) = value("ComponentArn:") {
            if self.block.as_ref().is_none_or(|block| block.names.step.is_some()) {
                self.end_block();
                self.block = Some(Block::default());
            }
            self.set_component(name);
            return true;
        }
        let Some(block) = self.block.as_mut() else {
            return false;
        };
        let some = |text: &'t str| (!text.is_empty()).then_some(text);
        if let Some(name) = value("Phase:") {
            block.names.phase = some(name);
        } else if let Some(name) = value("Step:") {
            block.names.step = some(name);
        } else if let Some(name) = value("Action:") {
            block.action = some(name);
        } else if let Some(text) = value("ErrorMessage:") {
            self.part = Part::Error;
            block.error.push(text);
        } else if let Some(text) =
            value("Stderr:").filter(|_| self.part != Part::None || block.names.step.is_some())
        {
            self.part = Part::Stderr;
            block.stderr.push(text);
        } else if is_marker || self.part == Part::None && !trimmed.is_empty() {
            self.end_block();
            return false;
        } else {
            match self.part {
                Part::Error => block.error.push(line),
                Part::Stderr => block.stderr.push(line),
                Part::None => {}
            }
        }
        true
    }

    fn set_component(&mut self, name: &'t str) {
        self.part = Part::None;
        if let Some(block) = self.block.as_mut()
            && !name.is_empty()
            && (block.names.component.is_none() || name.starts_with("arn:"))
        {
            block.names.component = Some(name);
        }
    }

    fn end_block(&mut self) {
        self.part = Part::None;
        if let Some(block) = self.block.take()
            && (block.names.step.is_some() || !block.error.is_empty())
        {
            self.read.blocks.push(block);
        }
    }
}

/// A line that AWSTOE writes about itself.
enum Marker<'t> {
    Document(&'t str),
    Phase(&'t str),
    Step(&'t str),
    Started(&'t str),
    Stdout(&'t str),
    Stderr(&'t str),
    Exit(i64),
    Failed,
    Other,
}

fn marker(line: &str) -> Option<Marker<'_>> {
    let word = |key: &str| {
        let rest = line.strip_prefix(key)?.trim_end();
        let fits = !rest.is_empty() && rest.len() <= 1_024 && !rest.contains(char::is_whitespace);
        fits.then_some(rest)
    };
    if let Some(name) = word("Document ") {
        return Some(Marker::Document(name));
    }
    if let Some(name) = word("Phase ") {
        return Some(Marker::Phase(name));
    }
    if let Some(name) = word("Step ") {
        return Some(Marker::Step(name));
    }
    let stream = |key: &str| {
        let rest = line.strip_prefix(key)?;
        Some(rest.strip_prefix(' ').unwrap_or(rest))
    };
    if let Some(text) = stream("Stdout:") {
        return Some(Marker::Stdout(text));
    }
    if let Some(text) = stream("Stderr:") {
        return Some(Marker::Stderr(text));
    }
    if let Some(code) = line
        .strip_prefix("ExitCode ")
        .and_then(|rest| rest.trim().parse().ok())
    {
        return Some(Marker::Exit(code));
    }
    if line.contains("Command execution has resulted in an error") {
        return Some(Marker::Failed);
    }
    if let Some(action) = line.trim_end().strip_suffix(": STARTED EXECUTION") {
        return Some(Marker::Started(action).if_action(action));
    }
    let about = [
        ": FINISHED EXECUTION",
        ": Document input parameter",
        "Command execution has been completed",
        "Command execution completed successfully",
        "TOE has completed execution",
    ];
    about
        .iter()
        .any(|about| line.contains(about) && line.len() <= 400)
        .then_some(Marker::Other)
}

impl Marker<'_> {
    /// The executor begins and ends as the modules do.
    fn if_action(self, action: &str) -> Self {
        if action == "Executor" || !action.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            Self::Other
        } else {
            self
        }
    }
}

/// A line of `console.log` without its time, with its level in lower case: `2020-07-31 12:39:24.207 Info Stderr: …`.
fn without_time(line: &str) -> (Option<&'static str>, &str) {
    const LEVELS: [(&str, &str); 6] = [
        ("Info ", "info"),
        ("Debug ", "debug"),
        ("Trace ", "debug"),
        ("Warn ", "warning"),
        ("Warning ", "warning"),
        ("Error ", "error"),
    ];
    const FORM: &[u8] = b"0000-00-00 00:00:00";
    let bytes = line.as_bytes();
    let fits = |(form, byte): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        b' ' => matches!(byte, b' ' | b'T'),
        form => form == byte,
    };
    if bytes.len() < FORM.len() || !FORM.iter().zip(bytes).all(fits) {
        return (None, line);
    }
    let behind = line.get(FORM.len()..).unwrap_or_default();
    let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | 'Z'));
    let Some(behind) = behind.strip_prefix(' ') else {
        return (None, line);
    };
    for (word, level) in LEVELS {
        let start = behind.get(..word.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            return (Some(level), behind.get(word.len()..).unwrap_or_default());
        }
    }
    (Some("info"), behind)
}

/// The exit code that a message tells: `ExitCode 1`, `exit code 1`, `exit code: 1`.
pub(super) fn exit_code_in(text: &str) -> Option<i64> {
    let lower = text.to_ascii_lowercase();
    ["exitcode", "exit code"].iter().find_map(|key| {
        lower.match_indices(key).find_map(|(at, _)| {
            let behind = lower
                .get(at + key.len()..)?
                .trim_start_matches([':', ' ', '=', '\'']);
            let behind = behind.strip_prefix("of ").unwrap_or(behind);
            let end = behind
                .char_indices()
                .find(|(at, c)| !(c.is_ascii_digit() || *at == 0 && *c == '-'))
                .map_or(behind.len(), |(at, _)| at);
            behind.get(..end)?.parse().ok()
        })
    })
}

#[cfg(test)]
#[path = "toe_tests.rs"]
mod tests;
