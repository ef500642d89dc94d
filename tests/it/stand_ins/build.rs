//! Scripts of builds: what Image Builder says from look to look. `aws_builds.py` tells what their members mean.

use serde_json::{Value, json};

/// Names and step actions.
type Steps = &'static [(&'static str, &'static str)];

/// The steps of AWS's own workflows that scripts use, by the kind of workflow.
const WORKFLOWS: [(&str, &str, Steps); 3] = [
    (
        "BUILD",
        "build-image",
        &[
            ("LaunchBuildInstance", "LaunchInstance"),
            ("ApplyBuildComponents", "ExecuteComponents"),
            ("CreateOutputAMI", "CreateImage"),
            ("TerminateBuildInstance", "TerminateInstance"),
        ],
    ),
    (
        "TEST",
        "test-image",
        &[
            ("LaunchTestInstance", "LaunchInstance"),
            ("ApplyTestComponents", "ExecuteComponents"),
            ("TerminateTestInstance", "TerminateInstance"),
        ],
    ),
    (
        "DISTRIBUTION",
        "distribute-image",
        &[
            ("DistributeImage", "DistributeImage"),
            ("ApplyConfigurations", "ApplyImageConfigurations"),
        ],
    ),
];

/// A build under construction: every state is one look, unless it says otherwise.
#[derive(Clone, Debug)]
#[must_use]
pub(crate) struct Build(Value);

impl Build {
    /// A build of AWS's own workflows that has no state yet.
    pub(crate) fn new() -> Self {
        let workflows = WORKFLOWS.map(|(kind, name, steps)| {
            let steps: Vec<Value> = steps
                .iter()
                .map(|(name, action)| json!({"name": name, "action": action}))
                .collect();
            json!({"kind": kind, "name": name, "steps": steps})
        });
        Self(json!({"moments": [], "workflows": workflows}))
    }

    /// Everything goes well.
    pub(crate) fn good() -> Self {
        Self::tested().distributed().state("AVAILABLE")
    }

    /// Until the components run.
    pub(crate) fn building() -> Self {
        Self::new()
            .state("PENDING")
            .state("CREATING")
            .state("BUILDING")
            .steps(&[("LaunchBuildInstance", "RUNNING")])
            .state("BUILDING")
            .minutes(3)
            .steps(&[
                ("LaunchBuildInstance", "COMPLETED"),
                ("ApplyBuildComponents", "RUNNING"),
            ])
    }

    /// Until the tests run.
    pub(crate) fn testing() -> Self {
        Self::building()
            .state("BUILDING")
            .minutes(20)
            .steps(&[
                ("ApplyBuildComponents", "COMPLETED"),
                ("CreateOutputAMI", "RUNNING"),
            ])
            .state("TESTING")
            .minutes(6)
            .steps(&[
                ("CreateOutputAMI", "COMPLETED"),
                ("TerminateBuildInstance", "COMPLETED"),
                ("LaunchTestInstance", "COMPLETED"),
                ("ApplyTestComponents", "RUNNING"),
            ])
    }

    /// Until the copies are on their way.
    pub(crate) fn tested() -> Self {
        Self::testing().state("DISTRIBUTING").minutes(9).steps(&[
            ("ApplyTestComponents", "COMPLETED"),
            ("TerminateTestInstance", "COMPLETED"),
            ("DistributeImage", "RUNNING"),
        ])
    }

    /// The copies arrive.
    fn distributed(self) -> Self {
        self.state("INTEGRATING")
            .minutes(12)
            .steps(&[
                ("DistributeImage", "COMPLETED"),
                ("ApplyConfigurations", "RUNNING"),
            ])
            .state("INTEGRATING")
            .steps(&[("ApplyConfigurations", "COMPLETED")])
    }

    /// A step of a component fails.
    pub(crate) fn failed_in_component(component: &str, phase: &str, step: &str, message: &str) -> Self {
        let (so_far, failed, status) = match phase {
            "test" => (Self::testing(), "ApplyTestComponents", "TESTING"),
            _ => (Self::building(), "ApplyBuildComponents", "BUILDING"),
        };
        so_far
            .state("FAILED")
            .minutes(4)
            .steps(&[(failed, "FAILED")])
            .reason(&format!("Workflow step {failed} failed. {message}"))
            .failure(json!({
                "imageStatus": status,
                "failedStep": failed,
                "componentFailure": {
                    "componentArn": component, "phaseName": phase, "stepName": step, "action": "ExecuteBash",
                    "errorMessage": message,
                },
            }))
    }

    /// The next state, by any word.
    pub(crate) fn state(mut self, word: &str) -> Self {
        self.list("moments").push(json!({"state": word, "steps": {}}));
        self
    }

    /// The image is deleted at the next look.
    pub(crate) fn gone(mut self) -> Self {
        self.list("moments").push(json!({"gone": true}));
        self
    }

    /// What stands in the latest state besides.
    pub(crate) fn with(mut self, member: &str, value: Value) -> Self {
        let latest = self.list("moments").last_mut().expect("a state");
        latest[member] = value;
        self
    }

    /// What the workflow steps are from the latest state on.
    pub(crate) fn steps(mut self, statuses: &[(&str, &str)]) -> Self {
        for (name, status) in statuses {
            let known = self.list("workflows").iter().any(|workflow| {
                let steps = workflow["steps"].as_array().expect("a list");
                steps.iter().any(|step| step["name"] == *name)
            });
            assert!(known, "no workflow has the step {name}");
            let latest = self.list("moments").last_mut().expect("a state");
            latest["steps"][*name] = (*status).into();
        }
        self
    }

    /// How long after the state before the latest one came, for the times that are told.
    pub(crate) fn minutes(self, minutes: u32) -> Self {
        self.with("minutes", minutes.into())
    }

    /// How often the latest state is seen.
    pub(crate) fn looks(self, looks: u32) -> Self {
        self.with("looks", looks.into())
    }

    /// Why the image is where it is.
    pub(crate) fn reason(self, text: &str) -> Self {
        self.with("reason", text.into())
    }

    /// `failureContext`; the ids of the step that it names come by themselves.
    pub(crate) fn failure(self, context: Value) -> Self {
        self.with("failure", context)
    }

    /// What a workflow step said at its end, and gave.
    pub(crate) fn said(mut self, step: &str, message: &str, outputs: &Value) -> Self {
        for workflow in self.list("workflows") {
            let steps = workflow["steps"].as_array_mut().expect("a list");
            if let Some(step) = steps.iter_mut().find(|one| one["name"] == step) {
                step["message"] = message.into();
                step["outputs"] = outputs.to_string().into();
            }
        }
        self
    }

    /// An AMI that it makes: `region`, `account`, `state`, `reason`, `fast_launch`. Without any there is one.
    pub(crate) fn ami(self, ami: Value) -> Self {
        self.more("amis", ami)
    }

    /// A package in it.
    pub(crate) fn package(self, name: &str, version: &str) -> Self {
        self.more(
            "packages",
            json!({"packageName": name, "packageVersion": version}),
        )
    }

    /// What Amazon Inspector found in a package of it.
    pub(crate) fn finding(self, cve: &str, severity: &str, package: &str) -> Self {
        self.more(
            "findings",
            json!({
                "type": "PACKAGE_VULNERABILITY", "title": format!("{cve} - {package}"), "severity": severity,
                "packageVulnerabilityDetails": {
                    "vulnerabilityId": cve, "vulnerablePackages": [{"name": package, "version": "1.0"}],
                },
            }),
        )
    }

    /// Its log in `CloudWatch` Logs.
    pub(crate) fn log(mut self, lines: &[&str]) -> Self {
        self.0["log"] = lines.into();
        self
    }

    /// A file of its log in S3; `{name}`, `{version}` and `{build}` stand for those of the image.
    pub(crate) fn object(self, bucket: &str, key: &str, text: &str) -> Self {
        self.more("objects", json!({"bucket": bucket, "key": key, "text": text}))
    }

    /// What comes of it when it is cancelled, instead of `CANCELLED` at once.
    pub(crate) fn when_cancelled(mut self, then: &Self) -> Self {
        self.0["cancel"] = then.0["moments"].clone();
        self
    }

    /// For a seed.
    pub(crate) fn script(&self) -> Value {
        self.0.clone()
    }

    fn list(&mut self, name: &str) -> &mut Vec<Value> {
        self.0[name].as_array_mut().expect("a list")
    }

    fn more(mut self, name: &str, value: Value) -> Self {
        if self.0[name].is_null() {
            self.0[name] = json!([]);
        }
        self.list(name).push(value);
        self
    }
}
