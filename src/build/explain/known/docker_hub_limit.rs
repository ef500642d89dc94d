use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "docker-hub-limit",
    seen: &[&["toomanyrequests", "pull rate limit"]],
    page: include_str!("docker_hub_limit.md"),
};
