//! Tables of the room `campaign`: surveys of a year, who is asked, and what they answered, sealed.

pub mod survey_campaign;
pub mod survey_entry;
pub mod survey_invitation;
pub mod survey_response;
