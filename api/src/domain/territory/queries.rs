//! The room's root fields.

use async_graphql::{Context, Object};
use entity::territory::{
    academy, establishment,
    zone::{self, ZoneKind},
    zone_membership,
};
use kernel::{
    filter::{chosen, values_of},
    read::{Ask, Maybe, Page},
    refusal::{Fault, Refusal},
    scalars::Uai,
    store::covering,
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Academy, Basin, Establishment, Zone,
    filters::{AcademyFilter, BasinFilter, EstablishmentFilter, EstablishmentOrder, NameOrder, Near, ZoneFilter, academy_coded},
};

/// Root fields of the territory.
#[derive(Default)]
pub struct TerritoryQueries;

/// Root fields of the territory.
#[Object]
#[expect(clippy::too_many_arguments, reason = "the four of every list, and what this one is about")]
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
        let academy = academy.map(|code| chosen(zone::Column::AcademyId, academy_coded(&code)));
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

    /// The establishments that share a basin with one today, and those within a distance of it where one is told (S19).
    /// Refuses `NOT_FOUND` for a UAI that is not known, `INVALID_ARGUMENT` for a distance from a place that is not known.
    async fn neighbours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Unit code of the establishment.")] establishment: Uai,
        #[graphql(desc = "Greatest distance in kilometres, as the crow flies, 500 at most; its basins alone when left out.")] kilometres: Option<f64>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<EstablishmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<EstablishmentOrder>,
    ) -> Page<Establishment> {
        let _ = (first, after, filter, order_by);
        match around(ctx.viewer(), &establishment, kilometres).await {
            Ok(neighbours) => ctx.read().list_among(neighbours).await,
            Err(refusal) => Some(Err(refusal)),
        }
    }
}

/// The other establishments of the basins of one, and those near it.
async fn around(viewer: &Viewer, uai: &Uai, kilometres: Option<f64>) -> Result<Condition, Refusal> {
    use zone_membership::Column::{EndsOn, EstablishmentId, StartsOn, ZoneId};
    let named = Condition::all().add(establishment::Column::Uai.eq(uai.as_str()));
    let here = viewer.store.rows::<establishment::Entity>(named).await?.pop().ok_or(Refusal::NotFound { argument: "establishment" })?;
    let today = || covering(StartsOn, EndsOn, viewer.actor.today);
    let basins = values_of::<zone::Entity>(zone::Column::Id, Condition::all().add(zone::Column::Kind.eq(ZoneKind::Basin)));
    let own = values_of::<zone_membership::Entity>(ZoneId, today().add(EstablishmentId.eq(here.id)).add(chosen(ZoneId, basins)));
    let of_basin = values_of::<zone_membership::Entity>(EstablishmentId, today().add(chosen(ZoneId, own)));
    let near = match (kilometres, here.latitude.zip(here.longitude)) {
        (None, _) => None,
        (Some(kilometres), Some((latitude, longitude))) => Some(Near { latitude, longitude, kilometres }.condition("kilometres")?),
        (Some(_), None) => {
            let message = text("The position of the establishment is not known.", "La position de l'établissement n'est pas connue.");
            return Err(Fault::invalid("kilometres", message).into());
        }
    };
    let neighbours = Condition::any().add(chosen(establishment::Column::Id, of_basin)).add_option(near);
    Ok(Condition::all().add(establishment::Column::Id.ne(here.id)).add(neighbours))
}
