//! States of templates and letters.

use entity::letter::{
    letter_template::TemplateStatus::{self, Archived, Dispatched, Draft, Published},
    mission_letter::LetterStage::{self, Agreed, AmendmentAsked, Closed, InAdaptation, InForce, Proposed, Received, Signed, Void},
};
use kernel::machine::{Machine, step};

use super::sheet::{ADAPT, AGREE, ARCHIVE, ASK_AMENDMENT, CLOSE, COME_INTO_FORCE, DISPATCH, PROPOSE, PUBLISH, REVISE, SIGN, VOID};

/// The steps of a template. A later revision is published while letters are out; a second dispatch reaches who has no letter.
pub const TEMPLATE: Machine<TemplateStatus> = Machine {
    name: "template",
    steps: &[
        step(PUBLISH, &[Draft], Published),
        step(PUBLISH, &[Dispatched], Dispatched),
        step(DISPATCH, &[Published, Dispatched], Dispatched),
        step(ARCHIVE, &[Draft, Published, Dispatched], Archived),
    ],
};

/// The steps of a letter. A change of what was agreed takes it back to adaptation; the last agreement and the last
/// signature bring it on; dates do the rest. What was signed stays, also when a letter is taken up again.
pub const LETTER: Machine<LetterStage> = Machine {
    name: "letter",
    steps: &[
        step(ADAPT, &[Received, InAdaptation, Proposed, AmendmentAsked, Agreed], InAdaptation),
        step(PROPOSE, &[InAdaptation, AmendmentAsked], Proposed),
        step(ASK_AMENDMENT, &[Proposed, AmendmentAsked, Agreed], AmendmentAsked),
        step(AGREE, &[Proposed], Agreed),
        // A party who joins a letter in force agrees and signs; the others' signatures stand.
        step(AGREE, &[InForce], InForce),
        step(SIGN, &[Agreed], Signed),
        step(SIGN, &[InForce], InForce),
        step(REVISE, &[Signed, InForce], InAdaptation),
        step(VOID, &[Received, InAdaptation, Proposed, AmendmentAsked, Agreed], Void),
        step(COME_INTO_FORCE, &[Signed], InForce),
        step(CLOSE, &[Signed, InForce], Closed),
    ],
};

/// The stages in which a letter was signed by all who must.
pub const SIGNED: [LetterStage; 3] = [Signed, InForce, Closed];

/// How firm the words of a template's clause are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// Of a revision that is being written.
    Draft,
    /// Of a published revision: they stay.
    Published,
}
