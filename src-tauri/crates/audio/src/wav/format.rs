//! The `fmt ` chunk: how the samples of a WAV file are coded (RFC 2361 for the numbers).

use crate::bytes::{ByteOrder, array};

/// How the bytes of the data chunk are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Pcm,
    Float,
    Alaw,
    Mulaw,
    ImaAdpcm,
    MsAdpcm,
    Gsm,
    Mp3,
    Other(u16),
}

/// The `fmt ` chunk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    pub(crate) coding: Coding,
    pub(crate) channels: u16,
    pub(crate) sample_rate: u32,
    pub(crate) bytes_per_second: u32,
    pub(crate) block_align: u16,
    pub(crate) bits: u16,
    pub(crate) order: ByteOrder,
}

impl Format {
    pub(crate) fn parse(chunk: &[u8], order: ByteOrder) -> Option<Self> {
        let u16_at = |at| array(chunk, at).map(|b| order.u16(b));
        let u32_at = |at| array(chunk, at).map(|b| order.u32(b));
        let mut tag = u16_at(0)?;
        if tag == 0xFFFE {
            // WAVEFORMATEXTENSIBLE: the sub-format GUID begins with the tag.
            tag = u16_at(24).unwrap_or(tag);
        }
        let coding = match tag {
            1 => Coding::Pcm,
            2 => Coding::MsAdpcm,
            3 => Coding::Float,
            6 => Coding::Alaw,
            7 => Coding::Mulaw,
            0x11 => Coding::ImaAdpcm,
            0x31 => Coding::Gsm,
            0x55 => Coding::Mp3,
            other => Coding::Other(other),
        };
        Some(Self {
            coding,
            channels: u16_at(2)?,
            sample_rate: u32_at(4)?,
            bytes_per_second: u32_at(8)?,
            block_align: u16_at(12)?,
            // A 14-byte WAVEFORMAT has no bits; PCM of such age is 8 or 16 bits, told by the block.
            bits: u16_at(14).unwrap_or(0),
            order,
        })
    }

    /// `FFmpeg`'s name of the codec.
    pub(crate) fn codec(&self) -> String {
        let end = if self.order == ByteOrder::Big {
            "be"
        } else {
            "le"
        };
        match self.coding {
            Coding::Pcm if self.sample_bytes() == 1 => "pcm_u8".to_owned(),
            Coding::Pcm => format!("pcm_s{}{end}", u32::from(self.sample_bytes()) * 8),
            Coding::Float => format!("pcm_f{}{end}", u32::from(self.sample_bytes()) * 8),
            Coding::Alaw => "pcm_alaw".to_owned(),
            Coding::Mulaw => "pcm_mulaw".to_owned(),
            Coding::ImaAdpcm => "adpcm_ima_wav".to_owned(),
            Coding::MsAdpcm => "adpcm_ms".to_owned(),
            Coding::Gsm => "gsm_ms".to_owned(),
            Coding::Mp3 => "mp3".to_owned(),
            Coding::Other(0x45 | 0x64) => "adpcm_g726".to_owned(),
            Coding::Other(0x65 | 0x28F) => "adpcm_g722".to_owned(),
            Coding::Other(0x83 | 0x133) => "g729".to_owned(),
            Coding::Other(0xFF) => "aac".to_owned(),
            Coding::Other(tag) => format!("wav_0x{tag:04x}"),
        }
    }

    /// Bytes of one sample of one channel; 0 where the header makes no sense.
    pub(crate) fn sample_bytes(&self) -> u16 {
        let from_bits = self.bits.div_ceil(8);
        if from_bits > 0 {
            from_bits
        } else {
            self.block_align.checked_div(self.channels).unwrap_or(0)
        }
    }

    /// Bytes of one frame (PCM, G.711) or one block (ADPCM, GSM), from the fields that cannot lie to each other.
    pub(crate) fn unit_bytes(&self) -> u64 {
        let channels = u64::from(self.channels);
        match self.coding {
            Coding::Pcm | Coding::Float => channels * u64::from(self.sample_bytes()),
            Coding::Alaw | Coding::Mulaw => channels,
            Coding::Gsm => 65,
            _ => u64::from(self.block_align),
        }
    }

    /// Frames in one unit of [`Self::unit_bytes`]; `None` where blocks vary or make no sense.
    pub(crate) fn unit_frames(&self) -> Option<u64> {
        let align = u64::from(self.block_align);
        let channels = u64::from(self.channels);
        let frames = match self.coding {
            Coding::Pcm | Coding::Float | Coding::Alaw | Coding::Mulaw => 1,
            Coding::Gsm => 320,
            // Block headers are 4 and 7 bytes a channel; they hold one and two samples, each nibble one more.
            Coding::ImaAdpcm => (align.checked_sub(4 * channels)? * 2).checked_div(channels)? + 1,
            Coding::MsAdpcm => (align.checked_sub(7 * channels)? * 2).checked_div(channels)? + 2,
            Coding::Mp3 | Coding::Other(_) => return None,
        };
        Some(frames)
    }
}
