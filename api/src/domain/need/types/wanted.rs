use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::{
    need::{need_author, need_support, training_need},
    people::person,
};
use kernel::{
    actor::Hat,
    read::{Ask, Related},
    relation::{One, Relation},
    resource::{Confidence, Loaded, Place, Resource, id_of},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::TrainingNeed;
use crate::domain::{
    need::{
        filters::{NeedAuthorFilter, NeedAuthorOrder, NeedSupportFilter, NeedSupportOrder},
        place::of_establishment,
        sheet,
    },
    people::Person,
};

/// Whether an author is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// To the referent of the establishment alone.
    Hidden,
    /// To colleagues and the academy too.
    Shown,
}

/// Author of a need.
pub struct NeedAuthor(Loaded<need_author::Entity>);

impl Resource for NeedAuthor {
    type Row = need_author::Entity;
    type State = Naming;
    type Filter = NeedAuthorFilter;
    type Order = NeedAuthorOrder;

    const PREFIX: &'static str = "author";
    const CONFIDENCE: Confidence = Confidence::Person;
    const PARTIES_IN_CONFIDENCE: bool = true;
    const SHEET: Sheet<Naming> = sheet::AUTHOR;
    const RELATIONS: &'static [&'static dyn Relation<need_author::Entity>] = &[
        &One::<need_author::Entity, Person> { name: "person", from: need_author::Column::PersonId, to: person::Column::Id },
        &One::<need_author::Entity, TrainingNeed> { name: "need", from: need_author::Column::NeedId, to: training_need::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use need_author::Column::{AcademyId, EstablishmentId, PersonId};
        match reach {
            Reach::Own => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
            reach => of_establishment(reach, hat, AcademyId, EstablishmentId),
        }
    }

    fn state(row: &need_author::Model, _: NaiveDate) -> Naming {
        if row.shows_name { Naming::Shown } else { Naming::Hidden }
    }

    fn in_states(states: &[Naming], _: NaiveDate) -> Condition {
        Condition::all().add(need_author::Column::ShowsName.is_in(states.iter().map(|state| *state == Naming::Shown)))
    }

    // The establishment would tell the principal in the audit that somebody there did something about a need.
    fn place(row: &need_author::Model) -> Place {
        Place { academy: Some(row.academy_id), establishment: None, person: Some(row.person_id) }
    }

    fn natural_key(row: &need_author::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(need_author::Entity);
}

/// Who raised a need. Read by the author and the referent of the establishment; by colleagues, the principal and the desk TRAINING when the author agrees.
#[Object]
impl NeedAuthor {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Whether colleagues and the academy may read the name.
    async fn shows_name(&self) -> bool {
        self.0.row.shows_name
    }

    /// The person; null for those who may not read the name, as in another establishment since.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The need.
    async fn need(&self, ctx: &Context<'_>) -> Related<TrainingNeed> {
        ctx.one(self).await
    }
}

/// Support of a need.
pub struct NeedSupport(Loaded<need_support::Entity>);

impl Resource for NeedSupport {
    type Row = need_support::Entity;
    type State = ();
    type Filter = NeedSupportFilter;
    type Order = NeedSupportOrder;

    const PREFIX: &'static str = "support";
    const CONFIDENCE: Confidence = Confidence::Person;
    const PARTIES_IN_CONFIDENCE: bool = true;
    const SHEET: Sheet<()> = sheet::SUPPORTS;
    const READS: &'static [(&'static str, &'static [need_support::Column])] = &[("isWithdrawn", &[need_support::Column::Withdrawn])];
    const RELATIONS: &'static [&'static dyn Relation<need_support::Entity>] =
        &[&One::<need_support::Entity, TrainingNeed> { name: "need", from: need_support::Column::NeedId, to: training_need::Column::Id }];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Own => hat.person().map(|person| Condition::all().add(need_support::Column::PersonId.eq(person))),
            _ => None,
        }
    }

    fn state(_: &need_support::Model, _: NaiveDate) {}

    fn place(row: &need_support::Model) -> Place {
        Place { academy: Some(row.academy_id), establishment: None, person: Some(row.person_id) }
    }

    fn natural_key(row: &need_support::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(need_support::Entity);
}

/// The viewer's own support of a need: those of others are nobody's business, `supporters` of the need counts them.
#[Object]
impl NeedSupport {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Whether it was taken back, or is over because the viewer became an author.
    async fn is_withdrawn(&self) -> bool {
        self.0.row.withdrawn
    }

    /// The need.
    async fn need(&self, ctx: &Context<'_>) -> Related<TrainingNeed> {
        ctx.one(self).await
    }
}
