//! The repositories that the installation of a GitHub App reaches, and whether they have a configuration. Only reads.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::api::{Api, Token};
use super::refusal::{Context, Refused};
use super::{graph, wire};
use crate::forge::{ForgeError, owner_and_name};
use crate::markdown::cut;
use crate::repos::{Configuration, Reason, Repository, Unread};
use crate::visible::visible;

/// Where they are listed: <https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-app-installation>.
const LIST: &str = "/installation/repositories?per_page=100";
/// Pages of a hundred: more repositories than a run hands on.
const PAGES: usize = 1_000;
/// Repositories of one query. GraphQL takes a hundred ids, and ends a query that takes ten seconds
/// (<https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api>).
const ONE_QUERY: usize = 50;
/// Characters of GitHub's own words.
const WORDS: usize = 300;

/// An installation, as its token reaches it.
pub struct Installation<'a> {
    api: Api<'a>,
}

/// What it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The repositories, in GitHub's order.
    pub repositories: Vec<Repository>,
    /// Those of which GitHub's answer does not say what has to be known.
    pub not_read: Vec<Unread>,
    /// How many there are, as GitHub says.
    pub total: usize,
}

impl<'a> Installation<'a> {
    /// Makes ready to ask. Has to be made and used within one runtime. `tell` says to somebody who watches what is waited for.
    pub fn open(api: &str, token: &Token, tell: &'a dyn Fn(&str)) -> Result<Self, ForgeError> {
        let api = Api::new(api, token, tell)?;
        Ok(Self { api })
    }

    /// All repositories.
    pub async fn repositories(&self) -> Result<Reached, ForgeError> {
        let mut reached = Reached::default();
        let mut next = Some(LIST.to_owned());
        for _ in 0..PAGES {
            let Some(path) = next else { break };
            let page = self.api.page::<wire::Installed>(&path).await?;
            let (page, behind) = page.map_err(|refused| listing(&refused))?;
            reached.total = page.total_count;
            for one in page.repositories {
                match read(one) {
                    Ok(repository) => reached.repositories.push(repository),
                    Err(unread) => reached.not_read.push(unread),
                }
            }
            next = behind;
        }
        Ok(reached)
    }

    /// Whether each of these has a file at one of the places, on its default branch. One that GitHub does not tell of keeps nothing
    /// from being told of the others.
    pub async fn configured(
        &self,
        repositories: &[Repository],
        places: [&str; 2],
    ) -> Result<Vec<Configuration>, ForgeError> {
        let mut all = Vec::with_capacity(repositories.len());
        let mut forbidden = 0;
        for some in repositories.chunks(ONE_QUERY) {
            let ids: Vec<&str> = some.iter().map(|one| one.node.as_str()).collect();
            let [first, second] = places.map(|place| format!("HEAD:{place}"));
            let variables = json!({"ids": ids, "first": first, "second": second});
            let answer = self
                .api
                .graphql_parts::<graph::Nodes>(graph::CONFIGURED, variables)
                .await;
            let (nodes, errors) = match answer {
                Ok(Ok((data, errors))) => (data.nodes, errors),
                Ok(Err(refused)) if refused.status == 401 => return Err(unknown_token(&refused)),
                Ok(Err(refused)) if refused.status == 403 => return Err(contents(&words(&refused.message))),
                Ok(Err(refused)) => {
                    let why = format!("GitHub says {}", words(&refused.message));
                    all.extend(some.iter().map(|_| Configuration::Unknown(why.clone())));
                    continue;
                }
                Err(error) if error.ends_the_run() => return Err(error),
                Err(error) => {
                    let why = error.to_string();
                    all.extend(some.iter().map(|_| Configuration::Unknown(why.clone())));
                    continue;
                }
            };
            let refused = by_node(&errors);
            forbidden += refused.values().filter(|(status, _)| *status == 403).count();
            let told = some.iter().enumerate().map(|(index, _)| {
                let node = nodes.get(index).and_then(Option::as_ref);
                configuration(node, refused.get(&index), places)
            });
            all.extend(told);
        }
        // Not one of them may be looked into, so it is the token and no repository.
        if forbidden > 0 && forbidden == all.len() {
            return Err(contents("Resource not accessible by integration"));
        }
        Ok(all)
    }
}

/// The errors of a query by the number of the node that they are about: their status and words.
fn by_node(errors: &[graph::Error]) -> BTreeMap<usize, (u16, String)> {
    let mut found = BTreeMap::new();
    for error in errors {
        if let Some(node) = error.node() {
            let (status, message) = error.as_rest();
            found.entry(node).or_insert_with(|| (status, words(message)));
        }
    }
    found
}

fn configuration(
    node: Option<&graph::Node>,
    refused: Option<&(u16, String)>,
    places: [&str; 2],
) -> Configuration {
    match (node, refused) {
        (_, Some((_, words))) => Configuration::Unknown(format!("GitHub says {words}")),
        (None, None) => Configuration::Unknown("GitHub says nothing of it".to_owned()),
        (Some(node), None) => {
            let is_file =
                |object: &Option<graph::Object>| object.as_ref().is_some_and(graph::Object::is_file);
            match (is_file(&node.first), is_file(&node.second)) {
                (true, _) => Configuration::At(places[0].to_owned()),
                (false, true) => Configuration::At(places[1].to_owned()),
                (false, false) => Configuration::Missing,
            }
        }
    }
}

/// One repository of the list, when everything about it is as GitHub describes it.
fn read(one: Value) -> Result<Repository, Unread> {
    let name = |value: &Value| cut(value["full_name"].as_str().unwrap_or("(without a name)"), WORDS);
    let named = name(&one);
    let unread = |reason: &str| Unread {
        repository: named.clone(),
        reason: reason.to_owned(),
    };
    let one: wire::InstalledRepository = serde_json::from_value(one)
        .map_err(|error| unread(&format!("what GitHub tells of it cannot be read: {error}")))?;
    let Some((owner, name)) = owner_and_name(&one.full_name) else {
        return Err(unread("this is not the name of a repository"));
    };
    // What git itself refuses in the name of a branch, it need not be handed on.
    let odd = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    let branch = one.default_branch;
    if branch.is_empty() || branch.len() > 255 || branch.starts_with('-') || branch.contains(odd) {
        return Err(unread(
            "what GitHub tells of its default branch is not the name of a branch",
        ));
    }
    let kinds = [
        (one.archived, Reason::Archived),
        (one.disabled, Reason::Disabled),
        (one.fork, Reason::Fork),
        (one.is_template, Reason::Template),
    ];
    Ok(Repository {
        node: one.node_id,
        owner: owner.to_owned(),
        name: name.to_owned(),
        default_branch: branch,
        // GitHub Enterprise Server has had it from 3.0 on.
        visibility: one
            .visibility
            .unwrap_or_else(|| if one.private { "private" } else { "public" }.to_owned()),
        topics: one.topics,
        kinds: kinds
            .into_iter()
            .filter_map(|(is, kind)| is.then_some(kind))
            .collect(),
    })
}

fn words(message: &str) -> String {
    visible(&cut(message, WORDS)).into_owned()
}

/// The list is refused.
fn listing(refused: &Refused) -> ForgeError {
    match refused.status {
        401 => unknown_token(refused),
        403 | 404 => fatal(format!(
            "the token in GITHUB_TOKEN does not list the repositories of an installation ({}). Only the token of a GitHub App's installation does: make one with actions/create-github-app-token, with `owner` and without `repositories`, for an App that is installed on the organisation and may read metadata and contents. A token of a person has no installation",
            words(&refused.message)
        )),
        _ => refused.error(Context {
            repository: "the installation",
            job_token: true,
            needs: &[],
        }),
    }
}

fn unknown_token(refused: &Refused) -> ForgeError {
    refused.error(Context {
        repository: "the installation",
        job_token: true,
        needs: &[],
    })
}

/// Contents may not be read.
fn contents(words: &str) -> ForgeError {
    fatal(format!(
        "the token in GITHUB_TOKEN may not read what is in the repositories ({words}), so nobody can say which of them have a configuration. Give it `permission-contents: read`, which the App and its installation need too; or take every repository, with --unconfigured"
    ))
}

fn fatal(text: String) -> ForgeError {
    ForgeError::GitHub {
        text,
        everything: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Value {
        json!({
            "node_id": "R_1", "full_name": "octo-org/nodes", "default_branch": "main", "private": true, "visibility": "internal",
            "topics": ["eks"], "archived": false, "disabled": false, "fork": true, "is_template": true,
        })
    }

    #[test]
    fn a_repository_is_read_as_github_tells_of_it() {
        let one = read(told()).expect("a repository");
        assert_eq!(one.full_name(), "octo-org/nodes");
        assert_eq!(one.kinds, [Reason::Fork, Reason::Template]);
        assert_eq!((one.visibility.as_str(), one.topics.len()), ("internal", 1));
        // What older servers leave out.
        let mut bare = told();
        for key in ["visibility", "topics", "disabled", "is_template"] {
            bare.as_object_mut().expect("a map").remove(key);
        }
        assert_eq!(read(bare).expect("a repository").visibility, "private");
    }

    #[test]
    fn what_is_not_as_github_describes_it_is_not_handed_on() {
        for (key, value) in [
            ("full_name", json!("octo-org/nodes;id")),
            ("full_name", json!("nodes")),
            ("full_name", json!("../..")),
            ("default_branch", json!("")),
            ("default_branch", json!("main\nevil=1")),
            ("default_branch", json!("--upload-pack=x")),
            ("default_branch", json!("a".repeat(256))),
            ("default_branch", json!(null)),
            ("topics", json!("eks")),
            ("node_id", json!(7)),
        ] {
            let mut one = told();
            one[key] = value.clone();
            let unread = read(one).expect_err("refused");
            assert!(!unread.reason.is_empty(), "{key} {value}");
        }
        assert_eq!(
            read(json!(7)).expect_err("refused").repository,
            "(without a name)"
        );
        // Hostile, and the name of a branch all the same.
        let mut one = told();
        one["default_branch"] = "$(id)`x`'\"é${{x}}".into();
        assert!(read(one).is_ok());
    }

    #[test]
    fn a_file_is_a_configuration_and_nothing_else_is() {
        let node = |first: &str, second: &str| {
            let object = |kind: &str| (!kind.is_empty()).then(|| json!({ "__typename": kind }));
            serde_json::from_value::<graph::Node>(json!({"first": object(first), "second": object(second)}))
                .expect("a node")
        };
        let places = ["a", "b"];
        for (node, expected) in [
            (node("Blob", ""), Configuration::At("a".to_owned())),
            (node("Tree", "Blob"), Configuration::At("b".to_owned())),
            (node("Tree", ""), Configuration::Missing),
            (node("", ""), Configuration::Missing),
        ] {
            assert_eq!(configuration(Some(&node), None, places), expected);
        }
        let unknown = |node, refused: Option<&(u16, String)>| {
            matches!(configuration(node, refused, places), Configuration::Unknown(_))
        };
        assert!(unknown(None, None));
        assert!(unknown(Some(&node("Blob", "")), Some(&(403, "no".to_owned()))));
    }
}
