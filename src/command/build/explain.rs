//! Why a build failed, with its log and with the place of the failing step in the files of the repository.

use std::path::Path;

use crate::aws::Builds;
use crate::build::document::{Failure, Place};
use crate::build::explain::{self, Found, Wanted, log_folder};
use crate::build::{Execution, Image, Step};
use crate::files;

/// Why it failed, and why something is missing in that. `root` is the root of the repository.
pub(super) async fn explain(
    builds: &Builds,
    image: &Image,
    executions: &[(Execution, Vec<Step>)],
    root: &Path,
) -> (Failure, Vec<String>) {
    let folder = log_folder(image, executions);
    let log = builds.log(image, folder.as_ref()).await;
    let mut failure = explain::explain(image, executions, &log);
    let mut notes = Vec::new();
    if let Some(wanted) = Wanted::of(&failure) {
        match place(&wanted, root) {
            Ok(place) => failure.place = Some(place),
            Err(note) => notes.push(note),
        }
    }
    (failure, notes)
}

/// Looks through the files of the repository that git would not ignore. No link is followed out of it.
fn place(wanted: &Wanted, root: &Path) -> Result<Place, String> {
    let look = |file: &files::Found| {
        let text = files::text_within(root, &file.shown)?;
        let found = wanted.look(&file.shown, &text);
        (!found.is_empty()).then_some(found)
    };
    let everything = [".".to_owned()];
    let collected = files::collect(&everything, root, root, files::may_hold_documents, look);
    let mut found = Found::default();
    for (file, seen) in collected.files {
        // A link within the repository was not looked at yet.
        if let Some(seen) = seen.or_else(|| look(&file)) {
            found.add(seen);
        }
    }
    let named: Vec<String> = found.files().map(str::to_owned).collect();
    for path in named {
        if let Some(text) = files::text_within(root, &path) {
            found.take(wanted, &path, &text);
        }
    }
    found.place(wanted)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const DOCUMENT: &str = "name: agent\nschemaVersion: 1.0\nphases:\n  - name: build\n    steps:\n      - name: Install\n        action: ExecuteBash\n";

    fn found(files: &[(&str, &str)]) -> Result<Place, String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
            fs::write(path, text).expect("written");
        }
        let failure = Failure {
            component_arn: Some(
                "arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.0.0/1".to_owned(),
            ),
            phase: Some("build".to_owned()),
            step: Some("Install".to_owned()),
            ..Failure::default()
        };
        place(&Wanted::of(&failure).expect("a step"), folder.path())
    }

    #[test]
    fn a_document_of_the_repository_is_found() {
        let place = found(&[("a/b/agent.yaml", DOCUMENT), ("a/notes.md", DOCUMENT)]).expect("a place");
        assert_eq!(
            (place.path.as_str(), place.line, place.column),
            ("a/b/agent.yaml", 6, 15)
        );
    }

    #[test]
    fn what_git_ignores_and_what_another_file_names_outside_is_not() {
        assert!(found(&[(".gitignore", "dist/\n"), ("dist/agent.yaml", DOCUMENT)]).is_err());
        let request = "name: agent\nsemanticVersion: 1.0.0\nplatform: Linux\nfile: ../../etc/agent.yaml\n";
        let note = found(&[("a/request.yaml", request)]).expect_err("a note");
        assert!(note.contains("agent"), "{note}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_repository_is_not_followed() {
        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("agent.yaml"), DOCUMENT).expect("written");
        let folder = tempfile::tempdir().expect("a folder");
        std::os::unix::fs::symlink(
            outside.path().join("agent.yaml"),
            folder.path().join("agent.yaml"),
        )
        .expect("a link");
        let failure = Failure {
            component_arn: Some(
                "arn:aws:imagebuilder:eu-west-1:111122223333:component/agent/1.0.0/1".to_owned(),
            ),
            step: Some("Install".to_owned()),
            ..Failure::default()
        };
        assert!(place(&Wanted::of(&failure).expect("a step"), folder.path()).is_err());
    }
}
