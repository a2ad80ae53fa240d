//! The hats of a person on a day.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{
    mandate::mandate::{self, MandateDecision},
    people::{
        appointment::{self, AppointmentFunction},
        office, person,
    },
    territory::academy,
};
use kernel::{
    Uuid,
    actor::{Actor, ActorId, Capacity, Desks, Extent, Hat},
    clock::{DEFAULT_ZONE, local_date},
    refusal::Refusal,
    store::Store,
};
use sea_orm::{ColumnTrait, Condition};

/// What the directory knows of a person, whatever the day.
struct Positions {
    person: Option<person::Model>,
    appointments: Vec<appointment::Model>,
    mandates: Vec<mandate::Model>,
    offices: Vec<office::Model>,
}

/// A reader of public data, now.
pub fn anonymous(store: &Store) -> Actor {
    let now = store.clock.now();
    Actor::anonymous(now, local_date(now, DEFAULT_ZONE))
}

/// The person as an actor, now; `UNAUTHENTICATED` for one the directory does not know or who left it.
pub async fn person(store: &Arc<Store>, id: Uuid) -> Result<Actor, Refusal> {
    let now = store.clock.now();
    let positions = store.remembered(format!("positions {id}"), || positions(store, id)).await?;
    let Some(person) = &positions.person else { return Err(Refusal::Unauthenticated) };
    let academies = store.reference::<academy::Entity>().await?;
    let today_in = |academy: Uuid| academies.get(academy).map_or_else(|| local_date(now, DEFAULT_ZONE), |academy| today(academy, now));
    let here = today_in(person.academy_id);
    if person.deactivated_on.is_some_and(|left| left < here) {
        return Err(Refusal::Unauthenticated);
    }
    let mut hats = vec![Hat::anyone(here), hat(Capacity::Oneself, person.academy_id, Extent::Person(id), here)];
    for appointment in &positions.appointments {
        let day = today_in(appointment.academy_id);
        if covers(appointment.starts_on, appointment.ends_on, day) {
            wear(&mut hats, capacity(appointment.function), appointment.academy_id, appointment.establishment_id, day);
        }
    }
    for mandate in positions.mandates.iter().filter(|mandate| mandate.decision == MandateDecision::Accepted) {
        let day = today_in(mandate.academy_id);
        if covers(mandate.starts_on, Some(mandate.ends_on), day) {
            wear(&mut hats, Capacity::Referent, mandate.academy_id, mandate.establishment_id, day);
        }
    }
    for office in &positions.offices {
        let day = today_in(office.academy_id);
        if covers(office.starts_on, office.ends_on, day) {
            hats.push(Hat { desks: Desks::from_bits(office.desks), ..hat(Capacity::Rectorate, office.academy_id, extent(office), day) });
        }
    }
    Ok(Actor { id: ActorId::Person(id), hats, at: now, today: here })
}

async fn positions(store: &Store, id: Uuid) -> Result<Positions, Refusal> {
    let of = |column: sea_orm::sea_query::Expr| Condition::all().add(column);
    Ok(Positions {
        person: store.rows::<person::Entity>(of(person::Column::Id.eq(id))).await?.pop(),
        appointments: store.rows::<appointment::Entity>(of(appointment::Column::PersonId.eq(id))).await?,
        mandates: store.rows::<mandate::Entity>(of(mandate::Column::PersonId.eq(id))).await?,
        offices: store.rows::<office::Entity>(of(office::Column::PersonId.eq(id))).await?,
    })
}

fn today(academy: &academy::Model, now: DateTime<Utc>) -> NaiveDate {
    local_date(now, academy.time_zone.parse::<Tz>().unwrap_or(DEFAULT_ZONE))
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

fn hat(capacity: Capacity, academy: Uuid, extent: Extent, today: NaiveDate) -> Hat {
    Hat { capacity, academy: Some(academy), extent, desks: Desks::default(), today }
}

/// One hat a capacity and academy, with all its establishments.
fn wear(hats: &mut Vec<Hat>, capacity: Capacity, academy: Uuid, establishment: Uuid, today: NaiveDate) {
    let worn = hats.iter_mut().find(|hat| hat.capacity == capacity && hat.academy == Some(academy));
    match worn.map(|hat| &mut hat.extent) {
        Some(Extent::Establishments(establishments)) if establishments.contains(&establishment) => {}
        Some(Extent::Establishments(establishments)) => establishments.push(establishment),
        _ => hats.push(hat(capacity, academy, Extent::Establishments(vec![establishment]), today)),
    }
}
