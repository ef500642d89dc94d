//! A server that takes every connection and every request, and does not answer; or begins to, and says no more.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

pub(super) struct Silent {
    pub(super) url: String,
    asked: Receiver<()>,
}

impl Silent {
    /// With the begin of an answer.
    pub(super) fn after(begin: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (tell, asked) = channel();
        // It ends with the process.
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (tell, begin) = (tell.clone(), begin.clone());
                std::thread::spawn(move || {
                    if stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0)
                        && stream.write_all(begin.as_bytes()).is_ok()
                    {
                        let _ = tell.send(());
                        // Until the other side ends.
                        let _ = std::io::copy(&mut stream, &mut std::io::sink());
                    }
                });
            }
        });
        Self { url, asked }
    }

    /// Whether somebody has asked since the last look.
    pub(super) fn was_asked(&self) -> bool {
        self.asked.try_recv().is_ok()
    }
}
