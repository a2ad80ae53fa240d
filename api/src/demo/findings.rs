//! A survey of the demo's autumn from its questions to what was decided: asked, closed, analysed, published.

use std::sync::Arc;

use async_graphql::MaybeUndefined;
use entity::{
    analysis::{survey_analysis, survey_figure, survey_group},
    campaign::survey_campaign::{self, CampaignStage, SurveyPrivacy},
    finding::follow_up::FollowUpKind,
    survey::{questionnaire::SurveyAudience, survey_question::QuestionKind},
};
use kernel::{Uuid, refusal::Refusal, resource::Id, scalars::Date, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{
    POITIERS, campaigns,
    past::{Past, id},
    personas::Persona,
    training::at,
};
use crate::{
    domain::{
        analysis::{
            commands::{describe_analysis::DescribeAnalysis, publish_analysis::PublishAnalysis},
            job::AnalyseCampaign,
        },
        campaign::{
            SurveyCampaign,
            commands::{close_campaign::CloseCampaign, create_campaign::CreateCampaign, open_campaign::OpenCampaign},
        },
        finding::commands::{decide_follow_up::DecideFollowUp, record_finding::RecordFinding},
        survey::{
            Questionnaire,
            commands::create_questionnaire::CreateQuestionnaire,
            kept::structure_of,
            structure::{Choice, Question, Section},
        },
    },
    import::Stop,
};

/// Of five who are asked, how many answer.
const OF_FIVE: usize = 2;

/// Loads it, as far as the day of the demo goes.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let persona = |id: &str| personas.iter().find(|persona| persona.id == id).map(|persona| persona.person).ok_or_else(|| Refusal::internal("a persona"));
    let (referent, officer) = (persona("referent")?, persona("rectorate")?);
    let asked = Past::on(store, "2026-09-21").does(officer, questionnaire()).await?;
    let Some(campaign) = asked_and_answered(store, officer, referent, asked).await? else { return Ok(()) };
    let version = campaign_row(store, campaign).await?.version;
    Past::on(store, "2026-10-16").does(officer, CloseCampaign { id: campaign, version }).await?;
    let version = campaign_row(store, campaign).await?.version;
    Past::on(store, "2026-10-16").job(AnalyseCampaign { campaign: campaign.0, version }).await?;
    let told = published(store, officer, campaign).await?;
    decided(store, officer, campaign, told).await
}

/// The campaign, once those who answer have; none when the demo's day comes before its end.
async fn asked_and_answered(store: &Arc<Store>, officer: Uuid, referent: Uuid, asked: Id<Questionnaire>) -> Result<Option<Id<SurveyCampaign>>, Stop> {
    let campaign = CreateCampaign {
        academy: POITIERS.to_owned(),
        school_year: super::school_year(),
        questionnaire: asked,
        privacy: SurveyPrivacy::Pseudonymous,
        opens_at: at("2026-09-28T08:00:00Z"),
        closes_at: at("2026-10-30T17:00:00Z"),
        least_respondents: None,
        remind_days: None,
        shows_rows: false,
    };
    let campaign = Past::on(store, "2026-09-21").does(officer, campaign).await?;
    if Past::on(store, "2026-11-02").at < at("2026-11-02T00:00:00Z") {
        return Ok(None);
    }
    Past::on(store, "2026-09-29").does(officer, OpenCampaign { id: campaign, version: 1 }).await?;
    let structure = structure_of(&**store, asked.0).await?;
    let all = campaigns::asked_in(store, campaign).await?;
    let some: Vec<Uuid> = all.into_iter().enumerate().filter(|(place, person)| place % 5 < OF_FIVE || *person == referent).map(|(_, person)| person).collect();
    campaigns::submit(Past::on(store, "2026-10-06"), campaign, &structure, &some).await?;
    Ok(Some(campaign))
}

async fn campaign_row(store: &Store, campaign: Id<SurveyCampaign>) -> Result<survey_campaign::Model, Refusal> {
    let row = store.rows::<survey_campaign::Entity>(Condition::all().add(survey_campaign::Column::Id.eq(campaign.0))).await?.pop();
    row.ok_or_else(|| Refusal::internal("the campaign of the demo"))
}

/// Describes the figures and publishes them; how many do not know whom to call, of how many, in words.
async fn published(store: &Arc<Store>, officer: Uuid, campaign: Id<SurveyCampaign>) -> Result<Option<(i32, i32)>, Stop> {
    debug_assert_eq!(campaign_row(store, campaign).await?.stage, CampaignStage::Analysed);
    let analysis = store.rows::<survey_analysis::Entity>(Condition::all().add(survey_analysis::Column::CampaignId.eq(campaign.0))).await?.pop();
    let analysis = analysis.ok_or_else(|| Refusal::internal("the analysis of the demo"))?;
    let words = DescribeAnalysis {
        id: id(analysis.id),
        version: analysis.version,
        title_fr: None,
        title_en: MaybeUndefined::Undefined,
        text_fr: MaybeUndefined::Value(TEXT_FR.to_owned()),
        text_en: MaybeUndefined::Value(TEXT_EN.to_owned()),
    };
    let analysis_id = Past::on(store, "2026-11-03").does(officer, words).await?;
    Past::on(store, "2026-11-04").does(officer, PublishAnalysis { id: analysis_id, version: analysis.version + 1 }).await?;

    let everybody = Condition::all().add(survey_group::Column::AnalysisId.eq(analysis.id)).add(survey_group::Column::Position.eq(0));
    let Some(everybody) = store.rows::<survey_group::Entity>(everybody).await?.pop() else { return Ok(None) };
    let of_it = Condition::all().add(survey_figure::Column::GroupId.eq(everybody.id)).add(survey_figure::Column::Question.eq("ST_HELP"));
    let figures = store.rows::<survey_figure::Entity>(of_it).await?;
    let value = |options: Option<&str>| figures.iter().find(|row| row.options.as_deref() == options).and_then(|row| row.value);
    Ok(value(Some("NO")).zip(value(None)))
}

/// What is found, and the clause of next year's letter that is to mend it.
async fn decided(store: &Arc<Store>, officer: Uuid, campaign: Id<SurveyCampaign>, told: Option<(i32, i32)>) -> Result<(), Stop> {
    let finding = RecordFinding {
        campaign,
        title: "Les rôles d'assistance sont mal connus".to_owned(),
        body: "Des référents réparent ce qui revient à la collectivité, faute de savoir à qui s'adresser.".to_owned(),
        question: Some("ST_HELP".to_owned()),
        figure: told.map(|(no, all)| format!("{no} répondants sur {all} ne savent pas à qui signaler une panne")),
    };
    let finding = Past::on(store, "2026-11-05").does(officer, finding).await?;
    let clause = DecideFollowUp {
        finding,
        version: 1,
        kind: FollowUpKind::LetterClause,
        body: "Le référent signale les pannes au service d'assistance de la collectivité, et ne répare pas lui-même.".to_owned(),
        due_on: Some(Date("2027-06-30".parse().map_err(Refusal::internal)?)),
        template_clause: None,
        training_action: None,
    };
    Past::on(store, "2026-11-05").does(officer, clause).await?;
    Ok(())
}

/// Five questions of the academy's own.
fn questionnaire() -> CreateQuestionnaire {
    let options = |worded: &[(&str, &str, &str)]| worded.iter().map(|(code, fr, en)| choice(code, fr, en)).collect::<Vec<_>>();
    let question = |code: &str, kind, fr: &str, en: &str, options| Question {
        code: code.to_owned(),
        kind,
        label_fr: fr.to_owned(),
        label_en: Some(en.to_owned()),
        options,
        required: true,
        ..Question::default()
    };
    let questions = vec![
        question(
            "ST_LETTER",
            QuestionKind::Single,
            "Avez-vous lu votre lettre de mission avec votre chef d'établissement ?",
            "Have you read your mission letter with your principal?",
            options(&[("YES", "Oui", "Yes"), ("PLANNED", "C'est prévu", "It is planned"), ("NO", "Non", "No")]),
        ),
        question(
            "ST_TIME",
            QuestionKind::Scale,
            "Avez-vous le temps de votre mission ?",
            "Have you the time for your mission?",
            options(&[
                ("1", "Pas du tout", "Not at all"),
                ("2", "Plutôt non", "Rather not"),
                ("3", "Plutôt oui", "Rather yes"),
                ("4", "Tout à fait", "Entirely"),
            ]),
        ),
        question(
            "ST_HELP",
            QuestionKind::Single,
            "Savez-vous à qui signaler une panne ?",
            "Do you know whom to tell of a breakdown?",
            options(&[("YES", "Oui", "Yes"), ("SOME", "Selon la panne", "It depends"), ("NO", "Non", "No")]),
        ),
        question(
            "ST_NEEDS",
            QuestionKind::Multiple,
            "De quoi avez-vous le plus besoin ?",
            "What do you need most?",
            options(&[
                ("TIME", "De temps", "Time"),
                ("TRAINING", "De formation", "Training"),
                ("EXCHANGE", "D'échanges entre référents", "Talks with other referents"),
                ("MATERIAL", "De matériel", "Equipment"),
            ]),
        ),
    ];
    let word = Question {
        code: "ST_WORD".to_owned(),
        kind: QuestionKind::Text,
        label_fr: "Un mot au rectorat ?".to_owned(),
        label_en: Some("A word to the rectorate?".to_owned()),
        sensitivity: entity::survey::survey_question::QuestionSensitivity::FreeText,
        ..Question::default()
    };
    CreateQuestionnaire {
        academy: POITIERS.to_owned(),
        based_on: None,
        code: Some("START".to_owned()),
        audience: Some(SurveyAudience::ReferentsOfTheYear),
        title_fr: Some("Début d'année des référents".to_owned()),
        title_en: Some("Referents: the beginning of the year".to_owned()),
        sections: Some(vec![Section {
            code: "START".to_owned(),
            title_fr: "Votre rentrée".to_owned(),
            title_en: Some("Your September".to_owned()),
            questions: questions.into_iter().chain([word]).collect(),
        }]),
    }
}

fn choice(code: &str, fr: &str, en: &str) -> Choice {
    Choice { code: code.to_owned(), label_fr: fr.to_owned(), label_en: Some(en.to_owned()), exclusive: false }
}

const TEXT_FR: &str = "## Ce que disent les référents

Les lettres de mission sont le plus souvent lues à deux. Ce qui manque d'abord est le **temps**, et de savoir **à qui signaler une panne** : la répartition
entre services de l'État et collectivités est mal connue.

*Réponses inventées, pour la démonstration.*";
const TEXT_EN: &str = "## What the referents say

Most have read their mission letter with the principal. What they lack first is **time**, and to know **whom to tell of a breakdown**: few know who does what,
the State's services or the local authorities.

*Invented answers, for the demo.*";
