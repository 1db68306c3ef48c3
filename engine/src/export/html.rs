//! Readings → one page that needs nothing else.
//!
//! The text stands as it was read, source, cue and content underlined, and the
//! statements beside the paragraph that makes them. There is no script, and no
//! word of an article reaches the page unescaped.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write,
};

use crate::{
    Act, Article, Attribution, Reading, Span,
    export::{
        Options,
        escaped::escaped,
        json::rounded,
        marked::{Mark, marked},
        outline::{Entry, outline},
        phrase, piece,
        quoted::quoted,
    },
};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

/// All articles with their findings, as one self-contained page.
pub fn html(items: &[(Article, Reading)], options: &Options) -> String {
    let articles: String = items
        .iter()
        .enumerate()
        .map(|(number, (article, reading))| Sheet::new(number + 1, article, reading, options).html())
        .collect();
    let title = match items {
        [(article, _)] => format!("{} · who says what", heading(article)),
        _ => format!("Who says what in {} articles", items.len()),
    };
    // What is put in last cannot be taken for a place to put something in.
    PAGE.replace("{style}", STYLE)
        .replace("{title}", &escaped(&title).replace('{', "&#123;"))
        .replace("{contents}", &contents(items).replace('{', "&#123;"))
        .replace("{articles}", &articles)
}

/// The way to each article, where there are several.
fn contents(items: &[(Article, Reading)]) -> String {
    if items.len() < 2 {
        return String::new();
    }
    let entries = items.iter().enumerate().map(|(number, (article, reading))| {
        let (heading, about) = (escaped(heading(article)), about(article, reading).join(" · "));
        format!("<li><a href=\"#a{}\">{heading}</a><span>{}</span></li>\n", number + 1, escaped(&about))
    });
    format!("<ol class=\"contents\">\n{}</ol>\n", entries.collect::<String>())
}

fn heading(article: &Article) -> &str {
    article.title.as_deref().unwrap_or(&article.id)
}

/// Outlet, language, date, how many statements.
fn about(article: &Article, reading: &Reading) -> Vec<String> {
    let date = article.published.map_or("no date".into(), |it| it.to_string());
    let facts = [phrase::language(reading).to_string(), date, phrase::count(reading)];
    article.outlet.iter().chain(&article.byline).cloned().chain(facts).collect()
}

/// One article on the page.
struct Sheet<'a> {
    /// Its number on the page, which all its identifiers begin with.
    number: usize,
    article: &'a Article,
    reading: &'a Reading,
    options: &'a Options,
    entries: Vec<Entry>,
    paragraphs: Vec<Span>,
    /// Is it the first statement of its speaker on the page?
    first: Vec<bool>,
}

impl<'a> Sheet<'a> {
    fn new(number: usize, article: &'a Article, reading: &'a Reading, options: &'a Options) -> Sheet<'a> {
        let entries = outline(&reading.attributions);
        let mut met = HashSet::new();
        let mut first = vec![false; reading.attributions.len()];
        for entry in &entries {
            first[entry.index] = met.insert(phrase::speaker(&reading.attributions[entry.index]));
        }
        Sheet { number, article, reading, options, entries, paragraphs: piece::paragraphs(article), first }
    }

    fn html(&self) -> String {
        let Sheet { number, .. } = self;
        let full = if self.options.full { " class=\"full\"" } else { "" };
        format!("<article id=\"a{number}\"{full}>\n{}{}</article>\n", self.head(), self.rows())
    }

    fn head(&self) -> String {
        let language = escaped(self.article.language.code);
        let mut about: Vec<_> =
            about(self.article, self.reading).iter().map(|it| escaped(it).into_owned()).collect();
        if self.article.title.is_some() {
            about.insert(0, escaped(&self.article.id).into_owned());
        }
        about.extend(self.article.url.as_deref().map(link));
        format!(
            "<header>\n<h2 lang=\"{language}\">{}</h2>\n{}<p class=\"about\">{}</p>\n{}</header>\n",
            escaped(heading(self.article)),
            self.standfirst(),
            about.join(" · "),
            self.voices()
        )
    }

    /// The words under the headline.
    fn standfirst(&self) -> String {
        let language = escaped(self.article.language.code);
        let line = |it: &str| {
            format!("<p class=\"standfirst\" lang=\"{language}\" dir=\"auto\">{}</p>\n", escaped(it))
        };
        self.article.standfirst.as_deref().map(line).unwrap_or_default()
    }

    /// Who speaks, how often, with the way to the first time.
    fn voices(&self) -> String {
        let mut counts: HashMap<phrase::Speaker, usize> = HashMap::new();
        for it in &self.reading.attributions {
            *counts.entry(phrase::speaker(it)).or_default() += 1;
        }
        let voices: Vec<_> = self
            .entries
            .iter()
            .filter(|it| self.first[it.index])
            .filter_map(|entry| {
                let it = &self.reading.attributions[entry.index];
                let name = escaped(phrase::name(it, self.reading)?);
                let times = match counts.get(&phrase::speaker(it)) {
                    Some(count) if *count > 1 => format!(" {count}"),
                    _ => String::new(),
                };
                Some(format!("<a href=\"#{}\">{name}</a>{times}", self.note_id(entry.index)))
            })
            .collect();
        if voices.is_empty() {
            return String::new();
        }
        format!("<p class=\"voices\">{}</p>\n", voices.join(" · "))
    }

    /// The paragraphs, each with its statements beside it.
    fn rows(&self) -> String {
        let language = escaped(self.article.language.code);
        let mut notes: Vec<String> = vec![String::new(); self.paragraphs.len()];
        for entry in &self.entries {
            let paragraph = self.paragraph(&self.reading.attributions[entry.index]);
            if let Some(notes) = notes.get_mut(paragraph) {
                *notes += &self.note(entry, paragraph);
            }
        }
        let paragraphs = marked(&self.article.text, &self.paragraphs, self.marks());
        let rows = paragraphs.iter().zip(notes).map(|(paragraph, notes)| {
            let notes = if notes.is_empty() { notes } else { format!("<ol>\n{notes}</ol>\n") };
            format!(
                "<div class=\"row\">\n<p lang=\"{language}\" dir=\"auto\">{paragraph}</p>\n{notes}</div>\n"
            )
        });
        rows.collect()
    }

    /// The paragraph in which it is said.
    fn paragraph(&self, it: &Attribution) -> usize {
        let spans = [&it.cue, &it.content, &it.source];
        let start = spans.into_iter().find_map(|it| it.first()).map_or(0, |it| it.start);
        self.paragraphs.partition_point(|it| it.start <= start).saturating_sub(1)
    }

    fn marks(&self) -> Vec<Mark> {
        let mut marks = Vec::new();
        for waste in &self.reading.boilerplate {
            self.mark(&mut marks, &[*waste], "waste", None);
        }
        let heights = self.heights();
        for (index, it) in self.reading.attributions.iter().enumerate() {
            let content = format!("content{}{}", act_class(it.act), heights[index]);
            self.mark(&mut marks, &it.content, &content, Some(index));
            self.mark(&mut marks, &it.source, "source", Some(index));
            self.mark(&mut marks, &it.cue, "cue", Some(index));
        }
        self.lead(&mut marks);
        marks.into_iter().map(|it| it.0).collect()
    }

    fn mark(&self, marks: &mut Vec<(Mark, Option<usize>)>, spans: &[Span], class: &str, of: Option<usize>) {
        let title = of.map(|index| {
            let it = &self.reading.attributions[index];
            format!(
                "{}: {} {}",
                it.id,
                phrase::name(it, self.reading).unwrap_or("no source named"),
                phrase::verb(it.act)
            )
        });
        for span in piece::merged(&self.article.text, spans).into_iter().filter(|it| self.visible(*it)) {
            marks.push((Mark { span, class: class.into(), id: None, title: title.clone(), after: None }, of));
        }
    }

    /// Does any of it lie in a paragraph?
    fn visible(&self, span: Span) -> bool {
        let first = self.paragraphs.partition_point(|it| it.end <= span.start);
        self.paragraphs.get(first).is_some_and(|it| it.start < span.end)
    }

    /// Gives every attribution's first content an identifier and its first cue its number.
    fn lead(&self, marks: &mut [(Mark, Option<usize>)]) {
        let count = self.reading.attributions.len();
        // Marks come in the order content, source, cue; what is not there is stood in for by the next.
        let (mut led, mut numbered) = (vec![false; count], vec![false; count]);
        for (mark, of) in marks.iter_mut() {
            let Some(index) = *of else { continue };
            if !std::mem::replace(&mut led[index], true) {
                mark.id = Some(format!("a{}t{}", self.number, index + 1));
            }
        }
        let cues = |it: &&mut (Mark, Option<usize>)| it.0.class == "cue";
        for pass in [true, false] {
            for (mark, of) in marks.iter_mut().filter(|it| cues(it) == pass) {
                let Some(index) = *of else { continue };
                if !std::mem::replace(&mut numbered[index], true) {
                    let id = self.reading.attributions[index].id;
                    mark.after = Some(format!("<a class=\"n\" href=\"#{}\">{id}</a>", self.note_id(index)));
                }
            }
        }
    }

    /// How many levels hang below each, as a class.
    fn heights(&self) -> Vec<&'static str> {
        let mut heights = vec![0; self.reading.attributions.len()];
        for entry in self.entries.iter().rev() {
            if let Some(parent) = entry.parent {
                heights[parent] = heights[parent].max(heights[entry.index] + 1);
            }
        }
        heights.into_iter().map(|it| ["", " h1", " h2", " h3"][it.min(3)]).collect()
    }

    /// A statement beside its paragraph.
    fn note(&self, entry: &Entry, paragraph: usize) -> String {
        let it = &self.reading.attributions[entry.index];
        let above = entry.parent.map(|at| &self.reading.attributions[at]);
        let here = above.is_some_and(|it| self.paragraph(it) == paragraph);
        let deep = if here { format!(" style=\"--deep:{}\"", entry.depth.min(3)) } else { String::new() };
        let carried = match entry.parent.filter(|_| !here) {
            Some(at) => {
                let id = self.reading.attributions[at].id;
                format!(" <span class=\"carried\">in <a href=\"#{}\">{id}</a></span>", self.note_id(at))
            }
            None => String::new(),
        };
        format!(
            "<li class=\"note{}\" id=\"{}\"{deep}>\n<p>{}{}{carried}</p>\n{}{}{}</li>\n",
            act_class(it.act),
            self.note_id(entry.index),
            self.number(entry.index),
            self.sentence(it),
            self.role(entry.index),
            self.words(it),
            self.why(it)
        )
    }

    /// The number of a statement, with the way to its words if it has any.
    fn number(&self, index: usize) -> String {
        let it = &self.reading.attributions[index];
        let spans: Vec<_> = [&it.content, &it.source, &it.cue].into_iter().flatten().copied().collect();
        if !piece::merged(&self.article.text, &spans).iter().any(|it| self.visible(*it)) {
            return format!("<span class=\"no\">{}</span>", it.id);
        }
        format!("<a class=\"no\" href=\"#a{}t{}\">{}</a>", self.number, index + 1, it.id)
    }

    fn note_id(&self, index: usize) -> String {
        format!("a{}s{}", self.number, index + 1)
    }

    /// `Odile Marchetti denies Tarek Lindqvist · hedged · jeudi`.
    fn sentence(&self, it: &Attribution) -> String {
        let text = self.article.text.as_str();
        let name = match phrase::name(it, self.reading) {
            Some(name) => format!("<b>{}</b>", escaped(name)),
            None => "<span>no source named</span>".into(),
        };
        let unnamed = if phrase::unnamed(it) { " <span>(unnamed)</span>" } else { "" };
        let mut sentence = format!("{name}{unnamed} <b class=\"act\">{}</b>", phrase::verb(it.act));
        // Writing to a string cannot fail.
        if let Some(target) = &it.target {
            let _ = write!(sentence, " {}", escaped(target));
        }
        if let Some(doubt) = phrase::doubt(it, text) {
            let _ = write!(sentence, " · <span class=\"doubt\">{}</span>", escaped(&doubt));
        }
        if let Some(when) = phrase::when(it, text) {
            let _ = write!(sentence, " · {}", escaped(&when));
        }
        sentence
    }

    /// Role and affiliation, where the speaker is first met: again and again they would tire.
    fn role(&self, index: usize) -> String {
        let facts = phrase::facts(&self.reading.attributions[index], self.reading);
        if facts.is_empty() || !self.first[index] {
            return String::new();
        }
        format!("<p class=\"role\">{}</p>\n", escaped(&facts.join(", ")))
    }

    fn words(&self, it: &Attribution) -> String {
        let limit = if self.options.full { usize::MAX / 2 } else { 200 };
        let words = quoted(&self.article.text, &it.content, limit);
        if words.is_empty() {
            return String::new();
        }
        format!(
            "<p class=\"words\" lang=\"{}\">{}</p>\n",
            escaped(self.article.language.code),
            escaped(&words)
        )
    }

    fn why(&self, it: &Attribution) -> String {
        if !self.options.explain {
            return String::new();
        }
        let mut why = String::from("<details><summary>why</summary><ul>");
        for reason in &it.why {
            let words = reason.words.map_or("", |it| piece::words_of(&self.article.text, it));
            let words =
                if words.is_empty() { String::new() } else { format!("“{}” · ", escaped(words)) };
            let _ = write!(why, "<li>{}: {words}{}</li>", escaped(reason.field), escaped(&reason.how));
        }
        let _ = writeln!(why, "<li>confidence {}</li></ul></details>", rounded(it.confidence));
        why
    }
}

/// A link to the article; only to where a browser may safely go.
fn link(url: &str) -> String {
    let shown = escaped(url);
    if url.starts_with("https://") || url.starts_with("http://") {
        return format!("<a href=\"{shown}\" rel=\"noreferrer noopener nofollow\">{shown}</a>");
    }
    shown.into_owned()
}

fn act_class(act: Act) -> &'static str {
    match act {
        Act::Deny => " deny",
        Act::Accuse => " accuse",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::sample;
    use expect_test::{Expect, expect};

    /// The page without its head; every element closes, every link leads somewhere, every identifier is one.
    fn check(items: &[(Article, Reading)], options: &Options, expect: Expect) {
        let page = html(items, options);
        sound(&page);
        let body = page.split_once("<main>\n").and_then(|it| it.1.split_once("</main>")).expect("a body").0;
        expect.assert_eq(body);
    }

    fn sound(page: &str) {
        let body = page.split_once("<body>").expect("a body").1;
        let (mut open, mut ids, mut links) = (vec!["html"], Vec::new(), Vec::new());
        for tag in body.split('<').skip(1).map(|it| it.split('>').next().unwrap_or("")) {
            let name = tag.split(' ').next().unwrap_or("");
            match name.strip_prefix('/') {
                Some("body") => break,
                Some(name) => assert_eq!(open.pop(), Some(name), "{page}"),
                None => open.push(name),
            }
            let value = |key: &str| Some(tag.split_once(key)?.1.split('"').next().unwrap_or(""));
            ids.extend(value(" id=\""));
            links.extend(value(" href=\"#"));
            assert!(["script", "img", "iframe", "link", "b>"].iter().all(|it| *it != name), "{tag}");
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "identifiers are unique: {page}");
        for link in links {
            assert!(ids.contains(&link), "nothing at #{link}: {page}");
        }
    }

    #[test]
    fn the_text_stands_marked_with_its_statements_beside_it() {
        check(
            &[sample::dam()],
            &Options { explain: true, ..Options::default() },
            expect![[r##"
                <article id="a1">
                <header>
                <h2 lang="fr">« La digue tiendra », assure la préfète</h2>
                <p class="about">digue-1 · Le Courrier de Vallebrune · French · 2026-03-13 · 6 statements · <a href="https://courrier-vallebrune.example/digue?page=1&amp;vue=2" rel="noreferrer noopener nofollow">https://courrier-vallebrune.example/digue?page=1&amp;vue=2</a></p>
                <p class="voices"><a href="#a1s1">Odile Marchetti</a> 2 · <a href="#a1s2">Tarek Lindqvist</a> · <a href="#a1s4">la région</a> · <a href="#a1s5">pêcheurs du port</a> · <a href="#a1s6">Carrelet</a></p>
                </header>
                <div class="row">
                <p lang="fr" dir="auto"><span class="source" title="1: Odile Marchetti denies">La préfète de Vallebrune, Odile Marchetti</span>, <span class="cue" title="1: Odile Marchetti denies">a démenti</span><a class="n" href="#a1s1">1</a> jeudi <span class="content deny h1" id="a1t1" title="1: Odile Marchetti denies">les <span class="cue" title="2: Tarek Lindqvist accuses">accusations</span><a class="n" href="#a1s2">2</a> du <span class="source" title="2: Tarek Lindqvist accuses">maire Tarek Lindqvist</span> sur <span class="content accuse" id="a1t2" title="2: Tarek Lindqvist accuses">l&#39;état de la digue</span></span>. « <span class="content h1" id="a1t3" title="3: Odile Marchetti promises">La digue tiendra</span> », <span class="cue" title="3: Odile Marchetti promises">a-t-<span class="source" title="3: Odile Marchetti promises">elle</span> déclaré</span><a class="n" href="#a1s3">3</a>, « <span class="content h1" title="3: Odile Marchetti promises">et <span class="content" id="a1t4" title="4: la région urges">les travaux commenceront en mai, avant les grandes marées</span>, comme <span class="source" title="4: la région urges">la région</span> <span class="cue" title="4: la région urges">l&#39;avait demandé</span><a class="n" href="#a1s4">4</a> aux entreprises retenues l&#39;an dernier</span>. »</p>
                <ol>
                <li class="note deny" id="a1s1">
                <p><a class="no" href="#a1t1">1</a><b>Odile Marchetti</b> <b class="act">denies</b> Tarek Lindqvist · jeudi (2026-03-12)</p>
                <p class="role">préfète de Vallebrune</p>
                <p class="words" lang="fr">les accusations du maire Tarek Lindqvist sur l&#39;état de la digue</p>
                <details><summary>why</summary><ul><li>act: “a démenti” · a verb of denial</li><li>speaker: the subject of the cue</li><li>confidence 0.93</li></ul></details>
                </li>
                <li class="note accuse" id="a1s2" style="--deep:1">
                <p><a class="no" href="#a1t2">2</a><b>Tarek Lindqvist</b> <b class="act">accuses</b></p>
                <p class="role">maire</p>
                <p class="words" lang="fr">l&#39;état de la digue</p>
                <details><summary>why</summary><ul><li>confidence 0.9</li></ul></details>
                </li>
                <li class="note" id="a1s3">
                <p><a class="no" href="#a1t3">3</a><b>Odile Marchetti</b> <b class="act">promises</b></p>
                <p class="words" lang="fr">« La digue tiendra » […] « et les travaux commenceront en mai, avant les grandes marées, comme la région l&#39;avait demandé aux entreprises retenues l&#39;an dernier. »</p>
                <details><summary>why</summary><ul><li>confidence 0.9</li></ul></details>
                </li>
                <li class="note" id="a1s4" style="--deep:1">
                <p><a class="no" href="#a1t4">4</a><b>la région</b> <b class="act">urges</b></p>
                <p class="words" lang="fr">les travaux commenceront en mai, avant les grandes marées</p>
                <details><summary>why</summary><ul><li>confidence 0.9</li></ul></details>
                </li>
                </ol>
                </div>
                <div class="row">
                <p lang="fr" dir="auto"><span class="cue" title="5: pêcheurs du port says">Selon</span><a class="n" href="#a1s5">5</a> <span class="source" title="5: pêcheurs du port says">des pêcheurs du port</span>, <span class="content" id="a1t5" title="5: pêcheurs du port says">la digue serait fissurée depuis l&#39;hiver</span>. <span class="source" id="a1t6" title="6: Carrelet no comment">L&#39;entreprise Carrelet</span> <span class="cue" title="6: Carrelet no comment">n&#39;a pas souhaité répondre</span><a class="n" href="#a1s6">6</a>.</p>
                <ol>
                <li class="note" id="a1s5">
                <p><a class="no" href="#a1t5">5</a><b>pêcheurs du port</b> <span>(unnamed)</span> <b class="act">says</b> · <span class="doubt">hedged (serait)</span></p>
                <p class="words" lang="fr">la digue serait fissurée depuis l&#39;hiver</p>
                <details><summary>why</summary><ul><li>certainty: “serait” · a conditional of hearsay</li><li>confidence 0.81</li></ul></details>
                </li>
                <li class="note" id="a1s6">
                <p><a class="no" href="#a1t6">6</a><b>Carrelet</b> <b class="act">no comment</b></p>
                <details><summary>why</summary><ul><li>confidence 0.9</li></ul></details>
                </li>
                </ol>
                </div>
                <div class="row">
                <p lang="fr" dir="auto"><span class="waste">Abonnez-vous à la lettre du Courrier de Vallebrune !</span></p>
                </div>
                </article>
            "##]],
        );
    }

    #[test]
    fn nothing_of_an_article_runs() {
        let text = "Zoé dit : <script>alert(1)</script> ]]> &amp; \"'{style}\n\n<b>Fin</b> {articles}";
        let payload = "</title><script>alert(2)</script>{articles}\" onmouseover=\"x";
        let odd = Attribution {
            speaker: Some(payload.into()),
            role: Some(payload.into()),
            target: Some(payload.into()),
            when_value: Some(payload.into()),
            ..sample::said(text, 1, "Zoé", "dit", "<script>alert(1)</script> ]]> &amp; \"'{style}")
        };
        let article = Article {
            id: payload.into(),
            title: Some(payload.into()),
            outlet: Some(payload.into()),
            url: Some("javascript:alert(3)".into()),
            ..sample::article(text)
        };
        let items = [(article, sample::reading(vec![odd])), sample::dam()];
        let page = html(&items, &Options { explain: true, ..Options::default() });
        sound(&page);
        assert_eq!(page.matches("<style>").count(), 1);
        assert_eq!(page.matches("<main>").count(), 1);
        assert_eq!(page.matches("<article").count(), 2);
        assert!(!page.contains("href=\"javascript"), "{page}");
        check(
            &items[..1],
            &Options::default(),
            expect![[r##"
                <article id="a1">
                <header>
                <h2 lang="fr">&lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x</h2>
                <p class="about">&lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x · &lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x · French · no date · 1 statement · javascript:alert(3)</p>
                <p class="voices"><a href="#a1s1">&lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x</a></p>
                </header>
                <div class="row">
                <p lang="fr" dir="auto"><span class="source" title="1: &lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x says">Zoé</span> <span class="cue" title="1: &lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x says">dit</span><a class="n" href="#a1s1">1</a> : <span class="content" id="a1t1" title="1: &lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x says">&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp;amp; &quot;&#39;{style}</span></p>
                <ol>
                <li class="note" id="a1s1">
                <p><a class="no" href="#a1t1">1</a><b>&lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x</b> <b class="act">says</b> &lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x · &lt;/title&gt;&lt;script&gt;alert(2)&lt;/script&gt;{articles}&quot; onmouseover=&quot;x</p>
                <p class="words" lang="fr">&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; &amp;amp; &quot;&#39;{style}</p>
                </li>
                </ol>
                </div>
                <div class="row">
                <p lang="fr" dir="auto">&lt;b&gt;Fin&lt;/b&gt; {articles}</p>
                </div>
                </article>
            "##]],
        );
    }

    #[test]
    fn several_articles_have_a_list_of_contents() {
        let page = html(&[sample::dam(), sample::broken()], &Options::default());
        sound(&page);
        let head = page.split_once("<ol class=\"contents\">\n").expect("a list").1;
        expect![[r##"
            <li><a href="#a1">« La digue tiendra », assure la préfète</a><span>Le Courrier de Vallebrune · French · 2026-03-13 · 6 statements</span></li>
            <li><a href="#a2">digue-1</a><span>French · no date · 4 statements</span></li>
        "##]].assert_eq(head.split_once("</ol>").expect("its end").0);
    }

    #[test]
    fn broken_readings_are_shown_all_the_same() {
        check(
            &[sample::broken()],
            &Options::default(),
            expect![[r##"
                <article id="a1">
                <header>
                <h2 lang="fr">digue-1</h2>
                <p class="about">French · no date · 4 statements</p>
                <p class="voices"><a href="#a1s3">Zoé</a> 3 · <a href="#a1s2">Zoé</a></p>
                </header>
                <div class="row">
                <p lang="fr" dir="auto"><span class="content h1" id="a1t2" title="2: Zoé says"><span class="content" id="a1t1" title="1: Zoé says"><span class="waste">Ö</span>l </span><span class="content" title="1: Zoé says">🛢️ fuit<span class="content" id="a1t3" title="3: Zoé says"><span class="cue" title="3: Zoé says">, <span class="cue" title="1: Zoé says"><span class="cue" title="2: Zoé says">dit</span></span><a class="n" href="#a1s1">1</a><a class="n" href="#a1s2">2</a> </span><a class="n" href="#a1s3">3</a><span class="source" title="1: Zoé says"><span class="source" title="2: Zoé says"><span class="source" title="3: Zoé says">Zoé</span></span></span>.</span></span></span></p>
                <ol>
                <li class="note" id="a1s3">
                <p><a class="no" href="#a1t3">3</a><b>Zoé</b> <b class="act">says</b></p>
                <p class="words" lang="fr">, dit Zoé. Non 😀 ! &lt;b&gt;</p>
                </li>
                <li class="note" id="a1s4">
                <p><span class="no">1</span><b>Zoé</b> <b class="act">says</b></p>
                </li>
                <li class="note" id="a1s2" style="--deep:1">
                <p><a class="no" href="#a1t2">2</a><b>Zoé</b> <b class="act">says</b></p>
                <p class="words" lang="fr">Öl 🛢️ fuit, di […] fuit, dit Zoé. Non </p>
                </li>
                <li class="note" id="a1s1" style="--deep:2">
                <p><a class="no" href="#a1t1">1</a><b>Zoé</b> <b class="act">says</b></p>
                <p class="words" lang="fr">Öl  […] 🛢️ fuit, dit Zoé. Non 😀 ! &lt;b&gt;Fin&lt;/b&gt;</p>
                </li>
                </ol>
                </div>
                <div class="row">
                <p lang="fr" dir="auto"><span class="content" title="1: Zoé says"><span class="content" title="3: Zoé says"><span class="content h1" title="2: Zoé says">N<span class="waste">on </span></span><span class="waste">😀 !</span></span></span></p>
                </div>
                <div class="row">
                <p lang="fr" dir="auto"><span class="content" title="1: Zoé says"><span class="waste"><span class="content" title="3: Zoé says">&lt;b&gt;</span>Fin&lt;/b&gt;</span></span></p>
                </div>
                </article>
            "##]],
        );
        sound(&html(&[], &Options::default()));
    }
}
