//! The open questions about the PBX (api.md, section 9): for each row, tests that the client copes with every plausible
//! answer. `cargo nextest run row_` shows them.
//!
//! | row | where |
//! | --- | --- |
//! | 1 GET or POST | `verbs.rs` |
//! | 2, 3, 4 which sign-in, one-time codes | `sign_in.rs`; v12 in `recognition.rs` |
//! | 5, 18 renewing, a session that was taken over | `session.rs`; 18 (event socket) in `../events.rs`, (the job that waits) in `tapedeck-core` |
//! | 9, 10, 11 legs and files of a call | `details.rs`; 9 (parties and time) also in `tapedeck-core` |
//! | 16 recordings that come late | `tapedeck-core` |
//! | 19, 20 rights, system administrators | `rights.rs` |
//! | 21 unknown bodies | `shapes.rs` |
//! | 22 time zone | `time_zone.rs`, `tapedeck-core` |
//! | 23 certificate | `certificates.rs` |

mod certificates;
mod details;
mod recognition;
mod rights;
mod session;
mod shapes;
mod sign_in;
mod time_zone;
mod verbs;
