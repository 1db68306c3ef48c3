#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| selon_fuzz::read_behind(
    "feed.json",
    b"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{",
    bytes
));
