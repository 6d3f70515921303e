//! What fits on a screen and how it is laid out.

use crate::domain::text::septet_count;

/// Septets of a screen, at most. Gateways take 160 with their `CON ` in front of it: 156 are ours.
pub const SCREEN_LIMIT: usize = 156;

/// Puts text, numbered options and the navigation line under each other.
pub fn lay_out(text: &str, options: &[(u8, &str)], navigation: &str) -> String {
    let mut lines = vec![text.trim_end().to_owned()];
    lines.extend(options.iter().map(|(digit, label)| format!("{digit} {label}")));
    lines.push(navigation.to_owned());
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// Septets that a screen takes; `None` where it holds a letter that USSD cannot carry.
pub fn septets_on_air(screen: &str) -> Option<usize> {
    let plain = screen.chars().all(|c| c == '\n' || (' '..='~').contains(&c));
    plain.then(|| septet_count(screen)).flatten()
}

/// Spreads lines over as many screens as they need. `next` is the option that leads on; it stands on all but the last.
/// A line that fits on no screen is given a screen of its own, which the check of the tree then reports.
pub fn paginate(title: &str, lines: &[String], next: &str, navigation: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut rest = lines;
    loop {
        let whole = page(title, rest, "", navigation);
        if rest.is_empty() || fits(&whole) {
            pages.push(whole);
            return pages;
        }
        let taken = (1..rest.len()).rev().find(|count| fits(&page(title, &rest[..*count], next, navigation)));
        let taken = taken.unwrap_or(1).min(rest.len());
        if taken == rest.len() {
            pages.push(whole);
            return pages;
        }
        pages.push(page(title, &rest[..taken], next, navigation));
        rest = &rest[taken..];
    }
}

fn page(title: &str, lines: &[String], next: &str, navigation: &str) -> String {
    let parts = std::iter::once(title).chain(lines.iter().map(String::as_str)).chain([next, navigation]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn fits(screen: &str) -> bool {
    septets_on_air(screen).is_some_and(|septets| septets <= SCREEN_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_text_options_and_navigation() {
        assert_eq!(lay_out("Help", &[(1, "Yes"), (2, "No")], "0 Back"), "Help\n1 Yes\n2 No\n0 Back");
        assert_eq!(lay_out("Bye", &[], ""), "Bye");
    }

    #[test]
    fn lines_are_spread_and_none_is_lost() {
        let lines: Vec<String> = (0..9).map(|n| format!("Service number {n}: 0800 000 00{n}0")).collect();
        let pages = paginate("Numbers", &lines, "1 Next", "0 Back 00 Home");
        assert!(pages.len() > 1);
        for page in &pages {
            assert!(septets_on_air(page).unwrap() <= SCREEN_LIMIT, "{page}");
        }
        for line in &lines {
            assert_eq!(pages.iter().filter(|page| page.contains(line.as_str())).count(), 1, "{line}");
        }
        assert!(!pages.last().unwrap().contains("1 Next"));
    }

    #[test]
    fn letters_that_handsets_cannot_show_do_not_count_as_fitting() {
        assert_eq!(septets_on_air("ọ"), None);
        assert_eq!(septets_on_air("[a]"), Some(5));
    }
}
