//! Pre-flight: whether a document may run and what it costs, decided before the library walks it.
//!
//! The library opens fragment spreads without memory before it validates: k spreads in each of n fragments are kⁿ steps.
//! Here characters, tokens and brackets are counted before parsing, which bounds the parser's recursion; then each
//! fragment is measured once, after those it spreads, so that a bomb is a sum of a few numbers. Sums saturate. What does
//! not fit the schema (an unknown field, a missing fragment) is left to validation, which says it better.

mod costs;
mod documents;
mod lexer;
mod measure;
mod operation;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, convert::Infallible, sync::Arc};

use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::{
        self, parse_query, parse_schema,
        types::{
            BaseType, Directive, DocumentOperations, ExecutableDocument, Field, FieldDefinition, FragmentDefinition, OperationDefinition, OperationType,
            SchemaDefinition, Selection, SelectionSet, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
        },
    },
};
use kernel::{
    filter::MAX_VALUES,
    page::{DEFAULT_PAGE, MAX_PAGE},
    refusal::Refusal,
    text::{Text, text},
};
use serde::Serialize;

use crate::{edge::texts, schema};

pub use self::{
    costs::Costs,
    documents::{Documents, Parsed, Sha256},
};
use self::{costs::*, lexer::*, measure::*, operation::*};

/// All limits of a document; published at `/limits` under these names.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Unicode characters of the document.
    pub characters: u64,
    /// Names, numbers, strings and punctuation of the whole document.
    pub tokens: u64,
    /// Brackets inside one another, of any kind.
    pub nesting: u64,
    /// Levels of fields.
    pub depth: u64,
    /// Levels of fields when some are introspection's.
    pub introspection_depth: u64,
    /// Selection sets inside one another, fragments included.
    pub levels: u64,
    /// Aliases, fragments opened.
    pub aliases: u64,
    /// Times that one mutation field is asked.
    pub same_mutation: u64,
    /// Fields of the root, fragments opened.
    pub root_fields: u64,
    /// Directives, fragments opened.
    pub directives: u64,
    /// Fields, spreads, directives and argument values, fragments opened, of all operations together; and the values of
    /// variables, but for their first use.
    pub nodes: u64,
    /// Lists of introspection; a list inside another counts ten times. The standard introspection query has 162.
    pub introspection: u64,
    /// Fields of the largest possible answer, and one more for each hundred values that a field is given.
    pub cost: u64,
    /// Objects on a page.
    pub first: u64,
    /// Bytes of a request's body.
    pub body_bytes: u64,
    /// Ids of one call of `nodes`.
    pub ids: u64,
    /// Values of a list in a filter.
    pub filter_values: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            characters: 100_000,
            tokens: 5_000,
            nesting: 60,
            depth: 15,
            introspection_depth: 20,
            levels: 32,
            aliases: 100,
            same_mutation: 10,
            root_fields: 20,
            directives: 50,
            nodes: 20_000,
            introspection: 500,
            cost: 10_000,
            first: MAX_PAGE.unsigned_abs().into(),
            body_bytes: 1024 * 1024,
            ids: schema::MAX_IDS as u64,
            filter_values: MAX_VALUES as u64,
        }
    }
}

/// Why a document does not run.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// It is not GraphQL.
    #[error(transparent)]
    Syntax(#[from] parser::Error),
    /// It asks too much, or does not say what to run.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// A document that may run.
#[derive(Debug)]
pub struct Checked {
    /// The whole document: validation judges all of it.
    pub document: Arc<ExecutableDocument>,
    /// What the chosen operation is.
    pub operation: OperationType,
    /// What the chosen operation costs at most.
    pub cost: u64,
}

/// Reads the document of a text, when it is not known already.
pub fn read(limits: &Limits, documents: &Documents, text: &str) -> Result<Arc<ExecutableDocument>, Stopped> {
    documents.of(text, || {
        limits.admit_text(text)?;
        let mut document = parse_query(text)?;
        texts::admit_document(&mut document)?;
        Ok(document)
    })
}

/// Decides whether the operation of that name may run. The first limit it exceeds stops it, in the order of [`Limits`].
pub fn check(
    limits: &Limits,
    costs: &Costs,
    document: Arc<ExecutableDocument>,
    operation_name: Option<&str>,
    variables: &Variables,
) -> Result<Checked, Stopped> {
    let operation = choose(&document, operation_name)?;
    let survey = Survey::of(limits, costs, &document, operation, variables)?;
    limits.admit(&survey)?;

    Ok(Checked { operation: operation.ty, cost: survey.chosen.cost(), document })
}

impl Limits {
    fn admit_text(&self, query: &str) -> Result<(), Refusal> {
        within("characters", self.characters, length(query.chars()))?;
        let lexed = lex(query);
        within("tokens", self.tokens, lexed.tokens)?;
        within("nesting", self.nesting, lexed.nesting)?;
        if lexed.surrogate {
            return Err(Refusal::invalid(
                "query",
                text("Write a character itself, not as a pair of escapes.", "Écrivez le caractère lui-même, non une paire d'échappements."),
            ));
        }
        Ok(())
    }

    fn admit(&self, survey: &Survey<'_>) -> Result<(), Refusal> {
        let Survey { chosen, roots, .. } = survey;
        within("depth", self.depth, survey.most(|tally| tally.depth))?;
        within("introspectionDepth", self.introspection_depth, survey.most(|tally| tally.introspection_depth))?;
        within("levels", self.levels, survey.most(|tally| tally.levels))?;
        within("aliases", self.aliases, chosen.aliases)?;
        if survey.operation.ty == OperationType::Mutation {
            within("sameMutation", self.same_mutation, roots.fields.values().copied().max().unwrap_or_default())?;
        }
        within("rootFields", self.root_fields, sum(roots.fields.values().copied()))?;
        within("directives", self.directives, survey.most(|tally| tally.directives))?;
        within("nodes", self.nodes, survey.nodes())?;
        within("introspection", self.introspection, survey.most(|tally| tally.introspection))?;
        within("cost", self.cost, chosen.cost())
    }
}

fn within(limit: &'static str, max: u64, actual: u64) -> Result<(), Refusal> {
    if actual > max { Err(Refusal::LimitExceeded { limit, max, actual }) } else { Ok(()) }
}

fn length<I: Iterator>(items: I) -> u64 {
    items.count().try_into().unwrap_or(u64::MAX)
}

fn sum(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}
