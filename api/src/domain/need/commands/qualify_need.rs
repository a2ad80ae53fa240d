//! `qualifyNeed`.

use async_graphql::InputObject;
use entity::{
    competence::competence_declaration::CompetenceLevel,
    need::{
        need_competence,
        training_need::{self, NeedUrgency},
    },
};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{NotSet, Set};
use serde::Serialize;

use super::{links, step};
use crate::domain::{
    competence::lookups::{competences_of, theme_of},
    need::{TrainingNeed, events::NEED_QUALIFIED, rules, sheet::QUALIFY, states},
};

/// What a need is about; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "QualifyNeedInput")]
pub struct QualifyNeed {
    /// The need.
    pub id: Id<TrainingNeed>,
    /// Its version as it was read.
    pub version: i64,
    /// Code of the theme, such as `ENT`.
    pub theme: Option<String>,
    /// Competences by framework and code, as in `CRCN-EDU:2.1`; 20 at most.
    pub competences: Option<Vec<String>>,
    /// Level that is aimed at.
    pub target_level: Option<CompetenceLevel>,
    /// How soon.
    pub urgency: Option<NeedUrgency>,
    /// Number of persons it concerns, 1 to 500.
    pub headcount: Option<i32>,
}

impl Command for QualifyNeed {
    const NAME: &'static str = "qualifyNeed";
    type Outcome = Id<TrainingNeed>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let need = work.take(QUALIFY, self.id, self.version).await?;
        states::NEED.after(need.stage, QUALIFY)?;
        let theme = match &self.theme {
            Some(code) => Set(theme_of(work, code).await?),
            None => NotSet,
        };
        let change = training_need::ActiveModel {
            theme_id: theme,
            target_level: self.target_level.map_or(NotSet, |level| Set(Some(level))),
            urgency: self.urgency.map_or(NotSet, Set),
            headcount: self.headcount.map(rules::headcount).transpose()?.map_or(NotSet, Set),
            ..Default::default()
        };
        if let Some(named) = &self.competences {
            let competences = competences_of(work, "competences", named).await?;
            let wanted = vec![(need.id, links(need.id, competences))];
            work.replace_all::<TrainingNeed, need_competence::Entity>("competences", need_competence::Column::NeedId, wanted).await?;
        }
        step(work, QUALIFY, &need, change, &NEED_QUALIFIED).await
    }
}
