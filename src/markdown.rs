//! Markdown for GitHub: summaries of a step and bodies of pull requests.
//!
//! Text gets in through [`Inline`] only, which leaves nothing in it that Markdown, HTML or GitHub would act on. A [`Summary`] is a
//! list of blocks with priorities; [`Summary::render`] keeps to a limit by leaving out whole blocks, so that no table, fence or
//! `<details>` is ever cut.

use std::fmt::Write as _;

use crate::visible::{is_hidden, visible};

/// A line of text, escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline(String);

impl Inline {
    /// Plain text.
    pub fn new(text: &str) -> Self {
        Self::default().text(text)
    }

    /// Adds plain text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        let visible = visible(text);
        let mut before = [' '; 3];
        let mut rest = visible.chars().peekable();
        while let Some(c) = rest.next() {
            let digit = rest.peek().is_some_and(char::is_ascii_digit);
            match c {
                // A zero-width space behind them: no mention, no reference to an issue.
                '@' => self.0.push_str("&#64;&#8203;"),
                '#' if digit => self.0.push_str("&#35;&#8203;"),
                '#' => push_entity(&mut self.0, c),
                // `GH-12` is issue 12.
                '-' if digit && matches!(before, [c, 'G' | 'g', 'H' | 'h'] if !c.is_alphanumeric()) => {
                    self.0.push_str("-&#8203;");
                }
                c => push_escaped(&mut self.0, c, rest.peek()),
            }
            before = [before[1], before[2], c];
        }
        self
    }

    /// Adds text as code.
    #[must_use]
    pub fn code(mut self, text: &str) -> Self {
        // An element, because a code span reads `|` otherwise in tables than elsewhere, and is not read at all in `<summary>`.
        self.0.push_str("<code>");
        let visible = visible(text);
        let mut rest = visible.chars().peekable();
        while let Some(c) = rest.next() {
            push_escaped(&mut self.0, c, rest.peek());
        }
        self.0.push_str("</code>");
        self
    }

    /// Adds text in which backticks stand around code, as in messages.
    #[must_use]
    pub fn prose(mut self, text: &str) -> Self {
        let parts: Vec<&str> = text.split('`').collect();
        let pairs = (parts.len() - 1) / 2;
        for (index, part) in parts.iter().enumerate() {
            self = match index {
                // The last backtick of an odd number has no other.
                index if index > 2 * pairs => self.text("`").text(part),
                index if index % 2 == 1 => self.code(part),
                _ => self.text(part),
            };
        }
        self
    }

    /// Adds a link to an address of the program's own.
    #[must_use]
    pub fn link(mut self, text: &str, url: &str) -> Self {
        let inner = Self::new(text);
        let mut target = String::with_capacity(url.len());
        for byte in url.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'*+,;=%".contains(&byte) {
                target.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(target, "%{byte:02X}");
            }
        }
        let _ = write!(self.0, "[{}]({target})", inner.0);
        self
    }

    /// Adds another line of text to this one.
    #[must_use]
    pub fn join(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// Goes on in a new line of the same block.
    #[must_use]
    pub fn line_break(mut self) -> Self {
        self.0.push_str("<br>");
        self
    }
}

/// `next` is the character behind it.
fn push_escaped(out: &mut String, c: char, next: Option<&char>) {
    match c {
        // Within a word it is no emphasis, and the text stays legible where Markdown is shown as it is.
        '_' if next.is_some_and(char::is_ascii_alphanumeric)
            && out.ends_with(|c: char| c.is_ascii_alphanumeric()) =>
        {
            out.push(c);
        }
        '&' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '\\' | '|' | '~' | '$' | '@' | '^' => {
            push_entity(out, c);
        }
        // Links are made by `link` only.
        '/' if out.ends_with(':') && next == Some(&'/') => push_entity(out, c),
        '.' if ends_with_www(out) => push_entity(out, c),
        c => out.push(c),
    }
}

fn ends_with_www(text: &str) -> bool {
    let start = text.len().saturating_sub(3);
    text.get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// As a character reference, which stands for the character and never for its role.
fn push_entity(out: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(out, "&#{};", u32::from(c));
}

/// One block.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading of level 1 to 6.
    Heading(usize, Inline),
    /// A paragraph.
    Paragraph(Inline),
    /// A list with bullets.
    List(Vec<Inline>),
    /// A table: its header and its rows.
    Table(Vec<Inline>, Vec<Vec<Inline>>),
    /// Text in a fence, with the name of its language.
    Code(&'static str, String),
    /// A title that unfolds to blocks.
    Details(Inline, Vec<Block>),
    /// Blocks that stay or go together.
    Group(Vec<Block>),
}

impl Block {
    fn render(&self) -> String {
        match self {
            Self::Heading(level, text) => format!("{} {}\n", "#".repeat((*level).clamp(1, 6)), text.0),
            Self::Paragraph(text) => format!("{}\n", opening(text)),
            Self::List(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| format!("- {}\n", opening(item)))
                    .collect();
                items.concat()
            }
            Self::Table(header, rows) => {
                let line = |cells: &[Inline]| {
                    let cells: Vec<&str> = cells.iter().map(|cell| cell.0.as_str()).collect();
                    format!("| {} |\n", cells.join(" | "))
                };
                let rule = format!("|{}\n", " --- |".repeat(header.len()));
                line(header) + &rule + &rows.iter().map(|row| line(row)).collect::<String>()
            }
            Self::Code(language, text) => fenced(language, text),
            Self::Group(blocks) => joined_blocks(blocks),
            Self::Details(title, blocks) => {
                format!(
                    "<details><summary>{}</summary>\n\n{}\n</details>\n",
                    title.0,
                    joined_blocks(blocks)
                )
            }
        }
    }
}

/// With an empty line between them.
fn joined_blocks(blocks: &[Block]) -> String {
    let blocks: Vec<String> = blocks.iter().map(Block::render).collect();
    blocks.join("\n")
}

/// A number of things: `1 image`, `2 images`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The first characters of a text, and `…` when there are more.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The text at the start of a block, where some characters would make a list, a rule or a code block of it.
fn opening(text: &Inline) -> String {
    let mut rest = text.0.chars();
    match rest.next() {
        Some(c @ ('-' | '+' | '=' | ' ' | '0'..='9')) => {
            let mut out = String::new();
            push_entity(&mut out, c);
            out + rest.as_str()
        }
        _ => text.0.clone(),
    }
}

/// A fence longer than any row of backticks in the text. Nothing in a fence is read, so hidden characters are all there is to
/// care for.
fn fenced(language: &str, text: &str) -> String {
    let mut longest = 0;
    let mut row = 0;
    let mut body = String::with_capacity(text.len());
    for c in text.chars() {
        row = if c == '`' { row + 1 } else { 0 };
        longest = longest.max(row);
        match c {
            '\n' | '\t' => body.push(c),
            c if is_hidden(c) => crate::visible::push(&mut body, c),
            c => body.push(c),
        }
    }
    let fence = "`".repeat(3.max(longest + 1));
    let end = if body.is_empty() || body.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{fence}{language}\n{body}{end}{fence}\n")
}

/// How much a block matters. What matters least is left out first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Details of what is of little weight.
    Low,
    /// Details.
    Normal,
    /// What a reader must not miss.
    High,
    /// The verdict.
    Highest,
}

/// Blocks in the order in which they are read.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    blocks: Vec<(Priority, String, Block)>,
}

impl Summary {
    /// Adds a block. `name` says what is missing when it was left out, such as "findings of a.yaml".
    pub fn add(&mut self, priority: Priority, name: impl Into<String>, block: Block) {
        self.blocks.push((priority, name.into(), block));
    }

    /// The blocks that matter at least so much, and the others, both in their order.
    #[must_use]
    pub fn split(&self, least: Priority) -> (Self, Self) {
        let blocks = self.blocks.iter().cloned();
        let (above, below) = blocks.partition(|(priority, ..)| *priority >= least);
        (Self { blocks: above }, Self { blocks: below })
    }

    /// The Markdown, never longer than `limit` bytes. Of blocks that matter equally, the later ones are left out first, and a
    /// last line says what is missing.
    pub fn render(&self, limit: usize) -> String {
        let texts: Vec<String> = self.blocks.iter().map(|(.., block)| block.render()).collect();
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|index| (self.blocks[*index].0, usize::MAX - index));
        let mut kept = vec![true; texts.len()];
        // Every block is followed by an empty line.
        let mut size: usize = texts.iter().map(|text| text.len() + 1).sum();
        let mut note = String::new();
        for number in 0..=order.len() {
            if size + note.len() <= limit {
                return joined(&texts, &kept, &note);
            }
            let Some(index) = order.get(number) else { break };
            kept[*index] = false;
            size -= texts[*index].len() + 1;
            note = self.left_out(&order[..=number]);
        }
        String::new()
    }

    fn left_out(&self, indices: &[usize]) -> String {
        const NAMED: usize = 3;
        let mut text = Inline::new("Left out to keep to the size limit: ");
        for (number, index) in indices.iter().take(NAMED).enumerate() {
            let name: String = self.blocks[*index].1.chars().take(80).collect();
            text = text.text(if number == 0 { "" } else { ", " }).text(&name);
        }
        if indices.len() > NAMED {
            text = text.text(&format!(" and {} more", indices.len() - NAMED));
        }
        Block::Paragraph(text).render()
    }
}

fn joined(texts: &[String], kept: &[bool], note: &str) -> String {
    let mut out = String::new();
    for (text, _) in texts.iter().zip(kept).filter(|(_, kept)| **kept) {
        out.push_str(text);
        out.push('\n');
    }
    out.push_str(note);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_read_as_markup() {
        for (text, markdown) in [
            ("plain text (é) 漢.", "plain text (é) 漢."),
            ("<img src=x>", "&#60;img src=x&#62;"),
            ("&lt;", "&#38;lt;"),
            ("*a* _b_ ~c~", "&#42;a&#42; &#95;b&#95; &#126;c&#126;"),
            ("a_b_2 __a a_ \"_b", "a_b_2 &#95;&#95;a a&#95; \"&#95;b"),
            ("[a](b)", "&#91;a&#93;(b)"),
            ("a|b", "a&#124;b"),
            ("`a`", "&#96;a&#96;"),
            ("a\\", "a&#92;"),
            ("@octocat #12 # x", "&#64;&#8203;octocat &#35;&#8203;12 &#35; x"),
            ("GH-12 gh-1 GH-x high-1", "GH-&#8203;12 gh-&#8203;1 GH-x high-1"),
            ("https://a: b", "https:&#47;/a: b"),
            ("www.a WwW.b ww.c", "www&#46;a WwW&#46;b ww.c"),
            ("a\nb\u{1b}", "a&#92;nb&#92;u{1b}"),
            ("a\u{202e}b", "a&#92;u{202e}b"),
        ] {
            assert_eq!(Inline::new(text).0, markdown, "{text:?}");
        }
    }

    #[test]
    fn texts_are_cut_between_characters() {
        for (text, most, cut_text) in [
            ("é漢🦀", 3, "é漢🦀"),
            ("é漢🦀", 2, "é漢…"),
            ("", 0, ""),
            ("a", 0, "…"),
        ] {
            assert_eq!(cut(text, most), cut_text);
        }
    }

    #[test]
    fn a_text_does_not_start_another_kind_of_block() {
        for (text, markdown) in [
            ("- a - b", "&#45; a - b\n"),
            ("1. a 1.", "&#49;. a 1.\n"),
            ("    a", "&#32;   a\n"),
            ("# a", "&#35; a\n"),
            ("> a", "&#62; a\n"),
            ("===", "&#61;==\n"),
            ("a", "a\n"),
        ] {
            let inline = Inline::new(text);
            assert_eq!(Block::Paragraph(inline.clone()).render(), markdown);
            assert_eq!(Block::List(vec![inline]).render(), format!("- {markdown}"));
        }
    }

    #[test]
    fn backticks_in_prose_mark_code() {
        for (text, markdown) in [
            ("`a|b` is not", "<code>a&#124;b</code> is not"),
            ("a `<b>` c `d`", "a <code>&#60;b&#62;</code> c <code>d</code>"),
            ("a `b` c ` d", "a <code>b</code> c &#96; d"),
            ("`www.a`", "<code>www&#46;a</code>"),
            ("`# ssm:/a 'b'`", "<code># ssm:/a 'b'</code>"),
            ("none", "none"),
            ("", ""),
        ] {
            assert_eq!(Inline::default().prose(text).0, markdown, "{text:?}");
        }
    }

    #[test]
    fn a_link_cannot_be_left() {
        let link = Inline::default().link("a]b", "https://x/y) [z](w \"t\"<\n|`");
        assert_eq!(
            link.0,
            "[a&#93;b](https://x/y%29%20%5Bz%5D%28w%20%22t%22%3C%0A%7C%60)"
        );
    }

    #[test]
    fn a_fence_is_longer_than_any_row_of_backticks_in_it() {
        let code = |text: &str| Block::Code("yaml", text.to_owned()).render();
        assert_eq!(code("a\n"), "```yaml\na\n```\n");
        assert_eq!(code("````\n<b>\u{1b}"), "`````yaml\n````\n<b>\\u{1b}\n`````\n");
        assert_eq!(code(""), "```yaml\n```\n");
    }

    #[test]
    fn blocks_are_written_as_github_reads_them() {
        let inner = vec![Block::List(vec![Inline::new("a"), Inline::new("b")])];
        let mut summary = Summary::default();
        summary.add(Priority::Highest, "", Block::Heading(2, Inline::new("Title")));
        summary.add(
            Priority::High,
            "",
            Block::Table(
                vec![Inline::new("x"), Inline::new("y")],
                vec![vec![Inline::new("1"), Inline::new("2")]],
            ),
        );
        summary.add(Priority::Low, "", Block::Details(Inline::new("more"), inner));
        let pair = ["c", "d"].map(|text| Block::Paragraph(Inline::new(text)));
        summary.add(Priority::Low, "", Block::Group(pair.to_vec()));
        assert_eq!(
            summary.render(1_000),
            "## Title\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n\n\
             <details><summary>more</summary>\n\n- a\n- b\n\n</details>\n\nc\n\nd\n\n"
        );
    }

    fn sample() -> Summary {
        let mut summary = Summary::default();
        let paragraph = |c: &str| Block::Paragraph(Inline::new(&c.repeat(100)));
        summary.add(Priority::Highest, "verdict", paragraph("v"));
        summary.add(Priority::Low, "first", paragraph("a"));
        summary.add(Priority::Normal, "second", paragraph("b"));
        summary.add(Priority::Low, "third", paragraph("c"));
        summary
    }

    #[test]
    fn what_matters_least_is_left_out_first_and_named() {
        let all = sample().render(408);
        assert_eq!(all.len(), 408);
        let less = sample().render(407);
        assert!(!less.contains('c') && less.contains("aaa"), "{less}");
        assert!(less.ends_with("Left out to keep to the size limit: third\n"));
        let least = sample().render(210);
        assert!(least.starts_with("vvv") && !least.contains("bbb"), "{least}");
        assert!(least.ends_with("third, first, second\n"), "{least}");
    }

    #[test]
    fn no_limit_is_ever_exceeded() {
        for limit in 0..420 {
            assert!(sample().render(limit).len() <= limit, "{limit}");
        }
    }
}
