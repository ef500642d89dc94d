//! Ansible: tasks that start EC2 instances, and the variables that they read.
//!
//! ```yaml
//! - amazon.aws.ec2_instance:
//!     region: eu-west-1
//!     image_id: ami-0a1b2c3d4e5f60718
//! ```
//!
//! The region stands among the module's arguments, in `module_defaults`, among the variables of the play, or beside the id in
//! `group_vars`. A templated region (`"{{ aws_region }}"`) says nothing.
//!
//! Near-misses: a list of maps without a task, `ec2: ami-…`, `vars/` outside a role.

use crate::release::regions::is_region;
use crate::syntax::{Content, Document, NodeId};

use super::{Details, Other, Place, View, fact, floats};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "ansible",
    about: "Ansible: `image_id` and `image.id` of EC2 tasks, variables of groups, hosts and roles",
    source: "https://docs.ansible.com/ansible/latest/collections/amazon/aws/ec2_instance_module.html",
    is,
    id,
    others,
};

/// How many plays, tasks and modules of one list are looked at.
const FIRST: usize = 64;

/// What a region is called as an argument of a module (`aws_region` and `ec2_region` are aliases) and by custom as a
/// variable.
const REGION: [&str; 4] = ["region", "aws_region", "ec2_region", "AWS_REGION"];

fn is(view: &View<'_>) -> bool {
    of_variables(view.path) || has_task(view.document, view.root)
}

/// The folders that Ansible reads variables from.
fn of_variables(path: &str) -> bool {
    let folders: Vec<&str> = path.split('/').collect();
    let Some((_, folders)) = folders.split_last() else {
        return false;
    };
    folders
        .iter()
        .any(|folder| matches!(*folder, "group_vars" | "host_vars"))
        || folders
            .windows(3)
            .any(|part| part[0] == "roles" && matches!(part[2], "vars" | "defaults"))
}

/// Whether a list holds a play, or a task that has to do with EC2.
fn has_task(document: &Document, list: NodeId) -> bool {
    let is_list = document
        .node(list)
        .is_some_and(|node| node.content == Content::List);
    is_list
        && document.children(list).take(FIRST).any(|item| {
            let has = |name| document.child(item, name).is_some();
            let play = has("hosts") && (has("tasks") || has("roles") || has("pre_tasks") || has("vars"));
            let nested = ["block", "tasks"].iter().any(|name| {
                let inner = document.child(item, name);
                inner.is_some_and(|inner| {
                    document
                        .children(inner)
                        .take(FIRST)
                        .any(|task| is_task(document, task))
                })
            });
            play || nested || is_task(document, item)
        })
}

fn is_task(document: &Document, item: NodeId) -> bool {
    document.children(item).any(|argument| {
        document.name(argument).is_some_and(|name| {
            let module = name.rsplit('.').next().unwrap_or(name);
            let collection = name.starts_with("amazon.aws.") || name.starts_with("community.aws.");
            let known = matches!(
                module,
                "ec2" | "ec2_instance" | "ec2_launch_template" | "ec2_lc" | "ec2_spot_instance"
            );
            let arguments = document
                .node(argument)
                .is_some_and(|node| node.content == Content::Map);
            (collection || known) && arguments
        })
    })
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let document = view.document;
    let found = document.ancestors(node).find_map(|at| {
        let beside = named(document, at);
        let variables = ["vars", "environment"]
            .iter()
            .find_map(|name| named(document, document.child(at, name)?));
        let defaults = || {
            let modules = document.child(at, "module_defaults")?;
            document
                .children(modules)
                .take(FIRST)
                .find_map(|module| named(document, module))
        };
        beside.or(variables).or_else(defaults)
    });
    Details {
        region: fact::region(found, "the nearest `region` of the play"),
        ..Details::default()
    }
}

fn named(document: &Document, map: NodeId) -> Option<&str> {
    let found = REGION.iter().find_map(|name| document.text_at(map, &[name]));
    found.filter(|text| is_region(text))
}

fn others(view: &View<'_>) -> Vec<Other> {
    floats::parameters(view)
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn the_nearest_region_counts() {
        let region = "in eu-west-1 (the nearest `region` of the play)";
        for (path, text, expected) in [
            (
                "site.yml",
                "- amazon.aws.ec2_instance: {region: eu-west-1, image_id: ami-1a2b3c4d}",
                format!("ami-1a2b3c4d, {region}"),
            ),
            (
                "site.yml",
                "- amazon.aws.ec2_instance: {region: eu-west-1, image: {id: ami-1a2b3c4d}}",
                format!("ami-1a2b3c4d, {region}"),
            ),
            (
                "site.yml",
                "- ec2: {image: ami-1a2b3c4d, region: '{{ aws_region }}'}",
                "ami-1a2b3c4d".to_owned(),
            ),
            (
                "site.yml",
                "- hosts: all\n  vars: {aws_region: eu-west-1}\n  tasks:\n  - ec2: {image: ami-1a2b3c4d, region: '{{ aws_region }}'}",
                format!("ami-1a2b3c4d, {region}"),
            ),
            (
                "site.yml",
                "- hosts: all\n  module_defaults: {group/aws: {region: eu-west-1}}\n  tasks:\n  - ec2: {image: ami-1a2b3c4d}",
                format!("ami-1a2b3c4d, {region}"),
            ),
            (
                "group_vars/web.yml",
                "aws_region: eu-west-1\nweb: {ami: ami-1a2b3c4d}",
                format!("ami-1a2b3c4d, {region}"),
            ),
            (
                "roles/web/defaults/main.yml",
                "web_ami: ami-1a2b3c4d",
                "ami-1a2b3c4d".to_owned(),
            ),
        ] {
            assert_eq!(found(&PLACE, path, text), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_no_play() {
        for (path, text) in [
            ("roles/web/files/x.yml", "ami: ami-1a2b3c4d"),
            ("vars/x.yml", "ami: ami-1a2b3c4d"),
            ("x.yml", "- ec2: ami-1a2b3c4d"),
            ("x.yml", "- {hosts: all, ami: ami-1a2b3c4d}"),
            ("x.yml", "ec2: {image: ami-1a2b3c4d}"),
        ] {
            assert!(found(&PLACE, path, text).is_empty(), "{path} {text}");
        }
    }
}
