//! `updateAcademySettings`.

use async_graphql::InputObject;
use entity::territory::academy_settings;
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    text::text,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;

use crate::domain::territory::{AcademySettings, events::SETTINGS_UPDATED, sheet::UPDATE};

/// What an academy decides for itself; what is left out stays.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateAcademySettingsInput")]
pub struct UpdateAcademySettings {
    /// The settings: `academy { settings { id } }`.
    pub id: Id<AcademySettings>,
    /// Their version as they were read.
    pub version: i64,
    /// Whether anyone may read the names of the referents whose mandate is active.
    pub publishes_referent_names: Option<bool>,
    /// Month in which the first of the nine parts of an allowance is paid: 9 to 12. Schedules that are made from now on follow it.
    pub allowance_first_month: Option<i32>,
    /// Fewest participants of a training session that names none: 1 to 500.
    pub least_participants: Option<i32>,
    /// Participants of a training session above whom it has a second trainer: 1 to 500.
    pub second_trainer_above: Option<i32>,
    /// Distinct establishments of a zone from which training needs are common to them: 2 to 20. Clusters follow it from their next computation on.
    pub min_establishments: Option<i32>,
}

impl Command for UpdateAcademySettings {
    const NAME: &'static str = "updateAcademySettings";
    type Outcome = Id<AcademySettings>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(UPDATE, self.id, self.version).await?;

        let published = self.publishes_referent_names.unwrap_or(row.publishes_referent_names);
        let first_month = self.allowance_first_month.unwrap_or(row.allowance_first_month);
        if !(9..=12).contains(&first_month) {
            let message = text("A month from 9 (September) to 12 (December) is meant here.", "Un mois de 9 (septembre) à 12 (décembre) est attendu ici.");
            return Err(Fault::invalid("allowanceFirstMonth", message).into());
        }
        let participants = |argument: &str, sent: Option<i32>, stored: i32| match sent.unwrap_or(stored) {
            number if (1..=500).contains(&number) => Ok(number),
            _ => Err(Fault::invalid(argument, text("A number from 1 to 500 is meant here.", "Un nombre de 1 à 500 est attendu ici."))),
        };
        let least = self.min_establishments.unwrap_or(row.min_establishments);
        if !(2..=20).contains(&least) {
            let message = text("A number of establishments from 2 to 20 is meant here.", "Un nombre d'établissements de 2 à 20 est attendu ici.");
            return Err(Fault::invalid("minEstablishments", message).into());
        }
        let change = academy_settings::ActiveModel {
            id: Unchanged(row.id),
            publishes_referent_names: Set(published),
            allowance_first_month: Set(first_month),
            least_participants: Set(participants("leastParticipants", self.least_participants, row.least_participants)?),
            second_trainer_above: Set(participants("secondTrainerAbove", self.second_trainer_above, row.second_trainer_above)?),
            min_establishments: Set(least),
            ..Default::default()
        };
        let row = work.save::<AcademySettings>(change).await?;
        work.announce(SETTINGS_UPDATED.of::<AcademySettings>(&row));
        Ok(row.id.into())
    }
}
