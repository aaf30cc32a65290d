//! Where the window's world and the app's meet.

pub(crate) mod awake;
pub(crate) mod channel;
pub(crate) mod dialogs;
pub(crate) mod notice;
pub(crate) mod outside;
pub(crate) mod sample;
pub(crate) mod taskbar;
pub(crate) mod window;
