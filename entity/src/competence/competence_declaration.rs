//! What persons say they master.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// How well somebody masters a competence, from 1 to 4.
    CompetenceLevel {
        /// 1: with help, in plain situations.
        Novice = "NOVICE",
        /// 2: alone, in usual situations.
        Independent = "INDEPENDENT",
        /// 3: in new situations, and helps others.
        Advanced = "ADVANCED",
        /// 4: designs for others, and trains them.
        Expert = "EXPERT",
    }
}

crate::text_enum! {
    /// What a declaration of a competence rests on.
    CompetenceOrigin {
        /// The person's own judgement.
        SelfDeclared = "SELF_DECLARED",
        /// A certificate, such as Pix+Édu.
        Certificate = "CERTIFICATE",
        /// Training that was followed.
        TrainingFollowed = "TRAINING_FOLLOWED",
        /// Training that was led.
        TrainingLed = "TRAINING_LED",
        /// Practice in class or in the establishment.
        Practice = "PRACTICE",
    }
}

/// A competence that a person declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "competence_declaration")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The person.
    pub person_id: Uuid,
    /// The competence.
    pub competence_id: Uuid,
    /// How well.
    pub level: CompetenceLevel,
    /// What it rests on.
    pub origin: CompetenceOrigin,
    /// What is to be known of it.
    pub note: Option<String>,
    /// Whether colleagues may read it.
    pub shared: bool,
    /// Taken back: nobody reads it but the person.
    pub withdrawn: bool,
    /// Officer who validated it as it is.
    pub validated_by: Option<Uuid>,
    /// Day of the validation.
    pub validated_on: Option<Date>,
    /// Version for the optimistic lock.
    pub version: i64,
    /// Instant it was made.
    pub created_at: DateTimeUtc,
    /// Instant of its last change.
    pub updated_at: DateTimeUtc,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
