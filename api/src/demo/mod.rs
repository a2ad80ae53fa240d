//! The demo: real establishments, invented people, a persona of every role, loaded through our own commands.
//!
//! Académie de Poitiers with its 348 establishments, their arrondissements standing in for basins; académies de Toulouse
//! and de Montpellier with their own 41 basins. A second start changes nothing.

mod actions;
mod campaigns;
mod compensation;
mod files;
mod findings;
mod letters;
mod needs;
mod past;
mod pay;
mod personas;
mod reports;
mod stage;
mod training;

use std::{net::SocketAddr, sync::Arc};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use kernel::{
    clock::Clock,
    command::{Command, CommandOptions},
    refusal::Refusal,
    scalars::SchoolYear,
    store::Store,
    viewer::Viewer,
    work::{RowResult, RowStatus},
};
use serde_json::{Value as Json, json};

use crate::{
    country,
    demo::personas::Persona,
    domain::{
        people::commands::load::LoadDisciplines,
        territory::commands::{load_territory::LoadTerritory, upsert_establishments::UpsertEstablishments},
    },
    edge::identity::Issuer,
    import::{Format, Import, Stop, annuaire::Family, referents::Referents, sheet::Source},
    starting,
};

/// System whose identifiers name the demo's persons.
pub const SYSTEM: &str = "DEMO";
/// Code of the académie de Poitiers.
pub const POITIERS: &str = "13";
/// Hours for which the demo's tokens are good.
const TOKEN_HOURS: i64 = 24 * 30;

/// What the start page and scripts show of the demo.
pub struct Demo {
    /// What the data are, in two languages.
    pub notice: Json,
    /// Personas with their tokens.
    pub personas: Vec<Json>,
    /// Operations to try.
    pub operations: Vec<Json>,
}

impl Demo {
    /// One line for scripts.
    pub fn line(&self, address: SocketAddr) -> Json {
        let tokens: serde_json::Map<String, Json> =
            self.personas.iter().filter_map(|persona| Some((persona["id"].as_str()?.to_owned(), persona["token"].clone()))).collect();
        json!({ "address": format!("http://{address}"), "graphql": format!("http://{address}/graphql"), "personas": tokens })
    }

    /// What a person sees in the terminal.
    pub fn greeting(&self, address: SocketAddr) -> String {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let mut lines = vec![
            format!("\nrupn demo   http://{address}   (start page)\n            http://{address}/ide   (GraphQL IDE)\n"),
            text(&self.notice["en"]),
            String::from("\nTokens:"),
        ];
        lines.extend(self.personas.iter().map(|persona| {
            format!("  {:<20} {:<12} {}\n    {}", text(&persona["id"]), text(&persona["role"]), text(&persona["place"]), text(&persona["token"]))
        }));
        lines.push(String::from("\nTry, with the token of the persona in TOKEN:"));
        lines.extend(self.operations.iter().map(|operation| {
            let query = text(&operation["query"]).split_whitespace().collect::<Vec<_>>().join(" ");
            let body = json!({ "query": query });
            let title = text(&operation["title"]["en"]);
            format!(
                "\n  # {title} ({})\n  curl -s http://{address}/graphql -H 'content-type: application/json' -H \"authorization: Bearer $TOKEN\" -d '{body}'",
                text(&operation["persona"])
            )
        }));
        lines.push(String::from("\nStop with Ctrl-C; the data stay in the folder."));
        lines.join("\n")
    }
}

/// The clock of the demo: the day that is asked for, or now while its school year lasts, or its autumn.
pub fn clock(at: Option<NaiveDate>) -> Clock {
    let morning = |day: NaiveDate| Utc.from_utc_datetime(&day.and_hms_opt(9, 0, 0).unwrap_or_default());
    let now = Clock::system();
    let year = school_year();
    match at {
        Some(day) => Clock::starting_at(morning(day)),
        None if year.contains(now.now().date_naive()) => now,
        None => Clock::starting_at(autumn(year)),
    }
}

fn autumn(year: SchoolYear) -> DateTime<Utc> {
    Utc.from_utc_datetime(&(year.first_day() + chrono::TimeDelta::days(85)).and_hms_opt(9, 0, 0).unwrap_or_default())
}

/// School year of the invented referents.
fn school_year() -> SchoolYear {
    "2026-2027".parse().expect("the demo's year is well formed")
}

/// Loads what is missing, and makes the personas' tokens.
pub async fn load(store: &Arc<Store>, issuer: &Issuer) -> Result<Demo, Stop> {
    let viewer = Viewer::system(store, "demo");
    perform(&viewer, LoadTerritory { zones: files::stand_ins(), ..country::territory() }).await?;
    perform(&viewer, LoadDisciplines(country::disciplines())).await?;
    starting::load(store).await?;
    perform(&viewer, UpsertEstablishments { rows: files::poitiers()?, as_of: None }).await?;
    import::<Family>(store, files::OCCITANIE).await?;
    import::<Referents>(store, files::REFERENTS).await?;
    perform(&viewer, personas::people()).await?;
    perform(&viewer, personas::appointments()).await?;
    perform(&viewer, personas::offices()).await?;
    perform(&viewer, personas::mandates(school_year())).await?;
    let personas = personas::found(store).await?;
    if letters::load(store, &personas).await? {
        compensation::load(store, &personas).await?;
        needs::load(store, &personas).await?;
        training::load(store, &personas).await?;
        // Each file of pay takes what is approved when it is written: those of the half-days before the course's.
        pay::load(store, &personas).await?;
        stage::load(store, &personas).await?;
        actions::load(store, &personas).await?;
        campaigns::load(store, &personas).await?;
        findings::load(store, &personas).await?;
        reports::load(store, &personas).await?;
    }
    Ok(Demo { notice: notice(), personas: shown(&personas, issuer, store)?, operations: operations() })
}

/// A file that the demo carries, as an operator imports it.
async fn import<F: Format>(store: &Arc<Store>, source: Source) -> Result<(), Stop> {
    let (_, report) = Import { as_of: Some(school_year().first_day()), ..Import::of(source, "demo") }.run::<F>(store).await?;
    if report.rejected() > 0 {
        tracing::warn!(%report, "lines of the demo were refused");
    }
    Ok(())
}

async fn perform<C: Command<Outcome = Vec<RowResult>>>(viewer: &Viewer, command: C) -> Result<(), Stop> {
    let (results, _) = viewer.perform(command, &CommandOptions::default()).await?;
    let count = |status: RowStatus| results.iter().filter(|row| row.status == status).count();
    let rejected = results.iter().filter_map(|row| row.fault.as_ref().map(|fault| (&row.key, &fault.code)));
    for (key, code) in rejected {
        tracing::warn!(command = C::NAME, key, code, "a row of the demo was refused");
    }
    tracing::info!(
        command = C::NAME,
        created = count(RowStatus::Created),
        updated = count(RowStatus::Updated),
        unchanged = count(RowStatus::Unchanged),
        "demo"
    );
    Ok(())
}

fn shown(personas: &[Persona], issuer: &Issuer, store: &Store) -> Result<Vec<Json>, Refusal> {
    let now = store.clock.now().timestamp();
    let show = |persona: &Persona| {
        let token = issuer.token(persona.person, now, TOKEN_HOURS)?;
        Ok(json!({ "id": persona.id, "name": persona.name, "role": persona.role, "place": persona.place, "token": token }))
    };
    personas.iter().map(show).collect()
}

fn notice() -> Json {
    json!({
        "en": "Establishments are real open data of the ministry (Licence Ouverte 2.0). Every person is invented. In Poitiers the arrondissements stand in for the basins, whose list is not public.",
        "fr": "Les établissements sont des données ouvertes réelles du ministère (Licence Ouverte 2.0). Toutes les personnes sont inventées. À Poitiers, les arrondissements tiennent lieu de bassins, dont la liste n'est pas publique."
    })
}

fn operations() -> Vec<Json> {
    let operation =
        |en: &str, fr: &str, persona: &str, query: &str| json!({ "title": { "en": en, "fr": fr }, "persona": persona, "query": query, "variables": {} });
    vec![
        operation(
            "Who am I, and who is my referent?",
            "Qui suis-je, et qui est mon référent ?",
            "teacher",
            "query MyReferents {\n  viewer {\n    person { displayName }\n    roles\n  }\n  myReferents {\n    nodes {\n      since\n      person { displayName contact { mail } }\n      establishment { name uai }\n    }\n  }\n}",
        ),
        operation(
            "A basin, its establishments and their referents",
            "Un bassin, ses établissements et leurs référents",
            "rectorate",
            "query Basin {\n  basin(code: \"863\") {\n    name\n    establishments(first: 5) {\n      totalCount\n      nodes {\n        name\n        uai\n        owner { label }\n        referents { nodes { person { displayName } } }\n      }\n    }\n  }\n}",
        ),
        operation(
            "Prepare the next school year: roll mandates over, as a rehearsal",
            "Préparer la rentrée : reconduire les mandats, à blanc",
            "rectorate",
            "mutation Rehearse {\n  rollOverMandates(\n    input: { from: \"2026-2027\", academy: \"13\", scope: { basin: \"863\" } }\n    options: { dryRun: true, reason: \"rehearsal\" }\n  ) {\n    dryRun\n    count(status: CREATED)\n    results { key status object { schoolYear startsOn state } error { code message } }\n  }\n}",
        ),
    ]
}
