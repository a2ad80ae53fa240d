//! What is in a response, and how it is sealed: groups and answers, for the server alone, and once more for the receipt.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use entity::{
    campaign::{
        survey_campaign,
        survey_entry::{Given, GivenAnswer},
        survey_invitation::{self, Seniority},
        survey_response,
    },
    territory::establishment::EstablishmentKind,
};
use kernel::{
    Uuid,
    ids::random_bytes,
    refusal::Refusal,
    vault::{Vault, VaultKey},
};
use serde::{Deserialize, Serialize};

use crate::domain::survey::answers::{Answer, Given as Said};

/// The groups of a respondent, as they were when the campaign opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Groups {
    /// Basin.
    pub basin: Option<Uuid>,
    /// Department.
    pub department: Uuid,
    /// Kind of establishment.
    pub kind: EstablishmentKind,
    /// Seniority; none for principals.
    pub seniority: Option<Seniority>,
}

impl From<&survey_invitation::Model> for Groups {
    fn from(row: &survey_invitation::Model) -> Self {
        Self { basin: row.basin_id, department: row.department_id, kind: row.kind, seniority: row.seniority }
    }
}

/// What is sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The groups.
    pub groups: Groups,
    /// The answers.
    pub given: Given,
}

/// What only a respondent has: 130 bits, in letters and digits that are not mistaken for each other, in groups.
#[derive(Clone)]
pub struct Receipt(String);

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a receipt.
const LENGTH: usize = 26;

impl Receipt {
    /// A new one.
    pub fn make() -> Self {
        Self(random_bytes::<LENGTH>().iter().map(|byte| LETTERS[usize::from(byte % 32)] as char).collect())
    }

    /// One that somebody wrote, with or without the groups.
    pub fn read(written: &str) -> Option<Self> {
        let plain: String = written.chars().filter(|letter| !matches!(letter, '-' | ' ')).map(|letter| letter.to_ascii_uppercase()).collect();
        (plain.len() == LENGTH && plain.bytes().all(|letter| LETTERS.contains(&letter))).then_some(Self(plain))
    }

    /// As it is shown.
    pub fn shown(&self) -> String {
        self.0.as_bytes().chunks(5).map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join("-")
    }

    /// Under what the response is found: nobody gets the receipt back from it.
    pub fn mark(&self, campaign: Uuid) -> Uuid {
        let key = Vault::of(self.0.as_bytes());
        Uuid::from_bytes(key.pseudonym("survey mark", campaign.as_bytes()))
    }

    fn key(&self) -> VaultKey {
        VaultKey::of_holder("survey receipt", self.0.as_bytes())
    }
}

/// What seals the responses of a campaign.
pub struct Sealing<'v> {
    vault: &'v Vault,
    campaign: Uuid,
    part: Option<Vec<u8>>,
}

impl<'v> Sealing<'v> {
    /// That of a campaign.
    pub fn of(vault: &'v Vault, campaign: &survey_campaign::Model) -> Self {
        Self { vault, campaign: campaign.id, part: campaign.key_part.as_ref().and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()) }
    }

    /// A new part of the key, which can be forgotten.
    pub fn new_part() -> String {
        URL_SAFE_NO_PAD.encode(random_bytes::<32>())
    }

    /// Under what a person's own response is found, until the link is cut.
    pub fn pseudonym(&self, person: Uuid) -> Uuid {
        Uuid::from_bytes(self.vault.pseudonym("survey respondent", &[*self.campaign.as_bytes(), *person.as_bytes()].concat()))
    }

    fn key(&self) -> Option<VaultKey> {
        self.part.as_ref().map(|part| self.vault.key("survey answers", part))
    }

    /// Seals the content of a response.
    pub fn seal(&self, response: Uuid, content: &Content) -> Result<String, Refusal> {
        let bytes = serde_json::to_vec(content).map_err(Refusal::internal)?;
        let key = self.key().ok_or_else(|| Refusal::internal("the key of a campaign that takes answers"))?;
        Ok(URL_SAFE_NO_PAD.encode(key.seal(&about(self.campaign, response), &bytes)?))
    }

    /// Opens a response; none once the key was forgotten.
    pub fn open(&self, row: &survey_response::Model) -> Option<Content> {
        let sealed = URL_SAFE_NO_PAD.decode(row.sealed.as_ref()?).ok()?;
        serde_json::from_slice(&self.key()?.open(&about(row.campaign_id, row.id), &sealed)?).ok()
    }
}

fn about(campaign: Uuid, response: Uuid) -> Vec<u8> {
    [*campaign.as_bytes(), *response.as_bytes()].concat()
}

/// Seals answers for whoever has the receipt.
pub fn keep(receipt: &Receipt, campaign: Uuid, given: &Given) -> Result<String, Refusal> {
    let bytes = serde_json::to_vec(given).map_err(Refusal::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(receipt.key().seal(campaign.as_bytes(), &bytes)?))
}

/// Opens them again.
pub fn reopen(receipt: &Receipt, row: &survey_response::Model) -> Option<Given> {
    let kept = URL_SAFE_NO_PAD.decode(row.kept.as_ref()?).ok()?;
    serde_json::from_slice(&receipt.key().open(row.campaign_id.as_bytes(), &kept)?).ok()
}

/// An answer as it is checked; none when it does not say exactly one thing.
pub fn said(answer: &GivenAnswer) -> Option<Answer> {
    let GivenAnswer { question, option, options, rows, number, text } = answer.clone();
    let mut all =
        [option.map(Said::Choice), options.map(Said::Choices), rows.map(Said::Grid), number.map(Said::Number), text.map(Said::Text)].into_iter().flatten();
    match (all.next(), all.next()) {
        (Some(given), None) => Some(Answer { question, given }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_as_it_is_shown_and_opens_its_answers_alone() {
        let (receipt, other, campaign) = (Receipt::make(), Receipt::make(), Uuid::from_u128(7));
        let again = Receipt::read(&format!(" {} ", receipt.shown().to_lowercase())).expect("a receipt");
        assert_eq!((again.0.as_str(), again.mark(campaign)), (receipt.0.as_str(), receipt.mark(campaign)));
        assert_ne!(receipt.mark(campaign), receipt.mark(Uuid::from_u128(8)));
        assert!(Receipt::read("O0O0O").is_none());
        let given = Given(vec![GivenAnswer { question: "PRO_LETTER".into(), option: Some("YES".into()), ..GivenAnswer::default() }]);
        let row = survey_response::Model { campaign_id: campaign, kept: keep(&receipt, campaign, &given).ok(), ..survey_response::Model::default() };
        assert_eq!((reopen(&again, &row), reopen(&other, &row)), (Some(given), None));
    }

    #[test]
    fn a_response_opens_while_the_part_of_the_key_is_there() {
        let vault = Vault::of(b"a secret");
        let campaign = survey_campaign::Model { id: Uuid::from_u128(7), key_part: Some(Sealing::new_part()), ..survey_campaign::Model::default() };
        let sealing = Sealing::of(&vault, &campaign);
        let id = sealing.pseudonym(Uuid::from_u128(1));
        let content = Content { groups: Groups { kind: EstablishmentKind::Erea, ..Groups::default() }, ..Content::default() };
        let row = survey_response::Model { id, campaign_id: campaign.id, sealed: sealing.seal(id, &content).ok(), ..survey_response::Model::default() };
        assert_eq!(sealing.open(&row), Some(content));
        let forgotten = survey_campaign::Model { key_part: None, ..campaign.clone() };
        assert_eq!(Sealing::of(&vault, &forgotten).open(&row), None);
        let elsewhere = survey_response::Model { id: Uuid::from_u128(9), ..row };
        assert_eq!(sealing.open(&elsewhere), None, "a sealed response cannot be put in another's place");
    }

    #[test]
    fn an_answer_says_one_thing() {
        let answer = |option: Option<&str>, number: Option<i64>| GivenAnswer {
            question: "Q".into(),
            option: option.map(str::to_owned),
            number,
            ..GivenAnswer::default()
        };
        assert_eq!(said(&answer(Some("A"), None)).map(|answer| answer.given), Some(Said::Choice("A".into())));
        assert!(said(&answer(None, None)).is_none() && said(&answer(Some("A"), Some(1))).is_none());
    }
}
