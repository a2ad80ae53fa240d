//! `logSupportAction`.

use async_graphql::InputObject;
use entity::{
    action::support_action::{self, SupportChannel},
    people::person,
};
use kernel::{
    command::Command,
    refusal::Refusal,
    resource::Id,
    scalars::{Date, Uai},
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use super::{Said, kind_of, mandate_on};
use crate::domain::{
    action::{SupportAction, events::ACTION_LOGGED, sheet::LOG},
    territory::lookups::establishment_of,
};

/// What was done, in three fields; the others may be left out.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "LogSupportActionInput")]
pub struct LogSupportAction {
    /// Code of the kind, such as `HELP_PERSON`.
    pub kind: String,
    /// Day on which it was done: today or before, within one's mandate.
    pub date: Date,
    /// How many it served, in the unit of the kind, 0 to 2,000; 0 for a kind that counts nothing.
    pub beneficiaries: i32,
    /// Minutes it took, 1 to 1,440.
    pub minutes: Option<i32>,
    /// By which way colleagues were reached.
    pub channel: Option<SupportChannel>,
    /// What is to be remembered of it, 1,000 characters at most; name no pupil in it.
    pub note: Option<String>,
    /// Unit code of the establishment, for those who were referents of several on that day.
    pub establishment: Option<Uai>,
}

impl Command for LogSupportAction {
    const NAME: &'static str = "logSupportAction";
    type Outcome = Id<SupportAction>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let person = work.viewer.actor.person().unwrap_or_default();
        let own = work.find::<person::Entity>(Condition::all().add(person::Column::Id.eq(person))).await?.pop();
        let row = support_action::ActiveModel {
            academy_id: Set(own.map(|row| row.academy_id).unwrap_or_default()),
            person_id: Set(person),
            removed_at: Set(None),
            ..Default::default()
        };
        work.may_create::<SupportAction>(LOG, &row).await?;
        let kind = kind_of(work, &self.kind).await?;
        let said = Said { kind: &kind, date: self.date.0, beneficiaries: self.beneficiaries, minutes: self.minutes, note: self.note.as_ref() };
        let note = said.checked(work.viewer.actor.today)?;
        let there = match &self.establishment {
            Some(uai) => Some(establishment_of(work, uai, "establishment").await?.id),
            None => None,
        };
        let mandate = mandate_on(work, person, self.date.0, there).await?;

        let row = support_action::ActiveModel {
            academy_id: Set(mandate.academy_id),
            establishment_id: Set(mandate.establishment_id),
            mandate_id: Set(mandate.id),
            school_year: Set(mandate.school_year),
            kind_id: Set(kind.id),
            done_on: Set(self.date.0),
            beneficiaries: Set(self.beneficiaries),
            minutes: Set(self.minutes),
            channel: Set(self.channel),
            note: Set(note),
            ..row
        };
        let row = work.create::<SupportAction>(LOG, row).await?;
        work.announce(ACTION_LOGGED.of::<SupportAction>(&row));
        Ok(row.id.into())
    }
}
