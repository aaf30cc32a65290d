//! One file a command.

pub(crate) mod activity;
pub(crate) mod demo;
pub(crate) mod diagnose;
pub(crate) mod export;
pub(crate) mod list;
pub(crate) mod presets;
pub(crate) mod profiles;
pub(crate) mod public_key;
pub(crate) mod sign_in;
pub(crate) mod verify;
