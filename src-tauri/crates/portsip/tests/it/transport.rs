//! Every way a transmission can fail, on real sockets: what it is called, and whether it is tried again.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use portsip::{Client, ClientOptions, Error, RetryPolicy};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::double::credentials;

const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

type Conversation = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a server says to a sign-in, and before it, when it is asked who it is.
fn granted(request: &str) -> Option<&'static str> {
    if request.contains("sign_in") {
        Some(r#"{"access_token":"a","expires_in":1800}"#)
    } else if request.contains("/api/info") {
        Some(r#"{"web_domain":"pbx.test.io"}"#)
    } else {
        None
    }
}

/// What a server does with a connection: it grants a sign-in, and everything else meets the trouble.
fn conversation(
    trouble: &'static str,
    troubled: Arc<AtomicUsize>,
    mut line: TcpStream,
) -> Conversation {
    Box::pin(async move {
        let mut request = [0; 4096];
        let length = line.read(&mut request).await.unwrap_or_default();
        let request = String::from_utf8_lossy(&request[..length]);
        if let Some(granted) = granted(&request) {
            let said = format!(
                "{HEAD}content-length: {}\r\nconnection: close\r\n\r\n{granted}",
                granted.len()
            );
            drop(line.write_all(said.as_bytes()).await);
            return;
        }
        troubled.fetch_add(1, SeqCst);
        let said = match trouble {
            "no HTTP" => "SSH-2.0-OpenSSH_9.2\r\n".to_owned(),
            "half a head" => "HTTP/1.1 200 O".to_owned(),
            "head without end" => format!("{HEAD}x: {}", "y".repeat(1 << 20)),
            "status without number" => "HTTP/1.1 OK\r\n\r\n".to_owned(),
            "head, then silence" | "head, then a drip" => {
                format!("{HEAD}content-length: 100000\r\n\r\n{{")
            }
            "body cut" => format!("{HEAD}content-length: 1000\r\n\r\n{{\"name\":"),
            "chunks cut" => format!("{HEAD}transfer-encoding: chunked\r\n\r\n5\r\n{{\"nam"),
            "chunk of no size" => format!("{HEAD}transfer-encoding: chunked\r\n\r\nmany\r\n{{}}"),
            "two lengths" => format!("{HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{{}}"),
            "no TLS" => "HTTP/1.1 400 Bad Request\r\n\r\n".to_owned(),
            _ => String::new(),
        };
        drop(line.write_all(said.as_bytes()).await);
        match trouble {
            "silence" | "head, then silence" => std::future::pending().await,
            "head, then a drip" => loop {
                tokio::time::sleep(Duration::from_millis(2)).await;
                if line.write_all(b" ").await.is_err() {
                    return;
                }
            },
            "reset" => drop(line.set_zero_linger()),
            _ => {}
        }
    })
}

/// Reads something from a server with that trouble; the error and how often it was asked.
async fn ask(trouble: &'static str) -> (Error, usize) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let troubled = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&troubled);
    if trouble == "nobody listens" {
        drop(listener);
    } else {
        tokio::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                tokio::spawn(conversation(trouble, Arc::clone(&counted), line));
            }
        });
    }
    let scheme = if trouble == "no TLS" { "https" } else { "http" };
    let mut options = ClientOptions::new(format!("{scheme}://{address}").parse().unwrap());
    // Those that wait for it must not make the test slow, and the others must not meet it on a busy machine.
    let waits = trouble.contains("silence") || trouble.contains("drip");
    options.idle_timeout = Duration::from_millis(if waits { 300 } else { 10_000 });
    options.retry = RetryPolicy {
        attempts: 3,
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(1),
        ..RetryPolicy::default()
    };
    let client = Client::new(options).unwrap();
    let error = match client.sign_in(&credentials()).await {
        Ok(_) => client.tenant().await.expect_err(trouble),
        Err(error) => error,
    };
    (error, troubled.load(SeqCst))
}

#[tokio::test]
async fn every_trouble_has_its_name_and_its_retries() {
    let mut table = Vec::new();
    for trouble in [
        "nobody listens",
        "hung up",
        "reset",
        "no HTTP",
        "half a head",
        "head without end",
        "status without number",
        "silence",
        "head, then silence",
        "head, then a drip",
        "body cut",
        "chunks cut",
        "chunk of no size",
        "two lengths",
        "no TLS",
    ] {
        let (error, times) = ask(trouble).await;
        let name = format!("{error:?}");
        let name = name.split([' ', '(']).next().unwrap_or_default();
        let next = if error.is_transient() {
            "again"
        } else {
            "final"
        };
        table.push(format!("{trouble}: {name}, {next}, asked {times} times"));
    }
    insta::assert_snapshot!(table.join("\n"), @r"
    nobody listens: Unreachable, again, asked 0 times
    hung up: Interrupted, again, asked 3 times
    reset: Interrupted, again, asked 3 times
    no HTTP: NotPortsip, final, asked 1 times
    half a head: Interrupted, again, asked 3 times
    head without end: Interrupted, again, asked 3 times
    status without number: NotPortsip, final, asked 1 times
    silence: Timeout, again, asked 3 times
    head, then silence: Timeout, again, asked 3 times
    head, then a drip: Timeout, again, asked 3 times
    body cut: Interrupted, again, asked 3 times
    chunks cut: Interrupted, again, asked 3 times
    chunk of no size: Interrupted, again, asked 3 times
    two lengths: Interrupted, again, asked 3 times
    no TLS: Tls, final, asked 1 times
    ");
}

/// A line of a tenth of the least speed carries no answer; one that is merely slow does, though it takes many times the
/// idle time-out.
#[tokio::test]
async fn a_slow_answer_comes_whole() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut line, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        drop(line.read(&mut request).await);
        let parts = 16;
        let filler = " ".repeat(17 << 10);
        let length = 13 + parts * filler.len();
        let head = format!("{HEAD}content-length: {length}\r\n\r\n{{\"name\":\"x\"}} ");
        line.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..parts {
            tokio::time::sleep(Duration::from_millis(50)).await;
            line.write_all(filler.as_bytes()).await.unwrap();
        }
    });
    let mut options = ClientOptions::new(format!("http://{address}").parse().unwrap());
    options.idle_timeout = Duration::from_millis(200);
    options.retry.attempts = 1;
    let info = Client::new(options).unwrap().info(None).await.unwrap();
    assert_eq!(info.name.as_deref(), Some("x"));
}
