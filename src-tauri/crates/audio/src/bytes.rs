//! Small reads out of foreign bytes that cannot fail by panicking.

use std::io::{self, Read, Seek, SeekFrom};

/// `N` bytes at `at`, or `None` past the end.
pub(crate) fn array<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// The byte order a file declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        if self == Self::Big {
            u16::from_be_bytes(bytes)
        } else {
            u16::from_le_bytes(bytes)
        }
    }

    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        if self == Self::Big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    }
}

pub(crate) fn be_u32(data: &[u8], at: usize) -> Option<u32> {
    array(data, at).map(u32::from_be_bytes)
}

pub(crate) fn be_u64(data: &[u8], at: usize) -> Option<u64> {
    array(data, at).map(u64::from_be_bytes)
}

/// Reads up to `buffer.len()` bytes; fewer only at the end of the stream.
pub(crate) fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..)
        && !rest.is_empty()
    {
        match reader.read(rest) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// Up to `len` bytes at `at`; shorter where the stream ends.
pub(crate) fn read_at(reader: &mut (impl Read + Seek), at: u64, len: usize) -> io::Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(at))?;
    let mut data = vec![0; len];
    let filled = fill(reader, &mut data)?;
    data.truncate(filled);
    Ok(data)
}

/// `units * 1000 / per_second` in milliseconds, rounded to the nearest; `None` when the rate is zero.
pub(crate) fn to_ms(units: u64, per_second: u64) -> Option<u64> {
    let wide = u128::from(units) * 1000 + u128::from(per_second) / 2;
    u64::try_from(wide.checked_div(u128::from(per_second))?).ok()
}
