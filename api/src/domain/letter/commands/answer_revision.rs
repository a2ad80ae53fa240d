//! `answerRevision`.

use async_graphql::InputObject;
use entity::letter::{
    letter_clause::{self, ClauseOrigin},
    template_clause,
};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::{adapted, letter_in};
use crate::domain::letter::{events::CLAUSE_CHANGED, rules, sheet::ADAPT, types::LetterClause};

/// Newer words of the template for a clause, taken or left.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AnswerRevisionInput")]
pub struct AnswerRevision {
    /// The clause to which newer words are offered.
    pub id: Id<LetterClause>,
    /// Its version as it was read.
    pub version: i64,
    /// True: the clause is as the template has it now. False: it keeps its words, which differ from the template's then; a locked clause cannot.
    pub take: bool,
}

impl Command for AnswerRevision {
    const NAME: &'static str = "answerRevision";
    type Outcome = Id<LetterClause>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let clause = work.take(ADAPT, self.id, self.version).await?;
        let letter = letter_in(work, clause.letter_id, ADAPT).await?;
        let named = clause.offered_id.map(|id| Condition::all().add(template_clause::Column::Id.eq(id)));
        let offered = match named {
            Some(named) => work.find::<template_clause::Entity>(named).await?.pop(),
            None => None,
        };
        let offered = offered.ok_or_else(|| {
            let message = text("The template offers nothing newer for this clause.", "Le modèle n'offre rien de plus récent pour cette clause.");
            Refusal::from(Fault::invalid("id", message).coded("NOTHING_OFFERED"))
        })?;
        if !self.take && offered.locked {
            return Err(rules::locked(offered.why.as_deref()));
        }
        let was_out = clause.origin == ClauseOrigin::Removed;
        let change = letter_clause::ActiveModel {
            id: Unchanged(clause.id),
            template_clause_id: Set(Some(offered.id)),
            offered_id: Set(None),
            ..match self.take {
                true => letter_clause::ActiveModel {
                    origin: Set(ClauseOrigin::Inherited),
                    title: Set(offered.title_fr),
                    body: Set(offered.body),
                    position: Set(offered.position),
                    activity_id: Set(offered.activity_id),
                    inherited_title: Set(None),
                    inherited_body: Set(None),
                    reason: Set(None),
                    ..Default::default()
                },
                false => letter_clause::ActiveModel {
                    origin: if was_out { NotSet } else { Set(ClauseOrigin::Amended) },
                    inherited_title: Set(Some(offered.title_fr)),
                    inherited_body: Set(Some(offered.body)),
                    ..Default::default()
                },
            }
        };
        let row = work.save::<LetterClause>(change).await?;
        work.announce(CLAUSE_CHANGED.of::<LetterClause>(&row));
        if self.take {
            adapted(work, letter).await?;
        }
        Ok(row.id.into())
    }
}
