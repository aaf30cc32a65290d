//! Decides which calls were recorded, in which format, and how the files are named.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::call::{Call, Direction, Format, RecordedFile, Recording};
use super::people::{TENANT_ID, VOICEMAIL};
use super::stamp;
use crate::Options;
use crate::dice::Dice;
use crate::speech::{self, Scenario};

/// From the answer to the first recorded sample.
const LEAD_MICROS: i64 = 152_000;
/// 70 of a hundred answered calls are recorded.
const RECORDED_PERCENT: u64 = 70;

/// The recording of a call, if it has one.
pub(crate) fn plan(
    call: &mut Call,
    zone: &TimeZone,
    options: &Options,
    dice: &mut Dice,
) -> Option<Recording> {
    if call.answered_at.is_none() || !dice.percent(RECORDED_PERCENT) {
        return None;
    }
    record(call, zone, options, dice)
}

/// The recording of a call that was answered. A call in a format that the server cannot write itself takes the length
/// of the conversation that is kept in that format.
pub(crate) fn record(
    call: &mut Call,
    zone: &TimeZone,
    options: &Options,
    dice: &mut Dice,
) -> Option<Recording> {
    let answered = call.answered_at?;
    let scenario = scenario(call);
    let format = fit(format(dice), call, options);
    if let Some(millis) = speech::whole_millis(format) {
        call.ended_at = stamp(answered.as_microsecond() + LEAD_MICROS + i64::from(millis) * 1000);
    }
    let begun = stamp(answered.as_microsecond() + LEAD_MICROS);
    let mut pieces = vec![(begun, recorded_extension(call))];
    if let Some((at, to)) = &call.transfer {
        pieces.push((*at, to.clone()));
    }
    let ends: Vec<Timestamp> = pieces
        .iter()
        .skip(1)
        .map(|(at, _)| *at)
        .chain([call.ended_at])
        .collect();
    let files = pieces
        .into_iter()
        .zip(ends)
        .map(|((started_at, extension), ended)| {
            let millis =
                ((ended.as_microsecond() - started_at.as_microsecond()) / 1000).max(200) as u32;
            let name = file_name(call.id, &extension, call.started_at, zone, format, dice);
            RecordedFile {
                started_at,
                millis,
                format,
                extension,
                name,
            }
        })
        .collect();
    Some(Recording {
        id: call.id,
        call: 0, // known when the company is put in order
        scenario: scenario as u8,
        files,
    })
}

fn format(dice: &mut Dice) -> Format {
    match dice.roll() % 1000 {
        0..400 => Format::WavStereo,
        400..800 => Format::WavMono,
        800..900 => Format::Mp3(dice.between(0, 2) as u8),
        900..970 => Format::Amr(dice.between(0, 2) as u8),
        970..995 => Format::WavMulaw,
        _ => Format::Mp4,
    }
}

/// Keeps to WAV where a kept conversation would be too long, or cannot be cut at a transfer.
fn fit(format: Format, call: &Call, options: &Options) -> Format {
    match speech::whole_millis(format) {
        Some(millis)
            if call.transfer.is_some()
                || u64::from(millis) + 200 > u64::from(options.longest_talk) * 1000 =>
        {
            Format::WavMono
        }
        _ => format,
    }
}

fn scenario(call: &Call) -> Scenario {
    let to_machine = call.agent.as_deref() == Some(VOICEMAIL);
    match (call.direction, call.service_number.as_str()) {
        _ if to_machine => Scenario::Voicemail,
        (_, "8001") => Scenario::Sales,
        (_, "8002") => Scenario::Support,
        (_, "8003") => Scenario::Billing,
        (Direction::ExtensionCall, _) => Scenario::Internal,
        (Direction::OutboundCall, _) => Scenario::Followup,
        _ => Scenario::Office,
    }
}

/// The extension in the file's name: who of the house took part first. Empty for calls between trunks.
fn recorded_extension(call: &Call) -> String {
    match call.direction {
        Direction::InboundCall => call.agent.as_ref().unwrap_or(&call.callee.number).clone(),
        Direction::OutboundCall | Direction::ExtensionCall => call.caller.number.clone(),
        Direction::InboundOutboundCall => String::new(),
    }
}

/// `<tenant>_<session>_<extension>_<port>_<MMDDYYYY>_<HHMMSS>.<ext>`, in local time of the call's start (api.md 5.4).
fn file_name(
    id: u64,
    extension: &str,
    started: Timestamp,
    zone: &TimeZone,
    format: Format,
    dice: &mut Dice,
) -> String {
    let local = started.to_zoned_datetime(zone.clone());
    let port = dice.between(22_500, 32_499) * 2;
    format!(
        "{TENANT_ID}_{id}_{extension}_{port}_{}.{}",
        local.strftime("%m%d%Y_%H%M%S"),
        format.extension()
    )
}
