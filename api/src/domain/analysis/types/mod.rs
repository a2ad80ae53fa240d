//! The room's types, as the API shows them.

mod analysis;
mod tables;

pub use analysis::{SurveyAnalysis, text_in, title_in};
pub use tables::{
    Counted, MedianStep, MyYearAgainstMyBasin, MyYearCell, MyYearQuestion, Suppressed, SurveyCell, SurveyFigure, SurveyGroup, SurveyMedian, SurveyTable,
    SurveyTableRow, SurveyTables,
};
