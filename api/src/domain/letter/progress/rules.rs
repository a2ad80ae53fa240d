//! What is missing at one establishment, and what mends it.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use entity::{
    letter::{
        gap::{self, GapAct, GapKind},
        letter_party::{self, PartyStage},
        letter_signature,
        letter_template::SignatureRule,
        mission_letter::{self, LetterStage},
    },
    mandate::mandate::{self, MandateDecision},
    territory::establishment,
};
use kernel::{Uuid, actor::Role, clock::local_date};

use crate::domain::{
    letter::{rules::counts, states::SIGNED},
    territory::calendar::Holidays,
};

/// The days after which a letter that is not signed is a gap, and its principal is reminded.
pub const REMINDED_AFTER: [i64; 2] = [30, 45];

/// What an academy says about time.
#[derive(Clone, Copy, Debug)]
pub struct Almanac {
    /// Its holidays.
    pub holidays: Holidays,
    /// Its time zone.
    pub zone: Tz,
}

/// Everything about one establishment in one school year that gaps are made of.
#[derive(Clone, Debug)]
pub struct Place<'s> {
    /// The establishment.
    pub establishment: &'s establishment::Model,
    /// Holidays and time of its academy.
    pub almanac: Almanac,
    /// First day of the school year.
    pub first_day: NaiveDate,
    /// Today, or the nearest day of the school year.
    pub day: NaiveDate,
    /// Its mandates of the year that are proposed or accepted.
    pub mandates: &'s [mandate::Model],
    /// When the academy sent its letters.
    pub dispatched_at: Option<DateTime<Utc>>,
    /// There was a letter, given up or not.
    pub had_letter: bool,
    /// The letter.
    pub letter: Option<Letter<'s>>,
}

/// What is known of a letter beside its row.
#[derive(Clone, Debug)]
pub struct Letter<'s> {
    /// The letter.
    pub row: &'s mission_letter::Model,
    /// Its parties.
    pub parties: &'s [letter_party::Model],
    /// An amendment waits for its answer.
    pub has_open_amendment: bool,
    /// Its signatures; those of the principal have no party.
    pub signatures: &'s [letter_signature::Model],
    /// Codes of the suggested priorities that nobody has.
    pub unassigned: Vec<String>,
}

/// Whether a mandate is accepted and runs on a day.
pub fn runs(mandate: &mandate::Model, day: NaiveDate) -> bool {
    mandate.decision == MandateDecision::Accepted && (mandate.starts_on..=mandate.ends_on).contains(&day)
}

/// Whether all who must have signed a letter.
pub fn is_signed(letter: &mission_letter::Model) -> bool {
    SIGNED.contains(&letter.stage)
}

/// The field of the API that does an act.
pub const fn mutation(act: GapAct) -> &'static str {
    match act {
        GapAct::ProposeMandate => "proposeMandate",
        GapAct::AcceptMandate => "acceptMandate",
        GapAct::Dispatch => "dispatchMissionLetters",
        GapAct::Open => "openMissionLetter",
        GapAct::Share | GapAct::SharePriorities => "assignActivities",
        GapAct::AddParty => "addLetterParty",
        GapAct::Propose => "proposeLetter",
        GapAct::AnswerAmendment => "answerAmendment",
        GapAct::Agree => "agreeLetter",
        GapAct::Sign | GapAct::SignAsPrincipal | GapAct::SignAsParty => "signLetter",
    }
}

/// Who can do an act.
pub const fn who(act: GapAct) -> &'static [Role] {
    match act {
        GapAct::ProposeMandate => &[Role::Principal, Role::Rectorate],
        GapAct::Dispatch => &[Role::Rectorate],
        GapAct::AcceptMandate | GapAct::Agree | GapAct::SignAsParty => &[Role::Referent],
        GapAct::Sign => &[Role::Referent, Role::Principal],
        GapAct::Open | GapAct::Share | GapAct::SharePriorities | GapAct::AddParty | GapAct::Propose | GapAct::AnswerAmendment | GapAct::SignAsPrincipal => {
            &[Role::Principal]
        }
    }
}

impl Place<'_> {
    /// Everything that is missing here.
    pub fn gaps(&self) -> Vec<gap::Model> {
        let mut gaps = Vec::new();
        gaps.extend(self.without_referent());
        gaps.extend(self.not_sent());
        if let Some(letter) = self.letter.as_ref().filter(|letter| !is_signed(letter.row)) {
            gaps.extend(self.of_letter(letter));
        }
        gaps
    }

    fn gap(&self, kind: GapKind, since: NaiveDate, act: GapAct) -> gap::Model {
        let letter_id = self.letter.as_ref().map(|letter| letter.row.id).filter(|_| !matches!(kind, GapKind::NoReferent | GapKind::NotSent));
        gap::Model {
            id: id(kind, letter_id.unwrap_or(self.establishment.id)),
            kind,
            academy_id: self.establishment.academy_id,
            establishment_id: self.establishment.id,
            uai: self.establishment.uai.clone(),
            letter_id,
            since,
            days: self.almanac.holidays.days_from(since, self.day),
            act,
            activities: None,
        }
    }

    /// The day on which something happened here.
    fn on(&self, instant: DateTime<Utc>) -> NaiveDate {
        local_date(instant, self.almanac.zone)
    }

    fn without_referent(&self) -> Option<gap::Model> {
        if self.mandates.iter().any(|mandate| runs(mandate, self.day)) {
            return None;
        }
        let over = self.mandates.iter().filter(|mandate| mandate.decision == MandateDecision::Accepted && mandate.ends_on < self.day);
        let left = over.filter_map(|mandate| mandate.ends_on.succ_opt()).max();
        let since = self.first_day.max(self.establishment.opened_on.unwrap_or(self.first_day));
        Some(self.gap(GapKind::NoReferent, left.unwrap_or(since).max(since), self.naming_act()))
    }

    /// What brings a referent: a mandate that is proposed wants an answer, else one wants to be proposed.
    fn naming_act(&self) -> GapAct {
        let waits = self.mandates.iter().any(|mandate| mandate.decision == MandateDecision::Proposed);
        if waits { GapAct::AcceptMandate } else { GapAct::ProposeMandate }
    }

    fn not_sent(&self) -> Option<gap::Model> {
        let sent = self.dispatched_at.filter(|_| !self.had_letter)?;
        let since = self.on(sent.max(self.establishment.created_at));
        Some(self.gap(GapKind::NotSent, since.max(self.establishment.opened_on.unwrap_or(since)), GapAct::Dispatch))
    }

    fn of_letter(&self, letter: &Letter<'_>) -> Vec<gap::Model> {
        let (row, sent) = (letter.row, self.on(letter.row.sent_at));
        let mut gaps = Vec::new();
        if row.stage == LetterStage::Received {
            if row.opened_at.is_none() {
                gaps.push(self.gap(GapKind::NotOpened, sent, GapAct::Open));
            }
            gaps.push(self.gap(GapKind::NotAdapted, row.opened_at.map_or(sent, |at| self.on(at)), self.sharing_act(letter, GapAct::Share)));
        }
        let unsigned = match self.almanac.holidays.days_from(sent, self.day) {
            days if days > REMINDED_AFTER[1] => Some(GapKind::UnsignedD45),
            days if days > REMINDED_AFTER[0] => Some(GapKind::UnsignedD30),
            _ => None,
        };
        gaps.extend(unsigned.map(|kind| self.gap(kind, sent, self.signing_act(letter))));
        if !letter.unassigned.is_empty() {
            let act = self.sharing_act(letter, GapAct::SharePriorities);
            let activities = Some(letter.unassigned.join(", "));
            gaps.push(gap::Model { activities, ..self.gap(GapKind::UnassignedPriorities, sent, act) });
        }
        gaps
    }

    /// Who shares out wants somebody to give activities to.
    fn sharing_act(&self, letter: &Letter<'_>, act: GapAct) -> GapAct {
        if letter.parties.iter().any(|party| counts(party.stage)) {
            return act;
        }
        if self.mandates.iter().any(|mandate| runs(mandate, self.day)) { GapAct::AddParty } else { self.naming_act() }
    }

    /// The step that brings a letter nearer to its signatures.
    fn signing_act(&self, letter: &Letter<'_>) -> GapAct {
        match letter.row.stage {
            LetterStage::Received if letter.row.opened_at.is_none() => GapAct::Open,
            LetterStage::Received => self.sharing_act(letter, GapAct::Share),
            LetterStage::Proposed => GapAct::Agree,
            LetterStage::AmendmentAsked if letter.has_open_amendment => GapAct::AnswerAmendment,
            LetterStage::Agreed => letter.signing(),
            _ => self.sharing_act(letter, GapAct::Propose),
        }
    }
}

impl Letter<'_> {
    /// Who has still to sign what was last proposed.
    fn signing(&self) -> GapAct {
        let proposed = self.row.proposed_at.unwrap_or_default();
        let has_signed = |party: Option<Uuid>| self.signatures.iter().any(|given| given.party_id == party && given.signed_at >= proposed);
        let parties_sign = self.row.signature_rule == SignatureRule::Both;
        let of_parties =
            parties_sign && self.parties.iter().any(|party| counts(party.stage) && party.stage != PartyStage::Signed && !has_signed(Some(party.id)));
        match (of_parties, has_signed(None)) {
            (true, true) => GapAct::SignAsParty,
            (true, false) => GapAct::Sign,
            (false, _) => GapAct::SignAsPrincipal,
        }
    }
}

/// An id of its own for each kind of gap of one object: the kind stands where UUIDs have their version.
fn id(kind: GapKind, of: Uuid) -> Uuid {
    let mut bytes = *of.as_bytes();
    bytes[6] = bytes[6] & 0x0f | (kind as u8) << 4;
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(written: &str) -> NaiveDate {
        written.parse().expect("a day")
    }

    fn at(written: &str) -> DateTime<Utc> {
        written.parse().expect("an instant")
    }

    const ZONE: Tz = chrono_tz::Europe::Paris;

    fn letter(stage: LetterStage) -> mission_letter::Model {
        mission_letter::Model { id: Uuid::from_u128(2), stage, sent_at: at("2026-09-10T08:00:00Z"), ..mission_letter::Model::default() }
    }

    fn party(number: u128, stage: PartyStage) -> letter_party::Model {
        letter_party::Model { id: Uuid::from_u128(number), stage, ..letter_party::Model::default() }
    }

    fn mandate(decision: MandateDecision, starts: &str, ends: &str) -> mandate::Model {
        mandate::Model { decision, starts_on: day(starts), ends_on: day(ends), ..mandate::Model::default() }
    }

    fn place<'s>(establishment: &'s establishment::Model, mandates: &'s [mandate::Model], letter: Option<Letter<'s>>, on: &str) -> Place<'s> {
        Place {
            establishment,
            almanac: Almanac { holidays: Holidays::of(Some("A")), zone: ZONE },
            first_day: day("2026-09-01"),
            day: day(on),
            mandates,
            dispatched_at: None,
            had_letter: letter.is_some(),
            letter,
        }
    }

    fn told(gaps: &[gap::Model]) -> Vec<(GapKind, String, i64, GapAct)> {
        gaps.iter().map(|gap| (gap.kind, gap.since.to_string(), gap.days, gap.act)).collect()
    }

    #[test]
    fn a_letter_that_is_not_signed_is_a_gap_from_the_day_after_d_30_and_d_45_without_the_holidays() {
        let (school, running) = (establishment::Model::default(), [mandate(MandateDecision::Accepted, "2026-09-01", "2027-08-31")]);
        let (agreed, signed, parties) = (letter(LetterStage::Agreed), SIGNED.map(letter), [party(3, PartyStage::Agreed)]);
        let of = |row| Letter { row, parties: &parties, has_open_amendment: false, signatures: &[], unassigned: Vec::new() };
        // Sent on 10 September; the holidays of Toussaint are 17 October to 1 November.
        for (on, kind) in [
            ("2026-10-10", None),
            ("2026-10-11", Some((GapKind::UnsignedD30, 31))),
            ("2026-10-16", Some((GapKind::UnsignedD30, 36))),
            ("2026-11-01", Some((GapKind::UnsignedD30, 36))),
            ("2026-11-10", Some((GapKind::UnsignedD30, 45))),
            ("2026-11-11", Some((GapKind::UnsignedD45, 46))),
        ] {
            let gaps = place(&school, &running, Some(of(&agreed)), on).gaps();
            let expected: Vec<_> = kind.map(|(kind, days)| (kind, "2026-09-10".to_owned(), days, GapAct::Sign)).into_iter().collect();
            assert_eq!(told(&gaps), expected, "{on}");
        }
        for row in &signed {
            assert_eq!(place(&school, &running, Some(of(row)), "2027-03-01").gaps(), [], "{:?}", row.stage);
        }
    }

    #[test]
    fn the_stage_of_a_letter_says_who_does_what_next() {
        let school = establishment::Model::default();
        let (running, proposed) =
            ([mandate(MandateDecision::Accepted, "2026-09-01", "2027-08-31")], [mandate(MandateDecision::Proposed, "2026-09-01", "2027-08-31")]);
        let parties = [party(3, PartyStage::Agreed), party(4, PartyStage::Ended)];
        let (before, after) = (at("2026-09-20T08:00:00Z"), at("2026-09-22T08:00:00Z"));
        let act = |stage, parties: &[letter_party::Model], mandates: &[mandate::Model], signatures: &[letter_signature::Model], is_open, rule| {
            let opened_at = (stage != LetterStage::Received || is_open).then_some(before);
            let row = mission_letter::Model { opened_at, proposed_at: Some(at("2026-09-21T08:00:00Z")), signature_rule: rule, ..letter(stage) };
            let letter = Letter { row: &row, parties, has_open_amendment: is_open, signatures, unassigned: Vec::new() };
            let gaps = place(&school, mandates, Some(letter), "2026-12-01").gaps();
            gaps.iter().find(|gap| gap.kind == GapKind::UnsignedD45).expect("not signed").act
        };
        let (both, alone, party) = (SignatureRule::Both, SignatureRule::PrincipalOnly, Some(Uuid::from_u128(3)));
        for (stage, is_open, expected) in [
            (LetterStage::Received, false, GapAct::Open),
            (LetterStage::Received, true, GapAct::Share),
            (LetterStage::InAdaptation, false, GapAct::Propose),
            (LetterStage::Proposed, false, GapAct::Agree),
            (LetterStage::AmendmentAsked, true, GapAct::AnswerAmendment),
            (LetterStage::AmendmentAsked, false, GapAct::Propose),
        ] {
            assert_eq!(act(stage, &parties, &running, &[], is_open, both), expected, "{stage:?} {is_open}");
        }
        let signed = |party_id, signed_at| letter_signature::Model { party_id, signed_at, ..letter_signature::Model::default() };
        for (signatures, rule, expected) in [
            (vec![], both, GapAct::Sign),
            (vec![], alone, GapAct::SignAsPrincipal),
            (vec![signed(None, after)], both, GapAct::SignAsParty),
            (vec![signed(party, after)], both, GapAct::SignAsPrincipal),
            // What was signed before the letter was proposed again does not stand.
            (vec![signed(None, before), signed(party, before)], both, GapAct::Sign),
        ] {
            assert_eq!(act(LetterStage::Agreed, &parties, &running, &signatures, false, rule), expected, "{signatures:?} {rule:?}");
        }
        for (mandates, expected) in [(&running[..], GapAct::AddParty), (&proposed[..], GapAct::AcceptMandate), (&[][..], GapAct::ProposeMandate)] {
            assert_eq!(act(LetterStage::InAdaptation, &parties[1..], mandates, &[], false, both), expected, "nobody to propose it to");
        }
    }

    #[test]
    fn an_establishment_is_without_referent_since_the_last_one_left() {
        use MandateDecision::{Accepted, Proposed};
        let school = establishment::Model::default();
        for (mandates, expected) in [
            (vec![], Some(("2026-09-01", GapAct::ProposeMandate))),
            (vec![mandate(Proposed, "2026-09-01", "2027-08-31")], Some(("2026-09-01", GapAct::AcceptMandate))),
            (vec![mandate(Accepted, "2026-09-01", "2027-08-31")], None),
            (vec![mandate(Accepted, "2026-09-01", "2026-11-25")], None),
            (vec![mandate(Accepted, "2026-09-01", "2026-11-24")], Some(("2026-11-25", GapAct::ProposeMandate))),
            (vec![mandate(Accepted, "2027-01-01", "2027-08-31")], Some(("2026-09-01", GapAct::ProposeMandate))),
        ] {
            let gaps = place(&school, &mandates, None, "2026-11-25").gaps();
            let found = gaps.iter().map(|gap| (gap.since.to_string(), gap.act)).next();
            assert_eq!(found, expected.map(|(since, act)| (since.to_owned(), act)), "{mandates:?}");
        }
    }

    #[test]
    fn each_gap_of_an_object_has_an_id_of_its_own() {
        use sea_orm::Iterable;
        let ids: std::collections::HashSet<Uuid> = GapKind::iter().map(|kind| id(kind, Uuid::from_u128(u128::MAX))).collect();
        assert_eq!(ids.len(), GapKind::iter().count());
    }
}
