//! Readers that give up on what is too long, before it fills the memory.

use std::{
    cell::Cell,
    io::{self, BufRead, Read},
    rc::Rc,
};

use crate::Error;

/// A limit in bytes as it is told: in MB, rounded up.
fn too_long(limit: u64) -> Error {
    Error::TooLong(limit.div_ceil(1 << 20))
}

/// Everything, if it is not more than that.
pub fn read_all(source: impl Read, longest: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    source.take(longest.saturating_add(1)).read_to_end(&mut bytes).map_err(|it| Error::of_reading(&it))?;
    if bytes.len() as u64 > longest {
        return Err(too_long(longest));
    }
    Ok(bytes)
}

/// Lines without their ends. One that is too long is passed over; a reader that fails is not asked again.
pub fn lines(mut source: impl BufRead, longest: u64) -> impl Iterator<Item = Result<Vec<u8>, Error>> {
    let mut ended = false;
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let line = line(&mut source, longest);
        ended = !matches!(line, Ok(Some(_)) | Err(Error::TooLong(_)));
        line.transpose()
    })
}

fn line(source: &mut impl BufRead, longest: u64) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = Vec::new();
    let read = source.by_ref().take(longest.saturating_add(1)).read_until(b'\n', &mut bytes);
    read.map_err(|it| Error::of_reading(&it))?;
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    } else if bytes.len() as u64 > longest {
        drop(bytes);
        source.skip_until(b'\n').map_err(|it| Error::of_reading(&it))?;
        return Err(too_long(longest));
    } else if bytes.is_empty() {
        return Ok(None);
    }
    Ok(Some(bytes))
}

/// A reader that fails when more is read from it than the budget allows.
pub struct Budgeted<R> {
    source: R,
    budget: Rc<Budget>,
}

/// What may still be read.
pub struct Budget {
    left: Cell<u64>,
    whole: u64,
}

impl Budget {
    /// As at the beginning.
    pub fn renew(&self) {
        self.left.set(self.whole);
    }
}

pub fn budgeted<R: Read>(source: R, whole: u64) -> (Budgeted<R>, Rc<Budget>) {
    let budget = Rc::new(Budget { left: Cell::new(whole), whole });
    (Budgeted { source, budget: Rc::clone(&budget) }, budget)
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.left.get();
        if left == 0 {
            return Err(io::Error::other(too_long(self.budget.whole)));
        }
        let read = self.source.read(buffer)?;
        self.budget.left.set(left.saturating_sub(read as u64));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let found: Vec<_> =
            lines(&b"a\nbcdef\nghi\n\njklm"[..], 3).map(|it| it.map_err(|_| "too long")).collect();
        let line = |it: &[u8]| Ok(it.to_vec());
        assert_eq!(found, [line(b"a"), Err("too long"), line(b"ghi"), line(b""), Err("too long")]);
    }

    #[test]
    fn the_whole_may_be_just_as_long_as_the_limit() {
        assert_eq!(read_all(&b"abc"[..], 3), Ok(b"abc".to_vec()));
        assert_eq!(read_all(&b"abcd"[..], 3), Err(Error::TooLong(1)));
    }
}
