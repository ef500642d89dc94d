//! Stories of `amiforge bump` with AWS and GitHub live: the real binary as a job runs it, against the stand-ins.
//!
//! Live runs judge as of now, so the releases of these stories were made some days ago.

mod answers;
mod calls;
mod changing;
mod killed;
pub(crate) mod loop_of_nodes;
mod opening;
mod persons;
mod races;
mod regions;
mod saying_no;
mod two_jobs;

pub(crate) use killed::several_at_once;

use serde_json::{Value, json};

use crate::bump::facts::{CORE, parameter};
use crate::stand_ins::{Day, Region, World};
use crate::support::Run;

/// The pin of most stories, of a release that is still there.
pub(crate) const OLD: &str = "ami-0e5b1c7a9d3f20468";
/// The release that it should move to.
pub(crate) const NEW: &str = "ami-07d2f9a4c6e1b3850";
/// A release after that.
pub(crate) const NEWER: &str = "ami-01f3c5b7e9a2d4860";

pub(crate) const BRANCH: &str = "amiforge/windows-2022-core-eks-1.35";

/// When they were made.
pub(crate) fn old_day() -> Day {
    Day::ago(40)
}
pub(crate) fn new_day() -> Day {
    Day::ago(12)
}
fn newer_day() -> Day {
    Day::ago(6)
}

/// A Terraform file that pins an image in a region, with its name behind.
pub(crate) fn nodes(region: &str, id: &str, day: Day) -> String {
    format!(
        "locals {{\n  # amiforge: follow=ssm:{}/image_id\n  nodes = {{\n    \"{region}\" = \"{id}\" # {CORE}-{}\n  }}\n}}\n",
        parameter(CORE),
        day.dotted()
    )
}

/// Ireland, where [`OLD`] can be launched.
fn ireland(world: &World) -> Region<'_> {
    world.region("eu-west-1").windows(OLD, CORE, old_day())
}

/// [`NEW`] is published in Ireland.
pub(crate) fn publish_new(world: &World) {
    ireland(world).published(NEW, CORE, new_day(), 41).seed();
}

/// And then [`NEWER`].
fn publish_newer(world: &World) {
    world
        .region("eu-west-1")
        .published(NEWER, CORE, newer_day(), 42)
        .seed();
}

/// A repository that pins [`OLD`] while [`NEW`] is published.
pub(crate) fn world() -> Option<World> {
    let world = World::new(&[("nodes.tf", &nodes("eu-west-1", OLD, old_day()))])?;
    publish_new(&world);
    Some(world)
}

/// The same where the pull request is open already.
fn opened() -> Option<World> {
    let world = world()?;
    world.bump(&[]).ends(0);
    assert_eq!(open_pulls(&world).len(), 1);
    Some(world)
}

fn pulls(world: &World) -> Vec<Value> {
    let all = world.get("/pulls?state=all&per_page=100&sort=created&direction=asc");
    all.as_array().expect("a list").clone()
}

pub(crate) fn open_pulls(world: &World) -> Vec<Value> {
    pulls(world)
        .into_iter()
        .filter(|pull| pull["state"] == "open")
        .collect()
}

/// The only pull request, whatever its state.
#[track_caller]
pub(crate) fn only_pull(world: &World) -> Value {
    let mut all = pulls(world);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.remove(0)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// The commit of a branch; none when there is no such branch.
fn branch_at(world: &World, branch: &str) -> Option<String> {
    let answer = world.github("GET", &format!("/git/ref/heads/{branch}"), None);
    (answer.status == 200).then(|| text(&answer.json["object"]["sha"]).to_owned())
}

/// A file of a commit on GitHub.
pub(crate) fn file(world: &World, commit: &str, path: &str) -> String {
    let tree = world.get(&format!("/git/trees/{commit}?recursive=1"));
    let entries = tree["tree"].as_array().expect("entries").clone();
    let entry = entries
        .iter()
        .find(|entry| entry["path"] == path)
        .expect("the file");
    let blob = world.get(&format!("/git/blobs/{}", text(&entry["sha"])));
    base64(text(&blob["content"]))
}

/// GitHub's base64, as text.
fn base64(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut out) = (0_u32, 0, Vec::new());
    for byte in text.bytes() {
        let Some(digit) = DIGITS.iter().position(|d| *d == byte) else {
            continue;
        };
        bits = bits << 6 | u32::try_from(digit).expect("below 64");
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).expect("a byte"));
        }
    }
    String::from_utf8(out).expect("UTF-8")
}

/// The comments of a pull request.
pub(crate) fn comments(world: &World, number: &Value) -> Vec<String> {
    let all = world.get(&format!("/issues/{number}/comments"));
    let all = all.as_array().expect("a list").iter();
    all.map(|comment| text(&comment["body"]).to_owned()).collect()
}

/// All that a person sees on GitHub, without what differs between two worlds that were treated alike: the name of the
/// repository, ids of commits, which hold the time, and times.
fn seen(world: &World) -> Value {
    let refs = world.get("/git/matching-refs/heads/amiforge/");
    let branches: Vec<Value> = refs
        .as_array()
        .expect("refs")
        .iter()
        .map(|found| branch_seen(world, found))
        .collect();
    let pulls: Vec<Value> = pulls(world).iter().map(|pull| pull_seen(world, pull)).collect();
    json!({"branches": branches, "pulls": pulls})
}

fn branch_seen(world: &World, reference: &Value) -> Value {
    let commit = world.get(&format!("/git/commits/{}", text(&reference["object"]["sha"])));
    json!({
        "name": reference["ref"],
        "tree": commit["tree"]["sha"],
        "parents": commit["parents"].as_array().expect("parents").iter().map(|parent| parent["sha"].clone()).collect::<Vec<_>>(),
        "message": commit["message"],
    })
}

fn pull_seen(world: &World, pull: &Value) -> Value {
    let names = |list: &str, key: &str| -> Vec<Value> {
        let list = pull[list].as_array().expect("a list").iter();
        list.map(|one| one[key].clone()).collect()
    };
    let comments = comments(world, &pull["number"]);
    json!({
        "number": pull["number"], "state": pull["state"], "title": pull["title"], "draft": pull["draft"],
        "body": plain(world, text(&pull["body"])),
        "labels": names("labels", "name"),
        "reviewers": names("requested_reviewers", "login"),
        "comments": comments.iter().map(|comment| plain(world, comment)).collect::<Vec<_>>(),
        "base": pull["base"]["ref"], "head": pull["head"]["ref"],
    })
}

fn plain(world: &World, body: &str) -> String {
    let times =
        regex::Regex::new(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z?| \d\d:\d\d)").expect("a pattern");
    let commits = regex::Regex::new(r"\b[0-9a-f]{40}\b").expect("a pattern");
    let body = body
        .replace(&world.repository, "REPOSITORY")
        .replace(&world.account, "ACCOUNT");
    let body = times.replace_all(&body, "TIME");
    commits.replace_all(&body, "COMMIT").into_owned()
}

/// Requests of the program that change something.
fn writes(world: &World) -> Vec<String> {
    calls(world)
        .into_iter()
        .filter(|call| !call.starts_with("GET "))
        .collect()
}

/// The program's requests to GitHub: `GET /git/ref/heads/main`.
fn calls(world: &World) -> Vec<String> {
    let prefix = format!("/repos/{}", world.repository);
    let log = world.log(crate::stand_ins::At::Github);
    log.iter()
        .map(|record| {
            let path = text(&record["path"]).replacen(&prefix, "", 1);
            format!("{} {path}", text(&record["method"]))
        })
        .collect()
}

/// The causes of the pins, as `path state/cause`.
fn causes(run: &Run) -> Vec<String> {
    let json = run.json();
    let pins = json["pins"].as_array().expect("pins").iter();
    pins.map(|pin| {
        format!(
            "{} {}/{}",
            text(&pin["path"]),
            text(&pin["state"]),
            text(&pin["cause"])
        )
    })
    .collect()
}

/// What became of the groups.
fn outcomes(run: &Run) -> Vec<String> {
    let json = run.json();
    let groups = json["groups"].as_array().expect("groups").iter();
    groups.map(|group| text(&group["outcome"]).to_owned()).collect()
}
