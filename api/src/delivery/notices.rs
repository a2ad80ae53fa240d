//! Notices: each room says who is told of its events; whoever caused one is not told of it.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use entity::delivery::notification;
use futures_util::future::BoxFuture;
use kernel::{
    Uuid,
    reaction::Reaction,
    refusal::Refusal,
    tables::{audit, event},
    work::Work,
};
use sea_orm::ActiveValue::Set;

use super::{Notification, sheet::CREATE};
use crate::domain::{campaign, compensation, competence, letter, mandate, need, pay, report, stage, training};

/// Persons, each with the place of the event that they are told of.
pub type Told<'a> = BoxFuture<'a, Result<Vec<(Uuid, i64)>, Refusal>>;

/// Whom a room tells of its events.
pub struct Rule {
    /// The kinds of events.
    pub kinds: &'static [&'static str],
    /// The persons, each with the event.
    pub told: for<'a> fn(&'a Work<'_>, &'a [&'a event::Model]) -> Told<'a>,
}

/// The rules of the rooms.
const RULES: &[&Rule] = &[
    &mandate::notices::MANDATES,
    &letter::notices::LETTERS,
    &compensation::notices::COMPENSATIONS,
    &competence::notices::COMPETENCES,
    &need::notices::NEEDS,
    &training::notices::PLANS,
    &training::notices::SESSIONS,
    &training::notices::ENGAGEMENTS,
    &training::notices::ENROLMENTS,
    &stage::notices::OFFERS,
    &campaign::notices::INVITATIONS,
    &report::notices::REPORTS,
    &pay::notices::REMUNERATIONS,
];

/// Writes the notices.
pub struct Notices;

impl Reaction for Notices {
    const NAME: &'static str = "notices";

    fn kinds() -> &'static [&'static str] {
        static KINDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| RULES.iter().flat_map(|rule| rule.kinds).copied().collect());
        &KINDS
    }

    async fn react(work: &mut Work<'_>, events: &[event::Model]) -> Result<(), Refusal> {
        let mut audits: Vec<Uuid> = events.iter().map(|event| event.audit_id).collect();
        audits.dedup();
        let authors = work.find::<audit::Entity>(work.among(audit::Column::Id, &audits)).await?;
        let authors: HashMap<Uuid, Option<Uuid>> = authors.into_iter().map(|row| (row.id, row.actor_id)).collect();
        let by_seq: HashMap<i64, &event::Model> = events.iter().map(|event| (event.seq, event)).collect();
        let mut told = BTreeSet::new();
        for rule in RULES {
            let mine: Vec<&event::Model> = events.iter().filter(|event| rule.kinds.contains(&event.kind.as_str())).collect();
            if !mine.is_empty() {
                told.extend((rule.told)(work, &mine).await?.into_iter().map(|(person, seq)| (seq, person)));
            }
        }
        let rows = told.into_iter().filter_map(|(seq, person)| {
            let event = by_seq.get(&seq).filter(|event| authors.get(&event.audit_id).copied().flatten() != Some(person))?;
            let row = notification::ActiveModel {
                person_id: Set(person),
                at: Set(event.at),
                kind: Set(event.kind.clone()),
                object_type: Set(event.object_type.clone()),
                object_id: Set(event.object_id),
                object_key: Set(event.object_key.clone()),
                event_seq: Set(event.seq),
                read_at: Set(None),
                ..Default::default()
            };
            Some((format!("{seq} {person}"), row))
        });
        work.create_all::<Notification>(CREATE, rows.collect()).await?;
        Ok(())
    }
}
