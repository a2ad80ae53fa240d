//! Stories of councils and compensation: who is heard, what is proposed, granted, paid, and who reads the amounts.

use std::sync::Arc;

use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

const SHOWN: &str = "id version stage form rule amountCents hoursPerWeek isAcknowledged overpaidCents reason schedule { nodes { month amountCents } } changes { nodes { kind from amountCents } }";

async fn does(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id version }", input).await
}

fn opinion(school: &School, body: &str, heard_on: &str) -> Value {
    json!({ "establishment": school.uai, "schoolYear": "2026-2027", "body": body, "heardOn": heard_on, "opinion": "FAVOURABLE" })
}

/// Both councils are heard in spring.
pub async fn heard(world: &World, school: &School) {
    for (body, day) in [("PEDAGOGICAL_COUNCIL", "2026-03-10"), ("BOARD", "2026-04-14")] {
        does(world, school.principal(), "recordOpinion", opinion(school, body, day)).await.succeeds();
    }
}

pub fn proposal(school: &School, shares: &[Value]) -> Value {
    json!({ "establishment": school.uai, "schoolYear": "2026-2027", "shares": shares })
}

pub fn allowance(mandate: &Value, cents: i32) -> Value {
    json!({ "mandate": mandate["id"], "form": "ALLOWANCE", "amountCents": cents })
}

/// Proposes; shows what became of each share.
pub async fn proposes(world: &World, who: &Persona, input: Value) -> Outcome {
    who.does(world, "proposeCompensation", "results { status object { id version } }", input).await
}

/// The first compensation that somebody may read.
async fn read(world: &World, who: &Persona) -> Value {
    let told = who.asks(world, &format!("{{ compensations(first: 1) {{ nodes {{ {SHOWN} }} }} }}")).await.succeeds();
    told.body["data"]["compensations"]["nodes"][0].clone()
}

/// The compensation of a mandate.
async fn first_of(world: &World, who: &Persona, mandate: &Value) -> Value {
    let query = format!("{{ node(id: {}) {{ ... on ReferentMandate {{ compensation {{ {SHOWN} }} }} }} }}", mandate["id"]);
    who.asks(world, &query).await.succeeds().object("node.compensation")
}

fn versioned(object: &Value, more: Value) -> Value {
    let mut input = json!({ "id": object["id"], "version": object["version"] });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

fn paid(compensation: &Value) -> Vec<(String, i64)> {
    let lines = compensation["schedule"]["nodes"].as_array().expect("months");
    lines.iter().map(|line| (line["month"].as_str().expect("a day").to_owned(), line["amountCents"].as_i64().expect("cents"))).collect()
}

async fn world_and_college() -> (Arc<World>, School, Persona, Value) {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, mandate) = college.referent("Paul LILAS").await;
    (world, college, referent, mandate)
}

async fn pay_desk(world: &World) -> Persona {
    world.officer([Desk::Pay].into_iter().collect::<Desks>()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_the_councils_are_heard_in_their_order_and_told_by_the_principal_alone() {
    let (world, college, referent, _) = world_and_college().await;
    let principal = college.principal();
    world.announced().await;

    does(&world, principal, "recordOpinion", opinion(&college, "BOARD", "2026-04-14")).await.is_refused("COUNCIL_NOT_HEARD").naming("body");
    for refused in [&referent, &college.deputy("Rose").await, &pay_desk(&world).await, world.rectorate_of_toulouse(), &world.anyone()] {
        let told = does(&world, refused, "recordOpinion", opinion(&college, "PEDAGOGICAL_COUNCIL", "2026-03-10")).await;
        told.is_refused("NOT_ALLOWED");
    }
    world.announced().await;
    for (body, day, code, argument) in [
        ("TEACHERS", "2026-03-10", "NO_SUCH_BODY", "body"),
        ("PEDAGOGICAL_COUNCIL", "2026-11-26", "INVALID_ARGUMENT", "heardOn"),
        ("PEDAGOGICAL_COUNCIL", "2025-08-31", "INVALID_ARGUMENT", "heardOn"),
    ] {
        does(&world, principal, "recordOpinion", opinion(&college, body, day)).await.is_refused(code).naming(argument);
    }
    world.announced_nothing().await;
    does(&world, principal, "recordOpinion", opinion(&college, "PEDAGOGICAL_COUNCIL", "2026-03-10")).await.succeeds();
    does(&world, principal, "recordOpinion", opinion(&college, "BOARD", "2026-03-09")).await.is_refused("BOARD_BEFORE_COUNCIL").naming("heardOn");
    let board = does(&world, principal, "recordOpinion", opinion(&college, "BOARD", "2026-04-14")).await.succeeds().object("recordOpinion.object");
    does(&world, principal, "recordOpinion", opinion(&college, "BOARD", "2026-04-14")).await.is_refused("ALREADY_EXISTS").naming("heardOn");

    let earlier = versioned(&board, json!({ "heardOn": "2026-03-01" }));
    does(&world, principal, "correctOpinion", earlier).await.is_refused("BOARD_BEFORE_COUNCIL").naming("heardOn");
    let late = versioned(&board, json!({ "heardOn": "2026-09-15", "opinion": "UNFAVOURABLE", "note": "après la rentrée" }));
    does(&world, principal, "correctOpinion", late.clone()).await.succeeds();
    does(&world, principal, "correctOpinion", late).await.is_refused("CONFLICT");

    let list = "{ councilOpinions(filter: { schoolYear: \"2026-2027\" }) { totalCount nodes { body heardOn opinion isLate note bodyLabel } } }";
    for reader in [principal, &referent, &pay_desk(&world).await] {
        let told = reader.asks(&world, list).await.succeeds();
        told.shows("councilOpinions.totalCount", 2).shows("councilOpinions.nodes.0.isLate", false).shows("councilOpinions.nodes.1.isLate", true);
    }
    for stranger in
        [college.teacher("Ada").await, world.officer([Desk::Survey].into_iter().collect()).await, world.rectorate_of_toulouse().clone(), world.anyone()]
    {
        stranger.asks(&world, list).await.succeeds().shows("councilOpinions.totalCount", 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_an_amount_is_a_legal_rate_and_their_sum_a_reference_total_or_acknowledged() {
    let (world, college, _, first) = world_and_college().await;
    let (_, second) = college.referent("Rose IRIS").await;
    let principal = college.principal();
    let full = allowance(&first, 125_000);

    proposes(&world, principal, proposal(&college, std::slice::from_ref(&full))).await.is_refused("COUNCIL_NOT_HEARD").naming("shares.0.form");
    heard(&world, &college).await;
    world.announced().await;
    let share = |more: Value| {
        let mut share = json!({ "mandate": first["id"], "form": "ALLOWANCE", "amountCents": 125_000 });
        share.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        proposal(&college, &[share])
    };
    for (input, code, argument) in [
        (share(json!({ "amountCents": 100_000 })), "AMOUNT_NOT_LEGAL", "shares.0.amountCents"),
        (share(json!({ "amountCents": null })), "INVALID_ARGUMENT", "shares.0.amountCents"),
        (share(json!({ "hoursPerWeek": 1.0 })), "COMPENSATION_EXCLUSIVE", "shares.0.hoursPerWeek"),
        (share(json!({ "form": "PACT_SHARE" })), "PACT_SHARE_REFUSED", "shares.0.form"),
        (share(json!({ "form": "NONE" })), "INVALID_ARGUMENT", "shares.0.amountCents"),
        (share(json!({ "form": "LOAD_REDUCTION", "amountCents": null, "hoursPerWeek": 0.3 })), "INVALID_ARGUMENT", "shares.0.hoursPerWeek"),
        (share(json!({ "mandate": "mandate_AAAAAAAAAAAAAAAAAAAAAA" })), "NOT_FOUND", "shares"),
        (proposal(&college, &[]), "INVALID_ARGUMENT", "shares"),
        (proposal(&college, &[full.clone(), allowance(&second, 31_250)]), "SUM_OUTSIDE_REFERENCE", "acknowledge"),
    ] {
        proposes(&world, principal, input).await.is_refused(code).naming(argument);
    }
    world.announced_nothing().await;

    let both = proposal(&college, &[allowance(&first, 62_500), allowance(&second, 62_500)]);
    let made = proposes(&world, principal, both).await.succeeds();
    let made = made.shows("proposeCompensation.results.0.status", "CREATED").shows("proposeCompensation.results.1.status", "CREATED");
    let known = made.at("proposeCompensation.results.0.object.version").clone();
    let more = |version: Value, acknowledge: bool| {
        let mut share = allowance(&first, 250_000);
        share["version"] = version;
        let mut input = proposal(&college, &[share]);
        input["acknowledge"] = json!(acknowledge);
        input
    };
    proposes(&world, principal, more(Value::Null, true)).await.is_refused("CONFLICT");
    let told = proposes(&world, principal, more(known.clone(), false)).await.is_refused("SUM_OUTSIDE_REFERENCE");
    assert!(told.body["errors"][0]["message"].as_str().expect("words").contains("3125.00"), "{}", told.body);
    proposes(&world, principal, more(known, true)).await.succeeds().shows("proposeCompensation.results.0.status", "UPDATED");
    let now = first_of(&world, principal, &first).await;
    assert_eq!((&now["isAcknowledged"], &now["rule"]), (&json!(true), &json!("IMP")));

    let hours = json!({ "mandate": first["id"], "form": "LOAD_REDUCTION", "hoursPerWeek": 1.5, "version": now["version"] });
    proposes(&world, principal, proposal(&college, &[hours])).await.is_refused("COMPENSATION_EXCLUSIVE").naming("shares.0.form");
    does(&world, principal, "withdrawCompensation", versioned(&now, json!({ "reason": "autre répartition" }))).await.succeeds();
    let now = first_of(&world, principal, &first).await;
    let hours = json!({ "mandate": first["id"], "form": "LOAD_REDUCTION", "hoursPerWeek": 1.5, "version": now["version"] });
    proposes(&world, principal, proposal(&college, &[hours])).await.succeeds();
    let now = first_of(&world, principal, &first).await;
    assert_eq!((&now["stage"], &now["hoursPerWeek"], &now["amountCents"]), (&json!("PROPOSED"), &json!(1.5), &Value::Null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_a_private_establishment_consults_its_teachers_and_has_no_board() {
    let (world, college, _, mandate) = world_and_college().await;
    let principal = college.principal();
    let read_establishment = college.read_by(world.rectorate(), "id version").await.object("establishment");
    let private = versioned(&read_establishment, json!({ "sector": "PRIVATE_UNDER_CONTRACT" }));
    does(&world, world.rectorate(), "updateEstablishment", private).await.succeeds();

    does(&world, principal, "recordOpinion", opinion(&college, "BOARD", "2026-04-14")).await.is_refused("NO_SUCH_BODY");
    let input = proposal(&college, &[allowance(&mandate, 125_000)]);
    let told = proposes(&world, principal, input.clone()).await.is_refused("COUNCIL_NOT_HEARD");
    assert!(told.body.to_string().contains("TEACHERS"), "{}", told.body);
    let hours = json!({ "mandate": mandate["id"], "form": "LOAD_REDUCTION", "hoursPerWeek": 1.0 });
    proposes(&world, principal, proposal(&college, &[hours])).await.is_refused("NO_COMPENSATION_RULE").naming("shares.0.form");
    does(&world, principal, "recordOpinion", opinion(&college, "TEACHERS", "2026-04-14")).await.succeeds();
    proposes(&world, principal, input).await.succeeds();
    assert_eq!(read(&world, principal).await["rule"], "IMP_PRIVATE");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_the_pay_desk_grants_and_the_months_left_are_paid_to_the_cent() {
    let (world, college, referent, mandate) = world_and_college().await;
    let (principal, desk) = (college.principal(), pay_desk(&world).await);
    world.settle().await;
    heard(&world, &college).await;
    proposes(&world, principal, proposal(&college, &[allowance(&mandate, 125_000)])).await.succeeds();
    let proposed = read(&world, principal).await;
    let survey = world.officer([Desk::Survey].into_iter().collect()).await;
    for (who, code) in [(principal, "NOT_ALLOWED"), (&referent, "NOT_ALLOWED"), (&survey, "NOT_FOUND"), (world.rectorate_of_toulouse(), "NOT_FOUND")] {
        does(&world, who, "grantCompensation", versioned(&proposed, json!({}))).await.is_refused(code);
    }
    world.settle().await;
    world.announced().await;
    does(&world, &desk, "grantCompensation", versioned(&proposed, json!({}))).await.succeeds();
    assert_eq!(world.announced().await, ["CompensationGranted", "CompensationBegun"]);
    does(&world, &desk, "grantCompensation", versioned(&read(&world, &desk).await, json!({}))).await.is_refused("INVALID_TRANSITION");

    // It is November: eight of the nine months are left.
    let now = read(&world, &referent).await;
    let months = paid(&now);
    assert_eq!((now["stage"].as_str(), months.len(), months[0].0.as_str()), (Some("PAYABLE"), 8, "2026-11-01"));
    assert_eq!(months.iter().map(|(_, cents)| cents).sum::<i64>(), 125_000);

    let revise = |read: &Value, cents: i32, from: &str| versioned(read, json!({ "amountCents": cents, "from": from, "reason": "mission élargie" }));
    does(&world, &desk, "reviseCompensation", revise(&now, 100_000, "2027-01-15")).await.is_refused("AMOUNT_NOT_LEGAL").naming("amountCents");
    does(&world, &desk, "reviseCompensation", revise(&now, 250_000, "2027-09-15")).await.is_refused("INVALID_ARGUMENT").naming("from");
    does(&world, principal, "reviseCompensation", revise(&now, 250_000, "2027-01-15")).await.is_refused("NOT_ALLOWED");
    does(&world, &desk, "reviseCompensation", revise(&now, 250_000, "2027-01-15")).await.succeeds();
    let revised = read(&world, &desk).await;
    let expected = 125_000 * 3 / 9 + (250_000 - 250_000 * 3 / 9);
    assert_eq!(paid(&revised).iter().map(|(_, cents)| cents).sum::<i64>(), expected, "three months of the old amount, six of the new");
    assert_eq!(revised["changes"]["nodes"].as_array().map(Vec::len), Some(2));

    world.clock().advance(days(60));
    let suspend = json!({ "from": "2027-02-01", "reason": "congé" });
    does(&world, &desk, "suspendCompensation", versioned(&revised, suspend)).await.succeeds();
    let suspended = read(&world, &desk).await;
    assert_eq!((suspended["stage"].as_str(), paid(&suspended).last().map(|(month, _)| month.clone())), (Some("SUSPENDED"), Some("2027-01-01".into())));
    let before: i64 = paid(&suspended).iter().map(|(_, cents)| cents).sum();
    assert_eq!(before, 125_000 * 3 / 9 + (250_000 * 4 / 9 - 250_000 * 3 / 9), "what is due until January");
    does(&world, &desk, "resumeCompensation", versioned(&suspended, json!({ "from": "2027-04-01" }))).await.succeeds();
    let resumed = read(&world, &desk).await;
    let after: i64 = paid(&resumed).iter().map(|(_, cents)| cents).sum();
    let ninths = 250_000 - 250_000 * 6 / 9;
    assert_eq!((after - before, &resumed["overpaidCents"]), (ninths, &json!(0)), "April to June are due, February and March are not");
    assert!(paid(&resumed).iter().all(|(month, _)| month.as_str() <= "2027-01-01" || month.as_str() >= "2027-04-01"), "{resumed}");

    does(&world, &desk, "closeCompensation", versioned(&resumed, json!({ "lastDay": "2027-05-10", "reason": "mutation" }))).await.succeeds();
    let closed = read(&world, &desk).await;
    assert_eq!((closed["stage"].as_str(), paid(&closed).last().map(|(month, _)| month.clone())), (Some("CLOSED"), Some("2027-05-01".into())));
    world.settle().await;
    let told = referent.asks(&world, "{ notifications(first: 50) { nodes { kind message } } }").await.succeeds();
    for kind in ["CompensationProposed", "CompensationGranted", "CompensationRevised", "CompensationSuspended", "CompensationResumed", "CompensationClosed"] {
        assert!(told.body.to_string().contains(kind), "{kind}: {}", told.body);
    }
    assert!(!told.body.to_string().contains("1250"), "a notice tells no amount");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s25_amounts_are_read_by_the_person_the_principal_and_the_pay_desk_alone() {
    let (world, college, referent, mandate) = world_and_college().await;
    let (other, _) = college.referent("Rose IRIS").await;
    let (principal, desk) = (college.principal(), pay_desk(&world).await);
    heard(&world, &college).await;
    proposes(&world, principal, proposal(&college, &[allowance(&mandate, 125_000)])).await.succeeds();
    let proposed = read(&world, principal).await;
    does(&world, &desk, "grantCompensation", versioned(&proposed, json!({}))).await.succeeds();

    let id = proposed["id"].as_str().expect("an id");
    let mandate_id = mandate["id"].as_str().expect("an id");
    let paths = format!(
        "{{ compensations {{ totalCount nodes {{ amountCents }} }} byId: node(id: \"{id}\") {{ id }} mandate: node(id: \"{mandate_id}\") {{ ... on ReferentMandate {{ compensation {{ amountCents schedule {{ totalCount }} }} }} }} auditEvents(first: 100) {{ nodes {{ operation changes {{ nodes {{ objectType after }} }} }} }} }}"
    );
    for reader in [&referent, principal, &college.deputy("Rose").await, &desk] {
        let told = reader.asks(&world, &paths).await.succeeds();
        told.shows("compensations.totalCount", 1).shows("mandate.compensation.amountCents", 125_000).shows("mandate.compensation.schedule.totalCount", 8);
    }
    let survey = world.officer([Desk::Survey, Desk::Directory].into_iter().collect()).await;
    for stranger in [&other, &college.teacher("Ada").await, &survey, world.rectorate_of_toulouse(), &world.anyone()] {
        let told = stranger.asks(&world, &paths).await;
        assert_eq!(
            (&told.body["data"]["compensations"]["totalCount"], &told.body["data"]["byId"]),
            (&json!(0), &Value::Null),
            "{}: {}",
            stranger.name,
            told.body
        );
        assert!(!told.body.to_string().contains("125000"), "{}: {}", stranger.name, told.body);
    }
    let readings = "{ auditEvents(first: 100, filter: { kind: READING }) { nodes { changes { nodes { objectType } } } } }";
    let readings = world.rectorate().asks(&world, readings).await.succeeds();
    assert!(readings.body.to_string().matches("\"Compensation\"").count() >= 4, "each reading leaves a row: {}", readings.body);
    assert!(survey.asks(&world, &paths).await.body.to_string().contains("proposeCompensation"), "that it was done is seen, not what");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_compensation_begins_and_ends_with_its_mandate() {
    let (world, college, referent, mandate) = world_and_college().await;
    let teacher = college.teacher("Zoé MUGUET").await;
    let (principal, desk) = (college.principal(), pay_desk(&world).await);
    world.settle().await;
    heard(&world, &college).await;
    let waiting = principal.proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    let none = json!({ "mandate": mandate["id"], "form": "NONE" });
    proposes(&world, principal, proposal(&college, &[allowance(&waiting, 125_000), none])).await.succeeds();
    let list = "{ compensations { nodes { id version form stage person { id } schedule { totalCount } } } }";
    for row in principal.asks(&world, list).await.succeeds().at("compensations.nodes").as_array().expect("rows") {
        does(&world, &desk, "grantCompensation", versioned(row, json!({}))).await.succeeds();
    }
    let stage = async |who: &Persona| who.asks(&world, list).await.succeeds().at("compensations.nodes.0").clone();
    assert_eq!(stage(&teacher).await["stage"], "GRANTED", "the mandate is not accepted yet");
    assert_eq!((&stage(&referent).await["stage"], &stage(&referent).await["form"]), (&json!("PAYABLE"), &json!("NONE")), "nothing is a value too");

    teacher.accepts(&world, &waiting).await.succeeds();
    world.clock().advance(days(1));
    world.settle().await;
    let begun = stage(&teacher).await;
    assert_eq!((&begun["stage"], &begun["schedule"]["totalCount"]), (&json!("PAYABLE"), &json!(8)));
    world.announced().await;
    world.clock().advance(days(1));
    world.settle().await;
    let told = world.announced().await;
    assert!(told.iter().all(|kind| kind.starts_with("Job")), "nothing is due: {told:?}");

    let active = teacher.asks(&world, "{ mandates { nodes { id version } } }").await.object("mandates.nodes.0");
    let end = versioned(&active, json!({ "endsOn": "2026-12-31", "because": "MOVED" }));
    does(&world, principal, "endMandate", end).await.succeeds();
    world.clock().advance(days(60));
    world.settle().await;
    let closed = read(&world, &teacher).await;
    let months = paid(&closed);
    assert_eq!(
        (closed["stage"].as_str(), months.iter().map(|(_, cents)| cents).sum::<i64>()),
        (Some("CLOSED"), 125_000 * 3 / 9),
        "October to December: {closed}"
    );
    assert!(months.iter().all(|(month, _)| month.as_str() <= "2027-01-01") && closed["overpaidCents"] == 0, "{closed}");
    world.clock().advance(days(300));
    world.settle().await;
    assert_eq!(stage(&referent).await["stage"], "CLOSED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rules_are_public_and_those_of_their_time() {
    let world = World::new().await;
    let ask = "{ now: compensationRules { code form ratesCents referenceTotalsCents steps payment isAllowed why source } then: compensationRules(asOf: \"2012-10-01\") { code leastCents mostCents payment } }";
    let told = world.anyone().asks(&world, ask).await.succeeds();
    let told = told.shows("now.0.code", "IMP").shows("now.0.ratesCents", json!([31_250, 62_500, 125_000, 250_000, 375_000])).shows("now.0.payment", "NINTHS");
    let told = told.shows("then.0.code", "IFIC").shows("then.0.leastCents", 40_000).shows("then.0.payment", "ONCE_AFTER_SERVICE");
    let codes: Vec<&Value> = told.at("now").as_array().expect("rules").iter().map(|rule| &rule["code"]).collect();
    assert_eq!(codes, ["IMP", "IMP_PRIVATE", "LOAD_REDUCTION", "PACT_SHARE"]);

    let settings = "academy(code: \"13\") { settings { id version allowanceFirstMonth } }";
    let read = world.rectorate().asks(&world, &format!("{{ {settings} }}")).await.object("academy.settings");
    assert_eq!(read["allowanceFirstMonth"], 10);
    let set = |month: i32| versioned(&read, json!({ "allowanceFirstMonth": month }));
    does(&world, world.rectorate(), "updateAcademySettings", set(1)).await.is_refused("INVALID_ARGUMENT").naming("allowanceFirstMonth");
    does(&world, world.rectorate(), "updateAcademySettings", set(11)).await.succeeds();
}
