//! `recordOpinion`.

use async_graphql::InputObject;
use entity::compensation::council_opinion::{self, CouncilBody, OpinionKind};
use kernel::{
    command::Command,
    refusal::Refusal,
    resource::Id,
    scalars::{Date, SchoolYear, Uai},
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::{held, opinions_of};
use crate::domain::{
    compensation::{CouncilOpinion, events::OPINION_RECORDED, rules, sheet::RECORD},
    people::rules::short_text,
    territory::lookups::establishment_of,
};

/// What a council said on a day about the share-out of a school year.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RecordOpinionInput")]
pub struct RecordOpinion {
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// School year of the share-out.
    pub school_year: SchoolYear,
    /// Who was heard.
    pub body: CouncilBody,
    /// On which day: not in the future, and from 1 September of the year before.
    pub heard_on: Date,
    /// What was said.
    pub opinion: OpinionKind,
    /// What is to be remembered of it, 2,000 characters at most.
    pub note: Option<String>,
}

impl Command for RecordOpinion {
    const NAME: &'static str = "recordOpinion";
    type Outcome = Id<CouncilOpinion>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let establishment = establishment_of(work, &self.establishment, "establishment").await?;
        let row = council_opinion::ActiveModel {
            academy_id: Set(establishment.academy_id),
            establishment_id: Set(establishment.id),
            school_year: Set(self.school_year.to_string()),
            body: Set(self.body),
            heard_on: Set(self.heard_on.0),
            opinion: Set(self.opinion),
            note: Set(self.note.as_ref().map(|note| short_text("note", note, 2000)).transpose()?),
            ..Default::default()
        };
        work.may_create::<CouncilOpinion>(RECORD, &row).await?;
        held(work, establishment.id).await?;
        rules::has_body(establishment.sector, self.body)?;
        rules::heard_in_time(self.heard_on.0, self.school_year, work.viewer.actor.today)?;
        let others = opinions_of(work, establishment.id, self.school_year).await?;
        rules::in_order(self.body, self.heard_on.0, &others)?;
        if others.iter().any(|other| other.body == self.body && other.heard_on == self.heard_on.0) {
            return Err(Refusal::taken("heardOn"));
        }

        let opinion = work.create::<CouncilOpinion>(RECORD, row).await?;
        work.announce(OPINION_RECORDED.of::<CouncilOpinion>(&opinion));
        Ok(opinion.id.into())
    }
}
