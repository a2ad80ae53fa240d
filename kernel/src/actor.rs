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

/// What a sheet is about, so that a service account can be given one and not another. Each room names its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Academies, zones, establishments.
    Territory,
    /// Persons, appointments, the directory of referents.
    Directory,
    /// Mandates of referents.
    Mandate,
    /// Accounts and delegations: people only, never a service account.
    Access,
    /// The audit.
    Audit,
    /// Framing texts and mission catalogues.
    Framing,
    /// Mission letters.
    Letter,
    /// Opinions of councils and compensations; engagements of trainers and their pay.
    Pay,
    /// Training plans, their actions and sessions.
    Training,
    /// Who attends sessions.
    Enrolment,
    /// Competences, policies of establishments, training needs and their clusters.
    Need,
    /// Logs of referents, questionnaires and surveys.
    Survey,
}

/// What a service account is given: to read an area, or to read and change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum, Serialize, Deserialize)]
pub enum Scope {
    /// `territory:write`: changes zones and establishments; reads settings of academies. Public facts need no scope.
    TerritoryWrite,
    /// `directory:read`: reads persons, their mailboxes, identifiers and appointments, and the directory of referents.
    DirectoryRead,
    /// `directory:write`: changes persons and appointments, and reads them.
    DirectoryWrite,
    /// `mandate:read`: reads mandates.
    MandateRead,
    /// `mandate:write`: proposes, withdraws and ends mandates, and reads them.
    MandateWrite,
    /// `audit:read`: reads the audit.
    AuditRead,
    /// `framing:write`: publishes, revises and ends framing texts; anyone reads them.
    FramingWrite,
    /// `letter:read`: reads mission letters, as the officer who made the account does.
    LetterRead,
    /// `pay:read`: reads opinions of councils, compensations and the pay of trainers, as the officer who made the account does.
    PayRead,
    /// `pay:write`: decides on compensations and the pay of trainers, and reads them.
    PayWrite,
    /// `plan:read`: reads training plans, their actions and sessions, as the officer who made the account does.
    PlanRead,
    /// `plan:write`: writes training plans, their actions and sessions, and reads them.
    PlanWrite,
    /// `enrol:read`: reads who attends sessions.
    EnrolRead,
    /// `enrol:write`: enrols, withdraws and records who was there, and reads it.
    EnrolWrite,
    /// `need:read`: reads declared competences, policies of establishments, training needs and their clusters, as the officer who made the account does.
    NeedRead,
    /// `need:write`: raises, qualifies, validates and declines training needs, decides on clusters, and reads them.
    NeedWrite,
    /// `survey:read`: reads questionnaires that are being written, as the officer who made the account does; anyone reads those that are frozen.
    SurveyRead,
    /// `survey:write`: writes questionnaires, and reads them.
    SurveyWrite,
}

impl Scope {
    /// Every scope, in the order of the schema.
    pub const ALL: [Self; 18] = [
        Self::TerritoryWrite,
        Self::DirectoryRead,
        Self::DirectoryWrite,
        Self::MandateRead,
        Self::MandateWrite,
        Self::AuditRead,
        Self::FramingWrite,
        Self::LetterRead,
        Self::PayRead,
        Self::PayWrite,
        Self::PlanRead,
        Self::PlanWrite,
        Self::EnrolRead,
        Self::EnrolWrite,
        Self::NeedRead,
        Self::NeedWrite,
        Self::SurveyRead,
        Self::SurveyWrite,
    ];

    const fn parts(self) -> (Area, bool, &'static str) {
        match self {
            Self::TerritoryWrite => (Area::Territory, true, "territory:write"),
            Self::DirectoryRead => (Area::Directory, false, "directory:read"),
            Self::DirectoryWrite => (Area::Directory, true, "directory:write"),
            Self::MandateRead => (Area::Mandate, false, "mandate:read"),
            Self::MandateWrite => (Area::Mandate, true, "mandate:write"),
            Self::AuditRead => (Area::Audit, false, "audit:read"),
            Self::FramingWrite => (Area::Framing, true, "framing:write"),
            Self::LetterRead => (Area::Letter, false, "letter:read"),
            Self::PayRead => (Area::Pay, false, "pay:read"),
            Self::PayWrite => (Area::Pay, true, "pay:write"),
            Self::PlanRead => (Area::Training, false, "plan:read"),
            Self::PlanWrite => (Area::Training, true, "plan:write"),
            Self::EnrolRead => (Area::Enrolment, false, "enrol:read"),
            Self::EnrolWrite => (Area::Enrolment, true, "enrol:write"),
            Self::NeedRead => (Area::Need, false, "need:read"),
            Self::NeedWrite => (Area::Need, true, "need:write"),
            Self::SurveyRead => (Area::Survey, false, "survey:read"),
            Self::SurveyWrite => (Area::Survey, true, "survey:write"),
        }
    }

    /// As OAuth writes it: `directory:read`.
    pub const fn written(self) -> &'static str {
        self.parts().2
    }

    /// From OAuth's way of writing.
    pub fn read(written: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.written() == written)
    }
}

/// A set of scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scopes(u32);

impl Scopes {
    /// Every scope.
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// Whether the scope is among them.
    pub const fn has(self, scope: Scope) -> bool {
        self.0 >> scope as u32 & 1 == 1
    }

    /// Whether they let an area be read, or changed.
    pub fn open(self, area: Area, changes: bool) -> bool {
        self.list().into_iter().any(|scope| {
            let (of, writes, _) = scope.parts();
            of == area && (writes || !changes)
        })
    }

    /// Those that are also among others.
    #[must_use]
    pub const fn within(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// The scopes one by one.
    pub fn list(self) -> Vec<Scope> {
        Scope::ALL.into_iter().filter(|scope| self.has(*scope)).collect()
    }

    /// As a number for a column.
    pub const fn bits(self) -> i32 {
        self.0 as i32
    }

    /// From the number of a column.
    pub fn from_bits(bits: i32) -> Self {
        Scope::ALL.into_iter().filter(|scope| bits >> *scope as i32 & 1 == 1).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<T: IntoIterator<Item = Scope>>(scopes: T) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | 1 << scope as u32))
    }
}

/// In which capacity somebody acts: the word that grants name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capacity {
    /// Everybody, also without a token.
    Anyone,
    /// A known person, about their own data; a service account, about itself.
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
    /// The person who wears it: for a service account the officer who made it.
    pub wearer: Option<Uuid>,
    /// The principal who delegated it; none for a hat of one's own.
    pub on_behalf_of: Option<Uuid>,
    /// What a service account was given of it; none for a person, whom nothing narrows.
    pub scopes: Option<Scopes>,
    /// Systems whose identifiers a service account may read; none that limits it otherwise.
    pub systems: Option<Vec<String>>,
}

impl Hat {
    /// The hat that everybody wears.
    pub fn anyone(today: NaiveDate) -> Self {
        Self {
            capacity: Capacity::Anyone,
            academy: None,
            extent: Extent::Everywhere,
            desks: Desks::default(),
            today,
            wearer: None,
            on_behalf_of: None,
            scopes: None,
            systems: None,
        }
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

    /// Whether its scopes, if it has any, let an area be read or changed.
    pub fn opens(&self, area: Area, changes: bool) -> bool {
        self.scopes.is_none_or(|scopes| scopes.open(area, changes))
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
    /// A service account.
    Service(Uuid),
    /// The product itself; the name says what for (`demo`, `import`).
    System(&'static str),
}

impl ActorId {
    /// As tables write it: kind, id, and the name of the product's own work.
    pub(crate) const fn written(self) -> (&'static str, Option<Uuid>, Option<&'static str>) {
        match self {
            Self::Anonymous => ("ANONYMOUS", None, None),
            Self::Person(id) => ("PERSON", Some(id), None),
            Self::Service(id) => ("SERVICE", Some(id), None),
            Self::System(name) => ("SYSTEM", None, Some(name)),
        }
    }
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
    /// The program that the token was given to, as its issuer names it; for the audit.
    pub client: Option<String>,
}

impl Actor {
    /// A reader of public data.
    pub fn anonymous(at: DateTime<Utc>, today: NaiveDate) -> Self {
        Self { id: ActorId::Anonymous, hats: vec![Hat::anyone(today)], at, today, client: None }
    }

    /// The product itself.
    pub fn system(name: &'static str, at: DateTime<Utc>, today: NaiveDate) -> Self {
        Self { id: ActorId::System(name), hats: vec![Hat::system(today)], at, today, client: None }
    }

    /// The person, if one acts.
    pub const fn person(&self) -> Option<Uuid> {
        match self.id {
            ActorId::Person(id) => Some(id),
            _ => None,
        }
    }

    /// Whether somebody known acts: a person or a service account.
    pub const fn is_known(&self) -> bool {
        matches!(self.id, ActorId::Person(_) | ActorId::Service(_))
    }

    /// The academy that the actor belongs to.
    pub fn academy(&self) -> Option<Uuid> {
        self.hats.iter().find_map(|hat| hat.academy)
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
        let desks: Desks = [Desk::Pay, Desk::Directory, Desk::Pay].into_iter().collect();
        assert_eq!(Desks::from_bits(desks.bits()).list(), [Desk::Pay, Desk::Directory]);
        assert!(!desks.has(Desk::Dpo));
    }

    #[test]
    fn a_scope_that_changes_an_area_reads_it_and_no_other() {
        let scopes = Scopes::from_bits([Scope::MandateWrite, Scope::DirectoryRead].into_iter().collect::<Scopes>().bits());
        for (area, changes, open) in [
            (Area::Mandate, true, true),
            (Area::Mandate, false, true),
            (Area::Directory, false, true),
            (Area::Directory, true, false),
            (Area::Access, false, false),
        ] {
            assert_eq!(scopes.open(area, changes), open, "{area:?} {changes}");
        }
        assert!(Scope::ALL.into_iter().all(|scope| Scope::read(scope.written()) == Some(scope)));
    }

    #[test]
    fn scopes_are_narrowed_to_those_that_both_have() {
        let set = |scopes: &[Scope]| scopes.iter().copied().collect::<Scopes>();
        let given = set(&[Scope::AuditRead, Scope::MandateRead, Scope::AuditRead]);
        assert_eq!(given.list(), [Scope::MandateRead, Scope::AuditRead]);
        assert_eq!(given.within(set(&[Scope::DirectoryRead, Scope::MandateRead])).list(), [Scope::MandateRead]);
        assert_eq!(given.within(Scopes::all()), given);
    }

    #[test]
    fn a_capacity_is_shown_as_its_role_or_not_at_all() {
        for (capacity, role) in [
            (Capacity::Anyone, None),
            (Capacity::Oneself, None),
            (Capacity::Teacher, Some(Role::Teacher)),
            (Capacity::Referent, Some(Role::Referent)),
            (Capacity::Deputy, None),
            (Capacity::Principal, Some(Role::Principal)),
            (Capacity::Rectorate, Some(Role::Rectorate)),
            (Capacity::System, None),
        ] {
            assert_eq!(capacity.role(), role, "{capacity:?}");
        }
    }

    #[test]
    fn a_hat_is_bound_to_the_establishments_or_the_person_of_its_extent() {
        let id = Uuid::from_u128(7);
        for (extent, establishments, person) in [
            (Extent::Everywhere, vec![], None),
            (Extent::Person(id), vec![], Some(id)),
            (Extent::Establishments(vec![id]), vec![id], None),
            (Extent::Academy, vec![], None),
            (Extent::Departments(vec![id]), vec![], None),
            (Extent::Basins(vec![id]), vec![], None),
        ] {
            let hat = Hat { extent, ..Hat::anyone(NaiveDate::default()) };
            assert_eq!((hat.establishments(), hat.person()), (&*establishments, person), "{:?}", hat.extent);
        }
    }

    #[test]
    fn an_actor_is_nobody_a_person_an_account_or_the_product() {
        let id = Uuid::from_u128(7);
        let (at, today) = (DateTime::UNIX_EPOCH, NaiveDate::default());
        let (anonymous, system) = (Actor::anonymous(at, today), Actor::system("import", at, today));
        let known = |id| Actor { id, ..anonymous.clone() };
        for (actor, written, person, is_known, is_system) in [
            (anonymous.clone(), ("ANONYMOUS", None, None), None, false, false),
            (known(ActorId::Person(id)), ("PERSON", Some(id), None), Some(id), true, false),
            (known(ActorId::Service(id)), ("SERVICE", Some(id), None), None, true, false),
            (system.clone(), ("SYSTEM", None, Some("import")), None, false, true),
        ] {
            assert_eq!(actor.id.written(), written);
            assert_eq!((actor.person(), actor.is_known(), actor.is_system()), (person, is_known, is_system), "{:?}", actor.id);
        }
        assert_eq!((anonymous.hats[0].capacity, system.hats[0].capacity), (Capacity::Anyone, Capacity::System));
    }

    #[test]
    fn an_actor_belongs_to_the_academy_of_the_first_hat_that_has_one() {
        let nobody = Actor::anonymous(DateTime::UNIX_EPOCH, NaiveDate::default());
        let of = |academy| Hat { academy: Some(Uuid::from_u128(academy)), ..nobody.hats[0].clone() };
        assert_eq!(nobody.academy(), None);
        assert_eq!(Actor { hats: vec![nobody.hats[0].clone(), of(13), of(16)], ..nobody }.academy(), Some(Uuid::from_u128(13)));
    }
}
