//! What a copied disk tells: no number and no word of anybody.

/// The values in which some bytes stand.
pub fn find(copied: &[(String, Vec<u8>)], bytes: &[u8]) -> Vec<String> {
    find_any(copied, &[bytes.to_vec()])
}

/// The values in which a number stands in any usual form.
pub fn find_digits(copied: &[(String, Vec<u8>)], digits: &str) -> Vec<String> {
    find_any(copied, &forms(digits))
}

/// The values in which any of these stand; one pass over each. All are longer than one byte.
pub fn find_any(copied: &[(String, Vec<u8>)], needles: &[Vec<u8>]) -> Vec<String> {
    let pair = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
    let mut begins = vec![false; 1 << 16];
    needles.iter().for_each(|needle| begins[pair(needle)] = true);
    let holds = |value: &[u8]| {
        let mut starts = value.windows(2).enumerate().filter(|(_, bytes)| begins[pair(bytes)]);
        starts.any(|(start, _)| needles.iter().any(|needle| value[start..].starts_with(needle)))
    };
    copied.iter().filter(|(_, value)| holds(value)).map(|(name, _)| name.clone()).collect()
}

/// As text, without the country, in hexadecimal, in base64 at each offset, in UTF-16, and as an integer.
pub fn forms(digits: &str) -> Vec<Vec<u8>> {
    use data_encoding::{BASE64, HEXLOWER, HEXUPPER};
    let local = digits.strip_prefix("234").unwrap_or(digits);
    let mut forms = vec![
        local.as_bytes().to_vec(),
        HEXLOWER.encode(local.as_bytes()).into_bytes(),
        HEXUPPER.encode(local.as_bytes()).into_bytes(),
        local.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        local.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    for before in 0..3 {
        let padded: Vec<u8> = vec![b'x'; before].into_iter().chain(local.bytes()).collect();
        let encoded = BASE64.encode(&padded).into_bytes();
        // The letters at both ends depend on what stands around.
        let (start, end) = ((before * 8).div_ceil(6), padded.len() * 8 / 6);
        forms.push(encoded[start..end].to_vec());
    }
    if let Ok(number) = digits.parse::<u64>() {
        forms.push(number.to_be_bytes()[2..].to_vec());
        forms.push(number.to_le_bytes()[..6].to_vec());
    }
    forms
}

use crate::app::{TestApp, number};

crate::stories! {
    a_copied_disk_tells_no_number_and_no_word,
}

#[test]
fn the_scan_finds_what_is_there() {
    let digits = "2348039876543";
    let number: u64 = digits.parse().unwrap();
    for held in [
        b"to +2348039876543".to_vec(),
        b"08039876543".to_vec(),
        data_encoding::HEXLOWER.encode(digits.as_bytes()).into_bytes(),
        data_encoding::BASE64.encode(b"+2348039876543").into_bytes(),
        data_encoding::BASE64.encode(b"a08039876543 b").into_bytes(),
        number.to_le_bytes().to_vec(),
        number.to_be_bytes().to_vec(),
    ] {
        assert!(!find_digits(&[("here".to_owned(), held.clone())], digits).is_empty(), "{held:?}");
    }
    assert!(find_digits(&[("here".to_owned(), b"2348039876544".to_vec())], digits).is_empty());
}

/// Numbers and words that nobody else has, through every door.
async fn a_copied_disk_tells_no_number_and_no_word(app: &TestApp) {
    let people: Vec<String> = (0..10).map(|n| format!("+23480398{:05}", 76_540 + n)).collect();
    let words = ["zebrafish", "Marigold", "QZ7X5K", "Oyinkansola", "blackthorn", "K9W3VT", "tamarind"];
    app.text(&people[0], "zebrafish in my kitchen").await;
    app.text(&people[0], "TRUE QZ7X5K").await;
    app.text(&people[1], "Marigold ọ̀rẹ́ mi").await;
    app.text(&people[2], "JOIN").await;
    app.text(&people[2], "YES").await;
    app.dial(&people[3], "1 5 3 K9W3VT").await;
    app.dial(&people[4], "1 7 6 1").await;
    let practice = [("id", "p1"), ("from", "+2340000000005"), ("text", "tamarind")];
    assert_eq!(app.post("/gateways/demo/practice/sms", &practice).await.status, 200);
    app.import(&format!("number,consent_how\n{},Oyinkansola wrote it down\n{},form\n", people[5], people[6])).await;
    app.webhook("opt-out", &[("senderId", "32627"), ("phoneNumber", &people[7])]).await;
    app.webhook("ussd-end", &[("sessionId", "none"), ("phoneNumber", &people[8]), ("input", "blackthorn")]).await;
    for (id, status) in [("ATXid_1", "Sent"), ("ATXid_2", "blackthorn 2348039876548")] {
        let reason = format!("no route to {}", people[8]);
        let fields = [("id", id), ("status", status), ("phoneNumber", people[8].as_str()), ("failureReason", &reason)];
        app.webhook("receipt", &fields).await;
    }
    app.fake.refuse(&people[6], 407, "cannot reach +2348039876546");
    app.plan("family_02_city").await;
    app.drain().await;
    app.text(&people[9], "ERASE").await;
    app.text(&people[9], "YES").await;
    app.drain().await;
    app.tidy().await;
    assert!(app.fake.taken().iter().any(|taken| taken.text.contains("QZ7X5K")), "the words were really there");

    let mut copied = app.database.copied();
    assert!(copied.len() > 2 && copied.iter().map(|(_, value)| value.len()).sum::<usize>() > 2000);
    app.restart().await;
    copied.extend(app.database.copied());
    let numbers: Vec<Vec<u8>> = people.iter().flat_map(|person| forms(&person[1..])).collect();
    assert_eq!(find_any(&copied, &numbers), Vec::<String>::new());
    let said = app.words("optin_confirm", "en");
    // A provider's word for a status is the provider's: it is kept, its digits are not.
    let whole = words.iter().copied().filter(|word| *word != "blackthorn").chain([&said[..40]]);
    for word in whole {
        assert_eq!(find(&copied, word.as_bytes()), Vec::<String>::new(), "{word}");
    }
    let key = std::fs::read_to_string(app.database.key()).unwrap();
    let key = key.trim().rsplit(':').next().unwrap();
    let bytes = data_encoding::HEXLOWER.decode(key.as_bytes()).unwrap();
    assert!(
        find(&copied, key.as_bytes()).is_empty() && find(&copied, &bytes).is_empty(),
        "the key lies beside the data"
    );
    assert_eq!(find_digits(&copied, &number(0)[1..]), Vec::<String>::new());
}
