//! Where plans, actions, sessions, engagements and enrolments lie. What is below a plan lies where it does; those whom it is
//! for reach it once the plan is approved.

use entity::training::{
    enrolment,
    trainer_engagement::{self, EngagementStage},
    training_action,
    training_plan::{self, TrainingLevel},
    training_session,
};
use kernel::{
    Uuid,
    actor::{Capacity, Extent, Hat},
    filter::{borne_by, chosen, values_of},
    sheet::Reach,
};
use sea_orm::{ColumnTrait, Condition};

use super::sheet::ADOPTED;
use crate::domain::{
    people::place::about,
    territory::place::{in_office, in_own_establishments, own_basins},
};

fn all() -> Condition {
    Condition::all()
}

/// Rows of an office, by their columns for the academy, the establishment and the basin.
fn in_training_office<C: ColumnTrait>(hat: &Hat, academy: C, establishment: C, basin: C) -> Option<Condition> {
    let of_schools = in_office(hat, academy, establishment)?;
    Some(match &hat.extent {
        Extent::Basins(basins) => Condition::any().add(of_schools).add(all().add(academy.eq(hat.academy?)).add(basin.is_in(basins.iter().copied()))),
        _ => of_schools,
    })
}

/// Rows of an office that belong to no one establishment.
fn shared<C: ColumnTrait>(hat: &Hat, academy: C, establishment: C, basin: C) -> Option<Condition> {
    let here = all().add(academy.eq(hat.academy?)).add(establishment.is_null());
    match &hat.extent {
        Extent::Academy => Some(here),
        Extent::Basins(basins) => Some(here.add(basin.is_in(basins.iter().copied()))),
        _ => None,
    }
}

/// Rows meant for the staff of the hat's establishments, by their columns for whom they are for.
fn audience<C: ColumnTrait>(hat: &Hat, academy: C, level: C, establishment: C, basin: C) -> Option<Condition> {
    let of_academy = all().add(level.eq(TrainingLevel::Academy)).add(academy.eq(hat.academy?));
    Some(Condition::any().add(in_own_establishments(hat, establishment)).add(chosen(basin, own_basins(hat))).add(of_academy))
}

/// Rows of plans that meet a condition, where those are few.
fn of_plans<C: ColumnTrait>(plan: C, these: Condition) -> Condition {
    all().add(chosen(plan, values_of::<training_plan::Entity>(training_plan::Column::Id, these)))
}

/// Rows whose plan is approved, and meets a condition: asked row by row, since most plans are.
fn adopted<C: ColumnTrait>(plan: C, these: Condition) -> Condition {
    let approved = all().add(training_plan::Column::Stage.is_in(ADOPTED.iter().copied())).add(these);
    borne_by::<training_plan::Entity, C>(plan, training_plan::Column::Id, approved)
}

/// Plans.
pub fn of_plan(reach: Reach, hat: &Hat) -> Option<Condition> {
    use training_plan::Column::{AcademyId, BasinId, EstablishmentId, Level};
    match reach {
        Reach::Everywhere => Some(all().add(Level.eq(TrainingLevel::Academy))),
        Reach::Audience => audience(hat, AcademyId, Level, EstablishmentId, BasinId),
        Reach::Establishment => Some(in_own_establishments(hat, EstablishmentId)),
        Reach::Academy => in_training_office(hat, AcademyId, EstablishmentId, BasinId),
        Reach::Shared => shared(hat, AcademyId, EstablishmentId, BasinId),
        _ => None,
    }
}

/// What is below a plan, by the columns for the academy and the plan, where it lies as the plan does.
fn below_plan<C: ColumnTrait>(reach: Reach, hat: &Hat, academy: C, plan: C) -> Option<Condition> {
    match (reach, &hat.extent) {
        (Reach::Academy, Extent::Academy) => Some(all().add(academy.eq(hat.academy?))),
        (Reach::Everywhere, _) => Some(adopted(plan, of_plan(reach, hat)?)),
        (Reach::Establishment | Reach::Academy | Reach::Shared, _) => Some(of_plans(plan, of_plan(reach, hat)?)),
        _ => None,
    }
}

/// Actions.
pub fn of_action(reach: Reach, hat: &Hat) -> Option<Condition> {
    use training_action::Column::{AcademyId, BasinId, EstablishmentId, PlanId, RemovedAt, Scope};
    let lies = match reach {
        Reach::Everywhere => below_plan(reach, hat, AcademyId, PlanId)?.add(Scope.eq(TrainingLevel::Academy)),
        Reach::Audience => all().add(audience(hat, AcademyId, Scope, EstablishmentId, BasinId)?).add(adopted(PlanId, all())),
        _ => below_plan(reach, hat, AcademyId, PlanId)?,
    };
    Some(all().add(RemovedAt.is_null()).add(lies))
}

/// Sessions.
pub fn of_session(reach: Reach, hat: &Hat) -> Option<Condition> {
    use training_session::Column::{AcademyId, AudienceId, BasinId, EstablishmentId, Id, PlanId, Scope};
    match reach {
        Reach::Everywhere => Some(below_plan(reach, hat, AcademyId, PlanId)?.add(Scope.eq(TrainingLevel::Academy))),
        Reach::Audience => Some(all().add(audience(hat, AcademyId, Scope, AudienceId, BasinId)?).add(adopted(PlanId, all()))),
        Reach::Own => hat.person().map(|person| Condition::any().add(led_by(Id, person, None)).add(attended_by(Id, person))),
        Reach::Party => party(hat, Id, |hat| in_own_establishments(hat, EstablishmentId)),
        _ => below_plan(reach, hat, AcademyId, PlanId),
    }
}

/// Rows of sessions whose trainer the person is, or that the hat's establishments host.
fn party<C: ColumnTrait>(hat: &Hat, session: C, hosted: impl Fn(&Hat) -> Condition) -> Option<Condition> {
    match hat.capacity {
        Capacity::Oneself => hat.person().map(|person| led_by(session, person, Some(EngagementStage::Accepted))),
        _ => Some(hosted(hat)),
    }
}

/// Rows of sessions that a person was asked to lead, or leads.
fn led_by<C: ColumnTrait>(session: C, person: Uuid, stage: Option<EngagementStage>) -> Condition {
    use trainer_engagement::Column::{PersonId, SessionId, Stage};
    let own = all().add(PersonId.eq(person)).add_option(stage.map(|stage| Stage.eq(stage)));
    all().add(chosen(session, values_of::<trainer_engagement::Entity>(SessionId, own)))
}

fn attended_by<C: ColumnTrait>(session: C, person: Uuid) -> Condition {
    let own = all().add(enrolment::Column::PersonId.eq(person));
    all().add(chosen(session, values_of::<enrolment::Entity>(enrolment::Column::SessionId, own)))
}

fn of_sessions<C: ColumnTrait>(session: C, these: Condition) -> Condition {
    all().add(chosen(session, values_of::<training_session::Entity>(training_session::Column::Id, these)))
}

/// Engagements: of the people of one's establishments, and of the sessions of one's plans.
pub fn of_engagement(reach: Reach, hat: &Hat) -> Option<Condition> {
    use trainer_engagement::Column::{AcademyId, PersonId, SessionId};
    match reach {
        Reach::Own => hat.person().map(|person| all().add(PersonId.eq(person))),
        Reach::Party => about(Reach::Establishment, hat, PersonId, AcademyId),
        Reach::Academy if hat.extent == Extent::Academy => Some(all().add(AcademyId.eq(hat.academy?))),
        Reach::Establishment | Reach::Academy => Some(of_sessions(SessionId, of_session(reach, hat)?)),
        _ => None,
    }
}

/// Enrolments.
pub fn of_enrolment(reach: Reach, hat: &Hat) -> Option<Condition> {
    use enrolment::Column::{AcademyId, EstablishmentId, PersonId, SessionId};
    match reach {
        Reach::Own => hat.person().map(|person| all().add(PersonId.eq(person))),
        Reach::Party => match hat.capacity {
            Capacity::Oneself => hat.person().map(|person| led_by(SessionId, person, Some(EngagementStage::Accepted))),
            _ => Some(of_sessions(SessionId, in_own_establishments(hat, training_session::Column::EstablishmentId))),
        },
        Reach::Establishment => Some(in_own_establishments(hat, EstablishmentId)),
        Reach::Academy => in_office(hat, AcademyId, EstablishmentId),
        _ => None,
    }
}
