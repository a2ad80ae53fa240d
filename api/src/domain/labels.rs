//! Labels of enum values in both languages: data, not code.

use std::{collections::HashMap, sync::LazyLock};

use async_graphql::{Context, Object, SimpleObject};
use kernel::{
    machine::state_name,
    read::Ask,
    text::{Locale, Text},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    r#type: String,
    value: String,
    en: String,
    fr: String,
}

static LABELS: LazyLock<Vec<(String, String, Text)>> = LazyLock::new(|| {
    let lines = csv::Reader::from_reader(include_str!("../../../data/labels.csv").as_bytes()).into_deserialize();
    lines.map(|line| line.expect("labels.csv is well formed")).map(|line: Line| (line.r#type, line.value, Text::of(line.en, line.fr))).collect()
});

static BY_VALUE: LazyLock<HashMap<(&str, &str), &Text>> =
    LazyLock::new(|| LABELS.iter().map(|(name, value, label)| ((name.as_str(), value.as_str()), label)).collect());

/// Label of a value; the value itself where none is known.
pub fn label(of: &str, value: impl std::fmt::Debug, locale: Locale) -> String {
    label_of(of, &state_name(value), locale)
}

/// Label of a value as it is written; the value itself where none is known.
pub fn label_of(of: &str, value: &str, locale: Locale) -> String {
    BY_VALUE.get(&(of, value)).map_or(value, |label| label.in_(locale)).to_owned()
}

/// A value of an enum in words.
#[derive(SimpleObject)]
pub struct EnumLabel {
    /// Enum of the schema.
    r#type: &'static str,
    /// Its value.
    value: &'static str,
    /// In the language of the request.
    label: &'static str,
    /// In English.
    en: &'static str,
    /// In French.
    fr: &'static str,
}

/// Root fields of the labels.
#[derive(Default)]
pub struct LabelQueries;

/// Root fields of the labels.
#[Object]
impl LabelQueries {
    /// Labels of the values of enums, in both languages and in that of the request (`Accept-Language`).
    async fn enum_labels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Names of enums; all of them when left out.")] types: Option<Vec<String>>,
    ) -> Vec<EnumLabel> {
        let locale = ctx.viewer().locale;
        let wanted = LABELS.iter().filter(|(name, ..)| types.as_ref().is_none_or(|types| types.contains(name)));
        wanted
            .map(|(name, value, label)| EnumLabel { r#type: name, value, label: label.in_(locale), en: label.in_(Locale::En), fr: label.in_(Locale::Fr) })
            .collect()
    }
}
