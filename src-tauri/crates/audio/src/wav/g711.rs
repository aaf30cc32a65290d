//! G.711 to 16-bit PCM (ITU-T G.711, tables 1a and 2a).

/// The sample a µ-law byte stands for, scaled from 14 to 16 bits.
pub(crate) const fn mulaw(byte: u8) -> i16 {
    let code = !byte;
    let magnitude = ((((code & 0x0F) as i16) << 3) + 0x84) << ((code >> 4) & 7);
    if code & 0x80 == 0 {
        magnitude - 0x84
    } else {
        0x84 - magnitude
    }
}

/// The sample an A-law byte stands for, scaled from 13 to 16 bits.
pub(crate) const fn alaw(byte: u8) -> i16 {
    let code = byte ^ 0x55;
    let mantissa = ((code & 0x0F) as i16) << 4;
    let magnitude = match (code >> 4) & 7 {
        0 => mantissa + 8,
        segment => (mantissa + 0x108) << (segment - 1),
    };
    if code & 0x80 == 0 {
        -magnitude
    } else {
        magnitude
    }
}

/// A law for all 256 bytes: a look-up is several times faster than the arithmetic.
pub(crate) const fn table(law: Law) -> [i16; 256] {
    let mut table = [0; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        table[byte] = match law {
            Law::A => alaw(byte as u8),
            Law::Mu => mulaw(byte as u8),
        };
        byte += 1;
    }
    table
}

/// The two halves of G.711.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Law {
    A,
    Mu,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mulaw_matches_the_standard() {
        // Values of ITU-T G.711 table 2a, times four.
        for (byte, sample) in [
            (0xFF, 0),
            (0x7F, 0),
            (0xFE, 8),
            (0x7E, -8),
            (0x80, 32124),
            (0x00, -32124),
            (0xF0, 120),
            (0xEF, 132),
            (0x8F, 16764),
        ] {
            assert_eq!(mulaw(byte), sample, "µ-law byte {byte:#04x}");
        }
    }

    #[test]
    fn alaw_matches_the_standard() {
        // Values of ITU-T G.711 table 1a, times eight.
        for (byte, sample) in [
            (0xD5, 8),
            (0x55, -8),
            (0xD4, 24),
            (0xAA, 32256),
            (0x2A, -32256),
            (0x80, 5504),
            (0xC5, 264),
        ] {
            assert_eq!(alaw(byte), sample, "A-law byte {byte:#04x}");
        }
    }
}
