use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::territory::{academy, academy_settings, department, establishment, region, zone};
use kernel::{
    actor::{Extent, Hat},
    read::{Ask, Maybe, Page, Related},
    relation::{Many, One, Relation},
    resource::{Filter, Loaded, Permission, Resource, id_of},
    sheet::{Reach, Sheet, everything},
};
use sea_orm::{ColumnTrait, Condition};

use super::{Basin, Department, Establishment, Region, Zone};
use crate::domain::territory::{
    filters::{AcademyFilter, BasinFilter, CodeFilter, CodeOrder, EstablishmentFilter, EstablishmentOrder, NameOrder, ZoneFilter},
    sheet,
};

/// Academy.
pub struct Academy(Loaded<academy::Entity>);

impl Resource for Academy {
    type Row = academy::Entity;
    type State = ();
    type Filter = AcademyFilter;
    type Order = NameOrder;

    const PREFIX: &'static str = "academy";
    const SHEET: Sheet<()> = sheet::REFERENCE;
    const REFERENCE: bool = true;
    const RELATIONS: &'static [&'static dyn Relation<academy::Entity>] = &[
        &One::<academy::Entity, Region> { name: "region", from: academy::Column::RegionId, to: region::Column::Id },
        &Many::<academy::Entity, Department> { name: "departments", from: academy::Column::Id, to: department::Column::AcademyId },
        &Many::<academy::Entity, Basin> { name: "basins", from: academy::Column::Id, to: zone::Column::AcademyId },
        &Many::<academy::Entity, Zone> { name: "zones", from: academy::Column::Id, to: zone::Column::AcademyId },
        &Many::<academy::Entity, Establishment> { name: "establishments", from: academy::Column::Id, to: establishment::Column::AcademyId },
        &One::<academy::Entity, AcademySettings> { name: "settings", from: academy::Column::Id, to: academy_settings::Column::AcademyId },
    ];

    fn lies(_: Reach, _: &Hat) -> Option<Condition> {
        Some(everything())
    }

    fn state(_: &academy::Model, _: NaiveDate) {}

    fn natural_key(row: &academy::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(academy::Entity);
}

/// Academy (*académie*): the State's administration of education in a part of the country, led by a rector.
#[Object]
impl Academy {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// The ministry's code, such as `13`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Name in French.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// IANA time zone in which its dates are meant.
    async fn time_zone(&self) -> &str {
        &self.0.row.time_zone
    }

    /// Zone of the school holidays: `A`, `B`, `C`; null overseas.
    async fn holiday_zone(&self) -> Option<&str> {
        self.0.row.holiday_zone.as_deref()
    }

    /// Street address of the rectorate.
    async fn address(&self) -> Option<&str> {
        self.0.row.address.as_deref()
    }

    /// Postal code and city of the rectorate.
    async fn city(&self) -> Option<&str> {
        self.0.row.city.as_deref()
    }

    /// Telephone of the rectorate.
    async fn phone(&self) -> Option<&str> {
        self.0.row.phone.as_deref()
    }

    /// Generic mailbox of the rectorate.
    async fn mail(&self) -> Option<&str> {
        self.0.row.mail.as_deref()
    }

    /// Web site.
    async fn website(&self) -> Option<&str> {
        self.0.row.website.as_deref()
    }

    /// Administrative region it lies in.
    async fn region(&self, ctx: &Context<'_>) -> Related<Region> {
        ctx.one(self).await
    }

    /// Departments of the academy.
    async fn departments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<CodeFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<CodeOrder>,
    ) -> Page<Department> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Basins of the academy, those of today unless the filter names a day.
    async fn basins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<BasinFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NameOrder>,
    ) -> Page<Basin> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Zones of other kinds than basins, those of today unless the filter names a day.
    async fn zones(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ZoneFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NameOrder>,
    ) -> Page<Zone> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Establishments of the academy.
    async fn establishments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EstablishmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EstablishmentOrder>,
    ) -> Page<Establishment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// What the academy decides for itself; null for those who may not read it.
    async fn settings(&self, ctx: &Context<'_>) -> Related<AcademySettings> {
        ctx.one(self).await
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

/// Settings of an academy.
pub struct AcademySettings(Loaded<academy_settings::Entity>);

/// Settings are one an academy: nothing to filter.
#[derive(Clone, Debug, Default, async_graphql::InputObject)]
pub struct AcademySettingsFilter {
    /// Settings that publish the names of referents, or not.
    pub publishes_referent_names: Option<bool>,
}

impl Filter for AcademySettingsFilter {
    fn condition(&self, _: &kernel::viewer::Viewer) -> Result<Condition, kernel::refusal::Refusal> {
        Ok(Condition::all().add_option(self.publishes_referent_names.map(|published| academy_settings::Column::PublishesReferentNames.eq(published))))
    }
}

impl Resource for AcademySettings {
    type Row = academy_settings::Entity;
    type State = ();
    type Filter = AcademySettingsFilter;
    type Order = CodeOrder;

    const PREFIX: &'static str = "settings";
    const SHEET: Sheet<()> = sheet::SETTINGS;

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        let whole = reach == Reach::Academy && hat.extent == Extent::Academy;
        whole.then(|| hat.academy.map(|academy| Condition::all().add(academy_settings::Column::AcademyId.eq(academy)))).flatten()
    }

    fn state(_: &academy_settings::Model, _: NaiveDate) {}

    fn natural_key(row: &academy_settings::Model) -> String {
        row.academy_id.to_string()
    }

    kernel::wraps!(academy_settings::Entity);
}

/// What an academy decides for itself. Read by its rectorate, written by the desk DIRECTORY.
#[Object]
impl AcademySettings {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Whether anyone may read the names of the referents whose mandate is active; false by default.
    async fn publishes_referent_names(&self) -> bool {
        self.0.row.publishes_referent_names
    }

    /// Month in which the first of the nine parts of an allowance is paid, 9 to 12; 10, October, by default.
    async fn allowance_first_month(&self) -> i32 {
        self.0.row.allowance_first_month
    }

    /// Fewest participants of a training session that names none; 12 by default.
    async fn least_participants(&self) -> i32 {
        self.0.row.least_participants
    }

    /// Participants of a training session above whom it has a second trainer; 15 by default.
    async fn second_trainer_above(&self) -> i32 {
        self.0.row.second_trainer_above
    }

    /// Distinct establishments of a zone from which training needs are common to them; 2 by default.
    async fn min_establishments(&self) -> i32 {
        self.0.row.min_establishments
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
