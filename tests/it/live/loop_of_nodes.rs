//! Windows nodes on EKS as the example has them: from the first build to a merge, from an image of AWS to the next, and to a morning on
//! which nothing happens. Every step is made twice.

use std::fs;

use super::*;
use crate::stand_ins::{Build, Ended, Job};
use crate::support::{Folder, project};

const EU: &str = "eu-west-1";
/// The files of the example.
const FILES: [&str; 5] = [
    ".github/amiforge.yaml",
    "images/image-cache.yaml",
    RECIPE,
    "terraform/image-builder.tf",
    "terraform/nodes.tf",
];
const RECIPE: &str = "images/windows-node.yaml";
/// What stands in the example for the first image.
const NONE_YET: &str = "ami-1234567890abcdef0";

/// The repository of a team that has copied the example, while AWS publishes the image that its recipe names.
pub(crate) fn copied(builds: &[Build]) -> Option<World> {
    let texts = FILES.map(|name| {
        let path = project().join("examples/windows-nodes-on-eks").join(name);
        let text = fs::read_to_string(path).expect(name);
        (name, text.replace("2026.07.14", &old_day().dotted()))
    });
    let world = World::new(&texts.each_ref().map(|(name, text)| (*name, text.as_str())))?;
    for (name, text) in &texts {
        world
            .clone()
            .write(name, text.replace("123456789012", &world.account));
    }
    world.push("our account", "main");
    let update_windows = json!({
        "arn": format!("arn:aws:imagebuilder:{EU}:aws:component/update-windows/1.0.2/1"),
        "name": "update-windows", "platform": "Windows", "type": "BUILD",
    });
    let region = world
        .region(EU)
        .published(OLD, CORE, old_day(), 40)
        .with("components", update_windows)
        .infrastructure("windows-node", |_| ())
        .distribution("windows-node", &[EU], |_| ());
    builds.iter().fold(region, Region::next_build).seed();
    Some(world)
}

/// The step that builds, in a run of the workflow.
fn build(world: &World, job: &Job<'_>) -> Ended {
    let arn = |rest: &str| world.arn(EU, rest);
    let ended = job.amiforge(&[
        "build",
        "--recipe-file",
        RECIPE,
        "--infrastructure",
        &arn("infrastructure-configuration/windows-node"),
        "--distribution",
        &arn("distribution-configuration/windows-node"),
        "--skip-unchanged",
        "--poll",
        "10ms",
    ]);
    ended.ends(0)
}

/// Builds, and a job that runs again and another run come to the same image: its id.
#[track_caller]
fn built(world: &World, run: &str, version: &str) -> String {
    let images = world.images().len();
    let first = build(world, &world.job().run_id(run));
    let told = |name: &str| first.outputs[name].clone();
    assert_eq!(
        (told("outcome"), told("image-version")),
        ("succeeded".to_owned(), version.to_owned()),
        "{first:#?}"
    );
    for job in [world.job().run_id(run).attempt(2), world.job().run_id("another")] {
        assert_eq!(build(world, &job).outputs["ami-id"], told("ami-id"));
    }
    assert_eq!(world.images().len(), images + 1);
    told("ami-id")
}

/// What every later run comes to: nothing is built, nothing is opened, nothing is changed.
#[track_caller]
fn rests(world: &World, run: &str) {
    let (images, before) = (world.images().len(), seen(world));
    let ended = build(world, &world.job().run_id(run));
    assert_eq!(ended.outputs["outcome"], "unchanged", "{ended:#?}");
    world.bump(&[]).ends(0);
    assert_eq!((world.images().len(), seen(world)), (images, before));
}

/// Bumps twice, which opens one pull request: its number and title.
#[track_caller]
fn bumped(world: &World) -> (u64, String) {
    let before = pulls(world).len();
    for outcome in ["created", "unchanged"] {
        let run = world.bump(&["--format", "json"]).ends(0);
        assert_eq!(outcomes(&run), [outcome], "{run:#?}");
    }
    let open = open_pulls(world);
    assert_eq!((open.len(), pulls(world).len()), (1, before + 1));
    (
        open[0]["number"].as_u64().expect("a number"),
        text(&open[0]["title"]).to_owned(),
    )
}

/// The clone has the merge of a pull request, which GitHub has not yet; the branch of the pull request is `pull-NUMBER` there.
pub(crate) fn merge_here(world: &World, number: u64) {
    let pull = world.get(&format!("/pulls/{number}"));
    let (head, branch) = (text(&pull["head"]["sha"]).to_owned(), format!("pull-{number}"));
    let clone = world.clone();
    clone.git(&["checkout", "--quiet", "-b", &branch]);
    for name in FILES {
        clone.write(name, file(world, &head, name));
    }
    clone.commit(text(&pull["title"]));
    clone.git(&["checkout", "--quiet", "main"]);
    clone.git(&["merge", "--quiet", "--no-ff", "--message", "merge", &branch]);
}

/// A person merges a pull request and deletes its branch: the lines that it changed, without their indentation.
pub(crate) fn merge_there(world: &World, number: u64) -> Vec<String> {
    let pull = world.get(&format!("/pulls/{number}"));
    let merge = format!("/pulls/{number}/merge");
    world.github("PUT", &merge, Some(&json!({}))).good();
    let branch = format!("/git/refs/heads/{}", text(&pull["head"]["ref"]));
    assert_eq!(world.github("DELETE", &branch, None).status, 204);
    world.push_commit("HEAD", "main");
    let diff = world.clone().git(&["diff", "--unified=0", "HEAD^1", "HEAD"]);
    let changed = diff.lines().filter(|line| {
        let of_a_file = line.starts_with("+++") || line.starts_with("---");
        line.starts_with(['+', '-']) && !of_a_file
    });
    changed
        .map(|line| format!("{} {}", &line[..1], line[1..].trim_start()))
        .collect()
}

/// The checks of a pull request, and then its merge.
#[track_caller]
fn merged(world: &World, number: u64) -> Vec<String> {
    merge_here(world, number);
    let checked = world.amiforge(&["validate", "--fail-on", "warning"]).ends(0);
    assert!(checked.stdout.contains("2 files, nothing found"), "{checked:#?}");
    // As a checkout of two commits has it.
    let shallow = Folder::new();
    let from = format!("file://{}", world.clone().path().display());
    shallow.git(&["clone", "--quiet", "--depth", "2", &from, "."]);
    let base = ["--changed-since", "HEAD^1", "--policy-ref", "HEAD^1"];
    let mut check = world.command(&[&["pins", "--check", "--ask"][..], &base].concat());
    let check = check.current_dir(shallow.path()).output().expect("it runs");
    let check = Run::of(&check).ends(0);
    assert!(check.stdout.contains("nothing found"), "{check:#?}");
    merge_there(world, number)
}

#[test]
fn from_an_image_of_aws_to_the_merge_that_gives_it_to_nodes_and_on_to_the_next() {
    let Some(world) = copied(&[Build::good(), Build::good()]) else {
        return;
    };
    let node = |id: &str| format!("\"eu-west-1\" = \"{id}\"");
    let parent = |id: &str, day: Day| format!("parentImage: {id} # {CORE}-{}", day.dotted());

    // Started by hand: the first image, and the nodes get it.
    let first = built(&world, "1", "1.35.0/1");
    let (number, title) = bumped(&world);
    assert!(title.starts_with("Replace dead windows-node → "), "{title}");
    let changed = merged(&world, number);
    assert_eq!(
        changed,
        [format!("- {}", node(NONE_YET)), format!("+ {}", node(&first))]
    );
    rests(&world, "2");

    // AWS publishes another image, which waits until it is old enough.
    world.region(EU).published(NEW, CORE, Day::ago(1), 41).seed();
    rests(&world, "3");
    let run = world.bump(&["--format", "json"]).ends(0);
    let waits = [
        "images/windows-node.yaml held-age/too-young",
        "terraform/nodes.tf current/newest",
    ];
    assert_eq!(causes(&run), waits);
    world.region(EU).published(NEW, CORE, new_day(), 42).seed();
    let (number, title) = bumped(&world);
    assert!(
        title.starts_with("Windows Server 2022 Core for EKS 1.35: "),
        "{title}"
    );
    let changed = merged(&world, number);
    let expected = [
        format!("- {}", parent(OLD, old_day())),
        format!("+ {}", parent(NEW, new_day())),
    ];
    assert_eq!(changed, expected);

    // The merge builds. Before that nothing is there for the nodes.
    let before = seen(&world)["pulls"].clone();
    world.bump(&[]).ends(0);
    assert_eq!(seen(&world)["pulls"], before);
    let second = built(&world, "4", "1.35.1/1");
    let (number, title) = bumped(&world);
    assert!(title.starts_with("windows-node: "), "{title}");
    // The name is said once, and the reviewer learns which image of AWS this is made from.
    assert_eq!(title.matches("windows-node").count(), 1, "{title}");
    let body = text(&world.get(&format!("/pulls/{number}"))["body"]).to_owned();
    let parent_image = format!(
        "Built by Image Builder as <code>windows-node/1.35.1/1</code> on the parent image <code>{NEW}</code> (<code>{CORE}-{}</code>)",
        new_day().dotted()
    );
    assert!(body.contains(&parent_image), "{body}");
    assert!(body.contains("Of the parent image: [EKS optimized"), "{body}");
    let changed = merged(&world, number);
    assert_eq!(
        changed,
        [format!("- {}", node(&first)), format!("+ {}", node(&second))]
    );
    rests(&world, "5");
    assert_eq!((pulls(&world).len(), open_pulls(&world).len()), (3, 0));
}

#[test]
fn a_build_that_fails_moves_no_nodes() {
    let Some(world) = copied(&[]) else { return };
    let component = world.arn(EU, "component/image-cache/1.0.0/1");
    let failed = Build::failed_in_component(
        &component,
        "test",
        "ImagesAreThere",
        "shop/web is not on the node",
    );
    world
        .region(EU)
        .next_build(&failed)
        .next_build(&Build::good())
        .seed();
    let arn = |rest: &str| world.arn(EU, rest);
    let infrastructure = arn("infrastructure-configuration/windows-node");
    let arguments = [
        "build",
        "--recipe-file",
        RECIPE,
        "--infrastructure",
        &infrastructure,
        "--poll",
        "10ms",
    ];
    let ended = world.job().run_id("1").amiforge(&arguments).ends(1);
    assert_eq!(ended.outputs["outcome"], "failed");
    assert!(ended.summary.contains("images/image-cache.yaml"), "{ended:#?}");
    // The pin stands on nothing, and nothing can replace it yet: that is a person's.
    let run = world.bump(&["--format", "json"]).ends(1);
    assert!(
        causes(&run).contains(&"terraform/nodes.tf dead/no-release".to_owned()),
        "{run:#?}"
    );
    assert!(pulls(&world).is_empty());
    // The job that runs again builds once more, and then there is something.
    let again = world.job().run_id("1").attempt(2).amiforge(&arguments).ends(0);
    assert_eq!(again.outputs["image-version"], "1.35.0/2");
    bumped(&world);
}
