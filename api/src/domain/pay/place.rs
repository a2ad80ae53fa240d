//! Where remunerations, files for the payroll tool and sums of plans lie.

use entity::{
    pay::{pay_export, plan_pay, remuneration},
    people::appointment::{
        self,
        Column::{EndsOn, StartsOn},
    },
    training::{training_plan, training_session},
};
use kernel::{
    actor::{Extent, Hat},
    filter::{chosen, values_of},
    sheet::Reach,
    store::covering,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::{
    territory::place::in_own_establishments,
    training::place::{of_plan, of_session},
};

fn all() -> Condition {
    Condition::all()
}

/// Lines of the sessions that meet a condition, where those are few.
fn of_sessions(these: Condition) -> Condition {
    all().add(chosen(remuneration::Column::SessionId, values_of::<training_session::Entity>(training_session::Column::Id, these)))
}

/// Remunerations: of the own people and plans; party is who saw the service done, the host, or the plan's establishment where
/// nobody hosts it.
pub fn of_remuneration(reach: Reach, hat: &Hat) -> Option<Condition> {
    use remuneration::Column::{AcademyId, EstablishmentId, PersonId};
    // Those who work in the own establishments are few: asked as a set, the index of persons finds their lines.
    let staff = |hat: &Hat| covering(StartsOn, EndsOn, hat.today).add(in_own_establishments(hat, appointment::Column::EstablishmentId));
    match reach {
        Reach::Own => hat.person().map(|person| all().add(PersonId.eq(person))),
        Reach::Establishment => {
            let of_staff = chosen(PersonId, values_of::<appointment::Entity>(appointment::Column::PersonId, staff(hat)));
            Some(Condition::any().add(in_own_establishments(hat, EstablishmentId)).add(of_staff))
        }
        Reach::Party => {
            let hosted = of_sessions(in_own_establishments(hat, training_session::Column::EstablishmentId));
            Some(Condition::any().add(hosted).add(all().add(in_own_establishments(hat, EstablishmentId)).add(without_host())))
        }
        Reach::Academy if hat.extent == Extent::Academy => Some(all().add(AcademyId.eq(hat.academy?))),
        Reach::Academy => Some(of_sessions(of_session(reach, hat)?)),
        Reach::Shared => Some(of_remuneration(Reach::Academy, hat)?.add(without_host())),
        _ => None,
    }
}

/// Lines of sessions that no establishment hosts.
fn without_host() -> Condition {
    of_sessions(all().add(training_session::Column::EstablishmentId.is_null()))
}

/// Files for the payroll tool.
pub fn of_export(reach: Reach, hat: &Hat) -> Option<Condition> {
    match (reach, &hat.extent) {
        (Reach::Academy, Extent::Academy) => Some(all().add(pay_export::Column::AcademyId.eq(hat.academy?))),
        _ => None,
    }
}

/// The sums of plans, where these lie.
pub fn of_totals(reach: Reach, hat: &Hat) -> Option<Condition> {
    match (reach, &hat.extent) {
        (Reach::Establishment, _) => Some(in_own_establishments(hat, plan_pay::Column::EstablishmentId)),
        (Reach::Academy, Extent::Academy) => Some(all().add(plan_pay::Column::AcademyId.eq(hat.academy?))),
        (Reach::Academy, _) => {
            Some(all().add(chosen(plan_pay::Column::Id, values_of::<training_plan::Entity>(training_plan::Column::Id, of_plan(reach, hat)?))))
        }
        _ => None,
    }
}
