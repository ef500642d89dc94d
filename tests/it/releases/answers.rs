//! The parts of the file that tell of searches, builds, instances and calls that were refused.

use amiforge::release::Facts;
use amiforge::release::facts::file::{self, Origin};
use amiforge::release::facts::{Call, Why};

use super::{asked, refused};

/// A good file. The tests change one text of it.
pub(super) const GOOD: &str = r#"{
  "schema": "amiforge/releases/v1",
  "places": [
    {
      "partition": "aws",
      "account": "123456789012",
      "region": "eu-west-1",
      "parameters": [],
      "missing_parameters": [],
      "images": [],
      "missing_images": [
        {
          "id": "ami-0a1b2c3d",
          "read_at": "2026-08-20T12:00:02Z",
          "instances": {
            "remembered": {
              "name": "golden-1",
              "owner": "210987654321"
            },
            "read_at": "2026-08-20T12:00:03Z"
          }
        },
        {
          "id": "ami-0a1b2c3e",
          "read_at": "2026-08-20T12:00:02Z",
          "instances": {
            "read_at": "2026-08-20T12:00:03Z"
          }
        }
      ],
      "searches": [
        {
          "owner": "801119661308",
          "name": "Windows_Server-2022-*-????.??.??",
          "read_at": "2026-08-20T12:00:04Z"
        },
        {
          "owner": "self",
          "name": "golden-*",
          "read_at": "2026-08-20T12:00:05Z"
        }
      ],
      "outputs": [
        {
          "arn": "arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/golden",
          "build": {
            "arn": "arn:aws:imagebuilder:eu-west-1:123456789012:image/golden/1.0.0/7",
            "created": "2026-08-19T03:12:33Z",
            "images": [
              {
                "region": "eu-west-1",
                "account": "123456789012",
                "id": "ami-0a1b2c3d4e5f60718"
              },
              {
                "region": "us-east-1",
                "account": "210987654321",
                "id": "ami-0a1b2c3d4e5f60719"
              }
            ]
          },
          "read_at": "2026-08-20T12:00:06Z"
        },
        {
          "arn": "arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/new",
          "read_at": "2026-08-20T12:00:07Z"
        }
      ],
      "refusals": [
        {
          "call": "parameters",
          "why": "denied",
          "read_at": "2026-08-20T12:00:08Z"
        },
        {
          "call": "instances",
          "why": "not-enabled",
          "read_at": "2026-08-20T12:00:09Z"
        }
      ]
    }
  ]
}
"#;

/// Changes that no file of the schema has.
pub(super) const BAD: [(&str, &str); 24] = [
    ("\"owner\": \"210987654321\"", "\"owner\": \"self\""),
    ("\"golden-1\"", "\"golden\\n1\""),
    ("\"remembered\": {", "\"remembered\": null, \"x\": {"),
    (
        "\"instances\": {\n            \"read_at\": \"2026-08-20T12:00:03Z\"\n          }",
        "\"instances\": {}",
    ),
    ("\"self\"", "\"amazon.com\""),
    ("\"801119661308\"", "\"80111966130\""),
    ("\"golden-*\"", "\"go\""),
    ("\"golden-*\"", "\"golden-{a,b}\""),
    ("\"golden-*\"", "\"golden-\\u202e\""),
    ("12:00:05Z", "12:00:05+00:00"),
    ("image-pipeline/golden", "component/golden"),
    ("image-pipeline/golden", "image-pipeline/"),
    (
        "arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/new",
        "golden",
    ),
    (":image/golden/1.0.0/7", ":image-recipe/golden/1.0.0"),
    ("2026-08-19T03:12:33Z", "2026-08-19"),
    ("\"region\": \"us-east-1\"", "\"region\": \"virginia\""),
    ("\"account\": \"210987654321\"", "\"account\": \"aws\""),
    ("\"ami-0a1b2c3d4e5f60719\"", "\"ami-0A1B2C3D4E5F60719\""),
    ("\"build\": {", "\"builds\": {"),
    ("\"images\": [\n", "\"images\": [null,\n"),
    ("\"parameters\",", "\"GetParameters\","),
    ("\"denied\"", "\"forbidden\""),
    ("\"why\": \"denied\",", ""),
    ("12:00:08Z", "12:00:08"),
];

fn read(text: &str) -> Facts {
    file::read(text.as_bytes(), &asked()).expect(text)
}

#[test]
fn what_was_answered_is_read_and_written_again() {
    let facts = read(GOOD);
    assert_eq!(file::write(&facts, &Origin::default()), GOOD);
    let found = facts.places.values().next().expect("a place");
    let missing: Vec<_> = found.missing_images.values().collect();
    let told: Vec<bool> = missing
        .iter()
        .map(|missing| missing.remembered.is_some())
        .collect();
    assert_eq!(told, [true, false]);
    assert!(missing.iter().all(|missing| missing.instances_read_at.is_some()));
    assert_eq!(found.searches.len(), 2);
    let builds: Vec<_> = found
        .outputs
        .values()
        .map(|output| output.build.as_ref())
        .collect();
    assert_eq!(builds[0].map(|build| build.images.len()), Some(2));
    assert_eq!(builds[1], None);
    assert_eq!(found.refusals[&Call::Parameters].why, Why::Denied);
    assert_eq!(found.refusals[&Call::Instances].why, Why::NotEnabled);
}

#[test]
fn every_word_is_read() {
    for call in Call::ALL {
        for why in Why::ALL {
            let text = GOOD
                .replacen("\"parameters\",", &format!("\"{}\",", call.word()), 1)
                .replacen("\"denied\"", &format!("\"{}\"", why.word()), 1);
            // The other one may be of the same call; the later reading counts.
            let found = read(&text);
            let found = found.places.values().next().expect("a place");
            let expected = if call == Call::Instances {
                Why::NotEnabled
            } else {
                why
            };
            assert_eq!(found.refusals[&call].why, expected);
        }
    }
}

#[test]
fn what_is_not_of_the_schema_is_refused() {
    for (old, new) in BAD {
        assert!(GOOD.contains(old), "{old}");
        let bad = GOOD.replacen(old, new, 1);
        assert!(file::read(bad.as_bytes(), &asked()).is_err(), "{old} -> {new}");
    }
}

#[test]
fn one_hostile_file_for_every_refusal() {
    let form =
        |key: &str, value: &str, form: &str| format!("`places[0].{key}` is {value}; it has to be {form}");
    let arn = "the ARN of an image, a recipe or a pipeline of this region and account";
    let build = "the ARN of an image of this region and account";
    let pattern = "3 to 128 characters that names of images may have, `*` and `?`";
    let again = "read the releases again, and give facts of one reading only";
    for (old, new, sentence) in [
        ("\"golden-1\"", "\"\"", form("missing_images[0].instances.remembered.name", "``", "1 to 128 visible characters")),
        ("\"owner\": \"210987654321\"", "\"owner\": \"me\"", form("missing_images[0].instances.remembered.owner", "`me`", "an account of twelve digits")),
        ("12:00:03Z", "12:35:03Z", "`places[0].missing_images[0].instances.read_at` is 2026-08-20T12:35:03Z, which lies in the future; set the clock of the machine that read, or of this one".to_owned()),
        ("\"self\"", "\"me\"", form("searches[1].owner", "`me`", "an account of twelve digits, `self` or `amazon`")),
        ("\"golden-*\"", "\"*\"", form("searches[1].name", "`*`", pattern)),
        ("\"golden-*\"", "\"golden|*\"", form("searches[1].name", "`golden|*`", pattern)),
        ("12:00:05Z", "06:29:59Z", "`places[0].searches[1].read_at` is 2026-08-20T06:29:59Z, more than 6 hours ago; read the releases again".to_owned()),
        ("arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline", "arn:aws:imagebuilder:us-east-1:123456789012:image-pipeline", form("outputs[0].arn", "`arn:aws:imagebuilder:us-east-1:123456789012:image-pipeline/g…`", arn)),
        ("123456789012:image-pipeline", "210987654321:image-pipeline", form("outputs[0].arn", "`arn:aws:imagebuilder:eu-west-1:210987654321:image-pipeline/g…`", arn)),
        ("123456789012:image/", "210987654321:image/", form("outputs[0].build.arn", "`arn:aws:imagebuilder:eu-west-1:210987654321:image/golden/1.0…`", build)),
        (":image/golden/1.0.0/7", ":image-recipe/golden/1", form("outputs[0].build.arn", "`arn:aws:imagebuilder:eu-west-1:123456789012:image-recipe/gol…`", build)),
        ("\"region\": \"us-east-1\"", "\"region\": \"cn-north-1\"", form("outputs[0].build.images[1].region", "`cn-north-1`", "a region of the partition `aws`")),
        ("\"account\": \"210987654321\"", "\"account\": \"all\"", form("outputs[0].build.images[1].account", "`all`", "an account of twelve digits")),
        ("\"region\": \"us-east-1\",\n                \"account\": \"210987654321\"", "\"region\": \"eu-west-1\",\n                \"account\": \"123456789012\"", form("outputs[0].build.images[1].id", "`ami-0a1b2c3d4e5f60719`", "the only image of its region and account")),
        ("\"parameters\",", "\"all\",", form("refusals[0].call", "`all`", "one of parameters, images, outputs, instances")),
        ("\"denied\"", "\"because\"", form("refusals[0].why", "`because`", "one of denied, not-enabled, throttled, unreachable")),
        ("image-recipe/new\",\n          \"read_at\": \"2026-08-20T12:00:07Z\"", "image-pipeline/golden\",\n          \"read_at\": \"2026-08-20T12:00:06Z\"", format!("output `arn:aws:imagebuilder:eu-west-1:123456789012:image-pipeline/g…` in eu-west-1 of account 123456789012 is said to be two different things; {again}")),
    ] {
        assert!(GOOD.contains(old), "{old}");
        refused(GOOD.replacen(old, new, 1), &asked(), &sentence);
    }
}

#[test]
fn later_readings_count() {
    let good = || read(GOOD);
    assert_eq!(good().merge(good()).expect("the same"), good());
    let changed = |changes: &[(&str, &str)]| {
        let mut text = GOOD.to_owned();
        for (old, new) in changes {
            assert!(text.contains(old), "{old}");
            text = text.replacen(old, new, 1);
        }
        read(&text)
    };
    let later = changed(&[
        ("12:00:06Z", "12:10:06Z"),
        ("image/golden/1.0.0/7", "image/golden/1.0.0/8"),
        ("12:00:05Z", "12:10:05Z"),
        ("\"denied\"", "\"throttled\""),
        ("12:00:08Z", "12:10:08Z"),
        // The instance is gone; what it told stays.
        (
            "\"remembered\": {\n              \"name\": \"golden-1\",\n              \"owner\": \"210987654321\"\n            },\n            \"read_at\": \"2026-08-20T12:00:03Z\"",
            "\"read_at\": \"2026-08-20T12:10:03Z\"",
        ),
    ]);
    let merged = good().merge(later.clone()).expect("later");
    assert_eq!(merged, later.merge(good()).expect("in either order"));
    let found = merged.places.values().next().expect("a place");
    let text = file::write(&merged, &Origin::default());
    assert!(text.contains("1.0.0/8") && !text.contains("1.0.0/7"), "{text}");
    assert_eq!(found.refusals[&Call::Parameters].why, Why::Throttled);
    let missing = found.missing_images.values().next().expect("an image");
    assert_eq!(
        missing.remembered.as_ref().map(|remains| remains.name.as_str()),
        Some("golden-1")
    );
    assert!(text.contains("2026-08-20T12:10:03Z") && text.contains("2026-08-20T12:10:05Z"));
    // An image was one thing.
    let other = changed(&[("\"golden-1\"", "\"golden-2\"")]);
    let error = good().merge(other).expect_err("two names").to_string();
    assert!(
        error.contains("ami-0a1b2c3d` in eu-west-1") && error.contains("two different things"),
        "{error}"
    );
}
