//! An open file: its facts and its bytes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::Stream;

use super::PEEK;
use crate::Error;
use crate::pace::FileUnderWay;

/// An open file. Its bytes come from [`FileBody::chunk`] or as a [`Stream`]; silence ends them with an error, as does a
/// connection that breaks before the stated length.
pub struct FileBody {
    /// 200: the whole file, also when a part was asked for. 206: the rest from [`FileBody::offset`] on.
    pub status: u16,
    /// The place of the first byte in the file: 0, or the offset that was asked for.
    pub offset: u64,
    /// Bytes still to come, if stated.
    pub length: Option<u64>,
    /// Size of the whole file, if stated.
    pub total: Option<u64>,
    /// As stated; identify files by their bytes.
    pub content_type: Option<String>,
    /// As stated; holds the PBX's file name.
    pub content_disposition: Option<String>,
    /// Guard for a later [`super::Resume`]: a strong `ETag`, else `Last-Modified`.
    pub validator: Option<String>,
    /// `ETag` as stated.
    pub etag: Option<String>,
    /// Whether the server says it can send parts (206, or `Accept-Ranges: bytes`).
    pub accepts_ranges: bool,
    /// Tells the pace that a place is taken.
    pub(super) under_way: Option<FileUnderWay>,
    pub(super) peeked: Bytes,
    pub(super) rest: Pin<Box<dyn Stream<Item = Result<Bytes, Error>> + Send>>,
}

impl FileBody {
    /// The first bytes, 16 if there are as many; they come again with the first chunk.
    pub fn peek(&self) -> &[u8] {
        &self.peeked[..self.peeked.len().min(PEEK)]
    }

    /// The next bytes; `None` at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }
}

impl Stream for FileBody {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.peeked.is_empty() {
            self.rest.as_mut().poll_next(cx)
        } else {
            Poll::Ready(Some(Ok(std::mem::take(&mut self.peeked))))
        }
    }
}

impl fmt::Debug for FileBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileBody")
            .field("status", &self.status)
            .field("offset", &self.offset)
            .field("length", &self.length)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}
