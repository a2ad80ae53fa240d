//! The ministry's exports, as its portal and spreadsheets write them, go in once and change nothing the second time.

use std::path::PathBuf;

use api::import::{
    Import,
    annuaire::Family,
    report::Report,
    sheet::{Limits, Source},
};
use entity::territory::{establishment, zone, zone_membership};
use sea_orm::{ColumnTrait, Condition};
use tests::World;

fn export(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/exports")).join(name)
}

const OCCITANIE: &str = "fr-en-annuaire-education-occitanie-2024-11-26.csv";
const ILLE_ET_VILAINE: &str = "fr-en-annuaire-education-ille-et-vilaine-2023-06-08.csv";
const LABELS: &str = "fr-en-adresse-et-geolocalisation-colleges-ille-et-vilaine-2023-labels.csv";
const DAMAGED: &str = "fr-en-annuaire-education-excel-damaged.csv";

fn import(file: PathBuf) -> Import {
    Import::of(Source::File(file), "Ada")
}

async fn imported(world: &World, import: &Import) -> (String, Report) {
    import.run::<Family>(&world.app.store).await.unwrap_or_else(|stop| panic!("{stop}"))
}

async fn establishment(world: &World, uai: &str) -> Option<establishment::Model> {
    world.app.store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.eq(uai))).await.expect("rows").pop()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_academys_export_goes_in_with_its_basins_and_the_second_time_changes_nothing() {
    let world = World::new().await;
    let file = import(export(OCCITANIE));

    let (family, first) = imported(&world, &file).await;
    world.announced().await;
    let (_, second) = imported(&world, &file).await;

    assert_eq!(family, Family::Annuaire2024.to_string());
    assert_eq!((first.lines(), first.rejected(), second.rejected()), (1889, 0, 0), "{first}");
    assert_eq!(second.unchanged(), first.created(), "{second}");
    assert_eq!((second.created(), second.updated()), (0, 0));
    world.announced_nothing().await;
    let basins = world.app.store.rows::<zone::Entity>(Condition::all().add(zone::Column::Kind.eq(zone::ZoneKind::Basin))).await.expect("basins");
    assert!(basins.iter().any(|basin| basin.name == "CARCASSONNE"));
    // One UAI on two lines: the one whose mailbox is its own is kept, whatever the order.
    let figeac = establishment(&world, "0460054J").await.expect("a college");
    assert_eq!(figeac.name, "Collège Marcel Masbou");
    let placed = world.app.store.rows::<zone_membership::Entity>(Condition::all().add(zone_membership::Column::EstablishmentId.eq(figeac.id)));
    assert_eq!(placed.await.expect("memberships").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_lines_of_one_uai_give_one_establishment_whatever_their_order() {
    let world = World::new().await;
    let written = std::fs::read_to_string(export(OCCITANIE)).expect("the export");
    let (header, lines) = written.split_once('\n').expect("a header");
    let twins: Vec<&str> = lines.lines().filter(|line| line.starts_with("0460054J")).collect();
    let file = std::env::temp_dir().join(format!("rupn-twins-{}-{}.csv", std::process::id(), world.next()));

    assert_eq!(twins.len(), 2);
    for order in [[twins[0], twins[1]], [twins[1], twins[0]]] {
        std::fs::write(&file, format!("{header}\n{}\n", order.join("\n"))).expect("a file");
        let (_, report) = imported(&world, &import(file.clone())).await;
        assert_eq!((report.skipped(), report.rejected()), (1, 0), "{report}");
        assert_eq!(establishment(&world, "0460054J").await.expect("a college").name, "Collège Marcel Masbou");
    }
    std::fs::remove_file(file).expect("the file of this test");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_family_of_headers_is_recognised_and_tells_only_what_it_holds() {
    let world = World::new().await;

    let (annuaire, _) = imported(&world, &import(export(ILLE_ET_VILAINE))).await;
    let before = establishment(&world, "0350017D").await.expect("a college");
    let (labels, report) = imported(&world, &import(export(LABELS))).await;

    assert_eq!((annuaire, labels), (Family::Annuaire2023.to_string(), Family::GeolocationLabels.to_string()));
    assert_eq!((report.lines(), report.rejected()), (117, 0), "{report}");
    let after = establishment(&world, "0350017D").await.expect("still there");
    assert!(before.phone.is_some() && before.mail.is_some());
    assert_eq!((after.phone, after.mail, after.pupils), (before.phone, before.mail, before.pupils), "the geolocation holds none of them");
    let (damaged, _) = imported(&world, &import(export(DAMAGED))).await;
    assert_eq!(damaged, Family::Annuaire2024.to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_counts_and_writes_nothing() {
    let world = World::new().await;
    let dry = Import { dry_run: true, ..import(export(ILLE_ET_VILAINE)) };

    let (_, rehearsed) = imported(&world, &dry).await;
    let rows = world.app.store.rows::<establishment::Entity>(Condition::all().add(establishment::Column::Uai.starts_with("035"))).await.expect("rows");
    assert!(rows.is_empty());
    let (_, done) = imported(&world, &Import { dry_run: false, ..dry }).await;

    assert_eq!((rehearsed.created(), rehearsed.rejected()), (done.created(), done.rejected()));
    assert!(done.created() > 200, "{done}");
    let audit = world.last_audit().await;
    assert_eq!(audit.reason.as_deref(), Some("import of fr-en-annuaire-education-ille-et-vilaine-2023-06-08.csv by Ada"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_goes_to_the_reject_file_with_its_repair() {
    let world = World::new().await;
    let folder = std::env::temp_dir().join(format!("rupn-import-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (file, rejects) = (folder.join("bad.csv"), folder.join("rejects.csv"));
    let header = "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;Statut_public_prive;Code_departement;Code_academie;code_nature;etat\n";
    let lines = [
        "0860001J;Collège Bon;Collège;Public;086;13;340;OUVERT",
        "0860001A;Collège Lettre;Collège;Public;086;13;340;OUVERT",
        "0860002K;Collège Loin;Collège;Public;999;13;340;OUVERT",
        "0860003L;Collège; coupé;Collège;Public;086;13;340;OUVERT",
        ";Collège Sans code;Collège;Public;086;13;340;OUVERT",
        "0860004M;Collège Fermé;Collège;Public;086;13;340;FERME",
        "0860005N;École;Ecole;Public;086;13;151;OUVERT",
        "0860006P;Collège d'ailleurs;Collège;Public;031;13;340;OUVERT",
        &format!("0860007R;{};Collège;Public;086;13;340;OUVERT", "x".repeat(201)),
    ];
    std::fs::write(&file, format!("{header}{}\n", lines.join("\n"))).expect("a file");

    let (_, report) = imported(&world, &Import { rejects: Some(rejects.clone()), ..import(file) }).await;

    assert_eq!((report.lines(), report.created(), report.rejected(), report.skipped()), (9, 1, 6, 2), "{report}");
    let mut written = csv::Reader::from_path(&rejects).expect("a reject file");
    let rejected: Vec<Vec<String>> = written.records().map(|record| record.expect("a line").iter().map(str::to_owned).collect()).collect();
    let of = |line: &str| rejected.iter().find(|cells| cells[0] == line).unwrap_or_else(|| panic!("line {line} of {rejected:?}"));
    assert_eq!((of("3")[2].as_str(), of("3")[4].as_str()), ("Identifiant_de_l_etablissement", "0860001J"));
    assert_eq!(of("4")[2], "department");
    assert_eq!((of("9")[2].as_str(), of("10")[2].as_str()), ("department", "name"));
    assert!(of("5")[3].contains("cells"));
    assert_eq!((of("6")[1].as_str(), of("6")[2].as_str()), ("", "Identifiant_de_l_etablissement"));
    std::fs::remove_dir_all(folder).expect("the folder of this test");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_directory_or_too_large_stops_and_says_so() {
    let world = World::new().await;
    let calendar = import(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../data/regions.csv")));
    let small = Import { limits: Limits { bytes: 1000, ..Limits::default() }, ..import(export(DAMAGED)) };
    for (file, words) in [(calendar, "no known column"), (small, "more than 1000 bytes"), (import(export("absent.csv")), "absent.csv")] {
        let stop = file.run::<Family>(&world.app.store).await.err().expect("it stops");
        assert!(stop.to_string().contains(words), "{stop}");
    }
}
