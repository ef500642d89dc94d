//! `verify-attestation`, with the real `gh` and an attestation that authorities of the test have signed.

use std::fs;
use std::process::Command;

use super::server::{Answer, Server};
use super::{COMMIT, LINUX, Runner, VERSION, asset};
use crate::support::{clean, project, tool};

const WORKFLOW: &str = ".github/workflows/release.yml";

/// A bundle about files, and the root of trust that it is judged by.
fn attest(
    runner: &Runner,
    archive: &[u8],
    repository: &str,
    workflow: &str,
    commit: &str,
) -> Option<Vec<u8>> {
    let python = project().join("tests/stand-ins/.installed/servers/bin/python");
    if !python.is_file() {
        crate::support::skip("what signs attestations is not installed (tests/stand-ins/install.sh)");
        return None;
    }
    let name = asset(VERSION, LINUX);
    runner.home.write(&format!("attested/{name}"), archive);
    let made = clean(Command::new(python))
        .arg(project().join("tests/stand-ins/attest.py"))
        .args([".", repository, workflow, commit, &name])
        .current_dir(runner.path("attested"))
        .output()
        .expect("python starts");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(fs::read(runner.path("attested/bundle.json")).expect("a bundle"))
}

/// A mirror with the release and its bundle.
fn mirror(archive: Vec<u8>, bundle: Vec<u8>) -> Server {
    Server::new(move |address, _| match address {
        address if address.ends_with(".sigstore.json") => Answer::File(bundle.clone()),
        _ => Answer::File(archive.clone()),
    })
}

/// The real gh, and a runner that asks it.
fn verifying(runner: Runner, server: &Server) -> Option<Runner> {
    let gh = tool("gh")?;
    let link = runner.path("bin/gh");
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(gh.canonicalize().expect("gh"), link).expect("a link");
    let root = runner.path("attested/trusted_root.jsonl").display().to_string();
    Some(
        runner
            .with("AMIFORGE_MIRROR", &server.url)
            .with("AMIFORGE_SETUP_VERIFY_ATTESTATION", "true")
            .with("AMIFORGE_SETUP_TRUSTED_ROOT", root),
    )
}

/// The same with a mirror that has the release, as this workflow of a repository has built it from a commit.
fn attested(repository: &str, workflow: &str, commit: &str) -> Option<(Runner, Server)> {
    let (runner, archive) = Runner::released();
    let bundle = attest(&runner, &archive, repository, workflow, commit)?;
    let server = mirror(archive, bundle);
    Some((verifying(runner, &server)?, server))
}

#[test]
fn gh_believes_what_the_release_workflow_has_built_from_the_commit() {
    let Some((runner, server)) = attested("amiforge/amiforge", WORKFLOW, COMMIT) else {
        return;
    };
    let run = runner.run();
    assert!(run.stdout.contains(&format!("from commit {COMMIT}")), "{run:#?}");
    runner.is_installed(run);
    let name = asset(VERSION, LINUX);
    let asked = [
        format!("GET /v{VERSION}/{name}"),
        format!("GET /v{VERSION}/amiforge-{VERSION}.sigstore.json"),
    ];
    assert_eq!(server.asked(), asked);
    let marker = runner.cache().join(format!("amiforge/{VERSION}/x64.complete"));
    let marker = fs::read_to_string(marker).expect("a marker");
    assert!(marker.ends_with(&format!("attested {COMMIT}\n")), "{marker}");
    // What is known to be attested is good for both kinds of job.
    runner.is_installed(runner.run());
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn what_was_kept_without_a_look_at_its_attestation_is_fetched_again() {
    let Some((runner, server)) = attested("amiforge/amiforge", WORKFLOW, COMMIT) else {
        return;
    };
    let trusting = runner.with("AMIFORGE_SETUP_VERIFY_ATTESTATION", "false");
    trusting.is_installed(trusting.run());
    assert_eq!(server.asked().len(), 1);
    let verifying = trusting.with("AMIFORGE_SETUP_VERIFY_ATTESTATION", "true");
    verifying.is_installed(verifying.run());
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn gh_refuses_what_somebody_else_has_built_or_from_another_commit() {
    let other = COMMIT.replace('0', "9");
    for (repository, workflow, commit, said) in [
        (
            "amiforge/amiforge",
            WORKFLOW,
            other.as_str(),
            "SourceRepositoryDigest",
        ),
        ("attacker/amiforge", WORKFLOW, COMMIT, "does not hold"),
        (
            "amiforge/amiforge",
            ".github/workflows/ci.yml",
            COMMIT,
            "does not hold",
        ),
    ] {
        let Some((runner, _server)) = attested(repository, workflow, commit) else {
            return;
        };
        let runner = runner.program("tar", "#!/bin/sh\ntouch \"$HOME/unpacked\"\n");
        let error = runner.refuses(3, runner.run());
        assert!(
            error.contains("is not unpacked") && error.contains(said),
            "{error}"
        );
        assert!(!runner.path("unpacked").exists());
    }
    // A bundle about another file, none at all, and one that is a text with commands in it.
    for bundle in [
        None,
        Some(&b"{}"[..]),
        Some(b"\n::set-output name=path::x\n##[add-mask]a\n"),
    ] {
        let (runner, archive) = Runner::released();
        let Some(about_another) = attest(&runner, b"another file", "amiforge/amiforge", WORKFLOW, COMMIT)
        else {
            return;
        };
        let server = mirror(archive, bundle.map_or(about_another, <[u8]>::to_vec));
        let Some(runner) = verifying(runner, &server) else {
            return;
        };
        let error = runner.refuses(3, runner.run());
        assert!(error.contains("does not hold"), "{error}");
    }
}

/// Says how it was called, and agrees.
const GH: &str = r#"#!/bin/sh
case "$*" in *--help) echo "  --source-digest string"; exit ;; esac
for argument; do echo "$argument"; done >"$HOME/arguments"
env >"$HOME/variables"
"#;

#[test]
fn no_token_of_the_machine_or_the_job_is_used() {
    let (runner, archive) = Runner::released();
    let server = mirror(archive, b"{}".to_vec());
    let runner = runner
        .program("gh", GH)
        .with("AMIFORGE_MIRROR", &server.url)
        .with("AMIFORGE_SETUP_VERIFY_ATTESTATION", "true")
        .with("GH_TOKEN", "ghs_of-the-job")
        .with("GITHUB_TOKEN", "ghs_of-the-job")
        .with("GH_ENTERPRISE_TOKEN", "ghs_of-the-job")
        .with("GH_HOST", "ghes.example.com");
    runner.is_installed(runner.run());
    let (arguments, variables) = (runner.told("arguments"), runner.told("variables"));
    assert!(
        !variables.contains("ghs_") && !variables.contains("ghes."),
        "{variables}"
    );
    let temporary = runner.temporary().display().to_string();
    // And nothing is written to the home, which a runner of one's own may not let it.
    for name in ["GH_CONFIG_DIR", "XDG_CACHE_HOME", "XDG_STATE_HOME"] {
        assert!(
            variables.contains(&format!("\n{name}={temporary}/")),
            "{name}: {variables}"
        );
    }
    // Files lie below a folder with a name of its own.
    let told: Vec<&str> = arguments
        .lines()
        .map(|line| {
            line.strip_prefix(&temporary)
                .map_or(line, |rest| rest.rsplit('/').next().expect("a name"))
        })
        .collect();
    let (file, bundle) = (asset(VERSION, LINUX), format!("amiforge-{VERSION}.sigstore.json"));
    let workflow = format!("amiforge/amiforge/{WORKFLOW}");
    let expected = [
        "attestation",
        "verify",
        &file,
        "--bundle",
        &bundle,
        "--hostname",
        "github.com",
        "--repo",
        "amiforge/amiforge",
        "--signer-workflow",
        &workflow,
        "--source-digest",
        COMMIT,
        "--deny-self-hosted-runners",
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_flags_are_those_of_the_real_gh() {
    let Some(gh) = tool("gh") else { return };
    let help = clean(Command::new(gh))
        .args(["attestation", "verify", "--help"])
        .output();
    let help = String::from_utf8(help.expect("gh starts").stdout).expect("UTF-8");
    let script = fs::read_to_string(project().join("actions/setup/install.sh")).expect("the script");
    let (_, asked) = script.split_once("set -- attestation verify").expect("the call");
    let (asked, _) = asked.split_once("attended ask_gh").expect("its end");
    let flags: Vec<&str> = asked
        .split_whitespace()
        .filter(|word| word.starts_with("--") && word.len() > 2)
        .collect();
    assert!(flags.len() >= 7, "{flags:?}");
    for flag in flags {
        assert!(help.contains(&format!("{flag} ")), "{flag}");
    }
}

#[test]
fn without_a_gh_that_can_it_fails() {
    for (gh, said) in [
        (None, "verify-attestation needs gh, which is not on this runner"),
        (
            Some(
                "#!/bin/sh\ncase $1 in --version) echo 'gh version 2.67.0 (2025-02-11)' ;; *) echo '  --repo string' ;; esac\n",
            ),
            "verify-attestation needs gh 2.68.0 or newer; this runner has gh version 2.67.0",
        ),
        // Before 2.49.0 it knew no attestations.
        (
            Some("#!/bin/sh\necho 'unknown command' >&2\nexit 1\n"),
            "needs gh 2.68.0 or newer; this runner has ",
        ),
    ] {
        let (mut runner, archive) = Runner::released();
        let server = Server::of(archive);
        if let Some(gh) = gh {
            runner = runner.program("gh", gh);
        } else if std::env::split_paths(&std::env::var_os("PATH").expect("a path"))
            .any(|folder| folder.join("gh").exists())
        {
            // A machine that has one.
            continue;
        }
        let runner = runner
            .with("AMIFORGE_MIRROR", &server.url)
            .with("AMIFORGE_SETUP_VERIFY_ATTESTATION", "true");
        let error = runner.refuses(2, runner.run());
        assert!(error.contains(said), "{error}");
    }
}
