//! `delegate`.

use async_graphql::InputObject;
use entity::{
    access::delegation,
    people::appointment::{self, AppointmentFunction},
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{Date, PersonKey, Uai},
    store::covering,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    access::{Delegation, events::DELEGATED, rules, sheet::DELEGATE},
    people::lookups::Persons,
    territory::lookups::establishment_of,
};

/// A deputy who is to act in your place.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DelegateInput")]
pub struct Delegate {
    /// Unit code of your establishment.
    pub establishment: Uai,
    /// A deputy of it.
    pub deputy: PersonKey,
    /// First day, from today on.
    pub starts_on: Date,
    /// Last day, included: within a year of the first.
    pub ends_on: Date,
}

impl Command for Delegate {
    const NAME: &'static str = "delegate";
    type Outcome = Id<Delegation>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (starts, ends) = (self.starts_on.0, self.ends_on.0);
        let establishment = establishment_of(work, &self.establishment, "establishment").await?;
        let persons = Persons::named(work, std::iter::once(&self.deputy)).await?;
        let deputy = persons.the(&self.deputy, Some(establishment.academy_id)).map_err(|_| Refusal::NotFound { argument: "deputy" })?;
        let principal = work.viewer.actor.person().ok_or_else(|| Refusal::NotAllowed { reason: text("A person delegates.", "Une personne délègue.") })?;
        let row = delegation::ActiveModel {
            academy_id: Set(establishment.academy_id),
            establishment_id: Set(establishment.id),
            principal_id: Set(principal),
            deputy_id: Set(deputy.id),
            starts_on: Set(starts),
            ends_on: Set(ends),
            ..Default::default()
        };
        rules::delegation(work.viewer.actor.today, starts, ends)?;
        // The right comes first: whoever may not delegate there learns nothing of who works there.
        let row = work.create::<Delegation>(DELEGATE, row).await?;
        let there = Condition::all().add(appointment::Column::PersonId.eq(deputy.id)).add(appointment::Column::EstablishmentId.eq(establishment.id));
        let as_deputy = there.add(appointment::Column::Function.eq(AppointmentFunction::Deputy)).add(covering(
            appointment::Column::StartsOn,
            appointment::Column::EndsOn,
            starts,
        ));
        if work.find::<appointment::Entity>(as_deputy).await?.is_empty() {
            let message = text("This person is no deputy of the establishment on the first day.", "Cette personne n'y est pas adjointe le premier jour.");
            let hint = text("The rectorate, desk DIRECTORY, appoints deputies.", "Le rectorat, bureau DIRECTORY, nomme les adjoints.");
            return Err(Fault::invalid("deputy", message).coded("NOT_A_DEPUTY").hint(hint).into());
        }
        work.announce(DELEGATED.of::<Delegation>(&row));
        Ok(row.id.into())
    }
}
