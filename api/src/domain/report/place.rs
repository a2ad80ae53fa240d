//! Where reports and their sections lie.

use entity::report::{activity_report, report_section, submitted_section};
use kernel::{actor::Hat, sheet::Reach};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::territory::place::{in_office, in_own_establishments};

/// Reports. In an office lie those that are shared with it, and no others.
pub fn of_report(reach: Reach, hat: &Hat) -> Option<Condition> {
    use activity_report::Column::{AcademyId, EstablishmentId, PersonId, SharedWithAcademy};
    match reach {
        Reach::Own => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
        Reach::Establishment => Some(in_own_establishments(hat, EstablishmentId)),
        Reach::Academy => in_office(hat, AcademyId, EstablishmentId).map(|there| there.add(SharedWithAcademy.eq(true))),
        _ => None,
    }
}

/// Sections as they are written.
pub fn of_section(reach: Reach, hat: &Hat) -> Option<Condition> {
    match reach {
        Reach::Own => hat.person().map(|person| Condition::all().add(report_section::Column::PersonId.eq(person))),
        _ => None,
    }
}

/// Sections as they were submitted.
pub fn of_submitted(reach: Reach, hat: &Hat) -> Option<Condition> {
    use submitted_section::Column::{AcademyId, EstablishmentId, PersonId};
    match reach {
        Reach::Own => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
        Reach::Establishment => Some(in_own_establishments(hat, EstablishmentId)),
        Reach::Academy => in_office(hat, AcademyId, EstablishmentId),
        _ => None,
    }
}
