//! What comments do to the pins of a file.

use super::hints::Hints;
use super::scan_tests::{ID, plain, scanned, show};

#[test]
fn a_comment_binds_its_line_or_what_follows() {
    let follows = |line: u32| format!("{line}, follows ssm:/a");
    for (path, text, expected) in [
        (
            "a.yaml",
            "x: ID # amiforge: follow=ssm:/a\ny: ID",
            vec![follows(1), "2".to_owned()],
        ),
        (
            "a.yaml",
            "# amiforge: follow=ssm:/a\nx: ID\ny: ID",
            vec![follows(2), "3".to_owned()],
        ),
        (
            "a.yaml",
            "# amiforge: follow=ssm:/a\n\n# more\nx: ID",
            vec![follows(4)],
        ),
        (
            "a.yaml",
            "# amiforge: follow=ssm:/a\nx:\n  y: ID\n  z: {w: ID}\nv: ID",
            vec![follows(3), follows(4), "5".to_owned()],
        ),
        (
            "a.yaml",
            "a:\n# amiforge: follow=ssm:/a\n- name: x\n  ami: ID\n- ami: ID",
            vec![follows(4), "5".to_owned()],
        ),
        (
            "a.yaml",
            "a:\n  # amiforge: follow=ssm:/a\n  name: x\n  ami: ID\n  other: ID",
            vec![follows(4), "5".to_owned()],
        ),
        (
            "a.tf",
            "# amiforge: follow=ssm:/a\nvariable \"x\" {\n  default = {\n    a = \"ID\"\n  }\n}\nb = \"ID\"",
            vec![follows(4), "7".to_owned()],
        ),
        (
            "a.tf",
            "a = [\"ID\", \"ID\"] /* amiforge: follow=ssm:/a */",
            vec![follows(1), follows(1)],
        ),
        (
            "a.ts",
            "// amiforge: follow=ssm:/a\nf({\n  a: 'ID',\n\n  b: 'ID',\n});\ng('ID')",
            vec![follows(3), follows(5), "7".to_owned()],
        ),
        (
            "a.sh",
            "# amiforge: follow=ssm:/a\naws x \\\n  --image-id ID\nA=ID",
            vec![follows(3), "4".to_owned()],
        ),
        // The nearer comment wins, whichever comes first.
        (
            "a.yaml",
            "# amiforge: follow=ssm:/b\nx:\n  y: ID # amiforge: follow=ssm:/a\n  z: ID",
            vec![follows(3), "4, follows ssm:/b".to_owned()],
        ),
        (
            "a.yaml",
            "# amiforge: follow=ec2:123456789012/golden-*\nname: golden-7",
            vec!["2, golden-7, follows ec2:123456789012/golden-*".to_owned()],
        ),
        (
            "a.yaml",
            "v: 1.33.13-20260714 # amiforge: follow=ssm:/a",
            vec!["1, 1.33.13-20260714, follows ssm:/a".to_owned()],
        ),
        (
            "a.yaml",
            "x: ami-12345678 # amiforge: follow=ssm:/a",
            vec![follows(1)],
        ),
    ] {
        assert_eq!(plain(path, text), expected, "{text}");
    }
}

#[test]
fn a_comment_says_more_than_what_is_followed() {
    for (text, expected) in [
        (
            "x: ID # amiforge: follow=ssm:/a region=eu-west-1 account=123456789012 env=prod cluster=blue",
            "1, eu-west-1 by the comment, follows ssm:/a, account 123456789012, env prod, cluster blue",
        ),
        (
            "eu-west-1: ID # amiforge: follow=ssm:/a/{region}",
            "1, eu-west-1 by the key around it, follows ssm:/a/eu-west-1",
        ),
        (
            "us-east-1: ID # amiforge: follow=ssm:/a region=eu-west-1",
            "1, eu-west-1 by the comment, follows ssm:/a",
        ),
        (
            "x: ID # amiforge: hold until=2026-09-01 driver bug",
            "1, held until 2026-09-01: driver bug",
        ),
        (
            "x: ID # amiforge: ignore by hand",
            "1, left alone: ignored: by hand",
        ),
        ("x: ID # amiforge: follow=ssm:/a\n", "1, follows ssm:/a"),
        (
            "# amiforge: hold until=2026-09-01 bug\n# amiforge: follow=ssm:/a\nx: ID",
            "3, follows ssm:/a, held until 2026-09-01: bug",
        ),
        ("x: ID # amiforge: ignore[a/b] not about pins", "1"),
    ] {
        assert_eq!(plain("a.yaml", text), [expected], "{text}");
    }
}

#[test]
fn in_doubt_a_pin_is_left_alone_and_the_mistake_is_told() {
    const UNREAD: &str = "1, left alone: a pin whose comment cannot be understood";
    for (text, expected) in [
        (
            "x: ID # amiforge: folow=ssm:/a",
            vec![UNREAD, "1:38 `folow` is not a word of the annotations `folow`"],
        ),
        (
            "x: ID # amiforge: follow=sms:/a",
            vec![
                UNREAD,
                "1:45 `sms:/a` names a scheme that does not exist `sms:/a`",
            ],
        ),
        (
            "x: ID # amiforge: follow=ssm:/a regoin=eu-west-1",
            vec![
                "1, follows ssm:/a, left alone: a pin whose comment cannot be understood",
                "1:52 `regoin` is not a setting `regoin`",
            ],
        ),
        (
            "x: ID # amiforge: follow=ssm:/{kubernetes}",
            vec![
                UNREAD,
                "1:45 nothing tells `{kubernetes}` of a pin that the comment binds `ssm:/{kubernetes}`",
            ],
        ),
        (
            "x: ID # amiforge: follow=ssm:/{A}",
            vec![
                UNREAD,
                "1:45 `ssm:/{A}` has a `{}` whose name is not made of small letters `ssm:/{A}`",
            ],
        ),
        (
            "x: ID # amiforge: hold until=2026-02-30 bug",
            vec![
                "1, held until -: bug",
                "1:49 `2026-02-30` is not a date `2026-02-30`",
            ],
        ),
        (
            "x: ID # amiforge: hold bug",
            vec![
                "1, held until -: bug",
                "1:38 `hold` does not say until when `hold`",
            ],
        ),
        (
            "x: ID # amiforge: ignore",
            vec![
                "1, left alone: ignored",
                "1:28 no reason is given `amiforge: ignore`",
            ],
        ),
        (
            "x: ID\ny: 1 # amiforge: ignore it",
            vec!["1", "2:8 this comment binds no pin `amiforge: ignore it`"],
        ),
        (
            "x: ID\n# amiforge: ignore it",
            vec!["1", "2:3 this comment binds no pin `amiforge: ignore it`"],
        ),
        // The top of a file is not what its first comment means.
        (
            "# amiforge: ignore it\nx: 1\ny: {z: ID}",
            vec!["3", "1:3 this comment binds no pin `amiforge: ignore it`"],
        ),
    ] {
        assert_eq!(plain("a.yaml", text), expected, "{text}");
    }
}

#[test]
fn comments_of_renovate_are_read() {
    let filter = r#"amiFilter=[{"Name":"owner-id","Values":["123456789012"]},{"Name":"name","Values":["golden-*"]},{"region":"eu-west-1"}]"#;
    let expected = "eu-west-1 by Renovate's comment, follows ec2:123456789012/golden-*";
    for (path, text) in [
        (
            "a.yaml",
            format!("# {filter}\n# currentImageName=golden-7\nx: {ID}\ny: {ID}"),
        ),
        (
            "a.ts",
            format!("/**\n * {filter}\n */\nconst x = '{ID}';\nconst y = '{ID}'"),
        ),
    ] {
        let found = show(path, &text, &Hints::default());
        assert!(
            found[0].ends_with(expected) && !found[1].contains("follows"),
            "{found:?}"
        );
    }
    let text = format!("# {filter}\n# currentImageName=golden-7\nx: {ID}");
    let found = scanned("a.yaml", &text, &Hints::default()).expect("a pin");
    let nearby = found.pins[0].nearby.iter().map(|span| found.source.slice(*span));
    assert!(nearby.into_iter().any(|text| text == "golden-7"));
    let far = format!("# {filter}\na: 1\nb: 2\nc: 3\nx: {ID}");
    assert_eq!(show("a.yaml", &far, &Hints::default()), ["5"]);
    let ours = format!("# {filter}\nx: {ID} # amiforge: follow=ssm:/a");
    assert_eq!(
        show("a.yaml", &ours, &Hints::default()),
        ["2, eu-west-1 by Renovate's comment, follows ssm:/a"]
    );
}
