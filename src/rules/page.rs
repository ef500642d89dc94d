//! The page of a rule as people read it.

use super::Rule;

impl Rule {
    /// The page without the words that tests read behind the language of a fence, its links to other pages behind `root`, which
    /// stands for the root of the repository.
    pub fn readable_page(&self, root: &str) -> String {
        let mut inside = false;
        let mut out = String::with_capacity(self.page.len());
        for line in self.page.lines() {
            if let Some(info) = line.strip_prefix("```") {
                inside = !inside;
                out.push_str("```");
                out.push_str(info.split(' ').next().unwrap_or_default());
            } else if inside {
                out.push_str(line);
            } else {
                self.push_linked(&mut out, line, root);
            }
            out.push('\n');
        }
        out
    }

    fn push_linked(&self, out: &mut String, line: &str, root: &str) {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("](") {
            out.push_str(before);
            out.push_str("](");
            rest = after;
            let Some((target, behind)) = after.split_once(')') else {
                continue;
            };
            if target.contains("://") || target.starts_with('#') {
                out.push_str(target);
            } else {
                out.push_str(root);
                out.push_str(&self.published_path(target));
            }
            rest = &after[after.len() - behind.len() - 1..];
        }
        out.push_str(rest);
    }

    /// A link of the page as a path from the root of the repository; to where other pages are published.
    fn published_path(&self, link: &str) -> String {
        let mut parts = vec!["src", "rules", self.group()];
        for part in link.split('/') {
            if part == ".." {
                parts.pop();
            } else {
                parts.push(part);
            }
        }
        match parts.as_slice() {
            ["src", "rules", rest @ ..] => format!("docs/rules/{}", rest.join("/").replace('_', "-")),
            parts => parts.join("/"),
        }
    }

    /// What stands below a heading of its page.
    pub fn section(&self, heading: &str) -> &'static str {
        let page: &'static str = self.page;
        let Some(at) = page.find(&format!("\n## {heading}\n")) else {
            return "";
        };
        let body = page
            .get(at + heading.len() + "\n## \n".len()..)
            .unwrap_or_default();
        let end = body.find("\n## ").unwrap_or(body.len());
        body.get(..end).unwrap_or_default().trim()
    }
}

#[cfg(test)]
mod tests {
    use crate::rules;

    #[test]
    fn every_page_reads_without_the_words_of_tests() {
        for rule in rules::all() {
            let page = rule.readable_page("");
            assert_eq!(page.lines().count(), rule.page.lines().count());
            for fence in page.lines().filter(|line| line.starts_with("```")) {
                assert!(!fence.contains(' '), "{}: {fence}", rule.id);
            }
            for heading in ["What it finds", "Why it matters", "Examples", "How to fix"] {
                assert!(!rule.section(heading).is_empty(), "{}: {heading}", rule.id);
            }
            assert_eq!(rule.section("Nothing"), "");
        }
    }

    #[test]
    fn links_lead_to_published_pages() {
        let rule = rules::find("pins/mismatch").expect("a rule");
        for (line, expected) in [
            (
                "see [x](split.md), [y](https://e.org/a_b.md)",
                "see [x](/docs/rules/pins/split.md), [y](https://e.org/a_b.md)",
            ),
            (
                "[a](../lint/malformed_ignore.md)[b](#c) end",
                "[a](/docs/rules/lint/malformed-ignore.md)[b](#c) end",
            ),
            ("[a](../../../docs/a_b.md#keys)", "[a](/docs/a_b.md#keys)"),
            ("an open [a](b", "an open [a](b"),
            ("none", "none"),
        ] {
            let mut out = String::new();
            rule.push_linked(&mut out, line, "/");
            assert_eq!(out, expected);
        }
    }
}
