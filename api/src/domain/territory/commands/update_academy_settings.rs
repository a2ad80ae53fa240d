//! `updateAcademySettings`.

use async_graphql::InputObject;
use entity::territory::academy_settings;
use kernel::{command::Command, refusal::Refusal, resource::Id, work::Work};
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
}

impl Command for UpdateAcademySettings {
    const NAME: &'static str = "updateAcademySettings";
    type Outcome = Id<AcademySettings>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(UPDATE, self.id, self.version).await?;

        let published = self.publishes_referent_names.unwrap_or(row.publishes_referent_names);
        let change = academy_settings::ActiveModel { id: Unchanged(row.id), publishes_referent_names: Set(published), ..Default::default() };
        let row = work.save::<AcademySettings>(change).await?;
        work.announce(SETTINGS_UPDATED.of::<AcademySettings>(&row));
        Ok(row.id.into())
    }
}
