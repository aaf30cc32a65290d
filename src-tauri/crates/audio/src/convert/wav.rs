//! 16-bit PCM WAV through hound.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use super::chain::Spec;
use super::tags::Tags;
use crate::error::Error;

pub(super) struct Writer {
    inner: hound::WavWriter<BufWriter<File>>,
    /// The same file, for what hound does not write.
    file: File,
    tags: Option<Tags>,
}

impl Writer {
    pub(super) fn new(file: File, spec: Spec, tags: Option<&Tags>) -> Result<Self, Error> {
        let out = BufWriter::with_capacity(256 * 1024, file.try_clone()?);
        let spec = hound::WavSpec {
            channels: spec.channels,
            sample_rate: spec.sample_rate,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        Ok(Self {
            inner: hound::WavWriter::new(out, spec).map_err(failed)?,
            file,
            tags: tags.cloned(),
        })
    }

    pub(super) fn push(&mut self, samples: &[i16]) -> Result<(), Error> {
        let count = u32::try_from(samples.len()).map_err(|_| failed(hound::Error::TooWide))?;
        let bytes = u64::from(self.inner.len()) * 2 + u64::from(count) * 2;
        // Room for the header and the tags.
        if bytes > u64::from(u32::MAX) - 65_536 {
            return Err(Error::Encode {
                format: "wav",
                detail: "longer than the 4 GB a WAV file can hold".to_owned(),
            });
        }
        let mut writer = self.inner.get_i16_writer(count);
        for sample in samples {
            writer.write_sample(*sample);
        }
        writer.flush().map_err(failed)
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.inner.finalize().map_err(failed)?;
        let Some(tags) = self.tags else {
            return Ok(());
        };
        let end = self.file.seek(SeekFrom::End(0))?;
        let added = tags.write_info(&self.file)?;
        // The length of everything behind the first eight bytes.
        self.file.seek(SeekFrom::Start(4))?;
        self.file
            .write_all(&(end as u32 - 8 + added).to_le_bytes())?;
        Ok(())
    }
}

fn failed(error: hound::Error) -> Error {
    match error {
        hound::Error::IoError(e) => io::Error::into(e),
        other => Error::Encode {
            format: "wav",
            detail: other.to_string(),
        },
    }
}
