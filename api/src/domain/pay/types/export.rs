use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    pay::{pay_export, remuneration},
    people::person,
    training::training_plan,
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Confidence, Loaded, Resource, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{Condition, Iterable};

use super::Remuneration;
use crate::domain::{
    pay::{
        filters::{PayExportFilter, PayExportOrder, RemunerationFilter, RemunerationOrder},
        place, sheet,
    },
    people::Person,
    training::TrainingPlan,
};

/// File of pay lines for the payroll tool.
pub struct PayExport(Loaded<pay_export::Entity>);

impl Resource for PayExport {
    type Row = pay_export::Entity;
    type State = ();
    type Filter = PayExportFilter;
    type Order = PayExportOrder;

    const PREFIX: &'static str = "payexport";
    const CONFIDENCE: Confidence = Confidence::Pay;
    const SHEET: Sheet<()> = sheet::EXPORTS;
    const SENSITIVE: bool = true;
    const READS: &'static [(&'static str, &'static [pay_export::Column])] = &[("at", &[pay_export::Column::CreatedAt])];
    const RELATIONS: &'static [&'static dyn Relation<pay_export::Entity>] = &[
        &One::<pay_export::Entity, TrainingPlan> { name: "plan", from: pay_export::Column::PlanId, to: training_plan::Column::Id },
        &One::<pay_export::Entity, Person> { name: "by", from: pay_export::Column::ExportedById, to: person::Column::Id },
        &Many::<pay_export::Entity, Remuneration> { name: "remunerations", from: pay_export::Column::Id, to: remuneration::Column::ExportId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_export(reach, hat)
    }

    fn state(_: &pay_export::Model, _: NaiveDate) {}

    fn natural_key(row: &pay_export::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(pay_export::Entity);

    /// The file is kept once; the audit has the change of each of its lines.
    fn kept_from_audit() -> Vec<pay_export::Column> {
        pay_export::Column::iter().filter(|column| matches!(column, pay_export::Column::Csv)).collect()
    }
}

/// File of approved lines that went to the payroll tool, kept as it was written. Read by the desk PAY alone; each reading leaves a row in the audit.
#[Object]
impl PayExport {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year that was asked for; null for all.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        self.0.row.school_year.as_ref().map(|year| year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Number of its lines.
    async fn line_count(&self) -> i32 {
        self.0.row.line_count
    }

    /// Sum of their amounts, in cents of a euro.
    async fn total_cents(&self) -> i64 {
        self.0.row.total_cents
    }

    /// The file: CSV with commas and a header, UTF-8, dates as `2027-01-12`, decimals with a point. The same whenever it is read. What a spreadsheet would take for a formula has an apostrophe before it.
    async fn csv(&self) -> &str {
        &self.0.row.csv
    }

    /// Instant it was written, UTC.
    async fn at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Who asked for it; null when a program did.
    async fn by(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The plan whose lines were asked for; null for all.
    async fn plan(&self, ctx: &Context<'_>) -> Related<TrainingPlan> {
        ctx.one(self).await
    }

    /// Its lines as they are now; without those that were put right after the payroll tool refused them, and went out again since.
    async fn remunerations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<RemunerationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<RemunerationOrder>,
    ) -> Page<Remuneration> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }
}
