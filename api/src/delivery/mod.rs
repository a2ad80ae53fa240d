//! Delivery: what is done after a commit. Jobs go on step by step, schedules start what is due, reactions see what
//! happened, notices tell the persons whom it concerns.
//!
//! Every node does all of it; the database says who holds what, so that nothing is done twice and nothing is lost when a
//! node dies.

pub mod commands;
pub mod filters;
pub mod jobs;
pub mod notices;
pub mod queries;
pub mod reactions;
pub mod sheet;
pub mod types;

use std::{sync::Arc, time::Duration};

use kernel::{refusal::Refusal, schedule::Schedule, store::Store};
use tokio_util::sync::CancellationToken;

pub use queries::DeliveryQueries;
pub use types::{Job, JobReject, Notification};

use self::{jobs::Jobs, notices::Notices, reactions::Reactions};
use crate::domain::{
    analysis::job::AnalyseCampaign,
    campaign::seasons::TurnCampaigns,
    compensation::seasons::TurnCompensations,
    letter::{departures::EndLetterParties, dispatch::DispatchLetters, progress::reminders::RemindLetters, seasons::TurnLetters},
    need::clusters::TurnClusters,
    report::seasons::TurnReports,
};

/// How long a node waits before it looks again.
const PAUSE: Duration = Duration::from_secs(1);

/// Before the first of a morning looks.
const NIGHTLY: &str = "15 4 * * *";

/// For what has an hour: campaigns open and close.
const OFTEN: &str = "*/15 * * * *";

/// What a node does after commits.
pub struct Delivery {
    /// The operations that are jobs.
    pub jobs: Jobs,
    /// What rooms do when something happened elsewhere.
    pub reactions: Reactions,
    /// What the product starts by itself.
    pub schedules: Vec<Schedule>,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            jobs: Jobs::default()
                .with::<DispatchLetters>()
                .with::<TurnLetters>()
                .with::<EndLetterParties>()
                .with::<RemindLetters>()
                .with::<TurnCompensations>()
                .with::<TurnClusters>()
                .with::<TurnCampaigns>()
                .with::<TurnReports>()
                .with::<AnalyseCampaign>(),
            reactions: Reactions::default().with::<Notices>(),
            schedules: vec![
                Schedule::of(&TurnLetters, NIGHTLY),
                Schedule::of(&EndLetterParties, NIGHTLY),
                Schedule::of(&RemindLetters, NIGHTLY),
                Schedule::of(&TurnCompensations, NIGHTLY),
                Schedule::of(&TurnClusters, NIGHTLY),
                Schedule::of(&TurnCampaigns, OFTEN),
                Schedule::of(&TurnReports, NIGHTLY),
            ],
        }
    }
}

impl Delivery {
    /// Does what is due until it is stopped; what was begun is ended first.
    pub async fn run(&self, store: &Arc<Store>, stop: &CancellationToken) {
        tokio::join!(
            rounds(store, stop, || self.jobs.turn(store)),
            rounds(store, stop, || self.reactions.turn(store)),
            rounds(store, stop, || store.run_schedules(&self.schedules)),
        );
    }

    /// Does all that is due now.
    pub async fn settle(&self, store: &Arc<Store>) -> Result<(), Refusal> {
        while store.run_schedules(&self.schedules).await? || self.jobs.turn(store).await? || self.reactions.turn(store).await? {}
        Ok(())
    }
}

/// Turn after turn while there is something to do; else a look now and then, and whenever something happens here.
async fn rounds<F: Future<Output = Result<bool, Refusal>>>(store: &Store, stop: &CancellationToken, turn: impl Fn() -> F) {
    while !stop.is_cancelled() {
        let done = turn().await;
        if let Err(refusal) = &done {
            tracing::warn!(%refusal, "delivery");
        }
        if !matches!(done, Ok(true)) {
            tokio::select! {
                () = stop.cancelled() => {}
                () = store.woken() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}
