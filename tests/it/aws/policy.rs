//! `docs/aws.md`: the policy allows the calls of the code, and no other.

use std::collections::BTreeSet;
use std::fs;

use amiforge::release::facts::Call;
use serde_json::Value;

use crate::support::project;

fn page() -> String {
    fs::read_to_string(project().join("docs/aws.md")).expect("docs/aws.md")
}

/// The JSON documents of the page.
fn documents() -> Vec<Value> {
    let page = page();
    let blocks = page.split("```json\n").skip(1);
    blocks
        .map(|block| serde_json::from_str(block.split("```").next().expect("an end")).expect("JSON"))
        .collect()
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

/// `ec2:DescribeImages` as the SDK calls it: `.describe_images()`.
fn method(action: &str) -> String {
    let name = action.split_once(':').expect("a service").1;
    let mut method = String::from(".");
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            method.push('_');
        }
        method.push(c.to_ascii_lowercase());
    }
    method + "()"
}

/// The code that asks AWS.
fn code() -> String {
    let folder = fs::read_dir(project().join("src/aws")).expect("src/aws");
    folder
        .flatten()
        .map(|file| fs::read_to_string(file.path()).expect("a file"))
        .collect()
}

#[test]
fn the_policy_allows_what_the_code_calls() {
    let known: BTreeSet<String> = [Call::Parameters, Call::Images, Call::Outputs, Call::Instances]
        .into_iter()
        .flat_map(Call::actions)
        .map(|action| (*action).to_owned())
        .collect();
    assert_eq!(actions(&documents()[0]), known);
    let code = code();
    let mut called: BTreeSet<String> = known.iter().map(|action| method(action)).collect();
    called.insert(method("sts:GetCallerIdentity"));
    for method in &called {
        assert!(code.contains(method), "nothing calls {method}");
    }
    // Every call of the SDK that the code makes is one of them.
    for word in ["describe_", "get_", "list_"] {
        for (at, _) in code.match_indices(&format!(".{word}")) {
            let call: String = code[at..].chars().take_while(|c| *c != '(').collect();
            if code[at + call.len()..].starts_with("()") {
                assert!(called.contains(&format!("{call}()")), "{call} is in no policy");
            }
        }
    }
}

#[test]
fn nothing_that_writes_is_called() {
    let code = code();
    for word in [
        "put_",
        "create_",
        "delete_",
        "modify_",
        "run_instances",
        "start_",
        "update_",
        "deregister_",
    ] {
        assert!(!code.contains(&format!(".{word}")), "{word}");
    }
}

#[test]
fn the_trust_names_both_forms_of_a_subject() {
    let trust = &documents()[1]["Statement"][0]["Condition"]["StringEquals"];
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
