//! AWS `ParallelCluster`: the configuration of a cluster or of an image build.
//!
//! ```yaml
//! Region: eu-west-1
//! Image: { Os: alinux2023, CustomAmi: ami-0a1b2c3d4e5f60718 }
//! HeadNode: { InstanceType: c7i.xlarge }
//! ```
//!
//! A build names the image it starts from under `Build.ParentImage`: an id, or the ARN of an image of Image Builder.
//!
//! Near-misses: `Image.Os`, files that have `HeadNode` alone.

use crate::syntax::NodeId;

use super::{Details, Other, Place, View, fact, image_builder, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "parallelcluster",
    about: "AWS ParallelCluster: `CustomAmi` of a cluster, `ParentImage` of a build",
    source: "https://docs.aws.amazon.com/parallelcluster/latest/ug/cluster-configuration-file-v3.html",
    is,
    id,
    others,
};

/// <https://docs.aws.amazon.com/parallelcluster/latest/ug/HeadNode-v3.html>, update policies.
const NO_UPDATE: &str =
    "needs a new cluster: ParallelCluster refuses an update that changes the image of the head node";

fn is(view: &View<'_>) -> bool {
    let has = |name| view.document.child(view.root, name).is_some();
    let cluster = has("HeadNode") && has("Scheduling");
    cluster
        || (has("Build")
            && view
                .document
                .text_at(view.root, &["Build", "ParentImage"])
                .is_some())
}

fn id(view: &View<'_>, node: NodeId) -> Details {
    let path = kubernetes::path_from(view.document, view.root, node);
    Details {
        effect: matches!(
            path.as_deref(),
            Some("Image/CustomAmi" | "HeadNode/Image/CustomAmi")
        )
        .then_some(NO_UPDATE),
        ..file(view)
    }
}

fn others(view: &View<'_>) -> Vec<Other> {
    let parent = view.document.get(view.root, &["Build", "ParentImage"]);
    let image = parent.and_then(|id| view.document.scalar(id));
    image
        .and_then(|image| image_builder::reference(image, file(view)))
        .into_iter()
        .collect()
}

fn file(view: &View<'_>) -> Details {
    let region = view.document.text_at(view.root, &["Region"]);
    Details {
        region: fact::region(region, "the field `Region`"),
        ..Details::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn images_of_a_cluster() {
        let text = "
Region: eu-west-1
Image: { Os: alinux2023, CustomAmi: ami-1a2b3c4d }
HeadNode: { InstanceType: c7i.xlarge, Image: { CustomAmi: ami-1a2b3c4e } }
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - { Name: a, Image: { CustomAmi: ami-1a2b3c4f } }
";
        let region = "in eu-west-1 (the field `Region`)";
        let expected = [
            format!("ami-1a2b3c4d, {region}, has an effect"),
            format!("ami-1a2b3c4e, {region}, has an effect"),
            format!("ami-1a2b3c4f, {region}"),
        ];
        assert_eq!(found(&PLACE, "cluster.yaml", text), expected);
    }

    #[test]
    fn images_of_a_build() {
        let build = |image: &str| {
            let text =
                format!("Region: eu-west-1\nBuild: {{ InstanceType: c7i.xlarge, ParentImage: {image} }}\n");
            found(&PLACE, "build.yaml", &text)
        };
        assert_eq!(
            build("ami-1a2b3c4d"),
            ["ami-1a2b3c4d, in eu-west-1 (the field `Region`)"]
        );
        let arn = "arn:aws:imagebuilder:eu-west-1:aws:image/amazon-linux-2023-x86/x.x.x";
        assert_eq!(
            build(arn),
            [format!(
                "{arn}, in eu-west-1 (the field `Region`), \
                 floats: takes the newest version of an Image Builder image at each build"
            )]
        );
        assert!(found(&PLACE, "x.yaml", "Build: {Image: ami-1a2b3c4d}").is_empty());
        assert!(found(&PLACE, "x.yaml", "HeadNode: {Image: ami-1a2b3c4d}").is_empty());
    }
}
