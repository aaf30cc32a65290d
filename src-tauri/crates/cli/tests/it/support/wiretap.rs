//! A relay before the PBX that keeps what passes, so that a test knows the tokens and links a client was given.

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

pub(crate) struct Wiretap {
    address: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Wiretap {
    /// Listens on a free port and passes everything on to that port.
    pub(crate) fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heard: Arc<Mutex<Vec<u8>>> = Arc::default();
        let kept = Arc::clone(&heard);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else {
                    return;
                };
                relay(&client, &server, None);
                relay(&server, &client, Some(Arc::clone(&kept)));
            }
        });
        Self { address, heard }
    }

    pub(crate) fn url(&self) -> &str {
        &self.address
    }

    /// Every token and every link to a file that the PBX handed out: a mark and 32 characters each.
    pub(crate) fn secrets(&self) -> BTreeSet<String> {
        let heard = self.heard.lock().unwrap();
        let text = String::from_utf8_lossy(&heard);
        ["\"access_token\":\"", "\"refresh_token\":\"", "/api/blobs/"]
            .iter()
            .flat_map(|mark| text.split(mark).skip(1))
            .map(|rest| {
                rest.chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
                    .collect::<String>()
            })
            .filter(|secret| secret.len() == demo_pbx::secrets::MARK.len() + 32)
            .collect()
    }
}

fn relay(from: &TcpStream, to: &TcpStream, kept: Option<Arc<Mutex<Vec<u8>>>>) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    thread::spawn(move || {
        let mut buffer = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            let piece = &buffer[..count];
            if let Some(kept) = &kept {
                kept.lock().unwrap().extend_from_slice(piece);
            }
            if to.write_all(piece).is_err() {
                break;
            }
        }
        // The other side may have closed already.
        drop(to.shutdown(Shutdown::Write));
    });
}
