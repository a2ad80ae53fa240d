//! Training needs of establishments, their policies, and what needs have in common.

pub mod cluster_competence;
pub mod establishment_policy;
pub mod need_author;
pub mod need_cluster;
pub mod need_competence;
pub mod need_support;
pub mod policy_theme;
pub mod training_need;
