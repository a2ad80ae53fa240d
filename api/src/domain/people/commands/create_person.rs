//! `createPerson`.

use async_graphql::InputObject;
use entity::people::{
    discipline,
    person::{self, Civility},
    person_contact, person_discipline, person_identifier,
};
use kernel::{command::Command, fold::fold, refusal::Refusal, resource::Id, work::Work};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::Serialize;

use crate::domain::{
    people::{
        Person,
        events::PERSON_CREATED,
        rules::{identifier, mail, short_text},
        sheet::CREATE,
    },
    territory::lookups::academy_of,
};

/// A new person.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreatePersonInput")]
pub struct CreatePerson {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// Family name, 1 to 100 characters.
    pub family_name: String,
    /// Given name, 1 to 100 characters.
    pub given_name: String,
    /// Civility.
    pub civility: Option<Civility>,
    /// Professional mailbox; unique in the academy.
    pub mail: Option<String>,
    /// Identifiers in other systems; unique in each system within the academy, and never reused.
    #[graphql(default)]
    pub identifiers: Vec<IdentifierInput>,
    /// Codes of the disciplines the person teaches, such as `L0202`.
    #[graphql(default)]
    pub disciplines: Vec<String>,
}

/// An identifier in another system.
#[derive(Clone, Debug, Serialize, InputObject)]
pub struct IdentifierInput {
    /// The system, such as `AAF`; 1 to 50 characters without colon, bar or at sign.
    pub system: String,
    /// The identifier there; 1 to 100 characters without bar.
    pub value: String,
}

impl Command for CreatePerson {
    const NAME: &'static str = "createPerson";
    type Outcome = Id<Person>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let (family, given) = (short_text("familyName", &self.family_name, 100)?, short_text("givenName", &self.given_name, 100)?);
        let disciplines = self.disciplines(work).await?;

        let row = person::ActiveModel {
            academy_id: Set(academy.id),
            civility: Set(self.civility),
            display_name: Set(format!("{given} {family}")),
            folded: Set(fold(&format!("{family} {given}"))),
            family_name: Set(family),
            given_name: Set(given),
            deactivated_on: Set(None),
            ..Default::default()
        };
        let row = work.create::<Person>(CREATE, row).await?;
        if let Some(written) = &self.mail {
            let contact =
                person_contact::ActiveModel { person_id: Set(row.id), academy_id: Set(academy.id), mail: Set(mail("mail", written)?), ..Default::default() };
            work.attach::<Person, person_contact::Entity>(&row, "mail", vec![contact]).await?;
        }
        let identifiers = self.identifiers.iter().map(|told| {
            let (system, value) = identifier(&told.system, &told.value)?;
            Ok(person_identifier::ActiveModel {
                person_id: Set(row.id),
                academy_id: Set(academy.id),
                system: Set(system),
                value: Set(value),
                ..Default::default()
            })
        });
        let identifiers = identifiers.collect::<Result<Vec<_>, Refusal>>()?;
        work.attach::<Person, person_identifier::Entity>(&row, "identifiers", identifiers).await?;
        let taught = disciplines.into_iter().map(|discipline| person_discipline::ActiveModel {
            person_id: Set(row.id),
            discipline_id: Set(discipline.id),
            ..Default::default()
        });
        work.attach::<Person, person_discipline::Entity>(&row, "disciplines", taught.collect()).await?;
        work.announce(PERSON_CREATED.of::<Person>(&row));
        Ok(row.id.into())
    }
}

impl CreatePerson {
    async fn disciplines(&self, work: &Work<'_>) -> Result<Vec<discipline::Model>, Refusal> {
        let coded = Condition::all().add(discipline::Column::Code.is_in(self.disciplines.iter().map(String::as_str)));
        let found = work.find::<discipline::Entity>(coded).await?;
        match self.disciplines.iter().find(|code| !found.iter().any(|discipline| discipline.code == **code)) {
            Some(_) => Err(Refusal::NotFound { argument: "disciplines" }),
            None => Ok(found),
        }
    }
}
