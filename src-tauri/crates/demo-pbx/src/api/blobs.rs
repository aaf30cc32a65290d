//! The files (api.md 5.5): `/blobs/{digest}`, v16's `/files/{id}/data`, and the storage origin.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::links::FileKey;
use super::problem::Problem;
use super::{Answer, Pbx};
use crate::dice::mix;
use crate::speech;

impl Pbx {
    /// The bytes of a file and the name it is saved under.
    pub(crate) fn file(&self, (recording, index): FileKey) -> Option<(Bytes, String)> {
        let company = self.company();
        let recording = company.recording(&recording.to_string())?;
        let file = recording.files.get(index)?;
        Some((speech::bytes_of(recording, index, file), file.name.clone()))
    }
}

/// `GET /blobs/{digest}` and `GET /files/{id}/data`
pub(crate) async fn file(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(link): Path<String>,
) -> Answer {
    if pbx.options.private_links {
        pbx.session(&headers)?;
    }
    let key = pbx.links.file(&link).ok_or_else(Problem::not_found)?;
    serve(&pbx, key, &headers)
}

/// `GET /storage/{link}` on the storage origin.
pub(crate) async fn stored(
    State(pbx): State<Arc<Pbx>>,
    headers: HeaderMap,
    Path(link): Path<String>,
) -> Answer {
    let leaked =
        headers.contains_key(header::AUTHORIZATION) || headers.contains_key(header::COOKIE);
    pbx.tally.note(|now| {
        now.storage_requests += 1;
        now.storage_credentials += u64::from(leaked);
    });
    let key = pbx.links.file(&link).ok_or_else(Problem::not_found)?;
    serve(&pbx, key, &headers)
}

fn serve(pbx: &Pbx, key: FileKey, headers: &HeaderMap) -> Answer {
    let (whole, name) = pbx.file(key).ok_or_else(Problem::not_found)?;
    let plan = pbx.faults.plan();
    let salt = if plan.changing_etag {
        rand::random::<u64>()
    } else {
        0
    };
    let etag = format!(
        "\"{:016x}\"",
        mix(key.0 << 8 ^ key.1 as u64 ^ salt) ^ whole.len() as u64
    );
    let wanted = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
        .filter(|_| !plan.ignore_range);
    // RFC 9110, 13.1.5: a range is only meant for the version that `If-Range` names.
    let same = headers
        .get(header::IF_RANGE)
        .is_none_or(|value| value.as_bytes() == etag.as_bytes());
    let mut answer = match wanted
        .filter(|_| same)
        .and_then(|text| range(text, whole.len()))
    {
        Some(Ok((first, last))) => {
            let part = whole.slice(first..=last);
            let content_range = format!("bytes {first}-{last}/{}", whole.len());
            (
                StatusCode::PARTIAL_CONTENT,
                [(header::CONTENT_RANGE, content_range)],
                Body::from(part),
            )
                .into_response()
        }
        Some(Err(())) => {
            let content_range = format!("bytes */{}", whole.len());
            return Ok((
                StatusCode::RANGE_NOT_SATISFIABLE,
                [(header::CONTENT_RANGE, content_range)],
            )
                .into_response());
        }
        None => Body::from(whole).into_response(),
    };
    describe(&mut answer, &name, &etag, plan.ignore_range);
    Ok(answer)
}

fn describe(answer: &mut Response, name: &str, etag: &str, no_ranges: bool) {
    let mut put = |header, value: &str| {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(header, value);
        }
    };
    put(header::CONTENT_TYPE, "application/octet-stream");
    put(
        header::CONTENT_DISPOSITION,
        &format!("attachment; filename=\"{name}\""),
    );
    put(header::ETAG, etag);
    if !no_ranges {
        put(header::ACCEPT_RANGES, "bytes");
    }
}

/// One range: `None` if it is none we serve in part, `Err` if nothing lies in it.
fn range(text: &str, length: usize) -> Option<Result<(usize, usize), ()>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    if last.contains(',') {
        return None;
    }
    let end = length.checked_sub(1);
    let (first, last) = match (first.trim(), last.trim()) {
        ("", last) => (
            length.saturating_sub(last.parse().ok()?),
            length.saturating_sub(1),
        ),
        (first, "") => (first.parse().ok()?, length.saturating_sub(1)),
        (first, last) => (
            first.parse().ok()?,
            last.parse::<usize>().ok()?.min(length.saturating_sub(1)),
        ),
    };
    Some(if end.is_some_and(|end| first <= end) && first <= last {
        Ok((first, last))
    } else {
        Err(())
    })
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        assert_eq!(range("bytes=0-0", 10), Some(Ok((0, 0))));
        assert_eq!(range("bytes=4-", 10), Some(Ok((4, 9))));
        assert_eq!(range("bytes=-3", 10), Some(Ok((7, 9))));
        assert_eq!(range("bytes=-30", 10), Some(Ok((0, 9))));
        assert_eq!(range("bytes=2-99", 10), Some(Ok((2, 9))));
        assert_eq!(range("bytes=10-", 10), Some(Err(())));
        assert_eq!(range("bytes=0-1,4-5", 10), None);
        assert_eq!(range("items=0-1", 10), None);
    }
}
