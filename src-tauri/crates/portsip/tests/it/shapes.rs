//! Shapes of details, and small lists (api.md, section 9, items 10 and 11).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use portsip::{Error, Scope};

use crate::double::{Double, json, token};

#[tokio::test]
async fn a_detail_may_come_as_list_object_or_bare() {
    let file = r#"{"file_name":"x.wav","file_size":"0","file_url":"/api/blobs/x","duration":"34"}"#;
    for (body, files) in [
        (format!(r#"{{"items":[{file},{file}]}}"#), 2),
        (format!(r#"{{"items":{file}}}"#), 1),
        (format!("[{file}]"), 1),
        (file.to_owned(), 1),
        (r#"{"items":[]}"#.to_owned(), 0),
        ("{}".to_owned(), 0),
        (r#"{"items":null}"#.to_owned(), 0),
    ] {
        let said = body.clone();
        let pbx = Double::start(move |asked| {
            if asked.path.ends_with("sign_in") {
                token("1", 1800)
            } else {
                json(200, &said)
            }
        })
        .await;
        let read = pbx
            .signed_in()
            .await
            .recording_files(Scope::Own, "a/b ?")
            .await
            .unwrap();
        assert_eq!(read.len(), files, "{body}");
        assert!(read.iter().all(|file| file.link.is_some()
            && file.duration_s == Some(34)
            && file.file_size.is_none()));
        assert_eq!(
            pbx.calls()[1],
            "GET /api/user/recordings/a%2Fb%20%3F",
            "ids are encoded"
        );
    }
}

#[tokio::test]
async fn small_lists_are_read_to_their_end() {
    let asked_for = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked_for);
    let pbx = Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/users" => {
            counter.fetch_add(1, SeqCst);
            let skip: usize = asked.query["skip"].parse().unwrap();
            // Capped at 40 rows, without a count, ids as numbers.
            let rows: Vec<String> = (skip..(skip + 40).min(130))
                .map(|at| format!(r#"{{"id":{at},"name":"u{at}","display_name":null,"extension_number":"{}"}}"#, 100 + at))
                .collect();
            json(200, &format!(r#"{{"items":[{}]}}"#, rows.join(",")))
        }
        "/api/call_queues" => json(200, r#"{"count":1,"items":[{"id":"1","name":"Sales","extension_number":"8000"}]}"#),
        _ => json(403, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    let users = client.users().await.unwrap();
    assert_eq!(users.len(), 130);
    assert_eq!(users[129].extension_number, "229");
    assert_eq!(users[0].display_name, "u0");
    assert!(asked_for.load(SeqCst) <= 6);
    assert_eq!(client.version().await.unwrap(), None);
    assert!(client.tenants().await.unwrap().is_empty());
    assert!(matches!(
        client.switch_tenant("7").await.unwrap_err(),
        Error::Forbidden { .. }
    ));
    assert_eq!(pbx.asked("/tenants/switch")[0].raw_query, "id=7");
    assert_eq!(client.service_numbers().await.unwrap()[0].number, "8000");
}
