//! What the room tells.

use kernel::event::Fact;

/// The desk changed what it says of the figures.
pub const ANALYSIS_DESCRIBED: Fact = Fact("SurveyAnalysisDescribed");
/// Everybody reads the analysis.
pub const ANALYSIS_PUBLISHED: Fact = Fact("SurveyAnalysisPublished");
