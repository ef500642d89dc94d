//! `# amiforge: ignore[rule] reason`.
//!
//! A comment behind something binds its own line. A comment on a line of its own binds the next line that is neither
//! blank nor a comment, so several of them can stand above one line. A finding is ignored when it starts on the
//! bound line, or inside a scalar of several lines that starts there: no comment can stand inside a `|` block,
//! what looks like one there is text.
//!
//! A malformed comment ignores nothing. What is said about the comments themselves cannot be ignored by a comment.

mod said;

use std::collections::{BTreeMap, BTreeSet};

use super::settings::Settings;
use crate::annotation::{self, Annotation};
use crate::diagnostic::Diagnostic;
use crate::rules::Rule;
use crate::source::{Source, Span};
use crate::yaml::{Node, Style, Tree};

use said::Said;

/// One rule in the brackets of one comment.
struct Ignore {
    rule: &'static Rule,
    span: Span,
    /// The line it binds, from 0; none when nothing stands below it.
    line: Option<usize>,
    /// The whole comment, when this is the only rule in it.
    comment: Option<Span>,
}

/// The comments of a file and what they can bind.
pub(super) struct Comments {
    /// Where they stand, their mark included, in order.
    spans: Vec<Span>,
    /// Every text of several lines: first byte, end, number of the line it starts on; in order.
    blocks: Vec<(u32, u32, usize)>,
    /// Whether all was judged, so that a comment that ignores nothing is one too many.
    complete: bool,
    /// Whether the file is for others to read too: `ignore` without a rule is about pinned images then.
    shared: bool,
}

impl Comments {
    /// Those of a document.
    pub(super) fn of(tree: &Tree<'_>, source: &Source) -> Self {
        let scalars = tree
            .root()
            .into_iter()
            .flat_map(Node::walk)
            .filter(|node| node.is_scalar() && !node.is_alias())
            .map(|node| {
                let block = matches!(node.style(), Some(Style::Literal | Style::Folded));
                (node.span(), block)
            });
        Self {
            spans: tree.comments.iter().map(|comment| comment.span).collect(),
            blocks: blocks(scalars, source),
            complete: tree.fault.is_none() && tree.excessive.is_none(),
            shared: false,
        }
    }

    /// Those of a file that holds documents at these places. A comment above one of them covers all of it.
    pub(super) fn of_host(spans: Vec<Span>, texts: &[Span], source: &Source, complete: bool) -> Self {
        Self {
            spans,
            blocks: blocks(texts.iter().map(|span| (*span, true)), source),
            complete,
            shared: true,
        }
    }
}

/// Takes out what comments ignore and adds what is to be said about the comments.
pub(super) fn apply(
    comments: &Comments,
    source: &Source,
    found: Vec<Diagnostic>,
    settings: &Settings,
) -> Vec<Diagnostic> {
    if settings.no_ignores {
        return found;
    }
    let mut said = Said {
        settings,
        found: Vec::new(),
    };
    let ignores = read(comments, source, &mut said);
    if ignores.is_empty() && said.found.is_empty() {
        return found;
    }
    let mut bound: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (index, ignore) in ignores.iter().enumerate() {
        if let Some(line) = ignore.line {
            bound.entry((line, ignore.rule.id)).or_insert(index);
        }
    }
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut kept: Vec<Diagnostic> = found
        .into_iter()
        .filter(|finding| {
            let line = source.lines().line_index(finding.span.start);
            let hit = [Some(line), block_start(&comments.blocks, finding.span.start)]
                .into_iter()
                .flatten()
                .find_map(|line| bound.get(&(line, finding.rule)));
            used.extend(hit);
            hit.is_none()
        })
        .collect();
    // A document that was not judged to the end may still have what its comments ignore.
    if comments.complete {
        for (index, ignore) in ignores.iter().enumerate() {
            if !used.contains(&index) {
                said.unused(ignore, source);
            }
        }
    }
    kept.append(&mut said.found);
    kept
}

/// The rules that comments ignore, with the lines they bind.
fn read(comments: &Comments, source: &Source, said: &mut Said<'_>) -> Vec<Ignore> {
    let mut spoken = Vec::new();
    let mut comment_lines = BTreeSet::new();
    for span in &comments.spans {
        let line = source.lines().line_index(span.start);
        let start = source.lines().start(line).unwrap_or_default();
        let before = source.slice(Span::new(start as usize, span.start as usize));
        let alone = before.trim_matches('\u{feff}').trim().is_empty();
        if alone {
            comment_lines.insert(line);
        }
        if let Some(said) = annotation::read(source.slice(*span), span.start) {
            spoken.push((said, line, alone, *span));
        }
    }
    let below = |line: usize| {
        (line + 1..source.lines().count()).find(|line| {
            !comment_lines.contains(line) && !source.lines().text(source.text(), *line).trim().is_empty()
        })
    };
    let mut ignores = Vec::new();
    // Of a run of comment lines all bind the same line; it is looked for once.
    let mut last: Option<(usize, Option<usize>)> = None;
    for (spoken, line, alone, comment) in spoken {
        let bound = match last {
            _ if !alone => Some(line),
            Some((from, Some(to))) if from <= line && line < to => Some(to),
            Some((from, None)) if from <= line => None,
            _ => {
                let found = below(line);
                last = Some((line, found));
                found
            }
        };
        match spoken.content {
            Ok(Annotation::IgnoreRules { rules, reason }) => {
                if reason.is_none() {
                    said.no_reason(spoken.span);
                    continue;
                }
                let comment = Some(comment).filter(|_| rules.len() == 1);
                for word in rules {
                    if let Some(rule) = said.rule(word) {
                        ignores.push(Ignore {
                            rule,
                            span: word.span,
                            line: bound,
                            comment,
                        });
                    }
                }
            }
            Ok(Annotation::Ignore { .. }) if !comments.shared => said.no_rule(spoken.verb),
            // The others are about pinned image ids, with or without a mistake in them.
            Ok(_) => {}
            Err(_) if matches!(spoken.verb.text, "follow" | "hold") => {}
            Err(mistake) => said.malformed(mistake.span, mistake.message, mistake.help),
        }
    }
    ignores
}

/// Of texts, each with whether it is a `|` or `>` block, those of several lines: first byte, end, number of the line that it
/// starts on; in order. A block starts where the mark stands.
fn blocks(texts: impl Iterator<Item = (Span, bool)>, source: &Source) -> Vec<(u32, u32, usize)> {
    let mut found: Vec<(u32, u32, usize)> = texts
        .map(|(span, block)| {
            // The span of a block is its text only; before it stand blank lines and the line with the mark.
            let start = if block {
                let before = source.slice(Span::new(0, span.start as usize));
                u32::try_from(before.trim_end().len()).unwrap_or_default()
            } else {
                span.start
            };
            (span.start, span.end, source.lines().line_index(start))
        })
        .filter(|(_, end, line)| source.lines().line_index(*end) > *line)
        .collect();
    found.sort_unstable();
    found
}

/// The first line of the scalar that holds this byte.
fn block_start(blocks: &[(u32, u32, usize)], at: u32) -> Option<usize> {
    let index = blocks
        .partition_point(|(start, _, _)| *start <= at)
        .checked_sub(1)?;
    let (_, end, line) = blocks.get(index)?;
    (at <= *end).then_some(*line)
}

/// A comment with the blanks before it; of one that stands alone the whole line.
fn with_blanks(source: &Source, comment: Span) -> Span {
    let text = source.text();
    let before = text.get(..comment.start as usize).unwrap_or_default();
    let start = before.trim_end_matches([' ', '\t']).len();
    let (start, mut end) = (start, comment.end as usize);
    if before
        .get(..start)
        .is_none_or(|before| before.is_empty() || before.ends_with(['\n', '\u{feff}']))
    {
        let rest = text.get(end..).unwrap_or_default();
        end += rest.find('\n').map_or(rest.len(), |at| at + 1);
    }
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::judge;
    use crate::rules::{self, Findings};

    const RULE: &str = "schema/unknown-action";

    /// Places the finding at each `@` (which is taken out) and tells which are kept, and what is said besides.
    fn outcome(text: &str) -> (Vec<bool>, Vec<&'static str>) {
        outcome_with(text, &Settings::default())
    }

    fn outcome_with(text: &str, settings: &Settings) -> (Vec<bool>, Vec<&'static str>) {
        let (mut plain, mut places) = (String::new(), Vec::new());
        for c in text.chars() {
            if c == '@' {
                places.push(plain.len());
            } else {
                plain.push(c);
            }
        }
        let mut found = Vec::new();
        let rule = rules::find(RULE).expect("a rule");
        for at in &places {
            Findings::new(rule, settings, &mut found).report(Span::new(*at, at + 1), "it");
        }
        let source = Source::new("x.yaml", plain.clone());
        let comments = Comments::of(&crate::yaml::parse(&plain), &source);
        let left = apply(&comments, &source, found, settings);
        let kept = |at: &usize| {
            left.iter()
                .any(|d| d.rule == RULE && d.span.start as usize == *at)
        };
        let said = left.iter().map(|d| d.rule).filter(|rule| *rule != RULE).collect();
        (places.iter().map(kept).collect(), said)
    }

    #[test]
    fn a_comment_binds_one_line() {
        let cases: [(&str, &[bool], usize); 11] = [
            (
                "a: @x # amiforge: ignore[schema/unknown-action] y\nb: @x\n",
                &[false, true],
                0,
            ),
            (
                "# amiforge: ignore[schema/unknown-action] y\na: @x\nb: @x\n",
                &[false, true],
                0,
            ),
            (
                "# amiforge: ignore[schema/unknown-action] y\r\n# more\r\n\r\na: @x\r\n",
                &[false],
                0,
            ),
            (
                "\u{feff}# amiforge: ignore[schema/unknown-action] y\na: @x\n",
                &[false],
                0,
            ),
            (
                "# amiforge: ignore[schema/unknown-action] y\n# amiforge: ignore[schema/unknown-action] z\na: @x\n",
                &[false],
                1,
            ),
            (
                "a: @x\nb: 1 # amiforge: ignore[schema/unknown-action] y\n",
                &[true],
                1,
            ),
            ("a: @x\n# amiforge: ignore[schema/unknown-action] y\n", &[true], 1),
            ("a: '# amiforge: ignore[schema/unknown-action] y' @\n", &[true], 0),
            (
                "a: |\n  # amiforge: ignore[schema/unknown-action] y\n  @x\n",
                &[true],
                0,
            ),
            ("a: @x # amiforge: ignore[schema/unknown-action]\n", &[true], 1),
            ("a: @x # amiforge: ignore[lint/unused-ignore] y\n", &[true], 1),
        ];
        for (text, kept, said) in cases {
            let (is, also) = outcome(text);
            assert_eq!((is.as_slice(), also.len()), (kept, said), "{text}");
        }
    }

    #[test]
    fn a_comment_on_the_first_line_of_a_scalar_covers_all_of_it() {
        let cases: [(&str, &[bool]); 6] = [
            (
                "l:\n  # amiforge: ignore[schema/unknown-action] y\n  - |\n    @one\n    t@wo\n  - @x\n",
                &[false, false, true],
            ),
            (
                "l:\n  - | # amiforge: ignore[schema/unknown-action] y\n    one\n    @two\n",
                &[false],
            ),
            (
                "l:\n  # amiforge: ignore[schema/unknown-action] y\n  k: >-\n    one\n\n    @two\n",
                &[false],
            ),
            (
                "# amiforge: ignore[schema/unknown-action] y\nk: 'one\n  @two'\nb: @x\n",
                &[false, true],
            ),
            (
                "# amiforge: ignore[schema/unknown-action] y\nk: one\n  @two\nb: @x\n",
                &[false, true],
            ),
            (
                "# amiforge: ignore[schema/unknown-action] y\nl:\n  - |\n    @one\n",
                &[true],
            ),
        ];
        for (text, kept) in cases {
            assert_eq!(outcome(text).0, kept, "{text}");
        }
    }

    #[test]
    fn a_syntax_error_can_be_ignored_from_above_it() {
        let broken = "a: 1\n# amiforge: ignore[syntax/invalid-yaml] rendered later\nb: @c\n";
        assert_eq!(judge(&Source::new("x.yaml", broken), &Settings::default()), []);
        let other = broken.replace("syntax/invalid-yaml", RULE);
        let found = judge(&Source::new("x.yaml", other), &Settings::default());
        let rules: Vec<_> = found.iter().map(|d| d.rule).collect();
        assert_eq!(
            rules,
            ["syntax/invalid-yaml"],
            "the other rules did not look, so nothing is unused"
        );
    }

    #[test]
    fn locked_rules_and_switched_off_comments() {
        let text = "a: @x # amiforge: ignore[schema/unknown-action] y\n";
        let mut settings = Settings::default();
        settings.locked.insert(RULE.to_owned());
        assert_eq!(
            outcome_with(text, &settings),
            (vec![true], vec!["lint/locked-rule"])
        );
        let settings = Settings {
            no_ignores: true,
            ..Settings::default()
        };
        assert_eq!(outcome_with(text, &settings), (vec![true], vec![]));
    }

    #[test]
    fn a_comment_is_used_although_the_rule_is_off() {
        let text = "schemaVersion: 1.0\ndescription: a\nphases:\n  - name: build\n    steps:\n      - name: Aaa\n        \
                    action: X # amiforge: ignore[schema/unknown-action] y\n";
        let mut settings = Settings::default();
        settings.levels.insert(RULE.to_owned(), super::super::Level::Off);
        assert_eq!(judge(&Source::new("x.yaml", text), &settings), []);
    }

    #[test]
    fn many_comments_take_little_time() {
        let text = "# amiforge: ignore[schema/unknown-action] y\n".repeat(20_000) + "a: @x\n";
        assert_eq!(outcome(&text).0, [false]);
    }
}
