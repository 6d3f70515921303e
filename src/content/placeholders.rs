//! What may stand in double braces: names that are the same in every message, and names that each message fills.
//! Nothing else of the template language is allowed, so that a text stays something that a speaker can read.

/// Filled once for each programme.
pub(super) const STATIC: [&str; 5] = ["programme", "ussd_code", "short_code", "hotline", "hotline_intl"];

/// The names in a template, each once, in the order in which they come. `Err` is what stands in braces and is no name.
pub(super) fn names(template: &str) -> Result<Vec<&str>, String> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{") {
        let inside = &rest[start + 2..];
        let end = inside.find("}}").ok_or_else(|| excerpt(&rest[start..]))?;
        let name = inside[..end].trim();
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        // A backslash would make the braces part of the text, a third brace is another construct.
        let is_plain = !rest[..start].ends_with('\\') && !inside[end + 2..].starts_with('}');
        if !is_name || !is_plain {
            return Err(excerpt(&rest[start..start + end + 4]));
        }
        if !names.contains(&name) {
            names.push(name);
        }
        rest = &inside[end + 2..];
    }
    Ok(names)
}

/// A template without its placeholders: the words that people wrote.
pub(super) fn without(template: &str) -> String {
    let mut words = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        words.push_str(before);
        // Something that is neither digit nor letter, so that two halves never look like one word.
        words.push('\u{1}');
        rest = after.split_once("}}").map_or("", |(_, after)| after);
    }
    words.push_str(rest);
    words
}

fn excerpt(text: &str) -> String {
    text.chars().take(24).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_read() {
        for (template, expected) in [
            ("no braces {one}", Ok(vec![])),
            ("{{a_b}} and {{ c }} and {{a_b}}", Ok(vec!["a_b", "c"])),
            ("{{#if a}}", Err("{{#if a}}")),
            ("{{{a}}}", Err("{{{a}}")),
            ("{{a", Err("{{a")),
            ("{{}}", Err("{{}}")),
            ("{{A}}", Err("{{A}}")),
            ("\\{{a}}", Err("{{a}}")),
            ("{{a}}}", Err("{{a}}")),
            ("{{hotline 1}}", Err("{{hotline 1}}")),
        ] {
            assert_eq!(names(template), expected.map_err(str::to_owned), "template: {template}");
        }
    }

    #[test]
    fn the_words_are_what_is_left() {
        assert_eq!(without("Call {{hotline}}."), "Call \u{1}.");
        assert_eq!(without("0{{a}}8 {{b"), "0\u{1}8 \u{1}");
    }
}
