//! Tables of the room `analysis`: what a survey found, stored once and without what is hidden.

pub mod survey_analysis;
pub mod survey_figure;
pub mod survey_group;
