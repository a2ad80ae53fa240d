//! Training needs of the demo, of the personas' collège and of a neighbour's, so that they have something in common; a policy, and
//! what the referent declares.

use std::sync::Arc;

use entity::{
    competence::competence_declaration::{CompetenceLevel, CompetenceOrigin},
    mandate::mandate::{self, MandateDecision},
    need::training_need::{self, NeedUrgency, PreferredPeriod},
    territory::{establishment, zone, zone_membership},
};
use kernel::{Uuid, filter::values_of, refusal::Refusal, scalars::SchoolYear, store::Store};
use sea_orm::{ColumnTrait, Condition};

use super::{
    past::{Past, id},
    personas::{COLLEGE, Persona},
};
use crate::{
    domain::{
        competence::commands::declare_competence::DeclareCompetence,
        need::{
            clusters::TurnClusters,
            commands::{
                qualify_need::QualifyNeed, raise_need::RaiseNeed, set_establishment_policy::SetEstablishmentPolicy, support_need::SupportNeed,
                validate_need::ValidateNeed,
            },
        },
    },
    import::Stop,
};

/// A need as the demo's people raise one.
fn need(establishment: &establishment::Model, title: &str, theme: &str) -> Result<RaiseNeed, Refusal> {
    Ok(RaiseNeed {
        establishment: establishment.uai.parse().map_err(|_| Refusal::internal("the unit code of an establishment"))?,
        school_year: Some(super::school_year()),
        title: title.to_owned(),
        description: None,
        theme: theme.to_owned(),
        domain: None,
        discipline: None,
        competences: Some(vec!["CRCN-EDU:1.3".to_owned()]),
        current_level: Some(CompetenceLevel::Novice),
        target_level: Some(CompetenceLevel::Independent),
        headcount: Some(6),
        urgency: Some(NeedUrgency::Normal),
        preferred_period: Some(PreferredPeriod::Winter),
        on_the_ent: Some(theme == "ENT"),
        shows_name: None,
    })
}

/// Loads what was raised and decided since September.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<(), Stop> {
    let persona = |id: &str| personas.iter().find(|persona| persona.id == id).map(|persona| persona.person).ok_or_else(|| Refusal::internal("a persona"));
    let (teacher, referent, candidate, principal) = (persona("teacher")?, persona("referent")?, persona("candidate")?, persona("principal")?);
    let officer = persona("rectorate")?;
    let year: SchoolYear = super::school_year();
    let college = store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.eq(COLLEGE))).await?;
    let college = college.into_iter().next().ok_or_else(|| Refusal::internal("the personas' collège"))?;
    let policy = SetEstablishmentPolicy {
        establishment: COLLEGE.parse().expect("a unit code"),
        school_year: year,
        version: None,
        priority_themes: vec!["ENT".to_owned(), "ASSESSMENT".to_owned()],
        accepts_external_trainer: true,
        releases_referent: true,
        most_days: Some(12),
    };
    Past::on(store, "2026-09-15").does(principal, policy).await?;
    for (competence, level) in [("CRCN-EDU:1.3", CompetenceLevel::Expert), ("RUPN:A3", CompetenceLevel::Advanced)] {
        let declared = DeclareCompetence { competence: competence.to_owned(), level, origin: CompetenceOrigin::Practice, note: None, shared: true };
        Past::on(store, "2026-09-22").does(referent, declared).await?;
    }
    let shared = Past::on(store, "2026-10-05").does(teacher, need(&college, "Cahier de textes et messagerie de l'ENT", "ENT")?).await?;
    Past::on(store, "2026-10-06").does(candidate, SupportNeed { id: shared }).await?;
    stands(store, shared.0, referent, principal).await?;
    Past::on(store, "2026-11-16").does(teacher, need(&college, "Évaluer à l'oral avec des enregistrements", "ASSESSMENT")?).await?;
    let others = [("Préparer un cours avec une IA", "AI"), ("Tablettes en classe", "MOBILE")];
    for (title, theme) in others {
        let raised = Past::on(store, "2026-10-07").does(candidate, need(&college, title, theme)?).await?;
        stands(store, raised.0, referent, principal).await?;
    }
    if let Some((neighbour, colleague)) = neighbour(store, college.id).await? {
        for (title, theme) in others.into_iter().chain([("Démarrer avec l'ENT", "ENT")]) {
            let common = Past::on(store, "2026-10-08").does(colleague, need(&neighbour, title, theme)?).await?;
            stands(store, common.0, colleague, officer).await?;
        }
    }
    Past::on(store, "2026-10-20").job(TurnClusters).await?;
    Ok(())
}

/// A need is qualified, and validated by the principal, or the rectorate where there is none.
async fn stands(store: &Arc<Store>, need: Uuid, referent: Uuid, validates: Uuid) -> Result<(), Stop> {
    let version = async || -> Result<i64, Refusal> {
        let row = store.rows::<training_need::Entity>(Condition::all().add(training_need::Column::Id.eq(need))).await?.pop();
        Ok(row.map_or(0, |row| row.version))
    };
    let qualify = QualifyNeed { id: id(need), version: version().await?, theme: None, competences: None, target_level: None, urgency: None, headcount: None };
    Past::on(store, "2026-10-12").does(referent, qualify).await?;
    Past::on(store, "2026-10-15").does(validates, ValidateNeed { id: id(need), version: version().await? }).await?;
    Ok(())
}

/// Another establishment of the collège's basin that has a referent, and the referent.
async fn neighbour(store: &Arc<Store>, college: Uuid) -> Result<Option<(establishment::Model, Uuid)>, Stop> {
    use mandate::Column as M;
    use zone_membership::Column::{EstablishmentId, ZoneId};
    let basins = values_of::<zone::Entity>(zone::Column::Id, Condition::all().add(zone::Column::Kind.eq(zone::ZoneKind::Basin)));
    let own = values_of::<zone_membership::Entity>(ZoneId, Condition::all().add(EstablishmentId.eq(college)).add(ZoneId.in_subquery(basins)));
    let near = values_of::<zone_membership::Entity>(EstablishmentId, Condition::all().add(ZoneId.in_subquery(own)));
    let referents = Condition::all()
        .add(M::SchoolYear.eq(super::school_year().to_string()))
        .add(M::Decision.eq(MandateDecision::Accepted))
        .add(M::EstablishmentId.in_subquery(near))
        .add(M::EstablishmentId.ne(college));
    let mut referents = store.rows::<mandate::Entity>(referents).await?;
    referents.sort_by_key(|row| (row.establishment_id, row.person_id));
    let Some(referent) = referents.into_iter().next() else { return Ok(None) };
    let place = store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Id.eq(referent.establishment_id))).await?;
    Ok(place.into_iter().next().map(|place| (place, referent.person_id)))
}
