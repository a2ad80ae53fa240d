//! Who may do what with framing: everybody reads it, the rectorate writes the texts of its academy.

use entity::framing::framing_text::FramingLevel;
use kernel::{
    actor::{Area, Capacity::*},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

/// Makes a new text.
pub const PUBLISH: Action = Action("PUBLISH");
/// Changes its facts.
pub const REVISE: Action = Action("REVISE");
/// Says on which day its effect ends.
pub const END: Action = Action("END");

/// Framing texts. National ones hold in every academy, and are changed by the product alone.
pub const FRAMING_TEXT: Sheet<FramingLevel> = Sheet::of(
    Area::Framing,
    &[grant(Anyone, &[READ], Everywhere), grant(Rectorate, &[PUBLISH, REVISE, END], Academy).once(&[FramingLevel::Academy, FramingLevel::Establishment])],
);

/// Mission catalogues, which come with the product.
pub const CATALOGUE: Sheet<()> = Sheet::of(Area::Framing, &[grant(Anyone, &[READ], Everywhere)]);
