//! The configuration file: what it says about a path, how files are merged, and its documentation.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use amiforge::component::Platform;
use amiforge::config::document::{KEYS, Key, Shape};
use amiforge::config::{self, Config};
use amiforge::diagnostic::{Diagnostic, Severity};
use amiforge::lint::{self, Level, Settings};
use amiforge::report::formats::text;
use amiforge::rules;
use amiforge::source::Source;
use amiforge::workflow::WorkflowKind;

const ACTION: &str = "schema/unknown-action";
const IGNORE: &str = "lint/unused-ignore";

fn read(text: &str) -> (Config, Vec<Diagnostic>) {
    config::read(&Source::new(".github/amiforge.yaml", text))
}

fn good(text: &str) -> Config {
    let (config, found) = read(text);
    assert_eq!(found, [], "{text}");
    config
}

fn level(settings: &Settings, rule: &str) -> Option<Level> {
    assert!(rules::find(rule).is_some(), "{rule}");
    settings.level(rule)
}

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md")).expect("page")
}

#[test]
fn the_documented_example_is_accepted_and_does_what_the_page_says() {
    let page = page();
    let example = page
        .split("```yaml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("example");
    let source = Source::new(".github/amiforge.yaml", example);
    let (config, found) = config::read(&source);
    for finding in &found {
        println!("{}", text::finding_text(&source, finding, text::Style::default()));
    }
    assert_eq!(found, []);

    let anywhere = config.settings_for("a.yaml");
    assert_eq!(anywhere.platform, Some(Platform::Linux));
    assert_eq!(anywhere.workflow_kind, Some(WorkflowKind::Build));
    assert_eq!(anywhere.size_quota, Some(65_536));
    assert_eq!(anywhere.step_quota, Some(20));
    assert!(!anywhere.inline);
    assert!(anywhere.forbidden_actions.contains("ExecuteBinary"));
    assert!(anywhere.locked.contains("syntax/invalid-yaml"));
    assert_eq!(level(&anywhere, ACTION), Some(Level::Error));

    let windows = config.settings_for("components/windows/x/a.yaml");
    assert_eq!(windows.platform, Some(Platform::Windows));
    assert_ne!(windows.base_image, anywhere.base_image);
    assert!(config.settings_for("components/inline/a.yaml").inline);

    let test = config.settings_for("workflows/test-a.yaml");
    assert_eq!(test.workflow_kind, Some(WorkflowKind::Test));
    assert_eq!(level(&test, ACTION), Some(Level::Error));
    assert_eq!(level(&test, "lint/malformed-ignore"), Some(Level::Info));

    assert!(config.excludes("vendor/x/a.yaml") && config.excludes("x/a.generated.yaml"));
    assert!(!config.excludes("components/a.yaml"));
}

#[test]
fn every_key_is_documented_and_every_documented_key_exists() {
    fn names(keys: &[Key], before: &str, found: &mut Vec<String>) {
        for key in keys {
            found.push(format!("{before}{}", key.name));
            match key.shape {
                Shape::Map(keys) => names(keys, &format!("{before}{}.", key.name), found),
                Shape::Maps(keys) => names(keys, &format!("{before}{}[].", key.name), found),
                _ => {}
            }
        }
    }
    let mut known = Vec::new();
    names(KEYS, "", &mut known);
    let page = page();
    let table = page
        .split("\n## Keys\n")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .expect("Keys");
    let mut documented: Vec<String> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| `")?.split('`').next())
        .map(str::to_owned)
        .collect();
    known.sort();
    documented.sort();
    assert_eq!(known, documented);
    for key in known.iter().filter_map(|key| key.rsplit(['.', ']']).next()) {
        assert!(page.contains(&format!("{key}:")), "the example has no `{key}`");
    }
}

#[test]
fn later_overrides_win_and_a_rule_wins_over_its_group() {
    let config = good(
        "rules:\n  schema: info\n  lint/unused-ignore: error\n\
         overrides:\n\
         - paths: ['a/**']\n  rules: {schema/unknown-action: warning, schema: off, lint: off}\n\
         - paths: ['**/x.yaml']\n  rules: {schema/unknown-action: off}\n  platform: windows\n",
    );
    let levels = |path: &str| {
        let settings = config.settings_for(path);
        (
            level(&settings, ACTION),
            level(&settings, IGNORE),
            level(&settings, "lint/locked-rule"),
        )
    };
    assert_eq!(levels("b.yaml"), (Some(Level::Info), Some(Level::Error), None));
    assert_eq!(
        levels("a/b.yaml"),
        (Some(Level::Warning), Some(Level::Off), Some(Level::Off)),
        "a group's entry speaks for rules that an earlier map names, a rule's own entry wins within one map"
    );
    assert_eq!(
        levels("a/x.yaml"),
        (Some(Level::Off), Some(Level::Off), Some(Level::Off))
    );
    assert_eq!(config.settings_for("a/x.yaml").platform, Some(Platform::Windows));
    assert_eq!(config.settings_for("a/b.yaml").platform, None);
}

#[test]
fn a_later_file_cannot_lower_what_an_earlier_one_locks() {
    let base = good(&format!(
        "rules:\n  {IGNORE}: error\nlocked: [{IGNORE}, {ACTION}]\nforbidden-actions: [Reboot]\nexclude: [vendor]\n"
    ));
    // What the later file says; how many findings; the levels of the two locked rules after it.
    let cases = [
        (
            format!("rules:\n  {IGNORE}: warning\n"),
            1,
            Some(Level::Error),
            None,
        ),
        (
            format!("rules:\n  {IGNORE}: error\n  {ACTION}: error\n"),
            0,
            Some(Level::Error),
            Some(Level::Error),
        ),
        ("rules:\n  lint: off\n".to_owned(), 0, Some(Level::Error), None),
        (
            "rules:\n  schema: off\n  syntax: off\n".to_owned(),
            1,
            Some(Level::Error),
            None,
        ),
        (format!("rules:\n  {ACTION}: info\n"), 1, Some(Level::Error), None),
        (
            format!(
                "overrides:\n- paths: ['*.yaml']\n  rules: {{{ACTION}: off, schema: off, {IGNORE}: off}}\n"
            ),
            2,
            Some(Level::Error),
            None,
        ),
        (format!("locked: [{IGNORE}]\n"), 0, Some(Level::Error), None),
    ];
    for (text, count, ignore, action) in cases {
        let source = Source::new("x.yaml", text.clone());
        let (later, own) = config::read(&source);
        assert_eq!(own, [], "{text}");
        let (merged, found) = Config::merge(&base, &later);
        assert_eq!(found.len(), count, "{text}");
        for finding in found {
            assert_eq!(finding.rule, "config/locked-rule");
            let of_a_group = finding.message.contains("does not reach");
            assert_eq!(finding.severity == Severity::Warning, of_a_group, "{text}");
            assert!(Level::parse(source.slice(finding.span)).is_some(), "{text}");
        }
        let settings = merged.settings_for("a.yaml");
        assert_eq!(level(&settings, IGNORE), ignore, "{text}");
        assert_eq!(level(&settings, ACTION), action, "{text}");
        assert!(settings.locked.contains(ACTION) && settings.forbidden_actions.contains("Reboot"));
        assert!(merged.excludes("vendor/a.yaml"));
    }
}

#[test]
fn lifting_one_rule_out_of_a_lowered_group_leaves_the_others_lowered() {
    let base = good("locked: [lint/unused-ignore, lint/locked-rule]\n");
    let (later, _) = read("rules:\n  lint: off\n");
    let settings = Config::merge(&base, &later).0.settings_for("a.yaml");
    assert_eq!(level(&settings, "lint/malformed-ignore"), Some(Level::Off));
    assert_eq!(level(&settings, "lint/unused-ignore"), None);
    assert_eq!(level(&settings, "lint/locked-rule"), None);
}

#[test]
fn a_later_lock_may_raise_and_the_later_word_wins_where_nothing_is_locked() {
    let base = good("rules: {schema: info}\nlocked: [schema/unknown-action]\nplatform: linux\n");
    let later = good("rules: {schema: error}\nlocked: [schema/unknown-action]\nplatform: macos\n");
    let last = good("rules: {schema: warning}\n");
    let (two, found) = Config::merge(&base, &later);
    assert_eq!(found, []);
    assert_eq!(level(&two.settings_for("a.yaml"), ACTION), Some(Level::Error));
    assert_eq!(two.settings_for("a.yaml").platform, Some(Platform::MacOs));
    let (three, found) = Config::merge(&two, &last);
    assert_eq!(found.len(), 1);
    assert_eq!(level(&three.settings_for("a.yaml"), ACTION), Some(Level::Error));
}

#[test]
fn a_file_that_does_not_parse_is_an_error_and_says_nothing() {
    for text in [
        "rules:\n  schema: @off\n",
        "platform: linux\nrules:\n\tschema: off\n",
        "platform: \"\\'\"\n",
        "a: *b\n",
        "platform: linux\noverrides: &a\n- paths: *a\n",
    ] {
        let (config, found) = read(text);
        assert!(found.iter().any(|d| d.severity == Severity::Error), "{text}");
        assert_eq!(config.settings_for("a.yaml").platform, None, "{text}");
    }
}

#[test]
fn hostile_files_are_read_without_harm() {
    let mut bomb = String::from("x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
    for n in 1..20 {
        let aliases = vec![format!("*x{}", n - 1); 10].join(", ");
        let _ = writeln!(bomb, "x{n}: &x{n} [{aliases}]");
    }
    let texts = [
        bomb,
        "overrides: &a\n- paths: *a\n".to_owned(),
        "rules: &r\n  <<: *r\n".to_owned(),
        "rules: {<<: [{schema: off}, {style: off}]}\n".to_owned(),
        "overrides: ".to_owned() + &"[".repeat(300),
        "exclude: ['".to_owned() + &"{a,".repeat(160) + "']\n",
        "\u{feff}rules:\r\n  schema: off\r\n".to_owned(),
        "rules:\n".to_owned() + &"  schema: off\n".repeat(2000) + "locked: [schema]\n",
    ];
    for text in texts {
        let source = Source::new("x.yaml", text);
        let (config, found) = config::read(&source);
        let _ = config.settings_for("a.yaml");
        for finding in found {
            assert!(source.text().get(finding.span.range()).is_some());
        }
    }
}

#[test]
fn no_file_and_an_empty_file_are_the_same() {
    let document = Source::new(
        "a.yaml",
        "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: A\n        action: X\n",
    );
    let with = |settings: &Settings| lint::judge(&document, settings);
    for text in ["", "# nothing\n", "rules:\n", "---\n"] {
        assert_eq!(
            with(&good(text).settings_for("a.yaml")),
            with(&Settings::default()),
            "{text}"
        );
    }
}
