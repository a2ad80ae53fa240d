use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    mandate::mandate,
    need::need_cluster,
    people::person,
    stage::stage_offer::{self, OfferStage},
    territory::establishment,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Confidence, Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    labels::label,
    mandate::ReferentMandate,
    need::NeedCluster,
    people::Person,
    stage::{
        filters::{StageOfferFilter, StageOfferOrder},
        place::of_offer,
        sheet, states,
    },
    territory::Establishment,
};

/// Offer of a course.
pub struct StageOffer(Loaded<stage_offer::Entity>);

impl Resource for StageOffer {
    type Row = stage_offer::Entity;
    type State = OfferStage;
    type Filter = StageOfferFilter;
    type Order = StageOfferOrder;

    const PREFIX: &'static str = "offer";
    const CONFIDENCE: Confidence = Confidence::Training;
    const SHEET: Sheet<OfferStage> = sheet::OFFERS;
    const MACHINE: Option<&'static Machine<OfferStage>> = Some(&states::OFFERS);
    const READS: &'static [(&'static str, &'static [stage_offer::Column])] = &[("stageLabel", &[stage_offer::Column::Stage])];
    const RELATIONS: &'static [&'static dyn Relation<stage_offer::Entity>] = &[
        &One::<stage_offer::Entity, NeedCluster> { name: "cluster", from: stage_offer::Column::ClusterId, to: need_cluster::Column::Id },
        &One::<stage_offer::Entity, ReferentMandate> { name: "mandate", from: stage_offer::Column::MandateId, to: mandate::Column::Id },
        &One::<stage_offer::Entity, Person> { name: "person", from: stage_offer::Column::PersonId, to: person::Column::Id },
        &One::<stage_offer::Entity, Establishment> { name: "establishment", from: stage_offer::Column::EstablishmentId, to: establishment::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_offer(reach, hat)
    }

    fn state(row: &stage_offer::Model, _: NaiveDate) -> OfferStage {
        row.stage
    }

    fn in_states(states: &[OfferStage], _: NaiveDate) -> Condition {
        Condition::all().add(stage_offer::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &stage_offer::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(stage_offer::Entity);
}

/// Offer of a course (*stage*) to a referent of one of the establishments that share the need (founding page): the referent accepts, the
/// referent's principal releases, the rectorate retains. What is in it is between these three; the referents and principals of the basin, and the rest of the rectorate, read it once it is retained.
#[Object]
impl StageOffer {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Where it stands.
    async fn stage(&self) -> OfferStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("OfferStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// Days that the referent would be away.
    async fn days(&self) -> i32 {
        self.0.row.days
    }

    /// What the rectorate says with it; null when nothing was.
    async fn message(&self) -> Option<&str> {
        self.0.row.message.as_deref()
    }

    /// Why it was declined, not released or not retained; null when nothing was said.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// Whether the principal released the referent against what the establishment's policy says.
    async fn acknowledged(&self) -> bool {
        self.0.row.acknowledged
    }

    /// The cluster of needs.
    async fn cluster(&self, ctx: &Context<'_>) -> Related<NeedCluster> {
        ctx.one(self).await
    }

    /// The mandate that makes the person a candidate.
    async fn mandate(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
        ctx.one(self).await
    }

    /// The referent.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// Establishment of the mandate, whose principal releases.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The steps that its state makes possible, each with whether the viewer may take it.
    async fn available_transitions(&self, ctx: &Context<'_>) -> Maybe<Vec<Transition>> {
        ctx.transitions(self).await
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
