use super::*;

const DOCUMENT: &str = "name: Cache Agent
schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: Prepare
        action: ExecuteBash
        inputs: {commands: [a]}
      - name: Install
        action: ExecuteBash
        inputs: {commands: [b]}
  - name: test
    steps:
      - name: Install
        action: ExecuteBash
        inputs: {commands: [c]}
";

fn wanted(phase: Option<&str>) -> Wanted {
    Wanted::of(&Failure {
        component_arn: Some(
            "arn:aws:imagebuilder:eu-west-1:111122223333:component/cache-agent/1.2.3/4".to_owned(),
        ),
        phase: phase.map(str::to_owned),
        step: Some("Install".to_owned()),
        ..Failure::default()
    })
    .expect("a step of ours")
}

/// `path:line:column`, or the note.
fn found(files: &[(&str, &str)], phase: Option<&str>) -> String {
    let wanted = wanted(phase);
    let mut found = Found::default();
    for (path, text) in files {
        found.add(wanted.look(path, text));
    }
    let named: Vec<String> = found.files().map(str::to_owned).collect();
    for path in named {
        if let Some((_, text)) = files.iter().find(|(name, _)| *name == path) {
            found.take(&wanted, &path, text);
        }
    }
    match found.place(&wanted) {
        Ok(place) => format!("{}:{}:{}", place.path, place.line, place.column),
        Err(note) => note,
    }
}

#[test]
fn documents_are_found_by_their_name_or_that_of_their_file() {
    assert_eq!(found(&[("a/x.yaml", DOCUMENT)], Some("build")), "a/x.yaml:9:15");
    assert_eq!(found(&[("a/x.yaml", DOCUMENT)], Some("test")), "a/x.yaml:14:15");
    let unnamed = DOCUMENT.replace("name: Cache Agent\n", "");
    assert_eq!(
        found(&[("a/cache_agent.yml", &unnamed)], Some("build")),
        "a/cache_agent.yml:8:15"
    );
    for other in [
        found(&[("a/x.yaml", &unnamed)], Some("build")),
        found(&[("a/x.yaml", DOCUMENT)], Some("validate")),
        found(
            &[("a/x.yaml", &DOCUMENT.replace("Install", "Other"))],
            Some("build"),
        ),
        found(&[], None),
    ] {
        assert!(other.starts_with("no file of this repository"), "{other}");
    }
    // Without a phase two steps are meant.
    assert!(found(&[("a/x.yaml", DOCUMENT)], None).contains("a/x.yaml:9, a/x.yaml:14"));
}

#[test]
fn of_two_candidates_none_is_taken() {
    let files = [
        ("a/x.yaml", DOCUMENT),
        ("b/y.yaml", DOCUMENT),
        ("c/z.yaml", DOCUMENT),
    ];
    let note = found(&files, Some("build"));
    assert!(note.contains("a/x.yaml:9, b/y.yaml:9 and 1 more"), "{note}");
}

#[test]
fn what_is_declared_counts_more_than_a_name() {
    let request = "name: Cache Agent\nsemanticVersion: 1.2.3\nplatform: Linux\nfile: x.yaml\n";
    let files = [
        ("a/request.yaml", request),
        ("a/x.yaml", DOCUMENT),
        ("b/y.yaml", DOCUMENT),
    ];
    assert_eq!(found(&files, Some("build")), "a/x.yaml:9:15");
    // Another version of it is not meant, and then names count.
    let other = request.replace("1.2.3", "2.0.0");
    let files = [("a/request.yaml", other.as_str()), ("a/x.yaml", DOCUMENT)];
    assert_eq!(found(&files, Some("build")), "a/x.yaml:9:15");
    let gone = [("a/request.yaml", request), ("b/y.yaml", DOCUMENT)];
    assert!(found(&gone, Some("build")).starts_with("this repository declares the component"));
}

#[test]
fn a_recipe_may_call_a_document_otherwise() {
    let recipe = "name: golden\nsemanticVersion: 1.0.0\nparentImage: ami-0123456789abcdef0\ncomponents:\n  - file: docs/a.yaml\n    name: \
                  other\n  - file: docs/b.yaml\n    name: Cache Agent\n";
    let unnamed = DOCUMENT.replace("name: Cache Agent\n", "");
    let files = [
        ("r/recipe.yaml", recipe),
        ("r/docs/a.yaml", unnamed.as_str()),
        ("r/docs/b.yaml", unnamed.as_str()),
    ];
    assert_eq!(found(&files, Some("build")), "r/docs/b.yaml:8:15");
}

#[test]
fn documents_in_templates_are_found_at_their_hosts_line() {
    let lines: Vec<String> = DOCUMENT.lines().map(|line| format!("        {line}\n")).collect();
    let inline = lines.concat();
    let template = format!(
        "Resources:\n  Agent:\n    Type: AWS::ImageBuilder::Component\n    Properties:\n      Name: cache-agent\n      Version: 1.2.3\n      Platform: Linux\n      Data: |\n{inline}"
    );
    assert_eq!(found(&[("t.yaml", &template)], Some("build")), "t.yaml:17:23");
    let sub = template.replace("Name: cache-agent", "Name: !Sub '${AWS::StackName}-agent'");
    assert_eq!(found(&[("t.yaml", &sub)], Some("build")), "t.yaml:17:23");
    let all = template.replace("Name: cache-agent", "Name: !Sub '${Name}'");
    assert!(found(&[("t.yaml", &all)], Some("build")).starts_with("no file"));

    let terraform = format!(
        "resource \"aws_imagebuilder_component\" \"agent\" {{\n  name     = \"cache-agent\"\n  version  = \"1.2.3\"\n  platform = \"Linux\"\n  data     = <<-EOT\n{inline}  EOT\n}}\n"
    );
    assert_eq!(found(&[("main.tf", &terraform)], Some("build")), "main.tf:14:23");
    let file = "resource \"aws_imagebuilder_component\" \"agent\" {\n  name = \"cache-agent\"\n  version = \"1.2.3\"\n  platform = \"Linux\"\n  data = file(\"${path.module}/doc.yaml\")\n}\n";
    assert_eq!(
        found(&[("m/main.tf", file), ("m/doc.yaml", DOCUMENT)], Some("build")),
        "m/doc.yaml:9:15"
    );
}

#[test]
fn what_aws_keeps_is_not_looked_for() {
    for account in ["aws", "aws-marketplace", "third-party"] {
        let failure = Failure {
            component_arn: Some(format!(
                "arn:aws:imagebuilder:eu-west-1:{account}:component/update-windows/1.0.0/1"
            )),
            step: Some("Update".to_owned()),
            ..Failure::default()
        };
        assert_eq!(Wanted::of(&failure), None);
    }
    assert_eq!(Wanted::of(&Failure::default()), None);
}

#[test]
fn versions_and_patterns() {
    let wanted = wanted(None);
    for (version, has) in [
        ("1.2.3", true),
        ("1.2.x", true),
        ("x.x.x", true),
        ("1.2.4", false),
        ("2.x.x", false),
        ("odd", true),
    ] {
        assert_eq!(wanted.has_version(version), has, "{version}");
    }
    for (pattern, text, fit) in [
        ("a\u{fffc}", "abc", true),
        ("\u{fffc}c", "abc", true),
        ("a\u{fffc}b\u{fffc}c", "axbyc", true),
        ("a\u{fffc}c", "abd", false),
        ("ab\u{fffc}b", "ab", false),
        ("ab", "abc", false),
    ] {
        assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
    }
}
