use super::*;

/// Name, text, whether it is found in a folder.
const CASES: &[(&str, &str, bool)] = &[
    (
        "component",
        "name: a\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: A\n        action: ExecuteBash\n",
        true,
    ),
    (
        "component in JSON",
        r#"{"schemaVersion": "1.0", "phases": []}"#,
        true,
    ),
    (
        "component without phases in it",
        "schemaVersion: 1.0\nphases:\n",
        true,
    ),
    (
        "component with a wrong version",
        "schemaVersion: 2.0\nphases:\n  - name: build\n",
        true,
    ),
    (
        "component without a version",
        "phases:\n  - name: build\n    steps:\n      - action: UpdateOS\n",
        true,
    ),
    (
        "component with misspelt phases",
        "schemaVersion: 1.0\nphase:\n  - name: build\n    steps:\n      - action: ExecuteBash\n",
        true,
    ),
    (
        "component with a misspelt action",
        "phases:\n  - name: build\n    steps:\n      - action: ExecutePowershell\n",
        true,
    ),
    (
        "component with the phases as a map",
        "schemaVersion: 1.0\nphases:\n  build:\n    steps: []\n",
        true,
    ),
    (
        "component with constants only",
        "schemaVersion: 1.0\nconstants: []\nsteps: []\n",
        true,
    ),
    (
        "broken component",
        "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n\t- name: A\n",
        true,
    ),
    (
        "broken component without a version",
        "name: a\nphases:\n  - name: build\n    steps:\n      - action: ExecuteBash\n        inputs: {a\n",
        true,
    ),
    (
        "workflow",
        "schemaVersion: 1.0\nsteps:\n  - name: A\n    action: LaunchInstance\n",
        true,
    ),
    (
        "workflow without a version",
        "steps:\n  - name: A\n    action: WaitForAction\n",
        true,
    ),
    ("workflow without actions", "schemaVersion: 1\nsteps: []\n", true),
    (
        "SSM command document",
        "schemaVersion: '2.2'\ndescription: a\nparameters: {}\nmainSteps:\n  - action: aws:runShellScript\n    name: a\n    inputs:\n      runCommand: [ls]\n      steps: x\n",
        false,
    ),
    (
        "SSM automation",
        "schemaVersion: '0.3'\nassumeRole: a\nmainSteps:\n  - name: a\n    action: aws:executeScript\n    inputs: {}\noutputs:\n  - a.b\nsteps: 1\n",
        false,
    ),
    (
        "broken SSM document",
        "schemaVersion: '2.2'\nmainSteps:\n  - action: aws:runShellScript\n    steps: {a\n",
        false,
    ),
    (
        "buildspec",
        "version: 0.2\nphases:\n  install:\n    commands:\n      - npm ci\n  build:\n    commands:\n      - npm run build\nartifacts:\n  files: ['**/*']\n",
        false,
    ),
    (
        "buildspec that names an action",
        "version: 0.2\nphases:\n  build:\n    commands: [a]\n    on-failure: ABORT\n    action: x\n",
        false,
    ),
    (
        "GitHub workflow",
        "name: ci\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: x/y@v1\n        with:\n          action: deploy\n",
        false,
    ),
    (
        "composite action",
        "name: a\ndescription: b\ninputs: {}\nruns:\n  using: composite\n  steps:\n    - run: ls\n      with: {action: x}\n",
        false,
    ),
    (
        "Docker manifest",
        r#"{"schemaVersion": 2, "mediaType": "x", "config": {"steps": 1}, "layers": []}"#,
        false,
    ),
    (
        "Azure pipeline",
        "trigger: [main]\npool: {vmImage: ubuntu-latest}\nsteps:\n  - task: HelmDeploy@0\n    inputs:\n      action: deploy\n",
        false,
    ),
    (
        "Cloud Build",
        "steps:\n  - name: gcr.io/cloud-builders/docker\n    args: [build, '.']\nimages: [a]\n# action: none\n",
        false,
    ),
    (
        "Grafana dashboard",
        r#"{"schemaVersion": 36, "title": "a", "panels": [{"fieldConfig": {"steps": [{"color": "red"}]}}]}"#,
        false,
    ),
    (
        "Grafana dashboard in a broken template",
        "{\n  \"schemaVersion\": 36,\n  {{ if .x }}\n  \"steps\": [\n",
        false,
    ),
    (
        "package.json",
        r#"{"name": "a", "description": "b", "schemaVersion": 1, "dependencies": {"steps": "1"}}"#,
        false,
    ),
    (
        "some manifest with a version",
        r#"{"schemaVersion": "1.0", "name": "a", "description": "b", "entry": {"steps": 3}}"#,
        false,
    ),
    (
        "Kubernetes manifest with a component",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a.yml: |\n    schemaVersion: 1.0\n    phases:\n      - name: build\n        steps:\n          - action: ExecuteBash\n",
        false,
    ),
    (
        "Kubernetes custom resource",
        "apiVersion: chaos/v1\nkind: Plan\nschemaVersion: 1.0\nsteps:\n  - action: Reboot\n",
        false,
    ),
    (
        "CloudFormation with a component",
        "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Data: |\n        schemaVersion: 1.0\n        phases:\n          - name: build\n            steps:\n              - action: ExecuteBash\n",
        false,
    ),
    (
        "broken CloudFormation with a component",
        "Resources:\n  A:\n    Properties: {\n      Data: |\n        schemaVersion: 1.0\n        phases:\n          - steps:\n              - action: ExecuteBash\n",
        false,
    ),
    (
        "Helm values",
        "image:\n  tag: 1\ncomponent: |\n  schemaVersion: 1.0\n  phases:\n    - steps:\n        - action: ExecuteBash\n",
        false,
    ),
    (
        "broken Helm template",
        "{{- if .Values.on }}\napiVersion: v1\ndata:\n  a: |\n    schemaVersion: 1.0\n    phases: []\n{{- end }}\n",
        false,
    ),
    (
        "a runbook of people",
        "phases:\n  - name: Prepare\n    steps:\n      - action: Call the team\n      - action: notify\n",
        false,
    ),
    ("text", "Note: phases and steps of an action\n", false),
    ("empty", "", false),
];

#[test]
fn documents_are_told_from_other_formats() {
    for (name, text, expected) in CASES {
        assert_eq!(looks_like_document(text), *expected, "{name}");
        assert_eq!(document_tree(text).is_some(), *expected, "{name}");
    }
}

#[test]
fn most_other_formats_are_ruled_out_without_a_parser() {
    for name in ["buildspec", "text", "empty", "composite action"] {
        let case = CASES.iter().find(|case| case.0 == name).expect("a case");
        let expected = name == "composite action";
        assert_eq!(may_be_document(case.1), expected, "{name}");
    }
    assert!(!may_be_document("steps:\n  - uses: actions/checkout@v4\n"));
    assert!(!may_be_document(
        "my-steps: 1\nmultisteps: 1\nreaction: 2\nx-schemaVersions: 3\n"
    ));
}

#[test]
fn the_kind_follows_the_actions_and_then_the_keys() {
    use DocumentKind::{Component, Workflow};
    let cases = [
        ("phases: []", Component),
        ("steps: []", Workflow),
        ("Steps: []", Workflow),
        ("steps:", Workflow),
        ("phases:\nsteps: []", Workflow),
        ("phases: []\nsteps: []", Component),
        ("name: a", Component),
        ("steps: [{action: ExecuteBash}]", Component),
        ("steps: [{action: ExecuteBash}, {action: CreateImage}]", Workflow),
        ("phases: [{steps: [{action: LaunchInstance}]}]", Workflow),
        (
            "phases: [{steps: [{action: LaunchInstance}, {action: Reboot}]}]",
            Component,
        ),
        ("phases: []\nsteps: [{action: LaunchInstance}]", Workflow),
        ("phases: [{steps: [{action: Typo}]}]", Component),
    ];
    for (text, expected) in cases {
        let tree = yaml::parse(text);
        assert_eq!(kind(tree.root().expect("a map")), expected, "{text}");
    }
}
