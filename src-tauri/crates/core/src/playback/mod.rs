//! Listening: a file of a recording, fetched once into a bounded cache and served to the player over loopback.
//!
//! The media element of the webview can play neither custom schemes on Linux nor anything behind a sign-in or a
//! self-signed certificate, so the app fetches and the player plays from `http://127.0.0.1` (toolchain notes, 6).

mod cache;
mod hearing;
mod server;

use std::{path::PathBuf, sync::Arc};

use tokio::sync::{Mutex, OnceCell};

use crate::{
    app::{Outline, Playable},
    error::{Error, Result},
    findings::HeardFile,
    ids::RecordingId,
};

pub use cache::AudioCache;
use cache::Fetched;
pub(crate) use cache::unavailable;
use hearing::hear;
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
        let fetched = self.fetched(client, scope, id, file_index).await?;
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

    /// Fetches one file of a recording unless it is in the cache; how many files the recording has.
    ///
    /// # Errors
    /// As for [`Playback::open`].
    pub(crate) async fn fetch(
        &self,
        client: &portsip::Client,
        scope: portsip::Scope,
        id: &RecordingId,
        file_index: u32,
    ) -> Result<u32> {
        Ok(self.fetched(client, scope, id, file_index).await?.files)
    }

    async fn fetched(
        &self,
        client: &portsip::Client,
        scope: portsip::Scope,
        id: &RecordingId,
        file_index: u32,
    ) -> Result<Fetched> {
        let _one = self.inner.fetching.lock().await;
        self.inner.cache.fetch(client, scope, id, file_index).await
    }

    /// Listens to a file that was fetched before: its outline, and what was found in it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not, [`Error::Audio`] when it cannot be decoded.
    pub(crate) async fn listen(
        &self,
        id: &RecordingId,
        file_index: u32,
        buckets: u32,
    ) -> Result<(Outline, HeardFile)> {
        let fetched = self
            .inner
            .cache
            .known(id, file_index)
            .ok_or_else(|| Error::NotFound {
                what: format!("opened recording {id}"),
            })?;
        tokio::task::spawn_blocking(move || hear(&fetched, file_index, buckets))
            .await
            .map_err(|_| Error::Internal {
                doing: "reading the recording",
            })?
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
