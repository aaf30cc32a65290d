//! Puts lines together into a conversation of a given length.

use std::sync::LazyLock;

use super::Scenario;
use super::bank::{self, Line, PACES, Part, Side};
use super::wav::Track;
use crate::dice::Dice;

const RATE: usize = 8_000;

/// Two seconds of line noise at about -72 dBFS: silence on a telephone is never digital zero.
static NOISE: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let mut dice = Dice::new(3);
    let samples: Vec<i16> = (0..4 * RATE)
        .map(|_| dice.between(-14, 14) as i16)
        .collect();
    let pcm: Vec<u8> = samples
        .iter()
        .flat_map(|sample| sample.to_le_bytes())
        .collect();
    let mulaw = samples
        .iter()
        .take(2 * RATE)
        .map(|sample| if *sample < 0 { 0x7E } else { 0xFE })
        .collect();
    [pcm[..2 * RATE * 2].to_vec(), pcm.clone(), mulaw]
});

/// The sound of `millis` milliseconds of conversation, without header. `piece` is 1 for what follows a transfer: it
/// starts in the middle.
pub(super) fn assemble(
    scenario: Scenario,
    track: Track,
    millis: u32,
    seed: u64,
    piece: usize,
) -> Vec<u8> {
    let frame = track.frame();
    let total = millis as usize * RATE / 1000 * frame;
    let mut dice = Dice::new(seed);
    let mut sound = Vec::with_capacity(total);
    let paces =
        [Side::Agent, Side::Customer].map(|side| (side, dice.pick(&PACES).copied().unwrap_or(100)));
    silence(&mut sound, track, dice.between(200, 600), &mut dice);
    for (place, line) in script(scenario, piece, seed) {
        let pace = paces
            .iter()
            .find(|(side, _)| *side == line.side)
            .map_or(100, |(_, pace)| *pace);
        sound.extend_from_slice(&bank::ready(place, line, pace, track));
        silence(&mut sound, track, dice.between(250, 1_100), &mut dice);
        if sound.len() >= total {
            break;
        }
    }
    sound.truncate(total);
    while sound.len() < total {
        silence(&mut sound, track, 1_000, &mut dice);
        sound.truncate(total);
    }
    sound
}

/// Opening, middle, end; a long call goes round through the middle several times, starting at a different exchange.
fn script(
    scenario: Scenario,
    piece: usize,
    seed: u64,
) -> impl Iterator<Item = (usize, &'static Line)> {
    let open: Vec<_> = if piece == 0 {
        bank::lines(scenario, Part::Open).collect()
    } else {
        Vec::new()
    };
    let middle: Vec<_> = bank::lines(scenario, Part::Middle).collect();
    let close: Vec<_> = bank::lines(scenario, Part::Close).collect();
    let turn = seed as usize % (middle.len() / 2).max(1) * 2 * usize::from(piece > 0);
    let rounds = middle.into_iter().cycle().skip(turn);
    // Half a minute of middle is one round; the closing lines come after it, and then once more from the middle for those who stay.
    open.into_iter()
        .chain(rounds.clone().take(7))
        .chain(close)
        .chain(rounds.skip(2).take(4_000))
}

/// Noise from a place in the tile that depends on the dice: this is what makes two recordings of one script differ.
fn silence(sound: &mut Vec<u8>, track: Track, millis: i64, dice: &mut Dice) {
    let [mono, stereo, mulaw] = &*NOISE;
    let tile = match track {
        Track::Mono => mono,
        Track::Stereo => stereo,
        Track::Mulaw => mulaw,
    };
    let frame = track.frame();
    let start = dice.below(RATE / 2) * frame;
    let length = millis as usize * RATE / 1000 * frame;
    sound.extend(tile.get(start..start + length).unwrap_or_default());
}
