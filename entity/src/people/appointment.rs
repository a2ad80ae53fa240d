//! Appointments: who works in which establishment, as what, from when to when.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Function of a person in an establishment.
    AppointmentFunction {
        /// Teacher (*enseignant*).
        Teacher = "TEACHER",
        /// Teacher-librarian (*professeur documentaliste*).
        Librarian = "LIBRARIAN",
        /// Education adviser (*conseiller principal d'éducation*).
        Cpe = "CPE",
        /// Head of the establishment (*chef d'établissement*): one at a date.
        Principal = "PRINCIPAL",
        /// Deputy head (*adjoint au chef d'établissement*).
        Deputy = "DEPUTY",
        /// Bursar (*adjoint gestionnaire*).
        Bursar = "BURSAR",
        /// Another function.
        Other = "OTHER",
    }
}

/// A person's function in an establishment for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Academy of the establishment.
    pub academy_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// Function.
    pub function: AppointmentFunction,
    /// First day.
    pub starts_on: Date,
    /// Last day included; open when empty.
    pub ends_on: Option<Date>,
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
