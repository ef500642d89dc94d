//! The sums in the action, and the proof that commit B may carry the tag.

use std::fs;
use std::path::PathBuf;

use super::{CHECKSUMS, CHECKSUMS_BEFORE, Refuses, Release, VERSION, asset, targets};
use crate::support::Run;

fn sum(file: &std::path::Path) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(fs::read(file).expect("a file"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn add(release: &Release, version: &str, commit: &str, assets: &std::path::Path) -> Run {
    release.run("checksums.sh", &[version, commit, &assets.display().to_string()])
}

#[test]
fn sums_stand_below_their_version_newest_first_and_never_change() {
    let Some(release) = Release::new() else { return };
    let assets = release.assets();
    let a = release.head();
    let old = format!(
        "# 0.0.1 {}\n{}  amiforge-0.0.1-old.tar.gz\n",
        "b".repeat(40),
        "1".repeat(64)
    );
    release.write(CHECKSUMS, &format!("{CHECKSUMS_BEFORE}{old}"));
    add(&release, VERSION, &a, &assets).ends(0);
    let mut expected = format!("{CHECKSUMS_BEFORE}# {VERSION} {a}\n");
    for target in targets() {
        let name = asset(&target);
        expected.push_str(&format!("{}  {name}\n", sum(&assets.join(&name))));
    }
    expected.push_str(&old);
    assert_eq!(release.read(CHECKSUMS), expected);

    add(&release, VERSION, &a, &assets).ends(0);
    assert_eq!(release.read(CHECKSUMS), expected);

    add(&release, VERSION, &"c".repeat(40), &assets).refuses("other sums");
    fs::write(assets.join(asset(&targets()[0])), "other").expect("a file");
    add(&release, VERSION, &a, &assets).refuses("other sums");
    fs::remove_file(assets.join(asset(&targets()[0]))).expect("a file");
    add(&release, "9.9.9", &a, &assets).refuses("is missing");
    add(&release, VERSION, "main", &assets).refuses("no whole commit");
    assert_eq!(release.read(CHECKSUMS), expected);
}

/// A release with commit B as it should be: A, B, the assets.
struct Proof {
    release: Release,
    a: String,
    assets: PathBuf,
}

impl Proof {
    fn new() -> Option<Self> {
        let release = Release::new()?;
        let assets = release.assets();
        let a = release.head();
        add(&release, VERSION, &a, &assets).ends(0);
        release.attested(&a);
        Some(Self { release, a, assets })
    }

    fn prove(&self, b: &str) -> Run {
        let assets = self.assets.display().to_string();
        self.release.run("prove.sh", &[VERSION, &self.a, b, &assets])
    }
}

#[test]
fn a_commit_that_adds_the_sums_alone_is_proven() {
    let Some(proof) = Proof::new() else { return };
    let b = proof.release.commit("Sums");
    let run = proof.prove(&b).ends(0);
    assert!(run.stdout.contains(&b), "{run:#?}");
    // GitHub was asked about every archive and the bill of materials, and told what to insist on.
    let log = fs::read_to_string(proof.release.folder.path().join("github/log")).expect("a log");
    let asked: Vec<&str> = log
        .lines()
        .filter(|line| line.starts_with("attestation verify"))
        .collect();
    assert_eq!(asked.len(), targets().len() + 1);
    let insisted = format!(
        "--source-ref refs/heads/main --source-digest {} --deny-self-hosted-runners",
        proof.a
    );
    assert!(asked.iter().all(|line| line.contains(&insisted)), "{log}");
}

#[test]
fn a_commit_that_does_more_is_not_proven() {
    let Some(proof) = Proof::new() else { return };
    let release = &proof.release;
    let reset = || release.git(&["reset", "--quiet", "--hard", &proof.a]);
    let sums = release.read(CHECKSUMS);

    release.write("README.md", "changed");
    let b = release.commit("A second file");
    proof.prove(&b).refuses("changes more than the text");
    reset();

    release.write(CHECKSUMS, &sums).write("new", "");
    let b = release.commit("A new file");
    proof.prove(&b).refuses("changes more than the text");
    reset();

    release.write(CHECKSUMS, &sums);
    release.git(&["add", "--all"]);
    release.git(&["update-index", "--chmod=+x", CHECKSUMS]);
    release.git(&["commit", "--quiet", "--message", "Another mode"]);
    proof.prove(&release.head()).refuses("changes more than the text");
    reset();

    release.write(CHECKSUMS, &format!("{sums}# and more\n"));
    let b = release.commit("A line more");
    proof.prove(&b).refuses("is not that of");
    reset();

    release.write(CHECKSUMS, &sums.replace(CHECKSUMS_BEFORE, ""));
    let b = release.commit("Lines less");
    proof.prove(&b).refuses("is not that of");
    reset();

    let b = release.commit("Nothing");
    proof.prove(&b).refuses("changes more than the text");
    reset();

    release.commit("Between");
    release.write(CHECKSUMS, &sums);
    let b = release.commit("A grandchild");
    proof.prove(&b).refuses("is no child of");
    reset();

    release.write(CHECKSUMS, &sums);
    let tree = {
        release.git(&["add", "--all"]);
        release.git(&["write-tree"])
    };
    let other = release.git(&[
        "commit-tree",
        &format!("{}^{{tree}}", proof.a),
        "-m",
        "Another root",
    ]);
    let b = release.git(&[
        "commit-tree",
        &tree,
        "-p",
        &proof.a,
        "-p",
        &other,
        "-m",
        "A merge",
    ]);
    proof.prove(&b).refuses("is no child of");
    proof.prove("HEAD").refuses("no whole commit");
}

#[test]
fn sums_of_other_archives_are_not_proven() {
    let Some(proof) = Proof::new() else { return };
    let b = proof.release.commit("Sums");
    for target in targets() {
        let file = proof.assets.join(asset(&target));
        let bytes = fs::read(&file).expect("an archive");
        fs::write(&file, "another archive").expect("a file");
        proof.prove(&b).refuses("is not that of");
        fs::write(&file, bytes).expect("a file");
    }
    proof.prove(&b).ends(0);
}

#[test]
fn another_version_is_not_proven() {
    let Some(release) = Release::new() else { return };
    let assets = release.assets();
    let toml = release.read("Cargo.toml").replacen(VERSION, "9.9.9", 1);
    let a = release.write("Cargo.toml", &toml).commit("Another version");
    add(&release, VERSION, &a, &assets).ends(0);
    let b = release.commit("Sums");
    release.attested(&a);
    let assets = assets.display().to_string();
    release
        .run("prove.sh", &[VERSION, &a, &b, &assets])
        .refuses("has version 9.9.9");
}

#[test]
fn an_attestation_of_something_else_is_not_proven() {
    let Some(proof) = Proof::new() else { return };
    let b = proof.release.commit("Sums");
    let good = proof.release.attested(&proof.a);
    let other = "d".repeat(40);
    for (name, value) in [
        ("sourceRepositoryDigest", other.as_str()),
        ("sourceRepositoryURI", "https://github.com/someone/amiforge"),
        ("sourceRepositoryRef", "refs/heads/topic"),
        (
            "buildSignerURI",
            "https://github.com/amiforge/amiforge/.github/workflows/ci.yml@refs/heads/main",
        ),
        ("runnerEnvironment", "self-hosted"),
    ] {
        let mut bad = good.clone();
        bad[name] = value.into();
        proof.release.attest(&bad);
        proof.prove(&b).refuses(&format!("{name} is {value}"));
    }
    let mut about = good.clone();
    about["about"] = "e".repeat(64).into();
    proof.release.attest(&about);
    proof.prove(&b).refuses("it is about another file");

    let attested = proof.release.folder.path().join("github/attested");
    fs::remove_file(&attested).expect("a file");
    proof.prove(&b).refuses("has no attestation");
    proof.release.attest(&good);
    proof.prove(&b).ends(0);
}
