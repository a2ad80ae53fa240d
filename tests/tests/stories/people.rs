//! Stories of the people: who is in the directory, who works where, and who reads what of whom.

use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_directory_creates_a_person_whose_names_are_trimmed() {
    let world = World::new().await;
    let keeper = world.officer([Desk::Directory].into_iter().collect()).await;
    let mut input = person("Ines.OEILLET@ac-poitiers.fr ");
    (input["givenName"], input["familyName"], input["civility"]) = (json!("  Inès "), json!("OEILLET   DUPRÉ"), json!("MADAME"));
    world.announced().await;

    let shown = "object { id version displayName givenName familyName civility contact { mail } identifiers { nodes { system value } }
        disciplines { nodes { code label } } }";
    let made = keeper.does(&world, "createPerson", shown, input).await.succeeds().object("createPerson.object");

    assert_eq!((&made["displayName"], &made["givenName"], &made["familyName"]), (&json!("Inès OEILLET DUPRÉ"), &json!("Inès"), &json!("OEILLET DUPRÉ")));
    assert_eq!((&made["contact"]["mail"], &made["civility"], &made["version"]), (&json!("ines.oeillet@ac-poitiers.fr"), &json!("MADAME"), &json!(1)));
    assert_eq!(made["identifiers"]["nodes"], json!([{ "system": "AAF", "value": "7001" }]));
    assert_eq!(made["disciplines"]["nodes"], json!([{ "code": "L0202", "label": "LETTRES MODERNES" }]));
    assert_eq!(world.announced().await, ["PersonCreated"]);
    assert_eq!(world.last_audit().await.operation, "createPerson");
    assert_eq!(people(&world, &keeper, json!({ "text": "dupre oeillet" })).await, ["Inès OEILLET DUPRÉ"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_creates_persons() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let (teacher, deputy, (referent, _)) = (school.teacher("Zoé ROSE").await, school.deputy("Rose").await, school.referent("Paul LILAS").await);
    let clerk = world.officer(all_but_directory()).await;
    world.announced().await;

    for who in [&clerk, school.principal(), &deputy, &teacher, &referent, world.rectorate_of_toulouse(), &world.anyone()] {
        who.does(&world, "createPerson", "object { id }", person("new@stories.example")).await.is_refused("NOT_ALLOWED");
    }

    world.announced_nothing().await;
    assert_eq!(people(&world, world.rectorate(), json!({ "text": "oeillet" })).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_mailbox_or_identifier_leaves_nothing_written() {
    let world = World::new().await;
    let officer = world.rectorate();
    officer.does(&world, "createPerson", "object { id }", person("ines@stories.example")).await.succeeds();
    world.announced().await;
    let other = |mail: &str, identifiers: Value| {
        let mut input = person(mail);
        (input["familyName"], input["identifiers"]) = (json!("TULIPE"), identifiers);
        input
    };

    let fresh = json!({ "system": "AAF", "value": "7002" });
    let mailbox = other("INES@stories.example", json!([fresh]));
    let identifier = other("luc@stories.example", json!([fresh, { "system": "AAF", "value": "7001" }]));
    let twice = other("luc@stories.example", json!([fresh, fresh]));
    officer.does(&world, "createPerson", "object { id }", mailbox.clone()).await.is_refused("ALREADY_EXISTS").naming("mail");
    officer.does(&world, "createPerson", "object { id }", identifier).await.is_refused("ALREADY_EXISTS").naming("identifiers");
    officer.does(&world, "createPerson", "object { id }", twice).await.is_refused("ALREADY_EXISTS").naming("identifiers");
    // Who may not create does not learn which mailboxes exist.
    world.officer(all_but_directory()).await.does(&world, "createPerson", "object { id }", mailbox).await.is_refused("NOT_ALLOWED");

    assert_eq!(world.announced().await, ["PersonCreated", "OfficeGranted"], "the officer of the last refusal");
    assert_eq!(people(&world, officer, json!({ "text": "tulipe" })).await, Vec::<String>::new());
    let elsewhere = json!([fresh, { "system": "ENT", "value": "7001" }]);
    officer.does(&world, "createPerson", "object { id }", other("luc@stories.example", elsewhere)).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_mailbox_and_disciplines_must_be_right() {
    let world = World::new().await;
    world.announced().await;
    let with = |name: &str, value: Value| {
        let mut input = person("new@stories.example");
        input[name] = value;
        input
    };

    let cases = [
        ("disciplines", json!(["L0202", "L9999"]), "NOT_FOUND", "disciplines"),
        ("academy", json!("99"), "NOT_FOUND", "academy"),
        ("familyName", json!(" \t "), "INVALID_ARGUMENT", "familyName"),
        ("givenName", json!("x".repeat(101)), "INVALID_ARGUMENT", "givenName"),
        ("givenName", json!("In\u{0}ès"), "INVALID_ARGUMENT", "givenName"),
        ("mail", json!("nobody"), "INVALID_ARGUMENT", "mail"),
        ("identifiers", json!([{ "system": "", "value": "7001" }]), "INVALID_ARGUMENT", "identifiers.system"),
        ("identifiers", json!([{ "system": "AAF", "value": "x".repeat(101) }]), "INVALID_ARGUMENT", "identifiers.value"),
    ];
    for (name, value, code, argument) in cases {
        world.rectorate().does(&world, "createPerson", "object { id }", with(name, value)).await.is_refused(code).naming(argument);
    }

    world.announced_nothing().await;
    assert_eq!(people(&world, world.rectorate(), json!({ "text": "oeillet" })).await, Vec::<String>::new());
    world.rectorate().does(&world, "createPerson", "object { id }", with("givenName", json!("x".repeat(100)))).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_directory_appoints_a_person() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let keeper = world.officer([Desk::Directory].into_iter().collect()).await;
    let newcomer = keeper.makes_a_person(&world, "Inès", "OEILLET").await;
    world.announced().await;

    let made = keeper.appoints(&world, &newcomer, &school, "LIBRARIAN", "2026-11-25", Some("2026-11-25")).await.succeeds();

    let made = made.object("appoint.object");
    assert_eq!((&made["function"], &made["startsOn"], &made["endsOn"]), (&json!("LIBRARIAN"), &json!("2026-11-25"), &json!("2026-11-25")));
    assert_eq!(world.announced().await, ["PersonAppointed"]);
    let hats = newcomer.asks(&world, "{ viewer { roles hats { establishments { uai } } } }").await.shows("viewer.roles", json!(["TEACHER"]));
    hats.shows("viewer.hats", json!([{ "establishments": [{ "uai": school.uai }] }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_appointment_is_refused_to_the_wrong_hands_people_and_dates() {
    let world = World::new().await;
    let (school, toulouse) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let (teacher, deputy, stranger) = (school.teacher("Zoé ROSE").await, school.deputy("Rose").await, toulouse.teacher("Paul LILAS").await);
    let (officer, clerk) = (world.rectorate(), world.officer(all_but_directory()).await);
    world.announced().await;
    let starts = "2026-12-01";

    for who in [&clerk, school.principal(), &deputy, &teacher] {
        who.appoints(&world, &teacher, &school, "DEPUTY", starts, None).await.is_refused("NOT_ALLOWED");
    }
    world.anyone().appoints(&world, &teacher, &school, "DEPUTY", starts, None).await.is_refused("NOT_FOUND").naming("person");
    world.rectorate_of_toulouse().appoints(&world, &teacher, &school, "DEPUTY", starts, None).await.is_refused("NOT_FOUND").naming("person");
    world.rectorate_of_toulouse().appoints(&world, &stranger, &school, "TEACHER", starts, None).await.is_refused("NOT_ALLOWED");
    officer.appoints(&world, &stranger, &school, "TEACHER", starts, None).await.is_refused("NOT_FOUND").naming("person");
    officer.appoints(&world, &teacher, &toulouse, "TEACHER", starts, None).await.is_refused("NOT_ALLOWED");
    officer.appoints(&world, &teacher, &school, "TEACHER", starts, Some("2026-11-30")).await.is_refused("INVALID_ARGUMENT").naming("endsOn").hinting(starts);
    let nowhere = json!({ "person": teacher.id, "establishment": tests::school::uai("86", 9999), "function": "TEACHER", "startsOn": starts });
    officer.does(&world, "appoint", "object { id }", nowhere).await.is_refused("NOT_FOUND").naming("establishment");
    let nobody = json!({ "person": school.id, "establishment": school.uai, "function": "TEACHER", "startsOn": starts });
    officer.does(&world, "appoint", "object { id }", nobody).await.is_refused("INVALID_ARGUMENT").naming("person").hinting("person_");

    world.announced_nothing().await;
    let all = "appointments(filter: { allDates: true }) { totalCount }";
    school.read_by(officer, all).await.shows("establishment.appointments.totalCount", 3);
    toulouse.read_by(world.rectorate_of_toulouse(), all).await.shows("establishment.appointments.totalCount", 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_appointed_after_the_establishment_closed() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let newcomer = world.rectorate().makes_a_person(&world, "Inès", "OEILLET").await;
    let mut input = school.read_by(world.rectorate(), "id version").await.object("establishment");
    input["closesOn"] = json!("2027-08-31");
    world.rectorate().does(&world, "closeEstablishment", "object { id }", input).await.succeeds();
    world.announced().await;

    let late = world.rectorate().appoints(&world, &newcomer, &school, "TEACHER", "2027-09-01", None).await;

    late.is_refused("ESTABLISHMENT_CLOSED").naming("establishment");
    world.announced_nothing().await;
    world.rectorate().appoints(&world, &newcomer, &school, "TEACHER", "2027-08-31", None).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_establishment_has_one_principal_at_a_time() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let officer = world.rectorate();
    let (next, before, second) =
        (officer.makes_a_person(&world, "Inès", "OEILLET").await, officer.makes_a_person(&world, "Paul", "LILAS").await, school.deputy("Rose").await);
    world.announced().await;

    officer.appoints(&world, &next, &school, "PRINCIPAL", "2027-01-01", None).await.is_refused("SECOND_PRINCIPAL").naming("startsOn").hinting("End that");
    officer.appoints(&world, &before, &school, "PRINCIPAL", "2019-09-01", Some("2020-09-01")).await.is_refused("SECOND_PRINCIPAL");
    world.announced_nothing().await;

    ends(&world, officer, &own_appointment(&world, school.principal()).await, "2026-12-31").await.succeeds();
    let meets = officer.appoints(&world, &next, &school, "PRINCIPAL", "2026-12-31", None).await;
    meets.is_refused("SECOND_PRINCIPAL").naming("startsOn").hinting("2026-12-31");
    officer.appoints(&world, &next, &school, "PRINCIPAL", "2027-01-01", None).await.succeeds();
    officer.appoints(&world, &before, &school, "PRINCIPAL", "2019-09-01", Some("2020-08-31")).await.succeeds();
    officer.appoints(&world, &second, &school, "DEPUTY", "2027-01-01", None).await.succeeds();
    assert_eq!(world.announced().await, ["AppointmentEnded", "PersonAppointed", "PersonAppointed", "PersonAppointed"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_end_that_is_moved_makes_no_second_principal() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let officer = world.rectorate();
    let next = officer.makes_a_person(&world, "Inès", "OEILLET").await;
    let ended = ends(&world, officer, &own_appointment(&world, school.principal()).await, "2026-12-31").await.object("endAppointment.object");
    officer.appoints(&world, &next, &school, "PRINCIPAL", "2027-01-01", None).await.succeeds();
    world.announced().await;

    let moved = ends(&world, officer, &ended, "2027-06-30").await;

    moved.is_refused("SECOND_PRINCIPAL").naming("endsOn");
    world.announced_nothing().await;
    ends(&world, officer, &ended, "2026-12-15").await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_desk_directory_ends_an_appointment() {
    let world = World::new().await;
    let (school, elsewhere) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let (teacher, colleague) = (school.teacher("Inès OEILLET").await, school.teacher("Zoé ROSE").await);
    let (officer, clerk) = (world.rectorate(), world.officer(all_but_directory()).await);
    let appointment = own_appointment(&world, &teacher).await;
    world.announced().await;

    for who in [&clerk, school.principal(), &colleague, &teacher] {
        ends(&world, who, &appointment, "2026-12-31").await.is_refused("NOT_ALLOWED");
    }
    for who in [elsewhere.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        ends(&world, who, &appointment, "2026-12-31").await.is_refused("NOT_FOUND").naming("id");
    }
    ends(&world, officer, &appointment, "2020-08-31").await.is_refused("INVALID_ARGUMENT").naming("endsOn").hinting("2020-09-01");
    world.announced_nothing().await;
    assert_eq!(own_appointment(&world, &teacher).await, appointment);

    let ended = ends(&world, officer, &appointment, "2026-12-31").await.succeeds().shows("endAppointment.object.endsOn", "2026-12-31");
    assert_eq!((world.announced().await, ended.at("endAppointment.object.version")), (vec!["AppointmentEnded".to_owned()], &json!(2)));
    ends(&world, officer, &appointment, "2027-01-31").await.is_refused("CONFLICT").naming("version");
    let again = ends(&world, officer, &ended.object("endAppointment.object"), "2026-12-31").await.succeeds();
    again.shows("endAppointment.object.version", 2);
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_hat_ends_with_the_appointment() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let (leaving, colleague) = (school.teacher("Inès OEILLET").await, school.teacher("Zoé ROSE").await);
    ends(&world, world.rectorate(), &own_appointment(&world, &leaving).await, "2026-12-15").await.succeeds();
    let everyone = ["Inès OEILLET", "Violette CAMELIA", "Zoé ROSE"];

    world.clock().advance(days(20));
    let last_day = (people(&world, &leaving, json!({})).await, people(&world, &colleague, json!({})).await);
    world.clock().advance(days(1));
    let day_after = (people(&world, &leaving, json!({})).await, people(&world, &colleague, json!({})).await);

    assert_eq!((sorted(last_day.0), sorted(last_day.1)), (owned(&everyone), owned(&everyone)));
    assert_eq!((sorted(day_after.0), sorted(day_after.1)), (owned(&["Inès OEILLET"]), owned(&["Violette CAMELIA", "Zoé ROSE"])));
    let viewer = leaving.asks(&world, "{ viewer { authenticated roles hats { role } } }").await.succeeds();
    viewer.shows("viewer.roles", json!([])).shows("viewer.hats", json!([])).shows("viewer.authenticated", true);
    let node = format!("{{ node(id: \"{}\") {{ id }} }}", colleague.id);
    leaving.asks(&world, &node).await.succeeds().shows("node", Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hat_begins_with_the_appointment() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let newcomer = world.rectorate().makes_a_person(&world, "Inès", "OEILLET").await;
    world.rectorate().appoints(&world, &newcomer, &school, "TEACHER", "2026-12-01", None).await.succeeds();

    world.clock().advance(days(5));
    let eve = people(&world, &newcomer, json!({})).await;
    // 23:30 UTC of the last day of November is the first of December in Poitiers.
    world.clock().advance(chrono::TimeDelta::minutes(14 * 60 + 30));
    let night = people(&world, &newcomer, json!({})).await;

    assert_eq!(eve, ["Inès OEILLET"]);
    assert_eq!(sorted(night), ["Inès OEILLET", "Violette CAMELIA"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn appointments_and_referents_without_a_filter_are_those_of_today() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let (leaving, (referent, mandate)) = (school.teacher("Inès OEILLET").await, school.referent("Paul LILAS").await);
    ends(&world, world.rectorate(), &own_appointment(&world, &leaving).await, "2026-12-15").await.succeeds();
    referent.ends(&world, &mandate, "2026-12-15").await.succeeds();
    let query = format!(
        "{{ viewer {{ person {{ bare: appointments {{ totalCount }} empty: appointments(filter: {{}}) {{ totalCount }} }} }}
            establishment(uai: \"{}\") {{ staff: appointments {{ totalCount }} referents {{ totalCount }} }}
            referents {{ totalCount }} mine: myReferents {{ totalCount }} }}",
        school.uai
    );

    world.clock().advance(days(21));
    let (of_leaving, of_principal) = (leaving.asks(&world, &query).await.succeeds(), school.principal().asks(&world, &query).await.succeeds());

    of_leaving.shows("viewer.person.empty.totalCount", 0).shows("viewer.person.bare.totalCount", 0);
    let of_principal = of_principal.shows("establishment.staff.totalCount", 2).shows("establishment.referents.totalCount", 0);
    of_principal.shows("referents.totalCount", 0).shows("mine.totalCount", 0);
}

/// What somebody reads of a person: name, mailbox, identifiers, appointments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sees(bool, bool, bool, bool);

const NOTHING: Sees = Sees(false, false, false, false);
const NAME: Sees = Sees(true, false, false, false);
const COLLEAGUE: Sees = Sees(true, true, false, true);
const ALL: Sees = Sees(true, true, true, true);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reads_what_of_a_teacher_and_of_a_referent() {
    let world = World::new().await;
    let (here, near) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let (far, toulouse) = (world.far_college("Collège Pierre Bodet").await, world.college_of_toulouse("Collège Fermat").await);
    let (teacher, referent) = (identified(&world, &here, "Inès", "7001").await, identified(&world, &here, "Paul", "7002").await);
    mandated(&world, &here, &referent).await;
    let parts = (parts(&world, &teacher).await, parts(&world, &referent).await);
    let anyone = world.anyone();
    let cases = [
        ("teacher of the school", &here.teacher("Zoé").await, COLLEAGUE, COLLEAGUE),
        ("teacher of the basin", &near.teacher("Zoé").await, NOTHING, NAME),
        ("teacher of another basin", &far.teacher("Zoé").await, NOTHING, NOTHING),
        ("teacher of another academy", &toulouse.teacher("Zoé").await, NOTHING, NOTHING),
        ("another referent of the school", &here.referent("Luc").await.0, COLLEAGUE, COLLEAGUE),
        ("referent of the basin", &near.referent("Luc").await.0, NOTHING, COLLEAGUE),
        ("referent of another basin", &far.referent("Luc").await.0, NOTHING, NAME),
        ("referent of another academy", &toulouse.referent("Luc").await.0, NOTHING, NOTHING),
        ("principal here", here.principal(), COLLEAGUE, COLLEAGUE),
        ("principal of the basin", near.principal(), NOTHING, NAME),
        ("principal of another basin", far.principal(), NOTHING, NAME),
        ("principal of another academy", toulouse.principal(), NOTHING, NOTHING),
        ("deputy here", &here.deputy("Rose").await, COLLEAGUE, COLLEAGUE),
        ("deputy elsewhere", &near.deputy("Rose").await, NOTHING, NAME),
        ("officer of the desk directory", &world.officer([Desk::Directory].into_iter().collect()).await, ALL, ALL),
        ("officer of the other desks", &world.officer(all_but_directory()).await, COLLEAGUE, COLLEAGUE),
        ("officer of another academy", world.rectorate_of_toulouse(), NOTHING, NOTHING),
        ("anyone", &anyone, NOTHING, NOTHING),
        ("the teacher", &teacher, ALL, COLLEAGUE),
        ("the referent", &referent, COLLEAGUE, ALL),
    ];

    for (who, persona, of_teacher, of_referent) in cases {
        assert_eq!(sees(&world, persona, &parts.0).await, of_teacher, "{who} of the teacher");
        assert_eq!(sees(&world, persona, &parts.1).await, of_referent, "{who} of the referent");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_referent_is_read_widely_only_while_the_mandate_is_active() {
    let world = World::new().await;
    let (here, far) = (world.college("Collège Jean Moulin").await, world.far_college("Collège Pierre Bodet").await);
    let (referent, mandate) = here.referent("Inès OEILLET").await;
    referent.ends(&world, &mandate, "2026-12-15").await.succeeds();
    let found = json!({ "text": "oeillet" });

    world.clock().advance(days(20));
    let last_day = people(&world, far.principal(), found.clone()).await;
    world.clock().advance(days(1));
    let day_after = people(&world, far.principal(), found.clone()).await;

    assert_eq!((last_day, day_after), (owned(&["Inès OEILLET"]), Vec::new()));
    assert_eq!(people(&world, here.principal(), found).await, ["Inès OEILLET"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filter_tells_no_more_than_reading() {
    let world = World::new().await;
    let (here, far) = (world.college("Collège Jean Moulin").await, world.far_college("Collège Pierre Bodet").await);
    here.referent("Inès OEILLET").await;
    here.teacher("Zoé ROSE").await;
    let works_here = json!({ "establishment": here.uai });

    let inside = people(&world, here.principal(), works_here.clone()).await;
    let outside = people(&world, far.principal(), works_here).await;
    let by_function = people(&world, far.principal(), json!({ "functions": ["TEACHER"], "text": "oeillet" })).await;

    assert_eq!(sorted(inside), ["Inès OEILLET", "Violette CAMELIA", "Zoé ROSE"]);
    assert_eq!(people(&world, far.principal(), json!({ "text": "oeillet" })).await, ["Inès OEILLET"], "the name is read");
    assert_eq!((outside, by_function), (Vec::new(), Vec::new()), "the appointment is not");
    assert_eq!(people(&world, here.principal(), json!({ "functions": ["PRINCIPAL"] })).await, ["Violette CAMELIA"]);
    assert_eq!(people(&world, here.principal(), json!({ "establishment": here.uai, "asOf": "2020-08-31" })).await, Vec::<String>::new());
    listing(&world, here.principal(), json!({ "functions": [] })).await.is_refused("INVALID_ARGUMENT").naming("filter.functions");
    let both = "{ viewer { person { appointments(filter: { allDates: true, asOf: \"2026-09-01\" }) { totalCount } } } }";
    here.principal().asks(&world, both).await.is_refused("INVALID_ARGUMENT").naming("filter.asOf");
}

/// A new person, as an input.
fn person(mail: &str) -> Value {
    json!({
        "academy": "13", "givenName": "Inès", "familyName": "OEILLET", "mail": mail, "identifiers": [{ "system": "AAF", "value": "7001" }],
        "disciplines": ["L0202"],
    })
}

fn all_but_directory() -> Desks {
    Desks::ALL.into_iter().filter(|desk| *desk != Desk::Directory).collect()
}

/// A teacher of a school with an identifier in another system.
async fn identified(world: &World, school: &School, given: &str, identifier: &str) -> Persona {
    let mut input = person(&format!("{identifier}@stories.example"));
    (input["givenName"], input["identifiers"]) = (json!(given), json!([{ "system": "AAF", "value": identifier }]));
    let id = world.rectorate().does(world, "createPerson", "object { id }", input).await.text("createPerson.object.id");
    let (_, uuid) = kernel::resource::parse_id(&id).expect("an id");
    let made = Persona::of(&world.app, given, uuid);
    world.rectorate().appoints(world, &made, school, "TEACHER", "2020-09-01", None).await.succeeds();
    made
}

/// Makes a teacher a referent.
async fn mandated(world: &World, school: &School, teacher: &Persona) {
    let mandate = school.principal().proposes(world, teacher, school).await.object("proposeMandate.object");
    teacher.accepts(world, &mandate).await.succeeds();
}

/// The ids of a person and of what hangs on them, as the desk DIRECTORY reads them.
async fn parts(world: &World, person: &Persona) -> [String; 4] {
    let query = format!(
        "{{ node(id: \"{}\") {{ ... on Person {{ id contact {{ id }} identifiers {{ nodes {{ id }} }} appointments {{ nodes {{ id }} }} }} }} }}",
        person.id
    );
    let read = world.rectorate().asks(world, &query).await.succeeds();
    ["node.id", "node.contact.id", "node.identifiers.nodes.0.id", "node.appointments.nodes.0.id"].map(|path| read.text(path))
}

/// What somebody reads of a person: by the ids of the parts, and below the person alike.
async fn sees(world: &World, who: &Persona, parts: &[String; 4]) -> Sees {
    let query = "query($person: ID!, $parts: [ID!]!) {
        nodes(ids: $parts) { id }
        node(id: $person) { ... on Person {
            displayName contact { mail } identifiers { totalCount nodes { value } } appointments { totalCount nodes { function } }
        } }
    }";
    let read = world.send(who, query, json!({ "person": parts[0], "parts": parts })).await.succeeds();
    let [name, contact, identifier, appointment] = [0, 1, 2, 3].map(|at| read.at(&format!("nodes.{at}")).is_object());
    let person = read.at("node");
    let below = Sees(
        person["displayName"].is_string(),
        person["contact"]["mail"].is_string(),
        person["identifiers"]["totalCount"] == 1 && person["identifiers"]["nodes"][0]["value"].is_string(),
        person["appointments"]["totalCount"] == 1 && person["appointments"]["nodes"][0]["function"].is_string(),
    );
    assert_eq!(below, Sees(name, contact, identifier, appointment), "{}: {}", who.name, read.body);
    below
}

/// The appointment of today of somebody.
async fn own_appointment(world: &World, who: &Persona) -> Value {
    who.asks(world, "{ viewer { person { appointments { nodes { id version endsOn } } } } }").await.object("viewer.person.appointments.nodes.0")
}

/// Ends an appointment, as it was read.
async fn ends(world: &World, who: &Persona, appointment: &Value, on: &str) -> Outcome {
    let input = json!({ "id": appointment["id"], "version": appointment["version"], "endsOn": on });
    who.does(world, "endAppointment", "object { id version endsOn }", input).await
}

async fn listing(world: &World, who: &Persona, filter: Value) -> Outcome {
    world.send(who, "query($filter: PersonFilter) { people(filter: $filter) { totalCount nodes { displayName } } }", json!({ "filter": filter })).await
}

/// Names of the persons that somebody reads and a filter keeps; as many as are counted.
async fn people(world: &World, who: &Persona, filter: Value) -> Vec<String> {
    let outcome = listing(world, who, filter).await.succeeds();
    let names = outcome.texts("people.nodes", "displayName");
    assert_eq!(outcome.at("people.totalCount"), names.len());
    names
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
