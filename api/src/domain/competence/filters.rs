//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::competence::{
    competence,
    competence_declaration::{self, CompetenceLevel, CompetenceOrigin},
    competence_framework, training_theme,
};
use kernel::{
    filter::{chosen, values, values_of},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::Uai,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{people::filters::working_in, territory::filters::order};

/// Which frameworks to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompetenceFrameworkFilter {
    /// Codes, such as `CRCN-EDU`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which competences to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompetenceFilter {
    /// Code of the framework, such as `CRCN-EDU`.
    pub framework: Option<String>,
    /// Codes of areas, such as `2`. Refuses an empty list.
    pub areas: Option<Vec<String>>,
    /// Codes of competences, such as `2.1`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which themes to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TrainingThemeFilter {
    /// Codes, such as `ENT`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
}

/// Which declarations to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CompetenceDeclarationFilter {
    /// Code of the framework, such as `CRCN-EDU`.
    pub framework: Option<String>,
    /// Codes of competences, such as `2.1`. Refuses an empty list.
    pub codes: Option<Vec<String>>,
    /// Levels. Refuses an empty list.
    pub levels: Option<Vec<CompetenceLevel>>,
    /// What they rest on. Refuses an empty list.
    pub origins: Option<Vec<CompetenceOrigin>>,
    /// Those that are validated as they are, or those that are not.
    pub is_validated: Option<bool>,
    /// Those that were taken back, or those that were not.
    pub is_withdrawn: Option<bool>,
    /// Unit code of an establishment: declarations of those who work there today.
    pub establishment: Option<Uai>,
}

/// Order of frameworks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CompetenceFrameworkOrder {
    /// By code.
    #[default]
    Code,
}

/// Order of competences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CompetenceOrder {
    /// As their frameworks list them.
    #[default]
    Position,
    /// By code.
    Code,
}

/// Order of themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TrainingThemeOrder {
    /// As they are listed.
    #[default]
    Position,
    /// By code.
    Code,
}

/// Order of declarations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum CompetenceDeclarationOrder {
    /// In the order they were first made.
    #[default]
    Created,
    /// From the latest.
    CreatedDesc,
}

order!(CompetenceFrameworkOrder, competence_framework, Self::Code => Sort::by(competence_framework::Column::Code));
order!(CompetenceOrder, competence,
    Self::Position => Sort::by(competence::Column::Position),
    Self::Code => Sort::by(competence::Column::Code));
order!(TrainingThemeOrder, training_theme,
    Self::Position => Sort::by(training_theme::Column::Position),
    Self::Code => Sort::by(training_theme::Column::Code));
order!(CompetenceDeclarationOrder, competence_declaration,
    Self::Created => Sort::by_creation(),
    Self::CreatedDesc => Sort::by_creation().descending());

impl Filter for CompetenceFrameworkFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?;
        Ok(Condition::all().add_option(codes.map(|codes| competence_framework::Column::Code.is_in(codes))))
    }
}

/// Competences by framework, area and code.
fn competences(framework: Option<&String>, areas: Option<Vec<String>>, codes: Option<Vec<String>>) -> Condition {
    use competence::Column::{AreaCode, Code, FrameworkId};
    let coded = |code: &String| {
        let these = Condition::all().add(competence_framework::Column::Code.eq(code));
        chosen(FrameworkId, values_of::<competence_framework::Entity>(competence_framework::Column::Id, these))
    };
    Condition::all().add_option(framework.map(coded)).add_option(areas.map(|areas| AreaCode.is_in(areas))).add_option(codes.map(|codes| Code.is_in(codes)))
}

impl Filter for CompetenceFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(competences(self.framework.as_ref(), values("areas", self.areas.as_ref())?, values("codes", self.codes.as_ref())?))
    }
}

impl Filter for TrainingThemeFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let codes = values("codes", self.codes.as_ref())?;
        Ok(Condition::all().add_option(codes.map(|codes| training_theme::Column::Code.is_in(codes))))
    }
}

impl Filter for CompetenceDeclarationFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use competence_declaration::Column::{CompetenceId, Level, Origin, PersonId, ValidatedOn, Withdrawn};
        let of = competences(self.framework.as_ref(), None, values("codes", self.codes.as_ref())?);
        let named = self.framework.is_some() || self.codes.is_some();
        Ok(Condition::all()
            .add_option(named.then(|| chosen(CompetenceId, values_of::<competence::Entity>(competence::Column::Id, of))))
            .add_option(values("levels", self.levels.as_ref())?.map(|levels| Level.is_in(levels)))
            .add_option(values("origins", self.origins.as_ref())?.map(|origins| Origin.is_in(origins)))
            .add_option(self.is_validated.map(|validated| if validated { ValidatedOn.is_not_null() } else { ValidatedOn.is_null() }))
            .add_option(self.is_withdrawn.map(|withdrawn| Withdrawn.eq(withdrawn)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(PersonId, working_in(uai, viewer.actor.today)))))
    }
}
