//! What rooms do when something happened elsewhere, and the turn of a node at it.

use std::{marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use kernel::{reaction::Reaction, refusal::Refusal, store::Store};

/// The reactions of the rooms.
#[derive(Default)]
pub struct Reactions(Vec<Box<dyn React>>);

#[async_trait]
trait React: Send + Sync {
    async fn turn(&self, store: &Arc<Store>) -> Result<bool, Refusal>;
}

struct Of<R>(PhantomData<fn() -> R>);

#[async_trait]
impl<R: Reaction> React for Of<R> {
    async fn turn(&self, store: &Arc<Store>) -> Result<bool, Refusal> {
        store.react::<R>().await
    }
}

impl Reactions {
    /// The same and one more.
    #[must_use]
    pub fn with<R: Reaction>(mut self) -> Self {
        self.0.push(Box::new(Of::<R>(PhantomData)));
        self
    }

    /// One turn of each; says whether any had something to do.
    pub async fn turn(&self, store: &Arc<Store>) -> Result<bool, Refusal> {
        let mut had_some = false;
        for reaction in &self.0 {
            had_some |= reaction.turn(store).await?;
        }
        Ok(had_some)
    }
}
