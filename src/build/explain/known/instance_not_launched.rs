use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "instance-not-launched",
    seen: &[&["RunInstances", "LaunchBuildInstance"]],
    page: include_str!("instance_not_launched.md"),
};
