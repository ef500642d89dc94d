//! Recipes and components that are judged together, and what they were before.

use super::{ERROR, GOOD, bad};
use crate::support::{Folder, Run};

/// A component for Linux with two parameters, one of them without a default.
const AGENT: &str = "\
name: agent
description: Installs the agent
schemaVersion: 1.0
parameters:
  - Url: {type: string}
  - Channel: {type: string, default: stable}
phases:
  - name: build
    steps:
      - name: Install
        action: ExecuteBash
        inputs:
          commands:
            - set -e
            - ./install.sh {{ Url }} {{ Channel }}
  - name: validate
    steps:
      - name: Look
        action: ExecuteBash
        inputs:
          commands:
            - agent --version
";

/// A recipe as a request.
const REQUEST: &str = "\
name: golden
semanticVersion: 1.4.2
parentImage: ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
components:
  - file: components/agent.yaml
    parameters:
      - {name: Url, value: [https://example.com/agent]}
";

const COMPONENT_TF: &str = "\
resource \"aws_imagebuilder_component\" \"agent\" {
  name     = \"agent\"
  platform = \"Linux\"
  version  = \"1.0.0\"
  data     = file(\"${path.module}/agent.yaml\")
}
";

const RECIPE_TF: &str = "\
resource \"aws_imagebuilder_image_recipe\" \"golden\" {
  name         = \"golden\"
  version      = \"1.4.2\"
  parent_image = \"ssm:/golden/base\"
  component {
    component_arn = aws_imagebuilder_component.agent.arn
    parameter {
      name  = \"Url\"
      value = \"https://example.com/agent\"
    }
  }
}
";

const TEMPLATE: &str = "\
Resources:
  Recipe:
    Type: AWS::ImageBuilder::ImageRecipe
    Properties:
      Name: golden
      Version: 1.4.2
      ParentImage: !Sub arn:${AWS::Partition}:imagebuilder:${AWS::Region}:aws:image/amazon-linux-2023-x86/x.x.x
      Components:
        - ComponentArn: !Ref Agent
        - ComponentArn: !Sub arn:${AWS::Partition}:imagebuilder:${AWS::Region}:aws:component/update-linux/x.x.x
  Agent:
    Type: AWS::ImageBuilder::Component
    Properties:
      Name: agent
      Version: 1.0.0
      Platform: Linux
      Uri: s3://components/agent.yaml
";

fn json(folder: &Folder, more: &[&str]) -> Run {
    let mut arguments = vec!["validate", "--format=json"];
    arguments.extend(more);
    folder.amiforge(arguments)
}

#[test]
fn a_template_that_is_right_and_one_that_is_not() {
    let folder = Folder::new();
    folder.write("template.yaml", TEMPLATE);
    json(&folder, &["template.yaml"]).ends(0);
    let wrong = TEMPLATE
        .replace(
            "amazon-linux-2023-x86",
            "windows-server-2022-english-core-base-x86",
        )
        .replace("update-linux/x.x.x", "update-linux/1.x.8")
        .replace("Version: 1.0.0", "Version: 1.0")
        .replace("Platform: Linux", "Platform: linux");
    folder.write("template.yaml", wrong);
    let run = json(&folder, &[]).ends(1);
    assert_eq!(
        run.findings(),
        [
            "template.yaml:9:30 recipe/platform-mismatch error",
            "template.yaml:10:30 recipe/component-arn error",
            "template.yaml:15:16 recipe/version-form error",
            "template.yaml:16:17 recipe/unknown-platform error",
        ]
    );
}

#[test]
fn a_module_is_judged_over_its_files() {
    let folder = Folder::new();
    folder
        .write("images/agent.tf", COMPONENT_TF)
        .write("images/agent.yaml", AGENT)
        .write("images/main.tf", RECIPE_TF)
        // The same name in another folder is another module.
        .write("other/main.tf", RECIPE_TF.replace("Url", "Anything"));
    json(&folder, &[]).ends(0);
    folder.write(
        "images/main.tf",
        RECIPE_TF
            .replace("\"Url\"", "\"Uri\"")
            .replace("\"1.4.2\"", "\"1.4\""),
    );
    let run = json(&folder, &[]).ends(1);
    assert_eq!(
        run.findings(),
        [
            "images/main.tf:3:19 recipe/version-form error",
            "images/main.tf:6:21 recipe/missing-parameter error",
            "images/main.tf:8:16 recipe/unknown-parameter error",
        ]
    );
}

#[test]
fn a_request_takes_components_from_files() {
    let folder = Folder::new();
    folder
        .write(
            "recipes/golden.yaml",
            REQUEST.replace("components/", "../components/"),
        )
        .write("components/agent.yaml", AGENT);
    json(&folder, &["recipes/golden.yaml"]).ends(0);
    folder.write(
        "recipes/golden.yaml",
        REQUEST
            .replace("components/", "../components/")
            .replace("ssm:/aws", "resolve:ssm:/aws")
            .replace("[https://example.com/agent]", "https://example.com/agent"),
    );
    let run = json(&folder, &["recipes"]).ends(1);
    assert_eq!(
        run.findings(),
        [
            "recipes/golden.yaml:3:14 recipe/parent-image error",
            "recipes/golden.yaml:7:28 recipe/parameter-value error",
        ]
    );
    // A file that leads out of the repository is not read.
    folder.write("recipes/golden.yaml", REQUEST.replace("components/", "../../../"));
    json(&folder, &["recipes"]).ends(0);
}

#[test]
fn what_comes_through_standard_input_is_judged_too() {
    let folder = Folder::new();
    folder.write("components/agent.yaml", AGENT);
    let text = REQUEST.replace("name: Url", "name: Uri");
    let arguments = ["validate", "--format=json", "--stdin-filename=golden.yaml", "-"];
    let run = folder.amiforge_with(arguments, &[], text.as_bytes()).ends(1);
    assert_eq!(
        run.findings(),
        [
            "golden.yaml:5:11 recipe/missing-parameter error",
            "golden.yaml:7:16 recipe/unknown-parameter error",
        ]
    );
}

#[test]
fn levels_and_ignore_comments_count() {
    let folder = Folder::new();
    let ignored = TEMPLATE.replace(
        "      Version: 1.0.0",
        "      # amiforge: ignore[recipe/version-form] rendered later\n      Version: 1.0",
    );
    folder.write("template.yaml", &ignored);
    json(&folder, &[]).ends(0);
    let run = json(&folder, &["--no-ignores"]).ends(1);
    assert_eq!(run.findings(), ["template.yaml:16:16 recipe/version-form error"]);
    // One that ignores nothing is told, in a file without a document too.
    folder.write(
        "template.yaml",
        ignored.replace("Version: 1.0\n", "Version: 1.0.0\n"),
    );
    let run = json(&folder, &["--pedantic"]);
    assert_eq!(run.findings(), ["template.yaml:15:26 lint/unused-ignore warning"]);
    folder
        .write(
            "template.yaml",
            TEMPLATE.replace("Version: 1.0.0", "Version: 1.0"),
        )
        .write("amiforge.yaml", "rules:\n  recipe/version-form: info\n");
    json(&folder, &["--config=amiforge.yaml", "template.yaml"]).ends(0);
    let run = json(
        &folder,
        &["--config=amiforge.yaml", "--pedantic", "template.yaml"],
    );
    assert_eq!(run.findings(), ["template.yaml:15:16 recipe/version-form info"]);
}

/// A repository with a module, a template and a request, and a branch that has left `main`.
fn branch() -> Folder {
    let folder = Folder::new();
    folder
        .write("images/agent.tf", COMPONENT_TF)
        .write("images/agent.yaml", AGENT)
        .write("images/main.tf", RECIPE_TF)
        .write(
            "template.yaml",
            TEMPLATE.replace("Version: 1.4.2", "Version: 1.4"),
        )
        .write("golden.yaml", REQUEST)
        .write("components/agent.yaml", AGENT)
        .repository();
    folder.git(&["checkout", "--quiet", "-b", "change"]);
    folder
}

fn since(folder: &Folder) -> Run {
    json(folder, &["--changed-since=main"])
}

#[test]
fn a_document_that_changed_under_the_same_version() {
    let folder = branch();
    since(&folder).ends(0);
    let changed = AGENT.replace("./install.sh", "./setup.sh");
    folder
        .write("images/agent.yaml", &changed)
        .commit("another script");
    // The module names the document; its file did not change, so nothing else is said about it, nor about the template.
    let run = since(&folder).ends(0);
    assert_eq!(
        run.findings(),
        ["images/agent.tf:4:15 recipe/stale-component-version warning"]
    );
    assert!(
        run.stdout
            .contains("the document of `agent` is another than at main, and the version is still `1.0.0`"),
        "{run:#?}"
    );
    let raised = COMPONENT_TF.replace("1.0.0", "1.0.1");
    folder
        .write("images/agent.tf", &raised)
        .commit("the next version");
    // Now the recipe refers to another version of the component.
    let run = since(&folder).ends(0);
    assert_eq!(
        run.findings(),
        ["images/main.tf:3:19 recipe/stale-recipe-version warning"]
    );
    folder
        .write("images/main.tf", RECIPE_TF.replace("1.4.2", "1.4.3"))
        .commit("the next recipe");
    assert_eq!(since(&folder).ends(0).findings(), [""; 0]);
}

#[test]
fn a_request_whose_component_changed() {
    let folder = branch();
    folder.write("components/agent.yaml", AGENT.replace("stable", "beta"));
    let run = since(&folder).ends(0);
    assert_eq!(
        run.findings(),
        ["golden.yaml:2:18 recipe/stale-recipe-version warning"]
    );
    folder.write("golden.yaml", REQUEST.replace("1.4.2", "1.4.x"));
    assert_eq!(since(&folder).ends(0).findings(), [""; 0]);
}

#[test]
fn what_moved_to_another_file_is_the_same_component() {
    let folder = branch();
    folder.git(&["mv", "images/agent.tf", "images/components.tf"]);
    folder.write("images/agent.yaml", AGENT.replace("./install.sh", "./setup.sh"));
    let run = since(&folder).ends(0);
    assert_eq!(
        run.findings(),
        ["images/components.tf:4:15 recipe/stale-component-version warning"]
    );
    folder.write("images/agent.yaml", AGENT);
    assert_eq!(since(&folder).ends(0).findings(), [""; 0]);
}

#[test]
fn a_changed_configuration_has_everything_judged_and_compared() {
    let folder = branch();
    folder
        .write("images/agent.yaml", AGENT.replace("./install.sh", "./setup.sh"))
        .write(".github/amiforge.yaml", "rules: {}\n");
    let run = since(&folder).ends(1);
    assert_eq!(
        run.findings(),
        [
            "images/agent.tf:4:15 recipe/stale-component-version warning",
            "template.yaml:6:16 recipe/version-form error",
        ]
    );
}

#[test]
fn without_git_everything_else_is_judged() {
    let folder = branch();
    folder
        .write("images/agent.yaml", AGENT.replace("./install.sh", "./setup.sh"))
        .write("other.yaml", bad());
    let absent = [("PATH", "/nonexistent")];
    let run = |format: &str| {
        let arguments = ["validate", format, "--changed-since=main"];
        folder.amiforge_with(arguments, &absent, b"").ends(1)
    };
    assert_eq!(
        run("--format=json").findings(),
        [
            format!("other.yaml:{ERROR}"),
            "template.yaml:6:16 recipe/version-form error".to_owned(),
        ]
    );
    let told = run("--format=text");
    assert!(told.stdout.contains("git could not be started"), "{told:#?}");
}

#[test]
fn in_a_shallow_clone_everything_else_is_judged() {
    let origin = branch();
    origin
        .write("images/agent.yaml", AGENT.replace("./install.sh", "./setup.sh"))
        .write("good.yaml", GOOD)
        .commit("another script");
    let clone = Folder::new();
    let from = format!("file://{}", origin.path().display());
    clone.git(&["clone", "--quiet", "--depth=1", "--branch=change", &from, "."]);
    let run = json(&clone, &["--changed-since=origin/main"]).ends(1);
    assert_eq!(run.findings(), ["template.yaml:6:16 recipe/version-form error"]);
    let told = clone
        .amiforge(["validate", "--format=text", "--changed-since=origin/main"])
        .ends(1);
    assert!(
        told.stdout
            .contains("everything is checked, not only what changed"),
        "{told:#?}"
    );
}

#[test]
fn an_entry_may_name_a_request_for_a_component() {
    let component = "name: agent\nsemanticVersion: 1.0.0\nplatform: Linux\nfile: agent.yaml\n";
    let folder = Folder::new();
    folder
        .write("components/agent.yaml", AGENT)
        .write("components/agent.request.yaml", component)
        .write(
            "golden.yaml",
            REQUEST
                .replace("agent.yaml", "agent.request.yaml")
                .replace("name: Url", "name: Uri"),
        );
    let run = folder.amiforge(["validate"]).ends(1);
    assert!(run.stdout.contains("recipe/unknown-parameter"), "{run:#?}");
    assert!(run.stdout.contains("recipe/missing-parameter"), "{run:#?}");
}
