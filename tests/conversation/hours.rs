//! The hours in which we may write first, as people write them in five languages.

use fitila::domain::keyword::{Hours, read_hours};

use crate::person::{Person, content};

fn read(content: &fitila::content::Content, text: &str) -> String {
    match read_hours(content.rulebook.keywords.vocabulary(), text) {
        None => "unclear".to_owned(),
        Some(Hours::Any) => "any".to_owned(),
        Some(Hours::Between(window)) => window.to_string(),
    }
}

#[test]
fn hours_are_read_in_five_languages() {
    let content = content();
    for (text, hours) in [
        ("6PM-8PM", "18:00-20:00"),
        ("6-8pm", "18:00-20:00"),
        ("6 to 8 in the evening", "18:00-20:00"),
        ("evening 6-8", "18:00-20:00"),
        ("18:00 - 20:00", "18:00-20:00"),
        ("from 4 o'clock to 6 o'clock pm", "16:00-18:00"),
        ("six to eight pm", "18:00-20:00"),
        ("8 till 12 in the morning", "08:00-12:00"),
        ("9am till noon", "09:00-12:00"),
        ("half", "unclear"),
        ("4.30pm to 6.30pm", "16:30-18:30"),
        ("four and half to six pm", "16:30-18:00"),
        ("after 5pm", "17:00-20:00"),
        ("before 10am", "08:00-10:00"),
        ("morning", "08:00-12:00"),
        ("in the afternoon", "12:00-16:00"),
        ("Evening.", "16:00-19:00"),
        ("morning to evening", "08:00-19:00"),
        ("any", "any"),
        ("Any time", "any"),
        ("night", "unclear"),
        ("6-8", "unclear"),
        ("6pm", "unclear"),
        ("when I am home", "unclear"),
        ("tomorrow", "unclear"),
        // Hausa
        ("karfe 6 na yamma zuwa karfe 8 na yamma", "18:00-20:00"),
        ("6 zuwa 8 na yamma", "18:00-20:00"),
        ("karfe shida zuwa takwas na yamma", "18:00-20:00"),
        ("ƙarfe huɗu da rabi zuwa shida na yamma", "16:30-18:00"),
        ("daga karfe 8 na safe har 11 na safe", "08:00-11:00"),
        ("12 na rana zuwa 3 na rana", "12:00-15:00"),
        ("tsakanin 9 da 11 na safe", "09:00-11:00"),
        ("da yamma", "16:00-19:00"),
        ("safe", "08:00-12:00"),
        ("kowane lokaci", "any"),
        ("ko yaushe", "any"),
        // Yoruba
        ("aago mẹ́fà sí mẹ́jọ ìrọ̀lẹ́", "18:00-20:00"),
        ("aago 8 aaro si aago 11 aaro", "08:00-11:00"),
        ("lati aago 4 irole de aago 6 irole", "16:00-18:00"),
        ("laarin 12 osan si 3 osan", "12:00-15:00"),
        ("ni irole", "16:00-19:00"),
        ("laaro", "08:00-12:00"),
        ("igbakugba", "any"),
        // Igbo
        ("elekere isii ruo elekere asatọ nke mgbede", "18:00-20:00"),
        ("elekere 8 nke ụtụtụ ruo elekere 11 nke ụtụtụ", "08:00-11:00"),
        ("n'etiti", "unclear"),
        ("site na 4 mgbede ruo 6 mgbede", "16:00-18:00"),
        ("n'ehihie", "12:00-16:00"),
        ("mgbede", "16:00-19:00"),
        ("mgbe ọ bụla", "any"),
        // Pidgin
        ("6 reach 8 for evening", "18:00-20:00"),
        ("from 9 reach 11 for morning", "09:00-11:00"),
        ("for evening", "16:00-19:00"),
        ("any hour", "any"),
    ] {
        assert_eq!(read(&content, text), hours, "text: {text}");
    }
}

#[test]
fn what_we_say_of_hours_is_read_back() {
    let content = content();
    for from in (0..24 * 60).step_by(15) {
        for length in [30, 60, 90, 180, 600] {
            let window = format!(
                "{:02}:{:02}-{:02}:{:02}",
                from / 60,
                from % 60,
                (from + length) / 60 % 24,
                (from + length) % 60
            );
            assert_eq!(read(&content, &window), window);
        }
    }
}

#[test]
fn time_is_asked_and_a_bare_answer_counts() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("TIME"), ["hours_prompt/en"]);
    assert_eq!(person.texts("4pm to 6pm"), ["hours_set/en"]);
    assert_eq!(person.profile.hours.unwrap().to_string(), "16:00-18:00");
    assert_eq!(person.texts("TIME when dark"), ["hours_bad/en"]);
    assert_eq!(person.texts("evening"), ["hours_set/en"], "the question was still open");
    assert_eq!(person.texts("morning"), ["unknown/en"], "and is answered now");
    assert_eq!(person.texts("TIME 9pm-11pm"), ["hours_night/en"], "nothing would ever come");
    assert_eq!(person.profile.hours.unwrap().to_string(), "16:00-19:00", "so the hours stay as they were");
    assert_eq!(person.texts("any"), ["hours_set/en"]);
    assert_eq!(person.profile.hours, None);
}

#[test]
fn quiet_is_switched_in_five_languages() {
    let content = content();
    for (on, off) in [
        ("QUIET", "QUIET OFF"),
        ("SHIRU", "SHIRU KASHE"),
        ("JẸ́JẸ́", "jeje pa"),
        ("NWAYỌ", "nwayo gbanyụọ"),
        ("softly", "softly comot"),
        ("quiet please", "quiet off."),
    ] {
        let mut person = Person::new(&content);
        assert!(person.texts(on)[0].starts_with("quiet_on/"), "{on}");
        assert!(person.texts(off)[0].starts_with("quiet_off/"), "{off}");
    }
}
