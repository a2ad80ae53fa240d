//! What a draft is made of: the mandate, the own log of the year, and own answers to reportable questions. A copy of this moment.

use chrono::NaiveDate;
use entity::{
    action::{support_action, support_action_kind},
    campaign::{
        survey_campaign::{self, SurveyPrivacy},
        survey_entry::Given,
        survey_invitation::{self, InvitationStage},
        survey_response,
    },
    framing::activity,
    mandate::mandate::{self, MandateDecision},
    people::person,
    report::report_section::ReportOrigin,
    survey::questionnaire::SurveyAudience,
    territory::establishment,
};
use kernel::{
    Uuid,
    filter::{chosen, values_of},
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::SchoolYear,
    text::{Locale, Text, text},
    work::Work,
};
use sea_orm::{ColumnTrait, Condition};

use super::rules::{self, Section};
use crate::domain::{
    action::rules::{Counted, sums},
    campaign::{
        SurveyCampaign,
        content::{Receipt, Sealing, reopen, said},
    },
    framing::types::in_language,
    mandate::ReferentMandate,
    survey::{
        answers::{self, Answer},
        kept::structure_of,
        structure::Question,
    },
};

/// The mandate of a person that a report is about: the one that is named, or the longest of the year, there where it is said.
pub async fn mandate_of(
    work: &Work<'_>,
    person: Uuid,
    year: SchoolYear,
    there: Option<Uuid>,
    named: Option<Id<ReferentMandate>>,
) -> Result<mandate::Model, Refusal> {
    use mandate::Column::{Decision, EstablishmentId, PersonId, SchoolYear as Year};
    let none = |argument: &str| {
        let message = Text::of(format!("You were no referent there in {year}."), format!("Vous n'y étiez pas référent en {year}."));
        let hint = text(
            "`mandates { nodes { id schoolYear establishment { uai } } }` tells where and when you were.",
            "`mandates { nodes { id schoolYear establishment { uai } } }` dit où et quand vous l'étiez.",
        );
        Refusal::from(Fault::invalid(argument, message).hint(hint).coded("NO_MANDATE"))
    };
    if let Some(named) = named {
        let mandate = work.seen(named, "mandate").await?;
        let fits = mandate.person_id == person && mandate.decision == MandateDecision::Accepted && there.is_none_or(|there| mandate.establishment_id == there);
        return if fits { Ok(mandate) } else { Err(none("mandate")) };
    }
    let held = Condition::all().add(PersonId.eq(person)).add(Decision.eq(MandateDecision::Accepted)).add(Year.eq(year.to_string()));
    let mut held = work.find::<mandate::Entity>(held.add_option(there.map(|there| EstablishmentId.eq(there)))).await?;
    held.sort_by_key(|row| (row.ends_on - row.starts_on, row.id));
    let mut places: Vec<Uuid> = held.iter().map(|row| row.establishment_id).collect();
    places.sort_unstable();
    places.dedup();
    if places.len() > 1 {
        let mut uais: Vec<String> =
            work.find::<establishment::Entity>(work.among(establishment::Column::Id, &places)).await?.into_iter().map(|row| row.uai).collect();
        uais.sort();
        let message = text("You were a referent of several establishments in this year.", "Vous étiez référent de plusieurs établissements cette année-là.");
        let hint = Text::of(format!("Name one of {}.", uais.join(", ")), format!("Nommez l'un d'eux : {}.", uais.join(", ")));
        return Err(Fault::invalid("establishment", message).hint(hint).into());
    }
    held.pop().ok_or_else(|| none(if there.is_some() { "establishment" } else { "schoolYear" }))
}

/// The sections of a new draft, and the campaign whose own answers are in them.
pub async fn sections(
    work: &Work<'_>,
    mandate: &mandate::Model,
    campaign: Option<Id<SurveyCampaign>>,
    receipt: Option<&str>,
) -> Result<(Vec<Section>, Option<Uuid>), Refusal> {
    let mut sections = vec![of_mandate(work, mandate).await?];
    sections.extend(of_log(work, mandate).await?);
    let answered = of_answers(work, mandate, campaign, receipt).await?;
    let campaign = answered.as_ref().map(|(campaign, _)| *campaign);
    sections.extend(answered.into_iter().flat_map(|(_, answers)| answers));
    Ok((sections, campaign))
}

fn on(day: NaiveDate, locale: Locale) -> String {
    day.format(if locale == Locale::Fr { "%d/%m/%Y" } else { "%-d %B %Y" }).to_string()
}

async fn of_mandate(work: &Work<'_>, mandate: &mandate::Model) -> Result<Section, Refusal> {
    let locale = work.viewer.locale;
    let name = work.find::<person::Entity>(Condition::all().add(person::Column::Id.eq(mandate.person_id))).await?.pop();
    let name = name.map(|row| row.display_name).unwrap_or_default();
    let place = work.find::<establishment::Entity>(Condition::all().add(establishment::Column::Id.eq(mandate.establishment_id))).await?.pop();
    let place = place.map(|row| format!("{} ({})", row.name, row.uai)).unwrap_or_default();
    let (first, last) = (on(mandate.starts_on, locale), on(mandate.ends_on, locale));
    let body = Text::of(
        format!("{name}, digital referent of {place} from {first} to {last}, school year {}.", mandate.school_year),
        format!("{name}, référent numérique de {place} du {first} au {last}, année scolaire {}.", mandate.school_year),
    );
    Ok(Section::drafted("MANDATE", text("Mandate", "Mandat").in_(locale), body.in_(locale).to_owned(), ReportOrigin::Mandate))
}

/// What the own log of the year sums up to there; none when nothing was logged.
async fn of_log(work: &Work<'_>, mandate: &mandate::Model) -> Result<Option<Section>, Refusal> {
    use support_action::Column::{EstablishmentId, PersonId, RemovedAt, SchoolYear as Year};
    let locale = work.viewer.locale;
    let own = Condition::all()
        .add(PersonId.eq(mandate.person_id))
        .add(EstablishmentId.eq(mandate.establishment_id))
        .add(Year.eq(&mandate.school_year))
        .add(RemovedAt.is_null());
    let rows = work.find::<support_action::Entity>(own).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    let lines: Vec<Counted> = rows.iter().map(|row| Counted { kind: row.kind_id, day: row.done_on, served: row.beneficiaries, minutes: row.minutes }).collect();
    let kinds = work.find::<support_action_kind::Entity>(Condition::all()).await?;
    let used: Vec<Uuid> = kinds.iter().map(|row| row.activity_id).collect();
    let activities = work.find::<activity::Entity>(work.among(activity::Column::Id, &used)).await?;
    let activity = |kind: &support_action_kind::Model| activities.iter().find(|row| row.id == kind.activity_id).map(|row| (row.position, row.id));
    let (total, by_activity) = sums(&lines, |kind| kinds.iter().find(|row| row.id == kind).and_then(|row| Some((activity(row)?, row.usual_minutes))));
    let worded = |row: &activity::Model| in_language(locale, Some(&row.label_en), Some(&row.label_fr)).unwrap_or_default().to_owned();
    let figures: Vec<_> = by_activity
        .into_iter()
        .filter_map(|((_, id), sum)| activities.iter().find(|row| row.id == id).map(|row| (row.code.clone(), worded(row), sum)))
        .collect();
    let title = text("Support actions", "Actions d'accompagnement");
    Ok(Some(Section::drafted("LOG", title.in_(locale), rules::log_in_words(&total, &figures, locale), ReportOrigin::Log)))
}

/// A section for each reportable question that was answered and is shown, with the campaign.
async fn of_answers(
    work: &Work<'_>,
    mandate: &mandate::Model,
    named: Option<Id<SurveyCampaign>>,
    receipt: Option<&str>,
) -> Result<Option<(Uuid, Vec<Section>)>, Refusal> {
    let locale = work.viewer.locale;
    let Some((campaign, invitation)) = asked(work, mandate, named).await? else { return Ok(None) };
    let must = named.is_some() || receipt.is_some();
    let Some(given) = given(work, &campaign, &invitation, receipt, must).await? else { return Ok(None) };
    let structure = structure_of(work, campaign.questionnaire_id).await?;
    let given: Vec<Answer> = given.0.iter().filter_map(said).collect();
    let reportable = answers::visible(&structure, &given).into_iter().filter(|question| question.reportable);
    let section = |question: &Question| {
        let answer = given.iter().find(|answer| answer.question == question.code)?;
        let body = rules::in_words(question, &answer.given, locale);
        Some(Section::drafted(&question.code, rules::title(question, locale), body, ReportOrigin::Answer))
    };
    Ok(Some((campaign.id, reportable.filter_map(section).collect())))
}

/// The campaign that is named, or the latest of the year that asked the referent, with the invitation.
async fn asked(
    work: &Work<'_>,
    mandate: &mandate::Model,
    named: Option<Id<SurveyCampaign>>,
) -> Result<Option<(survey_campaign::Model, survey_invitation::Model)>, Refusal> {
    use survey_campaign::Column::{Audience, Id as CampaignId, SchoolYear as Year};
    use survey_invitation::Column::PersonId;
    let own = || Condition::all().add(PersonId.eq(mandate.person_id));
    let campaign = match named {
        Some(id) => {
            let campaign = work.seen(id, "campaign").await?;
            if (campaign.school_year.as_str(), campaign.audience) != (mandate.school_year.as_str(), SurveyAudience::ReferentsOfTheYear) {
                let message =
                    text("It does not ask referents about the school year of the report.", "Elle n'interroge pas les référents sur l'année du compte-rendu.");
                return Err(Fault::invalid("campaign", message).into());
            }
            Some(campaign)
        }
        None => {
            let these = Condition::all()
                .add(Year.eq(&mandate.school_year))
                .add(Audience.eq(SurveyAudience::ReferentsOfTheYear))
                .add(chosen(CampaignId, values_of::<survey_invitation::Entity>(survey_invitation::Column::CampaignId, own())));
            let mut campaigns = work.find::<survey_campaign::Entity>(these).await?;
            campaigns.sort_by_key(|row| row.opened_at);
            campaigns.pop()
        }
    };
    let Some(campaign) = campaign else { return Ok(None) };
    let invitation = work.find::<survey_invitation::Entity>(own().add(survey_invitation::Column::CampaignId.eq(campaign.id))).await?.pop();
    match invitation {
        Some(invitation) => Ok(Some((campaign, invitation))),
        None => {
            let message = text("This campaign does not ask you.", "Cette campagne ne vous interroge pas.");
            Err(Fault::invalid("campaign", message).coded("NOT_INVITED").into())
        }
    }
}

/// The own answers: under the pseudonym, or under the receipt once the link was cut.
async fn given(
    work: &Work<'_>,
    campaign: &survey_campaign::Model,
    invitation: &survey_invitation::Model,
    receipt: Option<&str>,
    must: bool,
) -> Result<Option<Given>, Refusal> {
    let row = async |id: Uuid| -> Result<Option<survey_response::Model>, Refusal> {
        Ok(work.find::<survey_response::Entity>(Condition::all().add(survey_response::Column::Id.eq(id))).await?.pop())
    };
    if (campaign.privacy, invitation.stage) != (SurveyPrivacy::Anonymous, InvitationStage::Submitted) {
        let sealing = Sealing::of(&work.viewer.store.vault, campaign);
        let own = row(sealing.pseudonym(invitation.person_id)).await?;
        return Ok(own.and_then(|row| sealing.open(&row)).map(|content| content.given));
    }
    if !must {
        return Ok(None);
    }
    let unknown = || {
        let message = text("No response of this campaign has this receipt.", "Aucune réponse de cette campagne n'a ce reçu.");
        let hint = text(
            "In an ANONYMOUS campaign the receipt alone finds the own answers. Leave `campaign` and `receipt` out for a report without them.",
            "Dans une campagne ANONYMOUS, seul le reçu retrouve ses réponses. Omettez `campaign` et `receipt` pour un compte-rendu sans elles.",
        );
        Refusal::from(Fault::invalid("receipt", message).coded("RECEIPT_UNKNOWN").hint(hint))
    };
    let receipt = receipt.and_then(Receipt::read).ok_or_else(unknown)?;
    let kept = row(receipt.mark(campaign.id)).await?.ok_or_else(unknown)?;
    reopen(&receipt, &kept).map(Some).ok_or_else(unknown)
}
