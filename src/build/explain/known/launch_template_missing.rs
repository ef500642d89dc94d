use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "launch-template-missing",
    seen: &[
        &["InvalidLaunchTemplateId.NotFound"],
        &["InvalidLaunchTemplateName.NotFoundException"],
        &["The specified launch template, with template", "does not exist"],
    ],
    page: include_str!("launch_template_missing.md"),
};
