use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    mandate::mandate,
    people::appointment,
    territory::{
        academy, department,
        establishment::{self, EstablishmentKind, Ministry, OwnerKind, Sector},
        local_authority, zone, zone_membership,
    },
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, Many, One, OneThrough, Relation, Through},
    resource::{Loaded, Permission, Place, Resource, id_of},
    scalars::{Date, Url},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use super::{Academy, Basin, Department, LocalAuthority, Zone};
use crate::domain::{
    mandate::{
        Referent, ReferentMandate,
        filters::{MandateFilter, MandateOrder, ReferentFilter, ReferentOrder},
    },
    people::{
        Appointment,
        filters::{AppointmentFilter, AppointmentOrder},
    },
    territory::{
        filters::{EstablishmentFilter, EstablishmentOrder, NameOrder, ZoneFilter, kilometres},
        place::{in_office, in_own_establishments},
        rules, sheet,
    },
};

/// The zones of an establishment.
const ZONES: Link<zone_membership::Entity> = Link {
    parent: zone_membership::Column::EstablishmentId,
    child: zone_membership::Column::ZoneId,
    period: Some((zone_membership::Column::StartsOn, zone_membership::Column::EndsOn)),
};

/// Establishment.
pub struct Establishment(Loaded<establishment::Entity>);

impl Resource for Establishment {
    type Row = establishment::Entity;
    type State = ();
    type Filter = EstablishmentFilter;
    type Order = EstablishmentOrder;

    const PREFIX: &'static str = "establishment";
    const SHEET: Sheet<()> = sheet::ESTABLISHMENT;
    const READS: &'static [(&'static str, &'static [establishment::Column])] = &[
        ("kindLabel", &[establishment::Column::Kind]),
        ("distance", &[establishment::Column::Latitude, establishment::Column::Longitude]),
        ("owner", &[establishment::Column::OwnerKind, establishment::Column::Kind, establishment::Column::Sector, establishment::Column::ParentId]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<establishment::Entity>] = &[
        &One::<establishment::Entity, Academy> { name: "academy", from: establishment::Column::AcademyId, to: academy::Column::Id },
        &One::<establishment::Entity, Department> { name: "department", from: establishment::Column::DepartmentId, to: department::Column::Id },
        &OneThrough::<establishment::Entity, zone_membership::Entity, Basin> {
            name: "basin",
            from: establishment::Column::Id,
            link: ZONES,
            to: zone::Column::Id,
        },
        &Through::<establishment::Entity, zone_membership::Entity, Zone> {
            name: "zones",
            from: establishment::Column::Id,
            link: ZONES,
            to: zone::Column::Id,
            also: None,
        },
        &One::<establishment::Entity, LocalAuthority> { name: "ownerAuthority", from: establishment::Column::OwnerId, to: local_authority::Column::Id },
        &One::<establishment::Entity, Self> { name: "parent", from: establishment::Column::ParentId, to: establishment::Column::Id },
        &Many::<establishment::Entity, Self> { name: "sections", from: establishment::Column::Id, to: establishment::Column::ParentId },
        &Many::<establishment::Entity, Referent> { name: "referents", from: establishment::Column::Id, to: mandate::Column::EstablishmentId },
        &Many::<establishment::Entity, ReferentMandate> { name: "mandates", from: establishment::Column::Id, to: mandate::Column::EstablishmentId },
        &Many::<establishment::Entity, Appointment> { name: "appointments", from: establishment::Column::Id, to: appointment::Column::EstablishmentId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Everywhere => Some(everything()),
            Reach::Academy => in_office(hat, establishment::Column::AcademyId, establishment::Column::Id),
            Reach::Establishment => Some(in_own_establishments(hat, establishment::Column::Id)),
            _ => None,
        }
    }

    fn state(_: &establishment::Model, _: NaiveDate) {}

    fn place(row: &establishment::Model) -> Place {
        Place { establishment: Some(row.id), ..Place::by_columns::<establishment::Entity>(row) }
    }

    fn natural_key(row: &establishment::Model) -> String {
        row.uai.clone()
    }

    kernel::wraps!(establishment::Entity);
}

/// Who owns the equipment of an establishment, computed from its sector, kind and department, never typed in.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Owner {
    /// Kind of owner.
    kind: OwnerKind,
    /// Article of the law it follows from; null where no rule covers it.
    legal_basis: Option<String>,
    /// Why this owner, or why none, in the language of the request.
    reason: String,
}

#[ComplexObject]
impl Owner {
    /// Label of the kind of owner, in the language of the request.
    async fn label(&self, ctx: &Context<'_>) -> String {
        crate::domain::labels::label("OwnerKind", self.kind, ctx.viewer().locale)
    }
}

/// Establishment (*établissement*, EPLE): a school of the second degree, or what depends on one. Public facts, source in `source`.
#[Object]
impl Establishment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Unit code (*UAI*): seven digits and a check letter, as in `0860001J`. Unique and never reused.
    async fn uai(&self) -> &str {
        &self.0.row.uai
    }

    /// Name in French.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Kind.
    async fn kind(&self) -> EstablishmentKind {
        self.0.row.kind
    }

    /// Kind in words, in the language of the request.
    async fn kind_label(&self, ctx: &Context<'_>) -> String {
        crate::domain::labels::label("EstablishmentKind", self.0.row.kind, ctx.viewer().locale)
    }

    /// Sector.
    async fn sector(&self) -> Sector {
        self.0.row.sector
    }

    /// Ministry it depends on.
    async fn ministry(&self) -> Ministry {
        self.0.row.ministry
    }

    /// Street address.
    async fn address(&self) -> Option<&str> {
        self.0.row.address.as_deref()
    }

    /// Postal code.
    async fn postal_code(&self) -> Option<&str> {
        self.0.row.postal_code.as_deref()
    }

    /// Town.
    async fn city(&self) -> Option<&str> {
        self.0.row.city.as_deref()
    }

    /// Latitude in degrees, WGS 84.
    async fn latitude(&self) -> Option<f64> {
        self.0.row.latitude
    }

    /// Longitude in degrees, WGS 84.
    async fn longitude(&self) -> Option<f64> {
        self.0.row.longitude
    }

    /// Kilometres from a point, as the crow flies; null where the position is not known.
    async fn distance(
        &self,
        #[graphql(desc = "Latitude of the point in degrees, WGS 84.")] latitude: f64,
        #[graphql(desc = "Longitude of the point in degrees, WGS 84.")] longitude: f64,
    ) -> Option<f64> {
        let here = (self.0.row.latitude?, self.0.row.longitude?);
        Some((kilometres((latitude, longitude), here) * 1000.0).round() / 1000.0)
    }

    /// Telephone.
    async fn phone(&self) -> Option<&str> {
        self.0.row.phone.as_deref()
    }

    /// Generic mailbox: how to reach the establishment without a name.
    async fn mail(&self) -> Option<&str> {
        self.0.row.mail.as_deref()
    }

    /// Web site.
    async fn website(&self) -> Option<Url> {
        self.0.row.website.clone().map(Url)
    }

    /// Number of pupils, a public figure; no pupil's data is ever held.
    async fn pupils(&self) -> Option<i32> {
        self.0.row.pupils
    }

    /// Day it opened.
    async fn opened_on(&self) -> Option<Date> {
        self.0.row.opened_on.map(Date)
    }

    /// Last day it was open, included; null while it is.
    async fn closed_on(&self) -> Option<Date> {
        self.0.row.closed_on.map(Date)
    }

    /// Data sets that gave these facts.
    async fn source(&self) -> Option<&str> {
        self.0.row.source.as_deref()
    }

    /// Academy it belongs to.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// Department it lies in.
    async fn department(&self, ctx: &Context<'_>) -> Related<Department> {
        ctx.one(self).await
    }

    /// Basin it belongs to; null where none is known.
    async fn basin(&self, ctx: &Context<'_>, #[graphql(desc = "Day to look at; today when left out.")] as_of: Option<Date>) -> Related<Basin> {
        let _ = as_of;
        ctx.one(self).await
    }

    /// Zones of other kinds it belongs to today, or on the day `asOf` of the filter.
    async fn zones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ZoneFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NameOrder>,
    ) -> Page<Zone> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Who owns its equipment, and why (law of 8 July 2013).
    async fn owner(&self, ctx: &Context<'_>) -> Owner {
        let (legal_basis, reason) = rules::owner_words(&self.0.row);
        Owner { kind: self.0.row.owner_kind, legal_basis, reason: reason.in_(ctx.viewer().locale).to_owned() }
    }

    /// The local authority that owns its equipment; null for a private owner or where no rule covers it.
    async fn owner_authority(&self, ctx: &Context<'_>) -> Related<LocalAuthority> {
        ctx.one(self).await
    }

    /// The establishment that a section belongs to; null for others.
    async fn parent(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// Sections that belong to it.
    async fn sections(
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

    /// Its referents, those of today unless the filter names a day.
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

    /// Mandates of its referents, of all years and states.
    async fn mandates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MandateFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MandateOrder>,
    ) -> Page<ReferentMandate> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Appointments of its staff, those of today unless the filter names a day.
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<AppointmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<AppointmentOrder>,
    ) -> Page<Appointment> {
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
