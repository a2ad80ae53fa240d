//! `certifyService`.

use async_graphql::InputObject;
use entity::{
    pay::remuneration::{self, RemunerationKind},
    training::trainer_engagement::{self, EngagementStage},
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{answerable, day_of, session_of};
use crate::domain::{
    amounts::hours,
    pay::{Remuneration, events::SERVICE_CERTIFIED, law, rules, sheet::CERTIFY, states},
};

/// A service that was done.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CertifyServiceInput")]
pub struct CertifyService {
    /// The remuneration.
    pub id: Id<Remuneration>,
    /// Its version as it was read.
    pub version: i64,
    /// Hours that were done, in quarters of an hour, no more than the session lasted; as they were set when left out. For `HOURLY`, and only then.
    pub hours: Option<f64>,
}

impl Command for CertifyService {
    const NAME: &'static str = "certifyService";
    type Outcome = Id<Remuneration>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let line = work.take(CERTIFY, self.id, self.version).await?;
        let stage = states::REMUNERATION.after(line.stage, CERTIFY)?;
        let session = session_of(work, line.session_id).await?;
        rules::was_done(&session, work.viewer.actor.at)?;
        let led =
            Condition::all().add(trainer_engagement::Column::Id.eq(line.engagement_id)).add(trainer_engagement::Column::Stage.eq(EngagementStage::Accepted));
        if work.find::<trainer_engagement::Entity>(led).await?.is_empty() {
            return Err(Fault::invalid("id", text("The person did not accept to lead the session.", "La personne n'a pas accepté d'animer la session.")).into());
        }
        rules::not_own("id".to_owned(), &line, answerable(work))?;
        if self.hours.is_some() {
            rules::belongs("hours", true, line.kind, RemunerationKind::Hourly)?;
        }
        let mut change = remuneration::ActiveModel {
            id: Unchanged(line.id),
            stage: Set(stage),
            reason: Set(None),
            certified_by_id: Set(answerable(work)),
            certified_at: Set(Some(work.viewer.actor.at)),
            ..Default::default()
        };
        if let (Some(level), Some(rate), Some(planned)) = (line.level, line.rate_cents, line.quarter_hours) {
            // The session may have moved since the rate was set.
            let rule = law::rule("id", level, rate, day_of(work, &session).await?)?;
            let done = rules::quarters(self.hours.unwrap_or_else(|| hours(planned)), &session)?;
            change.rate_source = Set(Some(rule.code.to_owned()));
            change.quarter_hours = Set(Some(done));
            change.amount_cents = Set(rules::amount(rate, done));
        }

        let line = work.save::<Remuneration>(change).await?;
        work.announce(SERVICE_CERTIFIED.of::<Remuneration>(&line));
        Ok(line.id.into())
    }
}
