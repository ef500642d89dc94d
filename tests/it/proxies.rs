//! Networks in which a proxy stands between: what the environment names is used, for AWS and for GitHub.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use crate::support::{Folder, Run};

/// A proxy that lets nothing through and remembers what it was asked for.
struct Proxy {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let memory = Arc::clone(&asked);
        // It ends with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let mut first = String::new();
                let read = BufReader::new(&stream).read_line(&mut first);
                if read.is_ok() {
                    memory.lock().expect("nobody panicked").push(first);
                }
                let refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                let _ = stream.write_all(refusal.as_bytes());
            }
        });
        Self { url, asked }
    }

    fn asked_for(&self, what: &str) -> bool {
        let asked = self.asked.lock().expect("nobody panicked");
        asked.iter().any(|line| line.starts_with(what))
    }
}

fn run(arguments: &[&str], env: &[(&str, &str)]) -> Run {
    let folder = Folder::new();
    let pin = "resource \"aws_launch_template\" \"nodes\" {\n  image_id = \"ami-0e5b1c7a9d3f20468\"\n}\n";
    folder.write("eu-west-1/main.tf", pin).repository();
    folder.amiforge_with(arguments, env, b"")
}

/// Nobody listens there.
const NOWHERE: &str = "http://127.0.0.1:1";

#[cfg(feature = "aws")]
#[test]
fn aws_is_asked_through_the_proxy_of_the_environment() {
    for (variable, direct, through) in [
        ("HTTP_PROXY", "", true),
        ("http_proxy", "example.com", true),
        ("HTTP_PROXY", "127.0.0.1", false),
    ] {
        let proxy = Proxy::start();
        let ran = run(
            &["releases", "--region", "eu-west-1"],
            &[
                (variable, &proxy.url),
                ("NO_PROXY", direct),
                ("AWS_ENDPOINT_URL", NOWHERE),
                ("AWS_ACCESS_KEY_ID", "AKIA000000000000TEST"),
                ("AWS_SECRET_ACCESS_KEY", "a-secret-of-the-usual-length-0000000000"),
                ("AWS_EC2_METADATA_DISABLED", "true"),
            ],
        );
        assert_eq!(ran.code, Some(3), "{ran:#?}");
        assert_eq!(
            proxy.asked_for(&format!("POST {NOWHERE}/")),
            through,
            "{variable} {direct}"
        );
    }
}

#[cfg(feature = "github")]
#[test]
fn github_is_asked_through_the_proxy_of_the_environment() {
    for (variable, direct, through) in [("http_proxy", "", true), ("HTTP_PROXY", "127.0.0.1", false)] {
        let proxy = Proxy::start();
        let folder = Folder::new();
        folder.write("none.json", r#"{"schema": "amiforge/releases/v1", "places": []}"#);
        let facts = folder.path().join("none.json");
        let ran = run(
            &[
                "bump",
                "--forge",
                "github",
                "--releases",
                facts.to_str().expect("UTF-8"),
            ],
            &[
                (variable, &proxy.url),
                ("NO_PROXY", direct),
                ("GITHUB_API_URL", NOWHERE),
                ("GITHUB_TOKEN", "a-token"),
                ("GITHUB_REPOSITORY", "octocat/images"),
            ],
        );
        assert_eq!(ran.code, Some(3), "{ran:#?}");
        let line = format!("GET {NOWHERE}/repos/octocat/images ");
        assert_eq!(proxy.asked_for(&line), through, "{variable} {direct}: {ran:#?}");
    }
}
