//! `closeEstablishment`.

use async_graphql::InputObject;
use chrono::NaiveDate;
use entity::{
    mandate::mandate::{self, MandateDecision},
    territory::establishment,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Date,
    text::{Text, text},
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::territory::{Establishment, events::ESTABLISHMENT_CLOSED, sheet::CLOSE};

/// The last day of an establishment.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CloseEstablishmentInput")]
pub struct CloseEstablishment {
    /// The establishment.
    pub id: Id<Establishment>,
    /// Its version as it was read.
    pub version: i64,
    /// Its last day, included; past or to come.
    pub closes_on: Date,
}

impl Command for CloseEstablishment {
    const NAME: &'static str = "closeEstablishment";
    type Outcome = Id<Establishment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(CLOSE, self.id, self.version).await?;
        let live = Condition::all()
            .add(mandate::Column::EstablishmentId.eq(row.id))
            .add(mandate::Column::Decision.is_in([MandateDecision::Proposed, MandateDecision::Accepted]));
        let held_until = work.find::<mandate::Entity>(live).await?.into_iter().map(|row| row.ends_on).max();
        may_close(row.opened_on, self.closes_on.0, held_until)?;

        let change = establishment::ActiveModel { id: Unchanged(row.id), closed_on: Set(Some(self.closes_on.0)), ..Default::default() };
        let row = work.save::<Establishment>(change).await?;
        work.announce(ESTABLISHMENT_CLOSED.of::<Establishment>(&row));
        Ok(row.id.into())
    }
}

/// Whether a day can be the last: not before the first, nor before the end of the mandates that live on.
pub fn may_close(opened: Option<NaiveDate>, closes: NaiveDate, held_until: Option<NaiveDate>) -> Result<(), Refusal> {
    if opened.is_some_and(|opened| closes < opened) {
        return Err(Fault::invalid("closesOn", text("It would close before it opened.", "Il fermerait avant d'avoir ouvert.")).into());
    }
    match held_until.filter(|last| *last > closes) {
        None => Ok(()),
        Some(last) => {
            let message = Text::of(format!("Mandates last until {last}."), format!("Des mandats durent jusqu'au {last}."));
            let hint = text("End or withdraw them first.", "Mettez-y fin ou retirez-les d'abord.");
            Err(Fault::invalid("closesOn", message).coded("MANDATES_LAST_LONGER").hint(hint).into())
        }
    }
}
