//! What a copied disk tells: no number and no word of anybody.

/// The values in which some bytes stand.
pub fn find(copied: &[(String, Vec<u8>)], bytes: &[u8]) -> Vec<String> {
    let holds = |value: &[u8]| value.windows(bytes.len()).any(|window| window == bytes);
    copied.iter().filter(|(_, value)| holds(value)).map(|(name, _)| name.clone()).collect()
}

/// The values in which a number stands in any usual form.
pub fn find_digits(copied: &[(String, Vec<u8>)], digits: &str) -> Vec<String> {
    let mut found = Vec::new();
    for form in forms(digits) {
        found.extend(find(copied, &form));
    }
    found
}

/// As text, without the country, in hexadecimal, in base64 at each offset, in UTF-16, and as an integer.
fn forms(digits: &str) -> Vec<Vec<u8>> {
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
