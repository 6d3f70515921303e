//! A thousand lives at once, through webhooks, menus, imports and campaigns. What each person said is kept here apart,
//! in a few words of its own, and held against what arrived on her phone.

use std::collections::{HashMap, HashSet};

use fitila::content::Channel;
use fitila::domain::catalogue::Class;
use jiff::{SignedDuration, Timestamp};

use crate::app::{TestApp, number};
use crate::sms::futures;

crate::stories! {
    after_a_stop_no_history_brings_a_campaign,
    nothing_sensitive_arrives_unasked_or_late,
    a_text_and_a_menu_at_once_spoil_nothing,
}

/// People who live at once, and webhooks that are open at once.
const PEOPLE: usize = 1_000;
const AT_ONCE: usize = 16;

/// Chance that is the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Asked {
    Nothing,
    ToJoin,
    ToErase,
}

/// What a person has said, as far as it matters.
#[derive(Debug, Clone, Copy)]
struct Said {
    barred: bool,
    back: bool,
    asked: Asked,
}

#[derive(Debug, Clone, Copy)]
enum Does {
    Texts(&'static str),
    Dials(&'static str),
    OptsOutAtTheGateway,
    IsImported,
}

const LIFE: &[Does] = &[
    Does::Texts("STOP"),
    Does::Texts("KWỤSỊ"),
    Does::Texts("abeg stop"),
    Does::Texts("START"),
    Does::Texts("FARA"),
    Does::Texts("bido"),
    Does::Texts("YES"),
    Does::Texts("YES"),
    Does::Texts("beeni"),
    Does::Texts("ERASE"),
    Does::Texts("24"),
    Does::Texts("HELP"),
    Does::Texts("TRICKS"),
    Does::Texts("STOP TIPS"),
    Does::Texts("stop my uncle"),
    Does::Texts("QUIET"),
    Does::Texts("TRAINING"),
    Does::Texts("hello"),
    Does::Dials("1 00 7 2"),
    Does::OptsOutAtTheGateway,
    Does::IsImported,
    Does::IsImported,
];

impl Said {
    fn hear(&mut self, does: Does) {
        match does {
            Does::Texts("STOP" | "KWỤSỊ" | "abeg stop") | Does::OptsOutAtTheGateway | Does::Dials(_) => {
                *self = Said { barred: true, back: false, asked: Asked::Nothing };
            }
            Does::Texts("START" | "FARA" | "bido") => {
                *self = Said { barred: false, back: self.barred || self.back, asked: Asked::ToJoin };
            }
            Does::Texts("ERASE") => self.asked = Asked::ToErase,
            // These close the open question or put another; somebody who has not come back is asked nothing more.
            Does::Texts("HELP") => self.asked = Asked::Nothing,
            Does::Texts("TRAINING") if !self.back && !self.barred => self.asked = Asked::Nothing,
            Does::Texts("YES" | "beeni") => {
                match self.asked {
                    Asked::ToErase => self.barred = true,
                    Asked::ToJoin => self.back = false,
                    Asked::Nothing => {}
                }
                self.asked = Asked::Nothing;
            }
            _ => {}
        }
    }
}

async fn does(app: &TestApp, n: usize, does: Does) {
    let number = number(n);
    match does {
        Does::Texts(text) => {
            let answer = app.text_with_id(&app.fresh("life"), &number, text).await;
            assert_eq!(answer.status, 200, "{text}");
        }
        Does::Dials(keys) => {
            let session = app.fresh("life");
            let mut typed = String::new();
            app.turn(&session, &number, "").await;
            for key in keys.split(' ') {
                typed = if typed.is_empty() { key.to_owned() } else { format!("{typed}*{key}") };
                app.turn(&session, &number, &typed).await;
            }
        }
        Does::OptsOutAtTheGateway => {
            let answer = app.webhook("opt-out", &[("senderId", "32627"), ("phoneNumber", &number)]).await;
            assert_eq!(answer.status, 200);
        }
        Does::IsImported => {
            app.import(&format!("number,language,topics,consent_how\n{number},en,safety;tips;training,form\n")).await;
        }
    }
}

/// One thing for each person, in no order.
async fn live(app: &TestApp, dice: &mut Dice, said: &mut [Said]) {
    let all: Vec<(usize, Does)> = (0..PEOPLE).map(|n| (n, *dice.of(LIFE))).collect();
    for some in all.chunks(AT_ONCE) {
        futures(some.iter().map(|(n, what)| does(app, *n, *what))).await;
    }
    for (n, does) in all {
        said[n].hear(does);
    }
    app.advance(SignedDuration::from_mins(2));
}

async fn after_a_stop_no_history_brings_a_campaign(app: &TestApp) {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut said = vec![Said { barred: false, back: false, asked: Asked::Nothing }; PEOPLE];
    let mut reached = 0;
    for day in 0..3 {
        for _ in 0..2 {
            live(app, &mut dice, &mut said).await;
        }
        // Planned at nine in the evening, so it waits for the morning; some say STOP in between.
        app.advance(SignedDuration::from_hours(11));
        said.iter_mut().for_each(|said| said.asked = Asked::Nothing);
        let message = ["family_02_city", "skill_01_say_no"][day % 2];
        let campaign = app.plan(message).await;
        app.schedule().await;
        live(app, &mut dice, &mut said).await;
        handed_over(app).await;
        let before = app.fake.taken().len();
        app.advance(SignedDuration::from_hours(12));
        said.iter_mut().for_each(|said| said.asked = Asked::Nothing);
        handed_over(app).await;

        let words: HashSet<String> =
            crate::app::LANGUAGES.iter().flat_map(|language| both(app, message, language)).collect();
        let got: HashSet<String> = app
            .fake
            .taken()
            .into_iter()
            .skip(before)
            .filter(|taken| words.contains(&taken.text))
            .map(|taken| taken.number)
            .collect();
        reached += got.len();
        for (n, said) in said.iter().enumerate() {
            let silent = said.barred || said.back;
            assert!(!(silent && got.contains(&number(n))), "{} got the campaign of day {day}: {said:?}", number(n));
        }
        app.counts(campaign).await;
    }
    assert!(reached > PEOPLE / 10, "only {reached} texts left: the test proves little");
}

/// So many take longer than a story is used to wait.
async fn handed_over(app: &TestApp) {
    app.schedule().await;
    for _ in 0..60_000 {
        if app.due() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(4)).await;
    }
    app.drain().await;
}

fn both(app: &TestApp, message: &str, language: &str) -> [String; 2] {
    use fitila::domain::conversation::Discretion::{Full, Quiet};
    [Full, Quiet].map(|discretion| app.campaign_words(message, language, discretion))
}

/// All that is of a class that only ever answers.
fn sensitive(app: &TestApp) -> HashSet<String> {
    let content = app.context().content();
    let entries = content.rulebook.catalogue.entries();
    let sensitive = entries.filter(|(_, entry)| matches!(entry.class, Class::Sensitive | Class::Crisis));
    let texts = sensitive.flat_map(|(key, entry)| {
        entry.sms.keys().filter_map(|locale| content.compose(key, *locale, Channel::Sms, &[])).collect::<Vec<_>>()
    });
    texts.map(|composed| composed.text).collect()
}

/// How long after her own words something sensitive may reach a person, and a minute or two by which we may date it wrong.
const LATEST: SignedDuration = SignedDuration::from_mins(15 + 2);

async fn nothing_sensitive_arrives_unasked_or_late(app: &TestApp) {
    const ASKS: &[&str] =
        &["HELP", "TALK", "HOME", "REPORT", "gida", "IRANLOWO", "i wan talk", "kpesa", "TIPS", "hello", "MORE"];
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let sensitive = sensitive(app);
    let mut wrote: HashMap<String, Timestamp> = HashMap::new();
    let (mut seen, mut arrived) = (0, 0);
    let campaign = app.plan("family_02_city").await;
    let mut away = false;
    for _ in 0..60 {
        match (dice.below(4), away) {
            (0, false) => app.fake.go_away(),
            (1, true) => app.fake.come_back(),
            _ => {}
        }
        away = app.fake.is_away();
        let asks: Vec<(String, &str)> = (0..5).map(|_| (number(dice.below(40)), *dice.of(ASKS))).collect();
        let answers =
            asks.iter().map(|(number, text)| async { app.text_with_id(&app.fresh("ask"), number, text).await });
        assert!(futures(answers).await.iter().all(|answer| answer.status == 200));
        for (number, _) in asks {
            wrote.insert(number, app.now());
        }
        // The clock moves by the minute, so that what left just before it moved is dated a minute wrong at most.
        for _ in 0..=dice.below(10) {
            tokio::time::sleep(std::time::Duration::from_millis(15)).await;
            app.until("no call is open", async || app.in_state("submitting") == 0).await;
            app.advance(SignedDuration::from_mins(1));
            let taken = app.fake.taken();
            for text in taken.iter().skip(seen).filter(|taken| sensitive.contains(&taken.text)) {
                arrived += 1;
                let after = wrote.get(&text.number).map(|at| app.now().duration_since(*at));
                assert!(after.is_some_and(|after| after <= LATEST), "{after:?} after her last words");
            }
            seen = taken.len();
        }
    }
    if away {
        app.fake.come_back();
    }
    app.advance(SignedDuration::from_hours(3));
    app.tidy().await;
    app.drain().await;
    let late = app.fake.taken().into_iter().skip(seen).filter(|taken| sensitive.contains(&taken.text)).count();
    assert_eq!(late, 0, "hours later nothing sensitive comes any more");
    assert!(arrived > 20, "only {arrived} arrived: the test proves little");
    app.counts(campaign).await;
}

async fn a_text_and_a_menu_at_once_spoil_nothing(app: &TestApp) {
    for n in 0..20 {
        let person = number(n);
        app.turn(&app.fresh("first"), &person, "").await;
        let session = app.fresh("menu");
        app.turn(&app.fresh("language"), &person, "1").await;
        let texts = async {
            for text in ["TIME 4PM-6PM", "QUIET", "START", "YES"] {
                app.text_with_id(&app.fresh("both"), &person, text).await;
            }
        };
        let menu = async {
            // The copies of a turn come twice, as gateways send them.
            for typed in ["", "1", "1*00", "1*00*7", "1*00*7*1", "1*00*7*1*4", "1*00*7*1*4*1"] {
                futures((0..2).map(|_| app.turn(&session, &person, typed))).await;
            }
        };
        tokio::join!(texts, menu);
        app.drain().await;
        let held = app.person(&person).await.held;
        assert_eq!(held.hours.as_deref(), Some("16:00-18:00"), "the hours that she texted");
        assert_eq!(held.discretion, fitila::domain::conversation::Discretion::Quiet);
        assert_eq!(held.candidate.roles.to_words(), "parent", "what she pressed");
        assert_eq!(app.standing(&person).await, "active safety;tips");
    }
}
