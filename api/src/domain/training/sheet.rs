//! Who may do what with training: plans by those whose place they are of, approval by the desk TRAINING, enrolment by oneself.

use entity::training::training_plan::PlanStage::{self, Approved, Archived, Closed, Open};
use kernel::{
    actor::{Area, Capacity::*, Desk},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Writes a plan and its actions.
pub const DRAFT: Action = Action("DRAFT");
/// Hands a plan to the rectorate.
pub const SUBMIT: Action = Action("SUBMIT");
/// Approves it.
pub const APPROVE: Action = Action("APPROVE");
/// Gives it back.
pub const RETURN: Action = Action("RETURN");
/// Opens a plan, or the enrolment of a session.
pub const OPEN: Action = Action("OPEN");
/// Ends a plan.
pub const CLOSE: Action = Action("CLOSE");
/// Puts a plan away.
pub const ARCHIVE: Action = Action("ARCHIVE");
/// Learns how many are enrolled in the sessions of a plan and were there.
pub const READ_FIGURES: Action = Action("READ_FIGURES");
/// Gives an action a date.
pub const SCHEDULE: Action = Action("SCHEDULE");
/// Changes what is said of a session.
pub const UPDATE: Action = Action("UPDATE");
/// Says that a session takes place.
pub const CONFIRM: Action = Action("CONFIRM");
/// Says that it took place.
pub const HOLD: Action = Action("HOLD");
/// Writes down what is to be remembered.
pub const REPORT: Action = Action("REPORT");
/// Says that it does not take place.
pub const CANCEL: Action = Action("CANCEL");
/// Says that it takes place another day.
pub const POSTPONE: Action = Action("POSTPONE");
/// Learns what participants thought of a session.
pub const READ_FEEDBACK: Action = Action("READ_FEEDBACK");
/// Asks somebody to lead a session.
pub const PROPOSE: Action = Action("PROPOSE");
/// Says yes.
pub const ACCEPT: Action = Action("ACCEPT");
/// Says no.
pub const DECLINE: Action = Action("DECLINE");
/// Enrols.
pub const ENROL: Action = Action("ENROL");
/// Gets a place that somebody left: the product.
pub const PROMOTE: Action = Action("PROMOTE");
/// Refuses.
pub const REFUSE: Action = Action("REFUSE");
/// Does not come.
pub const WITHDRAW: Action = Action("WITHDRAW");
/// Says who was there.
pub const RECORD: Action = Action("RECORD");
/// Says what one thought of a session that one attended.
pub const GIVE_FEEDBACK: Action = Action("GIVE_FEEDBACK");
/// Has the certificate of having attended.
pub const READ_CERTIFICATE: Action = Action("READ_CERTIFICATE");
/// Makes an address of the own calendar.
pub const CREATE: Action = Action("CREATE");
/// Ends it.
pub const REVOKE: Action = Action("REVOKE");

/// The stages of a plan that those know whom it is for.
pub const ADOPTED: &[PlanStage] = &[Approved, Open, Closed, Archived];

/// Plans.
pub const PLAN: Sheet<PlanStage> = Sheet::of(
    Area::Training,
    &[
        grant(Anyone, &[READ], Everywhere).once(ADOPTED),
        grant(Teacher, &[READ], Audience).once(ADOPTED),
        grant(Referent, &[READ, DRAFT], Establishment),
        grant(Deputy, &[READ, READ_FIGURES], Establishment),
        grant(Deputy, &[READ], Audience).once(ADOPTED),
        grant(Principal, &[READ, READ_FIGURES, DRAFT, SUBMIT, OPEN, CLOSE, ARCHIVE], Establishment),
        grant(Principal, &[READ], Audience).once(ADOPTED),
        grant(Rectorate, &[READ, READ_FIGURES], Academy),
        grant(Rectorate, &[APPROVE, RETURN, OPEN, CLOSE, ARCHIVE], Academy).desk(Desk::Training),
        grant(Rectorate, &[DRAFT, SUBMIT], Shared),
    ],
);

/// Actions; those whom one is for read it once its plan is approved.
pub const ACTION: Sheet<()> = Sheet::of(
    Area::Training,
    &[
        grant(Anyone, &[READ], Everywhere),
        grant(Teacher, &[READ], Audience),
        grant(Referent, &[READ, DRAFT], Establishment),
        grant(Deputy, &[READ], Establishment),
        grant(Deputy, &[READ], Audience),
        grant(Principal, &[READ, DRAFT], Establishment),
        grant(Principal, &[READ], Audience),
        grant(Rectorate, &[READ], Academy),
        grant(Rectorate, &[DRAFT], Shared),
    ],
);

/// Sessions, in the same way; the trainer, and the principal of the host, are parties.
pub const SESSION: Sheet<entity::training::training_session::SessionStage> = Sheet::of(
    Area::Training,
    &[
        grant(Anyone, &[READ], Everywhere),
        grant(Oneself, &[READ], Own),
        grant(Oneself, &[READ_FEEDBACK, HOLD, REPORT], Party),
        grant(Teacher, &[READ], Audience),
        grant(Referent, &[READ, SCHEDULE, UPDATE, OPEN], Establishment),
        grant(Deputy, &[READ], Establishment),
        grant(Deputy, &[READ], Audience),
        grant(Deputy, &[READ], Party),
        grant(Principal, &[READ, SCHEDULE, UPDATE, OPEN, CONFIRM, HOLD, REPORT, CANCEL, POSTPONE], Establishment),
        grant(Principal, &[READ], Audience),
        grant(Principal, &[READ, READ_FEEDBACK], Party),
        grant(Rectorate, &[READ, READ_FEEDBACK], Academy),
        grant(Rectorate, &[SCHEDULE, UPDATE, OPEN, CONFIRM, HOLD, REPORT, CANCEL, POSTPONE], Shared),
    ],
);

/// Engagements of trainers: read by the person, the principal of the person and of the session, and the desk TRAINING.
pub const ENGAGEMENT: Sheet<entity::training::trainer_engagement::EngagementStage> = Sheet::of(
    Area::Pay,
    &[
        grant(Oneself, &[READ, ACCEPT, DECLINE], Own),
        grant(Deputy, &[READ], Establishment),
        grant(Deputy, &[READ], Party),
        grant(Principal, &[READ, PROPOSE], Establishment),
        grant(Principal, &[READ], Party),
        grant(Rectorate, &[READ, PROPOSE], Academy).desk(Desk::Training),
    ],
);

/// Enrolments: a trainer of the session and the principal of its host are parties.
pub const ENROLMENT: Sheet<entity::training::enrolment::EnrolmentStage> = Sheet::of(
    Area::Enrolment,
    &[
        grant(Oneself, &[READ, ENROL, WITHDRAW, READ_CERTIFICATE, GIVE_FEEDBACK], Own),
        grant(Oneself, &[READ, RECORD], Party),
        grant(Deputy, &[READ], Establishment),
        grant(Deputy, &[READ], Party),
        grant(Principal, &[READ, APPROVE, REFUSE], Establishment),
        grant(Principal, &[READ, RECORD], Party),
        grant(Rectorate, &[READ, ENROL, APPROVE, REFUSE, WITHDRAW, RECORD], Academy),
    ],
);

/// Addresses of calendars.
pub const ADDRESS: Sheet<()> = Sheet::of(Area::Access, &[grant(Oneself, &[READ, CREATE, REVOKE], Own)]);
