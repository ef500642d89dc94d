//! What ties a document to one place.

use super::faults::*;

pub(crate) const FAULTS: &[Fault] = &[
    exact("style/hardcoded-account", |r| {
        bash(
            r,
            concat!(
                "echo «123456789012».dkr.ecr.{{ context:region }}.amazonaws.com/mutant > ",
                "/etc/mutant.conf",
            ),
        )
    }),
    exact("style/hardcoded-region", |r| {
        bash(r, "aws s3 cp s3://mutant/tool /opt/tool --region «us-east-1»")
    }),
    exact("style/hardcoded-region", |r| {
        bash(r, "export AWS_DEFAULT_REGION=\"«eu-west-1»\"")
    }),
    fault("style/no-description", |r| without(vec![r], "description")),
];
