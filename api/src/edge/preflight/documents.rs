//! Documents that were parsed before: front ends send the same few again and again, with other variables.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use async_graphql::parser::types::ExecutableDocument;

/// Most documents remembered; then all are forgotten.
const REMEMBERED: usize = 256;
/// Longest document that is remembered, in bytes.
const LONGEST: usize = 8192;

/// Parsed documents by their text.
#[derive(Debug, Default)]
pub struct Documents(Mutex<HashMap<String, ExecutableDocument>>);

impl Documents {
    /// The document of a text, parsed by `parse` when it is not remembered; what does not parse is not remembered.
    pub fn of<E>(&self, text: &str, parse: impl FnOnce() -> Result<ExecutableDocument, E>) -> Result<ExecutableDocument, E> {
        if let Some(document) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Ok(document.clone());
        }
        let document = parse()?;
        if text.len() <= LONGEST {
            let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(text.to_owned(), document.clone());
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
        let documents = Documents::default();
        let mut parsed = 0;
        for text in ["{ a }", "{ a }", "{", "{"] {
            let outcome = documents.of(text, || {
                parsed += 1;
                parse_query(text)
            });
            assert_eq!(outcome.is_ok(), text == "{ a }");
        }
        assert_eq!(parsed, 3);
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
        let remembered = documents.0.into_inner().expect("no panic");
        assert!(remembered.len() <= REMEMBERED && !remembered.contains_key(&long));
    }
}
