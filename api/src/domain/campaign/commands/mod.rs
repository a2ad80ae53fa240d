//! The room's mutations: the table of contents, and what they share.

pub mod close_campaign;
pub mod create_campaign;
pub mod load_published;
pub mod open_campaign;
pub mod remind_respondents;
pub mod reopen_campaign;
pub mod save_answers;
pub mod schedule_campaign;
pub mod submit_response;
pub mod update_campaign;
pub mod withdraw_response;

use async_graphql::{Context, Object};
use chrono::{DateTime, Utc};
use entity::{
    campaign::{
        survey_campaign::{self, CampaignStage, SurveyPrivacy},
        survey_invitation::{self, InvitationStage},
        survey_response,
    },
    survey::questionnaire::{self, QuestionnaireStage},
};
use kernel::{
    command::{Command, CommandOptions, Payload, Perform},
    read::Maybe,
    refusal::{Fault, Refusal},
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};

use self::{
    close_campaign::CloseCampaign,
    create_campaign::CreateCampaign,
    open_campaign::OpenCampaign,
    remind_respondents::RemindRespondents,
    reopen_campaign::ReopenCampaign,
    save_answers::SaveAnswers,
    schedule_campaign::ScheduleCampaign,
    submit_response::{ResponseSubmittedPayload, SubmitResponse},
    update_campaign::UpdateCampaign,
    withdraw_response::WithdrawResponse,
};
use super::{
    SurveyCampaign, SurveyInvitation,
    content::Sealing,
    events::{CAMPAIGN_ANALYSED, CAMPAIGN_CLOSED, CAMPAIGN_OPENED, CAMPAIGN_PUBLISHED, CAMPAIGN_REMINDED, INVITATION_REMINDED, INVITED},
    population,
    sheet::{ANALYSE, CLOSE, INVITE, OPEN, PUBLISH, REMIND},
    states,
};
use crate::domain::{analysis::job::AnalyseCampaign, survey::kept};

/// Operations of which only the respondent is told in the audit: who has answered is for the desk that reminds, by `SurveyInvitation`.
pub const CONFIDED: [&str; 3] = [SaveAnswers::NAME, SubmitResponse::NAME, WithdrawResponse::NAME];

/// Mutations of campaigns.
#[derive(Default)]
pub struct CampaignMutations;

/// Mutations of campaigns.
#[Object]
impl CampaignMutations {
    /// Begins a campaign, as a draft: what is asked, when, how answers are kept. Refuses `ALREADY_EXISTS` for a second one of a questionnaire and school year, `BELOW_FLOOR` for too few respondents of a figure. Rectorate, desk SURVEY.
    async fn create_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateCampaign,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyCampaign>> {
        ctx.perform(input, options).await
    }

    /// Changes a campaign that has not opened; one that was scheduled is a draft again. Rectorate, desk SURVEY.
    async fn update_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateCampaign,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyCampaign>> {
        ctx.perform(input, options).await
    }

    /// Lets a campaign open by itself at its time. Rectorate, desk SURVEY.
    async fn schedule_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ScheduleCampaign,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyCampaign>> {
        ctx.perform(input, options).await
    }

    /// Opens a campaign now: who is asked is frozen, the questionnaire too, and everybody is told. Refuses `NOBODY_IS_ASKED`. Rectorate, desk SURVEY.
    async fn open_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: OpenCampaign,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyCampaign>> {
        ctx.perform(input, options).await
    }

    /// Reminds those who have not answered, and nobody else. Rectorate, desk SURVEY.
    async fn remind_respondents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RemindRespondents,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyCampaign>> {
        ctx.perform(input, options).await
    }

    /// Saves answers of the own response, as often as one likes; what was saved before and is not sent stays. All faults are told at once, each with the code of its question, such as `answers.PRO_LETTER`. Refuses `CAMPAIGN_CLOSED`, `NOT_INVITED`. Oneself.
    async fn save_answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SaveAnswers,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyInvitation>> {
        ctx.perform(input, options).await
    }

    /// Submits the own response. In an ANONYMOUS campaign the answer gives a receipt, this once, and the link to the person is cut. Refuses `CAMPAIGN_CLOSED`, `NOT_INVITED`, `INVALID_TRANSITION` for a second time. Oneself.
    async fn submit_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SubmitResponse,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<ResponseSubmittedPayload> {
        ctx.perform(input, options).await
    }

    /// Takes the own response back until the campaign closes: it can be changed and submitted again. Refuses `CAMPAIGN_CLOSED`, and `RECEIPT_UNKNOWN` in an ANONYMOUS campaign. Oneself.
    async fn withdraw_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawResponse,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyInvitation>> {
        ctx.perform(input, options).await
    }

    /// Ends a campaign for good: before its time, or within the week after it in which it can be opened again. Its figures are made at once, by a job. Rectorate, desk SURVEY.
    async fn close_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CloseCampaign,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyCampaign>> {
        ctx.perform(input, options).await
    }

    /// Opens a campaign again that closed at its time, with the reason, until another time; once its figures are made it stays closed (`INVALID_TRANSITION`). Rectorate, desk SURVEY.
    async fn reopen_campaign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReopenCampaign,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SurveyCampaign>> {
        ctx.perform(input, options).await
    }
}

/// Opens a campaign: freezes what is asked and who is asked.
pub async fn open(work: &mut Work<'_>, campaign: &survey_campaign::Model) -> Result<survey_campaign::Model, Refusal> {
    let stage = states::CAMPAIGN.after(campaign.stage, OPEN)?;
    let invitations = population::invitations(work, campaign).await?;
    if invitations.is_empty() {
        let message = text("The campaign would ask nobody.", "La campagne n'interrogerait personne.");
        let hint = text(
            "Mandates of its school year make the population; principals, their appointments.",
            "Les mandats de son année scolaire font la population ; pour les chefs d'établissement, leurs affectations.",
        );
        return Err(Fault::invalid("id", message).coded("NOBODY_IS_ASKED").hint(hint).into());
    }
    let asked = work.find::<questionnaire::Entity>(Condition::all().add(questionnaire::Column::Id.eq(campaign.questionnaire_id))).await?.pop();
    if let Some(draft) = asked.filter(|row| row.stage == QuestionnaireStage::Draft) {
        kept::freeze(work, &draft).await?;
    }
    let population = i32::try_from(invitations.len()).unwrap_or(i32::MAX);
    let rows = invitations.into_iter().map(|row| (String::new(), row)).collect();
    for (result, row) in work.create_all::<SurveyInvitation>(INVITE, rows).await? {
        let row = row.ok_or_else(|| Refusal::internal(format!("an invitation was refused: {:?}", result.fault)))?;
        work.announce(INVITED.of::<SurveyInvitation>(&row));
    }
    let now = work.viewer.actor.at;
    let change = survey_campaign::ActiveModel {
        id: Unchanged(campaign.id),
        stage: Set(stage),
        population: Set(Some(population)),
        key_part: Set(Some(Sealing::new_part())),
        opens_at: Set(campaign.opens_at.min(now)),
        opened_at: Set(Some(now)),
        ..Default::default()
    };
    let campaign = work.save::<SurveyCampaign>(change).await?;
    work.announce(CAMPAIGN_OPENED.of::<SurveyCampaign>(&campaign));
    Ok(campaign)
}

/// Reminds those who have not answered; on a day of the plan, or when somebody asks.
pub async fn remind(work: &mut Work<'_>, campaign: &survey_campaign::Model, days: Option<i32>) -> Result<survey_campaign::Model, Refusal> {
    use survey_invitation::Column::{CampaignId, Stage};
    states::CAMPAIGN.after(campaign.stage, REMIND)?;
    let waiting = Condition::all().add(CampaignId.eq(campaign.id)).add(Stage.ne(InvitationStage::Submitted));
    let changes = work
        .find_locked::<survey_invitation::Entity>(waiting)
        .await?
        .into_iter()
        .map(|row| (row.id.to_string(), survey_invitation::ActiveModel { id: Unchanged(row.id), reminders: Set(row.reminders + 1), ..Default::default() }))
        .collect();
    for (_, row) in work.save_all::<SurveyInvitation>(REMIND, changes).await? {
        if let Some(row) = row {
            work.announce(INVITATION_REMINDED.of::<SurveyInvitation>(&row));
        }
    }
    let reminded = days.or(campaign.reminded_days);
    let change = survey_campaign::ActiveModel { id: Unchanged(campaign.id), reminded_days: Set(reminded), ..Default::default() };
    let campaign = work.save::<SurveyCampaign>(change).await?;
    work.announce(CAMPAIGN_REMINDED.of::<SurveyCampaign>(&campaign));
    Ok(campaign)
}

/// Ends a campaign; its figures are made from an instant on.
pub async fn close(work: &mut Work<'_>, campaign: &survey_campaign::Model, figures_from: DateTime<Utc>) -> Result<survey_campaign::Model, Refusal> {
    let stage: CampaignStage = states::CAMPAIGN.after(campaign.stage, CLOSE)?;
    let now = work.viewer.actor.at;
    let answered =
        Condition::all().add(survey_invitation::Column::CampaignId.eq(campaign.id)).add(survey_invitation::Column::Stage.eq(InvitationStage::Submitted));
    let answered = work.count::<survey_invitation::Entity>(answered).await?;
    let change = survey_campaign::ActiveModel {
        id: Unchanged(campaign.id),
        stage: Set(stage),
        answered: Set(i32::try_from(answered).ok()),
        closed_at: Set(campaign.closed_at.or(Some(now))),
        ..Default::default()
    };
    let campaign = work.save::<SurveyCampaign>(change).await?;
    work.announce(CAMPAIGN_CLOSED.of::<SurveyCampaign>(&campaign));
    work.start_from(figures_from, &AnalyseCampaign { campaign: campaign.id, version: campaign.version }, Some(campaign.academy_id)).await?;
    Ok(campaign)
}

/// The figures of a campaign are made.
pub async fn analysed(work: &mut Work<'_>, campaign: &survey_campaign::Model) -> Result<(), Refusal> {
    let stage = states::CAMPAIGN.after(campaign.stage, ANALYSE)?;
    let change = survey_campaign::ActiveModel { id: Unchanged(campaign.id), stage: Set(stage), ..Default::default() };
    let campaign = work.save::<SurveyCampaign>(change).await?;
    work.announce(CAMPAIGN_ANALYSED.of::<SurveyCampaign>(&campaign));
    Ok(())
}

/// The figures of a campaign are public. In an ANONYMOUS one nobody needs the answers any more but those who gave them: the key is
/// forgotten, what it sealed is emptied, all at once, and what was never submitted goes. What the receipts open stays.
pub async fn published(work: &mut Work<'_>, campaign: &survey_campaign::Model) -> Result<(), Refusal> {
    use survey_response::Column::CampaignId;
    let stage = states::CAMPAIGN.after(campaign.stage, PUBLISH)?;
    let change = survey_campaign::ActiveModel {
        id: Unchanged(campaign.id),
        stage: Set(stage),
        published_at: Set(Some(work.viewer.actor.at)),
        key_part: if campaign.privacy == SurveyPrivacy::Anonymous { Set(None) } else { NotSet },
        ..Default::default()
    };
    if campaign.privacy == SurveyPrivacy::Anonymous {
        let these = Condition::all().add(CampaignId.eq(campaign.id));
        let mut kept = work.find_locked::<survey_response::Entity>(these.clone()).await?;
        kept.retain(|row| row.submitted);
        kept.sort_by_key(|row| row.id);
        let emptied = |row| submit_response::whole(survey_response::Model { sealed: None, ..row });
        work.rewrite::<survey_response::Entity>(these, kept.into_iter().map(emptied).collect()).await?;
    }
    let campaign = work.save::<SurveyCampaign>(change).await?;
    work.announce(CAMPAIGN_PUBLISHED.of::<SurveyCampaign>(&campaign));
    Ok(())
}
