//! `addTrainingAction`.

use async_graphql::InputObject;
use entity::{
    people::discipline,
    training::{
        training_action::{self, TrainingDomain, TrainingOrigin},
        training_plan::{self, TrainingLevel},
    },
};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Uai,
    text::text,
    work::Work,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use super::{actions_of, drafting};
use crate::domain::{
    competence::lookups::theme_of,
    letter::rules::markdown,
    need::{
        NeedCluster, TrainingNeed,
        answers::{Asked, plan as plan_answer},
    },
    people::{Discipline, rules::short_text},
    territory::lookups::{basin_of, establishment_of},
    training::{TrainingAction, TrainingPlan, events::ACTION_ADDED, rules, sheet::DRAFT},
};

/// An action to add to a draft.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AddTrainingActionInput")]
pub struct AddTrainingAction {
    /// The plan.
    pub plan: Id<TrainingPlan>,
    /// The plan's version as it was read.
    pub version: i64,
    /// Title, 1 to 200 characters.
    pub title: String,
    /// What participants can do after it, in Markdown, 64 KiB at most.
    pub objectives: String,
    /// Whose idea it is.
    pub origin: TrainingOrigin,
    /// Whom it is for: not wider than the plan.
    pub scope: TrainingLevel,
    /// Unit code of the establishment that it is for: for the scope `ESTABLISHMENT` in a wider plan, and only then.
    pub establishment: Option<Uai>,
    /// Code of the basin that it is for: for the scope `BASIN` in the plan of an academy, and only then.
    pub basin: Option<String>,
    /// What it is about.
    pub domain: TrainingDomain,
    /// Code of the discipline, such as `L0202`: for the domain `DISCIPLINE`, and only then.
    pub discipline: Option<String>,
    /// Code of its theme, such as `ENT`.
    pub theme: Option<String>,
    /// Hours, 0.25 to 200 in quarters of an hour.
    pub hours: f64,
    /// Fewest participants of a session; the academy's rule holds when it is left out.
    pub least_participants: Option<i32>,
    /// Most participants of a session.
    pub capacity: i32,
    /// Its reference in GAIA, 1 to 100 characters.
    pub gaia: Option<String>,
    /// Its reference in Sofia-FMO, 1 to 100 characters.
    pub sofia_fmo: Option<String>,
    /// What it is thought to cost, in cents of a euro.
    #[graphql(default)]
    pub cost_cents: i32,
    /// The confirmed cluster of needs that it answers: a course, in the plan of its basin or of the academy.
    pub cluster: Option<Id<NeedCluster>>,
    /// Validated needs that it answers beside, 100 at most: those of the establishments that it is for.
    pub needs: Option<Vec<Id<TrainingNeed>>>,
}

impl Command for AddTrainingAction {
    const NAME: &'static str = "addTrainingAction";
    type Outcome = Id<TrainingAction>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let plan = work.take(DRAFT, self.plan, self.version).await?;
        let plan = drafting(work, plan).await?;
        let (establishment, basin) = self.audience(work, &plan).await?;
        rules::participants(self.least_participants, self.capacity)?;
        let cost = rules::cents("costCents", self.cost_cents)?;
        let costs = actions_of(work, plan.id).await?;
        rules::within_budget("costCents", costs.iter().map(|action| action.cost_cents).chain([cost]), plan.budget_cents)?;
        let asked = Asked::of(work, (plan.academy_id, &plan.school_year), self.cluster.as_ref(), self.needs.as_deref().unwrap_or_default()).await?;
        self.answers(work, &asked, (establishment, basin)).await?;
        let short = |argument: &str, written: &Option<String>, most| written.as_ref().map(|text| short_text(argument, text, most)).transpose();

        let row = training_action::ActiveModel {
            academy_id: Set(plan.academy_id),
            establishment_id: Set(establishment),
            basin_id: Set(basin),
            plan_id: Set(plan.id),
            school_year: Set(plan.school_year),
            title: Set(short_text("title", &self.title, 200)?),
            objectives: Set(markdown("objectives", &self.objectives)?),
            origin: Set(self.origin),
            scope: Set(self.scope),
            domain: Set(self.domain),
            discipline_id: Set(discipline(work, self.domain, self.discipline.as_deref()).await?),
            theme: Set(self.theme(work).await?),
            cluster_id: Set(asked.cluster.as_ref().map(|cluster| cluster.id)),
            quarter_hours: Set(rules::quarters(self.hours)?),
            least_participants: Set(self.least_participants),
            capacity: Set(self.capacity),
            gaia: Set(short("gaia", &self.gaia, 100)?),
            sofia_fmo: Set(short("sofiaFmo", &self.sofia_fmo, 100)?),
            cost_cents: Set(cost),
            ..Default::default()
        };
        let action = work.create::<TrainingAction>(DRAFT, row).await?;
        work.announce(ACTION_ADDED.of::<TrainingAction>(&action));
        plan_answer(work, &action, asked).await?;
        Ok(action.id.into())
    }
}

impl AddTrainingAction {
    /// The code of its theme, which is a known one.
    async fn theme(&self, work: &Work<'_>) -> Result<Option<String>, Refusal> {
        match &self.theme {
            Some(code) => theme_of(work, code).await.map(|_| Some(code.clone())),
            None => Ok(None),
        }
    }

    /// A course is about what its cluster is about, and is for its zone; single needs are those of whom the action is for.
    async fn answers(&self, work: &Work<'_>, asked: &Asked, (establishment, basin): (Option<Uuid>, Option<Uuid>)) -> Result<(), Refusal> {
        if let Some(cluster) = &asked.cluster {
            let about = discipline(work, self.domain, self.discipline.as_deref()).await?;
            let theme = match &self.theme {
                Some(code) => theme_of(work, code).await?,
                None => cluster.theme_id,
            };
            if (self.domain, about, theme) != (cluster.domain, cluster.discipline_id, cluster.theme_id) {
                let message = text(
                    "The cluster is about another domain, discipline or theme.",
                    "Le regroupement porte sur un autre domaine, une autre discipline ou un autre thème.",
                );
                return Err(Fault::invalid("cluster", message).into());
            }
            if self.scope == TrainingLevel::Establishment || basin.is_some_and(|basin| basin != cluster.zone_id) {
                let message = text("A course is for the whole zone of its cluster.", "Un stage est pour toute la zone de son regroupement.");
                let hint = text("Say BASIN in the plan of its basin, or ACADEMY.", "Dites BASIN dans le plan de son bassin, ou ACADEMY.");
                return Err(Fault::invalid("cluster", message).hint(hint).into());
            }
        }
        let members = match basin {
            Some(basin) => Some(super::members_today(work, basin).await?),
            None => establishment.map(|only| std::iter::once(only).collect()),
        };
        match asked.needs.iter().position(|need| members.as_ref().is_some_and(|members| !members.contains(&need.establishment_id))) {
            Some(at) => {
                let message = text("The action is not for the establishment of this need.", "L'action n'est pas pour l'établissement de ce besoin.");
                Err(Fault::invalid(format!("needs.{at}"), message).into())
            }
            None => Ok(()),
        }
    }

    /// The establishment or basin that it is for; refuses a scope that is wider than the plan, and a place that does not fit.
    async fn audience(&self, work: &Work<'_>, plan: &training_plan::Model) -> Result<(Option<Uuid>, Option<Uuid>), Refusal> {
        use TrainingLevel::{Academy, Basin, Establishment};
        match (plan.level, self.scope, &self.establishment, &self.basin) {
            (Establishment, Establishment, None, None) => Ok((plan.establishment_id, None)),
            (Basin, Basin, None, None) => Ok((None, plan.basin_id)),
            (Academy, Academy, None, None) => Ok((None, None)),
            (Academy, Basin, None, Some(code)) => Ok((None, Some(basin_of(work, code, plan.academy_id).await?.id))),
            (Academy | Basin, Establishment, Some(uai), None) => {
                let establishment = establishment_of(work, uai, "establishment").await?;
                let inside = match plan.basin_id {
                    Some(basin) => super::members_today(work, basin).await?.contains(&establishment.id),
                    None => establishment.academy_id == plan.academy_id,
                };
                match inside {
                    true => Ok((Some(establishment.id), None)),
                    false => Err(Fault::invalid("establishment", text("It lies outside the plan.", "Il est hors du plan.")).into()),
                }
            }
            _ => {
                let message =
                    text("The scope is wider than the plan, or the place does not fit it.", "La portée dépasse le plan, ou le lieu ne va pas avec elle.");
                let hint = text(
                    "A plan holds actions for its own place without a place named; a wider one names the establishment or basin of narrower ones.",
                    "Un plan porte des actions pour son propre lieu, sans le nommer ; un plan plus large nomme l'établissement ou le bassin des plus étroites.",
                );
                Err(Fault::invalid("scope", message).hint(hint).into())
            }
        }
    }
}

/// The discipline that an action of a domain is about.
pub(super) async fn discipline(work: &Work<'_>, domain: TrainingDomain, code: Option<&str>) -> Result<Option<Uuid>, Refusal> {
    match (domain, code) {
        (TrainingDomain::Transversal, None) => Ok(None),
        (TrainingDomain::Discipline, Some(code)) => {
            work.seen_where::<Discipline>(Condition::all().add(discipline::Column::Code.eq(code)), "discipline").await.map(|row| Some(row.id))
        }
        _ => {
            let message =
                text("An action of a discipline names it, and no other does.", "Une action disciplinaire nomme sa discipline, et nulle autre ne le fait.");
            Err(Fault::invalid("discipline", message).into())
        }
    }
}
