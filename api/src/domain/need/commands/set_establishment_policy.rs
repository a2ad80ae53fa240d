//! `setEstablishmentPolicy`.

use async_graphql::InputObject;
use entity::need::{establishment_policy, policy_theme};
use kernel::{
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::{SchoolYear, Uai},
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    competence::lookups::themes_of,
    need::{EstablishmentPolicy, events::POLICY_SET, sheet::SET},
    territory::lookups::establishment_of,
};

/// What an establishment decides about training for a school year.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "SetEstablishmentPolicyInput")]
pub struct SetEstablishmentPolicy {
    /// Unit code of the establishment.
    pub establishment: Uai,
    /// School year.
    pub school_year: SchoolYear,
    /// Version of the policy that is there, as it was read; left out for a first one.
    pub version: Option<i64>,
    /// Codes of the themes that come first, such as `ENT`; 20 at most.
    pub priority_themes: Vec<String>,
    /// Whether a trainer from elsewhere may come.
    pub accepts_external_trainer: bool,
    /// Whether its referents may be away to train others.
    pub releases_referent: bool,
    /// Most days of the year that a referent may be away, 0 to 200; no bound when left out.
    pub most_days: Option<i32>,
}

impl Command for SetEstablishmentPolicy {
    const NAME: &'static str = "setEstablishmentPolicy";
    type Outcome = Id<EstablishmentPolicy>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let establishment = establishment_of(work, &self.establishment, "establishment").await?;
        let row = establishment_policy::ActiveModel {
            academy_id: Set(establishment.academy_id),
            establishment_id: Set(establishment.id),
            school_year: Set(self.school_year.to_string()),
            accepts_external_trainer: Set(self.accepts_external_trainer),
            releases_referent: Set(self.releases_referent),
            most_days: Set(self.most_days),
            ..Default::default()
        };
        work.may_create::<EstablishmentPolicy>(SET, &row).await?;
        if self.most_days.is_some_and(|days| !(0..=200).contains(&days)) {
            return Err(Fault::invalid("mostDays", text("0 to 200 days are meant here.", "De 0 à 200 jours sont attendus ici.")).into());
        }
        let themes = themes_of(work, "priorityThemes", &self.priority_themes).await?;
        let there = Condition::all()
            .add(establishment_policy::Column::EstablishmentId.eq(establishment.id))
            .add(establishment_policy::Column::SchoolYear.eq(self.school_year.to_string()));

        let row = match work.find_locked::<establishment_policy::Entity>(there).await?.pop() {
            Some(known) if self.version != Some(known.version) => return Err(Refusal::Conflict { current: known.version }),
            Some(known) => work.save::<EstablishmentPolicy>(establishment_policy::ActiveModel { id: Unchanged(known.id), ..row }).await?,
            None if self.version.is_some() => return Err(Refusal::NotFound { argument: "version" }),
            None => work.create::<EstablishmentPolicy>(SET, row).await?,
        };
        let parts = themes.into_iter().map(|theme| policy_theme::ActiveModel { id: NotSet, policy_id: Set(row.id), theme_id: Set(theme) }).collect();
        let wanted = vec![(row.id, parts)];
        let changed = work.replace_all::<EstablishmentPolicy, policy_theme::Entity>("priorityThemes", policy_theme::Column::PolicyId, wanted).await?;
        let row = changed.into_iter().next().unwrap_or(row);
        work.announce(POLICY_SET.of::<EstablishmentPolicy>(&row));
        Ok(row.id.into())
    }
}
