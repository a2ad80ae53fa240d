//! Mission letters and their templates.

pub mod gap;
pub mod letter_amendment;
pub mod letter_blank;
pub mod letter_clause;
pub mod letter_comment;
pub mod letter_content;
pub mod letter_party;
pub mod letter_signature;
pub mod letter_template;
pub mod mission_assignment;
pub mod mission_letter;
pub mod template_blank;
pub mod template_clause;
pub mod template_framing;
pub mod template_priority;
