//! Everyday words and sentences of five languages. None of them may end, begin or erase anything: those words are few,
//! and must be the whole message.

use fitila::domain::catalogue::Text;
use fitila::domain::keyword::{Route, route};

use crate::person::content;

/// Some of the commonest words of each language, as they are typed without marks.
const EVERYDAY: [(&str, &str); 5] = [
    (
        "en",
        "the a i you he she it we they my your is are was have do go come make see know want good bad yes no please \
         thanks sorry wait now later today tomorrow morning night food water money market school church mosque mother \
         father sister brother child baby friend husband wife boy girl man woman house road car phone number call text \
         message network credit airtime who what where when why how much many sick hospital police teacher pastor work \
         job travel abroad Italy Libya Lagos love happy sad tired hungry angry fear God hello hi welcome sure fine",
    ),
    (
        "ha",
        "da na a ta ya ba mai wani wata wannan yau gobe jiya ina kai ke ni shi ita mu ku su ruwa abinci kasuwa gari \
         makaranta uwa uba yaro yarinya mace namiji kudi waya lamba kira sako ji gani zo je tafi dawo aure lafiya \
         sannu nagode toh eh aa don Allah malam hajiya kaka kanwa yaya abokin aboki yanzu anjima safe rana dare yaushe \
         me wa wace nawa kwana aiko so bukata tsoro kunya yunwa rashin ciwo asibiti dan sanda fada gaya karya kyau",
    ),
    (
        "yo",
        "ni mo o e a won wa yin re mi si ti to fun pelu lati nigba bayii ola ana owuro oru ounje omi owo oja ile iwe \
         baba iya omo egbon aburo ore oko aya obinrin okunrin okunrin foonu ipe jowo ese pele bawo kini nibo tani igba \
         melo wa lo ri gbo mo fe ko je sun ji dide soro rerin sunkun bere ibeere idahun duro de joko ilera aisan dokita \
         olopa ijo mosalasi oluwa olorun adura ife iberu itiju ebi ongbe ooto iro dara buru tobi kere",
    ),
    (
        "ig",
        "na m i o anyi unu ha nke a di bu ka maka site ruo ugbu echi unyahu ututu abali nri mmiri ego ahia ulo akwukwo \
         nne nna nwa nwanne enyi di nwunye nwoke nwanyi ekwenti oku biko daalu ndewo kedu gini ebee onye mgbe ole bia \
         gaa hu nu mara choro nye were rie hia bilie kwuo chia kwa akwa chere gbasie ike ahu ike oria dokita uweojii \
         uka chukwu ekpere ihunanya egwu ihere agu eziokwu asi mma njo ukwu nta ozi oge",
    ),
    (
        "pcm",
        "i you e we una dem dey na wey don go come fit no be am for inside wetin who where when why how much plenty \
         small big better bad fine abeg sorry thank oga madam mama papa pikin sister broda friend husband wife chop \
         water money market school church house road motor phone call text message network today tomorrow yesterday \
         morning night now wait sabi know want like love fear vex hungry tire sick hospital police teacher work travel \
         abroad true lie wahala palava how body i dey o jare sha sef",
    ),
];

/// Routes that change consent or remove a record.
fn is_reserved(route: &Route) -> bool {
    matches!(
        route,
        Route::Stop | Route::StopTopic(_) | Route::StopAndHelp | Route::Start | Route::StartTopic(_) | Route::Erase
    )
}

#[test]
fn no_everyday_word_stops_starts_or_erases() {
    let content = content();
    let table = &content.rulebook.keywords;
    let (mut taken, mut words) = (Vec::new(), 0);
    for (locale, everyday) in EVERYDAY {
        for word in everyday.split_whitespace() {
            words += 1;
            let routed = route(table, word, None);
            if is_reserved(&routed.route) || routed.route == Route::Help {
                taken.push(format!("{locale} {word}"));
            }
        }
    }
    assert!(words > 400, "{words}");
    // In Yoruba the keywords for START and STOP are words of every day: ask, and wait. Both are undone by one word.
    assert_eq!(taken, ["yo bere", "yo duro"]);
}

#[test]
fn no_two_everyday_words_stop_start_or_erase() {
    let content = content();
    let table = &content.rulebook.keywords;
    for (locale, everyday) in EVERYDAY {
        let words: Vec<&str> = everyday.split_whitespace().collect();
        for one in &words {
            for other in words.iter().filter(|other| *other != one) {
                let text = format!("{one} {other}");
                let routed = route(table, &text, None);
                // What is only polite around a word for STOP leaves that word.
                let polite =
                    ["e", "please", "now", "text", "message", "me", "it", "jowo", "biko", "abeg", "ozi", "sako"];
                let kept = [one, other].iter().filter(|word| !polite.contains(*word)).count();
                let known = ["bere", "duro"].iter().any(|word| text.contains(word)) && kept < 2;
                assert!(known || !is_reserved(&routed.route), "{locale}: {text:?} is {:?}", routed.route);
            }
        }
    }
}

#[test]
fn no_sentence_of_ours_is_a_command_when_somebody_sends_it_back() {
    let content = content();
    let table = &content.rulebook.keywords;
    let mut sentences = 0;
    for (key, entry) in content.rulebook.catalogue.entries() {
        for (locale, variant) in &entry.sms {
            let Text::Fixed(text) = &variant.text else { continue };
            let whole = route(table, text, None);
            assert!(!is_reserved(&whole.route), "{key} in {locale} is {:?}", whole.route);
            for sentence in text.split(['.', '?', '!', ':', ';', '\n']) {
                sentences += 1;
                let routed = route(table, sentence, None);
                let short = sentence.split_whitespace().count() <= 3;
                assert!(short || !is_reserved(&routed.route), "{key} in {locale}: {sentence:?} is {:?}", routed.route);
            }
        }
    }
    assert!(sentences > 1_500, "{sentences}");
}
