use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    mandate::mandate,
    territory::{
        academy, establishment,
        zone::{self, ZoneKind},
        zone_membership,
    },
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, One, Relation, Through},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use super::{Academy, Establishment};
use crate::domain::{
    mandate::{
        Referent,
        filters::{ReferentFilter, ReferentOrder},
    },
    territory::{
        filters::{BasinFilter, EstablishmentFilter, EstablishmentOrder, NameOrder, ZoneFilter},
        sheet,
    },
};

/// The establishments of a zone.
pub const MEMBERS: Link<zone_membership::Entity> = Link {
    parent: zone_membership::Column::ZoneId,
    child: zone_membership::Column::EstablishmentId,
    period: Some((zone_membership::Column::StartsOn, zone_membership::Column::EndsOn)),
};

/// Basin of education and training.
pub struct Basin(Loaded<zone::Entity>);

impl Resource for Basin {
    type Row = zone::Entity;
    type State = ();
    type Filter = BasinFilter;
    type Order = NameOrder;

    const PREFIX: &'static str = "basin";
    const SHEET: Sheet<()> = sheet::ZONE;
    const REFERENCE: bool = true;
    const RELATIONS: &'static [&'static dyn Relation<zone::Entity>] = &[
        &One::<zone::Entity, Academy> { name: "academy", from: zone::Column::AcademyId, to: academy::Column::Id },
        &Through::<zone::Entity, zone_membership::Entity, Establishment> {
            name: "establishments",
            from: zone::Column::Id,
            link: MEMBERS,
            to: establishment::Column::Id,
            also: None,
        },
        &Through::<zone::Entity, zone_membership::Entity, Referent> {
            name: "referents",
            from: zone::Column::Id,
            link: MEMBERS,
            to: mandate::Column::EstablishmentId,
            also: None,
        },
    ];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &zone::Model, _: NaiveDate) {}

    fn kind() -> Option<(zone::Column, &'static [&'static str])> {
        Some((zone::Column::Kind, &["BASIN"]))
    }

    fn natural_key(row: &zone::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(zone::Entity);
}

/// Basin of education and training (*bassin d'éducation et de formation*): establishments of one neighbourhood that
/// work together; each academy draws its own (circular 2001-114 of 20 June 2001). Its boundaries change in time.
#[Object]
impl Basin {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the academy, such as `13164`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Name in French.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Where the drawing comes from, when it is not the academy's own.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// First day it exists.
    async fn starts_on(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day it exists, included; null while it does.
    async fn ends_on(&self) -> Option<Date> {
        self.0.row.ends_on.map(Date)
    }

    /// Academy that drew it.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// Establishments that belong to it today, or on the day `asOf` of the filter.
    async fn establishments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EstablishmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EstablishmentOrder>,
    ) -> Page<Establishment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Referents of its establishments, those of today unless the filter names a day.
    async fn referents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ReferentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ReferentOrder>,
    ) -> Page<Referent> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

/// Zone of another kind than a basin.
pub struct Zone(Loaded<zone::Entity>);

impl Resource for Zone {
    type Row = zone::Entity;
    type State = ();
    type Filter = ZoneFilter;
    type Order = NameOrder;

    const PREFIX: &'static str = "zone";
    const SHEET: Sheet<()> = sheet::ZONE;
    const REFERENCE: bool = true;
    const RELATIONS: &'static [&'static dyn Relation<zone::Entity>] = &[
        &One::<zone::Entity, Academy> { name: "academy", from: zone::Column::AcademyId, to: academy::Column::Id },
        &Through::<zone::Entity, zone_membership::Entity, Establishment> {
            name: "establishments",
            from: zone::Column::Id,
            link: MEMBERS,
            to: establishment::Column::Id,
            also: None,
        },
    ];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &zone::Model, _: NaiveDate) {}

    fn kind() -> Option<(zone::Column, &'static [&'static str])> {
        Some((zone::Column::Kind, &["SCHOOL_NETWORK", "OTHER"]))
    }

    fn natural_key(row: &zone::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(zone::Entity);
}

/// Zone of an academy of another kind than a basin (*réseau*): an establishment may belong to several, each for a time.
#[Object]
impl Zone {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Kind.
    async fn kind(&self) -> ZoneKind {
        self.0.row.kind
    }

    /// Code, unique in the academy and kind.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Name in French.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Where the drawing comes from, when it is not the academy's own.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// First day it exists.
    async fn starts_on(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day it exists, included; null while it does.
    async fn ends_on(&self) -> Option<Date> {
        self.0.row.ends_on.map(Date)
    }

    /// Academy that drew it.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// Establishments that belong to it today, or on the day `asOf` of the filter.
    async fn establishments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EstablishmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EstablishmentOrder>,
    ) -> Page<Establishment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
