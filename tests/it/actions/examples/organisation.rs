//! The example of an organisation: from one repository, pins of the others that an App is installed on.

use serde_json::{Value, json};

use super::example_for;
use crate::actions::runner::{Ended, Workflow};
use crate::bump::facts::CORE;
use crate::live::{BRANCH, NEW, OLD, file, new_day, nodes, old_day, only_pull, open_pulls, text};
use crate::stand_ins::{At, World};

const CLIENT: &str = "Iv23liABCDEFGHIJKLMN";
/// What makes a repository one of amiforge's.
const PLACE: &str = ".github/amiforge.yaml";

/// The repository with the workflow, one whose pin is to move, and one whose pin has nothing newer.
struct Fleet {
    central: World,
    behind: World,
    current: World,
    key: String,
}

/// The repository with the workflow, which an App is installed on, and the key of the App.
fn central() -> Option<(World, String)> {
    let central = World::new(&[("README.md", "central\n")])?;
    let key = central.app(CLIENT, &json!({"contents": "write", "pull_requests": "write"}));
    Some((central, key))
}

fn run(central: &World, key: &str, workflow: &str, id: &str) -> Option<Ended> {
    Workflow::in_world(workflow, central)
        .event("schedule", json!({"schedule": "17 5 * * 1-5"}))
        .run_id(id)
        .variable("AMIFORGE_APP_CLIENT_ID", CLIENT)
        .secret("AMIFORGE_APP_PRIVATE_KEY", key)
        .run()
}

impl Fleet {
    fn new() -> Option<Self> {
        let (central, key) = central()?;
        let pinned = |id, day| {
            let (config, nodes) = ("bump:\n  labels: [images]\n", nodes("eu-west-1", id, day));
            World::new(&[(PLACE, config), ("nodes.tf", &nodes)])
        };
        let fleet = Self {
            behind: pinned(OLD, old_day())?,
            current: pinned(NEW, new_day())?,
            central,
            key,
        };
        for world in [&fleet.behind, &fleet.current] {
            fleet.central.serves(world);
        }
        // The role of the workflow is one of the central account.
        let ireland = fleet.central.region("eu-west-1");
        let ireland = ireland.windows(OLD, CORE, old_day());
        ireland.published(NEW, CORE, new_day(), 41).seed();
        fleet.central.installation(&json!([
            {"full_name": fleet.behind.repository},
            {"full_name": fleet.current.repository},
            {"full_name": "octocat/without-amiforge"},
            {"full_name": "octocat/attic", "archived": true, "configured": PLACE},
        ]));
        Some(fleet)
    }

    fn example(&self) -> String {
        example_for("organisation.yml", &self.central)
    }

    fn run(&self, workflow: &str, id: &str) -> Option<Ended> {
        run(&self.central, &self.key, workflow, id)
    }

    /// What the run wrote into the repository that is up to date.
    fn written(&self) -> Vec<Value> {
        let log = self.current.log(At::Github).into_iter();
        log.filter(|record| record["method"] != "GET").collect()
    }
}

#[test]
fn pins_move_where_there_is_something_newer_and_nowhere_else() {
    let Some(fleet) = Fleet::new() else { return };
    let workflow = fleet.example();
    let run = |id| fleet.run(&workflow, id);
    let Some(ended) = run("6001") else { return };
    let ended = ended.ends(0);
    let jobs = [("bump", vec!["success"; 2]), ("repositories", vec!["success"])];
    assert_eq!(ended.jobs(), jobs.clone().into(), "{}", ended.told());
    let told = ended.outputs("repositories", "repos");
    assert_eq!(told["count"], "2");
    let matrix: Value = serde_json::from_str(told["matrix"]).expect("JSON");
    let rows = matrix["include"].as_array().expect("rows").iter();
    let named: Vec<&str> = rows.map(|row| text(&row["repository"])).collect();
    assert_eq!(named, [&fleet.behind.repository, &fleet.current.repository]);

    let pull = only_pull(&fleet.behind);
    assert_eq!(
        (&pull["head"]["ref"], &pull["base"]["ref"], &pull["user"]["login"]),
        (&BRANCH.into(), &"main".into(), &"fleet-app[bot]".into())
    );
    let moved = file(&fleet.behind, text(&pull["head"]["sha"]), "nodes.tf");
    assert_eq!(moved, nodes("eu-west-1", NEW, new_day()));
    for world in [&fleet.central, &fleet.current] {
        assert_eq!(open_pulls(world), Vec::<Value>::new());
    }
    assert_eq!(fleet.written(), Vec::<Value>::new());

    // The next morning the same pull request stands there.
    let ended = run("6002").expect("act").ends(0);
    assert_eq!(ended.jobs(), jobs.into());
    let again = only_pull(&fleet.behind);
    assert_eq!(
        (&again["number"], &again["head"]["sha"]),
        (&pull["number"], &pull["head"]["sha"])
    );
    assert_eq!(fleet.written(), Vec::<Value>::new());
}

#[test]
fn an_installation_without_repositories_of_amiforge_starts_no_job() {
    let Some((central, key)) = central() else { return };
    let workflow = example_for("organisation.yml", &central);
    let Some(ended) = run(&central, &key, &workflow, "6001") else {
        return;
    };
    let ended = ended.ends(0);
    assert_eq!(ended.outputs("repositories", "repos")["count"], "0");
    assert_eq!(ended.jobs(), [("repositories", vec!["success"])].into());
}

/// A step that tries what the token of the step before can reach.
fn probe(fleet: &Fleet) -> String {
    let worlds = [&fleet.behind, &fleet.current];
    let [one, other] = worlds.map(|world| {
        let commit = world.clone().git(&["rev-parse", "HEAD"]);
        format!("{}:{commit}", world.repository)
    });
    let [first, second] = worlds.map(|world| text(&world.get("")["node_id"]).to_owned());
    format!(
        r#"      - id: reach
        shell: bash
        env:
          TOKEN: ${{{{ steps.app.outputs.token }}}}
        run: |
          ask() {{ curl -s -H "Authorization: Bearer $TOKEN" "$GITHUB_API_URL/$1" "${{@:2}}"; }}
          status() {{ ask "$@" -o "$RUNNER_TEMP/answer" -w ' %{{http_code}}'; }}
          for one in {one} {other}; do
            name=${{one%:*}}
            printf 'as %s' "$name"
            status "repos/$name"
            status "repos/$name/contents/nodes.tf"
            status "repos/$name/git/commits/${{one#*:}}"
            status "repos/$name/git/refs" -d "{{\"ref\": \"refs/heads/by-$GITHUB_JOB\", \"sha\": \"${{one#*:}}\"}}"
            echo
          done
          ask installation/repositories | grep -o '"full_name": "[^"]*"' | sed 's/.*: /lists /'
          ask graphql -d '{{"query": "{{nodes(ids: [\"{first}\", \"{second}\"]) {{... on Repository {{object(expression: \"HEAD:nodes.tf\") {{__typename}}}}}}}}"}}' |
            sed 's/.*"nodes": \(\[[^]]*\]\).*/\1/'
"#
    )
}

#[test]
fn the_token_of_a_job_reaches_its_own_repository_alone() {
    let Some(fleet) = Fleet::new() else { return };
    let (behind, current) = (&fleet.behind.repository, &fleet.current.repository);
    let probe = probe(&fleet);
    let workflow = fleet
        .example()
        .replace("      - id: repos\n", &format!("{probe}      - id: repos\n"))
        .replace(
            "      - uses: actions/checkout@",
            &format!("{probe}      - uses: actions/checkout@"),
        )
        // And a checkout of the other one.
        .replace(
            "          repository: ${{ matrix.repository }}\n          token:",
            &format!(
                "          repository: ${{{{ matrix.repository == '{behind}' && '{current}' || '{behind}' }}}}\n          token:"
            ),
        );
    let Some(ended) = fleet.run(&workflow, "6001") else {
        return;
    };
    let ended = ended.ends(1);
    let steps = ended.steps.iter();
    let probes: Vec<&str> = steps
        .filter(|step| step.ids == ["reach"])
        .map(|step| step.text.trim_end())
        .collect();
    let blob = r#"{"object": {"__typename": "Blob"}}"#;
    let central = &fleet.central.repository;
    let expected = [
        // The token that finds repositories reads all of them, and writes nothing.
        format!(
            "as {behind} 200 200 200 403\nas {current} 200 200 200 403\nlists \"{central}\"\nlists \"{behind}\"\nlists \"{current}\"\n\
             lists \"octocat/without-amiforge\"\nlists \"octocat/attic\"\n[{blob}, {blob}]"
        ),
        format!(
            "as {behind} 200 200 200 201\nas {current} 404 404 404 404\nlists \"{behind}\"\n[{blob}, null]"
        ),
        format!(
            "as {behind} 404 404 404 404\nas {current} 200 200 200 201\nlists \"{current}\"\n[null, {blob}]"
        ),
    ];
    assert_eq!(probes, expected, "{}", ended.told());
    assert_eq!(ended.jobs()["bump"], ["failure"; 2]);
    assert_eq!(ended.outcome("bump", "2"), "failure", "the checkout of the other");
    let checkouts = ended.steps.iter().filter(|step| step.ids == ["2", "checkout"]);
    assert_eq!(checkouts.filter(|step| step.text.contains("404")).count(), 2);
}
