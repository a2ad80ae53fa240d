//! Groups of respondents of an analysis: how many they were, or that it is hidden.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// By what figures are broken down: fixed before anybody has answered.
    AnalysisMargin {
        /// Not at all.
        Everybody = "EVERYBODY",
        /// By basin.
        Basin = "BASIN",
        /// By department.
        Department = "DEPARTMENT",
        /// By kind of establishment.
        Kind = "KIND",
        /// By how long the function has been held.
        Seniority = "SENIORITY",
        /// By department, colleges apart from all other kinds.
        LevelAndDepartment = "LEVEL_AND_DEPARTMENT",
        /// By how long the function has been held, colleges apart from all other kinds.
        LevelAndSeniority = "LEVEL_AND_SENIORITY",
    }
}

crate::text_enum! {
    /// Why a figure is not shown (*secret statistique*).
    SuppressionReason {
        /// The group is too small, or would give a small one away.
        Group = "GROUP",
        /// Too few of the group answered, or the figure would give others away.
        Answers = "ANSWERS",
        /// The question is asked after some answers to another one: it is shown for everybody alone.
        Condition = "CONDITION",
    }
}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "survey_group")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The analysis.
    pub analysis_id: Uuid,
    /// Its place among the groups.
    pub position: i32,
    /// By what it is told from others.
    pub margin: AnalysisMargin,
    /// What tells it: the code of a basin or department, a value of an enum; two of them with `/` between.
    pub key: String,
    /// The same in French words.
    pub label_fr: String,
    /// The same in English words.
    pub label_en: String,
    /// Persons who were asked.
    pub invited: i32,
    /// Persons who answered, where it is shown.
    pub respondents: Option<i32>,
    /// Why it is not shown, where it is not.
    pub hidden: Option<SuppressionReason>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
