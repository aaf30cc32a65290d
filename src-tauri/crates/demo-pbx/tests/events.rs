//! The event socket, and calls that happen while the PBX runs.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on may say so"
)]

mod support;

use std::time::Duration;

use demo_pbx::{
    DemoPbx, EventFaults, Family, FaultPlan, Happening, LivePace, Options, PathKind,
    RecordingAfter, UnknownPath,
};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use support::{Bench, small};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

struct Ear(WebSocketStream<TcpStream>);

impl Ear {
    async fn of(pbx: &DemoPbx) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", pbx.port())).await.unwrap();
        let url = pbx.base_url().replacen("http", "ws", 1) + "/wsi";
        Self(client_async(url, stream).await.unwrap().0)
    }

    async fn ask(&mut self, message: Value) -> Value {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
        self.hear().await.unwrap()
    }

    /// The next message; `None` when the socket is cut.
    async fn hear(&mut self) -> Option<Value> {
        let next = tokio::time::timeout(Duration::from_mins(1), self.0.next());
        match next.await.expect("within a minute") {
            Some(Ok(Message::Text(text))) => Some(serde_json::from_str(&text).unwrap_or_default()),
            Some(Ok(other)) => panic!("{other:?}"),
            Some(Err(_)) | None => None,
        }
    }

    async fn sign_in(&mut self, user: &str, password: &str) -> i64 {
        let asked = json!({"command": "auth", "username": user, "password": password, "domain": "demo.tapedeck.test"});
        self.ask(asked).await["status"].as_i64().unwrap()
    }

    async fn subscribe(&mut self) -> i64 {
        let asked = json!({"command": "subscribe", "topics": ["cdr_events"]});
        self.ask(asked).await["status"].as_i64().unwrap()
    }

    async fn listening(pbx: &DemoPbx) -> Self {
        let mut ear = Self::of(pbx).await;
        assert_eq!(ear.sign_in("qa.lead", demo_pbx::PASSWORD).await, 0);
        assert_eq!(ear.subscribe().await, 0);
        ear
    }
}

fn answered(recording: RecordingAfter) -> Happening {
    Happening {
        talk_s: 20,
        recording,
    }
}

#[tokio::test]
async fn a_call_that_happens_is_told_of_and_listed() {
    let bench = Bench::start(small()).await;
    let mut ear = Ear::listening(&bench.pbx).await;
    let (before, _) = bench.ids("/cdrs", &[("top", "1")]).await;
    let id = bench.pbx.call_now(&answered(RecordingAfter::Telling));
    for event in ["call_start", "call_update_info", "call_cdr"] {
        let message = ear.hear().await.unwrap();
        assert_eq!(message["event_type"], event);
        assert_eq!(message["session_id"], id.as_str());
        if event == "call_cdr" {
            assert_eq!(message["call_status"], "answered");
            assert!(
                message["call_targets"][0]["callee"].is_string(),
                "{message}"
            );
        }
    }
    let (after, _) = bench.ids("/cdrs", &[("top", "1")]).await;
    assert_eq!(after, before + 1);
    let company = bench.pbx.company_now();
    let call = company.call(&id).unwrap();
    assert!(call.answered_at.is_some() && call.ended_at <= support::NOW.parse().unwrap());

    let detail = format!("/recordings/{id}");
    assert_eq!(bench.status(&detail).await, 404, "not ready yet");
    assert!(bench.pbx.recording_ready(&id));
    let files = bench.json(&detail).await;
    assert!(files["items"][0]["file_url"].is_string(), "{files}");
    assert!(bench.pbx.source_sha256(&id, 0).is_some());
    assert!(!bench.pbx.recording_ready(&id), "it is ready once");
}

#[tokio::test]
async fn calls_that_happen_keep_everything_in_order() {
    let bench = Bench::start(small()).await;
    let (id, link) = bench.wav().await;
    let mut made = Vec::new();
    for talk_s in [60, 0, 5, 120, 0, 30] {
        let happening = Happening {
            talk_s,
            recording: RecordingAfter::A(Duration::ZERO),
        };
        made.push((talk_s, bench.pbx.call_now(&happening)));
    }
    let company = bench.pbx.company_now();
    for pair in company.calls.windows(2) {
        assert!(pair[0].id < pair[1].id && pair[0].started_at <= pair[1].started_at);
    }
    for (talk_s, id) in made {
        let call = company.call(&id).unwrap();
        assert_eq!(call.answered_at.is_some(), talk_s > 0, "{call:?}");
        assert!(call.duration() <= i64::from(talk_s), "{call:?}");
    }
    assert_eq!(
        bench.link(&id, 0).await,
        link,
        "links handed out before still lead to the same file"
    );
    let page = bench.list("/cdrs", &[("orderby", "started_at asc")]).await;
    assert_eq!(page.status().as_u16(), 200);
}

#[tokio::test]
async fn a_recording_comes_by_itself_after_its_time() {
    let bench = Bench::start(small()).await;
    let id = bench
        .pbx
        .call_now(&answered(RecordingAfter::A(Duration::from_millis(20))));
    let never = bench.pbx.call_now(&answered(RecordingAfter::Never));
    while bench.status(&format!("/recordings/{id}")).await != 200 {}
    assert!(!bench.pbx.recording_ready(&never));
    assert!(bench.pbx.company_now().recording(&never).is_none());
}

#[tokio::test]
async fn rights_and_passwords_are_checked() {
    let pbx = DemoPbx::start(small()).await.unwrap();
    let mut ear = Ear::of(&pbx).await;
    assert_eq!(ear.subscribe().await, -1, "not before signing in");
    assert_eq!(ear.sign_in("qa.lead", "wrong").await, -1);
    assert_eq!(ear.sign_in("anna.keller", demo_pbx::PASSWORD).await, 0);
    assert_eq!(ear.subscribe().await, -1, "a standard user has no right");
    assert_eq!(pbx.counters().event_passwords, 2);
    for _ in 0..5 {
        ear.sign_in("qa.lead", "wrong").await;
    }
    assert_eq!(
        ear.sign_in("qa.lead", demo_pbx::PASSWORD).await,
        -1,
        "failures here block the address, too"
    );
}

#[tokio::test]
async fn faults_of_the_socket() {
    let faults = |events| Options {
        faults: FaultPlan {
            events,
            ..FaultPlan::default()
        },
        ..small()
    };
    let pbx = DemoPbx::start(faults(EventFaults {
        refuse_sign_in: true,
        ..EventFaults::default()
    }))
    .await
    .unwrap();
    assert_eq!(
        Ear::of(&pbx)
            .await
            .sign_in("qa.lead", demo_pbx::PASSWORD)
            .await,
        -1
    );

    let pbx = DemoPbx::start(faults(EventFaults {
        refuse_calls: true,
        ..EventFaults::default()
    }))
    .await
    .unwrap();
    let mut ear = Ear::of(&pbx).await;
    assert_eq!(ear.sign_in("qa.lead", demo_pbx::PASSWORD).await, 0);
    assert_eq!(ear.subscribe().await, -1);

    let pbx = DemoPbx::start(small()).await.unwrap();
    let mut ear = Ear::listening(&pbx).await;
    pbx.faults().update(|plan| plan.events.rubbish = true);
    pbx.call_now(&Happening::default());
    let mut heard = Vec::new();
    while heard
        .last()
        .is_none_or(|last: &Value| last["event_type"] != "call_cdr" || last["session_id"].is_null())
    {
        heard.push(ear.hear().await.unwrap());
    }
    assert!(heard.len() > 3, "rubbish came in between: {heard:?}");
    pbx.faults().clear();
    pbx.drop_event_sockets();
    assert_eq!(ear.hear().await, None, "cut");
    let mut again = Ear::listening(&pbx).await;
    pbx.go_away();
    assert_eq!(
        again.hear().await,
        None,
        "a PBX that goes away takes its sockets along"
    );
}

#[tokio::test]
async fn where_there_is_no_socket_the_portal_answers() {
    let old = Options {
        family: Family::V16,
        ..small()
    };
    let bare = Options {
        family: Family::V16,
        unknown_path: UnknownPath::NotFound,
        ..small()
    };
    for (options, status) in [(old, 200), (bare, 404)] {
        let pbx = DemoPbx::start(options).await.unwrap();
        let answer = support::client()
            .get(format!("{}/wsi", pbx.base_url()))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(pbx.counters().of(PathKind::Events), 1);
    }
}

#[tokio::test]
async fn a_call_can_be_ordered_over_http() {
    let bench = Bench::start(Options {
        control: true,
        ..small()
    })
    .await;
    let order = |body: Option<Value>| {
        let post = bench
            .client
            .post(format!("{}/__demo/do/call_now", bench.pbx.base_url()));
        match body {
            Some(body) => post.json(&body),
            None => post,
        }
    };
    for (body, talks) in [
        (None, true),
        (Some(json!({"talk_s": 0, "recording_after_s": null})), false),
    ] {
        let answer: Value = order(body).send().await.unwrap().json().await.unwrap();
        let id = answer["id"].as_str().unwrap();
        let company = bench.pbx.company_now();
        assert_eq!(company.call(id).unwrap().answered_at.is_some(), talks);
    }
}

#[tokio::test]
async fn a_live_pbx_has_a_call_now_and_then() {
    let moment = (Duration::from_millis(1), Duration::from_millis(2));
    let live = Some(LivePace {
        office: moment,
        quiet: moment,
    });
    let bench = Bench::start(Options { live, ..small() }).await;
    let mut ear = Ear::listening(&bench.pbx).await;
    let message = ear.hear().await.unwrap();
    let id = message["session_id"].as_str().unwrap();
    assert!(bench.pbx.company_now().call(id).is_some(), "{message}");
}
