//! Loads frameworks, competences and themes by their codes: what is missing is made, what differs is changed. A command of the
//! system, performed when a server starts.

use std::collections::HashMap;

use entity::{
    competence::{competence, competence_framework, training_theme},
    framing::DataStatus,
};
use kernel::{
    Uuid,
    command::Command,
    event::Fact,
    refusal::Refusal,
    resource::{ActiveOf, Resource},
    upsert::{Plan, Upsert},
    work::{RowResult, Work},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    Condition,
};
use serde::{Deserialize, Serialize};

use crate::domain::{
    competence::{
        Competence, CompetenceFramework, TrainingTheme,
        events::COMPETENCE_LOADED,
        sheet::{PUBLISH, REVISE},
    },
    framing::commands::load_framing::Words,
};

/// Frameworks with their competences, and themes.
#[derive(Clone, Debug, Serialize)]
pub struct LoadCompetences {
    /// Frameworks.
    pub frameworks: Vec<FrameworkRow>,
    /// Themes, in their order.
    pub themes: Vec<WordedRow>,
}

/// A framework by its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FrameworkRow {
    /// Code.
    pub code: String,
    /// Title.
    pub title: Words,
    /// How far it is known.
    pub status: DataStatus,
    /// What of it is not a fact.
    pub note: Option<String>,
    /// Where it was read.
    pub source: Option<String>,
    /// Areas, in their order.
    pub areas: Vec<AreaRow>,
}

/// An area of a framework.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AreaRow {
    /// Code.
    pub code: String,
    /// Wording.
    pub label: Words,
    /// Competences, in their order.
    pub competences: Vec<WordedRow>,
}

/// A competence or a theme by its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WordedRow {
    /// Code.
    pub code: String,
    /// Wording.
    pub label: Words,
    /// How far it is known.
    pub status: DataStatus,
    /// What of it is not a fact.
    pub note: Option<String>,
    /// Where it was read.
    pub source: Option<String>,
}

impl Command for LoadCompetences {
    const NAME: &'static str = "loadCompetences";
    type Outcome = Vec<RowResult>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let mut results = self.frameworks(work).await?;
        results.extend(self.competences(work).await?);
        results.extend(self.themes(work).await?);
        Ok(results)
    }
}

impl LoadCompetences {
    async fn frameworks(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let known = frameworks(work).await?;
        let row = |row: &FrameworkRow| {
            let values = competence_framework::ActiveModel {
                code: Set(row.code.clone()),
                title_fr: Set(row.title.fr.clone()),
                title_en: Set(row.title.en.clone()),
                status: Set(row.status),
                note: Set(row.note.clone()),
                source: Set(row.source.clone()),
                ..Default::default()
            };
            (
                row.code.clone(),
                match known.get(&row.code) {
                    Some(id) => Plan::Known(competence_framework::ActiveModel { id: Unchanged(*id), ..values }),
                    None => Plan::New(values),
                },
            )
        };
        write::<CompetenceFramework>(work, self.frameworks.iter().map(row).collect()).await
    }

    async fn competences(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let frameworks = frameworks(work).await?;
        let known: HashMap<(Uuid, String), Uuid> =
            work.find::<competence::Entity>(Condition::all()).await?.into_iter().map(|row| ((row.framework_id, row.code), row.id)).collect();
        let mut rows = Vec::new();
        for framework in &self.frameworks {
            let of = *frameworks.get(&framework.code).ok_or(Refusal::NotFound { argument: "framework" })?;
            let listed = framework.areas.iter().flat_map(|area| area.competences.iter().map(move |row| (area, row)));
            for (position, (area, row)) in (1..).zip(listed) {
                let values = competence::ActiveModel {
                    framework_id: Set(of),
                    code: Set(row.code.clone()),
                    position: Set(position),
                    area_code: Set(area.code.clone()),
                    area_fr: Set(area.label.fr.clone()),
                    area_en: Set(area.label.en.clone()),
                    label_fr: Set(row.label.fr.clone()),
                    label_en: Set(row.label.en.clone()),
                    status: Set(row.status),
                    note: Set(row.note.clone()),
                    source: Set(row.source.clone()),
                    ..Default::default()
                };
                let plan = match known.get(&(of, row.code.clone())) {
                    Some(id) => Plan::Known(competence::ActiveModel { id: Unchanged(*id), ..values }),
                    None => Plan::New(values),
                };
                rows.push((format!("{}:{}", framework.code, row.code), plan));
            }
        }
        write::<Competence>(work, rows).await
    }

    async fn themes(&self, work: &mut Work<'_>) -> Result<Vec<RowResult>, Refusal> {
        let known: HashMap<String, Uuid> = work.find::<training_theme::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect();
        let row = |(position, row): (i32, &WordedRow)| {
            let values = training_theme::ActiveModel {
                code: Set(row.code.clone()),
                position: Set(position),
                label_fr: Set(row.label.fr.clone()),
                label_en: Set(row.label.en.clone()),
                status: Set(row.status),
                note: Set(row.note.clone()),
                source: Set(row.source.clone()),
                ..Default::default()
            };
            (
                row.code.clone(),
                match known.get(&row.code) {
                    Some(id) => Plan::Known(training_theme::ActiveModel { id: Unchanged(*id), ..values }),
                    None => Plan::New(values),
                },
            )
        };
        write::<TrainingTheme>(work, (1..).zip(&self.themes).map(row).collect()).await
    }
}

async fn frameworks(work: &Work<'_>) -> Result<HashMap<String, Uuid>, Refusal> {
    Ok(work.find::<competence_framework::Entity>(Condition::all()).await?.into_iter().map(|row| (row.code, row.id)).collect())
}

async fn write<R: Resource>(work: &mut Work<'_>, rows: Vec<(String, Plan<R>)>) -> Result<Vec<RowResult>, Refusal>
where
    ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
{
    const LOADED: &Fact = &COMPETENCE_LOADED;
    let mut upsert = Upsert::<R>::default();
    for (key, plan) in rows {
        upsert.row(key, Ok(plan));
    }
    Ok(upsert.write(work, PUBLISH, REVISE).await?.tell(work, |_, _| LOADED))
}
