//! What only the server reads: bytes sealed with a key that is not in the database, and pseudonyms that nobody makes without it.
//!
//! AES-256-GCM (NIST SP 800-38D) with a key for each purpose; what is sealed is padded, so that its length tells little. A purpose
//! is forgotten by forgetting the key that was mixed into it.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    hmac,
};

use crate::refusal::Refusal;

/// What is sealed has a length that is a multiple of this.
const BLOCK: usize = 1024;
/// Bytes that say how long it was.
const LENGTH: usize = 4;

/// The server's vault.
pub struct Vault(hmac::Key);

impl Vault {
    /// The vault that follows from a secret.
    pub fn of(secret: &[u8]) -> Self {
        let key = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), b"rupn vault 1");
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    /// A pseudonym: the same for the same purpose and subject, and told by none without the secret.
    pub fn pseudonym(&self, purpose: &str, subject: &[u8]) -> [u8; 16] {
        let tag = hmac::sign(&self.0, &[&self.derived(purpose, b"pseudonym"), subject].concat());
        let mut short = [0; 16];
        short.copy_from_slice(&tag.as_ref()[..16]);
        short
    }

    /// A key for one purpose; `mixed` is a part that is kept elsewhere, and can be forgotten.
    pub fn key(&self, purpose: &str, mixed: &[u8]) -> VaultKey {
        VaultKey(self.derived(purpose, mixed))
    }

    fn derived(&self, purpose: &str, mixed: &[u8]) -> [u8; 32] {
        let length = u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes();
        let tag = hmac::sign(&self.0, &[&length[..], purpose.as_bytes(), mixed].concat());
        let mut key = [0; 32];
        key.copy_from_slice(tag.as_ref());
        key
    }
}

/// A key for one purpose.
pub struct VaultKey([u8; 32]);

impl VaultKey {
    /// The key that a secret of somebody's own gives, such as a receipt: the server need not know it afterwards.
    pub fn of_holder(purpose: &str, secret: &[u8]) -> Self {
        Self(Vault(hmac::Key::new(hmac::HMAC_SHA256, secret)).derived(purpose, b"holder"))
    }

    fn cipher(&self) -> Result<RandomizedNonceKey, Refusal> {
        RandomizedNonceKey::new(&AES_256_GCM, &self.0).map_err(|_| Refusal::internal("32 bytes are a key"))
    }

    /// Seals some bytes; `about` is what they belong to, and must be said again to open them.
    pub fn seal(&self, about: &[u8], bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
        let length = u32::try_from(bytes.len()).map_err(Refusal::internal)?;
        let mut padded = Vec::with_capacity(bytes.len() + BLOCK + NONCE_LEN);
        padded.extend(length.to_be_bytes());
        padded.extend(bytes);
        padded.resize(padded.len().next_multiple_of(BLOCK), 0);
        let nonce = self.cipher()?.seal_in_place_append_tag(Aad::from(about), &mut padded).map_err(|_| Refusal::internal("nothing could be sealed"))?;
        Ok([&nonce.as_ref()[..], &padded].concat())
    }

    /// Opens what was sealed; none for another key, another subject, or bytes that were changed.
    pub fn open(&self, about: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
        let mut rest = rest.to_vec();
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let opened = self.cipher().ok()?.open_in_place(nonce, Aad::from(about), &mut rest).ok()?;
        let (length, bytes) = opened.split_first_chunk::<LENGTH>()?;
        bytes.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?).map(<[u8]>::to_vec)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_key_and_subject_alone() {
        let (vault, other) = (Vault::of(b"a secret"), Vault::of(b"another"));
        let sealed = vault.key("answers", b"mixed").seal(b"campaign", b"never").expect("sealed");
        let open = |vault: &Vault, purpose: &str, mixed: &[u8], about: &[u8]| vault.key(purpose, mixed).open(about, &sealed);
        assert_eq!(open(&Vault::of(b"a secret"), "answers", b"mixed", b"campaign").as_deref(), Some(&b"never"[..]));
        for opened in [
            open(&other, "answers", b"mixed", b"campaign"),
            open(&vault, "labels", b"mixed", b"campaign"),
            open(&vault, "answers", b"", b"campaign"),
            open(&vault, "answers", b"mixed", b"another"),
        ] {
            assert_eq!(opened, None);
        }
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert_eq!(vault.key("answers", b"mixed").open(b"campaign", &changed), None);
        assert_eq!(vault.key("answers", b"mixed").open(b"campaign", b"short"), None);
    }

    #[test]
    fn the_same_sealed_twice_looks_different_and_its_length_tells_little() {
        let key = Vault::of(b"a secret").key("answers", b"");
        let sealed = |bytes: &[u8]| key.seal(b"", bytes).expect("sealed");
        assert_ne!(sealed(b"yes"), sealed(b"yes"));
        assert_eq!(sealed(b"yes").len(), sealed(&[b'y'; 1000]).len());
        assert!(sealed(&[b'y'; 1021]).len() > sealed(b"yes").len());
        assert_eq!(key.open(b"", &sealed(b"")).as_deref(), Some(&b""[..]));
    }

    #[test]
    fn a_pseudonym_is_one_for_each_purpose_and_needs_the_secret() {
        let (vault, other) = (Vault::of(b"a secret"), Vault::of(b"another"));
        assert_eq!(vault.pseudonym("2027", b"ada"), Vault::of(b"a secret").pseudonym("2027", b"ada"));
        assert_ne!(vault.pseudonym("2027", b"ada"), vault.pseudonym("2028", b"ada"));
        assert_ne!(vault.pseudonym("2027", b"ada"), vault.pseudonym("2027", b"zoe"));
        assert_ne!(vault.pseudonym("2027", b"ada"), other.pseudonym("2027", b"ada"));
    }

    #[test]
    fn a_holder_opens_with_the_own_secret() {
        let sealed = VaultKey::of_holder("receipt", b"mine").seal(b"", b"answers").expect("sealed");
        assert_eq!(VaultKey::of_holder("receipt", b"mine").open(b"", &sealed).as_deref(), Some(&b"answers"[..]));
        assert_eq!(VaultKey::of_holder("receipt", b"yours").open(b"", &sealed), None);
    }
}
