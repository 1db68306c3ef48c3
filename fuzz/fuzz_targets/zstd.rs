#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| selon_fuzz::read_behind("a.zst", b"\x28\xB5\x2F\xFD", bytes));
