use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::framing::{DataStatus, activity, framing_text, mission, mission_catalogue};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use super::{Activity, FramingText, Mission, in_language};
use crate::domain::framing::{
    filters::{ActivityFilter, MissionCatalogueFilter, MissionCatalogueOrder, MissionFilter, MissionOrder},
    sheet,
};

/// Mission catalogue.
pub struct MissionCatalogue(Loaded<mission_catalogue::Entity>);

impl Resource for MissionCatalogue {
    type Row = mission_catalogue::Entity;
    type State = ();
    type Filter = MissionCatalogueFilter;
    type Order = MissionCatalogueOrder;

    const PREFIX: &'static str = "catalogue";
    const SHEET: Sheet<()> = sheet::CATALOGUE;
    const REFERENCE: bool = true;
    const READS: &'static [(&'static str, &'static [mission_catalogue::Column])] =
        &[("title", &[mission_catalogue::Column::TitleFr, mission_catalogue::Column::TitleEn])];
    const RELATIONS: &'static [&'static dyn Relation<mission_catalogue::Entity>] = &[
        &One::<mission_catalogue::Entity, FramingText> { name: "basis", from: mission_catalogue::Column::BasisId, to: framing_text::Column::Id },
        &Many::<mission_catalogue::Entity, Mission> { name: "missions", from: mission_catalogue::Column::Id, to: mission::Column::CatalogueId },
        &Many::<mission_catalogue::Entity, Activity> { name: "activities", from: mission_catalogue::Column::Id, to: activity::Column::CatalogueId },
    ];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &mission_catalogue::Model, _: NaiveDate) {}

    fn natural_key(row: &mission_catalogue::Model) -> String {
        row.code.clone()
    }

    fn of(loaded: Loaded<mission_catalogue::Entity>) -> Self {
        Self(loaded)
    }

    fn loaded(&self) -> &Loaded<mission_catalogue::Entity> {
        &self.0
    }
}

/// Mission catalogue: the missions of the referent and their activities as they were worded at a time. A letter of that time
/// keeps these words. The labels are the product's own wording of published missions.
#[Object]
impl MissionCatalogue {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code: the year of the text it rests on, such as `2015`.
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

    /// First day on which it holds.
    async fn valid_from(&self) -> Date {
        self.0.row.valid_from.into()
    }

    /// Last day on which it holds, included; null while it does.
    async fn valid_to(&self) -> Option<Date> {
        self.0.row.valid_to.map(Date)
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

    /// Framing text that it rests on.
    async fn basis(&self, ctx: &Context<'_>) -> Related<FramingText> {
        ctx.one(self).await
    }

    /// Missions, as the catalogue lists them.
    async fn missions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionOrder>,
    ) -> Page<Mission> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Activities of all its missions, as the catalogue lists them.
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
