//! The JSON Schemas: as committed, judged by an independent tool, on documents that are good and bad.
//!
//! `UPDATE_SCHEMAS=1 cargo test schemas` writes `docs/schemas` anew.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use amiforge::rules;
use amiforge::schema;

use crate::corpus::{corpus, published};
use crate::support::{Folder, Run, clean, project, tool};

fn committed(name: &str) -> PathBuf {
    match name {
        "releases" => project().join("docs/releases.schema.json"),
        name => project().join(format!("docs/schemas/{name}.schema.json")),
    }
}

#[test]
fn the_committed_schemas_are_what_the_command_prints() {
    let folder = Folder::new();
    for schema in schema::ALL {
        let printed = folder.amiforge(["schema", schema.name]).ends(0).stdout;
        let path = committed(schema.name);
        if schema.name == "releases" {
            // Written by hand: the same in another layout.
            let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
            assert_eq!(read(&printed), read(&fs::read_to_string(path).expect("the file")));
        } else if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, printed).expect("written");
        } else {
            let text = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                text == printed,
                "{} is out of date: run `UPDATE_SCHEMAS=1 cargo test schemas`",
                path.display()
            );
        }
    }
    folder.amiforge(["schema", "nonsense"]).ends(2);
}

/// Runs check-jsonschema on files of a folder; `None` where it is not installed.
fn check(folder: &Folder, arguments: &[&str]) -> Option<Run> {
    let mut check = clean(Command::new(tool("check-jsonschema")?));
    check.args(arguments).current_dir(folder.path());
    Some(Run::of(&check.output().expect("check-jsonschema starts")))
}

/// The names of the files that a schema refuses.
pub(crate) fn refused(folder: &Folder, schema: &str, names: &[String]) -> Option<Vec<String>> {
    let path = committed(schema);
    let mut arguments = vec![
        "--output-format=json",
        "--schemafile",
        path.to_str().expect("text"),
    ];
    arguments.extend(names.iter().map(String::as_str));
    let run = check(folder, &arguments)?;
    let said: serde_json::Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:#?}"));
    assert!(
        said["parse_errors"].as_array().is_none_or(Vec::is_empty),
        "{run:#?}"
    );
    let names = said["errors"].as_array().expect("errors").iter();
    let mut names: Vec<String> = names
        .map(|error| error["filename"].as_str().expect("a name").to_owned())
        .collect();
    names.dedup();
    Some(names)
}

#[test]
fn schemas_are_schemas() {
    let paths: Vec<PathBuf> = schema::ALL.iter().map(|schema| committed(schema.name)).collect();
    let mut arguments = vec!["--check-metaschema"];
    arguments.extend(paths.iter().map(|path| path.to_str().expect("text")));
    if let Some(run) = check(&Folder::new(), &arguments) {
        assert_eq!(run.code, Some(0), "{run:#?}");
    }
}

/// Documents with a tag of YAML, which other readers refuse before any schema.
fn has_tag(text: &str) -> bool {
    text.lines()
        .any(|line| line.trim_start_matches(['-', ' ']).starts_with('!') || line.contains(": !"))
}

#[test]
fn the_component_schema_accepts_every_valid_published_document() {
    let Some(corpus) = corpus() else { return };
    let folder = Folder::new();
    let mut names = Vec::new();
    for document in published(&corpus) {
        if document.verdict == "valid" && !has_tag(&document.text) {
            folder.write(&document.name, &document.text);
            names.push(document.name);
        }
    }
    assert!(names.len() > 115, "{}", names.len());
    if let Some(refused) = refused(&folder, "component", &names) {
        assert!(refused.is_empty(), "{refused:#?}");
    }
}

/// The inputs on a page behind `Good:`, with the words on the line of the fence.
fn good_examples(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut good = false;
    let mut parts = page.split("\n```");
    let mut prose = parts.next().unwrap_or_default();
    while let (Some(fence), next) = (parts.next(), parts.next()) {
        let heading = prose
            .lines()
            .rev()
            .find(|line| line.starts_with("Bad") || line.starts_with("Good"));
        good = heading.map_or(good, |line| line.starts_with("Good"));
        let (info, body) = fence.split_once('\n').unwrap_or((fence, ""));
        if good {
            found.push((info.to_owned(), format!("{body}\n")));
        }
        prose = next.unwrap_or_default();
    }
    found
}

/// A key that does not exist, with nothing behind it: the rule lets it pass, a schema cannot.
const STRICTER: &str = "workflow-component-keys-1.yaml";

#[test]
fn the_schemas_accept_the_good_examples_of_the_pages() {
    let component = Folder::new();
    let workflow = Folder::new();
    let (mut components, mut workflows) = (Vec::new(), Vec::new());
    for rule in rules::all().filter(|rule| matches!(rule.group(), "schema" | "semantic" | "workflow")) {
        for (number, (info, body)) in good_examples(rule.page).into_iter().enumerate() {
            let words: Vec<&str> = info.split(' ').collect();
            let plain = words[0] == "yaml" && !words.contains(&"escaped") && !info.contains("also=");
            if !plain || has_tag(&body) {
                continue;
            }
            let name = format!("{}-{number}.yaml", rule.id.replace('/', "-"));
            if name == STRICTER {
                continue;
            }
            if rule.group() == "workflow" {
                workflow.write(&name, body);
                workflows.push(name);
            } else {
                component.write(&name, body);
                components.push(name);
            }
        }
    }
    assert!(
        components.len() > 120 && workflows.len() > 25,
        "{} {}",
        components.len(),
        workflows.len()
    );
    if let Some(refused) = refused(&component, "component", &components) {
        assert!(refused.is_empty(), "{refused:#?}");
    }
    if let Some(refused) = refused(&workflow, "workflow", &workflows) {
        assert!(refused.is_empty(), "{refused:#?}");
    }
}

const COMPONENT: &str = "schemaVersion: 1.0
parameters:
  - Url: { type: string, default: https://example.com }
constants:
  - Day: { type: string, value: monday }
phases:
  - name: build
    steps:
      - name: Get
        action: S3Download
        maxAttempts: 3
        timeoutSeconds: -1
        onFailure: Abort
        inputs:
          - source: s3://bucket/key
            destination: /tmp/key
      - name: Run
        action: ExecuteBash
        if:
          and:
            - fileExists: /tmp/key
            - stringEquals: '{{ Day }}'
              value: monday
        loop:
          name: each
          forEach: [a, b]
        inputs:
          commands:
            - echo {{ each.value }}
";

const WORKFLOW: &str = "schemaVersion: 1.0
parameters:
  - name: size
    type: string
steps:
  - name: Launch
    action: LaunchInstance
    timeoutSeconds: 3600
    onFailure: Abort
    inputs:
      waitFor: ssmAgent
  - name: Make
    action: CreateImage
    inputs:
      instanceId.$: $.stepOutputs.Launch.instanceId
outputs:
  - name: image
    value: $.stepOutputs.Make.imageId
";

const CONFIG: &str = "rules:
  style: off
  schema/unknown-action: warning
locked: [syntax]
platform: Linux
exclude: ['vendor/']
bump:
  min-age: 3
  owners:
    '123456789012': us
overrides:
  - paths: ['a/**']
    workflow-kind: test
";

const RECIPE: &str = "name: golden
semanticVersion: 1.4.x
parentImage: ssm:/golden/base
components:
  - componentArn: arn:aws:imagebuilder:eu-west-1:aws:component/update-windows/x.x.x
  - file: ../components/agent.yaml
    name: agent
    semanticVersion: 1.0.0
    platform: Windows
    parameters:
      - {name: Channel, value: [stable]}
blockDeviceMappings:
  - deviceName: /dev/sda1
    ebs: {volumeSize: 60, volumeType: gp3, encrypted: true}
  - {deviceName: xvdb, noDevice: ''}
workingDirectory: /opt
additionalInstanceConfiguration:
  systemsManagerAgent: {uninstallAfterBuild: false}
amiTags: {team: base}
tags: {cost: 17}
description:
";

/// A text and what is written in its place.
type Change = (&'static str, &'static str);

/// A schema, a document that it accepts, and changes after which it refuses it.
const FAULTS: &[(&str, &str, &[Change])] = &[
    (
        "component",
        COMPONENT,
        &[
            ("schemaVersion: 1.0", "schemaVersion: 2.0"),
            ("schemaVersion: 1.0\n", ""),
            ("schemaVersion", "schemaVersions"),
            ("phases:", "phase:"),
            ("type: string, default", "type: number, default"),
            ("type: string, default: https", "default: https"),
            ("value: monday }", "values: monday }"),
            ("    steps:", "    step:"),
            ("name: build", "name: a b"),
            ("name: Get", "name: Ge"),
            ("action: S3Download", "action: S3Downloads"),
            ("action: S3Download", "action: CopyFiles"),
            ("maxAttempts: 3", "maxAttempts: three"),
            ("maxAttempts: 3", "maxAttempts: 0"),
            ("timeoutSeconds: -1", "timeoutSeconds: 0"),
            ("timeoutSeconds: -1", "timeout: 5"),
            ("onFailure: Abort", "onFailure: Stop"),
            (
                "          - source: s3://bucket/key\n            destination",
                "            source: s3://bucket/key\n            destination",
            ),
            ("destination: /tmp/key", "target: /tmp/key"),
            ("            destination: /tmp/key\n", ""),
            ("fileExists:", "fileExist:"),
            ("              value: monday\n", ""),
            (
                "          forEach: [a, b]",
                "          forEach: [a, b]\n          for: { start: 1, end: 2, updateBy: 1 }",
            ),
            ("forEach: [a, b]", "foreach: [a, b]"),
            (
                "          commands:\n            - echo {{ each.value }}",
                "          command: echo",
            ),
            (
                "          commands:\n            - echo {{ each.value }}",
                "          commands: echo",
            ),
            ("            - echo {{ each.value }}", "            - echo: x"),
        ],
    ),
    (
        "workflow",
        WORKFLOW,
        &[
            ("schemaVersion: 1.0", "schemaVersion: 1.1"),
            ("steps:", "step:"),
            ("type: string", "type: text"),
            ("action: CreateImage", "action: MakeImage"),
            ("timeoutSeconds: 3600", "timeoutSeconds: 90000"),
            ("timeoutSeconds: 3600", "maxAttempts: 2"),
            ("onFailure: Abort", "onFailure: Ignore"),
            ("waitFor: ssmAgent", "waitFor: nothing"),
            ("      waitFor: ssmAgent", "      healthCheck: RUNNING"),
            ("instanceId.$:", "instance.$:"),
            ("    value: $", "    values: $"),
        ],
    ),
    (
        "recipe",
        RECIPE,
        &[
            ("name: golden", "name: go"),
            ("semanticVersion: 1.4.x", "semanticVersion: 1.x.4"),
            ("semanticVersion: 1.4.x", "semanticVersion: '1.4'"),
            ("parentImage: ssm:/golden/base\n", ""),
            ("tags: {cost", "tag: {cost"),
            ("  - file:", "  - files:"),
            ("x.x.x\n", "x.x.x\n    file: a.yaml\n"),
            ("x.x.x\n", "x.x.x\n    platform: Linux\n"),
            ("platform: Windows", "platform: windows"),
            ("value: [stable]", "value: stable"),
            ("{name: Channel, value: [stable]}", "{name: Channel}"),
            ("volumeSize: 60", "volumeSize: big"),
            ("volumeType: gp3", "volumeType: gp4"),
            ("encrypted: true", "encrypted: yes please"),
            ("noDevice: ''", "noDevice: x"),
            ("uninstallAfterBuild", "uninstall"),
            ("amiTags: {team: base}", "amiTags: [team]"),
        ],
    ),
    (
        "config",
        CONFIG,
        &[
            ("rules:", "rule:"),
            (
                "schema/unknown-action: warning",
                "schema/unknown-actions: warning",
            ),
            ("unknown-action: warning", "unknown-action: fatal"),
            ("locked: [syntax]", "locked: [syntaxes]"),
            ("platform: Linux", "platform: unix"),
            ("exclude: ['vendor/']", "exclude: vendor/"),
            ("min-age: 3", "min-age: 400"),
            ("min-age: 3", "min-age: soon"),
            ("'123456789012'", "'12345678901'"),
            ("workflow-kind: test", "workflow-kind: tests"),
            ("    workflow-kind: test", "    exclude: [x]"),
        ],
    ),
];

#[test]
fn the_schemas_refuse_what_is_plainly_wrong_and_nothing_beside_it() {
    for (schema, document, faults) in FAULTS {
        let folder = Folder::new();
        folder.write("good.yaml", document);
        let mut names = vec!["good.yaml".to_owned()];
        for (number, (from, to)) in faults.iter().enumerate() {
            assert!(document.contains(from), "{from}");
            let name = format!("{number:02}.yaml");
            folder.write(&name, document.replacen(from, to, 1));
            names.push(name);
        }
        let Some(refused) = refused(&folder, schema, &names) else {
            return;
        };
        let mut missed = String::new();
        for (number, (from, to)) in faults.iter().enumerate() {
            if !refused.contains(&format!("{number:02}.yaml")) {
                let _ = writeln!(missed, "{schema}: {from:?} as {to:?} is accepted");
            }
        }
        assert!(missed.is_empty(), "{missed}");
        assert!(!refused.contains(&"good.yaml".to_owned()), "{schema}");
    }
}

#[test]
fn the_example_of_the_configuration_page_fits() {
    let page = fs::read_to_string(project().join("docs/configuration.md")).expect("the page");
    let (_, rest) = page.split_once("```yaml\n").expect("the example");
    let (example, _) = rest.split_once("```").expect("its end");
    let folder = Folder::new();
    folder
        .write("a.yaml", example)
        .write("empty.yaml", "rules:\nlocked:\n");
    let names = ["a.yaml", "empty.yaml"].map(str::to_owned);
    if let Some(refused) = refused(&folder, "config", &names) {
        assert!(refused.is_empty(), "{refused:?}");
    }
}
