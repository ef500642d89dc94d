//! References as a whole: one fault is one finding, whichever rules could speak of it.

use std::fmt::Write as _;

use amiforge::diagnostic::Severity;
use amiforge::lint::{self, Settings};
use amiforge::source::Source;

/// The rules about shape and meaning that speak, infos left out, in order of place, with the text they point at.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let source = Source::new("example.yaml", text);
    lint::judge(&source, &Settings::default())
        .into_iter()
        .filter(|d| d.severity >= Severity::Warning)
        .filter(|d| {
            ["syntax/", "schema/", "semantic/"]
                .iter()
                .any(|group| d.rule.starts_with(group))
        })
        .map(|d| (d.rule, source.slice(d.span).to_owned()))
        .collect()
}

const HEAD: &str = "\
schemaVersion: 1.0
parameters:
  - Version: {type: string, default: 1.2.3}
phases:
  - name: build
    steps:
      - name: Get
        action: S3Download
        inputs:
          - {source: 's3://amzn-s3-demo-bucket/{{ Version }}', destination: /opt/tool}
      - name: Ask
        action: ExecuteBash
        inputs: {commands: [uname -r]}
";

const TAIL: &str = "      - name: Later
        action: ExecuteBash
        inputs: {commands: [uname -r]}
  - name: test
    steps:
      - name: There
        action: ExecuteBash
        inputs: {commands: [uname -r]}
";

fn with_step(commands: &str) -> String {
    format!(
        "{HEAD}      - name: Use\n        action: ExecuteBash\n        inputs:\n          commands:\n            - |\n              \
         echo {commands}\n{TAIL}"
    )
}

#[test]
fn a_reference_has_one_finding_at_the_word_that_is_wrong() {
    let cases = [
        ("{{ Verison }}", "semantic/undefined-name", "Verison"),
        ("{{ biuld.Nope.outputs.nope }}", "semantic/unknown-phase", "biuld"),
        ("{{ test.Nope.outputs.nope }}", "semantic/unknown-step", "Nope"),
        ("{{ test.There.outputs.nope }}", "semantic/unknown-output", "nope"),
        (
            "{{ build.Later.outputs.nope }}",
            "semantic/unknown-output",
            "nope",
        ),
        ("{{ test.There.outputs.stdout }}", "semantic/cross-stage", "test"),
        (
            "{{ test.There.inputs[0].commands }}",
            "semantic/cross-stage",
            "test",
        ),
        (
            "{{ build.Later.outputs.stdout }}",
            "semantic/output-of-later-step",
            "Later",
        ),
        (
            "{{ build.Use.outputs.stdout }}",
            "semantic/output-of-later-step",
            "Use",
        ),
        (
            "{{ build.Later.inputs.commands }}",
            "semantic/input-of-later-step",
            "Later",
        ),
        (
            "{{ build.Later.inputs[0].commands }}",
            "semantic/index-shape",
            "[0]",
        ),
        (
            "{{ build.Get.inputs[7].nope }}",
            "semantic/index-out-of-range",
            "7",
        ),
        (
            "{{ build.Get.inputs.destination }}",
            "semantic/index-shape",
            "inputs",
        ),
        ("{{ build.Get.inputs.nope }}", "semantic/unknown-input", "nope"),
        ("{{ loop.nope }}", "semantic/loop-without-loop", "loop.nope"),
        (
            "{{ some.nope }}",
            "semantic/unrecognized-expression",
            "{{ some.nope }}",
        ),
        ("{{ context:nope }}", "semantic/unknown-context-key", "nope"),
        (
            "{{ aws:imds:iam/info }}",
            "semantic/forbidden-imds-path",
            "iam/info",
        ),
        (
            "{{ aws:ssm:resolve(Verison) }}",
            "semantic/resolve-argument",
            "Verison",
        ),
        (
            "{{ imagebuilder:buildDate }}",
            "semantic/imagebuilder-expression",
            "{{ imagebuilder:buildDate }}",
        ),
    ];
    for (reference, rule, place) in cases {
        assert_eq!(
            found(&with_step(reference)),
            [(rule, place.to_owned())],
            "{reference}"
        );
    }
}

#[test]
fn documented_references_have_no_finding() {
    for reference in [
        "{{ Version }} {{Version}} {{ Version}} {{Version }}",
        "{{ build.Get.inputs[0].destination }} {{build.Ask.outputs.stdout}}",
        "{{ build.Ask.outputs[0].stdout }} {{ build.Ask.inputs.commands }}",
        "{{ aws:ssm:resolve(Version) }} {{ aws:ssm:/a/b }} {{ aws:ssm:plain }}",
        "{{ env:ProgramFiles(x86) }} {{ aws:imds:placement/region }} {{ context:accountId }}",
    ] {
        assert_eq!(found(&with_step(reference)), [], "{reference}");
    }
}

/// The same findings in a document whose definitions are written wrongly, less those about the definitions.
fn about_references(text: &str) -> Vec<(&'static str, String)> {
    let mut found = found(text);
    found.retain(|(rule, _)| rule.starts_with("semantic/"));
    found
}

#[test]
fn a_definition_that_is_written_wrongly_is_still_a_definition() {
    let right = with_step("{{ Version }}");
    for wrong in [
        "parameters: {Version: {type: string, default: 1.2.3}}",
        "parameters: [Version]",
        "parameters: [{name: Version, type: string}]",
        "parameters: [{Version: }]",
        "parameters: [{Version: {type: string}, Other: {type: string}}]",
        "Parameters: [{Version: {type: string, default: 1.2.3}}]",
        "constant: [{Version: {type: string, value: 1.2.3}}]",
    ] {
        let text = right.replace("parameters:\n  - Version: {type: string, default: 1.2.3}", wrong);
        assert_ne!(text, right);
        assert_eq!(about_references(&text), [], "{wrong}");
    }
}

#[test]
fn where_names_are_missing_or_repeated_no_name_is_unknown() {
    let phase = with_step("{{ nope.Ask.outputs.stdout }}");
    assert_eq!(
        about_references(&phase.replace("  - name: test\n    steps", "  - steps")),
        []
    );
    let step = with_step("{{ build.Nope.outputs.stdout }}");
    assert_eq!(
        about_references(&step.replace("- name: Ask\n        action", "- action")),
        []
    );
    let twice = with_step("{{ build.Ask.outputs.nope }}");
    assert_eq!(about_references(&twice.replace("name: Later", "name: Ask")), []);
}

#[test]
fn a_reference_out_of_place_has_one_finding() {
    for key in ["timeoutSeconds", "maxAttempts", "onFailure"] {
        let text = with_step("ok").replace(
            "name: Use\n",
            &format!("name: Use\n        {key}: '{{{{ Nope }}}}'\n"),
        );
        let expected = [("semantic/reference-place", "{{ Nope }}".to_owned())];
        assert_eq!(found(&text), expected, "{key}");
    }
    let text = with_step("{{ Version }}").replace(
        "uname -r]}\n  - name: test",
        "uname -r]}\n  - name: 'te{{ Nope }}'",
    );
    assert!(
        about_references(&text)
            .iter()
            .all(|(rule, _)| *rule != "semantic/reference-place")
    );
}

#[test]
fn references_are_looked_for_in_values_only() {
    let text = "\
name: 'of {{ nobody }}'
description: '{{ nobody }}'
schemaVersion: 1.0
phases:
  - name: build
    steps:
      # {{ nobody }}
      - name: Open
        action: ExecuteBinary
        inputs:
          path: /opt/tool # {{ nobody }}
          arguments: ['{', '}']
";
    assert_eq!(found(text), []);
}

#[test]
fn thousands_of_steps_and_references_are_judged() {
    const COUNT: usize = 10_000;
    let mut text = "schemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n".to_owned();
    for number in 0..COUNT {
        let other = COUNT - 1 - number;
        let _ = write!(
            text,
            "      - name: Step{number}\n        action: ExecuteBash\n        inputs: {{commands: ['{{{{ build.Step{other}.outputs.stdout }}}}']}}\n"
        );
    }
    let found = found(&text);
    let later = found
        .iter()
        .filter(|(rule, _)| *rule == "semantic/output-of-later-step");
    assert_eq!(later.count(), COUNT / 2);
}
