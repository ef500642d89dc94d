//! What is kept for later jobs: whole or not at all, whoever else is at work.

use std::fs;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::server::{Answer, Server};
use super::{LINUX, Runner, VERSION, asset, files, patient, program, sum};
use crate::support::{Run, clean};

fn with_server() -> (Runner, Server, Vec<u8>) {
    let (runner, archive) = Runner::released();
    let server = Server::of(archive.clone());
    let runner = runner.with("AMIFORGE_MIRROR", &server.url);
    (runner, server, archive)
}

#[test]
fn what_is_not_what_was_installed_is_replaced() {
    let (runner, server, archive) = with_server();
    let marker = runner.cache().join(format!("amiforge/{VERSION}/x64.complete"));
    let good = format!(
        "from {}\nbinary {}\n",
        sum(&archive),
        sum(program(VERSION).as_bytes())
    );
    let other = program(VERSION) + "touch \"$HOME/executed\"\n";
    let cases: [(&str, String); 7] = [
        // Half a binary, another one, one without a marker, and one whose marker is of another archive.
        (&program(VERSION)[..12], good.clone()),
        (&other, good.clone()),
        (&program(VERSION), String::new()),
        (&program(VERSION), good.replace("from ", "from 0")),
        (&program(VERSION), good.replace("binary ", "binary 0")),
        (&other, format!("from {}\n", sum(&archive))),
        ("", String::new()),
    ];
    for (number, (binary, said)) in cases.iter().enumerate() {
        fs::create_dir_all(runner.kept().parent().expect("a folder")).expect("folders");
        fs::write(runner.kept(), binary).expect("a binary");
        fs::write(&marker, said).expect("a marker");
        runner.is_installed(runner.run());
        assert_eq!(fs::read_to_string(&marker).expect("a marker"), good);
        assert_eq!(server.asked().len(), number + 1, "{binary:?} {said:?}");
    }
    assert!(!runner.path("executed").exists());
    runner.is_installed(runner.run());
    assert_eq!(server.asked().len(), cases.len());
}

#[test]
fn a_tool_cache_that_cannot_be_written_is_done_without() {
    for cache in ["a file", ""] {
        let (runner, server, _) = with_server();
        runner.home.write("a file", "");
        let path = if cache.is_empty() {
            String::new()
        } else {
            runner.path(cache).display().to_string()
        };
        let runner = runner.with("RUNNER_TOOL_CACHE", path);
        for _ in 0..2 {
            let run = runner.run().ends(0);
            assert_eq!(
                run.stdout.contains("cannot be written"),
                !cache.is_empty() && run.stdout.contains("fetching")
            );
            let binary = runner
                .temporary()
                .join(format!("amiforge/{VERSION}/x64/amiforge"));
            assert!(
                runner
                    .told("GITHUB_OUTPUT")
                    .starts_with(&format!("path={}\n", binary.display()))
            );
            assert_eq!(files(&runner.temporary()).len(), 2);
            assert_eq!(server.asked().len(), 1);
        }
    }
}

#[test]
fn a_home_that_is_not_there_is_done_without() {
    let (runner, _, _) = with_server();
    let home = runner.path("no home");
    let runner = runner.with("HOME", home.display().to_string());
    runner.is_installed(runner.run());
    assert!(!home.exists());
}

#[test]
fn several_at_once_do_not_disturb_each_other() {
    let (runner, _, _) = with_server();
    // Each on its own files, in the same tool cache.
    let mut all = Vec::new();
    for number in 0..6 {
        let mut command = runner.command(" for-job");
        for file in ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"] {
            command.env(file, runner.path(&format!("{file}-{number}")));
        }
        all.push(
            command
                .stdout(std::process::Stdio::piped())
                .spawn()
                .expect("bash starts"),
        );
    }
    for (number, child) in all.into_iter().enumerate() {
        let run = Run::of(&child.wait_with_output().expect("bash ends")).ends(0);
        let told = runner.told(&format!("GITHUB_OUTPUT-{number}"));
        assert!(told.contains(&format!("version={VERSION}\n")), "{run:#?}");
    }
    runner.is_installed(runner.run());
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_mins(3), "{what}");
        sleep(Duration::from_millis(10));
    }
}

/// Waits for the first bytes of a download. curl makes the file with them, and no other later.
fn until_it_downloads(runner: &Runner) {
    let archive = format!("/{}", asset(VERSION, LINUX));
    until("the download begins", || {
        files(&runner.temporary())
            .iter()
            .any(|name| name.ends_with(&archive))
    });
}

/// Processes that were started with this word in their arguments.
fn running(word: &str) -> usize {
    let all = fs::read_dir("/proc").expect("Linux").flatten();
    all.filter(|entry| {
        let arguments = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        String::from_utf8_lossy(&arguments).contains(word)
    })
    .count()
}

#[test]
fn a_cancelled_download_leaves_nothing() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let (runner, archive) = Runner::released();
        let server = Server::new(move |_, before| match before {
            0 => Answer::Stalled(archive[..10].to_vec()),
            _ => Answer::File(archive.clone()),
        });
        // It would go on for longer than this test waits.
        let runner = runner
            .program("curl", patient(3600))
            .with("AMIFORGE_MIRROR", &server.url);
        let child = std::cell::RefCell::new(runner.start());
        until_it_downloads(&runner);
        let signalled = clean(Command::new("kill"))
            .args(["-s", signal, &child.borrow().id().to_string()])
            .status();
        assert!(signalled.expect("kill starts").success());
        let ended = || child.borrow_mut().try_wait().expect("a child").is_some();
        until("the script ends", ended);
        let run = Run::of(&child.into_inner().wait_with_output().expect("bash ends"));
        assert_eq!(run.code, Some(code), "{run:#?}");
        assert_eq!(
            files(runner.home.path())
                .iter()
                .filter(|name| name.contains("x86_64"))
                .count(),
            0
        );
        assert_eq!(fs::read_dir(runner.temporary()).expect("a folder").count(), 0);
        assert_eq!(running(&server.url), 0, "curl goes with the script");
        runner.is_installed(runner.run());
    }
}

#[test]
fn a_killed_download_is_no_trouble_to_the_next_one() {
    let (runner, archive) = Runner::released();
    let server = Server::new(move |_, before| match before {
        0 => Answer::Stalled(archive[..10].to_vec()),
        _ => Answer::File(archive.clone()),
    });
    let runner = runner.with("AMIFORGE_MIRROR", &server.url);
    let mut child = runner.start();
    until_it_downloads(&runner);
    child.kill().expect("it is killed");
    child.wait().expect("it ended");
    assert_eq!(files(&runner.cache()), Vec::<String>::new());
    // The runner empties its temporary folder for the next job.
    fs::remove_dir_all(runner.temporary()).expect("it goes");
    runner.is_installed(runner.run());
}

#[test]
fn what_killed_runs_have_left_in_the_tool_cache_goes_after_an_hour() {
    let (runner, _, _) = with_server();
    let place = runner.cache().join(format!("amiforge/{VERSION}"));
    for name in [".x64.old", ".x64.new"] {
        fs::create_dir_all(place.join(name)).expect("a folder");
    }
    let aged = clean(Command::new("touch"))
        .args(["-d", "2 hours ago"])
        .arg(place.join(".x64.old"))
        .status();
    assert!(aged.expect("touch starts").success());
    runner.run().ends(0);
    assert!(!place.join(".x64.old").exists() && place.join(".x64.new").exists());
}
