//! Establishments: schools of the second degree and what depends on them.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Kind of an establishment (nature of the UAI).
    EstablishmentKind {
        /// Lower secondary school (*collège*).
        College = "COLLEGE",
        /// General and technological lycée (*LGT*).
        LyceeGeneralTechno = "LYCEE_GENERAL_TECHNO",
        /// Vocational lycée (*LP*).
        LyceeProfessionnel = "LYCEE_PROFESSIONNEL",
        /// Lycée of both (*LPO*).
        LyceePolyvalent = "LYCEE_POLYVALENT",
        /// Regional school of adapted education (*EREA*).
        Erea = "EREA",
        /// Agricultural lycée, under the ministry of agriculture.
        LyceeAgricole = "LYCEE_AGRICOLE",
        /// Rural family home (*MFR*), under the ministry of agriculture.
        Mfr = "MFR",
        /// Section inside a lycée (*SEP, SGT*): no establishment for a mandate; its parent is.
        Section = "SECTION",
        /// School of the first degree: holds no mandate.
        Primary = "PRIMARY",
        /// Anything else, such as post-baccalaureate schools: holds no mandate.
        Other = "OTHER",
    }
}

crate::text_enum! {
    /// Sector of an establishment.
    Sector {
        /// Public.
        Public = "PUBLIC",
        /// Private, under contract with the State.
        PrivateUnderContract = "PRIVATE_UNDER_CONTRACT",
        /// Private, without contract.
        PrivateWithoutContract = "PRIVATE_WITHOUT_CONTRACT",
        /// The sources do not say.
        Unknown = "UNKNOWN",
    }
}

crate::text_enum! {
    /// Ministry that an establishment depends on.
    Ministry {
        /// National education.
        Education = "EDUCATION",
        /// Agriculture: agricultural lycées and rural family homes.
        Agriculture = "AGRICULTURE",
        /// Another: defence, sea, health…
        Other = "OTHER",
    }
}

crate::text_enum! {
    /// Who owns the equipment of an establishment, by law (8 July 2013).
    OwnerKind {
        /// The department (L213-2).
        Department = "DEPARTMENT",
        /// The region (L214-6).
        Region = "REGION",
        /// The Métropole de Lyon.
        MetropolisOfLyon = "METROPOLIS_OF_LYON",
        /// The Collectivité européenne d'Alsace.
        EuropeanCollectivityOfAlsace = "EUROPEAN_COLLECTIVITY_OF_ALSACE",
        /// The Collectivité de Corse.
        CollectivityOfCorsica = "COLLECTIVITY_OF_CORSICA",
        /// A single territorial collectivity (Martinique, Guyane).
        SingleTerritorialCollectivity = "SINGLE_TERRITORIAL_COLLECTIVITY",
        /// The City of Paris.
        CityOfParis = "CITY_OF_PARIS",
        /// The managing body of a private establishment.
        PrivateOwner = "PRIVATE_OWNER",
        /// No rule covers it; the reason says why.
        Unknown = "UNKNOWN",
    }
}

/// An establishment.
#[derive(Clone, Debug, Default, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "establishment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Academy it belongs to.
    pub academy_id: Uuid,
    /// Department it lies in.
    pub department_id: Uuid,
    /// Unit code, unique, never reused.
    pub uai: String,
    /// Name.
    pub name: String,
    /// Name and town folded for search and order.
    pub folded: String,
    /// Kind.
    pub kind: EstablishmentKind,
    /// Sector.
    pub sector: Sector,
    /// Ministry.
    pub ministry: Ministry,
    /// The establishment that a section belongs to.
    pub parent_id: Option<Uuid>,
    /// Owner of the equipment, computed from sector, kind and department.
    pub owner_kind: OwnerKind,
    /// The local authority that owns it, where the owner is one.
    pub owner_id: Option<Uuid>,
    /// Street address.
    pub address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// Latitude, degrees, WGS 84.
    pub latitude: Option<f64>,
    /// Longitude, degrees, WGS 84.
    pub longitude: Option<f64>,
    /// Telephone.
    pub phone: Option<String>,
    /// Generic mailbox.
    pub mail: Option<String>,
    /// Web site.
    pub website: Option<String>,
    /// Number of pupils, a public figure.
    pub pupils: Option<i32>,
    /// Day it opened.
    pub opened_on: Option<Date>,
    /// Last day it was open.
    pub closed_on: Option<Date>,
    /// Where these facts come from.
    pub source: Option<String>,
    /// Version for the optimistic lock.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
