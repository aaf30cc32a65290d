//! The lines as they are kept, and the same lines ready to be copied into a file.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::Scenario;
use super::wav::Track;

/// Who says a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    /// The colleague: right in dual track.
    Agent,
    /// The other one: left.
    Customer,
}

/// Where in a conversation a line belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Open,
    Middle,
    Close,
}

/// One spoken line, G.711 µ-law at 8 kHz.
#[derive(Debug)]
pub(super) struct Line {
    pub scenario: &'static str,
    pub part: Part,
    pub side: Side,
    pub mulaw: &'static [u8],
}

static SPOKEN: &[u8] = include_bytes!("../../assets/bank.ulaw");
const INDEX: &str = include_str!("../../assets/bank.tsv");

static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| INDEX.lines().filter_map(read_line).collect());

fn read_line(row: &'static str) -> Option<Line> {
    let mut cells = row.split('\t');
    let scenario = cells.next()?;
    let part = match cells.next()? {
        "open" => Part::Open,
        "middle" => Part::Middle,
        _ => Part::Close,
    };
    let side = if cells.next()? == "A" {
        Side::Agent
    } else {
        Side::Customer
    };
    let start: usize = cells.next()?.parse().ok()?;
    let length: usize = cells.next()?.parse().ok()?;
    Some(Line {
        scenario,
        part,
        side,
        mulaw: SPOKEN.get(start..start + length)?,
    })
}

/// The lines of a scenario, with their place in the bank, in order.
pub(super) fn lines(
    scenario: Scenario,
    part: Part,
) -> impl Iterator<Item = (usize, &'static Line)> {
    LINES
        .iter()
        .enumerate()
        .filter(move |(_, line)| line.scenario == scenario.name() && line.part == part)
}

/// How fast a line is said, in percent of how it was synthesised: it moves the pitch too, so voices differ.
pub(super) const PACES: [u32; 4] = [94, 100, 105, 111];

type Ready = HashMap<(usize, u32, Track), Arc<[u8]>>;
static READY: LazyLock<Mutex<Ready>> = LazyLock::new(Mutex::default);

/// A line in the shape of a track. Made once: without it a debug build would spend its time resampling.
pub(super) fn ready(place: usize, line: &Line, pace: u32, track: Track) -> Arc<[u8]> {
    let key = (place, pace, track);
    if let Some(kept) = READY
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&key)
    {
        return Arc::clone(kept);
    }
    let made: Arc<[u8]> = render(line, pace, track).into();
    Arc::clone(
        READY
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(key)
            .or_insert(made),
    )
}

fn render(line: &Line, pace: u32, track: Track) -> Vec<u8> {
    let samples = line.mulaw.len() as u64 * 100 / u64::from(pace);
    let mut out = Vec::with_capacity(samples as usize * track.frame());
    for place in 0..samples {
        let position = place * u64::from(pace);
        let before = position as usize / 100;
        if track == Track::Mulaw {
            out.push(line.mulaw.get(before).copied().unwrap_or(0xFF));
            continue;
        }
        let part = (position % 100) as i32;
        let [first, second] = [before, before + 1]
            .map(|at| i32::from(decode(line.mulaw.get(at).copied().unwrap_or(0xFF))));
        let sample = ((first * (100 - part) + second * part) / 100) as i16;
        let [low, high] = sample.to_le_bytes();
        match (track, line.side) {
            (Track::Stereo, Side::Agent) => out.extend_from_slice(&[0, 0, low, high]),
            (Track::Stereo, Side::Customer) => out.extend_from_slice(&[low, high, 0, 0]),
            _ => out.extend_from_slice(&[low, high]),
        }
    }
    out
}

/// G.711 µ-law to linear (ITU-T G.711, table 2a).
pub(super) fn decode(code: u8) -> i16 {
    let code = !code;
    let magnitude = ((i16::from(code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4);
    if code & 0x80 != 0 {
        0x84 - magnitude
    } else {
        magnitude - 0x84
    }
}
