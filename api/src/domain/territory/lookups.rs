//! Things that an input names by their code.

use std::collections::HashMap;

use entity::territory::{
    academy, department,
    establishment::{self, EstablishmentKind, Ministry, OwnerKind, Sector},
    local_authority, region, zone,
};
use kernel::{Uuid, refusal::Refusal, scalars::Uai, work::Work};
use sea_orm::{ColumnTrait, Condition};

use super::{Academy, Basin, Department, Establishment, rules};

/// The academy with a code.
pub async fn academy_of(work: &Work<'_>, code: &str) -> Result<academy::Model, Refusal> {
    work.seen_where::<Academy>(Condition::all().add(academy::Column::Code.eq(code)), "academy").await
}

/// The department of an academy with a code.
pub async fn department_of(work: &Work<'_>, code: &str, academy: Uuid) -> Result<department::Model, Refusal> {
    let coded = Condition::all().add(department::Column::Code.eq(code)).add(department::Column::AcademyId.eq(academy));
    work.seen_where::<Department>(coded, "department").await
}

/// The basin of an academy with a code.
pub async fn basin_of(work: &Work<'_>, code: &str, academy: Uuid) -> Result<zone::Model, Refusal> {
    let coded = Condition::all().add(zone::Column::Kind.eq(zone::ZoneKind::Basin)).add(zone::Column::Code.eq(code)).add(zone::Column::AcademyId.eq(academy));
    work.seen_where::<Basin>(coded, "basin").await
}

/// The establishment with a UAI.
pub async fn establishment_of(work: &Work<'_>, uai: &Uai, argument: &'static str) -> Result<establishment::Model, Refusal> {
    work.seen_where::<Establishment>(Condition::all().add(establishment::Column::Uai.eq(uai.as_str())), argument).await
}

/// The establishments with some UAIs, by UAI.
pub async fn establishments_of<'u>(work: &Work<'_>, uais: impl Iterator<Item = &'u Uai>) -> Result<HashMap<String, establishment::Model>, Refusal> {
    let mut uais: Vec<&str> = uais.map(Uai::as_str).collect();
    uais.sort_unstable();
    uais.dedup();
    let mut found = HashMap::new();
    for chunk in uais.chunks(kernel::bulk::CHUNK) {
        let rows = work.seen_all::<Establishment>(Condition::all().add(establishment::Column::Uai.is_in(chunk.iter().copied()))).await?;
        found.extend(rows.into_iter().map(|row| (row.uai.clone(), row)));
    }
    Ok(found)
}

/// The establishment that a section belongs to.
pub async fn parent_of(work: &Work<'_>, uai: Option<&Uai>) -> Result<Option<establishment::Model>, Refusal> {
    match uai {
        Some(uai) => establishment_of(work, uai, "parent").await.map(Some),
        None => Ok(None),
    }
}

/// The ministry that a kind of establishment depends on.
pub const fn ministry_of(kind: EstablishmentKind) -> Ministry {
    match kind {
        EstablishmentKind::LyceeAgricole | EstablishmentKind::Mfr => Ministry::Agriculture,
        _ => Ministry::Education,
    }
}

/// The owner of an establishment's equipment, and the local authority that it is.
pub async fn owner_of(
    work: &Work<'_>,
    sector: Sector,
    kind: EstablishmentKind,
    department: &department::Model,
    parent: Option<&establishment::Model>,
) -> Result<(OwnerKind, Option<Uuid>), Refusal> {
    if let (EstablishmentKind::Section, Some(parent)) = (kind, parent) {
        return Ok((parent.owner_kind, parent.owner_id));
    }
    let (owner, _) = rules::owner(sector, kind, &department.code);
    let Some(authority) = rules::authority_kind(owner) else { return Ok((owner, None)) };
    let code = match authority {
        local_authority::AuthorityKind::Region => {
            let region = work.find::<region::Entity>(Condition::all().add(region::Column::Id.eq(department.region_id))).await?.pop();
            region.map(|region| region.code).unwrap_or_default()
        }
        _ => department.code.clone(),
    };
    let coded = Condition::all().add(local_authority::Column::Kind.eq(authority)).add(local_authority::Column::Code.eq(code));
    Ok((owner, work.find::<local_authority::Entity>(coded).await?.pop().map(|authority| authority.id)))
}
