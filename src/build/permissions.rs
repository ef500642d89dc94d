//! What a role has to be allowed for each task of a build, as IAM calls it. `docs/aws.md` has a policy for each, and a test holds
//! calls, this list and policies together.
//!
//! Which actions AWS checks besides that of a call, and on which resources:
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2imagebuilder.html>.

/// Something that a run does.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// Its heading in `docs/aws.md`.
    pub title: &'static str,
    /// The actions of the calls that amiforge makes for it.
    pub calls: &'static [&'static str],
    /// Actions that AWS checks besides when it takes these calls.
    pub besides: &'static [&'static str],
}

/// Every task.
pub const TASKS: [Task; 7] = [
    Task {
        title: "Build with a pipeline",
        calls: &[
            "imagebuilder:CancelImageCreation",
            "imagebuilder:GetImage",
            "imagebuilder:ListImageBuildVersions",
            "imagebuilder:ListWorkflowExecutions",
            "imagebuilder:ListWorkflowStepExecutions",
            "imagebuilder:StartImagePipelineExecution",
        ],
        besides: &["imagebuilder:TagResource"],
    },
    Task {
        title: "Build from a recipe",
        calls: &[
            "imagebuilder:CancelImageCreation",
            "imagebuilder:CreateImage",
            "imagebuilder:GetImage",
            "imagebuilder:ListImageBuildVersions",
            "imagebuilder:ListWorkflowExecutions",
            "imagebuilder:ListWorkflowStepExecutions",
        ],
        besides: &[
            "iam:PassRole",
            "imagebuilder:GetContainerRecipe",
            "imagebuilder:GetDistributionConfiguration",
            "imagebuilder:GetImageRecipe",
            "imagebuilder:GetInfrastructureConfiguration",
            "imagebuilder:GetWorkflow",
            "imagebuilder:TagResource",
        ],
    },
    Task {
        title: "Versions from the repository",
        calls: &[
            "imagebuilder:CreateComponent",
            "imagebuilder:CreateImageRecipe",
            "imagebuilder:GetComponent",
            "imagebuilder:GetImageRecipe",
            "imagebuilder:ListComponentBuildVersions",
            "imagebuilder:ListComponents",
            "imagebuilder:ListImageRecipes",
        ],
        besides: &["imagebuilder:GetImage", "imagebuilder:TagResource"],
    },
    Task {
        title: "Skip what has not changed",
        calls: &[
            "ec2:DescribeImages",
            "imagebuilder:GetComponent",
            "imagebuilder:GetDistributionConfiguration",
            "imagebuilder:GetImage",
            "imagebuilder:GetImagePipeline",
            "imagebuilder:GetImageRecipe",
            "imagebuilder:GetInfrastructureConfiguration",
            "imagebuilder:ListImageBuildVersions",
            "imagebuilder:ListImagePipelineImages",
            "imagebuilder:ListWorkflowExecutions",
            "ssm:GetParameters",
        ],
        besides: &[],
    },
    Task {
        title: "Explain a failure",
        calls: &["logs:GetLogEvents", "s3:GetObject", "s3:ListBucket"],
        besides: &[],
    },
    Task {
        title: "Compare with the image before",
        calls: &[
            "ec2:DescribeFastLaunchImages",
            "imagebuilder:GetImage",
            "imagebuilder:ListImageBuildVersions",
            "imagebuilder:ListImagePackages",
            "imagebuilder:ListImageScanFindings",
            "imagebuilder:ListWorkflowExecutions",
        ],
        besides: &[],
    },
    Task {
        title: "Sweep",
        calls: &[
            "imagebuilder:CancelImageCreation",
            "imagebuilder:GetImage",
            "imagebuilder:ListImageBuildVersions",
        ],
        besides: &[],
    },
];

/// Every action by which amiforge changes something in AWS.
pub const WRITES: [&str; 5] = [
    "imagebuilder:CancelImageCreation",
    "imagebuilder:CreateComponent",
    "imagebuilder:CreateImage",
    "imagebuilder:CreateImageRecipe",
    "imagebuilder:StartImagePipelineExecution",
];
