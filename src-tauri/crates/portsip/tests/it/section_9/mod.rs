//! The open questions about the PBX (api.md, section 9): for each row, tests that the client copes with every plausible
//! answer. `cargo nextest run row_` shows them.
//!
//! | row | where |
//! | --- | --- |
//! | 9, 10, 11 legs and files of a call | `details.rs`; 9 (parties and time) also in `tapedeck-core` |
//! | 16 recordings that come late | `tapedeck-core` |
//! | 21 unknown bodies | `shapes.rs` |
//! | 22 time zone | `time_zone.rs`, `tapedeck-core` |
//! | 23 certificate | `certificates.rs` |

mod certificates;
mod details;
mod shapes;
mod time_zone;
