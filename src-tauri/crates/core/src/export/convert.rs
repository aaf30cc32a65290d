//! Converting a fetched file. What cannot be decoded stays as it is: that is no gap.

use std::{fs, io::ErrorKind, path::Path};

use super::AudioFormat;
use crate::error::{Error, Result};

/// Speech at 8 kHz needs no more.
pub(super) const MP3_KBPS: u16 = 64;
/// How the reason of a file begins that stayed original.
const KEPT: &str = "kept as it came, not converted";

/// Whether that is why a file stayed as it came: asking for the same conversion again would end the same way.
pub(crate) fn is_kept(reason: &str) -> bool {
    reason.starts_with(KEPT)
}

/// Whether a file of this content and codec already is what is asked for.
pub(crate) fn is_wanted(format: AudioFormat, content: Option<&str>, codec: Option<&str>) -> bool {
    match format {
        AudioFormat::Original => true,
        AudioFormat::Wav => {
            content == Some("wav")
                && codec.is_some_and(|codec| codec.starts_with("pcm_s") || codec == "pcm_u8")
        }
        AudioFormat::Mp3 => content == Some("mp3"),
        AudioFormat::Flac => content == Some("flac"),
    }
}

/// Converts `source` to `target`. `Ok(Some(reason))` when it cannot be decoded: nothing is left at `target` then.
///
/// # Errors
/// [`Error::DiskFull`] and other faults of the disk.
pub(crate) fn convert(source: &Path, target: &Path, format: AudioFormat) -> Result<Option<String>> {
    let wanted = match format {
        AudioFormat::Original => return Ok(Some("nothing was to be converted".to_owned())),
        AudioFormat::Wav => audio::Target::Wav,
        AudioFormat::Mp3 => audio::Target::Mp3 { kbps: MP3_KBPS },
        AudioFormat::Flac => audio::Target::Flac,
    };
    // Left by a run that was killed: a new file is asked for.
    let _ = fs::remove_file(target);
    let Err(error) = audio::convert(source, target, wanted) else {
        return Ok(None);
    };
    match error {
        // An end that comes too early is the file's fault, not the disk's.
        audio::Error::Io { path, source }
            if !matches!(
                source.kind(),
                ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput
            ) =>
        {
            Err(Error::io("converted", path, source))
        }
        other => Ok(Some(format!("{KEPT}: {other}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_converted() {
        assert!(is_wanted(
            AudioFormat::Original,
            Some("amr"),
            Some("amr_nb")
        ));
        assert!(is_wanted(AudioFormat::Wav, Some("wav"), Some("pcm_s16le")));
        assert!(
            !is_wanted(AudioFormat::Wav, Some("wav"), Some("pcm_mulaw")),
            "compressed WAV becomes PCM"
        );
        assert!(!is_wanted(AudioFormat::Mp3, Some("wav"), Some("pcm_s16le")));
    }

    #[test]
    fn what_cannot_be_decoded_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let (source, target) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&source, "no sound").unwrap();
        assert!(
            convert(&source, &target, AudioFormat::Mp3)
                .unwrap()
                .unwrap()
                .contains("not converted")
        );
        assert!(!target.exists());
    }
}
