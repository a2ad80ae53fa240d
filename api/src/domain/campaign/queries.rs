//! The room's root fields.

use async_graphql::{Context, Object};
use entity::{
    campaign::{
        survey_campaign::{self, CampaignStage, SurveyPrivacy},
        survey_entry::{self, Given, GivenAnswer},
        survey_invitation::{self, InvitationStage},
        survey_response,
    },
    report::submitted_section,
};
use kernel::{
    Uuid,
    actor::{Capacity, Hat},
    read::{Ask, Maybe, Page},
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::{READ, holds},
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    SurveyCampaign, SurveyInvitation, SurveyResponse,
    content::{Receipt, Sealing, reopen, said},
    filters::{SurveyCampaignFilter, SurveyCampaignOrder, SurveyInvitationFilter, SurveyInvitationOrder, SurveyResponseFilter, SurveyResponseOrder},
    rates::{self, RateBy, ResponseRate},
    rules::takes_answers,
    sheet, suggestions,
    types::{MySurveyResponse, SurveyAnswer},
};
use crate::domain::{
    report::sheet::SUBMITTED,
    survey::{answers, kept},
    territory::place::in_own_establishments,
};

/// Root fields of campaigns.
#[derive(Default)]
pub struct CampaignQueries;

/// Root fields of campaigns.
#[Object]
impl CampaignQueries {
    /// Campaigns of surveys: public from their opening; an academy reads those that it prepares.
    async fn survey_campaigns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyCampaignFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyCampaignOrder>,
    ) -> Page<SurveyCampaign> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// Invitations to surveys that the viewer may read: the own, and for the desk SURVEY all of the academy, to remind.
    async fn survey_invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyInvitationFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyInvitationOrder>,
    ) -> Page<SurveyInvitation> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// The own answers to a survey, with the questions that they show and what the own year suggests. In an ANONYMOUS campaign submitted answers are found by the
    /// receipt alone. Refuses `NOT_INVITED`, `RECEIPT_UNKNOWN`.
    async fn my_survey_response(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The campaign.")] campaign: Id<SurveyCampaign>,
        #[graphql(desc = "Receipt of an ANONYMOUS campaign, as it was shown.", secret)] receipt: Option<String>,
    ) -> Maybe<MySurveyResponse> {
        Some(mine(ctx.viewer(), campaign, receipt.as_deref()).await)
    }

    /// Responses to surveys: one's own of all years; for a principal what submitted activity reports brought of the referents', in the words of the report; for the desk
    /// SURVEY those of a campaign that is over and shows them, without names, and without a group of fewer respondents than its least. Nobody else finds any.
    async fn survey_responses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The campaign; when left out, the own and those of reports, of all campaigns.")] campaign: Option<Id<SurveyCampaign>>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<SurveyResponseFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<SurveyResponseOrder>,
    ) -> Page<SurveyResponse> {
        let _ = (first, after, order_by);
        let about = campaign.as_ref().map(ToString::to_string).unwrap_or_default();
        ctx.read().list_of(&about, responses(ctx.viewer(), campaign, filter.unwrap_or_default())).await
    }

    /// How many have answered a survey, by department, basin or kind of establishment: at any time, for the desk SURVEY. Refuses `NOT_ALLOWED` to others.
    async fn response_rate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The campaign.")] campaign: Id<SurveyCampaign>,
        #[graphql(desc = "What rates are given for.")] by: RateBy,
    ) -> Maybe<ResponseRate> {
        let told = async { rates::rate(ctx.viewer(), campaign.named("campaign")?, by).await };
        Some(told.await)
    }
}

/// A campaign that the viewer reads.
pub async fn readable(viewer: &Viewer, id: Uuid) -> Result<survey_campaign::Model, Refusal> {
    let readable = viewer.explain::<SurveyCampaign>(id, READ.0).await?.is_some_and(|readable| readable.hat.is_some());
    let rows = viewer.store.rows::<survey_campaign::Entity>(Condition::all().add(survey_campaign::Column::Id.eq(id))).await?;
    rows.into_iter().next().filter(|_| readable).ok_or(Refusal::NotFound { argument: "campaign" })
}

async fn mine(viewer: &Viewer, campaign: Id<SurveyCampaign>, receipt: Option<&str>) -> Result<MySurveyResponse, Refusal> {
    use survey_invitation::Column::{CampaignId, PersonId};
    let campaign = readable(viewer, campaign.named("campaign")?).await?;
    let not_asked =
        || Refusal::from(Fault::invalid("campaign", text("This campaign does not ask you.", "Cette campagne ne vous interroge pas.")).coded("NOT_INVITED"));
    let person = viewer.actor.person().ok_or_else(not_asked)?;
    let own = Condition::all().add(CampaignId.eq(campaign.id)).add(PersonId.eq(person));
    let invitation = viewer.store.rows::<survey_invitation::Entity>(own).await?.pop().ok_or_else(not_asked)?;
    let given = match (campaign.privacy, invitation.stage) {
        (SurveyPrivacy::Anonymous, InvitationStage::Submitted) => match receipt {
            None => Given::default(),
            Some(receipt) => kept_under(viewer, &campaign, receipt).await?,
        },
        _ => own_answers(viewer, &campaign, person).await?.map(|(given, _)| given).unwrap_or_default(),
    };
    let structure = kept::structure_of(&*viewer.store, campaign.questionnaire_id).await?;
    let checked: Vec<answers::Answer> = given.0.iter().filter_map(said).collect();
    let visible: Vec<String> = answers::visible(&structure, &checked).into_iter().map(|question| question.code.clone()).collect();
    let is_open = takes_answers(&campaign, viewer.actor.at).is_ok() && invitation.stage != InvitationStage::Submitted;
    let suggestions = if is_open { suggestions::of(viewer, &campaign, &invitation, &structure, &given).await? } else { Vec::new() };
    Ok(MySurveyResponse {
        stage: invitation.stage,
        answers: given.0.iter().map(SurveyAnswer::from).collect(),
        visible_questions: visible,
        suggestions: suggestions.iter().map(SurveyAnswer::from).collect(),
    })
}

/// The own answers under a pseudonym, and whether they count.
pub async fn own_answers(viewer: &Viewer, campaign: &survey_campaign::Model, person: Uuid) -> Result<Option<(Given, bool)>, Refusal> {
    let sealing = Sealing::of(&viewer.store.vault, campaign);
    let id = sealing.pseudonym(person);
    let row = viewer.store.rows::<survey_response::Entity>(Condition::all().add(survey_response::Column::Id.eq(id))).await?.pop();
    Ok(row.and_then(|row| Some((sealing.open(&row)?.given, row.submitted))))
}

/// The answers under a receipt.
pub async fn kept_under(viewer: &Viewer, campaign: &survey_campaign::Model, receipt: &str) -> Result<Given, Refusal> {
    let unknown = || {
        let message = text("No response of this campaign has this receipt.", "Aucune réponse de cette campagne n'a ce reçu.");
        Refusal::from(Fault::invalid("receipt", message).coded("RECEIPT_UNKNOWN"))
    };
    let receipt = Receipt::read(receipt).ok_or_else(unknown)?;
    let here = Condition::all().add(survey_response::Column::Id.eq(receipt.mark(campaign.id)));
    let row = viewer.store.rows::<survey_response::Entity>(here).await?.pop().ok_or_else(unknown)?;
    reopen(&receipt, &row).ok_or_else(unknown)
}

/// The responses of a campaign, or the own of all, as far as the viewer may read them.
pub async fn responses(viewer: &Viewer, campaign: Option<Id<SurveyCampaign>>, filter: SurveyResponseFilter) -> Result<Vec<survey_entry::Model>, Refusal> {
    let mut rows = match campaign {
        Some(id) => {
            let campaign = readable(viewer, id.named("campaign")?).await?;
            let mut rows = own(viewer, std::slice::from_ref(&campaign)).await?;
            rows.extend(of_others(viewer, &campaign).await?);
            rows.extend(reported(viewer, Some(&campaign)).await?);
            rows
        }
        None => {
            let Some(person) = viewer.actor.person() else { return Ok(Vec::new()) };
            let asked = viewer.store.rows::<survey_invitation::Entity>(Condition::all().add(survey_invitation::Column::PersonId.eq(person))).await?;
            let ids = asked.iter().map(|row| row.campaign_id);
            let campaigns = viewer.store.rows::<survey_campaign::Entity>(Condition::all().add(survey_campaign::Column::Id.is_in(ids))).await?;
            let mut rows = own(viewer, &campaigns).await?;
            rows.extend(reported(viewer, None).await?);
            rows
        }
    };
    rows.retain(|row| filter.is_submitted.is_none_or(|submitted| row.submitted == submitted));
    Ok(rows)
}

/// One's own responses, under one's pseudonyms.
async fn own(viewer: &Viewer, campaigns: &[survey_campaign::Model]) -> Result<Vec<survey_entry::Model>, Refusal> {
    let Some(person) = viewer.actor.person() else { return Ok(Vec::new()) };
    let marks = campaigns.iter().map(|campaign| Sealing::of(&viewer.store.vault, campaign).pseudonym(person));
    let rows = viewer.store.rows::<survey_response::Entity>(Condition::all().add(survey_response::Column::Id.is_in(marks))).await?;
    let entry = |row: survey_response::Model| {
        let campaign = campaigns.iter().find(|campaign| campaign.id == row.campaign_id)?;
        let given = Sealing::of(&viewer.store.vault, campaign).open(&row)?.given;
        let (id, campaign_id, submitted) = (row.id, row.campaign_id, row.submitted);
        Some(survey_entry::Model {
            id,
            campaign_id,
            submitted,
            academy_id: campaign.academy_id,
            person_id: Some(person),
            given,
            ..survey_entry::Model::default()
        })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}

/// What submitted reports brought of answers, for the principal: what the referent put in, in the words of the report, and nothing else.
async fn reported(viewer: &Viewer, campaign: Option<&survey_campaign::Model>) -> Result<Vec<survey_entry::Model>, Refusal> {
    use submitted_section::Column::{CampaignId, EstablishmentId};
    let of_principal = |hat: &&Hat| hat.capacity == Capacity::Principal && holds(&SUBMITTED, std::slice::from_ref(*hat), READ).is_some();
    let places: Vec<Condition> = viewer.actor.hats.iter().filter(of_principal).map(|hat| in_own_establishments(hat, EstablishmentId)).collect();
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let here = places.into_iter().fold(Condition::any(), Condition::add);
    let asked = campaign.map_or_else(|| CampaignId.is_not_null(), |campaign| CampaignId.eq(campaign.id));
    let mut sections = viewer.store.rows::<submitted_section::Entity>(Condition::all().add(here).add(asked)).await?;
    sections.sort_by_key(|section| (section.report_id, section.position));
    let mut entries: Vec<survey_entry::Model> = Vec::new();
    for section in sections {
        let Some(campaign_id) = section.campaign_id else { continue };
        if entries.last().is_none_or(|entry| entry.id != section.report_id) {
            let (id, academy_id, person_id) = (section.report_id, section.academy_id, Some(section.person_id));
            entries.push(survey_entry::Model { id, academy_id, campaign_id, person_id, submitted: true, ..survey_entry::Model::default() });
        }
        let answer = GivenAnswer { question: section.code, text: Some(section.body), ..GivenAnswer::default() };
        if let Some(entry) = entries.last_mut() {
            entry.given.0.push(answer);
        }
    }
    Ok(entries)
}

/// Those of others, for the desk of the academy, once the campaign is over and if it shows them: a group of few is left out of each row.
async fn of_others(viewer: &Viewer, campaign: &survey_campaign::Model) -> Result<Vec<survey_entry::Model>, Refusal> {
    use survey_response::Column::{CampaignId, Submitted};
    let is_over = matches!(campaign.stage, CampaignStage::Closed | CampaignStage::Analysed | CampaignStage::Published);
    let of_desk = viewer.actor.hats.iter().any(|hat| {
        hat.academy == Some(campaign.academy_id)
            && hat.extent == kernel::actor::Extent::Academy
            && hat.capacity == Capacity::Rectorate
            && holds(&sheet::RESPONSE, std::slice::from_ref(hat), READ).is_some()
    });
    if !(is_over && campaign.shows_rows && of_desk) {
        return Ok(Vec::new());
    }
    let rows = viewer.store.rows::<survey_response::Entity>(Condition::all().add(CampaignId.eq(campaign.id)).add(Submitted.eq(true))).await?;
    let sealing = Sealing::of(&viewer.store.vault, campaign);
    let opened: Vec<_> = rows.into_iter().filter_map(|row| Some((row.id, sealing.open(&row)?))).collect();
    let least = usize::try_from(campaign.least).unwrap_or(5).max(5);
    let mut mine = viewer.actor.person().map(|person| sealing.pseudonym(person)).into_iter();
    let mine = mine.next();
    // All three together make a group: each of them is shown where those who share the shown ones are enough.
    let enough = |fits: &dyn Fn(&super::content::Groups) -> bool| opened.iter().filter(|(_, content)| fits(&content.groups)).count() >= least;
    let entry = |(id, content): &(Uuid, super::content::Content)| {
        let groups = &content.groups;
        let kind = enough(&|other| other.kind == groups.kind).then_some(groups.kind);
        let seniority = groups.seniority.filter(|seniority| enough(&|other| other.seniority == Some(*seniority) && kind.is_none_or(|kind| other.kind == kind)));
        let basin = groups.basin.filter(|basin| {
            enough(&|other| {
                other.basin == Some(*basin)
                    && kind.is_none_or(|kind| other.kind == kind)
                    && seniority.is_none_or(|seniority| other.seniority == Some(seniority))
            })
        });
        survey_entry::Model {
            id: *id,
            academy_id: campaign.academy_id,
            campaign_id: campaign.id,
            person_id: None,
            basin_id: basin,
            kind,
            seniority,
            submitted: true,
            given: content.given.clone(),
        }
    };
    Ok(opened.iter().filter(|(id, _)| Some(*id) != mine).map(entry).collect())
}
