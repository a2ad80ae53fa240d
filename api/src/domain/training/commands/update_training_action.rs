//! `updateTrainingAction`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::training::{training_action, training_session};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    work::{Work, told},
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{actions_of, drafting, plan_of};
use crate::domain::{
    competence::lookups::theme_of,
    letter::rules::markdown,
    people::rules::short_text,
    training::{TrainingAction, TrainingSession, events::ACTION_UPDATED, rules, sheet::DRAFT},
};

/// What changes of an action of a draft; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateTrainingActionInput")]
pub struct UpdateTrainingAction {
    /// The action.
    pub id: Id<TrainingAction>,
    /// Its version as it was read.
    pub version: i64,
    /// Title, 1 to 200 characters; its sessions take it too.
    pub title: Option<String>,
    /// What participants can do after it, in Markdown, 64 KiB at most.
    pub objectives: Option<String>,
    /// Code of its theme, such as `ENT`; null takes it away.
    pub theme: MaybeUndefined<String>,
    /// Hours, 0.25 to 200 in quarters of an hour.
    pub hours: Option<f64>,
    /// Fewest participants of a session; null: the academy's rule.
    pub least_participants: MaybeUndefined<i32>,
    /// Most participants of a session; those that are scheduled keep theirs.
    pub capacity: Option<i32>,
    /// Its reference in GAIA, 1 to 100 characters; null takes it away.
    pub gaia: MaybeUndefined<String>,
    /// Its reference in Sofia-FMO, 1 to 100 characters; null takes it away.
    pub sofia_fmo: MaybeUndefined<String>,
    /// What it is thought to cost, in cents of a euro.
    pub cost_cents: Option<i32>,
}

impl Command for UpdateTrainingAction {
    const NAME: &'static str = "updateTrainingAction";
    type Outcome = Id<TrainingAction>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let action = work.take(DRAFT, self.id, self.version).await?;
        let plan = plan_of(work, action.plan_id).await?;
        let plan = drafting(work, plan).await?;
        let least = match self.least_participants {
            MaybeUndefined::Undefined => action.least_participants,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(least) => Some(least),
        };
        let capacity = self.capacity.unwrap_or(action.capacity);
        rules::participants(least, capacity)?;
        let cost = rules::cents("costCents", self.cost_cents.unwrap_or(action.cost_cents))?;
        let others = actions_of(work, plan.id).await?;
        let others = others.iter().filter(|other| other.id != action.id).map(|other| other.cost_cents);
        rules::within_budget("costCents", others.chain([cost]), plan.budget_cents)?;
        if let MaybeUndefined::Value(code) = &self.theme {
            theme_of(work, code).await?;
        }
        let short = |argument: &str, written: &MaybeUndefined<String>, most| {
            Ok::<_, Fault>(match written {
                MaybeUndefined::Undefined => NotSet,
                MaybeUndefined::Null => Set(None),
                MaybeUndefined::Value(written) => Set(Some(short_text(argument, written, most)?)),
            })
        };

        let change = training_action::ActiveModel {
            id: Unchanged(action.id),
            title: self.title.map(|title| short_text("title", &title, 200)).transpose()?.map_or(NotSet, Set),
            objectives: self.objectives.map(|written| markdown("objectives", &written)).transpose()?.map_or(NotSet, Set),
            theme: told(&self.theme, Clone::clone),
            quarter_hours: self.hours.map(rules::quarters).transpose()?.map_or(NotSet, Set),
            least_participants: Set(least),
            capacity: Set(capacity),
            gaia: short("gaia", &self.gaia, 100)?,
            sofia_fmo: short("sofiaFmo", &self.sofia_fmo, 100)?,
            cost_cents: Set(cost),
            ..Default::default()
        };
        let before = action.title;
        let action = work.save::<TrainingAction>(change).await?;
        if action.title != before {
            let sessions = work.find::<training_session::Entity>(Condition::all().add(training_session::Column::ActionId.eq(action.id))).await?;
            let renamed =
                |row: training_session::Model| training_session::ActiveModel { id: Unchanged(row.id), title: Set(action.title.clone()), ..Default::default() };
            work.follow_changes::<TrainingSession>(sessions.into_iter().map(renamed).collect()).await?;
        }
        work.announce(ACTION_UPDATED.of::<TrainingAction>(&action));
        Ok(action.id.into())
    }
}
