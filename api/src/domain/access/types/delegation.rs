use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{access::delegation, people::person, territory::establishment};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Loaded, Permission, Place, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    access::{
        filters::{DelegationFilter, DelegationOrder},
        sheet,
    },
    people::Person,
    territory::{
        Establishment,
        place::{in_office, in_own_establishments},
    },
};

/// Delegation of a principal to a deputy.
pub struct Delegation(Loaded<delegation::Entity>);

impl Resource for Delegation {
    type Row = delegation::Entity;
    type State = ();
    type Filter = DelegationFilter;
    type Order = DelegationOrder;

    const PREFIX: &'static str = "delegation";
    const SHEET: Sheet<()> = sheet::DELEGATION;
    const RELATIONS: &'static [&'static dyn Relation<delegation::Entity>] = &[
        &One::<delegation::Entity, Establishment> { name: "establishment", from: delegation::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<delegation::Entity, Person> { name: "principal", from: delegation::Column::PrincipalId, to: person::Column::Id },
        &One::<delegation::Entity, Person> { name: "deputy", from: delegation::Column::DeputyId, to: person::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use delegation::Column::{AcademyId, DeputyId, EstablishmentId, PrincipalId};
        match (reach, hat.person()) {
            (Reach::Establishment, _) => Some(in_own_establishments(hat, EstablishmentId)),
            (Reach::Academy, _) => in_office(hat, AcademyId, EstablishmentId),
            (Reach::Own, Some(person)) => Some(Condition::any().add(PrincipalId.eq(person)).add(DeputyId.eq(person))),
            // A principal delegates what is their own: a deputy who acts for them does not pass it on.
            (Reach::Own, None) if hat.on_behalf_of.is_none() => {
                hat.wearer.map(|wearer| in_own_establishments(hat, EstablishmentId).add(PrincipalId.eq(wearer)))
            }
            _ => None,
        }
    }

    fn place(row: &delegation::Model) -> Place {
        Place { person: Some(row.deputy_id), ..Place::by_columns::<delegation::Entity>(row) }
    }

    fn state(_: &delegation::Model, _: NaiveDate) {}

    fn natural_key(row: &delegation::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(delegation::Entity);
}

/// Delegation of a principal to a deputy of the establishment: in its time the deputy may do there what the principal
/// may, but delegate again; the audit names both. It counts while both are in function there (Code de l'éducation, R421-13).
#[Object]
impl Delegation {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The principal who delegates; null for those who may not read the name.
    async fn principal(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The deputy who acts; null for those who may not read the name.
    async fn deputy(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day, included.
    async fn ends_on(&self) -> Date {
        self.0.row.ends_on.into()
    }

    /// Instant at which the principal took it back before its last day, UTC; null when not.
    async fn revoked_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.revoked_at
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
