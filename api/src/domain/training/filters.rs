//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    people::discipline,
    territory::zone_membership,
    training::{
        calendar_address,
        enrolment::{self, EnrolmentStage},
        trainer_engagement::{self, EngagementStage},
        training_action::{self, TrainingDomain},
        training_plan::{self, PlanStage, TrainingLevel},
        training_session::{self, SessionMode, SessionStage},
    },
};
use kernel::{
    filter::{chosen, values, values_of},
    page::{Order, Sort},
    refusal::Refusal,
    resource::{Filter, Id},
    scalars::{SchoolYear, Uai},
    store::covering,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use super::TrainingPlan;
use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, members_of_basin, order},
};

/// Which training plans to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainingPlanFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// How wide. Refuses an empty list.
    pub levels: Option<Vec<TrainingLevel>>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<PlanStage>>,
    /// Unit code of the establishment that it is of.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Code of the basin: its own plan, and those of its establishments of today.
    pub basin: Option<String>,
}

/// Which actions to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainingActionFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// A plan: its actions, and those of the plans of the same year below it: of the establishments of its basin, or of its academy.
    pub under: Option<Id<TrainingPlan>>,
    /// Whom they are for. Refuses an empty list.
    pub scopes: Option<Vec<TrainingLevel>>,
    /// What they are about. Refuses an empty list.
    pub domains: Option<Vec<TrainingDomain>>,
    /// Codes of themes. Refuses an empty list.
    pub themes: Option<Vec<String>>,
    /// Code of the discipline, such as `L0202`.
    pub discipline: Option<String>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Which sessions to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainingSessionFilter {
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<SessionStage>>,
    /// How they are attended. Refuses an empty list.
    pub modes: Option<Vec<SessionMode>>,
    /// Whom they are for. Refuses an empty list.
    pub scopes: Option<Vec<TrainingLevel>>,
    /// Those that begin at this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// Those that begin before this instant.
    pub before: Option<DateTime<Utc>>,
    /// Unit code of the establishment that hosts them.
    pub host: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
}

/// Which engagements to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainerEngagementFilter {
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<EngagementStage>>,
}

/// Which enrolments to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct EnrolmentFilter {
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<EnrolmentStage>>,
    /// Unit code of the establishment that the persons come from.
    pub establishment: Option<Uai>,
}

/// Which addresses to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CalendarAddressFilter {
    /// Those that were revoked, or were not.
    pub revoked: Option<bool>,
}

/// Order of addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CalendarAddressOrder {
    /// In the order they were made.
    #[default]
    Created,
}

/// Order of training plans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TrainingPlanOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// In the order they were begun.
    Created,
}

/// Order of actions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TrainingActionOrder {
    /// By title.
    #[default]
    Title,
    /// In the order they were added.
    Created,
}

/// Order of sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TrainingSessionOrder {
    /// By the instant they begin.
    #[default]
    StartsAt,
    /// By the instant they begin, from the latest.
    StartsAtDesc,
}

/// Order of engagements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TrainerEngagementOrder {
    /// In the order they were proposed.
    #[default]
    Created,
}

/// Order of enrolments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum EnrolmentOrder {
    /// In the order of asking.
    #[default]
    Rank,
    /// In the order they were first made.
    Created,
}

order!(TrainingPlanOrder, training_plan,
    Self::SchoolYearDesc => Sort::by(training_plan::Column::SchoolYear).descending(),
    Self::Created => Sort::by_creation());
order!(TrainingActionOrder, training_action,
    Self::Title => Sort::by(training_action::Column::Title),
    Self::Created => Sort::by_creation());
order!(TrainingSessionOrder, training_session,
    Self::StartsAt => Sort::by(training_session::Column::StartsAt),
    Self::StartsAtDesc => Sort::by(training_session::Column::StartsAt).descending());
order!(TrainerEngagementOrder, trainer_engagement, Self::Created => Sort::by_creation());
order!(EnrolmentOrder, enrolment,
    Self::Rank => Sort::by(enrolment::Column::Rank),
    Self::Created => Sort::by_creation());

order!(CalendarAddressOrder, calendar_address, Self::Created => Sort::by_creation());

impl Filter for CalendarAddressFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use calendar_address::Column::RevokedAt;
        let revoked = self.revoked.map(|revoked| if revoked { RevokedAt.is_not_null() } else { RevokedAt.is_null() });
        Ok(Condition::all().add_option(revoked))
    }
}

impl Filter for TrainingPlanFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use training_plan::Column::{AcademyId, BasinId, EstablishmentId, Level, SchoolYear, Stage};
        let of_basin = |code: &String| {
            let schools = chosen(EstablishmentId, members_of_basin(code, viewer.actor.today));
            Condition::any().add(schools).add(chosen(BasinId, basin_coded(code)))
        };
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("levels", self.levels.as_ref())?.map(|levels| Level.is_in(levels)))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.basin.as_ref().map(of_basin)))
    }
}

fn basin_coded(code: &str) -> SelectStatement {
    use entity::territory::zone::{
        self,
        Column::{Code, Id, Kind},
    };
    values_of::<zone::Entity>(Id, Condition::all().add(Kind.eq(zone::ZoneKind::Basin)).add(Code.eq(code)))
}

impl Filter for TrainingActionFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use training_action::Column::{AcademyId, DisciplineId, Domain, SchoolYear, Scope, Theme};
        let coded = |code: &String| values_of::<discipline::Entity>(discipline::Column::Id, Condition::all().add(discipline::Column::Code.eq(code)));
        let under = self.under.map(|plan| plan.named("filter.under").map(|plan| under(plan, viewer))).transpose()?;
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(under)
            .add_option(values("scopes", self.scopes.as_ref())?.map(|scopes| Scope.is_in(scopes)))
            .add_option(values("domains", self.domains.as_ref())?.map(|domains| Domain.is_in(domains)))
            .add_option(values("themes", self.themes.as_ref())?.map(|themes| Theme.is_in(themes)))
            .add_option(self.discipline.as_ref().map(|code| chosen(DisciplineId, coded(code))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))))
    }
}

/// The actions of a plan, and those of the plans of its year below it.
fn under(plan: kernel::Uuid, viewer: &Viewer) -> Condition {
    use training_plan::Column::{AcademyId, BasinId, EstablishmentId, Id, Level, SchoolYear};
    let of = |column, level: Option<TrainingLevel>| {
        values_of::<training_plan::Entity>(column, Condition::all().add(Id.eq(plan)).add_option(level.map(|level| Level.eq(level))))
    };
    let members = Condition::all()
        .add(covering(zone_membership::Column::StartsOn, zone_membership::Column::EndsOn, viewer.actor.today))
        .add(chosen(zone_membership::Column::ZoneId, of(BasinId, Some(TrainingLevel::Basin))));
    let members = values_of::<zone_membership::Entity>(zone_membership::Column::EstablishmentId, members);
    let in_basin = values_of::<training_plan::Entity>(Id, Condition::all().add(chosen(EstablishmentId, members)));
    let below = Condition::any()
        .add(training_action::Column::PlanId.eq(plan))
        .add(chosen(training_action::Column::AcademyId, of(AcademyId, Some(TrainingLevel::Academy))))
        .add(chosen(training_action::Column::PlanId, in_basin));
    Condition::all().add(chosen(training_action::Column::SchoolYear, of(SchoolYear, None))).add(below)
}

impl Filter for TrainingSessionFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use training_session::Column::{AcademyId, EstablishmentId, Mode, Scope, Stage, StartsAt};
        Ok(Condition::all()
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(values("modes", self.modes.as_ref())?.map(|modes| Mode.is_in(modes)))
            .add_option(values("scopes", self.scopes.as_ref())?.map(|scopes| Scope.is_in(scopes)))
            .add_option(self.from.map(|instant| StartsAt.gte(instant)))
            .add_option(self.before.map(|instant| StartsAt.lt(instant)))
            .add_option(self.host.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code)))))
    }
}

impl Filter for TrainerEngagementFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let stages = values("stages", self.stages.as_ref())?;
        Ok(Condition::all().add_option(stages.map(|stages| trainer_engagement::Column::Stage.is_in(stages))))
    }
}

impl Filter for EnrolmentFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use enrolment::Column::{EstablishmentId, Stage};
        Ok(Condition::all()
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai)))))
    }
}
