//! Surveys of the demo: those of past years as the academy published them, and that of the year, which is open and which some have answered.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    campaign::{survey_campaign::SurveyPrivacy, survey_invitation},
    survey::{questionnaire, survey_question::QuestionKind},
    territory::academy,
};
use kernel::{Uuid, refusal::Refusal, resource::Id, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{
    POITIERS,
    past::{Past, id},
    personas::Persona,
    training::at,
};
use crate::{
    domain::{
        campaign::{
            SurveyCampaign,
            commands::{
                create_campaign::CreateCampaign,
                load_published::{LoadPublishedCampaigns, Published},
                open_campaign::OpenCampaign,
                save_answers::SaveAnswers,
                submit_response::SubmitResponse,
            },
            content::said,
            types::{AnswerInput, RowAnswerInput},
        },
        survey::{
            answers::visible,
            kept::structure_of,
            structure::{Question, Structure},
        },
    },
    import::Stop,
};

/// What the académie de Poitiers published: school year, referents, answers.
const PUBLISHED: [(&str, i32, i32); 4] = [("2015-2016", 430, 222), ("2022-2023", 452, 197), ("2023-2024", 446, 145), ("2024-2025", 443, 226)];

/// How many have answered the open one.
const ANSWERED: usize = 24;

/// Options as they are chosen, some more often than others.
const OFTEN: [usize; 11] = [0, 1, 0, 2, 1, 0, 3, 1, 0, 2, 1];

/// Loads the campaigns.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let persona = |id: &str| personas.iter().find(|persona| persona.id == id).map(|persona| persona.person).ok_or_else(|| Refusal::internal("a persona"));
    let (referent, officer) = (persona("referent")?, persona("rectorate")?);
    let poitiers = store.reference::<academy::Entity>().await?;
    let poitiers = poitiers.rows().iter().find(|row| row.code == POITIERS).ok_or_else(|| Refusal::internal("the demo's academy"))?.id;
    let published = |(year, population, answered): (&str, i32, i32)| {
        let summer = &year[5..];
        let source = "Académie de Poitiers, enquête annuelle auprès des référents, chiffres publiés ; posée ailleurs, avec d'autres questions.";
        Published {
            school_year: year.parse().expect("a school year"),
            population,
            answered,
            between: (at(&format!("{summer}-06-01T08:00:00Z")), at(&format!("{summer}-07-15T17:00:00Z"))),
            source: source.to_owned(),
        }
    };
    let load = LoadPublishedCampaigns { academy: poitiers, campaigns: PUBLISHED.into_iter().map(published).collect() };
    Past::on(store, "2026-09-01").system(load).await?;
    running(store, officer, referent).await
}

/// The survey of the year, asked in the autumn so that the demo has one that is open.
async fn running(store: &Arc<Store>, officer: Uuid, referent: Uuid) -> Result<(), Stop> {
    let asked = Condition::all().add(questionnaire::Column::Code.eq("REFERENTS")).add(questionnaire::Column::AcademyId.is_null());
    let asked = store.rows::<questionnaire::Entity>(asked).await?.pop().ok_or_else(|| Refusal::internal("the questionnaire of referents"))?.id;
    let (opens, closes): (DateTime<Utc>, DateTime<Utc>) = (at("2026-11-16T08:00:00Z"), at("2027-01-31T17:00:00Z"));
    let campaign = CreateCampaign {
        academy: POITIERS.to_owned(),
        school_year: super::school_year(),
        questionnaire: id(asked),
        privacy: SurveyPrivacy::Pseudonymous,
        opens_at: opens,
        closes_at: closes,
        least_respondents: None,
        remind_days: None,
        shows_rows: false,
    };
    let campaign = Past::on(store, "2026-11-09").does(officer, campaign).await?;
    if Past::on(store, "2026-11-17").at < opens {
        return Ok(());
    }
    Past::on(store, "2026-11-16").does(officer, OpenCampaign { id: campaign, version: 1 }).await?;
    let structure = structure_of(&**store, asked).await?;
    let begun = answers(&structure, 0).into_iter().take(4).collect();
    Past::on(store, "2026-11-18").does(referent, SaveAnswers { campaign, answers: begun, remove: Vec::new() }).await?;
    let others: Vec<Uuid> = asked_in(store, campaign).await?.into_iter().filter(|person| *person != referent).collect();
    let some: Vec<Uuid> = others.iter().step_by((others.len() / ANSWERED).max(1)).take(ANSWERED).copied().collect();
    submit(Past::on(store, "2026-11-19"), campaign, &structure, &some).await
}

/// Who is asked in a campaign, from establishment to establishment.
pub async fn asked_in(store: &Store, campaign: Id<SurveyCampaign>) -> Result<Vec<Uuid>, Refusal> {
    let mut asked = store.rows::<survey_invitation::Entity>(Condition::all().add(survey_invitation::Column::CampaignId.eq(campaign.0))).await?;
    asked.sort_by_key(|row| (row.establishment_id, row.person_id));
    Ok(asked.into_iter().map(|row| row.person_id).collect())
}

/// Some of them answer.
pub async fn submit(past: Past<'_>, campaign: Id<SurveyCampaign>, structure: &Structure, people: &[Uuid]) -> Result<(), Stop> {
    for (at, person) in people.iter().enumerate() {
        past.does(*person, SubmitResponse { campaign, answers: answers(structure, at) }).await?;
    }
    Ok(())
}

/// Answers to everything that must be answered, not the same for all.
fn answers(structure: &Structure, at: usize) -> Vec<AnswerInput> {
    let mut given: Vec<AnswerInput> = Vec::new();
    loop {
        let checked: Vec<_> = given.iter().cloned().filter_map(|answer| said(&answer.into())).collect();
        let open = |question: &&Question| question.required && given.iter().all(|answer| answer.question != question.code);
        let Some(next) = visible(structure, &checked).into_iter().find(open) else { return given };
        given.push(answer(next, OFTEN[(at * 3 + given.len()) % OFTEN.len()]));
    }
}

fn answer(question: &Question, at: usize) -> AnswerInput {
    let option = |shift: usize| question.options.get((at + shift) % question.options.len().max(1)).map(|option| option.code.clone());
    let blank = AnswerInput { question: question.code.clone(), ..AnswerInput::default() };
    match question.kind {
        QuestionKind::Single | QuestionKind::Scale => AnswerInput { option: option(0), ..blank },
        QuestionKind::Multiple => AnswerInput { options: option(0).map(|code| vec![code]), ..blank },
        QuestionKind::Matrix => {
            let rows = question.rows.iter().enumerate().filter_map(|(shift, row)| Some(RowAnswerInput { row: row.code.clone(), option: option(shift)? }));
            AnswerInput { rows: Some(rows.collect()), ..blank }
        }
        QuestionKind::Number => AnswerInput { number: Some(i64::from(question.minimum.unwrap_or_default())), ..blank },
        QuestionKind::Text => AnswerInput { text: Some("Rien à ajouter.".into()), ..blank },
    }
}
