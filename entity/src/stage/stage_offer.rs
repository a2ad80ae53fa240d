//! A course for a cluster of needs, offered to a referent to lead.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// Where the offer of a course stands.
    OfferStage {
        /// The rectorate asks the referent.
        Offered = "OFFERED",
        /// The referent would lead it.
        Accepted = "ACCEPTED",
        /// The referent would not.
        Declined = "DECLINED",
        /// The referent's principal lets the referent go.
        Released = "RELEASED",
        /// The principal does not.
        NotReleased = "NOT_RELEASED",
        /// The rectorate has chosen the referent.
        Retained = "RETAINED",
        /// It has chosen somebody else, or nobody.
        NotRetained = "NOT_RETAINED",
    }
}

/// An offer.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "stage_offer")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// Establishment of the mandate, whose principal releases.
    pub establishment_id: Uuid,
    /// The cluster.
    pub cluster_id: Uuid,
    /// School year of the cluster.
    pub school_year: String,
    /// The mandate that makes the person a candidate.
    pub mandate_id: Uuid,
    /// The referent.
    pub person_id: Uuid,
    /// Days that the referent would be away.
    pub days: i32,
    /// What the rectorate says with it.
    pub message: Option<String>,
    /// Where it stands.
    pub stage: OfferStage,
    /// Why it was declined, not released or not retained.
    pub reason: Option<String>,
    /// The principal released against what the establishment's policy says.
    pub acknowledged: bool,
    /// The officer who asks, and is told the answer; none when a program does.
    pub offered_by: Option<Uuid>,
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
