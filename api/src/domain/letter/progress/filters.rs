//! Filter and order of gaps, and whose they may be.

use async_graphql::{Enum, InputObject};
use entity::{
    letter::gap::{self, GapKind},
    territory::{
        academy, establishment,
        zone::{self, ZoneKind},
    },
};
use kernel::{
    Uuid,
    actor::Hat,
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::Refusal,
    resource::Filter,
    scalars::Uai,
    sheet::{Action, holds, reached},
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::types::Gap;
use crate::domain::{
    letter::sheet,
    territory::filters::{members_of_basin, order},
};

/// Which gaps to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct GapFilter {
    /// Code of the academy, such as `13`. Refuses `NOT_FOUND` when there is none, `NOT_ALLOWED` when it is not the viewer's.
    pub academy: Option<String>,
    /// What is missing. Refuses an empty list.
    pub kinds: Option<Vec<GapKind>>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Code of the basin: establishments that belong to it today. Refuses `NOT_FOUND` when the academy has none of this code.
    pub basin: Option<String>,
}

/// Order of gaps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum GapOrder {
    /// From the oldest.
    #[default]
    Since,
    /// By the unit code of the establishment.
    Uai,
}

order!(GapOrder, gap, Self::Since => Sort::by(gap::Column::Since), Self::Uai => Sort::by(gap::Column::Uai));

impl Filter for GapFilter {
    // No table has the rows: the establishments are chosen by `places`, the kinds when the rows are worked out.
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        values("kinds", self.kinds.as_ref())?;
        Ok(Condition::all())
    }
}

impl GapFilter {
    /// The establishments whose gaps are asked for, and may be read.
    pub async fn places(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        let mut these = reached::<Gap>(&viewer.actor, sheet::READ_GAPS)?;
        let academy = of_academy(viewer, sheet::READ_GAPS, self.academy.as_deref(), "filter.academy").await?;
        if let Some(code) = &self.basin {
            is_basin(viewer, code, academy).await?;
            these = these.add(chosen(establishment::Column::Id, members_of_basin(code, viewer.actor.today)));
        }
        let uai = self.establishment.as_ref().map(|uai| establishment::Column::Uai.eq(uai.as_str()));
        Ok(these.add_option(academy.map(|academy| establishment::Column::AcademyId.eq(academy))).add_option(uai))
    }
}

/// The hats that allow an action.
fn allowing(viewer: &Viewer, action: Action) -> impl Iterator<Item = &Hat> {
    viewer.actor.hats.iter().filter(move |hat| holds(&sheet::LETTER, std::slice::from_ref(*hat), action).is_some())
}

/// The academy with a code, which must be one where the viewer may do something.
pub async fn of_academy(viewer: &Viewer, action: Action, code: Option<&str>, argument: &'static str) -> Result<Option<Uuid>, Refusal> {
    let Some(code) = code else { return Ok(None) };
    let academies = viewer.store.reference::<academy::Entity>().await?;
    let academy = academies.rows().iter().find(|academy| academy.code == code).ok_or(Refusal::NotFound { argument })?;
    if viewer.actor.is_system() || allowing(viewer, action).any(|hat| hat.academy == Some(academy.id)) {
        return Ok(Some(academy.id));
    }
    Err(Refusal::NotAllowed { reason: text("This is another academy than yours.", "C'est une autre académie que la vôtre.") })
}

/// Refuses a code that no basin has: of the academy that is asked, else of those of the viewer.
async fn is_basin(viewer: &Viewer, code: &str, academy: Option<Uuid>) -> Result<(), Refusal> {
    let zones = viewer.store.reference::<zone::Entity>().await?;
    let here = |of: Uuid| academy.map_or_else(|| allowing(viewer, sheet::READ_GAPS).any(|hat| hat.academy == Some(of)), |academy| of == academy);
    let known = zones.rows().iter().any(|zone| zone.kind == ZoneKind::Basin && zone.code == code && here(zone.academy_id));
    if known { Ok(()) } else { Err(Refusal::NotFound { argument: "filter.basin" }) }
}
