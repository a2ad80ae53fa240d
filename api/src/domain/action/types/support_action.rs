use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    action::{
        support_action::{self, SupportChannel},
        support_action_kind,
    },
    mandate::mandate,
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
use sea_orm::{ColumnTrait, Condition};

use super::SupportActionKind;
use crate::domain::{
    action::{
        filters::{SupportActionFilter, SupportActionOrder},
        sheet,
    },
    labels::label,
    mandate::ReferentMandate,
    territory::Establishment,
};

/// Whether a line still stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// It does.
    Standing,
    /// The referent took it back.
    TakenBack,
}

/// Line of a log.
pub struct SupportAction(Loaded<support_action::Entity>);

impl Resource for SupportAction {
    type Row = support_action::Entity;
    type State = Line;
    type Filter = SupportActionFilter;
    type Order = SupportActionOrder;

    const PREFIX: &'static str = "log";
    const SHEET: Sheet<Line> = sheet::ACTION;
    const CONFIDENCE: Confidence = Confidence::Person;
    const PARTIES_IN_CONFIDENCE: bool = true;
    const READS: &'static [(&'static str, &'static [support_action::Column])] =
        &[("date", &[support_action::Column::DoneOn]), ("channelLabel", &[support_action::Column::Channel])];
    const RELATIONS: &'static [&'static dyn Relation<support_action::Entity>] = &[
        &One::<support_action::Entity, SupportActionKind> { name: "kind", from: support_action::Column::KindId, to: support_action_kind::Column::Id },
        &One::<support_action::Entity, Establishment> { name: "establishment", from: support_action::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<support_action::Entity, ReferentMandate> { name: "mandate", from: support_action::Column::MandateId, to: mandate::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Own => hat.person().map(|person| Condition::all().add(support_action::Column::PersonId.eq(person))),
            _ => None,
        }
    }

    fn state(row: &support_action::Model, _: NaiveDate) -> Line {
        if row.removed_at.is_some() { Line::TakenBack } else { Line::Standing }
    }

    fn in_states(states: &[Line], _: NaiveDate) -> Condition {
        use support_action::Column::RemovedAt;
        states.iter().fold(Condition::any(), |any, state| any.add(if *state == Line::TakenBack { RemovedAt.is_not_null() } else { RemovedAt.is_null() }))
    }

    fn natural_key(row: &support_action::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(support_action::Entity);
}

/// Line of a referent's log (*action d'accompagnement*): what was done, on which day, for how many. Read by the referent alone.
#[Object]
impl SupportAction {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// What was done.
    async fn kind(&self, ctx: &Context<'_>) -> Related<SupportActionKind> {
        ctx.one(self).await
    }

    /// Day on which it was done.
    async fn date(&self) -> Date {
        self.0.row.done_on.into()
    }

    /// How many it served, in the unit of the kind: persons as a rule.
    async fn beneficiaries(&self) -> i32 {
        self.0.row.beneficiaries
    }

    /// Minutes it took; null when they were not said.
    async fn minutes(&self) -> Option<i32> {
        self.0.row.minutes
    }

    /// By which way colleagues were reached; null when it was not said.
    async fn channel(&self) -> Option<SupportChannel> {
        self.0.row.channel
    }

    /// By which way in words, in the language of the request.
    async fn channel_label(&self, ctx: &Context<'_>) -> Option<String> {
        self.0.row.channel.map(|channel| label("SupportChannel", channel, ctx.viewer().locale))
    }

    /// What is to be remembered of it; null when nothing was said.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// School year of the mandate.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// The establishment of the mandate.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The mandate under which it was done; null for those who may not read it any more.
    async fn mandate(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
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
