//! Texts as they come in: composed (NFC), and without what nobody sees, which could forge a name, a line of the log or
//! the order of letters on a page.
//!
//! What looks alike is left as it is written: Cyrillic and Greek letters, full-width digits, ligatures.

use std::fmt::Display;

use async_graphql::{
    Value, Variables,
    parser::types::{Directive, ExecutableDocument, Selection, SelectionSet},
};
use async_graphql_parser::{Positioned, types::DocumentOperations};
use async_graphql_value::{Name, Value as Literal};
use kernel::{
    refusal::{Fault, Refusal},
    text::{Text, text},
};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A character that is not seen: a control other than tab and ends of lines, a mark of direction, a mark or filler
/// without width, a tag, or no character at all.
pub const fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fdd0}'..='\u{fdef}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}')
        || letter as u32 & 0xfffe == 0xfffe
}

/// Composes the texts of variables, or refuses the first that holds what is not seen.
pub fn admit(variables: &mut Variables) -> Result<(), Refusal> {
    variables.iter_mut().try_for_each(|(name, value)| value_in(value).map_err(|unseen| unseen.within(name)))?;
    Ok(())
}

/// The same with the texts of a document.
pub fn admit_document(document: &mut ExecutableDocument) -> Result<(), Refusal> {
    let operations: Vec<_> = match &mut document.operations {
        DocumentOperations::Single(only) => vec![only],
        DocumentOperations::Multiple(named) => named.values_mut().collect(),
    };
    for operation in operations {
        for variable in &mut operation.node.variable_definitions {
            if let Some(default) = &mut variable.node.default_value {
                value_in(&mut default.node).map_err(|unseen| unseen.within(format_args!("${}", variable.node.name.node)))?;
            }
            directives(&mut variable.node.directives)?;
        }
        directives(&mut operation.node.directives)?;
        selections(&mut operation.node.selection_set.node)?;
    }
    document.fragments.values_mut().try_for_each(|fragment| {
        directives(&mut fragment.node.directives)?;
        selections(&mut fragment.node.selection_set.node)
    })
}

fn selections(set: &mut SelectionSet) -> Result<(), Refusal> {
    set.items.iter_mut().try_for_each(|item| match &mut item.node {
        Selection::Field(field) => {
            arguments(&mut field.node.arguments)?;
            directives(&mut field.node.directives)?;
            selections(&mut field.node.selection_set.node)
        }
        Selection::InlineFragment(fragment) => {
            directives(&mut fragment.node.directives)?;
            selections(&mut fragment.node.selection_set.node)
        }
        Selection::FragmentSpread(spread) => directives(&mut spread.node.directives),
    })
}

fn directives(directives: &mut [Positioned<Directive>]) -> Result<(), Refusal> {
    directives.iter_mut().try_for_each(|directive| arguments(&mut directive.node.arguments))
}

fn arguments(arguments: &mut [(Positioned<Name>, Positioned<Literal>)]) -> Result<(), Refusal> {
    arguments.iter_mut().try_for_each(|(name, value)| literal_in(&mut value.node).map_err(|unseen| unseen.within(&name.node)))?;
    Ok(())
}

/// A character that is not seen, and the way to its text, known from the inside out.
struct Unseen {
    letter: char,
    path: String,
}

impl Unseen {
    fn within(self, step: impl Display) -> Self {
        let path = if self.path.is_empty() { step.to_string() } else { format!("{step}.{}", self.path) };
        Self { path, ..self }
    }
}

impl From<Unseen> for Refusal {
    fn from(Unseen { letter, path }: Unseen) -> Self {
        let code = format!("U+{:04X}", u32::from(letter));
        let message =
            Text::of(format!("A text holds the character {code}, which is not seen."), format!("Un texte contient le caractère {code}, qui ne se voit pas."));
        let hint = text(
            "Leave out control characters, marks of direction and marks without width.",
            "Ôtez les caractères de contrôle, les marques de direction et celles sans chasse.",
        );
        // A mutation has one argument `input`: its members are what the caller knows.
        Fault::invalid(path.strip_prefix("input.").unwrap_or(&path), message).hint(hint).into()
    }
}

fn value_in(value: &mut Value) -> Result<(), Unseen> {
    match value {
        Value::String(written) => compose(written),
        Value::List(items) => items.iter_mut().enumerate().try_for_each(|(at, item)| value_in(item).map_err(|unseen| unseen.within(at))),
        Value::Object(members) => members.iter_mut().try_for_each(|(name, member)| value_in(member).map_err(|unseen| unseen.within(name))),
        _ => Ok(()),
    }
}

fn literal_in(value: &mut Literal) -> Result<(), Unseen> {
    match value {
        Literal::String(written) => compose(written),
        Literal::List(items) => items.iter_mut().enumerate().try_for_each(|(at, item)| literal_in(item).map_err(|unseen| unseen.within(at))),
        Literal::Object(members) => members.iter_mut().try_for_each(|(name, member)| literal_in(member).map_err(|unseen| unseen.within(name))),
        _ => Ok(()),
    }
}

fn compose(written: &mut String) -> Result<(), Unseen> {
    if let Some(letter) = written.chars().find(|letter| is_unseen(*letter)) {
        return Err(Unseen { letter, path: String::new() });
    }
    if !is_nfc(written) {
        *written = written.nfc().collect();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_text_of_a_document_is_composed_and_looked_at() {
        let places = [
            ("query($x: String = \"TEXT\") { a(b: $x) }", "$x"),
            ("query @a(b: \"TEXT\") { a }", "b"),
            ("{ a(input: { b: [1, \"TEXT\"] }) }", "b.1"),
            ("{ a { b @include(if: \"TEXT\") } }", "if"),
            ("{ ... on A { b(c: \"TEXT\") } }", "c"),
            ("{ ... @a(b: \"TEXT\") { c } }", "b"),
            ("{ ...f @a(b: \"TEXT\") } fragment f on A { b }", "b"),
            ("query A { ...f } query B { a } fragment f on A { b(c: \"\"\"TEXT\"\"\") }", "c"),
            ("query A { a } query B { a(b: \"TEXT\") }", "b"),
        ];
        for (query, argument) in places {
            let mut document = parse_query(query.replace("TEXT", "cafe\u{301}")).expect("a document");
            admit_document(&mut document).expect("good texts");
            let written = format!("{document:?}");
            assert!(written.contains("caf\u{e9}") && !written.contains('\u{301}'), "{query}: {written}");

            let mut document = parse_query(query.replace("TEXT", "a\u{202e}b")).expect("a document");
            let refusal = admit_document(&mut document).expect_err(query);
            assert_eq!(refusal.explain(kernel::text::Locale::En).argument.as_deref(), Some(argument), "{query}");
        }
    }

    #[test]
    fn the_texts_of_variables_too() {
        let mut variables = Variables::from_json(json!({ "input": { "a": ["e\u{301}", { "b": "A\u{30a}" }] } }));
        admit(&mut variables).expect("good texts");
        assert_eq!(serde_json::to_value(&variables).expect("JSON"), json!({ "input": { "a": ["\u{e9}", { "b": "\u{c5}" }] } }));

        let mut variables = Variables::from_json(json!({ "input": { "a": ["", { "b": "\u{200b}" }] } }));
        let refusal = admit(&mut variables).expect_err("a mark without width");
        assert_eq!(refusal.explain(kernel::text::Locale::En).argument.as_deref(), Some("a.1.b"));
    }
}
