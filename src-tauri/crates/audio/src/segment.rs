//! A part of a file that passes for a whole one.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use symphonia::core::io::MediaSource;

/// `len` bytes of a file from `start` on.
#[derive(Debug)]
pub(crate) struct Segment {
    file: File,
    start: u64,
    len: u64,
    at: u64,
}

impl Segment {
    pub(crate) fn new(mut file: File, start: u64, len: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        Ok(Self {
            file,
            start,
            len,
            at: 0,
        })
    }

    /// The same part without its first `by` bytes.
    pub(crate) fn skip(self, by: u64) -> io::Result<Self> {
        let by = by.min(self.len);
        Self::new(self.file, self.start + by, self.len - by)
    }
}

impl Read for Segment {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        let read = self
            .file
            .read(buffer.get_mut(..wanted).unwrap_or_default())?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Segment {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let target = at.and_then(|at| Some((at, self.start.checked_add(at)?)));
        let Some((at, absolute)) = target else {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        };
        self.file.seek(SeekFrom::Start(absolute))?;
        self.at = at;
        Ok(at)
    }
}

impl MediaSource for Segment {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len)
    }
}
