//! The step actions of workflow documents, as data.
//!
//! Source of every fact: <https://docs.aws.amazon.com/imagebuilder/latest/userguide/wfdoc-step-actions.html>

use super::WorkflowKind::{self, Build, Distribution, Test};

/// What AWS documents about one step action.
#[derive(Debug)]
pub struct Action {
    /// The exact spelling in `action:`.
    pub name: &'static str,
    /// The types of workflow that may use it.
    pub stages: &'static [WorkflowKind],
    /// `timeoutSeconds` when the step has none.
    pub default_seconds: i64,
    /// The most that `timeoutSeconds` may say.
    pub max_seconds: i64,
    /// The documented keys of `inputs`.
    pub inputs: &'static [Input],
    /// What later steps may refer to.
    pub outputs: &'static [&'static str],
}

/// One documented key of a map of inputs.
#[derive(Debug)]
pub struct Input {
    /// The key, without `.$`.
    pub name: &'static str,
    /// The type of its value.
    pub kind: InputKind,
    /// Whether it may not be left out.
    pub required: bool,
    /// The words it takes, when only some are documented; else empty.
    pub values: &'static [&'static str],
}

/// The documented type of an input.
#[derive(Clone, Copy, Debug)]
pub enum InputKind {
    /// A string.
    Text,
    /// A string that holds JSON, up to 16 KiB.
    Json,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A list of strings.
    TextList,
    /// A map of strings.
    TextMap,
    /// A map of lists of strings.
    TextListMap,
    /// A list of anything.
    AnyList,
    /// A reference to the `distributedImages` of a `DistributeImage` step; no literal.
    DistributedImages,
    /// A map with these keys.
    Map(&'static [Input]),
    /// A list of maps with these keys.
    Maps(&'static [Input]),
    /// A map with these keys or a list of such maps: the page and the API differ.
    MapOrMaps(&'static [Input]),
}

impl Input {
    const fn new(name: &'static str, kind: InputKind, required: bool) -> Self {
        Self {
            name,
            kind,
            required,
            values: &[],
        }
    }

    const fn required(name: &'static str, kind: InputKind) -> Self {
        Self::new(name, kind, true)
    }

    const fn optional(name: &'static str, kind: InputKind) -> Self {
        Self::new(name, kind, false)
    }

    const fn one_of(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }
}

impl Action {
    /// Whether a workflow of this type may use it.
    pub fn allowed_in(&self, kind: WorkflowKind) -> bool {
        self.stages.contains(&kind)
    }

    /// Whether it distributes AMIs; such an action and `DistributeContainerImage` exclude each other.
    pub fn distributes_ami(&self) -> bool {
        matches!(
            self.name,
            "DistributeImage" | "ModifyImageAttributes" | "ApplyImageConfigurations"
        )
    }
}

/// The action of this exact name.
pub fn find(name: &str) -> Option<&'static Action> {
    ALL.iter().find(|action| action.name == name)
}

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const ANY: &[WorkflowKind] = &[Build, Test, Distribution];
const INSTANCE: &[Input] = &[Input::required("instanceId", InputKind::Text)];
const COMMAND: &[&str] = &["runCommandId", "status", "output"];

/// Every step action, by name.
pub const ALL: &[Action] = &[
    Action {
        name: "ApplyImageConfigurations",
        stages: &[Distribution],
        default_seconds: 6 * HOUR,
        max_seconds: 12 * HOUR,
        inputs: &[
            Input::required("distributedImages", InputKind::DistributedImages),
            Input::optional("configurations", InputKind::Maps(CONFIGURATION)),
        ],
        outputs: &["configuredImages"],
    },
    Action {
        name: "BootstrapInstanceForContainer",
        stages: ANY,
        default_seconds: HOUR,
        max_seconds: 12 * HOUR,
        inputs: INSTANCE,
        outputs: COMMAND,
    },
    Action {
        name: "CollectImageMetadata",
        stages: ANY,
        default_seconds: HOUR / 2,
        max_seconds: 12 * HOUR,
        inputs: INSTANCE,
        outputs: &["osVersion", "associationId"],
    },
    Action {
        name: "CollectImageScanFindings",
        stages: &[Test],
        default_seconds: 2 * HOUR,
        max_seconds: 12 * HOUR,
        inputs: INSTANCE,
        outputs: COMMAND,
    },
    Action {
        name: "CreateImage",
        stages: ANY,
        default_seconds: 12 * HOUR,
        max_seconds: 3 * DAY,
        inputs: INSTANCE,
        outputs: &["imageId"],
    },
    Action {
        name: "CreateImageFromIso",
        stages: ANY,
        default_seconds: 12 * HOUR,
        max_seconds: 12 * HOUR,
        inputs: INSTANCE,
        outputs: &["amiName", "snapshotId", "architecture"],
    },
    Action {
        name: "DistributeContainerImage",
        stages: &[Distribution],
        default_seconds: 2 * HOUR,
        max_seconds: 12 * HOUR,
        inputs: INSTANCE,
        outputs: &["status", "succeededRegions", "failedRegions"],
    },
    Action {
        name: "DistributeImage",
        stages: &[Distribution],
        default_seconds: 6 * HOUR,
        max_seconds: 12 * HOUR,
        inputs: &[Input::optional("distributions", InputKind::Maps(DISTRIBUTION))],
        outputs: &["distributedImages"],
    },
    Action {
        name: "ExecuteComponents",
        stages: &[Build, Test],
        default_seconds: 12 * HOUR,
        max_seconds: DAY,
        inputs: INSTANCE,
        outputs: COMMAND,
    },
    Action {
        name: "ExecuteStateMachine",
        stages: ANY,
        default_seconds: 6 * HOUR,
        max_seconds: DAY,
        inputs: &[
            Input::required("stateMachineArn", InputKind::Text),
            Input::optional("input", InputKind::Json),
        ],
        outputs: &["executionArn", "output"],
    },
    Action {
        name: "LaunchInstance",
        stages: ANY,
        default_seconds: 75 * 60,
        max_seconds: 12 * HOUR,
        inputs: &[
            Input::required("waitFor", InputKind::Text).one_of(&["ssmAgent"]),
            Input::optional("healthCheck", InputKind::Text).one_of(&["RUNNING", "STATUS_CHECK_PASSED"]),
            Input::optional("imageIdOverride", InputKind::Text),
            Input::optional("instanceTypesOverride", InputKind::TextList),
        ],
        outputs: &["instanceId"],
    },
    Action {
        name: "ModifyImageAttributes",
        stages: &[Distribution],
        default_seconds: 2 * HOUR,
        max_seconds: 3 * HOUR,
        inputs: &[
            Input::required("distributedImages", InputKind::DistributedImages),
            Input::optional("attributes", InputKind::Maps(ATTRIBUTE)),
        ],
        outputs: &["modifiedImages"],
    },
    Action {
        name: "RegisterImage",
        stages: ANY,
        default_seconds: 9 * HOUR,
        max_seconds: 12 * HOUR,
        inputs: REGISTER_IMAGE,
        outputs: &["imageId"],
    },
    Action {
        name: "RunCommand",
        stages: ANY,
        default_seconds: 12 * HOUR,
        max_seconds: 12 * HOUR,
        inputs: &[
            Input::required("instanceId", InputKind::Text),
            Input::required("documentName", InputKind::Text),
            Input::optional("parameters", InputKind::TextListMap),
            Input::optional("documentVersion", InputKind::Text),
        ],
        outputs: COMMAND,
    },
    Action {
        name: "RunSysPrep",
        stages: ANY,
        default_seconds: HOUR,
        max_seconds: 12 * HOUR,
        inputs: INSTANCE,
        outputs: COMMAND,
    },
    Action {
        name: "SanitizeInstance",
        stages: ANY,
        default_seconds: HOUR,
        max_seconds: 12 * HOUR,
        inputs: INSTANCE,
        outputs: COMMAND,
    },
    Action {
        name: "TerminateInstance",
        stages: ANY,
        default_seconds: HOUR / 2,
        max_seconds: 12 * HOUR,
        inputs: &[
            Input::required("instanceId", InputKind::Text),
            Input::optional("waitForTermination", InputKind::Boolean),
        ],
        outputs: &[],
    },
    Action {
        name: "WaitForAction",
        stages: ANY,
        default_seconds: 3 * DAY,
        max_seconds: 7 * DAY,
        inputs: &[
            Input::optional("snsTopicArn", InputKind::Text),
            Input::optional("lambdaFunctionName", InputKind::Text),
            Input::optional("payload", InputKind::Json),
        ],
        outputs: &["action", "reason"],
    },
    Action {
        name: "WaitForSSMAgent",
        stages: ANY,
        default_seconds: HOUR,
        max_seconds: 3 * HOUR,
        inputs: INSTANCE,
        outputs: &["status"],
    },
];

/// An item of `distributions` of `DistributeImage`.
const DISTRIBUTION: &[Input] = &[
    Input::required("region", InputKind::Text),
    Input::optional("name", InputKind::Text),
    Input::optional("description", InputKind::Text),
    Input::optional("targetAccountIds", InputKind::TextList),
    Input::optional("amiTags", InputKind::TextMap),
    Input::optional("kmsKeyId", InputKind::Text),
];

/// An item of `attributes` of `ModifyImageAttributes`.
const ATTRIBUTE: &[Input] = &[
    Input::required("region", InputKind::Text),
    Input::optional("launchPermission", InputKind::Map(LAUNCH_PERMISSION)),
];

const LAUNCH_PERMISSION: &[Input] = &[
    Input::optional("userIds", InputKind::TextList),
    Input::optional("userGroups", InputKind::TextList),
    Input::optional("organizationArns", InputKind::TextList),
    Input::optional("organizationalUnitArns", InputKind::TextList),
];

/// An item of `configurations` of `ApplyImageConfigurations`.
const CONFIGURATION: &[Input] = &[
    Input::required("region", InputKind::Text),
    Input::optional("licenseConfigurationArns", InputKind::TextList),
    Input::optional(
        "launchTemplateConfigurations",
        InputKind::MapOrMaps(&[
            Input::required("launchTemplateId", InputKind::Text),
            Input::optional("accountId", InputKind::Text),
            Input::optional("setDefaultVersion", InputKind::Boolean),
        ]),
    ),
    Input::optional(
        "s3ExportConfiguration",
        InputKind::MapOrMaps(&[
            Input::required("roleName", InputKind::Text),
            Input::required("diskImageFormat", InputKind::Text).one_of(&["VMDK", "RAW", "VHD"]),
            Input::required("s3Bucket", InputKind::Text),
            Input::optional("s3Prefix", InputKind::Text),
        ]),
    ),
    Input::optional("fastLaunchConfigurations", InputKind::MapOrMaps(FAST_LAUNCH)),
    Input::optional(
        "ssmParameterConfigurations",
        InputKind::MapOrMaps(&[
            Input::required("parameterName", InputKind::Text),
            Input::optional("amiAccountId", InputKind::Text),
            Input::optional("dataType", InputKind::Text).one_of(&["text", "aws:ec2:image"]),
        ]),
    ),
];

const FAST_LAUNCH: &[Input] = &[
    Input::required("enabled", InputKind::Boolean),
    Input::optional(
        "snapshotConfiguration",
        InputKind::Map(&[Input::optional("targetResourceCount", InputKind::Integer)]),
    ),
    Input::optional("maxParallelLaunches", InputKind::Integer),
    Input::optional(
        "launchTemplate",
        InputKind::Map(&[
            Input::optional("launchTemplateId", InputKind::Text),
            Input::optional("launchTemplateName", InputKind::Text),
            Input::optional("launchTemplateVersion", InputKind::Text),
        ]),
    ),
];

const REGISTER_IMAGE: &[Input] = &[
    Input::optional("architecture", InputKind::Text).one_of(&[
        "i386",
        "x86_64",
        "arm64",
        "x86_64_mac",
        "arm64_mac",
    ]),
    Input::optional("blockDeviceMapping", InputKind::AnyList),
    Input::optional("bootMode", InputKind::Text).one_of(&["legacy-bios", "uefi", "uefi-preferred"]),
    Input::optional("description", InputKind::Text),
    Input::optional("enaSupport", InputKind::Boolean),
    Input::optional("imageLocation", InputKind::Text),
    Input::optional("imdsSupport", InputKind::Text).one_of(&["v2.0"]),
    Input::optional("includeSnapshotTags", InputKind::Boolean),
    Input::optional("kernelId", InputKind::Text),
    Input::optional("ramdiskId", InputKind::Text),
    Input::optional("rootDeviceName", InputKind::Text),
    Input::optional("sriovNetSupport", InputKind::Text),
    Input::optional("tpmSupport", InputKind::Text).one_of(&["v2.0"]),
    Input::optional("uefiData", InputKind::Text),
    Input::optional("virtualizationType", InputKind::Text).one_of(&["hvm", "paravirtual"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_in_order() {
        assert_eq!(ALL.len(), 19);
        assert!(ALL.windows(2).all(|pair| pair[0].name < pair[1].name));
        for action in ALL {
            assert!(action.default_seconds <= action.max_seconds, "{}", action.name);
            assert!(!action.stages.is_empty(), "{}", action.name);
        }
        let wait = find("WaitForAction").expect("an action");
        assert_eq!((wait.default_seconds, wait.max_seconds), (259_200, 604_800));
        assert!(find("waitForAction").is_none());
    }
}
