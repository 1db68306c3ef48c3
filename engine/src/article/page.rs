//! An HTML page → [`Article`]: main text, title, outlet, address, day.
//!
//! The only module that knows what a page looks like. Which part of it is the
//! article is [`dom_smoothie`]'s guess; how its words become paragraphs is ours,
//! so that no two paragraphs run into one another.

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability};

use super::{Article, Given, dom, metadata};
use crate::{Error, Language};

/// The article that stands on the page.
pub fn article(html: &str, given: &Given) -> Result<Article, Error> {
    if html.trim().is_empty() {
        return Err(Error::Empty);
    }
    let document = dom::parse(html)?;
    let told = metadata::read(&document);
    let whole = Body::read(&document.root());
    let main = main_part(document).filter(Body::is_article);
    let body = main.or(Some(whole).filter(Body::is_article)).ok_or(Error::NoArticle)?;
    // What a page says of its language is true of its frame rather than of its article.
    let language = given
        .language
        .map_or_else(|| Language::detect(&body.text).or_else(|error| told.language.ok_or(error)), Ok)?;
    Ok(Article {
        id: given.id.clone(),
        text: body.text,
        language,
        outlet: given.outlet.clone().or(told.outlet),
        title: told.title,
        url: told.url,
        published: given.published.or(told.published),
        boilerplate: Vec::new(),
    })
}

/// The part of the page that looks like an article.
fn main_part(document: Document) -> Option<Body> {
    let config = Config { disable_json_ld: true, ..Config::default() };
    let mut page = Readability::with_document(document, None, Some(config)).ok()?;
    let content = page.parse().ok()?.content;
    let tree = dom::parse(&content).ok()?;
    Some(Body::read(&tree.root()))
}

/// Text with paragraphs, and how much of it stands in links.
#[derive(Default)]
struct Body {
    text: String,
    linked: usize,
    gap: Gap,
}

/// What stands between the last word and the next.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Space,
    Line,
    Paragraph,
}

impl Body {
    fn read(root: &NodeRef) -> Body {
        let mut body = Body::default();
        let mut open = vec![Step::Enter(*root, false)];
        while let Some(step) = open.pop() {
            match step {
                Step::Leave => body.leave(Gap::Paragraph),
                Step::Enter(node, _) if node.is_text() => {
                    body.push(&node.text(), matches!(step, Step::Enter(_, true)));
                }
                Step::Enter(node, in_link) => body.enter(&node, in_link, &mut open),
            }
        }
        body
    }

    fn enter<'d>(&mut self, node: &NodeRef<'d>, in_link: bool, open: &mut Vec<Step<'d>>) {
        let name = node.node_name().unwrap_or_default();
        if SILENT.contains(&&*name) {
            return;
        }
        if &*name == "br" {
            let next = if self.gap == Gap::Line { Gap::Paragraph } else { Gap::Line };
            self.leave(next);
        }
        if node.is_element() && !INLINE.contains(&&*name) {
            self.leave(Gap::Paragraph);
            open.push(Step::Leave);
        }
        let in_link = in_link || &*name == "a";
        open.extend(node.children_it(true).map(|it| Step::Enter(it, in_link)));
    }

    /// Adds words; only the white space that a browser shows is kept.
    fn push(&mut self, words: &str, in_link: bool) {
        let start = self.text.len();
        for c in words.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0C') {
                self.leave(Gap::Space);
                continue;
            }
            if !self.text.is_empty() {
                self.text.push_str(["", " ", "\n", "\n\n"][self.gap as usize]);
            }
            self.gap = Gap::Nothing;
            self.text.push(c);
        }
        self.linked += if in_link { self.text.len() - start } else { 0 };
    }

    fn leave(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// A sentence's worth of words together, and most words not links.
    fn is_article(&self) -> bool {
        let longest = self.text.split("\n\n").map(|it| it.split_whitespace().count()).max();
        longest.unwrap_or(0) >= 6 && self.linked * 2 < self.text.len()
    }
}

enum Step<'d> {
    /// With whether it stands in a link.
    Enter(NodeRef<'d>, bool),
    Leave,
}

/// Elements whose words are no part of a text.
const SILENT: &[&str] = &[
    "head",
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "footer",
    "aside",
    "form",
    "button",
    "select",
    "textarea",
    "iframe",
    "object",
    "svg",
    "math",
    "audio",
    "video",
    "canvas",
    "figure",
    "figcaption",
    "dialog",
    "menu",
    "rp",
    "rt",
];

/// Elements that do not break the line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

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
        let bold: String = (0..200).map(|it| format!("<b id={it}>")).collect();
        // A paragraph that ends with its bold words unclosed hands them on to the next.
        let handed_on = format!("<p>{bold}{}", "<p>a".repeat(100_000));
        assert_eq!(refused(handed_on), said("the page has too many elements"));
        let wide: String = (0..100_000).map(|it| format!(" a{it}")).collect();
        assert_eq!(refused(format!("<p{wide}>a")), said("a tag of the page has too many attributes"));
    }
}
