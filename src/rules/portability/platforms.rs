//! What the document tells about its platform, and platforms in messages.

use crate::component::modules::Module;
use crate::component::{Component, Platform};

/// "Linux and macOS".
pub(super) fn listed(platforms: &[Platform]) -> String {
    let words: Vec<&str> = platforms.iter().map(|platform| platform.word()).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

/// Whether AWS's page names Windows in the heading of this action and says in the text that it does not work there.
pub(super) fn headed_for_windows(module: &Module) -> bool {
    module.name == "CreateSymlink"
        || module.name.starts_with("SetFile")
        || module.name.starts_with("SetFolder")
}

/// Whether the component is for Windows; not known when the actions used exist there and elsewhere, or nowhere together.
pub(super) fn for_windows(component: &Component<'_>) -> Option<bool> {
    if let Some(platform) = component.platform {
        return Some(platform == Platform::Windows);
    }
    let possible = |platform: Platform| {
        component
            .steps()
            .filter_map(|step| step.module)
            .all(|module| module.platforms.contains(&platform))
    };
    let elsewhere = possible(Platform::Linux) || possible(Platform::MacOs);
    // With Windows alone possible, the component has that platform already.
    (elsewhere && !possible(Platform::Windows)).then_some(false)
}
