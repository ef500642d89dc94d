//! Answers of GitHub that lead elsewhere: a repository that has another name is followed, another server is not.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::support::{Folder, Run};

/// Answers every request alike, and tells the first.
fn serve(listener: TcpListener, answer: String) -> std::sync::mpsc::Receiver<String> {
    let (send, told) = std::sync::mpsc::channel();
    // It ends with the process.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.extend(byte);
            }
            // Told before who asks can have come to an end.
            let _ = send.send(String::from_utf8_lossy(&head).to_lowercase());
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    told
}

fn answer(status: &str, header: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{header}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}")
}

fn bump(api: &str) -> Run {
    let folder = Folder::new();
    let pin = "resource \"aws_launch_template\" \"nodes\" {\n  image_id = \"ami-0e5b1c7a9d3f20468\"\n}\n";
    folder.write("eu-west-1/main.tf", pin).repository();
    folder.write("none.json", r#"{"schema": "amiforge/releases/v1", "places": []}"#);
    folder.amiforge_with(
        ["bump", "--forge", "github", "--releases", "none.json"],
        &[
            ("GITHUB_API_URL", api),
            ("GITHUB_TOKEN", "a-token"),
            ("GITHUB_REPOSITORY", "octocat/images"),
        ],
        b"",
    )
}

#[test]
fn nothing_is_asked_of_another_server() {
    let [here, there] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    let [api, other] = [&here, &there].map(|at| format!("http://{}", at.local_addr().expect("an address")));
    let asked = serve(there, answer("404 Not Found", ""));
    let location = format!("Location: {other}/repos/octocat/images\r\n");
    let told = serve(here, answer("301 Moved Permanently", &location));
    let run = bump(&api);
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!(run.stderr.contains("status 301"), "{run:#?}");
    assert!(!run.stderr.contains("a-token"), "{run:#?}");
    assert!(
        told.recv()
            .expect("a request")
            .contains("authorization: bearer a-token")
    );
    assert!(asked.try_recv().is_err());
}

#[test]
fn a_circle_ends() {
    let here = TcpListener::bind("127.0.0.1:0").expect("a port");
    let api = format!("http://{}", here.local_addr().expect("an address"));
    let told = serve(
        here,
        answer("301 Moved Permanently", "Location: /repos/octocat/images\r\n"),
    );
    let run = bump(&api);
    assert_eq!(run.code, Some(3), "{run:#?}");
    assert!((2..10).contains(&told.try_iter().count()));
}
