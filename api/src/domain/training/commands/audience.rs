//! From which establishment somebody comes whom a session is for.

use entity::{people::appointment, training::training_plan::TrainingLevel, training::training_session};
use kernel::{Uuid, refusal::Refusal, store::covering, work::Work};
use sea_orm::{ColumnTrait, Condition};

use super::members_today;

/// The establishment of the audience in which a person works today, longest first; none when there is no such one.
pub async fn workplace(work: &Work<'_>, session: &training_session::Model, person: Uuid) -> Result<Option<Uuid>, Refusal> {
    use appointment::Column::{AcademyId, EndsOn, PersonId, StartsOn};
    let at_work = covering(StartsOn, EndsOn, work.viewer.actor.today).add(PersonId.eq(person)).add(AcademyId.eq(session.academy_id));
    let mut appointments = work.find::<appointment::Entity>(Condition::all().add(at_work)).await?;
    appointments.sort_by_key(|row| (row.starts_on, row.id));
    match session.scope {
        TrainingLevel::Establishment => appointments.retain(|row| Some(row.establishment_id) == session.audience_id),
        TrainingLevel::Basin => {
            let members = members_today(work, session.basin_id.unwrap_or_default()).await?;
            appointments.retain(|row| members.contains(&row.establishment_id));
        }
        TrainingLevel::Academy => {}
    }
    Ok(appointments.first().map(|row| row.establishment_id))
}
