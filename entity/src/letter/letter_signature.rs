//! Signatures of letters.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// How a letter was signed.
    SignatureMethod {
        /// Here, by the person.
        OnLine = "ON_LINE",
        /// On paper, kept by the establishment.
        OnPaper = "ON_PAPER",
    }
}

/// A signature: who signed which content, when and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "letter_signature")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// The letter.
    pub letter_id: Uuid,
    /// The party; none for the principal.
    pub party_id: Option<Uuid>,
    /// Who signed.
    pub person_id: Uuid,
    /// The principal for whom a deputy signed.
    pub on_behalf_of: Option<Uuid>,
    /// How.
    pub method: SignatureMethod,
    /// When it was given here.
    pub signed_at: DateTimeUtc,
    /// The day on the paper, or the day it was given.
    pub signed_on: Date,
    /// SHA-256 of the content that was signed, in hex.
    pub content_hash: String,
    /// The server's signature over it, in base64url.
    pub seal: String,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
