//! The listed name that is most like one that is not listed: only ever a suggestion.

/// The nearest of these names, where one is near at all.
pub(super) fn nearest<'a, T>(key: &str, names: impl Iterator<Item = (&'a str, T)>) -> Option<T> {
    let most = key.chars().count().max(6) / 3;
    let letters: Vec<char> = key.chars().collect();
    let near = names.filter_map(|(name, what)| {
        // Most names are out by their length alone, and the distance is dear.
        let apart = name.len().abs_diff(key.len());
        let distance = if apart > most { None } else { Some(distance(&letters, name)) };
        distance.filter(|distance| *distance <= most).map(|distance| (distance, what))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, what)| what)
}

/// Letters to put in, take out, change or swap with their neighbour to make one of the other.
fn distance(one: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, theirs) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != theirs);
            let mut least = changed.min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && one[row - 1] == *theirs && *letter == other[column - 1] {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_near() {
        let names = ["ikeja", "ikorodu", "lagos"];
        for (typed, expected) in [
            ("ikeaj", Some("ikeja")),
            ("ikej", Some("ikeja")),
            ("ikordu", Some("ikorodu")),
            ("lags", Some("lagos")),
            ("paris", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, names.iter().map(|name| (*name, *name))), expected, "typed: {typed}");
        }
    }

    #[test]
    fn swapped_letters_are_one_slip() {
        let letters: Vec<char> = "ikeaj".chars().collect();
        assert_eq!([distance(&letters, "ikeja"), distance(&letters, "ikeaj"), distance(&letters, "")], [1, 0, 5]);
    }
}
