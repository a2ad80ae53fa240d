//! `createEstablishment`.

use async_graphql::InputObject;
use entity::territory::{
    establishment::{self, EstablishmentKind, Ministry, Sector},
    zone_membership,
};
use kernel::{
    command::Command,
    fold::fold,
    refusal::{OnUnique, Refusal},
    resource::Id,
    scalars::{Date, Uai, Url},
    work::Work,
};
use sea_orm::ActiveValue::Set;
use serde::Serialize;

use crate::domain::{
    people::rules::{mail, short_text},
    territory::{
        Establishment,
        events::ESTABLISHMENT_CREATED,
        lookups::{academy_of, basin_of, department_of, ministry_of, owner_of, parent_of},
        sheet::CREATE,
    },
};

/// A new establishment.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "CreateEstablishmentInput")]
pub struct CreateEstablishment {
    /// Unit code; unique, never reused.
    pub uai: Uai,
    /// Name, 1 to 200 characters.
    pub name: String,
    /// Kind.
    pub kind: EstablishmentKind,
    /// Sector.
    pub sector: Sector,
    /// Ministry; follows from the kind when left out.
    pub ministry: Option<Ministry>,
    /// Code of the academy, such as `13`.
    pub academy: String,
    /// INSEE code of the department, such as `86`.
    pub department: String,
    /// Code of the basin it belongs to from `opensOn` on.
    pub basin: Option<String>,
    /// Unit code of the establishment that a section belongs to.
    pub parent: Option<Uai>,
    /// Street address, 200 characters at most.
    pub address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town, 100 characters at most.
    pub city: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Generic mailbox.
    pub mail: Option<String>,
    /// Web site.
    pub website: Option<Url>,
    /// Day it opens; today when left out.
    pub opens_on: Option<Date>,
}

impl Command for CreateEstablishment {
    const NAME: &'static str = "createEstablishment";
    type Outcome = Id<Establishment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let academy = academy_of(work, &self.academy).await?;
        let department = department_of(work, &self.department, academy.id).await?;
        let parent = parent_of(work, self.parent.as_ref()).await?;
        let opens = self.opens_on.map_or(work.viewer.actor.today, |date| date.0);
        let name = short_text("name", &self.name, 200)?;
        let (owner_kind, owner_id) = owner_of(work, self.sector, self.kind, &department, parent.as_ref()).await?;

        let row = establishment::ActiveModel {
            academy_id: Set(academy.id),
            department_id: Set(department.id),
            uai: Set(self.uai.to_string()),
            folded: Set(fold(&format!("{name} {} {}", self.city.as_deref().unwrap_or_default(), self.uai))),
            name: Set(name),
            kind: Set(self.kind),
            sector: Set(self.sector),
            ministry: Set(self.ministry.unwrap_or(ministry_of(self.kind))),
            parent_id: Set(parent.map(|parent| parent.id)),
            owner_kind: Set(owner_kind),
            owner_id: Set(owner_id),
            address: Set(optional("address", self.address.as_deref(), 200)?),
            postal_code: Set(optional("postalCode", self.postal_code.as_deref(), 10)?),
            city: Set(optional("city", self.city.as_deref(), 100)?),
            phone: Set(optional("phone", self.phone.as_deref(), 30)?),
            mail: Set(self.mail.as_deref().map(|address| mail("mail", address)).transpose()?),
            website: Set(self.website.map(|url| url.0)),
            opened_on: Set(Some(opens)),
            ..Default::default()
        };
        let row = work.create::<Establishment>(CREATE, row).await.on_unique("uai", || Refusal::taken("uai"))?;
        if let Some(code) = &self.basin {
            let basin = basin_of(work, code, academy.id).await?;
            let link = zone_membership::ActiveModel {
                zone_id: Set(basin.id),
                establishment_id: Set(row.id),
                starts_on: Set(opens),
                ends_on: Set(None),
                ..Default::default()
            };
            work.attach::<Establishment, zone_membership::Entity>(&row, "basin", vec![link]).await?;
        }
        work.announce(ESTABLISHMENT_CREATED.of::<Establishment>(&row));
        Ok(row.id.into())
    }
}

/// A text that may be left out.
pub fn optional(argument: &str, written: Option<&str>, most: usize) -> Result<Option<String>, Refusal> {
    Ok(written.map(|written| short_text(argument, written, most)).transpose()?)
}
