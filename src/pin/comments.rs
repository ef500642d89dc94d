//! Comments that speak to amiforge: which pins each of them binds, and what it says.
//!
//! At the end of a line a comment binds the pins of the line. On a line of its own it binds the pins of the next line, or, when
//! that line opens a map, a list or a block, every pin within it. Comments about findings (`ignore[rule]`) are not meant.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::annotation::{self, Annotation, Setting, Word};
use crate::nearest::nearest;
use crate::release::regions::{is_account, is_region};
use crate::source::Span;
use crate::syntax::{Comment, Content, Key, NodeId, Syntax};

use super::draft::{Draft, Said};
use super::hints::Says;
use super::pointer::Template;
use super::scan::File;
use super::surroundings::indent;
use super::{Hold, Problem, ProblemKind, Track, names};

const FROM: &str = "the comment";
const SETTINGS: [&str; 5] = ["region", "account", "env", "cluster", "environment"];

/// Gives every pin what the comments say that bind it; what is wrong with comments comes back.
pub(super) fn bind(file: &File<'_>, drafts: &mut Vec<Draft>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut bound = Vec::new();
    let spoken: Vec<(&Comment, Said, Span)> = file
        .document
        .comments
        .iter()
        .filter_map(|comment| {
            let (said, span) = read(file, comment, &mut problems)?;
            Some((comment, said, span))
        })
        .collect();
    if spoken.is_empty() {
        return problems;
    }
    let mut lines = Lines::new(file, drafts);
    for (comment, said, span) in spoken {
        let (extent, mut targets) = lines.targets(comment, drafts);
        if targets.is_empty()
            && let Some(draft) = lines.named(comment, &said)
        {
            targets.push(drafts.len());
            lines.add(&draft, drafts.len());
            drafts.push(draft);
        }
        if targets.is_empty() {
            problems.push(unbound(span));
        }
        bound.push((extent, targets, said));
    }
    // The nearer a comment is to a pin, the later it is heard.
    bound.sort_by_key(|(extent, ..)| std::cmp::Reverse(*extent));
    for (_, targets, said) in bound {
        for target in targets {
            drafts[target].hear(said.clone());
        }
    }
    problems
}

fn unbound(span: Span) -> Problem {
    Problem {
        span,
        kind: ProblemKind::UnboundAnnotation,
        message: "this comment binds no pin".to_owned(),
        help: "write it at the end of the line with the image id, or on a line of its own directly above it"
            .to_owned(),
    }
}

/// Where pins and code stand.
struct Lines<'f, 'a> {
    file: &'f File<'a>,
    /// Open pins by line.
    pins: BTreeMap<usize, Vec<usize>>,
    /// For each line the next one, itself included, that is neither empty nor a comment.
    code: Vec<u32>,
}

impl<'f, 'a> Lines<'f, 'a> {
    fn new(file: &'f File<'a>, drafts: &[Draft]) -> Self {
        let mut lines = Self {
            file,
            pins: BTreeMap::new(),
            code: Vec::new(),
        };
        for (index, draft) in drafts.iter().enumerate() {
            lines.add(draft, index);
        }
        lines.find_code();
        lines
    }

    fn add(&mut self, draft: &Draft, index: usize) {
        if draft.open {
            self.pins
                .entry(self.line(draft.pin.span.start))
                .or_default()
                .push(index);
        }
    }

    fn line(&self, at: u32) -> usize {
        self.file.source.lines().line_index(at)
    }

    fn text(&self, line: usize) -> &'a str {
        self.file.source.lines().text(self.file.source.text(), line)
    }

    fn find_code(&mut self) {
        let count = self.file.source.lines().count();
        let mut code: Vec<bool> = (0..count)
            .map(|line| !self.text(line).trim().is_empty())
            .collect();
        for comment in &self.file.document.comments {
            let (first, last) = (self.line(comment.span.start), self.line(comment.span.end));
            if comment.own_line && first < last {
                code[first..last].fill(false);
            }
            let behind = self.text(last);
            let end = comment.span.end - self.file.source.lines().start(last).unwrap_or_default();
            let alone = behind
                .get(end as usize..)
                .is_none_or(|rest| rest.trim().is_empty());
            code[last] &= !(comment.own_line && alone);
        }
        if self.file.document.syntax == Syntax::Text {
            // Of a text only the comments of some lines are known.
            for (line, is_code) in code.iter_mut().enumerate() {
                let begins = self
                    .file
                    .source
                    .lines()
                    .text(self.file.source.text(), line)
                    .trim_start();
                *is_code &= !["#", "//", "--", ";", "/*", "* ", "*/", "<!--"]
                    .iter()
                    .any(|mark| begins.starts_with(mark));
            }
        }
        let mut next = u32::MAX;
        self.code = vec![next; count];
        for line in (0..count).rev() {
            if code[line] {
                next = u32::try_from(line).unwrap_or(u32::MAX);
            }
            self.code[line] = next;
        }
    }

    /// The pins that a comment binds, and how much text it speaks about.
    fn targets(&self, comment: &Comment, drafts: &[Draft]) -> (u32, Vec<usize>) {
        let of_line = |line: usize| self.pins.get(&line).cloned().unwrap_or_default();
        if !comment.own_line {
            return (0, of_line(self.line(comment.span.start)));
        }
        let Some(line) = self.next_code(comment) else {
            return (1, Vec::new());
        };
        let here = of_line(line);
        if !here.is_empty() {
            return (1, here);
        }
        match self.opened(line) {
            Opened::Block(span) => {
                let lines = self.line(span.start)..=self.line(span.end);
                let within = self.pins.range(lines).flat_map(|(_, pins)| pins.iter().copied());
                let within = within.filter(|index| span.contains(drafts[*index].pin.span));
                (u32::try_from(span.len()).unwrap_or(u32::MAX), within.collect())
            }
            // A value that is no pin: the next one beside it.
            Opened::Beside(owner) => {
                let next = self
                    .pins
                    .range(line..)
                    .find(|(_, pins)| pins.iter().any(|index| drafts[*index].pin.owner == Some(owner)));
                (1, next.map(|(_, pins)| pins.clone()).unwrap_or_default())
            }
            Opened::Nothing => (1, Vec::new()),
        }
    }

    fn next_code(&self, comment: &Comment) -> Option<usize> {
        let next = self.code.get(self.line(comment.span.end) + 1)?;
        (*next != u32::MAX).then_some(*next as usize)
    }

    /// What begins on a line without a pin.
    fn opened(&self, line: usize) -> Opened {
        if self.file.document.nodes.is_empty() {
            return self.opened_by_indentation(line);
        }
        let Some(node) = self.outermost(line).and_then(|id| self.file.document.node(id)) else {
            return Opened::Nothing;
        };
        match &node.content {
            Content::Scalar(_) => {
                let parent = node.parent.and_then(|parent| self.file.document.node(parent));
                parent.map_or(Opened::Nothing, |parent| Opened::Beside(parent.span))
            }
            _ => Opened::Block(node.span),
        }
    }

    /// The outermost node that begins on a line, with its key; not the top of a document, which a comment above its first
    /// line does not mean.
    fn outermost(&self, line: usize) -> Option<NodeId> {
        const NEAR: usize = 64;
        let nodes = &self.file.document.nodes;
        let start = self.file.source.lines().start(line)?;
        let first = nodes.partition_point(|node| node.span.start < start);
        let found = nodes[first..].iter().take(NEAR).position(|node| {
            let begins = match &node.key {
                Key::Name(_, key) => key.start.min(node.span.start),
                _ => node.span.start,
            };
            begins >= start && node.parent.is_some() && self.line(begins) == line
        })?;
        u32::try_from(first + found).ok().map(NodeId)
    }

    /// The lines that are indented more than this one, which directly follow it.
    fn opened_by_indentation(&self, line: usize) -> Opened {
        let depth = indent(self.text(line));
        let lines = self.file.source.lines();
        let last = (line + 1..lines.count())
            .take_while(|below| {
                let text = self.text(*below);
                text.trim().is_empty() || indent(text) > depth
            })
            .last();
        match (last, lines.start(line)) {
            (Some(last), Some(start)) => {
                let end = lines
                    .start(last + 1)
                    .map_or(self.file.source.text().len(), |end| end as usize);
                Opened::Block(Span::new(start as usize, end))
            }
            _ => Opened::Nothing,
        }
    }

    /// A pin by name on the line that a comment speaks about, when it holds one single value.
    fn named(&self, comment: &Comment, said: &Said) -> Option<Draft> {
        let line = if comment.own_line {
            self.next_code(comment)?
        } else {
            self.line(comment.span.start)
        };
        let document = self.file.document;
        let start = self.file.source.lines().start(line)?;
        let first = document.nodes.partition_point(|node| node.span.start < start);
        let mut scalars = (first..document.nodes.len())
            .filter_map(|index| u32::try_from(index).ok().map(NodeId))
            .take_while(|id| {
                document
                    .node(*id)
                    .is_some_and(|node| self.line(node.span.start) == line)
            })
            .filter(|id| document.scalar(*id).is_some());
        let node = scalars.next().filter(|_| scalars.next().is_none())?;
        names::draft(self.file, node, said.says.follow.as_ref())
    }
}

enum Opened {
    Block(Span),
    Beside(Span),
    Nothing,
}

/// What a comment says, and where it says it. None for one that says nothing to pins.
fn read(file: &File<'_>, comment: &Comment, problems: &mut Vec<Problem>) -> Option<(Said, Span)> {
    let spoken = annotation::read(file.source.slice(comment.span), comment.span.start)?;
    let mut wrong = |span: Span, message: String, help: String| {
        problems.push(Problem {
            span,
            kind: ProblemKind::MalformedAnnotation,
            message,
            help,
        });
    };
    let mut said = Said::comment(Says::default(), FROM);
    match spoken.content {
        Ok(Annotation::IgnoreRules { .. }) => return None,
        // Brackets that are not closed belong to the comments about findings too.
        Err(_) if spoken.verb.text == "ignore" => return None,
        Err(mistake) => {
            wrong(mistake.span, mistake.message, mistake.help);
            said.unread = true;
        }
        Ok(Annotation::Ignore { reason }) => {
            if reason.is_none() {
                wrong(
                    spoken.span,
                    "no reason is given".to_owned(),
                    "write why: `ignore reason`".to_owned(),
                );
            }
            said.says.ignore = Some(reason.map_or(String::new(), |reason| reason.text.to_owned()));
        }
        Ok(Annotation::Hold { until, reason }) => {
            let date = until.and_then(|until| until.text.parse::<Date>().ok());
            let help = "write `hold until=2026-09-01 reason`".to_owned();
            match until {
                Some(until) if date.is_none() => {
                    let shown = crate::yaml::shorten(until.text);
                    wrong(until.span, format!("`{shown}` is not a date"), help);
                }
                None => wrong(
                    spoken.verb.span,
                    "`hold` does not say until when".to_owned(),
                    help,
                ),
                Some(_) if reason.is_none() => {
                    wrong(spoken.span, "no reason is given".to_owned(), help);
                }
                Some(_) => {}
            }
            said.says.hold = Some(Hold {
                until: date,
                reason: reason.map_or(String::new(), |reason| reason.text.to_owned()),
            });
        }
        Ok(Annotation::Follow { target, settings }) => {
            said.target = Some(target.span);
            match track(target) {
                Ok(template) => said.says.follow = Some(template),
                Err((message, help)) => {
                    wrong(target.span, message, help);
                    said.unread = true;
                }
            }
            for setting in settings {
                if let Err((span, message, help)) = set(&mut said.says, setting) {
                    wrong(span, message, help);
                    said.unread = true;
                }
            }
        }
    }
    Some((said, spoken.span))
}

/// Reads what is followed. With `{name}` in it only the scheme is checked before the names are filled in.
fn track(target: Word<'_>) -> Result<Template, (String, String)> {
    let shown = crate::yaml::shorten(target.text);
    let template = Template::parse(target.text).map_err(|bad| {
        (
            format!("`{shown}` {}", bad.reason),
            "write `{region}` or `{kubernetes}`".to_owned(),
        )
    })?;
    // A number fits wherever a region, a version or a cluster's name does.
    let mut sample = target.text.to_owned();
    for name in template.names().unwrap_or_default() {
        sample = sample.replace(&format!("{{{name}}}"), "1");
    }
    match Track::parse(&sample) {
        Ok(_) => Ok(template),
        Err(bad) => Err((format!("`{shown}` {}", bad.reason), bad.help)),
    }
}

fn set(says: &mut Says, setting: Setting<'_>) -> Result<(), (Span, String, String)> {
    let Setting { key, value } = setting;
    let shown = crate::yaml::shorten(value.text);
    let template = Template::parse(value.text);
    let plain = template
        .as_ref()
        .is_ok_and(|template| template.names().is_ok_and(|names| names.is_empty()));
    let bad = |what: &str, help: &str| Err((value.span, format!("`{shown}` is not {what}"), help.to_owned()));
    match key.text {
        _ if value.text.is_empty() => return bad("a value", "write something behind `=`"),
        "region" if plain && !is_region(value.text) => {
            return bad("the name of a region", "write a name such as `eu-west-1`");
        }
        "account" if plain && !is_account(value.text) => {
            return bad("an account", "write its twelve digits");
        }
        _ => {}
    }
    let Ok(template) = template else {
        return bad("a value", "write `{name}` with small letters, or a plain value");
    };
    match key.text {
        "region" => says.region = Some(template),
        "account" => says.account = Some(template),
        "env" | "environment" => says.environment = Some(template),
        "cluster" => says.cluster = Some(template),
        other => {
            let help = nearest(other, SETTINGS).map_or_else(
                || "the settings are `region`, `account`, `env` and `cluster`".to_owned(),
                |meant| format!("write `{meant}`"),
            );
            let shown = crate::yaml::shorten(other);
            return Err((key.span, format!("`{shown}` is not a setting"), help));
        }
    }
    Ok(())
}
