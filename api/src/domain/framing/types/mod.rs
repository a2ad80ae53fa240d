//! The room's types, as the API shows them.

mod activity;
mod framing;
mod framing_text;
mod mission;
mod mission_catalogue;

pub use activity::Activity;
pub use framing::Framing;
pub use framing_text::FramingText;
pub use mission::Mission;
pub use mission_catalogue::MissionCatalogue;

use kernel::text::Locale;

/// Words in a language; in the other one where there are none.
pub fn in_language<'w>(locale: Locale, en: Option<&'w str>, fr: Option<&'w str>) -> Option<&'w str> {
    match locale {
        Locale::En => en.or(fr),
        Locale::Fr => fr.or(en),
    }
}
