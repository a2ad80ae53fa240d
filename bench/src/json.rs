//! JSON, written front to back.

use crate::Document;

/// A document in the making. Commas come by themselves: one is due after anything but an opening, a name or a line.
pub struct Json(Vec<u8>);

impl Json {
    /// A GraphQL response with these fields of `data`.
    pub fn answer(fields: impl FnOnce(&mut Self)) -> Document {
        let mut json = Self(Vec::with_capacity(16 * 1024));
        json.object(|json| json.named("data", |json| json.object(fields)));
        Document(json.0)
    }

    /// An object with these fields.
    pub fn object(&mut self, fields: impl FnOnce(&mut Self)) {
        self.comma();
        self.0.push(b'{');
        fields(self);
        self.0.push(b'}');
    }

    /// A field whose name needs no escape.
    pub fn named(&mut self, name: &str, value: impl FnOnce(&mut Self)) {
        self.comma();
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
        value(self);
    }

    /// A field that holds a connection: its `nodes`, each written by `node`.
    pub fn nodes<T>(&mut self, name: &str, items: impl IntoIterator<Item = T>, node: impl Fn(&mut Self, T)) {
        self.named(name, |json| json.object(|json| json.list("nodes", items, node)));
    }

    /// A field that holds a list of objects.
    pub fn list<T>(&mut self, name: &str, items: impl IntoIterator<Item = T>, fields: impl Fn(&mut Self, T)) {
        self.named(name, |json| {
            json.0.push(b'[');
            for item in items {
                json.object(|json| fields(json, item));
            }
            json.0.push(b']');
        });
    }

    /// A field that holds an object with one text, or null.
    pub fn inside(&mut self, name: &str, field: &str, text: Option<&str>) {
        self.named(name, |json| match text {
            Some(text) => json.object(|json| json.text(field, text)),
            None => json.null(),
        });
    }

    /// A field that holds a text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.named(name, |json| json.quoted(text));
    }

    /// A field that holds a text, or null.
    pub fn optional(&mut self, name: &str, text: Option<&str>) {
        self.named(name, |json| match text {
            Some(text) => json.quoted(text),
            None => json.null(),
        });
    }

    /// A field that holds a number.
    pub fn number(&mut self, name: &str, number: i64) {
        self.named(name, |json| json.0.extend_from_slice(number.to_string().as_bytes()));
    }

    /// Nothing.
    pub fn null(&mut self) {
        self.0.extend_from_slice(b"null");
    }

    fn comma(&mut self) {
        if !matches!(self.0.last(), None | Some(b'{' | b'[' | b':' | b'\n')) {
            self.0.push(b',');
        }
    }

    /// A text between quotes: quotes, backslashes and control characters escaped (RFC 8259, section 7).
    fn quoted(&mut self, text: &str) {
        self.0.push(b'"');
        let mut rest = text.as_bytes();
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)) {
            self.0.extend_from_slice(&rest[..at]);
            match rest[at] {
                byte @ (b'"' | b'\\') => self.0.extend_from_slice(&[b'\\', byte]),
                control => self.0.extend_from_slice(format!("\\u{control:04x}").as_bytes()),
            }
            rest = &rest[at + 1..];
        }
        self.0.extend_from_slice(rest);
        self.0.push(b'"');
    }
}

/// Objects, one a line.
pub struct Lines(Json);

impl Lines {
    /// None yet, with room for some bytes of them and the line that goes over.
    pub fn new(bytes: usize) -> Self {
        Self(Json(Vec::with_capacity(bytes + 1024)))
    }

    /// A line with these fields.
    pub fn line(&mut self, fields: impl FnOnce(&mut Json)) {
        self.0.object(fields);
        self.0.0.push(b'\n');
    }

    /// Their bytes so far.
    pub fn len(&self) -> usize {
        self.0.0.len()
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives() {
        for text in ["", "Lycée « Zoé »", "\"", "a\\b", "\\\"", "line\nbreak\ttab\u{0}\u{1f}\u{7f}", "😀\u{2028}"] {
            let Document(bytes) = Json::answer(|json| json.text("name", text));
            let read: serde_json::Value = serde_json::from_slice(&bytes).expect("valid JSON");
            assert_eq!(read["data"]["name"], text);
        }
    }

    #[test]
    fn commas_stand_between_fields_and_items_only() {
        let Document(bytes) = Json::answer(|json| {
            json.number("total", 2);
            json.nodes("pairs", [Some("x"), None], |json, name| json.inside("person", "name", name));
            json.nodes("none", [0; 0], |_, _| {});
        });
        assert_eq!(
            String::from_utf8(bytes).expect("UTF-8"),
            r#"{"data":{"total":2,"pairs":{"nodes":[{"person":{"name":"x"}},{"person":null}]},"none":{"nodes":[]}}}"#
        );
    }

    #[test]
    fn a_line_is_an_object_and_no_comma_stands_between_lines() {
        let mut lines = Lines::new(0);
        for name in ["a", "b\nc"] {
            lines.line(|json| json.inside("person", "name", Some(name)));
        }
        let expected = "{\"person\":{\"name\":\"a\"}}\n{\"person\":{\"name\":\"b\\u000ac\"}}\n";
        assert_eq!(lines.len(), expected.len());
        assert_eq!(String::from_utf8(lines.into_bytes()).expect("UTF-8"), expected);
    }
}
