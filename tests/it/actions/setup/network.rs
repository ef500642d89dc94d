//! Networks: what is tried again, what is not, which ways are taken.

use std::process::Command;

use super::server::{Answer, Server};
use super::{LINUX, Runner, VERSION, asset, patient};
use crate::support::clean;

/// Whose first answers are trouble.
fn troubled(archive: Vec<u8>, trouble: Vec<fn(&[u8]) -> Answer>) -> Server {
    Server::new(move |_, before| match trouble.get(before) {
        Some(trouble) => trouble(&archive),
        None => Answer::File(archive.clone()),
    })
}

#[test]
fn trouble_that_passes_is_waited_for() {
    let trouble: [fn(&[u8]) -> Answer; 4] = [
        |_| Answer::Status(500),
        |_| Answer::Status(429),
        |archive| Answer::Truncated(archive[..archive.len() / 2].to_vec()),
        |_| Answer::Nothing,
    ];
    let (runner, archive) = Runner::released();
    let server = troubled(archive, trouble.to_vec());
    let runner = runner.with("AMIFORGE_MIRROR", &server.url);
    runner.is_installed(runner.run());
    assert_eq!(server.asked().len(), 5);
    assert_eq!(runner.slept(), ["1", "2", "4", "8"]);
}

#[test]
fn trouble_that_stays_is_told() {
    let (runner, _) = Runner::released();
    let server = Server::new(|_, _| Answer::Status(503));
    let runner = runner.with("AMIFORGE_MIRROR", &server.url);
    let error = runner.refuses(3, runner.run());
    assert!(
        error.contains("after several attempts") && error.contains("503"),
        "{error}"
    );
    assert_eq!(server.asked().len(), 5);
    assert_eq!(runner.slept(), ["1", "2", "4", "8"]);
}

#[test]
fn what_is_not_there_or_not_allowed_is_not_tried_again() {
    for (status, said) in [
        (404, "there is no http://"),
        (403, "cannot be downloaded"),
        (401, "401"),
    ] {
        let (runner, _) = Runner::released();
        let server = Server::new(move |_, _| Answer::Status(status));
        let runner = runner.with("AMIFORGE_MIRROR", &server.url);
        let error = runner.refuses(3, runner.run());
        assert!(error.contains(said), "{error}");
        assert_eq!(server.asked().len(), 1);
        assert_eq!(runner.slept(), Vec::<String>::new());
    }
}

#[test]
fn a_server_that_says_no_more_is_left() {
    let (runner, archive) = Runner::released();
    let server = troubled(archive, vec![|archive| Answer::Stalled(archive[..10].to_vec())]);
    let runner = runner
        .program("curl", patient(1))
        .with("AMIFORGE_MIRROR", &server.url);
    runner.is_installed(runner.run());
    assert_eq!(server.asked().len(), 2);
}

#[test]
fn a_redirect_is_followed_but_not_to_a_file() {
    let (runner, archive) = Runner::released();
    let server = Server::new(move |address, _| match address {
        "GET /real" => Answer::File(archive.clone()),
        _ => Answer::Redirect("/real".to_owned()),
    });
    let runner = runner.with("AMIFORGE_MIRROR", &server.url);
    runner.is_installed(runner.run());

    let (runner, archive) = Runner::released();
    runner.home.write("real", archive);
    let file = format!("file://{}", runner.path("real").display());
    let server = Server::new(move |_, _| Answer::Redirect(file.clone()));
    let runner = runner.with("AMIFORGE_MIRROR", &server.url);
    runner.refuses(3, runner.run());
}

#[test]
fn the_proxy_of_the_environment_is_asked() {
    let (runner, archive) = Runner::released();
    let proxy = Server::of(archive);
    let runner = runner
        .with("http_proxy", &proxy.url)
        .with("AMIFORGE_MIRROR", "http://mirror.invalid");
    runner.is_installed(runner.run());
    let file = asset(VERSION, LINUX);
    assert_eq!(
        proxy.asked(),
        [format!("GET http://mirror.invalid/v{VERSION}/{file}")]
    );

    // Without a mirror it is GitHub, and nothing but TLS.
    let (runner, _) = Runner::released();
    let proxy = Server::new(|_, _| Answer::Status(403));
    let runner = runner.with("HTTPS_PROXY", &proxy.url);
    let error = runner.refuses(3, runner.run());
    let address = format!("https://github.com/amiforge/amiforge/releases/download/v{VERSION}/{file}");
    assert!(error.contains(&address), "{error}");
    assert_eq!(
        proxy.asked().first().map(String::as_str),
        Some("CONNECT github.com:443")
    );

    let (runner, archive) = Runner::released();
    let (proxy, server) = (Server::new(|_, _| Answer::Status(403)), Server::of(archive));
    let runner = runner
        .with("http_proxy", &proxy.url)
        .with("no_proxy", "127.0.0.1")
        .with("AMIFORGE_MIRROR", &server.url);
    runner.is_installed(runner.run());
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[test]
fn a_curlrc_changes_nothing_and_a_netrc_is_for_mirrors() {
    let (runner, archive) = Runner::released();
    let server = Server::of(archive);
    runner
        .home
        .write(".curlrc", "include\noutput = stolen\n")
        .write(".netrc", "machine 127.0.0.1 login me password secret\n");
    let runner = runner
        .program(
            "curl",
            "#!/bin/sh\necho \"$@\" >>\"$HOME/arguments\"\nPATH=${PATH#*:} exec curl \"$@\"\n",
        )
        .with("AMIFORGE_MIRROR", &server.url);
    let run = runner.run();
    let arguments = runner.told("arguments");
    assert!(
        arguments.starts_with("-q ") && arguments.contains("--netrc-optional"),
        "{arguments}"
    );
    assert!(!arguments.contains("secret"), "{arguments}");
    runner.is_installed(run);
}

/// Serves the files of its folder by TLS, with a certificate of its own; `/away` is a redirect to where TLS ends.
const TLS: &str = r#"
import http.server, ssl, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", sys.argv[1] + self.path)
            self.end_headers()
        else:
            super().do_GET()
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("cert.pem", "key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
"#;

#[test]
fn tls_is_judged_by_authorities_that_the_environment_names_and_not_left_on_the_way() {
    use std::io::{BufRead as _, BufReader};
    let (runner, archive) = Runner::released();
    let file = format!("v{VERSION}/{}", asset(VERSION, LINUX));
    runner.home.write(&format!("served/{file}"), &archive);
    let made = clean(Command::new("openssl"))
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(runner.path("served"))
        .output()
        .expect("openssl starts");
    assert!(made.status.success(), "{made:?}");
    let open = Server::of(archive);
    let mut server = clean(Command::new("python3"))
        .args(["-c", TLS, &open.url])
        .current_dir(runner.path("served"))
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("python starts");
    let mut port = String::new();
    let mut told = BufReader::new(server.stdout.take().expect("a pipe"));
    told.read_line(&mut port).expect("a port");
    let address = format!("https://127.0.0.1:{}", port.trim());

    let runner = runner.with("AMIFORGE_MIRROR", &address);
    let error = runner.refuses(3, runner.run());
    assert!(
        error.contains("is not trusted here") && error.contains("SSL_CERT_FILE"),
        "{error}"
    );
    let authority = runner.path("served/cert.pem").display().to_string();
    let runner = runner.with("SSL_CERT_FILE", authority);
    runner.is_installed(runner.run());

    std::fs::remove_dir_all(runner.cache()).expect("the cache goes");
    let runner = runner.with("AMIFORGE_MIRROR", address + "/away");
    runner.refuses(3, runner.run());
    assert_eq!(open.asked(), Vec::<String>::new());
    server.kill().expect("it ends");
    server.wait().expect("it ended");
}
