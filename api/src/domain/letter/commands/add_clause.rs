//! `addClause`.

use async_graphql::InputObject;
use entity::letter::letter_clause::{self, ClauseOrigin};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use super::{activity_coded, adapted};
use crate::domain::{
    letter::{
        events::CLAUSE_CHANGED,
        rules,
        sheet::ADAPT,
        states,
        types::{LetterClause, MissionLetter},
    },
    people::rules::short_text,
};

/// A clause of the establishment's own.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "AddClauseInput")]
pub struct AddClause {
    /// The letter.
    pub letter: Id<MissionLetter>,
    /// The letter's version as it was read.
    pub version: i64,
    /// Code, new in the letter: capital letters, digits and `_`, 40 at most.
    pub code: String,
    /// Place in the letter, from 1; after the others when left out.
    pub position: Option<i32>,
    /// Title, 200 characters at most.
    pub title: String,
    /// Text in Markdown, 65,536 bytes at most; HTML in it is text.
    pub body: String,
    /// Code of the activity it is about, such as `M1.2`.
    pub activity: Option<String>,
    /// Why, 500 characters at most.
    pub reason: String,
}

impl Command for AddClause {
    const NAME: &'static str = "addClause";
    type Outcome = Id<MissionLetter>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let letter = work.take(ADAPT, self.letter, self.version).await?;
        states::LETTER.after(letter.stage, ADAPT)?;
        let code = rules::clause_code("code", &self.code)?;
        let clauses = work.find::<letter_clause::Entity>(Condition::all().add(letter_clause::Column::LetterId.eq(letter.id))).await?;
        if clauses.iter().any(|clause| clause.code == code) {
            return Err(Refusal::taken("code"));
        }
        if clauses.len() >= rules::MOST_CLAUSES {
            return Err(Refusal::LimitExceeded { limit: "clauses", max: rules::MOST_CLAUSES as u64, actual: clauses.len() as u64 + 1 });
        }
        let last = clauses.iter().map(|clause| clause.position).max().unwrap_or_default();
        let activity = match &self.activity {
            Some(code) => Some(activity_coded(work, &letter, code).await?),
            None => None,
        };
        let row = letter_clause::ActiveModel {
            academy_id: Set(letter.academy_id),
            establishment_id: Set(letter.establishment_id),
            letter_id: Set(letter.id),
            template_clause_id: Set(None),
            code: Set(code),
            position: Set(self.position.unwrap_or(last + 1).max(1)),
            origin: Set(ClauseOrigin::Added),
            title: Set(short_text("title", &self.title, 200)?),
            body: Set(rules::markdown("body", &self.body)?),
            inherited_title: Set(None),
            inherited_body: Set(None),
            activity_id: Set(activity),
            reason: Set(Some(short_text("reason", &self.reason, 500)?)),
            offered_id: Set(None),
            ..Default::default()
        };
        let clause = work.create::<LetterClause>(ADAPT, row).await?;
        work.announce(CLAUSE_CHANGED.of::<LetterClause>(&clause));
        Ok(adapted(work, letter).await?.id.into())
    }
}
