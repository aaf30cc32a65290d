//! The disk below a run, as something a test can fill.

use std::{fs::File, io};
#[cfg(test)]
use std::{
    io::Write as _,
    sync::atomic::{AtomicU64, Ordering},
};

/// Takes what is written; in tests only so much of it.
#[derive(Debug, Default)]
pub(super) struct Room {
    /// Bytes left, if they are counted.
    #[cfg(test)]
    left: Option<AtomicU64>,
}

impl Room {
    /// Room for so many bytes.
    #[cfg(test)]
    pub(super) fn of(bytes: u64) -> Self {
        Self {
            left: Some(AtomicU64::new(bytes)),
        }
    }

    /// Writes all of it.
    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "in tests it counts")]
    pub(super) fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        io::Write::write_all(file, bytes)
    }

    /// Writes all of it, or as much as there is room for.
    #[cfg(test)]
    pub(super) fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let Some(left) = &self.left else {
            return file.write_all(bytes);
        };
        let wanted = bytes.len() as u64;
        let before = left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_sub(wanted))
            })
            .unwrap_or(0);
        file.write_all(&bytes[..before.min(wanted) as usize])?;
        if before < wanted {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    }
}
