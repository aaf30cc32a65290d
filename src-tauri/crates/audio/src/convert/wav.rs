//! 16-bit PCM WAV through hound.

use std::fs::File;
use std::io::{self, BufWriter};

use crate::decode::Decoder;
use crate::error::Error;

pub(super) struct Writer {
    inner: hound::WavWriter<BufWriter<File>>,
}

impl Writer {
    pub(super) fn new(out: BufWriter<File>, decoder: &Decoder) -> Result<Self, Error> {
        let spec = hound::WavSpec {
            channels: decoder.channels(),
            sample_rate: decoder.sample_rate(),
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        Ok(Self {
            inner: hound::WavWriter::new(out, spec).map_err(failed)?,
        })
    }

    pub(super) fn push(&mut self, samples: &[i16]) -> Result<(), Error> {
        let count = u32::try_from(samples.len()).map_err(|_| failed(hound::Error::TooWide))?;
        let bytes = u64::from(self.inner.len()) * 2 + u64::from(count) * 2;
        if bytes > u64::from(u32::MAX) - 4096 {
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

    pub(super) fn finish(self) -> Result<(), Error> {
        self.inner.finalize().map_err(failed)
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
