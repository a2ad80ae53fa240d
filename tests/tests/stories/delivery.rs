//! Stories of what is done after a commit: jobs, schedules, reactions, notices.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use api::{
    delivery::{Delivery, jobs::Jobs, reactions::Reactions},
    domain::people::Discipline,
};
use entity::people::discipline;
use kernel::{
    Uuid,
    actor::Actor,
    command::{Command, CommandOptions},
    job::{Job, Progress, Stepped},
    reaction::Reaction,
    refusal::Refusal,
    schedule::Schedule,
    sheet::Action,
    store::Store,
    tables::{event, job, job::JobStatus, reaction},
    text::Locale,
    viewer::Viewer,
    work::{RowResult, Work},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tests::{Persona, World, days};

/// Makes disciplines, one a step.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MakeDisciplines {
    prefix: String,
    count: i64,
}

impl Job for MakeDisciplines {
    const NAME: &'static str = "makeDisciplines";
    type State = i64;

    async fn step(&self, work: &mut Work<'_>, made: &mut i64) -> Result<Progress, Refusal> {
        *made += 1;
        let code = format!("{}{made}", self.prefix);
        let row = discipline::ActiveModel { code: Set(code.clone()), label: Set("CALLIGRAPHIE".into()), ..Default::default() };
        let rows = work.create_all::<Discipline>(Action("CREATE"), vec![(code, row)]).await?;
        let mut rejects = Vec::new();
        for (result, row) in rows {
            match row {
                Some(row) => work.announce(kernel::event::Fact("DisciplineMade").of::<Discipline>(&row)),
                None => rejects.push(result),
            }
        }
        Ok(Progress { done: *made, total: Some(self.count), rejects, is_over: *made >= self.count })
    }
}

/// Always panics.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Panics;

impl Job for Panics {
    const NAME: &'static str = "panics";
    type State = ();

    async fn step(&self, _: &mut Work<'_>, (): &mut ()) -> Result<Progress, Refusal> {
        panic!("a step that panics")
    }
}

/// Leaves out all that it is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeavesOut;

impl Job for LeavesOut {
    const NAME: &'static str = "leavesOut";
    type State = ();

    async fn step(&self, _: &mut Work<'_>, (): &mut ()) -> Result<Progress, Refusal> {
        let rejects = vec![RowResult::rejected("0860001A", &Refusal::NotFound { argument: "establishment" })];
        Ok(Progress { done: 1, total: Some(1), rejects, is_over: true })
    }
}

/// Starts a job.
#[derive(Clone, Serialize)]
struct Begin<J>(J, Option<Uuid>);

impl<J: Job> Command for Begin<J> {
    const NAME: &'static str = "begin";
    type Outcome = Uuid;

    async fn apply(self, work: &mut Work<'_>) -> Result<Uuid, Refusal> {
        work.start(&self.0, self.1).await
    }
}

/// Delivery with the jobs of these stories.
pub fn delivery() -> Delivery {
    Delivery { jobs: Jobs::default().with::<MakeDisciplines>().with::<Panics>().with::<LeavesOut>(), ..Delivery::default() }
}

async fn begun<J: Job + DeserializeOwned>(store: &Arc<Store>, actor: Actor, job: J) -> Uuid {
    begun_for(store, actor, job, None).await
}

/// Starts a job about an academy.
pub async fn begun_for<J: Job + DeserializeOwned>(store: &Arc<Store>, actor: Actor, job: J, academy: Option<Uuid>) -> Uuid {
    let viewer = Viewer::new(actor, Locale::En, Arc::clone(store), "story".into());
    viewer.perform(Begin(job, academy), &CommandOptions::default()).await.expect("a job starts").0
}

async fn seen(store: &Store, id: Uuid) -> job::Model {
    store.rows::<job::Entity>(Condition::all().add(job::Column::Id.eq(id))).await.expect("jobs").pop().expect("the job")
}

async fn disciplines(store: &Store, prefix: &str) -> usize {
    store.rows::<discipline::Entity>(Condition::all().add(discipline::Column::Code.starts_with(prefix))).await.expect("disciplines").len()
}

/// A persona as the product knows them.
pub async fn actor(world: &World, persona: &Persona) -> Actor {
    let id: kernel::resource::Id<api::domain::people::Person> = persona.id.parse().expect("an id of a person");
    api::domain::access::hats::person(&world.app.store, id.0).await.expect("a person of the directory")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_goes_on_step_by_step_and_tells_what_came_of_it() {
    let world = World::new().await;
    let store = &world.app.store;
    let system = store.system("stories");
    let id = begun(store, system.clone(), MakeDisciplines { prefix: "A".into(), count: 3 }).await;
    assert_eq!(seen(store, id).await.status, JobStatus::Queued);

    delivery().settle(store).await.expect("the job is done");

    let job = seen(store, id).await;
    assert_eq!((job.status, job.done, job.total, job.rejected, &job.so_far), (JobStatus::Done, 3, Some(3), 0, &json!(3)));
    assert_eq!(disciplines(store, "A").await, 3);
    assert_eq!(world.audit_of("makeDisciplines").await.len(), 3, "a row of the audit for each step");
    let again = begun(store, system, MakeDisciplines { prefix: "A".into(), count: 4 }).await;
    delivery().settle(store).await.expect("the job is done");
    let job = seen(store, again).await;
    assert_eq!((job.done, job.rejected), (4, 3), "what is there already is told, the rest is made");
    assert_eq!(disciplines(store, "A").await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_is_seen_by_its_starter_and_by_nobody_else() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let store = &world.app.store;
    let id = begun(store, actor(&world, college.principal()).await, Panics).await;
    let shown = kernel::resource::Id::<api::delivery::Job>::from(id).to_string();
    let ask = format!("{{ job(id: \"{shown}\") {{ operation status statusLabel done total result rejectedCount person {{ id }} }} jobs {{ totalCount }} }}");

    let own = college.principal().asks(&world, &ask).await.succeeds();
    own.shows("job.status", "QUEUED").shows("job.person.id", college.principal().id.as_str()).shows("jobs.totalCount", 1);
    for other in [world.rectorate().clone(), college.teacher("Inès OEILLET").await, world.anyone()] {
        other.asks(&world, &ask).await.succeeds().shows("job", Value::Null).shows("jobs.totalCount", 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_job_left_out_is_a_list_with_reasons() {
    let world = World::new().await;
    let officer = actor(&world, world.rectorate()).await;
    begun_for(&world.app.store, officer.clone(), LeavesOut, officer.academy()).await;
    delivery().settle(&world.app.store).await.expect("the job is done");

    let ask = "{ jobs { nodes { status rejectedCount error { code } rejects { totalCount nodes { key error { code argument message } } } } } }";
    let told = world.rectorate().asks(&world, ask).await.succeeds();
    told.shows("jobs.nodes.0.rejects.totalCount", 1)
        .shows("jobs.nodes.0.rejects.nodes.0.key", "0860001A")
        .shows("jobs.nodes.0.rejects.nodes.0.error.code", "NOT_FOUND")
        .shows("jobs.nodes.0.rejectedCount", 1)
        .shows("jobs.nodes.0.error", Value::Null);
    let colleague = world.officer([kernel::actor::Desk::Pay].into_iter().collect()).await;
    colleague.asks(&world, ask).await.succeeds().shows("jobs.nodes.0.rejects.totalCount", 1);
    assert_eq!(world.rectorate_of_toulouse().asks(&world, ask).await.succeeds().at("jobs.nodes"), &json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_has_the_rights_that_its_starter_has_at_each_step() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let store = &world.app.store;
    // A principal may make no discipline.
    let id = begun(store, actor(&world, college.principal()).await, MakeDisciplines { prefix: "B".into(), count: 1 }).await;
    delivery().settle(store).await.expect("the job is set aside");
    let job = seen(store, id).await;
    assert_eq!((job.status, job.fault.expect("a reason")["code"].as_str()), (JobStatus::Failed, Some("NOT_ALLOWED")));
    assert_eq!(disciplines(store, "B").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_panics_is_set_aside_and_the_queue_goes_on() {
    let world = World::new().await;
    let store = &world.app.store;
    let bad = begun(store, store.system("stories"), Panics).await;
    let good = begun(store, store.system("stories"), MakeDisciplines { prefix: "C".into(), count: 2 }).await;

    let delivery = delivery();
    delivery.settle(store).await.expect("the queue goes on");
    assert_eq!((seen(store, good).await.status, seen(store, bad).await.status), (JobStatus::Done, JobStatus::Running));
    for _ in 0..3 {
        world.clock().advance(chrono::TimeDelta::minutes(2));
        delivery.settle(store).await.expect("the queue goes on");
    }

    let job = seen(store, bad).await;
    assert_eq!((job.status, job.fault.expect("a reason")["code"].as_str()), (JobStatus::Failed, Some("INTERNAL")));
    assert!(world.announced().await.ends_with(&["JobEnded".into()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_of_a_node_that_died_is_done_by_another_and_never_twice() {
    let world = World::new().await;
    let (first, second) = (Arc::clone(&world.app.store), world.another_node().await);
    let id = begun(&first, first.system("stories"), MakeDisciplines { prefix: "D".into(), count: 3 }).await;
    let claim = first.claim_job().await.expect("the database answers").expect("a job waits");
    let viewer = Viewer::system(&first, "makeDisciplines");
    assert_eq!(viewer.advance::<MakeDisciplines>(&claim).await.expect("a step"), Stepped::On);

    // It is silent from here on, for longer than its lease.
    delivery().settle(&second).await.expect("nothing is due yet");
    assert_eq!(disciplines(&first, "D").await, 1);
    world.clock().advance(chrono::TimeDelta::minutes(2));
    let taken = second.claim_job().await.expect("the database answers").expect("the lease is over");
    assert_eq!(viewer.advance::<MakeDisciplines>(&claim).await.expect("a step"), Stepped::Lost, "whoever wakes too late writes nothing");
    let other = Viewer::system(&second, "makeDisciplines");
    while other.advance::<MakeDisciplines>(&taken).await.expect("a step") == Stepped::On {}

    assert_eq!((disciplines(&first, "D").await, seen(&first, id).await.status), (3, JobStatus::Done));
    assert_eq!(world.audit_of("makeDisciplines").await.len(), 3, "three steps were done, by whomever");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_share_the_jobs_and_do_none_twice() {
    let world = World::new().await;
    let (first, second) = (Arc::clone(&world.app.store), world.another_node().await);
    for job in 0..12 {
        begun(&first, first.system("stories"), MakeDisciplines { prefix: format!("E{job:02}-"), count: 4 }).await;
    }

    let (one, other) = (delivery(), delivery());
    let (done, also) = tokio::join!(one.settle(&first), other.settle(&second));
    done.and(also).expect("both nodes go on");

    let jobs = first.rows::<job::Entity>(Condition::all()).await.expect("jobs");
    assert!(jobs.iter().all(|job| job.status == JobStatus::Done && job.done == 4 && job.rejected == 0), "{jobs:?}");
    assert_eq!(disciplines(&first, "E").await, 48);
    assert_eq!(world.audit_of("makeDisciplines").await.len(), 48);
    assert_eq!(jobs.iter().map(|job| job.fence).max(), Some(1), "each was claimed once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schedule_starts_its_job_at_its_times_once_on_whatever_node() {
    let world = World::new().await;
    let (first, second) = (Arc::clone(&world.app.store), world.another_node().await);
    let nightly = || Delivery { schedules: vec![Schedule::of(&MakeDisciplines { prefix: "F".into(), count: 1 }, "30 2 * * *")], ..delivery() };
    let (one, other) = (nightly(), nightly());
    one.settle(&first).await.expect("the schedule is noted");
    assert_eq!(disciplines(&first, "F").await, 0, "its time has not come");

    // Three nights without a node are made up for once.
    world.clock().advance(days(3));
    let (done, also) = tokio::join!(one.settle(&first), other.settle(&second));
    done.and(also).expect("both nodes go on");
    let jobs = first.rows::<job::Entity>(Condition::all()).await.expect("jobs");
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    assert_eq!((jobs[0].status, jobs[0].actor_kind.as_str()), (JobStatus::Done, "SYSTEM"));

    world.clock().advance(days(1));
    one.settle(&first).await.expect("the next night");
    assert_eq!(first.rows::<job::Entity>(Condition::all()).await.expect("jobs").len(), 2);
}

/// Makes a discipline for each mandate that was proposed; fails for those whose number says so.
struct Echo;

static FAILS: AtomicU32 = AtomicU32::new(0);

impl Reaction for Echo {
    const NAME: &'static str = "echo";

    fn kinds() -> &'static [&'static str] {
        &["MandateProposed"]
    }

    async fn react(work: &mut Work<'_>, events: &[event::Model]) -> Result<(), Refusal> {
        let rows = events.iter().map(|event| {
            let code = format!("G{}", event.seq);
            (code.clone(), discipline::ActiveModel { code: Set(code), label: Set("CALLIGRAPHIE".into()), ..Default::default() })
        });
        let made: Vec<(RowResult, _)> = work.create_all::<Discipline>(Action("CREATE"), rows.collect()).await?;
        for (result, row) in made {
            let row = row.ok_or_else(|| Refusal::internal(format!("{} a second time", result.key)))?;
            work.announce(kernel::event::Fact("DisciplineMade").of::<Discipline>(&row));
        }
        if events.iter().any(|event| FAILS.load(Ordering::Relaxed) == u32::try_from(event.seq).unwrap_or_default()) {
            return Err(Refusal::internal("this event cannot be reacted to"));
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_event_is_reacted_to_once_and_one_that_fails_holds_up_no_other() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (first, second) = (Arc::clone(&world.app.store), world.another_node().await);
    let reactions = || Delivery { reactions: Reactions::default().with::<Echo>(), ..Delivery::default() };
    let (one, other) = (reactions(), reactions());
    one.settle(&first).await.expect("it begins with what happens from now on");
    for name in ["Inès OEILLET", "Paul LILAS", "Rose IRIS"] {
        let teacher = college.teacher(name).await;
        college.principal().proposes(&world, &teacher, &college).await.succeeds();
    }
    let proposed = first.rows::<event::Entity>(Condition::all().add(event::Column::Kind.eq("MandateProposed"))).await.expect("events");
    let mut seqs: Vec<i64> = proposed.iter().map(|event| event.seq).collect();
    seqs.sort_unstable();
    FAILS.store(u32::try_from(seqs[1]).expect("a small number"), Ordering::Relaxed);
    // Another node sees within a second what was written here.
    tokio::time::sleep(Duration::from_millis(1100)).await;

    let (done, also) = tokio::join!(one.settle(&first), other.settle(&second));
    done.and(also).expect("both nodes go on");

    assert_eq!(disciplines(&first, "G").await, 2, "the first and the third, once each");
    assert_eq!(disciplines(&first, &format!("G{}", seqs[1])).await, 0);
    let known = first.rows::<reaction::Entity>(Condition::all().add(reaction::Column::Name.eq("echo"))).await.expect("reactions");
    assert_eq!((known[0].seq, known[0].attempts), (seqs[2], 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn persons_are_told_what_others_did_and_say_that_they_read_it() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    world.settle().await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    world.settle().await;
    world.settle().await;

    let ask = "{ notifications(filter: { isRead: false }) { totalCount nodes { id kind message objectType objectId readAt at } } }";
    let told = teacher.asks(&world, ask).await.succeeds().shows("notifications.totalCount", 1);
    told.shows("notifications.nodes.0.kind", "MandateProposed").shows("notifications.nodes.0.objectId", mandate["id"].clone());
    college.principal().asks(&world, ask).await.succeeds().shows("notifications.totalCount", 0);

    teacher.accepts(&world, &mandate).await.succeeds();
    world.settle().await;
    let answer = college.principal().asks(&world, ask).await.succeeds().shows("notifications.nodes.0.kind", "MandateAccepted");
    let notice = answer.text("notifications.nodes.0.id");
    world.announced().await;

    let mark = "results { status object { readAt } error { code } }";
    let stranger = teacher.does(&world, "markNotificationsRead", mark, json!({ "ids": [notice] })).await;
    stranger.shows("markNotificationsRead.results.0.error.code", "NOT_FOUND");
    let read = college.principal().does(&world, "markNotificationsRead", mark, json!({ "ids": [notice] })).await.succeeds();
    read.shows("markNotificationsRead.results.0.status", "UPDATED").shows("markNotificationsRead.results.0.object.readAt", "2026-11-25T09:00:00+00:00");
    world.clock().advance(days(1));
    let again = college.principal().does(&world, "markNotificationsRead", mark, json!({ "ids": [notice] })).await.succeeds();
    again.shows("markNotificationsRead.results.0.status", "UNCHANGED");
    teacher.does(&world, "markNotificationsRead", mark, json!({})).await.succeeds().shows("markNotificationsRead.results.0.status", "UPDATED");
    teacher.asks(&world, ask).await.succeeds().shows("notifications.totalCount", 0);
    teacher.does(&world, "markNotificationsRead", mark, json!({ "ids": [] })).await.is_refused("INVALID_ARGUMENT").naming("ids");
    world.announced_nothing().await;
}
