//! Articles longer than any article: read section by section while their findings are written.

use std::{
    io::{self, Write},
    ops::Range,
};

use rayon::prelude::*;
use selon::{
    Article, Mode, Reading,
    export::{self, Options},
    sections,
};

use crate::output::Format;

/// Is this text read in sections, and can this format be written so?
pub fn is_long(article: &Article, format: Format) -> bool {
    article.text.len() > sections::LONG && matches!(format, Format::Text | Format::Jsonl)
}

/// Reads and writes; `keep` sees each section's findings first. → whether anything was found.
pub fn write(
    article: &Article,
    format: Format,
    options: &Options,
    keep: impl Fn(&mut Reading) + Sync,
    out: &mut impl Write,
) -> io::Result<bool> {
    let mode = Mode { explain: options.explain, ..Mode::default() };
    let ranges: Vec<Range<usize>> = sections::ranges(&article.text).collect();
    let mut found = false;
    // On every core a section, and no more: memory holds what is being read.
    let at_once = rayon::current_num_threads();
    match format {
        Format::Jsonl => {
            let read = |range: &Range<usize>| {
                let mut reading = sections::read(article, range.clone(), mode);
                keep(&mut reading);
                reading
            };
            let readings = ranges.chunks(at_once).flat_map(|it| it.par_iter().map(read).collect::<Vec<_>>());
            let readings = readings.inspect(|it| found |= !it.attributions.is_empty());
            export::write_jsonl(article, readings, options, out)?;
        }
        _ => {
            let count = ranges.len();
            let read = |(at, range): (usize, &Range<usize>)| {
                let mut section = sections::article(article, range.clone());
                section.id = format!("{}, part {} of {count}", article.id, at + 1);
                let mut reading = selon::read_all(std::slice::from_ref(&section), mode).remove(0);
                keep(&mut reading);
                (export::text(&section, &reading, options), !reading.attributions.is_empty())
            };
            let numbered: Vec<_> = ranges.iter().enumerate().collect();
            for some in numbered.chunks(at_once) {
                let texts: Vec<_> = some.par_iter().map(|&it| read(it)).collect();
                for (text, any) in texts {
                    found |= any;
                    out.write_all(text.as_bytes())?;
                }
            }
        }
    }
    Ok(found)
}
