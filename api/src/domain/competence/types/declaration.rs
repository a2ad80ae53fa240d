use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    competence::{
        competence,
        competence_declaration::{self, CompetenceLevel, CompetenceOrigin},
    },
    people::person,
};
use kernel::{
    actor::{Capacity, Hat},
    read::{Ask, Maybe, Related},
    relation::{One, Relation},
    resource::{Confidence, Loaded, Permission, Resource, id_of},
    scalars::Date,
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::Competence;
use crate::domain::{
    competence::{
        filters::{CompetenceDeclarationFilter, CompetenceDeclarationOrder},
        sheet,
    },
    labels::label,
    people::{
        Person,
        place::{about, referents_here},
    },
};

/// How far a declaration is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// With the person alone, and the desk that validates.
    Private,
    /// With colleagues too.
    Shared,
    /// Taken back: with the person alone.
    Withdrawn,
}

/// Declaration of a competence.
pub struct CompetenceDeclaration(Loaded<competence_declaration::Entity>);

impl Resource for CompetenceDeclaration {
    type Row = competence_declaration::Entity;
    type State = Sharing;
    type Filter = CompetenceDeclarationFilter;
    type Order = CompetenceDeclarationOrder;

    const PREFIX: &'static str = "declaration";
    const CONFIDENCE: Confidence = Confidence::Person;
    const SHEET: Sheet<Sharing> = sheet::DECLARATION;
    const READS: &'static [(&'static str, &'static [competence_declaration::Column])] = &[
        ("levelLabel", &[competence_declaration::Column::Level]),
        ("rank", &[competence_declaration::Column::Level]),
        ("originLabel", &[competence_declaration::Column::Origin]),
        ("isShared", &[competence_declaration::Column::Shared]),
        ("isWithdrawn", &[competence_declaration::Column::Withdrawn]),
    ];
    const RELATIONS: &'static [&'static dyn Relation<competence_declaration::Entity>] = &[
        &One::<competence_declaration::Entity, Person> { name: "person", from: competence_declaration::Column::PersonId, to: person::Column::Id },
        &One::<competence_declaration::Entity, Competence> {
            name: "competence",
            from: competence_declaration::Column::CompetenceId,
            to: competence::Column::Id,
        },
        &One::<competence_declaration::Entity, Person> { name: "validatedBy", from: competence_declaration::Column::ValidatedBy, to: person::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use competence_declaration::Column::{AcademyId, PersonId};
        match reach {
            // A teacher knows what the own referents master, not what every colleague does.
            Reach::Establishment if hat.capacity == Capacity::Teacher => Some(referents_here(hat, PersonId)),
            reach => about(reach, hat, PersonId, AcademyId),
        }
    }

    fn state(row: &competence_declaration::Model, _: NaiveDate) -> Sharing {
        match (row.withdrawn, row.shared) {
            (true, _) => Sharing::Withdrawn,
            (false, true) => Sharing::Shared,
            (false, false) => Sharing::Private,
        }
    }

    fn in_states(states: &[Sharing], _: NaiveDate) -> Condition {
        use competence_declaration::Column::{Shared, Withdrawn};
        states.iter().fold(Condition::any(), |any, state| match state {
            Sharing::Withdrawn => any.add(Withdrawn.eq(true)),
            state => any.add(Condition::all().add(Withdrawn.eq(false)).add(Shared.eq(*state == Sharing::Shared))),
        })
    }

    fn natural_key(row: &competence_declaration::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(competence_declaration::Entity);
}

/// What a person says to master, and how well (*déclaration de compétence*). Read by the person, the desk TRAINING, and once it is shared by the
/// colleagues of a referent, the referents of the basin and the principal.
#[Object]
impl CompetenceDeclaration {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// How well.
    async fn level(&self) -> CompetenceLevel {
        self.0.row.level
    }

    /// How well in words, in the language of the request.
    async fn level_label(&self, ctx: &Context<'_>) -> String {
        label("CompetenceLevel", self.0.row.level, ctx.viewer().locale)
    }

    /// How well as a number, 1 to 4.
    async fn rank(&self) -> i32 {
        self.0.row.level as i32 + 1
    }

    /// What it rests on.
    async fn origin(&self) -> CompetenceOrigin {
        self.0.row.origin
    }

    /// What it rests on in words, in the language of the request.
    async fn origin_label(&self, ctx: &Context<'_>) -> String {
        label("CompetenceOrigin", self.0.row.origin, ctx.viewer().locale)
    }

    /// What is to be known of it; null when nothing was said.
    async fn note(&self) -> Option<&str> {
        self.0.row.note.as_deref()
    }

    /// Whether colleagues may read it.
    async fn is_shared(&self) -> bool {
        self.0.row.shared
    }

    /// Whether the person took it back.
    async fn is_withdrawn(&self) -> bool {
        self.0.row.withdrawn
    }

    /// Day on which it was validated as it is; null when it was not, or was changed since.
    async fn validated_on(&self) -> Option<Date> {
        self.0.row.validated_on.map(Into::into)
    }

    /// Officer who validated it; null where nobody did, and for those who may not read the name.
    async fn validated_by(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The person.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The competence.
    async fn competence(&self, ctx: &Context<'_>) -> Related<Competence> {
        ctx.one(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
