//! How much of the time of reading each stage takes.

use std::{
    io::{BufRead, Write},
    time::Duration,
};

use anyhow::Result;
use cpu_time::ThreadTime;
use selon::{Article, Document, Mode, act, actors, attribution, certainty, dates, export};

use crate::read::article;

/// Articles that run through the network together, as in the command.
const ABREAST: usize = 32;

/// Reads records with the engine's stages one by one and writes a line a stage: name, seconds of CPU, share.
pub fn write(input: impl BufRead, mut output: impl Write) -> Result<()> {
    let mut stages = Stages(Vec::new());
    let (mut articles, mut words) = (Vec::new(), 0);
    for line in input.lines() {
        let line = line?;
        let article = stages.time("record to article, language", || article(&line))?;
        words += article.text.split_whitespace().count();
        articles.push(article);
    }
    for articles in articles.chunks(ABREAST) {
        some(articles, &mut stages);
    }
    let all: f64 = stages.0.iter().map(|(_, time)| time.as_secs_f64()).sum();
    for (name, time) in &stages.0 {
        let seconds = time.as_secs_f64();
        writeln!(output, "{name}\t{seconds:.3}\t{:.1} %", 100.0 * seconds / all)?;
    }
    writeln!(output, "all\t{all:.3}\t{words} words, {:.0} a second", words as f64 / all)?;
    Ok(())
}

fn some(articles: &[Article], stages: &mut Stages) {
    let mode = Mode::default();
    let documents: Vec<Document> =
        stages.time("words, sentences, quotations", || articles.iter().map(Document::new).collect());
    let found = stages.time("features, network, spans", || attribution::find(&documents, mode));
    for ((article, document), mut found) in articles.iter().zip(&documents).zip(found) {
        let actors = stages.time("actors", || actors::resolve(document, &mut found));
        let read = stages.time("acts", || act::judge(document, &mut found));
        stages.time("certainty", || certainty::judge(&read, &mut found));
        stages.time("dates", || dates::of_saying(document, &mut found));
        let reading = selon::Reading {
            language: document.language.code,
            actors,
            attributions: found,
            boilerplate: article.boilerplate.clone(),
        };
        let line = stages.time("writing", || export::jsonl(article, &reading, &export::Options::default()));
        std::hint::black_box(line);
    }
}

/// Stages in the order in which they first ran.
struct Stages(Vec<(&'static str, Duration)>);

impl Stages {
    fn time<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let began = ThreadTime::now();
        let out = work();
        let took = began.elapsed();
        match self.0.iter_mut().find(|it| it.0 == name) {
            Some(stage) => stage.1 += took,
            None => self.0.push((name, took)),
        }
        out
    }
}
