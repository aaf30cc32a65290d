#![no_main]
//! Extensions and ranges as typed.
use tapedeck_core::query::ExtensionSet;
use tapedeck_fuzz::text;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let parts: Vec<String> = data.split(|byte| *byte == b'\n').map(text).collect();
    let Ok(set) = ExtensionSet::parse(&parts) else {
        return;
    };
    for number in set.numbers() {
        assert!(set.contains(number), "{number:?}");
    }
    for (first, last) in set.ranges() {
        assert!(first.len() == last.len() && first <= last, "{first}-{last}");
        assert!(
            set.contains(&first) && set.contains(&last),
            "{first}-{last}"
        );
    }
});
