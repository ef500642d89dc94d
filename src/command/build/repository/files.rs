//! The recipe file and what it names, judged by the rules before they are read.

use std::path::{Path, PathBuf};

use super::{Exit, complain, faulty};
use crate::build::versions::{Component, Fault, RecipeFile, TextFile, Which, document_file, pins};
use crate::command::build::job;
use crate::command::configuration::{self, Wanted, path_from_root};
use crate::command::{complain_as_it_is, gather, validate, working_directory};
use crate::files;
use crate::host::Env;
use crate::recipe::{self, normalized};

/// A recipe and the components of its files, in its order.
pub(in crate::command::build) struct Files {
    pub(super) root: PathBuf,
    pub(super) recipe: RecipeFile,
    pub(super) components: Vec<Component>,
    /// The branch that asks; none outside a job.
    pub(super) line: Option<String>,
}

/// Reads the recipe at a path as seen from the working directory, and the files that it names. Nothing is asked of AWS before.
pub(in crate::command::build) fn read(shown: &str, env: &Env) -> Result<Files, Exit> {
    let cwd = working_directory()?;
    let root = files::workspace(&cwd);
    let root = root.as_path();
    let path = path_from_root(shown, &cwd, root);
    let text = text(root, &path).map_err(|why| {
        complain(&format!("{}: {why}", shown.escape_debug()));
        Exit::Usage
    })?;
    judge(&path, &text, &cwd, env, root)?;
    let recipe = RecipeFile::read(&path, &text).map_err(|faults| faulty(&faults))?;
    let (mut components, mut faults): (Vec<Component>, _) = (Vec::new(), Vec::new());
    for entry in &recipe.components {
        let Which::File(path, beside) = &entry.which else {
            continue;
        };
        let fault = |message: String| {
            vec![Fault {
                place: entry.place.clone(),
                message,
            }]
        };
        let read = file(root, path).map_err(fault).and_then(|named| {
            let document = document_file(&named).map(|path| file(root, &path));
            let document = document.transpose().map_err(fault)?;
            let beside = (&entry.place, &**beside);
            Component::read(&named, document.as_ref(), beside, recipe.platform())
        });
        match read {
            Ok(component) => {
                let name = normalized(&component.name);
                if components.iter().any(|other| normalized(&other.name) == name) {
                    faults.extend(fault(format!(
                        "another component of this recipe is named {name} too, and to AWS they are one"
                    )));
                }
                components.push(component);
            }
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() {
        return Ok(Files {
            root: root.to_owned(),
            recipe,
            components,
            line: job::line(env),
        });
    }
    Err(faulty(&faults))
}

/// Judges the recipe, the files that it names, and those that they name, as `amiforge validate` does. Errors end the run.
fn judge(path: &str, text_of: &str, cwd: &Path, env: &Env, root: &Path) -> Result<(), Exit> {
    let mut paths = vec![path.to_owned()];
    let named = recipe::File::read(path, text_of);
    for named in named.iter().flat_map(recipe::File::named) {
        paths.push(named.to_owned());
        let inner = file(root, named).ok().and_then(|file| document_file(&file));
        paths.extend(inner);
    }
    paths.sort();
    paths.dedup();
    // What is not there is told with its place in the recipe.
    paths.retain(|path| text(root, path).is_ok());
    let depth = match files::relative(cwd, root) {
        Some(folder) if !folder.is_empty() => folder.split('/').count(),
        _ => 0,
    };
    let paths: Vec<String> = paths.iter().map(|path| "../".repeat(depth) + path).collect();
    match validate::errors(&paths, env)? {
        None => Ok(()),
        Some(said) => {
            complain_as_it_is(&said);
            complain("nothing was asked of AWS: the documents have errors");
            Err(Exit::Findings)
        }
    }
}

fn file(root: &Path, path: &str) -> Result<TextFile, String> {
    let text = text(root, path).map_err(|why| format!("{path}: {why}"))?;
    Ok(TextFile {
        path: path.to_owned(),
        text,
    })
}

/// The text of a file of the repository.
fn text(root: &Path, path: &str) -> Result<String, String> {
    let path = root.join(path);
    if files::leaves(&path, root) {
        return Err("it is not in the repository".to_owned());
    }
    let bytes = files::read(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    })?;
    if bytes.len() as u64 > files::MOST_BYTES {
        return Err("it is above 4 MiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// Why a name of a pin gives no image.
pub(super) enum NotPinned {
    /// The files could not be looked at; that was told.
    Ended(Exit),
    /// The name means no image.
    NoImage(pins::NoImage),
}

/// The image of a pin of the repository.
pub(super) fn pinned(name: &str, region: &str, root: &Path) -> Result<String, NotPinned> {
    let ended = NotPinned::Ended;
    let loaded = configuration::load(Wanted {
        named: &[],
        revision: None,
        cwd: root,
        workspace: root,
    })
    .map_err(ended)?;
    if loaded.is_wrong() {
        complain("the configuration of amiforge has errors: run `amiforge validate`");
        return Err(NotPinned::Ended(Exit::Usage));
    }
    let mut hints = loaded.config.hints();
    hints.region = Some(region.to_owned());
    let gathered = gather::work_tree(&[], root, root, &loaded.config, &hints);
    if let Some(exit) = gathered.exit {
        return Err(NotPinned::Ended(exit));
    }
    let image = pins::image(&gathered.files, name, region).map_err(NotPinned::NoImage)?;
    Ok(image.to_string())
}
