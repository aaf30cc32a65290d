//! Files fetched for the player: bounded, least recently played first to go, never a half one under a final name.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use crate::{
    error::{Error, Result},
    files,
    ids::RecordingId,
};

/// About sixteen hours of 8 kHz mono WAV.
const MOST_BYTES: u64 = 1_000_000_000;

/// A file ready to be played.
#[derive(Clone, Debug)]
pub(crate) struct Fetched {
    pub(crate) original: PathBuf,
    /// The original, or what was decoded from it.
    pub(crate) playable: PathBuf,
    pub(crate) mime: &'static str,
    pub(crate) duration_ms: u32,
    pub(crate) channels: u32,
    pub(crate) codec: String,
    pub(crate) files: u32,
}

/// The cache folder of the player.
#[derive(Clone)]
pub struct AudioCache {
    folder: PathBuf,
    ready: Arc<Mutex<HashMap<(RecordingId, u32), Fetched>>>,
}

impl AudioCache {
    /// In that folder; it is made when needed.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            ready: Arc::default(),
        }
    }

    /// A file that was fetched and is still there.
    pub(super) fn known(&self, id: &RecordingId, file_index: u32) -> Option<Fetched> {
        self.ready
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&(id.clone(), file_index))
            .filter(|fetched| fetched.playable.exists())
            .cloned()
    }

    /// The file, from the cache or from the PBX.
    pub(crate) async fn fetch(
        &self,
        client: &portsip::Client,
        scope: portsip::Scope,
        id: &RecordingId,
        file_index: u32,
    ) -> Result<Fetched> {
        if let Some(fetched) = self.known(id, file_index) {
            return Ok(fetched);
        }
        let files = client
            .recording_files(scope, id.as_str())
            .await
            .map_err(unavailable)?;
        let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let file = usize::try_from(file_index)
            .ok()
            .and_then(|index| files.get(index.checked_sub(1)?));
        let link = file.and_then(|file| file.link.as_ref()).ok_or_else(|| {
            Error::RecordingUnavailable {
                reason: "no_recording: the PBX lists it but has no file for it".to_owned(),
            }
        })?;
        let (original, first) = self.download(client, link).await?;
        let folder = self.folder.clone();
        let fetched =
            tokio::task::spawn_blocking(move || prepare(&folder, original, &first, count))
                .await
                .map_err(|_| Error::Internal {
                    doing: "preparing the recording",
                })??;
        self.ready
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((id.clone(), file_index), fetched.clone());
        Ok(fetched)
    }

    /// Fetches to `<random>.part`, and tells its first bytes. Names say nothing of the call.
    async fn download(
        &self,
        client: &portsip::Client,
        link: &portsip::FileLink,
    ) -> Result<(PathBuf, Vec<u8>)> {
        files::create_private(&self.folder)?;
        let mut body = client.open_file(link, None).await.map_err(unavailable)?;
        let part = self
            .folder
            .join(format!("{:032x}.part", rand::random::<u128>()));
        let guard = PartGuard(Some(part.clone()));
        let mut file = File::create(&part).map_err(|source| Error::io("created", &part, source))?;
        let mut first = Vec::new();
        let mut written = 0_u64;
        while let Some(chunk) = body.chunk().await.map_err(unavailable)? {
            if first.len() < 64 {
                first.extend_from_slice(&chunk[..chunk.len().min(64)]);
                if audio::looks_like_text(&first) {
                    return Err(Error::RecordingUnavailable {
                        reason: "not_allowed: the PBX answered with a page instead of audio"
                            .to_owned(),
                    });
                }
            }
            // A recording is a few megabytes: the write stays in the page cache and is shorter than a task switch.
            file.write_all(&chunk)
                .map_err(|source| Error::io("written", &part, source))?;
            written += chunk.len() as u64;
        }
        if written == 0 || body.length.is_some_and(|length| length != written) {
            return Err(Error::RecordingUnavailable {
                reason: format!("failed: the PBX sent {written} bytes and stopped; try again"),
            });
        }
        guard.keep();
        Ok((part, first))
    }

    /// Removes everything that was fetched.
    pub(crate) fn wipe(&self) -> Result<()> {
        self.ready
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        match fs::remove_dir_all(&self.folder) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::io("removed", &self.folder, source))
            }
            _ => Ok(()),
        }
    }
}

/// Removes a `.part` file unless it was kept.
struct PartGuard(Option<PathBuf>);

impl PartGuard {
    fn keep(mut self) {
        self.0 = None;
    }
}

impl Drop for PartGuard {
    fn drop(&mut self) {
        if let Some(part) = self.0.take() {
            let _ = fs::remove_file(part);
        }
    }
}

/// An error of reading a recording, by the manifest's reasons where there is one.
pub(crate) fn unavailable(error: portsip::Error) -> Error {
    match error {
        portsip::Error::NotFound { .. } => Error::RecordingUnavailable {
            reason: "gone: the PBX no longer has this recording".to_owned(),
        },
        portsip::Error::Forbidden { .. } => Error::RecordingUnavailable {
            reason: "not_allowed: this account may not hear this recording".to_owned(),
        },
        other => Error::Pbx(other),
    }
}

/// Gives the file its final name, and decodes what the webview cannot play.
fn prepare(folder: &Path, part: PathBuf, first: &[u8], files: u32) -> Result<Fetched> {
    let guard = PartGuard(Some(part.clone()));
    let content = audio::sniff(first);
    let original = part.with_extension(content.extension());
    let probe = audio::probe_path(&part)?;
    fs::rename(&part, &original).map_err(|source| Error::io("renamed", &original, source))?;
    guard.keep();
    let (playable, shown) = if audio::playable_in_webview(&probe) {
        (original.clone(), probe.clone())
    } else {
        let decoded = part.with_extension("decoded.wav");
        let shown = audio::decode_to_wav(&original, &decoded)?;
        (decoded, shown)
    };
    make_room(folder, &[&original, &playable])?;
    Ok(Fetched {
        mime: shown.content.mime(),
        duration_ms: shown
            .duration_ms
            .and_then(|ms| u32::try_from(ms).ok())
            .unwrap_or(0),
        channels: u32::from(shown.channels.unwrap_or(1)),
        codec: probe
            .codec
            .unwrap_or_else(|| probe.content.as_str().to_owned()),
        original,
        playable,
        files,
    })
}

/// Removes the oldest files until the folder is within bounds, never those in `needed`.
fn make_room(folder: &Path, needed: &[&PathBuf]) -> Result<()> {
    let failed = |source| Error::io("read", folder, source);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(meta) = entry.metadata() else { continue };
        files.push((
            meta.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            meta.len(),
            entry.path(),
        ));
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files {
        if total <= MOST_BYTES {
            break;
        }
        if !needed.contains(&&path) && fs::remove_file(&path).is_ok() {
            total -= size;
        }
    }
    Ok(())
}
