//! `updateEstablishment`.

use async_graphql::{InputObject, MaybeUndefined};
use entity::territory::{
    department,
    establishment::{self, EstablishmentKind, Ministry, Sector},
};
use kernel::{
    command::Command,
    fold::fold,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Uai,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use super::create_establishment::optional;
use crate::domain::{
    people::rules::short_text,
    territory::{
        Establishment,
        events::ESTABLISHMENT_UPDATED,
        lookups::{owner_of, parent_of},
        sheet::UPDATE,
    },
};

/// Changed facts of an establishment; what is left out stays, null empties what may be empty.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "UpdateEstablishmentInput")]
pub struct UpdateEstablishment {
    /// The establishment.
    pub id: Id<Establishment>,
    /// Its version as it was read.
    pub version: i64,
    /// Name, 1 to 200 characters.
    pub name: Option<String>,
    /// Kind; the owner follows.
    pub kind: Option<EstablishmentKind>,
    /// Sector; the owner follows.
    pub sector: Option<Sector>,
    /// Ministry.
    pub ministry: Option<Ministry>,
    /// Unit code of the establishment that a section belongs to.
    pub parent: MaybeUndefined<Uai>,
    /// Street address, 200 characters at most.
    pub address: MaybeUndefined<String>,
    /// Postal code.
    pub postal_code: MaybeUndefined<String>,
    /// Town, 100 characters at most.
    pub city: MaybeUndefined<String>,
    /// Number of pupils, 0 to 20,000.
    pub pupils: MaybeUndefined<i32>,
}

impl Command for UpdateEstablishment {
    const NAME: &'static str = "updateEstablishment";
    type Outcome = Id<Establishment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(UPDATE, self.id, self.version).await?;
        if matches!(self.pupils, MaybeUndefined::Value(pupils) if !(0..=20_000).contains(&pupils)) {
            return Err(Fault::invalid("pupils", text("0 to 20,000 pupils.", "De 0 à 20 000 élèves.")).into());
        }
        let (kind, sector) = (self.kind.unwrap_or(row.kind), self.sector.unwrap_or(row.sector));
        let parent = match &self.parent {
            MaybeUndefined::Undefined => work.find::<establishment::Entity>(Condition::all().add(establishment::Column::Id.is_in(row.parent_id))).await?.pop(),
            parent => parent_of(work, parent.as_opt_ref().flatten()).await?,
        };
        let department = work.find::<department::Entity>(Condition::all().add(department::Column::Id.eq(row.department_id))).await?.pop();
        let department = department.ok_or_else(|| Refusal::internal("an establishment has a department"))?;
        let (owner_kind, owner_id) = owner_of(work, sector, kind, &department, parent.as_ref()).await?;
        let name = short_text("name", self.name.as_deref().unwrap_or(&row.name), 200)?;
        let city = changed("city", &self.city, row.city.as_ref(), 100)?;

        let change = establishment::ActiveModel {
            id: Unchanged(row.id),
            folded: Set(fold(&format!("{name} {} {}", city.as_deref().unwrap_or_default(), row.uai))),
            name: Set(name),
            kind: Set(kind),
            sector: Set(sector),
            ministry: Set(self.ministry.unwrap_or(row.ministry)),
            parent_id: Set(parent.map(|parent| parent.id)),
            owner_kind: Set(owner_kind),
            owner_id: Set(owner_id),
            address: Set(changed("address", &self.address, row.address.as_ref(), 200)?),
            postal_code: Set(changed("postalCode", &self.postal_code, row.postal_code.as_ref(), 10)?),
            city: Set(city),
            pupils: Set(match self.pupils {
                MaybeUndefined::Undefined => row.pupils,
                MaybeUndefined::Null => None,
                MaybeUndefined::Value(pupils) => Some(pupils),
            }),
            ..Default::default()
        };
        let row = work.save::<Establishment>(change).await?;
        sections_follow(work, &row).await?;
        work.announce(ESTABLISHMENT_UPDATED.of::<Establishment>(&row));
        Ok(row.id.into())
    }
}

/// The owner of a section is that of its establishment.
async fn sections_follow(work: &mut Work<'_>, parent: &establishment::Model) -> Result<(), Refusal> {
    let sections = Condition::all().add(establishment::Column::ParentId.eq(parent.id)).add(establishment::Column::Kind.eq(EstablishmentKind::Section));
    for section in work.find_locked::<establishment::Entity>(sections).await? {
        let (owner_kind, owner_id) = (Set(parent.owner_kind), Set(parent.owner_id));
        let section = work.save::<Establishment>(establishment::ActiveModel { id: Unchanged(section.id), owner_kind, owner_id, ..Default::default() }).await?;
        work.announce(ESTABLISHMENT_UPDATED.of::<Establishment>(&section));
    }
    Ok(())
}

/// The text after the change: as it was, empty, or the new one.
pub fn changed(argument: &str, change: &MaybeUndefined<String>, before: Option<&String>, most: usize) -> Result<Option<String>, Refusal> {
    match change {
        MaybeUndefined::Undefined => Ok(before.cloned()),
        MaybeUndefined::Null => Ok(None),
        MaybeUndefined::Value(written) => optional(argument, Some(written), most),
    }
}
