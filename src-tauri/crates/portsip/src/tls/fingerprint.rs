//! The SHA-256 of a certificate's DER bytes: what a person compares and a profile pins.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// SHA-256 of a DER certificate. Reads 64 hex digits, colons and case ignored; displays as `AA:BB:…`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a certificate.
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is the certificate's SHA-256: 64 hexadecimal digits, colons allowed")]
pub struct MalformedFingerprint;

impl FromStr for Fingerprint {
    type Err = MalformedFingerprint;

    fn from_str(text: &str) -> Result<Self, MalformedFingerprint> {
        let mut digits = text
            .trim()
            .chars()
            .filter(|&c| c != ':')
            .map(|c| c.to_digit(16));
        let mut bytes = [0_u8; 32];
        for byte in &mut bytes {
            let high = digits.next().flatten().ok_or(MalformedFingerprint)?;
            let low = digits.next().flatten().ok_or(MalformedFingerprint)?;
            *byte = (high * 16 + low) as u8;
        }
        if digits.next().is_some() {
            return Err(MalformedFingerprint);
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let colon = if at == 0 { "" } else { ":" };
            write!(f, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_and_case_do_not_matter() {
        let print = Fingerprint::of(b"certificate");
        let shown = print.to_string();
        assert_eq!(shown.len(), 95);
        assert_eq!(shown.parse(), Ok(print));
        assert_eq!(shown.replace(':', "").to_lowercase().parse(), Ok(print));
        assert_eq!(format!("  {shown}\n").parse(), Ok(print));
    }

    #[test]
    fn anything_else_is_malformed() {
        let digits = "ab".repeat(32);
        for wrong in [
            "",
            "ab",
            &digits[1..],
            &format!("{digits}0"),
            &digits.replace('a', "g"),
            &format!("{digits}ab"),
        ] {
            assert_eq!(
                wrong.parse::<Fingerprint>(),
                Err(MalformedFingerprint),
                "{wrong:?}"
            );
        }
    }
}
