#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| selon_fuzz::read_behind("a.jsonl", b"{\"text\": \"", bytes));
