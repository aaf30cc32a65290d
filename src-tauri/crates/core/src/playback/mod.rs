//! Listening: a file of a recording, fetched once into a bounded cache and served to the player over loopback.
//!
//! The media element of the webview can play neither custom schemes on Linux nor anything behind a sign-in or a
//! self-signed certificate, so the app fetches and the player plays from `http://127.0.0.1` (toolchain notes, 6).

mod cache;
mod server;

use std::{path::PathBuf, sync::Arc};

use tokio::sync::{Mutex, OnceCell};

use crate::{
    app::{Outline, Playable},
    error::{Error, Result},
    ids::RecordingId,
};

pub use cache::AudioCache;
pub(crate) use cache::unavailable;
use server::MediaServer;

/// The player's side of the app.
#[derive(Clone)]
pub struct Playback {
    inner: Arc<Inner>,
}

struct Inner {
    cache: AudioCache,
    /// Started with the first recording that is opened.
    server: OnceCell<MediaServer>,
    /// One fetch at a time: a second click on the same call waits for the first instead of fetching again.
    fetching: Mutex<()>,
}

impl Playback {
    /// With its cache in that folder.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            inner: Arc::new(Inner {
                cache: AudioCache::new(folder),
                server: OnceCell::new(),
                fetching: Mutex::new(()),
            }),
        }
    }

    /// Makes one file of a recording playable, fetching it unless it is in the cache.
    ///
    /// # Errors
    /// [`Error::RecordingUnavailable`] with the reason, or what the PBX, the disk or the decoder said.
    pub async fn open(
        &self,
        client: &portsip::Client,
        scope: portsip::Scope,
        id: &RecordingId,
        file_index: u32,
    ) -> Result<Playable> {
        let fetched = {
            let _one = self.inner.fetching.lock().await;
            self.inner
                .cache
                .fetch(client, scope, id, file_index)
                .await?
        };
        let server = self
            .inner
            .server
            .get_or_try_init(MediaServer::start)
            .await?;
        Ok(Playable {
            url: server.publish(&fetched.playable, fetched.mime),
            mime: fetched.mime.to_owned(),
            duration_ms: fetched.duration_ms,
            channels: fetched.channels,
            codec: fetched.codec,
            file_index,
            files: fetched.files,
            decoded: fetched.playable != fetched.original,
        })
    }

    /// The outline of a file that was opened before.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not, [`Error::Audio`] when it cannot be decoded.
    pub async fn outline(
        &self,
        id: &RecordingId,
        file_index: u32,
        buckets: u32,
    ) -> Result<Outline> {
        let path = self
            .inner
            .cache
            .playable(id, file_index)
            .ok_or_else(|| Error::NotFound {
                what: format!("opened recording {id}"),
            })?;
        let buckets = usize::try_from(buckets.clamp(1, 8192)).unwrap_or(1);
        let peaks = tokio::task::spawn_blocking(move || audio::peaks(&path, buckets))
            .await
            .map_err(|_| Error::Internal {
                doing: "reading the recording",
            })??;
        let channels = peaks
            .per_channel
            .iter()
            .map(|pairs| pairs.iter().flat_map(|&(low, high)| [low, high]).collect())
            .collect();
        Ok(Outline {
            duration_ms: u32::try_from(peaks.duration_ms).unwrap_or(u32::MAX),
            channels,
        })
    }

    /// Forgets everything that was fetched, on disk too.
    ///
    /// # Errors
    /// [`Error::Io`] when the cache folder cannot be emptied.
    pub async fn wipe(&self) -> Result<()> {
        if let Some(server) = self.inner.server.get() {
            server.withdraw_all();
        }
        let cache = self.inner.cache.clone();
        tokio::task::spawn_blocking(move || cache.wipe())
            .await
            .map_err(|_| Error::Internal {
                doing: "emptying the cache",
            })?
    }
}
