//! SHA-256 of files.

use std::{fs::File, io::Read as _, path::Path};

use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Size and SHA-256 of a file; `None` when it was cancelled on the way.
///
/// # Errors
/// [`Error::Io`].
pub(crate) fn sha256_of(path: &Path, cancel: &CancellationToken) -> Result<Option<(u64, String)>> {
    let failed = |source| Error::io("read", path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 17];
    let mut bytes = 0;
    loop {
        if cancel.is_cancelled() {
            return Ok(None);
        }
        match file.read(&mut block) {
            Ok(0) => return Ok(Some((bytes, hex(&hash.finalize())))),
            Ok(read) => {
                hash.update(&block[..read]);
                bytes += read as u64;
            }
            Err(source) if source.kind() == std::io::ErrorKind::Interrupted => {}
            Err(source) => return Err(failed(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_standards() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "abc").unwrap();
        let (bytes, hash) = sha256_of(file.path(), &CancellationToken::new())
            .unwrap()
            .unwrap();
        assert_eq!(
            (bytes, hash.as_str()),
            (
                3,
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            )
        );
    }
}
