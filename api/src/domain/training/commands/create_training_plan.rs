//! `createTrainingPlan`.

use async_graphql::InputObject;
use entity::training::training_plan::{self, PlanStage, TrainingLevel};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{SchoolYear, Uai},
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    people::rules::short_text,
    territory::lookups::{academy_of, basin_of, establishment_of},
    training::{TrainingPlan, events::PLAN_CREATED, rules, sheet::DRAFT},
};

/// A training plan to begin: one a place and school year.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreateTrainingPlanInput")]
pub struct CreateTrainingPlan {
    /// How wide it is.
    pub level: TrainingLevel,
    /// School year.
    pub school_year: SchoolYear,
    /// Title, 1 to 200 characters.
    pub title: String,
    /// Most that its actions may cost together, in cents of a euro; nothing is checked when it is left out.
    pub budget_cents: Option<i32>,
    /// Unit code of the establishment: for `ESTABLISHMENT`, and only then.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`: for `BASIN` and `ACADEMY`, and only then.
    pub academy: Option<String>,
    /// Code of the basin in the academy: for `BASIN`, and only then.
    pub basin: Option<String>,
}

impl Command for CreateTrainingPlan {
    const NAME: &'static str = "createTrainingPlan";
    type Outcome = Id<TrainingPlan>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let (academy, establishment, basin) = match (self.level, &self.establishment, &self.academy, &self.basin) {
            (TrainingLevel::Establishment, Some(uai), None, None) => {
                let establishment = establishment_of(work, uai, "establishment").await?;
                (establishment.academy_id, Some(establishment.id), None)
            }
            (TrainingLevel::Basin, None, Some(academy), Some(basin)) => {
                let academy = academy_of(work, academy).await?;
                (academy.id, None, Some(basin_of(work, basin, academy.id).await?.id))
            }
            (TrainingLevel::Academy, None, Some(academy), None) => (academy_of(work, academy).await?.id, None, None),
            _ => {
                let message = text("The place does not fit the level.", "Le lieu ne va pas avec le niveau.");
                let hint = text(
                    "ESTABLISHMENT wants establishment, BASIN wants academy and basin, ACADEMY wants academy; nothing else.",
                    "ESTABLISHMENT veut establishment, BASIN veut academy et basin, ACADEMY veut academy ; rien d'autre.",
                );
                return Err(Fault::invalid("level", message).hint(hint).into());
            }
        };
        let place = establishment.or(basin).unwrap_or(academy);
        let row = training_plan::ActiveModel {
            academy_id: Set(academy),
            establishment_id: Set(establishment),
            basin_id: Set(basin),
            place_id: Set(place),
            level: Set(self.level),
            school_year: Set(self.school_year.to_string()),
            stage: Set(PlanStage::Draft),
            acknowledged: Set(false),
            ..Default::default()
        };
        work.may_create::<TrainingPlan>(DRAFT, &row).await?;
        let same = Condition::all().add(training_plan::Column::PlaceId.eq(place)).add(training_plan::Column::SchoolYear.eq(self.school_year.to_string()));
        if work.count::<training_plan::Entity>(same).await? > 0 {
            return Err(Refusal::taken("schoolYear"));
        }
        let row = training_plan::ActiveModel {
            title: Set(short_text("title", &self.title, 200)?),
            budget_cents: Set(self.budget_cents.map(|cents| rules::cents("budgetCents", cents)).transpose()?),
            ..row
        };

        let plan = work.create::<TrainingPlan>(DRAFT, row).await?;
        work.announce(PLAN_CREATED.of::<TrainingPlan>(&plan));
        Ok(plan.id.into())
    }
}
