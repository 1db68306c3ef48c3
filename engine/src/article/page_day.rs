//! A page → the day it shows its readers: `time` elements, its address, its words.
//!
//! What a page says for programs goes before this (see [`metadata`](super::metadata)).
//! A page shows many days: today's, those of comments and of other articles. Each is
//! weighed by what marks it and by how near it stands to the headline; days that
//! several means agree on weigh more.

use jiff::civil::Date;

use super::page::tree::Tree;

mod address;
mod places;
mod scripts;
mod words;

use places::Page;
use scripts::Named;

/// The day, as far as the page shows one.
pub fn find(tree: &Tree, url: Option<&str>) -> Option<Date> {
    let page = Page::new(tree);
    let mut found = Found::default();
    page.times(&mut found);
    page.marked(&mut found);
    page.lines(&mut found);
    page.attributes(&mut found);
    for (day, named, later) in scripts::days(tree) {
        let means = match named {
            Named::Published => Sign::ScriptPublished,
            Named::Created => Sign::ScriptCreated,
            Named::Otherwise => Sign::Script,
        };
        found.add(means, day, &[(Sign::Later, later)]);
    }
    let own = page.canonical().filter(|it| address::of_page(it).is_some());
    let url = own.as_deref().or(url);
    if let Some(day) = url.and_then(address::of_page) {
        found.add(Sign::Address, day, &[]);
    }
    page.pictures(&mut found);
    found.best(url.and_then(address::month_of))
}

/// What is seen of a day: first the means by which it was found, then what speaks for and against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    /// A `time` element, or one that is marked up as the day of publication.
    Time,
    TimePublished,
    /// An element whose class or id speaks of dates.
    Marked,
    /// A short run of words, and the beginning of a long one.
    Line,
    LinePart,
    /// A field of a script's record.
    ScriptPublished,
    ScriptCreated,
    Script,
    /// An attribute of the site's own that speaks of publication.
    Attribute,
    /// The page's address, or a picture's.
    Address,
    Picture,
    /// Before the headline; how far before it and behind it.
    Before,
    FarBefore,
    FarBehind,
    NoHeadline,
    /// In comments; in menus, footers or beside; in what is quoted; in a paragraph.
    Comment,
    Beside,
    Quoted,
    InProse,
    /// Class or markup speak of changes, or of publication.
    Changed,
    Published,
    /// So do the words before it.
    ToldChanged,
    ToldPublished,
    /// How many other days the scripts told before.
    Later,
    /// Not of the month in the page's address.
    Elsewhen,
}

/// What each sign weighs; more speaks against the day.
// Fitted on trafilatura's pages by a conditional logit held close to weights set by hand; as many
// days are right on sites left out, 85 % (lab/runs/2026-11-22-pages).
fn weight(sign: Sign) -> f32 {
    match sign {
        Sign::Time => 0.2,
        Sign::TimePublished => -0.1,
        Sign::Marked => 1.5,
        Sign::Line => 2.4,
        Sign::LinePart => 3.6,
        Sign::ScriptPublished => 0.8,
        Sign::ScriptCreated => 2.4,
        Sign::Script => 6.1,
        Sign::Attribute => 4.7,
        Sign::Address => 1.6,
        Sign::Picture => 4.7,
        Sign::Before => 0.9,
        Sign::FarBefore => 3.0,
        Sign::FarBehind => 2.1,
        Sign::NoHeadline => 1.0,
        Sign::Comment => 2.7,
        Sign::Beside => 1.2,
        Sign::Quoted => 2.5,
        Sign::InProse => 0.6,
        Sign::Changed => 1.6,
        Sign::Published => -0.9,
        Sign::ToldChanged => 0.5,
        Sign::ToldPublished => -1.1,
        Sign::Later => 1.2,
        Sign::Elsewhen => 2.4,
    }
}

/// No page that is read by people shows more days.
const MOST: usize = 2000;

/// The days that were found, each by its means and with what speaks against it.
#[derive(Default)]
struct Found(Vec<(Sign, Date, f32)>);

impl Found {
    /// Of a day that the same means gives twice, the better place counts.
    fn add(&mut self, means: Sign, day: Date, signs: &[(Sign, f32)]) {
        let against = |it: &(Sign, f32)| weight(it.0) * it.1;
        let cost = weight(means) + signs.iter().map(against).sum::<f32>();
        let is_full = self.0.len() >= MOST;
        match self.0.iter_mut().find(|it| it.0 == means && it.1 == day) {
            Some(known) => known.2 = known.2.min(cost),
            None if is_full => {}
            None => self.0.push((means, day, cost)),
        }
    }

    /// The day that most speaks for, and least against.
    fn best(&self, month: Option<(i16, i8)>) -> Option<Date> {
        let speaks = |day: Date| {
            let own = self.0.iter().filter(|it| it.1 == day).map(|it| (-it.2).exp());
            let agrees = month.is_none_or(|it| it == (day.year(), day.month()));
            own.sum::<f32>() * if agrees { 1.0 } else { (-weight(Sign::Elsewhen)).exp() }
        };
        let mut days: Vec<(f32, Date)> = self.0.iter().map(|it| (speaks(it.1), it.1)).collect();
        days.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        days.first().map(|it| it.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, url: &str, day: &str) {
        let tree = Tree::parse(html).expect("a page");
        assert_eq!(find(&tree, Some(url)).map_or(String::new(), |it| it.to_string()), day, "{html}");
    }

    #[test]
    fn a_day_is_found_where_readers_see_it() {
        check("<h1>La crue</h1><time datetime='2026-03-05T07:00'>jeudi</time>", "", "2026-03-05");
        check("<p>La crue", "https://fanal.example/2026/03/05/crue.html", "2026-03-05");
        check(
            "<p>9 mars 2026<h1>La crue</h1><p class=date>Publié le jeudi 5 mars 2026 à 7h",
            "",
            "2026-03-05",
        );
        check("<h1>The flood</h1><div>By Ann Orme | March 5th, 2026", "", "2026-03-05");
        check("<h1>La crue</h1><span>05/03/2026 - 07:12</span>", "", "2026-03-05");
        check("<html lang=en-US><h1>The flood</h1><span>03/05/2026</span>", "", "2026-03-05");
    }

    #[test]
    fn of_several_days_the_one_at_the_headline_counts() {
        check(
            "<div class=date>9 mars 2026</div><ul><li>Une<li>Deux</ul><article><time>5 mars 2026</time><h1>La crue</h1>\
             <blockquote><time datetime=2026-03-01>1 mars</time></blockquote><p>Texte</article>\
             <div class=comments><time datetime=2026-03-08>8 mars</time></div>",
            "",
            "2026-03-05",
        );
        check(
            "<article><h1>La crue</h1><footer><time datetime='05.03.2026'>05.03.2026</time></footer></article>",
            "",
            "2026-03-05",
        );
    }

    #[test]
    fn a_script_tells_what_it_calls_the_day_of_publication() {
        check(
            "<h1>La crue</h1><script>page = {'updated': '2026-04-01', 'publish_date': '2026-03-05T07:00'}</script>",
            "",
            "2026-03-05",
        );
        check("<h1>La crue</h1><script>{&q;published&q;:&q;2026-03-05&q;}</script>", "", "2026-03-05");
        check("<h1>La crue</h1><script>{\"postDate\": \"5. M\u{e4}rz 2026\"}</script>", "", "2026-03-05");
        check("<h1>La crue</h1><script>{\"expires\": \"2026-03-05\"}</script>", "", "");
    }

    #[test]
    fn a_picture_tells_its_day_where_nothing_else_does() {
        check("<h1>La crue</h1><img src='/up/2026/03/05/crue.jpg'>", "", "2026-03-05");
    }

    #[test]
    fn the_words_beside_a_day_tell_what_happened_on_it() {
        let days = "<p>Last updated 9 Mar 2026, originally created 5 Mar 2026</p>";
        check(&format!("<h1>The flood</h1>{days}"), "", "2026-03-05");
        check(
            "<h1>La crue</h1><span>Mis &agrave; jour</span> <b>9 mars 2026</b> <span>Publi&eacute;</span> <b>5 mars 2026</b>",
            "",
            "2026-03-05",
        );
    }

    #[test]
    fn a_day_is_found_in_triples_attributes_and_seconds() {
        check(
            "<h1>La crue</h1><span property='dc:date dc:created' content='2026-03-05T07:00'>jeudi</span>",
            "",
            "2026-03-05",
        );
        check("<h1>La crue</h1><div data-pub-date='20260305'></div>", "", "2026-03-05");
        check(
            "<h1>La crue</h1><script>page = {'created': 1772694000, 'updated': 1775000000000}</script>",
            "",
            "2026-03-05",
        );
    }

    #[test]
    fn the_foot_of_the_article_is_its_own_and_an_hour_is_no_year() {
        let post = "<blockquote><time datetime=2026-03-01>1 mars</time></blockquote>";
        let foot = "<footer><time datetime=2026-03-05>5 mars</time></footer>";
        check(&format!("<article><h1>La crue</h1><p>Texte</p>{post}{foot}</article>"), "", "2026-03-05");
        check("<h1>La crue</h1><span>5 mars (11:30)</span>", "", "");
    }

    #[test]
    fn what_is_no_day_is_none() {
        check("<h1>La crue</h1><p>Le 5 mars, la digue tenait. © 2026", "https://fanal.example/12345678", "");
    }
}
