//! The event socket: calls as they happen, and calm when there are none to be heard.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::time::Duration;

use portsip::{Client, ClientOptions, Event, Flavour, Refusal, TlsPolicy};
use rustls::{ServerConnection, StreamOwned};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Message, WebSocket};

use crate::double::{Double, credentials, html, json, token};
use crate::events_double::{EventsDouble, Listener, Step, Visit, accepted, say, within};
use crate::tls_double::{BOTH_VERSIONS, Certificate, self_signed};

const STARTED: &str = r#"{"event_type":"call_start","session_id":"885337248273272832","time":"1725845648","caller":"101","callee":"102","direction":"ext"}"#;
const ENDED: &str = r#"{"event_type":"call_cdr","session_id":"885337248273272832","start_time":"1725845648","ended_time":"1725845669","caller":"101","callee":"102","direction":"ext","call_status":"answered"}"#;
const REFUSED: &str = r#"{"command":"auth","error":"access_token , username , domain or password error","id":"2","status":-1}"#;

fn ended_id(event: &Event) -> &str {
    match event {
        Event::CallEnded(call) => &call.session_id,
        other => panic!("{other:?} is no end of a call"),
    }
}

#[tokio::test]
async fn calls_are_heard_as_they_happen() {
    let pbx = EventsDouble::start(
        "/wsi",
        vec![accepted([say(STARTED), say(ENDED), Step::Open])],
    )
    .await;
    let mut listener = pbx.listener().await;
    assert_eq!(listener.next().await, Event::Connected);
    assert!(matches!(listener.next().await, Event::CallStarted(_)));
    assert_eq!(ended_id(&listener.next().await), "885337248273272832");
    assert_eq!(
        pbx.heard(),
        [
            r#"{"command":"auth","username":"agent1","password":"canary-password","domain":"test.io"}"#,
            r#"{"command":"subscribe","topics":["cdr_events"]}"#,
        ],
        "the documented messages, and nothing else"
    );
}

#[tokio::test]
async fn a_subscription_without_an_answer_is_proved_by_the_first_call() {
    let quiet = Visit::Steps(vec![
        Step::Hear,
        say(r#"{"command":"auth","id":"1","status":0}"#),
        Step::Hear,
        say(ENDED),
        Step::Open,
    ]);
    let pbx = EventsDouble::start("/wsi", vec![quiet]).await;
    let mut listener = pbx.listener().await;
    assert_eq!(listener.next().await, Event::Connected);
    assert!(matches!(listener.next().await, Event::CallEnded(_)));
}

#[tokio::test]
async fn a_refused_password_is_never_sent_again() {
    let no = Visit::Steps(vec![Step::Hear, say(REFUSED), Step::Open]);
    let pbx = EventsDouble::start("/wsi", vec![no]).await;
    assert_eq!(
        pbx.listener().await.refusal().await,
        Refusal::PasswordRefused
    );
    assert_eq!(pbx.heard().len(), 1, "five refusals block the office");
}

#[tokio::test]
async fn a_socket_that_closes_at_the_password_is_not_sent_it_for_ever() {
    let shut = Visit::Steps(vec![Step::Hear]);
    let pbx = EventsDouble::start("/wsi", vec![shut]).await;
    assert_eq!(
        pbx.listener().await.refusal().await,
        Refusal::PasswordRefused
    );
    assert_eq!(pbx.heard().len(), 2, "once more, in case the line broke");
}

#[tokio::test]
async fn row_18_a_socket_that_ends_with_the_session_is_not_opened_again() {
    let pbx = EventsDouble::start("/wsi", vec![accepted([Step::Gate])]).await;
    let mut listener = pbx.listener().await;
    assert_eq!(listener.next().await, Event::Connected);
    pbx.take_over();
    pbx.open_gate();
    assert_eq!(listener.refusal().await, Refusal::SignedOut);
    assert_eq!(
        pbx.heard().len(),
        2,
        "the password would throw out whoever signed in elsewhere"
    );
}

#[tokio::test]
async fn no_right_to_the_calls_ends_it_quietly() {
    let no = Visit::Steps(vec![
        Step::Hear,
        say(r#"{"command":"auth","id":"1","status":0}"#),
        Step::Hear,
        say(r#"{"command":"subscribe","status":-1,"error":"no permission"}"#),
        Step::Open,
    ]);
    for (visit, heard) in [(no, 2), (Visit::Answer(403, "application/json", "{}"), 0)] {
        let pbx = EventsDouble::start("/wsi", vec![visit]).await;
        assert_eq!(pbx.listener().await.refusal().await, Refusal::NotAllowed);
        assert_eq!((pbx.visits(), pbx.heard().len()), (1, heard));
    }
}

#[tokio::test]
async fn a_pbx_without_a_socket_is_left_alone() {
    for visit in [
        Visit::Answer(404, "application/json", "{}"),
        Visit::Answer(200, "text/html", "<!doctype html><title>Portal</title>"),
        Visit::Answer(405, "text/plain", ""),
        Visit::Answer(302, "text/plain", ""),
    ] {
        let pbx = EventsDouble::start("/wsi", vec![visit.clone()]).await;
        let refusal = pbx.listener().await.refusal().await;
        assert_eq!(refusal, Refusal::NotThere, "{visit:?}");
        assert_eq!((pbx.visits(), pbx.heard().len()), (1, 0), "{visit:?}");
    }
}

#[tokio::test]
async fn a_socket_that_breaks_is_opened_again() {
    let busy = || Visit::Answer(503, "text/plain", "");
    let pbx = EventsDouble::start(
        "/wsi",
        vec![
            busy(),
            accepted([say(ENDED)]),
            busy(),
            accepted([Step::Open]),
        ],
    )
    .await;
    let mut listener = pbx.listener().await;
    assert_eq!(listener.next().await, Event::Connected);
    assert!(matches!(listener.next().await, Event::CallEnded(_)));
    assert_eq!(listener.next().await, Event::Interrupted);
    assert_eq!(listener.next().await, Event::Connected);
    assert_eq!(pbx.visits(), 4, "a busy PBX is asked again, too");
}

#[tokio::test]
async fn a_pbx_that_falls_silent_is_noticed() {
    let pbx =
        EventsDouble::start("/wsi", vec![accepted([Step::Deaf]), accepted([Step::Open])]).await;
    let mut options = pbx.options();
    options.idle_timeout = Duration::from_millis(100);
    let mut listener = Listener::of(options).await;
    assert_eq!(listener.next().await, Event::Connected);
    assert_eq!(listener.next().await, Event::Interrupted);
    assert_eq!(listener.next().await, Event::Connected);
}

#[tokio::test]
async fn a_quiet_night_is_no_silence() {
    let pbx = EventsDouble::start(
        "/wsi",
        vec![accepted([Step::Pings(3), say(ENDED), Step::Open])],
    )
    .await;
    let mut options = pbx.options();
    // Each pong has five times as long: a busy machine must not look like a dead PBX.
    options.idle_timeout = Duration::from_millis(500);
    let mut listener = Listener::of(options).await;
    assert_eq!(listener.next().await, Event::Connected);
    assert!(
        matches!(listener.next().await, Event::CallEnded(_)),
        "pongs keep the socket open"
    );
}

#[tokio::test]
async fn rubbish_is_passed_over_and_a_flood_is_cut_off() {
    let flood = format!(
        r#"{{"event_type":"call_cdr","x":"{}"}}"#,
        "y".repeat(2 << 20)
    );
    let rubbish = [
        "",
        "null",
        "<html>",
        r#"{"event_type":"call_cdr"}"#,
        r#"{"event_type":"queue_status"}"#,
    ];
    let steps = rubbish
        .map(say)
        .into_iter()
        .chain([say(ENDED), Step::Say(flood), Step::Open]);
    let pbx = EventsDouble::start("/wsi", vec![accepted(steps), accepted([Step::Open])]).await;
    let mut listener = pbx.listener().await;
    assert_eq!(listener.next().await, Event::Connected);
    assert!(matches!(listener.next().await, Event::CallEnded(_)));
    assert_eq!(
        listener.next().await,
        Event::Interrupted,
        "2 MB are no message"
    );
    assert_eq!(listener.next().await, Event::Connected);
}

#[tokio::test]
async fn without_a_password_that_is_enough_nothing_is_sent() {
    let pbx = EventsDouble::start("/wsi", vec![accepted([Step::Open])]).await;
    let mut options = pbx.options();
    options.remember_password = false;
    assert_eq!(
        Listener::of(options).await.refusal().await,
        Refusal::NoPassword
    );

    let with_code = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => json(200, r#"{"two_factor_enabled":true,"token":"t"}"#),
        "/api/auth/verify_otp" => token("1", 1800),
        _ => html(200),
    })
    .await;
    let mut options = with_code.options();
    options.remember_password = true;
    let client = Client::new(options).unwrap();
    let portsip::SignIn::CodeNeeded(challenge) = client.sign_in(&credentials()).await.unwrap()
    else {
        panic!("this PBX asks for a code");
    };
    client.verify_code(&challenge, "123456").await.unwrap();
    let refusal = Listener::on(client).refusal().await;
    assert_eq!(
        refusal,
        Refusal::NoPassword,
        "the socket has no place for a code"
    );
    assert_eq!(with_code.asked("/wsi").len(), 0);
    assert_eq!(pbx.visits(), 0);
}

#[tokio::test]
async fn the_end_of_the_session_is_the_end_of_listening() {
    let pbx = EventsDouble::start("/wsi", vec![accepted([Step::Gate])]).await;
    let client = Client::new(pbx.options()).unwrap();
    client.sign_in(&credentials()).await.unwrap();
    let mut listener = Listener::on(client.clone());
    assert_eq!(listener.next().await, Event::Connected);
    client.sign_out().await;
    pbx.open_gate();
    assert_eq!(listener.next().await, Event::Interrupted);
    assert_eq!(listener.refusal().await, Refusal::SignedOut);
    assert_eq!(pbx.visits(), 1, "nobody is signed in any more");
}

#[tokio::test]
async fn a_v16_has_its_socket_on_a_port_of_its_own() {
    let socket = EventsDouble::start("/", vec![accepted([Step::Open])]).await;
    let old = |port: u16| async move {
        let pbx = Double::start(|asked| match asked.path.as_str() {
            "/api/tokens" => json(200, r#"{"access_token":"a"}"#),
            _ => html(404),
        })
        .await;
        let mut options = pbx.options();
        options.remember_password = true;
        options.flavour = Some(Flavour::Tokens);
        options.old_events_port = port;
        (pbx, Listener::of(options).await)
    };
    let (_pbx, mut listener) = old(socket.address.port()).await;
    assert_eq!(listener.next().await, Event::Connected);
    socket.visited(1).await;

    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let (_pbx, listener) = old(port).await;
    assert_eq!(
        listener.refusal().await,
        Refusal::NotThere,
        "a closed port is as good as none"
    );
}

/// A TLS server that shows one certificate to the sign-in (and to the question who it is, before) and another to the
/// socket; tells each text it hears there.
fn secure([sign_in, socket]: [&Certificate; 2]) -> (u16, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let configs = [sign_in, sign_in, socket].map(|certificate| certificate.config(&BOTH_VERSIONS));
    let (heard, hearing) = mpsc::channel();
    std::thread::spawn(move || {
        for (stream, config) in listener.incoming().zip(configs) {
            let mut tls = StreamOwned::new(ServerConnection::new(config).unwrap(), stream.unwrap());
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                // A client that does not trust the certificate hangs up.
                if tls.read_exact(&mut byte).is_err() {
                    return;
                }
                head.extend(byte);
            }
            let head = String::from_utf8(head).unwrap();
            if !head.starts_with("GET /wsi") {
                let body = r#"{"web_domain":"x","access_token":"a"}"#;
                let length = body.len();
                write!(
                    tls,
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
                )
                .unwrap();
                tls.conn.send_close_notify();
                tls.flush().unwrap();
            } else {
                listen(tls, &head, &heard);
            }
        }
    });
    (port, hearing)
}

fn listen(
    mut tls: StreamOwned<ServerConnection, TcpStream>,
    head: &str,
    heard: &mpsc::Sender<String>,
) {
    let key = head
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("sec-websocket-key"))
        .and_then(|line| line.split_once(": "))
        .unwrap()
        .1;
    let accept = derive_accept_key(key.as_bytes());
    write!(tls, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n").unwrap();
    let mut socket = WebSocket::from_raw_socket(tls, Role::Server, None);
    while let Ok(frame) = socket.read() {
        if let Message::Text(text) = frame {
            heard.send(text.to_string()).unwrap();
        }
    }
}

#[tokio::test]
async fn the_socket_is_trusted_like_everything_else() {
    let certificate = self_signed(|_| {});
    let stranger = self_signed(|_| {});
    for trusted in [true, false] {
        let (port, heard) = secure([&certificate, if trusted { &certificate } else { &stranger }]);
        let address = format!("https://localhost:{port}");
        let mut options = ClientOptions::new(address.parse().unwrap());
        options.tls = TlsPolicy::Pinned(certificate.fingerprint());
        options.remember_password = true;
        let listener = Listener::of(options).await;
        if trusted {
            let first = within(tokio::task::spawn_blocking(move || heard.recv())).await;
            assert!(
                first.unwrap().unwrap().contains("auth"),
                "over the pinned connection"
            );
        } else {
            assert_eq!(listener.refusal().await, Refusal::NotThere);
            assert!(heard.try_recv().is_err(), "nothing is said to a stranger");
        }
    }
}
