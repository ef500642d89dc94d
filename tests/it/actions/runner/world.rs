//! A workflow against the stand-ins of AWS and GitHub.

use serde_json::json;

use super::{Given, Workflow};
use crate::stand_ins::World;

impl<'w> Workflow<'w> {
    /// A workflow of the repository of a world.
    pub(crate) fn in_world(text: &str, world: &'w World) -> Self {
        let mut workflow = Self::on(text, world.server().to_owned(), &world.repository);
        workflow.give = Some(Box::new(move |run, permissions| {
            let tokens = world.job_tokens(run, &json!(permissions));
            let token = |name: &str| tokens[name].as_str().expect("a token").to_owned();
            let mut variables = vec![
                ("ACTIONS_RESULTS_URL", world.servers.github.url()),
                ("ACTIONS_RUNTIME_TOKEN", token("runtime")),
            ];
            if permissions.get("id-token").is_some_and(|level| level == "write") {
                let url = format!(
                    "{}/oidc/{}?api-version=2.0",
                    world.servers.aws.url(),
                    world.account
                );
                variables.push(("ACTIONS_ID_TOKEN_REQUEST_URL", url));
                let token = format!("job-of-{}", world.account);
                variables.push(("ACTIONS_ID_TOKEN_REQUEST_TOKEN", token));
            }
            Given {
                token: token("token"),
                variables,
            }
        }));
        workflow
            .env("GITHUB_API_URL", &world.servers.github.url())
            .env("AWS_ENDPOINT_URL", &world.servers.aws.url())
            .env("AWS_EC2_METADATA_DISABLED", "true")
    }
}
