//! Encryption of what must not be readable on a copied disk, and the keyed hashes by which it is found again.
//! All of it rests on the key not lying on that disk.

#![expect(clippy::disallowed_methods, reason = "a nonce is random by its nature and decides nothing")]

use std::sync::Mutex;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::domain::address::Msisdn;
use crate::domain::ids::{AccountName, SubscriberId};
use crate::store::error::StoreError;
use crate::store::key::MasterKey;

/// The key that sealed a value stands in front of it, so that keys can be changed one day.
const KEY_ID: u8 = 1;
/// Bytes of the random nonce.
const NONCE: usize = 24;
/// Bytes kept of a keyed hash: enough that two things never share one by chance.
const HASH: usize = 16;

/// A place where a sealed value lives. The seal is bound to it: a value moved elsewhere does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place(pub(super) &'static str);

/// Seals, opens and hashes with keys derived from the master key.
pub struct Sealer {
    cipher: XChaCha20Poly1305,
    nonces: Nonces,
    index: Hmac<Sha256>,
    dedupe: Hmac<Sha256>,
    session: Hmac<Sha256>,
    audit: Hmac<Sha256>,
    cover: Hmac<Sha256>,
    check: [u8; HASH],
}

impl Sealer {
    /// Derives all keys.
    pub fn new(master: &MasterKey) -> Self {
        let kdf = Hkdf::<Sha256>::new(None, &master.0[..]);
        let derive = |label: &str| {
            let mut key = Zeroizing::new([0u8; 32]);
            // 32 bytes are far below the 8160 that HKDF can give, so this cannot fail.
            let _ = kdf.expand(label.as_bytes(), &mut key[..]);
            key
        };
        let mac = |label: &str| {
            let key = derive(label);
            Hmac::<Sha256>::new_from_slice(&key[..]).unwrap_or_else(|_| Hmac::<Sha256>::new(&Default::default()))
        };
        let seal_key = derive("fitila seal 1");
        Self {
            cipher: XChaCha20Poly1305::new(&Key::from(*seal_key)),
            nonces: Nonces::default(),
            index: mac("fitila index 1"),
            dedupe: mac("fitila dedupe 1"),
            session: mac("fitila session 1"),
            audit: mac("fitila audit 1"),
            cover: mac("fitila cover 1"),
            check: hash(mac("fitila check 1"), &[b"check"]),
        }
    }

    /// Seals bytes for one column of one row.
    pub(super) fn seal(&self, place: Place, row: Uuid, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let nonce = self.nonces.next()?;
        let payload = Payload { msg: plain, aad: &bound_to(place, row) };
        let cipher = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| StoreError::Unsealable(place.0))?;
        let mut sealed = Vec::with_capacity(1 + NONCE + cipher.len());
        sealed.push(KEY_ID);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(&cipher);
        Ok(sealed)
    }

    /// Opens what [`Sealer::seal`] made for the same column and row.
    pub(super) fn open(&self, place: Place, row: Uuid, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        let broken = || StoreError::Unsealable(place.0);
        let (head, cipher) = sealed.split_at_checked(1 + NONCE).ok_or_else(broken)?;
        let nonce: [u8; NONCE] = head[1..].try_into().map_err(|_| broken())?;
        let payload = Payload { msg: cipher, aad: &bound_to(place, row) };
        self.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| broken())
    }

    /// Opens a text.
    pub(super) fn open_text(&self, place: Place, row: Uuid, sealed: &[u8]) -> Result<String, StoreError> {
        String::from_utf8(self.open(place, row, sealed)?).map_err(|_| StoreError::Unreadable(place.0))
    }

    /// The blind index of a number: the same number gives the same bytes, and nobody without the key can turn them back.
    pub(super) fn number_index(&self, number: &Msisdn) -> Vec<u8> {
        let mut mac = self.index.clone();
        mac.update(number.expose().as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// The key that makes a repeated message the same.
    pub fn dedupe_key(&self, account: &AccountName, kind: &str, parts: &[&[u8]]) -> [u8; HASH] {
        let mut all: Vec<&[u8]> = vec![account.as_str().as_bytes(), kind.as_bytes()];
        all.extend_from_slice(parts);
        hash(self.dedupe.clone(), &all)
    }

    /// The key of a USSD dialogue, or of what was typed in it.
    pub fn session_key(&self, account: &AccountName, session: &str, typed: Option<&str>) -> [u8; HASH] {
        let kind: &[u8] = if typed.is_some() { b"typed" } else { b"session" };
        hash(
            self.session.clone(),
            &[account.as_str().as_bytes(), kind, session.as_bytes(), typed.unwrap_or("").as_bytes()],
        )
    }

    /// The hash of a framed row of the audit, or of its head.
    pub(super) fn audit_hash(&self, framed: &[u8]) -> [u8; 32] {
        let mut mac = self.audit.clone();
        mac.update(framed);
        mac.finalize().into_bytes().into()
    }

    /// The key of a word that one person agreed on. Bound to her, so that equal words of two people look different.
    pub(super) fn cover_key(&self, subscriber: &SubscriberId, word: &str) -> [u8; HASH] {
        hash(self.cover.clone(), &[subscriber.0.as_bytes(), word.as_bytes()])
    }

    /// What a database notes of its key, so that a wrong one is found at start.
    pub(super) fn check_value(&self) -> &[u8] {
        &self.check
    }
}

/// Random nonces, drawn from the system some at a time: a call for each would cost as much as the seal itself.
#[derive(Default)]
struct Nonces(Mutex<Vec<u8>>);

/// Nonces in one draw.
const DRAW: usize = 64;

impl Nonces {
    fn next(&self) -> Result<[u8; NONCE], StoreError> {
        let no_chance = || StoreError::Unusable("the system gives no random bytes".into());
        let mut drawn = self.0.lock().map_err(|_| no_chance())?;
        if drawn.len() < NONCE {
            drawn.resize(DRAW * NONCE, 0);
            getrandom::fill(&mut drawn[..]).map_err(|_| no_chance())?;
        }
        let left = drawn.len() - NONCE;
        let nonce = drawn[left..].try_into().map_err(|_| no_chance())?;
        drawn.truncate(left);
        Ok(nonce)
    }
}

/// Hashes parts so that no two lists of parts can be mistaken for each other.
fn hash(mut mac: Hmac<Sha256>, parts: &[&[u8]]) -> [u8; HASH] {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    let full = mac.finalize().into_bytes();
    let mut short = [0; HASH];
    short.copy_from_slice(&full[..HASH]);
    short
}

fn bound_to(place: Place, row: Uuid) -> Vec<u8> {
    let mut bound = Vec::with_capacity(place.0.len() + 17);
    bound.push(KEY_ID);
    bound.extend_from_slice(row.as_bytes());
    bound.extend_from_slice(place.0.as_bytes());
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Place = Place("originated.body_sealed");

    fn sealer() -> Sealer {
        Sealer::new(&MasterKey::from_bytes([7; 32]))
    }

    #[test]
    fn a_seal_opens_in_its_own_place_only() {
        let (row, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = sealer().seal(HERE, row, b"words").unwrap();
        assert_eq!(sealer().open(HERE, row, &sealed).unwrap(), b"words");
        assert!(sealer().open(HERE, other, &sealed).is_err());
        assert!(sealer().open(Place("outbox.text_sealed"), row, &sealed).is_err());
        assert!(Sealer::new(&MasterKey::from_bytes([8; 32])).open(HERE, row, &sealed).is_err());
    }

    #[test]
    fn one_changed_byte_is_found() {
        let row = Uuid::from_u128(1);
        let sealed = sealer().seal(HERE, row, b"words").unwrap();
        for at in 1..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(sealer().open(HERE, row, &changed).is_err(), "byte {at}");
        }
        assert!(sealer().open(HERE, row, &[]).is_err());
    }

    #[test]
    fn equal_words_are_sealed_differently_and_equal_numbers_are_indexed_alike() {
        let row = Uuid::from_u128(1);
        assert_ne!(sealer().seal(HERE, row, b"words").unwrap(), sealer().seal(HERE, row, b"words").unwrap());
        let number = Msisdn::practice(1);
        assert_eq!(sealer().number_index(&number), sealer().number_index(&number));
    }

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let account = AccountName::new("at");
        assert_ne!(
            sealer().dedupe_key(&account, "sms", &[b"ab", b"c"]),
            sealer().dedupe_key(&account, "sms", &[b"a", b"bc"])
        );
    }
}
