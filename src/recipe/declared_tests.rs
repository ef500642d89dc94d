use super::*;

fn file(path: &str, text: &str) -> File {
    File::read(path, text).expect(text)
}

fn parent(path: &str, text: &str) -> Text {
    let file = file(path, text);
    file.recipes[0].parent.clone().expect("a parent").text
}

#[test]
fn what_is_filled_in_later_is_a_hole() {
    let partly = |text: &str| Text::Partly(text.replace('_', "\u{fffc}"));
    let template = |image: &str| {
        format!(
            "Resources:\n  R:\n    Type: AWS::ImageBuilder::ImageRecipe\n    Properties:\n      Name: a\n      Version: 1.0.0\n      \
             ParentImage: {image}\n"
        )
    };
    let arn = "arn:_:imagebuilder:_:aws:image/a/x.x.x";
    for (image, expected) in [
        ("ami-1a2b3c4d", Text::Known("ami-1a2b3c4d".to_owned())),
        (
            "!Sub 'arn:${AWS::Partition}:imagebuilder:${AWS::Region}:aws:image/a/x.x.x'",
            partly(arn),
        ),
        (
            "{'Fn::Sub': ['arn:${P}:imagebuilder:${R}:aws:image/a/x.x.x', {P: a}]}",
            partly(arn),
        ),
        (
            "!Join ['', ['arn:', !Ref P, ':imagebuilder:', !Ref R, ':aws:image/a/x.x.x']]",
            partly(arn),
        ),
        ("!If [a, b, c]", Text::Unknown),
        ("'{{resolve:ssm:/golden/base}}'", partly("_")),
        ("!Sub ['{{resolve:ssm:${P}}}', {P: a}]", partly("_")),
        ("!Ref Image", Text::Refers("Image".to_owned())),
    ] {
        assert_eq!(parent("t.yaml", &template(image)), expected, "{image}");
    }
    let module = |image: &str| {
        format!(
            "resource \"aws_imagebuilder_image_recipe\" \"r\" {{\n  name = \"a\"\n  parent_image = {image}\n}}\n"
        )
    };
    for (image, expected) in [
        ("\"ami-1a2b3c4d\"", Text::Known("ami-1a2b3c4d".to_owned())),
        (
            "\"arn:${data.aws_partition.x.partition}:imagebuilder:${var.r[\"a}\"]}:aws:image/a/x.x.x\"",
            Text::Unknown,
        ),
        (
            "\"arn:${data.p.partition}:imagebuilder:${var.r}:aws:image/a/x.x.x\"",
            partly(arn),
        ),
        ("var.image", Text::Unknown),
    ] {
        assert_eq!(parent("a.tf", &module(image)), expected, "{image}");
    }
    let request = "name: a\nsemanticVersion: 1.0.0\nparentImage: arn:aws:imagebuilder:${R}:aws:image/a/x.x.x\ncomponents: []\n";
    assert_eq!(
        parent("r.yaml", request),
        partly("arn:aws:imagebuilder:_:aws:image/a/x.x.x")
    );
}

#[test]
fn volumes_in_three_languages() {
    for (path, text) in [
        (
            "t.yaml",
            "Resources:\n  R:\n    Type: AWS::ImageBuilder::ImageRecipe\n    Properties:\n      BlockDeviceMappings:\n        - DeviceName: /dev/xvda\n          Ebs: {VolumeSize: 0, VolumeType: gp3}\n",
        ),
        (
            "a.tf",
            "resource \"aws_imagebuilder_image_recipe\" \"r\" {\n  block_device_mapping {\n    ebs {\n      volume_size = 0\n      volume_type = \"gp3\"\n    }\n  }\n}\n",
        ),
        (
            "r.yaml",
            "name: a\nsemanticVersion: 1.0.0\nparentImage: a\ncomponents: []\nblockDeviceMappings: [{ebs: {volumeSize: 0, volumeType: gp3}}]\n",
        ),
    ] {
        let file = file(path, text);
        let [device] = file.recipes[0].devices.as_slice() else {
            panic!("{text}")
        };
        assert_eq!(device.size.as_ref().and_then(Value::known), Some("0"), "{text}");
        assert_eq!(device.kind.as_ref().and_then(Value::known), Some("gp3"), "{text}");
    }
}
