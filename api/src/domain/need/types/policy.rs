use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    competence::training_theme,
    need::{establishment_policy, policy_theme},
    territory::establishment,
};
use kernel::{
    actor::Hat,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, One, Relation, Through},
    resource::{Loaded, Permission, Resource, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet},
};
use sea_orm::Condition;

use crate::domain::{
    competence::{
        TrainingTheme,
        filters::{TrainingThemeFilter, TrainingThemeOrder},
    },
    need::{
        filters::{EstablishmentPolicyFilter, EstablishmentPolicyOrder},
        place::of_establishment,
        sheet,
    },
    territory::Establishment,
};

/// Policy of an establishment.
pub struct EstablishmentPolicy(Loaded<establishment_policy::Entity>);

impl Resource for EstablishmentPolicy {
    type Row = establishment_policy::Entity;
    type State = ();
    type Filter = EstablishmentPolicyFilter;
    type Order = EstablishmentPolicyOrder;

    const PREFIX: &'static str = "policy";
    const SHEET: Sheet<()> = sheet::POLICY;
    const RELATIONS: &'static [&'static dyn Relation<establishment_policy::Entity>] = &[
        &One::<establishment_policy::Entity, Establishment> {
            name: "establishment",
            from: establishment_policy::Column::EstablishmentId,
            to: establishment::Column::Id,
        },
        &Through::<establishment_policy::Entity, policy_theme::Entity, TrainingTheme> {
            name: "priorityThemes",
            from: establishment_policy::Column::Id,
            link: Link { parent: policy_theme::Column::PolicyId, child: policy_theme::Column::ThemeId, period: None },
            to: training_theme::Column::Id,
            also: None,
        },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        use establishment_policy::Column::{AcademyId, EstablishmentId};
        of_establishment(reach, hat, AcademyId, EstablishmentId)
    }

    fn state(_: &establishment_policy::Model, _: NaiveDate) {}

    fn natural_key(row: &establishment_policy::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(establishment_policy::Entity);
}

/// What an establishment decides about training for a school year: themes that come first, whether a trainer from elsewhere may come, and whether
/// its referents may go to train others. Read in the establishment, by referents and principals of the basin, and by the academy.
#[Object]
impl EstablishmentPolicy {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Whether a trainer from elsewhere may come.
    async fn accepts_external_trainer(&self) -> bool {
        self.0.row.accepts_external_trainer
    }

    /// Whether its referents may be away to train others.
    async fn releases_referent(&self) -> bool {
        self.0.row.releases_referent
    }

    /// Most days of the year that a referent may be away; null without a bound.
    async fn most_days(&self) -> Option<i32> {
        self.0.row.most_days
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// Themes that come first.
    async fn priority_themes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TrainingThemeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TrainingThemeOrder>,
    ) -> Page<TrainingTheme> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}
