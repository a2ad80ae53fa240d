//! The room's root fields.

use async_graphql::{Context, Object};
use entity::mandate::mandate;
use kernel::{
    actor::Capacity,
    read::{Ask, Page},
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    Referent, ReferentMandate,
    filters::{MandateFilter, MandateOrder, ReferentFilter, ReferentOrder},
};

/// Root fields of the mandates.
#[derive(Default)]
pub struct MandateQueries;

/// Root fields of the mandates.
#[Object]
impl MandateQueries {
    /// The directory of referents: those of today unless the filter names a day.
    async fn referents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ReferentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ReferentOrder>,
    ) -> Page<Referent> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }

    /// The referents of the viewer's own establishments (S4); empty for those who work in none.
    async fn my_referents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ReferentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<ReferentOrder>,
    ) -> Page<Referent> {
        let _ = (first, after, filter, order_by);
        let worn = ctx.viewer().actor.hats.iter().filter(|hat| !matches!(hat.capacity, Capacity::Rectorate));
        let mut own: Vec<kernel::Uuid> = worn.flat_map(|hat| hat.establishments().iter().copied()).collect();
        if own.is_empty() {
            // No establishment has the nil id: the index answers at once, where an empty list would read the whole table.
            own.push(kernel::Uuid::nil());
        }
        ctx.read().list_among(Condition::all().add(mandate::Column::EstablishmentId.is_in(own))).await
    }

    /// Mandates the viewer may read, of all years and states.
    async fn mandates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MandateFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MandateOrder>,
    ) -> Page<ReferentMandate> {
        let _ = (first, after, filter, order_by);
        ctx.read().list().await
    }
}
