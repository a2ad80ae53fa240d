//! Framing texts: national, of an academy, of an establishment.

use sea_orm::entity::prelude::*;

use super::DataStatus;

crate::text_enum! {
    /// Who is bound by a framing text.
    FramingLevel {
        /// Everybody: law, decree, order, circular.
        National = "NATIONAL",
        /// One academy.
        Academy = "ACADEMY",
        /// One establishment.
        Establishment = "ESTABLISHMENT",
    }
}

crate::text_enum! {
    /// Kind of a framing text.
    FramingTextKind {
        /// Law (*loi*).
        Law = "LAW",
        /// Decree (*décret*).
        Decree = "DECREE",
        /// Order of a minister or a rector (*arrêté*).
        Order = "ORDER",
        /// Circular (*circulaire*).
        Circular = "CIRCULAR",
        /// Instruction (*instruction*).
        Instruction = "INSTRUCTION",
        /// Note (*note de service*).
        Note = "NOTE",
        /// Plan announced by a minister or an academy (*plan*).
        Plan = "PLAN",
        /// Letter of an academy or an establishment (*lettre*).
        Letter = "LETTER",
        /// Another kind.
        Other = "OTHER",
    }
}

crate::text_enum! {
    /// What a framing text is about.
    FramingTopic {
        /// The mission of the referent and its activities.
        Mission = "MISSION",
        /// Pay of missions and of trainers.
        Pay = "PAY",
        /// Training.
        Training = "TRAINING",
        /// Frameworks of digital competences.
        Competences = "COMPETENCES",
        /// Equipment, its maintenance and help to its users.
        Equipment = "EQUIPMENT",
        /// Basins and other parts of the territory.
        Territory = "TERRITORY",
        /// Protection of personal data.
        DataProtection = "DATA_PROTECTION",
        /// Archives, and how long things are kept.
        Archives = "ARCHIVES",
        /// Another topic.
        Other = "OTHER",
    }
}

/// A framing text with its days.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "framing_text")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Academy that made it; empty for a national text.
    pub academy_id: Option<Uuid>,
    /// Establishment that it is for.
    pub establishment_id: Option<Uuid>,
    /// Who is bound.
    pub level: FramingLevel,
    /// Code, unique in the academy and among the national texts.
    pub code: String,
    /// Kind.
    pub kind: FramingTextKind,
    /// Topic.
    pub topic: FramingTopic,
    /// Title in French.
    pub title_fr: String,
    /// Title in English.
    pub title_en: Option<String>,
    /// Gist in French.
    pub summary_fr: Option<String>,
    /// Gist in English.
    pub summary_en: Option<String>,
    /// Number by which it is cited.
    pub reference: Option<String>,
    /// Number in the official journal (NOR).
    pub nor: Option<String>,
    /// Official address.
    pub url: Option<String>,
    /// Day it was signed.
    pub signed_on: Date,
    /// Day it was published.
    pub published_on: Option<Date>,
    /// First day of its effect; empty when not checked.
    pub effective_from: Option<Date>,
    /// Last day of its effect.
    pub effective_to: Option<Date>,
    /// How far it is known.
    pub status: DataStatus,
    /// What of it is not known, or not a fact.
    pub note: Option<String>,
    /// Where it was read.
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
