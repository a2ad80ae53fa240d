use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    compensation::council_opinion::{self, CouncilBody, OpinionKind},
    territory::establishment,
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Confidence, Loaded, Permission, Resource, id_of},
    scalars::{Date, SchoolYear},
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use crate::domain::{
    compensation::{
        filters::{CouncilOpinionFilter, CouncilOpinionOrder},
        place, rules, sheet,
    },
    labels::label,
    territory::Establishment,
};

/// Opinion of a council.
pub struct CouncilOpinion(Loaded<council_opinion::Entity>);

impl Resource for CouncilOpinion {
    type Row = council_opinion::Entity;
    type State = ();
    type Filter = CouncilOpinionFilter;
    type Order = CouncilOpinionOrder;

    const PREFIX: &'static str = "opinion";
    const CONFIDENCE: Confidence = Confidence::Pay;
    const SHEET: Sheet<()> = sheet::OPINION;
    const READS: &'static [(&'static str, &'static [council_opinion::Column])] = &[
        ("bodyLabel", &[council_opinion::Column::Body]),
        ("opinionLabel", &[council_opinion::Column::Opinion]),
        ("isLate", &[council_opinion::Column::HeardOn, council_opinion::Column::SchoolYear]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<council_opinion::Entity>] = &[&One::<council_opinion::Entity, Establishment> {
        name: "establishment",
        from: council_opinion::Column::EstablishmentId,
        to: establishment::Column::Id,
    }];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::of_opinion(reach, hat)
    }

    fn state(_: &council_opinion::Model, _: NaiveDate) {}

    fn natural_key(row: &council_opinion::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(council_opinion::Entity);
}

/// What a council of an establishment said on a day about the share-out of a school year (circular 2015-058). Read by the principal, the referents of that
/// year and the desk PAY.
#[Object]
impl CouncilOpinion {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year of the share-out.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Who was heard.
    async fn body(&self) -> CouncilBody {
        self.0.row.body
    }

    /// Who was heard in words, in the language of the request.
    async fn body_label(&self, ctx: &Context<'_>) -> String {
        label("CouncilBody", self.0.row.body, ctx.viewer().locale)
    }

    /// On which day.
    async fn heard_on(&self) -> Date {
        self.0.row.heard_on.into()
    }

    /// What was said.
    async fn opinion(&self) -> OpinionKind {
        self.0.row.opinion
    }

    /// What was said in words, in the language of the request.
    async fn opinion_label(&self, ctx: &Context<'_>) -> String {
        label("OpinionKind", self.0.row.opinion, ctx.viewer().locale)
    }

    /// What is to be remembered of it; null when nothing was noted.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// Whether it was outside the time that the circular names, from 1 February to 30 June before the year: possible, when the share-out changes.
    async fn is_late(&self) -> Maybe<bool> {
        let row = &self.0.row;
        Some(row.school_year.parse().map(|year| rules::is_late(row.heard_on, year)).map_err(kernel::refusal::Refusal::internal))
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
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

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
