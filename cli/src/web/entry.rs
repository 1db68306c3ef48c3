//! What a feed says of an article that it names.

use selon::{
    Article,
    article::{Given, feed::Entry},
};
use url::Url;

use super::{Wish, naming};

/// What the feed itself holds of an article.
pub fn own_text(entry: &Entry, wish: &Wish, number: usize) -> Result<Article, selon::Error> {
    let id = format!("{}-{number}", naming::id(&wish.url));
    let mut article = entry.article(&Given { id, outlet: wish.outlet.clone(), ..Given::default() })?;
    if let Some(url) = entry.url.as_ref().and_then(|it| Url::parse(it).ok()) {
        article.id = naming::id(&url);
    }
    Ok(article)
}

/// What the page does not say of itself its feed may.
pub fn complete(article: &mut Article, entry: Option<&Entry>) {
    let Some(entry) = entry else { return };
    article.title = article.title.take().or_else(|| entry.title.clone());
    article.outlet = article.outlet.take().or_else(|| entry.outlet.clone());
    article.published = article.published.or(entry.published).or(entry.updated);
}

/// What a feed says of an article, in one line: another line, another text.
pub fn told(entry: &Entry) -> String {
    let day = |it: Option<jiff::civil::Date>| it.map(|it| it.to_string()).unwrap_or_default();
    let title = entry.title.as_deref().unwrap_or_default();
    format!("{} {} {} {title}", day(entry.published), day(entry.updated), entry.size())
}
