//! A commit that is fetched: what the server is told, and what of the repository stays.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use amiforge::git::Server;

use super::*;

const NOT_FOUND: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// The credentials that one request brings.
fn credentials_of_one_request(listener: &TcpListener, answer: &[u8]) -> Vec<String> {
    let (mut stream, _) = listener.accept().expect("a request");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).expect("a head");
        head.extend(byte);
    }
    stream.write_all(answer).expect("an answer");
    let head = String::from_utf8(head).expect("UTF-8");
    let lines = head.lines().map(str::to_ascii_lowercase);
    lines.filter(|line| line.starts_with("authorization:")).collect()
}

#[test]
fn the_server_gets_one_header_also_where_a_checkout_has_left_its_own() {
    let (folder, _) = repository();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let below = format!("http://{}/", listener.local_addr().expect("an address"));
    let key = format!("http.{below}.extraheader");
    folder.git(&["config", &key, "AUTHORIZATION: basic of-the-checkout"]);
    let server = std::thread::spawn(move || credentials_of_one_request(&listener, NOT_FOUND));
    let url = format!("{below}octocat/images");
    let missing = CommitId::parse(&"1".repeat(40)).expect("an id");
    let from = Server {
        url: &url,
        header: Some((&below, "AUTHORIZATION: basic ours")),
    };
    let refused = Git::at(folder.path())
        .fetch(from, &missing)
        .expect_err("there is no repository")
        .to_string();
    assert_eq!(server.join().expect("a request"), ["authorization: basic ours"]);
    assert!(!refused.contains("ours"), "{refused}");
}

#[test]
fn nothing_is_followed_to_another_server() {
    let (folder, _) = repository();
    let [here, there] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    let below = format!("http://{}/", here.local_addr().expect("an address"));
    let to = there.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        let answer = format!(
            "HTTP/1.1 301 Moved Permanently\r\nLocation: http://{to}/o/r/info/refs?service=git-upload-pack\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        credentials_of_one_request(&here, answer.as_bytes())
    });
    let url = format!("{below}o/r");
    let missing = CommitId::parse(&"1".repeat(40)).expect("an id");
    let from = Server {
        url: &url,
        header: Some((&below, "AUTHORIZATION: basic ours")),
    };
    let refused = Git::at(folder.path())
        .fetch(from, &missing)
        .expect_err("it leads away")
        .to_string();
    assert_eq!(server.join().expect("a request"), ["authorization: basic ours"]);
    there.set_nonblocking(true).expect("a socket");
    let asked = there.accept().map(|_| ());
    assert!(asked.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock));
    assert!(!refused.contains("ours"), "{refused}");
}

#[test]
fn a_commit_comes_alone_to_a_history_that_is_cut_and_whole_to_one_that_is_whole() {
    let (server, _) = repository();
    let url = format!("file://{}", server.path().display());
    let from = Server {
        url: &url,
        header: None,
    };
    let whole = Folder::new();
    whole.git(&["clone", "--quiet", &url, "."]);
    let cut = Folder::new();
    cut.git(&["clone", "--quiet", "--depth=1", &url, "."]);
    for second in 1..=2 {
        commit_at(&server, THEN + second);
    }
    let newest = head(&server);
    for (folder, commits) in [(&whole, "3"), (&cut, "1")] {
        let references = folder.git(&["for-each-ref"]);
        let git = Git::at(folder.path());
        for _ in 0..2 {
            git.fetch(from, &newest).expect("fetched");
        }
        assert_eq!(folder.git(&["rev-list", "--count", newest.as_str()]), commits);
        assert_eq!(folder.git(&["for-each-ref"]), references);
    }
    let odd = Server {
        url: "ext::touch odd",
        header: None,
    };
    let missing = CommitId::parse(&"1".repeat(40)).expect("an id");
    assert!(Git::at(whole.path()).fetch(odd, &missing).is_err());
    assert!(!whole.path().join("odd").exists());
}
