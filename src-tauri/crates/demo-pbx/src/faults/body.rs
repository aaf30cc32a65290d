//! Damaged answers.

use std::time::Duration;

use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use bytes::Bytes;
use futures::stream;

use super::gate::Hit;
use super::plan::Fault;
use crate::counters::InFlight;
use crate::server::Peer;

/// What happens after the last byte that is sent.
enum Ending {
    /// The body is over.
    Done,
    /// The connection closes.
    Cut,
    /// Nothing more, for ever.
    Silence,
    /// The connection is reset.
    Reset(Option<Peer>),
    /// It starts again, for ever.
    Again,
}

/// A body on its way out.
pub(crate) struct Damaged {
    bytes: Bytes,
    /// The `Content-Length` to promise; `None` is chunked.
    pub length: Option<usize>,
    ending: Ending,
    /// Bytes per second.
    pace: Option<u32>,
}

const PIECE: usize = 64 * 1024;
const FLUSH: Duration = Duration::from_millis(20);

/// Applies a fault to an answer.
pub(crate) fn damage(parts: &mut Parts, bytes: Bytes, hit: Option<Hit>) -> Damaged {
    let whole = bytes.len();
    let until = |part: f64| ((whole as f64 * part.clamp(0.0, 1.0)) as usize).min(whole);
    let mut out = Damaged {
        bytes,
        length: Some(whole),
        ending: Ending::Done,
        pace: None,
    };
    let Some(hit) = hit else { return out };
    match hit.fault {
        Fault::Truncate(part) => {
            (out.bytes, out.ending) = (out.bytes.slice(..until(part)), Ending::Cut);
        }
        Fault::Stall(part) => {
            (out.bytes, out.ending) = (out.bytes.slice(..until(part)), Ending::Silence);
        }
        Fault::Reset(part) => {
            (out.bytes, out.ending) = (out.bytes.slice(..until(part)), Ending::Reset(hit.peer));
        }
        Fault::Drip(pace) => out.pace = Some(pace.max(1)),
        Fault::Chunked => out.length = None,
        Fault::ChunkedCut(part) => {
            (out.bytes, out.length, out.ending) =
                (out.bytes.slice(..until(part)), None, Ending::Cut);
        }
        Fault::ShortBody(part) => (out.bytes, out.length) = (out.bytes.slice(..until(part)), None),
        Fault::ContentType(kind) => put(parts, header::CONTENT_TYPE, &kind),
        Fault::Empty => (out.bytes, out.length) = (Bytes::new(), Some(0)),
        Fault::ShortFile(part) => {
            out.bytes = out.bytes.slice(..until(part));
            out.length = Some(out.bytes.len());
        }
        Fault::UnknownWavLength => out.bytes = unknown_length(out.bytes),
        Fault::RedirectToStorage => redirect(parts, &mut out, &hit.storage.unwrap_or(hit.path)),
        Fault::RedirectTo(to) => redirect(parts, &mut out, &to),
        Fault::RedirectLoop => redirect(parts, &mut out, &hit.path),
        Fault::Endless => (out.length, out.ending) = (None, Ending::Again),
        Fault::WrongContentRange if parts.status == StatusCode::PARTIAL_CONTENT => {
            put(
                parts,
                header::CONTENT_RANGE,
                &format!("bytes 0-{}/{}", whole.saturating_sub(1), whole * 2),
            );
        }
        Fault::WrongContentRange
        | Fault::Status(_)
        | Fault::RetryAfter(..)
        | Fault::Code(..)
        | Fault::Html
        | Fault::Delay(_)
        | Fault::JsonInstead
        | Fault::Instead { .. } => {}
    }
    if out.length.is_none() {
        parts.headers.remove(header::ACCEPT_RANGES);
    }
    out
}

fn put(parts: &mut Parts, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        parts.headers.insert(name, value);
    }
}

fn redirect(parts: &mut Parts, out: &mut Damaged, to: &str) {
    parts.status = StatusCode::FOUND;
    put(parts, header::LOCATION, to);
    (out.bytes, out.length) = (Bytes::new(), Some(0));
}

/// Both sizes in the header of a PCM WAV say "unknown", as recorders leave them that were cut off.
fn unknown_length(bytes: Bytes) -> Bytes {
    if !bytes.starts_with(b"RIFF") || bytes.get(36..40) != Some(b"data") {
        return bytes;
    }
    let mut file = bytes.to_vec();
    file[4..8].fill(0xFF);
    file[40..44].fill(0xFF);
    Bytes::from(file)
}

impl Damaged {
    /// The body; the request is in flight until the body is dropped.
    pub(crate) fn into_body(self, in_flight: InFlight) -> Body {
        Body::from_stream(stream::unfold(
            (self, 0_usize, in_flight),
            |(mut out, at, in_flight)| async move {
                if at >= out.bytes.len() {
                    match &out.ending {
                        Ending::Done => return None,
                        Ending::Silence => std::future::pending::<()>().await,
                        Ending::Again if !out.bytes.is_empty() => {
                            let piece = out.bytes.slice(..out.bytes.len().min(PIECE));
                            in_flight.sent(piece.len());
                            return Some((Ok(piece), (out, usize::MAX, in_flight)));
                        }
                        Ending::Cut | Ending::Again | Ending::Reset(_) => {}
                    }
                    // What is buffered would be lost with the connection: a pause lets it go out first.
                    tokio::time::sleep(FLUSH).await;
                    if let Ending::Reset(Some(peer)) = &out.ending {
                        peer.reset();
                    }
                    out.ending = Ending::Done;
                    return Some((
                        Err(std::io::Error::other("a fault cut the body off")),
                        (out, at, in_flight),
                    ));
                }
                let step = match out.pace {
                    // Ten pieces a second, so that a slow body is slow all the time.
                    Some(pace) => {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        (pace as usize).div_ceil(10)
                    }
                    None => PIECE,
                };
                let end = (at + step).min(out.bytes.len());
                let piece = out.bytes.slice(at..end);
                in_flight.sent(piece.len());
                Some((Ok(piece), (out, end, in_flight)))
            },
        ))
    }
}
