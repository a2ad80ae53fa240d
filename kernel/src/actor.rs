//! Who acts, and the hats that say what as.
//!
//! A token names a person; the database says which hats the person wears today: a capacity, where it holds, and at
//! the rectorate which desks. Rights are the union over the hats, each within its own place.

use async_graphql::Enum;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Role of a person, as the API shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum)]
pub enum Role {
    /// Teacher or other educational staff of an establishment (*enseignant*).
    Teacher,
    /// Digital referent of an establishment, by an active mandate (*référent numérique*).
    Referent,
    /// Head of an establishment (*chef d'établissement*).
    Principal,
    /// Officer of the academy (*rectorat*).
    Rectorate,
}

/// What an officer of the rectorate is in charge of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize)]
pub enum Desk {
    /// Networks of referents and the digital office (*DRANE*).
    Network,
    /// Training plans (*EAFC*).
    Training,
    /// Pay of missions and trainers.
    Pay,
    /// Surveys and their analysis.
    Survey,
    /// Assistance matrix and its agreements.
    Assistance,
    /// Data protection (*DPO*).
    Dpo,
    /// Directory: persons, appointments, zones and settings.
    Directory,
}

/// A set of desks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Desks(u8);

impl Desks {
    /// Every desk, in the order of the schema.
    pub const ALL: [Desk; 7] = [Desk::Network, Desk::Training, Desk::Pay, Desk::Survey, Desk::Assistance, Desk::Dpo, Desk::Directory];

    /// Whether the desk is among them.
    pub const fn has(self, desk: Desk) -> bool {
        self.0 >> desk as u8 & 1 == 1
    }

    /// The desks one by one.
    pub fn list(self) -> Vec<Desk> {
        Self::ALL.into_iter().filter(|desk| self.has(*desk)).collect()
    }

    /// As a number for a column.
    pub const fn bits(self) -> i16 {
        self.0 as i16
    }

    /// From the number of a column.
    pub const fn from_bits(bits: i16) -> Self {
        Self((bits & 0x7f) as u8)
    }
}

impl FromIterator<Desk> for Desks {
    fn from_iter<T: IntoIterator<Item = Desk>>(desks: T) -> Self {
        Self(desks.into_iter().fold(0, |bits, desk| bits | 1 << desk as u8))
    }
}

/// In which capacity somebody acts: the word that grants name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capacity {
    /// Everybody, also without a token.
    Anyone,
    /// A known person, about their own data.
    Oneself,
    /// Staff of an establishment.
    Teacher,
    /// Referent with an active mandate.
    Referent,
    /// Deputy of a principal: reads as the principal does.
    Deputy,
    /// Head of an establishment.
    Principal,
    /// Officer of the academy.
    Rectorate,
    /// The product itself and its command line: everything.
    System,
}

impl Capacity {
    /// Role shown for it, if it is one.
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Teacher => Some(Role::Teacher),
            Self::Referent => Some(Role::Referent),
            Self::Principal => Some(Role::Principal),
            Self::Rectorate => Some(Role::Rectorate),
            Self::Anyone | Self::Oneself | Self::Deputy | Self::System => None,
        }
    }
}

/// How far a hat carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Without bound; of a capacity that no place binds.
    Everywhere,
    /// One person's own data.
    Person(Uuid),
    /// Some establishments.
    Establishments(Vec<Uuid>),
    /// A whole academy.
    Academy,
    /// Some departments of the academy.
    Departments(Vec<Uuid>),
    /// Some basins of the academy.
    Basins(Vec<Uuid>),
}

/// A capacity and where it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hat {
    /// In which capacity.
    pub capacity: Capacity,
    /// Academy it belongs to; none for anyone and for the system.
    pub academy: Option<Uuid>,
    /// How far it carries.
    pub extent: Extent,
    /// Desks of an officer.
    pub desks: Desks,
    /// Today in the academy's time zone.
    pub today: NaiveDate,
}

impl Hat {
    /// The hat that everybody wears.
    pub fn anyone(today: NaiveDate) -> Self {
        Self { capacity: Capacity::Anyone, academy: None, extent: Extent::Everywhere, desks: Desks::default(), today }
    }

    /// The hat of the product itself.
    pub fn system(today: NaiveDate) -> Self {
        Self { capacity: Capacity::System, ..Self::anyone(today) }
    }

    /// The establishments it is bound to.
    pub fn establishments(&self) -> &[Uuid] {
        match &self.extent {
            Extent::Establishments(ids) => ids,
            _ => &[],
        }
    }

    /// The person whose own data it opens.
    pub const fn person(&self) -> Option<Uuid> {
        match self.extent {
            Extent::Person(id) => Some(id),
            _ => None,
        }
    }
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorId {
    /// Nobody known.
    Anonymous,
    /// A person of the directory.
    Person(Uuid),
    /// The product itself; the name says what for (`demo`, `import`).
    System(&'static str),
}

/// Who acts, at an instant.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who.
    pub id: ActorId,
    /// The hats worn at this instant.
    pub hats: Vec<Hat>,
    /// The instant of the request.
    pub at: DateTime<Utc>,
    /// Its date in the actor's academy.
    pub today: NaiveDate,
}

impl Actor {
    /// A reader of public data.
    pub fn anonymous(at: DateTime<Utc>, today: NaiveDate) -> Self {
        Self { id: ActorId::Anonymous, hats: vec![Hat::anyone(today)], at, today }
    }

    /// The product itself.
    pub fn system(name: &'static str, at: DateTime<Utc>, today: NaiveDate) -> Self {
        Self { id: ActorId::System(name), hats: vec![Hat::system(today)], at, today }
    }

    /// The person, if one acts.
    pub const fn person(&self) -> Option<Uuid> {
        match self.id {
            ActorId::Person(id) => Some(id),
            _ => None,
        }
    }

    /// Whether the product itself acts.
    pub const fn is_system(&self) -> bool {
        matches!(self.id, ActorId::System(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn desks_survive_their_column() {
        let desks: Desks = [Desk::Pay, Desk::Directory].into_iter().collect();
        assert_eq!(Desks::from_bits(desks.bits()).list(), [Desk::Pay, Desk::Directory]);
        assert!(!desks.has(Desk::Dpo));
    }
}
