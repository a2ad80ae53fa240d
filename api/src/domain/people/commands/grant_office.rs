//! `grantOffice`.

use async_graphql::InputObject;
use entity::people::office;
use kernel::{
    actor::{Desk, Desks},
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{Date, PersonKey},
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use crate::domain::{
    people::{Office, events::OFFICE_GRANTED, lookups::Persons, rules::period, sheet::GRANT},
    territory::lookups::{academy_of, basin_of, department_of},
};

/// An office at the rectorate.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "GrantOfficeInput")]
pub struct GrantOffice {
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// The officer.
    pub person: PersonKey,
    /// Desks; none for somebody who reads and frames, and no more.
    pub desks: Vec<Desk>,
    /// Code of the department that the office is limited to; over the academy when left out.
    pub department: Option<String>,
    /// Code of the basin that the office is limited to; `department` is then refused.
    pub basin: Option<String>,
    /// First day.
    pub starts_on: Date,
    /// Last day, included; open when left out.
    pub ends_on: Option<Date>,
}

impl Command for GrantOffice {
    const NAME: &'static str = "grantOffice";
    type Outcome = Id<Office>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        period(self.starts_on.0, self.ends_on.map(|day| day.0))?;
        let department = match &self.department {
            Some(_) if self.basin.is_some() => {
                let message = text("department and basin exclude each other.", "department et basin s'excluent.");
                return Err(Refusal::invalid("department", message));
            }
            Some(code) => Some(department_of(work, code, academy.id).await?.id),
            None => None,
        };
        let basin = match &self.basin {
            Some(code) => Some(basin_of(work, code, academy.id).await?.id),
            None => None,
        };
        let persons = Persons::named(work, std::iter::once(&self.person)).await?;
        let person = persons.the(&self.person, Some(academy.id))?;
        let row = office::ActiveModel {
            academy_id: Set(academy.id),
            person_id: Set(person.id),
            department_id: Set(department),
            basin_id: Set(basin),
            desks: Set(self.desks.into_iter().collect::<Desks>().bits()),
            starts_on: Set(self.starts_on.0),
            ends_on: Set(self.ends_on.map(|day| day.0)),
            ..Default::default()
        };
        let row = work.create::<Office>(GRANT, row).await?;
        if work.viewer.actor.person() == Some(person.id) {
            let message = text("Nobody gives an office to themself.", "Nul ne se donne un office à soi-même.");
            let hint = text("Ask another officer of the desk DIRECTORY.", "Demandez à un autre officier du bureau DIRECTORY.");
            return Err(Fault::invalid("person", message).coded("OWN_OFFICE").hint(hint).into());
        }
        work.announce(OFFICE_GRANTED.of::<Office>(&row));
        Ok(row.id.into())
    }
}
