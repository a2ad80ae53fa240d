//! Who may do what with campaigns, invitations and responses: the desk SURVEY manages, everybody answers for oneself, and no office
//! reads an answer with its name.

use entity::campaign::{
    survey_campaign::CampaignStage::{self, Analysed, Closed, Open, Published},
    survey_invitation::InvitationStage,
};
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Begins a campaign.
pub const CREATE: Action = Action("CREATE");
/// Changes it before it opens.
pub const CHANGE: Action = Action("CHANGE");
/// Lets it open at its time.
pub const SCHEDULE: Action = Action("SCHEDULE");
/// Opens it.
pub const OPEN: Action = Action("OPEN");
/// Reminds those who have not answered.
pub const REMIND: Action = Action("REMIND");
/// Ends it.
pub const CLOSE: Action = Action("CLOSE");
/// Opens it again.
pub const REOPEN: Action = Action("REOPEN");
/// Makes its figures: the product.
pub const ANALYSE: Action = Action("ANALYSE");
/// Publishes its figures.
pub const PUBLISH: Action = Action("PUBLISH");
/// Learns how many have answered while it runs.
pub const READ_RATE: Action = Action("READ_RATE");
/// Asks somebody: with the opening.
pub const INVITE: Action = Action("INVITE");
/// Saves answers.
pub const ANSWER: Action = Action("ANSWER");
/// Submits them.
pub const SUBMIT: Action = Action("SUBMIT");
/// Takes them back.
pub const WITHDRAW: Action = Action("WITHDRAW");

/// Campaigns: known to all from their opening.
pub const CAMPAIGN: Sheet<CampaignStage> = Sheet::of(
    Area::Survey,
    &[
        grant(Anyone, &[READ], Everywhere).once(&[Open, Closed, Analysed, Published]),
        grant(Rectorate, &[READ], Academy),
        grant(Rectorate, &[CREATE, CHANGE, SCHEDULE, OPEN, REMIND, CLOSE, REOPEN, PUBLISH, READ_RATE], Academy).desk(Desk::Survey),
    ],
);

/// Invitations: one's own, and the desk's list for reminders.
pub const INVITATION: Sheet<InvitationStage> =
    Sheet::of(Area::Survey, &[grant(Oneself, &[READ, ANSWER, SUBMIT, WITHDRAW], Own), grant(Rectorate, &[READ, INVITE, REMIND], Academy).desk(Desk::Survey)]);

/// Responses: one's own; the desk reads rows without names where the campaign says so.
pub const RESPONSE: Sheet<()> = Sheet::of(Area::Survey, &[grant(Oneself, &[READ], Own), grant(Rectorate, &[READ], Academy).desk(Desk::Survey)]);
