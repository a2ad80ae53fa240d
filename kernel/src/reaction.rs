//! Reactions: what a room does when something happened in another. A command of the system on committed events, in their
//! order; how far it has read is kept in the same transaction, so that each event is reacted to once, by one node.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use std::sync::Arc;

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::Serialize;

use crate::{
    command::{Command, CommandOptions},
    refusal::Refusal,
    store::Store,
    tables::{event, reaction},
    viewer::Viewer,
    work::Work,
};

/// Events of one turn.
const BATCH: u64 = 500;
/// Tries of an event; then it is let go by.
const ATTEMPTS: i32 = 3;

/// Events that nothing was to be done about, after which that is noted.
const FAR: i64 = 10_000;

/// What a room does when something happened in another.
pub trait Reaction: Send + Sync + 'static {
    /// Its name.
    const NAME: &'static str;
    /// The kinds of events that it is about.
    fn kinds() -> &'static [&'static str];

    /// Reacts to events of these kinds, some hundreds at most.
    fn react(work: &mut Work<'_>, events: &[event::Model]) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// A turn of a reaction.
struct Turn<R> {
    /// The last event that was seen when the turn was planned: whoever comes later than another node does nothing.
    after: i64,
    /// Lets the next event go by.
    skips: bool,
    reaction: std::marker::PhantomData<fn() -> R>,
}

impl<R> Clone for Turn<R> {
    fn clone(&self) -> Self {
        Self { after: self.after, skips: self.skips, reaction: self.reaction }
    }
}

impl<R> Serialize for Turn<R> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.after, self.skips).serialize(serializer)
    }
}

impl<R: Reaction> Command for Turn<R> {
    const NAME: &'static str = R::NAME;
    type Outcome = ();

    async fn apply(self, work: &mut Work<'_>) -> Result<(), Refusal> {
        let Some(known) = work.find_locked::<reaction::Entity>(named(R::NAME)).await?.pop().filter(|known| known.seq == self.after) else { return Ok(()) };
        // What failed is tried alone, so that one event holds up no other.
        let most = if known.attempts == 0 { BATCH } else { 1 };
        let next = event::Entity::find()
            .filter(event::Column::Seq.gt(known.seq))
            .filter(event::Column::Kind.is_in(R::kinds().iter().copied()))
            .order_by_asc(event::Column::Seq)
            .limit(most);
        let events = next.all(work.connection()).await?;
        let Some(last) = events.last() else { return Ok(()) };
        if !self.skips {
            R::react(work, &events).await?;
        }
        let row = reaction::ActiveModel { name: Unchanged(known.name), seq: Set(last.seq), attempts: Set(0) };
        row.update(work.connection()).await?;
        Ok(())
    }
}

fn named(name: &str) -> Condition {
    Condition::all().add(reaction::Column::Name.eq(name))
}

impl Store {
    /// One turn of a reaction; says whether there was an event for it.
    pub async fn react<R: Reaction>(self: &Arc<Self>) -> Result<bool, Refusal> {
        let Some(known) = self.rows::<reaction::Entity>(named(R::NAME)).await?.pop() else {
            return self.begin_reaction(R::NAME).await.map(|()| true);
        };
        let head = self.head().await?;
        if known.seq >= head {
            return Ok(false);
        }
        let waiting = Condition::all().add(event::Column::Seq.gt(known.seq)).add(event::Column::Kind.is_in(R::kinds().iter().copied()));
        let mut waiting = sea_orm::QueryTrait::into_query(event::Entity::find().filter(waiting));
        waiting.limit(1);
        if self.read_own(&waiting).await?.is_empty() {
            // Now and then, so that the look stays short where much happens that it is not about.
            if head - known.seq > FAR {
                self.set_reaction(&known, Expr::val(head), Expr::val(0)).await?;
            }
            return Ok(false);
        }
        let turn = |skips| Turn::<R> { after: known.seq, skips, reaction: std::marker::PhantomData };
        let viewer = Viewer::system(self, R::NAME);
        let Err(failure) = viewer.perform(turn(false), &CommandOptions::default()).await else { return Ok(true) };
        tracing::error!(reaction = R::NAME, after = known.seq, %failure, "a reaction failed");
        if known.attempts > ATTEMPTS {
            viewer.perform(turn(true), &CommandOptions::default()).await?;
            return Ok(true);
        }
        self.set_reaction(&known, Expr::val(known.seq), Expr::val(known.attempts + 1)).await?;
        Ok(true)
    }

    async fn set_reaction(&self, known: &reaction::Model, seq: Expr, attempts: Expr) -> Result<(), Refusal> {
        let transaction = self.begin().await?;
        let unmoved = named(&known.name).add(reaction::Column::Seq.eq(known.seq));
        let set = reaction::Entity::update_many().col_expr(reaction::Column::Seq, seq).col_expr(reaction::Column::Attempts, attempts);
        set.filter(unmoved).exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// A reaction that is new looks at what happens from now on.
    async fn begin_reaction(&self, name: &str) -> Result<(), Refusal> {
        let row = reaction::ActiveModel { name: Set(name.to_owned()), seq: Set(self.head().await?), attempts: Set(0) };
        let transaction = self.begin().await?;
        let once = OnConflict::column(reaction::Column::Name).do_nothing().to_owned();
        reaction::Entity::insert(row).on_conflict(once).exec_without_returning(&transaction).await?;
        Ok(transaction.commit().await?)
    }
}
