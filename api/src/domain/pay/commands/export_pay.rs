//! `exportPay`.

use async_graphql::InputObject;
use entity::pay::{
    pay_export,
    remuneration::{self, RemunerationStage},
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::{Id, id_of},
    scalars::SchoolYear,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::answerable;
use crate::domain::{
    pay::{
        PayExport, Remuneration,
        events::{PAY_EXPORTED, PAY_FILE_WRITTEN},
        file,
        sheet::EXPORT,
        states,
    },
    territory::lookups::academy_of,
    training::TrainingPlan,
};

/// Approved lines for the payroll tool.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "ExportPayInput")]
pub struct ExportPay {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// Those of this school year; of all when left out.
    pub school_year: Option<SchoolYear>,
    /// Those of this plan; of all when left out.
    pub plan: Option<Id<TrainingPlan>>,
}

impl Command for ExportPay {
    const NAME: &'static str = "exportPay";
    type Outcome = Id<PayExport>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use remuneration::Column::{AcademyId, PlanId, SchoolYear as Year, Stage};
        let academy = academy_of(work, &self.academy).await?.id;
        let place = pay_export::ActiveModel { academy_id: Set(academy), ..Default::default() };
        work.may_create::<PayExport>(EXPORT, &place).await?;
        let plan = match self.plan {
            Some(plan) => Some(work.seen(plan, "plan").await?.id),
            None => None,
        };
        let year = self.school_year.map(|year| year.to_string());
        let waiting = Condition::all()
            .add(AcademyId.eq(academy))
            .add(Stage.eq(RemunerationStage::Approved))
            .add_option(year.as_ref().map(|year| Year.eq(year)))
            .add_option(plan.map(|plan| PlanId.eq(plan)));
        // Whoever exports at the same time waits here, and then finds them exported.
        let lines = work.find_locked::<remuneration::Entity>(waiting).await?;
        if lines.is_empty() {
            let message = text("No approved line waits to be exported.", "Aucune ligne approuvée n'attend d'être exportée.");
            let hint = text("payExports has the files that were written.", "payExports a les fichiers déjà écrits.");
            return Err(Fault::invalid("academy", message).coded("NOTHING_TO_EXPORT").hint(hint).into());
        }

        let export = pay_export::ActiveModel {
            academy_id: Set(academy),
            plan_id: Set(plan),
            school_year: Set(year),
            exported_by_id: Set(answerable(work)),
            line_count: Set(i32::try_from(lines.len()).map_err(Refusal::internal)?),
            total_cents: Set(lines.iter().map(|line| i64::from(line.amount_cents)).sum()),
            csv: Set(file::written(work, &lines, academy).await?),
            ..Default::default()
        };
        let export = work.create::<PayExport>(EXPORT, export).await?;
        let mut changes = Vec::with_capacity(lines.len());
        for line in &lines {
            let stage = states::REMUNERATION.after(line.stage, EXPORT)?;
            let change = remuneration::ActiveModel { id: Unchanged(line.id), stage: Set(stage), export_id: Set(Some(export.id)), ..Default::default() };
            changes.push((id_of::<Remuneration>(line).to_string(), change));
        }
        for (result, line) in work.save_all::<Remuneration>(EXPORT, changes).await? {
            let line = line.ok_or_else(|| Refusal::internal(format!("{} was not exported", result.key)))?;
            work.announce(PAY_EXPORTED.of::<Remuneration>(&line));
        }
        work.announce(PAY_FILE_WRITTEN.of::<PayExport>(&export));
        Ok(export.id.into())
    }
}
