//! How a loaded object becomes the value of its field: its fields one after the other.
//!
//! The library makes a boxed future of every field, so that resolvers wait side by side. Here what they show is loaded
//! before they run and none waits, so that a box an object is enough. No extension and no directive of our own is
//! registered: neither would be called below such an object.

use std::{borrow::Cow, pin::Pin, sync::Arc};

use async_graphql::{
    ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection},
    registry::Registry,
    resolver_utils::resolve_container,
};

use crate::selection::asked_in;

/// An object, loaded.
pub struct Seen<T>(pub Arc<T>);

/// Objects of a list, loaded.
pub struct AllSeen<'l, T>(pub &'l [Arc<T>]);

impl<T: ObjectType> OutputType for Seen<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        shown(ctx, &*self.0).await
    }
}

impl<T: ObjectType> OutputType for AllSeen<'_, T> {
    fn type_name() -> Cow<'static, str> {
        <[Arc<T>; 0] as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <[Arc<T>; 0] as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <[Arc<T>; 0] as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        let mut values = Vec::with_capacity(self.0.len());
        for (at, object) in self.0.iter().enumerate() {
            let ctx = ctx.with_index(at);
            values.push(shown(&ctx, &**object).await.map_err(|error| ctx.set_error_path(error))?);
        }
        Ok(Value::List(values))
    }
}

/// The value of an object, in the order of the query. A response key asked twice is left to the library, which merges.
fn shown<'a, T: ObjectType>(ctx: &'a ContextSelectionSet<'a>, object: &'a T) -> Pin<Box<dyn Future<Output = ServerResult<Value>> + Send + 'a>> {
    Box::pin(async move {
        let items = &ctx.item.node.items;
        let mut members = IndexMap::with_capacity(items.len());
        let fields: Option<Vec<_>> = items.iter().map(|item| if let Selection::Field(field) = &item.node { Some(field) } else { None }).collect();
        let fields = fields.unwrap_or_else(|| asked_in(ctx, &ctx.item.node, &T::type_name()).into_values().flatten().collect());
        for field in fields {
            let ctx_field = ctx.with_field(field);
            let value = match field.node.name.node.as_str() {
                "__typename" => Value::String(object.introspection_type_name().into_owned()),
                _ => object.resolve_field(&ctx_field).await?.unwrap_or_default(),
            };
            if members.insert(field.node.response_key().node.clone(), value).is_some() {
                return resolve_container(ctx, object).await;
            }
        }
        Ok(Value::Object(members))
    })
}
