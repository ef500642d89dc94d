//! The fixes of the bad examples: each clears its finding and brings none, a second run changes nothing, comments and line
//! endings stay, with either kind of line ending and with a byte order mark.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use amiforge::diagnostic::{Diagnostic, Safety};
use amiforge::fix::{self, Fixed, Seen};
use amiforge::rules::{self, Rule};
use amiforge::source::EditSet;
use amiforge::visible::visible;
use amiforge::yaml;
use proptest::prelude::*;
use similar::{ChangeTag, TextDiff};

use super::Fence;

/// Whether a fence shows a fix.
pub(super) fn is_shown(fence: &Fence) -> bool {
    fence.info.split_whitespace().next() == Some("diff")
}

/// A fence as it stands on the page.
pub(super) fn written(fence: &Fence) -> String {
    format!("```{}\n{}```", fence.info, fence.body)
}

/// The fence that shows what the fixes of a rule change in an example; none without fixes.
pub(super) fn repaired(
    rule: &Rule,
    own: &[&Diagnostic],
    text: &str,
    judge: impl Fn(&str) -> Vec<Diagnostic>,
) -> Result<Option<String>, String> {
    let fixes: Vec<_> = own.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    if fixes.is_empty() {
        return Ok(None);
    }
    if fixes
        .iter()
        .any(|fix| fix.title.is_empty() || fix.title.contains('\n') || fix.title.ends_with('.'))
    {
        return Err("the title of a fix is a command on one line".to_owned());
    }
    let result = holds(rule, text, &judge)?;
    let crlf = |text: &str| text.replace("\r\n", "\n").replace('\n', "\r\n");
    let with_crlf = holds(rule, &crlf(text), &judge).map_err(|error| format!("with CRLF {error}"))?;
    if with_crlf.text != crlf(&result.text) {
        return Err("with CRLF the fix is another one".to_owned());
    }
    let mark = |text: &str| format!("\u{feff}{text}");
    if !text.starts_with('\u{feff}') {
        let with_mark = holds(rule, &mark(text), &judge);
        let with_mark = with_mark.map_err(|error| format!("with a byte order mark {error}"))?;
        if with_mark.text != mark(&result.text) {
            return Err("with a byte order mark the fix is another one".to_owned());
        }
    }
    let safe = fixes.iter().all(|fix| fix.safety == Safety::Safe);
    Ok(Some(fence(text, &result.text, safe)))
}

/// Makes the fixes of the rule, all of which must hold.
fn holds(rule: &Rule, text: &str, judge: impl Fn(&str) -> Vec<Diagnostic>) -> Result<Fixed, String> {
    let judge = |text: &str| {
        let mut findings = judge(text);
        for finding in findings.iter_mut().filter(|finding| finding.rule != rule.id) {
            finding.fix = None;
        }
        Seen {
            findings,
            whole: yaml::parse(text).fault.is_none(),
        }
    };
    let fixed = fix::apply(text, Safety::Unsafe, judge);
    if let Some(left) = fixed.left.findings.iter().find(|finding| finding.fix.is_some()) {
        let edits = left.fix.as_ref().map(|fix| fix.edits.clone()).unwrap_or_default();
        let made = EditSet::new(edits).and_then(|edits| edits.apply(&fixed.text));
        let then = made.map(|text| {
            judge(&text)
                .findings
                .into_iter()
                .map(|f| f.message)
                .collect::<Vec<_>>()
        });
        return Err(format!(
            "the fix of `{}` does not hold: with it {then:?}",
            left.message
        ));
    }
    if fix::apply(&fixed.text, Safety::Unsafe, judge).text != fixed.text {
        return Err("a second run changes something".to_owned());
    }
    let tree = yaml::parse(text);
    let lost = tree.comments.iter().map(|comment| tree.slice(comment.span));
    // This rule is about comments.
    let lost = lost.filter(|_| rule.id != "lint/unused-ignore");
    if let Some(comment) = lost
        .map(str::trim_end)
        .find(|comment| !fixed.text.contains(comment))
    {
        return Err(format!("the comment `{comment}` is gone"));
    }
    Ok(fixed)
}

/// The changed lines.
fn fence(old: &str, new: &str, safe: bool) -> String {
    let mut out = format!("```diff{}\n", if safe { "" } else { " unsafe" });
    for change in TextDiff::from_lines(old, new).iter_all_changes() {
        let mark = match change.tag() {
            ChangeTag::Equal => continue,
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        let line = change.value().trim_end_matches(['\r', '\n']).replace('\t', "\\t");
        let _ = writeln!(out, "{mark}{}", visible(&line));
    }
    out.push_str("```");
    out
}

/// The rules of which a page shows a fix, each with whether one of them needs `--unsafe-fixes`, and whether one does not.
pub(crate) fn rules_with_fixes() -> Vec<(&'static Rule, bool, bool)> {
    // The command repairs nothing that is found in several files together.
    let alone = rules::all().filter(|rule| !rule.id.starts_with("recipe/"));
    let with_fixes = alone.filter_map(|rule| {
        let shown: BTreeSet<bool> = super::fences(rule.page)
            .iter()
            .filter(|fence| is_shown(fence))
            .map(|fence| fence.says("unsafe"))
            .collect();
        let (safe, not_safe) = (shown.contains(&false), shown.contains(&true));
        (safe || not_safe).then_some((rule, safe, not_safe))
    });
    with_fixes.collect()
}

#[test]
fn many_rules_have_a_fix() {
    let number = rules_with_fixes().len();
    assert!(number >= 25, "only {number} rules have one");
}

proptest! {
    // Each case judges a document many times.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn fixes_of_any_document_hold(lines in prop::collection::vec(prop::sample::select(LINES), 0..16)) {
        crate::invariants::fixes(&lines.concat());
    }
}

/// Lines of documents, most of them with something to repair.
const LINES: &[&str] = &[
    "schemaVersion: 1.0.0\n",
    "phases:\n  - name: biuld\n    steps:\n",
    "      - name: Install it\n        action: ExecuteBsh\n        inputs: {comands: [0644, {{ a }}, ]}\n",
    "        timeOutSeconds: '60'\r\n",
    "        onFailure: abort # why\n",
    "        maxAttempts: \"3\"\n",
    "        inputs:\n          commands:\n",
    "            -\n",
    "            - echo \"Status: ok\"\n",
    "            - {{ build.Instal.outputs.stdout }}\n",
    "            - \"C:\\temp\\d\"\n",
    "\t    - tab\n",
    "  - a: &x !y z\n",
    "parameters:\n  - Unused:\n      typ: String\n      default: 1.10\n",
];

/// `docs/validate.md` lists the rules that have a fix; `UPDATE_DOCS=1 cargo test pages` writes the list.
#[test]
fn the_documentation_lists_the_rules_with_fixes() {
    let path = crate::support::project().join("docs/validate.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let mut table = "| rule | `--fix` | `--unsafe-fixes` |\n| --- | --- | --- |\n".to_owned();
    for (rule, safe, not_safe) in rules_with_fixes() {
        let mark = |is: bool| if is { "yes" } else { "" };
        let page = format!("rules/{}.md", rule.id);
        let _ = writeln!(
            table,
            "| [`{}`]({page}) | {} | {} |",
            rule.id,
            mark(safe),
            mark(not_safe)
        );
    }
    let (start, end) = ("<!-- fixes -->\n", "<!-- end of fixes -->");
    let (before, rest) = page.split_once(start).expect("where the list begins");
    let (_, behind) = rest.split_once(end).expect("where it ends");
    let wanted = format!("{before}{start}{table}{end}{behind}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, wanted).expect("the page is writable");
    } else {
        assert!(
            page == wanted,
            "docs/validate.md is out of date: run `UPDATE_DOCS=1 cargo test pages`"
        );
    }
}

/// Published documents with faults put into them are repaired like any other.
#[test]
fn fixes_of_published_documents_hold() {
    let Some(corpus) = crate::corpus::corpus() else {
        return;
    };
    for document in crate::corpus::published(&corpus) {
        let faulty = document
            .text
            .replace("ExecuteBash", "ExecuteBsh")
            .replacen("phases:", "Phases:", 1)
            .replace("\r\n", "\n")
            .replace('\n', "\r\n");
        crate::invariants::fixes(&faulty);
    }
}
