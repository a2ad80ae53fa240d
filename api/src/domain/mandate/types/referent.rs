use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::{
    mandate::mandate::{self, MandateShare},
    people::person,
    territory::establishment,
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Loaded, Resource, id_of},
    scalars::{Date, SchoolYear},
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use super::ReferentMandate;
use crate::domain::{
    mandate::{
        filters::{ReferentFilter, ReferentOrder},
        sheet,
        states::{MandateState, in_states, state_on},
    },
    people::Person,
    territory::Establishment,
};

/// A referent, as the directory shows one.
pub struct Referent(Loaded<mandate::Entity>);

impl Resource for Referent {
    type Row = mandate::Entity;
    type State = MandateState;
    type Filter = ReferentFilter;
    type Order = ReferentOrder;

    const PREFIX: &'static str = "referent";
    const SHEET: Sheet<MandateState> = sheet::REFERENT;
    const READS: &'static [(&'static str, &'static [mandate::Column])] = &[("since", &[mandate::Column::StartsOn]), ("until", &[mandate::Column::EndsOn])];
    const RELATIONS: &'static [&'static dyn Relation<mandate::Entity>] = &[
        &One::<mandate::Entity, Person> { name: "person", from: mandate::Column::PersonId, to: person::Column::Id },
        &One::<mandate::Entity, Establishment> { name: "establishment", from: mandate::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<mandate::Entity, ReferentMandate> { name: "mandate", from: mandate::Column::Id, to: mandate::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        super::lies(reach, hat)
    }

    fn state(row: &mandate::Model, today: NaiveDate) -> MandateState {
        state_on(row, today)
    }

    fn in_states(states: &[MandateState], today: NaiveDate) -> Condition {
        in_states(states, today)
    }

    fn natural_key(row: &mandate::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(mandate::Entity);
}

/// Digital referent of an establishment (*référent numérique*), as the directory shows one: that there is one is public,
/// who it is is read by colleagues, principals, other referents of the academy and the rectorate, and by anyone where
/// the academy publishes the names.
#[Object]
impl Referent {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year of the mandate.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// First day of the mandate.
    async fn since(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day of the mandate, included.
    async fn until(&self) -> Date {
        self.0.row.ends_on.into()
    }

    /// Part of the mission that the person holds.
    async fn share(&self) -> MandateShare {
        self.0.row.share
    }

    /// The establishment; its generic mailbox reaches the referent.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The person; null for those who may not read the name.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The mandate behind it; null for those who may not read it.
    async fn mandate(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
        ctx.one(self).await
    }
}
