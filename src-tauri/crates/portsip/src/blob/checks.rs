//! What the head and the first bytes of an answer say: is it a file, and which part of it.

use reqwest::header::{CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, HeaderName};

use super::{PEEK, WHAT};
use crate::Error;
use crate::http::{bad, is_html, looks_like_markup, printable, stated_pause};

const PAGE: &str = "the recording file (a web page came instead)";

/// What the head says: a status that brings no file, or bytes that are not those of the file.
pub(super) fn refuse_status(status: u16, headers: &HeaderMap) -> Result<(), Error> {
    let what = WHAT.to_owned();
    let no_file = || "no file came".to_owned();
    match status {
        200 | 206 => {}
        401 | 403 => return Err(Error::Forbidden { what }),
        404 | 410 => return Err(Error::NotFound { what }),
        416 => {
            let length = content_range(headers).and_then(|(_, total)| total);
            return Err(Error::RangeNotSatisfiable { length });
        }
        429 | 503 => {
            return Err(Error::Throttled {
                what,
                retry_after: stated_pause(headers),
            });
        }
        408 | 425 | 500.. => {
            return Err(Error::Server {
                what,
                status,
                message: no_file(),
            });
        }
        _ => {
            return Err(Error::Refused {
                what,
                status,
                code: "UNKNOWN".to_owned(),
                message: no_file(),
            });
        }
    }
    match text(headers, &CONTENT_ENCODING) {
        Some(encoding) if !encoding.eq_ignore_ascii_case("identity") => Err(bad(
            WHAT,
            "it came compressed although that was not asked for".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// A sign-in page or an error in the guise of a file. In the middle of a file any bytes are possible.
pub(super) fn refuse_pages(start: &[u8], offset: u64, headers: &HeaderMap) -> Result<(), Error> {
    if offset > 0 {
        return Ok(());
    }
    if looks_like_markup(start) || (is_html(headers) && is_text(start)) {
        let xml = start.windows(5).any(|window| window == b"<?xml");
        return Err(if xml {
            bad(WHAT, "an XML error came instead of a file".to_owned())
        } else {
            Error::Forbidden {
                what: PAGE.to_owned(),
            }
        });
    }
    let json_type =
        text(headers, &CONTENT_TYPE).is_some_and(|kind| kind.to_ascii_lowercase().contains("json"));
    let json_start = start
        .iter()
        .find(|byte| !byte.is_ascii_whitespace())
        .is_some_and(|byte| matches!(byte, b'{' | b'['));
    if json_start && (json_type || start.starts_with(b"{\"")) {
        return Err(bad(WHAT, "a JSON answer came instead of a file".to_owned()));
    }
    Ok(())
}

/// Whether the first bytes are text. A recording is not, whatever type it is served with (api.md, section 5.6).
fn is_text(start: &[u8]) -> bool {
    let start = &start[..start.len().min(PEEK)];
    let binary = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    // A character that is cut off at the end is no fault.
    let utf8 =
        std::str::from_utf8(start).map_or_else(|error| error.error_len().is_none(), |_| true);
    utf8 && !start.iter().any(binary)
}

/// Where an answer starts in the file and how long the file is. A part that is not the asked one is refused.
pub(crate) fn extent(
    status: u16,
    headers: &HeaderMap,
    asked: u64,
    length: Option<u64>,
) -> Result<(u64, Option<u64>), Error> {
    if status == 200 {
        return Ok((0, length));
    }
    match content_range(headers) {
        Some((Some((first, last)), total)) if first == asked => {
            let consistent = length.is_none_or(|length| {
                last.checked_sub(first)
                    .is_some_and(|span| span + 1 == length)
            }) && total.is_none_or(|total| last < total);
            if consistent {
                Ok((first, total))
            } else {
                Err(bad(WHAT, "its range contradicts its length".to_owned()))
            }
        }
        _ => Err(bad(
            WHAT,
            "another part of the file came than was asked for".to_owned(),
        )),
    }
}

/// `bytes 0-99/1234`, `bytes 0-99/*`, `bytes */1234`: first and last byte, and the total.
#[allow(clippy::type_complexity)]
pub(crate) fn content_range(headers: &HeaderMap) -> Option<(Option<(u64, u64)>, Option<u64>)> {
    let value = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (range, total) = value.trim().strip_prefix("bytes")?.trim().split_once('/')?;
    let span = range
        .split_once('-')
        .and_then(|(first, last)| Some((first.trim().parse().ok()?, last.trim().parse().ok()?)));
    Some((span, total.trim().parse().ok()))
}

pub(super) fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    Some(printable(&String::from_utf8_lossy(value.as_bytes()))).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginnings_of_recordings_are_no_text() {
        for audio in [
            b"RIFF\x24\x7d\x00\x00WAVEfmt ".as_slice(),
            b"RIFF\xff\xff\xff\xffWAVEfmt ",
            b"#!AMR\n<ab\xf0cdefgh",
            b"ID3\x03\x00\x00\x00\x00\x00\x15TIT2",
            b"\xff\xf3\x68\xc4",
            b"\x00\x00\x00\x20ftypisom",
        ] {
            assert!(!is_text(audio), "{audio:?}");
        }
        for page in [
            "Please sign in.",
            "",
            "Bitte anmelden – hier",
            "请先登录后再下载录音",
        ] {
            assert!(is_text(page.as_bytes()), "{page}");
        }
    }
}
