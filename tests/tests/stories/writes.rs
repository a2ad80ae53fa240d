//! What every mutation keeps: one transaction, rehearsals, keys, versions, the trace.

use std::time::Duration;

use api::domain::territory::{Establishment, sheet::UPDATE};
use entity::territory::establishment;
use kernel::{
    command::{Command, CommandOptions},
    refusal::Refusal,
    resource::{Id, parse_id},
    viewer::Viewer,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde_json::json;
use tests::World;
use tokio::{io::AsyncWriteExt, net::TcpStream};

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
    assert_eq!((audit.actor_kind.as_str(), audit.reason.as_deref()), ("PERSON", Some("agreed at the meeting")));
    assert!(audit.actor_id.is_some_and(|id| tests::world::person_id(id) == teacher.id));
    assert!(!audit.request_id.is_empty());
}

/// A command that changes an establishment and tells nobody.
#[derive(Clone, serde::Serialize)]
struct RenameInSilence(Id<Establishment>);

impl Command for RenameInSilence {
    const NAME: &'static str = "renameInSilence";
    type Outcome = Id<Establishment>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.take(UPDATE, self.0, 1).await?;
        work.save::<Establishment>(establishment::ActiveModel { id: Unchanged(row.id), name: Set("Silence".into()), ..Default::default() }).await?;
        Ok(self.0)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changes_and_is_not_announced_is_not_committed() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (_, id) = parse_id(&college.id).expect("an id");

    let ended = Viewer::system(&world.app.store, "stories").perform(RenameInSilence(id.into()), &CommandOptions::default()).await;

    assert!(matches!(ended, Err(Refusal::Internal(_))));
    college.read_by(&world.anyone(), "name version").await.shows("establishment.name", "Collège Jean Moulin").shows("establishment.version", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mutation_outlives_its_connection() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    world.announced().await;
    let query = format!("mutation {{ acceptMandate(input: {{ id: {}, version: 1 }}) {{ object {{ state }} }} }}", mandate["id"]);
    let body = json!({ "query": query }).to_string();
    let address = world.app.listen;
    let token = teacher.token.as_deref().unwrap_or_default();

    let mut connection = TcpStream::connect(address).await.expect("a connection");
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nauthorization: Bearer {token}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(format!("{head}{body}").as_bytes()).await.expect("sent");
    drop(connection);

    // The server may see the end of the connection before the request: either way nothing is half done.
    let mut heard = Vec::new();
    for _ in 0..50 {
        heard.extend(world.announced().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let state = teacher.asks(&world, "{ mandates { nodes { state version } } }").await.succeeds();
    match heard.as_slice() {
        [told] => assert_eq!((told.as_str(), state.at("mandates.nodes.0.state")), ("MandateAccepted", &json!("ACTIVE"))),
        _ => assert_eq!((heard.len(), state.at("mandates.nodes.0.version")), (0, &json!(1))),
    }
    assert!(world.app.tasks.is_empty() || world.app.tasks.len() == 1, "only the server still runs");
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
