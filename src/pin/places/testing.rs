//! What a row finds in a text, one line a pin, for the tables of the rows.

use super::{Details, Place, View};
use crate::pin::{CompanionKind, Role, Value};
use crate::release::{Identity, ImageId};
use crate::source::Span;
use crate::syntax::{Document, NodeId, of_path, read};

/// The pins of a text, in its order. Documents that are not the tool's count for nothing.
pub(super) fn found(place: &Place, path: &str, text: &str) -> Vec<String> {
    let syntax = of_path(path, text);
    let document = read(text, syntax);
    assert_eq!(document.syntax, syntax, "cannot be read: {text}");
    let mut lines: Vec<(Span, String)> = Vec::new();
    for root in document.roots() {
        let view = View {
            path,
            text,
            document: &document,
            root,
        };
        if !(place.is)(&view) {
            continue;
        }
        for (node, span) in ids(&document, text, root) {
            lines.push((span, line(text, span, &(place.id)(&view, node))));
        }
        for other in (place.others)(&view) {
            let written = &text[other.span.range()];
            if other.details.role.is_none() {
                assert_eq!(written, other.value.text());
                assert!(!matches!(other.value, Value::Reference(_)), "{written}");
            }
            lines.push((other.span, line(text, other.span, &other.details)));
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// The ids in the values below `root`, and where.
fn ids(document: &Document, text: &str, root: NodeId) -> Vec<(NodeId, Span)> {
    let mut found = Vec::new();
    for node in document
        .ids()
        .filter(|id| document.ancestors(*id).last() == Some(root))
    {
        let Some(scalar) = document.scalar(node) else {
            continue;
        };
        let range = scalar.inner.range();
        for (at, _) in text[range.clone()].match_indices("ami-") {
            let start = range.start + at;
            let word = text[start..].split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            let word = word.into_iter().next().unwrap_or_default();
            if ImageId::parse(word).is_some() {
                found.push((node, Span::new(start, start + word.len())));
            }
        }
    }
    found
}

fn line(text: &str, span: Span, details: &Details) -> String {
    let mut parts = vec![text[span.range()].to_owned()];
    if let Some(region) = &details.region {
        parts.push(format!("in {} ({})", region.value, region.from));
    }
    parts.extend(
        details
            .account
            .as_ref()
            .map(|account| format!("account {account}")),
    );
    parts.extend(
        details
            .cluster
            .as_ref()
            .map(|cluster| format!("cluster {cluster}")),
    );
    parts.extend(
        details
            .cluster_version
            .as_ref()
            .map(|minor| format!("cluster at {minor}")),
    );
    parts.extend(
        details
            .identity
            .as_ref()
            .map(|identity| format!("is {}", words(identity))),
    );
    parts.extend(details.follows.as_ref().map(|track| format!("follows {track}")));
    parts.extend(details.role.as_ref().map(|role| match role {
        Role::Pinned => "pinned".to_owned(),
        Role::Floats(how) => format!("floats: {how}"),
        Role::LeftAlone(why) => format!("left alone: {why}"),
    }));
    for companion in &details.companions {
        let written = &text[companion.span.range()];
        parts.push(match &companion.kind {
            CompanionKind::RecipeVersion { next } => format!("with {written} -> {next}"),
            CompanionKind::ReleaseVersion => format!("with release {written}"),
        });
    }
    parts.extend(details.effect.map(|_| "has an effect".to_owned()));
    parts.join(", ")
}

/// The parts of an identity that are not none.
pub(super) fn words(identity: &Identity) -> String {
    let texts = [
        &identity.os,
        &identity.edition,
        &identity.variant,
        &identity.kubernetes,
    ];
    let mut words = vec![identity.family];
    words.extend(texts.into_iter().flatten().map(String::as_str));
    words.extend(identity.architecture.map(crate::release::Architecture::word));
    words.join(" ")
}

mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pin::places::ALL;
    use crate::syntax::Syntax;

    /// Pieces of the grammars of all rows, so that chance puts them into wrong places.
    const PIECES: [&str; 46] = [
        "apiVersion: eksctl.io/v1alpha5\n",
        "apiVersion: karpenter.k8s.aws/v1\n",
        "apiVersion: infrastructure.cluster.x-k8s.io/v1beta2\n",
        "apiVersion: kops.k8s.io/v1alpha2\n",
        "apiVersion: eks.aws.upbound.io/v1beta1\n",
        "apiVersion: eks.services.k8s.aws/v1alpha1\n",
        "kind: ClusterConfig\n",
        "kind: EC2NodeClass\n",
        "kind: AWSManagedMachinePool\n",
        "kind: InstanceGroup\n",
        "kind: Cluster\n",
        "kind: List\nitems:\n",
        "metadata: {name: é, region: eu-west-1, version: '1.35'}\n",
        "spec:\n",
        "  forProvider: {region: eu-west-1, releaseVersion: 1.33.13-20260714}\n",
        "  subnets: [{zone: eu-west-1a}, x]\n",
        "  image: ubuntu/é\n",
        "  image: \"ssm:\\u002fa\"\n",
        "  amiFamily: Windows2022\n",
        "  amiSelectorTerms:\n",
        "  amiSelectorTerms: [{alias: \"al2023@v\\u00320260714\"}, {alias: 'é@'}, {name: '*'}, {tags: [1]}]\n",
        "  - id: ami-0a1b2c3d4e5f60718\n",
        "  - alias: al2023@v20260714\n",
        "nodeGroups:\n",
        "managedNodeGroups: [{ami: auto, amiFamily: Ubuntu24é}, {releaseVersion: 1.33.13-20260714}, 1, {}]\n",
        "releaseVersion: 1.36-2026.08.15\n",
        "amiType: WINDOWS_CORE_2022_x86_64\n",
        "parentImage: 'arn:aws:imagebuilder:é'\n",
        "parentImage: 'arn:aws:imagebuilder:a:b:image/c/x.x.x'\n",
        "semanticVersion: 1.2.3\n",
        "semanticVersion: \"1.2.\\u0033\"\n",
        "components: [{componentArn: 'arn:aws:imagebuilder:eu-west-1:aws:component/a'}, 3]\n",
        "'ssm:account=1:parameterName=/a:region=$': ami-1a2b3c4d\n",
        "? {a: b}\n: ami-1a2b3c4d\n",
        "'ami:$:filters.name.0=a$:b:owners.0=self:$': '{\"image_id\":\"ami-1a2b3c4d\",\"release_version\":\"é'\n",
        "Region: eu-west-1\nHeadNode: {Image: {CustomAmi: ami-1a2b3c4d}}\nScheduling: 1\n",
        "Build: {ParentImage: ''}\n",
        "- hosts: all\n  tasks: [{ec2: {image: ami-1a2b3c4d}}, 1]\n",
        "- ec2_instance: {region: eu-west-1}\n",
        "config: {'aws:region': {value: eu-west-1}}\n",
        "clusterName: a\nnodegroupName: b\n",
        "LaunchTemplateName: a\nLaunchTemplateData: {ImageId: 'resolve:ssm:é'}\n",
        "---\n",
        "a: &a [*a]\n",
        "  ",
        "é: ami-1a2b3c4d\r\n",
    ];

    proptest! {
        #[test]
        fn no_text_is_too_odd_for_any_row(
            pieces in prop::collection::vec(0..PIECES.len(), 0..12),
            path in prop::sample::select(vec!["a.yaml", "cdk.context.json", "group_vars/a.yml", "Pulumi.a.yaml", "values.yaml"]),
        ) {
            let text: String = pieces.into_iter().map(|piece| PIECES[piece]).collect();
            for syntax in [Syntax::Yaml, Syntax::Json] {
                let document = read(&text, syntax);
                for root in document.roots() {
                    let view = View { path, text: &text, document: &document, root };
                    for place in ALL {
                        check(place, &view);
                    }
                }
            }
        }
    }

    fn check(place: &Place, view: &View<'_>) {
        let fits = |span: Span| assert!(view.text.get(span.range()).is_some(), "{} {span:?}", place.name);
        if (place.is)(view) {
            for node in view.document.ids() {
                let details = (place.id)(view, node);
                details
                    .companions
                    .iter()
                    .for_each(|companion| fits(companion.span));
            }
        }
        // Whether a document is the row's or not, its functions bear any.
        for other in (place.others)(view) {
            fits(other.span);
            let pinned = other.details.role.is_none();
            assert!(!pinned || &view.text[other.span.range()] == other.value.text());
        }
    }
}
