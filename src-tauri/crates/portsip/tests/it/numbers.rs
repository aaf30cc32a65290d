//! The directory: extensions, queues, ring groups, virtual receptionists, and what a single number is.

use axum::response::Response;
use portsip::{NumberInfo, NumberKind};
use serde_json::json;

use crate::double::{Asked, Double, html, json as body, refused, token, value};

fn directory(asked: &Asked) -> Response {
    let named = |number: &str, name: &str| {
        value(
            &json!({"count": 1, "items": [{"id": number, "name": name, "extension_number": number}]}),
        )
    };
    match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/call_queues" => named("8001", "Sales"),
        "/api/ring_groups" => named("6001", "Workshop"),
        "/api/ivrs" => named("7001", "Main menu"),
        "/api/extension_numbers/7001" => value(
            &json!({"id": "7", "extension_number": "7001", "name": "Main menu", "type": "VIRTUAL_RECEPTIONIST"}),
        ),
        "/api/extension_numbers/%2A57" => html(200),
        "/api/extension_numbers/102" => refused(403, "FORBIDDEN", "no"),
        _ => body(404, ""),
    }
}

#[tokio::test]
async fn every_kind_of_number_is_listed_with_its_name() {
    let pbx = Double::start(directory).await;
    let client = pbx.signed_in().await;
    let numbers = client.service_numbers().await.unwrap();
    let told: Vec<_> = numbers
        .into_iter()
        .map(|number| (number.number, number.name, number.kind))
        .collect();
    let expected = [
        ("8001", "Sales", NumberKind::CallQueue),
        ("6001", "Workshop", NumberKind::RingGroup),
        ("7001", "Main menu", NumberKind::VirtualReceptionist),
    ]
    .map(|(number, name, kind)| (number.to_owned(), name.to_owned(), kind));
    assert_eq!(told, expected);
    assert!(
        client.users().await.unwrap().is_empty(),
        "a PBX without the list has none to tell"
    );
}

#[tokio::test]
async fn one_refused_list_does_not_cost_the_others() {
    for refuse in ["/api/call_queues", "/api/ring_groups", "/api/ivrs"] {
        let pbx = Double::start(move |asked| match asked.path.as_str() {
            path if path == refuse => refused(403, "FORBIDDEN", "no"),
            _ => directory(asked),
        })
        .await;
        let client = pbx.signed_in().await;
        assert_eq!(client.service_numbers().await.unwrap().len(), 2, "{refuse}");
    }
}

#[tokio::test]
async fn a_single_number_says_what_it_is() {
    let pbx = Double::start(directory).await;
    let client = pbx.signed_in().await;
    let menu = NumberInfo {
        id: "7".to_owned(),
        name: "Main menu".to_owned(),
        number: "7001".to_owned(),
        kind: NumberKind::VirtualReceptionist,
    };
    assert_eq!(client.number("7001").await.unwrap(), Some(menu));
    for unknown in ["999", "*57", "102"] {
        assert_eq!(client.number(unknown).await.unwrap(), None, "{unknown}");
    }
}
