use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    action::support_action_kind::{self, SupportUnit},
    framing::{DataStatus, activity},
};
use kernel::{
    actor::Hat,
    read::{Ask, Related},
    relation::{One, Relation},
    resource::{Loaded, Resource, id_of},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use crate::domain::{
    action::{
        filters::{SupportActionKindFilter, SupportActionKindOrder},
        sheet,
    },
    framing::{Activity, types::in_language},
    labels::label,
};

/// Kind of support action.
pub struct SupportActionKind(Loaded<support_action_kind::Entity>);

impl Resource for SupportActionKind {
    type Row = support_action_kind::Entity;
    type State = ();
    type Filter = SupportActionKindFilter;
    type Order = SupportActionKindOrder;

    const PREFIX: &'static str = "actionkind";
    const SHEET: Sheet<()> = sheet::KIND;
    const REFERENCE: bool = true;
    const READS: &'static [(&'static str, &'static [support_action_kind::Column])] =
        &[("label", &[support_action_kind::Column::LabelFr, support_action_kind::Column::LabelEn]), ("unitLabel", &[support_action_kind::Column::Unit])];
    const RELATIONS: &'static [&'static dyn Relation<support_action_kind::Entity>] =
        &[&One::<support_action_kind::Entity, Activity> { name: "activity", from: support_action_kind::Column::ActivityId, to: activity::Column::Id }];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &support_action_kind::Model, _: NaiveDate) {}

    fn natural_key(row: &support_action_kind::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(support_action_kind::Entity);
}

/// Kind of support action (*nature d'action*): what a referent can log.
#[Object]
impl SupportActionKind {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, such as `HELP_PERSON`: what an input names.
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

    /// What `beneficiaries` counts of such an action.
    async fn unit(&self) -> SupportUnit {
        self.0.row.unit
    }

    /// What is counted in words, in the language of the request.
    async fn unit_label(&self, ctx: &Context<'_>) -> String {
        label("SupportUnit", self.0.row.unit, ctx.viewer().locale)
    }

    /// Minutes that it usually takes, an estimate where a line does not say.
    async fn usual_minutes(&self) -> i32 {
        self.0.row.usual_minutes
    }

    /// Activity of the mission catalogue that it belongs to.
    async fn activity(&self, ctx: &Context<'_>) -> Related<Activity> {
        ctx.one(self).await
    }

    /// How far it is known.
    async fn status(&self) -> DataStatus {
        self.0.row.status
    }

    /// Where it was read; null for a proposal.
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
