//! The open questions about the PBX (api.md, section 9): for each row, tests that the client copes with every plausible
//! answer. `cargo nextest run row_` shows them.
//!
//! | row | where |
//! | --- | --- |
//! | 21 unknown bodies | `shapes.rs` |
//! | 22 time zone | `time_zone.rs` |
//! | 23 certificate | `certificates.rs` |

mod certificates;
mod shapes;
mod time_zone;
