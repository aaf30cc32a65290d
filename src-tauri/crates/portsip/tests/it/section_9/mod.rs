//! What a sturdy client does where the documentation is silent: `api.md`, section 9, one test or more per row, named
//! `row_NN_…` (`cargo nextest run row_`).
//!
//! | rows | what | where |
//! | --- | --- | --- |
//! | 6, 7, 8 | filters, `skip` and `count`, `orderby` | `lists`; over ten thousand calls in `ten_thousand`; in any mixture in `random` |
//! | 12, 13, 15, 24 | private links, ranges, stale links, redirects | `files`; 15 also in `tapedeck-core` (exports) |
//! | 14 | AMR and odd WAV | `files` (every byte comes); decoding in `tapedeck-core` (listening) and `audio` |
//! | 16 | recordings that are not ready | `tapedeck-core` (export engine) |
//! | 17 | pace | `pace`; simulated servers in `src/pace/simulation.rs` |

mod files;
mod list_double;
mod lists;
mod pace;
mod random;
mod ten_thousand;
