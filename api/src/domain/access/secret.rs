//! Secrets of service accounts: 256 random bits, shown once, kept as a hash. They begin alike and end with a checksum,
//! so that a scanner of repositories and logs can tell one that leaked, and a copy cut short is seen before it is sent.

use aws_lc_rs::digest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::ids::random_bytes;

/// How every secret begins.
const MARK: &str = "rupn_secret_";
/// Characters of the beginning that is kept to tell it from another.
const SHOWN: usize = MARK.len() + 6;
/// Characters of the checksum.
const CHECK: usize = 6;

/// A secret in the moment it is shown; it prints nothing of itself.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one.
    pub fn make() -> Self {
        let random = format!("{MARK}{}", URL_SAFE_NO_PAD.encode(random_bytes::<32>()));
        let check = &hash(&random)[..CHECK];
        Self(format!("{random}{check}"))
    }

    /// What somebody sent, when it can be one.
    pub fn sent(written: &str) -> Option<Self> {
        let at = written.len().checked_sub(CHECK).filter(|at| written.is_ascii() && *at > SHOWN)?;
        let (random, check) = written.split_at(at);
        (random.starts_with(MARK) && hash(random)[..CHECK] == *check).then(|| Self(written.to_owned()))
    }

    /// The secret itself, to show it once.
    pub fn shown(&self) -> &str {
        &self.0
    }

    /// How it begins.
    pub fn prefix(&self) -> &str {
        &self.0[..SHOWN]
    }

    /// What is kept. 256 random bits need no slow hash: nobody can guess them.
    pub fn hash(&self) -> String {
        hash(&self.0)
    }
}

fn hash(text: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_cut_short_or_mistyped_is_none() {
        let secret = Secret::make();
        let written = secret.shown().to_owned();
        assert!(Secret::sent(&written).is_some_and(|sent| sent.hash() == secret.hash()));
        let mistyped = format!("{}{}", &written[..20], written[21..].replacen(char::is_alphanumeric, "-", 1));
        for wrong in [&written[..written.len() - 1], &written[1..], &mistyped, "", "rupn_secret_", "é"] {
            assert!(Secret::sent(wrong).is_none(), "{wrong}");
        }
        assert_ne!(Secret::make().hash(), secret.hash());
    }
}
