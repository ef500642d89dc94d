//! Commits and branches, written by git's plumbing: HEAD, index and work tree stay as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::blobs::entries;
use super::call::Call;
use super::commit::Commit;
use super::{CommitId, Git, GitError};

/// A commit object above this many bytes is not read.
const MOST_COMMIT: usize = 1024 * 1024;

/// Who commits when the repository names nobody.
const NOBODY: (&str, &str) = ("amiforge", "amiforge@users.noreply.github.com");

/// A branch as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its full name, `refs/heads/…`.
    pub name: String,
    /// What it points at.
    pub tip: CommitId,
    /// Whether it is another name for a reference.
    pub symbolic: bool,
    /// The work tree in which it is checked out.
    pub checked_out: Option<PathBuf>,
}

/// A tree that is the tree of a commit with other bytes in some of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTree {
    /// Its id.
    pub id: String,
    /// The files that were asked for, in their order.
    pub files: Vec<NewFile>,
}

/// A file of such a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// From the root of the repository, with `/`.
    pub path: String,
    /// `100644` or `100755`, as before.
    pub mode: String,
    /// The id of its bytes.
    pub blob: String,
}

impl Git {
    /// What a commit says of itself.
    pub fn commit(&self, id: &CommitId) -> Result<Commit, GitError> {
        let arguments = ["cat-file", "commit", id.as_str()];
        let bytes = Call::new(&arguments)
            .most(MOST_COMMIT)
            .run(&self.root)?
            .expect_success()?;
        Commit::read(&bytes).ok_or(GitError::Unreadable("a commit"))
    }

    /// The branches below `refs/heads/PREFIX`, which ends with `/`; one that points at nothing is not among them.
    pub fn branches(&self, prefix: &str) -> Result<Vec<Branch>, GitError> {
        let format = "%(refname)%00%(objectname)%00%(symref)%00%(worktreepath)%00";
        let pattern = format!("refs/heads/{prefix}");
        let listed = self.output(&["for-each-ref", "--format", format, &pattern])?;
        let fields: Vec<String> = listed
            .split(|byte| *byte == 0)
            .map(|field| String::from_utf8_lossy(field).into_owned())
            .collect();
        let found = fields.chunks_exact(4).filter_map(|fields| {
            Some(Branch {
                // The line break that ends the record before.
                name: fields[0].trim_start_matches('\n').to_owned(),
                tip: CommitId::parse(&fields[1])?,
                symbolic: !fields[2].is_empty(),
                checked_out: Some(&fields[3])
                    .filter(|path| !path.is_empty())
                    .map(PathBuf::from),
            })
        });
        Ok(found.collect())
    }

    /// Whether a rebase or a bisection that is not finished will come back to this branch.
    pub fn is_in_work(&self, branch: &str) -> Result<bool, GitError> {
        let common = self.common_dir()?;
        let mut folders = vec![common.to_path_buf()];
        // Most repositories have no other work trees.
        if let Ok(others) = fs::read_dir(common.join("worktrees")) {
            folders.extend(others.flatten().map(|other| other.path()));
        }
        let short = branch.strip_prefix("refs/heads/").unwrap_or(branch);
        let files = ["rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"];
        let noted = folders
            .iter()
            .flat_map(|folder| files.map(|file| folder.join(file)));
        Ok(noted
            .filter_map(|path| fs::read_to_string(path).ok())
            .any(|name| [branch, short].contains(&name.trim())))
    }

    /// Whether `ancestor` is `commit` or one of those that led to it.
    pub fn is_ancestor(&self, ancestor: &CommitId, commit: &CommitId) -> Result<bool, GitError> {
        let arguments = ["merge-base", "--is-ancestor", ancestor.as_str(), commit.as_str()];
        Call::new(&arguments).run(&self.root)?.yes()
    }

    /// The files that a commit changes against its first parent, from the root of the repository.
    pub fn changed_by(&self, commit: &CommitId) -> Result<Vec<String>, GitError> {
        let listed = self.output(&[
            "diff-tree",
            "-r",
            "-z",
            "--no-commit-id",
            "--name-only",
            "--no-renames",
            commit.as_str(),
        ])?;
        let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .collect())
    }

    /// A tree that is the tree of `base` with other bytes in some of its regular files. Modes stay, and so does everything
    /// else. The bytes are stored as they are: no filter sees them.
    pub fn tree_with(&self, base: &CommitId, files: &[(&str, &[u8])]) -> Result<NewTree, GitError> {
        let listed = self.tree(base)?;
        let mut modes = BTreeMap::new();
        for entry in entries(&listed) {
            let entry = entry?;
            if entry.is_regular() {
                modes.insert(entry.path, entry.mode);
            }
        }
        let (mut lines, mut written) = (Vec::new(), Vec::new());
        for (path, bytes) in files {
            let Some(mode) = modes.get(path.as_bytes()) else {
                return Err(GitError::NoFile((*path).to_owned()));
            };
            let arguments = ["hash-object", "-w", "--no-filters", "--stdin"];
            let id = Call::new(&arguments)
                .input(bytes)
                .run(&self.root)?
                .expect_success()?;
            let id = String::from_utf8_lossy(&id).trim().to_owned();
            lines.extend(format!("{mode:o} {id}\t{path}\0").into_bytes());
            written.push(NewFile {
                path: (*path).to_owned(),
                mode: format!("{mode:o}"),
                blob: id,
            });
        }
        let index = self.scratch()?;
        let on_index = |arguments: &[&str], input: &[u8]| {
            Call::new(arguments)
                .env("GIT_INDEX_FILE", index.path())
                .input(input)
                .run(&self.root)?
                .expect_success()
        };
        on_index(&["read-tree", base.as_str()], b"")?;
        on_index(&["update-index", "-z", "--index-info"], &lines)?;
        let tree = on_index(&["write-tree"], b"")?;
        Ok(NewTree {
            id: String::from_utf8_lossy(&tree).trim().to_owned(),
            files: written,
        })
    }

    /// Makes a commit on `parent`. It depends on nothing but the arguments and the identity that the repository is configured
    /// with: `date` is seconds and zone.
    pub fn commit_tree(
        &self,
        tree: &str,
        parent: &CommitId,
        message: &str,
        date: &str,
    ) -> Result<CommitId, GitError> {
        let (name, mail) = self.identity()?;
        let date = format!("@{date}");
        let arguments = ["commit-tree", "--no-gpg-sign", "-p", parent.as_str(), tree];
        let id = Call::new(&arguments)
            .input(message.as_bytes())
            .env("GIT_AUTHOR_NAME", &name)
            .env("GIT_AUTHOR_EMAIL", &mail)
            .env("GIT_AUTHOR_DATE", &date)
            .env("GIT_COMMITTER_NAME", &name)
            .env("GIT_COMMITTER_EMAIL", &mail)
            .env("GIT_COMMITTER_DATE", &date)
            .run(&self.root)?
            .expect_success()?;
        let id = String::from_utf8_lossy(&id);
        CommitId::parse(id.trim()).ok_or(GitError::Unreadable("the id of a commit"))
    }

    /// Name and address of who commits here.
    fn identity(&self) -> Result<(String, String), GitError> {
        let setting = |key: &str| -> Result<Option<String>, GitError> {
            let answer = Call::new(&["config", "--get", key]).run(&self.root)?;
            let value = String::from_utf8_lossy(&answer.output).trim().to_owned();
            // git refuses a name of nothing but punctuation.
            Ok((answer.yes()? && value.contains(char::is_alphanumeric)).then_some(value))
        };
        Ok(match (setting("user.name")?, setting("user.email")?) {
            (Some(name), Some(mail)) => (name, mail),
            _ => (NOBODY.0.to_owned(), NOBODY.1.to_owned()),
        })
    }

    /// Lets a branch point at `new`, if it still points at `old`; none stands for a branch that does not exist yet.
    pub fn move_branch(&self, name: &str, new: &CommitId, old: Option<&CommitId>) -> Result<(), GitError> {
        let nothing = "0".repeat(new.as_str().len());
        let old = old.map_or(nothing.as_str(), CommitId::as_str);
        let reason = "amiforge: bump";
        let arguments = ["update-ref", "--no-deref", "-m", reason, name, new.as_str(), old];
        self.output(&arguments).map(|_| ())
    }

    /// Removes a branch, if it still points at `old`.
    pub fn delete_branch(&self, name: &str, old: &CommitId) -> Result<(), GitError> {
        self.output(&["update-ref", "--no-deref", "-d", name, old.as_str()])
            .map(|_| ())
    }
}
