//! Who may do what with templates and letters. What a letter says is read by the principal and the parties; the academy
//! reads it once it is signed, and never what was said about it.

use entity::letter::{
    letter_template::TemplateStatus::{self, Archived, Dispatched, Published},
    mission_letter::LetterStage::{self, InForce},
};
use kernel::{
    actor::{Area, Capacity::*},
    sheet::{Action, READ, Reach::*, Sheet, grant},
};

use super::states::Wording;

/// Makes a new one.
pub const CREATE: Action = Action("CREATE");
/// Changes it.
pub const UPDATE: Action = Action("UPDATE");
/// Publishes the latest revision of a template.
pub const PUBLISH: Action = Action("PUBLISH");
/// Sends a letter to every establishment.
pub const DISPATCH: Action = Action("DISPATCH");
/// Puts a template away at the end of its year.
pub const ARCHIVE: Action = Action("ARCHIVE");
/// Says that the establishment has opened its letter.
pub const OPEN: Action = Action("OPEN");
/// Changes clauses, blanks, parties and the share-out of a letter.
pub const ADAPT: Action = Action("ADAPT");
/// Proposes a letter to its parties.
pub const PROPOSE: Action = Action("PROPOSE");
/// Says something about a letter.
pub const COMMENT: Action = Action("COMMENT");
/// Asks for an amendment of a letter that was proposed.
pub const ASK_AMENDMENT: Action = Action("ASK_AMENDMENT");
/// Takes or leaves an amendment.
pub const ANSWER: Action = Action("ANSWER");
/// Agrees as a party.
pub const AGREE: Action = Action("AGREE");
/// Declines as a party; the mandate goes on.
pub const DECLINE: Action = Action("DECLINE");
/// Signs.
pub const SIGN: Action = Action("SIGN");
/// Takes a signed letter up again.
pub const REVISE: Action = Action("REVISE");
/// Leaves a letter as a party, or says that a party has left.
pub const LEAVE: Action = Action("LEAVE");
/// Gives a letter up before it is signed.
pub const VOID: Action = Action("VOID");
/// Reads what is missing, of letters and of referents: where and since when, never what a letter says.
pub const READ_GAPS: Action = Action("READ_GAPS");
/// Reads how far letters have come, in figures.
pub const READ_PROGRESS: Action = Action("READ_PROGRESS");
/// Reminds a principal of a letter that is not signed: the product.
pub const REMIND: Action = Action("REMIND");
/// Comes into force: the product, on the first day of a signed letter.
pub const COME_INTO_FORCE: Action = Action("COME_INTO_FORCE");
/// Closes: the product, after the last day.
pub const CLOSE: Action = Action("CLOSE");

/// Templates: public once they are published.
pub const TEMPLATE: Sheet<TemplateStatus> = Sheet::of(
    Area::Framing,
    &[
        grant(Anyone, &[READ], Everywhere).once(&[Published, Dispatched, Archived]),
        grant(Rectorate, &[READ, CREATE, UPDATE, PUBLISH, DISPATCH, ARCHIVE], Academy),
    ],
);

/// Clauses of templates: public from their first published revision.
pub const TEMPLATE_CLAUSE: Sheet<Wording> =
    Sheet::of(Area::Framing, &[grant(Anyone, &[READ], Everywhere).once(&[Wording::Published]), grant(Rectorate, &[READ, CREATE, UPDATE], Academy)]);

/// Blanks of templates: public with the template.
pub const TEMPLATE_BLANK: Sheet<()> = Sheet::of(Area::Framing, &[grant(Anyone, &[READ], Everywhere), grant(Rectorate, &[READ, CREATE], Academy)]);

/// Letters: that there is one, where it stands and its dates.
pub const LETTER: Sheet<LetterStage> = Sheet::of(
    Area::Letter,
    &[
        grant(Oneself, &[READ, COMMENT, ASK_AMENDMENT], Party),
        grant(Teacher, &[READ], Establishment).once(&[InForce]),
        grant(Referent, &[READ_GAPS], Establishment),
        grant(Deputy, &[READ, READ_GAPS], Establishment),
        grant(Principal, &[READ, READ_GAPS, OPEN, ADAPT, PROPOSE, COMMENT, SIGN, REVISE, VOID], Establishment),
        grant(Rectorate, &[READ, READ_GAPS, READ_PROGRESS, DISPATCH], Academy),
    ],
);

/// What a letter says: its clauses and blanks.
pub const CONTENT: Sheet<()> = Sheet::of(
    Area::Letter,
    &[
        grant(Oneself, &[READ], Party),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ, ADAPT], Establishment),
        grant(Rectorate, &[READ], Academy),
    ],
);

/// Signatures, given by those who may sign, read with what was signed.
pub const SIGNATURE: Sheet<()> = Sheet::of(
    Area::Letter,
    &[
        grant(Oneself, &[READ, SIGN], Party),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ, SIGN], Establishment),
        grant(Rectorate, &[READ], Academy),
    ],
);

/// Parties to a letter.
pub const PARTY: Sheet<()> = Sheet::of(
    Area::Letter,
    &[
        grant(Oneself, &[READ], Party),
        grant(Oneself, &[AGREE, DECLINE, SIGN, LEAVE], Own),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ, ADAPT, LEAVE], Establishment),
        grant(Rectorate, &[READ], Academy),
    ],
);

/// Who does what: colleagues read it while the letter is in force.
pub const ASSIGNMENT: Sheet<()> = Sheet::of(
    Area::Letter,
    &[
        grant(Oneself, &[READ], Party),
        grant(Teacher, &[READ], Establishment),
        grant(Deputy, &[READ], Establishment),
        grant(Principal, &[READ, ADAPT], Establishment),
        grant(Rectorate, &[READ], Academy),
    ],
);

/// Comments: the principal and the parties, never the academy.
pub const COMMENTS: Sheet<()> = Sheet::of(
    Area::Letter,
    &[grant(Oneself, &[READ, COMMENT], Party), grant(Deputy, &[READ], Establishment), grant(Principal, &[READ, COMMENT], Establishment)],
);

/// Amendments that parties propose.
pub const AMENDMENT: Sheet<()> = Sheet::of(
    Area::Letter,
    &[grant(Oneself, &[READ, ASK_AMENDMENT], Party), grant(Deputy, &[READ], Establishment), grant(Principal, &[READ, ANSWER], Establishment)],
);
