//! What a questionnaire asks, in the tables: read, written and frozen as a whole.

use std::collections::{BTreeMap, HashMap};

use entity::survey::{
    questionnaire::{self, QuestionnaireStage},
    survey_condition, survey_option,
    survey_question::{self, QuestionKind},
    survey_row, survey_section,
};
use kernel::{Uuid, refusal::Refusal, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};

use super::{
    Questionnaire, SurveyOption, SurveyQuestion, SurveyRow, SurveySection,
    events::QUESTIONNAIRE_FROZEN,
    sheet::FREEZE,
    states,
    structure::{Choice, Question, Row, Section, ShowIf, Structure},
};
use crate::domain::letter::content::Rows;

/// The rows of a questionnaire's parts, in their order.
struct Parts {
    sections: Vec<survey_section::Model>,
    questions: Vec<survey_question::Model>,
    options: Vec<survey_option::Model>,
    rows: Vec<survey_row::Model>,
    conditions: Vec<survey_condition::Model>,
}

/// Conditions that choose the parts of a questionnaire.
fn of<C: ColumnTrait>(column: C, questionnaire: Uuid) -> Condition {
    Condition::all().add(column.eq(questionnaire))
}

impl Parts {
    async fn of(rows: &impl Rows, id: Uuid) -> Result<Self, Refusal> {
        let mut parts = Self {
            sections: rows.rows::<survey_section::Entity>(of(survey_section::Column::QuestionnaireId, id)).await?,
            questions: rows.rows::<survey_question::Entity>(of(survey_question::Column::QuestionnaireId, id)).await?,
            options: rows.rows::<survey_option::Entity>(of(survey_option::Column::QuestionnaireId, id)).await?,
            rows: rows.rows::<survey_row::Entity>(of(survey_row::Column::QuestionnaireId, id)).await?,
            conditions: rows.rows::<survey_condition::Entity>(of(survey_condition::Column::QuestionnaireId, id)).await?,
        };
        parts.sections.sort_by_key(|row| row.position);
        parts.questions.sort_by_key(|row| row.position);
        parts.options.sort_by_key(|row| row.position);
        parts.rows.sort_by_key(|row| row.position);
        Ok(parts)
    }

    fn structure(self) -> Structure {
        let mut options: HashMap<Uuid, Vec<Choice>> = HashMap::new();
        let mut codes: HashMap<Uuid, (i32, String)> = HashMap::new();
        for row in self.options {
            codes.insert(row.id, (row.position, row.code.clone()));
            let option = Choice { code: row.code, label_fr: row.label_fr, label_en: row.label_en, exclusive: row.exclusive };
            options.entry(row.question_id).or_default().push(option);
        }
        let mut rows: HashMap<Uuid, Vec<Row>> = HashMap::new();
        for row in self.rows {
            rows.entry(row.question_id).or_default().push(Row { code: row.code, label_fr: row.label_fr, label_en: row.label_en });
        }
        let mut after: HashMap<Uuid, Vec<(i32, String)>> = HashMap::new();
        for row in self.conditions {
            after.entry(row.question_id).or_default().extend(codes.get(&row.option_id).cloned());
        }
        let named: HashMap<Uuid, String> = self.questions.iter().map(|row| (row.id, row.code.clone())).collect();
        let mut questions: HashMap<Uuid, Vec<Question>> = HashMap::new();
        for row in self.questions {
            let show_if = row.show_if_id.and_then(|id| named.get(&id)).map(|question| {
                let mut codes = after.remove(&row.id).unwrap_or_default();
                codes.sort();
                ShowIf { question: question.clone(), r#in: codes.into_iter().map(|(_, code)| code).collect() }
            });
            questions.entry(row.section_id).or_default().push(Question {
                options: options.remove(&row.id).unwrap_or_default(),
                rows: rows.remove(&row.id).unwrap_or_default(),
                show_if,
                code: row.code,
                kind: row.kind,
                label_fr: row.label_fr,
                label_en: row.label_en,
                help_fr: row.help_fr,
                help_en: row.help_en,
                required: row.required,
                reportable: row.reportable,
                sensitivity: row.sensitivity,
                crossing: row.crossing,
                prefill_from: row.prefill_from,
                minimum: row.minimum,
                maximum: row.maximum,
                max_choices: row.max_choices,
                max_length: row.max_length,
                taxonomy: row.taxonomy,
            });
        }
        let sections = self.sections.into_iter().map(|row| Section {
            questions: questions.remove(&row.id).unwrap_or_default(),
            code: row.code,
            title_fr: row.title_fr,
            title_en: row.title_en,
        });
        Structure { sections: sections.collect() }
    }
}

/// What a questionnaire asks.
pub async fn structure_of(rows: &impl Rows, id: Uuid) -> Result<Structure, Refusal> {
    Ok(Parts::of(rows, id).await?.structure())
}

/// The kinds that codes were asked as in some questionnaires.
pub async fn kinds_of(work: &Work<'_>, questionnaires: &[Uuid]) -> Result<BTreeMap<String, QuestionKind>, Refusal> {
    let rows = work.find::<survey_question::Entity>(work.among(survey_question::Column::QuestionnaireId, questionnaires)).await?;
    Ok(rows.into_iter().map(|row| (row.code, row.kind)).collect())
}

/// Writes what a questionnaire asks in the place of what it asked. Parts whose codes stay keep their ids.
pub async fn write(work: &mut Work<'_>, of_it: &questionnaire::Model, structure: &Structure) -> Result<(), Refusal> {
    let known = Parts::of(work, of_it.id).await?;
    let fresh = Fresh::of(work, of_it, known, structure);
    // What refers to others goes first and comes last.
    work.rewrite::<survey_condition::Entity>(of(survey_condition::Column::QuestionnaireId, of_it.id), Vec::new()).await?;
    work.rewrite::<survey_option::Entity>(of(survey_option::Column::QuestionnaireId, of_it.id), Vec::new()).await?;
    work.rewrite::<survey_row::Entity>(of(survey_row::Column::QuestionnaireId, of_it.id), Vec::new()).await?;
    work.rewrite::<survey_question::Entity>(of(survey_question::Column::QuestionnaireId, of_it.id), Vec::new()).await?;
    work.rewrite::<survey_section::Entity>(of(survey_section::Column::QuestionnaireId, of_it.id), fresh.sections).await?;
    work.follow::<survey_question::Entity>(fresh.questions).await?;
    work.follow::<survey_row::Entity>(fresh.rows).await?;
    work.follow::<survey_option::Entity>(fresh.options).await?;
    work.follow::<survey_condition::Entity>(fresh.conditions).await
}

/// The rows of what is to be asked.
#[derive(Default)]
struct Fresh {
    sections: Vec<survey_section::ActiveModel>,
    questions: Vec<survey_question::ActiveModel>,
    options: Vec<survey_option::ActiveModel>,
    rows: Vec<survey_row::ActiveModel>,
    conditions: Vec<survey_condition::ActiveModel>,
}

impl Fresh {
    fn of(work: &Work<'_>, of_it: &questionnaire::Model, known: Parts, structure: &Structure) -> Self {
        let sections: HashMap<&str, Uuid> = known.sections.iter().map(|row| (row.code.as_str(), row.id)).collect();
        let questions: HashMap<&str, Uuid> = known.questions.iter().map(|row| (row.code.as_str(), row.id)).collect();
        let options: HashMap<(Uuid, &str), Uuid> = known.options.iter().map(|row| ((row.question_id, row.code.as_str()), row.id)).collect();
        let rows: HashMap<(Uuid, &str), Uuid> = known.rows.iter().map(|row| ((row.question_id, row.code.as_str()), row.id)).collect();
        let mut fresh = Self::default();
        // Ids of what was put down so far, by code: a question depends on earlier ones.
        let mut asked: HashMap<&str, (Uuid, HashMap<&str, Uuid>)> = HashMap::new();
        for (position, section) in (1..).zip(&structure.sections) {
            let section_id = sections.get(section.code.as_str()).copied().unwrap_or_else(|| work.new_id());
            fresh.sections.push(survey_section::ActiveModel {
                id: Set(section_id),
                academy_id: Set(of_it.academy_id),
                questionnaire_id: Set(of_it.id),
                stage: Set(of_it.stage),
                position: Set(position),
                code: Set(section.code.clone()),
                title_fr: Set(section.title_fr.clone()),
                title_en: Set(section.title_en.clone()),
            });
            for question in &section.questions {
                let id = questions.get(question.code.as_str()).copied().unwrap_or_else(|| work.new_id());
                let on = question.show_if.as_ref().and_then(|condition| asked.get(condition.question.as_str()));
                fresh.questions.push(row_of(of_it, section_id, id, fresh.questions.len() as i32 + 1, question, on.map(|(id, _)| *id)));
                for option in question.show_if.iter().flat_map(|condition| &condition.r#in).filter_map(|code| on?.1.get(code.as_str())) {
                    fresh.conditions.push(survey_condition::ActiveModel {
                        id: Set(work.new_id()),
                        questionnaire_id: Set(of_it.id),
                        question_id: Set(id),
                        option_id: Set(*option),
                    });
                }
                let mut ids = HashMap::new();
                for (position, option) in (1..).zip(&question.options) {
                    let option_id = options.get(&(id, option.code.as_str())).copied().unwrap_or_else(|| work.new_id());
                    ids.insert(option.code.as_str(), option_id);
                    fresh.options.push(survey_option::ActiveModel {
                        id: Set(option_id),
                        academy_id: Set(of_it.academy_id),
                        questionnaire_id: Set(of_it.id),
                        stage: Set(of_it.stage),
                        question_id: Set(id),
                        position: Set(position),
                        code: Set(option.code.clone()),
                        label_fr: Set(option.label_fr.clone()),
                        label_en: Set(option.label_en.clone()),
                        exclusive: Set(option.exclusive),
                    });
                }
                for (position, row) in (1..).zip(&question.rows) {
                    fresh.rows.push(survey_row::ActiveModel {
                        id: Set(rows.get(&(id, row.code.as_str())).copied().unwrap_or_else(|| work.new_id())),
                        academy_id: Set(of_it.academy_id),
                        questionnaire_id: Set(of_it.id),
                        stage: Set(of_it.stage),
                        question_id: Set(id),
                        position: Set(position),
                        code: Set(row.code.clone()),
                        label_fr: Set(row.label_fr.clone()),
                        label_en: Set(row.label_en.clone()),
                    });
                }
                asked.insert(&question.code, (id, ids));
            }
        }
        fresh
    }
}

fn row_of(of_it: &questionnaire::Model, section: Uuid, id: Uuid, position: i32, question: &Question, on: Option<Uuid>) -> survey_question::ActiveModel {
    survey_question::ActiveModel {
        id: Set(id),
        academy_id: Set(of_it.academy_id),
        questionnaire_id: Set(of_it.id),
        stage: Set(of_it.stage),
        section_id: Set(section),
        position: Set(position),
        code: Set(question.code.clone()),
        kind: Set(question.kind),
        label_fr: Set(question.label_fr.clone()),
        label_en: Set(question.label_en.clone()),
        help_fr: Set(question.help_fr.clone()),
        help_en: Set(question.help_en.clone()),
        required: Set(question.required),
        reportable: Set(question.reportable),
        sensitivity: Set(question.sensitivity),
        crossing: Set(question.crossing),
        prefill_from: Set(question.prefill_from),
        show_if_id: Set(on),
        minimum: Set(question.minimum),
        maximum: Set(question.maximum),
        max_choices: Set(question.max_choices),
        max_length: Set(question.max_length),
        taxonomy: Set(question.taxonomy),
    }
}

/// Freezes a questionnaire that is to be asked: it stays as it is, and anybody reads it. One that is frozen stays so: the same
/// edition may be asked again. The rights are those of whoever opens the campaign.
pub async fn freeze(work: &mut Work<'_>, row: &questionnaire::Model) -> Result<questionnaire::Model, Refusal> {
    if row.stage == QuestionnaireStage::Frozen {
        return Ok(row.clone());
    }
    let frozen = states::QUESTIONNAIRE.after(row.stage, FREEZE)?;
    let parts = Parts::of(work, row.id).await?;

    let change = questionnaire::ActiveModel { id: Unchanged(row.id), stage: Set(frozen), frozen_at: Set(Some(work.viewer.actor.at)), ..Default::default() };
    let row = work.save::<Questionnaire>(change).await?;
    let section = |row: &survey_section::Model| survey_section::ActiveModel { id: Unchanged(row.id), stage: Set(frozen), ..Default::default() };
    work.follow_changes::<SurveySection>(parts.sections.iter().map(section).collect()).await?;
    let question = |row: &survey_question::Model| survey_question::ActiveModel { id: Unchanged(row.id), stage: Set(frozen), ..Default::default() };
    work.follow_changes::<SurveyQuestion>(parts.questions.iter().map(question).collect()).await?;
    let option = |row: &survey_option::Model| survey_option::ActiveModel { id: Unchanged(row.id), stage: Set(frozen), ..Default::default() };
    work.follow_changes::<SurveyOption>(parts.options.iter().map(option).collect()).await?;
    let line = |row: &survey_row::Model| survey_row::ActiveModel { id: Unchanged(row.id), stage: Set(frozen), ..Default::default() };
    work.follow_changes::<SurveyRow>(parts.rows.iter().map(line).collect()).await?;
    work.announce(QUESTIONNAIRE_FROZEN.of::<Questionnaire>(&row));
    Ok(row)
}
