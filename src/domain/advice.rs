//! The job-offer checker: six answers give one of three warnings by five rules. Never calls an offer safe, keeps
//! nothing, and warns too often on purpose: a false stop costs a question, a false calm may cost a life.

use crate::domain::text::fold;

/// How many questions there are; their words are the texts `check_q1` to `check_q6`.
const QUESTIONS: usize = 6;

/// Six answers, yes being the warning each time. `Debug` hides them: they are gone when the talk ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Answers([bool; QUESTIONS]);

/// How strongly she is warned, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Band {
    /// No warning sign in these answers, which proves nothing.
    None,
    /// A sign that may be innocent: check before you go.
    Careful,
    /// Do not go.
    Stop,
}

/// Which rule gave the band; the first that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// Papers held by another, or an oath: each is control enough alone.
    PapersOrOath,
    /// Secrecy and any other sign: how recruiters are reported to work (F20).
    SecrecyAndMore,
    /// Debt, an unknown employer, and a fee or haste: no way is left to check.
    NoWayToCheck,
    /// Secrecy alone, or one or two of the weak signs.
    FewSigns,
    /// No sign.
    NoSign,
}

impl Answers {
    /// Reads a reply of six digits or letters, 1 or Y for yes and 2 or N for no, whatever stands between them.
    /// `None` when they are not exactly six, or when there is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = fold(text);
        let answers: Option<Vec<bool>> = folded.chars().filter(|c| *c != ' ').map(read).collect();
        Self::from_turns(&answers?)
    }

    /// Takes the answers of a dialogue, one a screen; `None` when they are not exactly six.
    pub fn from_turns(answers: &[bool]) -> Option<Self> {
        answers.try_into().ok().map(Self)
    }
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answers(hidden)")
    }
}

impl Band {
    /// All bands with the words of golden cases, counts and content keys.
    pub const ALL: [(Band, &'static str); 3] = [(Band::None, "none"), (Band::Careful, "careful"), (Band::Stop, "stop")];

    /// The word for this band.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(band, _)| *band == self).map_or("stop", |(_, word)| word)
    }
}

impl Rule {
    /// The name in the table of rules: `R1` to `R5`.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::PapersOrOath => "R1",
            Rule::SecrecyAndMore => "R2",
            Rule::NoWayToCheck => "R3",
            Rule::FewSigns => "R4",
            Rule::NoSign => "R5",
        }
    }

    /// The warning that this rule gives.
    pub fn band(self) -> Band {
        match self {
            Rule::PapersOrOath | Rule::SecrecyAndMore | Rule::NoWayToCheck => Band::Stop,
            Rule::FewSigns => Band::Careful,
            Rule::NoSign => Band::None,
        }
    }
}

/// The warning that these answers call for.
pub fn band(answers: Answers) -> Band {
    rule(answers).band()
}

/// The first rule that fits these answers.
pub fn rule(answers: Answers) -> Rule {
    let [debt, papers, secrecy, oath, unknown_employer, fee_or_haste] = answers.0;
    let weak_signs = [debt, unknown_employer, fee_or_haste].into_iter().filter(|sign| *sign).count();
    match (papers || oath, secrecy, weak_signs) {
        (true, _, _) => Rule::PapersOrOath,
        (_, true, 1..) => Rule::SecrecyAndMore,
        (_, _, 3..) => Rule::NoWayToCheck,
        (_, true, _) | (_, _, 1..) => Rule::FewSigns,
        (false, false, 0) => Rule::NoSign,
    }
}

fn read(c: char) -> Option<bool> {
    match c {
        '1' | 'y' => Some(true),
        '2' | 'n' => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Golden {
        case: Vec<Case>,
    }

    #[derive(Deserialize)]
    struct Case {
        answers: String,
        rule: String,
        band: String,
    }

    fn all() -> impl Iterator<Item = Answers> {
        (0..1 << QUESTIONS).map(|set: u32| Answers(std::array::from_fn(|question| set >> question & 1 == 1)))
    }

    #[test]
    fn every_answer_set_has_its_golden_band_and_rule() {
        let golden: Golden = toml::from_str(include_str!("../../tests/fixtures/job_offer_check.toml")).unwrap();
        let mut seen = std::collections::HashSet::new();
        for case in &golden.case {
            let answers = Answers::parse(&case.answers).unwrap();
            assert_eq!(rule(answers).as_str(), case.rule, "answers: {}", case.answers);
            assert_eq!(band(answers).as_str(), case.band, "answers: {}", case.answers);
            seen.insert(answers.0);
        }
        assert_eq!((golden.case.len(), seen.len()), (64, 64));
    }

    #[test]
    fn of_64_sets_56_say_stop_7_careful_and_1_none() {
        let count = |wanted| all().filter(|answers| band(*answers) == wanted).count();
        assert_eq!((count(Band::Stop), count(Band::Careful), count(Band::None)), (56, 7, 1));
    }

    #[test]
    fn one_more_yes_never_lowers_the_band() {
        for answers in all() {
            for question in 0..QUESTIONS {
                let mut more = answers;
                more.0[question] = true;
                assert!(band(more) >= band(answers), "{:?} and {question}", answers.0);
            }
        }
    }

    #[test]
    fn six_answers_are_read_in_any_dress() {
        for text in [
            "121222",
            "1 2 1 2 2 2",
            "1,2,1,2,2,2",
            "YNYNNN",
            "ynynnn",
            "y n y n n n",
            "1N1n22",
            " 1-2-1-2-2-2. ",
            "1.2.1.2.2.2",
            "1/2/1/2/2/2",
            "１２１２２２",
            "Y, N, Y, N, N, N!",
            "1\n2\n1\n2\n2\n2",
            "1️⃣2️⃣1️⃣2️⃣2️⃣2️⃣",
        ] {
            assert_eq!(
                Answers::parse(text).map(|answers| answers.0),
                Some([true, false, true, false, false, false]),
                "text: {text:?}"
            );
        }
    }

    #[test]
    fn anything_but_six_answers_is_none() {
        for text in [
            "",
            "12122",
            "1212222",
            "121223",
            "121220",
            "yes no yes no no no",
            "12122?x",
            "check 121222",
            "000000",
            "٢١٢١٢٢",
        ] {
            assert_eq!(Answers::parse(text), None, "text: {text:?}");
        }
        assert_eq!(Answers::from_turns(&[true; 5]), None);
        assert_eq!(Answers::from_turns(&[true; 7]), None);
        assert_eq!(Answers::from_turns(&[true; 6]), Answers::parse("111111"));
    }

    #[test]
    fn answers_never_reach_a_log() {
        assert_eq!(format!("{:?}", Answers([true; 6])), "Answers(hidden)");
    }
}
