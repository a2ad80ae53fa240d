//! `correctOpinion`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::compensation::council_opinion::{self, OpinionKind};
use kernel::{command::Command, refusal::Refusal, resource::Id, scalars::Date, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use super::{held, opinions_of};
use crate::domain::{
    compensation::{CouncilOpinion, events::OPINION_RECORDED, rules, sheet::RECORD},
    people::rules::short_text,
};

/// What was written down wrongly of an opinion; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CorrectOpinionInput")]
pub struct CorrectOpinion {
    /// The opinion.
    pub id: Id<CouncilOpinion>,
    /// Its version as it was read.
    pub version: i64,
    /// The day.
    pub heard_on: Option<Date>,
    /// What was said.
    pub opinion: Option<OpinionKind>,
    /// What is to be remembered of it, 2,000 characters at most; null removes it.
    pub note: MaybeUndefined<String>,
}

impl Command for CorrectOpinion {
    const NAME: &'static str = "correctOpinion";
    type Outcome = Id<CouncilOpinion>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(RECORD, self.id, self.version).await?;
        held(work, row.establishment_id).await?;
        let year = row.school_year.parse().map_err(Refusal::internal)?;
        let heard_on = self.heard_on.map_or(row.heard_on, |day| day.0);
        rules::heard_in_time(heard_on, year, work.viewer.actor.today)?;
        let mut others = opinions_of(work, row.establishment_id, year).await?;
        others.retain(|other| other.id != row.id);
        rules::in_order(row.body, heard_on, &others)?;
        if others.iter().any(|other| other.body == row.body && other.heard_on == heard_on) {
            return Err(Refusal::taken("heardOn"));
        }
        let note = match self.note {
            MaybeUndefined::Undefined => row.note,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(note) => Some(short_text("note", &note, 2000)?),
        };

        let change = council_opinion::ActiveModel {
            id: Unchanged(row.id),
            heard_on: Set(heard_on),
            opinion: Set(self.opinion.unwrap_or(row.opinion)),
            note: Set(note),
            ..Default::default()
        };
        let opinion = work.save::<CouncilOpinion>(change).await?;
        work.announce(OPINION_RECORDED.of::<CouncilOpinion>(&opinion));
        Ok(opinion.id.into())
    }
}
