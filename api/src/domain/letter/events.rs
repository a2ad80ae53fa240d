//! What the room tells.

use kernel::event::Fact;

/// A template was made.
pub const TEMPLATE_CREATED: Fact = Fact("LetterTemplateCreated");
/// Its heading changed.
pub const TEMPLATE_UPDATED: Fact = Fact("LetterTemplateUpdated");
/// A clause of its draft was made or worded anew.
pub const TEMPLATE_CLAUSE_WRITTEN: Fact = Fact("TemplateClauseWritten");
/// A clause stands no more from this revision on.
pub const TEMPLATE_CLAUSE_ENDED: Fact = Fact("TemplateClauseEnded");
/// A revision was published.
pub const TEMPLATE_PUBLISHED: Fact = Fact("LetterTemplatePublished");
/// Its letters go out.
pub const TEMPLATE_DISPATCHED: Fact = Fact("LetterTemplateDispatched");
/// It was put away.
pub const TEMPLATE_ARCHIVED: Fact = Fact("LetterTemplateArchived");
/// A letter was sent to an establishment.
pub const LETTER_SENT: Fact = Fact("MissionLetterSent");
/// The establishment opened it.
pub const LETTER_OPENED: Fact = Fact("MissionLetterOpened");
/// The principal changes it.
pub const LETTER_ADAPTED: Fact = Fact("MissionLetterAdapted");
/// A revision of the template offers newer words to a letter.
pub const LETTER_REVISION_OFFERED: Fact = Fact("MissionLetterRevisionOffered");
/// A clause of a letter changed.
pub const CLAUSE_CHANGED: Fact = Fact("LetterClauseChanged");
/// The activities of a letter were shared out anew.
pub const ACTIVITIES_ASSIGNED: Fact = Fact("MissionActivitiesAssigned");
/// Somebody became a party to a letter.
pub const PARTY_JOINED: Fact = Fact("LetterPartyJoined");
/// A party left.
pub const PARTY_LEFT: Fact = Fact("LetterPartyLeft");
/// A party who joined a letter in force is bound by it: it has signed, and so has the principal.
pub const PARTY_BOUND: Fact = Fact("LetterPartyBound");
/// The principal takes a signed letter up again.
pub const LETTER_REVISED: Fact = Fact("MissionLetterRevised");
/// The principal proposed a letter to its parties.
pub const LETTER_PROPOSED: Fact = Fact("MissionLetterProposed");
/// A party asks for an amendment.
pub const AMENDMENT_ASKED: Fact = Fact("LetterAmendmentAsked");
/// The principal took or left an amendment.
pub const AMENDMENT_ANSWERED: Fact = Fact("LetterAmendmentAnswered");
/// Somebody said something about a letter.
pub const COMMENTED: Fact = Fact("LetterCommented");
/// A party agreed.
pub const PARTY_AGREED: Fact = Fact("LetterPartyAgreed");
/// A party declined.
pub const PARTY_DECLINED: Fact = Fact("LetterPartyDeclined");
/// Every party agrees.
pub const LETTER_AGREED: Fact = Fact("MissionLetterAgreed");
/// Somebody signed.
pub const LETTER_SIGNATURE: Fact = Fact("MissionLetterSignatureGiven");
/// Everybody who must has signed.
pub const LETTER_SIGNED: Fact = Fact("MissionLetterSigned");
/// It is in force.
pub const LETTER_IN_FORCE: Fact = Fact("MissionLetterInForce");
/// Its period is over.
pub const LETTER_CLOSED: Fact = Fact("MissionLetterClosed");
/// It is not signed, and more than 30 days have passed since it was sent, holidays left out.
pub const LETTER_UNSIGNED_D30: Fact = Fact("MissionLetterUnsignedD30");
/// It is not signed, and more than 45 days have passed.
pub const LETTER_UNSIGNED_D45: Fact = Fact("MissionLetterUnsignedD45");
/// It was given up.
pub const LETTER_VOID: Fact = Fact("MissionLetterVoid");
/// A party who had agreed is asked again: what it agreed to has changed.
pub const PARTY_ASKED_AGAIN: Fact = Fact("LetterPartyAskedAgain");
