//! The room's types as the schema shows them.

mod answer;
mod campaign;
mod invitation;
mod response;

pub use answer::{AnswerInput, MySurveyResponse, RowAnswerInput, SurveyAnswer, SurveyRowAnswer};
pub use campaign::SurveyCampaign;
pub use invitation::SurveyInvitation;
pub use response::SurveyResponse;
