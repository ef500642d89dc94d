use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "awstoe-not-started",
    seen: &[
        &[
            "ListCommandInvocations returned terminal state",
            "ApplyBuildComponents",
        ],
        &["HTTP status '000'"],
    ],
    page: include_str!("awstoe_not_started.md"),
};
