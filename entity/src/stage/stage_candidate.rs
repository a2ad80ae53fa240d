//! Referents who may lead a course for a cluster. No table has this name: the rows are worked out for each request, with the
//! parts of their score, so that they say what is so now.

use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

crate::text_enum! {
    /// What an establishment says of a question of its policy.
    PolicySays {
        /// Yes.
        Yes = "YES",
        /// No.
        No = "NO",
        /// It has set no policy for the year.
        Nothing = "NOTHING",
    }
}

/// What a referent masters of one competence that the cluster wants.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Covered {
    /// Its name, such as `CRCN-EDU:2.1`.
    pub competence: String,
    /// Needs that want it.
    pub wanted_by: i32,
    /// Level that the referent declares, 1 to 4; 0 for none.
    pub level: i32,
    /// Whether the academy validated the declaration.
    pub is_validated: bool,
}

/// What becomes of a need of the cluster when the referent leads the course.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Served {
    /// The need.
    pub need: Uuid,
    /// Unit code of its establishment.
    pub uai: String,
    /// Title.
    pub title: String,
    /// Whether it would be met, under the assumptions.
    pub is_met: bool,
    /// Whether it would be met without them.
    pub is_met_now: bool,
    /// Competences that it wants and the referent does not declare.
    pub missing: Vec<String>,
    /// Whether its establishment takes no trainer from elsewhere, under the assumptions.
    pub is_closed: bool,
}

/// The parts that have a length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Parts {
    /// Competence by competence.
    pub covered: Vec<Covered>,
    /// Need by need.
    pub served: Vec<Served>,
}

/// A candidate.
#[derive(Clone, Debug, Default, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "stage_candidate")]
pub struct Model {
    /// The mandate.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// Establishment of the mandate.
    pub establishment_id: Uuid,
    /// The referent.
    pub person_id: Uuid,
    /// The offer that was made to the referent for this cluster.
    pub offer_id: Option<Uuid>,
    /// Place in the order, from 1.
    pub rank: i32,
    /// Cover by availability by policy, less travel.
    pub score: f64,
    /// Share of what the cluster wants that the referent masters; 1 when it names no competence.
    pub cover: f64,
    /// Share of the days that the policy allows which are left; 1 without a bound.
    pub availability: f64,
    /// Release by hosting.
    pub policy: f64,
    /// What the way takes off.
    pub travel: f64,
    /// Sessions that the referent leads this year.
    pub sessions: i32,
    /// Days of these.
    pub days: i32,
    /// Most days of the policy.
    pub most_days: Option<i32>,
    /// Whether the establishment lets its referents go.
    pub releases: PolicySays,
    /// Other establishments of the cluster that take a trainer from elsewhere, or have not said.
    pub open: i32,
    /// Other establishments of the cluster.
    pub others: i32,
    /// Mean distance to them in kilometres, where it is known.
    pub kilometres: Option<f64>,
    /// Parts.
    #[sea_orm(column_type = "Json")]
    pub parts: Parts,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
