use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::framing::{DataStatus, activity, mission, mission_catalogue};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, id_of},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use super::{Activity, MissionCatalogue, in_language};
use crate::domain::framing::{
    filters::{ActivityFilter, MissionFilter, MissionOrder},
    sheet,
};

/// Mission.
pub struct Mission(Loaded<mission::Entity>);

impl Resource for Mission {
    type Row = mission::Entity;
    type State = ();
    type Filter = MissionFilter;
    type Order = MissionOrder;

    const PREFIX: &'static str = "mission";
    const SHEET: Sheet<()> = sheet::CATALOGUE;
    const REFERENCE: bool = true;
    const READS: &'static [(&'static str, &'static [mission::Column])] = &[("label", &[mission::Column::LabelFr, mission::Column::LabelEn])];
    const RELATIONS: &'static [&'static dyn Relation<mission::Entity>] = &[
        &One::<mission::Entity, MissionCatalogue> { name: "catalogue", from: mission::Column::CatalogueId, to: mission_catalogue::Column::Id },
        &Many::<mission::Entity, Activity> { name: "activities", from: mission::Column::Id, to: activity::Column::MissionId },
    ];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &mission::Model, _: NaiveDate) {}

    fn natural_key(row: &mission::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    fn of(loaded: Loaded<mission::Entity>) -> Self {
        Self(loaded)
    }

    fn loaded(&self) -> &Loaded<mission::Entity> {
        &self.0
    }
}

/// Mission of the referent, as a catalogue words it.
#[Object]
impl Mission {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in its catalogue, such as `M1`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the catalogue, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Whether the text of its catalogue puts it before the others.
    async fn priority(&self) -> bool {
        self.0.row.priority
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

    /// Catalogue that words it.
    async fn catalogue(&self, ctx: &Context<'_>) -> Related<MissionCatalogue> {
        ctx.one(self).await
    }

    /// Activities, as the catalogue lists them.
    async fn activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ActivityFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionOrder>,
    ) -> Page<Activity> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version, which each change counts up.
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

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
