//! `changeSupportAction`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::action::{
    support_action::{self, SupportChannel},
    support_action_kind,
};
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{Said, kind_of, mandate_on};
use crate::domain::action::{SupportAction, events::ACTION_CHANGED, sheet::CHANGE};

/// What changes of a line; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ChangeSupportActionInput")]
pub struct ChangeSupportAction {
    /// The line.
    pub id: Id<SupportAction>,
    /// Its version as it was read.
    pub version: i64,
    /// Code of the kind, such as `HELP_PERSON`.
    pub kind: Option<String>,
    /// Day on which it was done: today or before, within one's mandate there.
    pub date: Option<Date>,
    /// How many it served, in the unit of the kind, 0 to 2,000.
    pub beneficiaries: Option<i32>,
    /// Minutes it took, 1 to 1,440; null: not known.
    pub minutes: MaybeUndefined<i32>,
    /// By which way colleagues were reached; null: not said.
    pub channel: MaybeUndefined<SupportChannel>,
    /// What is to be remembered of it, 1,000 characters at most; null: nothing.
    pub note: MaybeUndefined<String>,
}

impl Command for ChangeSupportAction {
    const NAME: &'static str = "changeSupportAction";
    type Outcome = Id<SupportAction>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(CHANGE, self.id, self.version).await?;
        let kind = match &self.kind {
            Some(code) => kind_of(work, code).await?,
            None => {
                let known = Condition::all().add(support_action_kind::Column::Id.eq(row.kind_id));
                work.find::<support_action_kind::Entity>(known).await?.pop().ok_or_else(|| Refusal::internal("a line has its kind"))?
            }
        };
        let date = self.date.map_or(row.done_on, |date| date.0);
        let beneficiaries = self.beneficiaries.unwrap_or(row.beneficiaries);
        let minutes = now(self.minutes, row.minutes);
        let note = now(self.note, row.note.clone());
        let said = Said { kind: &kind, date, beneficiaries, minutes, note: note.as_ref() };
        let note = said.checked(work.viewer.actor.today)?;
        let mandate = match date == row.done_on {
            true => None,
            false => Some(mandate_on(work, row.person_id, date, Some(row.establishment_id)).await?),
        };

        let mut change = support_action::ActiveModel {
            id: Unchanged(row.id),
            kind_id: Set(kind.id),
            done_on: Set(date),
            beneficiaries: Set(beneficiaries),
            minutes: Set(minutes),
            channel: Set(now(self.channel, row.channel)),
            note: Set(note),
            ..Default::default()
        };
        if let Some(mandate) = mandate {
            (change.mandate_id, change.school_year) = (Set(mandate.id), Set(mandate.school_year));
        }
        let row = work.save::<SupportAction>(change).await?;
        work.announce(ACTION_CHANGED.of::<SupportAction>(&row));
        Ok(row.id.into())
    }
}

/// What a field that may be empty holds after a change.
fn now<T>(said: MaybeUndefined<T>, before: Option<T>) -> Option<T> {
    match said {
        MaybeUndefined::Undefined => before,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(value) => Some(value),
    }
}
