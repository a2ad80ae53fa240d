//! A plan as a file: what academies copy into their tools by hand, with the references of these tools on each line.

use std::collections::HashMap;

use entity::{
    people::discipline,
    territory::establishment,
    training::{
        enrolment::{self, EnrolmentStage},
        training_action, training_plan, training_session,
    },
};
use kernel::{
    Uuid,
    clock::local_date,
    filter::{chosen, values_of},
    machine::state_name,
    refusal::Refusal,
    resource::Id,
    sheet::{READ, permitted},
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{TrainingAction, TrainingPlan, TrainingSession, calendar::zone_of, sheet::READ_FIGURES, states::PLACED};
use crate::{
    domain::amounts::{euros, hours},
    export::written,
};

/// Names of the columns.
pub const HEADER: [&str; 20] = [
    "action",
    "title",
    "scope",
    "domain",
    "discipline",
    "theme",
    "hours",
    "cost",
    "gaia",
    "sofia_fmo",
    "session",
    "stage",
    "starts_on",
    "ends_on",
    "mode",
    "host",
    "place",
    "capacity",
    "enrolled",
    "attended",
];

/// The file of a plan, for whoever reads the plan.
pub async fn of(viewer: &Viewer, id: Uuid) -> Result<String, Refusal> {
    let decided = viewer.explain::<TrainingPlan>(id, READ.0).await?.filter(|decided| decided.hat.is_some());
    decided.ok_or(Refusal::NotFound { argument: "plan" })?;
    let has_figures = viewer.explain::<TrainingPlan>(id, READ_FIGURES.0).await?.is_some_and(|decided| decided.hat.is_some());
    let plan = Plan::read(viewer, id, has_figures).await?;
    written(&HEADER, plan.rows().into_iter())
}

/// A plan with what is below it, as far as the viewer may read it.
struct Plan {
    actions: Vec<training_action::Model>,
    /// Sessions by action, the first first.
    sessions: HashMap<Uuid, Vec<training_session::Model>>,
    /// Those who have a place in a session, and those who were there; none where the viewer may not know.
    figures: Option<HashMap<Uuid, (u32, u32)>>,
    schools: HashMap<Uuid, String>,
    disciplines: HashMap<Uuid, String>,
    zone: chrono_tz::Tz,
}

impl Plan {
    async fn read(viewer: &Viewer, id: Uuid, has_figures: bool) -> Result<Self, Refusal> {
        use training_session::Column as S;
        let actor = &viewer.actor;
        let these = Condition::all().add(training_action::Column::PlanId.eq(id)).add_option(permitted::<TrainingAction>(actor, READ));
        let mut actions = viewer.store.rows::<training_action::Entity>(these.add(training_action::Column::RemovedAt.is_null())).await?;
        actions.sort_by(|one, other| (&one.title, one.id).cmp(&(&other.title, other.id)));
        let these = Condition::all().add(S::PlanId.eq(id)).add_option(permitted::<TrainingSession>(actor, READ));
        let mut all = viewer.store.rows::<training_session::Entity>(these).await?;
        all.sort_by_key(|session| (session.starts_at, session.id));
        let hosts = Condition::all().add(establishment::Column::Id.is_in(all.iter().filter_map(|session| session.establishment_id)));
        let schools = viewer.narrow::<establishment::Entity>(&[establishment::Column::Id, establishment::Column::Uai], hosts).await?;
        let disciplines = viewer.store.reference::<discipline::Entity>().await?;
        let plan = viewer.store.rows::<training_plan::Entity>(Condition::all().add(training_plan::Column::Id.eq(id))).await?.pop();
        let academy = plan.ok_or(Refusal::NotFound { argument: "plan" })?.academy_id;
        let mut sessions: HashMap<Uuid, Vec<training_session::Model>> = HashMap::new();
        for session in all {
            sessions.entry(session.action_id).or_default().push(session);
        }
        Ok(Self {
            actions,
            sessions,
            figures: if has_figures { Some(figures(viewer, id).await?) } else { None },
            schools: schools.into_iter().map(|row| (row.id, row.uai)).collect(),
            disciplines: disciplines.rows().iter().map(|row| (row.id, row.code.clone())).collect(),
            zone: zone_of(&viewer.store, academy).await?,
        })
    }

    fn rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for action in &self.actions {
            match self.sessions.get(&action.id) {
                Some(sessions) => rows.extend(sessions.iter().map(|session| [self.of_action(action), self.of_session(session)].concat())),
                None => rows.push([self.of_action(action), without_session(action)].concat()),
            }
        }
        rows
    }

    fn of_action(&self, action: &training_action::Model) -> Vec<String> {
        vec![
            Id::<TrainingAction>::from(action.id).to_string(),
            action.title.clone(),
            state_name(action.scope),
            state_name(action.domain),
            action.discipline_id.and_then(|id| self.disciplines.get(&id).cloned()).unwrap_or_default(),
            action.theme.clone().unwrap_or_default(),
            hours(action.quarter_hours).to_string(),
            euros(action.cost_cents),
            action.gaia.clone().unwrap_or_default(),
            action.sofia_fmo.clone().unwrap_or_default(),
        ]
    }

    fn of_session(&self, session: &training_session::Model) -> Vec<String> {
        let day = |at| local_date(at, self.zone).to_string();
        let (enrolled, attended) = match &self.figures {
            Some(figures) => {
                let (enrolled, attended) = figures.get(&session.id).copied().unwrap_or_default();
                (enrolled.to_string(), attended.to_string())
            }
            None => Default::default(),
        };
        vec![
            Id::<TrainingSession>::from(session.id).to_string(),
            state_name(session.stage),
            day(session.starts_at),
            day(session.ends_at),
            state_name(session.mode),
            session.establishment_id.and_then(|id| self.schools.get(&id).cloned()).unwrap_or_default(),
            session.place.clone().unwrap_or_default(),
            session.capacity.to_string(),
            enrolled,
            attended,
        ]
    }
}

/// The cells of an action that has no session.
fn without_session(action: &training_action::Model) -> Vec<String> {
    let mut cells = vec![String::new(); 10];
    cells[7] = action.capacity.to_string();
    cells
}

/// How many have a place in each session of a plan, and how many were there.
async fn figures(viewer: &Viewer, plan: Uuid) -> Result<HashMap<Uuid, (u32, u32)>, Refusal> {
    use enrolment::Column::{SessionId, Stage};
    let sessions = values_of::<training_session::Entity>(training_session::Column::Id, Condition::all().add(training_session::Column::PlanId.eq(plan)));
    let placed = Condition::all().add(Stage.is_in(PLACED)).add(chosen(SessionId, sessions));
    let mut figures: HashMap<Uuid, (u32, u32)> = HashMap::new();
    for row in viewer.narrow::<enrolment::Entity>(&[SessionId, Stage], placed).await? {
        let (enrolled, attended) = figures.entry(row.session_id).or_default();
        *enrolled += 1;
        *attended += u32::from(row.stage == EnrolmentStage::Attended);
    }
    Ok(figures)
}
