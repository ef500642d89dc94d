//! A commit that the repository does not hold yet, from a server.

use super::call::Call;
use super::{CommitId, Git, GitError};

/// Where a repository is fetched from.
#[derive(Clone, Copy)]
pub struct Server<'a> {
    /// The address of the repository: `https://`, `http://` or `file://`.
    pub url: &'a str,
    /// The address below which the header is sent, and the header itself. It is handed over in the environment of git, where
    /// no other process reads it, and never as an argument.
    pub header: Option<(&'a str, &'a str)>,
}

impl Git {
    /// Gets a commit and what it needs, if it is not there. No reference is written. A history that is cut gets the commit
    /// alone; one that is whole stays whole.
    pub fn fetch(&self, server: Server<'_>, commit: &CommitId) -> Result<(), GitError> {
        if self.holds(commit)? {
            return Ok(());
        }
        let cut = self.is_shallow()?;
        self.fetch_with(server, commit, cut.then_some("--depth=1"))
    }

    /// Gets everything that led to a commit, where the history is cut. No reference is written.
    pub fn fetch_history(&self, server: Server<'_>, commit: &CommitId) -> Result<(), GitError> {
        if !self.is_shallow()? {
            return Ok(());
        }
        self.fetch_with(server, commit, Some("--unshallow"))
    }

    fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self.text(&["rev-parse", "--is-shallow-repository"])? == "true")
    }

    fn fetch_with(&self, server: Server<'_>, commit: &CommitId, depth: Option<&str>) -> Result<(), GitError> {
        let mut arguments = vec![
            // No helper is asked for a password, and no program of an address is run.
            "-c",
            "credential.helper=",
            "-c",
            "protocol.allow=never",
            "-c",
            "protocol.https.allow=always",
            "-c",
            "protocol.http.allow=always",
            "-c",
            "protocol.file.allow=always",
            // Who carries the bytes is a process of its own and outlives a git that is killed, so it has to give up by itself:
            // when in so many seconds less than a byte a second has come.
            "-c",
            "http.lowSpeedLimit=1",
            "-c",
            "http.lowSpeedTime=60",
            // The header would go along to another server.
            "-c",
            "http.followRedirects=false",
            "-c",
            "gc.auto=0",
            "-c",
            "maintenance.auto=false",
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
        ];
        arguments.extend(depth);
        arguments.extend(["--end-of-options", server.url, commit.as_str()]);
        let mut call = Call::new(&arguments);
        if let Some((below, header)) = server.header {
            // The empty one takes away what somebody has configured for the same address: two headers are refused.
            let key = format!("http.{below}.extraheader");
            call = call
                .env("GIT_CONFIG_COUNT", "2")
                .env("GIT_CONFIG_KEY_0", &key)
                .env("GIT_CONFIG_VALUE_0", "")
                .env("GIT_CONFIG_KEY_1", &key)
                .env("GIT_CONFIG_VALUE_1", header);
        }
        call.run(&self.root)?.expect_success().map(|_| ())
    }

    /// Whether a commit is there.
    fn holds(&self, commit: &CommitId) -> Result<bool, GitError> {
        let named = format!("{commit}^{{commit}}");
        let answer = Call::new(&["cat-file", "-e", &named])
            .env("GIT_NO_LAZY_FETCH", "1")
            .run(&self.root)?;
        Ok(answer.code == Some(0))
    }
}
