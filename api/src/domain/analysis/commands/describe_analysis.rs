//! `describeAnalysis`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::analysis::survey_analysis;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{self, NotSet, Set, Unchanged};
use serde::Serialize;

use crate::domain::{
    analysis::{SurveyAnalysis, events::ANALYSIS_DESCRIBED, sheet::DESCRIBE, states},
    letter::rules::markdown,
    people::rules::short_text,
};

/// What the figures of a survey mean; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DescribeAnalysisInput")]
pub struct DescribeAnalysis {
    /// The analysis.
    pub id: Id<SurveyAnalysis>,
    /// Its version as it was read.
    pub version: i64,
    /// Title in French, 200 characters at most.
    pub title_fr: Option<String>,
    /// Title in English, 200 characters at most; null takes it away.
    pub title_en: MaybeUndefined<String>,
    /// What the figures mean, in French and Markdown, 64 KiB at most; null takes it away. Anybody reads it once it is published.
    pub text_fr: MaybeUndefined<String>,
    /// The same in English.
    pub text_en: MaybeUndefined<String>,
}

impl Command for DescribeAnalysis {
    const NAME: &'static str = "describeAnalysis";
    type Outcome = Id<SurveyAnalysis>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let analysis = work.take(DESCRIBE, self.id, self.version).await?;
        let change = survey_analysis::ActiveModel {
            id: Unchanged(analysis.id),
            stage: Set(states::ANALYSIS.after(analysis.stage, DESCRIBE)?),
            title_fr: self.title_fr.map(|title| short_text("titleFr", &title, 200)).transpose()?.map_or(NotSet, Set),
            title_en: said(self.title_en, |title| Ok(short_text("titleEn", title, 200)?))?,
            text_fr: said(self.text_fr, |text| Ok(markdown("textFr", text)?))?,
            text_en: said(self.text_en, |text| Ok(markdown("textEn", text)?))?,
            ..Default::default()
        };
        let before = analysis.version;
        let analysis = work.save::<SurveyAnalysis>(change).await?;
        if analysis.version != before {
            work.announce(ANALYSIS_DESCRIBED.of::<SurveyAnalysis>(&analysis));
        }
        Ok(analysis.id.into())
    }
}

/// A text that may be given, taken away, or left as it is.
fn said(given: MaybeUndefined<String>, check: impl Fn(&str) -> Result<String, Refusal>) -> Result<ActiveValue<Option<String>>, Refusal> {
    Ok(match given {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Null => Set(None),
        MaybeUndefined::Value(written) => Set(Some(check(&written)?)),
    })
}
