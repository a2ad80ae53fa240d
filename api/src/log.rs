//! The log: a line of JSON on standard error for each event. Nothing that a caller sends begins a line, moves a cursor or
//! hides a word: JSON escapes what ends a line, and this the rest of what is not seen.

use std::{
    io::{self, Write},
    panic,
};

use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::edge::texts::is_unseen;

/// Begins to log what a filter lets pass, such as `info` or `rupn=debug`; panics too.
pub fn start(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(Lines(io::stderr)).init();
    panic::set_hook(Box::new(|panic| tracing::error!(%panic, "panic")));
}

/// Writes lines in which everything is seen.
struct Lines<M>(M);

impl<W: Write, M: Fn() -> W> MakeWriter<'_> for Lines<M> {
    type Writer = Line<W>;

    fn make_writer(&self) -> Line<W> {
        Line(self.0())
    }
}

struct Line<W>(W);

impl<W: Write> Write for Line<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        if text.contains(is_unseen) {
            self.0.write_all(seen(&text).as_bytes())?
        } else {
            self.0.write_all(line)?
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The same text of JSON with what is not seen escaped.
fn seen(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_unseen(letter) {
            letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| seen.push_str(&format!("\\u{unit:04x}")));
        } else {
            seen.push(letter);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("no panic").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_is_logged_stays_on_its_line_and_is_seen() {
        let kept = Kept::default();
        let made = kept.clone();
        let subscriber = tracing_subscriber::fmt().json().with_writer(Lines(move || made.clone())).finish();
        let hostile = [
            "a\nb",
            "a\r\n{\"level\":\"INFO\",\"fields\":{\"message\":\"forged\"}}",
            "\u{1b}[2J\u{1b}[31mred",
            "\u{9b}31m",
            "\u{202e}drow",
            "\u{2028}next",
            "\u{200b}\u{feff}",
            "\u{e0041}",
            "\0\u{7f}\u{8}",
            "\"} {\"",
        ];

        tracing::subscriber::with_default(subscriber, || {
            for text in hostile {
                tracing::warn!(operation = text, "graphql {text}");
            }
        });

        let written = String::from_utf8(kept.0.lock().expect("no panic").clone()).expect("UTF-8");
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines.len(), hostile.len(), "{written}");
        for (line, text) in lines.iter().zip(hostile) {
            assert!(!line.contains(is_unseen), "{line:?}");
            let read: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert_eq!((&read["level"], &read["fields"]["operation"]), (&"WARN".into(), &text.into()), "the log says what was sent");
        }
    }
}
