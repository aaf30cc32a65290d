//! The open questions of the API, one test or more per row of `api.md`, section 9: `cargo nextest run row_`.
//!
//! Rows that are about more than the client are tested where they are at home: 9 (parties and time), 16, 22 in
//! `tapedeck-core`.

mod details;
