//! Sentences in the two languages of the API, and the choice between them.

use std::borrow::Cow;

/// A language of labels and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Locale {
    /// The best of ours for an `Accept-Language` header (RFC 9110, 12.5.4); English when none fits.
    pub fn accepting(header: &str) -> Self {
        let quality = |language: &str| {
            header
                .split(',')
                .filter_map(|range| {
                    let (tag, weight) = range.split_once(";q=").unwrap_or((range, "1"));
                    let tag = tag.trim().to_ascii_lowercase();
                    (tag.split('-').next() == Some(language)).then(|| weight.trim().parse::<f32>().unwrap_or(0.0))
                })
                .fold(0.0, f32::max)
        };
        if quality("fr") > quality("en") { Self::Fr } else { Self::En }
    }
}

/// One sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    en: Cow<'static, str>,
    fr: Cow<'static, str>,
}

/// A sentence known at compile time.
pub const fn text(en: &'static str, fr: &'static str) -> Text {
    Text { en: Cow::Borrowed(en), fr: Cow::Borrowed(fr) }
}

impl Text {
    /// A sentence made of values.
    pub fn of(en: impl Into<String>, fr: impl Into<String>) -> Self {
        Self { en: Cow::Owned(en.into()), fr: Cow::Owned(fr.into()) }
    }

    /// The sentence in one language.
    pub fn in_(&self, locale: Locale) -> &str {
        match locale {
            Locale::En => &self.en,
            Locale::Fr => &self.fr,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_quality_wins() {
        for (header, expected) in [
            ("fr-FR,fr;q=0.9,en;q=0.8", Locale::Fr),
            ("en-GB,en;q=0.9,fr;q=0.5", Locale::En),
            ("de", Locale::En),
            ("", Locale::En),
            ("fr;q=0", Locale::En),
            ("en;q=0.1, FR", Locale::Fr),
        ] {
            assert_eq!(Locale::accepting(header), expected, "{header}");
        }
    }
}
