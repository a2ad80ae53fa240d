//! Documents by the hash of their text: those that an operator registers, and those that were parsed before, because
//! front ends send the same few again and again, with other variables.

use std::{
    collections::HashMap,
    fmt,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::parser::types::ExecutableDocument;
use aws_lc_rs::digest;

/// Most documents remembered; then all are forgotten.
const REMEMBERED: usize = 256;
/// Longest document that is remembered, in bytes.
const LONGEST: usize = 8192;

/// SHA-256 of a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// The hash of a text.
    pub fn of(text: &str) -> Self {
        let digest = digest::digest(&digest::SHA256, text.as_bytes());
        Self(digest.as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }
}

impl FromStr for Sha256 {
    type Err = ();

    /// 64 hexadecimal digits.
    fn from_str(written: &str) -> Result<Self, ()> {
        let digits = written.as_bytes();
        let mut hash = [0; 32];
        if digits.len() != 64 {
            return Err(());
        }
        for (byte, pair) in hash.iter_mut().zip(digits.chunks(2)) {
            let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok()).ok_or(());
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Parsed documents by their hash.
pub type Parsed = HashMap<Sha256, Arc<ExecutableDocument>>;

/// The documents that need not be sent or parsed again.
#[derive(Debug, Default)]
pub struct Documents {
    registered: Parsed,
    remembered: Mutex<Parsed>,
}

impl Documents {
    /// Those that an operator registers; nothing is remembered yet.
    pub fn registered(registered: Parsed) -> Self {
        Self { registered, remembered: Mutex::default() }
    }

    /// Whether an operator registered it.
    pub fn has_registered(&self, hash: Sha256) -> bool {
        self.registered.contains_key(&hash)
    }

    /// The document with a hash, when it is registered or remembered.
    pub fn named(&self, hash: Sha256) -> Option<Arc<ExecutableDocument>> {
        let remembered = || self.remembered.lock().unwrap_or_else(PoisonError::into_inner).get(&hash).cloned();
        self.registered.get(&hash).cloned().or_else(remembered)
    }

    /// The document of a text, parsed by `parse` when it is not known; what does not parse is not remembered.
    pub fn of<E>(&self, text: &str, parse: impl FnOnce() -> Result<ExecutableDocument, E>) -> Result<Arc<ExecutableDocument>, E> {
        let hash = Sha256::of(text);
        if let Some(document) = self.named(hash) {
            return Ok(document);
        }
        let document = Arc::new(parse()?);
        if text.len() <= LONGEST {
            let mut remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(hash, Arc::clone(&document));
        }
        Ok(document)
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn a_document_is_parsed_once_and_a_bad_one_each_time() {
        let registered = Parsed::from([(Sha256::of("{ b }"), Arc::new(parse_query("{ b }").expect("a document")))]);
        let documents = Documents::registered(registered);
        let mut parsed = 0;
        for text in ["{ a }", "{ a }", "{", "{", "{ b }"] {
            let outcome = documents.of(text, || {
                parsed += 1;
                parse_query(text)
            });
            assert_eq!(outcome.is_ok(), text != "{");
        }
        assert_eq!(parsed, 3);
        for (text, registered, known) in [("{ a }", false, true), ("{ b }", true, true), ("{", false, false)] {
            assert_eq!((documents.has_registered(Sha256::of(text)), documents.named(Sha256::of(text)).is_some()), (registered, known), "{text}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let documents = Documents::default();
        for number in 0..1000 {
            let text = format!("{{ a{number} }}");
            documents.of(&text, || parse_query(&text)).expect("a document");
        }
        let long = format!("{{ a }}{}", " ".repeat(LONGEST));
        documents.of(&long, || parse_query(&long)).expect("a document");
        let remembered = documents.remembered.into_inner().expect("no panic");
        assert!(remembered.len() <= REMEMBERED && !remembered.contains_key(&Sha256::of(&long)));
    }

    #[test]
    fn a_hash_is_64_digits() {
        let hash = Sha256::of("{ __typename }");
        let written = hash.to_string();
        assert_eq!(written, "7f56e67dd21ab3f30d1ff8b7bed08893f0a0db86449836189b361dd1e56ddb4b");
        assert_eq!((written.parse(), written.to_uppercase().parse()), (Ok(hash), Ok(hash)));
        for written in [String::new(), written[1..].to_owned(), format!("{written}0"), format!("+{}", &written[1..]), "é".repeat(32)] {
            assert_eq!(written.parse::<Sha256>(), Err(()), "{written}");
        }
    }
}
