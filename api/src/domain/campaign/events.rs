//! What the room tells. Nothing of it says what somebody answered.

use kernel::event::Fact;

/// A campaign was begun.
pub const CAMPAIGN_CREATED: Fact = Fact("SurveyCampaignCreated");
/// One that was asked elsewhere is known by its figures.
pub const CAMPAIGN_LOADED: Fact = Fact("SurveyCampaignLoaded");
/// It was changed before it opened.
pub const CAMPAIGN_CHANGED: Fact = Fact("SurveyCampaignChanged");
/// It opens by itself.
pub const CAMPAIGN_SCHEDULED: Fact = Fact("SurveyCampaignScheduled");
/// It takes answers.
pub const CAMPAIGN_OPENED: Fact = Fact("SurveyCampaignOpened");
/// Those who have not answered were reminded.
pub const CAMPAIGN_REMINDED: Fact = Fact("SurveyCampaignReminded");
/// It takes answers no more.
pub const CAMPAIGN_CLOSED: Fact = Fact("SurveyCampaignClosed");
/// It takes answers again.
pub const CAMPAIGN_REOPENED: Fact = Fact("SurveyCampaignReopened");
/// Its figures are made.
pub const CAMPAIGN_ANALYSED: Fact = Fact("SurveyCampaignAnalysed");
/// Its figures are public.
pub const CAMPAIGN_PUBLISHED: Fact = Fact("SurveyCampaignPublished");
/// Somebody is asked.
pub const INVITED: Fact = Fact("SurveyInvited");
/// Somebody who has not answered is reminded.
pub const INVITATION_REMINDED: Fact = Fact("SurveyReminded");
/// Somebody has begun to answer.
pub const RESPONSE_BEGUN: Fact = Fact("SurveyResponseBegun");
/// Somebody has answered.
pub const RESPONSE_SUBMITTED: Fact = Fact("SurveyResponseSubmitted");
/// Somebody took the answers back.
pub const RESPONSE_WITHDRAWN: Fact = Fact("SurveyResponseWithdrawn");
