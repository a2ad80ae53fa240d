use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    competence::{competence, competence_framework, training_theme},
    framing::DataStatus,
};
use kernel::{
    actor::Hat,
    read::{Ask, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Resource, id_of},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use crate::domain::{
    competence::{
        filters::{CompetenceFilter, CompetenceFrameworkFilter, CompetenceFrameworkOrder, CompetenceOrder, TrainingThemeFilter, TrainingThemeOrder},
        sheet,
    },
    framing::types::in_language,
};

/// Framework of competences.
pub struct CompetenceFramework(Loaded<competence_framework::Entity>);

impl Resource for CompetenceFramework {
    type Row = competence_framework::Entity;
    type State = ();
    type Filter = CompetenceFrameworkFilter;
    type Order = CompetenceFrameworkOrder;

    const PREFIX: &'static str = "framework";
    const SHEET: Sheet<()> = sheet::REFERENCE;
    const REFERENCE: bool = true;
    const READS: &'static [(&'static str, &'static [competence_framework::Column])] =
        &[("title", &[competence_framework::Column::TitleFr, competence_framework::Column::TitleEn])];
    const RELATIONS: &'static [&'static dyn Relation<competence_framework::Entity>] = &[&Many::<competence_framework::Entity, Competence> {
        name: "competences",
        from: competence_framework::Column::Id,
        to: competence::Column::FrameworkId,
    }];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &competence_framework::Model, _: NaiveDate) {}

    fn natural_key(row: &competence_framework::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(competence_framework::Entity);
}

/// Framework of competences (*cadre de référence*): areas, and competences in them. The words are the product's own.
#[Object]
impl CompetenceFramework {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, such as `CRCN-EDU`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Title in the language of the request.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, Some(&self.0.row.title_en), Some(&self.0.row.title_fr)).unwrap_or_default()
    }

    /// Title in French.
    async fn title_fr(&self) -> &str {
        &self.0.row.title_fr
    }

    /// Title in English.
    async fn title_en(&self) -> &str {
        &self.0.row.title_en
    }

    /// How far it is known.
    async fn status(&self) -> DataStatus {
        self.0.row.status
    }

    /// What of it is not known, or not a fact; null where all of it is.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// Where it was read.
    async fn source(&self) -> Option<&str> {
        self.0.row.source.as_deref()
    }

    /// Its competences.
    async fn competences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CompetenceFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CompetenceOrder>,
    ) -> Page<Competence> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }
}

/// Competence.
pub struct Competence(Loaded<competence::Entity>);

impl Resource for Competence {
    type Row = competence::Entity;
    type State = ();
    type Filter = CompetenceFilter;
    type Order = CompetenceOrder;

    const PREFIX: &'static str = "competence";
    const SHEET: Sheet<()> = sheet::REFERENCE;
    const REFERENCE: bool = true;
    const READS: &'static [(&'static str, &'static [competence::Column])] =
        &[("label", &[competence::Column::LabelFr, competence::Column::LabelEn]), ("area", &[competence::Column::AreaFr, competence::Column::AreaEn])];
    const RELATIONS: &'static [&'static dyn Relation<competence::Entity>] =
        &[&One::<competence::Entity, CompetenceFramework> { name: "framework", from: competence::Column::FrameworkId, to: competence_framework::Column::Id }];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &competence::Model, _: NaiveDate) {}

    fn natural_key(row: &competence::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(competence::Entity);
}

/// Competence of a framework. An input names it by framework and code, as in `CRCN-EDU:2.1`.
#[Object]
impl Competence {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the framework, such as `2.1`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the framework, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Code of its area, such as `2`.
    async fn area_code(&self) -> &str {
        &self.0.row.area_code
    }

    /// Its area in the language of the request.
    async fn area(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, Some(&self.0.row.area_en), Some(&self.0.row.area_fr)).unwrap_or_default()
    }

    /// Wording in the language of the request.
    async fn label(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, Some(&self.0.row.label_en), Some(&self.0.row.label_fr)).unwrap_or_default()
    }

    /// Wording in French.
    async fn label_fr(&self) -> &str {
        &self.0.row.label_fr
    }

    /// Wording in English.
    async fn label_en(&self) -> &str {
        &self.0.row.label_en
    }

    /// How far it is known.
    async fn status(&self) -> DataStatus {
        self.0.row.status
    }

    /// What of it is not known, or not a fact; null where all of it is.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// Where it was read.
    async fn source(&self) -> Option<&str> {
        self.0.row.source.as_deref()
    }

    /// Framework that words it.
    async fn framework(&self, ctx: &Context<'_>) -> Related<CompetenceFramework> {
        ctx.one(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }
}

/// Theme of training.
pub struct TrainingTheme(Loaded<training_theme::Entity>);

impl Resource for TrainingTheme {
    type Row = training_theme::Entity;
    type State = ();
    type Filter = TrainingThemeFilter;
    type Order = TrainingThemeOrder;

    const PREFIX: &'static str = "theme";
    const SHEET: Sheet<()> = sheet::REFERENCE;
    const REFERENCE: bool = true;
    const READS: &'static [(&'static str, &'static [training_theme::Column])] =
        &[("label", &[training_theme::Column::LabelFr, training_theme::Column::LabelEn])];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &training_theme::Model, _: NaiveDate) {}

    fn natural_key(row: &training_theme::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(training_theme::Entity);
}

/// Theme of training: what needs, priorities and courses are sorted by.
#[Object]
impl TrainingTheme {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, such as `ENT`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the list, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Wording in the language of the request.
    async fn label(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, Some(&self.0.row.label_en), Some(&self.0.row.label_fr)).unwrap_or_default()
    }

    /// Wording in French.
    async fn label_fr(&self) -> &str {
        &self.0.row.label_fr
    }

    /// Wording in English.
    async fn label_en(&self) -> &str {
        &self.0.row.label_en
    }

    /// How far it is known.
    async fn status(&self) -> DataStatus {
        self.0.row.status
    }

    /// What of it is not known, or not a fact; null where all of it is.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// Where it was read.
    async fn source(&self) -> Option<&str> {
        self.0.row.source.as_deref()
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }
}
