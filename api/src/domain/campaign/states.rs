//! States of campaigns and invitations.

use entity::campaign::{
    survey_campaign::CampaignStage::{self, Analysed, Closed, Draft, Open, Published, Scheduled},
    survey_invitation::InvitationStage::{self, InProgress, NotStarted, Submitted},
};
use kernel::machine::{Machine, step};

use super::sheet::{ANALYSE, ANSWER, CHANGE, CLOSE, OPEN, PUBLISH, REMIND, REOPEN, SCHEDULE, SUBMIT, WITHDRAW};

/// The steps of a campaign.
pub const CAMPAIGN: Machine<CampaignStage> = Machine {
    name: "survey campaign",
    steps: &[
        step(CHANGE, &[Draft, Scheduled], Draft),
        step(SCHEDULE, &[Draft], Scheduled),
        step(OPEN, &[Draft, Scheduled], Open),
        step(REMIND, &[Open], Open),
        step(CLOSE, &[Open, Closed], Closed),
        step(REOPEN, &[Closed], Open),
        step(ANALYSE, &[Closed], Analysed),
        step(PUBLISH, &[Analysed], Published),
    ],
};

/// The steps of an invitation, while the campaign is open.
pub const INVITATION: Machine<InvitationStage> = Machine {
    name: "invitation to a survey",
    steps: &[step(ANSWER, &[NotStarted, InProgress], InProgress), step(SUBMIT, &[NotStarted, InProgress], Submitted), step(WITHDRAW, &[Submitted], InProgress)],
};

/// Stages in which a campaign takes no answers any more.
pub const OVER: [CampaignStage; 3] = [Closed, Analysed, Published];
