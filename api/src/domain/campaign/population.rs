//! Who is asked: frozen when a campaign opens, so that a referent who left in March still counts in June (S28).

use std::collections::{BTreeMap, HashMap};

use entity::{
    campaign::{
        survey_campaign,
        survey_invitation::{self, InvitationStage, Seniority},
    },
    mandate::mandate::{self, MandateDecision},
    people::appointment::{self, AppointmentFunction},
    survey::questionnaire::SurveyAudience,
    territory::{
        establishment,
        zone::{self, ZoneKind},
        zone_membership,
    },
};
use kernel::{Uuid, filter::values_of, refusal::Refusal, scalars::SchoolYear, store::covering, work::Work};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

/// Somebody who is asked: for which establishment, and how long the function has been held.
struct Asked {
    person: Uuid,
    establishment: Uuid,
    seniority: Option<Seniority>,
}

/// The invitations of a campaign that opens.
pub async fn invitations(work: &Work<'_>, campaign: &survey_campaign::Model) -> Result<Vec<survey_invitation::ActiveModel>, Refusal> {
    let asked = match campaign.audience {
        SurveyAudience::ReferentsOfTheYear => referents(work, campaign).await?,
        SurveyAudience::Principals => principals(work, campaign).await?,
    };
    let places: Vec<Uuid> = asked.iter().map(|asked| asked.establishment).collect();
    let mut establishments: HashMap<Uuid, establishment::Model> = HashMap::new();
    for chunk in places.chunks(kernel::bulk::CHUNK) {
        let rows = work.find::<establishment::Entity>(work.among(establishment::Column::Id, chunk)).await?;
        establishments.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    let basins = basins(work).await?;
    let invitation = |asked: Asked| {
        let place = establishments.get(&asked.establishment)?;
        Some(survey_invitation::ActiveModel {
            academy_id: Set(campaign.academy_id),
            campaign_id: Set(campaign.id),
            person_id: Set(asked.person),
            establishment_id: Set(place.id),
            basin_id: Set(basins.get(&place.id).copied()),
            department_id: Set(place.department_id),
            kind: Set(place.kind),
            seniority: Set(asked.seniority),
            stage: Set(InvitationStage::NotStarted),
            reminders: Set(0),
            ..Default::default()
        })
    };
    Ok(asked.into_iter().filter_map(invitation).collect())
}

/// Everybody whose mandate of the year has begun, once: for the establishment of the longest one.
async fn referents(work: &Work<'_>, campaign: &survey_campaign::Model) -> Result<Vec<Asked>, Refusal> {
    use mandate::Column::{AcademyId, Decision, SchoolYear as Year, StartsOn};
    let year: SchoolYear = campaign.school_year.parse().map_err(Refusal::internal)?;
    let held = Condition::all()
        .add(AcademyId.eq(campaign.academy_id))
        .add(Year.eq(&campaign.school_year))
        .add(Decision.eq(MandateDecision::Accepted))
        .add(StartsOn.lte(work.viewer.actor.today));
    let mut longest: BTreeMap<Uuid, mandate::Model> = BTreeMap::new();
    for row in work.find::<mandate::Entity>(held).await? {
        let length = |row: &mandate::Model| (row.ends_on - row.starts_on, std::cmp::Reverse(row.establishment_id));
        let other = longest.get(&row.person_id).map(length);
        if other.is_none_or(|other| length(&row) > other) {
            longest.insert(row.person_id, row);
        }
    }
    let asked = |row: mandate::Model| Asked {
        person: row.person_id,
        establishment: row.establishment_id,
        seniority: Some(if row.first_mandate_on >= year.first_day() { Seniority::FirstYear } else { Seniority::Longer }),
    };
    Ok(longest.into_values().map(asked).collect())
}

/// The principals of today, each once.
async fn principals(work: &Work<'_>, campaign: &survey_campaign::Model) -> Result<Vec<Asked>, Refusal> {
    use appointment::Column::{EndsOn, EstablishmentId, Function, StartsOn};
    let places = values_of::<establishment::Entity>(establishment::Column::Id, Condition::all().add(establishment::Column::AcademyId.eq(campaign.academy_id)));
    let heads = covering(StartsOn, EndsOn, work.viewer.actor.today).add(Function.eq(AppointmentFunction::Principal)).add(EstablishmentId.in_subquery(places));
    let mut asked: BTreeMap<Uuid, Asked> = BTreeMap::new();
    let mut rows = work.find::<appointment::Entity>(heads).await?;
    rows.sort_by_key(|row| (row.person_id, row.establishment_id));
    for row in rows {
        asked.entry(row.person_id).or_insert(Asked { person: row.person_id, establishment: row.establishment_id, seniority: None });
    }
    Ok(asked.into_values().collect())
}

/// The basin of each establishment today, of those that belong to one; of several, always the same.
async fn basins(work: &Work<'_>) -> Result<HashMap<Uuid, Uuid>, Refusal> {
    use zone_membership::Column::{EndsOn, StartsOn, ZoneId};
    let basins = values_of::<zone::Entity>(zone::Column::Id, Condition::all().add(zone::Column::Kind.eq(ZoneKind::Basin)));
    let mut rows = work.find::<zone_membership::Entity>(covering(StartsOn, EndsOn, work.viewer.actor.today).add(ZoneId.in_subquery(basins))).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.zone_id));
    Ok(rows.into_iter().map(|row| (row.establishment_id, row.zone_id)).collect())
}
