//! Tables go out and come back unchanged; lists of the academy go in, and what is ambiguous in them is asked for.

use std::{path::PathBuf, sync::Arc};

use api::{
    domain::{
        mandate::commands::upsert_mandates::MandateRow,
        people::commands::{
            upsert_appointments::AppointmentRow,
            upsert_people::{Identifiers, PersonRow, UpsertPeople},
        },
        territory::commands::{
            upsert_establishments::EstablishmentRow,
            upsert_zones::{MembershipRow, ZoneRow},
        },
    },
    export::{FileFormat, export},
    import::{Format, Import, annuaire::Family, plain::Plain, referents::Referents, report::Report, sheet::Source},
};
use async_graphql::MaybeUndefined;
use entity::{
    mandate::mandate,
    people::{appointment, person},
    territory::{establishment, zone, zone_membership},
};
use kernel::{command::CommandOptions, store::Store, tables::event, viewer::Viewer};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;
use tests::World;

/// A folder that goes with its story.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("rupn-files-{name}-{}-{:?}", std::process::id(), std::thread::current().id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("the folder of this story");
    }
}

fn data(name: &str) -> Source {
    Source::File(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data")).join(name))
}

async fn imported<F: Format>(store: &Arc<Store>, import: &Import) -> Report {
    import.run::<F>(store).await.unwrap_or_else(|stop| panic!("{stop}")).1
}

fn written(file: PathBuf, bytes: impl AsRef<[u8]>) -> Import {
    std::fs::write(&file, bytes).expect("a file");
    Import::of(Source::File(file), "Ada")
}

/// Every table as a file, in the order in which they go in.
async fn exported(store: &Store, format: FileFormat) -> Vec<(&'static str, Vec<u8>)> {
    let mut tables = Vec::new();
    macro_rules! tables {
        ($($name:literal: $row:ty),*) => {$({
            let mut bytes = Vec::new();
            export::<$row>(store, &[], format, &mut bytes).await.expect("an export");
            tables.push(($name, bytes));
        })*};
    }
    tables!("zones": ZoneRow, "establishments": EstablishmentRow, "memberships": MembershipRow, "people": PersonRow, "appointments": AppointmentRow, "mandates": MandateRow);
    tables
}

/// Loads every table that was exported; the reports.
async fn loaded(store: &Arc<Store>, folder: &Folder, tables: &[(&'static str, Vec<u8>)]) -> Vec<Report> {
    let mut reports = Vec::new();
    for (name, bytes) in tables {
        let import = written(folder.file(name), bytes);
        reports.push(match *name {
            "zones" => imported::<Plain<ZoneRow>>(store, &import).await,
            "establishments" => imported::<Plain<EstablishmentRow>>(store, &import).await,
            "memberships" => imported::<Plain<MembershipRow>>(store, &import).await,
            "people" => imported::<Plain<PersonRow>>(store, &import).await,
            "appointments" => imported::<Plain<AppointmentRow>>(store, &import).await,
            _ => imported::<Plain<MandateRow>>(store, &import).await,
        });
    }
    reports
}

/// What was announced beside the country's reference data, which the first import brings.
async fn announced(world: &World) -> Vec<String> {
    world.announced().await.into_iter().filter(|kind| kind != "TerritoryLoaded").collect()
}

async fn last_event(store: &Store) -> i64 {
    store
        .rows::<event::Entity>(Condition::all().add(event::Column::Kind.ne("TerritoryLoaded")))
        .await
        .expect("events")
        .into_iter()
        .map(|event| event.seq)
        .max()
        .unwrap_or_default()
}

/// People whose names are what spreadsheets stumble over, and what chance gives.
async fn difficult_people(store: &Arc<Store>) {
    let mut runner = TestRunner::deterministic();
    let name = "[=@+'\"A-Zéœ;,|\\\\-]{1,12}[a-zà-ü' ,;\"=+-]{0,12}x";
    let mut rows = Vec::new();
    for number in 0..60 {
        let mut sample =
            || name.prop_map(|name: String| name.split_whitespace().collect::<Vec<_>>().join(" ")).new_tree(&mut runner).expect("a name").current();
        rows.push(PersonRow {
            academy: Some(tests::world::POITIERS.into()),
            family_name: Some(sample()),
            given_name: Some(sample()),
            identifiers: Identifiers(vec![("AAF".into(), format!("{number}:{}", sample().replace('|', ""))), ("ENT".into(), number.to_string())]),
            mail: if number % 3 == 0 { MaybeUndefined::Undefined } else { MaybeUndefined::Value(format!("p{number}@stories.example")) },
            ..PersonRow::default()
        });
    }
    let (results, _) = Viewer::system(store, "stories").perform(UpsertPeople { rows }, &CommandOptions::default()).await.expect("performed");
    assert!(results.iter().all(|result| result.fault.is_none()), "{results:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_exported_comes_back_unchanged_and_fills_an_empty_database_the_same() {
    let world = World::new().await;
    let college = world.college("Collège Jean \"le Bon\"; =SOMME").await;
    world.school("Section d'enseignement", "SECTION").await;
    let (_, _) = college.referent("Inès OEILLET").await;
    let candidate = college.teacher("Luc TULIPE").await;
    let proposed = college.principal().proposes(&world, &candidate, &college).await.object("proposeMandate.object");
    candidate
        .does(&world, "declineMandate", "object { id }", json!({ "id": proposed["id"], "version": proposed["version"], "reason": "+ de temps,\n hélas" }))
        .await;
    difficult_people(&world.app.store).await;
    let (store, folder) = (&world.app.store, Folder::new("trip"));

    for format in [FileFormat::Csv, FileFormat::Ndjson] {
        let tables = exported(store, format).await;
        let before = last_event(store).await;
        for (report, (name, bytes)) in loaded(store, &folder, &tables).await.iter().zip(&tables) {
            assert_eq!((report.unchanged(), report.lines() > 0), (report.lines(), true), "{name}: {report}\n{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(last_event(store).await, before, "nothing is announced");

        let empty = World::empty_store().await;
        for (report, (name, _)) in loaded(&empty, &folder, &tables).await.iter().zip(&tables) {
            assert_eq!(report.rejected(), 0, "{name}: {report}");
        }
        for ((name, first), (_, second)) in tables.iter().zip(exported(&empty, format).await) {
            assert_eq!(String::from_utf8_lossy(first), String::from_utf8_lossy(&second), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_messy_list_goes_in_and_what_it_leaves_open_comes_back_mended() {
    let store = World::empty_store().await;
    let folder = Folder::new("list");
    let poitiers = Import { academies: vec!["13".into()], ..Import::of(data("establishments-france.csv"), "Ada") };
    assert_eq!(imported::<Plain<EstablishmentRow>>(&store, &poitiers).await.created(), 348);
    let list = Import { rejects: Some(folder.file("rejects.csv")), ..Import::of(data("exports/liste-rupn-excel-export-cp1252.csv"), "Ada") };

    let rehearsed = imported::<Referents>(&store, &Import { dry_run: true, rejects: None, ..list.clone() }).await;
    let first = imported::<Referents>(&store, &list).await;
    let heard = last_event(&store).await;
    let second = imported::<Referents>(&store, &Import { rejects: None, ..list }).await;

    // 47 cells name two persons, 12 disciplines are two; one line is there twice, one is empty, one is a total.
    assert_eq!((first.lines(), first.created(), first.rejected(), first.skipped()), (447, 385, 59, 3), "{first}");
    assert_eq!((rehearsed.created(), rehearsed.rejected()), (first.created(), first.rejected()), "{rehearsed}");
    assert_eq!((second.unchanged(), second.rejected(), last_event(&store).await), (385, 59, heard), "{second}");
    // Ten of those who shared a cell share a discipline that is two: their lines are asked for again.
    let mended = Import { rejects: Some(folder.file("again.csv")), ..Import::of(Source::File(folder.file("rejects.csv")), "Ada") };
    let mended = imported::<Referents>(&store, &mended).await;
    assert_eq!((mended.lines(), mended.created(), mended.rejected()), (106, 96, 10), "{mended}");
    let again = imported::<Referents>(&store, &Import::of(Source::File(folder.file("again.csv")), "Ada")).await;
    assert_eq!((again.lines(), again.created()), (10, 10), "{again}");
    let mandates = store.rows::<mandate::Entity>(Condition::all()).await.expect("mandates");
    let people = store.rows::<person::Entity>(Condition::all()).await.expect("people");
    assert_eq!((mandates.len(), people.len()), (491, 491));
    // `1/9/25` is the first day as a referent, in the year before.
    assert!(mandates.iter().any(|row| row.first_mandate_on.to_string() == "2025-09-01" && row.starts_on.to_string() == "2026-09-01"));
    let clean = imported::<Referents>(&store, &Import::of(data("referents-2026-2027.csv"), "Ada")).await;
    assert_eq!((clean.lines(), clean.created()), (491, 0), "the clean list names the same persons: {clean}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_is_whole_ends_what_it_does_not_name_and_asks_when_that_is_much() {
    let world = World::new().await;
    let college = world.college("Collège").await;
    college.referent("Inès OEILLET").await;
    college.referent("Luc TULIPE").await;
    let (store, folder) = (&world.app.store, Folder::new("whole"));
    let list = format!("uai,nom,prenom\n{},OEILLET,Inès\n", college.uai);
    let list = Import { whole: true, ..written(folder.file("list.csv"), list) };
    world.announced().await;

    let nameless = list.run::<Referents>(store).await.err().expect("it stops").to_string();
    let list = Import { academies: vec!["13".into()], ..list };
    let asked = list.run::<Referents>(store).await.err().expect("it stops").to_string();
    world.announced_nothing().await;
    let done = imported::<Referents>(store, &Import { ends: Some(1), ..list }).await;

    assert!(nameless.contains("--academy") && asked.contains("1 of the 2") && asked.contains("--ends 1"), "{nameless} {asked}");
    assert_eq!((done.unchanged() + done.updated(), done.ended()), (1, 1), "{done}");
    let last_days: Vec<String> = store.rows::<mandate::Entity>(Condition::all()).await.expect("mandates").iter().map(|row| row.ends_on.to_string()).collect();
    assert!(last_days.contains(&"2026-11-25".into()) && last_days.contains(&"2027-08-31".into()), "{last_days:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_establishment_that_moves_to_another_basin_was_in_the_first_until_the_day_before() {
    let world = World::new().await;
    let college = world.college("Collège").await;
    let (store, folder) = (&world.app.store, Folder::new("move"));
    let moves = |basin: &str| format!("uai;basin\n{};{basin}\n", college.uai);
    let basins = async || {
        let id = store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.eq(&college.uai))).await.expect("rows")[0].id;
        let zones = store.rows::<zone::Entity>(Condition::all()).await.expect("zones");
        let mut links = store.rows::<zone_membership::Entity>(Condition::all().add(zone_membership::Column::EstablishmentId.eq(id))).await.expect("links");
        links.sort_by_key(|link| link.starts_on);
        let code = |link: &zone_membership::Model| zones.iter().find(|zone| zone.id == link.zone_id).expect("a zone").code.clone();
        links.iter().map(|link| (code(link), link.starts_on.to_string(), link.ends_on.map(|day| day.to_string()))).collect::<Vec<_>>()
    };
    let import = Import { as_of: Some("2026-09-01".parse().expect("a day")), ..written(folder.file("move.csv"), moves("161")) };
    world.announced().await;

    let first = imported::<Plain<EstablishmentRow>>(store, &import).await;
    assert_eq!(announced(&world).await, ["EstablishmentUpdated"]);
    let second = imported::<Plain<EstablishmentRow>>(store, &import).await;

    assert_eq!((first.updated(), second.unchanged()), (1, 1), "{first}{second}");
    world.announced_nothing().await;
    let expected = [("863", "2000-09-01", Some("2026-08-31")), ("161", "2026-09-01", None)];
    let expected = expected.map(|(code, starts, ends)| (code.to_owned(), starts.to_owned(), ends.map(str::to_owned)));
    assert_eq!(basins().await, expected);
    let nowhere = Import { as_of: Some("2026-10-01".parse().expect("a day")), ..written(folder.file("move.csv"), moves("")) };
    imported::<Plain<EstablishmentRow>>(store, &nowhere).await;
    assert_eq!(basins().await[1].2.as_deref(), Some("2026-09-30"));
    let unknown = written(folder.file("move.csv"), moves("999"));
    assert_eq!(imported::<Plain<EstablishmentRow>>(store, &unknown).await.rejected(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_line_closes_what_is_known_and_open_and_not_what_still_has_mandates() {
    let world = World::new().await;
    let (empty, held) = (world.college("Collège vide").await, world.college("Collège tenu").await);
    held.referent("Inès OEILLET").await;
    let (store, folder) = (&world.app.store, Folder::new("close"));
    let header = "numero_uai;appellation_officielle;nature_uai;code_departement;code_academie;etat_etablissement_libe\n";
    let line = |uai: &str| format!("{uai};Collège;340;086;13;FERME\n");
    let lines = format!("{header}{}{}{}", line(&empty.uai), line(&held.uai), line("0860001J"));
    let import = written(folder.file("closed.csv"), lines);
    world.announced().await;

    let first = imported::<Family>(store, &import).await;
    assert_eq!(announced(&world).await, ["EstablishmentClosed"]);
    let second = imported::<Family>(store, &import).await;

    assert_eq!((first.updated(), first.rejected(), first.skipped()), (1, 1, 1), "{first}");
    assert_eq!((second.updated(), second.rejected(), second.skipped()), (0, 1, 2), "{second}");
    let row = store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.eq(&empty.uai))).await.expect("rows").pop().expect("a row");
    assert_eq!(row.closed_on.map(|day| day.to_string()).as_deref(), Some("2026-11-25"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cell_that_cannot_be_read_is_listed_and_does_not_keep_its_line_out() {
    let world = World::new().await;
    let (store, folder) = (&world.app.store, Folder::new("cells"));
    let header =
        "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Code_departement;Code_academie;code_nature;Telephone;Mail;date_ouverture\n";
    let lines = format!("{header}0860001J;Collège;Collège;086;13;340;12;ce.0860001j;31/02/2001\n");
    let import = Import { rejects: Some(folder.file("rejects.csv")), ..written(folder.file("cells.csv"), lines) };

    let report = imported::<Family>(store, &import).await;

    assert_eq!((report.created(), report.rejected(), report.emptied()), (1, 0, 3), "{report}");
    let listed = std::fs::read_to_string(folder.file("rejects.csv")).expect("a reject file");
    for words in ["no telephone of ten digits: 12", "no mail address", "no day of the calendar: 31/02/2001"] {
        assert!(listed.contains(words), "{listed}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_cut_anywhere_loads_whole_lines_or_says_where_it_breaks() {
    let whole =
        std::fs::read(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/exports/fr-en-annuaire-education-excel-damaged.csv"))).expect("a file");
    let store = World::empty_store().await;
    let folder = Folder::new("cut");
    for twentieth in 0..20 {
        let import = written(folder.file("cut.csv"), &whole[..whole.len() * twentieth / 20]);
        let ended = import.run::<Family>(&store).await;
        match ended {
            Ok((_, report)) => assert!(report.rejected() <= 1, "only the cut line is refused: {report}"),
            Err(stop) => assert!(twentieth <= 1, "{twentieth}: {stop}"),
        }
    }
    let rows = store.rows::<establishment::Entity>(Condition::all()).await.expect("rows");
    let last = imported::<Family>(&store, &written(folder.file("cut.csv"), &whole)).await;
    assert_eq!(rows.len() as u64 + last.created(), last.created() + last.updated() + last.unchanged());
    let appointments = store.rows::<appointment::Entity>(Condition::all()).await.expect("rows");
    assert!(appointments.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn establishments_are_found_near_a_point_and_near_each_other() {
    let world = World::new().await;
    let (here, near, far) = (world.college("Collège Ici").await, world.far_college("Collège Près").await, world.college("Collège Loin").await);
    let (store, folder) = (&world.app.store, Folder::new("near"));
    // Poitiers; five kilometres to the east of it, in another basin; Loudun, fifty kilometres to the north, in the basin.
    let lines = [(&here, "46.5802,0.3404"), (&near, "46.5802,0.4057"), (&far, "47.0095,0.0831")];
    let lines: String = lines.iter().map(|(school, place)| format!("{},{place}\n", school.uai)).collect();
    imported::<Plain<EstablishmentRow>>(store, &written(folder.file("places.csv"), format!("uai,latitude,longitude\n{lines}"))).await;
    let anyone = world.anyone();
    let names = async |field: &str, arguments: String| {
        let query = format!("{{ {field}({arguments}) {{ nodes {{ name distance(latitude: 46.5802, longitude: 0.3404) }} }} }}");
        anyone.asks(&world, &query).await
    };
    let near_point = |kilometres: &str| format!("filter: {{ near: {{ latitude: 46.5802, longitude: 0.3404, kilometres: {kilometres} }} }}");

    let five = names("establishments", near_point("5.1")).await.succeeds();
    assert_eq!(five.texts("establishments.nodes", "name"), ["Collège Ici", "Collège Près"]);
    let distance = five.at("establishments.nodes")[1]["distance"].as_f64().expect("a distance");
    assert!((4.9..5.1).contains(&distance), "{distance}");
    let fifty = names("establishments", near_point("60")).await.texts("establishments.nodes", "name");
    assert_eq!(fifty, ["Collège Ici", "Collège Loin", "Collège Près"]);
    names("establishments", near_point("501")).await.is_refused("INVALID_ARGUMENT").naming("filter.near");

    let of = |kilometres: &str| format!("establishment: \"{}\"{kilometres}", here.uai);
    assert_eq!(names("neighbours", of("")).await.texts("neighbours.nodes", "name"), ["Collège Loin"], "of the basin");
    let both = names("neighbours", of(", kilometres: 10")).await.texts("neighbours.nodes", "name");
    assert_eq!(both, ["Collège Loin", "Collège Près"], "of the basin or near");
    names("neighbours", "establishment: \"0860999U\"".into()).await.is_refused("NOT_FOUND").naming("establishment");
    names("neighbours", of(", kilometres: 501")).await.is_refused("INVALID_ARGUMENT").naming("kilometres");
    let placeless = world.college("Collège Nulle part").await;
    names("neighbours", format!("establishment: \"{}\", kilometres: 1", placeless.uai)).await.is_refused("INVALID_ARGUMENT").naming("kilometres");
}
