//! Whether a recording can be fetched: the beginning of one of the newest is.

use portsip::{Client, Error, FileLink, Resume, Scope};

use crate::diagnose::{FactName, Step, StepName, run::Seen};

const NAME: StepName = StepName::Files;

pub(in crate::diagnose) async fn step(client: &Client, seen: &Seen) -> Step {
    let Some(access) = seen.recordings else {
        return Step::skipped(NAME, "not tried: no recordings can be read");
    };
    match try_one(client, access.scope).await {
        Ok(step) => step,
        Err(error) => Step::stopped(NAME, &error),
    }
}

async fn try_one(client: &Client, scope: Scope) -> Result<Step, Error> {
    let ids = client.newest_recordings(scope).await?;
    if ids.is_empty() {
        return Ok(Step::skipped(NAME, "there is no recording to try"));
    }
    for id in &ids {
        let files = match client.recording_files(scope, id).await {
            Ok(files) => files,
            // Deleted since it was listed: the next one.
            Err(Error::NotFound { .. }) => continue,
            Err(error) => return Err(error),
        };
        if let Some(link) = files.into_iter().find_map(|file| file.link) {
            return open(client, &link).await;
        }
    }
    Ok(Step::skipped(
        NAME,
        "the newest recordings have no files (yet)",
    ))
}

async fn open(client: &Client, link: &FileLink) -> Result<Step, Error> {
    // From its second byte on: a server that cannot send parts sends everything, which is not read.
    let second_byte = Resume {
        offset: 1,
        validator: None,
    };
    let file = client.open_file(link, Some(second_byte)).await?;
    let ranges = if file.accepts_ranges {
        "can be fetched (a broken download goes on where it stopped)"
    } else {
        "cannot be fetched (a broken download begins again)"
    };
    let content_type = file.content_type.clone().unwrap_or_default();
    drop(file);
    // A comfort: whatever goes wrong here has no bearing on recordings.
    let links = match client.opens_without_session(link).await {
        Ok(Some(true)) => "public: who has one has the recording",
        Ok(Some(false)) => "private: they need a sign-in",
        Ok(None) => "lead to another server than the PBX",
        Err(_) => "",
    };
    Ok(Step::works(NAME, "a recording can be opened")
        .fact(FactName::Ranges, ranges)
        .fact(FactName::Links, links)
        .fact(FactName::ContentType, content_type))
}
