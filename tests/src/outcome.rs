//! What came of an operation, and what a story says of it.

use serde_json::Value;

/// The answer of the server.
#[derive(Debug)]
pub struct Outcome {
    /// Status of HTTP.
    pub status: u16,
    /// Body.
    pub body: Value,
}

impl Outcome {
    pub(crate) async fn of(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("not JSON: {text}"));
        Self { status, body }
    }

    /// The value at a path below `data`, such as `establishments.nodes.0.name`.
    pub fn at(&self, path: &str) -> &Value {
        path.split('.').fold(&self.body["data"], |value, step| match step.parse::<usize>() {
            Ok(at) => &value[at],
            Err(_) => &value[step],
        })
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> String {
        self.at(path).as_str().unwrap_or_else(|| panic!("no text at {path}: {}", self.body)).to_owned()
    }

    /// The object at a path.
    pub fn object(&self, path: &str) -> Value {
        assert!(self.at(path).is_object(), "no object at {path}: {}", self.body);
        self.at(path).clone()
    }

    /// The texts at a path below each item of a list.
    pub fn texts(&self, list: &str, path: &str) -> Vec<String> {
        let items = self.at(list).as_array().unwrap_or_else(|| panic!("no list at {list}: {}", self.body));
        let text = |item: &Value| path.split('.').fold(item, |value, step| &value[step]).as_str().unwrap_or("null").to_owned();
        items.iter().map(text).collect()
    }

    /// Nothing was refused.
    pub fn succeeds(self) -> Self {
        assert!(self.body["errors"].is_null() && self.status == 200, "{}", self.body);
        self
    }

    /// The value at a path is so.
    pub fn shows(self, path: &str, expected: impl Into<Value>) -> Self {
        let expected = expected.into();
        assert_eq!(*self.at(path), expected, "at {path}: {}", self.body);
        self
    }

    /// Refused with a code.
    #[expect(clippy::wrong_self_convention, reason = "a story says: outcome is refused")]
    pub fn is_refused(self, code: &str) -> Self {
        assert_eq!(self.error()["extensions"]["code"], code, "{}", self.body);
        self
    }

    /// The refusal names an argument.
    pub fn naming(self, argument: &str) -> Self {
        assert_eq!(self.error()["extensions"]["argument"], argument, "{}", self.body);
        self
    }

    /// The refusal says how to mend it, with this word.
    pub fn hinting(self, word: &str) -> Self {
        let hint = self.error()["extensions"]["hint"].as_str().unwrap_or_default();
        assert!(hint.contains(word), "{word:?} is not in the hint: {}", self.body);
        self
    }

    /// Refused with a status of HTTP.
    pub fn with_status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Number of statements that the database was sent.
    pub fn statements(&self) -> u64 {
        self.body["extensions"]["cost"]["statements"].as_u64().unwrap_or_else(|| panic!("no cost: {}", self.body))
    }

    fn error(&self) -> &Value {
        let error = &self.body["errors"][0];
        assert!(error.is_object(), "nothing was refused: {}", self.body);
        error
    }
}
