//! What resolvers ask: a page, an object, what is allowed; each is one sentence.

use std::sync::Arc;

use async_graphql::Context;
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    columns::Shows,
    read::{Maybe, Page, Reader, Related},
    refusal::Refusal,
    resource::{Id, Kid, ModelOf, Permission, Resource, Transition, id_column, id_of, permissions, transitions, uuid},
    sheet::Standing,
    show::Seen,
    viewer::Viewer,
};

/// What resolvers ask of their context: each is one sentence.
pub trait Ask {
    /// The viewer of this request.
    fn viewer(&self) -> &Viewer;

    /// Reads from the root, as this field asks.
    fn read(&self) -> Read<'_>;

    /// The nested page that this field asks for.
    fn many<C: Resource, P: Resource>(&self, parent: &P) -> impl Future<Output = Page<C>> + Send;

    /// The object that this field asks for.
    fn one<C: Resource, P: Resource>(&self, parent: &P) -> impl Future<Output = Related<C>> + Send;

    /// What the viewer may do with an object.
    fn permissions<R: Resource>(&self, object: &R) -> impl Future<Output = Maybe<Vec<Permission>>> + Send;

    /// The steps that the object's state makes possible.
    fn transitions<R: Resource>(&self, object: &R) -> impl Future<Output = Maybe<Vec<Transition>>> + Send;
}

/// A read from the root.
pub struct Read<'c> {
    reader: Reader<'c>,
}

impl<'c> Read<'c> {
    /// A page of everything the viewer may read.
    pub async fn list<R: Resource>(&self) -> Page<R> {
        self.list_among(Condition::all()).await
    }

    /// A page of what meets a condition.
    pub async fn list_among<R: Resource>(&self, condition: Condition) -> Page<R> {
        Some(self.reader.list(&[self.reader.ctx.item], condition).await.map(Seen))
    }

    /// A page of what a room works out, all of it; `about` is what the list is about beside its filter.
    pub async fn list_of<R: Resource>(&self, about: &str, rows: impl Future<Output = Result<Vec<ModelOf<R>>, Refusal>> + Send) -> Page<R> {
        Some(self.reader.list_of(&[self.reader.ctx.item], about, rows).await.map(Seen))
    }

    /// The one object that meets a condition; null when there is none, or none the viewer may read.
    pub async fn one<R: Resource>(&self, condition: Condition) -> Maybe<R> {
        self.reader.one(&[self.reader.ctx.item], condition).await.transpose()
    }

    /// The objects with these ids, in no order.
    pub async fn with_ids<R: Resource>(&self, ids: &[Uuid]) -> Result<Vec<R>, Refusal> {
        self.reader.with_ids(&[self.reader.ctx.item], ids).await
    }
}

impl Ask for Context<'_> {
    fn viewer(&self) -> &Viewer {
        self.data_unchecked::<Arc<Viewer>>()
    }

    fn read(&self) -> Read<'_> {
        Read { reader: Reader::new(self.viewer(), self) }
    }

    async fn many<C: Resource, P: Resource>(&self, parent: &P) -> Page<C> {
        Some(match kid(self, parent).await {
            Ok(Kid::Here(page)) => page.downcast().map(Seen).map_err(|_| Refusal::internal("a relation of another type")),
            Ok(Kid::Absent) => Ok(Seen(Arc::default())),
            Ok(Kid::Refused(refusal)) | Err(refusal) => Err(refusal),
        })
    }

    async fn one<C: Resource, P: Resource>(&self, parent: &P) -> Related<C> {
        match kid(self, parent).await {
            Ok(Kid::Here(object)) => Some(object.downcast().map(Seen).map_err(|_| Refusal::internal("a relation of another type"))),
            Ok(Kid::Absent) => None,
            Ok(Kid::Refused(refusal)) | Err(refusal) => Some(Err(refusal)),
        }
    }

    async fn permissions<R: Resource>(&self, object: &R) -> Maybe<Vec<Permission>> {
        Some(stands(self, object).await.map(|standing| permissions::<R>(self.viewer(), &object.loaded().row, standing)))
    }

    async fn transitions<R: Resource>(&self, object: &R) -> Maybe<Vec<Transition>> {
        Some(stands(self, object).await.map(|standing| transitions::<R>(self.viewer(), &object.loaded().row, standing)))
    }
}

/// What the plan left at this response key; if nothing planned it, the same walk for this one row.
async fn kid<P: Resource>(ctx: &Context<'_>, parent: &P) -> Result<Kid, Refusal> {
    let loaded = parent.loaded();
    if let Some(kid) = loaded.kid(&ctx.item.node.response_key().node) {
        return Ok(kid.clone());
    }
    let field = ctx.item.node.name.node.as_str();
    let relation = P::RELATIONS.iter().find(|relation| relation.name() == field).ok_or_else(|| Refusal::internal(format!("{field} declares no relation")))?;
    let Some(key) = uuid(&loaded.row, relation.column()) else { return Ok(Kid::Absent) };
    let mut grown = relation.grow(&Reader::new(ctx.viewer(), ctx), &[ctx.item], &[key]).await?;
    Ok(grown.0.remove(&key).unwrap_or(Kid::Absent))
}

/// Where an object stands for the viewer: as its statement computed it, or asked now.
async fn stands<R: Resource>(ctx: &Context<'_>, object: &R) -> Result<Standing, Refusal> {
    match object.loaded().standing {
        Some(standing) => Ok(standing),
        // Boxed: the future of every field of the type would be as large as this one.
        None => Box::pin(ask_standing(ctx, object)).await,
    }
}

async fn ask_standing<R: Resource>(ctx: &Context<'_>, object: &R) -> Result<Standing, Refusal> {
    let id: Id<R> = id_of::<R>(&object.loaded().row);
    let reader = Reader::new(ctx.viewer(), ctx);
    let shown = Shows::of(true, vec![id_column::<R::Row>()]);
    let mut statement = reader.scoped::<R>(&shown);
    statement.and_where(Expr::col(id_column::<R::Row>().as_column_ref()).eq(id.0));
    let found = reader.fetch::<R>(&[], &shown, statement.into()).await?.rows.pop();
    Ok(found.and_then(|(_, (_, standing))| standing).unwrap_or_default())
}
