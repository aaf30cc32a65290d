//! A PBX with an event socket that follows a script: one list of steps for each time it is opened.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use portsip::{Client, ClientOptions, Event, Reconnect, Refusal};
use tokio::sync::{mpsc, watch};

use crate::double::{credentials, json, token};

/// What happens on an open socket, or instead of one.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Waits for a message of the client.
    Hear,
    /// Says this.
    Say(String),
    /// Waits for so many pings; the library answers them.
    Pings(u32),
    /// Waits until the test opens the gate.
    Gate,
    /// Stays open and does nothing, not even answer pings.
    Deaf,
    /// Stays open and answers pings only.
    Open,
}

/// What the PBX does when its socket is asked for.
#[derive(Clone, Debug)]
pub(crate) enum Visit {
    /// Answers like this instead.
    Answer(u16, &'static str, &'static str),
    /// Opens it and follows these steps; at their end it closes.
    Steps(Vec<Step>),
}

pub(crate) const CONNECTED: &str = r#"{"command":"subscribe","status":0}"#;

/// Signs in, accepts the subscription, and goes on like this.
pub(crate) fn accepted(then: impl IntoIterator<Item = Step>) -> Visit {
    let begun = [
        Step::Hear,
        say(r#"{"command":"auth","id":"1","status":0}"#),
        Step::Hear,
        say(CONNECTED),
    ];
    Visit::Steps(begun.into_iter().chain(then).collect())
}

pub(crate) fn say(text: &str) -> Step {
    Step::Say(text.to_owned())
}

#[derive(Clone)]
struct Script {
    visits: Arc<Mutex<VecDeque<Visit>>>,
    heard: Arc<Mutex<Vec<String>>>,
    opened: watch::Sender<usize>,
    gate: watch::Sender<bool>,
    taken_over: Arc<AtomicBool>,
}

pub(crate) struct EventsDouble {
    pub(crate) address: SocketAddr,
    script: Script,
}

impl EventsDouble {
    /// The last visit is repeated for ever.
    pub(crate) async fn start(path: &'static str, visits: Vec<Visit>) -> Self {
        let script = Script {
            visits: Arc::new(Mutex::new(visits.into())),
            heard: Arc::default(),
            opened: watch::channel(0).0,
            gate: watch::channel(false).0,
            taken_over: Arc::default(),
        };
        let visited = script.clone();
        let sign_in = || async { token("1", 1800) };
        let taken_over = Arc::clone(&script.taken_over);
        let user = move || {
            let status = if taken_over.load(SeqCst) { 401 } else { 200 };
            std::future::ready(json(status, "{}"))
        };
        let app = Router::new()
            .route("/api/auth/sign_in", post(sign_in))
            .route(
                "/api/auth/refresh_token",
                post(|| async { json(400, "{}") }),
            )
            .route("/api/user", get(user))
            .route(
                path,
                get(move |socket| std::future::ready(visited.clone().visit(socket))),
            );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, script }
    }

    pub(crate) fn options(&self) -> ClientOptions {
        let mut options = ClientOptions::new(format!("http://{}", self.address).parse().unwrap());
        options.remember_password = true;
        options.reconnect = Reconnect {
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_millis(5),
            steady_after: Duration::ZERO,
        };
        options
    }

    pub(crate) async fn listener(&self) -> Listener {
        Listener::of(self.options()).await
    }

    /// The messages of the client so far.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.script.heard.lock().unwrap().clone()
    }

    /// How often the socket was asked for.
    pub(crate) fn visits(&self) -> usize {
        *self.script.opened.borrow()
    }

    /// The account has signed in elsewhere: this session is over.
    pub(crate) fn take_over(&self) {
        self.script.taken_over.store(true, SeqCst);
    }

    pub(crate) fn open_gate(&self) {
        self.script.gate.send_replace(true);
    }

    /// Waits until it was asked for so often.
    pub(crate) async fn visited(&self, times: usize) {
        let mut opened = self.script.opened.subscribe();
        within(opened.wait_for(|count| *count >= times))
            .await
            .unwrap();
    }
}

impl Script {
    fn visit(
        self,
        socket: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
    ) -> Response {
        self.opened.send_modify(|count| *count += 1);
        let visit = {
            let mut visits = self.visits.lock().unwrap();
            match visits.len() {
                1 => visits[0].clone(),
                _ => visits.pop_front().unwrap(),
            }
        };
        match (visit, socket) {
            (Visit::Answer(status, kind, body), _) => {
                let mut answer = json(status, body);
                answer
                    .headers_mut()
                    .insert("content-type", kind.parse().unwrap());
                answer
            }
            (Visit::Steps(steps), Ok(socket)) => {
                socket.on_upgrade(move |socket| self.follow(steps, socket))
            }
            (Visit::Steps(_), Err(refused)) => refused.into_response(),
        }
    }

    async fn follow(self, steps: Vec<Step>, mut socket: WebSocket) {
        for step in steps {
            match step {
                Step::Hear => loop {
                    match socket.recv().await {
                        Some(Ok(Message::Text(text))) => {
                            self.heard.lock().unwrap().push(text.to_string());
                            break;
                        }
                        Some(Ok(_)) => {}
                        _ => return,
                    }
                },
                Step::Say(text) => drop(socket.send(Message::Text(text.into())).await),
                Step::Pings(times) => {
                    let mut left = times;
                    while left > 0 {
                        match socket.recv().await {
                            Some(Ok(Message::Ping(_))) => left -= 1,
                            Some(Ok(_)) => {}
                            _ => return,
                        }
                    }
                }
                Step::Gate => drop(self.gate.subscribe().wait_for(|open| *open).await),
                Step::Deaf => std::future::pending().await,
                Step::Open => while socket.recv().await.is_some_and(|frame| frame.is_ok()) {},
            }
        }
    }
}

/// A client that listens.
pub(crate) struct Listener {
    events: mpsc::UnboundedReceiver<Event>,
    task: tokio::task::JoinHandle<Refusal>,
}

impl Listener {
    pub(crate) async fn of(options: ClientOptions) -> Self {
        let client = Client::new(options).unwrap();
        client.sign_in(&credentials()).await.unwrap();
        Self::on(client)
    }

    pub(crate) fn on(client: Client) -> Self {
        let (sink, events) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            client
                .events(|event| {
                    // The test may have seen enough.
                    let _ = sink.send(event);
                })
                .await
        });
        Self { events, task }
    }

    pub(crate) async fn next(&mut self) -> Event {
        within(self.events.recv()).await.expect("another event")
    }

    /// Why it ended.
    pub(crate) async fn refusal(mut self) -> Refusal {
        within(&mut self.task).await.unwrap()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A test that waits for what does not come ends all the same.
pub(crate) async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_mins(1), work)
        .await
        .expect("within a minute")
}
