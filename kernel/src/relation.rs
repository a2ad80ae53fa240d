//! What hangs on a row: rooms declare relations, the kernel loads them, one statement for all rows at once.
//!
//! `Many`: rows of another table that name this one. `One`: the row that a column names. `Through`: rows reached over
//! a table of links, which may be dated (memberships). `OneThrough`: the one such row on a day.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use async_graphql::{Positioned, parser::types::Field};
use sea_orm::{EntityTrait, QueryResult};
use uuid::Uuid;

use crate::{
    explain::Explanation,
    fetch::Beside,
    read::{Owners, Reader, is_kind},
    refusal::Refusal,
    resource::{ColumnOf, Kid, Resource, Table, uuid},
    scalars::Date,
    selection::argument,
    sheet::READ,
    store::covering,
    viewer::Viewer,
};

/// Something that hangs on rows of `P`; its name is the field's.
#[async_trait::async_trait]
pub trait Relation<P: EntityTrait>: Send + Sync {
    /// Name of the field.
    fn name(&self) -> &'static str;

    /// The column that the relation starts from.
    fn column(&self) -> P::Column;

    /// Type of what hangs there.
    fn target(&self) -> Cow<'static, str>;

    /// Whether the viewer may read what hangs there, and why; `None` when nothing does, or where links lead to it.
    async fn explain(&self, _viewer: &Viewer, _key: Uuid) -> Result<Option<Explanation>, Refusal> {
        Ok(None)
    }

    #[doc(hidden)]
    async fn grow(&self, reader: &Reader<'_>, fields: &[&Positioned<Field>], keys: &[Uuid]) -> Result<Grown, Refusal>;

    /// How it is read in the statement of its parents, where that can be.
    #[doc(hidden)]
    fn beside(&self, _reader: &Reader<'_>, _fields: &[&Positioned<Field>]) -> Option<Beside> {
        None
    }

    /// Takes what was read beside its parents from a column on, and how many columns it took.
    #[doc(hidden)]
    async fn grow_beside(
        &self,
        _reader: &Reader<'_>,
        _fields: &[&Positioned<Field>],
        _beside: &[(Uuid, &QueryResult)],
        _from: usize,
    ) -> Result<(Result<Grown, Refusal>, usize), Refusal> {
        Err(Refusal::internal("nothing was read beside"))
    }
}

/// What was found for each key.
pub struct Grown(pub(crate) HashMap<Uuid, Kid>);

/// A list of rows of `C` that name the parent.
pub struct Many<P: EntityTrait, C: Resource> {
    /// Name of the field.
    pub name: &'static str,
    /// Column of the parent.
    pub from: P::Column,
    /// Column of the child that holds it.
    pub to: ColumnOf<C>,
}

#[async_trait::async_trait]
impl<P: Table, C: Resource> Relation<P> for Many<P, C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn column(&self) -> P::Column {
        self.from
    }

    fn target(&self) -> Cow<'static, str> {
        C::type_name()
    }

    async fn explain(&self, viewer: &Viewer, key: Uuid) -> Result<Option<Explanation>, Refusal> {
        viewer.explain_having::<C>(self.to, key, READ.0).await
    }

    async fn grow(&self, reader: &Reader<'_>, fields: &[&Positioned<Field>], keys: &[Uuid]) -> Result<Grown, Refusal> {
        reader.lists::<C>(fields, Owners::naming::<C::Row>(reader, self.to, keys)).await.map(grown)
    }
}

/// The row of `C` that a column names.
pub struct One<P: EntityTrait, C: Resource> {
    /// Name of the field.
    pub name: &'static str,
    /// Column of the parent.
    pub from: P::Column,
    /// Column of the child that holds it.
    pub to: ColumnOf<C>,
}

#[async_trait::async_trait]
impl<P: Table, C: Resource> Relation<P> for One<P, C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn column(&self) -> P::Column {
        self.from
    }

    fn target(&self) -> Cow<'static, str> {
        C::type_name()
    }

    async fn explain(&self, viewer: &Viewer, key: Uuid) -> Result<Option<Explanation>, Refusal> {
        viewer.explain_having::<C>(self.to, key, READ.0).await
    }

    async fn grow(&self, reader: &Reader<'_>, fields: &[&Positioned<Field>], keys: &[Uuid]) -> Result<Grown, Refusal> {
        if let Some(table) = reader.reference::<C>(fields).await? {
            let found = keys.iter().filter_map(|key| table.having(self.to, *key).find(|row| is_kind::<C>(row)).map(|row| (*key, row.clone())));
            return reader.singles::<C>(fields, found.collect()).await.map(grown);
        }
        reader.one_each::<C>(fields, Owners::naming::<C::Row>(reader, self.to, keys)).await.map(grown)
    }

    fn beside(&self, reader: &Reader<'_>, fields: &[&Positioned<Field>]) -> Option<Beside> {
        reader.beside::<C>(fields, self.to)
    }

    async fn grow_beside(
        &self,
        reader: &Reader<'_>,
        fields: &[&Positioned<Field>],
        beside: &[(Uuid, &QueryResult)],
        from: usize,
    ) -> Result<(Result<Grown, Refusal>, usize), Refusal> {
        let (found, width) = reader.take_beside::<C>(fields, beside, from).await?;
        Ok((found.map(grown), width))
    }
}

/// A table of links between `P` and `C`.
pub struct Link<L: EntityTrait> {
    /// Column that names the parent.
    pub parent: L::Column,
    /// Column that names the child.
    pub child: L::Column,
    /// First and last day of the link, where links are dated.
    pub period: Option<(L::Column, L::Column)>,
}

/// A list of rows of `C` over a table of links `L`; dated links are those of the filter's `asOf`, or of today.
pub struct Through<P: EntityTrait, L: EntityTrait, C: Resource> {
    /// Name of the field.
    pub name: &'static str,
    /// Column of the parent.
    pub from: P::Column,
    /// The links.
    pub link: Link<L>,
    /// Column of the child.
    pub to: ColumnOf<C>,
    /// Another column of the link that the child has too, where both tell.
    pub also: Option<(L::Column, ColumnOf<C>)>,
}

#[async_trait::async_trait]
impl<P: Table, L: Table, C: Resource> Relation<P> for Through<P, L, C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn column(&self) -> P::Column {
        self.from
    }

    fn target(&self) -> Cow<'static, str> {
        C::type_name()
    }

    async fn grow(&self, reader: &Reader<'_>, fields: &[&Positioned<Field>], keys: &[Uuid]) -> Result<Grown, Refusal> {
        let filter = argument::<Option<C::Filter>>(reader.ctx, fields[0], "filter")?;
        let day = filter.and_then(|filter| crate::resource::Filter::as_of(&filter)).unwrap_or(reader.viewer.actor.today);
        reader.lists::<C>(fields, Owners::linked::<C, L>(reader, &self.link, self.to, keys, day).and(self.also)).await.map(grown)
    }
}

/// The one row of `C` over a table of dated links `L`, on the day of the argument `asOf`, or today.
pub struct OneThrough<P: EntityTrait, L: EntityTrait, C: Resource> {
    /// Name of the field.
    pub name: &'static str,
    /// Column of the parent.
    pub from: P::Column,
    /// The links.
    pub link: Link<L>,
    /// Column of the child.
    pub to: ColumnOf<C>,
}

#[async_trait::async_trait]
impl<P: Table, L: Table, C: Resource> Relation<P> for OneThrough<P, L, C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn column(&self) -> P::Column {
        self.from
    }

    fn target(&self) -> Cow<'static, str> {
        C::type_name()
    }

    async fn grow(&self, reader: &Reader<'_>, fields: &[&Positioned<Field>], keys: &[Uuid]) -> Result<Grown, Refusal> {
        let day = argument::<Option<Date>>(reader.ctx, fields[0], "asOf")?.map_or(reader.viewer.actor.today, |date| date.0);
        if let Some(table) = reader.reference::<C>(fields).await? {
            let links = reader.viewer.store.reference::<L>().await?;
            let linked = |key: Uuid| {
                let children = links.having(self.link.parent, key).filter(|link| self.link.holds(link, day)).filter_map(|link| uuid(link, self.link.child));
                children.flat_map(|child| table.having(self.to, child)).find(|row| is_kind::<C>(row)).map(|row| (key, row.clone()))
            };
            return reader.singles::<C>(fields, keys.iter().filter_map(|key| linked(*key)).collect()).await.map(grown);
        }
        reader.one_each::<C>(fields, Owners::linked::<C, L>(reader, &self.link, self.to, keys, day)).await.map(grown)
    }
}

fn grown<T: Send + Sync + 'static>(found: HashMap<Uuid, Arc<T>>) -> Grown {
    Grown(found.into_iter().map(|(key, value)| (key, Kid::Here(value))).collect())
}

impl<L: Table> Link<L> {
    /// Whether a link holds on a day.
    fn holds(&self, link: &L::Model, day: chrono::NaiveDate) -> bool {
        let date = |column| match sea_orm::ModelTrait::get(link, column) {
            sea_orm::Value::ChronoDate(date) => date,
            _ => None,
        };
        self.period.is_none_or(|(starts, ends)| date(starts).is_some_and(|starts| starts <= day) && date(ends).is_none_or(|ends| day <= ends))
    }

    /// The links that hold on a day.
    pub(crate) fn on(&self, day: chrono::NaiveDate) -> sea_orm::Condition {
        self.period.map_or_else(sea_orm::Condition::all, |(starts, ends)| covering(starts, ends, day))
    }
}
