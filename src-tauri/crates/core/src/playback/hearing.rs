//! One pass over a fetched file: what the player draws, and what is wrong with its sound.

use tokio_util::sync::CancellationToken;

use super::cache::Fetched;
use crate::{app::Outline, error::Result, export::sha256_of, findings::HeardFile};

/// Widest outline a window may ask for.
const MOST_BUCKETS: u32 = 8192;

/// Decodes what the player plays; size, hash and completeness are those of the bytes that the PBX sent.
pub(super) fn hear(
    fetched: &Fetched,
    file_index: u32,
    buckets: u32,
) -> Result<(Outline, HeardFile)> {
    let buckets = usize::try_from(buckets.clamp(1, MOST_BUCKETS)).unwrap_or(1);
    let heard = audio::listen(&fetched.playable, buckets)?;
    let cut_off = audio::cut_off(&audio::probe_path(&fetched.original)?);
    let (bytes, sha256) =
        sha256_of(&fetched.original, &CancellationToken::new())?.unwrap_or_default();
    let file = HeardFile {
        file_index,
        files: fetched.files,
        bytes,
        sha256,
        duration_ms: heard.peaks.duration_ms,
        findings: heard
            .findings
            .into_iter()
            .chain(cut_off)
            .map(Into::into)
            .collect(),
    };
    let channels = heard.peaks.per_channel.iter();
    let outline = Outline {
        duration_ms: u32::try_from(heard.peaks.duration_ms).unwrap_or(u32::MAX),
        channels: channels
            .map(|pairs| pairs.iter().flat_map(|&(low, high)| [low, high]).collect())
            .collect(),
    };
    Ok((outline, file))
}
