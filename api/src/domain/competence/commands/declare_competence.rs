//! `declareCompetence`.

use async_graphql::InputObject;
use entity::{
    competence::competence_declaration::{self, CompetenceLevel, CompetenceOrigin},
    people::person,
};
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    competence::{CompetenceDeclaration, events::COMPETENCE_DECLARED, lookups::competence_of, sheet::DECLARE},
    people::rules::short_text,
};

/// What one masters, and how well.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DeclareCompetenceInput")]
pub struct DeclareCompetence {
    /// The competence by framework and code, as in `CRCN-EDU:2.1`.
    pub competence: String,
    /// How well.
    pub level: CompetenceLevel,
    /// What it rests on.
    pub origin: CompetenceOrigin,
    /// What is to be known of it, 500 characters at most.
    pub note: Option<String>,
    /// Whether colleagues may read it.
    pub shared: bool,
}

impl Command for DeclareCompetence {
    const NAME: &'static str = "declareCompetence";
    type Outcome = Id<CompetenceDeclaration>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        use competence_declaration::Column::{CompetenceId, PersonId};
        let person = work.viewer.actor.person();
        let academy = match person {
            Some(person) => work.find::<person::Entity>(Condition::all().add(person::Column::Id.eq(person))).await?.pop(),
            None => None,
        };
        let row = competence_declaration::ActiveModel {
            academy_id: Set(academy.map(|row| row.academy_id).unwrap_or_default()),
            person_id: Set(person.unwrap_or_default()),
            level: Set(self.level),
            origin: Set(self.origin),
            shared: Set(self.shared),
            withdrawn: Set(false),
            ..Default::default()
        };
        work.may_create::<CompetenceDeclaration>(DECLARE, &row).await?;
        let competence = competence_of(work, &self.competence).await?;
        let note = self.note.as_ref().map(|note| short_text("note", note, 500)).transpose()?;
        let row = competence_declaration::ActiveModel { competence_id: Set(competence), note: Set(note), ..row };

        let known = Condition::all().add(PersonId.eq(person)).add(CompetenceId.eq(competence));
        let row = match work.find_locked::<competence_declaration::Entity>(known).await?.pop() {
            None => work.create::<CompetenceDeclaration>(DECLARE, row).await?,
            Some(known) => {
                // Sharing it or saying more of it leaves what was validated.
                let stands = !known.withdrawn && (known.level, known.origin) == (self.level, self.origin);
                let mut change = competence_declaration::ActiveModel { id: Unchanged(known.id), ..row };
                if !stands {
                    (change.validated_by, change.validated_on) = (Set(None), Set(None));
                }
                work.save::<CompetenceDeclaration>(change).await?
            }
        };
        work.announce(COMPETENCE_DECLARED.of::<CompetenceDeclaration>(&row));
        Ok(row.id.into())
    }
}
