//! States of plans, sessions, engagements and enrolments.

use entity::training::{
    enrolment::EnrolmentStage::{self, Absent, Attended, Excused, Refused, Requested, Waiting, Withdrawn},
    trainer_engagement::EngagementStage::{self, Accepted, Declined},
    training_plan::PlanStage::{self, Approved, Archived, Closed, Draft, Returned, Submitted},
    training_session::SessionStage::{self, Cancelled, Confirmed, Held, Open, Postponed, Reported, Scheduled},
};
use kernel::machine::{Machine, step};

use super::sheet::{
    ACCEPT, APPROVE, ARCHIVE, CANCEL, CLOSE, CONFIRM, DECLINE, DRAFT, ENROL, HOLD, OPEN, POSTPONE, PROMOTE, PROPOSE, RECORD, REFUSE, REPORT, RETURN, SUBMIT,
    UPDATE, WITHDRAW,
};

/// The steps of a plan. What was given back is a draft again with its first change.
pub const PLAN: Machine<PlanStage> = Machine {
    name: "training plan",
    steps: &[
        step(DRAFT, &[Draft, Returned], Draft),
        step(SUBMIT, &[Draft], Submitted),
        step(APPROVE, &[Submitted], Approved),
        step(RETURN, &[Submitted], Returned),
        step(OPEN, &[Approved], PlanStage::Open),
        step(CLOSE, &[PlanStage::Open], Closed),
        step(ARCHIVE, &[Closed], Archived),
    ],
};

/// The steps of a session. One that was postponed has a date again with its next change.
pub const SESSION: Machine<SessionStage> = Machine {
    name: "training session",
    steps: &[
        step(UPDATE, &[Scheduled, Postponed], Scheduled),
        step(UPDATE, &[Open], Open),
        step(UPDATE, &[Confirmed], Confirmed),
        step(OPEN, &[Scheduled], Open),
        step(CONFIRM, &[Open], Confirmed),
        step(HOLD, &[Confirmed], Held),
        step(REPORT, &[Held], Reported),
        step(CANCEL, &[Scheduled, Open, Confirmed, Postponed], Cancelled),
        step(POSTPONE, &[Scheduled, Open, Confirmed], Postponed),
    ],
};

/// The steps of an engagement.
pub const ENGAGEMENT: Machine<EngagementStage> = Machine {
    name: "trainer engagement",
    steps: &[
        step(PROPOSE, &[Declined], EngagementStage::Proposed),
        step(ACCEPT, &[EngagementStage::Proposed], Accepted),
        step(DECLINE, &[EngagementStage::Proposed, Accepted], Declined),
    ],
};

/// The steps of an enrolment. Whether there is a place says where it leads.
pub const ENROLMENT: Machine<EnrolmentStage> = Machine {
    name: "enrolment",
    steps: &[
        step(ENROL, &[Withdrawn], Requested),
        step(ENROL, &[Withdrawn], EnrolmentStage::Confirmed),
        step(ENROL, &[Withdrawn], Waiting),
        step(APPROVE, &[Requested], EnrolmentStage::Confirmed),
        step(APPROVE, &[Requested], Waiting),
        step(REFUSE, &[Requested], Refused),
        step(PROMOTE, &[Waiting], EnrolmentStage::Confirmed),
        step(WITHDRAW, &[Requested, EnrolmentStage::Confirmed, Waiting], Withdrawn),
        step(RECORD, &[EnrolmentStage::Confirmed, Absent, Excused], Attended),
        step(RECORD, &[EnrolmentStage::Confirmed, Attended, Excused], Absent),
        step(RECORD, &[EnrolmentStage::Confirmed, Attended, Absent], Excused),
    ],
};

/// The stages of an enrolment that take a place.
pub const PLACED: [EnrolmentStage; 4] = [EnrolmentStage::Confirmed, Attended, Absent, Excused];
