//! What is read of each language.

use std::fmt::Write as _;

use super::*;
use crate::syntax::{self, Syntax};

fn shown(value: Option<&Value>, text: &str) -> String {
    let Some(value) = value else { return "-".to_owned() };
    let written = text.get(value.inner.range()).expect("a place");
    match (&value.text, &value.reference) {
        (Some(literal), _) if literal == written => literal.clone(),
        (Some(literal), _) => format!("{literal}~"),
        (None, Some(to)) => format!("->{}", to.label),
        (None, None) => format!("?{written}"),
    }
}

/// Everything that is known of the resources of a text, a line each.
fn summary(text: &str, syntax: Syntax) -> Vec<String> {
    let document = syntax::read(text, syntax);
    assert_eq!(document.syntax, syntax, "{text}");
    assert!(may_declare(text), "{text}");
    let resources = read(text, &document);
    let lines = resources.iter().map(|r| {
        let is = |value: &Option<Value>| shown(value.as_ref(), text);
        let mut line = format!(
            "{:?} {} {} {} {}",
            r.kind,
            r.label.as_ref().map_or("-", |label| label.text.as_str()),
            is(&r.name),
            is(&r.version),
            is(&r.platform),
        );
        for (word, value) in [
            ("data", &r.data),
            ("uri", &r.uri),
            ("parent", &r.parent_image),
            ("type", &r.workflow_type),
            ("recipe", &r.recipe),
        ] {
            if value.is_some() {
                let _ = write!(line, " {word}={}", is(value));
            }
        }
        for os in &r.supported_os_versions {
            let _ = write!(line, " os={}", shown(Some(os), text));
        }
        for entry in &r.components {
            let _ = write!(line, " +{}", is(&entry.component));
            for parameter in &entry.parameters {
                let values: Vec<String> = parameter.values.iter().map(|v| shown(Some(v), text)).collect();
                let _ = write!(line, "({}={})", is(&parameter.name), values.join("|"));
            }
        }
        if r.components_open {
            line.push_str(" ...");
        }
        if r.repeated {
            line.push_str(" *");
        }
        line
    });
    lines.collect()
}

#[test]
fn cloudformation_has_short_and_long_functions() {
    let text = "\
Parameters:
  Version: {Type: String}
Resources:
  Agent:
    Type: AWS::ImageBuilder::Component
    Condition: Wanted
    Properties:
      Name: !Sub 'agent-${AWS::StackName}'
      Version: !Ref Version
      Platform: 'Linux'
      SupportedOsVersions: [Amazon Linux 2023, !Ref Os]
      Data: |
        name: x
  Remote:
    Type: AWS::ImageBuilder::Component
    Properties: {Name: remote, Version: 1.0.0, Platform: Windows, Uri: s3://b/k, Data: null}
  Recipe:
    Type: AWS::ImageBuilder::ImageRecipe
    Properties:
      Name: golden
      Version: 1.2.3
      ParentImage: !Sub arn:${AWS::Partition}:imagebuilder:x
      Components:
        - ComponentArn: !Ref Agent
          Parameters:
            - Name: Size
              Value: ['1', !Ref Two]
        - ComponentArn: !GetAtt Remote.Arn
        - ComponentArn: {Fn::GetAtt: [Agent, Arn]}
        - ComponentArn: {Fn::Sub: '${Remote.Arn}'}
        - ComponentArn: arn:aws:imagebuilder:eu-west-1:aws:component/x/x.x.x
        - !If [Wanted, {ComponentArn: !Ref Agent}, !Ref AWS::NoValue]
  Boxes:
    Type: AWS::ImageBuilder::ContainerRecipe
    Properties: {Name: c, Version: 1.0.0, PlatformOverride: Linux, ParentImage: amazonlinux, Components: !Ref All}
  Flow:
    Type: AWS::ImageBuilder::Workflow
    Properties: {Name: w, Version: 1.0.0, Type: BUILD, Data: 'x'}
  Pipe:
    Type: AWS::ImageBuilder::ImagePipeline
    Properties: {Name: p, ImageRecipeArn: !Ref Recipe}
  Other:
    Type: AWS::S3::Bucket
";
    assert_eq!(
        summary(text, Syntax::Yaml),
        [
            "Component Agent ?'agent-${AWS::StackName}' ->Version Linux data=name: x\n~ os=Amazon Linux 2023 os=->Os *",
            "Component Remote remote 1.0.0 Windows uri=s3://b/k",
            "ImageRecipe Recipe golden 1.2.3 - parent=?arn:${AWS::Partition}:imagebuilder:x +->Agent(Size=1|->Two) \
             +->Remote +->Agent +->Remote +arn:aws:imagebuilder:eu-west-1:aws:component/x/x.x.x ...",
            "ContainerRecipe Boxes c 1.0.0 Linux parent=amazonlinux ...",
            "Workflow Flow w 1.0.0 - data=x type=BUILD",
            "ImagePipeline Pipe p - - recipe=->Recipe",
        ]
    );
}

#[test]
fn terraform_has_blocks_references_and_json() {
    let text = r#"
resource "aws_imagebuilder_component" "agent" {
  for_each              = toset(["a"])
  name                  = "agent"
  version               = var.agent_version
  platform              = "Linux"
  supported_os_versions = ["Amazon Linux 2", local.os]
  data                  = yamlencode({ phases = [] })
}

data "aws_imagebuilder_component" "given" {}

resource "aws_imagebuilder_image_recipe" "golden" {
  name         = "golden-${var.env}"
  version      = "1.0.0"
  parent_image = "arn:aws:imagebuilder:x"
  component {
    component_arn = aws_imagebuilder_component.agent["a"].arn
    parameter {
      name  = "Size"
      value = "10"
    }
  }
  component {
    component_arn = "${aws_imagebuilder_component.agent.arn}"
  }
  component {
    component_arn = data.aws_imagebuilder_component.given.arn
  }
  dynamic "component" {
    for_each = var.more
    content {
      component_arn = component.value
    }
  }
}

resource "awscc_imagebuilder_image_recipe" "other" {
  name       = "o"
  components = [{ component_arn = aws_imagebuilder_component.agent.arn, parameters = [{ name = "A", value = ["b"] }] }]
}

resource "aws_imagebuilder_image_pipeline" "p" {
  image_recipe_arn = aws_imagebuilder_image_recipe.golden.arn
}
"#;
    assert_eq!(
        summary(text, Syntax::Hcl),
        [
            "Component agent agent ?var.agent_version Linux data=?yamlencode({ phases = [] }) os=Amazon Linux 2 \
             os=?local.os *",
            "ImageRecipe golden ?\"golden-${var.env}\" 1.0.0 - parent=arn:aws:imagebuilder:x +->agent(Size=10) \
             +->agent +?data.aws_imagebuilder_component.given.arn ...",
            "ImageRecipe other o - - +->agent(A=b)",
            "ImagePipeline p - - - recipe=->golden",
        ]
    );
    let json = r#"{"resource": [{"aws_imagebuilder_component": {"x": [{"name": "n", "version": "${var.v}", "data": null}]}},
        {"aws_imagebuilder_image_recipe": {"r": {"component": [{"component_arn": "${aws_imagebuilder_component.x.arn}"}]}}}]}"#;
    assert_eq!(
        summary(json, Syntax::Json),
        ["Component x n ?\"${var.v}\" -", "ImageRecipe r - - - +->x"]
    );
}

#[test]
fn requests_are_known_by_what_they_must_have() {
    let recipe = r#"{"name": "golden", "semanticVersion": "1.0.0", "parentImage": "ami-0a1b2c3d",
        "components": [{"componentArn": "arn:x", "parameters": [{"name": "A", "value": ["b", "c"]}]}]}"#;
    assert_eq!(
        summary(recipe, Syntax::Json),
        ["ImageRecipe - golden 1.0.0 - parent=ami-0a1b2c3d +arn:x(A=b|c)"]
    );
    let component = "name: c\nsemanticVersion: 1.0.0\nplatform: Linux\ndata: |\n  phases: []\n";
    assert_eq!(
        summary(component, Syntax::Yaml),
        ["Component - c 1.0.0 Linux data=phases: []\n~"]
    );
    let workflow = "name: c\nsemanticVersion: 1.0.0\ntype: TEST\nuri: s3://a/b\n";
    assert_eq!(
        summary(workflow, Syntax::Yaml),
        ["Workflow - c 1.0.0 - uri=s3://a/b type=TEST"]
    );
    assert_eq!(
        summary("name: c\nsemanticVersion: 1.0.0\n", Syntax::Yaml),
        Vec::<String>::new()
    );
}

#[test]
fn anything_is_read_without_harm() {
    for (text, syntax) in [
        ("Resources: x", Syntax::Yaml),
        (
            "Resources: [1, {Type: AWS::ImageBuilder::Component}]",
            Syntax::Yaml,
        ),
        (
            "Resources: {A: {Type: AWS::ImageBuilder::Component}}",
            Syntax::Yaml,
        ),
        (
            "Resources: {A: {Type: AWS::ImageBuilder::ImageRecipe, Properties: {Components: 1}}}",
            Syntax::Yaml,
        ),
        ("resource \"aws_imagebuilder_component\" {}", Syntax::Hcl),
        ("resource = 1", Syntax::Hcl),
        ("[]", Syntax::Json),
        ("", Syntax::Yaml),
    ] {
        let document = syntax::read(text, syntax);
        let _ = read(text, &document);
    }
}
