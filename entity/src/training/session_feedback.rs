//! What participants thought of a session. Nothing here tells who: no person, no instant, an id of chance, and all rows
//! of a session are written anew with each.

use sea_orm::entity::prelude::*;

/// What somebody thought.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session_feedback")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The session.
    pub session_id: Uuid,
    /// Score, 1 to 5.
    pub score: i32,
    /// Comment.
    pub comment: Option<String>,
    /// It is among those that are shown, a group of several at once.
    pub shown: bool,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
