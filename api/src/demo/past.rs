//! What the demo's people did before it began: their commands, at an instant of the past.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use kernel::{
    Uuid,
    actor::Actor,
    command::{Command, CommandOptions},
    job::Job,
    refusal::Refusal,
    resource::Id,
    store::Store,
    text::Locale,
    viewer::Viewer,
    work::Work,
};
use serde::Serialize;

use crate::domain::access::hats;

/// A day of the past, in the morning; now when the day is still to come.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    /// Where it is kept.
    pub store: &'a Arc<Store>,
    /// When it happens.
    pub at: DateTime<Utc>,
}

impl<'a> Past<'a> {
    /// The morning of a day.
    pub fn on(store: &'a Arc<Store>, day: &str) -> Self {
        let day: NaiveDate = day.parse().expect("the demo's days are well formed");
        let morning = Utc.from_utc_datetime(&day.and_hms_opt(9, 0, 0).unwrap_or_default());
        Self { store, at: morning.min(store.clock.now()) }
    }

    fn viewer(self, actor: Actor) -> Viewer {
        Viewer::new(actor, Locale::Fr, Arc::clone(self.store), "demo".to_owned())
    }

    /// A person does something.
    pub async fn does<C: Command>(self, person: Uuid, command: C) -> Result<C::Outcome, Refusal> {
        let actor = hats::person_at(self.store, person, self.at).await?;
        self.viewer(actor).perform(command, &CommandOptions::default()).await.map(|(outcome, _)| outcome)
    }

    /// The product does something.
    pub async fn system<C: Command>(self, command: C) -> Result<C::Outcome, Refusal> {
        let actor = Actor::system("demo", self.at, self.at.date_naive());
        self.viewer(actor).perform(command, &CommandOptions::default()).await.map(|(outcome, _)| outcome)
    }

    /// The product does a job to its end.
    pub async fn job<J: Job>(self, job: J) -> Result<(), Refusal> {
        self.system(Whole(job)).await.map(drop)
    }
}

/// A job, done as one command.
#[derive(Clone, Serialize)]
struct Whole<J>(J);

impl<J: Job> Command for Whole<J> {
    const NAME: &'static str = J::NAME;
    type Outcome = bool;

    async fn apply(self, work: &mut Work<'_>) -> Result<bool, Refusal> {
        let mut state = J::State::default();
        while !self.0.step(work, &mut state).await?.is_over {}
        Ok(true)
    }
}

/// An id of the API.
pub fn id<R: kernel::resource::Resource>(id: Uuid) -> Id<R> {
    id.into()
}
