//! The open questions about the PBX (api.md, section 9): for each row, tests that the client copes with every plausible
//! answer. `cargo nextest run row_` shows them.
//!
//! | row | where |
//! | --- | --- |
//! | 1 GET or POST | `verbs.rs` |
//! | 2, 3, 4 which sign-in, one-time codes | `sign_in.rs`; v12 in `recognition.rs` |
//! | 5, 18 renewing, a session that was taken over | `session.rs`; 18 (event socket) in `../events.rs`, (the job that waits) in `tapedeck-core` |
//! | 6, 7, 8 filters, `skip` and `count`, `orderby` | `lists.rs`; over ten thousand calls in `ten_thousand.rs`; in any mixture in `random.rs` |
//! | 9, 10, 11 legs and files of a call | `details.rs`; 9 (parties and time) also in `tapedeck-core` |
//! | 12, 13, 15, 24 private links, ranges, stale links, redirects | `files.rs`; 15 also in `tapedeck-core` (exports) |
//! | 14 AMR and odd WAV | `files.rs` (every byte comes); decoding in `tapedeck-core` (listening) and `audio` |
//! | 16 recordings that come late | `tapedeck-core` |
//! | 17 pace | `pace.rs`; simulated servers in `src/pace/simulation.rs` |
//! | 19, 20 rights, system administrators | `rights.rs` |
//! | 21 unknown bodies | `shapes.rs` |
//! | 22 time zone | `time_zone.rs`, `tapedeck-core` |
//! | 23 certificate | `certificates.rs` |

mod certificates;
mod details;
mod files;
mod list_double;
mod lists;
mod pace;
mod random;
mod recognition;
mod rights;
mod session;
mod shapes;
mod sign_in;
mod ten_thousand;
mod time_zone;
mod verbs;
