//! The crate: what is in it, and that it is published once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use super::{Refuses, Release, VERSION, copy};
use crate::support::{Run, clean, project};

/// An index of crates that gives one answer.
fn index(status: &'static str, body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    // It ends with the process.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut lines = BufReader::new(&stream).lines();
            let first = lines.next().and_then(Result::ok).unwrap_or_default();
            while lines
                .next()
                .and_then(Result::ok)
                .is_some_and(|line| !line.is_empty())
            {}
            let (status, body) = if first.starts_with("GET /am/if/amiforge ") {
                (status, body.as_str())
            } else {
                ("400 Bad Request", "")
            };
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    address
}

fn ready() -> Option<Release> {
    let release = Release::new()?;
    for name in ["src", "benches", "docs", "tests", "actions", "fuzz/Cargo.toml"] {
        if name == "tests" {
            // Of the tests one file is enough to see that they are left out.
            copy(
                &project().join("tests/it/main.rs"),
                &release.work().join("tests/it/main.rs"),
            );
            continue;
        }
        copy(&project().join(name), &release.work().join(name));
    }
    release.write(".gitignore", "/target\n").commit("Code");
    Some(release)
}

fn run(release: &Release, index: &str) -> Run {
    release.run_with(
        "crate.sh",
        &[VERSION, "--dry-run"],
        &[("AMIFORGE_INDEX", index), ("CARGO_NET_OFFLINE", "true")],
    )
}

#[test]
fn a_crate_is_published_once() {
    let Some(release) = ready() else { return };
    let first = run(&release, &index("404 Not Found", String::new())).ends(0);
    assert!(first.stdout.contains("not on crates.io"), "{first:#?}");
    let file = release
        .work()
        .join(format!("target/package/amiforge-{VERSION}.crate"));
    let sum = sum(&file);
    let line = |version: &str, sum: &str| {
        format!("{{\"name\":\"amiforge\",\"vers\":\"{version}\",\"cksum\":\"{sum}\"}}\n")
    };

    let older = run(&release, &index("200 OK", line("0.0.1", &"0".repeat(64)))).ends(0);
    assert!(older.stdout.contains("not on crates.io"), "{older:#?}");
    let same = format!("{}{}", line("0.0.1", &"0".repeat(64)), line(VERSION, &sum));
    let same = run(&release, &index("200 OK", same)).ends(0);
    assert!(same.stdout.contains("already"), "{same:#?}");
    run(&release, &index("200 OK", line(VERSION, &"0".repeat(64)))).refuses("another file");
    run(&release, &index("403 Forbidden", String::new())).refuses("answers 403");
    release
        .run("crate.sh", &["9.9.9", "--dry-run"])
        .refuses("not 9.9.9");
    release
        .run("crate.sh", &[VERSION, "--force"])
        .refuses("this is no option");
}

fn sum(file: &Path) -> String {
    let output = Command::new("sha256sum").arg(file).output().expect("sha256sum");
    String::from_utf8_lossy(&output.stdout)
        .split(' ')
        .next()
        .expect("a sum")
        .to_owned()
}

#[test]
fn a_crate_has_what_a_build_needs_and_nothing_else() {
    let Some(release) = ready() else { return };
    let output = clean(Command::new(env!("CARGO")))
        .args(["package", "--list", "--offline"])
        .current_dir(release.work())
        .output()
        .expect("cargo");
    let run = Run::of(&output).ends(0);
    let files: Vec<&str> = run.stdout.lines().collect();
    let kinds: std::collections::BTreeSet<&str> = files
        .iter()
        .map(|file| file.split('/').next().expect("a part"))
        .collect();
    let expected = [
        ".cargo_vcs_info.json",
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "Cargo.toml.orig",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "benches",
        "docs",
        "src",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), expected);
    // Everything of another folder that the code reads when it is built.
    let mut read = std::collections::BTreeSet::new();
    for file in files
        .iter()
        .filter(|file| file.starts_with("src/") && Path::new(file).extension().is_some_and(|end| end == "rs"))
    {
        let text = std::fs::read_to_string(project().join(file)).expect("a file");
        for part in text.split("include_str!(\"").skip(1) {
            if let Some(at) = part
                .split('"')
                .next()
                .and_then(|path| path.find("docs/").map(|at| &path[at..]))
            {
                read.insert(at.to_owned());
            }
        }
    }
    let docs: std::collections::BTreeSet<String> = files
        .iter()
        .filter(|file| file.starts_with("docs/"))
        .map(ToString::to_string)
        .collect();
    assert_eq!(docs, read);
}
