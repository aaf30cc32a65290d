#![no_main]
//! Filters as typed: read or told with a place, and what is read is printed and read again as the same.
use tapedeck_core::query::{parse, print};
use tapedeck_fuzz::text;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let line = text(data);
    match parse(&line) {
        Ok(filter) => {
            let printed = print(&filter);
            // A line at the limit may grow by the quotes it is printed with.
            if printed.chars().count() <= 20_000 {
                assert_eq!(parse(&printed), Ok(filter), "{printed:?}");
            }
        }
        Err(problem) => {
            let end = problem.at as usize + problem.length as usize;
            assert!(end <= line.chars().count(), "{problem:?}");
            let _ = problem.error(&line);
        }
    }
});
