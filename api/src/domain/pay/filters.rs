//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::pay::{
    pay_export, plan_pay,
    remuneration::{self, RemunerationKind, RemunerationStage},
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::{Filter, Id},
    scalars::SchoolYear,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::PayExport;
use crate::domain::{
    territory::filters::{academy_coded, order},
    training::TrainingPlan,
};

/// Which remunerations to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct RemunerationFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<RemunerationStage>>,
    /// How they are paid. Refuses an empty list.
    pub kinds: Option<Vec<RemunerationKind>>,
    /// The plan that pays.
    pub plan: Option<Id<TrainingPlan>>,
    /// The file in which they went to the payroll tool last.
    pub export: Option<Id<PayExport>>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Which files to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PayExportFilter {
    /// School year that was asked for.
    pub school_year: Option<SchoolYear>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Sums are one a plan: nothing to filter but the academy.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PayTotalsFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Order of remunerations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum RemunerationOrder {
    /// In the order they were first set.
    #[default]
    Created,
}

/// Order of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum PayExportOrder {
    /// From the latest.
    #[default]
    CreatedDesc,
    /// In the order they were written.
    Created,
}

order!(RemunerationOrder, remuneration, Self::Created => Sort::by_creation());
order!(PayExportOrder, pay_export,
    Self::CreatedDesc => Sort::by_creation().descending(),
    Self::Created => Sort::by_creation());
order!(RemunerationOrder, plan_pay, _ => Sort::by_creation());

impl Filter for RemunerationFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use remuneration::Column::{AcademyId, ExportId, Kind, PlanId, SchoolYear, Stage};
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(values("kinds", self.kinds.as_ref())?.map(|kinds| Kind.is_in(kinds)))
            .add_option(self.plan.map(|plan| plan.named("filter.plan").map(|plan| PlanId.eq(plan))).transpose()?)
            .add_option(self.export.map(|export| export.named("filter.export").map(|export| ExportId.eq(export))).transpose()?)
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))))
    }
}

impl Filter for PayExportFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use pay_export::Column::{AcademyId, SchoolYear};
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))))
    }
}

impl Filter for PayTotalsFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(self.academy.as_ref().map(|code| chosen(plan_pay::Column::AcademyId, academy_coded(code)))))
    }
}
