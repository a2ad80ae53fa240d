//! The room's root fields.

use async_graphql::{Context, Object};
use entity::territory::{academy, establishment, zone};
use kernel::{
    read::{Ask, Maybe, Page},
    scalars::Uai,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Academy, Basin, Establishment, Zone,
    filters::{AcademyFilter, BasinFilter, EstablishmentFilter, EstablishmentOrder, NameOrder, ZoneFilter, academy_coded},
};

/// Root fields of the territory.
#[derive(Default)]
pub struct TerritoryQueries;

/// Root fields of the territory.
#[Object]
impl TerritoryQueries {
    /// The academy with a code of the ministry; null when there is none.
    async fn academy(&self, ctx: &Context<'_>, #[graphql(desc = "The ministry's code, such as `13`.")] code: String) -> Maybe<Academy> {
        ctx.read().one(Condition::all().add(academy::Column::Code.eq(code))).await
    }

    /// Academies.
    async fn academies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<AcademyFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NameOrder>,
    ) -> Page<Academy> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// The basin with a code; null when there is none.
    async fn basin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Code of the basin, such as `13164`.")] code: String,
        #[graphql(desc = "Code of the academy, where two academies use one code.")] academy: Option<String>,
    ) -> Maybe<Basin> {
        let academy = academy.map(|code| kernel::filter::chosen(zone::Column::AcademyId, academy_coded(&code)));
        ctx.read().one(Condition::all().add(zone::Column::Code.eq(code)).add_option(academy)).await
    }

    /// Basins, those of today unless the filter names a day.
    async fn basins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<BasinFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<NameOrder>,
    ) -> Page<Basin> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
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
        ctx.read().list().await
    }

    /// The establishment with a UAI; null when there is none.
    async fn establishment(&self, ctx: &Context<'_>, #[graphql(desc = "Its unit code.")] uai: Uai) -> Maybe<Establishment> {
        ctx.read().one(Condition::all().add(establishment::Column::Uai.eq(uai.as_str()))).await
    }

    /// Establishments, open and closed.
    async fn establishments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EstablishmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EstablishmentOrder>,
    ) -> Page<Establishment> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
