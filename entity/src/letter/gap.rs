//! What is missing of the mission letters of a year. No table has this name: the room works the rows out of mandates and
//! letters for each request, so that a gap is gone as soon as it is mended.

use sea_orm::entity::prelude::*;

crate::text_enum! {
    /// What is missing.
    GapKind {
        /// The establishment has no referent with an accepted mandate that runs.
        NoReferent = "NO_REFERENT",
        /// The academy has sent its letters, and the establishment has none: it came later.
        NotSent = "NOT_SENT",
        /// The establishment has not opened its letter.
        NotOpened = "NOT_OPENED",
        /// The principal has changed nothing in the letter yet, opened or not.
        NotAdapted = "NOT_ADAPTED",
        /// More than 30 days have passed since the letter was sent, holidays left out, and it is not signed.
        UnsignedD30 = "UNSIGNED_D30",
        /// More than 45 days, likewise; it takes the place of `UNSIGNED_D30`.
        UnsignedD45 = "UNSIGNED_D45",
        /// Nobody of a letter that is not signed has an activity to which the academy gives priority.
        UnassignedPriorities = "UNASSIGNED_PRIORITIES",
    }
}

crate::text_enum! {
    /// The next act that mends a gap, or brings it nearer.
    GapAct {
        /// Propose a mandate to a referent.
        ProposeMandate = "PROPOSE_MANDATE",
        /// Accept the mandate that is proposed.
        AcceptMandate = "ACCEPT_MANDATE",
        /// Send the template again: it reaches those who have no letter.
        Dispatch = "DISPATCH",
        /// Open the letter.
        Open = "OPEN",
        /// Share the activities out.
        Share = "SHARE",
        /// Share those out that the academy suggests.
        SharePriorities = "SHARE_PRIORITIES",
        /// Add the referent as a party.
        AddParty = "ADD_PARTY",
        /// Propose the letter to the parties.
        Propose = "PROPOSE",
        /// Answer the amendment that a party proposes.
        AnswerAmendment = "ANSWER_AMENDMENT",
        /// Agree, as a party.
        Agree = "AGREE",
        /// Sign: the principal and parties.
        Sign = "SIGN",
        /// Sign: the principal.
        SignAsPrincipal = "SIGN_AS_PRINCIPAL",
        /// Sign: parties.
        SignAsParty = "SIGN_AS_PARTY",
    }
}

/// Something that is missing at an establishment.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gap")]
pub struct Model {
    /// The id of the letter, else of the establishment, with the kind in the place of its version.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is missing.
    pub kind: GapKind,
    /// The academy.
    pub academy_id: Uuid,
    /// The establishment.
    pub establishment_id: Uuid,
    /// Its unit code.
    pub uai: String,
    /// The letter, where there is one.
    pub letter_id: Option<Uuid>,
    /// Since when.
    pub since: Date,
    /// Days since then, holidays left out.
    pub days: i64,
    /// The next act.
    pub act: GapAct,
    /// Codes of the activities that it is about.
    pub activities: Option<String>,
}

/// Relations are declared by the rooms.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
