//! The files for GitLab: their jobs run by gitlab-ci-local, against a git server that takes push options.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::{Value, json};

use super::*;
use crate::stand_ins::{At, Build};
use crate::support::executable;

const BRANCH: &str = "amiforge/windows-2022-core-eks-1.35";

/// A project on a GitLab: its clone, and the server behind it.
struct Project {
    world: World,
    machine: Machine,
    server: Folder,
    tool: PathBuf,
}

impl Project {
    /// None where a tool is missing.
    fn new(component: &str) -> Option<Self> {
        let tool = tool("gitlab-ci-local")?;
        crate::support::tool("jq")?;
        let machine = Machine::new();
        let (pin, jobs) = (nodes(), fence("yaml", 0));
        let scripts = [fence("sh", 1), fence("bash", 0)];
        let world = World::new(&[
            ("nodes.tf", &pin),
            ("components/agent.yaml", component),
            (".gitlab-ci.yml", &jobs),
            ("ci/amiforge.sh", &scripts[0]),
            ("ci/merge-requests.sh", &scripts[1]),
        ])?;
        let server = Folder::new();
        server.git(&["init", "--quiet", "--bare", "--initial-branch=main"]);
        server.git(&["config", "receive.advertisePushOptions", "true"]);
        server.write(
            "hooks/post-receive",
            "#!/bin/sh\ncat >> pushed\ni=0\nwhile [ \"$i\" -lt \"${GIT_PUSH_OPTION_COUNT:-0}\" ]; do\n  eval \"printf '%s\\n' \\\"\\$GIT_PUSH_OPTION_$i\\\"\" >> options\n  i=$((i + 1))\ndone\n",
        );
        executable(&server.path().join("hooks/post-receive"));
        machine.home.write(
            ".gitconfig",
            format!(
                "[user]\nname = Test\nemail = test@example.com\n[url \"file://{}\"]\ninsteadOf = https://gitlab.example.com/octo-org/fleet.git\n",
                server.path().display()
            ),
        );
        let clone = world.clone();
        executable(&clone.path().join("ci/merge-requests.sh"));
        // The account and the sum are the user's own.
        let jobs = jobs
            .replace("111122223333", &world.account)
            .replace(&"0".repeat(64), &machine.sum);
        clone
            .write(".gitlab-ci.yml", jobs)
            .write(".gitignore", "/.gitlab-ci-local/\n");
        clone.commit("jobs");
        let url = format!("file://{}", server.path().display());
        clone.git(&["remote", "add", "origin", &url]);
        let this = Self {
            world,
            machine,
            server,
            tool,
        };
        this.push_main();
        Some(this)
    }

    fn push_main(&self) {
        let server = self.server.path().to_str().expect("UTF-8");
        self.world.clone().git(&["push", "--quiet", server, "main"]);
        self.told();
    }

    /// The pipeline of an event.
    fn pipeline(&self, source: &str, variables: &[(&str, &str)]) -> Run {
        let mut command = self.machine.command(&self.tool);
        command
            .args([
                "--force-shell-executor",
                "--no-color",
                "--no-evaluate-rule-changes",
            ])
            .args([
                "--ignore-predefined-vars",
                "CI_PIPELINE_SOURCE,CI_MERGE_REQUEST_DIFF_BASE_SHA,CI_PROJECT_URL,CI_PIPELINE_ID,GITLAB_CI",
            ])
            .current_dir(self.world.clone().path());
        let aws = self.world.servers.aws.url();
        let source = [
            ("CI_PIPELINE_SOURCE", source),
            ("CI_PROJECT_URL", "https://gitlab.example.com/octo-org/fleet"),
            ("CI_PIPELINE_ID", "4711"),
            ("GITLAB_CI", "true"),
            ("AWS_ENDPOINT_URL", aws.as_str()),
        ];
        for (name, value) in source.iter().chain(variables) {
            command.args(["--variable", &format!("{name}={value}")]);
        }
        Run::of(&command.output().expect("gitlab-ci-local starts"))
    }

    /// The pipeline of a schedule, whose job may take a role.
    fn schedule(&self, variables: &[(&str, &str)]) -> Run {
        let token = self.world.identity_token();
        self.pipeline(
            "schedule",
            &[&[("AWS_ID_TOKEN", token.as_str())], variables].concat(),
        )
    }

    /// What the server has been told since it was asked last: `before after ref`, and push options.
    fn told(&self) -> (Vec<String>, Vec<String>) {
        let take = |name: &str| {
            let path = self.server.path().join(name);
            let text = fs::read_to_string(&path).unwrap_or_default();
            let _ = fs::remove_file(path);
            text.lines().map(str::to_owned).collect()
        };
        (take("pushed"), take("options"))
    }
}

#[test]
fn a_merge_request_is_checked() {
    let broken = COMPONENT.replace("ExecuteBash", "ExecuteBsh");
    let Some(project) = Project::new(&broken) else {
        return;
    };
    let clone = project.world.clone();
    let first = clone.git(&["rev-list", "--max-parents=0", "HEAD"]);
    let base = clone.git(&[
        "commit-tree",
        "-m",
        "base",
        "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    ]);
    let run = project.pipeline(
        "merge_request_event",
        &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &base)],
    );
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(run.stdout.contains("schema/unknown-action"), "{run:#?}");
    assert!(run.stdout.contains("PASS  pins"), "{run:#?}");
    let read = |name: &str| fs::read_to_string(clone.path().join(name)).expect(name);
    let report: Value = serde_json::from_str(&read("quality.json")).expect("JSON");
    assert_eq!(report[0]["location"]["path"], "components/agent.yaml");
    assert!(read("tests.xml").contains("schema/unknown-action"));
    // What this merge request does not touch is not its fault.
    let head = clone.git(&["rev-parse", "HEAD"]);
    assert_ne!(first, head);
    let run = project.pipeline(
        "merge_request_event",
        &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &first)],
    );
    assert_eq!(run.code, Some(0), "{run:#?}");
}

#[test]
fn an_archive_with_another_sum_is_not_run() {
    let Some(project) = Project::new(COMPONENT) else {
        return;
    };
    let clone = project.world.clone();
    let jobs = fs::read_to_string(clone.path().join(".gitlab-ci.yml")).expect("jobs");
    clone.write(
        ".gitlab-ci.yml",
        jobs.replace(&project.machine.sum, &"1".repeat(64)),
    );
    clone.commit("another sum");
    let head = clone.git(&["rev-parse", "HEAD"]);
    let run = project.pipeline(
        "merge_request_event",
        &[("CI_MERGE_REQUEST_DIFF_BASE_SHA", &head)],
    );
    assert_ne!(run.code, Some(0), "{run:#?}");
    assert!(
        run.stdout.contains("FAILED") && !run.stdout.contains("amiforge validate\n"),
        "{run:#?}"
    );
}

#[test]
fn a_schedule_pushes_branches_and_asks_for_merge_requests() {
    let Some(project) = Project::new(COMPONENT) else {
        return;
    };
    let clone = project.world.clone();
    publish(&project.world);
    // The first time, with a token of its own.
    let run = project.schedule(&[("PUSH_TOKEN", "glpat-of-a-test")]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let (pushed, options) = project.told();
    assert_eq!(pushed.len(), 1, "{pushed:?}");
    assert!(
        pushed[0].ends_with(&format!(" refs/heads/{BRANCH}")),
        "{pushed:?}"
    );
    let option = |name: &str| {
        let found = options.iter().find_map(|option| option.strip_prefix(name));
        found.unwrap_or_else(|| panic!("{name}: {options:#?}")).to_owned()
    };
    option("merge_request.create");
    option("merge_request.remove_source_branch");
    assert_eq!(option("merge_request.target="), "main");
    assert!(option("merge_request.title=").starts_with("Windows Server 2022 Core for EKS 1.35: "));
    let description = option("merge_request.description=");
    assert!(
        description.contains("\\n| --- |") && description.contains(NEW),
        "{description}"
    );
    assert!(
        !options.iter().any(|option| option == "merge_request.draft"),
        "{options:?}"
    );
    let file = project.server.git(&["show", &format!("{BRANCH}:nodes.tf")]);
    assert!(file.contains(NEW) && !file.contains(OLD), "{file}");
    let asked = "protocol=https\nhost=gitlab.example.com\n";
    let mut ask = project.machine.command("git");
    ask.args(["credential", "fill"])
        .current_dir(clone.path())
        .env("PUSH_TOKEN", "glpat-of-a-test");
    let answered = with_input(ask, asked);
    assert!(answered.contains("password=glpat-of-a-test"), "{answered}");

    // The next day there is nothing new, also for a runner that kept its clone.
    let run = project.schedule(&[]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(project.told().0, Vec::<String>::new());

    // Somebody adds to the branch: it is theirs.
    let theirs = clone.git(&[
        "commit-tree",
        "-p",
        BRANCH,
        "-m",
        "theirs",
        &format!("{BRANCH}^{{tree}}"),
    ]);
    let server = project.server.path().to_str().expect("UTF-8").to_owned();
    clone.git(&[
        "push",
        "--quiet",
        &server,
        &format!("{theirs}:refs/heads/{BRANCH}"),
    ]);
    project.told();
    clone.write("README.md", "moved on\n").commit("the base moves");
    project.push_main();
    let run = project.schedule(&[]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(run.stdout.contains("left-alone"), "{run:#?}");
    assert_eq!(project.told().0, Vec::<String>::new());

    // They take it back, and it is brought up to date; then somebody moves the pin by hand, and it goes.
    clone.git(&[
        "push",
        "--quiet",
        "--force",
        &server,
        &format!("{theirs}^:refs/heads/{BRANCH}"),
    ]);
    project.told();
    let run = project.schedule(&[]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(project.told().0.len(), 1);
    clone
        .write("nodes.tf", nodes().replace(OLD, NEW))
        .commit("by hand");
    project.push_main();
    let run = project.schedule(&[]);
    assert_eq!(run.code, Some(0), "{run:#?}");
    let (pushed, _) = project.told();
    assert!(
        pushed.len() == 1 && pushed[0].contains(&format!(" {} ", "0".repeat(40))),
        "{pushed:?}"
    );
}

#[test]
fn a_draft_is_pushed_as_one_and_code_of_the_bump_is_kept() {
    let Some(project) = Project::new(COMPONENT) else {
        return;
    };
    publish(&project.world);
    let clone = project.world.clone();
    clone.write(".github/amiforge.yaml", "bump:\n  draft: true\n");
    // And a pin that needs a person.
    clone.write(
        "own.tf",
        "own = \"ami-0aaaabbbbccccdddd\" # amiforge: follow=ssm:/not/there region=eu-west-1\n",
    );
    clone.commit("policy");
    project.world.region("eu-west-1").missing("/not/there").seed();
    let run = project.schedule(&[]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let (pushed, options) = project.told();
    assert_eq!(pushed.len(), 1, "{run:#?}");
    assert!(
        options.iter().any(|option| option == "merge_request.draft"),
        "{options:?}"
    );
}

#[test]
fn a_change_of_a_component_is_built_and_a_retry_follows_the_build() {
    let Some(project) = Project::new(COMPONENT) else {
        return;
    };
    let region = project
        .world
        .region("eu-west-1")
        .component("agent", "1.0.0", COMPONENT);
    region
        .recipe("golden", "1.0.0", OLD, &["component/agent/1.0.0"])
        .infrastructure("golden", |_| ())
        .distribution("golden", &["eu-west-1"], |_| ())
        .pipeline("golden", "golden/1.0.0", |_| ())
        .next_build(&Build::good().ami(json!({})))
        .next_build(&Build::good().ami(json!({})))
        .seed();
    let build = || {
        let token = project.world.identity_token();
        let run = project.pipeline("push", &[("AWS_ID_TOKEN", &token)]);
        assert_eq!(run.code, Some(0), "{run:#?}");
        let built = fs::read_to_string(project.world.clone().path().join("build.json")).expect("a result");
        let built: Value = serde_json::from_str(&built).expect("JSON");
        assert_eq!(built["outcome"], "succeeded");
        built["image"]["arn"].clone()
    };
    let asked = |operation: &str| {
        let log = project.world.log(At::Aws);
        log.iter()
            .filter(|record| record["operation"] == operation)
            .count()
    };
    let first = build();
    assert_eq!(asked("AssumeRoleWithWebIdentity"), 1);
    assert_eq!(build(), first);
    let images = project.world.images();
    assert_eq!(
        images.iter().filter(|image| image["started"] == true).count(),
        1,
        "{images:#?}"
    );
}

fn with_input(mut command: Command, input: &str) -> String {
    use std::io::Write as _;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(input.as_bytes())
        .expect("input");
    Run::of(&child.wait_with_output().expect("its end")).stdout
}
