//! Receiving one file into its `.part`: checked before anything is created, hashed while it is written.

use std::{path::PathBuf, sync::atomic::Ordering};

use audio::{Completeness, Content, Probe};

use super::{
    complete::Place,
    job::{Job, Work},
    part::{Part, WholePart},
    silence::Silence,
    stamp::Owner,
    trouble::{Cause, Trouble, again, trouble},
};
use crate::{
    error::Error,
    export::{FileResult, PART},
};

/// No recording is larger than this and so much per second of its call (8 Mbit/s video): an endless body must end.
const ALWAYS_ALLOWED: u64 = 64 << 20;
const ALLOWED_PER_SECOND: u64 = 1 << 20;

/// A file on its way: what has come of it, and where it goes.
pub(super) struct Held {
    pub(super) part: Part,
    pub(super) place: Place,
    pub(super) content: Content,
}

/// A file that came whole.
pub(super) struct Received {
    pub(super) part: WholePart,
    pub(super) place: Place,
    pub(super) content: Content,
    pub(super) probe: Probe,
    /// What is odd about it: shorter than its own header says, or not as its format should be.
    pub(super) oddity: Option<String>,
}

/// One attempt at a file.
pub(super) struct Attempt<'a> {
    pub(super) job: &'a Job,
    pub(super) work: &'a Work,
    pub(super) file_index: u32,
    /// How many came before it.
    pub(super) number: u32,
}

impl Attempt<'_> {
    /// Fetches the file, or the rest of what is `held` of it; after a failure `held` is what a further attempt can go on
    /// with. `choose` is asked for its place once the first bytes and the stated length are known, and may refuse.
    pub(super) async fn receive(
        &self,
        link: &portsip::FileLink,
        held: &mut Option<Held>,
        choose: impl FnOnce(Content, Option<u64>) -> Result<Place, Trouble>,
    ) -> Result<Received, Trouble> {
        let resume = held.as_ref().and_then(|held| {
            let owner = held.part.owner()?;
            Some(portsip::Resume {
                offset: held.part.bytes(),
                validator: Some(owner.validator.clone()),
            })
        });
        let resume = &resume;
        let opened = self
            .job
            .ask(|client| async move { client.open_file(link, resume.clone()).await })
            .await
            .map_err(Trouble::Fatal)?;
        let mut body = opened.map_err(|error| {
            if matches!(error, portsip::Error::RangeNotSatisfiable { .. }) {
                *held = None;
                return again("the PBX has another file there than before");
            }
            trouble(self.job, error)
        })?;
        let mut held_now = match held.take().filter(|held| goes_on(&held.part, &body)) {
            Some(held) => held,
            None => self.begin(&body, choose)?,
        };
        match self.copy(&mut body, &mut held_now.part).await {
            Ok(()) => self.complete(held_now, body.total).await,
            Err(trouble) => {
                if held_now.part.owner().is_some() && trouble.is_passing() {
                    held_now.part.flush().map_err(Trouble::Fatal)?;
                    *held = Some(held_now);
                }
                Err(trouble)
            }
        }
    }

    /// Looks at the first bytes of a body and makes the part they go to.
    fn begin(
        &self,
        body: &portsip::FileBody,
        choose: impl FnOnce(Content, Option<u64>) -> Result<Place, Trouble>,
    ) -> Result<Held, Trouble> {
        if body.offset > 0 {
            return Err(again(
                "the PBX sent another part of the file than was asked for",
            ));
        }
        let first = body.peek();
        if first.is_empty() {
            return Err(again("the PBX sent an empty file"));
        }
        if audio::looks_like_text(first) {
            return Err(Trouble::Refused {
                result: FileResult::NotAllowed,
                reason: "the PBX sent a page instead of audio".to_owned(),
            });
        }
        let content = audio::sniff(first);
        if content == Content::Unknown {
            return Err(Trouble::Refused {
                result: FileResult::Failed,
                reason: "the PBX sent something that is no recording".to_owned(),
            });
        }
        let place = choose(content, body.length)?;
        let owner = body
            .validator
            .clone()
            .zip(body.length)
            .map(|(validator, total)| Owner {
                recording_id: self.work.id.clone(),
                file_index: self.file_index,
                validator,
                total,
            });
        let path = part_path(self.job, &place);
        let part = Part::create(&self.job.disk, path, owner).map_err(Trouble::Fatal)?;
        Ok(Held {
            part,
            place,
            content,
        })
    }

    async fn copy(&self, body: &mut portsip::FileBody, part: &mut Part) -> Result<(), Trouble> {
        let job = self.job;
        let (allowed, seconds) = most_bytes(self.work);
        let mut silence = Silence::new(job.plan.client.client().idle_timeout(), self.number == 0);
        let silent = |reason| Trouble::Again {
            reason,
            cause: Cause::Silence,
        };
        loop {
            job.plan.hold.passed().await;
            let chunk = silence.wait(body.chunk()).await.map_err(silent)?;
            let Some(chunk) = chunk.map_err(|error| trouble(job, error))? else {
                return Ok(());
            };
            silence.came(chunk.len()).map_err(silent)?;
            if part.bytes() + chunk.len() as u64 > allowed {
                let reason = format!(
                    "the PBX sent more than {allowed} bytes for a call of {seconds} seconds"
                );
                return Err(Trouble::Refused {
                    result: FileResult::Failed,
                    reason,
                });
            }
            let bytes = chunk.len() as u64;
            job.board.bytes.fetch_add(bytes, Ordering::Relaxed);
            part.push(&chunk).map_err(Trouble::Fatal)?;
            job.rate.pay(chunk.len()).await;
        }
    }

    async fn complete(&self, held: Held, total: Option<u64>) -> Result<Received, Trouble> {
        let Held {
            part,
            place,
            content,
        } = held;
        let part = part.complete().map_err(Trouble::Fatal)?;
        if let Some(total) = total.filter(|total| *total != part.bytes) {
            return Err(again(format!(
                "the PBX sent {} of {total} bytes",
                part.bytes
            )));
        }
        let (part, probed) = probe(part, content).await?;
        let (probe, oddity) = judge(probed, content)?;
        Ok(Received {
            part,
            place,
            content,
            probe,
            oddity,
        })
    }
}

/// Where the bytes of a file lie until it is whole.
pub(super) fn part_path(job: &Job, place: &Place) -> PathBuf {
    let mut path = job.plan.dest.join(&place.path).into_os_string();
    path.push(PART);
    path.into()
}

/// Whether an answer is the rest of the same file.
fn goes_on(part: &Part, body: &portsip::FileBody) -> bool {
    let same = |owner: &Owner| body.total.is_none_or(|total| total == owner.total);
    body.status == 206 && body.offset == part.bytes() && part.owner().is_some_and(same)
}

/// So much can a recording of this call be at most, and the seconds of the call.
fn most_bytes(work: &Work) -> (u64, u64) {
    let between = |ended: jiff::Timestamp| ended.duration_since(work.call.started).as_secs();
    let seconds = work
        .call
        .ended
        .map_or(0, between)
        .max(work.call.talk_s.into())
        .unsigned_abs();
    (
        ALWAYS_ALLOWED.saturating_add(ALLOWED_PER_SECOND.saturating_mul(seconds)),
        seconds,
    )
}

/// Looks into the file. A WAV tells by its header; others are walked through, where that holds up nobody.
async fn probe(
    part: WholePart,
    content: Content,
) -> Result<(WholePart, Result<Probe, audio::Error>), Trouble> {
    let look = move || {
        let probed = audio::probe_path(part.name.path());
        (part, probed)
    };
    if content == Content::Wav {
        return Ok(look());
    }
    tokio::task::spawn_blocking(look).await.map_err(|_| {
        Trouble::Fatal(Error::Internal {
            doing: "reading the recording",
        })
    })
}

fn judge(
    probed: Result<Probe, audio::Error>,
    content: Content,
) -> Result<(Probe, Option<String>), Trouble> {
    match probed {
        Ok(probe) => {
            let oddity = match probe.completeness {
                Completeness::Truncated {
                    expected_bytes,
                    actual_bytes,
                } => Some(format!(
                    "the file is shorter than its own header says ({actual_bytes} of {expected_bytes} bytes); the PBX sent the same bytes twice"
                )),
                Completeness::Whole | Completeness::Unknown => None,
            };
            Ok((probe, oddity))
        }
        Err(audio::Error::Io { path, source }) => {
            Err(Trouble::Fatal(Error::io("read", path, source)))
        }
        // A recording the PBX itself has damaged is still the recording: kept, once it is sure that it is not the way here.
        Err(error) => {
            let probe = Probe {
                content,
                codec: None,
                sample_rate: None,
                channels: None,
                duration_ms: None,
                picture: false,
                completeness: Completeness::Unknown,
            };
            Ok((
                probe,
                Some(format!("kept as the PBX sent it, twice: {error}")),
            ))
        }
    }
}
