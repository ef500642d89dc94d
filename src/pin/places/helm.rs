//! Values of Helm charts, in files of their own or in the objects of Argo CD and Flux.
//!
//! ```yaml
//! # charts/nodes/values-prod.yaml
//! karpenter: { windows: { amiId: ami-0a1b2c3d4e5f60718 } }
//! ```
//!
//! What a value means is known to the chart alone, so all but the id comes from keys around it, folders, comments or the
//! configuration. Templates of charts are no YAML and are read as text.
//!
//! Near-misses: `values/a.yaml`, `values.yaml.gotmpl`.

use crate::syntax::NodeId;

use super::{Details, Other, Place, View, floats, kubernetes};

/// The row.
pub(super) const PLACE: Place = Place {
    name: "helm",
    about: "Helm: values files, values in an Argo CD Application or a Flux HelmRelease",
    source: "https://helm.sh/docs/chart_template_guide/values_files/",
    is,
    id,
    others,
};

fn is(view: &View<'_>) -> bool {
    let name = view.path.rsplit('/').next().unwrap_or_default();
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    let values = stem.is_some_and(|stem| {
        let begins = stem
            .strip_prefix("values")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '.', '_']));
        begins || stem.ends_with("-values") || stem.ends_with(".values")
    });
    values
        || matches!(
            kubernetes::kind(view.document, view.root),
            Some(
                ("argoproj.io", "Application" | "ApplicationSet") | ("helm.toolkit.fluxcd.io", "HelmRelease")
            )
        )
}

fn id(_: &View<'_>, _: NodeId) -> Details {
    Details::default()
}

fn others(view: &View<'_>) -> Vec<Other> {
    floats::parameters(view)
}

#[cfg(test)]
mod tests {
    use super::super::testing::found;
    use super::*;

    #[test]
    fn values_are_known_by_the_name_of_the_file_or_the_object() {
        for path in [
            "values.yaml",
            "charts/a/values-prod.yaml",
            "values.eu.yml",
            "prod-values.yaml",
        ] {
            assert_eq!(
                found(&PLACE, path, "a: {ami: ami-1a2b3c4d}"),
                ["ami-1a2b3c4d"],
                "{path}"
            );
        }
        for path in [
            "valuesets.yaml",
            "values.yaml.gotmpl",
            "value.yaml",
            "values/a.yaml",
            "eigenvalues.yaml",
        ] {
            assert!(found(&PLACE, path, "a: ami-1a2b3c4d").is_empty(), "{path}");
        }
        let release =
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: {values: {ami: ami-1a2b3c4d}}\n";
        assert_eq!(found(&PLACE, "a.yaml", release), ["ami-1a2b3c4d"]);
    }
}
