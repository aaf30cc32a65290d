//! The harness of Tapedeck's integration and end-to-end tests; the tests themselves are in `tests/tests`.
//!
//! * [`sandbox`]: a private home for a program under test, and the proof that it wrote nothing outside it.
//! * [`programs`]: where the built programs are.
//! * [`calls`]: the Calls place of the window, asked and read (Linux).
//! * [`cli`]: `tapedeck-cli` and, through it, the demo PBX.
//! * [`days`]: days named from today.
//! * [`direct`]: the PBX asked by the test itself.
//! * [`export`]: an export folder read by the test's own eyes, sharing no code with the product.
//! * [`office`]: a demo PBX within the test, and the way into it (Linux).
//! * [`window`]: the real app, driven through `WebDriver` (Linux).

#[cfg(target_os = "linux")]
pub mod calls;
pub mod cli;
pub mod days;
pub mod direct;
pub mod export;
pub mod failure;
#[cfg(target_os = "linux")]
pub mod office;
pub mod programs;
pub mod sandbox;
pub mod wait;
#[cfg(target_os = "linux")]
pub mod webdriver;
#[cfg(target_os = "linux")]
pub mod window;
