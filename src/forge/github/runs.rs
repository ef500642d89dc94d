//! Workflow runs.

use super::repository::Repository;
use super::wire;
use crate::forge::ForgeError;

impl Repository<'_> {
    /// Whether a workflow run of this repository is over. None when there is no such run, or it was deleted.
    /// <https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run>
    pub async fn is_over(&self, run: u64) -> Result<Option<bool>, ForgeError> {
        let path = self.path(&format!("/actions/runs/{run}"));
        match self.api.get(&path).await?.read::<wire::WorkflowRun>()? {
            Ok(run) => Ok(Some(run.status.as_deref() == Some("completed"))),
            Err(refused) if refused.status == 404 => Ok(None),
            Err(refused) => Err(self.error(&refused)),
        }
    }
}
