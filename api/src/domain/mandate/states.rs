//! States of a mandate: what was decided is stored, what its dates bring is computed, in SQL too, so that any day can
//! be looked at.

use async_graphql::Enum;
use chrono::NaiveDate;
use entity::mandate::mandate::{self, MandateDecision};
use kernel::{
    filter::values_of,
    machine::{Machine, step},
    scalars::SchoolYear,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use super::sheet::{ACCEPT, DECLINE, END, WITHDRAW};

/// State of a mandate on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum MandateState {
    /// Proposed to the person, who has not answered.
    Proposed,
    /// Accepted; the first day has not come.
    Accepted,
    /// Accepted, and the day lies between the first and the last: the person is a referent.
    Active,
    /// Accepted, and the last day is past.
    Ended,
    /// Declined by the person.
    Declined,
    /// Taken back.
    Withdrawn,
}

use MandateState::{Accepted, Active, Declined, Ended, Proposed, Withdrawn};

/// The steps of a mandate; the dates bring an accepted one to active, and an active one to ended.
pub const MANDATE: Machine<MandateState> = Machine {
    name: "mandate",
    steps: &[
        step(ACCEPT, &[Proposed], Accepted),
        step(DECLINE, &[Proposed], Declined),
        step(WITHDRAW, &[Proposed, Accepted], Withdrawn),
        step(END, &[Active], Ended),
    ],
};

/// State of a mandate on a day.
pub fn state_on(mandate: &mandate::Model, day: NaiveDate) -> MandateState {
    match mandate.decision {
        MandateDecision::Proposed => Proposed,
        MandateDecision::Declined => Declined,
        MandateDecision::Withdrawn => Withdrawn,
        MandateDecision::Accepted if day < mandate.starts_on => Accepted,
        MandateDecision::Accepted if day > mandate.ends_on => Ended,
        MandateDecision::Accepted => Active,
    }
}

/// The mandates that are in one of some states on a day: says of rows what `state_on` says of one.
pub fn in_states(states: &[MandateState], day: NaiveDate) -> Condition {
    use mandate::Column::{self, Decision, EndsOn, StartsOn};
    let accepted = || Condition::all().add(Decision.eq(MandateDecision::Accepted));
    let one = |state: &MandateState| match state {
        Proposed => Condition::all().add(Decision.eq(MandateDecision::Proposed)),
        Declined => Condition::all().add(Decision.eq(MandateDecision::Declined)),
        Withdrawn => Condition::all().add(Decision.eq(MandateDecision::Withdrawn)),
        Accepted => accepted().add(StartsOn.gt(day)),
        Ended => accepted().add(EndsOn.lt(day)).add(StartsOn.lte(day)),
        // The days of a mandate lie in its school year, and the index narrows by it.
        Active => accepted().add(Column::SchoolYear.eq(SchoolYear::of(day).to_string())).add(StartsOn.lte(day)).add(EndsOn.gte(day)),
    };
    match states {
        [] => Condition::all().add(kernel::sheet::nothing()),
        [state] => one(state),
        states => states.iter().fold(Condition::any(), |any, state| any.add(one(state))),
    }
}

/// The active mandates of a day.
pub fn active(day: NaiveDate) -> Condition {
    Condition::all().add(in_states(&[Active], day))
}

/// The establishments that have a referent on a day.
pub fn with_referent(day: NaiveDate) -> SelectStatement {
    values_of::<mandate::Entity>(mandate::Column::EstablishmentId, active(day))
}

/// An accepted mandate, for the tables of cases of this room.
#[cfg(test)]
pub fn accepted(starts_on: NaiveDate, ends_on: NaiveDate) -> mandate::Model {
    mandate::Model {
        id: Default::default(),
        academy_id: Default::default(),
        establishment_id: Default::default(),
        person_id: Default::default(),
        school_year: "2026-2027".into(),
        starts_on,
        ends_on,
        decision: MandateDecision::Accepted,
        share: mandate::MandateShare::Both,
        first_mandate_on: starts_on,
        predecessor_id: None,
        answered_at: None,
        decline_reason: None,
        end_reason: None,
        version: 1,
        created_at: Default::default(),
        updated_at: Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_bring_active_and_ended() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let mandate = accepted(day("2026-09-01"), day("2027-08-31"));
        for (on, expected) in [("2026-08-31", Accepted), ("2026-09-01", Active), ("2027-08-31", Active), ("2027-09-01", Ended)] {
            assert_eq!(state_on(&mandate, day(on)), expected, "{on}");
        }
        let proposed = mandate::Model { decision: MandateDecision::Proposed, ..mandate };
        assert_eq!(state_on(&proposed, day("2028-01-01")), Proposed);
    }
}
