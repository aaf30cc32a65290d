//! Keeping the computer awake, as each system has it.

use std::{sync::mpsc, thread};

use tapedeck_core::jobs::{Awake, Held};

/// The system's own way.
pub(crate) struct SystemAwake;

impl Awake for SystemAwake {
    /// On a thread of its own: Windows lets the computer sleep again when the thread that asked ends.
    fn hold(&self) -> Result<Held, String> {
        let (release, released) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        thread::Builder::new()
            .name("awake".to_owned())
            .spawn(move || {
                let held = keepawake::Builder::default()
                    .idle(true)
                    .reason("An export is running")
                    .app_name("Tapedeck")
                    .app_reverse_domain("org.tapedeck.Tapedeck")
                    .create();
                let went = held.as_ref().map(drop).map_err(ToString::to_string);
                // An end of either channel means that nobody holds on any more.
                if tell.send(went).is_ok() {
                    let _ = released.recv();
                }
                drop(held);
            })
            .map_err(|error| error.to_string())?;
        told.recv().map_err(|error| error.to_string())??;
        Ok(Box::new(release))
    }
}
