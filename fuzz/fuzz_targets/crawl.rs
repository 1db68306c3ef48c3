#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| selon_fuzz::read_behind(
    "a.warc",
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\n",
    bytes
));
