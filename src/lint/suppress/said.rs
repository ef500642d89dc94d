//! What is said about the comments themselves.

use super::{Ignore, with_blanks};
use crate::annotation::Word;
use crate::diagnostic::{Diagnostic, Safety};
use crate::lint::settings::Settings;
use crate::nearest::nearest;
use crate::rules::{self, Findings, Rule};
use crate::source::{Source, Span};
use crate::yaml::shorten;

/// What there is to say about the comments.
pub(super) struct Said<'s> {
    pub(super) settings: &'s Settings,
    pub(super) found: Vec<Diagnostic>,
}

impl Said<'_> {
    /// Whether so much is said that nothing more is added.
    pub(super) fn is_full(&self) -> bool {
        self.found.len() >= rules::MOST
    }

    fn findings(&mut self, rule: &'static Rule) -> Findings<'_> {
        Findings::new(rule, self.settings, &mut self.found)
    }

    pub(super) fn malformed(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if self.is_full() {
            return;
        }
        self.findings(rules::lint::MALFORMED_IGNORE)
            .report(span, message)
            .help(help);
    }

    pub(super) fn no_reason(&mut self, span: Span) {
        self.malformed(
            span,
            "the comment gives no reason",
            "say behind `]` why the finding is fine here",
        );
    }

    pub(super) fn no_rule(&mut self, verb: Word<'_>) {
        self.malformed(
            verb.span,
            "`ignore` names no rule",
            "write `ignore[group/rule] reason`",
        );
    }

    /// The rule of this name, if a comment may ignore it.
    pub(super) fn rule(&mut self, word: Word<'_>) -> Option<&'static Rule> {
        let Some(rule) = rules::find(word.text) else {
            self.unknown(word);
            return None;
        };
        if matches!(rule.group(), "lint" | "config") {
            self.malformed(
                word.span,
                format!("no comment can ignore `{}`", rule.id),
                "remove it from the brackets",
            );
            return None;
        }
        if self.settings.locked.contains(rule.id) {
            self.findings(rules::lint::LOCKED_RULE)
                .report(
                    word.span,
                    format!("`{}` is locked, the comment has no effect", rule.id),
                )
                .help("remove the comment and mend what the rule finds");
            return None;
        }
        Some(rule)
    }

    fn unknown(&mut self, word: Word<'_>) {
        if self.is_full() {
            return;
        }
        let shown = shorten(word.text);
        if rules::groups().any(|group| group == word.text) {
            self.malformed(
                word.span,
                format!("`{shown}` is a group, not a rule"),
                "name the rules one by one",
            );
            return;
        }
        let behind_slash =
            rules::all().find(|rule| rule.id.split_once('/').is_some_and(|(_, n)| n == word.text));
        let meant = behind_slash
            .map(|rule| rule.id)
            .or_else(|| nearest(word.text, rules::all().map(|rule| rule.id)));
        let help = match meant {
            Some(meant) => format!("write `{meant}`"),
            None if word.text.contains(char::is_whitespace) => "write commas between rules".to_owned(),
            None => "write the rule as the finding shows it, such as `schema/unknown-action`".to_owned(),
        };
        self.malformed(word.span, format!("`{shown}` is not a rule"), help);
    }

    pub(super) fn unused(&mut self, ignore: &Ignore, source: &Source) {
        if self.is_full() {
            return;
        }
        let id = ignore.rule.id;
        let here = source.lines().line_index(ignore.span.start);
        let message = match ignore.line {
            None => format!("nothing stands below the comment that ignores `{id}`"),
            Some(line) if line == here => format!("`{id}` finds nothing on this line"),
            Some(line) => format!("`{id}` finds nothing on line {}", line + 1),
        };
        let mut findings = self.findings(rules::lint::UNUSED_IGNORE);
        let finding = findings.report(ignore.span, message);
        finding.help("remove the rule from the comment");
        if let Some(comment) = ignore.comment {
            // With its reason goes what somebody has thought about.
            let span = with_blanks(source, comment);
            finding.replace(Safety::Unsafe, "remove the comment", span, "");
        }
    }
}
