//! Stories of analyses: figures made once at the close, small groups hidden with what would give them away, published for everybody.

use std::sync::Arc;

use api::domain::{
    mandate::commands::upsert_mandates::{MandateRow, UpsertMandates},
    people::commands::{
        upsert_appointments::{AppointmentRow, UpsertAppointments},
        upsert_people::{Identifiers, PersonRow, UpsertPeople},
    },
};
use async_graphql::MaybeUndefined;
use entity::{
    analysis::{survey_figure, survey_group},
    campaign::{survey_campaign, survey_response},
    mandate::mandate::MandateDecision,
    people::{appointment::AppointmentFunction, person_identifier},
};
use kernel::{
    command::{Command, CommandOptions},
    scalars::PersonKey,
    tables::job,
    viewer::Viewer,
};
use sea_orm::Condition;
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days, world::day};

use crate::questionnaires::{drafted, survey_desk};

const CAMPAIGN: &str = "object { id version stage }";
const ANALYSIS: &str = "object { id version stage page textFr }";
const FIGURE: &str = "__typename ... on Counted { count rate } ... on SuppressedFigure { reason reasonLabel }";

fn question(code: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({ "code": code, "kind": kind, "labelFr": format!("Question {code} ?"), "labelEn": format!("Question {code}?") });
    question.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    question
}

fn options(codes: &[&str]) -> Value {
    codes.iter().map(|code| json!({ "code": code, "labelFr": format!("Choix {code}"), "labelEn": format!("Choice {code}") })).collect()
}

/// Every kind of question.
fn questionnaire() -> Value {
    let questions = vec![
        question("LETTER", "SINGLE", json!({ "options": options(&["YES", "NO", "UNSURE"]), "required": true })),
        question("USEFUL", "SCALE", json!({ "options": options(&["1", "2", "3", "4"]), "showIf": { "question": "LETTER", "in": ["YES"] } })),
        question("CONTENT", "SCALE", json!({ "options": options(&["1", "2", "3", "4"]) })),
        question("PROJECTS", "NUMBER", json!({ "minimum": 0, "maximum": 20 })),
        question(
            "DIFFICULTY",
            "MATRIX",
            json!({ "options": options(&["NO", "SOME", "MUCH"]), "rows": [{ "code": "TIME", "labelFr": "Temps" }, { "code": "PASSWORDS", "labelFr": "Mots de passe" }] }),
        ),
        question("WAYS", "MULTIPLE", json!({ "options": options(&["MAIL", "TALK", "ENT"]) })),
        question("FREE", "TEXT", json!({ "sensitivity": "FREE_TEXT" })),
    ];
    let section = json!({ "code": "MAIN", "titleFr": "Votre année", "titleEn": "Your year", "questions": questions });
    json!({ "academy": "13", "code": "YEAR", "audience": "REFERENTS_OF_THE_YEAR", "titleFr": "Bilan de l'année", "titleEn": "The year", "sections": [section] })
}

fn answers(place: usize) -> Value {
    let of = |codes: &[&str], place: usize| codes[place % codes.len()].to_owned();
    let letter = of(&["YES", "NO", "UNSURE"], place);
    let mut given = vec![
        json!({ "question": "LETTER", "option": letter }),
        json!({ "question": "CONTENT", "option": of(&["1", "2", "3", "3", "4"], place * 7) }),
        json!({ "question": "PROJECTS", "number": place % 9 }),
        json!({ "question": "DIFFICULTY", "rows": [{ "row": "TIME", "option": of(&["NO", "SOME", "MUCH"], place / 2) }, { "row": "PASSWORDS", "option": of(&["MUCH", "SOME"], place) }] }),
        json!({ "question": "WAYS", "options": if place.is_multiple_of(2) { vec!["MAIL", "TALK"] } else { vec!["TALK", "ENT"] } }),
        json!({ "question": "FREE", "text": "Un mot que personne ne compte." }),
    ];
    if letter == "YES" {
        given.push(json!({ "question": "USEFUL", "option": of(&["2", "3", "4"], place / 3) }));
    }
    json!(given)
}

async fn perform<C: Command>(world: &World, command: C) {
    Viewer::system(&world.app.store, "stories").perform(command, &CommandOptions::default()).await.expect("the world is furnished");
}

/// Referents of schools, so many in each, all of this school year.
async fn referents(world: &Arc<World>, places: &[(&School, usize)]) -> Vec<Persona> {
    referents_of(world, places, &["2026-2027"]).await
}

/// Referents of some school years.
async fn referents_of(world: &Arc<World>, places: &[(&School, usize)], years: &[&str]) -> Vec<Persona> {
    let name = |number: usize| format!("ref-{number}");
    let key = |number: usize| PersonKey::Identifier { system: "STORIES".into(), value: name(number) };
    let homes: Vec<&School> = places.iter().flat_map(|(school, count)| std::iter::repeat_n(*school, *count)).collect();
    let (mut people, mut appointments, mut mandates) = (Vec::new(), Vec::new(), Vec::new());
    for (number, school) in homes.iter().enumerate() {
        people.push(PersonRow {
            academy: Some("13".into()),
            identifiers: Identifiers(vec![("STORIES".into(), name(number))]),
            family_name: Some(format!("IRIS{number}")),
            given_name: Some("Rose".into()),
            ..PersonRow::default()
        });
        appointments.push(AppointmentRow {
            id: None,
            person: key(number),
            establishment: school.uai.parse().expect("a code"),
            function: AppointmentFunction::Teacher,
            starts_on: day("2020-09-01"),
            ends_on: MaybeUndefined::Undefined,
        });
        mandates.extend(years.iter().map(|year| MandateRow {
            id: None,
            school_year: year.parse().expect("a year"),
            establishment: school.uai.parse().expect("a code"),
            person: key(number),
            starts_on: None,
            ends_on: None,
            share: None,
            decision: Some(MandateDecision::Accepted),
            first_mandate_on: (number % 4 > 0).then(|| day("2024-09-01")),
            answered_at: MaybeUndefined::Undefined,
            decline_reason: MaybeUndefined::Undefined,
            end_reason: MaybeUndefined::Undefined,
        }));
    }
    perform(world, UpsertPeople { rows: people }).await;
    perform(world, UpsertAppointments { rows: appointments }).await;
    perform(world, UpsertMandates { rows: mandates }).await;
    let known = world.app.store.rows::<person_identifier::Entity>(Condition::all()).await.expect("identifiers");
    let person = |number: usize| known.iter().find(|row| row.value == name(number)).expect("a person").person_id;
    (0..homes.len()).map(|number| Persona::of(&world.app, &name(number), person(number))).collect()
}

/// A campaign that is open.
async fn opened(world: &World, desk: &Persona, privacy: &str, least: i32) -> Value {
    let asked = drafted(world, desk, questionnaire()).await;
    opened_in(world, desk, "2026-2027", &asked, privacy, least).await
}

/// A campaign of a school year that is open.
async fn opened_in(world: &World, desk: &Persona, year: &str, asked: &Value, privacy: &str, least: i32) -> Value {
    let input = json!({
        "academy": "13", "schoolYear": year, "questionnaire": asked["id"], "privacy": privacy, "leastRespondents": least,
        "opensAt": "2026-11-25T08:00:00Z", "closesAt": "2026-12-20T18:00:00Z",
    });
    let campaign = desk.does(world, "createCampaign", CAMPAIGN, input).await.succeeds().object("createCampaign.object");
    act(world, desk, "openCampaign", &campaign, json!({}), CAMPAIGN).await
}

/// A campaign that asks the principals, over or still open.
pub async fn asked(world: &World, officer: &Persona, year: &str, is_over: bool) -> Value {
    let national = "{ questionnaires(filter: { isNational: true, codes: [\"PRINCIPALS\"] }) { nodes { id } } }";
    let questionnaire = officer.asks(world, national).await.succeeds().text("questionnaires.nodes.0.id");
    let input = json!({
        "academy": "13", "schoolYear": year, "questionnaire": questionnaire, "privacy": "PSEUDONYMOUS",
        "opensAt": "2026-11-25T08:00:00Z", "closesAt": "2026-12-20T18:00:00Z",
    });
    let campaign = officer.does(world, "createCampaign", CAMPAIGN, input).await.succeeds().object("createCampaign.object");
    let campaign = act(world, officer, "openCampaign", &campaign, json!({}), CAMPAIGN).await;
    if is_over { act(world, officer, "closeCampaign", &campaign, json!({}), CAMPAIGN).await } else { campaign }
}

async fn act(world: &World, who: &Persona, mutation: &str, object: &Value, more: Value, shown: &str) -> Value {
    tries(world, who, mutation, object, more, shown).await.succeeds().object(&format!("{mutation}.object"))
}

async fn tries(world: &World, who: &Persona, mutation: &str, object: &Value, more: Value, shown: &str) -> Outcome {
    let mut input = json!({ "id": object["id"], "version": object["version"] });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    who.does(world, mutation, shown, input).await
}

async fn answers_it(world: &World, who: &Persona, campaign: &Value, place: usize) -> Value {
    let input = json!({ "campaign": campaign["id"], "answers": answers(place) });
    who.does(world, "submitResponse", "receipt object { stage }", input).await.succeeds().at("submitResponse").clone()
}

/// The campaign as it stands.
async fn now(world: &World, who: &Persona, campaign: &Value) -> Value {
    who.asks(world, &format!("{{ node(id: {}) {{ ... on SurveyCampaign {{ id version stage }} }} }}", campaign["id"])).await.object("node")
}

/// Closes a campaign and lets its figures be made; the analysis, as the desk reads it.
async fn closed(world: &World, desk: &Persona, campaign: &Value) -> Value {
    act(world, desk, "closeCampaign", &now(world, desk, campaign).await, json!({}), CAMPAIGN).await;
    world.settle().await;
    assert_eq!(now(world, desk, campaign).await["stage"], "ANALYSED");
    desk.asks(world, "{ surveyAnalyses { nodes { id version stage page } } }").await.succeeds().object("surveyAnalyses.nodes.0")
}

async fn figures(world: &World, who: &Persona, campaign: &Value, by: &str) -> Outcome {
    let query = format!(
        "{{ surveyAnalysis(campaign: {}, by: {by}) {{ byLabel schoolYear previousSchoolYear analysis {{ title stage }} groups {{ key label invited respondents {{ {FIGURE} }} }} \
         questions {{ question row label kind isConditional rows {{ key answered {{ {FIGURE} }} median {{ __typename ... on MedianStep {{ options label }} ... on SuppressedFigure {{ reason }} }} cells {{ options label figure {{ {FIGURE} }} previous {{ {FIGURE} }} }} }} }} }} }}",
        campaign["id"]
    );
    who.asks(world, &query).await
}

fn by_key<'v>(rows: &'v Value, key: &str) -> &'v Value {
    rows.as_array().expect("rows").iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("no {key} in {rows}"))
}

fn is_hidden(figure: &Value) -> bool {
    figure["__typename"] == "SuppressedFigure"
}

/// The real case of Poitiers: 446 referents, 145 answers.
async fn poitiers(world: &Arc<World>, desk: &Persona) -> Value {
    let homes = [
        (world.college("Jean Moulin").await, 150, 50),
        (world.far_college("Marguerite de Valois").await, 120, 39),
        (world.school("Victor Hugo", "LYCEE_GENERAL_TECHNO").await, 100, 33),
        (world.school("Nelson Mandela", "LYCEE_PROFESSIONNEL").await, 68, 20),
        (world.school("Henri Matisse", "EREA").await, 8, 3),
    ];
    let people = referents(world, &homes.iter().map(|(school, all, _)| (school, *all)).collect::<Vec<_>>()).await;
    let campaign = opened(world, desk, "PSEUDONYMOUS", 5).await;
    let mut first = 0;
    for (_, all, answering) in &homes {
        for (place, person) in people.iter().enumerate().skip(first).take(*answering) {
            answers_it(world, person, &campaign, place).await;
        }
        first += all;
    }
    campaign
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_three_of_145_are_hidden_with_what_would_give_them_away() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let campaign = poitiers(&world, &desk).await;
    figures(&world, &desk, &campaign, "KIND").await.is_refused("NOT_ANALYSED").naming("campaign");
    let analysis = closed(&world, &desk, &campaign).await;

    let told = figures(&world, &desk, &campaign, "KIND").await.succeeds();
    let groups = told.at("surveyAnalysis.groups").clone();
    let all = by_key(&groups, "ALL");
    assert_eq!((&all["invited"], &all["respondents"]["count"]), (&json!(446), &json!(145)));
    let rate = all["respondents"]["rate"].as_f64().expect("a rate");
    assert_eq!(format!("{:.1}", rate * 100.0), "32.5");
    let hidden: Vec<&str> =
        groups.as_array().expect("groups").iter().filter(|row| is_hidden(&row["respondents"])).filter_map(|row| row["key"].as_str()).collect();
    assert!(hidden.contains(&"EREA") && hidden.len() >= 2, "another kind is hidden too: {hidden:?}");
    let shown: i64 = groups.as_array().expect("groups")[1..].iter().filter_map(|row| row["respondents"]["count"].as_i64()).sum();
    assert!(145 - shown >= 5, "what is left over is a figure as well: {shown}");
    assert_eq!(by_key(&groups, "COLLEGE")["respondents"]["count"], 89);

    // A hidden group hides all it answered; texts are not there; a conditional question is for everybody alone.
    let questions = told.at("surveyAnalysis.questions").as_array().expect("questions").clone();
    assert_eq!(
        questions.iter().map(|one| one["question"].as_str().expect("a code")).collect::<Vec<_>>(),
        ["LETTER", "USEFUL", "CONTENT", "PROJECTS", "DIFFICULTY", "DIFFICULTY", "WAYS"]
    );
    for question in &questions {
        for key in &hidden {
            let row = by_key(&question["rows"], key);
            assert!(is_hidden(&row["answered"]) && row["cells"].as_array().expect("cells").iter().all(|cell| is_hidden(&cell["figure"])), "{key} {row}");
        }
        let row = by_key(&question["rows"], "ALL");
        let cells = row["cells"].as_array().expect("cells").iter();
        let sum: i64 = cells.filter_map(|cell| cell["figure"]["count"].as_i64()).sum();
        assert!(is_hidden(&row["answered"]) || question["kind"] == "MULTIPLE" || sum == row["answered"]["count"].as_i64().expect("a count"), "{row}");
    }
    let useful = &questions[1];
    assert_eq!((&useful["isConditional"], by_key(&useful["rows"], "COLLEGE")["answered"]["reason"].as_str()), (&json!(true), Some("CONDITION")));
    assert_eq!(by_key(&questions[2]["rows"], "ALL")["median"]["options"], json!(["3"]));
    assert_eq!(by_key(&questions[0]["rows"], "ALL")["median"], Value::Null);

    // What is hidden is in no table, and no table tells more than a number of figures.
    let (rows, kept) =
        (world.app.store.rows::<survey_group::Entity>(Condition::all()).await, world.app.store.rows::<survey_figure::Entity>(Condition::all()).await);
    let (rows, kept) = (rows.expect("groups"), kept.expect("figures"));
    let secret: Vec<_> = rows.iter().filter(|row| row.hidden.is_some()).collect();
    assert!(secret.iter().any(|row| row.key == "EREA") && secret.iter().all(|row| row.respondents.is_none()));
    assert!(kept.iter().all(|row| row.value.is_some() != row.hidden.is_some()));
    assert!(kept.iter().filter(|row| secret.iter().any(|group| group.id == row.group_id)).all(|row| row.value.is_none()));
    let jobs = world.app.store.rows::<job::Entity>(Condition::all()).await.expect("jobs");
    let made = jobs.iter().find(|row| row.operation == "analyseSurveyCampaign").expect("the job");
    let mut told: Vec<String> = made.so_far.as_object().expect("a result").keys().cloned().collect();
    told.sort();
    assert_eq!(told, ["shown", "suppressed"]);
    assert!(!world.everything_kept().await.contains("survey_figure"));

    // The page shows what the API shows, and no number of the hidden ones.
    act(&world, &desk, "publishAnalysis", &analysis, json!({}), ANALYSIS).await;
    let address = format!("/surveys/{}?by=KIND&lang=en", campaign["id"].as_str().expect("an id"));
    let page = world.http().get(world.url(&address)).send().await.expect("a page").text().await.expect("a text");
    let row = page.split("EREA").nth(1).and_then(|rest| rest.split("</tr>").next()).expect("a row of the EREA");
    assert_eq!((row.matches("<td>").count(), row.matches("secret\"><abbr").count()), (1, 2), "asked alone is told: {row}");
    assert!(page.contains("145 answers of 446 (32.5%)"));
    if let Some(folder) = std::env::var_os("RUPN_PAGES") {
        std::fs::write(std::path::Path::new(&folder).join("survey.html"), &page).expect("room");
    }
}

/// What is due in some days is done.
async fn later(world: &World, count: i64) {
    world.settle().await;
    world.clock().advance(days(count));
    world.settle().await;
}

/// A campaign over in a school with so many respondents.
async fn small(world: &Arc<World>, privacy: &str, count: usize) -> (Persona, Value, Vec<(Persona, Value)>) {
    let desk = survey_desk(world).await;
    let college = world.college("Jean Moulin").await;
    let people = referents(world, &[(&college, count + 2)]).await;
    let campaign = opened(world, &desk, privacy, 3).await;
    let mut respondents = Vec::new();
    for (place, person) in people.into_iter().enumerate().take(count) {
        let done = answers_it(world, &person, &campaign, place).await;
        respondents.push((person, done["receipt"].clone()));
    }
    (desk, campaign, respondents)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_a_draft_is_read_by_the_rectorate_and_a_published_analysis_by_everybody() {
    let world = World::new().await;
    let (desk, campaign, respondents) = small(&world, "PSEUDONYMOUS", 12).await;
    let other_desk = world.officer([kernel::actor::Desk::Training].into_iter().collect()).await;
    figures(&world, &world.anyone(), &campaign, "EVERYBODY").await.is_refused("NOT_ANALYSED");
    let analysis = closed(&world, &desk, &campaign).await;
    let page = format!("/surveys/{}", campaign["id"].as_str().expect("an id"));
    let status = async || world.http().get(world.url(&page)).send().await.expect("an answer").status().as_u16();

    figures(&world, &other_desk, &campaign, "DEPARTMENT").await.succeeds();
    for refused in [&world.anyone(), &respondents[0].0, world.rectorate_of_toulouse()] {
        figures(&world, refused, &campaign, "DEPARTMENT").await.is_refused("NOT_ALLOWED");
        refused.asks(&world, "{ surveyAnalyses { totalCount } }").await.shows("surveyAnalyses.totalCount", 0);
        tries(&world, refused, "publishAnalysis", &analysis, json!({}), ANALYSIS).await.is_refused("NOT_FOUND");
    }
    tries(&world, &other_desk, "publishAnalysis", &analysis, json!({}), ANALYSIS).await.is_refused("NOT_ALLOWED");
    tries(&world, &other_desk, "describeAnalysis", &analysis, json!({ "textFr": "Non" }), ANALYSIS).await.is_refused("NOT_ALLOWED");
    tries(&world, &desk, "describeAnalysis", &analysis, json!({ "titleFr": " " }), ANALYSIS).await.is_refused("INVALID_ARGUMENT").naming("titleFr");
    assert_eq!(status().await, 404);

    let told = json!({ "textFr": "# Ce qu'on voit\n\nLe **temps** manque. <script>alert(1)</script>" });
    let described = act(&world, &desk, "describeAnalysis", &analysis, told, ANALYSIS).await;
    tries(&world, &desk, "publishAnalysis", &analysis, json!({}), ANALYSIS).await.is_refused("CONFLICT");
    let published = act(&world, &desk, "publishAnalysis", &described, json!({}), ANALYSIS).await;
    assert_eq!((&published["stage"], &published["page"]), (&json!("PUBLISHED"), &json!(page)));
    assert_eq!(now(&world, &world.anyone(), &campaign).await["stage"], "PUBLISHED");
    tries(&world, &desk, "publishAnalysis", &published, json!({}), ANALYSIS).await.is_refused("INVALID_TRANSITION");

    let told = figures(&world, &world.anyone(), &campaign, "DEPARTMENT").await.succeeds();
    assert_eq!(told.at("surveyAnalysis.groups.0")["respondents"]["count"], 12);
    let answer = world.http().get(world.url(&page)).header("accept-language", "fr").send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let headers = answer.headers().clone();
    assert!(headers["content-security-policy"].to_str().expect("words").contains("default-src 'none'"));
    let html = answer.text().await.expect("a page");
    assert!(html.contains("<html lang=\"fr\">") && html.contains("<h2>Ce qu'on voit</h2>") && html.contains("<strong>temps</strong>"), "{html}");
    assert!(!html.contains("<script") && !html.contains("Un mot que personne"));
    assert!(html.contains("role=\"img\"") && html.contains("<desc"));
    for astray in ["?by=SHOE_SIZE", "x"] {
        assert_eq!(world.http().get(world.url(&format!("{page}{astray}"))).send().await.expect("an answer").status(), 404, "{astray}");
    }
    let query = format!("{{ surveyAnalysis(campaign: {}, by: SHOE_SIZE) {{ byLabel }} }}", campaign["id"]);
    world.anyone().asks(&world, &query).await.is_refused("INVALID_ARGUMENT");
    let query = format!("{{ surveyAnalysis(campaign: {}, questions: [\"LETTER\", \"FREE\"]) {{ byLabel }} }}", campaign["id"]);
    world.anyone().asks(&world, &query).await.is_refused("INVALID_ARGUMENT").naming("questions.1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_figures_are_made_once_after_the_week_in_which_a_campaign_can_be_opened_again() {
    let world = World::new().await;
    let (desk, campaign, respondents) = small(&world, "PSEUDONYMOUS", 12).await;
    let again = |closes: &str| json!({ "closesAt": closes, "reason": "Oubli d'un établissement" });
    later(&world, 30).await;
    let closed = now(&world, &desk, &campaign).await;
    assert_eq!(closed["stage"], "CLOSED");
    figures(&world, &desk, &campaign, "BASIN").await.is_refused("NOT_ANALYSED");

    act(&world, &desk, "reopenCampaign", &closed, again("2026-12-28T18:00:00Z"), CAMPAIGN).await;
    let withdrawn = respondents[0].0.does(&world, "withdrawResponse", "object { stage }", json!({ "campaign": campaign["id"] })).await;
    withdrawn.succeeds();
    later(&world, 6).await;
    // The job of the first closing is due while the second week runs: it leaves the campaign alone.
    later(&world, 2).await;
    assert_eq!(now(&world, &desk, &campaign).await["stage"], "CLOSED");
    later(&world, 5).await;
    let first = figures(&world, &desk, &campaign, "BASIN").await.succeeds().at("surveyAnalysis").clone();
    assert_eq!(first["groups"][0]["respondents"]["count"], 11, "what was taken back is not counted");

    let analysed = now(&world, &desk, &campaign).await;
    tries(&world, &desk, "reopenCampaign", &analysed, again("2027-02-28T18:00:00Z"), CAMPAIGN).await.is_refused("INVALID_TRANSITION");
    tries(&world, &desk, "closeCampaign", &analysed, json!({}), CAMPAIGN).await.is_refused("INVALID_TRANSITION");
    let jobs = world.app.store.rows::<job::Entity>(Condition::all()).await.expect("jobs");
    assert_eq!(jobs.iter().filter(|row| row.operation == "analyseSurveyCampaign").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_a_campaign_that_closed_at_its_time_is_ended_for_good_by_the_desk() {
    let world = World::new().await;
    let (desk, campaign, _) = small(&world, "PSEUDONYMOUS", 12).await;
    later(&world, 30).await;
    let closed = now(&world, &desk, &campaign).await;
    assert_eq!(closed["stage"], "CLOSED");
    act(&world, &desk, "closeCampaign", &closed, json!({}), CAMPAIGN).await;
    world.settle().await;
    figures(&world, &desk, &campaign, "BASIN").await.succeeds().shows("surveyAnalysis.groups.0.respondents.count", 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_a_year_stands_beside_the_published_year_before_question_by_question() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let college = world.college("Jean Moulin").await;
    let people = referents_of(&world, &[(&college, 14)], &["2025-2026", "2026-2027"]).await;
    let asked = drafted(&world, &desk, questionnaire()).await;
    // Twelve answer the year before, nine this year; each third of them said yes.
    let mut told = Vec::new();
    for (year, count) in [("2025-2026", 12), ("2026-2027", 9)] {
        let campaign = opened_in(&world, &desk, year, &asked, "PSEUDONYMOUS", 3).await;
        for (place, person) in people.iter().enumerate().take(count) {
            answers_it(&world, person, &campaign, place).await;
        }
        act(&world, &desk, "closeCampaign", &now(&world, &desk, &campaign).await, json!({}), CAMPAIGN).await;
        world.settle().await;
        let draft = "{ surveyAnalyses(filter: { stages: [DRAFT] }) { nodes { id version } } }";
        let analysis = desk.asks(&world, draft).await.succeeds().object("surveyAnalyses.nodes.0");
        if year == "2026-2027" {
            told.push(figures(&world, &desk, &campaign, "EVERYBODY").await.succeeds().at("surveyAnalysis").clone());
        }
        act(&world, &desk, "publishAnalysis", &analysis, json!({}), ANALYSIS).await;
        told.push(figures(&world, &world.anyone(), &campaign, "EVERYBODY").await.succeeds().at("surveyAnalysis").clone());
    }
    let [first, draft, second] = &told[..] else { panic!("three readings") };
    let yes = |tables: &Value| tables["questions"][0]["rows"][0]["cells"][0].clone();
    assert_eq!((&first["previousSchoolYear"], &yes(first)["previous"]), (&Value::Null, &Value::Null));
    for year in [draft, second] {
        let cell = yes(year);
        assert_eq!((&year["previousSchoolYear"], &cell["options"]), (&json!("2025-2026"), &json!(["YES"])));
        assert_eq!((&cell["figure"]["count"], &cell["previous"]["count"]), (&json!(3), &json!(4)), "{cell}");
        assert_eq!(cell["previous"]["rate"].as_f64().map(|rate| (rate * 3.0).round()), Some(1.0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_the_server_forgets_the_answers_of_an_anonymous_campaign_and_receipts_open_them_still() {
    let world = World::new().await;
    let (desk, campaign, respondents) = small(&world, "ANONYMOUS", 8).await;
    let analysis = closed(&world, &desk, &campaign).await;
    act(&world, &desk, "publishAnalysis", &analysis, json!({}), ANALYSIS).await;

    let rows = world.app.store.rows::<survey_response::Entity>(Condition::all()).await.expect("responses");
    assert!(rows.len() == 8 && rows.iter().all(|row| row.sealed.is_none() && row.kept.is_some()));
    let campaigns = world.app.store.rows::<survey_campaign::Entity>(Condition::all()).await.expect("campaigns");
    assert!(campaigns.iter().all(|row| row.key_part.is_none()));

    let (person, receipt) = &respondents[0];
    let mine = |receipt: &Value| {
        format!("{{ myYearAgainstMyBasin(campaign: {}, receipt: {receipt}) {{ basin {{ key }} questions {{ question mine }} }} }}", campaign["id"])
    };
    let told = person.asks(&world, &mine(receipt)).await.succeeds();
    assert_eq!(told.at("myYearAgainstMyBasin.questions.0")["mine"], json!(["YES"]));
    person.asks(&world, &mine(&Value::Null)).await.is_refused("RECEIPT_UNKNOWN").naming("receipt");
    person.asks(&world, &mine(&json!("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-A"))).await.is_refused("RECEIPT_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s30_my_year_stands_against_the_others_of_my_basin() {
    let world = World::new().await;
    let (desk, campaign, respondents) = small(&world, "PSEUDONYMOUS", 12).await;
    let mine = format!(
        "{{ myYearAgainstMyBasin(campaign: {}) {{ schoolYear basin {{ key respondents {{ {FIGURE} }} }} questions {{ question row mine others {{ {FIGURE} }} cells {{ options isMine others {{ {FIGURE} }} }} }} }} }}",
        campaign["id"]
    );
    let person = &respondents[0].0;
    person.asks(&world, &mine).await.is_refused("NOT_ANALYSED");
    let analysis = closed(&world, &desk, &campaign).await;
    person.asks(&world, &mine).await.is_refused("NOT_ALLOWED");
    act(&world, &desk, "publishAnalysis", &analysis, json!({}), ANALYSIS).await;

    let told = person.asks(&world, &mine).await.succeeds().at("myYearAgainstMyBasin").clone();
    assert_eq!((&told["basin"]["key"], &told["basin"]["respondents"]["count"]), (&json!("863"), &json!(12)));
    let letter = &told["questions"][0];
    assert_eq!((&letter["mine"], &letter["others"]["count"]), (&json!(["YES"]), &json!(11)));
    let own = letter["cells"].as_array().expect("cells").iter().find(|cell| cell["isMine"] == true).expect("the own choice");
    assert_eq!((&own["options"], &own["others"]["count"]), (&json!(["YES"]), &json!(3)), "four said yes, one of them oneself");
    world.anyone().asks(&world, &mine).await.is_refused("NOT_INVITED").naming("campaign");
    desk.asks(&world, &mine).await.is_refused("NOT_INVITED");
}
