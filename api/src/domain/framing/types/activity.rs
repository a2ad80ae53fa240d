use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::framing::{DataStatus, activity, mission, mission_catalogue};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Loaded, Permission, Resource, id_of},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::Condition;

use super::{Mission, MissionCatalogue, in_language};
use crate::domain::framing::{
    filters::{ActivityFilter, MissionOrder},
    sheet,
};

/// Activity.
pub struct Activity(Loaded<activity::Entity>);

impl Resource for Activity {
    type Row = activity::Entity;
    type State = ();
    type Filter = ActivityFilter;
    type Order = MissionOrder;

    const PREFIX: &'static str = "activity";
    const SHEET: Sheet<()> = sheet::CATALOGUE;
    const REFERENCE: bool = true;
    const READS: &'static [(&'static str, &'static [activity::Column])] = &[("label", &[activity::Column::LabelFr, activity::Column::LabelEn])];
    const RELATIONS: &'static [&'static dyn Relation<activity::Entity>] = &[
        &One::<activity::Entity, Mission> { name: "mission", from: activity::Column::MissionId, to: mission::Column::Id },
        &One::<activity::Entity, MissionCatalogue> { name: "catalogue", from: activity::Column::CatalogueId, to: mission_catalogue::Column::Id },
    ];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &activity::Model, _: NaiveDate) {}

    fn natural_key(row: &activity::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    fn of(loaded: Loaded<activity::Entity>) -> Self {
        Self(loaded)
    }

    fn loaded(&self) -> &Loaded<activity::Entity> {
        &self.0
    }
}

/// Activity of a mission, as a catalogue words it. The same code in two catalogues is one line of work: figures may follow the
/// code over the years while a letter keeps the words of its catalogue.
#[Object]
impl Activity {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in its catalogue, such as `M1.1`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the catalogue, from 1.
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

    /// Mission that it belongs to.
    async fn mission(&self, ctx: &Context<'_>) -> Related<Mission> {
        ctx.one(self).await
    }

    /// Catalogue that words it.
    async fn catalogue(&self, ctx: &Context<'_>) -> Related<MissionCatalogue> {
        ctx.one(self).await
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
