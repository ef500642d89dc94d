//! The configuration file: what it says about a path, how files are merged, and its documentation.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use amiforge::bump::Policy;
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

    let hints = config.hints();
    let path = "clusters/prod/blue/eu-west-1/nodes.tf";
    let told = hints.for_path(path);
    assert_eq!(told.captures["environment"], "prod");
    assert_eq!(told.captures["region"], "eu-west-1");
    assert!(told.rows.is_empty() && hints.region.is_none());
    let bound = |path: &str| -> Vec<usize> { hints.for_path(path).rows.iter().map(|row| row.0).collect() };
    assert_eq!(bound("cloudformation/a.json"), [0]);
    assert_eq!((bound("gpu/a.json"), bound("gpu/a.tfvars")), (vec![1], vec![1]));
    assert_eq!(bound("tests/x/y"), [2]);
    let hold = hints.rows[1].says.hold.as_ref().expect("held");
    assert_eq!(
        hold.until.map(|day| day.to_string()).as_deref(),
        Some("2026-12-01")
    );
    assert_eq!(hold.reason, "driver certification");
    assert_eq!(
        hints.rows[2].says.ignore.as_deref(),
        Some("ids made up for tests")
    );
    assert_eq!(
        source.slice(hints.rows[0].place.1),
        "/Mappings/RegionMap/{region}/WinCore2022"
    );
    assert_eq!(source.slice(hints.rows[1].place.1), "gpu/*.json");

    let policy = config.policy();
    assert_eq!((policy.min_age, policy.region_lag, policy.soak), (3, 7, 3));
    assert_eq!(policy.environments, ["test", "prod"]);
    assert_eq!((policy.limit, policy.draft), (Some(5), false));
    assert_eq!(policy.labels, ["dependencies"]);
    assert_eq!(policy.reviewers, ["octocat", "team/platform"]);
    let group = &policy.groups[0];
    assert_eq!(
        (group.name.as_str(), group.families.len(), group.paths.len()),
        ("windows", 1, 1)
    );
    assert_eq!(
        (group.min_age, &*group.labels[0], &*group.reviewers[0]),
        (Some(1), "windows", "team/windows")
    );
    assert_eq!(policy.deny[0].reason, "containerd leaks handles");
    assert_eq!(
        policy.deny[0].until.map(|day| day.to_string()).as_deref(),
        Some("2026-10-01")
    );
    assert_eq!(policy.owners["123456789012"], "golden images");
}

#[test]
fn the_documented_defaults_are_those_of_the_program() {
    let policy = good("").policy();
    assert_eq!(policy, Policy::default());
    let page = page();
    for (key, value) in [
        ("min-age", policy.min_age),
        ("region-lag", policy.region_lag),
        ("soak", policy.soak),
    ] {
        let row = page
            .lines()
            .find(|row| row.starts_with(&format!("| `bump.{key}`")))
            .expect("a row");
        assert!(row.contains(&format!("Without it {value}.")), "{row}");
    }
}

#[test]
fn only_rows_of_pins_name_an_account_or_a_region() {
    fn look(keys: &[Key], before: &str, found: &mut Vec<String>) {
        for key in keys {
            let name = format!("{before}{}", key.name);
            let (Shape::Map(below) | Shape::Maps(below)) = key.shape else {
                found.push(name);
                continue;
            };
            // What the rule finds at a key that does not exist there.
            for word in ["account", "region", "role", "endpoint", "token", "host"] {
                let list = matches!(key.shape, Shape::Maps(_));
                let text = format!("{name}:\n  {}{word}: x\n", if list { "- " } else { "" });
                let forbidden = read(&text).1.iter().any(|d| d.rule == "config/forbidden-content");
                let known = below.iter().any(|key| key.name == word);
                if before.is_empty() {
                    assert_eq!(forbidden, !known, "{text}");
                }
                assert!(
                    !known || key.name == "pins" && matches!(word, "account" | "region"),
                    "{text}"
                );
            }
            look(below, &format!("{name}."), found);
        }
    }
    let mut found = Vec::new();
    look(KEYS, "", &mut found);
    assert!(found.contains(&"pins.region".to_owned()) && found.contains(&"bump.deny.until".to_owned()));
}

#[test]
fn a_later_file_makes_the_policy_stricter_and_never_laxer() {
    let base = good(
        "bump:\n  min-age: 5\n  soak: 2\n  limit: 4\n  draft: true\n  environments: [test, prod]\n  labels: [a, b]\n  \
         reviewers: [octocat]\n  groups:\n  - {name: one, families: [windows-*]}\n  deny:\n  - {image: 'x-*', reason: bad}\n  \
         owners: {\"123456789012\": golden}\nlayout: a/{region}/**\npins:\n- {files: a, region: eu-west-1}\n",
    );
    let source = Source::new(
        "later.yaml",
        "bump:\n  min-age: 1\n  region-lag: 0\n  soak: 9\n  limit: 9\n  draft: false\n  environments: [prod]\n  labels: [b, c]\n  \
         groups:\n  - {name: one}\n  - {name: two, min-age: 4}\n  - {name: three, min-age: 6}\n  deny:\n  - {image: 'y-*', reason: worse}\n  \
         owners: {\"123456789012\": mine, \"210987654321\": other}\nlayout: ['b/{region}']\npins:\n- {files: b, ignore: true, reason: old}\n",
    );
    let (later, own) = config::read(&source);
    assert_eq!(own, []);
    let (merged, found) = Config::merge(&base, &later);
    let found: Vec<(&str, &str)> = found.iter().map(|d| (d.rule, source.slice(d.span))).collect();
    assert_eq!(
        found,
        [
            ("config/laxer-policy", "1"),
            ("config/laxer-policy", "9"),
            ("config/laxer-policy", "false"),
            ("config/laxer-policy", "[prod]"),
            ("config/duplicate-name", "one"),
            ("config/laxer-policy", "4"),
        ]
    );
    let policy = merged.policy();
    assert_eq!((policy.min_age, policy.region_lag, policy.soak), (5, 0, 9));
    assert_eq!((policy.limit, policy.draft), (Some(4), true));
    assert_eq!(policy.environments, ["test", "prod"]);
    assert_eq!(policy.labels, ["a", "b", "c"]);
    assert_eq!(policy.reviewers, ["octocat"]);
    let groups: Vec<_> = policy
        .groups
        .iter()
        .map(|group| (&*group.name, group.families.len(), group.min_age))
        .collect();
    assert_eq!(
        groups,
        [("one", 1, None), ("two", 0, Some(5)), ("three", 0, Some(6))]
    );
    let denied: Vec<&str> = policy.deny.iter().map(|denied| &*denied.image).collect();
    assert_eq!(denied, ["x-*", "y-*"]);
    assert_eq!(policy.owners["123456789012"], "golden");
    assert_eq!(policy.owners["210987654321"], "other");
    let hints = merged.hints();
    assert_eq!(hints.layouts.len(), 2);
    let places: Vec<usize> = hints.rows.iter().map(|row| row.place.0).collect();
    assert_eq!(places, [0, 1], "each row knows its file");
    assert_eq!(source.slice(hints.rows[1].place.1), "b");

    // Whatever the order of strictness, the strictest counts, and a file that says nothing changes nothing.
    let (reversed, _) = Config::merge(&later, &base);
    let reversed = reversed.policy();
    assert_eq!(
        (reversed.min_age, reversed.soak, reversed.limit, reversed.draft),
        (5, 9, Some(4), true)
    );
    let (same, found) = Config::merge(&base, &good(""));
    assert_eq!((same.policy(), found), (base.policy(), Vec::new()));
    let (same, found) = Config::merge(&Config::default(), &base);
    assert_eq!((same.policy(), found), (base.policy(), Vec::new()));
}

#[test]
fn rows_know_their_file_also_behind_one_that_cannot_be_read() {
    let row = "pins:\n- {files: a, region: eu-west-1}\n";
    let configs = [read("pins: [").0, good(row), read("").0, good(row)];
    let merged = configs
        .iter()
        .fold(Config::default(), |merged, next| Config::merge(&merged, next).0);
    let places: Vec<usize> = merged.hints().rows.iter().map(|row| row.place.0).collect();
    assert_eq!(places, [1, 3]);
}

#[test]
fn what_a_finding_is_about_binds_no_pin_and_changes_no_policy() {
    let (config, found) = read(
        "layout: [/a, 'b/{region}']\npins:\n- {files: /a, region: eu-west-1}\n- {files: a, at: b, region: eu-west-1}\n\
         - {region: eu-west-1}\n- text\n- {files: a, hold-until: soon, reason: drivers}\n\
         bump:\n  min-age: 400\n  limit: 0\n  reviewers: ['@a']\n  groups: [{name: A}, {paths: [x]}]\n  \
         deny: [{reason: x}, {image: ami-12, reason: x}, {image: 'x-*', until: soon, reason: x}]\n  owners: {me: x}\n",
    );
    assert!(found.len() > 10, "{found:?}");
    let hints = config.hints();
    assert_eq!((hints.layouts.len(), hints.rows.len()), (1, 1));
    let hold = hints.rows[0].says.hold.as_ref().expect("held");
    assert_eq!(hold.until, None, "a day that cannot be read holds on");
    let policy = config.policy();
    let only = Policy {
        deny: policy.deny.clone(),
        ..Policy::default()
    };
    assert_eq!(policy, only);
    assert_eq!(policy.deny.len(), 1);
    assert_eq!(policy.deny[0].until, None, "and denies on");
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
        "pins:\n".to_owned() + &"- {files: '**', follow: 'ssm:/{region}', at: '/**/{x}/**'}\n".repeat(3000),
        "layout:\n".to_owned() + &"- '**/{a}/**/b'\n".repeat(3000),
        "pins: [{files: a, follow: '".to_owned() + &"{region}".repeat(100_000) + "'}]\n",
        "pins: &a [{files: *a, at: *a, follow: *a, ignore: *a}]\nbump: &b {groups: *a, deny: *a, owners: *b}\n".to_owned(),
        "bump: {owners: {".to_owned() + &"a: b, ".repeat(5000) + "}}\n",
    ];
    for text in texts {
        let source = Source::new("x.yaml", text);
        let (config, found) = config::read(&source);
        let _ = config.settings_for("a.yaml");
        let (_, _) = (config.hints().for_path("a.yaml").rows.len(), config.policy());
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
