//! Where campaigns, invitations and responses lie.

use entity::campaign::{survey_campaign, survey_invitation};
use kernel::{
    actor::{Extent, Hat},
    sheet::Reach,
};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::territory::place::in_office;

/// Campaigns belong to an academy as a whole: an office of a part of it reads them as anybody does.
pub fn of_campaign(reach: Reach, hat: &Hat) -> Option<Condition> {
    use survey_campaign::Column::AcademyId;
    match (reach, &hat.extent) {
        (Reach::Everywhere, _) => Some(Condition::all()),
        (Reach::Academy, Extent::Academy) => Some(Condition::all().add(AcademyId.eq(hat.academy?))),
        _ => None,
    }
}

/// Invitations.
pub fn of_invitation(reach: Reach, hat: &Hat) -> Option<Condition> {
    use survey_invitation::Column::{AcademyId, EstablishmentId, PersonId};
    match reach {
        Reach::Own => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
        Reach::Academy => in_office(hat, AcademyId, EstablishmentId),
        _ => None,
    }
}

/// Responses lie where the campaign does, and are one's own where the invitation is: it is asked of invitations.
pub fn of_response(reach: Reach, hat: &Hat) -> Option<Condition> {
    use survey_invitation::Column::{AcademyId, PersonId};
    match (reach, &hat.extent) {
        (Reach::Own, _) => hat.person().map(|person| Condition::all().add(PersonId.eq(person))),
        (Reach::Academy, Extent::Academy) => Some(Condition::all().add(AcademyId.eq(hat.academy?))),
        _ => None,
    }
}
