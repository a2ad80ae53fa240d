//! The hats of a person on a day, and those of a service account: its officer's, narrowed.

use std::{net::IpAddr, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{
    access::{delegation, service_account, service_establishment},
    mandate::mandate::{self, MandateDecision},
    people::{
        appointment::{self, AppointmentFunction},
        office, person,
    },
    territory::{academy, establishment},
};
use kernel::{
    Uuid,
    actor::{Actor, ActorId, Capacity, Desks, Extent, Hat, Scopes},
    clock::{DEFAULT_ZONE, local_date},
    filter::values_of,
    refusal::Refusal,
    store::{Reference, Store},
};
use sea_orm::{ColumnTrait, Condition};

use super::rules::comes_from;
use crate::domain::territory::place::in_office;

/// What the directory knows of a person, whatever the day.
struct Positions {
    person: Option<person::Model>,
    appointments: Vec<appointment::Model>,
    mandates: Vec<mandate::Model>,
    offices: Vec<office::Model>,
    /// Delegations to the person, each with the appointments of the principal there.
    delegations: Vec<(delegation::Model, Vec<appointment::Model>)>,
}

impl Positions {
    /// The academies of all that the person was or is.
    fn academies(&self) -> impl Iterator<Item = Uuid> {
        let appointments = self.appointments.iter().map(|row| row.academy_id);
        appointments.chain(self.mandates.iter().map(|row| row.academy_id)).chain(self.offices.iter().map(|row| row.academy_id))
    }
}

/// What the directory knows of a service account, whatever the day.
struct Account {
    row: service_account::Model,
    establishments: Vec<Uuid>,
}

/// A reader of public data, now.
pub fn anonymous(store: &Store) -> Actor {
    let now = store.clock.now();
    Actor::anonymous(now, local_date(now, DEFAULT_ZONE))
}

/// The person as an actor, now; `UNAUTHENTICATED` for one the directory does not know or who left it.
pub async fn person(store: &Arc<Store>, id: Uuid) -> Result<Actor, Refusal> {
    person_at(store, id, store.clock.now()).await
}

/// The same at another instant, for the demo, which tells what happened before it began.
pub async fn person_at(store: &Arc<Store>, id: Uuid, now: DateTime<Utc>) -> Result<Actor, Refusal> {
    let positions = store.remembered(format!("positions {id}"), || positions(store, id)).await?;
    let Some(person) = &positions.person else { return Err(Refusal::Unauthenticated) };
    let days = Days { now, academies: store.reference::<academy::Entity>().await? };
    let here = days.today(person.academy_id);
    if person.deactivated_on.is_some_and(|left| left < here) {
        return Err(Refusal::Unauthenticated);
    }
    // What is about a person lies in no one academy once the person works in another than the own.
    let oneself = hat(Capacity::Oneself, person.academy_id, Extent::Person(id), here, id);
    let academy = oneself.academy.filter(|own| positions.academies().all(|academy| academy == *own));
    let mut hats = vec![Hat::anyone(here), Hat { academy, ..oneself }];
    for appointment in positions.appointments.iter().filter(|appointment| in_function(appointment, &days)) {
        let day = days.today(appointment.academy_id);
        wear(&mut hats, hat(capacity(appointment.function), appointment.academy_id, Extent::Establishments(vec![appointment.establishment_id]), day, id));
    }
    for mandate in positions.mandates.iter().filter(|mandate| mandate.decision == MandateDecision::Accepted) {
        let day = days.today(mandate.academy_id);
        if covers(mandate.starts_on, Some(mandate.ends_on), day) {
            wear(&mut hats, hat(Capacity::Referent, mandate.academy_id, Extent::Establishments(vec![mandate.establishment_id]), day, id));
        }
    }
    hats.extend(officer(&positions, &days, id));
    // Last: a hat of one's own is worn first.
    for (delegation, principal) in &positions.delegations {
        let day = days.today(delegation.academy_id);
        let at_work = |appointments: &[appointment::Model], function| {
            appointments.iter().any(|appointment| {
                appointment.function == function && appointment.establishment_id == delegation.establishment_id && in_function(appointment, &days)
            })
        };
        let holds = delegation.revoked_at.is_none() && covers(delegation.starts_on, Some(delegation.ends_on), day);
        if holds && at_work(&positions.appointments, AppointmentFunction::Deputy) && at_work(principal, AppointmentFunction::Principal) {
            let own = hat(Capacity::Principal, delegation.academy_id, Extent::Establishments(vec![delegation.establishment_id]), day, id);
            wear(&mut hats, Hat { on_behalf_of: Some(delegation.principal_id), ..own });
        }
    }
    Ok(Actor { id: ActorId::Person(id), hats, at: now, today: here, client: None })
}

/// A service account as an actor, now, with those of its scopes that its token names; `UNAUTHENTICATED` for one that is
/// unknown, revoked or over, and for one that comes from elsewhere than its networks. Its officer's offices of today are its
/// hats: an officer who left leaves it without any.
pub async fn service(store: &Arc<Store>, id: Uuid, scopes: Scopes, from: Option<IpAddr>) -> Result<Actor, Refusal> {
    let account = store.remembered(format!("service {id}"), || account(store, id)).await?;
    let Some(Account { row, establishments }) = &*account else { return Err(Refusal::Unauthenticated) };
    let now = store.clock.now();
    let positions = store.remembered(format!("positions {}", row.officer_id), || self::positions(store, row.officer_id)).await?;
    let days = Days { now, academies: store.reference::<academy::Entity>().await? };
    let today = days.today(row.academy_id);
    let comes_from_elsewhere = from.is_some_and(|from| !comes_from(row.addresses.as_deref(), from));
    if row.revoked_at.is_some() || row.expires_on < today || comes_from_elsewhere {
        return Err(Refusal::Unauthenticated);
    }
    let itself = hat(Capacity::Oneself, row.academy_id, Extent::Person(id), today, id);
    let mut hats = vec![Hat::anyone(today), itself];
    let at_work = positions.person.as_ref().is_some_and(|person| person.deactivated_on.is_none_or(|left| today <= left));
    for office in officer(&positions, &days, row.officer_id).filter(|office| at_work && office.academy == Some(row.academy_id)) {
        let extent = if row.limited { Extent::Establishments(served(store, id, &office, establishments).await?) } else { office.extent.clone() };
        let systems = row.systems.as_ref().map(|systems| systems.split(' ').map(str::to_owned).collect());
        hats.push(Hat { extent, scopes: Some(Scopes::from_bits(row.scopes).within(scopes)), systems, ..office });
    }
    Ok(Actor { id: ActorId::Service(id), hats, at: now, today, client: None })
}

async fn account(store: &Store, id: Uuid) -> Result<Option<Account>, Refusal> {
    let Some(row) = store.rows::<service_account::Entity>(Condition::all().add(service_account::Column::Id.eq(id))).await?.pop() else { return Ok(None) };
    let served = store.rows::<service_establishment::Entity>(Condition::all().add(service_establishment::Column::AccountId.eq(id))).await?;
    Ok(Some(Account { row, establishments: served.into_iter().map(|served| served.establishment_id).collect() }))
}

/// The establishments of an account that lie in its officer's office.
async fn served(store: &Store, account: Uuid, office: &Hat, establishments: &[Uuid]) -> Result<Vec<Uuid>, Refusal> {
    if office.extent == Extent::Academy {
        return Ok(establishments.to_vec());
    }
    let list = values_of::<service_establishment::Entity>(
        service_establishment::Column::EstablishmentId,
        Condition::all().add(service_establishment::Column::AccountId.eq(account)),
    );
    let Some(here) = in_office(office, establishment::Column::AcademyId, establishment::Column::Id) else { return Ok(Vec::new()) };
    let rows = store.rows::<establishment::Entity>(here.add(establishment::Column::Id.in_subquery(list))).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The days of the academies at one instant.
struct Days {
    now: DateTime<Utc>,
    academies: Arc<Reference<academy::Entity>>,
}

impl Days {
    fn today(&self, academy: Uuid) -> NaiveDate {
        let zone = self.academies.get(academy).and_then(|academy| academy.time_zone.parse::<Tz>().ok());
        local_date(self.now, zone.unwrap_or(DEFAULT_ZONE))
    }
}

fn in_function(appointment: &appointment::Model, days: &Days) -> bool {
    covers(appointment.starts_on, appointment.ends_on, days.today(appointment.academy_id))
}

/// The hats of a person's offices of today.
fn officer(positions: &Positions, days: &Days, wearer: Uuid) -> impl Iterator<Item = Hat> {
    positions.offices.iter().filter_map(move |office| {
        let day = days.today(office.academy_id);
        let worn = covers(office.starts_on, office.ends_on, day);
        worn.then(|| Hat { desks: Desks::from_bits(office.desks), ..hat(Capacity::Rectorate, office.academy_id, extent(office), day, wearer) })
    })
}

async fn positions(store: &Store, id: Uuid) -> Result<Positions, Refusal> {
    let of = |column: sea_orm::sea_query::Expr| Condition::all().add(column);
    let mut delegations = Vec::new();
    for delegation in store.rows::<delegation::Entity>(of(delegation::Column::DeputyId.eq(id))).await? {
        let principal = store.rows::<appointment::Entity>(of(appointment::Column::PersonId.eq(delegation.principal_id))).await?;
        delegations.push((delegation, principal));
    }
    Ok(Positions {
        person: store.rows::<person::Entity>(of(person::Column::Id.eq(id))).await?.pop(),
        appointments: store.rows::<appointment::Entity>(of(appointment::Column::PersonId.eq(id))).await?,
        mandates: store.rows::<mandate::Entity>(of(mandate::Column::PersonId.eq(id))).await?,
        offices: store.rows::<office::Entity>(of(office::Column::PersonId.eq(id))).await?,
        delegations,
    })
}

fn covers(starts: NaiveDate, ends: Option<NaiveDate>, day: NaiveDate) -> bool {
    starts <= day && ends.is_none_or(|ends| day <= ends)
}

const fn capacity(function: AppointmentFunction) -> Capacity {
    match function {
        AppointmentFunction::Principal => Capacity::Principal,
        AppointmentFunction::Deputy => Capacity::Deputy,
        AppointmentFunction::Teacher | AppointmentFunction::Librarian | AppointmentFunction::Cpe | AppointmentFunction::Bursar | AppointmentFunction::Other => {
            Capacity::Teacher
        }
    }
}

fn extent(office: &office::Model) -> Extent {
    match (office.basin_id, office.department_id) {
        (Some(basin), _) => Extent::Basins(vec![basin]),
        (None, Some(department)) => Extent::Departments(vec![department]),
        (None, None) => Extent::Academy,
    }
}

fn hat(capacity: Capacity, academy: Uuid, extent: Extent, today: NaiveDate, wearer: Uuid) -> Hat {
    Hat { capacity, academy: Some(academy), extent, wearer: Some(wearer), ..Hat::anyone(today) }
}

/// One hat a capacity, academy and delegating principal, with all its establishments.
fn wear(hats: &mut Vec<Hat>, new: Hat) {
    let alike = |hat: &&mut Hat| (hat.capacity, hat.academy, hat.on_behalf_of) == (new.capacity, new.academy, new.on_behalf_of);
    match hats.iter_mut().find(alike) {
        Some(worn) => {
            if let Extent::Establishments(establishments) = &mut worn.extent {
                let more: Vec<Uuid> = new.establishments().iter().filter(|id| !establishments.contains(id)).copied().collect();
                establishments.extend(more);
            }
        }
        None => hats.push(new),
    }
}
