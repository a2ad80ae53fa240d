//! The letters of the demo: one of 2016-2017 with the catalogue and texts of its time, last year's, signed and closed, and
//! this year's in every stage that a letter can be in, on real establishments with invented people.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::MaybeUndefined;
use entity::{
    letter::{
        letter_clause,
        letter_party::{self, PartyStage},
        letter_signature::SignatureMethod,
        letter_template,
        mission_assignment::AssignmentPriority,
        mission_letter, template_blank,
        template_blank::BlankKind,
    },
    mandate::mandate::{self, MandateDecision},
    people::{appointment::AppointmentFunction, person::Civility, person_identifier},
    territory::{
        academy,
        establishment::{self, EstablishmentKind, Ministry},
    },
};
use kernel::{
    Uuid,
    refusal::Refusal,
    resource::Table,
    scalars::{Date, PersonKey, SchoolYear, Uai},
    store::Store,
    work::RowResult,
};
use sea_orm::{ColumnTrait, Condition};

use super::{
    POITIERS, SYSTEM,
    past::{Past, id},
    personas::{COLLEGE, Persona},
};
use crate::{
    domain::{
        letter::{
            commands::{
                agree_letter::AgreeLetter,
                amend_clause::AmendClause,
                ask_amendment::AskAmendment,
                assign_activities::{AssignActivities, Assignment},
                comment_letter::CommentLetter,
                create_letter_template::{CreateLetterTemplate, activity_codes},
                dispatch_mission_letters,
                fill_blanks::{BlankValue, FillBlanks},
                open_mission_letter::OpenMissionLetter,
                propose_letter::ProposeLetter,
                publish_letter_template::PublishLetterTemplate,
                sign_letter::SignLetter,
                void_letter::VoidLetter,
            },
            dispatch::DispatchLetters,
            seasons::TurnLetters,
        },
        mandate::commands::upsert_mandates::{MandateRow, UpsertMandates},
        people::commands::{
            upsert_appointments::{AppointmentRow, UpsertAppointments},
            upsert_people::{Identifiers, PersonRow, UpsertPeople},
        },
    },
    import::Stop,
};

/// Given and family names of the invented principals, with their civility.
const PRINCIPALS: [(Civility, &str, &str); 12] = [
    (Civility::Madame, "Aubépine", "GENTIANE"),
    (Civility::Monsieur, "Anselme", "BLEUET"),
    (Civility::Madame, "Clémence", "ANCOLIE"),
    (Civility::Monsieur, "Hippolyte", "SAUGE"),
    (Civility::Madame, "Mélisande", "PERVENCHE"),
    (Civility::Monsieur, "Gaspard", "ROMARIN"),
    (Civility::Madame, "Ombeline", "VERVEINE"),
    (Civility::Monsieur, "Théophile", "GENET"),
    (Civility::Madame, "Sidonie", "PIMPRENELLE"),
    (Civility::Monsieur, "Aurélien", "LAURIER"),
    (Civility::Madame, "Prudence", "MELISSE"),
    (Civility::Monsieur, "Barnabé", "ACANTHE"),
];

/// How far the letter of an establishment has come this year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Far {
    Opened,
    Adapted,
    Proposed,
    AmendmentAsked,
    Agreed,
    SignedByOne,
    InForce,
    Void,
}

/// An establishment of the cast, its principal, and its referents.
struct Cast {
    place: establishment::Model,
    principal: Uuid,
    referents: Vec<Uuid>,
}

/// Loads the letters, once; says whether it did.
pub async fn load(store: &Arc<Store>, personas: &[Persona]) -> Result<bool, Stop> {
    if !store.rows::<letter_template::Entity>(Condition::all()).await?.is_empty() {
        return Ok(false);
    }
    let casts = cast(store, personas).await?;
    of_2016(store).await?;
    last_year(store, &casts).await?;
    this_year(store, &casts).await?;
    Ok(true)
}

fn only(column: sea_orm::sea_query::Expr) -> Condition {
    Condition::all().add(column)
}

fn key(value: &str) -> PersonKey {
    PersonKey::Identifier { system: SYSTEM.to_owned(), value: value.to_owned() }
}

fn year(written: &str) -> SchoolYear {
    written.parse().expect("the demo's years are well formed")
}

fn date(written: &str) -> Date {
    Date(written.parse().expect("the demo's days are well formed"))
}

async fn the<E: Table>(store: &Store, condition: Condition) -> Result<E::Model, Refusal> {
    store.rows::<E>(condition).await?.pop().ok_or_else(|| Refusal::internal("the demo misses a row of its own"))
}

async fn numbered(store: &Store, value: &str) -> Result<Uuid, Refusal> {
    let named = only(person_identifier::Column::System.eq(SYSTEM)).add(person_identifier::Column::Value.eq(value));
    the::<person_identifier::Entity>(store, named).await.map(|row| row.person_id)
}

fn invented(value: &str, (civility, given, family): (Civility, &str, &str)) -> PersonRow {
    PersonRow {
        academy: Some(POITIERS.into()),
        identifiers: Identifiers(vec![(SYSTEM.into(), value.into())]),
        civility: MaybeUndefined::Value(civility),
        family_name: Some(family.into()),
        given_name: Some(given.into()),
        mail: MaybeUndefined::Value(format!("{value}@demo.example")),
        ..PersonRow::default()
    }
}

fn appointed(value: &str, place: &str, function: AppointmentFunction, starts_on: &str, ends_on: Option<&str>) -> AppointmentRow {
    AppointmentRow {
        id: None,
        person: key(value),
        establishment: place.parse().expect("the demo's unit codes are well formed"),
        function,
        starts_on: date(starts_on),
        ends_on: ends_on.map_or(MaybeUndefined::Undefined, |day| MaybeUndefined::Value(date(day))),
    }
}

async fn system<C: kernel::command::Command<Outcome = Vec<RowResult>>>(store: &Arc<Store>, command: C) -> Result<(), Stop> {
    super::perform(&kernel::viewer::Viewer::system(store, "demo"), command).await
}

/// The personas' collège first, then twelve establishments with referents, each with an invented principal.
async fn cast(store: &Arc<Store>, personas: &[Persona]) -> Result<Vec<Cast>, Stop> {
    let academy = the::<academy::Entity>(store, only(academy::Column::Code.eq(POITIERS))).await?;
    let here = only(mandate::Column::AcademyId.eq(academy.id))
        .add(mandate::Column::SchoolYear.eq("2026-2027"))
        .add(mandate::Column::Decision.eq(MandateDecision::Accepted));
    let mut referents: BTreeMap<Uuid, Vec<mandate::Model>> = BTreeMap::new();
    for row in store.rows::<mandate::Entity>(here).await? {
        referents.entry(row.establishment_id).or_default().push(row);
    }
    let receives = only(establishment::Column::AcademyId.eq(academy.id))
        .add(establishment::Column::Ministry.eq(Ministry::Education))
        .add(establishment::Column::Kind.is_in([EstablishmentKind::College, EstablishmentKind::LyceeGeneralTechno, EstablishmentKind::LyceeProfessionnel]));
    let mut places = store.rows::<establishment::Entity>(receives).await?;
    places.sort_by(|one, other| (one.uai != COLLEGE, &one.uai).cmp(&(other.uai != COLLEGE, &other.uai)));
    places.retain(|place| referents.contains_key(&place.id));
    places.truncate(1 + PRINCIPALS.len());
    let named = |at: usize| format!("principal-{at}");
    let people = PRINCIPALS.iter().enumerate().map(|(at, name)| invented(&named(at), *name));
    system(store, UpsertPeople { rows: people.collect() }).await?;
    let appointments = places.iter().skip(1).enumerate();
    let appointments = appointments.map(|(at, place)| appointed(&named(at), &place.uai, AppointmentFunction::Principal, "2023-09-01", None));
    system(store, UpsertAppointments { rows: appointments.collect() }).await?;
    let mut casts = Vec::with_capacity(places.len());
    for (at, place) in places.into_iter().enumerate() {
        let own = personas.iter().find(|persona| persona.id == "principal").map(|persona| persona.person);
        let principal = match at.checked_sub(1) {
            None => own.ok_or_else(|| Refusal::internal("the demo has a principal"))?,
            Some(at) => numbered(store, &named(at)).await?,
        };
        let mut mandates = referents.remove(&place.id).unwrap_or_default();
        mandates.sort_by_key(|row| row.id);
        casts.push(Cast { place, principal, referents: mandates.into_iter().map(|row| row.person_id).collect() });
    }
    Ok(casts)
}

/// A template of a year, published and sent to some establishments, or to all.
async fn sent(store: &Arc<Store>, at: &str, of: &str, only_these: Vec<Uuid>) -> Result<(), Refusal> {
    let past = Past::on(store, at);
    let create = CreateLetterTemplate { academy: POITIERS.into(), school_year: year(of), based_on: None };
    let template = past.system(create).await?;
    past.system(PublishLetterTemplate { id: template, version: 1 }).await?;
    past.system(Sent(template.0)).await?;
    past.job(DispatchLetters { template: template.0, only: only_these }).await
}

/// That a template was sent.
#[derive(Clone, serde::Serialize)]
struct Sent(Uuid);

impl kernel::command::Command for Sent {
    const NAME: &'static str = "dispatchMissionLetters";
    type Outcome = bool;

    async fn apply(self, work: &mut kernel::work::Work<'_>) -> Result<bool, Refusal> {
        let named = only(letter_template::Column::Id.eq(self.0));
        let template = work.find::<letter_template::Entity>(named).await?.pop().ok_or(Refusal::NotFound { argument: "template" })?;
        dispatch_mission_letters::sent(work, template).await.map(|_| true)
    }
}

async fn letter_of(store: &Store, place: Uuid, of: &str) -> Result<mission_letter::Model, Refusal> {
    the::<mission_letter::Entity>(store, only(mission_letter::Column::EstablishmentId.eq(place)).add(mission_letter::Column::SchoolYear.eq(of))).await
}

/// An establishment's letter of a year, and those who bring it on.
struct Course<'a> {
    store: &'a Arc<Store>,
    year: &'a str,
    cast: &'a Cast,
}

impl Course<'_> {
    async fn letter(&self) -> Result<mission_letter::Model, Refusal> {
        letter_of(self.store, self.cast.place.id, self.year).await
    }

    async fn parties(&self, letter: Uuid) -> Result<Vec<letter_party::Model>, Refusal> {
        let mut parties = self.store.rows::<letter_party::Entity>(only(letter_party::Column::LetterId.eq(letter))).await?;
        parties.sort_by_key(|party| party.id);
        Ok(parties)
    }

    async fn opened(&self, at: &str) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        Past::on(self.store, at).does(self.cast.principal, OpenMissionLetter { id: id(letter.id), version: letter.version }).await.map(drop)
    }

    /// Blanks are filled in, a clause is worded for the establishment, activities are shared out.
    async fn adapted(&self, at: &str) -> Result<(), Refusal> {
        let (past, letter) = (Past::on(self.store, at), self.letter().await?);
        let blanks = self.store.rows::<template_blank::Entity>(only(template_blank::Column::TemplateId.eq(letter.template_id))).await?;
        let value = |blank: template_blank::Model| match blank.kind {
            BlankKind::Data => None,
            BlankKind::Number => Some((blank.name, "2".to_owned())),
            BlankKind::Day => Some((blank.name, letter.starts_on.to_string())),
            BlankKind::Line | BlankKind::Text => Some((blank.name, "selon les besoins de l'établissement".to_owned())),
        };
        let values = blanks.into_iter().filter_map(value).map(|(name, value)| BlankValue { name, value: Some(value) }).collect();
        past.does(self.cast.principal, FillBlanks { letter: id(letter.id), version: letter.version, values }).await?;
        let needs =
            the::<letter_clause::Entity>(self.store, only(letter_clause::Column::LetterId.eq(letter.id)).add(letter_clause::Column::Code.eq("NEEDS"))).await?;
        let body =
            format!("Avec le conseil pédagogique, le référent recueille les besoins de formation des enseignants de l'établissement {}.", self.cast.place.name);
        let reason = Some("les besoins passent par le conseil pédagogique".to_owned());
        past.does(self.cast.principal, AmendClause { id: id(needs.id), version: needs.version, title: None, body, reason }).await?;
        self.shared(past).await
    }

    async fn shared(&self, past: Past<'_>) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        let parties = self.parties(letter.id).await?;
        let mut codes = activity_codes(self.store, &letter).await?;
        codes.sort();
        let line = |(at, activity): (usize, String)| {
            // The last two of the catalogue are not for this year; the others go round.
            let party = parties.get(at % parties.len().max(1)).filter(|_| at < 9);
            let priority = match (party, at) {
                (None, _) => AssignmentPriority::NotThisYear,
                (_, 0..3) => AssignmentPriority::High,
                (_, 3..6) => AssignmentPriority::Medium,
                _ => AssignmentPriority::Low,
            };
            Assignment { activity, party: party.map(|party| id(party.id)), priority, hours: party.map(|_| 10), indicator: None }
        };
        let assignments = codes.into_iter().enumerate().map(line).collect();
        past.does(self.cast.principal, AssignActivities { letter: id(letter.id), version: letter.version, assignments }).await.map(drop)
    }

    async fn proposed(&self, at: &str) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        let past = Past::on(self.store, at);
        past.does(self.cast.principal, ProposeLetter { id: id(letter.id), version: letter.version }).await?;
        let body = "La répartition suit ce que nous avons dit à la rentrée ; dites-moi ce qui ne va pas.".to_owned();
        past.does(self.cast.principal, CommentLetter { letter: id(letter.id), clause: None, body }).await.map(drop)
    }

    async fn amendment_asked(&self, at: &str) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        let Some(party) = self.parties(letter.id).await?.into_iter().next() else { return Ok(()) };
        let clause =
            the::<letter_clause::Entity>(self.store, only(letter_clause::Column::LetterId.eq(letter.id)).add(letter_clause::Column::Code.eq("NEEDS"))).await?;
        let (body, reason) =
            ("Le référent recueille les besoins de formation une fois par trimestre.".to_owned(), Some("chaque mois est trop souvent".to_owned()));
        Past::on(self.store, at).does(party.person_id, AskAmendment { clause: id(clause.id), body, reason }).await.map(drop)
    }

    async fn agreed(&self, at: &str) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        for party in self.parties(letter.id).await?.into_iter().filter(|party| party.stage == PartyStage::Awaited) {
            Past::on(self.store, at).does(party.person_id, AgreeLetter { id: id(party.id), version: party.version }).await?;
        }
        Ok(())
    }

    async fn signed_by(&self, at: &str, person: Uuid) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        let sign = SignLetter { id: id(letter.id), version: letter.version, method: SignatureMethod::OnLine, signed_on: None, content_hash: None };
        Past::on(self.store, at).does(person, sign).await.map(drop)
    }

    async fn signed(&self, at: &str) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        for party in self.parties(letter.id).await? {
            self.signed_by(at, party.person_id).await?;
        }
        self.signed_by(at, self.cast.principal).await
    }

    async fn void(&self, at: &str) -> Result<(), Refusal> {
        let letter = self.letter().await?;
        let reason = "l'établissement se regroupe avec son voisin : une lettre commune suivra".to_owned();
        Past::on(self.store, at).does(self.cast.principal, VoidLetter { id: id(letter.id), version: letter.version, reason }).await.map(drop)
    }

    /// Signed by all, in the autumn of its year.
    async fn in_force(&self, autumn: &str) -> Result<(), Refusal> {
        let day = |month_day: &str| format!("{autumn}-{month_day}");
        self.opened(&day("09-10")).await?;
        self.adapted(&day("09-20")).await?;
        self.proposed(&day("09-25")).await?;
        self.agreed(&day("10-02")).await?;
        self.signed(&day("10-08")).await
    }
}

/// A letter of 2016-2017, ten years old, of people who have left since.
async fn of_2016(store: &Arc<Store>) -> Result<(), Stop> {
    let (principal, referent) = ("principal-2016", "referent-2016");
    let people = [(principal, (Civility::Monsieur, "Fulbert", "GLYCINE")), (referent, (Civility::Madame, "Églantine", "BOURRACHE"))];
    system(store, UpsertPeople { rows: people.iter().map(|(value, name)| invented(value, *name)).collect() }).await?;
    let rows = vec![
        appointed(principal, COLLEGE, AppointmentFunction::Principal, "2014-09-01", Some("2019-08-31")),
        appointed(referent, COLLEGE, AppointmentFunction::Teacher, "2012-09-01", Some("2019-08-31")),
    ];
    system(store, UpsertAppointments { rows }).await?;
    let college: Uai = COLLEGE.parse().expect("a unit code");
    let mandate = MandateRow { decision: Some(MandateDecision::Accepted), ..MandateRow::of(year("2016-2017"), college, key(referent)) };
    Past::on(store, "2016-09-01").system(UpsertMandates { rows: vec![mandate] }).await?;
    let place = the::<establishment::Entity>(store, only(establishment::Column::Uai.eq(COLLEGE))).await?;
    sent(store, "2016-09-05", "2016-2017", vec![place.id]).await?;
    let cast = Cast { place, principal: numbered(store, principal).await?, referents: vec![numbered(store, referent).await?] };
    Course { store, year: "2016-2017", cast: &cast }.in_force("2016").await?;
    Past::on(store, "2017-09-01").job(TurnLetters).await?;
    Ok(())
}

/// Last year's letters of the cast: signed in autumn, closed in summer.
async fn last_year(store: &Arc<Store>, casts: &[Cast]) -> Result<(), Stop> {
    let mut rows = Vec::new();
    let mut places = Vec::new();
    for cast in casts {
        let uai: Uai = cast.place.uai.parse().expect("a unit code");
        let before = appointments_before(store, cast).await?;
        if !before.is_empty() {
            places.push(cast.place.id);
        }
        let mandate =
            |person| MandateRow { decision: Some(MandateDecision::Accepted), ..MandateRow::of(year("2025-2026"), uai.clone(), PersonKey::Id(person)) };
        rows.extend(before.into_iter().map(mandate));
    }
    Past::on(store, "2025-09-01").system(UpsertMandates { rows }).await?;
    sent(store, "2025-09-08", "2025-2026", places.clone()).await?;
    for cast in casts.iter().filter(|cast| places.contains(&cast.place.id)) {
        Course { store, year: "2025-2026", cast }.in_force("2025").await?;
    }
    Past::on(store, "2026-09-01").job(TurnLetters).await?;
    Ok(())
}

/// Those of this year's referents who worked there a year before.
async fn appointments_before(store: &Store, cast: &Cast) -> Result<Vec<Uuid>, Refusal> {
    use entity::people::appointment;
    let there = only(appointment::Column::EstablishmentId.eq(cast.place.id)).add(appointment::Column::StartsOn.lte(date("2025-09-01").0));
    let there = store.rows::<appointment::Entity>(there).await?;
    let known = |person: &Uuid| there.iter().any(|row| row.person_id == *person);
    let mut before: Vec<Uuid> = cast.referents.iter().copied().filter(known).collect();
    before.dedup();
    Ok(before)
}

/// This year's: sent to all, and brought as far as each of the cast has come.
async fn this_year(store: &Arc<Store>, casts: &[Cast]) -> Result<(), Stop> {
    sent(store, "2026-09-07", "2026-2027", Vec::new()).await?;
    let far = [
        Far::Proposed,
        Far::Opened,
        Far::Adapted,
        Far::Proposed,
        Far::AmendmentAsked,
        Far::Agreed,
        Far::SignedByOne,
        Far::InForce,
        Far::Void,
        Far::InForce,
        Far::InForce,
        Far::Adapted,
        Far::InForce,
    ];
    for (cast, far) in casts.iter().zip(far) {
        let course = Course { store, year: "2026-2027", cast };
        course.opened("2026-09-14").await?;
        match far {
            Far::Opened => continue,
            Far::Void => course.void("2026-09-30").await?,
            Far::InForce => course.in_force("2026").await?,
            _ => course.adapted("2026-09-22").await?,
        }
        if matches!(far, Far::Void | Far::InForce | Far::Adapted) {
            continue;
        }
        course.proposed("2026-09-28").await?;
        match far {
            Far::AmendmentAsked => course.amendment_asked("2026-10-05").await?,
            Far::Agreed | Far::SignedByOne => course.agreed("2026-10-06").await?,
            _ => {}
        }
        if far == Far::SignedByOne {
            let first = course.parties(course.letter().await?.id).await?.into_iter().next();
            if let Some(party) = first {
                course.signed_by("2026-10-12", party.person_id).await?;
            }
        }
    }
    Ok(())
}
