use crate::component::Component;
use crate::diagnostic::Severity;
use crate::rules::literal::{Known, begins_with, misspelled, steps};
use crate::rules::{Check, Findings, Rule};

pub(super) const RULE: Rule = Rule {
    id: "security/no-bucket-owner",
    severity: Severity::Info,
    summary: "a transfer from or to Amazon S3 without `expectedBucketOwner`",
    why: "A bucket that was deleted can be made again by anybody, under the same name.",
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html",
    page: include_str!("no_bucket_owner.md"),
    checks: &[Check::Component(check)],
};

fn check(component: &Component<'_>, found: &mut Findings<'_>) {
    for step in steps(component, &["S3Download", "S3Upload"]) {
        let Some(module) = step.module else { continue };
        let bucket = if step.runs("S3Download") {
            "source"
        } else {
            "destination"
        };
        for map in step.input_maps() {
            let owner = map.present("expectedBucketOwner").is_some()
                || misspelled(map, module, "expectedBucketOwner");
            let Some(place) = map.scalar(bucket).filter(|_| !owner) else {
                continue;
            };
            // Anything else is no bucket, and another rule says so.
            if Known::of(place)
                .is_some_and(|known| known.start.is_empty() || begins_with(known.start, "s3://"))
            {
                found
                    .report(place.span(), "nothing says whose bucket this has to be")
                    .help("add `expectedBucketOwner: '<12 digits>'`, the id of the account that owns the bucket");
            }
        }
    }
}
