//! What a query asks below a field: fragments opened, type conditions applied, equal response keys merged.
//! The library's `look_ahead` ignores type conditions and is not used.

use async_graphql::{
    Context, ContextBase, InputType, Positioned,
    parser::types::{Field, Selection, SelectionSet},
};
use indexmap::IndexMap;

use crate::refusal::Refusal;

/// The fields asked of one object type, by response key, in the order of the query.
pub type Asked<'q> = IndexMap<&'q str, Vec<&'q Positioned<Field>>>;

/// Fields asked of the object type `on` in a selection set.
pub(crate) fn asked_in<'q, T>(ctx: &ContextBase<'q, T>, set: &'q SelectionSet, on: &str) -> Asked<'q> {
    let mut asked = Asked::new();
    walk(ctx, set, on, &mut asked);
    asked
}

/// Fields asked of the object type `on` below any of `fields`.
pub fn asked<'q>(ctx: &Context<'q>, fields: &[&'q Positioned<Field>], on: &str) -> Asked<'q> {
    let mut asked = Asked::new();
    for field in fields {
        walk(ctx, &field.node.selection_set.node, on, &mut asked);
    }
    asked
}

fn walk<'q, T>(ctx: &ContextBase<'q, T>, set: &'q SelectionSet, on: &str, asked: &mut Asked<'q>) {
    let fits = |condition: &str| condition == on || ctx.schema_env.registry.implements.get(on).is_some_and(|interfaces| interfaces.contains(condition));
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => asked.entry(field.node.response_key().node.as_str()).or_default().push(field),
            Selection::InlineFragment(fragment) => {
                if fragment.node.type_condition.as_ref().is_none_or(|condition| fits(&condition.node.on.node)) {
                    walk(ctx, &fragment.node.selection_set.node, on, asked);
                }
            }
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = ctx.query_env.fragments.get(&spread.node.fragment_name.node)
                    && fits(&fragment.node.type_condition.node.on.node)
                {
                    walk(ctx, &fragment.node.selection_set.node, on, asked);
                }
            }
        }
    }
}

/// Name of the field behind a response key.
pub fn name<'q>(fields: &[&'q Positioned<Field>]) -> &'q str {
    fields.first().map_or("", |field| field.node.name.node.as_str())
}

/// An argument of a field below, with variables and defaults, by the same parser as its resolver.
pub fn argument<T: InputType>(ctx: &Context<'_>, field: &Positioned<Field>, name: &str) -> Result<T, Refusal> {
    let set = ctx.with_selection_set(&field.node.selection_set);
    set.with_field(field).param_value(name, None).map(|(_, value)| value).map_err(|error| Refusal::Coercion(error.into()))
}
