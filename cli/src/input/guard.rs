//! How much unpacking is let grow: readers that count, and fail in time.
//!
//! A bomb is told by what comes out of how much going in, for each layer and for the
//! whole file: layers multiply, and each alone may look harmless.

use std::{
    cell::Cell,
    io::{self, BufRead, Read},
    rc::Rc,
};

use selon::Error;

/// Text packs three to ten times, records of one pattern fifty; the best that deflate can is 1,032.
const RATIO: u64 = 200;
/// So much may come out of nothing: a few small things are often packed well.
const FREE: u64 = 16 << 20;

/// What has gone in and come out of all layers of one file.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes of the file so far.
    eaten: Rc<Cell<u64>>,
    made: Cell<u64>,
}

impl Meter {
    /// Of a file whose bytes are counted there.
    pub fn new(eaten: &Rc<Cell<u64>>) -> Meter {
        Meter { eaten: Rc::clone(eaten), made: Cell::new(0) }
    }

    /// So much more has come out of a layer.
    pub fn made(&self, bytes: u64) -> io::Result<()> {
        self.made.set(self.made.get() + bytes);
        // What is unpacked twice counts twice.
        check(self.made.get(), self.eaten.get(), 4 * FREE)
    }
}

fn check(made: u64, eaten: u64, free: u64) -> io::Result<()> {
    if made <= free + RATIO * eaten {
        return Ok(());
    }
    let why = format!("it swells to more than {RATIO} times its size, as a bomb does");
    Err(io::Error::other(Error::Packed(why)))
}

/// A reader that counts what is taken from it.
pub struct Counted<R> {
    source: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub fn new(source: R, count: &Rc<Cell<u64>>) -> Counted<R> {
        Counted { source, count: Rc::clone(count) }
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.count.set(self.count.get() + bytes as u64);
        self.source.consume(bytes);
    }
}

/// What comes out of a decoder, as long as it stays within bounds.
pub struct Unpacked<'m, R> {
    decoder: R,
    eaten: Rc<Cell<u64>>,
    made: u64,
    meter: &'m Meter,
}

impl<'m, R: Read> Unpacked<'m, R> {
    /// A decoder, and the count of what it takes.
    pub fn new(decoder: R, eaten: Rc<Cell<u64>>, meter: &'m Meter) -> Unpacked<'m, R> {
        Unpacked { decoder, eaten, made: 0, meter }
    }

    /// How much has come out.
    pub fn made(&self) -> u64 {
        self.made
    }
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer).map_err(damaged)?;
        self.made += read as u64;
        check(self.made, self.eaten.get(), FREE)?;
        self.meter.made(read as u64)?;
        Ok(read)
    }
}

/// What a decoder complains of, in words; what we refuse ourselves stays as it is.
pub fn damaged(error: io::Error) -> io::Error {
    match error.get_ref().is_some_and(|it| it.is::<Error>()) || error.kind() == io::ErrorKind::Interrupted {
        true => error,
        false => io::Error::other(Error::Read(format!(
            "what is packed there is damaged or breaks off ({})",
            error.to_string().to_lowercase()
        ))),
    }
}
