//! An answer's body → bytes, unpacked, as many as are borne.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use ureq::{
    Body,
    http::{Response, header},
};

use super::{
    failure::{self, Failure},
    field, limits,
};

/// Kinds of content that no article comes as; text, pages, feeds and records go under many names.
const NO_TEXT: &[&str] = &["image/", "video/", "audio/", "font/", "application/pdf"];

/// All of it.
pub fn read(response: Response<Body>) -> Result<Vec<u8>, Failure> {
    let kind = field(&response, header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    if let Some(it) = NO_TEXT.iter().find(|it| kind.starts_with(**it)) {
        return Err(Failure::last(format!("it is {}, not a page", it.trim_end_matches('/'))));
    }
    if response.body().content_length().is_some_and(|it| it > limits::PACKED) {
        return Err(too_long(limits::PACKED));
    }
    let packing = packing(&response)?;
    let mut packed = Counted { source: response.into_body().into_reader(), count: 0 };
    let mut out = Vec::new();
    match packing {
        Packing::None => pour(&mut packed, |_| 0, &mut out)?,
        Packing::Gzip => pour(&mut MultiGzDecoder::new(packed), |it| it.get_ref().count, &mut out)?,
    }
    Ok(out)
}

/// At most so many bytes of its beginning.
pub fn head(response: Response<Body>, most: u64) -> Result<Vec<u8>, Failure> {
    let packing = packing(&response)?;
    let source = response.into_body().into_reader();
    let mut out = Vec::new();
    let read = match packing {
        Packing::None => source.take(most).read_to_end(&mut out),
        Packing::Gzip => MultiGzDecoder::new(source.take(most)).take(most).read_to_end(&mut out),
    };
    read.map_err(|it| failure::of_reading(&it))?;
    Ok(out)
}

enum Packing {
    None,
    Gzip,
}

fn packing(response: &Response<Body>) -> Result<Packing, Failure> {
    match field(response, header::CONTENT_ENCODING).unwrap_or_default().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(Packing::None),
        "gzip" | "x-gzip" => Ok(Packing::Gzip),
        other => Err(Failure::last(format!("it is packed as `{other}`, which was not asked for"))),
    }
}

/// Reads to the end, or until there is too much of it: as it travels, unpacked, or unpacked of so little.
fn pour<R: Read>(source: &mut R, packed: impl Fn(&R) -> u64, out: &mut Vec<u8>) -> Result<(), Failure> {
    let mut piece = vec![0; 64 << 10];
    loop {
        let count = match source.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(failure::of_reading(&error)),
        };
        out.extend_from_slice(&piece[..count]);
        let (packed, unpacked) = (packed(source), out.len() as u64);
        if packed > 0 && unpacked > limits::SMALL && unpacked > packed.saturating_mul(limits::RATIO) {
            return Err(Failure::last(format!("it unpacks to more than {} times its size", limits::RATIO)));
        }
        if packed > limits::PACKED {
            return Err(too_long(limits::PACKED));
        }
        // What is not packed is as long as it travels.
        let most = if packed > 0 { limits::UNPACKED } else { limits::PACKED };
        if unpacked > most {
            return Err(too_long(most));
        }
    }
}

fn too_long(most: u64) -> Failure {
    Failure::last(format!("it is longer than {} MB", most >> 20))
}

/// Counts what goes through.
struct Counted<R> {
    source: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.count += count as u64;
        Ok(count)
    }
}
