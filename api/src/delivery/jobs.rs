//! The operations that are jobs, and the turn of a node at them.

use std::{collections::HashMap, marker::PhantomData, sync::Arc, time::Duration};

use async_trait::async_trait;
use kernel::{
    actor::{Actor, ActorId, Scopes},
    job::{Claim, Job, Stepped},
    refusal::Refusal,
    store::Store,
    text::{Locale, text},
    viewer::Viewer,
};

use crate::domain::access::hats;

/// How long a step may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The operations that are jobs, by name.
#[derive(Clone, Default)]
pub struct Jobs(HashMap<&'static str, Arc<dyn Step>>);

/// One operation.
#[async_trait]
trait Step: Send + Sync {
    fn operation(&self) -> &'static str;

    async fn advance(&self, viewer: &Viewer, claim: &Claim) -> Result<Stepped, Refusal>;
}

struct Of<J>(PhantomData<fn() -> J>);

#[async_trait]
impl<J: Job> Step for Of<J> {
    fn operation(&self) -> &'static str {
        J::NAME
    }

    async fn advance(&self, viewer: &Viewer, claim: &Claim) -> Result<Stepped, Refusal> {
        viewer.advance::<J>(claim).await
    }
}

impl Jobs {
    /// The same and one more.
    #[must_use]
    pub fn with<J: Job>(mut self) -> Self {
        self.0.insert(J::NAME, Arc::new(Of::<J>(PhantomData)));
        self
    }

    /// Claims a job and does it to its end, as far as it goes; says whether there was one.
    pub async fn turn(&self, store: &Arc<Store>) -> Result<bool, Refusal> {
        let Some(claim) = store.claim_job().await? else { return Ok(false) };
        loop {
            match self.step(store, &claim).await {
                Ok(Stepped::On) => {}
                Ok(Stepped::Over | Stepped::Lost) => return Ok(true),
                Err(refusal) => {
                    store.step_failed(&claim, &refusal).await?;
                    return Ok(true);
                }
            }
        }
    }

    /// One step as a task of its own, so that a panic ends the step and not the node.
    async fn step(&self, store: &Arc<Store>, claim: &Claim) -> Result<Stepped, Refusal> {
        let step = self.0.get(claim.job.operation.as_str()).cloned().ok_or_else(|| Refusal::internal(format!("no job is named {}", claim.job.operation)))?;
        let actor = starter(store, claim, step.operation()).await?;
        let viewer = Viewer::new(actor, Locale::En, Arc::clone(store), claim.job.request_id.clone());
        let claim = claim.clone();
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(async move { step.advance(&viewer, &claim).await });
        match tokio::time::timeout(PATIENCE, tasks.join_next()).await {
            Ok(Some(ended)) => ended.map_err(Refusal::internal)?,
            Ok(None) | Err(_) => {
                tasks.shutdown().await;
                Err(Refusal::internal("a step took too long"))
            }
        }
    }
}

/// The starter with the rights of now; who has none any more is refused.
async fn starter(store: &Arc<Store>, claim: &Claim, operation: &'static str) -> Result<Actor, Refusal> {
    let gone = |_| Refusal::NotAllowed { reason: text("Who started it may do nothing any more.", "Qui l'a lancé n'a plus aucun droit.") };
    let actor = match claim.starter(operation) {
        ActorId::Person(id) => hats::person(store, id).await.map_err(gone)?,
        ActorId::Service(id) => hats::service(store, id, claim.scopes().unwrap_or_else(Scopes::all), None).await.map_err(gone)?,
        ActorId::System(name) => store.system(name),
        ActorId::Anonymous => return Err(gone(Refusal::Unauthenticated)),
    };
    Ok(Actor { client: claim.job.client.clone(), ..actor })
}
