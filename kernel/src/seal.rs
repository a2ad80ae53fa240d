//! The server's seal: its signature over what was agreed, which anybody can check with its public key.
//!
//! Ed25519 (RFC 8032). The key follows from the secret that all nodes share, so that they seal alike.

use aws_lc_rs::{
    hmac,
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// The server's seal.
pub struct Seal(Ed25519KeyPair);

impl Seal {
    /// The seal that follows from a secret.
    pub fn of(secret: &[u8]) -> Self {
        let seed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), b"rupn seal 1");
        Self(Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).expect("32 bytes are a seed"))
    }

    /// The signature over some bytes, in base64url.
    pub fn over(&self, bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.0.sign(bytes))
    }

    /// The public key, in base64url.
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }
}

/// Whether a seal is that of a public key over some bytes.
pub fn is_sealed(public_key: &str, bytes: &[u8], seal: &str) -> bool {
    let (Ok(key), Ok(seal)) = (URL_SAFE_NO_PAD.decode(public_key), URL_SAFE_NO_PAD.decode(seal)) else { return false };
    UnparsedPublicKey::new(&ED25519, key).verify(bytes, &seal).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_fits_its_bytes_and_its_key_alone() {
        let (seal, other) = (Seal::of(b"a secret"), Seal::of(b"another"));
        let written = seal.over(b"agreed");
        assert!(is_sealed(&Seal::of(b"a secret").public_key(), b"agreed", &written));
        assert!(!is_sealed(&seal.public_key(), b"agreeD", &written));
        assert!(!is_sealed(&other.public_key(), b"agreed", &written));
        assert!(!is_sealed(&seal.public_key(), b"agreed", &other.over(b"agreed")));
        assert!(!is_sealed("", b"agreed", "?"));
    }
}
