//! `raiseNeed`.

use async_graphql::InputObject;
use entity::{
    competence::competence_declaration::CompetenceLevel,
    need::{
        need_author, need_competence,
        training_need::{self, NeedStage, NeedUrgency, PreferredPeriod},
    },
    training::training_action::TrainingDomain,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{SchoolYear, Uai},
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use super::links;
use crate::domain::{
    competence::lookups::{competences_of, discipline_of, theme_of},
    letter::rules::markdown,
    need::{
        NeedAuthor, TrainingNeed,
        events::{NEED_AUTHORED, NEED_RAISED},
        rules,
        sheet::RAISE,
    },
    people::rules::short_text,
    territory::lookups::establishment_of,
};

/// A training need: what is left out is taken as said.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RaiseNeedInput")]
pub struct RaiseNeed {
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// This school year or the next; this one when left out.
    pub school_year: Option<SchoolYear>,
    /// Title, 1 to 200 characters.
    pub title: String,
    /// What is needed, in Markdown, 65,536 bytes at most; HTML in it is text.
    pub description: Option<String>,
    /// Code of the theme, such as `ENT`.
    pub theme: String,
    /// TRANSVERSAL when left out.
    pub domain: Option<TrainingDomain>,
    /// Code of the discipline, such as `L0202`; of a need for one.
    pub discipline: Option<String>,
    /// Competences by framework and code, as in `CRCN-EDU:2.1`; 20 at most.
    pub competences: Option<Vec<String>>,
    /// Level now.
    pub current_level: Option<CompetenceLevel>,
    /// Level that is aimed at.
    pub target_level: Option<CompetenceLevel>,
    /// Number of persons it concerns, 1 to 500; 1 when left out.
    pub headcount: Option<i32>,
    /// How soon; NORMAL when left out.
    pub urgency: Option<NeedUrgency>,
    /// When it would suit best; ANY_TIME when left out.
    pub preferred_period: Option<PreferredPeriod>,
    /// Whether it is about the ENT; no when left out.
    pub on_the_ent: Option<bool>,
    /// Whether colleagues and the academy may read who raised it; no when left out. The referent of the establishment may in any case.
    pub shows_name: Option<bool>,
}

impl Command for RaiseNeed {
    const NAME: &'static str = "raiseNeed";
    type Outcome = Id<TrainingNeed>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let establishment = establishment_of(work, &self.establishment, "establishment").await?;
        let this_year = SchoolYear::of(work.viewer.actor.today);
        let year = self.school_year.unwrap_or(this_year);
        let domain = self.domain.unwrap_or(TrainingDomain::Transversal);
        let author = work.viewer.actor.person();
        let row = training_need::ActiveModel {
            academy_id: Set(establishment.academy_id),
            establishment_id: Set(establishment.id),
            school_year: Set(year.to_string()),
            stage: Set(NeedStage::Submitted),
            ..Default::default()
        };
        work.may_create::<TrainingNeed>(RAISE, &row).await?;
        if year != this_year && year != this_year.next() {
            let message = text("This school year or the next is meant here.", "Cette année scolaire ou la suivante est attendue ici.");
            return Err(Fault::invalid("schoolYear", message).into());
        }
        rules::discipline_fits(domain, self.discipline.is_some())?;
        let discipline = match &self.discipline {
            Some(code) => Some(discipline_of(work, code).await?),
            None => None,
        };
        let competences = competences_of(work, "competences", self.competences.as_deref().unwrap_or_default()).await?;
        let row = training_need::ActiveModel {
            title: Set(short_text("title", &self.title, 200)?),
            description: Set(self.description.as_ref().map(|written| markdown("description", written)).transpose()?),
            theme_id: Set(theme_of(work, &self.theme).await?),
            domain: Set(domain),
            discipline_id: Set(discipline),
            current_level: Set(self.current_level),
            target_level: Set(self.target_level),
            headcount: Set(rules::headcount(self.headcount.unwrap_or(1))?),
            urgency: Set(self.urgency.unwrap_or(NeedUrgency::Normal)),
            preferred_period: Set(self.preferred_period.unwrap_or(PreferredPeriod::AnyTime)),
            on_the_ent: Set(self.on_the_ent.unwrap_or(false)),
            supporters: Set(i32::from(author.is_some())),
            ..row
        };

        let row = work.create::<TrainingNeed>(RAISE, row).await?;
        work.follow::<need_competence::Entity>(links(row.id, competences)).await?;
        // A program raises needs that nobody stands behind by name.
        if let Some(person) = author {
            let author = need_author::ActiveModel {
                academy_id: Set(row.academy_id),
                establishment_id: Set(row.establishment_id),
                need_id: Set(row.id),
                person_id: Set(person),
                shows_name: Set(self.shows_name.unwrap_or(false)),
                ..Default::default()
            };
            let author = work.create::<NeedAuthor>(RAISE, author).await?;
            work.announce(NEED_AUTHORED.of::<NeedAuthor>(&author));
        }
        work.announce(NEED_RAISED.of::<TrainingNeed>(&row));
        Ok(row.id.into())
    }
}
