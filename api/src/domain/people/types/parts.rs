use async_graphql::{ID, Object};
use chrono::NaiveDate;
use entity::people::{discipline, person_contact, person_identifier};
use kernel::{
    actor::Hat,
    resource::{Confidence, Loaded, Resource, id_of},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    people::{
        filters::{DisciplineFilter, DisciplineOrder, PersonContactFilter, PersonIdentifierFilter, PersonIdentifierOrder},
        place::about,
        sheet,
    },
    territory::sheet::REFERENCE,
};

/// Professional mailbox of a person.
pub struct PersonContact(Loaded<person_contact::Entity>);

impl Resource for PersonContact {
    type Row = person_contact::Entity;
    type State = ();
    type Filter = PersonContactFilter;
    type Order = PersonIdentifierOrder;

    const PREFIX: &'static str = "contact";
    const SHEET: Sheet<()> = sheet::CONTACT;

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        about(reach, hat, person_contact::Column::PersonId, person_contact::Column::AcademyId)
    }

    fn state(_: &person_contact::Model, _: NaiveDate) {}

    fn natural_key(row: &person_contact::Model) -> String {
        row.mail.clone()
    }

    kernel::wraps!(person_contact::Entity);
}

/// How to reach a person at work.
#[Object]
impl PersonContact {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Professional mail address, in small letters.
    async fn mail(&self) -> &str {
        &self.0.row.mail
    }
}

/// Identifier of a person in another system.
pub struct PersonIdentifier(Loaded<person_identifier::Entity>);

impl Resource for PersonIdentifier {
    type Row = person_identifier::Entity;
    type State = ();
    type Filter = PersonIdentifierFilter;
    type Order = PersonIdentifierOrder;

    const PREFIX: &'static str = "identifier";
    const CONFIDENCE: Confidence = Confidence::Identifiers;
    const SENSITIVE: bool = true;
    const SHEET: Sheet<()> = sheet::IDENTIFIER;

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        let here = about(reach, hat, person_identifier::Column::PersonId, person_identifier::Column::AcademyId)?;
        Some(here.add_option(hat.systems.as_ref().map(|systems| person_identifier::Column::System.is_in(systems))))
    }

    fn state(_: &person_identifier::Model, _: NaiveDate) {}

    fn natural_key(row: &person_identifier::Model) -> String {
        format!("{}:{}", row.system, row.value)
    }

    kernel::wraps!(person_identifier::Entity);
}

/// Identifier of a person in another system: unique there within the academy, and never reused.
#[Object]
impl PersonIdentifier {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// The system, such as `AAF` (`ENTPersonIdentifiant`).
    async fn system(&self) -> &str {
        &self.0.row.system
    }

    /// The identifier there.
    async fn value(&self) -> &str {
        &self.0.row.value
    }
}

/// Discipline.
pub struct Discipline(Loaded<discipline::Entity>);

impl Resource for Discipline {
    type Row = discipline::Entity;
    type State = ();
    type Filter = DisciplineFilter;
    type Order = DisciplineOrder;

    const PREFIX: &'static str = "discipline";
    const SHEET: Sheet<()> = REFERENCE;
    const REFERENCE: bool = true;

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &discipline::Model, _: NaiveDate) {}

    fn natural_key(row: &discipline::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(discipline::Entity);
}

/// Discipline (*discipline de poste*) of the national nomenclature (BCN).
#[Object]
impl Discipline {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code of the nomenclature, such as `L0202`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Label in French.
    async fn label(&self) -> &str {
        &self.0.row.label
    }
}
