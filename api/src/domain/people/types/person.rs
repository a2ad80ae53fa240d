use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    mandate::mandate,
    people::{
        appointment, discipline, office,
        person::{self, Civility},
        person_contact, person_discipline, person_identifier,
    },
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, Many, One, Relation, Through},
    resource::{Loaded, Permission, Place, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use super::{Appointment, Discipline, Office, PersonContact, PersonIdentifier};
use crate::domain::{
    mandate::{
        ReferentMandate,
        filters::{MandateFilter, MandateOrder},
    },
    people::{
        filters::{
            AppointmentFilter, AppointmentOrder, DisciplineFilter, DisciplineOrder, OfficeFilter, OfficeOrder, PersonFilter, PersonIdentifierFilter,
            PersonIdentifierOrder, PersonOrder,
        },
        place::about,
        sheet,
    },
};

const TAUGHT: Link<person_discipline::Entity> =
    Link { parent: person_discipline::Column::PersonId, child: person_discipline::Column::DisciplineId, period: None };

/// Member of staff.
pub struct Person(Loaded<person::Entity>);

impl Resource for Person {
    type Row = person::Entity;
    type State = ();
    type Filter = PersonFilter;
    type Order = PersonOrder;

    const PREFIX: &'static str = "person";
    const SHEET: Sheet<()> = sheet::PERSON;
    const RELATIONS: &'static [&'static dyn Relation<person::Entity>] = &[
        &One::<person::Entity, PersonContact> { name: "contact", from: person::Column::Id, to: person_contact::Column::PersonId },
        &Many::<person::Entity, PersonIdentifier> { name: "identifiers", from: person::Column::Id, to: person_identifier::Column::PersonId },
        &Many::<person::Entity, Appointment> { name: "appointments", from: person::Column::Id, to: appointment::Column::PersonId },
        &Many::<person::Entity, Office> { name: "offices", from: person::Column::Id, to: office::Column::PersonId },
        &Many::<person::Entity, ReferentMandate> { name: "mandates", from: person::Column::Id, to: mandate::Column::PersonId },
        &Through::<person::Entity, person_discipline::Entity, Discipline> {
            name: "disciplines",
            from: person::Column::Id,
            link: TAUGHT,
            to: discipline::Column::Id,
            also: None,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        about(reach, hat, person::Column::Id, person::Column::AcademyId)
    }

    fn state(_: &person::Model, _: NaiveDate) {}

    fn place(row: &person::Model) -> Place {
        Place { person: Some(row.id), ..Place::by_columns::<person::Entity>(row) }
    }

    fn natural_key(row: &person::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(person::Entity);
}

/// Member of staff of an academy: professional data only. Names of active referents are read more widely than those of others.
#[Object]
impl Person {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Name as shown: given name, then family name.
    async fn display_name(&self) -> &str {
        &self.0.row.display_name
    }

    /// Family name.
    async fn family_name(&self) -> &str {
        &self.0.row.family_name
    }

    /// Given name.
    async fn given_name(&self) -> &str {
        &self.0.row.given_name
    }

    /// Civility, as the person states it.
    async fn civility(&self) -> Option<Civility> {
        self.0.row.civility
    }

    /// Day the person left the directory; null while they are in it.
    async fn deactivated_on(&self) -> Option<Date> {
        self.0.row.deactivated_on.map(Date)
    }

    /// Professional mailbox; null for those who may not read it.
    async fn contact(&self, ctx: &Context<'_>) -> Related<PersonContact> {
        ctx.one(self).await
    }

    /// Identifiers in other systems; empty for those who may not read them.
    async fn identifiers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<PersonIdentifierFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<PersonIdentifierOrder>,
    ) -> Page<PersonIdentifier> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Appointments, those of today unless the filter says otherwise.
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

    /// Offices at the rectorate, those of today unless the filter says otherwise; empty for those who may not read them.
    async fn offices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<OfficeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OfficeOrder>,
    ) -> Page<Office> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Mandates as a digital referent, of all years and states.
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

    /// Disciplines the person teaches.
    async fn disciplines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<DisciplineFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<DisciplineOrder>,
    ) -> Page<Discipline> {
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
