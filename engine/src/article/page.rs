//! An HTML page → [`Article`]: main text, title, outlet, address, day.
//!
//! With [`metadata`](super::metadata) the only module that knows what a page looks like. Its words are cut into blocks,
//! and a learned judge says of each how likely it is part of the article; nothing
//! about a site, a language or a template is written down.

use super::{Article, Given, Part, clock::Clock, metadata, page_day};
use crate::{Error, Language, Span};

mod blocks;
mod elements;
mod features;
mod forest;
pub(super) mod marks;
mod parts;
pub(super) mod scan;
pub(super) mod tree;

use blocks::Block;
use tree::Tree;
pub use tree::unescape;

/// A block that is as likely as this is part of the article.
// F1 0.930 on pages of sites that the weights had not seen, the same from 0.40 to 0.55 (lab/pages.py).
const LIKELY: f32 = 0.45;
/// Where hardly anything is, this will do.
const THINKABLE: f32 = 0.22;
/// An article has more letters than this, as a rule.
const SHORT: usize = 150;

/// The article that stands on the page.
pub fn article(html: &str, given: &Given) -> Result<Article, Error> {
    if html.trim().is_empty() {
        return Err(Error::Empty);
    }
    let clock = Clock::start(given.patience);
    let tree = Tree::parse(html)?;
    clock.check()?;
    let told = metadata::read(&tree);
    clock.check()?;
    let Body { text, parts, .. } = body(&tree, &told, &clock)?.ok_or(Error::NoArticle)?;
    // What a page says of its language is true of its frame rather than of its article.
    let language = given
        .language
        .map_or_else(|| Language::detect(&text).or_else(|error| told.language.ok_or(error)), Ok)?;
    let published = given.published.or(told.published);
    let url = told.url.or_else(|| given.url.clone());
    let published = published.or_else(|| page_day::find(&tree, url.as_deref()));
    clock.check()?;
    Ok(Article {
        outlet: given.outlet.clone().or(told.outlet),
        title: told.title,
        standfirst: told.standfirst,
        byline: told.byline,
        url,
        published,
        parts,
        ..Article::new(given.id.clone(), text, language)
    })
}

/// The words of the page's article, in whatever language, with an empty line between paragraphs.
pub fn main_text(html: &str) -> Result<String, Error> {
    let tree = Tree::parse(html)?;
    let told = metadata::read(&tree);
    Ok(body(&tree, &told, &Clock::default())?.ok_or(Error::NoArticle)?.text)
}

/// The words of a piece of a page, such as a feed carries: those of its article, else all.
pub fn piece(html: &str) -> Result<String, Error> {
    let tree = Tree::parse(html)?;
    let found = body(&tree, &metadata::Metadata::default(), &Clock::default())?;
    let all =
        || blocks::cut(&tree).iter().map(|it| blocks::words(&tree, it)).collect::<Vec<_>>().join("\n\n");
    Some(found.map_or_else(all, |it| it.text)).filter(|it| !it.trim().is_empty()).ok_or(Error::Empty)
}

/// All words of a piece of a page, with no regard to what they are.
pub fn all_words(html: &str) -> String {
    Tree::parse(html).map_or_else(|_| String::new(), |it| it.text(0))
}

/// What the judge sees of each block of the page, and the block's words: for training it.
pub fn judged_blocks(html: &str) -> Result<Vec<(Vec<f32>, String)>, Error> {
    let tree = Tree::parse(html)?;
    let (rows, texts) = features::of(&tree, &blocks::cut(&tree), &Clock::default())?;
    Ok(rows.into_iter().map(Vec::from).zip(texts).collect())
}

fn body(tree: &Tree, told: &metadata::Metadata, clock: &Clock) -> Result<Option<Body>, Error> {
    let all = blocks::cut(tree);
    let (rows, texts) = features::of(tree, &all, clock)?;
    let chances = forest::likely(&rows);
    let choose = |least: f32| Body::of(tree, &all, &texts, |at| chances[at] >= least, told);
    let is_short = |it: &Body| it.chars < SHORT;
    let found = Some(choose(LIKELY)).filter(|it| !is_short(it)).unwrap_or_else(|| choose(THINKABLE));
    // Some pages hold their words for programs only.
    let written = told.body.as_ref().filter(|it| is_short(&found) && it.len() > 2 * found.text.len());
    if let Some(written) = written {
        return Ok(Some(Body { text: written.clone(), ..Body::default() }));
    }
    // A page without any frame is all article.
    let framed = |at: usize| tree.above(all[at].first).any(|it| FRAME.contains(&tree.nodes[it].name()));
    let whole = || Body::of(tree, &all, &texts, |at| !framed(at), told);
    let good = found.is_article();
    if good && !is_short(&found) {
        return Ok(Some(found));
    }
    // So is one that holds no more words than a short article anyway.
    let whole = Some(whole()).filter(Body::is_article);
    let found = Some(found).filter(|_| good);
    Ok(match whole {
        Some(whole) if found.is_none() || whole.chars < 2 * SHORT => Some(whole),
        _ => found,
    })
}

/// What stands around articles.
const FRAME: &[&str] = &["nav", "footer", "aside", "form", "button", "figcaption", "menu", "dialog"];

/// Paragraphs, what they are marked up as, and how much of them stands in links.
#[derive(Default)]
struct Body {
    text: String,
    parts: Vec<Part>,
    chars: usize,
    linked: usize,
}

impl Body {
    fn of(
        tree: &Tree,
        blocks: &[Block],
        texts: &[String],
        is_kept: impl Fn(usize) -> bool,
        told: &metadata::Metadata,
    ) -> Body {
        let is_heading = |at: usize| {
            matches!(tree.nodes[blocks[at].container].name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        };
        let is_title = |at: usize| told.title.as_deref() == Some(texts[at].as_str());
        let mut kept: Vec<usize> = (0..blocks.len()).filter(|at| is_kept(*at) && !is_title(*at)).collect();
        // A heading at the end heads nothing, and the first is the page's.
        while kept.last().is_some_and(|at| is_heading(*at)) {
            kept.pop();
        }
        if kept.first().is_some_and(|at| tree.nodes[blocks[*at].container].name() == "h1") {
            kept.remove(0);
        }
        let sum = |count: fn(&Block) -> u32| kept.iter().map(|at| count(&blocks[*at]) as usize).sum();
        let (chars, linked) = (sum(|it| it.chars), sum(|it| it.linked));
        let (mut text, mut parts, mut last) = (String::new(), Vec::<Part>::new(), None);
        for at in kept {
            text.push_str(if text.is_empty() { "" } else { "\n\n" });
            let span = Span::new(text.len(), text.len() + texts[at].len());
            text.push_str(&texts[at]);
            let found = parts::of(tree, &blocks[at]);
            match found {
                // Paragraphs of one quotation are one.
                Some(_) if found == last => {
                    parts.iter_mut().last().into_iter().for_each(|it| it.span.end = span.end)
                }
                Some((kind, _)) => parts.push(Part { span, kind }),
                None => {}
            }
            last = found;
        }
        Body { text, parts, chars, linked }
    }

    /// A sentence's worth of words together, and most words not links.
    fn is_article(&self) -> bool {
        let longest = self.text.split("\n\n").map(|it| it.split_whitespace().count()).max();
        longest.unwrap_or(0) >= 6 && self.linked * 2 < self.chars
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(html: &str, expect: Expect) {
        let given = Given { id: "page".into(), ..Given::default() };
        let shown = match article(html, &given) {
            Ok(it) => format!(
                "{} | {} | {} | {} | {}\n{}\n",
                it.language.code,
                it.title.unwrap_or_default(),
                it.outlet.unwrap_or_default(),
                it.url.unwrap_or_default(),
                it.published.map_or(String::new(), |it| it.to_string()),
                it.text
            ),
            Err(error) => format!("{error}\n"),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn a_page_tells_its_text_title_outlet_address_and_day() {
        check(
            r#"<!doctype html><html lang="fr"><head><title>La digue tiendra - Le Fanal</title>
            <meta property="og:site_name" content="Le Fanal">
            <link rel="canonical" href="https://fanal.example/digue">
            <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle",
              "headline": "La digue tiendra", "datePublished": "2026-03-05T07:30:00+01:00"}]}</script>
            </head><body><nav><a href="/">Accueil</a> <a href="/sport">Sport</a></nav>
            <article><h1>La digue tiendra</h1>
            <p>La digue de Port-Renard tiendra, a assuré mardi la préfète <b>Odile Marchetti</b>,
               venue sur place avec les pompiers et les élus de la commune.</p>
            <p>«&nbsp;Nous avons mesuré chaque mètre&nbsp;», a-t-elle dit.<br>Le maire, lui, en doute,
               et il l'a écrit dans une lettre ouverte aux habitants.</p></article>
            <footer>Mentions légales</footer></body></html>"#,
            expect![[r#"
                fr | La digue tiendra | Le Fanal | https://fanal.example/digue | 2026-03-05
                La digue de Port-Renard tiendra, a assuré mardi la préfète Odile Marchetti, venue sur place avec les pompiers et les élus de la commune.

                « Nous avons mesuré chaque mètre », a-t-elle dit.
                Le maire, lui, en doute, et il l'a écrit dans une lettre ouverte aux habitants.
            "#]],
        );
    }

    #[test]
    fn quotations_lists_and_posts_from_elsewhere_are_kept_as_such() {
        let html = "<article><h1>La digue</h1><p>La digue de Port-Renard tiendra, a assuré mardi la préfète Odile Marchetti, \
            venue sur place avec les pompiers et les élus de la commune.</p>\
            <blockquote><p>Nous avons mesuré chaque mètre de la digue avant l'hiver.</p><p>Elle tiendra, quoi qu'en dise le maire.</p></blockquote>\
            <h2>Ce qui reste à faire avant l'hiver</h2><p>Le chantier, commencé à l'été, doit encore durer trois mois au moins, selon la préfecture :</p>\
            <ul><li>les vannes seront changées avant la fin du mois de novembre ;</li><li>le mur sera relevé d'un mètre sur toute sa longueur.</li></ul>\
            <blockquote class='twitter-tweet'><p>La digue est fissurée depuis trois ans, et la préfecture le sait très bien.</p></blockquote>\
            <p>Le maire, lui, en doute encore, et il l'a écrit dans une lettre ouverte aux habitants de la commune.</p></article>";
        let article = article(html, &Given::default()).expect("an article");
        let drawn = |it: &Part| {
            format!("{:7} {}\n", it.kind.name(), &article.text[it.span.start..it.span.end].replace('\n', "|"))
        };
        expect![[r#"
            quote   Nous avons mesuré chaque mètre de la digue avant l'hiver.||Elle tiendra, quoi qu'en dise le maire.
            heading Ce qui reste à faire avant l'hiver
            item    les vannes seront changées avant la fin du mois de novembre ;
            item    le mur sera relevé d'un mètre sur toute sa longueur.
            embed   La digue est fissurée depuis trois ans, et la préfecture le sait très bien.
        "#]].assert_eq(&article.parts.iter().map(drawn).collect::<String>());
    }

    #[test]
    fn a_page_of_links_holds_no_article() {
        check(
            "<html><body><ul><li><a href=/a>Politique</a><li><a href=/b>Le maire a dit oui à tout le monde hier soir</a></ul>",
            expect![[r#"
                no article found in it, only navigation
            "#]],
        );
    }

    #[test]
    fn a_short_piece_of_html_is_an_article_too() {
        check(
            "<p>The mayor said the bridge was safe.</p><p>Nobody believed her.</p>",
            expect![[r#"
                en |  |  |  | 
                The mayor said the bridge was safe.

                Nobody believed her.
            "#]],
        );
    }

    #[test]
    fn a_page_built_to_exhaust_is_refused() {
        let refused = |html: String| {
            let given = Given::default();
            article(&html, &given).expect_err("it should be refused")
        };
        let said = |it| Error::Page(it);
        assert_eq!(refused("<div>".repeat(100_000)), said("the page's elements are nested beyond reason"));
        assert_eq!(
            refused("<table><tr><td>".repeat(50_000)),
            said("the page's elements are nested beyond reason")
        );
        let wide: String = (0..100_000).map(|it| format!(" a{it}")).collect();
        assert_eq!(refused(format!("<p{wide}>a")), Error::NoArticle);
    }

    #[test]
    fn a_page_that_takes_too_long_is_refused() {
        let impatient = Given { patience: Some(std::time::Duration::ZERO), ..Given::default() };
        let html = "<p>The mayor said the bridge was safe.</p>";
        assert_eq!(
            article(html, &impatient).expect_err("no time"),
            Error::TooSlow(std::time::Duration::ZERO)
        );
    }

    #[test]
    fn a_page_built_to_be_slow_is_read_in_its_time() {
        let day = |it: usize| format!("<p>{}-{}-{}", 1990 + it % 100, 1 + it % 12, 1 + it % 28);
        let days: String = (0..20_000).map(day).collect();
        let pages = [
            format!("{}{}", "<div>".repeat(240), "<p>a b c".repeat(100_000)),
            format!("<title>{}</title>{}", "abcdefgh ".repeat(200_000), "<p>abcdefghi".repeat(100_000)),
            format!("<h1>The flood</h1>{}{days}", "<div class='comment nav x'>".repeat(200)),
        ];
        for html in pages {
            let patient = std::time::Duration::from_secs(60);
            let given = Given { patience: Some(patient), language: Language::get("en"), ..Given::default() };
            assert!(!matches!(article(&html, &given), Err(Error::TooSlow(_))));
        }
    }

    #[test]
    fn a_page_cut_anywhere_is_read_or_refused() {
        let html = "<!doctype html><html lang=fr><head><title>Crue</title><script>if (a < b) {}</script></head><body \
            class='a b'><!-- x --><table><tr><td><p>L&eacute;on a dit <b>oui<p>non</b> &amp; &#233; &bogus;<li>é<a href=\"x>y\">z</a>\
            <time datetime=2026-03-05>5 mars 2026</time><![CDATA[ x ]]></td></table></body></html>";
        for (at, _) in html.char_indices() {
            let given = Given { language: Language::get("fr"), ..Given::default() };
            let _ = article(&html[..at], &given);
            let _ = article(&html[at..], &given);
            let _ = article(&html[..at].repeat(3), &given);
        }
    }
}
