use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "ssm-agent-unreachable",
    seen: &[
        &["SSM Agent verification failed"],
        &["step is verifying the", "Agent availability"],
        &["InvalidInstanceId", "SendCommand"],
    ],
    page: include_str!("ssm_agent_unreachable.md"),
};
