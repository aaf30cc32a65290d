//! One file a step, or two that ask the same thing.

pub(super) mod account;
pub(super) mod calls;
pub(super) mod clock;
pub(super) mod directory;
pub(super) mod encryption;
pub(super) mod files;
pub(super) mod reach;
pub(super) mod server;
pub(super) mod sign_in;
pub(super) mod zone;
