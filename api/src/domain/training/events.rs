//! What the room tells.

use kernel::event::Fact;

/// A plan was begun.
pub const PLAN_CREATED: Fact = Fact("TrainingPlanCreated");
/// What is said of a plan changed.
pub const PLAN_UPDATED: Fact = Fact("TrainingPlanUpdated");
/// It was handed to the rectorate.
pub const PLAN_SUBMITTED: Fact = Fact("TrainingPlanSubmitted");
/// It was approved.
pub const PLAN_APPROVED: Fact = Fact("TrainingPlanApproved");
/// It was given back.
pub const PLAN_RETURNED: Fact = Fact("TrainingPlanReturned");
/// It runs.
pub const PLAN_OPENED: Fact = Fact("TrainingPlanOpened");
/// It is over.
pub const PLAN_CLOSED: Fact = Fact("TrainingPlanClosed");
/// It was put away.
pub const PLAN_ARCHIVED: Fact = Fact("TrainingPlanArchived");
/// An action was added to a plan.
pub const ACTION_ADDED: Fact = Fact("TrainingActionAdded");
/// What is said of an action changed.
pub const ACTION_UPDATED: Fact = Fact("TrainingActionUpdated");
/// An action was taken out of a draft.
pub const ACTION_REMOVED: Fact = Fact("TrainingActionRemoved");
/// A session has a date.
pub const SESSION_SCHEDULED: Fact = Fact("TrainingSessionScheduled");
/// What is said of a session changed, but not when and where.
pub const SESSION_UPDATED: Fact = Fact("TrainingSessionUpdated");
/// When or where changed.
pub const SESSION_MOVED: Fact = Fact("TrainingSessionMoved");
/// One may enrol.
pub const SESSION_OPENED: Fact = Fact("TrainingSessionOpened");
/// It takes place.
pub const SESSION_CONFIRMED: Fact = Fact("TrainingSessionConfirmed");
/// It took place.
pub const SESSION_HELD: Fact = Fact("TrainingSessionHeld");
/// Its report was written.
pub const SESSION_REPORTED: Fact = Fact("TrainingSessionReported");
/// It does not take place.
pub const SESSION_CANCELLED: Fact = Fact("TrainingSessionCancelled");
/// It takes place another day.
pub const SESSION_POSTPONED: Fact = Fact("TrainingSessionPostponed");
/// Somebody was asked to lead a session.
pub const TRAINER_PROPOSED: Fact = Fact("TrainerProposed");
/// The person said yes.
pub const ENGAGEMENT_ACCEPTED: Fact = Fact("EngagementAccepted");
/// The person said no.
pub const ENGAGEMENT_DECLINED: Fact = Fact("EngagementDeclined");
/// Somebody asked for a place, and has it, waits for it, or for the principal.
pub const ENROLLED: Fact = Fact("Enrolled");
/// The principal approved.
pub const ENROLMENT_APPROVED: Fact = Fact("EnrolmentApproved");
/// The principal refused.
pub const ENROLMENT_REFUSED: Fact = Fact("EnrolmentRefused");
/// Somebody does not come.
pub const ENROLMENT_WITHDRAWN: Fact = Fact("EnrolmentWithdrawn");
/// A place became free for somebody who waited.
pub const PLACE_FREED: Fact = Fact("PlaceFreed");
/// It was written down who was there.
pub const ATTENDANCE_RECORDED: Fact = Fact("AttendanceRecorded");
/// A secret address of a calendar was made.
pub const ADDRESS_MADE: Fact = Fact("CalendarAddressMade");
/// It was revoked.
pub const ADDRESS_REVOKED: Fact = Fact("CalendarAddressRevoked");
