//! Bodies that are not what they say (`quality.md` F5), sent byte for byte by a server of its own.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::Path,
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};
use tapedeck_core::{
    export::{ExportOptions, ExportPlan, Hold},
    jobs::JobOutcome,
    query::CallFilter,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::house::{account, audio_files, client, ends_in, leftovers, manifest, range, run, shelf};

/// A request for a file as it came.
#[derive(Clone, Debug)]
struct Asked {
    path: String,
    head: String,
}

impl Asked {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

type Rest = Box<dyn Fn(&Asked) -> Vec<u8> + Send + Sync>;
type Answer = Arc<dyn Fn(&Asked, usize) -> Vec<u8> + Send + Sync>;

/// A server that answers with exactly these bytes and closes.
#[derive(Clone, Default)]
struct Raw {
    asked: Arc<Mutex<Vec<Asked>>>,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
}

impl Raw {
    async fn start(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let raw = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(raw.clone().serve(stream));
            }
        });
        url
    }

    async fn serve(self, mut stream: TcpStream) {
        let (mut head, mut byte) = (Vec::new(), [0; 1]);
        while !head.ends_with(b"\r\n\r\n") {
            match stream.read(&mut byte).await {
                Ok(1) => head.push(byte[0]),
                _ => return,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let path = head.split(' ').nth(1).unwrap().to_owned();
        let asked = Asked { path, head };
        let (answer, times) = {
            let mut all = self.asked.lock().unwrap();
            all.push(asked.clone());
            let times = all.iter().filter(|other| other.path == asked.path).count();
            (
                self.answers.lock().unwrap().get(&asked.path).cloned(),
                times,
            )
        };
        let bytes = answer.map_or_else(
            || b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
            |answer| answer(&asked, times),
        );
        // A client that has seen enough hangs up.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
    }

    fn on(&self, path: &str, answer: impl Fn(&Asked, usize) -> Vec<u8> + Send + Sync + 'static) {
        self.answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), Arc::new(answer));
    }

    fn asked(&self, path: &str) -> Vec<Asked> {
        let all = self.asked.lock().unwrap();
        all.iter()
            .filter(|asked| asked.path == path)
            .cloned()
            .collect()
    }
}

fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn whole(body: &[u8]) -> Vec<u8> {
    let headers = format!(
        "Content-Type: audio/wav\r\nContent-Length: {}\r\n",
        body.len()
    );
    http("200 OK", &headers, body)
}

/// A WAV of 8 kHz 16-bit mono with so many bytes of sound.
fn wav(sound: u32) -> Vec<u8> {
    let mut wav = b"RIFF".to_vec();
    wav.extend_from_slice(&(36 + sound).to_le_bytes());
    wav.extend_from_slice(
        b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data",
    );
    wav.extend_from_slice(&sound.to_le_bytes());
    wav.extend((0..sound).map(|at| (at * 7 % 251) as u8));
    wav
}

/// A PBX whose recordings are named after the paths of the raw server.
async fn pbx(raw: &Raw, names: &[&str]) -> String {
    let files = raw.start().await;
    let rows: Vec<Value> = (0..)
        .zip(names)
        .map(|(minute, name)| {
            json!({
                "id": name, "caller": "102", "callee": "103", "direction": "EXTENSION_CALL",
                "duration": 1, "status_code": 0, "started_at": format!("2026-10-29T10:{minute:02}:00Z"),
                "answered_at": format!("2026-10-29T10:{minute:02}:01Z"),
                "ended_at": format!("2026-10-29T10:{minute:02}:02Z"),
            })
        })
        .collect();
    let list = move || {
        let rows = rows.clone();
        async move { Json(json!({ "count": rows.len(), "items": rows })) }
    };
    let detail = move |Path(id): Path<String>| {
        let url = format!("{files}/{id}");
        async move {
            Json(json!({ "items": [{ "file_name": "a.wav", "file_size": 0, "file_url": url }] }))
        }
    };
    let tokens = || async {
        Json(json!({ "token_type": "Bearer", "access_token": "a", "refresh_token": "r", "expires_in": 1800 }))
            .into_response()
    };
    let routes = Router::new()
        .route("/api/auth/sign_in", post(tokens))
        .route("/api/cdrs", get(list.clone()))
        .route("/api/recordings", get(list))
        .route("/api/recordings/{id}", get(detail));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

struct Exported {
    outcome: JobOutcome,
    lines: std::collections::BTreeMap<(String, u64), Value>,
    folder: tempfile::TempDir,
}

impl Exported {
    fn line(&self, id: &str) -> &Value {
        &self.lines[&(id.to_owned(), 1)]
    }

    fn result(&self, id: &str) -> &str {
        self.line(id)["result"].as_str().unwrap()
    }

    fn bytes(&self, id: &str) -> Vec<u8> {
        let path = self.line(id)["path"].as_str().unwrap();
        std::fs::read(self.folder.path().join("export").join(path)).unwrap()
    }
}

async fn export(raw: &Raw, names: &[&str]) -> Exported {
    let (client, scopes) = client(&pbx(raw, names).await, "test.io", "agent1", "secret").await;
    let asked = range("2026-10-29", "2026-10-29");
    let (shelf, coverage) = shelf(&client, scopes, &asked).await;
    let folder = tempfile::tempdir().unwrap();
    let dest = folder.path().join("export");
    let plan = ExportPlan {
        client: client.into(),
        scopes,
        shelf,
        range: asked.resolve().unwrap(),
        range_input: asked,
        filter: CallFilter::default(),
        dest: dest.clone(),
        options: ExportOptions::default(),
        limit_rate: None,
        zone_here: jiff::tz::TimeZone::UTC,
        only_missing: false,
        zip_password: None,
        signer: None,
        coverage,
        account: account(),
        version: "test".to_owned(),
        known_files: None,
        hold: Hold::default(),
        waits: false,
    };
    let outcome = run(plan).await.unwrap().outcome;
    assert!(leftovers(&dest).is_empty(), "{:?}", leftovers(&dest));
    Exported {
        outcome,
        lines: manifest(&dest),
        folder,
    }
}

#[tokio::test]
async fn nothing_that_is_no_recording_is_kept() {
    let raw = Raw::default();
    let html = "<!DOCTYPE html><html><body>Sign in</body></html>";
    let bodies: [(&str, Vec<u8>); 12] = [
        ("html", whole(html.as_bytes())),
        ("json", whole(br#"{"error":"no"}"#)),
        (
            "xml",
            whole(br#"<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>"#),
        ),
        ("spaces", whole(format!("\r\n\r\n   {html}").as_bytes())),
        ("empty", whole(b"")),
        ("byte", whole(b"R")),
        (
            "text",
            whole(b"The recording is being prepared, please wait."),
        ),
        (
            "gzip",
            whole(b"\x1f\x8b\x08\0\0\0\0\0\0\x03abcdefghijklmnop"),
        ),
        (
            "encoded",
            http(
                "200 OK",
                "Content-Encoding: gzip\r\nContent-Length: 4\r\n",
                b"RIFF",
            ),
        ),
        ("zeros", whole(&[0; 4096])),
        ("no-content", http("204 No Content", "", b"")),
        (
            "teapot",
            http("418 I'm a teapot", "Content-Length: 0\r\n", b""),
        ),
    ];
    let names: Vec<&str> = bodies.iter().map(|(name, _)| *name).collect();
    for (name, body) in bodies.clone() {
        raw.on(&format!("/{name}"), move |_, _| body.clone());
    }
    let export = export(&raw, &names).await;
    assert_eq!(export.outcome, JobOutcome::Partial);
    assert_eq!(audio_files(export.folder.path()), [""; 0]);
    for name in names {
        let line = export.line(name);
        assert!(
            ["failed", "not_allowed", "gone"].contains(&export.result(name))
                && line["reason"]
                    .as_str()
                    .is_some_and(|reason| !reason.is_empty()),
            "{name}: {line}"
        );
    }
}

#[tokio::test]
async fn a_length_that_lies_is_found_out() {
    let raw = Raw::default();
    let file = wav(20_000);
    let head = |length: usize| format!("Content-Length: {length}\r\n");
    let (long, short) = (file.clone(), file.clone());
    // More is promised than comes; less is promised than the file has.
    raw.on("/more", move |_, _| {
        http("200 OK", &head(long.len() + 10), &long)
    });
    raw.on("/less", move |_, _| http("200 OK", &head(9_000), &short));
    // A header that promises more than the file has, each time: the PBX's own fault, and it is kept.
    let mut wrong = file.clone();
    wrong[40..44].copy_from_slice(&30_000_u32.to_le_bytes());
    let kept = wrong.clone();
    raw.on("/riff", move |_, _| whole(&wrong));
    // An MP3 that calls itself WAV.
    let mut mp3 = Vec::new();
    for _ in 0..40 {
        mp3.extend_from_slice(&[0xFF, 0xFB, 0x50, 0xC4]);
        mp3.extend_from_slice(&[0; 204]);
    }
    let sent = mp3.clone();
    raw.on("/mp3", move |_, _| whole(&sent));
    let export = export(&raw, &["more", "less", "riff", "mp3"]).await;
    assert_eq!(export.result("more"), "failed", "{}", export.line("more"));
    let less = export.line("less");
    assert!(
        less["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("shorter")),
        "what the file itself says is believed: {less}"
    );
    assert_eq!(export.result("riff"), "done");
    assert_eq!(export.bytes("riff"), kept, "as the PBX sent it, twice");
    assert_eq!(export.line("riff")["attempts"], 2);
    let path = export.line("mp3")["path"].as_str().unwrap();
    assert!(ends_in(path, &["mp3"]), "{path} is what it is");
    assert_eq!(export.bytes("mp3"), mp3);
}

/// The first answer is cut in the middle; what comes for the rest may be anything.
#[tokio::test]
async fn the_rest_of_a_file_is_only_taken_if_it_is_the_rest() {
    let raw = Raw::default();
    let file = wav(300_000);
    let half = 200_000;
    let other = {
        let mut other = wav(300_000);
        other[250_000] ^= 0xFF;
        other
    };
    let cut = {
        let file = file.clone();
        move || {
            let headers = format!("ETag: \"one\"\r\nContent-Length: {}\r\n", file.len());
            http("200 OK", &headers, &file[..half])
        }
    };
    let part = |file: &[u8], from: usize, first: usize, etag: &str| {
        let total = file.len();
        let headers = format!(
            "ETag: {etag}\r\nContent-Length: {}\r\nContent-Range: bytes {first}-{}/{total}\r\n",
            total - from,
            total - 1
        );
        http("206 Partial Content", &headers, &file[from..])
    };
    let from = |asked: &Asked| -> Option<usize> {
        let range = asked.header("range")?.strip_prefix("bytes=")?;
        range.strip_suffix('-')?.parse().ok()
    };
    let always = |name: &str, rest: Rest| {
        let cut = cut.clone();
        raw.on(
            name,
            move |asked, times| if times == 1 { cut() } else { rest(asked) },
        );
    };
    let right = file.clone();
    always(
        "/rest",
        Box::new(move |asked| {
            assert_eq!(
                asked.header("if-range"),
                Some("\"one\""),
                "the rest of the same file is asked for"
            );
            let from = from(asked).expect("a range is asked for");
            assert!(
                from > 0 && from <= half,
                "what is held is not asked for again: {from}"
            );
            part(&right, from, from, "\"one\"")
        }),
    );
    // Another file by now: sent whole, as If-Range asks.
    let changed = other.clone();
    always(
        "/changed",
        Box::new(move |_| {
            http(
                "200 OK",
                &format!("ETag: \"two\"\r\nContent-Length: {}\r\n", changed.len()),
                &changed,
            )
        }),
    );
    // Ranges are ignored.
    let ignored = file.clone();
    always("/ignored", Box::new(move |_| whole(&ignored)));
    // A part of another place, which says so, once.
    let shifted = file.clone();
    let wrong = Mutex::new(false);
    always(
        "/shifted",
        Box::new(move |asked| match from(asked) {
            Some(from) if !std::mem::replace(&mut *wrong.lock().unwrap(), true) => {
                part(&shifted, from, from + 10, "\"one\"")
            }
            Some(from) => part(&shifted, from, from, "\"one\""),
            None => whole(&shifted),
        }),
    );
    // The file is another size now.
    let grown = file.clone();
    always(
        "/grown",
        Box::new(move |asked| match from(asked) {
            Some(from) => {
                let headers = format!(
                    "ETag: \"one\"\r\nContent-Length: {}\r\nContent-Range: bytes {from}-{}/{}\r\n",
                    grown.len() + 100 - from,
                    grown.len() + 99,
                    grown.len() + 100
                );
                http(
                    "206 Partial Content",
                    &headers,
                    &vec![0; grown.len() + 100 - from],
                )
            }
            None => whole(&grown),
        }),
    );
    // It is shorter than what is held.
    let gone = file.clone();
    always(
        "/gone",
        Box::new(move |asked| match from(asked) {
            Some(_) => http(
                "416 Range Not Satisfiable",
                "Content-Range: bytes */10\r\nContent-Length: 0\r\n",
                b"",
            ),
            None => whole(&gone),
        }),
    );
    let names = ["rest", "changed", "ignored", "shifted", "grown", "gone"];
    let export = export(&raw, &names).await;
    assert_eq!(export.outcome, JobOutcome::Complete, "{:?}", export.lines);
    for name in names {
        let expected = if name == "changed" { &other } else { &file };
        assert!(
            export.bytes(name) == *expected,
            "{name} is exactly the file"
        );
    }
    assert_eq!(raw.asked("/rest").len(), 2);
}

#[tokio::test]
async fn redirects_lead_nowhere_they_should_not() {
    let raw = Raw::default();
    let away = Raw::default();
    let elsewhere = away.start().await;
    away.on("/stored", |_, _| whole(&wav(20_000)));
    let to = |target: String| {
        move |_: &Asked, _: usize| {
            http(
                "302 Found",
                &format!("Location: {target}\r\nContent-Length: 0\r\n"),
                b"",
            )
        }
    };
    raw.on("/other", to(format!("{elsewhere}/stored")));
    raw.on("/file", to("file:///etc/passwd".to_owned()));
    raw.on("/ftp", to("ftp://127.0.0.1/x".to_owned()));
    raw.on("/loop", to("/loop".to_owned()));
    for step in 0..9 {
        raw.on(&format!("/far{step}"), to(format!("/far{}", step + 1)));
    }
    raw.on("/nowhere", |_, _| {
        http("302 Found", "Content-Length: 0\r\n", b"")
    });
    let names = ["other", "file", "ftp", "loop", "far0", "nowhere"];
    let export = export(&raw, &names).await;
    assert_eq!(export.result("other"), "done");
    for name in &names[1..] {
        assert_eq!(
            export.result(name),
            "failed",
            "{name}: {}",
            export.line(name)
        );
    }
    assert!(raw.asked("/far6").is_empty(), "five redirects are enough");
    for asked in away.asked("/stored").iter().chain(&raw.asked("/other")) {
        assert_eq!(
            (asked.header("authorization"), asked.header("cookie")),
            (None, None),
            "no credential leaves the PBX: {asked:?}"
        );
    }
}

#[tokio::test]
async fn a_body_without_end_is_left_and_not_kept_in_memory() {
    let raw = Raw::default();
    raw.on("/endless", |_, _| {
        // More than any recording of a call of a second can be.
        let mut body = wav(1_000);
        body.resize(80 << 20, 7);
        http("200 OK", "", &body)
    });
    let export = export(&raw, &["endless"]).await;
    assert_eq!(export.result("endless"), "failed");
    let line = export.line("endless");
    assert!(
        line["reason"].as_str().unwrap().contains("more than"),
        "{line}"
    );
}
