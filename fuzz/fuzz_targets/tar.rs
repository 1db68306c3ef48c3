#![no_main]

// A first block whose sum is right, or nothing would be taken for a tar.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut bytes = bytes.to_vec();
    bytes.resize(bytes.len().max(512), 0);
    bytes[148..156].fill(b' ');
    let sum: u32 = bytes[..512].iter().map(|it| u32::from(*it)).sum();
    bytes[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    selon_fuzz::read("a.tar", &bytes);
});
