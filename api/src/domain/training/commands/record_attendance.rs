//! `recordAttendance`.

use async_graphql::{Enum, InputObject};
use entity::training::enrolment::{self, EnrolmentStage};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::{Deserialize, Serialize};

use super::session_held_of;
use crate::domain::training::{Enrolment, events::ATTENDANCE_RECORDED, rules, sheet::RECORD, states};

/// Whether somebody was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Serialize, Deserialize)]
pub enum Attendance {
    /// The person was there.
    Attended,
    /// The person was not there.
    Absent,
    /// The person was not there, with an excuse.
    Excused,
}

/// Whether somebody was there; may be corrected.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "RecordAttendanceInput")]
pub struct RecordAttendance {
    /// The enrolment.
    pub id: Id<Enrolment>,
    /// Its version as it was read.
    pub version: i64,
    /// Whether the person was there.
    pub attendance: Attendance,
}

impl Command for RecordAttendance {
    const NAME: &'static str = "recordAttendance";
    type Outcome = Id<Enrolment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let session = session_held_of(work, self.id).await?;
        let row = work.take(RECORD, self.id, self.version).await?;
        states::ENROLMENT.after(row.stage, RECORD)?;
        rules::has_begun("id", &session, work.viewer.actor.at)?;
        let stage = match self.attendance {
            Attendance::Attended => EnrolmentStage::Attended,
            Attendance::Absent => EnrolmentStage::Absent,
            Attendance::Excused => EnrolmentStage::Excused,
        };

        let row = work.save::<Enrolment>(enrolment::ActiveModel { id: Unchanged(row.id), stage: Set(stage), ..Default::default() }).await?;
        work.announce(ATTENDANCE_RECORDED.of::<Enrolment>(&row));
        Ok(row.id.into())
    }
}
