//! Which channels of a recording go into a file.

use crate::error::Error;

/// The channels of a converted file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Channels {
    /// Those of the source.
    #[default]
    Keep,
    /// One: the mean of all.
    Mono,
    /// Two: one channel is heard on both sides, and of more than two their mean.
    Stereo,
    /// This one alone, from 0: one side of a call whose sides were recorded apart.
    Only(u16),
}

impl Channels {
    /// How many a file of so many has then.
    pub(super) fn of(self, channels: u16) -> Result<u16, Error> {
        match self {
            Self::Keep => Ok(channels),
            Self::Mono => Ok(1),
            Self::Stereo => Ok(2),
            Self::Only(channel) if channel < channels => Ok(1),
            Self::Only(_) => Err(Error::damaged("the side that was asked for is not in it")),
        }
    }

    /// Rewrites a block of interleaved frames of so many channels.
    pub(super) fn apply(self, block: &mut Vec<i16>, channels: u16) {
        let count = usize::from(channels);
        match self {
            Self::Keep => {}
            Self::Stereo if count == 2 => {}
            Self::Mono => *block = block.chunks_exact(count).map(mean).collect(),
            Self::Stereo => {
                *block = block
                    .chunks_exact(count)
                    .flat_map(|frame| [mean(frame); 2])
                    .collect();
            }
            Self::Only(channel) => {
                let from = usize::from(channel);
                *block = block.iter().skip(from).step_by(count).copied().collect();
            }
        }
    }
}

fn mean(frame: &[i16]) -> i16 {
    let (sum, count) = frame.iter().fold((0, 0), |(sum, count), sample| {
        (sum + i32::from(*sample), count + 1)
    });
    (sum / count.max(1)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(channels: Channels, of: u16, block: &[i16]) -> Vec<i16> {
        let mut block = block.to_vec();
        channels.apply(&mut block, of);
        block
    }

    #[test]
    fn channels_are_kept_mixed_doubled_or_picked() {
        let stereo = [10, 20, i16::MIN, i16::MIN];
        assert_eq!(applied(Channels::Keep, 2, &stereo), stereo);
        assert_eq!(
            applied(Channels::Mono, 2, &stereo),
            [15, i16::MIN],
            "loudest stays whole"
        );
        assert_eq!(applied(Channels::Mono, 1, &[1, 2]), [1, 2]);
        assert_eq!(applied(Channels::Stereo, 2, &stereo), stereo);
        assert_eq!(applied(Channels::Stereo, 1, &[1, 2]), [1, 1, 2, 2]);
        assert_eq!(applied(Channels::Stereo, 3, &[3, 6, 9]), [6, 6]);
        assert_eq!(applied(Channels::Only(0), 2, &stereo), [10, i16::MIN]);
        assert_eq!(applied(Channels::Only(1), 2, &stereo), [20, i16::MIN]);
        assert!(
            Channels::Only(1).of(1).is_err(),
            "a mono file has no other side"
        );
    }
}
