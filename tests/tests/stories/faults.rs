//! What survives: the real binary killed under load, a disk that is full, a disk that fails.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use api::{
    app::Settings,
    domain::territory::commands::upsert_establishments::{EstablishmentRow, UpsertEstablishments},
};
use entity::{
    letter::{letter_clause, mission_letter},
    territory::establishment::{EstablishmentKind, Sector},
};
use kernel::{command::CommandOptions, viewer::Viewer};
use sea_orm::Condition;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::{
    Persona, School, World,
    faults::{
        BrokenDisk, Chance, Checker, FullDisk, Journal, Load, Server,
        check::{integrity, is_left_alone, tally},
        cycles, disk,
        load::{Figures, Reader},
        tell,
    },
};

/// The product's binary, built with these stories.
const RUPN: &str = env!("CARGO_BIN_EXE_rupn-of-the-stories");
/// Name of the school that is read.
const NAME: &str = "Collège Jean Moulin";

/// A world that the binary takes over: how it is opened, its school, clients to write, and a checker that has seen
/// what is there.
struct Scene {
    folder: PathBuf,
    settings: Settings,
    school: School,
    load: Load,
    checker: Checker,
}

impl Scene {
    /// On a disk, where a commit takes its time: in memory no kill would meet it.
    async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("faults-{}-{}", std::process::id(), NUMBER.fetch_add(1, Relaxed)));
        fs::create_dir_all(&folder).expect("a folder");
        let world = World::of_now().await;
        let school = world.college(NAME).await;
        let load = Load::new(&world, Journal::new(&folder.join("journal")));
        world.app.store.close().await;
        let mut settings = world.settings.clone();
        if is_embedded(&settings) {
            let file = folder.join("rupn.sqlite");
            fs::copy(disk::file(&settings), &file).expect("room for a copy");
            settings.database_url = Some(format!("sqlite://{}", file.display()).into());
        }
        let checker = Checker::new(settings.url().expose_secret()).await;
        Self { folder, settings, school, load, checker }
    }

    /// Removes what held.
    fn end(self) {
        fs::remove_dir_all(self.folder).expect("a folder of ours");
    }
}

/// PostgreSQL keeps its own files.
fn is_embedded(settings: &Settings) -> bool {
    settings.url().expose_secret().starts_with("sqlite:")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_keeps_every_acknowledged_write_whole_and_once() {
    let (mut chance, cycles) = (Chance::new(), cycles());
    let mut scene = Scene::new().await;
    let Scene { settings, load, checker, .. } = &mut scene;
    let (url, seed) = (settings.url().expose_secret().to_owned(), chance.seed);
    let (mut whole, mut restarts, mut server) = (checker.clone(), Vec::new(), Server::start(RUPN, &[], settings).await);

    for cycle in 1..=cycles {
        let (instant, address) = (Duration::from_millis(chance.between(5, 150)), server.address.clone());
        tokio::join!(load.write(&address, |_| false), async {
            tokio::time::sleep(instant).await;
            server.kill();
        });
        if !is_embedded(settings) {
            is_left_alone(&url).await;
        }
        server = Server::start(RUPN, &[], settings).await;
        restarts.push(server.ready_in);

        let found = checker.look(&url, &load.journal).await;
        assert!(found.is_empty(), "RUPN_FAULT_SEED={seed}, cycle {cycle}, killed after {instant:?}: {found:#?}");
        let known = checker.known();
        load.ask_again(&server.address, move |key| known.contains(key)).await;
        let found = checker.look(&url, &load.journal).await;
        assert!(found.is_empty(), "RUPN_FAULT_SEED={seed}, cycle {cycle}, asked again: {found:#?}");
    }

    server.kill();
    restarts.sort_unstable();
    let found = whole.look(&url, &load.journal).await;
    let (median, longest) = (restarts[restarts.len() / 2], restarts[restarts.len() - 1]);
    let figures = &load.figures;
    tell(&format!(
        "{cycles} kills: {} acknowledged, {} unanswered, {} of them done; {}; ready again in {median:?}, at most {longest:?}; RUPN_FAULT_SEED={seed}",
        figures.acknowledged.load(Relaxed),
        figures.unanswered.load(Relaxed),
        figures.replayed.load(Relaxed),
        tally(&found),
    ));
    assert!(found.is_empty(), "all of it: {found:#?}");
    assert!(figures.acknowledged.load(Relaxed) > 0 && figures.unanswered.load(Relaxed) > 0, "{figures:?}");
    assert!(median <= Duration::from_secs(3), "{restarts:?}");
    if is_embedded(settings) {
        assert_eq!(integrity(&url).await, "ok");
    }
    scene.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_serves_reads_and_heals() {
    for disk in FullDisk::kinds() {
        let mut scene = Scene::new().await;
        let Scene { folder, settings, school, load, checker } = &mut scene;
        if !is_embedded(settings) {
            return scene.end();
        }
        let (settings, around) = disk.hold(settings);
        let server = Server::start(RUPN, &around, &settings).await;
        let figures = Arc::clone(&load.figures);
        load.write(&server.address, |figures| figures.acknowledged.load(Relaxed) >= 30).await;

        disk.fill(&server, &settings);
        let reader = Reader::new(&server.address, &figures, school, NAME);
        load.write(&server.address, |figures| figures.refused.load(Relaxed) >= 30 && figures.read.load(Relaxed) >= 30).await;
        reader.stop().await;
        let refused = figures.refused.load(Relaxed);
        disk.free(&server, &settings);
        let acknowledged = figures.acknowledged.load(Relaxed);
        load.write(&server.address, move |figures| figures.acknowledged.load(Relaxed) >= acknowledged + 30).await;

        tell(&format!(
            "a full disk ({disk:?}): {} acknowledged, {refused} refused, {} reads answered, {} not",
            figures.acknowledged.load(Relaxed),
            figures.read.load(Relaxed),
            figures.unread.load(Relaxed),
        ));
        assert_eq!((figures.refused.load(Relaxed), figures.unanswered.load(Relaxed), figures.unread.load(Relaxed)), (refused, 0, 0));
        let url = disk.copy(&server, &settings, &folder.join("copy.sqlite"));
        let found = checker.look(&url, &load.journal).await;
        assert!(found.is_empty(), "{found:#?}");
        assert_eq!(integrity(&url).await, "ok");
        drop(server);
        scene.end();
    }
}

/// Calls that fail, and how.
const FAULTS: [(&str, &str); 5] =
    [("write,pwrite64", "EIO"), ("write,pwrite64", "ENOSPC"), ("fsync,fdatasync", "EIO"), ("read,pread64", "EIO"), ("read,pread64", "ESTALE")];

/// Writes and reads that were refused.
fn failures(figures: &Figures) -> u64 {
    figures.refused.load(Relaxed) + figures.unread.load(Relaxed)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_disk_gives_no_wrong_answer_and_heals() {
    let (mut chance, cycles) = (Chance::new(), cycles());
    let mut scene = Scene::new().await;
    let Scene { settings, school, load, checker, .. } = &mut scene;
    if !is_embedded(settings) {
        return scene.end();
    }
    let (url, seed) = (settings.url().expose_secret().to_owned(), chance.seed);
    let figures = Arc::clone(&load.figures);

    for (_, (calls, error)) in (0..cycles.div_ceil(6)).zip(FAULTS.into_iter().cycle()) {
        let faults = [format!("{calls}:error={error}:when={}+{}", chance.between(1, 60), chance.between(2, 150))];
        // A server that has just started has read nothing yet.
        let server = Server::start(RUPN, &[], settings).await;
        let (before, begun) = (failures(&figures), Instant::now());
        let disk = BrokenDisk::new(&server, settings, &faults);
        let reader = Reader::new(&server.address, &figures, school, NAME);
        load.write(&server.address, move |figures| {
            let (failures, elapsed) = (failures(figures) - before, begun.elapsed().as_secs());
            failures >= 30 || failures > 0 && elapsed >= 3 || elapsed >= 30
        })
        .await;
        reader.stop().await;
        drop(disk);
        assert!(failures(&figures) > before, "no call failed: may strace attach to a process (kernel.yama.ptrace_scope)?");

        let (refused, acknowledged) = (figures.refused.load(Relaxed), figures.acknowledged.load(Relaxed));
        load.write(&server.address, move |figures| figures.acknowledged.load(Relaxed) >= acknowledged + 20).await;
        tell(&format!("{}: {figures:?}; RUPN_FAULT_SEED={seed}", faults[0]));
        assert!(figures.refused.load(Relaxed) == refused && figures.unanswered.load(Relaxed) == 0, "{faults:?}: {figures:?}");
        server.kill();
        let found = checker.look(&url, &load.journal).await;
        assert!(found.is_empty(), "{faults:?}, RUPN_FAULT_SEED={seed}: {found:#?}");
    }

    let server = Server::start(RUPN, &[], settings).await;
    let known = checker.known();
    load.ask_again(&server.address, move |key| known.contains(key)).await;
    let found = checker.look(&url, &load.journal).await;
    assert!(found.is_empty(), "RUPN_FAULT_SEED={seed}: {found:#?}");
    assert_eq!(integrity(&url).await, "ok");
    drop(server);
    scene.end();
}

/// Sends a document to a server as somebody.
async fn asks(address: &str, who: &Persona, query: &str) -> Value {
    let request = reqwest::Client::new().post(format!("{address}/graphql")).json(&json!({ "query": query }));
    let answer = request.bearer_auth(who.token.as_deref().expect("a token")).send().await.expect("an answer");
    answer.json().await.expect("JSON")
}

/// Only PostgreSQL is served by two processes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_of_a_server_that_is_killed_is_done_by_the_other_and_no_row_twice() {
    const SCHOOLS: u32 = 1200;
    let world = World::of_now().await;
    if is_embedded(&world.settings) {
        return;
    }
    let row = |number: u32| EstablishmentRow {
        name: Some(format!("Collège {number}")),
        kind: Some(EstablishmentKind::College),
        sector: Some(Sector::Public),
        academy: Some("13".into()),
        department: Some("86".into()),
        ..EstablishmentRow::of(tests::school::uai("86", 1000 + number).parse().expect("a UAI"))
    };
    let rows = UpsertEstablishments { rows: (0..SCHOOLS).map(row).collect(), as_of: None };
    Viewer::system(&world.app.store, "stories").perform(rows, &CommandOptions::default()).await.expect("schools");
    let officer = world.rectorate().clone();
    let template = crate::letters::published(&world).await;
    let (settings, store) = (world.settings.clone(), Arc::clone(&world.app.store));

    let first = Server::start(RUPN, &[], &settings).await;
    let started =
        format!("mutation {{ dispatchMissionLetters(input: {{ template: {}, version: {} }}) {{ object {{ id }} }} }}", template["id"], template["version"]);
    let started = asks(&first.address, &officer, &started).await;
    let id = started["data"]["dispatchMissionLetters"]["object"]["id"].as_str().unwrap_or_else(|| panic!("{started}")).to_owned();
    let job = format!("{{ job(id: \"{id}\") {{ status done total result }} }}");
    let until = async |address: &str, is_met: &dyn Fn(&Value) -> bool| {
        let begun = Instant::now();
        loop {
            let told = asks(address, &officer, &job).await["data"]["job"].clone();
            if is_met(&told) {
                return told;
            }
            assert!(begun.elapsed() < Duration::from_secs(150), "{told}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    until(&first.address, &|job| job["done"].as_i64() > Some(0)).await;
    let second = Server::start(RUPN, &[], &settings).await;
    first.kill();
    let ended = until(&second.address, &|job| job["status"] != "RUNNING").await;

    assert_eq!((&ended["status"], &ended["result"]["sent"], &ended["done"]), (&json!("DONE"), &json!(SCHOOLS), &json!(SCHOOLS)), "{ended}");
    let letters = store.rows::<mission_letter::Entity>(Condition::all()).await.expect("letters");
    let places: std::collections::HashSet<_> = letters.iter().map(|letter| letter.establishment_id).collect();
    assert_eq!((letters.len(), places.len()), (SCHOOLS as usize, SCHOOLS as usize));
    let clauses = store.rows::<letter_clause::Entity>(Condition::all()).await.expect("clauses");
    assert_eq!(clauses.len(), 20 * SCHOOLS as usize, "each letter whole and once");
    let jobs = store.rows::<kernel::tables::job::Entity>(Condition::all()).await.expect("jobs");
    let dispatch = jobs.iter().find(|job| job.operation == "dispatchMissionLetters").expect("the job");
    assert_eq!(dispatch.fence, 2, "claimed by the one, then by the other");
}
