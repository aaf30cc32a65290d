//! Opening one recording file: where the bearer may go, what counts as a file, and the bytes as a stream.

mod body;
pub(crate) mod checks;
mod public;

use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt as _};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_RANGES, AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG,
    HeaderValue, IF_RANGE, LAST_MODIFIED, LOCATION, RANGE,
};
use reqwest::{Response, StatusCode};
use url::Url;

pub use body::FileBody;

use crate::auth::Token;
use crate::client::{Client, Inner};
use crate::http::{Hop, bad, bearer_header, next_hop, origin_of};
use crate::{Error, FileLink};
use checks::{extent, refuse_pages, refuse_status, text};

const WHAT: &str = "the recording file";
/// Enough to tell audio from a web page.
const PEEK: usize = 16;

/// The part of a file that is already held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resume {
    /// Bytes held: the first byte to ask for.
    pub offset: u64,
    /// `ETag` (or `Last-Modified`) of the answer they came from: another file is then sent whole. `None` asks without a
    /// guard; compare what overlaps.
    pub validator: Option<String>,
}

impl Client {
    /// Opens a file: one attempt, for the caller to repeat. The bearer goes to the PBX's own origin only; redirects are
    /// followed five times at most, never from `https` to `http`.
    ///
    /// [`Error::Forbidden`]: 403, 401 after the session was renewed once, or a web page instead of a file.
    /// [`Error::NotFound`]: 404, 410; read the detail again, links may expire. [`Error::Throttled`]: 429 and 503 with the
    /// stated pause. [`Error::RangeNotSatisfiable`]: `resume` is beyond the end.
    pub async fn open_file(
        &self,
        link: &FileLink,
        resume: Option<Resume>,
    ) -> Result<FileBody, Error> {
        self.inner.open_file(link, resume.as_ref()).await
    }
}

impl Inner {
    async fn open_file(&self, link: &FileLink, resume: Option<&Resume>) -> Result<FileBody, Error> {
        let url = self.resolve(link)?;
        let under_way = self.pace.file();
        let own = self.options.server.is_origin_of(&url);
        // A public link works without a session; a foreign one never sees it.
        let token = if own && self.session.token().is_some() {
            Some(self.bearer().await?)
        } else {
            None
        };
        let response = self.follow(&url, resume, token.as_ref()).await?;
        let response = match token {
            Some(token) if response.status() == StatusCode::UNAUTHORIZED => {
                self.follow_renewed(&url, resume, &token, response).await?
            }
            // The link is private and there is no session (any more): that says nothing about the file.
            None if own && response.status() == StatusCode::UNAUTHORIZED => {
                return Err(Error::SessionExpired);
            }
            _ => response,
        };
        let asked = resume.map_or(0, |resume| resume.offset);
        let mut body = self.body_of(response, asked).await?;
        body.under_way = Some(under_way);
        Ok(body)
    }

    /// Once more with a new token, unless new tokens have proved not to help files.
    async fn follow_renewed(
        &self,
        url: &Url,
        resume: Option<&Resume>,
        old: &Token,
        first: Response,
    ) -> Result<Response, Error> {
        if self.session.renewing_for_files_is_vain() && !old.outlived() {
            return Ok(first);
        }
        drop(first);
        self.renew_after_401(old.generation).await?;
        let token = self.bearer().await?;
        let second = self.follow(url, resume, Some(&token)).await?;
        self.session
            .note_renewal_for_file(second.status() != StatusCode::UNAUTHORIZED);
        Ok(second)
    }

    /// The address of a link: absolute, or relative to the PBX.
    fn resolve(&self, link: &FileLink) -> Result<Url, Error> {
        let text = link.expose().trim();
        let base = match text {
            relative if relative.starts_with("api/") => "/",
            _ => "/api/",
        };
        // The library's error would quote the link.
        let url = self
            .options
            .server
            .url(base)
            .join(text)
            .map_err(|_| bad(WHAT, "its link cannot be read".to_owned()))?;
        let refuse = |reason: &str| Error::RedirectRefused {
            what: WHAT.to_owned(),
            to: origin_of(&url),
            reason: reason.to_owned(),
        };
        match url.scheme() {
            "https" => Ok(url),
            "http" if self.options.server.is_plain_http() => Ok(url),
            "http" => Err(refuse("it would leave the encrypted connection")),
            _ => Err(refuse("only web addresses are followed")),
        }
    }

    async fn follow(
        &self,
        url: &Url,
        resume: Option<&Resume>,
        token: Option<&Token>,
    ) -> Result<Response, Error> {
        let mut visited = vec![url.clone()];
        loop {
            let here = visited.last().unwrap_or(url).clone();
            let own = self.options.server.is_origin_of(&here);
            let response = self
                .ask_for_bytes(here.clone(), resume, token.filter(|_| own))
                .await?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED
            {
                return Ok(response);
            }
            let location = response
                .headers()
                .get(LOCATION)
                .and_then(|location| location.to_str().ok());
            match next_hop(&visited, location.unwrap_or_default()) {
                Hop::Follow(to) => visited.push(to),
                Hop::Refuse { to, reason } => {
                    let what = WHAT.to_owned();
                    return Err(Error::RedirectRefused {
                        what,
                        to,
                        reason: reason.to_owned(),
                    });
                }
            }
        }
    }

    async fn ask_for_bytes(
        &self,
        url: Url,
        resume: Option<&Resume>,
        token: Option<&Token>,
    ) -> Result<Response, Error> {
        let foreign = (!self.options.server.is_origin_of(&url)).then(|| origin_of(&url));
        let mut request = self
            .http
            .get(url)
            .header(ACCEPT, "*/*")
            .header(ACCEPT_ENCODING, "identity");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, bearer_header(&token.secret)?);
        }
        if let Some(resume) = resume.filter(|resume| resume.offset > 0) {
            request = request.header(RANGE, format!("bytes={}-", resume.offset));
            if let Some(validator) = resume
                .validator
                .as_deref()
                .and_then(|text| HeaderValue::from_str(text).ok())
            {
                request = request.header(IF_RANGE, validator);
            }
        }
        self.transmit(WHAT, request)
            .await
            .map_err(|error| match (error, foreign) {
                // The person must not be asked to pin the certificate of a file store for the PBX.
                (Error::Certificate { problems, .. }, Some(to)) => Error::RedirectRefused {
                    what: WHAT.to_owned(),
                    to,
                    reason: format!("its certificate is not trusted: {problems}"),
                },
                (Error::Unreachable { source, .. }, Some(server)) => {
                    Error::Unreachable { server, source }
                }
                (Error::ProxyRefused { proxy, detail, .. }, Some(server)) => Error::ProxyRefused {
                    proxy,
                    server,
                    detail,
                },
                (other, _) => other,
            })
    }

    async fn body_of(&self, response: Response, asked: u64) -> Result<FileBody, Error> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        refuse_status(status, &headers)?;
        let (offset, total) = extent(status, &headers, asked, response.content_length())?;
        let length = response.content_length();
        let mut rest = Box::pin(self.stream(response));
        let peeked = peek(&mut rest).await?;
        refuse_pages(&peeked, offset, &headers)?;
        let etag = text(&headers, &ETAG);
        let strong = etag.clone().filter(|tag| !tag.starts_with("W/"));
        Ok(FileBody {
            status,
            offset,
            length,
            total,
            content_type: text(&headers, &CONTENT_TYPE),
            content_disposition: text(&headers, &CONTENT_DISPOSITION),
            validator: strong.or_else(|| text(&headers, &LAST_MODIFIED)),
            etag,
            accepts_ranges: status == 206
                || text(&headers, &ACCEPT_RANGES)
                    .is_some_and(|unit| unit.eq_ignore_ascii_case("bytes")),
            under_way: None,
            peeked,
            rest,
        })
    }

    fn stream(
        &self,
        response: Response,
    ) -> impl Stream<Item = Result<Bytes, Error>> + Send + use<> {
        let server = self.options.server.to_string();
        futures::stream::unfold(Some(response), move |state| {
            let server = server.clone();
            async move {
                let mut response = state?;
                match response.chunk().await {
                    Ok(Some(bytes)) => Some((Ok(bytes), Some(response))),
                    Ok(None) => None,
                    Err(error) if error.is_timeout() => Some((
                        Err(Error::Timeout {
                            what: WHAT.to_owned(),
                            server,
                        }),
                        None,
                    )),
                    Err(error) => {
                        let (what, source) = (WHAT.to_owned(), error.without_url().into());
                        Some((
                            Err(Error::Interrupted {
                                what,
                                server,
                                source,
                            }),
                            None,
                        ))
                    }
                }
            }
        })
        // An empty body ends while its beginning is looked at, and is then asked for more.
        .fuse()
    }
}

/// Reads until sixteen bytes or the end are there.
async fn peek(
    rest: &mut (impl Stream<Item = Result<Bytes, Error>> + Unpin),
) -> Result<Bytes, Error> {
    let mut start = BytesMut::new();
    while start.len() < PEEK {
        match std::future::poll_fn(|cx| Pin::new(&mut *rest).poll_next(cx)).await {
            Some(Ok(bytes)) if start.is_empty() && bytes.len() >= PEEK => return Ok(bytes),
            Some(Ok(bytes)) => start.extend_from_slice(&bytes),
            Some(Err(error)) => return Err(error),
            None => break,
        }
    }
    Ok(start.freeze())
}
