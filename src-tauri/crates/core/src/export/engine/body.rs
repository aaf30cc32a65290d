//! Receiving one file into its `.part`: checked before anything is created, hashed while it is written.

use std::{
    fs::{self, File},
    path::PathBuf,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use audio::{Completeness, Content, Probe};
use sha2::{Digest as _, Sha256};

use super::{
    job::{Job, Work},
    publish::PartFile,
};
use crate::{
    error::Error,
    export::{FileResult, PART, hex},
};

/// Silence for so long ends an attempt.
const SILENCE: Duration = Duration::from_secs(30);
/// Less than this in so long a time is as good as silence, unless it was asked for.
const SLOWEST: (u64, Duration) = (512 * 30, Duration::from_secs(30));
/// Written at once.
const BLOCK: usize = 128 << 10;
/// No recording is larger than this and so much per second of its call (8 Mbit/s video): an endless body must end.
const ALWAYS_ALLOWED: u64 = 64 << 20;
const ALLOWED_PER_SECOND: u64 = 1 << 20;

/// Why there is no file this time.
pub(super) enum Trouble {
    /// Worth another attempt.
    Again { reason: String, cause: Cause },
    /// The PBX asks for patience; no attempt was spent.
    Wait { pause: Option<Duration> },
    /// A refusal that reading the detail again may mend, once.
    Refused { result: FileResult, reason: String },
    /// Another file stands there and is to be left alone.
    Conflict { path: String },
    /// Ends the run.
    Fatal(Error),
}

/// What another attempt follows on.
pub(super) enum Cause {
    /// A cut, an error of the server.
    Passing,
    /// Silence: perhaps too much is asked at once.
    Silence,
    /// The PBX could not be reached at all.
    Unreached(Box<portsip::Error>),
}

/// A file that came whole.
pub(super) struct Received {
    pub(super) file: File,
    pub(super) part: PartFile,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) content: Content,
    pub(super) probe: Probe,
    /// What is odd about it: shorter than its own header says, or not as its format should be.
    pub(super) oddity: Option<String>,
}

/// Fetches a file. `place` is asked for its final path once the first bytes and the stated length are known, and may refuse.
pub(super) async fn receive(
    job: &Job,
    work: &Work,
    link: &portsip::FileLink,
    place: impl FnOnce(Content, Option<u64>) -> Result<PathBuf, Trouble>,
) -> Result<Received, Trouble> {
    let mut body = job
        .ask(|client| async move { client.open_file(link, None).await })
        .await
        .map_err(Trouble::Fatal)?
        .map_err(|error| trouble(job, error))?;
    let first = body.peek();
    if first.is_empty() {
        return Err(again("the PBX sent an empty file"));
    }
    if audio::looks_like_text(first) {
        return Err(Trouble::Refused {
            result: FileResult::NotAllowed,
            reason: "the PBX sent a page instead of audio".to_owned(),
        });
    }
    let content = audio::sniff(first);
    if content == Content::Unknown {
        return Err(Trouble::Refused {
            result: FileResult::Failed,
            reason: "the PBX sent something that is no recording".to_owned(),
        });
    }
    let length = body.length;
    let (mut file, part) = create(place(content, length)?)?;
    let (bytes, sha256) = copy(job, work, &mut body, &mut file, &part).await?;
    if length.is_some_and(|length| length != bytes) {
        return Err(again(format!(
            "the PBX sent {bytes} of {} bytes",
            length.unwrap_or_default()
        )));
    }
    let (part, probed) = probe(part, content).await?;
    let (probe, oddity) = judge(probed, content)?;
    Ok(Received {
        file,
        part,
        bytes,
        sha256,
        content,
        probe,
        oddity,
    })
}

fn create(target: PathBuf) -> Result<(File, PartFile), Trouble> {
    let fatal = |source| Trouble::Fatal(Error::io("written", &target, source));
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(fatal)?;
    }
    let mut path = target.clone().into_os_string();
    path.push(PART);
    let part = PartFile::new(path.into());
    let file = File::create(part.path()).map_err(fatal)?;
    Ok((file, part))
}

/// The next bytes; silence ends the attempt.
async fn next(job: &Job, body: &mut portsip::FileBody) -> Result<Option<bytes::Bytes>, Trouble> {
    if let Ok(chunk) = tokio::time::timeout(SILENCE, body.chunk()).await {
        return chunk.map_err(|error| trouble(job, error));
    }
    let reason = format!("no byte came for {} seconds", SILENCE.as_secs());
    Err(Trouble::Again {
        reason,
        cause: Cause::Silence,
    })
}

/// So much can a recording of this call be at most, and the seconds of the call.
fn most_bytes(work: &Work) -> (u64, u64) {
    let between = |ended: jiff::Timestamp| ended.duration_since(work.call.started).as_secs();
    let seconds = work
        .call
        .ended
        .map_or(0, between)
        .max(work.call.talk_s.into())
        .unsigned_abs();
    (
        ALWAYS_ALLOWED.saturating_add(ALLOWED_PER_SECOND.saturating_mul(seconds)),
        seconds,
    )
}

async fn copy(
    job: &Job,
    work: &Work,
    body: &mut portsip::FileBody,
    file: &mut File,
    part: &PartFile,
) -> Result<(u64, String), Trouble> {
    let fatal = |source| Trouble::Fatal(Error::io("written", part.path(), source));
    let (allowed, seconds) = most_bytes(work);
    let mut hash = Sha256::new();
    let mut pending = Vec::with_capacity(BLOCK);
    let mut bytes = 0_u64;
    let mut window = (Instant::now(), 0);
    loop {
        let Some(chunk) = next(job, body).await? else {
            break;
        };
        bytes += chunk.len() as u64;
        if job.rate.is_none() && window.0.elapsed() > SLOWEST.1 {
            if bytes - window.1 < SLOWEST.0 {
                let reason = format!(
                    "only {} bytes came in {} seconds",
                    bytes - window.1,
                    SLOWEST.1.as_secs()
                );
                return Err(Trouble::Again {
                    reason,
                    cause: Cause::Silence,
                });
            }
            window = (Instant::now(), bytes);
        }
        if bytes > allowed {
            let reason =
                format!("the PBX sent more than {allowed} bytes for a call of {seconds} seconds");
            return Err(Trouble::Refused {
                result: FileResult::Failed,
                reason,
            });
        }
        job.board
            .bytes
            .fetch_add(chunk.len() as u64, Ordering::Relaxed);
        hash.update(&chunk);
        if pending.is_empty() && chunk.len() >= BLOCK / 2 {
            job.room.write(file, &chunk).map_err(fatal)?;
        } else {
            pending.extend_from_slice(&chunk);
            if pending.len() >= BLOCK {
                job.room.write(file, &pending).map_err(fatal)?;
                pending.clear();
            }
        }
        if let Some(rate) = &job.rate {
            rate.pay(chunk.len()).await;
        }
    }
    job.room.write(file, &pending).map_err(fatal)?;
    Ok((bytes, hex(&hash.finalize())))
}

/// Looks into the file. A WAV tells by its header; others are walked through, where that holds up nobody.
async fn probe(
    part: PartFile,
    content: Content,
) -> Result<(PartFile, Result<Probe, audio::Error>), Trouble> {
    let look = move || {
        let probed = audio::probe_path(part.path());
        (part, probed)
    };
    if content == Content::Wav {
        return Ok(look());
    }
    tokio::task::spawn_blocking(look).await.map_err(|_| {
        Trouble::Fatal(Error::Internal {
            doing: "reading the recording",
        })
    })
}

fn judge(
    probed: Result<Probe, audio::Error>,
    content: Content,
) -> Result<(Probe, Option<String>), Trouble> {
    match probed {
        Ok(probe) => {
            let oddity = match probe.completeness {
                Completeness::Truncated {
                    expected_bytes,
                    actual_bytes,
                } => Some(format!(
                    "the file is shorter than its own header says ({actual_bytes} of {expected_bytes} bytes); the PBX sent the same bytes twice"
                )),
                Completeness::Whole | Completeness::Unknown => None,
            };
            Ok((probe, oddity))
        }
        Err(audio::Error::Io { path, source }) => {
            Err(Trouble::Fatal(Error::io("read", path, source)))
        }
        // A recording the PBX itself has damaged is still the recording: kept, once it is sure that it is not the way here.
        Err(error) => {
            let probe = Probe {
                content,
                codec: None,
                sample_rate: None,
                channels: None,
                duration_ms: None,
                completeness: Completeness::Unknown,
            };
            Ok((
                probe,
                Some(format!("kept as the PBX sent it, twice: {error}")),
            ))
        }
    }
}

pub(super) fn again(reason: impl Into<String>) -> Trouble {
    Trouble::Again {
        reason: reason.into(),
        cause: Cause::Passing,
    }
}

/// The PBX cannot be reached, which concerns every file.
fn unreached(reason: String, error: portsip::Error) -> Trouble {
    Trouble::Again {
        reason,
        cause: Cause::Unreached(Box::new(error)),
    }
}

/// What an error of the client means for a file.
pub(super) fn trouble(job: &Job, error: portsip::Error) -> Trouble {
    use portsip::Error as E;
    let reason = error.to_string();
    match error {
        E::Throttled { retry_after, .. } => Trouble::Wait { pause: retry_after },
        // Only the PBX itself counts: a file store elsewhere may be out of reach for other reasons.
        E::Unreachable { ref server, .. } | E::ProxyRefused { ref server, .. }
            if *server == job.server() =>
        {
            unreached(reason, error)
        }
        E::ProxyUnreachable { .. } => unreached(reason, error),
        E::Tls { ref problem, .. } if *problem == portsip::TlsProblem::Closed => {
            unreached(reason, error)
        }
        E::Timeout { .. } => Trouble::Again {
            reason,
            cause: Cause::Silence,
        },
        E::Unreachable { .. }
        | E::ProxyRefused { .. }
        | E::Interrupted { .. }
        | E::Server { .. } => again(reason),
        E::Forbidden { .. } | E::Unlicensed { .. } => Trouble::Refused {
            result: FileResult::NotAllowed,
            reason,
        },
        E::NotFound { .. } => Trouble::Refused {
            result: FileResult::Gone,
            reason,
        },
        E::SessionExpired
        | E::Certificate { .. }
        | E::PinMismatch { .. }
        | E::Tls { .. }
        | E::ProxySignIn { .. }
        | E::LockedOut { .. }
        | E::PasswordMustChange => Trouble::Fatal(error.into()),
        _ => Trouble::Refused {
            result: FileResult::Failed,
            reason,
        },
    }
}
