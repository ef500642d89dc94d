//! The container image: made without an engine, read by `crane`, pushed to a registry once.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{BINARY, Refuses, Release, VERSION, asset};
use crate::support::{Run, clean, tool};

/// Assets, certificates, and the folder of an image made from them.
fn image(release: &Release, name: &str) -> (PathBuf, Run) {
    let out = release.folder.path().join(name);
    let assets = release.folder.path().join("assets").display().to_string();
    let certificates = release
        .folder
        .path()
        .join("certificates.pem")
        .display()
        .to_string();
    let run = release.run_with(
        "image.sh",
        &[VERSION, &assets, &out.display().to_string()],
        &[("AMIFORGE_CERTIFICATES", &certificates)],
    );
    (out, run)
}

fn ready() -> Option<Release> {
    let release = Release::new()?;
    release.assets();
    release.folder.write(
        "certificates.pem",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    );
    Some(release)
}

fn blob(image: &Path, descriptor: &Value) -> PathBuf {
    let digest = descriptor["digest"].as_str().expect("a digest");
    image.join("blobs").join(digest.replace(':', "/"))
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

#[test]
fn an_image_has_the_binary_certificates_and_nothing_else() {
    let Some(release) = ready() else { return };
    let (out, run) = image(&release, "image");
    let digest = run.ends(0).stdout;
    let index = json(&out.join("index.json"));
    let manifests = index["manifests"].as_array().expect("manifests");
    let architectures: Vec<&Value> = manifests
        .iter()
        .map(|one| &one["platform"]["architecture"])
        .collect();
    assert_eq!(architectures, ["amd64", "arm64"]);
    for manifest in manifests {
        let content = json(&blob(&out, manifest));
        let config = json(&blob(&out, &content["config"]));
        assert_eq!(config["architecture"], manifest["platform"]["architecture"]);
        assert_eq!(config["config"]["User"], "65532:65532");
        assert_eq!(
            config["config"]["Entrypoint"],
            serde_json::json!(["/usr/local/bin/amiforge"])
        );
        let labels = &config["config"]["Labels"];
        assert_eq!(labels["org.opencontainers.image.version"], VERSION);
        assert_eq!(labels["org.opencontainers.image.revision"], release.head());
        assert_eq!(labels["org.opencontainers.image.created"], "2026-11-26T10:20:31Z");
        assert_eq!(
            labels["org.opencontainers.image.licenses"],
            env!("CARGO_PKG_LICENSE")
        );
        assert_eq!(
            labels["org.opencontainers.image.description"],
            env!("CARGO_PKG_DESCRIPTION")
        );
        let listed = Command::new("tar")
            .args(["-tzvf"])
            .arg(blob(&out, &content["layers"][0]))
            .output()
            .expect("tar");
        let listed = String::from_utf8(listed.stdout).expect("text");
        let files: Vec<String> = listed
            .lines()
            .map(|line| format!("{} {}", &line[..10], line.rsplit(' ').next().expect("a name")))
            .collect();
        assert_eq!(
            files,
            [
                "drwxr-xr-x etc/",
                "drwxr-xr-x etc/ssl/",
                "drwxr-xr-x etc/ssl/certs/",
                "-rw-r--r-- etc/ssl/certs/ca-certificates.crt",
                "drwxrwxrwt tmp/",
                "drwxr-xr-x usr/",
                "drwxr-xr-x usr/local/",
                "drwxr-xr-x usr/local/bin/",
                "-rwxr-xr-x usr/local/bin/amiforge",
            ]
        );
    }
    // The same again is the same image; and one that is there is not written over.
    assert_eq!(image(&release, "again").1.ends(0).stdout, digest);
    image(&release, "again").1.refuses("exists already");
    release.folder.write("certificates.pem", "nothing");
    image(&release, "other").1.refuses("no root certificates");
    release
        .folder
        .write("certificates.pem", "-----BEGIN CERTIFICATE-----\n");
    fs::remove_file(
        release
            .folder
            .path()
            .join("assets")
            .join(asset("aarch64-unknown-linux-musl")),
    )
    .expect("a file");
    image(&release, "other").1.refuses("is missing");
}

/// A registry of its own, until it is dropped.
struct Registry {
    process: Child,
    address: String,
}

impl Registry {
    fn start(crane: &Path) -> Self {
        let mut process = clean(Command::new(crane))
            .args(["registry", "serve", "--address", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("a registry");
        // It says where it listens.
        let mut lines = BufReader::new(process.stderr.take().expect("a pipe")).lines();
        let address = loop {
            let line = lines.next().expect("a line").expect("text");
            if let Some(at) = line.find("127.0.0.1:").or_else(|| line.find("serving on port ")) {
                let port = line[at..]
                    .trim_end_matches(|c: char| !c.is_ascii_digit())
                    .rsplit([':', ' '])
                    .next()
                    .expect("a port");
                break format!("localhost:{port}");
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn an_image_is_pushed_once_and_can_be_run_from_what_was_pulled() {
    let Some(crane) = tool("crane") else { return };
    let Some(release) = ready() else { return };
    let (out, run) = image(&release, "image");
    let digest = run.ends(0).stdout.trim().to_owned();
    let registry = Registry::start(&crane);
    let name = format!("{}/amiforge/amiforge", registry.address);
    let push = |layout: &Path| {
        release.run(
            "push.sh",
            &[
                VERSION,
                &layout.display().to_string(),
                &name,
                &crane.display().to_string(),
            ],
        )
    };
    assert_eq!(push(&out).ends(0).stdout.trim(), format!("{name}@{digest}"));
    assert_eq!(push(&out).ends(0).stdout.trim(), format!("{name}@{digest}"));

    // Another image under the same version is refused, and the first one stays.
    release
        .folder
        .write("certificates.pem", "-----BEGIN CERTIFICATE-----\nother\n");
    let (other, run) = image(&release, "other");
    assert_ne!(run.ends(0).stdout.trim(), digest);
    push(&other).refuses("already");

    // What a machine with another processor pulls is another one; this one starts.
    let pulled = release.folder.path().join("pulled");
    fs::create_dir_all(&pulled).expect("a folder");
    let script = format!(
        "set -euo pipefail; '{}' export --platform linux/amd64 {name}:{VERSION} - | tar -x -C '{}'",
        crane.display(),
        pulled.display()
    );
    let done = Command::new("bash").args(["-c", &script]).status().expect("bash");
    assert!(done.success());
    let output = clean(Command::new(pulled.join("usr/local/bin/amiforge")))
        .arg("--version")
        .env("AMIFORGE_REAL", BINARY)
        .output()
        .expect("it starts");
    assert_eq!(Run::of(&output).stdout.trim(), format!("amiforge {VERSION}"));
}

#[test]
fn the_hook_names_the_image_that_is_pushed() {
    let hooks =
        fs::read_to_string(crate::support::project().join(".pre-commit-hooks.yaml")).expect("the hooks");
    let workflow = fs::read_to_string(crate::support::project().join(".github/workflows/release.yml"))
        .expect("the workflow");
    assert!(
        workflow.contains("IMAGE: ghcr.io/${{ github.repository }}"),
        "{workflow}"
    );
    assert!(
        hooks.contains(&format!("ghcr.io/amiforge/amiforge:{VERSION} ")),
        "{hooks}"
    );
}
