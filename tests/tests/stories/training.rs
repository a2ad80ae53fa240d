//! Stories of training: who writes and approves plans, who leads and attends sessions, who gets a place, what is said after.

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

async fn does(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id version }", input).await
}

/// Does something that succeeds; the object then.
pub async fn done(world: &World, who: &Persona, mutation: &str, input: Value) -> Value {
    does(world, who, mutation, input).await.succeeds().object(&format!("{mutation}.object"))
}

pub fn with(object: &Value, more: Value) -> Value {
    let mut input = json!({ "id": object["id"], "version": object["version"] });
    extend(&mut input, more);
    input
}

fn extend(input: &mut Value, more: Value) {
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
}

pub fn plan_of(school: &School) -> Value {
    json!({ "level": "ESTABLISHMENT", "schoolYear": "2026-2027", "title": "Plan de formation", "establishment": school.uai })
}

/// An action for a plan; members of `more` come instead.
pub fn action_in(plan: &Value, more: Value) -> Value {
    let mut input = json!({
        "plan": plan["id"], "version": plan["version"], "title": "Évaluer avec le numérique", "objectives": "Savoir **évaluer**.", "origin": "LOCAL",
        "scope": "ESTABLISHMENT", "domain": "TRANSVERSAL", "hours": 3.0, "capacity": 20,
    });
    extend(&mut input, more);
    input
}

pub fn session_of(action: &Value, more: Value) -> Value {
    let mut input =
        json!({ "action": action["id"], "startsAt": "2027-01-12T13:00:00Z", "endsAt": "2027-01-12T16:00:00Z", "mode": "ONSITE", "place": "Salle 12" });
    extend(&mut input, more);
    input
}

async fn read(world: &World, who: &Persona, object: &Value, kind: &str, fields: &str) -> Outcome {
    who.asks(world, &format!("{{ node(id: {}) {{ ... on {kind} {{ id version {fields} }} }} }}", object["id"])).await.succeeds()
}

pub async fn now(world: &World, who: &Persona, object: &Value, kind: &str) -> Value {
    read(world, who, object, kind, "").await.object("node")
}

/// The plan of an establishment and its action, both approved.
pub async fn approved(world: &World, school: &School, more: Value) -> (Value, Value) {
    let principal = school.principal();
    let plan = done(world, principal, "createTrainingPlan", plan_of(school)).await;
    let action = done(world, principal, "addTrainingAction", action_in(&plan, more)).await;
    let plan = done(world, principal, "submitPlan", with(&plan, json!({}))).await;
    (done(world, world.rectorate(), "approvePlan", with(&plan, json!({}))).await, action)
}

/// A session of an establishment in which one may enrol.
pub async fn opened(world: &World, school: &School, more: Value) -> Value {
    let (_, action) = approved(world, school, json!({})).await;
    let session = done(world, school.principal(), "scheduleSession", session_of(&action, more)).await;
    done(world, school.principal(), "openSession", with(&session, json!({}))).await
}

pub async fn enrols(world: &World, who: &Persona, session: &Value) -> Outcome {
    who.does(world, "enrol", "object { id version stage rank }", json!({ "session": session["id"] })).await
}

async fn place(world: &World, who: &Persona, session: &Value) -> Value {
    enrols(world, who, session).await.succeeds().object("enrol.object")
}

/// Somebody accepts to lead a session.
pub async fn led(world: &World, by: &Persona, session: &Value, trainer: &Persona) -> Value {
    let engagement = done(world, by, "proposeTrainer", json!({ "session": session["id"], "person": trainer.id })).await;
    done(world, trainer, "answerEngagement", with(&engagement, json!({ "accept": true }))).await
}

async fn stages(world: &World, who: &Persona, session: &Value) -> Vec<(i64, String)> {
    let told = read(world, who, session, "TrainingSession", "enrolments(first: 100) { nodes { rank stage } }").await;
    let rows = told.at("node.enrolments.nodes").as_array().expect("enrolments").clone();
    rows.iter().map(|row| (row["rank"].as_i64().expect("a rank"), row["stage"].as_str().expect("a stage").to_owned())).collect()
}

async fn desk(world: &World, desk: Desk) -> Persona {
    world.officer([desk].into_iter().collect::<Desks>()).await
}

/// The coordinator of a basin: an officer of the desk TRAINING for the basin alone.
async fn coordinator(world: &World, basin: &str) -> Persona {
    let person = world.rectorate().makes_a_person(world, "Cerise", "AUBEPINE").await;
    let grant = json!({ "academy": "13", "person": person.id, "desks": ["TRAINING"], "basin": basin, "startsOn": "2026-09-01" });
    does(world, world.rectorate(), "grantOffice", grant).await.succeeds();
    person
}

async fn told(world: &World, who: &Persona) -> Vec<String> {
    let read = who.asks(world, "{ notifications(first: 100) { nodes { kind } } }").await.succeeds();
    read.texts("notifications.nodes", "kind")
}

async fn world_and_college() -> (Arc<World>, School) {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    // Notices begin with what happens from now on.
    world.settle().await;
    (world, college)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s24_a_plan_goes_from_draft_to_archive_and_comes_back_with_a_reason() {
    let (world, college) = world_and_college().await;
    let (referent, _) = college.referent("Paul LILAS").await;
    let (principal, teacher, training) = (college.principal(), college.teacher("Ada").await, desk(&world, Desk::Training).await);
    let input = plan_of(&college);

    for (who, code) in [
        (&teacher, "NOT_ALLOWED"),
        (&college.deputy("Rose").await, "NOT_ALLOWED"),
        (world.rectorate(), "NOT_ALLOWED"),
        (world.college("Collège Ronsard").await.principal(), "NOT_ALLOWED"),
        (&world.anyone(), "NOT_ALLOWED"),
    ] {
        does(&world, who, "createTrainingPlan", input.clone()).await.is_refused(code);
    }
    let mut wrong = input.clone();
    extend(&mut wrong, json!({ "academy": "13" }));
    does(&world, principal, "createTrainingPlan", wrong).await.is_refused("INVALID_ARGUMENT").naming("level").hinting("BASIN");
    let draft = done(&world, &referent, "createTrainingPlan", input.clone()).await;
    does(&world, principal, "createTrainingPlan", input).await.is_refused("ALREADY_EXISTS").naming("schoolYear");
    let action = done(&world, &referent, "addTrainingAction", action_in(&draft, json!({}))).await;

    does(&world, &referent, "submitPlan", with(&draft, json!({}))).await.is_refused("NOT_ALLOWED");
    does(&world, &training, "approvePlan", with(&draft, json!({}))).await.is_refused("INVALID_TRANSITION");
    does(&world, &teacher, "submitPlan", with(&draft, json!({}))).await.is_refused("NOT_FOUND");
    let plan = done(&world, principal, "submitPlan", with(&draft, json!({}))).await;
    does(&world, principal, "submitPlan", with(&draft, json!({}))).await.is_refused("CONFLICT");
    does(&world, &referent, "addTrainingAction", action_in(&plan, json!({}))).await.is_refused("INVALID_TRANSITION");
    for (who, code) in [(principal, "NOT_ALLOWED"), (&desk(&world, Desk::Pay).await, "NOT_ALLOWED"), (world.rectorate_of_toulouse(), "NOT_FOUND")] {
        does(&world, who, "approvePlan", with(&plan, json!({}))).await.is_refused(code);
    }
    does(&world, &training, "returnPlan", with(&plan, json!({ "reason": " " }))).await.is_refused("INVALID_ARGUMENT").naming("reason");
    let plan = done(&world, &training, "returnPlan", with(&plan, json!({ "reason": "trop peu d'heures" }))).await;
    read(&world, principal, &plan, "TrainingPlan", "stage reason").await.shows("node.stage", "RETURNED").shows("node.reason", "trop peu d'heures");
    world.settle().await;
    assert!(told(&world, principal).await.contains(&"TrainingPlanReturned".to_owned()));

    done(&world, &referent, "updateTrainingAction", with(&action, json!({ "hours": 6.0 }))).await;
    let again = read(&world, principal, &plan, "TrainingPlan", "stage actions { nodes { hours } }").await;
    let again = again.shows("node.stage", "DRAFT").shows("node.actions.nodes.0.hours", 6.0).object("node");
    let mut plan = done(&world, principal, "submitPlan", with(&again, json!({}))).await;
    for (who, act, stage) in
        [(&training, "approvePlan", "APPROVED"), (principal, "openPlan", "OPEN"), (principal, "closePlan", "CLOSED"), (&training, "archivePlan", "ARCHIVED")]
    {
        plan = done(&world, who, act, with(&plan, json!({}))).await;
        read(&world, &teacher, &plan, "TrainingPlan", "stage").await.shows("node.stage", stage);
    }
    does(&world, &training, "openPlan", with(&plan, json!({}))).await.is_refused("INVALID_TRANSITION");
    does(&world, &training, "scheduleSession", session_of(&action, json!({}))).await.is_refused("NOT_ALLOWED");
    does(&world, principal, "scheduleSession", session_of(&action, json!({}))).await.is_refused("PLAN_CLOSED").naming("action");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s22_places_go_to_those_who_ask_first_and_to_those_who_wait_in_their_order() {
    let (world, college) = world_and_college().await;
    let session = opened(&world, &college, json!({ "capacity": 2 })).await;
    let mut people = Vec::new();
    for number in 1..=4 {
        people.push(college.teacher(&format!("Ada{number} ROSE")).await);
    }
    let mut places = Vec::new();
    for who in &people {
        places.push(place(&world, who, &session).await);
    }
    let shown: Vec<(&Value, &Value)> = places.iter().map(|place| (&place["rank"], &place["stage"])).collect();
    assert_eq!(shown, [(&json!(1), &json!("CONFIRMED")), (&json!(2), &json!("CONFIRMED")), (&json!(3), &json!("WAITING")), (&json!(4), &json!("WAITING"))]);
    enrols(&world, &people[0], &session).await.is_refused("ALREADY_ENROLLED").naming("session");
    let other = json!({ "session": session["id"], "person": people[0].id });
    let late = college.teacher("Léa").await;
    does(&world, &late, "enrol", other).await.is_refused("NOT_ALLOWED");
    enrols(&world, &world.anyone(), &session).await.is_refused("NOT_FOUND");
    world.settle().await;
    world.announced().await;

    does(&world, &people[1], "withdrawEnrolment", with(&places[0], json!({}))).await.is_refused("NOT_FOUND");
    done(&world, &people[0], "withdrawEnrolment", with(&places[0], json!({ "reason": "conseil de classe" }))).await;
    assert_eq!(world.announced().await, ["EnrolmentWithdrawn", "PlaceFreed"]);
    let principal = college.principal();
    let stage = |stages: &[(i64, String)], rank: i64| stages.iter().find(|(of, _)| *of == rank).map(|(_, stage)| stage.clone()).expect("a rank");
    let seen = stages(&world, principal, &session).await;
    assert_eq!([1, 2, 3, 4].map(|rank| stage(&seen, rank)), ["WITHDRAWN", "CONFIRMED", "CONFIRMED", "WAITING"]);
    world.settle().await;
    assert!(told(&world, &people[2]).await.contains(&"PlaceFreed".to_owned()));
    assert!(!told(&world, &people[3]).await.contains(&"PlaceFreed".to_owned()));

    // Who comes back asks last.
    let back = place(&world, &people[0], &session).await;
    assert_eq!((&back["rank"], &back["stage"], &back["id"]), (&json!(5), &json!("WAITING"), &places[0]["id"]));
    let read_session = now(&world, principal, &session, "TrainingSession").await;
    does(&world, principal, "updateSession", with(&read_session, json!({ "capacity": 1 }))).await.is_refused("CAPACITY_UNDER_CONFIRMED").naming("capacity");
    done(&world, principal, "updateSession", with(&read_session, json!({ "capacity": 3 }))).await;
    let seen = stages(&world, principal, &session).await;
    assert_eq!([2, 3, 4, 5].map(|rank| stage(&seen, rank)), ["CONFIRMED", "CONFIRMED", "CONFIRMED", "WAITING"]);
}
