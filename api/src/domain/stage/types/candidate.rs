use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::NaiveDate;
use entity::{
    mandate::mandate,
    people::person,
    stage::{
        stage_candidate::{self, Covered, PolicySays, Served},
        stage_offer,
    },
    territory::establishment,
};
use kernel::{
    actor::Hat,
    read::{Ask, Related},
    relation::{One, Relation},
    resource::{Id, Loaded, Resource, id_of},
    sheet::{Reach, Sheet},
    text::{Text, text},
};
use sea_orm::Condition;

use super::StageOffer;
use crate::domain::{
    labels::label,
    mandate::ReferentMandate,
    need::TrainingNeed,
    people::Person,
    stage::{
        filters::{StageCandidateFilter, StageCandidateOrder},
        place::of_candidate,
        sheet, words,
    },
    territory::Establishment,
};

/// A referent who may lead the course for a cluster.
pub struct StageCandidate(Loaded<stage_candidate::Entity>);

impl Resource for StageCandidate {
    type Row = stage_candidate::Entity;
    type State = ();
    type Filter = StageCandidateFilter;
    type Order = StageCandidateOrder;

    const PREFIX: &'static str = "candidate";
    const SHEET: Sheet<()> = sheet::CANDIDATE;
    const READS: &'static [(&'static str, &'static [stage_candidate::Column])] = &[];
    const RELATIONS: &'static [&'static dyn Relation<stage_candidate::Entity>] = &[
        &One::<stage_candidate::Entity, ReferentMandate> { name: "mandate", from: stage_candidate::Column::Id, to: mandate::Column::Id },
        &One::<stage_candidate::Entity, Person> { name: "person", from: stage_candidate::Column::PersonId, to: person::Column::Id },
        &One::<stage_candidate::Entity, Establishment> { name: "establishment", from: stage_candidate::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<stage_candidate::Entity, StageOffer> { name: "offer", from: stage_candidate::Column::OfferId, to: stage_offer::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        of_candidate(reach, hat)
    }

    fn state(_: &stage_candidate::Model, _: NaiveDate) {}

    fn natural_key(row: &stage_candidate::Model) -> String {
        id_of::<ReferentMandate>(&mandate::Model { id: row.id, ..mandate::Model::default() }).to_string()
    }

    kernel::wraps!(stage_candidate::Entity);
}

/// A referent who may lead the course for a cluster of needs: who has an active mandate in one of its establishments. Worked out for each
/// request from what is so now; it has no id. A help to compare, never a decision: a person decides (Regulation (EU) 2016/679, article 22).
#[Object]
impl StageCandidate {
    /// Place in the order among those that the viewer may compare, from 1.
    async fn rank(&self) -> i32 {
        self.0.row.rank
    }

    /// `cover` × `availability` × `policy` − `travel`, to three decimals; equal scores are ordered by `sessionsLed`.
    async fn score(&self) -> f64 {
        self.0.row.score
    }

    /// Share of the competences that the needs name which the person declares, 0 to 1: each weighs its level of 4, as often as needs name it. 1 when they name none.
    async fn cover(&self) -> f64 {
        self.0.row.cover
    }

    /// Share of the days that the establishment allows which are left, 0 to 1; 1 when it sets no bound.
    async fn availability(&self) -> f64 {
        self.0.row.availability
    }

    /// Whether the own establishment lets its referents go, times the share of the others that take a trainer from elsewhere, 0 to 1: yes weighs 1, no 0, nothing said a half.
    async fn policy(&self) -> f64 {
        self.0.row.policy
    }

    /// What the way takes off, 0 to 0.25: a quarter from a mean of 100 km on.
    async fn travel(&self) -> f64 {
        self.0.row.travel
    }

    /// The parts in words, a sentence each, in the language of the request.
    async fn why(&self, ctx: &Context<'_>) -> Vec<String> {
        words::why(&self.0.row).into_iter().map(|sentence| sentence.in_(ctx.viewer().locale).to_owned()).collect()
    }

    /// Competences that the needs name, by name, with what the person declares.
    async fn competences(&self) -> Vec<CompetenceCover> {
        self.0.row.parts.covered.iter().map(CompetenceCover::from).collect()
    }

    /// What would become of each need of the cluster if this person led the course, in the order they were raised.
    async fn needs(&self) -> Vec<NeedServed> {
        self.0.row.parts.served.iter().map(NeedServed::from).collect()
    }

    /// Number of needs that would be met, under the assumptions.
    async fn needs_met(&self) -> usize {
        self.0.row.parts.served.iter().filter(|need| need.is_met).count()
    }

    /// Needs that would be met under the assumptions, and would not without them.
    async fn further_needs(&self) -> Vec<NeedServed> {
        self.0.row.parts.served.iter().filter(|need| need.is_met && !need.is_met_now).map(NeedServed::from).collect()
    }

    /// Sessions that the person leads in the school year of the cluster.
    async fn sessions_led(&self) -> i32 {
        self.0.row.sessions
    }

    /// Days of these sessions.
    async fn days_led(&self) -> i32 {
        self.0.row.days
    }

    /// Most days of the year that the establishment lets a referent go; null without a bound.
    async fn most_days(&self) -> Option<i32> {
        self.0.row.most_days
    }

    /// What the policy of the own establishment says of letting referents go.
    async fn releases(&self) -> PolicySays {
        self.0.row.releases
    }

    /// The same in words, in the language of the request.
    async fn releases_label(&self, ctx: &Context<'_>) -> String {
        label("PolicySays", self.0.row.releases, ctx.viewer().locale)
    }

    /// Mean distance to the other establishments of the cluster in kilometres, as the crow flies; null where no position is known.
    async fn kilometres(&self) -> Option<f64> {
        self.0.row.kilometres
    }

    /// The mandate that makes the person a candidate.
    async fn mandate(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
        ctx.one(self).await
    }

    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// Establishment of the mandate.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The offer that was made to the person for this cluster; null when there is none.
    async fn offer(&self, ctx: &Context<'_>) -> Related<StageOffer> {
        ctx.one(self).await
    }
}

/// A competence that needs of a cluster name, and what a candidate declares of it.
#[derive(Clone, Debug, SimpleObject)]
pub struct CompetenceCover {
    /// Its name, framework and code, such as `CRCN-EDU:2.1`.
    competence: String,
    /// Number of needs that name it.
    wanted_by: i32,
    /// Level that the person declares, 1 to 4; null when none.
    level: Option<i32>,
    /// Whether the academy validated the declaration.
    is_validated: bool,
}

impl From<&Covered> for CompetenceCover {
    fn from(part: &Covered) -> Self {
        let Covered { competence, wanted_by, level, is_validated } = part.clone();
        Self { competence, wanted_by, level: (level > 0).then_some(level), is_validated }
    }
}

/// What would become of a need of the cluster if a candidate led the course.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct NeedServed {
    /// Id of the need.
    need: ID,
    /// Title of the need.
    title: String,
    /// Unit code of its establishment.
    uai: String,
    /// Whether it would be met: the person is let go and has days left, declares every competence that it names at the level it aims at (2 at least), and its establishment is the person's or does not refuse a trainer from elsewhere.
    is_met: bool,
    /// Names of the competences that the person does not declare at that level.
    missing_competences: Vec<String>,
    #[graphql(skip)]
    is_closed: bool,
}

#[async_graphql::ComplexObject]
impl NeedServed {
    /// Why it would be met or not, in the language of the request.
    async fn why(&self, ctx: &Context<'_>) -> String {
        let said = if !self.missing_competences.is_empty() {
            let missing = self.missing_competences.join(", ");
            Text::of(format!("Not declared at the level that it wants: {missing}."), format!("Non déclarées au niveau attendu : {missing}."))
        } else if self.is_closed {
            text("Its establishment takes no trainer from elsewhere.", "Son établissement ne prend pas de formateur extérieur.")
        } else if self.is_met {
            text(
                "Every competence that it names is mastered, and the person can come.",
                "Toutes les compétences nommées sont maîtrisées, et la personne peut venir.",
            )
        } else {
            text("The person is not known to be let go, or has no day left.", "La personne n'est pas libérée à ce jour, ou n'a plus de jour disponible.")
        };
        said.in_(ctx.viewer().locale).to_owned()
    }
}

impl From<&Served> for NeedServed {
    fn from(part: &Served) -> Self {
        let Served { need, uai, title, is_met, missing, is_closed, .. } = part.clone();
        Self { need: Id::<TrainingNeed>::from(need).into(), title, uai, is_met, missing_competences: missing, is_closed }
    }
}
