//! The grammar of comments that speak to amiforge.
//!
//! ```text
//! # amiforge: ignore[group/rule, group/rule] reason
//! # amiforge: ignore reason
//! # amiforge: hold until=2026-09-01 reason
//! # amiforge: follow=scheme:target key=value key=value
//! ```
//!
//! `ignore[…]` is about findings, the other three are about pinned image ids. Any mark of a comment may stand before it. Whether a rule, a scheme or a date
//! exists is not asked here; whoever uses an annotation asks.

use crate::nearest::nearest;
use crate::source::Span;

/// A piece of a comment and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    /// The text, without white space around it.
    pub text: &'t str,
    /// Where.
    pub span: Span,
}

/// `key=value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting<'t> {
    /// Before `=`.
    pub key: Word<'t>,
    /// Behind `=`.
    pub value: Word<'t>,
}

/// What a comment asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Annotation<'t> {
    /// `ignore[a, b] reason`: no findings of these rules.
    IgnoreRules {
        /// What stands in the brackets: at least one.
        rules: Vec<Word<'t>>,
        /// Why; nothing when there is no word.
        reason: Option<Word<'t>>,
    },
    /// `ignore reason`: this pin is left alone.
    Ignore {
        /// Why.
        reason: Option<Word<'t>>,
    },
    /// `hold until=DATE reason`: this pin is left alone for a while.
    Hold {
        /// The date as written.
        until: Option<Word<'t>>,
        /// Why.
        reason: Option<Word<'t>>,
    },
    /// `follow=scheme:target key=value`: what this pin follows.
    Follow {
        /// `scheme:target`.
        target: Word<'t>,
        /// What follows it.
        settings: Vec<Setting<'t>>,
    },
}

/// Why a comment that begins with `amiforge:` cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The smallest text that has to change.
    pub span: Span,
    /// What is wrong, one line.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// A comment that speaks to amiforge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken<'t> {
    /// From `amiforge` to the end of the comment.
    pub span: Span,
    /// The first word behind the colon, known or not; possibly empty.
    pub verb: Word<'t>,
    /// What it says.
    pub content: Result<Annotation<'t>, Mistake>,
}

const NAME: &str = "amiforge";
const VERBS: [&str; 3] = ["follow", "hold", "ignore"];

/// Reads one comment, its `#` or `//` included; `at` is the byte at which it starts. `None` for a comment that is
/// not addressed to amiforge.
pub fn read(comment: &str, at: u32) -> Option<Spoken<'_>> {
    let whole = Word {
        text: comment,
        span: Span::new(at as usize, at as usize + comment.len()),
    };
    let body = unmarked(whole);
    let name = body.text.get(..NAME.len())?;
    if !name.eq_ignore_ascii_case(NAME) {
        return None;
    }
    let behind = body.from(NAME.len()).trim();
    let (rest, colon) = match behind.text.strip_prefix(':') {
        Some(_) => (behind.from(1).trim(), true),
        None => (behind, false),
    };
    let end = rest
        .text
        .find(|c: char| c.is_whitespace() || matches!(c, '[' | '=' | ':'))
        .unwrap_or(rest.text.len());
    let verb = rest.to(end);
    let behind = rest.from(end);
    let content = if colon {
        content(verb, behind, body.span)
    } else {
        // Prose may begin with the name; only what looks like the grammar is taken for it.
        if !VERBS.contains(&verb.text) || !behind.text.starts_with(['[', '=']) {
            return None;
        }
        Err(mistake(
            body.to(NAME.len()).span,
            "a colon is missing behind `amiforge`",
            "write `amiforge:`",
        ))
    };
    Some(Spoken {
        span: body.span,
        verb,
        content,
    })
}

/// A comment without its marks: `#`, `//`, `--`, `;`, `/* */`, `<!-- -->`.
fn unmarked(whole: Word<'_>) -> Word<'_> {
    let text = whole.text.trim_end();
    let closed = ["*/", "-->"].iter().find_map(|mark| text.strip_suffix(mark));
    let open = whole.to(closed.unwrap_or(text).len());
    let inner = open.text.strip_prefix("<!").unwrap_or(open.text);
    let inner = inner.trim_start_matches(['#', '/', '*', '-', ';']);
    open.from(open.text.len() - inner.len()).trim()
}

fn content<'t>(verb: Word<'t>, behind: Word<'t>, whole: Span) -> Result<Annotation<'t>, Mistake> {
    match verb.text {
        "ignore" if behind.text.starts_with('[') => ignore_rules(behind),
        "ignore" if behind.trim().text.starts_with('[') => Err(mistake(
            verb.span.cover(behind.trim().to(1).span),
            "white space stands between `ignore` and `[`",
            "write `ignore[`",
        )),
        "ignore" => Ok(Annotation::Ignore {
            reason: reason(behind),
        }),
        "hold" => Ok(hold(behind)),
        "follow" => follow(verb, behind),
        "" => Err(mistake(
            whole,
            "nothing stands behind `amiforge:`",
            "write `ignore[group/rule] reason`",
        )),
        word => {
            let help = nearest(word, VERBS).map_or_else(
                || "write `ignore[group/rule] reason`".to_owned(),
                |meant| format!("write `{meant}`"),
            );
            let shown = crate::yaml::shorten(word);
            Err(mistake(
                verb.span,
                format!("`{shown}` is not a word of the annotations"),
                help,
            ))
        }
    }
}

fn ignore_rules(behind: Word<'_>) -> Result<Annotation<'_>, Mistake> {
    let Some(close) = behind.text.find(']') else {
        return Err(mistake(
            behind.to(1).span,
            "`]` is missing",
            "write `ignore[group/rule] reason`",
        ));
    };
    let mut rules = Vec::new();
    let mut at = 1;
    for part in behind.text.get(1..close).unwrap_or_default().split(',') {
        let word = behind.to(at + part.len()).from(at).trim();
        if word.text.is_empty() {
            return Err(mistake(
                behind.to(close + 1).span,
                "a rule is missing in the brackets",
                "write `ignore[group/rule] reason`, several rules with commas between them",
            ));
        }
        rules.push(word);
        at += part.len() + 1;
    }
    Ok(Annotation::IgnoreRules {
        rules,
        reason: reason(behind.from(close + 1)),
    })
}

fn hold(behind: Word<'_>) -> Annotation<'_> {
    let rest = behind.trim();
    match rest.text.strip_prefix("until=") {
        Some(date) => {
            let end = "until=".len() + date.find(char::is_whitespace).unwrap_or(date.len());
            Annotation::Hold {
                until: Some(rest.to(end).from("until=".len())),
                reason: reason(rest.from(end)),
            }
        }
        None => Annotation::Hold {
            until: None,
            reason: reason(rest),
        },
    }
}

fn follow<'t>(verb: Word<'t>, behind: Word<'t>) -> Result<Annotation<'t>, Mistake> {
    const HELP: &str = "write `follow=scheme:target`";
    if !behind.text.starts_with('=') {
        return Err(mistake(verb.span, "`follow` does not say what it follows", HELP));
    }
    let mut words = behind.from(1).words().into_iter();
    let target = words
        .next()
        .filter(|_| !behind.from(1).text.starts_with(char::is_whitespace));
    let Some(target) = target else {
        return Err(mistake(verb.span, "`follow` does not say what it follows", HELP));
    };
    let mut settings = Vec::new();
    for word in words {
        let Some(at) = word.text.find('=') else {
            let shown = crate::yaml::shorten(word.text);
            return Err(mistake(
                word.span,
                format!("`{shown}` is not `key=value`"),
                "write `region=eu-west-1`",
            ));
        };
        settings.push(Setting {
            key: word.to(at),
            value: word.from(at + 1),
        });
    }
    Ok(Annotation::Follow { target, settings })
}

/// The text without a dash or colon before it; a reason has at least one letter or digit.
fn reason(text: Word<'_>) -> Option<Word<'_>> {
    let trimmed = text.trim();
    let marks = trimmed.text.trim_start_matches(['-', '–', '—', ':', ' ']);
    let reason = trimmed.from(trimmed.text.len() - marks.len());
    reason.text.contains(char::is_alphanumeric).then_some(reason)
}

fn mistake(span: Span, message: impl Into<String>, help: impl Into<String>) -> Mistake {
    Mistake {
        span,
        message: message.into(),
        help: help.into(),
    }
}

impl Word<'_> {
    /// Without the first `at` bytes.
    fn from(self, at: usize) -> Self {
        let text = self.text.get(at..).unwrap_or_default();
        let end = self.span.end as usize;
        Self {
            text,
            span: Span::new(end - text.len().min(end), end),
        }
    }

    /// The first `at` bytes.
    fn to(self, at: usize) -> Self {
        let text = self.text.get(..at).unwrap_or(self.text);
        let start = self.span.start as usize;
        Self {
            text,
            span: Span::new(start, start + text.len()),
        }
    }

    fn trim(self) -> Self {
        let left = self.from(self.text.len() - self.text.trim_start().len());
        left.to(left.text.trim_end().len())
    }

    fn words(self) -> Vec<Self> {
        let mut words = Vec::new();
        let mut rest = self.trim();
        while !rest.text.is_empty() {
            let end = rest.text.find(char::is_whitespace).unwrap_or(rest.text.len());
            words.push(rest.to(end));
            rest = rest.from(end).trim();
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(comment: &str) -> Vec<String> {
        let Some(spoken) = read(comment, 100) else {
            return vec!["none".to_owned()];
        };
        let cut = |word: Word<'_>| {
            let range = word.span.start as usize - 100..word.span.end as usize - 100;
            assert_eq!(comment.get(range), Some(word.text), "{comment}");
            word.text.to_owned()
        };
        let why = |reason: Option<Word<'_>>| reason.map_or_else(|| "-".to_owned(), cut);
        match spoken.content {
            Ok(Annotation::IgnoreRules { rules, reason }) => {
                rules.into_iter().map(cut).chain([why(reason)]).collect()
            }
            Ok(Annotation::Ignore { reason }) => vec!["pin".to_owned(), why(reason)],
            Ok(Annotation::Hold { until, reason }) => vec!["hold".to_owned(), why(until), why(reason)],
            Ok(Annotation::Follow { target, settings }) => [cut(target)]
                .into_iter()
                .chain(settings.into_iter().flat_map(|s| [cut(s.key), cut(s.value)]))
                .collect(),
            Err(mistake) => {
                let range = mistake.span.start as usize - 100..mistake.span.end as usize - 100;
                vec![format!("{} at {}", mistake.message, &comment[range])]
            }
        }
    }

    #[test]
    fn every_verb_is_read_with_its_places() {
        let cases: [(&str, &[&str]); 16] = [
            ("# amiforge: ignore[a/b] old agent", &["a/b", "old agent"]),
            ("#amiforge:ignore[ a/b ,c/d ] - é why  ", &["a/b", "c/d", "é why"]),
            ("## Amiforge : ignore[a/b]: x", &["a/b", "x"]),
            ("# amiforge: ignore[a/b]", &["a/b", "-"]),
            ("# amiforge: ignore[a/b] -- ", &["a/b", "-"]),
            ("// amiforge: ignore built by hand", &["pin", "built by hand"]),
            (
                "# amiforge: hold until=2026-09-01 driver bug",
                &["hold", "2026-09-01", "driver bug"],
            ),
            ("# amiforge: hold driver bug", &["hold", "-", "driver bug"]),
            ("/* amiforge: ignore by hand */", &["pin", "by hand"]),
            ("<!-- amiforge: ignore by hand -->", &["pin", "by hand"]),
            ("-- amiforge: ignore by hand --", &["pin", "by hand --"]),
            ("; amiforge: ignore by hand", &["pin", "by hand"]),
            (
                "# amiforge: follow=ssm:/aws/x region=eu-west-1 env=a=b",
                &["ssm:/aws/x", "region", "eu-west-1", "env", "a=b"],
            ),
            ("# amiforge checks this file", &["none"]),
            ("# amiforged: ignore[a/b] x", &["none"]),
            ("# made by amiforge: ignore[a/b] x", &["none"]),
        ];
        for (comment, expected) in cases {
            assert_eq!(texts(comment), expected, "{comment}");
        }
    }

    #[test]
    fn mistakes_have_the_smallest_place() {
        let cases = [
            (
                "# amiforge: ignroe[a/b] x",
                "`ignroe` is not a word of the annotations at ignroe",
            ),
            (
                "# amiforge: disable",
                "`disable` is not a word of the annotations at disable",
            ),
            ("# amiforge:", "nothing stands behind `amiforge:` at amiforge:"),
            (
                "# amiforge ignore[a/b] x",
                "a colon is missing behind `amiforge` at amiforge",
            ),
            (
                "# amiforge: ignore [a/b] x",
                "white space stands between `ignore` and `[` at ignore [",
            ),
            ("# amiforge: ignore[a/b x", "`]` is missing at ["),
            (
                "# amiforge: ignore[] x",
                "a rule is missing in the brackets at []",
            ),
            (
                "# amiforge: ignore[a/b,] x",
                "a rule is missing in the brackets at [a/b,]",
            ),
            (
                "# amiforge: follow",
                "`follow` does not say what it follows at follow",
            ),
            (
                "# amiforge: follow= x=y",
                "`follow` does not say what it follows at follow",
            ),
            (
                "# amiforge: follow=ec2:x region",
                "`region` is not `key=value` at region",
            ),
        ];
        for (comment, expected) in cases {
            assert_eq!(texts(comment), [expected], "{comment}");
        }
    }

    #[test]
    fn hostile_comments_are_read_without_harm() {
        for comment in [
            "#",
            "",
            "# amiforge",
            "# amiforge:é[",
            "# amiforge: ignore[é",
            "#\u{85}amiforge: ignore[\u{2003}]",
        ] {
            let _ = read(comment, 0);
        }
    }
}
