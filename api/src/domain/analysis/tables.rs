//! Tables of what is kept, in the words of a language: for the API and for the page alike.

use entity::{
    analysis::{
        survey_analysis,
        survey_group::{self, AnalysisMargin, SuppressionReason},
    },
    campaign::survey_campaign::{self, CampaignStage},
};
use kernel::{
    refusal::{Fault, Refusal},
    store::Store,
    text::{Locale, text},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    asked::{Asked, asked},
    kept::{self, Cell, Kept, Line, Shown},
    types::{Counted, MedianStep, Suppressed, SurveyCell, SurveyFigure, SurveyGroup, SurveyMedian, SurveyTable, SurveyTableRow, SurveyTables},
};
use crate::domain::{labels::label, survey::kept::structure_of};

/// The figures of an analysis by a margin, of some questions or of all.
pub async fn of(
    store: &Store,
    locale: Locale,
    (campaign, analysis): (&survey_campaign::Model, &survey_analysis::Model),
    by: AnalysisMargin,
    only: Option<&[String]>,
) -> Result<SurveyTables, Refusal> {
    let questions = asked(&structure_of(store, campaign.questionnaire_id).await?);
    for (at, code) in only.unwrap_or_default().iter().enumerate() {
        if questions.iter().all(|question| question.code != *code) {
            let message = text("No question that is counted has this code.", "Aucune question comptée n'a ce code.");
            let hint = text("Texts are never counted.", "Les textes ne sont jamais comptés.");
            return Err(Fault::invalid(format!("questions.{at}"), message).hint(hint).into());
        }
    }
    let kept = kept::read(store, analysis, &questions, &[by]).await?;
    let before = before(store, campaign, by).await?;
    let table = |(place, question): (usize, &Asked)| {
        let is_asked = only.is_none_or(|codes| codes.contains(&question.code));
        is_asked.then(|| Words { locale }.table(&kept, place, question, before.as_ref()))
    };
    Ok(SurveyTables {
        analysis: analysis.id,
        by,
        by_label: label("AnalysisMargin", by, locale),
        school_year: campaign.school_year.clone(),
        previous_school_year: before.as_ref().map(|before| before.school_year.clone()),
        groups: kept.groups.iter().map(|group| Words { locale }.group(group)).collect(),
        questions: questions.iter().enumerate().filter_map(table).collect(),
    })
}

/// The published year before, of the same academy and questionnaire.
struct Before {
    school_year: String,
    questions: Vec<Asked>,
    kept: Kept,
}

async fn before(store: &Store, campaign: &survey_campaign::Model, by: AnalysisMargin) -> Result<Option<Before>, Refusal> {
    use survey_campaign::Column::{AcademyId, Code, SchoolYear, Stage};
    let earlier = Condition::all()
        .add(AcademyId.eq(campaign.academy_id))
        .add(Code.eq(&campaign.code))
        .add(SchoolYear.lt(&campaign.school_year))
        .add(Stage.eq(CampaignStage::Published));
    let mut campaigns = store.rows::<survey_campaign::Entity>(earlier).await?;
    campaigns.sort_by(|one, other| one.school_year.cmp(&other.school_year));
    // One that was asked elsewhere is known without figures.
    let Some(last) = campaigns.into_iter().rfind(|row| row.source.is_none()) else { return Ok(None) };
    let Some(analysis) = analysis_of(store, &last).await? else { return Ok(None) };
    let questions = asked(&structure_of(store, last.questionnaire_id).await?);
    let kept = kept::read(store, &analysis, &questions, &[by]).await?;
    Ok(Some(Before { school_year: last.school_year, questions, kept }))
}

impl Before {
    fn figure(&self, group: &survey_group::Model, question: &Asked, options: &[String]) -> Option<(Shown, Option<u32>)> {
        let place = self.questions.iter().position(|other| other.name() == question.name())?;
        let group = self.kept.groups.iter().position(|other| (other.margin, &other.key) == (group.margin, &group.key))?;
        let line = self.kept.lines[place][group].as_ref()?;
        let cell = line.cells.iter().find(|cell| cell.options == options)?;
        Some((cell.figure, line.answered.counted()))
    }
}

/// The analysis of a campaign.
pub async fn analysis_of(store: &Store, campaign: &survey_campaign::Model) -> Result<Option<survey_analysis::Model>, Refusal> {
    Ok(store.rows::<survey_analysis::Entity>(Condition::all().add(survey_analysis::Column::CampaignId.eq(campaign.id))).await?.pop())
}

/// What is shown, in a language.
#[derive(Clone, Copy)]
pub struct Words {
    /// The language.
    pub locale: Locale,
}

impl Words {
    /// A figure, with its share of a base.
    pub fn figure(self, shown: Shown, base: Option<u32>) -> SurveyFigure {
        match shown {
            Shown::Hidden(reason) => SurveyFigure::Suppressed(self.suppressed(reason)),
            Shown::Counted(count) => SurveyFigure::Counted(Counted {
                count: i32::try_from(count).unwrap_or(i32::MAX),
                rate: base.filter(|base| *base > 0).map(|base| f64::from(count) / f64::from(base)),
            }),
        }
    }

    fn suppressed(self, reason: SuppressionReason) -> Suppressed {
        Suppressed { reason, reason_label: label("SuppressionReason", reason, self.locale) }
    }

    /// A group.
    pub fn group(self, row: &survey_group::Model) -> SurveyGroup {
        SurveyGroup {
            key: row.key.clone(),
            label: self.name(row),
            invited: row.invited,
            respondents: self.figure(respondents(row), u32::try_from(row.invited).ok()),
        }
    }

    fn name(self, row: &survey_group::Model) -> String {
        match self.locale {
            Locale::Fr => row.label_fr.clone(),
            Locale::En => row.label_en.clone(),
        }
    }

    fn table(self, kept: &Kept, place: usize, question: &Asked, before: Option<&Before>) -> SurveyTable {
        let rows = kept.groups.iter().enumerate().map(|(at, group)| self.row(kept, (place, question), (at, group), before));
        SurveyTable {
            question: question.code.clone(),
            row: question.row.clone(),
            label: question.label.in_(self.locale).to_owned(),
            section: question.section.in_(self.locale).to_owned(),
            kind: question.kind,
            is_conditional: question.show_if.is_some(),
            rows: rows.collect(),
        }
    }

    fn row(self, kept: &Kept, (place, question): (usize, &Asked), (at, group): (usize, &survey_group::Model), before: Option<&Before>) -> SurveyTableRow {
        let line = kept.lines[place][at].clone().unwrap_or_else(|| not_by_group(question));
        let base = line.answered.counted();
        let cell = |cell: &Cell| SurveyCell {
            options: cell.options.clone(),
            label: question.words_of(&cell.options).in_(self.locale).to_owned(),
            figure: self.figure(cell.figure, base),
            previous: before.and_then(|before| before.figure(group, question, &cell.options)).map(|(shown, base)| self.figure(shown, base)),
        };
        let median = kept.median(place, question, at).map(|median| match median {
            Ok(place) => {
                let options = line.cells[place].options.clone();
                SurveyMedian::Step(MedianStep { label: question.words_of(&options).in_(self.locale).to_owned(), options })
            }
            Err(reason) => SurveyMedian::Suppressed(self.suppressed(reason)),
        });
        SurveyTableRow {
            key: group.key.clone(),
            label: self.name(group),
            answered: self.figure(line.answered, respondents(group).counted()),
            median,
            cells: line.cells.iter().map(cell).collect(),
        }
    }
}

/// How many of a group answered the survey.
pub fn respondents(row: &survey_group::Model) -> Shown {
    match row.respondents.and_then(|count| u32::try_from(count).ok()) {
        Some(count) => Shown::Counted(count),
        None => Shown::Hidden(row.hidden.unwrap_or_default()),
    }
}

/// The line of a question that is published for everybody alone.
pub fn not_by_group(question: &Asked) -> Line {
    let hidden = Shown::Hidden(SuppressionReason::Condition);
    Line { answered: hidden, cells: question.options.iter().map(|(code, _)| Cell { options: vec![code.clone()], figure: hidden }).collect() }
}
