#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| selon_fuzz::read_behind("a.gz", b"\x1F\x8B\x08", bytes));
