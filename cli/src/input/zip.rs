//! A zip archive, member by member as it comes in.
//!
//! Only what stands before each member is read, never the directory at the end: so an
//! archive may come through a pipe or lie in another one, its directory need not
//! fit into memory, and members that share their bytes, as in some bombs, are read once.

use std::{
    cell::Cell,
    io::{self, BufRead, Read},
    rc::Rc,
};

use anyhow::Result;
use flate2::{Crc, bufread::DeflateDecoder};
use selon::Error;

use super::guard::{Counted, Meter, Unpacked, damaged};

/// What stands before a member.
pub struct Head {
    /// Its name, of which only the words are trusted.
    pub name: String,
    flags: u16,
    method: u16,
    crc: u32,
    packed: u64,
}

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const ZSTD: u16 = 93;

const ENCRYPTED: u16 = 1;
/// Sizes and checksum stand behind the member.
const TOLD_AFTERWARDS: u16 = 8;

/// Hands over each member's head with its bytes, or why they cannot be had.
pub fn members(
    source: &mut dyn BufRead,
    meter: &Meter,
    mut take: impl FnMut(&Head, Result<&mut dyn Read, Error>) -> Result<()>,
) -> Result<Result<(), Error>> {
    loop {
        let head = match head(source) {
            Ok(Some(head)) => head,
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(Error::of_reading(&damaged(error)))),
        };
        let end = match head.trouble() {
            Some(error) => {
                take(&head, Err(error))?;
                pass(source, &head)
            }
            None => member(source, &head, meter, &mut take)?,
        };
        if let Err(error) = end {
            return Ok(Err(Error::of_reading(&damaged(error))));
        }
    }
}

impl Head {
    fn is_told_afterwards(&self) -> bool {
        self.flags & TOLD_AFTERWARDS != 0
    }

    /// Why the member cannot be read, if it cannot.
    fn trouble(&self) -> Option<Error> {
        let packed = |why: &str| Some(Error::Packed(why.into()));
        match self.method {
            _ if self.flags & ENCRYPTED != 0 => packed("it is encrypted"),
            STORED if self.is_told_afterwards() && self.packed == 0 && !self.name.ends_with('/') => {
                packed("how long it is stands behind it")
            }
            STORED | DEFLATED | ZSTD => None,
            other => packed(&format!("it is packed by a method that is not known ({other})")),
        }
    }
}

fn head(source: &mut dyn BufRead) -> io::Result<Option<Head>> {
    let signature: [u8; 4] = bytes(source)?;
    match &signature {
        b"PK\x03\x04" => {}
        // Parts of a divided archive begin so.
        b"PK00" | b"PK\x07\x08" => return head_behind_mark(source),
        b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" | b"PK\x06\x08" => return Ok(None),
        _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "no member begins where one should")),
    }
    fields(source).map(Some)
}

fn head_behind_mark(source: &mut dyn BufRead) -> io::Result<Option<Head>> {
    match &bytes::<4>(source)? {
        b"PK\x03\x04" => fields(source).map(Some),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "no member begins where one should")),
    }
}

fn fields(source: &mut dyn BufRead) -> io::Result<Head> {
    let fixed: [u8; 26] = bytes(source)?;
    let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    let long = |at: usize| u32::from_le_bytes([fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]]);
    let mut name = vec![0; usize::from(short(22))];
    source.read_exact(&mut name)?;
    let mut extra = vec![0; usize::from(short(24))];
    source.read_exact(&mut extra)?;
    let packed = match long(14) {
        u32::MAX => big_size(&extra).unwrap_or(u64::from(u32::MAX)),
        it => u64::from(it),
    };
    let name = String::from_utf8_lossy(&name).into_owned();
    Ok(Head { name, flags: short(2), method: short(4), crc: long(10), packed })
}

/// The packed size of a member of more than 4 GB: behind the unpacked one.
fn big_size(mut extra: &[u8]) -> Option<u64> {
    loop {
        let (head, rest) = extra.split_first_chunk::<4>()?;
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let (field, rest) = rest.split_at_checked(length)?;
        if head[..2] == [1, 0] {
            return field.get(8..16)?.try_into().ok().map(u64::from_le_bytes);
        }
        extra = rest;
    }
}

fn bytes<const N: usize>(source: &mut dyn BufRead) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn pass(source: &mut dyn BufRead, head: &Head) -> io::Result<()> {
    if head.is_told_afterwards() {
        return Err(io::Error::other(Error::Packed("where its next member begins is not told".into())));
    }
    io::copy(&mut (&mut *source).take(head.packed), &mut io::sink()).map(drop)
}

fn member(
    source: &mut dyn BufRead,
    head: &Head,
    meter: &Meter,
    take: &mut impl FnMut(&Head, Result<&mut dyn Read, Error>) -> Result<()>,
) -> Result<io::Result<()>> {
    let eaten = Rc::new(Cell::new(0));
    // Only the decoder knows where a member ends whose size is told behind it.
    let is_open = head.is_told_afterwards() && head.packed == 0 && head.method != STORED;
    let length = if is_open { u64::MAX } else { head.packed };
    let mut inside = (&mut *source).take(length);
    let mut counted = Counted::new(&mut inside, &eaten);
    let mut made = head.packed;
    match head.method {
        STORED => take(head, Ok(&mut Checked::new(&mut counted, head)))?,
        DEFLATED => {
            let mut decoder = DeflateDecoder::new(&mut counted);
            let mut unpacked = Unpacked::new(&mut decoder, Rc::clone(&eaten), meter);
            take(head, Ok(&mut Checked::new(&mut unpacked, head)))?;
            if let (true, Err(error)) = (is_open, drain(&mut decoder, meter)) {
                return Ok(Err(error));
            }
            made = decoder.total_out();
        }
        _ => match zstd::Decoder::with_buffer(&mut counted) {
            Ok(decoder) => {
                let mut decoder = decoder.single_frame();
                let mut unpacked = Unpacked::new(&mut decoder, Rc::clone(&eaten), meter);
                take(head, Ok(&mut Checked::new(&mut unpacked, head)))?;
                made = unpacked.made();
            }
            Err(error) => take(head, Err(Error::of_reading(&damaged(error))))?,
        },
    }
    if !is_open && let Err(error) = io::copy(&mut inside, &mut io::sink()) {
        return Ok(Err(error));
    }
    Ok(match head.is_told_afterwards() {
        true => tail(source, eaten.get().max(head.packed), made),
        false => Ok(()),
    })
}

/// Unpacks what nobody wanted, to find where it ends.
fn drain(decoder: &mut impl Read, meter: &Meter) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match decoder.read(&mut buffer)? {
            0 => return Ok(()),
            read => meter.made(read as u64)?,
        }
    }
}

/// Steps over what is told behind a member: a mark, which may be missing, a checksum
/// and two sizes, of four bytes or eight.
fn tail(source: &mut dyn BufRead, packed: u64, unpacked: u64) -> io::Result<()> {
    if &bytes::<4>(source)? == b"PK\x07\x08" {
        bytes::<4>(source)?;
    }
    let sizes: [u8; 8] = bytes(source)?;
    let short = [packed as u32, unpacked as u32].map(u32::to_le_bytes).concat();
    if sizes[..] == short[..] && packed <= u64::from(u32::MAX) {
        return Ok(());
    }
    match u64::from_le_bytes(sizes) == packed && u64::from_le_bytes(bytes(source)?) == unpacked {
        true => Ok(()),
        false => Err(io::Error::new(io::ErrorKind::InvalidData, "a member's sizes are wrong")),
    }
}

/// A reader that fails at the end if the bytes are not those that were packed.
struct Checked<'r> {
    source: &'r mut dyn Read,
    crc: Crc,
    told: Option<u32>,
}

impl<'r> Checked<'r> {
    fn new(source: &'r mut dyn Read, head: &Head) -> Checked<'r> {
        let told = Some(head.crc).filter(|_| !head.is_told_afterwards());
        Checked { source, crc: Crc::new(), told }
    }
}

impl Read for Checked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.crc.update(&buffer[..read]);
        let is_wrong = read == 0 && !buffer.is_empty() && self.told.is_some_and(|it| it != self.crc.sum());
        match is_wrong {
            true => Err(damaged(io::Error::new(io::ErrorKind::InvalidData, "its checksum is wrong"))),
            false => Ok(read),
        }
    }
}
