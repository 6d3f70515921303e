//! The page for a printer: a reviewer ticks each text or writes what to say instead.

use crate::content::page::gather::{Page, Said, Shown, Word};
use crate::content::page::screens::Screen;

/// How it looks, on a screen and on paper.
const STYLE: &str = "
@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body { font: 15px/1.45 Georgia, 'Noto Serif', serif; color: #1c1c1c; max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 2px solid #7a4a00; break-after: avoid; }
.about { color: #444; margin: .2rem 0 1rem; }
.reviewer { display: grid; grid-template-columns: 1fr 1fr; gap: .9rem 1.5rem; border: 1px solid #999; padding: .9rem 1rem 1.1rem; }
.reviewer div { display: flex; gap: .5rem; align-items: flex-end; }
.reviewer span { flex: 1; border-bottom: 1px solid #333; min-height: 1.4rem; }
h2 + article { border-top: 0; padding-top: .2rem; }
article { break-inside: avoid; border-top: 1px solid #ccc; padding: .7rem 0 .8rem; }
.key { font: 600 .82rem/1.4 ui-monospace, 'DejaVu Sans Mono', monospace; }
.meta { font: .74rem/1.4 'DejaVu Sans', Verdana, sans-serif; color: #555; }
.words { font-size: 1.08rem; margin: .15rem 0 .1rem; white-space: pre-line; }
.english { color: #444; font-style: italic; margin: 0 0 .3rem; padding-left: .8rem; border-left: 3px solid #ddd; white-space: pre-line; }
mark { background: none; border-bottom: 2px dotted #7a4a00; color: inherit; }
.verdict { display: flex; gap: .6rem; align-items: flex-end; margin-top: .45rem; font: .78rem 'DejaVu Sans', Verdana, sans-serif; }
.box { width: 1rem; height: 1rem; border: 1.5px solid #333; flex: none; }
.line { flex: 1; border-bottom: 1px solid #333; height: 1.5rem; }
.screens { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.4rem; }
pre { font: .86rem/1.35 ui-monospace, 'DejaVu Sans Mono', monospace; background: #f6f3ec; border: 1px solid #d8d2c4; border-radius: 4px; padding: .5rem .6rem; margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #ddd; }
tr { break-inside: avoid; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 11pt; } pre { background: none; } }
";

/// The whole page.
pub(super) fn written(page: &Page) -> String {
    let (programme, language) = (escaped(&page.programme), escaped(&page.language));
    let texts: usize = page.subjects.iter().map(|(_, texts)| texts.len()).sum();
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{programme} in {language}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <h1>{programme} in {language}</h1>\n\
         <p class=\"about\">{texts} texts and {} screens. Please read each one aloud. Tick it when a mother who reads slowly \
         would understand it, or write below it what to say instead. What each message fills is \
         <mark>underlined with dots</mark>.</p>\n{}",
        page.screens.len(),
        reviewer(page, &language)
    );
    for (title, texts) in &page.subjects {
        out += &format!("<h2>{}</h2>\n", escaped(title));
        texts.iter().for_each(|text| out += &shown(page.locale.as_str(), text));
    }
    out += "<h2>Screens, as the phone shows them</h2>\n<div class=\"screens\">\n";
    page.screens.iter().for_each(|one| out += &screen(page.locale.as_str(), one));
    out += "</div>\n<h2>Words that people send</h2>\n<table>\n";
    out += "<tr><th>For</th><th>Word</th><th>Also understood</th><th>Right</th></tr>\n";
    page.words.iter().for_each(|one| out += &word(one));
    out + "</table>\n</body>\n</html>\n"
}

fn reviewer(page: &Page, language: &str) -> String {
    format!(
        "<section class=\"reviewer\">\n<div>Reviewer's role <span></span></div>\n<div>Date <span></span></div>\n\
         <div>Language <span>{language} ({})</span></div>\n<div>Version of these words <span>{}</span></div>\n</section>\n",
        page.locale, page.version
    )
}

fn shown(locale: &str, text: &Shown) -> String {
    let mut out = format!(
        "<article>\n<div><span class=\"key\">{}</span> <span class=\"meta\">{}; {}; version {}; {}</span></div>\n",
        escaped(&text.key),
        text.class,
        escaped(&text.ways),
        escaped(&text.version),
        text.review
    );
    text.said.iter().for_each(|form| out += &said(locale, form));
    out + VERDICT + "</article>\n"
}

/// A box to tick and a line to write on.
const VERDICT: &str = "<div class=\"verdict\"><span class=\"box\"></span> right <span>or write:</span> <span class=\"line\"></span></div>\n";

fn said(locale: &str, form: &Said) -> String {
    let english = form.english.as_ref().map(|words| format!("<p class=\"english\">{}</p>\n", marked(words)));
    format!(
        "<div class=\"meta\">{} ({})</div>\n<p class=\"words\" lang=\"{locale}\">{}</p>\n{}",
        escaped(&form.how),
        escaped(&form.cost),
        marked(&form.words),
        english.unwrap_or_default()
    )
}

fn screen(locale: &str, one: &Screen) -> String {
    format!(
        "<article>\n<div class=\"meta\"><span class=\"key\">{}</span> {} septets</div>\n<pre lang=\"{locale}\">{}</pre>\n{VERDICT}</article>\n",
        escaped(&one.name),
        one.septets,
        marked(&one.text)
    )
}

fn word(one: &Word) -> String {
    format!(
        "<tr><td>{}</td><td><b>{}</b></td><td>{}</td><td><span class=\"box\" style=\"display:inline-block\"></span></td></tr>\n",
        escaped(&one.key),
        escaped(&one.main),
        escaped(&one.others.join(", "))
    )
}

/// Escaped, with what each message fills marked.
fn marked(words: &str) -> String {
    escaped(words.trim()).replace('[', "<mark>").replace(']', "</mark>")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_is_never_markup() {
        assert_eq!(escaped("<b> & \"x\" 'y'"), "&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;");
        assert_eq!(marked("at [Ikorodu] <now>"), "at <mark>Ikorodu</mark> &lt;now&gt;");
    }
}
