//! What a user sees, through the real binary and through `judge_file`.

use amiforge::lint::{self, Judged, Settings};
use amiforge::source::EditSet;

use super::judged;
use crate::support::Folder;
use crate::validate::{GOOD, bad};

/// A template with this document as a block.
fn template(head: &str, document: &str) -> String {
    let body: String = document.lines().map(|line| format!("        {line}\n")).collect();
    format!(
        "Resources:\n  A:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Platform: Linux\n      {head}\n{body}"
    )
}

fn heredoc(document: &str) -> String {
    format!(
        "resource \"aws_imagebuilder_component\" \"x\" {{\n  platform = \"Linux\"\n  data = <<EOT\n{document}EOT\n}}\n"
    )
}

/// Every finding as `line:column rule`.
fn found(judged: &Judged) -> Vec<String> {
    let shown = judged.findings.iter().map(|finding| {
        let place = judged.source.position(finding.span.start);
        format!("{}:{} {}", place.line, place.column, finding.rule)
    });
    shown.collect()
}

#[test]
fn folders_are_searched_for_templates_and_terraform() {
    let folder = Folder::new();
    folder
        .write("cfn/a.yaml", template("Data: |", &bad()))
        .write("cfn/b.template", template("Data: |", &bad()))
        .write("tf/main.tf", heredoc(&bad()))
        .write("tf/main.tofu", heredoc(GOOD))
        .write("tf/vpc.tf", "resource \"aws_vpc\" \"x\" {\n}\n")
        .write(
            "tf/uri.tf",
            "resource \"aws_imagebuilder_component\" \"y\" {\n  uri = \"s3://a/b\"\n}\n",
        )
        .write(
            "tf/later.tf",
            "resource \"aws_imagebuilder_component\" \"z\" {\n  data = var.doc\n}\n",
        )
        .write("tf/broken.tf", "resource \"aws_imagebuilder_component\" {{\n")
        .write("cfn/bucket.yaml", "Resources:\n  A:\n    Type: AWS::S3::Bucket\n");
    let run = folder.amiforge(["validate", "--format=json"]).ends(1);
    assert_eq!(
        run.findings(),
        [
            "cfn/a.yaml:14:25 schema/unknown-action error",
            "cfn/b.template:14:25 schema/unknown-action error",
            "tf/main.tf:11:17 schema/unknown-action error",
        ]
    );
    let skipped: Vec<String> = run.json()["not_checked"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|row| {
            format!(
                "{}: {}",
                row["path"].as_str().unwrap_or_default(),
                row["reason"].as_str().unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(
        skipped,
        [
            "tf/broken.tf: it cannot be read as HCL",
            "tf/later.tf: line 2: the text is `var.doc`, known only when Terraform runs",
        ]
    );
    let text = folder.amiforge(["validate", "--format=text"]).ends(1).stdout;
    assert!(
        text.contains("3 errors in 3 of 4 files; 2 files not checked"),
        "{text}"
    );
}

#[test]
fn a_file_that_terraform_reads_is_judged_for_the_platform_that_it_says() {
    let windows = GOOD.replace("ExecuteBash", "ExecutePowerShell");
    let terraform = "resource \"aws_imagebuilder_component\" \"x\" {\n  platform = \"Linux\"\n  data = file(\"${path.module}/../c/a.yaml\")\n}\n";
    let folder = Folder::new();
    folder
        .repository()
        .write("infra/main.tf", terraform)
        .write("c/a.yaml", &windows);
    let alone = folder.amiforge(["validate", "--format=json", "c/a.yaml"]).ends(0);
    assert_eq!(alone.findings(), Vec::<String>::new());
    for arguments in [&["infra/main.tf"][..], &["."], &["infra", "c"]] {
        let run = folder
            .amiforge(["validate", "--format=json"].iter().chain(arguments))
            .ends(1);
        assert_eq!(
            run.findings(),
            ["c/a.yaml:8:17 portability/action-platform error"],
            "{arguments:?}"
        );
    }
    let told = folder
        .amiforge(["validate", "--format=json", "--platform=windows", "infra"])
        .ends(0);
    assert_eq!(told.findings(), Vec::<String>::new());
}

#[test]
fn a_file_outside_of_the_workspace_is_not_read() {
    let outside = Folder::new();
    outside.write("secret.yaml", bad());
    let folder = Folder::new();
    let up = outside
        .path()
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    folder.repository();
    for (name, path) in [
        ("up", format!("../{up}/secret.yaml")),
        ("gone", "gone.yaml".to_owned()),
        ("link", "link.yaml".to_owned()),
    ] {
        folder.write(
            &format!("{name}.tf"),
            format!("resource \"aws_imagebuilder_component\" \"x\" {{\n  data = file(\"{path}\")\n}}\n"),
        );
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        outside.path().join("secret.yaml"),
        folder.path().join("link.yaml"),
    )
    .expect("a link");
    #[cfg(unix)]
    for (name, reason) in [
        ("up", "lies outside of the workspace"),
        ("link", "lies outside of the workspace"),
        ("gone", "is not there"),
    ] {
        let run = folder
            .amiforge(["validate", "--format=json", &format!("{name}.tf")])
            .ends(2);
        assert_eq!(run.findings(), Vec::<String>::new());
        assert!(run.stdout.contains(reason), "{run:#?}");
    }
}

#[test]
fn the_name_of_standard_input_says_how_it_is_read() {
    let folder = Folder::new();
    let run = folder
        .amiforge_with(
            ["validate", "--format=json", "--stdin-filename=infra/x.tf", "-"],
            &[],
            heredoc(&bad()).as_bytes(),
        )
        .ends(1);
    assert_eq!(run.findings(), ["infra/x.tf:11:17 schema/unknown-action error"]);
    let run = folder
        .amiforge_with(
            ["validate", "--format=json", "-"],
            &[],
            template("Data: |", &bad()).as_bytes(),
        )
        .ends(1);
    assert_eq!(run.findings(), ["-:14:25 schema/unknown-action error"]);
}

#[test]
fn comments_in_the_document_and_in_its_host_ignore_findings() {
    let ignore = "# amiforge: ignore[schema/unknown-action] kept for an old agent";
    let inside = bad().replace("ExecuteBsh", &format!("ExecuteBsh {ignore}"));
    for text in [
        template("Data: |", &inside),
        heredoc(&inside),
        template(&format!("{ignore}\n      Data: |"), &bad()),
        heredoc(&bad()).replace("  data", &format!("  {}\n  data", ignore.replace('#', "//"))),
    ] {
        let name = if text.starts_with("resource") {
            "x.tf"
        } else {
            "x.yaml"
        };
        assert_eq!(found(&judged(name, &text)), Vec::<String>::new(), "{text}");
    }
    let object = "resource \"aws_imagebuilder_component\" \"x\" {\n  data = yamlencode({\n    schemaVersion = \"1.0\"\n    description = \"d\"\n    \
                  phases = [{ name = \"build\", steps = [{\n      name = \"Aaa\"\n      action = \"ExecuteBsh\" # amiforge: ignore[schema/unknown-action] x\n    }] }]\n  })\n}\n";
    assert_eq!(found(&judged("x.tf", object)), Vec::<String>::new());
    let unused = heredoc(GOOD).replace("  data", &format!("  {ignore}\n  data"));
    assert_eq!(found(&judged("x.tf", &unused)), ["3:22 lint/unused-ignore"]);
    // A comment about a pinned image is not about findings.
    let pin = heredoc(GOOD).replace("  data", "  # amiforge: ignore built by hand\n  data");
    assert_eq!(found(&judged("x.tf", &pin)), Vec::<String>::new());
}

#[test]
fn what_is_known_later_leaves_the_rest_to_be_judged() {
    let hole = |document: &str| found(&judged("x.yaml", &template("Data: !Sub |", document)));
    // A fault beside a hole, at its place.
    let faulty = bad().replace("echo ok", "echo ${AWS::Region} ${!HOME}");
    assert_eq!(hole(&faulty), ["14:25 schema/unknown-action"]);
    // What stands for a value is not judged.
    for (from, to) in [
        ("action: ExecuteBash", "action: ${Action}"),
        ("name: Install", "name: ${Name}!"),
        ("- echo ok", "- ${Command}"),
        ("schemaVersion: 1.0", "schemaVersion: ${Version}"),
        (
            "action: ExecuteBash",
            "timeoutSeconds: ${Seconds}\n        action: ExecuteBash",
        ),
        (
            "action: ExecuteBash",
            "onFailure: ${OnFailure}\n        action: ExecuteBash",
        ),
        (
            "action: ExecuteBash",
            "maxAttempts: '${Attempts}'\n        action: ExecuteBash",
        ),
        ("commands:\n            - echo ok", "commands: ${Commands}"),
        (
            "inputs:\n          commands:\n            - echo ok",
            "inputs: ${Inputs}",
        ),
        ("description: Installs nothing", "description: ${Text}"),
        ("- echo ok", "- echo '{{ build.${Step}.outputs.stdout }}'"),
        ("- echo ok", "- echo ok # ${Region}"),
    ] {
        assert_eq!(hole(&GOOD.replace(from, to)), Vec::<String>::new(), "{to}");
    }
    // A step whose name is known later may be the one that is meant.
    let named = GOOD.replace(
        "          commands:\n",
        "          commands:\n            - echo '{{ build.Other.outputs.stdout }}'\n",
    );
    let first =
        "      - name: ${First}\n        action: ExecuteBash\n        inputs:\n          commands: [date]\n";
    let other = named.replace("    steps:\n", &format!("    steps:\n{first}"));
    assert_eq!(hole(&other), Vec::<String>::new());
    let known = named.replace(
        "    steps:\n",
        &format!("    steps:\n{}", first.replace("${First}", "First")),
    );
    assert_eq!(hole(&known), ["21:38 semantic/unknown-step"]);
}

#[test]
fn structure_that_is_known_later_is_told_and_not_judged() {
    let reasons = |document: &str| {
        let judged = judged("x.yaml", &template("Data: !Sub |", document));
        assert_eq!((judged.documents, judged.findings), (0, Vec::new()));
        judged.not_checked
    };
    let structure = "a part of the document's structure is known only when the template is filled in";
    let steps = GOOD.replace("    steps:\n", "    steps:\n      - ${Step}\n");
    assert_eq!(reasons(&steps), [format!("line 13: {structure}")]);
    let phases = "schemaVersion: 1.0\nphases: ${Phases}\n";
    assert_eq!(reasons(phases), [format!("line 8: {structure}")]);
    let key = GOOD.replace("description:", "${Key}:");
    assert_eq!(reasons(&key), [format!("line 8: {structure}")]);
    let broken = "schemaVersion: 1.0\n${Phases}\nphases:\n";
    assert_eq!(
        reasons(broken),
        ["line 8: the text is not YAML before the template is filled in"]
    );
}

#[test]
fn a_broken_document_without_holes_gets_its_error_in_the_host() {
    let text = template("Data: |", "schemaVersion: 1.0\nphases: [\n");
    let judged = judged("x.yaml", &text);
    assert_eq!(judged.documents, 1);
    assert!(
        found(&judged)[0].ends_with("syntax/invalid-yaml"),
        "{:?}",
        found(&judged)
    );
}

#[test]
fn the_limit_of_the_data_field_holds() {
    let long = GOOD.replace("echo ok", &format!("echo {}", "x".repeat(16_000)));
    assert_eq!(
        found(&judged("x.tf", &heredoc(&long))),
        ["4:1 schema/document-too-long-inline"]
    );
}

#[test]
fn a_workflow_is_judged_for_its_type() {
    let host = "Resources:\n  A:\n    Type: AWS::ImageBuilder::Workflow\n    Properties:\n      Type: TEST\n      Data: |\n        \
                name: x\n        schemaVersion: 1.0\n        steps:\n          - name: Aaa\n            action: DistributeImage\n";
    let judged = judged("x.yaml", host);
    assert!(
        found(&judged).contains(&"11:21 workflow/stage".to_owned()),
        "{:?}",
        found(&judged)
    );
}

#[test]
fn fixes_move_where_the_bytes_are_the_same() {
    let fixed = |name: &str, text: &str| -> Vec<Option<String>> {
        let judged = lint::judge_file(name, text.as_bytes().to_vec(), &Settings::default());
        let fixes = judged.findings.iter().map(|finding| {
            let fix = finding.fix.clone()?;
            let set = EditSet::new(fix.edits).expect("disjoint");
            Some(set.apply(judged.source.text()).expect("fits"))
        });
        fixes.collect()
    };
    let alone = fixed("x.yaml", &bad());
    for (name, text) in [("x.yaml", template("Data: |", &bad())), ("x.tf", heredoc(&bad()))] {
        let good = text.replace("ExecuteBsh", "ExecuteBash");
        let expected: Vec<Option<String>> = alone
            .iter()
            .map(|fix| fix.as_ref().map(|_| good.clone()))
            .collect();
        assert_eq!(fixed(name, &text), expected);
    }
}
