//! Answers as somebody may read them. No table has this name: they are opened for each request.

use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::survey_invitation::Seniority;
use crate::territory::establishment::EstablishmentKind;

/// An answer to one question, as it is kept and shown: one member is set, by the kind of the question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// Code of the question.
    pub question: String,
    /// Option of a SINGLE, step of a SCALE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Options of a MULTIPLE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// Rows of a MATRIX, each with its option.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<(String, String)>>,
    /// A number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<i64>,
    /// A text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// The answers of one respondent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Given(pub Vec<GivenAnswer>);

/// What a reader may know of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_entry")]
pub struct Model {
    /// Its pseudonym in this campaign.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The academy.
    pub academy_id: Uuid,
    /// The campaign.
    pub campaign_id: Uuid,
    /// The person: oneself, or for a principal who put it into a report.
    pub person_id: Option<Uuid>,
    /// Basin, where its group is large enough.
    pub basin_id: Option<Uuid>,
    /// Kind of establishment, where its group is large enough.
    pub kind: Option<EstablishmentKind>,
    /// Seniority, where its group is large enough.
    pub seniority: Option<Seniority>,
    /// Whether it was submitted.
    pub submitted: bool,
    /// The answers.
    #[sea_orm(column_type = "Json")]
    pub given: Given,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
