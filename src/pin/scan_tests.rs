//! What a scan makes of whole files: regions, reasons, rows of the configuration, hostile texts.

use super::hints::{Hints, Row, Says};
use super::pointer::{Layout, Pointer, Template};
use super::{Role, Scanned, Value, interesting, scan};
use crate::config::pattern::Pattern;
use crate::release::families;
use crate::source::Span;

pub(super) fn scanned(path: &str, text: &str, hints: &Hints) -> Option<Scanned> {
    scan(path, text.as_bytes().to_vec(), hints)
}

/// One line a pin: its line in the text, all but the digits of its value, and what is known of it.
pub(super) fn show(path: &str, text: &str, hints: &Hints) -> Vec<String> {
    let Some(scanned) = scanned(path, text, hints) else {
        return Vec::new();
    };
    let pins = scanned.pins.iter().map(|pin| {
        let mut words = vec![scanned.source.position(pin.span.start).line.to_string()];
        words.extend(pin.value.id().is_none().then(|| pin.value.text().to_owned()));
        words.extend(
            pin.region
                .as_ref()
                .map(|known| format!("{} by {}", known.value, known.from)),
        );
        words.extend(pin.follows.as_ref().map(|track| format!("follows {track}")));
        words.extend(pin.account.as_ref().map(|text| format!("account {text}")));
        words.extend(pin.environment.as_ref().map(|text| format!("env {text}")));
        words.extend(pin.cluster.as_ref().map(|text| format!("cluster {text}")));
        words.extend(pin.cluster_version.as_ref().map(|text| format!("at {text}")));
        words.extend(pin.hold.as_ref().map(|hold| {
            let until = hold.until.map_or("-".to_owned(), |date| date.to_string());
            format!("held until {until}: {}", hold.reason)
        }));
        words.extend(match &pin.role {
            Role::Pinned => None,
            Role::Floats(how) => Some(format!("floats: {how}")),
            Role::LeftAlone(why) => Some(format!("left alone: {why}")),
        });
        words.join(", ")
    });
    let problems = scanned.problems.iter().map(|problem| {
        let place = scanned.source.position(problem.span.start);
        let text = scanned.source.slice(problem.span);
        format!("{}:{} {} `{text}`", place.line, place.column, problem.message)
    });
    pins.chain(problems).collect()
}

pub(super) fn plain(path: &str, text: &str) -> Vec<String> {
    show(path, &text.replace("ID", ID), &Hints::default())
}

pub(super) const ID: &str = "ami-0a1b2c3d4e5f60718";

#[test]
fn a_region_is_known_from_what_stands_nearest() {
    for (path, text, expected) in [
        (
            "a.yaml",
            "eu-west-1: {core: ID}",
            "1, eu-west-1 by the key around it",
        ),
        (
            "a.tfvars",
            "ami = { eu-west-1 = \"ID\" }",
            "1, eu-west-1 by the key around it",
        ),
        (
            "a.toml",
            "[us-east-1]\nami = \"ID\"",
            "2, us-east-1 by the key around it",
        ),
        (
            "a.yaml",
            "region: eu-west-1\nnodes: [{ami: ID}]",
            "2, eu-west-1 by the field `region`",
        ),
        (
            "a.yaml",
            "az: eu-west-1a\nami: ID",
            "2, eu-west-1 by the availability zone",
        ),
        (
            "a.yaml",
            "x: {AWS_REGION: eu-west-1}\nami: ID",
            "2, eu-west-1 by the only region in the file",
        ),
        (
            "a.yaml",
            "ami: ID # eu-west-1",
            "1, eu-west-1 by the comment beside it",
        ),
        ("prod-eu-west-1/a.yaml", "ami: ID", "1, eu-west-1 by the path"),
        ("eu-west-1/us-east-1.yaml", "ami: ID", "1"),
        (
            "eu-west-1/a.yaml",
            "us-east-1: ID",
            "1, us-east-1 by the key around it",
        ),
        (
            "a.env",
            "AWS_REGION=eu-west-1\nAMI=ID",
            "2, eu-west-1 by the field `region`",
        ),
        (
            "a.sh",
            "aws ec2 run-instances --image-id ID --region eu-west-1",
            "1, eu-west-1 by its line",
        ),
        (
            "a.sh",
            "export AWS_REGION=eu-west-1\n\nAMI=ID",
            "3, eu-west-1 by the only region in the file",
        ),
        ("a.sh", "A_REGION=eu-west-1\nB_REGION=us-east-1\nAMI=ID", "3"),
        ("a.sh", "curl https://s3.eu-west-1.amazonaws.com\nAMI=ID", "2"),
        (
            "a.ts",
            "genericWindows({\n  'eu-west-1': 'ID',\n})",
            "2, eu-west-1 by its line",
        ),
        (
            "a.py",
            "A = {\n  'us-east-1': {\n    'core': 'ID',\n  },\n}",
            "3, us-east-1 by the line around it",
        ),
        ("a.py", "A = {\n  'us-east-1': {\n  },\n  'core': 'ID',\n}", "4"),
        (
            "a.yaml",
            "arn: arn:aws:ec2:eu-west-1::image/ID",
            "1, eu-west-1 by the ARN",
        ),
        (
            ".github/workflows/a.yml",
            "run: |\n  aws ec2 run-instances --region eu-west-1 --image-id ID\n",
            "2, eu-west-1 by its line",
        ),
    ] {
        assert_eq!(plain(path, text), [expected], "{path} {text}");
    }
    assert_eq!(
        plain("a.ts", "{ 'eu-west-1': 'ID', 'us-east-1': 'ID', x: 'ID' }"),
        ["1, eu-west-1 by its line", "1, us-east-1 by its line", "1"]
    );
    let hints = Hints {
        region: Some("sa-east-1".to_owned()),
        ..Hints::default()
    };
    assert_eq!(
        show("a.yaml", &format!("ami: {ID}"), &hints),
        ["1, sa-east-1 by the default region"]
    );
}

#[test]
fn every_id_is_listed_with_the_reason_why_it_is_left_alone() {
    for (path, text, expected) in [
        ("a.yaml", "description: uses ID", "1, left alone: prose"),
        (
            "a.yaml",
            "# ami: ID",
            "1, left alone: a commented-out line of code",
        ),
        ("a.yaml", "# since 2024 we use ID here", "1, left alone: prose"),
        ("a.tf", "a = 1 // was ID", "1, left alone: prose"),
        (
            "a.yaml",
            "ids: 'ID, ID'",
            "1, left alone: a list of ids in one string",
        ),
        ("a.yaml", "ID: windows", "1, left alone: the key of a map"),
        ("README.md", "ami = \"ID\"", "1, left alone: prose"),
        (
            "terraform.tfstate",
            "{\"ami\": \"ID\"}",
            "1, left alone: a state file",
        ),
        ("vendor/a/main.tf", "ami = \"ID\"", "1, left alone: vendored"),
        (
            "a.yaml",
            "ami: ami-1234567890abcdef0",
            "1, left alone: a placeholder",
        ),
        ("a.tf.orig", "ami = \"ID\"", "1, left alone: a backup"),
    ] {
        let found = plain(path, text);
        assert_eq!(found.first().map(String::as_str), Some(expected), "{path} {text}");
    }
    let latin = [b"ami: ", ID.as_bytes(), b" # \xe9\n"].concat();
    let found = scan("a.yaml", latin, &Hints::default()).expect("a pin");
    assert_eq!(
        found.pins[0].role,
        Role::LeftAlone("a file that is not UTF-8".to_owned())
    );
    let wide: Vec<u8> = format!("ami: {ID}").bytes().flat_map(|byte| [byte, 0]).collect();
    assert!(interesting(&wide));
    assert_eq!(
        scan("a.yaml", wide, &Hints::default()).map(|found| found.pins.len()),
        Some(1)
    );
    let large = format!("{}\nami: {ID}", "#".repeat(4 * 1024 * 1024));
    let found = scanned("a.yaml", &large, &Hints::default()).expect("a pin");
    assert_eq!(
        found.pins[0].role,
        Role::LeftAlone("a file of more than 4 MiB".to_owned())
    );
}

#[test]
fn a_file_without_anything_of_interest_is_nothing() {
    for text in [
        "",
        "a: b",
        "# ami-",
        "snap-0a1b2c3d4e5f60718",
        "# amiforge: ignore[a/b] x\na: b",
    ] {
        assert!(scanned("a.yaml", text, &Hints::default()).is_none(), "{text}");
    }
    assert!(!interesting(b"ami-0a1b2c3d and ami-xyz"[..11].as_ref()));
    assert!(interesting(b"x ami-0a1b2c3d") && interesting(b"releaseVersion: x"));
}

fn row(files: &str, at: Option<&str>, follow: &str) -> Row {
    Row {
        files: Pattern::new(files).expect("a pattern"),
        at: at.map(|at| Pointer::parse(at).expect("a pointer")),
        says: Says {
            follow: Some(Template::parse(follow).expect("a template")),
            ..Says::default()
        },
        place: (0, Span::default()),
    }
}

#[test]
fn rows_of_the_configuration_bind_pins() {
    let hints = Hints {
        rows: vec![
            row("**/*.json", Some("/Map/{region}/Core"), "ssm:/core/{region}"),
            row("**/*.json", Some("/Map/*/Nothing"), "ssm:/nothing"),
            row("**/*.json", Some("/name"), "ec2:123456789012/golden-*"),
            row("**/*.yaml", None, "ssm:/{environment}/{kubernetes}"),
        ],
        layouts: vec![Layout::parse("clusters/{environment}/{cluster}/{region}/**").expect("a layout")],
        region: None,
    };
    let json =
        format!(r#"{{"Map": {{"eu-west-1": {{"Core": "{ID}", "Full": "{ID}"}}}}, "name": "golden-7"}}"#);
    let found = scanned("a.json", &json, &hints).expect("pins");
    assert_eq!(found.rows_used, [0, 2]);
    assert!(matches!(&found.pins[2].value, Value::Name(name) if name == "golden-7"));
    assert_eq!(
        show("a.json", &json, &hints),
        [
            "1, eu-west-1 by the configuration, follows ssm:/core/eu-west-1",
            "1, eu-west-1 by the key around it",
            "1, golden-7, follows ec2:123456789012/golden-*",
        ]
    );
    let path = "clusters/prod/blue/eu-west-1/a.yaml";
    assert_eq!(
        show(path, &format!("x: {ID}"), &hints),
        [
            "1, eu-west-1 by the layout, env prod, cluster blue, left alone: a pin whose row of the configuration needs `{kubernetes}`, which nothing tells"
        ]
    );
    // A comment over the row, a key over the layout.
    assert_eq!(
        show(
            path,
            &format!("us-east-1: {ID} # amiforge: follow=ssm:/mine env=test"),
            &hints
        ),
        ["1, us-east-1 by the key around it, follows ssm:/mine, env test, cluster blue"]
    );
    assert!(scanned("b.json", "{\"other\": 1}", &hints).is_none());
    assert!(scanned("b.json", "{\"name\": \"other\"}", &hints).is_none());
    // A row for a whole file does not make a pin of a placeholder.
    assert!(show(path, "x: ami-12345678", &hints)[0].ends_with(
        "left alone: a pin whose row of the configuration needs `{kubernetes}`, which nothing tells"
    ));
}

#[test]
fn what_is_declared_names_a_parameter_and_is_not_followed_by_itself() {
    let text = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: a, region: eu-west-1, version: '1.35'}\nnodeGroups:\n- {name: w, ami: ID, amiFamily: WindowsServer2022CoreContainer}\n";
    let found = scanned("cluster.yaml", &text.replace("ID", ID), &Hints::default()).expect("a pin");
    let parameter =
        "/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-EKS_Optimized-1.35/image_id";
    let declared = found.pins[0].declared.as_ref().and_then(families::parameter_of);
    assert_eq!(declared.as_deref(), Some(parameter));
    // Whose image it is, only EC2 can tell.
    assert_eq!(found.pins[0].follows, None);
}

#[test]
fn owners_and_texts_nearby() {
    let text =
        format!("a:\n  # golden-7\n  ami: {ID} # of 2026-07-14\n  name: golden-7\n  x: y\n  other: {ID}\n");
    let found = scanned("a.yaml", &text, &Hints::default()).expect("pins");
    let nearby: Vec<&str> = found.pins[0]
        .nearby
        .iter()
        .map(|span| found.source.slice(*span))
        .collect();
    assert_eq!(nearby, ["# golden-7", "# of 2026-07-14", "golden-7"]);
    assert_eq!(found.pins[0].owner, found.pins[1].owner);
    assert!(
        found.pins[0]
            .owner
            .is_some_and(|owner| found.source.slice(owner).starts_with("ami:"))
    );
}

#[test]
fn hostile_texts_are_read_in_time() {
    let many = format!("[{}]", vec![format!("\"{ID}\""); 30_000].join(","));
    let lines = format!(
        "# amiforge: follow=ssm:/a\n{}",
        "# amiforge: ignore\n".repeat(50_000)
    );
    let deep = format!("{}ami-1a2b3c4d", " ".repeat(200_000));
    let nested: Vec<String> = (0..1_000)
        .map(|depth| format!("{}{{ eu-west-1 ami-1a2b3c4d\n", " ".repeat(depth)))
        .collect();
    let nested = nested.concat();
    for (path, text) in [
        ("a.json", &many),
        ("a.js", &many),
        ("a.yaml", &lines),
        ("a.sh", &lines),
        ("a.sh", &deep),
        ("a.js", &nested),
    ] {
        let ids = super::ids::find(text.as_bytes()).len();
        let found = scanned(path, text, &Hints::default());
        assert_eq!(found.map_or(0, |found| found.pins.len()), ids, "{path}");
    }
}

#[test]
fn a_row_for_everything_is_read_in_time() {
    let text = format!("[{}]", vec![format!("\"{ID}\""); 5_000].join(","));
    let hints = Hints {
        rows: vec![
            row("**", Some("/**"), "ssm:/a"),
            row("**", Some("/**/0"), "ssm:/b"),
        ],
        ..Hints::default()
    };
    let found = scanned("a.json", &text, &hints).expect("pins");
    let follows = |index: usize| found.pins[index].follows.as_ref().map(ToString::to_string);
    assert_eq!(
        (follows(0), follows(1)),
        (Some("ssm:/b".to_owned()), Some("ssm:/a".to_owned()))
    );
}
