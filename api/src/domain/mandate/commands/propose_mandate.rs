//! `proposeMandate`.

use async_graphql::InputObject;
use entity::{
    mandate::mandate::{self, MandateDecision, MandateShare},
    people::appointment,
    territory::establishment,
};
use kernel::{
    command::Command,
    refusal::{OnUnique, Refusal},
    resource::Id,
    scalars::{Date, SchoolYear, Uai},
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    mandate::{ReferentMandate, events::MANDATE_PROPOSED, rules, sheet::PROPOSE},
    people::Person,
    territory::lookups::establishment_of,
};

/// A mandate to propose.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ProposeMandateInput")]
pub struct ProposeMandate {
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// The person; works there on the first day.
    pub person: Id<Person>,
    /// School year.
    pub school_year: SchoolYear,
    /// First day, in the school year; its first day when left out.
    pub starts_on: Option<Date>,
    /// Last day, included, in the school year; its last day when left out.
    pub ends_on: Option<Date>,
    /// Part of the mission; both parts when left out.
    pub share: Option<MandateShare>,
}

impl Command for ProposeMandate {
    const NAME: &'static str = "proposeMandate";
    type Outcome = Id<ReferentMandate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (starts, ends) = rules::days(self.school_year, self.starts_on.map(|date| date.0), self.ends_on.map(|date| date.0))?;
        let establishment = establishment_of(work, &self.establishment, "establishment").await?;
        let person = work.seen(self.person, "person").await?;
        let mut row = mandate::ActiveModel {
            academy_id: Set(establishment.academy_id),
            establishment_id: Set(establishment.id),
            person_id: Set(person.id),
            school_year: Set(self.school_year.to_string()),
            starts_on: Set(starts),
            ends_on: Set(ends),
            decision: Set(MandateDecision::Proposed),
            share: Set(self.share.unwrap_or(MandateShare::Both)),
            ..Default::default()
        };
        // The right comes first: what the rules say tells of mandates there.
        work.may_create::<ReferentMandate>(PROPOSE, &row).await?;
        let parent = work.find::<establishment::Entity>(Condition::all().add(establishment::Column::Id.is_in(establishment.parent_id))).await?.pop();
        rules::can_hold(&establishment, parent.as_ref(), ends)?;
        // The establishment is held, so that two overlapping mandates cannot be proposed at once.
        work.find_locked::<establishment::Entity>(Condition::all().add(establishment::Column::Id.eq(establishment.id))).await?;
        let there = Condition::all().add(appointment::Column::PersonId.eq(person.id)).add(appointment::Column::EstablishmentId.eq(establishment.id));
        rules::works_there(&work.find::<appointment::Entity>(there).await?, starts)?;
        let others = Condition::all().add(mandate::Column::PersonId.eq(person.id)).add(mandate::Column::EstablishmentId.eq(establishment.id));
        let others = work.find::<mandate::Entity>(others).await?;
        rules::no_other_mandate(&others, starts, ends)?;
        let before = rules::continued(&others, starts);

        row.first_mandate_on = Set(rules::first_day(before, starts));
        row.predecessor_id = Set(before.map(|mandate| mandate.id));
        let row = work.create::<ReferentMandate>(PROPOSE, row).await.on_unique("mandate", || Refusal::taken("person"))?;
        work.announce(MANDATE_PROPOSED.of::<ReferentMandate>(&row));
        Ok(row.id.into())
    }
}
