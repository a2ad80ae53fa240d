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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s24_plans_of_basin_and_academy_show_what_is_below_them_and_stay_within_their_budget() {
    let (world, college) = world_and_college().await;
    let (far, teacher) = (world.far_college("Collège Puygrelier").await, college.teacher("Ada").await);
    let (here, elsewhere) = (coordinator(&world, "863").await, coordinator(&world, "161").await);
    let basin = json!({ "level": "BASIN", "schoolYear": "2026-2027", "title": "Bassin", "academy": "13", "basin": "863", "budgetCents": 100_000 });
    let academy = json!({ "level": "ACADEMY", "schoolYear": "2026-2027", "title": "Académie", "academy": "13" });

    for (who, input) in [(college.principal(), &basin), (&elsewhere, &basin), (world.rectorate_of_toulouse(), &basin), (&here, &academy)] {
        does(&world, who, "createTrainingPlan", input.clone()).await.is_refused("NOT_ALLOWED");
    }
    let basin = done(&world, &here, "createTrainingPlan", basin).await;
    let academy = done(&world, world.rectorate(), "createTrainingPlan", academy).await;
    let (below, _) = approved(&world, &college, json!({ "title": "Du collège" })).await;
    let (beyond, _) = approved(&world, &far, json!({ "title": "D'ailleurs" })).await;

    let in_basin = |more: Value| {
        let mut input = action_in(&basin, json!({ "title": "Du bassin", "scope": "BASIN", "costCents": 60_000 }));
        extend(&mut input, more);
        input
    };
    for (more, code, argument) in [
        (json!({ "costCents": 100_001 }), "OVER_BUDGET", "costCents"),
        (json!({ "costCents": -1 }), "INVALID_ARGUMENT", "costCents"),
        (json!({ "scope": "ACADEMY" }), "INVALID_ARGUMENT", "scope"),
        (json!({ "scope": "ESTABLISHMENT", "establishment": far.uai }), "INVALID_ARGUMENT", "establishment"),
        (json!({ "hours": 0.3 }), "INVALID_ARGUMENT", "hours"),
        (json!({ "capacity": 0 }), "INVALID_ARGUMENT", "capacity"),
        (json!({ "leastParticipants": 21 }), "INVALID_ARGUMENT", "leastParticipants"),
        (json!({ "discipline": "L0202" }), "INVALID_ARGUMENT", "discipline"),
        (json!({ "domain": "DISCIPLINE", "discipline": "L9999" }), "NOT_FOUND", "discipline"),
        (json!({ "objectives": " " }), "INVALID_ARGUMENT", "objectives"),
    ] {
        does(&world, &here, "addTrainingAction", in_basin(more)).await.is_refused(code).naming(argument);
    }
    let first = done(&world, &here, "addTrainingAction", in_basin(json!({}))).await;
    does(&world, &here, "addTrainingAction", in_basin(json!({ "costCents": 40_001 }))).await.is_refused("OVER_BUDGET").naming("costCents");
    let second = done(&world, &here, "addTrainingAction", in_basin(json!({ "costCents": 40_000, "title": "À retirer", "gaia": "26A0130001" }))).await;
    does(&world, &here, "updateTrainingAction", with(&first, json!({ "costCents": 60_001 }))).await.is_refused("OVER_BUDGET").naming("costCents");
    does(&world, &here, "updateTrainingPlan", with(&basin, json!({ "budgetCents": 99_999 }))).await.is_refused("OVER_BUDGET").naming("budgetCents");
    does(&world, college.principal(), "removeTrainingAction", with(&second, json!({}))).await.is_refused("NOT_FOUND");
    done(&world, &here, "removeTrainingAction", with(&second, json!({}))).await;
    does(&world, &here, "removeTrainingAction", with(&second, json!({}))).await.is_refused("NOT_FOUND");
    done(&world, &here, "updateTrainingPlan", with(&basin, json!({ "budgetCents": 60_000 }))).await;

    let titles = async |who: &Persona, plan: &Value| {
        let list = format!("{{ trainingActions(filter: {{ under: {} }}) {{ totalCount nodes {{ title }} }} }}", plan["id"]);
        who.asks(&world, &list).await.succeeds().texts("trainingActions.nodes", "title")
    };
    let officer = world.rectorate();
    assert_eq!(titles(officer, &basin).await, ["Du bassin", "Du collège"]);
    assert_eq!(titles(officer, &academy).await, ["D'ailleurs", "Du bassin", "Du collège"]);
    assert_eq!((titles(officer, &below).await, titles(officer, &beyond).await), (vec!["Du collège".to_owned()], vec!["D'ailleurs".to_owned()]));
    // A draft is not yet those's whom it is for; what another school plans is not theirs to read.
    assert_eq!(titles(&teacher, &basin).await, ["Du collège"]);
    let basin = now(&world, &here, &basin, "TrainingPlan").await;
    let basin = done(&world, &here, "submitPlan", with(&basin, json!({}))).await;
    done(&world, officer, "approvePlan", with(&basin, json!({}))).await;
    assert_eq!(titles(&teacher, &basin).await, ["Du bassin", "Du collège"]);
    assert_eq!(titles(&far.teacher("Léa").await, &academy).await, ["D'ailleurs"]);
    assert_eq!(titles(&world.anyone(), &academy).await, Vec::<String>::new());
    let catalogue = done(&world, officer, "addTrainingAction", action_in(&academy, json!({ "scope": "ACADEMY", "title": "Pour tous" }))).await;
    let academy = now(&world, officer, &academy, "TrainingPlan").await;
    let academy = done(&world, officer, "submitPlan", with(&academy, json!({}))).await;
    assert_eq!(titles(&world.anyone(), &academy).await, Vec::<String>::new());
    done(&world, officer, "approvePlan", with(&academy, json!({}))).await;
    assert_eq!(titles(&world.anyone(), &academy).await, ["Pour tous"]);
    does(&world, officer, "updateTrainingAction", with(&catalogue, json!({ "hours": 6.0 }))).await.is_refused("INVALID_TRANSITION");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s22_the_scope_says_who_enrols_and_the_principal_approves_where_that_is_asked() {
    let (world, college) = world_and_college().await;
    let (near, far) = (world.college("Collège Ronsard").await, world.far_college("Collège Puygrelier").await);
    let (officer, here) = (world.rectorate(), coordinator(&world, "863").await);
    let plan = json!({ "level": "BASIN", "schoolYear": "2026-2027", "title": "Bassin", "academy": "13", "basin": "863" });
    let plan = done(&world, &here, "createTrainingPlan", plan).await;
    let action = done(&world, &here, "addTrainingAction", action_in(&plan, json!({ "scope": "BASIN" }))).await;
    let wide = json!({ "capacity": 1, "needsApproval": true, "host": college.uai, "enrolmentClosesAt": "2027-01-05T22:00:00Z" });
    for (more, argument) in [
        (json!({ "endsAt": "2027-01-12T13:00:00Z" }), "endsAt"),
        (json!({ "enrolmentClosesAt": "2027-01-12T14:00:00Z" }), "enrolmentClosesAt"),
        (json!({ "capacity": 3000 }), "capacity"),
        (json!({ "host": world.college_of_toulouse("Collège Fermat").await.uai }), "host"),
    ] {
        does(&world, &here, "scheduleSession", session_of(&action, more)).await.is_refused("INVALID_ARGUMENT").naming(argument);
    }
    let session = done(&world, &here, "scheduleSession", session_of(&action, wide)).await;
    does(&world, &here, "openSession", with(&session, json!({}))).await.is_refused("PLAN_NOT_APPROVED").hinting("approvePlan");
    let plan = done(&world, &here, "submitPlan", with(&plan, json!({}))).await;
    done(&world, officer, "approvePlan", with(&plan, json!({}))).await;
    let (first, second, stranger) = (college.teacher("Ada").await, near.teacher("Inès OEILLET").await, far.teacher("Léa").await);
    enrols(&world, &first, &session).await.is_refused("SESSION_NOT_OPEN").naming("session");
    for who in [college.principal(), &first] {
        does(&world, who, "openSession", with(&session, json!({}))).await.is_refused("NOT_ALLOWED");
    }
    let session = done(&world, &here, "openSession", with(&session, json!({}))).await;

    enrols(&world, &stranger, &session).await.is_refused("NOT_FOUND").naming("session");
    let of_stranger = json!({ "session": session["id"], "person": stranger.id });
    does(&world, officer, "enrol", of_stranger).await.is_refused("OUTSIDE_SCOPE").naming("session");
    let (one, two) = (place(&world, &first, &session).await, place(&world, &second, &session).await);
    assert_eq!((&one["stage"], &two["stage"]), (&json!("REQUESTED"), &json!("REQUESTED")));
    world.settle().await;
    assert!(told(&world, college.principal()).await.contains(&"Enrolled".to_owned()));

    for (who, code) in [(&first, "NOT_ALLOWED"), (near.principal(), "NOT_FOUND"), (far.principal(), "NOT_FOUND"), (&second, "NOT_FOUND")] {
        does(&world, who, "approveEnrolment", with(&one, json!({}))).await.is_refused(code);
    }
    // The host's principal reads who comes; approving is their own principal's.
    does(&world, college.principal(), "approveEnrolment", with(&two, json!({}))).await.is_refused("NOT_ALLOWED");
    let two = done(&world, near.principal(), "approveEnrolment", with(&two, json!({}))).await;
    let one = done(&world, college.principal(), "approveEnrolment", with(&one, json!({}))).await;
    let stage = async |who: &Persona, row: &Value| read(&world, who, row, "Enrolment", "stage isLate").await.object("node");
    assert_eq!((&stage(&second, &two).await["stage"], &stage(&first, &one).await["stage"]), (&json!("CONFIRMED"), &json!("WAITING")));
    does(&world, near.principal(), "refuseEnrolment", with(&two, json!({ "reason": "non" }))).await.is_refused("INVALID_TRANSITION");

    world.clock().advance(TimeDelta::days(42));
    enrols(&world, &near.teacher("Zoé").await, &session).await.is_refused("SESSION_NOT_OPEN");
    done(&world, &second, "withdrawEnrolment", with(&two, json!({}))).await;
    assert_eq!((&stage(&second, &two).await["isLate"], &stage(&first, &one).await["stage"]), (&json!(true), &json!("CONFIRMED")));
    world.clock().advance(TimeDelta::days(10));
    let one = now(&world, &first, &one, "Enrolment").await;
    does(&world, &first, "withdrawEnrolment", with(&one, json!({}))).await.is_refused("SESSION_NOT_OPEN").naming("id");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s17_nobody_leads_a_session_without_saying_yes_nor_two_at_once() {
    let (world, college) = world_and_college().await;
    let (principal, trainer, colleague) = (college.principal(), college.teacher("Ada").await, college.teacher("Léa").await);
    let session = opened(&world, &college, json!({ "leastParticipants": 1 })).await;
    let ask = json!({ "session": session["id"], "person": trainer.id });

    for who in [&trainer, &colleague, &college.deputy("Rose").await, &desk(&world, Desk::Pay).await] {
        does(&world, who, "proposeTrainer", ask.clone()).await.is_refused("NOT_ALLOWED");
    }
    let foreign = world.college_of_toulouse("Collège Fermat").await.teacher("Iris").await;
    does(&world, principal, "proposeTrainer", json!({ "session": session["id"], "person": foreign.id })).await.is_refused("NOT_FOUND").naming("person");
    let engagement = done(&world, principal, "proposeTrainer", ask.clone()).await;
    does(&world, principal, "proposeTrainer", ask.clone()).await.is_refused("ALREADY_EXISTS").naming("person");
    for (who, code) in [(principal, "NOT_ALLOWED"), (world.rectorate(), "NOT_ALLOWED"), (&colleague, "NOT_FOUND")] {
        does(&world, who, "answerEngagement", with(&engagement, json!({ "accept": true }))).await.is_refused(code);
    }
    does(&world, principal, "confirmSession", with(&session, json!({ "acknowledge": true }))).await.is_refused("NO_TRAINER").hinting("proposeTrainer");
    let no = done(&world, &trainer, "answerEngagement", with(&engagement, json!({ "accept": false, "reason": "déjà prise" }))).await;
    does(&world, &trainer, "answerEngagement", with(&no, json!({ "accept": true }))).await.is_refused("INVALID_TRANSITION");
    let again = done(&world, principal, "proposeTrainer", ask).await;
    assert_eq!(again["id"], engagement["id"]);
    done(&world, &trainer, "answerEngagement", with(&again, json!({ "accept": true }))).await;
    world.settle().await;
    let (of_trainer, of_principal) = (told(&world, &trainer).await, told(&world, principal).await);
    assert!(of_trainer.contains(&"TrainerProposed".to_owned()) && of_principal.contains(&"EngagementDeclined".to_owned()), "{of_trainer:?} {of_principal:?}");
    assert!(of_principal.contains(&"EngagementAccepted".to_owned()));

    let action = read(&world, principal, &session, "TrainingSession", "action { id }").await.object("node.action");
    let other = json!({ "startsAt": "2027-01-12T15:00:00Z", "endsAt": "2027-01-12T17:00:00Z" });
    let other = done(&world, principal, "scheduleSession", session_of(&action, other)).await;
    let asked = done(&world, principal, "proposeTrainer", json!({ "session": other["id"], "person": trainer.id })).await;
    does(&world, &trainer, "answerEngagement", with(&asked, json!({ "accept": true }))).await.is_refused("TRAINER_BUSY").naming("id");
    let moved = json!({ "startsAt": "2027-01-12T16:00:00Z", "endsAt": "2027-01-12T18:00:00Z" });
    let other = done(&world, principal, "updateSession", with(&other, moved)).await;
    done(&world, &trainer, "answerEngagement", with(&asked, json!({ "accept": true }))).await;
    let back = json!({ "startsAt": "2027-01-12T15:59:00Z" });
    does(&world, principal, "updateSession", with(&other, back)).await.is_refused("TRAINER_BUSY").naming("startsAt");

    does(&world, principal, "confirmSession", with(&session, json!({}))).await.is_refused("BELOW_LEAST").naming("acknowledge");
    let session = done(&world, principal, "confirmSession", with(&session, json!({ "acknowledge": true }))).await;
    read(&world, principal, &session, "TrainingSession", "isAcknowledged").await.shows("node.isAcknowledged", true);
    colleague.asks(&world, "{ trainerEngagements { totalCount } }").await.succeeds().shows("trainerEngagements.totalCount", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s23_a_discipline_is_taught_by_who_teaches_it_or_that_is_known() {
    let (world, college) = world_and_college().await;
    let (principal, trainer, training) = (college.principal(), college.teacher("Ada").await, desk(&world, Desk::Training).await);
    let plan = done(&world, principal, "createTrainingPlan", plan_of(&college)).await;
    let of_letters = json!({ "domain": "DISCIPLINE", "discipline": "L0202" });
    let action = done(&world, principal, "addTrainingAction", action_in(&plan, of_letters)).await;
    let session = done(&world, principal, "scheduleSession", session_of(&action, json!({ "leastParticipants": 1 }))).await;
    does(&world, principal, "removeTrainingAction", with(&action, json!({}))).await.is_refused("HAS_SESSIONS").naming("id");
    let engagement = led(&world, principal, &session, &trainer).await;
    let plan = done(&world, principal, "submitPlan", with(&plan, json!({}))).await;

    does(&world, &training, "approvePlan", with(&plan, json!({}))).await.is_refused("TRAINER_NOT_OF_DISCIPLINE").naming("acknowledge");
    let as_it_is =
        training.does_with(&world, "approvePlan", "object { isAcknowledged }", with(&plan, json!({ "acknowledge": true })), json!({ "dryRun": true })).await;
    as_it_is.succeeds().shows("approvePlan.object.isAcknowledged", true);
    done(&world, &trainer, "answerEngagement", with(&engagement, json!({ "accept": false }))).await;
    led(&world, principal, &session, &of_letters_teacher(&world, &college).await).await;
    training
        .does(&world, "approvePlan", "object { isAcknowledged }", with(&plan, json!({})))
        .await
        .succeeds()
        .shows("approvePlan.object.isAcknowledged", false);

    // Somebody who came later is looked at when the session is confirmed.
    let other = college.teacher("Léa").await;
    led(&world, principal, &session, &other).await;
    let session = done(&world, principal, "openSession", with(&session, json!({}))).await;
    place(&world, &college.teacher("Zoé").await, &session).await;
    does(&world, principal, "confirmSession", with(&session, json!({}))).await.is_refused("TRAINER_NOT_OF_DISCIPLINE").naming("acknowledge");
    done(&world, principal, "confirmSession", with(&session, json!({ "acknowledge": true }))).await;
}

/// Somebody who teaches letters there.
async fn of_letters_teacher(world: &World, school: &School) -> Persona {
    let input = json!({ "academy": "13", "givenName": "Iris", "familyName": "GENET", "disciplines": ["L0202"], "mail": "iris@stories.example" });
    let id = does(world, world.rectorate(), "createPerson", input).await.succeeds().text("createPerson.object.id");
    let person = Persona::of(&world.app, "Iris GENET", kernel::resource::parse_id(&id).expect("an id").1);
    world.rectorate().appoints(world, &person, school, "TEACHER", "2020-09-01", None).await.succeeds();
    person
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s16_who_was_there_is_written_down_after_the_beginning_and_certified_to_the_person() {
    let (world, college) = world_and_college().await;
    let (principal, trainer) = (college.principal(), college.teacher("Ada").await);
    let session = opened(&world, &college, json!({ "leastParticipants": 1 })).await;
    led(&world, principal, &session, &trainer).await;
    let (one, two) = (college.teacher("Inès OEILLET").await, college.teacher("Léa").await);
    let (first, second) = (place(&world, &one, &session).await, place(&world, &two, &session).await);
    let session = done(&world, principal, "confirmSession", with(&session, json!({}))).await;
    let attended = |row: &Value| with(row, json!({ "attendance": "ATTENDED" }));
    let certificate = format!("{{ attendanceCertificate(enrolment: {}) {{ person title hours startsAt timeZone place }} }}", first["id"]);

    does(&world, &trainer, "recordAttendance", attended(&first)).await.is_refused("SESSION_NOT_BEGUN").naming("id");
    does(&world, &trainer, "holdSession", with(&session, json!({}))).await.is_refused("SESSION_NOT_BEGUN").naming("id");
    one.asks(&world, &certificate).await.is_refused("NOT_ATTENDED").naming("enrolment");
    world.clock().advance(TimeDelta::days(48) + TimeDelta::hours(5));
    for (who, code) in [
        (&one, "NOT_ALLOWED"),
        (&two, "NOT_FOUND"),
        (&college.referent("Paul LILAS").await.0, "NOT_FOUND"),
        (&college.deputy("Rose").await, "NOT_ALLOWED"),
        (world.college("Collège Ronsard").await.principal(), "NOT_FOUND"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
    ] {
        does(&world, who, "recordAttendance", attended(&first)).await.is_refused(code);
    }
    done(&world, &trainer, "recordAttendance", attended(&first)).await;
    let absent = done(&world, principal, "recordAttendance", with(&second, json!({ "attendance": "ABSENT" }))).await;
    done(&world, world.rectorate(), "recordAttendance", with(&absent, json!({ "attendance": "EXCUSED" }))).await;
    does(&world, &trainer, "recordAttendance", attended(&first)).await.is_refused("CONFLICT");
    does(&world, &two, "reportSession", with(&session, json!({ "report": "Bien." }))).await.is_refused("NOT_ALLOWED");
    let held = done(&world, &trainer, "holdSession", with(&session, json!({}))).await;
    does(&world, principal, "cancelSession", with(&held, json!({ "reason": "trop tard" }))).await.is_refused("INVALID_TRANSITION");
    done(&world, &trainer, "reportSession", with(&held, json!({ "report": "Tous ont *essayé*." }))).await;

    let told = one.asks(&world, &certificate).await.succeeds();
    let told = told
        .shows("attendanceCertificate.person", "Inès OEILLET")
        .shows("attendanceCertificate.hours", 3.0)
        .shows("attendanceCertificate.timeZone", "Europe/Paris");
    told.shows("attendanceCertificate.startsAt", "2027-01-12T13:00:00+00:00").shows("attendanceCertificate.place", "Salle 12");
    for who in [&two, &trainer, principal, world.rectorate(), &world.anyone()] {
        who.asks(&world, &certificate).await.is_refused("NOT_FOUND").naming("enrolment");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t4_what_participants_thought_is_known_from_five_answers_on_and_never_whose_it_is() {
    let (world, college) = world_and_college().await;
    let (principal, trainer) = (college.principal(), college.teacher("Ada").await);
    let session = opened(&world, &college, json!({ "leastParticipants": 1 })).await;
    led(&world, principal, &session, &trainer).await;
    let mut people = Vec::new();
    for number in 0..6 {
        let person = college.teacher(&format!("Léa{number} LILAS")).await;
        let row = place(&world, &person, &session).await;
        people.push((person, row));
    }
    done(&world, principal, "confirmSession", with(&session, json!({}))).await;
    world.clock().advance(TimeDelta::days(48) + TimeDelta::hours(5));
    for (_, row) in &people[..6] {
        done(&world, &trainer, "recordAttendance", with(row, json!({ "attendance": "ATTENDED" }))).await;
    }
    let gives = async |who: &Persona, score: i32| {
        let input = json!({ "session": session["id"], "score": score, "comment": format!("note {score}") });
        who.does(&world, "giveFeedback", "object { id }", input).await
    };
    let shown = "{ __typename ... on FeedbackFigures { answers meanScore scores { score count } comments } ... on Suppressed { reason least } }";
    let ask = format!("{{ sessionFeedback(session: {}) {shown} }}", session["id"]);

    gives(&people[0].0, 4).await.is_refused("SESSION_NOT_OVER").naming("session");
    world.clock().advance(TimeDelta::hours(3));
    gives(&people[0].0, 6).await.is_refused("INVALID_ARGUMENT").naming("score");
    gives(&trainer, 5).await.is_refused("NOT_ALLOWED");
    gives(&world.anyone(), 5).await.is_refused("NOT_FOUND");
    world.announced().await;
    for (who, _) in &people[..4] {
        gives(who, 4).await.succeeds();
    }
    gives(&people[0].0, 1).await.is_refused("FEEDBACK_GIVEN").naming("session");
    for who in [&trainer, principal, world.rectorate()] {
        who.asks(&world, &ask).await.succeeds().shows("sessionFeedback", json!({ "__typename": "Suppressed", "reason": "FEWER_THAN_LEAST", "least": 5 }));
    }
    for (who, code) in [
        (&people[0].0, "NOT_ALLOWED"),
        (&college.teacher("Zoé").await, "NOT_ALLOWED"),
        (&college.deputy("Rose").await, "NOT_ALLOWED"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
        (&world.anyone(), "NOT_FOUND"),
    ] {
        who.asks(&world, &ask).await.is_refused(code);
    }
    gives(&people[4].0, 1).await.succeeds();
    let told = trainer.asks(&world, &ask).await.succeeds().shows("sessionFeedback.answers", 5).shows("sessionFeedback.meanScore", 3.4);
    let told = told.shows("sessionFeedback.comments", json!(["note 1", "note 4", "note 4", "note 4", "note 4"]));
    let before = told.at("sessionFeedback").clone();
    gives(&people[5].0, 5).await.succeeds();
    assert_eq!(*trainer.asks(&world, &ask).await.succeeds().at("sessionFeedback"), before, "one more answer shows nothing");

    // Neither events nor the audit tell what was said; the rows tell no order.
    let told = world.announced().await;
    assert!(told.iter().all(|kind| kind.starts_with("Person")), "{told:?}");
    let kept = world.everything_kept().await;
    assert!(!kept.contains("note 4") && !kept.contains("note 1"), "{kept}");
    let (rows, givers) = feedback_rows(&world).await;
    assert_eq!((rows.len(), givers.len()), (6, 6));
    assert!(rows.iter().all(|row| !givers.contains(row)), "no id is in both");
}

/// The ids of what was said, and of who said something.
async fn feedback_rows(world: &World) -> (Vec<kernel::Uuid>, Vec<kernel::Uuid>) {
    use entity::training::{session_feedback, session_feedback_giver};
    let all = sea_orm::Condition::all;
    let rows = world.app.store.rows::<session_feedback::Entity>(all()).await.expect("rows");
    let givers = world.app.store.rows::<session_feedback_giver::Entity>(all()).await.expect("rows");
    (rows.into_iter().map(|row| row.id).collect(), givers.into_iter().map(|row| row.id).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s22_whoever_is_concerned_is_told_what_becomes_of_a_session() {
    let (world, college) = world_and_college().await;
    let (principal, trainer, one) = (college.principal(), college.teacher("Ada").await, college.teacher("Léa").await);
    let (referent, _) = college.referent("Paul LILAS").await;
    let session = opened(&world, &college, json!({ "capacity": 5 })).await;
    led(&world, principal, &session, &trainer).await;
    place(&world, &one, &session).await;
    for who in [&trainer, &one, world.rectorate()] {
        does(&world, who, "updateSession", with(&session, json!({ "place": "Salle 3" }))).await.is_refused("NOT_ALLOWED");
    }
    let session = done(&world, &referent, "updateSession", with(&session, json!({ "place": "Salle 3" }))).await;
    does(&world, &referent, "cancelSession", with(&session, json!({ "reason": "non" }))).await.is_refused("NOT_ALLOWED");
    let session = done(&world, principal, "postponeSession", with(&session, json!({ "reason": "grève" }))).await;
    enrols(&world, &college.teacher("Zoé").await, &session).await.is_refused("SESSION_NOT_OPEN");
    let dates = json!({ "startsAt": "2027-02-02T13:00:00Z", "endsAt": "2027-02-02T16:00:00Z" });
    let session = done(&world, principal, "updateSession", with(&session, dates)).await;
    read(&world, &one, &session, "TrainingSession", "stage reason").await.shows("node.stage", "SCHEDULED").shows("node.reason", Value::Null);
    let session = done(&world, principal, "openSession", with(&session, json!({}))).await;
    done(&world, principal, "cancelSession", with(&session, json!({ "reason": "salle en travaux" }))).await;
    enrols(&world, &college.teacher("Iris").await, &session).await.is_refused("SESSION_NOT_OPEN");
    world.settle().await;

    for who in [&trainer, &one] {
        let told = told(&world, who).await;
        for kind in ["TrainingSessionMoved", "TrainingSessionPostponed", "TrainingSessionOpened", "TrainingSessionCancelled"] {
            assert!(told.contains(&kind.to_owned()), "{kind}: {told:?}");
        }
        assert_eq!(told.iter().filter(|kind| *kind == "TrainingSessionMoved").count(), 2, "another room, then another day");
    }
    assert!(!told(&world, &college.teacher("Rose").await).await.iter().any(|kind| kind.starts_with("Training")));
}

/// A mutation is refused, and nothing is announced: what changes is announced, else it is not committed.
async fn refused(world: &World, who: &Persona, mutation: &str, input: Value, code: &str, argument: Option<&str>) {
    world.announced().await;
    let told = does(world, who, mutation, input).await.is_refused(code);
    if let Some(argument) = argument {
        drop(told.naming(argument));
    }
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s22_who_enrols_where_that_is_over_or_for_somebody_else_is_told_and_nothing_is_half_written() {
    let (world, college) = world_and_college().await;
    let (principal, ada, zoe) = (college.principal(), college.teacher("Ada ROSE").await, college.teacher("Zoé LILAS").await);
    let (referent, _) = college.referent("Paul LILAS").await;
    let (_, action) = approved(&world, &college, json!({})).await;
    let opens = async |more: Value| {
        let session = done(&world, principal, "scheduleSession", session_of(&action, more)).await;
        done(&world, principal, "openSession", with(&session, json!({}))).await
    };
    let asks = |session: &Value| json!({ "session": session["id"] });
    let (one, closing) = (opens(json!({ "capacity": 1 })).await, opens(json!({ "enrolmentClosesAt": "2026-12-01T08:00:00Z" })).await);
    let (cancelled, later) = (opens(json!({})).await, opens(json!({ "enrolmentOpensAt": "2026-12-20T08:00:00Z" })).await);
    done(&world, principal, "cancelSession", with(&cancelled, json!({ "reason": "grève" }))).await;
    let held = place(&world, &ada, &one).await;

    // Twice, also while one waits; whoever finds the session full waits.
    refused(&world, &ada, "enrol", asks(&one), "ALREADY_ENROLLED", Some("session")).await;
    assert_eq!(place(&world, &zoe, &one).await["stage"], "WAITING");
    refused(&world, &zoe, "enrol", asks(&one), "ALREADY_ENROLLED", Some("session")).await;
    // For somebody else: nobody but the rectorate.
    let for_ada = json!({ "session": later["id"], "person": ada.id });
    for who in [&zoe, &referent, principal, &college.deputy("Rose").await] {
        refused(&world, who, "enrol", for_ada.clone(), "NOT_ALLOWED", None).await;
    }
    refused(&world, world.rectorate_of_toulouse(), "enrol", for_ada, "NOT_FOUND", Some("session")).await;
    refused(&world, &zoe, "withdrawEnrolment", with(&held, json!({})), "NOT_FOUND", None).await;
    // Cancelled, not open yet, closed, begun.
    for session in [&cancelled, &later] {
        refused(&world, &ada, "enrol", asks(session), "SESSION_NOT_OPEN", Some("session")).await;
    }
    world.clock().advance(days(7));
    refused(&world, &ada, "enrol", asks(&closing), "SESSION_NOT_OPEN", Some("session")).await;
    world.clock().advance(days(50));
    for session in [&one, &later] {
        refused(&world, &referent, "enrol", asks(session), "SESSION_NOT_OPEN", Some("session")).await;
    }
    let seen = stages(&world, principal, &one).await;
    assert_eq!(seen, [(1, "CONFIRMED".to_owned()), (2, "WAITING".to_owned())]);
    for session in [&closing, &cancelled, &later] {
        assert!(stages(&world, principal, session).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s22_wrong_dates_too_few_places_and_a_trainer_in_two_places_are_refused_whole() {
    let (world, college) = world_and_college().await;
    let (principal, ada, zoe) = (college.principal(), college.teacher("Ada ROSE").await, college.teacher("Zoé LILAS").await);
    let (_, action) = approved(&world, &college, json!({})).await;
    let scheduled = async |more: Value| done(&world, principal, "scheduleSession", session_of(&action, more)).await;
    for (more, argument) in [
        (json!({ "endsAt": "2027-01-12T12:59:59Z" }), "endsAt"),
        (json!({ "endsAt": "2027-03-12T13:00:00Z" }), "endsAt"),
        (json!({ "enrolmentClosesAt": "2027-01-12T13:00:01Z" }), "enrolmentClosesAt"),
        (json!({ "enrolmentOpensAt": "2027-01-05T08:00:00Z", "enrolmentClosesAt": "2027-01-04T08:00:00Z" }), "enrolmentOpensAt"),
    ] {
        refused(&world, principal, "scheduleSession", session_of(&action, more), "INVALID_ARGUMENT", Some(argument)).await;
    }
    let first = scheduled(json!({ "capacity": 2 })).await;
    let first = done(&world, principal, "openSession", with(&first, json!({}))).await;
    for who in [&ada, &zoe] {
        place(&world, who, &first).await;
    }
    let changes = |more: Value| with(&first, more);
    let reversed = json!({ "place": "Salle 3", "endsAt": "2027-01-12T12:00:00Z" });
    refused(&world, principal, "updateSession", changes(reversed), "INVALID_ARGUMENT", Some("endsAt")).await;
    let fewer = json!({ "place": "Salle 3", "capacity": 1 });
    refused(&world, principal, "updateSession", changes(fewer.clone()), "CAPACITY_UNDER_CONFIRMED", Some("capacity")).await;
    does(&world, principal, "updateSession", changes(fewer)).await.is_refused("CAPACITY_UNDER_CONFIRMED").hinting("Send 2 or more");
    read(&world, principal, &first, "TrainingSession", "place capacity").await.shows("node.place", "Salle 12").shows("node.capacity", 2);

    // Two yeses to sessions that overlap, at once: one of them.
    let trainer = college.teacher("Iris GENET").await;
    let second = scheduled(json!({ "startsAt": "2027-01-12T15:59:00Z", "endsAt": "2027-01-12T18:00:00Z" })).await;
    let mut asked = Vec::new();
    for session in [&first, &second] {
        asked.push(done(&world, principal, "proposeTrainer", json!({ "session": session["id"], "person": trainer.id })).await);
    }
    let yes = |engagement: &Value| with(engagement, json!({ "accept": true }));
    let both = futures_util::future::join_all(asked.iter().map(|engagement| does(&world, &trainer, "answerEngagement", yes(engagement)))).await;
    let (kept, busy): (Vec<_>, Vec<_>) = both.into_iter().partition(|outcome| outcome.body["errors"].is_null());
    assert_eq!(kept.len(), 1, "{busy:?}");
    busy.into_iter().for_each(|outcome| drop(outcome.is_refused("TRAINER_BUSY").naming("id").hinting("another trainer")));
    let led = trainer.asks(&world, "{ trainerEngagements { nodes { stage session { id version } } } }").await.succeeds();
    let led = led.at("trainerEngagements.nodes").as_array().expect("engagements").clone();
    let of = |stage: &str| led.iter().find(|row| row["stage"] == stage).expect("one of each")["session"].clone();

    // What was put off does not come back at its old dates when its trainer said yes elsewhere meanwhile.
    let off = done(&world, principal, "postponeSession", with(&of("ACCEPTED"), json!({ "reason": "grève" }))).await;
    let other = asked.iter().find(|engagement| !kept[0].body.to_string().contains(engagement["id"].as_str().expect("an id"))).expect("the other");
    done(&world, &trainer, "answerEngagement", yes(other)).await;
    refused(&world, principal, "updateSession", with(&off, json!({ "place": "Salle 3" })), "TRAINER_BUSY", Some("startsAt")).await;
    let moved = json!({ "startsAt": "2027-02-02T13:00:00Z", "endsAt": "2027-02-02T16:00:00Z" });
    done(&world, principal, "updateSession", with(&off, moved)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s22_fifty_enrol_and_withdraw_at_once_and_no_place_is_lost_or_given_twice() {
    let (world, college) = world_and_college().await;
    let session = opened(&world, &college, json!({ "capacity": 12 })).await;
    let mut people = Vec::new();
    for number in 0..50 {
        people.push(college.teacher(&format!("Ada{number} ROSE")).await);
    }
    let all = people.iter().enumerate().map(|(number, who)| {
        let (world, session) = (&world, &session);
        async move {
            let mine = until_taken(|| enrols(world, who, session)).await.object("enrol.object");
            // Every third gives the place back at once, whatever became of it meanwhile.
            if number % 3 == 0 {
                until_taken(|| async {
                    let read = now(world, who, &mine, "Enrolment").await;
                    does(world, who, "withdrawEnrolment", with(&read, json!({}))).await
                })
                .await;
            }
        }
    });
    futures_util::future::join_all(all).await;

    let seen = stages(&world, college.principal(), &session).await;
    let ranks: Vec<i64> = seen.iter().map(|(rank, _)| *rank).collect();
    assert_eq!(ranks, (1..=50).collect::<Vec<_>>(), "everybody has a place in the order of asking, once");
    let of = |stage: &str| seen.iter().filter(|(_, of)| of == stage).map(|(rank, _)| *rank).collect::<Vec<_>>();
    let (confirmed, waiting, withdrawn) = (of("CONFIRMED"), of("WAITING"), of("WITHDRAWN"));
    assert_eq!((confirmed.len(), waiting.len(), withdrawn.len()), (12, 21, 17), "{seen:?}");
    assert!(confirmed.iter().max() < waiting.iter().min(), "nobody passed another: {seen:?}");
}

/// Tries again while somebody else was faster.
async fn until_taken<F: Future<Output = Outcome>>(tries: impl Fn() -> F) -> Outcome {
    for _ in 0..200 {
        let outcome = tries().await;
        match outcome.body["errors"][0]["extensions"]["code"].as_str() {
            None => return outcome,
            Some("CONFLICT" | "BUSY") => {}
            Some(other) => panic!("{other}: {}", outcome.body),
        }
    }
    panic!("never taken")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t3_sessions_are_in_the_calendar_at_a_secret_address_until_it_is_revoked() {
    let (world, college) = world_and_college().await;
    let (one, other) = (college.teacher("Ada").await, college.teacher("Léa").await);
    let session = opened(&world, &college, json!({})).await;
    place(&world, &one, &session).await;
    let file = read(&world, &one, &session, "TrainingSession", "iCalendar").await.text("node.iCalendar");
    for line in ["BEGIN:VTIMEZONE", "DTSTART;TZID=Europe/Paris:20270112T140000", "SUMMARY:Évaluer avec le numérique", "STATUS:TENTATIVE"] {
        assert!(file.contains(line), "{line}: {file}");
    }
    let make = json!({ "academy": "13" });
    let shown = "object { id version } address";
    one.does_with(&world, "createCalendarAddress", shown, make.clone(), json!({ "dryRun": true }))
        .await
        .succeeds()
        .shows("createCalendarAddress.address", Value::Null);
    world.anyone().does(&world, "createCalendarAddress", shown, make.clone()).await.is_refused("NOT_ALLOWED");
    let made = one.does(&world, "createCalendarAddress", shown, make.clone()).await.succeeds();
    let (address, object) = (made.text("createCalendarAddress.address"), made.object("createCalendarAddress.object"));
    let fetch = async |path: &str| world.http().get(world.url(path)).send().await.expect("an answer");

    let answer = fetch(&address).await;
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().ok()), (200, Some("text/calendar; charset=utf-8")));
    let text = answer.text().await.expect("a text");
    assert!(text.contains("Évaluer avec le numérique") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    let secret = address.trim_start_matches("/calendar/").trim_end_matches(".ics");
    assert!(!world.everything_kept().await.contains(secret), "the secret is kept nowhere");
    let others = other.does(&world, "createCalendarAddress", shown, make).await.succeeds().text("createCalendarAddress.address");
    assert!(!fetch(&others).await.text().await.expect("a text").contains("VEVENT"), "the other attends nothing");

    does(&world, &other, "revokeCalendarAddress", with(&object, json!({}))).await.is_refused("NOT_FOUND");
    other.asks(&world, "{ calendarAddresses { totalCount } }").await.succeeds().shows("calendarAddresses.totalCount", 1);
    done(&world, &one, "revokeCalendarAddress", with(&object, json!({}))).await;
    for path in [&address, "/calendar/rupn_secret_x.ics", "/calendar/x"] {
        assert_eq!(fetch(path).await.status().as_u16(), 404, "{path}");
    }
    world.clock().advance(days(1));
    assert_eq!(fetch(&address).await.status().as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s24_an_account_reads_and_writes_plans_and_enrolments_by_scopes_of_their_own() {
    use crate::accounts::{acts, makes_account};
    let (world, college) = world_and_college().await;
    let session = opened(&world, &college, json!({})).await;
    let teacher = college.teacher("Ada").await;
    let account = async |scopes: &[&str]| {
        let made = makes_account(&world, world.rectorate(), scopes, json!({ "name": scopes.join(" ") })).await.succeeds();
        acts(&world, &made, "createServiceAccount").await
    };
    let (plans, writer, enroller) =
        (account(&["PLAN_READ"]).await, account(&["PLAN_WRITE"]).await, account(&["DIRECTORY_READ", "PLAN_READ", "ENROL_WRITE"]).await);
    let academy = json!({ "level": "ACADEMY", "schoolYear": "2026-2027", "title": "Académie", "academy": "13" });
    let other = json!({ "session": session["id"], "person": teacher.id });

    does(&world, &plans, "createTrainingPlan", academy.clone()).await.is_refused("NOT_ALLOWED");
    does(&world, &writer, "createTrainingPlan", academy).await.succeeds();
    does(&world, &writer, "createTrainingPlan", plan_of(&world.college("Collège Ronsard").await)).await.is_refused("NOT_ALLOWED");
    does(&world, &enroller, "enrol", json!({ "session": session["id"] })).await.is_refused("NOT_ALLOWED");
    done(&world, &enroller, "enrol", other).await;
    let counts = "{ trainingSessions { totalCount } enrolments { totalCount } trainerEngagements { totalCount } }";
    for (who, sessions, enrolments) in [(&plans, 1, 0), (&writer, 1, 0), (&enroller, 1, 1)] {
        let told = who.asks(&world, counts).await.succeeds();
        told.shows("trainingSessions.totalCount", sessions).shows("enrolments.totalCount", enrolments).shows("trainerEngagements.totalCount", 0);
    }
}
