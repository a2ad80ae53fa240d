//! Campaigns (*enquête en ligne*): a questionnaire that an academy asks at the end of a school year.
//!
//! A *campaign* opens and closes by itself; who is asked is frozen when it opens, in *invitations*, which say whether somebody has
//! answered and never what. *Responses* are sealed with a key that is not in the database; groups and answers are in the seal.
//! PSEUDONYMOUS: a response is found again by a pseudonym that the server alone can make. ANONYMOUS: at submission the link to the person
//! is cut; the respondent has a *receipt* that opens the own answers, and the server's key is forgotten when figures are published.
//! Founding page: an online survey at the end of the school year, of those who held the function. Regulation (EU) 2016/679, articles 5, 25 and 32.

pub mod commands;
pub mod content;
pub mod events;
pub mod filters;
pub mod notices;
pub mod place;
pub mod population;
pub mod queries;
pub mod rates;
pub mod rules;
pub mod seasons;
pub mod sheet;
pub mod states;
pub mod suggestions;
pub mod types;

pub use queries::CampaignQueries;
pub use types::{SurveyCampaign, SurveyInvitation, SurveyResponse};
