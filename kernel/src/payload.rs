//! The answers of mutations: what a command made, read inside its transaction.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use async_graphql::{Context, Object, OutputType, TypeName};
use uuid::Uuid;

use crate::{
    ask::Ask,
    command::Done,
    read::Reader,
    refusal::Refusal,
    resource::{Id, Resource, id_of},
    selection::{asked, name},
    show::AllSeen,
    text::Locale,
    work::{RowFault, RowResult, RowStatus},
};

/// The payload of a mutation: how it reads what the command made.
pub trait Answer<O>: Sized {
    /// Reads the payload, inside the transaction.
    fn read(reader: &Reader<'_>, outcome: &O, done: Done) -> impl Future<Output = Result<Self, Refusal>> + Send;
}

/// The object that a payload shows in its field `object`, as each place of the query asks for it.
pub struct Shown<R: Resource>(Vec<(Arc<str>, Option<Arc<R>>)>);

impl<R: Resource> Shown<R> {
    /// Reads the object for a payload of type `P`, inside the transaction.
    pub async fn read<P: OutputType>(reader: &Reader<'_>, id: Id<R>) -> Result<Self, Refusal> {
        let mut objects = Vec::new();
        for (key, fields) in asked(reader.ctx, &[reader.ctx.item], &P::type_name()) {
            if name(&fields) == "object" {
                let object = reader.with_ids::<R>(&fields, &[id.0]).await?.pop();
                objects.push((Arc::from(key), object.map(Arc::new)));
            }
        }
        Ok(Self(objects))
    }

    /// The object at the place that is being answered.
    pub fn here(&self, ctx: &Context<'_>) -> Option<Arc<R>> {
        let key = ctx.item.node.response_key().node.as_str();
        self.0.iter().find(|(name, _)| **name == *key).and_then(|(_, object)| object.clone())
    }
}

/// The answer of a mutation on one object.
pub struct Payload<R: Resource> {
    object: Shown<R>,
    done: Done,
}

impl<R: Resource> TypeName for Payload<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Payload", <R as OutputType>::type_name()).into()
    }
}

/// The answer of a mutation on one object.
#[Object(name_type)]
impl<R: Resource> Payload<R> {
    /// The object after the change; null when the viewer may not read it any more.
    async fn object(&self, ctx: &Context<'_>) -> Option<Arc<R>> {
        self.object.here(ctx)
    }

    /// True when everything was taken back after this answer: nothing was written.
    async fn dry_run(&self) -> bool {
        self.done.dry_run
    }

    /// True when an earlier call with the same idempotency key did it.
    async fn replayed(&self) -> bool {
        self.done.replayed
    }
}

impl<R: Resource> Answer<Id<R>> for Payload<R> {
    async fn read(reader: &Reader<'_>, outcome: &Id<R>, done: Done) -> Result<Self, Refusal> {
        Ok(Self { object: Shown::read::<Self>(reader, *outcome).await?, done })
    }
}

/// Results as one place of the query asks for them.
type ResultsAt<R> = (Arc<str>, Vec<Arc<BulkResult<R>>>);

/// The answer of a mutation on many objects.
pub struct BulkPayload<R: Resource> {
    results: Vec<ResultsAt<R>>,
    rows: Vec<RowResult>,
    done: Done,
}

/// What became of one row.
pub struct BulkResult<R: Resource> {
    row: RowResult,
    objects: Vec<(Arc<str>, Arc<R>)>,
}

/// Why a row was refused.
pub struct RowError(RowFault);

impl RowError {
    /// From where a fault was kept.
    pub fn kept(fault: serde_json::Value) -> Option<Self> {
        serde_json::from_value(fault).ok().map(Self)
    }
}

impl<R: Resource> TypeName for BulkPayload<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}BulkPayload", <R as OutputType>::type_name()).into()
    }
}

impl<R: Resource> TypeName for BulkResult<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}BulkResult", <R as OutputType>::type_name()).into()
    }
}

/// The answer of a mutation on many objects.
#[Object(name_type)]
impl<R: Resource> BulkPayload<R> {
    /// One result for each row, in the order of the rows.
    async fn results(&self, ctx: &Context<'_>) -> AllSeen<'_, BulkResult<R>> {
        let key = ctx.item.node.response_key().node.as_str();
        AllSeen(self.results.iter().find(|(name, _)| **name == *key).map_or(&[], |(_, results)| results))
    }

    /// Number of rows that ended so.
    async fn count(&self, #[graphql(desc = "The ending to count.")] status: RowStatus) -> usize {
        self.rows.iter().filter(|row| row.status == status).count()
    }

    /// True when everything was taken back after this answer: nothing was written.
    async fn dry_run(&self) -> bool {
        self.done.dry_run
    }

    /// True when an earlier call with the same idempotency key did it.
    async fn replayed(&self) -> bool {
        self.done.replayed
    }
}

/// What became of one row.
#[Object(name_type)]
impl<R: Resource> BulkResult<R> {
    /// The row as its caller names it: the natural key of its object.
    async fn key(&self) -> &str {
        &self.row.key
    }

    /// What became of it.
    async fn status(&self) -> RowStatus {
        self.row.status
    }

    /// The object; null for a row that was refused.
    async fn object(&self, ctx: &Context<'_>) -> Option<Arc<R>> {
        let key = ctx.item.node.response_key().node.as_str();
        self.objects.iter().find(|(name, _)| **name == *key).map(|(_, object)| Arc::clone(object))
    }

    /// Why it was refused; null for the others.
    async fn error(&self) -> Option<RowError> {
        self.row.fault.clone().map(RowError)
    }
}

/// Why a row was refused.
#[Object]
impl RowError {
    /// Stable code.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// Argument at fault.
    async fn argument(&self) -> Option<&str> {
        self.0.argument.as_deref()
    }

    /// What is wrong, in the language of the request.
    async fn message(&self, ctx: &Context<'_>) -> &str {
        in_locale(ctx, &self.0.message)
    }

    /// How to mend it, in the language of the request.
    async fn hint(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.hint.as_ref().map(|hint| in_locale(ctx, hint))
    }
}

fn in_locale<'t>(ctx: &Context<'_>, pair: &'t (String, String)) -> &'t str {
    match ctx.viewer().locale {
        Locale::En => &pair.0,
        Locale::Fr => &pair.1,
    }
}

impl<R: Resource> Answer<Vec<RowResult>> for BulkPayload<R> {
    async fn read(reader: &Reader<'_>, outcome: &Vec<RowResult>, done: Done) -> Result<Self, Refusal> {
        let ids: Vec<Uuid> = outcome.iter().filter_map(|row| row.id).collect();
        let mut results = Vec::new();
        for (key, fields) in asked(reader.ctx, &[reader.ctx.item], &<Self as OutputType>::type_name()) {
            if name(&fields) != "results" {
                continue;
            }
            let mut rows: Vec<BulkResult<R>> = outcome.iter().map(|row| BulkResult { row: row.clone(), objects: Vec::new() }).collect();
            for (object_key, below) in asked(reader.ctx, &fields, &<BulkResult<R> as OutputType>::type_name()) {
                if name(&below) != "object" || ids.is_empty() {
                    continue;
                }
                let found = reader.with_ids::<R>(&below, &ids).await?.into_iter().map(|object| (id_of::<R>(&object.loaded().row).0, Arc::new(object)));
                let found: HashMap<Uuid, Arc<R>> = found.collect();
                let object_key: Arc<str> = object_key.into();
                for row in &mut rows {
                    if let Some(object) = row.row.id.and_then(|id| found.get(&id)) {
                        row.objects.push((Arc::clone(&object_key), Arc::clone(object)));
                    }
                }
            }
            results.push((Arc::from(key), rows.into_iter().map(Arc::new).collect()));
        }
        Ok(Self { results, rows: outcome.clone(), done })
    }
}
