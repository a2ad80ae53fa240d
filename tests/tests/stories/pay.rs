//! Stories of the pay of trainers: who sets, certifies, approves, exports and reads it, and that each cent goes out once.

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::actor::{Desk, Desks};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

use crate::training::{action_in, done, led, now, plan_of, session_of, with};

const SHOWN: &str =
    "id version kind level rateCents hours amountCents rateSource stage reason certifiedBy { displayName } approvedBy { displayName } export { id }";
const TOTALS: &str = "payTotals { states { stage count cents } unpaidCount budgetCents committedCents leftCents }";
const RESULTS: &str = "results { key status error { code argument hint } object { id version stage } }";
/// Rate of the stories: 45 € for two hours and three quarters are 123.75 €.
const RATE: i32 = 4_500;

async fn does(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id version }", input).await
}

async fn desk(world: &World, desk: Desk) -> Persona {
    world.officer([desk].into_iter().collect::<Desks>()).await
}

/// What happens to a school's session of tomorrow, from 13:00 to 16:00 UTC, that somebody leads.
pub struct Led {
    pub plan: Value,
    pub session: Value,
    pub engagement: Value,
    pub trainer: Persona,
}

/// The plan of an establishment, approved, and its action.
async fn planned(world: &World, school: &School, budget: Option<i32>) -> (Value, Value) {
    let principal = school.principal();
    let mut plan = plan_of(school);
    plan["budgetCents"] = json!(budget);
    let plan = done(world, principal, "createTrainingPlan", plan).await;
    let action = action_in(&plan, json!({ "title": "=1+1 Évaluer", "gaia": "26A0130001", "sofiaFmo": "FMO-12" }));
    let action = done(world, principal, "addTrainingAction", action).await;
    let plan = done(world, principal, "submitPlan", with(&plan, json!({}))).await;
    (done(world, world.rectorate(), "approvePlan", with(&plan, json!({}))).await, action)
}

/// A session of an action, confirmed, with somebody who leads it.
async fn confirmed(world: &World, school: &School, action: &Value, trainer: &Persona, more: Value) -> (Value, Value) {
    let principal = school.principal();
    let mut dates = json!({ "startsAt": "2026-11-26T13:00:00Z", "endsAt": "2026-11-26T16:00:00Z", "host": school.uai });
    dates.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let from_afar = dates["host"].is_null();
    let mut session = done(world, principal, "scheduleSession", session_of(action, dates)).await;
    if from_afar {
        session = done(world, principal, "updateSession", with(&session, json!({ "host": null, "mode": "REMOTE" }))).await;
    }
    let engagement = led(world, world.rectorate(), &session, trainer).await;
    let session = done(world, principal, "openSession", with(&session, json!({}))).await;
    (done(world, principal, "confirmSession", with(&session, json!({ "acknowledge": true }))).await, engagement)
}

/// The same of a new plan, led by a teacher of the school.
pub async fn led_in(world: &World, school: &School, budget: Option<i32>) -> Led {
    let (plan, action) = planned(world, school, budget).await;
    let trainer = school.teacher("Ada BRUYERE").await;
    let (session, engagement) = confirmed(world, school, &action, &trainer, json!({})).await;
    Led { plan, session, engagement, trainer }
}

pub fn hourly(engagement: &Value, more: Value) -> Value {
    let mut input = json!({ "engagement": engagement["id"], "kind": "HOURLY", "level": "DEEPENING", "rateCents": RATE, "hours": 2.75 });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

pub fn flat(engagement: &Value, cents: i32) -> Value {
    json!({ "engagement": engagement["id"], "kind": "FLAT_RATE", "amountCents": cents })
}

/// The day after the session: it was held.
pub async fn held(world: &World, session: &Value, by: &Persona) {
    world.clock().advance(days(2));
    done(world, by, "holdSession", with(session, json!({}))).await;
}

async fn line(world: &World, who: &Persona, line: &Value) -> Value {
    who.asks(world, &format!("{{ node(id: {}) {{ ... on Remuneration {{ {SHOWN} }} }} }}", line["id"])).await.succeeds().object("node")
}

async fn approves(world: &World, who: &Persona, lines: &[&Value]) -> Outcome {
    let lines: Vec<Value> = lines.iter().map(|line| with(line, json!({}))).collect();
    who.does(world, "approvePay", RESULTS, json!({ "lines": lines })).await
}

/// A line that is approved.
pub async fn approved(world: &World, who: &Persona, line: &Value) -> Value {
    let told = approves(world, who, &[line]).await.succeeds().shows("approvePay.results.0.status", "UPDATED");
    told.object("approvePay.results.0.object")
}

async fn exports(world: &World, who: &Persona, more: Value) -> Outcome {
    let mut input = json!({ "academy": "13" });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    who.does(world, "exportPay", "object { id lineCount totalCents csv schoolYear plan { id } by { displayName } }", input).await
}

async fn records(world: &World, who: &Persona, export: &Value, lines: &[Value]) -> Outcome {
    who.does(world, "recordPayments", RESULTS, json!({ "export": export["id"], "lines": lines })).await
}

/// The refusal of the first row of a bulk mutation.
fn row_refused(outcome: &Outcome, mutation: &str, code: &str) {
    let result = outcome.at(&format!("{mutation}.results.0"));
    assert_eq!((&result["status"], &result["error"]["code"]), (&json!("REJECTED"), &json!(code)), "{}", outcome.body);
    let argument = result["error"]["argument"].as_str();
    assert!(argument.is_none_or(|argument| argument.starts_with("lines") || argument == "version"), "{}", outcome.body);
}

async fn told(world: &World, who: &Persona) -> Vec<String> {
    who.asks(world, "{ notifications(first: 100) { nodes { kind } } }").await.succeeds().texts("notifications.nodes", "kind")
}

async fn totals(world: &World, who: &Persona, plan: &Value) -> Value {
    who.asks(world, &format!("{{ node(id: {}) {{ ... on TrainingPlan {{ {TOTALS} }} }} }}", plan["id"])).await.succeeds().at("node.payTotals").clone()
}

fn in_state<'t>(totals: &'t Value, stage: &str) -> (&'t Value, &'t Value) {
    let states = totals["states"].as_array().expect("states");
    let state = states.iter().find(|state| state["stage"] == stage).expect("every state is told");
    (&state["count"], &state["cents"])
}

/// The cells of a file, by the names of its columns.
fn cells(csv: &str) -> Vec<Value> {
    let mut file = csv::Reader::from_reader(csv.as_bytes());
    let names = file.headers().expect("a header").clone();
    let row = |record: csv::StringRecord| names.iter().map(str::to_owned).zip(record.iter().map(Value::from)).collect::<serde_json::Map<_, _>>().into();
    file.records().map(|record| row(record.expect("a line"))).collect()
}

/// A world with a school, a desk TRAINING and two of the desk PAY; notices begin with what happens from now on.
struct Set {
    world: Arc<World>,
    college: School,
    training: Persona,
    pay: Persona,
}

async fn set() -> Set {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (training, pay) = (desk(&world, Desk::Training).await, desk(&world, Desk::Pay).await);
    world.settle().await;
    Set { world, college, training, pay }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_a_trainer_is_paid_from_the_agreement_to_what_payroll_answers() {
    let Set { world, college, training, pay } = set().await;
    let principal = college.principal();
    let Led { plan, session, engagement, trainer } = led_in(&world, &college, Some(100_000)).await;
    world.announced().await;

    let row = done(&world, &training, "setRemuneration", hourly(&engagement, json!({}))).await;
    let read = line(&world, &trainer, &row).await;
    assert_eq!((&read["stage"], &read["amountCents"], &read["rateSource"]), (&json!("DRAFT"), &json!(12_375), &json!("MENF1220270A")));
    held(&world, &session, &trainer).await;
    let row = done(&world, principal, "certifyService", with(&row, json!({ "hours": 3.0 }))).await;
    let row = approved(&world, &pay, &row).await;
    let export = exports(&world, &pay, json!({ "schoolYear": "2026-2027", "plan": plan["id"] })).await.succeeds();
    let export = export.shows("exportPay.object.lineCount", 1).shows("exportPay.object.totalCents", 13_500).object("exportPay.object");
    let paid = records(&world, &pay, &export, &[json!({ "id": row["id"], "outcome": "PAID" })]).await.succeeds();
    paid.shows("recordPayments.results.0.object.stage", "PAID");

    assert_eq!(
        world.announced().await,
        ["RemunerationSet", "TrainingSessionHeld", "ServiceCertified", "PayApproved", "PayExported", "PayFileWritten", "PayPaid"]
    );
    world.settle().await;
    let notices: Vec<String> = told(&world, &trainer).await;
    for kind in ["RemunerationSet", "ServiceCertified", "PayApproved", "PayPaid"] {
        assert!(notices.contains(&kind.to_owned()), "{kind}: {notices:?}");
    }
    assert!(!told(&world, principal).await.iter().any(|kind| kind.starts_with("Pay")), "amounts are told to nobody else");

    let file = cells(export["csv"].as_str().expect("a file"));
    let expected = json!({
        "line": row["id"], "person": trainer.id, "family_name": "BRUYERE", "given_name": "Ada", "establishment": college.uai, "host": college.uai,
        "school_year": "2026-2027", "session": "'=1+1 Évaluer", "starts_on": "2026-11-26", "ends_on": "2026-11-26", "gaia": "26A0130001",
        "sofia_fmo": "FMO-12", "kind": "HOURLY", "level": "DEEPENING", "hours": "3", "rate": "45.00", "amount": "135.00",
    });
    assert_eq!(file, [expected]);
    // What was written is read again as it was, whatever became of the person and the line.
    world.clock().advance(days(30));
    let again = pay.asks(&world, "{ payExports { totalCount nodes { id csv at remunerations { nodes { stage } } } } }").await.succeeds();
    again
        .shows("payExports.totalCount", 1)
        .shows("payExports.nodes.0.csv", export["csv"].clone())
        .shows("payExports.nodes.0.remunerations.nodes.0.stage", "PAID");
    let told = totals(&world, principal, &plan).await;
    assert_eq!((in_state(&told, "PAID"), in_state(&told, "DRAFT")), ((&json!(1), &json!(13_500)), (&json!(0), &json!(0))));
    assert_eq!((&told["committedCents"], &told["leftCents"], &told["unpaidCount"]), (&json!(13_500), &json!(86_500), &json!(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_unpaid_is_said_and_a_rate_lies_within_the_range_of_its_level() {
    let Set { world, college, training, pay } = set().await;
    let (principal, far) = (college.principal(), world.college("Collège Ronsard").await);
    let Led { plan, session, engagement, trainer } = led_in(&world, &college, None).await;
    let set = |more: Value| hourly(&engagement, more);
    world.announced().await;

    for (who, code) in [
        (&trainer, "NOT_ALLOWED"),
        (principal, "NOT_ALLOWED"),
        (&pay, "NOT_FOUND"),
        (&college.deputy("Rose").await, "NOT_ALLOWED"),
        (&college.teacher("Léa").await, "NOT_FOUND"),
        (far.principal(), "NOT_FOUND"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
        (&world.anyone(), "NOT_FOUND"),
    ] {
        does(&world, who, "setRemuneration", set(json!({}))).await.is_refused(code);
    }
    world.announced().await;
    for (more, code, argument) in [
        (json!({ "rateCents": 2_999 }), "RATE_NOT_LEGAL", "rateCents"),
        (json!({ "rateCents": 8_001 }), "RATE_NOT_LEGAL", "rateCents"),
        (json!({ "level": "AWARENESS" }), "RATE_NOT_LEGAL", "rateCents"),
        (json!({ "rateCents": null }), "INVALID_ARGUMENT", "rateCents"),
        (json!({ "level": null }), "INVALID_ARGUMENT", "level"),
        (json!({ "hours": null }), "INVALID_ARGUMENT", "hours"),
        (json!({ "hours": 0.3 }), "INVALID_ARGUMENT", "hours"),
        (json!({ "hours": 3.25 }), "HOURS_OVER_SESSION", "hours"),
        (json!({ "amountCents": 10_000 }), "INVALID_ARGUMENT", "amountCents"),
        (json!({ "kind": "NONE" }), "INVALID_ARGUMENT", "level"),
        (json!({ "kind": "FLAT_RATE" }), "INVALID_ARGUMENT", "level"),
        (flat(&engagement, 0), "INVALID_ARGUMENT", "amountCents"),
        (flat(&engagement, 1_000_001), "INVALID_ARGUMENT", "amountCents"),
        (json!({ "engagement": session["id"] }), "INVALID_ARGUMENT", "engagement"),
    ] {
        let input = if more["kind"] == "FLAT_RATE" && more["amountCents"].is_number() { more } else { set(more) };
        does(&world, &training, "setRemuneration", input).await.is_refused(code).naming(argument);
    }
    does(&world, &training, "setRemuneration", set(json!({ "rateCents": 9_000 }))).await.is_refused("RATE_NOT_LEGAL").hinting("from 3000 to 8000");
    world.announced_nothing().await;
    let rules = world.anyone().asks(&world, "{ trainerPayRules { code validFrom ranges { level leastCents mostCents } source } }").await.succeeds();
    rules.shows("trainerPayRules.0.ranges.1", json!({ "level": "DEEPENING", "leastCents": 3_000, "mostCents": 8_000 }));
    world.anyone().asks(&world, "{ trainerPayRules(asOf: \"2012-05-10\") { code } }").await.succeeds().shows("trainerPayRules", json!([]));

    let unpaid = done(&world, &training, "setRemuneration", json!({ "engagement": engagement["id"], "kind": "NONE" })).await;
    let of = format!("{{ node(id: {}) {{ ... on TrainerEngagement {{ remuneration {{ kind stage amountCents rateCents kindLabel }} }} }} }}", engagement["id"]);
    let read = trainer.asks(&world, &of).await.succeeds();
    read.shows("node.remuneration.kind", "NONE").shows("node.remuneration.stage", "UNPAID").shows("node.remuneration.amountCents", 0);
    let told = totals(&world, &training, &plan).await;
    assert_eq!(
        (&told["unpaidCount"], in_state(&told, "UNPAID"), &told["budgetCents"], &told["leftCents"]),
        (&json!(1), (&json!(1), &json!(0)), &Value::Null, &Value::Null)
    );
    does(&world, principal, "certifyService", with(&unpaid, json!({}))).await.is_refused("INVALID_TRANSITION");
    // One line an engagement, in the version that was read.
    does(&world, &training, "setRemuneration", set(json!({}))).await.is_refused("CONFLICT");
    does(&world, &training, "setRemuneration", set(json!({ "version": 7 }))).await.is_refused("CONFLICT");
    let row = done(&world, &training, "setRemuneration", set(json!({ "version": 1 }))).await;
    assert_eq!(row["id"], unpaid["id"]);
    let mut flat_rate = flat(&engagement, 20_000);
    flat_rate["version"] = json!(2);
    done(&world, &training, "setRemuneration", flat_rate).await;
    let read = line(&world, &trainer, &row).await;
    assert_eq!((&read["kind"], &read["rateCents"], &read["hours"], &read["amountCents"]), (&json!("FLAT_RATE"), &Value::Null, &Value::Null, &json!(20_000)));

    // Nobody sets the own pay, nor pays for what nobody does.
    let (_, action) = planned(&world, &far, None).await;
    let own = done(&world, far.principal(), "scheduleSession", session_of(&action, json!({}))).await;
    let asked = done(&world, world.rectorate(), "proposeTrainer", json!({ "session": own["id"], "person": training.id })).await;
    does(&world, &training, "setRemuneration", flat(&asked, 100)).await.is_refused("OWN_PAY").naming("engagement");
    let declined = done(&world, &training, "answerEngagement", with(&asked, json!({ "accept": false }))).await;
    does(&world, world.rectorate(), "setRemuneration", flat(&declined, 100)).await.is_refused("INVALID_ARGUMENT").naming("engagement");
    done(&world, principal, "cancelSession", with(&session, json!({ "reason": "grève" }))).await;
    let mut again = flat(&engagement, 10_000);
    again["version"] = json!(3);
    does(&world, &training, "setRemuneration", again).await.is_refused("INVALID_ARGUMENT").naming("engagement");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_a_service_is_certified_once_it_was_done_by_its_host_and_never_by_whom_it_pays() {
    let Set { world, college, training, pay } = set().await;
    let (principal, near) = (college.principal(), world.college("Collège Ronsard").await);
    let (plan, action) = planned(&world, &college, None).await;
    let trainer = near.teacher("Ada BRUYERE").await;
    let (session, engagement) = confirmed(&world, &college, &action, &trainer, json!({})).await;
    let later = json!({ "startsAt": "2026-11-27T08:00:00Z", "endsAt": "2026-11-27T11:00:00Z", "host": null });
    let (remote, own) = confirmed(&world, &college, &action, principal, later).await;
    let row = done(&world, &training, "setRemuneration", hourly(&engagement, json!({}))).await;
    let of_principal = done(&world, &training, "setRemuneration", flat(&own, 20_000)).await;

    does(&world, principal, "certifyService", with(&row, json!({}))).await.is_refused("SESSION_NOT_HELD").naming("id").hinting("holdSession");
    world.clock().advance(days(1) + TimeDelta::hours(5));
    done(&world, &trainer, "holdSession", with(&session, json!({}))).await;
    does(&world, principal, "certifyService", with(&row, json!({}))).await.is_refused("SESSION_NOT_OVER").naming("id");
    world.clock().advance(TimeDelta::hours(2));
    for (who, code) in [
        (&trainer, "NOT_ALLOWED"),
        (near.principal(), "NOT_ALLOWED"),
        (&college.deputy("Rose").await, "NOT_ALLOWED"),
        (&training, "NOT_ALLOWED"),
        (&pay, "NOT_ALLOWED"),
        (&college.teacher("Léa").await, "NOT_FOUND"),
        (world.college("Collège Rabelais").await.principal(), "NOT_FOUND"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
    ] {
        does(&world, who, "certifyService", with(&row, json!({}))).await.is_refused(code);
    }
    for (more, code) in [(json!({ "hours": 3.25 }), "HOURS_OVER_SESSION"), (json!({ "hours": 1.1 }), "INVALID_ARGUMENT")] {
        does(&world, principal, "certifyService", with(&row, more)).await.is_refused(code).naming("hours");
    }
    does(&world, principal, "certifyService", json!({ "id": row["id"], "version": 2 })).await.is_refused("CONFLICT");
    let certified = done(&world, principal, "certifyService", with(&row, json!({ "hours": 2.5 }))).await;
    does(&world, principal, "certifyService", with(&certified, json!({}))).await.is_refused("INVALID_TRANSITION");
    let read = line(&world, &trainer, &row).await;
    assert_eq!((&read["stage"], &read["hours"], &read["amountCents"]), (&json!("CERTIFIED"), &json!(2.5), &json!(11_250)));
    does(&world, &training, "setRemuneration", hourly(&engagement, json!({ "version": certified["version"] }))).await.is_refused("INVALID_TRANSITION");

    for (who, code) in [(&trainer, "NOT_ALLOWED"), (&training, "NOT_ALLOWED"), (near.principal(), "NOT_ALLOWED")] {
        does(&world, who, "returnService", with(&certified, json!({ "reason": "non" }))).await.is_refused(code);
    }
    does(&world, &pay, "returnService", with(&certified, json!({ "reason": " " }))).await.is_refused("INVALID_ARGUMENT").naming("reason");
    let back = done(&world, &pay, "returnService", with(&certified, json!({ "reason": "trois heures ?" }))).await;
    let read = line(&world, principal, &row).await;
    assert_eq!((&read["stage"], &read["reason"], &read["certifiedBy"]), (&json!("DRAFT"), &json!("trois heures ?"), &Value::Null));
    does(&world, &pay, "returnService", with(&back, json!({ "reason": "non" }))).await.is_refused("INVALID_TRANSITION");
    let again = done(&world, principal, "certifyService", with(&back, json!({ "hours": 3.0 }))).await;
    done(&world, principal, "returnService", with(&again, json!({ "reason": "deux heures" }))).await;

    // The principal led the other one, which no establishment hosts: a deputy by a delegation or the desk TRAINING certifies it.
    world.clock().advance(days(1));
    done(&world, principal, "holdSession", with(&remote, json!({}))).await;
    does(&world, principal, "certifyService", with(&of_principal, json!({}))).await.is_refused("OWN_PAY").naming("id").hinting("delegation");
    does(&world, &training, "certifyService", with(&of_principal, json!({ "hours": 2.0 }))).await.is_refused("INVALID_ARGUMENT").naming("hours");
    let deputy = college.deputy("Marc").await;
    let delegation = json!({ "establishment": college.uai, "deputy": deputy.id, "startsOn": "2026-11-27", "endsOn": "2027-06-30" });
    does(&world, principal, "delegate", delegation).await.succeeds();
    let certified = done(&world, &deputy, "certifyService", with(&of_principal, json!({}))).await;
    assert!(world.last_audit().await.on_behalf_of.is_some());
    let back = done(&world, &training, "returnService", with(&certified, json!({ "reason": "pièce manquante" }))).await;
    done(&world, &training, "certifyService", with(&back, json!({}))).await;
    let told = totals(&world, &deputy, &plan).await;
    assert_eq!((in_state(&told, "CERTIFIED"), in_state(&told, "DRAFT")), ((&json!(1), &json!(20_000)), (&json!(1), &json!(13_500))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_nobody_approves_the_own_certificate_the_own_pay_or_more_than_the_budget_bears() {
    let Set { world, college, training, pay } = set().await;
    let (plan, action) = planned(&world, &college, Some(30_000)).await;
    // An officer of both desks leads a session, and certifies one that has no host.
    let both = world.officer([Desk::Training, Desk::Pay].into_iter().collect::<Desks>()).await;
    let (ada, lea) = (college.teacher("Ada BRUYERE").await, college.teacher("Léa ROSE").await);
    let (first, by_both) = confirmed(&world, &college, &action, &both, json!({})).await;
    let (second, by_ada) = confirmed(&world, &college, &action, &ada, json!({ "host": null })).await;
    let (third, by_lea) = confirmed(&world, &college, &action, &lea, json!({})).await;
    let (fourth, by_zoe) = confirmed(&world, &college, &action, &college.teacher("Zoé").await, json!({ "host": null })).await;
    let mut lines = Vec::new();
    for (engagement, cents) in [(&by_both, 10_000), (&by_ada, 10_000), (&by_lea, 20_001), (&by_zoe, 1)] {
        lines.push(done(&world, &training, "setRemuneration", flat(engagement, cents)).await);
    }
    approves(&world, &pay, &[&lines[0]]).await.succeeds().shows("approvePay.results.0.error.code", "INVALID_TRANSITION");
    world.clock().advance(days(2));
    for session in [&first, &second, &third, &fourth] {
        done(&world, college.principal(), "holdSession", with(session, json!({}))).await;
    }
    for (at, who) in [(0, college.principal()), (1, &both), (2, college.principal()), (3, world.rectorate())] {
        lines[at] = done(&world, who, "certifyService", with(&lines[at], json!({}))).await;
    }
    world.announced().await;

    for who in [&training, college.principal(), &ada, &college.deputy("Rose").await, &desk(&world, Desk::Survey).await, &world.anyone()] {
        approves(&world, who, &[&lines[1]]).await.is_refused("NOT_ALLOWED");
    }
    world.announced().await;
    row_refused(&approves(&world, world.rectorate_of_toulouse(), &[&lines[1]]).await.succeeds(), "approvePay", "NOT_FOUND");
    pay.does(&world, "approvePay", RESULTS, json!({ "lines": [] })).await.is_refused("INVALID_ARGUMENT").naming("lines");
    row_refused(&approves(&world, &both, &[&lines[0]]).await.succeeds(), "approvePay", "OWN_PAY");
    row_refused(&approves(&world, &both, &[&lines[1]]).await.succeeds(), "approvePay", "OWN_CERTIFICATE");
    let stale = json!({ "id": lines[1]["id"], "version": 1 });
    row_refused(&approves(&world, &pay, &[&stale]).await.succeeds(), "approvePay", "CONFLICT");
    world.announced_nothing().await;

    // Rows are answered one by one: what the budget bears is approved, in the order of the request.
    let told = approves(&world, &pay, &[&lines[1], &lines[2], &lines[0], &lines[1]]).await.succeeds();
    assert_eq!(told.texts("approvePay.results", "status"), ["UPDATED", "REJECTED", "UPDATED", "REJECTED"]);
    assert_eq!(told.texts("approvePay.results", "error.code"), ["null", "PAY_OVER_BUDGET", "null", "NAMED_TWICE"]);
    assert_eq!(told.at("approvePay.results.1.error.argument"), "lines.1");
    let told = totals(&world, &pay, &plan).await;
    assert_eq!((&told["committedCents"], &told["leftCents"], in_state(&told, "CERTIFIED")), (&json!(20_000), &json!(10_000), (&json!(2), &json!(20_002))));
    row_refused(&approves(&world, &pay, &[&lines[2]]).await.succeeds(), "approvePay", "PAY_OVER_BUDGET");
    // An account answers as its officer does.
    use crate::accounts::{acts, makes_account};
    let made = makes_account(&world, world.rectorate(), &["PAY_READ"], json!({ "name": "Lecture" })).await.succeeds();
    let reader = acts(&world, &made, "createServiceAccount").await;
    reader.asks(&world, "{ remunerations { totalCount } }").await.succeeds().shows("remunerations.totalCount", 4);
    approves(&world, &reader, &[&lines[2]]).await.is_refused("NOT_ALLOWED");
    let made = makes_account(&world, world.rectorate(), &["PAY_WRITE", "PLAN_READ"], json!({ "name": "Paie" })).await.succeeds();
    let writer = acts(&world, &made, "createServiceAccount").await;
    let back = done(&world, college.principal(), "returnService", with(&lines[2], json!({ "reason": "trop" }))).await;
    let less = json!({ "engagement": by_lea["id"], "version": back["version"], "kind": "FLAT_RATE", "amountCents": 10_000 });
    let less = done(&world, &writer, "setRemuneration", less).await;
    let less = done(&world, college.principal(), "certifyService", with(&less, json!({}))).await;
    row_refused(&approves(&world, &writer, &[&lines[3]]).await.succeeds(), "approvePay", "OWN_CERTIFICATE");
    approved(&world, &writer, &less).await;
    let told = totals(&world, &pay, &plan).await;
    assert_eq!((&told["committedCents"], &told["leftCents"]), (&json!(30_000), &json!(0)));
}

/// Lines that are approved, each of a session of its own.
async fn approved_lines(set: &Set, count: usize) -> Vec<Value> {
    let Set { world, college, training, pay } = set;
    let (_, action) = planned(world, college, None).await;
    let mut lines = Vec::new();
    for number in 0..count {
        let trainer = college.teacher(&format!("Ada{number} ROSE")).await;
        let (session, engagement) = confirmed(world, college, &action, &trainer, json!({})).await;
        lines.push((session, done(world, training, "setRemuneration", flat(&engagement, 10_000 + i32::try_from(number).expect("few"))).await));
    }
    world.clock().advance(days(2));
    let mut ready = Vec::new();
    for (session, line) in lines {
        done(world, college.principal(), "holdSession", with(&session, json!({}))).await;
        let line = done(world, college.principal(), "certifyService", with(&line, json!({}))).await;
        ready.push(approved(world, pay, &line).await);
    }
    ready
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s25_each_line_goes_out_once_also_when_eight_export_at_once() {
    let set = set().await;
    let lines = approved_lines(&set, 6).await;
    let Set { world, college, training, pay } = &set;
    for who in [training, college.principal(), &college.teacher("Iris").await, world.rectorate_of_toulouse(), &world.anyone()] {
        exports(world, who, json!({})).await.is_refused("NOT_ALLOWED");
    }
    exports(world, pay, json!({ "schoolYear": "2027-2028" })).await.is_refused("NOTHING_TO_EXPORT").naming("academy");
    exports(world, pay, json!({ "academy": "99" })).await.is_refused("NOT_FOUND").naming("academy");
    let rehearsed = pay.does_with(world, "exportPay", "object { lineCount }", json!({ "academy": "13" }), json!({ "dryRun": true })).await;
    rehearsed.succeeds().shows("exportPay.object.lineCount", 6);

    let tries = (0..8).map(|_| exports(world, pay, json!({})));
    let outcomes = futures_util::future::join_all(tries).await;

    let (written, refused): (Vec<&Outcome>, Vec<&Outcome>) = outcomes.iter().partition(|outcome| outcome.body["errors"].is_null());
    assert_eq!(written.len(), 1, "{outcomes:?}");
    assert!(refused.iter().all(|outcome| outcome.body["errors"][0]["extensions"]["code"] == "NOTHING_TO_EXPORT"), "{refused:?}");
    let export = written[0].object("exportPay.object");
    let file = cells(export["csv"].as_str().expect("a file"));
    let mut out: Vec<&str> = file.iter().map(|cells| cells["line"].as_str().expect("an id")).collect();
    let mut ready: Vec<&str> = lines.iter().map(|line| line["id"].as_str().expect("an id")).collect();
    out.sort_unstable();
    ready.sort_unstable();
    assert_eq!(out, ready, "each line once");
    assert_eq!((&export["lineCount"], &export["totalCents"]), (&json!(6), &json!(60_015)));
    exports(world, pay, json!({})).await.is_refused("NOTHING_TO_EXPORT");
    // A key answers the same file again.
    pay.asks(world, "{ payExports { totalCount } }").await.succeeds().shows("payExports.totalCount", 1);
    for who in [training, college.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        who.asks(world, "{ payExports { totalCount } }").await.succeeds().shows("payExports.totalCount", 0);
        let read = format!("{{ node(id: {}) {{ ... on PayExport {{ csv }} }} }}", export["id"]);
        who.asks(world, &read).await.succeeds().shows("node", Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_what_payroll_answers_is_recorded_line_by_line_and_a_refused_line_is_put_right() {
    let set = set().await;
    let lines = approved_lines(&set, 3).await;
    let Set { world, college, training, pay } = &set;
    let export = exports(world, pay, json!({})).await.succeeds().object("exportPay.object");
    let answer = |at: usize, outcome: &str| json!({ "id": lines[at]["id"], "outcome": outcome });
    let refused = |at: usize, reason: Value| json!({ "id": lines[at]["id"], "outcome": "REJECTED", "reason": reason });

    for who in [training, college.principal(), &college.teacher("Iris").await] {
        records(world, who, &export, &[answer(0, "PAID")]).await.is_refused("NOT_ALLOWED");
    }
    records(world, world.rectorate_of_toulouse(), &export, &[answer(0, "PAID")]).await.is_refused("NOT_FOUND").naming("export");
    records(world, pay, &export, &[]).await.is_refused("INVALID_ARGUMENT").naming("lines");
    row_refused(&records(world, pay, &export, &[refused(0, Value::Null)]).await.succeeds(), "recordPayments", "INVALID_ARGUMENT");
    let with_reason = json!({ "id": lines[0]["id"], "outcome": "PAID", "reason": "non" });
    row_refused(&records(world, pay, &export, &[with_reason]).await.succeeds(), "recordPayments", "INVALID_ARGUMENT");
    let unknown = json!({ "id": "remuneration_AAAAAAAAAAAAAAAAAAAAAQ", "outcome": "PAID" });
    row_refused(&records(world, pay, &export, &[unknown]).await.succeeds(), "recordPayments", "NOT_FOUND");
    let told = records(world, pay, &export, &[answer(0, "PAID"), refused(1, json!("IBAN inconnu"))]).await.succeeds();
    assert_eq!(told.texts("recordPayments.results", "object.stage"), ["PAID", "REJECTED"]);
    let told = records(world, pay, &export, &[answer(0, "PAID"), refused(1, json!("IBAN inconnu")), answer(2, "PAID")]).await.succeeds();
    assert_eq!(told.texts("recordPayments.results", "status"), ["UNCHANGED", "UNCHANGED", "UPDATED"]);
    row_refused(&records(world, pay, &export, &[refused(0, json!("non"))]).await.succeeds(), "recordPayments", "INVALID_TRANSITION");

    // The refused line goes the whole way again, in another file.
    let read = training.asks(world, &format!("{{ node(id: {}) {{ ... on Remuneration {{ version reason engagement {{ id }} }} }} }}", lines[1]["id"])).await;
    let read = read.succeeds().shows("node.reason", "IBAN inconnu").object("node");
    let right = json!({ "engagement": read["engagement"]["id"], "version": read["version"], "kind": "FLAT_RATE", "amountCents": 9_000 });
    let row = done(world, training, "setRemuneration", right).await;
    let read = line(world, training, &row).await;
    assert_eq!((&read["stage"], &read["reason"], &read["approvedBy"], &read["certifiedBy"]), (&json!("DRAFT"), &Value::Null, &Value::Null, &Value::Null));
    let row = done(world, college.principal(), "certifyService", with(&row, json!({}))).await;
    approved(world, pay, &row).await;
    let second = exports(world, pay, json!({})).await.succeeds().shows("exportPay.object.totalCents", 9_000).object("exportPay.object");
    row_refused(&records(world, pay, &export, &[answer(1, "PAID")]).await.succeeds(), "recordPayments", "NOT_IN_EXPORT");
    records(world, pay, &second, &[answer(1, "PAID")]).await.succeeds().shows("recordPayments.results.0.object.stage", "PAID");
    let first = pay.asks(world, &format!("{{ node(id: {}) {{ ... on PayExport {{ csv lineCount }} }} }}", export["id"])).await.succeeds();
    first.shows("node.csv", export["csv"].clone()).shows("node.lineCount", 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_an_amount_is_read_by_the_person_two_principals_and_two_desks_and_a_sum_by_whoever_reads_its_lines() {
    let Set { world, college, training, pay } = set().await;
    let near = world.college("Collège Ronsard").await;
    let (plan, action) = planned(&world, &college, None).await;
    let trainer = near.teacher("Ada BRUYERE").await;
    let host = world.college("Collège Rabelais").await;
    let (_, engagement) = confirmed(&world, &college, &action, &trainer, json!({ "host": host.uai })).await;
    let row = done(&world, &training, "setRemuneration", hourly(&engagement, json!({}))).await;
    let list = "{ remunerations { totalCount nodes { amountCents } } }";
    let of_plan = format!("{{ node(id: {}) {{ ... on TrainingPlan {{ {TOTALS} }} }} }}", plan["id"]);
    let of_engagement =
        format!("{{ trainerEngagements {{ nodes {{ remuneration {{ amountCents }} }} }} remunerations(filter: {{ plan: {} }}) {{ totalCount }} }}", plan["id"]);

    for (who, line, sum) in [
        (&trainer, true, false),
        (near.principal(), true, false),
        (&near.deputy("Rose").await, true, false),
        (host.principal(), true, false),
        (&host.deputy("Marc").await, true, false),
        (college.principal(), true, true),
        (&college.deputy("Louise").await, true, true),
        (&training, true, true),
        (&pay, true, true),
        (&college.teacher("Léa").await, false, false),
        (&near.teacher("Iris").await, false, false),
        (&college.referent("Paul LILAS").await.0, false, false),
        (world.college("Collège Prévert").await.principal(), false, false),
        (&desk(&world, Desk::Survey).await, false, false),
        (world.rectorate_of_toulouse(), false, false),
        (&world.anyone(), false, false),
    ] {
        let told = who.asks(&world, list).await.succeeds().shows("remunerations.totalCount", i32::from(line));
        assert!(!line || *told.at("remunerations.nodes.0.amountCents") == 12_375, "{}", who.name);
        let told = who.asks(&world, &of_plan).await.succeeds();
        assert_eq!(told.at("node.payTotals").is_object(), sum, "{}: {}", who.name, told.body);
        who.asks(&world, &of_engagement).await.succeeds().shows("remunerations.totalCount", i32::from(line));
        let other = format!(
            "{{ remunerations(filter: {{ kinds: [HOURLY], stages: [DRAFT], schoolYear: \"2026-2027\", academy: \"13\", plan: {} }}) {{ totalCount }} }}",
            plan["id"]
        );
        who.asks(&world, &other).await.succeeds().shows("remunerations.totalCount", i32::from(line));
    }
    // The host sees the service done; the plan's principal, who reads the line, does not.
    does(&world, college.principal(), "certifyService", with(&row, json!({}))).await.is_refused("NOT_ALLOWED");
    does(&world, host.principal(), "certifyService", with(&row, json!({}))).await.is_refused("SESSION_NOT_HELD");
    // An amount that was read is told to the person.
    let seen = trainer.asks(&world, "{ auditEvents(filter: { kind: READING }, first: 100) { nodes { changes { nodes { objectType } } } } }").await.succeeds();
    assert!(seen.body.to_string().contains("\"Remuneration\""), "{}", seen.body);
    let can = trainer.asks(&world, &format!("{{ node(id: {}) {{ ... on Remuneration {{ viewerCan {{ action allowed }} }} }} }}", row["id"])).await.succeeds();
    assert!(can.at("node.viewerCan").as_array().is_some_and(|can| can.iter().all(|can| can["allowed"] == false)), "{}", can.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_sums_of_a_plan_and_of_its_files_are_those_of_their_lines_to_the_cent() {
    let Set { world, college, training, pay } = set().await;
    let (plan, action) = planned(&world, &college, None).await;
    let principal = college.principal();
    let lines = prop::collection::vec((0..3_u8, 3_000..=8_000_i32, 1..=12_i32, 0..5_u8), 18..=18);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    let random = lines.new_tree(&mut runner).expect("lines").current();
    let mut made = Vec::new();
    for (number, (kind, rate, quarters, steps)) in random.iter().enumerate() {
        let trainer = college.teacher(&format!("Ada{number} ROSE")).await;
        let (session, engagement) = confirmed(&world, &college, &action, &trainer, json!({})).await;
        let input = match kind {
            0 => json!({ "engagement": engagement["id"], "kind": "NONE" }),
            1 => flat(&engagement, *rate),
            _ => hourly(&engagement, json!({ "rateCents": rate, "hours": f64::from(*quarters) / 4.0 })),
        };
        let line = done(&world, &training, "setRemuneration", input).await;
        made.push((session, line, if *kind == 0 { 0 } else { *steps }));
    }
    world.clock().advance(days(2));
    let mut ready = Vec::new();
    for (session, line, steps) in made {
        done(&world, principal, "holdSession", with(&session, json!({}))).await;
        if steps > 0 {
            let line = done(&world, principal, "certifyService", with(&line, json!({}))).await;
            if steps > 1 {
                ready.push((approved(&world, &pay, &line).await, steps));
            }
        }
    }
    let sum = |lines: &[Value]| lines.iter().map(|line| line["amountCents"].as_i64().expect("cents")).sum::<i64>();
    let all = async |stage: &str| {
        let list = format!("{{ remunerations(first: 100, filter: {{ stages: [{stage}] }}) {{ nodes {{ amountCents }} }} }}");
        pay.asks(&world, &list).await.succeeds().at("remunerations.nodes").as_array().expect("lines").clone()
    };
    let check = async || {
        let told = totals(&world, &pay, &plan).await;
        let mut count = 0;
        for stage in ["UNPAID", "DRAFT", "CERTIFIED", "APPROVED", "EXPORTED", "PAID", "REJECTED"] {
            let lines = all(stage).await;
            count += lines.len();
            assert_eq!(in_state(&told, stage), (&json!(lines.len()), &json!(sum(&lines))), "{stage} of {random:?}");
        }
        assert_eq!(count, random.len());
        told["committedCents"].as_i64().expect("cents")
    };
    let committed = check().await;
    if !ready.is_empty() {
        let export = exports(&world, &pay, json!({})).await.succeeds().object("exportPay.object");
        let cents = |cell: &Value| cell.as_str().expect("a cell").replace('.', "").parse::<i64>().expect("cents");
        let file: i64 = cells(export["csv"].as_str().expect("a file")).iter().map(|row| cents(&row["amount"])).sum();
        assert_eq!((export["totalCents"].as_i64(), file), (Some(committed), committed));
        let answers: Vec<Value> =
            ready
                .iter()
                .filter(|(_, steps)| *steps > 2)
                .map(|(line, steps)| {
                    if *steps == 3 {
                        json!({ "id": line["id"], "outcome": "PAID" })
                    } else {
                        json!({ "id": line["id"], "outcome": "REJECTED", "reason": "non" })
                    }
                })
                .collect();
        if !answers.is_empty() {
            records(&world, &pay, &export, &answers).await.succeeds();
        }
    }
    let taken = check().await;
    assert_eq!(committed - taken, sum(&all("REJECTED").await), "what payroll refused is not taken any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s24_a_plan_is_a_file_with_the_references_of_other_tools_on_each_line() {
    let Set { world, college, training, .. } = set().await;
    let Led { plan, session, .. } = led_in(&world, &college, None).await;
    let (teacher, other) = (college.teacher("Léa").await, college.teacher("Iris").await);
    for who in [&teacher, &other] {
        crate::training::enrols(&world, who, &session).await.succeeds();
    }
    held(&world, &session, college.principal()).await;
    let list = "{ enrolments { nodes { id version } } }";
    let mine = teacher.asks(&world, list).await.object("enrolments.nodes.0");
    done(&world, college.principal(), "recordAttendance", with(&mine, json!({ "attendance": "ATTENDED" }))).await;
    let ask = format!("{{ trainingPlanCsv(plan: {}) }}", plan["id"]);
    let file = async |who: &Persona| cells(&who.asks(&world, &ask).await.succeeds().text("trainingPlanCsv"));
    let session = now(&world, college.principal(), &session, "TrainingSession").await;

    let rows = file(college.principal()).await;
    assert_eq!(rows.len(), 1);
    for (column, cell) in [
        ("title", "'=1+1 Évaluer"),
        ("scope", "ESTABLISHMENT"),
        ("domain", "TRANSVERSAL"),
        ("hours", "3"),
        ("cost", "0.00"),
        ("gaia", "26A0130001"),
        ("sofia_fmo", "FMO-12"),
        ("session", session["id"].as_str().expect("an id")),
        ("stage", "HELD"),
        ("starts_on", "2026-11-26"),
        ("host", &college.uai),
        ("capacity", "20"),
        ("enrolled", "2"),
        ("attended", "1"),
    ] {
        assert_eq!(rows[0][column], cell, "{column}: {rows:?}");
    }
    for (who, enrolled) in [(&training, "2"), (&college.deputy("Rose").await, "2"), (&teacher, "")] {
        let rows = file(who).await;
        assert_eq!((rows.len(), &rows[0]["enrolled"], &rows[0]["attended"]), (1, &json!(enrolled), &json!(if enrolled.is_empty() { "" } else { "1" })));
    }
    for who in [world.college("Collège Ronsard").await.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        who.asks(&world, &ask).await.is_refused("NOT_FOUND").naming("plan");
    }
    // An action without a session has a line too.
    let (bare, _) = planned(&world, &world.far_college("Collège Puygrelier").await, None).await;
    let rows = training.asks(&world, &format!("{{ trainingPlanCsv(plan: {}) }}", bare["id"])).await.succeeds();
    let rows = cells(&rows.text("trainingPlanCsv"));
    assert_eq!((rows.len(), &rows[0]["session"], &rows[0]["capacity"], &rows[0]["enrolled"]), (1, &json!(""), &json!("20"), &json!("")));
}
