use std::io::BufRead;
fn main() {
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let lang = selon::Language::get(v["language"].as_str().unwrap()).unwrap();
        let mut a = selon::Article::of_language("x", v["text"].as_str().unwrap(), lang);
        a.published = v["published"].as_str().and_then(|it| it.get(..10)).and_then(|it| it.parse().ok());
        let text = a.text.clone();
        let d = selon::Document::new(&a);
        let cp = |b: usize| text[..b].chars().count();
        let e: Vec<_> = selon::dates::find(&text, lang, a.published).into_iter().map(|it| serde_json::json!([cp(it.span.start), cp(it.span.end), it.value.map(|v| v.iso()), it.attached, it.relative])).collect();
        let w: Vec<_> = d.words.words.iter().map(|w| serde_json::json!([cp(w.span.start), w.sentence, w.paragraph])).collect();
        println!("{}", serde_json::json!({"e": e, "w": w}));
    }
}
