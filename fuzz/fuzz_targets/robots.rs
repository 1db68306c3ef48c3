#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| selon_fuzz::ask(bytes));
