//! The harness of Tapedeck's integration and end-to-end tests; the tests themselves are in `tests/tests`.
//!
//! * [`sandbox`]: a private home for a program under test, and the proof that it wrote nothing outside it.
//! * [`programs`]: where the built programs are.
//! * [`cli`]: `tapedeck-cli` and, through it, the demo PBX.
//! * [`days`]: days named from today.
//! * [`direct`]: the PBX asked by the test itself.
//! * [`export`]: an export folder read by the test's own eyes, sharing no code with the product.
//! * [`window`]: the real app, driven through `WebDriver` (Linux).

pub mod cli;
pub mod days;
pub mod direct;
pub mod export;
pub mod failure;
pub mod programs;
pub mod sandbox;
pub mod wait;
#[cfg(target_os = "linux")]
pub mod webdriver;
#[cfg(target_os = "linux")]
pub mod window;
