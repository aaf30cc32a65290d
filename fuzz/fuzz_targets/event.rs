#![no_main]
use tapedeck_fuzz as _;

libfuzzer_sys::fuzz_target!(|data: &[u8]| portsip::fuzz::event(data));
