//! What every mutation keeps: one transaction, rehearsals, keys, versions, the trace.

use serde_json::json;
use tests::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_answers_and_changes_nothing() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    world.announced().await;

    let rehearsed = teacher.accepts_with(&world, &mandate, json!({ "dryRun": true, "idempotencyKey": "k" })).await.succeeds();

    rehearsed.shows("acceptMandate.object.state", "ACTIVE").shows("acceptMandate.dryRun", true).shows("acceptMandate.object.version", 2);
    world.announced_nothing().await;
    teacher.asks(&world, "{ mandates { nodes { state version } } }").await.shows("mandates.nodes.0.state", "PROPOSED").shows("mandates.nodes.0.version", 1);
    teacher.accepts_with(&world, &mandate, json!({ "idempotencyKey": "k" })).await.succeeds().shows("acceptMandate.replayed", false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_does_its_work_once() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    world.announced().await;

    let first = teacher.accepts_with(&world, &mandate, json!({ "idempotencyKey": "yes-1" })).await.succeeds();
    let second = teacher.accepts_with(&world, &mandate, json!({ "idempotencyKey": "yes-1" })).await.succeeds();

    assert_eq!(first.at("acceptMandate.object"), second.at("acceptMandate.object"));
    assert_eq!((first.at("acceptMandate.replayed"), second.at("acceptMandate.replayed")), (&json!(false), &json!(true)));
    assert_eq!(world.announced().await, ["MandateAccepted"]);
    let mut other = mandate.clone();
    other["version"] = json!(7);
    teacher.accepts_with(&world, &other, json!({ "idempotencyKey": "yes-1" })).await.is_refused("IDEMPOTENCY_MISMATCH").naming("options.idempotencyKey");
    college.principal().accepts_with(&world, &mandate, json!({ "idempotencyKey": "yes-1" })).await.is_refused("NOT_ALLOWED");
    teacher.accepts_with(&world, &mandate, json!({ "idempotencyKey": "" })).await.is_refused("INVALID_ARGUMENT").naming("options.idempotencyKey");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_does_not_use_the_key_up() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    let mut stale = mandate.clone();
    stale["version"] = json!(9);

    teacher.accepts_with(&world, &stale, json!({ "idempotencyKey": "k" })).await.is_refused("CONFLICT");

    teacher.accepts_with(&world, &mandate, json!({ "idempotencyKey": "k" })).await.succeeds().shows("acceptMandate.replayed", false);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_calls_with_one_key_have_one_effect() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    world.announced().await;

    let call = || async { teacher.accepts_with(&world, &mandate, json!({ "idempotencyKey": "race" })).await.succeeds() };
    let outcomes = futures(16, call).await;

    let replayed = outcomes.iter().filter(|outcome| outcome.at("acceptMandate.replayed") == &json!(true)).count();
    assert_eq!(replayed, 15);
    assert_eq!(world.announced().await, ["MandateAccepted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_principals_cannot_be_appointed_at_once() {
    let world = World::new().await;
    let section = world.school("SEP sans chef", "SECTION").await;
    let officer = world.rectorate();
    let (one, other) = (officer.makes_a_person(&world, "Rose", "UN").await, officer.makes_a_person(&world, "Iris", "DEUX").await);

    let (first, second) = tokio::join!(
        officer.appoints(&world, &one, &section, "PRINCIPAL", "2026-09-01", None),
        officer.appoints(&world, &other, &section, "PRINCIPAL", "2026-09-01", None)
    );

    let refused = [&first, &second].iter().filter(|outcome| !outcome.body["errors"].is_null()).count();
    assert_eq!(refused, 1, "{} {}", first.body, second.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mutation_of_a_document_is_its_own_transaction() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    let id = mandate["id"].as_str().expect("an id");

    let query = format!(
        "mutation {{ bad: acceptMandate(input: {{ id: \"{}\", version: 1 }}) {{ object {{ state }} }} good: acceptMandate(input: {{ id: \"{id}\", version: 1 }}) {{ object {{ state }} }} }}",
        college.id
    );
    let outcome = teacher.asks(&world, &query).await;

    assert_eq!((outcome.at("bad"), outcome.at("good.object.state")), (&json!(null), &json!("ACTIVE")));
    outcome.is_refused("INVALID_ARGUMENT").naming("id").hinting("mandate_");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_says_who_what_why_and_in_which_request() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");

    teacher.accepts_with(&world, &mandate, json!({ "reason": "agreed at the meeting" })).await.succeeds();

    let audit = world.last_audit().await;
    assert_eq!((audit.actor_kind.as_str(), audit.reason.as_deref()), ("person", Some("agreed at the meeting")));
    assert!(audit.actor_id.is_some_and(|id| tests::world::person_id(id) == teacher.id));
    assert!(!audit.request_id.is_empty());
}

async fn futures<T, F: Future<Output = T>>(count: usize, call: impl Fn() -> F) -> Vec<T> {
    let mut waiting: Vec<std::pin::Pin<Box<F>>> = (0..count).map(|_| Box::pin(call())).collect();
    let mut ended = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|call| match call.as_mut().poll(context) {
            std::task::Poll::Ready(value) => {
                ended.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    ended
}
