//! Entrances for the fuzzer (`fuzz/` in the repository): every parser of foreign bytes, with what must hold whatever it is
//! given. A broken promise panics, which is what the fuzzer looks for.

use jiff::Timestamp;
use reqwest::header::{CONTENT_RANGE, DATE, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::auth::token::Granted;
use crate::blob::checks::{content_range, extent};
use crate::dto::{Page, Row};
use crate::events::Event;
use crate::events::message::Message;
use crate::http::{Answer, Hop, looks_like_markup, next_hop, origin_of, printable, stated_pause};
use crate::listing::pages::decode;
use crate::{
    CallLeg, Cdr, Group, Info, NumberInfo, NumberKind, RecordingFile, RecordingSummary,
    ServerAddress, Shape, Tenant, User,
};

/// A page of calls and the same as a page of recordings.
pub fn list_page(data: &[u8]) {
    let body = text(data);
    whole_page::<Cdr>(&body);
    whole_page::<RecordingSummary>(&body);
}

fn whole_page<T: Row>(body: &str) {
    let Ok(page) = decode::<T>(body, Timestamp::UNIX_EPOCH, 300) else {
        return;
    };
    let rows = page.rows.len() + page.bad.len();
    assert!(page.len() <= rows as u64, "more places than rows");
    assert!(page.rows.iter().all(|row| !row.id().is_empty()));
    for bad in &page.bad {
        assert!(bad.index < rows as u64 && bad.skip == 300, "{bad:?}");
    }
}

/// The details of a recording and of a call. Links must not be printed.
pub fn detail(data: &[u8]) {
    let body = text(data);
    drop(Shape::read(&body).map(|shape| shape.to_string()));
    let Ok(page) = Page::read(&body) else { return };
    for item in page.items {
        drop(CallLeg::of_detail(item.get(), "1"));
        drop(CallLeg::of_log(item.get()));
        if let Ok(file) = RecordingFile::read(item.get()) {
            assert!(file.link.is_none() || format!("{file:?}").contains("FileLink([secret])"));
            assert_ne!(file.file_size, Some(0), "0 says nothing");
        }
    }
}

/// An answer with its status: the words of a refusal are one printable line.
pub fn answer(data: &[u8]) {
    let Some((status, body)) = data.split_first_chunk::<2>() else {
        return;
    };
    let answer = Answer {
        status: 100 + u16::from_le_bytes(*status) % 500,
        html: looks_like_markup(body),
        retry_after: None,
        redirect_to: None,
        body: text(body),
    };
    let said = answer.said();
    for words in [&said.code, &said.message] {
        assert!(!words.is_empty() && *words == printable(words), "{words:?}");
    }
    let success = answer.is_success() && !answer.html;
    assert_eq!(answer.expect_data("it").is_ok(), success);
}

/// What signing in, codes and renewals answer. Tokens must not be printed.
pub fn tokens(data: &[u8]) {
    let body = text(data);
    if let Granted::Tokens(tokens) = Granted::read(&body, Timestamp::UNIX_EPOCH) {
        assert!(!tokens.access.expose().is_empty());
        assert!(!format!("{tokens:?}").contains(&format!("{:?}", tokens.access.expose())));
    }
}

/// `/info`, the tenant, users, groups and service numbers.
pub fn directory(data: &[u8]) {
    let body = text(data);
    drop(Info::read(&body));
    drop(Tenant::read(&body));
    drop(User::read(&body));
    drop(Group::read_recorded(&body));
    drop(NumberInfo::read(&body, NumberKind::CallQueue));
    drop(NumberInfo::read_single(&body));
}

/// A message of the event socket. A call without an id is none.
pub fn event(data: &[u8]) {
    if let Message::Event(event) = Message::read(&text(data)) {
        let (Event::CallStarted(call) | Event::CallUpdated(call) | Event::CallEnded(call)) = *event
        else {
            panic!("{event:?} is no message");
        };
        assert!(!call.session_id.is_empty());
    }
}

/// `Retry-After`, `Date` and `Content-Range`, one a line.
pub fn headers(data: &[u8]) {
    let mut headers = HeaderMap::new();
    for (name, line) in [RETRY_AFTER, DATE, CONTENT_RANGE]
        .into_iter()
        .zip(data.split(|byte| *byte == b'\n'))
    {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.insert(name, value);
        }
    }
    if let Some(pause) = stated_pause(&headers) {
        // Added to a clock, as the pace does; a date in year 9999 is the longest.
        assert!(std::time::Instant::now().checked_add(pause).is_some());
    }
    if let Some((Some((first, last)), _)) = content_range(&headers) {
        if let Ok((offset, total)) = extent(206, &headers, first, None) {
            assert!(offset == first && total.is_none_or(|total| last < total));
        }
    }
}

/// A typed server address: what is accepted reads back as the same.
pub fn address(data: &[u8]) {
    if let Ok(address) = text(data).parse::<ServerAddress>() {
        let again: Result<ServerAddress, _> = address.to_string().parse();
        assert_eq!(
            again.map(|again| again.to_string()).ok(),
            Some(address.to_string())
        );
        assert!(!address.host().is_empty());
        assert!(address.is_origin_of(&address.url("/api/cdrs")));
    }
}

/// A redirect: never from `https` to `http`, and what is said of it holds no path.
pub fn redirect(data: &[u8]) {
    let Ok(from) = "https://pbx.example.com:8887/api/blobs/secret".parse() else {
        return;
    };
    match next_hop(&[from], &text(data)) {
        Hop::Follow(to) => {
            assert!(to.scheme() == "https" && origin_of(&to).starts_with("https://"));
        }
        Hop::Refuse { to, .. } => {
            let origin = to.split_once("://").map_or(to.as_str(), |(_, host)| host);
            assert!(!origin.contains(['/', '?']), "{to}");
        }
    }
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}
