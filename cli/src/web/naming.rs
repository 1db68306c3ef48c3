//! What an article of the web is called, and where it stands.

use selon::Article;
use url::Url;

/// What the article of that address is called: host and path, without what all have.
pub fn id(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let query = url.query().map(|it| format!("?{it}")).unwrap_or_default();
    let path = url.path().trim_end_matches('/');
    format!("{}{path}{query}", host.strip_prefix("www.").unwrap_or(host))
}

/// Where the article stands: the address that the page gives itself, if that is of its own site.
///
/// A page may say that it stands anywhere; it would become a new version of another outlet's article.
pub fn place(article: &Article, found: &Url) -> String {
    let told = article.url.as_ref().and_then(|it| Url::parse(it).ok());
    told.filter(|it| same_site(it, found)).unwrap_or_else(|| found.clone()).into()
}

/// Are both of one site, be it in its form for telephones?
pub fn same_site(a: &Url, b: &Url) -> bool {
    let host = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_owned();
        let forms = ["www.", "m.", "mobile.", "amp."];
        forms.iter().find_map(|it| host.strip_prefix(it)).map(str::to_owned).unwrap_or(host)
    };
    host(a) == host(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Url {
        Url::parse(url).expect("a URL")
    }

    #[test]
    fn an_article_is_called_after_its_address() {
        assert_eq!(id(&at("https://www.fanal.example/2026/digue/")), "fanal.example/2026/digue");
        assert_eq!(id(&at("http://fanal.example/?p=12")), "fanal.example?p=12");
    }

    #[test]
    fn a_page_cannot_say_that_it_stands_on_another_site() {
        let mut article = Article::plain("a", "The dyke will hold, the mayor said.").expect("an article");
        let found = at("https://m.fanal.example/digue?source=rss");
        for (told, place) in [
            (Some("https://www.fanal.example/digue"), "https://www.fanal.example/digue"),
            (Some("https://autre.example/digue"), found.as_str()),
            (Some("/digue"), found.as_str()),
            (None, found.as_str()),
        ] {
            article.url = told.map(str::to_owned);
            assert_eq!(super::place(&article, &found), place, "{told:?}");
        }
    }
}
