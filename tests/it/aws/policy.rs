//! `docs/aws.md`: the policies allow the calls of the code, and no others; and nothing writes but what is listed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use amiforge::build::permissions::{TASKS, WRITES};
use amiforge::release::facts::Call;
use serde_json::Value;

use crate::support::project;

/// What the methods of the SDK begin with.
const READS: [&str; 6] = ["batch_get_", "describe_", "filter_", "get_", "head_", "list_"];
const WRITES_BEGIN: [&str; 25] = [
    "associate_",
    "attach_",
    "cancel_",
    "copy_",
    "create_",
    "delete_",
    "deprecate_",
    "deregister_",
    "detach_",
    "disable_",
    "distribute_",
    "enable_",
    "import_",
    "modify_",
    "put_",
    "register_",
    "retry_",
    "run_",
    "send_",
    "start_",
    "stop_",
    "tag_",
    "terminate_",
    "untag_",
    "update_",
];

fn page() -> String {
    fs::read_to_string(project().join("docs/aws.md")).expect("docs/aws.md")
}

/// The JSON documents of the page, by the heading above them.
fn documents() -> BTreeMap<String, Value> {
    let page = page();
    let mut documents = BTreeMap::new();
    let mut heading = "";
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            heading = line.trim_start_matches(['#', ' ']);
        } else if line == "```json" {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let document = serde_json::from_str(&text.join("\n")).expect("JSON");
            let before = documents.insert(heading.to_owned(), document);
            assert!(before.is_none(), "two documents below {heading}");
        }
    }
    documents
}

/// The actions of a policy.
fn actions(policy: &Value) -> BTreeSet<String> {
    let statements = policy["Statement"].as_array().expect("a list");
    let actions = statements
        .iter()
        .flat_map(|statement| match &statement["Action"] {
            Value::Array(actions) => actions.clone(),
            action => vec![action.clone()],
        });
    actions
        .map(|action| action.as_str().expect("a text").to_owned())
        .collect()
}

/// `ec2:DescribeImages` as the SDK calls it: `describe_images`.
fn method(action: &str) -> String {
    // The one whose permission has another name:
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
    if action == "s3:ListBucket" {
        return "list_objects_v2".to_owned();
    }
    let name = action.split_once(':').expect("a service").1;
    let mut method = String::new();
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            method.push('_');
        }
        method.push(c.to_ascii_lowercase());
    }
    method
}

/// The code that asks AWS: files below `src/aws`.
fn code() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let root = project().join("src/aws");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(&root).expect("below").to_string_lossy();
                let text = fs::read_to_string(&path).expect("a file");
                files.push((below.replace('\\', "/"), text));
            }
        }
    }
    files
}

/// The methods of clients that a text calls: those that begin like one and are called without an argument.
fn calls(text: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices('.') {
        let rest = &text[at + 1..];
        let name = &rest[..rest.find(|c| !word(c)).unwrap_or(rest.len())];
        let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
        if (begins(&READS) || begins(&WRITES_BEGIN)) && rest[name.len()..].starts_with("()") {
            found.insert(name.to_owned());
        }
    }
    found
}

/// Actions of calls, with the one that nobody can be denied.
fn listed() -> BTreeSet<&'static str> {
    let facts = [Call::Parameters, Call::Images, Call::Outputs, Call::Instances];
    let facts = facts.into_iter().flat_map(Call::actions);
    let builds = TASKS.iter().flat_map(|task| task.calls);
    facts
        .chain(builds)
        .copied()
        .chain(["sts:GetCallerIdentity"])
        .collect()
}

#[test]
fn the_policies_allow_what_the_code_calls() {
    let documents = documents();
    let facts: BTreeSet<String> = [Call::Parameters, Call::Images, Call::Outputs, Call::Instances]
        .into_iter()
        .flat_map(Call::actions)
        .map(|action| (*action).to_owned())
        .collect();
    assert_eq!(actions(&documents["Policy"]), facts);
    for task in TASKS {
        let all = task.calls.iter().chain(task.besides);
        let all: BTreeSet<String> = all.map(|action| (*action).to_owned()).collect();
        assert_eq!(actions(&documents[task.title]), all, "{}", task.title);
    }
    let known: BTreeSet<&str> = TASKS.iter().map(|task| task.title).collect();
    let besides = ["Policy", "Trust"];
    let told: BTreeSet<&str> = documents.keys().map(String::as_str).collect();
    assert_eq!(told, known.into_iter().chain(besides).collect());
}

#[test]
fn the_calls_of_the_code_are_the_ones_that_are_listed() {
    let called: BTreeSet<String> = code().iter().flat_map(|(_, text)| calls(text)).collect();
    let listed: BTreeSet<String> = listed().into_iter().map(method).collect();
    assert_eq!(called, listed);
    // Errors name an action by its text.
    for (file, text) in code() {
        for part in text.split('"').filter(|part| part.starts_with("imagebuilder:")) {
            assert!(
                TASKS.iter().any(|task| task.calls.contains(&part)),
                "{file}: {part} is in no task"
            );
        }
    }
}

#[test]
fn only_builds_write_and_only_by_these_calls() {
    let writes: BTreeSet<String> = WRITES.into_iter().map(method).collect();
    let mut called = BTreeSet::new();
    for (file, text) in code() {
        for call in calls(&text) {
            if WRITES_BEGIN.iter().any(|word| call.starts_with(word)) {
                assert!(
                    Path::new(&file).starts_with("builds"),
                    "{file} calls {call}, and only builds write"
                );
                called.insert(call);
            }
        }
    }
    assert_eq!(called, writes);
    // The page names them.
    let page = page();
    let (_, written) = page.split_once("### What is written").expect("the section");
    let written = written.split("\n#").next().expect("its text");
    for action in WRITES {
        let (_, name) = action.split_once(':').expect("a service");
        assert!(written.contains(&format!("`{name}`")), "{name}");
    }
    assert_eq!(written.matches('`').count(), 2 * WRITES.len(), "{written}");
}

#[test]
fn a_call_is_found_however_it_is_written() {
    let found = |text| calls(text).into_iter().collect::<Vec<String>>();
    assert_eq!(found("client.get_image().send()"), ["get_image"]);
    assert_eq!(found("client\n    .delete_image()\n"), ["delete_image"]);
    assert_eq!(found("list.get_mut(1); answer.images(); map.get(&1)"), [""; 0]);
}

#[test]
fn a_sweep_may_cancel_what_its_own_repository_builds() {
    let policy = &documents()["Sweep"];
    let cancel = &policy["Statement"][1];
    assert_eq!(cancel["Action"], "imagebuilder:CancelImageCreation");
    let condition = format!("aws:ResourceTag/{}", amiforge::build::tags::REPOSITORY);
    assert!(cancel["Condition"]["StringEquals"][condition].is_string());
}

#[test]
fn the_trust_names_both_forms_of_a_subject() {
    let trust = &documents()["Trust"]["Statement"][0]["Condition"]["StringEquals"];
    let subjects = &trust["token.actions.githubusercontent.com:sub"];
    assert_eq!(subjects[0], "repo:octo-org/fleet:ref:refs/heads/main");
    assert_eq!(
        subjects[1],
        "repo:octo-org@1234567/fleet@7654321:ref:refs/heads/main"
    );
    assert_eq!(
        trust["token.actions.githubusercontent.com:aud"],
        "sts.amazonaws.com"
    );
}
