use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    people::{office, person},
    territory::{academy, department, zone},
};
use kernel::{
    actor::{Desk, Desks, Extent, Hat},
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::Person;
use crate::domain::{
    people::{
        filters::{OfficeFilter, OfficeOrder},
        sheet,
    },
    territory::{Academy, Basin, Department},
};

/// Office at the rectorate.
pub struct Office(Loaded<office::Entity>);

impl Resource for Office {
    type Row = office::Entity;
    type State = ();
    type Filter = OfficeFilter;
    type Order = OfficeOrder;

    const PREFIX: &'static str = "office";
    const SHEET: Sheet<()> = sheet::OFFICE;
    const RELATIONS: &'static [&'static dyn Relation<office::Entity>] = &[
        &One::<office::Entity, Person> { name: "person", from: office::Column::PersonId, to: person::Column::Id },
        &One::<office::Entity, Academy> { name: "academy", from: office::Column::AcademyId, to: academy::Column::Id },
        &One::<office::Entity, Department> { name: "department", from: office::Column::DepartmentId, to: department::Column::Id },
        &One::<office::Entity, Basin> { name: "basin", from: office::Column::BasinId, to: zone::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match (reach, &hat.extent) {
            (Reach::Own, _) => hat.person().map(|person| Condition::all().add(office::Column::PersonId.eq(person))),
            (Reach::Academy, Extent::Academy) => Some(Condition::all().add(office::Column::AcademyId.eq(hat.academy?))),
            _ => None,
        }
    }

    fn state(_: &office::Model, _: NaiveDate) {}

    fn natural_key(row: &office::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(office::Entity);
}

/// Office of a person at the rectorate for a time: over the academy, or limited to a department or a basin, with desks.
#[Object]
impl Office {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// The officer.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// Academy.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// Department that it is limited to; null when it is not.
    async fn department(&self, ctx: &Context<'_>) -> Related<Department> {
        ctx.one(self).await
    }

    /// Basin that it is limited to (basin coordinator); null when it is not.
    async fn basin(&self, ctx: &Context<'_>) -> Related<Basin> {
        ctx.one(self).await
    }

    /// Desks.
    async fn desks(&self) -> Vec<Desk> {
        Desks::from_bits(self.0.row.desks).list()
    }

    /// First day.
    async fn starts_on(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day, included; null while none is set.
    async fn ends_on(&self) -> Option<Date> {
        self.0.row.ends_on.map(Date)
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
