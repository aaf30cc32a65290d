//! The commands of the window: typed, asynchronous, each one call into `tapedeck-core`.

pub(crate) mod activity;
pub(crate) mod calls;
pub(crate) mod desks;
pub(crate) mod diagnose;
pub(crate) mod exports;
pub(crate) mod findings;
pub(crate) mod insights;
pub(crate) mod marks;
pub(crate) mod playback;
pub(crate) mod search;
pub(crate) mod session;
pub(crate) mod settings;
