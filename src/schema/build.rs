//! The document that `build` writes, `amiforge/build/v1`.

use serde_json::{Value, json};

use super::shape::{described, map_to, open, reference, text, words};
use super::top;

pub(super) fn schema() -> Value {
    let schema = open(
        [
            ("schema", json!({ "const": "amiforge/build/v1" })),
            ("outcome", described(words(&OUTCOMES), "How the build ended.")),
            ("verdict", text("How it ended and why, one line.")),
            (
                "image",
                maybe(&reference("image"), "The image, once there is one."),
            ),
            (
                "amis",
                list(&reference("ami"), "The AMIs, by region and account."),
            ),
            ("containers", texts("URIs of container images.")),
            (
                "stages",
                list(&reference("stage"), "How long each stage took, in order."),
            ),
            (
                "workflows",
                list(&reference("workflow"), "The workflows that ran, in order."),
            ),
            (
                "tests",
                described(
                    words(&["unknown", "none", "passed", "failed"]),
                    "How the tests of the image went.",
                ),
            ),
            ("failure", maybe(&reference("failure"), "Why it failed.")),
            (
                "comparison",
                maybe(
                    &reference("comparison"),
                    "What is known about its content, and how it differs from the image before.",
                ),
            ),
            (
                "fast_launch",
                list(
                    &reference("fast_launch"),
                    "Fast Launch where the distribution asks for it.",
                ),
            ),
            ("notes", texts("Sentences that a person should read besides.")),
        ],
        json!({
            "image": image(),
            "ami": ami(),
            "stage": stage(),
            "workflow": workflow(),
            "step": step(),
            "failure": failure(),
            "place": place(),
            "known": known(),
            "failed_region": failed_region(),
            "comparison": comparison(),
            "packages": packages(),
            "package": package(),
            "changed_package": changed_package(),
            "findings": findings(),
            "finding": finding(),
            "fast_launch": fast_launch(),
        }),
    );
    top(
        "build",
        "amiforge/build/v1",
        "What a build of EC2 Image Builder came to. Times are RFC 3339 in UTC, durations whole seconds. Keys may be added, none is removed or changes its meaning.",
        schema,
    )
}

/// The words of `outcome`.
const OUTCOMES: [&str; 10] = [
    "started",
    "succeeded",
    "partial",
    "unchanged",
    "failed",
    "cancelled",
    "retired",
    "timed-out",
    "lost",
    "not-started",
];

fn maybe(shape: &Value, about: &str) -> Value {
    described(json!({ "anyOf": [{ "type": "null" }, shape] }), about)
}

fn text_or_null(about: &str) -> Value {
    json!({ "type": ["string", "null"], "description": about })
}

fn list(of: &Value, about: &str) -> Value {
    described(json!({ "type": "array", "items": of }), about)
}

fn texts(about: &str) -> Value {
    list(&json!({ "type": "string" }), about)
}

fn number(about: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": about })
}

fn number_or_null(about: &str) -> Value {
    json!({ "type": ["integer", "null"], "minimum": 0, "description": about })
}

fn image() -> Value {
    open(
        [
            ("arn", text("Its ARN, with the build number.")),
            ("name", text("Its name.")),
            ("version", text("`1.2.3/4`.")),
            ("platform", text_or_null("`Windows`, `Linux`, `macOS`.")),
            ("status", text("AWS's word for where it is.")),
            ("created", text_or_null("When it was begun.")),
            ("recipe", text_or_null("The ARN of the recipe.")),
            (
                "parent",
                text_or_null("The parent image as written in the recipe."),
            ),
            ("base_image", text_or_null("The AMI that it was built on.")),
            ("components", texts("The ARNs of the components, in order.")),
            ("pipeline", text_or_null("The ARN of the pipeline.")),
            ("log", text_or_null("Where its log is, for people.")),
        ],
        Value::Null,
    )
}

fn ami() -> Value {
    open(
        [
            ("region", text("The region.")),
            ("account", text_or_null("The account.")),
            ("id", text_or_null("`ami-…`; null where it is missing.")),
            ("name", text_or_null("Its name.")),
            (
                "available",
                json!({ "type": "boolean", "description": "Whether it is there." }),
            ),
            ("reason", text_or_null("Why it is not.")),
        ],
        Value::Null,
    )
}

fn stage() -> Value {
    open(
        [
            (
                "stage",
                described(words(&["building", "testing", "distributing"]), "Which one."),
            ),
            ("seconds", number("How long it took, or has taken so far.")),
            ("before", number_or_null("How long it took for the image before.")),
        ],
        Value::Null,
    )
}

fn workflow() -> Value {
    open(
        [
            ("name", text("Its name.")),
            ("kind", text("`BUILD`, `TEST`, `DISTRIBUTION`.")),
            ("status", text("AWS's word.")),
            ("seconds", number_or_null("How long it took.")),
            ("steps", list(&reference("step"), "Its steps, in order.")),
        ],
        Value::Null,
    )
}

fn step() -> Value {
    open(
        [
            ("name", text("Its name.")),
            ("action", text("The step action.")),
            ("status", text("AWS's word.")),
            ("seconds", number_or_null("How long it took.")),
        ],
        Value::Null,
    )
}

fn failure() -> Value {
    open(
        [
            ("stage", text_or_null("The stage, by its word.")),
            ("workflow", text_or_null("The name of the workflow.")),
            ("workflow_step", text_or_null("The step of the workflow.")),
            ("component", text_or_null("The component: `name 1.2.3/4`.")),
            ("component_arn", text_or_null("Its ARN.")),
            ("phase", text_or_null("The phase of its document.")),
            ("step", text_or_null("The step of its document.")),
            ("action", text_or_null("The action module of the step.")),
            (
                "exit_code",
                json!({ "type": ["integer", "null"], "description": "The exit code of what the step ran." }),
            ),
            ("message", text("What Image Builder says, one line.")),
            (
                "place",
                maybe(&reference("place"), "Where the step stands in the repository."),
            ),
            ("log", texts("The last lines of the log that say something.")),
            (
                "log_source",
                text_or_null("Where they come from, or why there are none."),
            ),
            (
                "known",
                list(&reference("known"), "Messages that are known, with what to do."),
            ),
            (
                "regions",
                list(
                    &reference("failed_region"),
                    "Regions and accounts in which the distribution failed.",
                ),
            ),
        ],
        Value::Null,
    )
}

fn place() -> Value {
    open(
        [
            (
                "path",
                text("The file, from the root of the repository, with `/`."),
            ),
            ("line", number("Its line, from 1.")),
            ("column", number("Its column, from 1, in characters.")),
        ],
        Value::Null,
    )
}

fn known() -> Value {
    open(
        [
            ("id", text("The id of its page.")),
            ("title", text("What it is, one line.")),
            ("cause", text("Why it happens.")),
            ("fix", text("What to do.")),
            ("url", text("The address of its page.")),
        ],
        Value::Null,
    )
}

fn failed_region() -> Value {
    open(
        [
            ("region", text_or_null("The region.")),
            ("account", text_or_null("The account.")),
            ("step", text_or_null("The step of the configuration.")),
            ("message", text_or_null("What it said.")),
        ],
        Value::Null,
    )
}

fn comparison() -> Value {
    open(
        [
            (
                "previous",
                text_or_null(
                    "The ARN of the image before; null for the first one, or where it cannot be told.",
                ),
            ),
            ("previous_version", text_or_null("Its version: `1.2.3/4`.")),
            (
                "packages",
                maybe(
                    &reference("packages"),
                    "Packages; null where they cannot be compared, and `notes` say why.",
                ),
            ),
            (
                "findings",
                maybe(
                    &reference("findings"),
                    "Findings of Amazon Inspector; null where they cannot be read, and `notes` say why.",
                ),
            ),
            (
                "gate",
                text_or_null(
                    "Why the gate of `--fail-on-severity` is closed; null where it is open, or where there is none.",
                ),
            ),
            ("notes", texts("Why something is missing here.")),
        ],
        Value::Null,
    )
}

fn packages() -> Value {
    open(
        [
            ("total", number("How many there are now, by their names.")),
            (
                "added",
                list(&reference("package"), "Those that the image before had not."),
            ),
            (
                "removed",
                list(&reference("package"), "Those that only the image before had."),
            ),
            (
                "changed",
                list(&reference("changed_package"), "Those with another version."),
            ),
        ],
        Value::Null,
    )
}

fn package() -> Value {
    open(
        [
            ("name", text("Its name.")),
            (
                "version",
                text("Its versions, in order; several where it is installed more than once."),
            ),
        ],
        Value::Null,
    )
}

fn changed_package() -> Value {
    open(
        [
            ("name", text("Its name now.")),
            ("from", text("What its version was.")),
            ("to", text("What it is.")),
        ],
        Value::Null,
    )
}

fn findings() -> Value {
    open(
        [
            (
                "counts",
                described(
                    map_to(&json!({ "type": "integer", "minimum": 0 })),
                    "How many there are now, by severity in lower case.",
                ),
            ),
            (
                "compared",
                json!({
                    "type": "boolean",
                    "description": "Whether those of the image before are known; otherwise there is nothing new or fixed here.",
                }),
            ),
            (
                "new",
                list(
                    &reference("finding"),
                    "Those that the image before had not, the worst first.",
                ),
            ),
            (
                "fixed",
                list(&reference("finding"), "Those that only the image before had."),
            ),
        ],
        Value::Null,
    )
}

fn finding() -> Value {
    open(
        [
            ("id", text("`CVE-2026-1234`.")),
            ("severity", text("Its severity in lower case.")),
            ("packages", texts("The packages that have it.")),
            ("title", text("What it is.")),
            (
                "fix_available",
                text_or_null("Whether there is a newer package without it: AWS's word."),
            ),
        ],
        Value::Null,
    )
}

fn fast_launch() -> Value {
    open(
        [
            ("region", text("The region.")),
            ("account", text_or_null("The account; null is the own one.")),
            ("ami", text_or_null("The AMI.")),
            (
                "state",
                text("EC2's word, or `absent`, or `unknown` where it may not be asked."),
            ),
            ("reason", text_or_null("Why.")),
        ],
        Value::Null,
    )
}
