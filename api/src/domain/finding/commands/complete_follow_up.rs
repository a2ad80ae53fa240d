//! `completeFollowUp`.

use async_graphql::InputObject;
use entity::finding::{finding, follow_up};
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

use super::{came, step};
use crate::domain::{
    finding::{
        FollowUp,
        events::{FINDING_DONE, FOLLOW_UP_DONE},
        sheet::COMPLETE,
    },
    letter::TemplateClause,
    training::TrainingAction,
};

/// What was decided and is done.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CompleteFollowUpInput")]
pub struct CompleteFollowUp {
    /// The follow-up.
    pub id: Id<FollowUp>,
    /// Its version as it was read.
    pub version: i64,
    /// Day on which it was done, today or before; today when left out.
    pub done_on: Option<Date>,
    /// The clause of a template that came of it: of a LETTER_CLAUSE.
    pub template_clause: Option<Id<TemplateClause>>,
    /// The action of a training plan that came of it: of a TRAINING_ACTION.
    pub training_action: Option<Id<TrainingAction>>,
}

impl Command for CompleteFollowUp {
    const NAME: &'static str = "completeFollowUp";
    type Outcome = Id<FollowUp>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use follow_up::Column::{DoneOn, FindingId};
        let known = work.take(COMPLETE, self.id, self.version).await?;
        if let Some(day) = known.done_on {
            let message = Text::of(format!("It was done on {day}."), format!("C'est fait depuis le {day}."));
            return Err(Fault::invalid("id", message).coded("ALREADY_DONE").into());
        }
        let today = work.viewer.actor.today;
        let day = self.done_on.map_or(today, |day| day.0);
        if day > today {
            return Err(Fault::invalid("doneOn", text("This day is still to come.", "Ce jour est encore à venir.")).into());
        }
        let came = came(work, (known.academy_id, known.kind), self.template_clause, self.training_action).await?;
        let of_finding = Condition::all().add(finding::Column::Id.eq(known.finding_id));
        let finding = work.find_locked::<finding::Entity>(of_finding).await?.pop().ok_or_else(|| Refusal::internal("a follow-up has its finding"))?;

        let change = follow_up::ActiveModel {
            id: Unchanged(known.id),
            done_on: Set(Some(day)),
            template_clause_id: Set(came.clause.or(known.template_clause_id)),
            training_action_id: Set(came.action.or(known.training_action_id)),
            ..Default::default()
        };
        let row = work.save::<FollowUp>(change).await?;
        work.announce(FOLLOW_UP_DONE.of::<FollowUp>(&row));
        let open = Condition::all().add(FindingId.eq(finding.id)).add(DoneOn.is_null());
        if finding.stage == finding::FindingStage::Decided && work.count::<follow_up::Entity>(open).await? == 0 {
            step(work, COMPLETE, &finding, Default::default(), &FINDING_DONE).await?;
        }
        Ok(row.id.into())
    }
}
