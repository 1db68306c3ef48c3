use expect_test::{Expect, expect};

use super::*;

fn check(feed: &str, expect: Expect) {
    let given = Given { id: "feed".into(), ..Given::default() };
    let shown = match parse(feed.as_bytes().to_vec()) {
        Ok(feed) => {
            let entries: String = feed.entries.iter().map(|it| drawn(it, &given)).collect();
            entries + &feed.broken.map_or(String::new(), |it| format!("{it}\n"))
        }
        Err(error) => format!("{error}\n"),
    };
    expect.assert_eq(&shown);
}

fn drawn(entry: &Entry, given: &Given) -> String {
    let part = if entry.is_partial() { "part" } else { "whole" };
    match entry.article(given) {
        Ok(it) => {
            let day = it.published.map(|it| it.to_string());
            let known = [Some(it.id), it.title, it.byline, it.outlet, it.url, day];
            let known: Vec<_> = known.into_iter().map(|it| it.unwrap_or("-".into())).collect();
            format!("{} {part} | {}\n  {:?}\n", it.language.code, known.join(" | "), it.text)
        }
        Err(error) => format!("{part}: {error}\n"),
    }
}

#[test]
fn rss_tells_its_articles_whole_or_in_a_few_words() {
    check(
        r#"<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" xmlns:content="c" xmlns:dc="d" xmlns:media="m"><channel><title>Le Fanal - À la une</title>
        <link>https://fanal.example</link><language>fr-FR</language><image><title>Logo</title></image>
        <item><title><![CDATA[La digue &laquo;&nbsp;tiendra&nbsp;&raquo;]]></title><link>https://fanal.example/digue</link>
          <guid isPermaLink="false">fanal-12</guid><pubDate>Thu, 5 Mar 2026 00:30:00 +0100</pubDate>
          <dc:creator>Aude Verlin</dc:creator><dc:creator>Tom Masse</dc:creator>
          <description>La pr&eacute;fète rassure &amp; promet.</description>
          <media:description>Une photographie</media:description>
          <content:encoded><![CDATA[<p>La digue tiendra, a assuré mardi la préfète Odile Marchetti, venue sur place.</p>
            <p>« Nous avons mesuré chaque mètre », a-t-elle dit aux élus de la commune.</p>]]></content:encoded></item>
        <item><title>Crue</title><guid>https://fanal.example/crue</guid><author>redaction@fanal.example (Tom Masse)</author>
          <description>&lt;p&gt;Le maire a dit &lt;b&gt;oui&lt;/b&gt; aux pompiers.&lt;/p&gt;</description></item>
        <item><title>Rien</title><link>https://fanal.example/rien</link></item></channel></rss>"#,
        expect![[r#"
            fr whole | fanal-12 | La digue « tiendra » | Aude Verlin, Tom Masse | Le Fanal - À la une | https://fanal.example/digue | 2026-03-05
              "La digue tiendra, a assuré mardi la préfète Odile Marchetti, venue sur place.\n\n« Nous avons mesuré chaque mètre », a-t-elle dit aux élus de la commune."
            fr part | https://fanal.example/crue | Crue | Tom Masse | Le Fanal - À la une | https://fanal.example/crue | -
              "Le maire a dit oui aux pompiers."
            part: the entry has no text, only a link to it
        "#]],
    );
}

#[test]
fn atom_may_hold_markup_and_tell_where_it_was_first_published() {
    check(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Gatherer</title>
        <entry><id>urn:1</id><title type="html">Bridge &amp;amp; &lt;b&gt;dyke&lt;/b&gt;</title>
          <link rel="self" href="https://gather.example/1.xml"/><link href="https://lantern.example/bridge?a=1&amp;b=2"/>
          <published>2026-03-05T23:50:00-05:00</published><updated>2026-03-07T00:00:00Z</updated>
          <author><name>Sam Ode</name><email>s@lantern.example</email></author>
          <source><title>The Lantern</title></source>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The mayor said the bridge was safe &#8211; &ldquo;quite safe&rdquo;.</p>
          <p>Nobody who lives beside it believed her, the baker said.</p></div></content></entry>
        <entry><id>urn:2</id><title>Short</title><updated>2026-03-07T00:00:00Z</updated>
          <summary>The baker said that 3 < 4 was &quot;no argument&quot;.</summary></entry></feed>"#,
        expect![[r#"
            en whole | urn:1 | Bridge & dyke | Sam Ode | The Lantern | https://lantern.example/bridge?a=1&b=2 | 2026-03-05
              "The mayor said the bridge was safe – “quite safe”.\n\nNobody who lives beside it believed her, the baker said."
            en part | urn:2 | Short | - | The Gatherer | - | 2026-03-07
              "The baker said that 3 < 4 was \"no argument\"."
        "#]],
    );
}

#[test]
fn rdf_and_json_feeds_are_feeds_too() {
    check(
        r#"<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/"><channel><title>La Dépêche du port</title></channel>
        <item rdf:about="a"><title>Le quai</title><link>https://port.example/quai</link><dc:date>2026-03-05</dc:date>
        <description>Le capitaine du port a dit que le quai était fermé.</description></item></rdf:RDF>"#,
        expect![[r#"
            fr part | https://port.example/quai | Le quai | - | La Dépêche du port | https://port.example/quai | 2026-03-05
              "Le capitaine du port a dit que le quai était fermé."
        "#]],
    );
    check(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Lantern", "language": "en", "items": [
        {"id": 7, "url": "https://lantern.example/7", "title": "Bridge", "authors": [{"name": "Sam Ode"}],
         "date_published": "2026-03-05T08:00:00Z", "content_html": "<p>The mayor said on Tuesday that the bridge was safe.</p>"},
        {"id": "8", "content_text": "The baker said no.\n\nThe mayor said yes."}, 9]}"#,
        expect![[r#"
            en whole | 7 | Bridge | Sam Ode | The Lantern | https://lantern.example/7 | 2026-03-05
              "The mayor said on Tuesday that the bridge was safe."
            en whole | 8 | - | - | The Lantern | - | -
              "The baker said no.\n\nThe mayor said yes."
        "#]],
    );
}

#[test]
fn a_feed_that_breaks_off_gives_what_came_before() {
    check(
        "<rss><channel><title>The Lantern</title><item><title>Bridge</title><description>The mayor said that the \
        bridge <br> was safe.</p></description></item><item><title>Dyke</title><description>The dyke holds, the baker \
        said.<description></item><item><!-- ",
        expect![[r#"
            en part | feed | Bridge | - | The Lantern | - | -
              "The mayor said that the bridge\nwas safe."
            en part | feed | Dyke | - | The Lantern | - | -
              "The dyke holds, the baker said."
            part: the entry has no text, only a link to it
            the feed's XML breaks off in line 1: syntax error: comment not closed: `-->` not found before end of input
        "#]],
    );
    check("<rss><channel></channel>", expect![""]);
    check(
        "<feed><entry><title>a</title>",
        expect![[r#"
        part: the entry has no text, only a link to it
    "#]],
    );
}
