//! What the own year suggests as answers: figures of the own mandates, letter, log and sessions, for the respondent to confirm.

use std::collections::{BTreeMap, BTreeSet};

use entity::{
    action::{support_action, support_action_kind},
    campaign::{
        survey_campaign,
        survey_entry::{Given, GivenAnswer},
        survey_invitation,
    },
    framing::activity,
    letter::mission_letter::{self, LetterStage},
    mandate::mandate::{self, MandateDecision},
    survey::survey_question::Prefill,
    training::{
        trainer_engagement::{self, EngagementStage},
        training_session::{self, SessionStage},
    },
};
use kernel::{Uuid, filter::values_of, machine::state_name, refusal::Refusal, scalars::SchoolYear, viewer::Viewer};
use sea_orm::{ColumnTrait, Condition};

use crate::domain::survey::structure::{Question, Structure};

/// Suggestions for the questions that have no answer yet.
pub async fn of(
    viewer: &Viewer,
    campaign: &survey_campaign::Model,
    invitation: &survey_invitation::Model,
    structure: &Structure,
    given: &Given,
) -> Result<Vec<GivenAnswer>, Refusal> {
    let open = |question: &&Question| given.0.iter().all(|answer| answer.question != question.code);
    let wanted: Vec<(&Question, Prefill)> = structure.questions().filter(open).filter_map(|question| Some((question, question.prefill_from?))).collect();
    let year: SchoolYear = campaign.school_year.parse().map_err(Refusal::internal)?;
    let own = Own { viewer, person: invitation.person_id, establishment: invitation.establishment_id, year };
    let mut suggested = Vec::new();
    for (question, prefill) in wanted {
        suggested.extend(own.suggestion(question, prefill).await?);
    }
    Ok(suggested)
}

struct Own<'v> {
    viewer: &'v Viewer,
    person: Uuid,
    establishment: Uuid,
    year: SchoolYear,
}

impl Own<'_> {
    async fn suggestion(&self, question: &Question, prefill: Prefill) -> Result<Option<GivenAnswer>, Refusal> {
        let blank = GivenAnswer { question: question.code.clone(), ..GivenAnswer::default() };
        let offers = |code: &str| question.option(code).is_some();
        let one = |code: Option<&str>| code.filter(|code| offers(code)).map(|code| GivenAnswer { option: Some(code.to_owned()), ..blank.clone() });
        Ok(match prefill {
            Prefill::MandateSeniority => one(self.seniority().await?),
            Prefill::MandateShare => one(self.share().await?),
            Prefill::LetterState => one(self.letter().await?),
            Prefill::SessionsLed => one(Some(self.led().await?)),
            Prefill::ActionChannels => {
                let options: Vec<String> = self.channels().await?.into_iter().filter(|code| offers(code)).collect();
                (!options.is_empty()).then(|| GivenAnswer { options: Some(options), ..blank.clone() })
            }
            Prefill::ActionFrequencyByActivity => {
                let counts = self.by_activity().await?;
                let row = |code: &String| Some((code.clone(), often(*counts.get(code)?).to_owned()));
                let rows: Vec<(String, String)> = question.rows.iter().filter_map(|asked| row(&asked.code)).filter(|(_, option)| offers(option)).collect();
                (!rows.is_empty()).then(|| GivenAnswer { rows: Some(rows), ..blank.clone() })
            }
            // Nothing of these is known to the product yet.
            Prefill::ProjectsSupported | Prefill::MeetingKinds | Prefill::EntPresence => None,
        })
    }

    fn mandates(&self) -> Condition {
        use mandate::Column::{Decision, SchoolYear as Year};
        Condition::all().add(Year.eq(self.year.to_string())).add(Decision.eq(MandateDecision::Accepted))
    }

    /// Years of the unbroken chain of mandates.
    async fn seniority(&self) -> Result<Option<&'static str>, Refusal> {
        let own = self.viewer.store.rows::<mandate::Entity>(self.mandates().add(mandate::Column::PersonId.eq(self.person))).await?;
        let first = own.iter().map(|row| row.first_mandate_on).min();
        Ok(first.map(|first| match self.year.first_day().years_since(SchoolYear::of(first).first_day()) {
            None | Some(0) => "FIRST",
            Some(1 | 2) => "Y2_3",
            Some(3..=5) => "Y4_6",
            Some(_) => "Y7",
        }))
    }

    /// Alone, or beside others with another part of the mission; how it is shared otherwise is not known.
    async fn share(&self) -> Result<Option<&'static str>, Refusal> {
        let there = self.viewer.store.rows::<mandate::Entity>(self.mandates().add(mandate::Column::EstablishmentId.eq(self.establishment))).await?;
        let own = there.iter().find(|row| row.person_id == self.person).map(|row| row.share);
        Ok(match there.iter().filter(|row| row.person_id != self.person).map(|row| row.share).collect::<Vec<_>>().as_slice() {
            [] => Some("ALONE"),
            others if own.is_some_and(|own| others.iter().all(|other| *other != own)) => Some("PROFILE"),
            _ => None,
        })
    }

    async fn letter(&self) -> Result<Option<&'static str>, Refusal> {
        use mission_letter::Column::{EstablishmentId, SchoolYear as Year, Stage};
        let letter = Condition::all().add(EstablishmentId.eq(self.establishment)).add(Year.eq(self.year.to_string())).add(Stage.ne(LetterStage::Void));
        let letter = self.viewer.store.rows::<mission_letter::Entity>(letter).await?.pop();
        Ok(letter.map(|letter| match letter.stage {
            LetterStage::Signed | LetterStage::InForce | LetterStage::Closed => "SIGNED",
            _ => "WRITTEN",
        }))
    }

    /// Whom the sessions were for that one led and that were held.
    async fn led(&self) -> Result<&'static str, Refusal> {
        use entity::training::training_plan::TrainingLevel;
        use trainer_engagement::Column::{PersonId, SessionId, Stage};
        let own = Condition::all().add(PersonId.eq(self.person)).add(Stage.eq(EngagementStage::Accepted));
        let held = Condition::all()
            .add(training_session::Column::Id.in_subquery(values_of::<trainer_engagement::Entity>(SessionId, own)))
            .add(training_session::Column::Stage.is_in([SessionStage::Held, SessionStage::Reported]));
        let sessions = self.viewer.store.rows::<training_session::Entity>(held).await?;
        let of_year = sessions.iter().filter(|row| self.year.contains(row.starts_at.date_naive()));
        let scopes: Vec<bool> = of_year.map(|row| row.scope == TrainingLevel::Establishment).collect();
        Ok(match (scopes.contains(&true), scopes.contains(&false)) {
            (false, false) => "NO",
            (true, false) => "ESTABLISHMENT",
            (false, true) => "BASIN",
            (true, true) => "BOTH",
        })
    }

    async fn log(&self) -> Result<Vec<support_action::Model>, Refusal> {
        use support_action::Column::{PersonId, RemovedAt, SchoolYear as Year};
        let own = Condition::all().add(PersonId.eq(self.person)).add(Year.eq(self.year.to_string())).add(RemovedAt.is_null());
        self.viewer.store.rows::<support_action::Entity>(own).await
    }

    async fn channels(&self) -> Result<BTreeSet<String>, Refusal> {
        Ok(self.log().await?.into_iter().filter_map(|row| row.channel).map(state_name).collect())
    }

    /// Number of logged actions by the code of their activity.
    async fn by_activity(&self) -> Result<BTreeMap<String, usize>, Refusal> {
        let kinds = self.viewer.store.reference::<support_action_kind::Entity>().await?;
        let activities = self.viewer.store.reference::<activity::Entity>().await?;
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for row in self.log().await? {
            if let Some(activity) = kinds.get(row.kind_id).and_then(|kind| activities.get(kind.activity_id)) {
                *counts.entry(activity.code.clone()).or_default() += 1;
            }
        }
        Ok(counts)
    }
}

/// How often something was done in a school year, of which people use some thirty weeks.
fn often(times: usize) -> &'static str {
    match times {
        0 => "NEVER",
        1..=4 => "ONCE",
        5..=20 => "MONTHLY",
        _ => "WEEKLY",
    }
}
