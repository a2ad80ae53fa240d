//! The tables, one file each, by room; and the enums of their states and kinds, which the schema shows as they are.
//! No behaviour: what may be done with them is in the rooms.

pub mod access;
pub mod action;
pub mod analysis;
pub mod campaign;
pub mod compensation;
pub mod competence;
pub mod delivery;
pub mod finding;
pub mod framing;
pub mod letter;
pub mod mandate;
pub mod need;
pub mod pay;
pub mod people;
pub mod report;
pub mod stage;
pub mod survey;
pub mod territory;
pub mod training;

/// An enum stored as the text that the schema shows.
macro_rules! text_enum {
    ($(#[$about:meta])* $name:ident { $(#[$first_doc:meta])* $first:ident = $first_text:literal $(, $(#[$doc:meta])* $value:ident = $text:literal)* $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, sea_orm::EnumIter, sea_orm::DeriveActiveEnum, async_graphql::Enum, serde::Serialize, serde::Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $(#[$first_doc])* #[default] #[sea_orm(string_value = $first_text)] $first,
            $($(#[$doc])* #[sea_orm(string_value = $text)] $value),*
        }
    };
}
pub(crate) use text_enum;
