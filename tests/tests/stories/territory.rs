//! Stories of the territory: establishments, their owners and basins, and what an academy decides for itself.

use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, school::uai};

/// What the answer of a mutation on an establishment shows.
const SHOWN: &str = "object { uai version name kind city postalCode pupils phone mail website closedOn owner { kind } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_establishment_is_created_by_the_rectorate_and_belongs_to_its_department() {
    let world = World::new().await;
    let code = uai("86", 7001);
    world.announced().await;

    let shown = "object { uai name kind sector ministry version openedOn owner { kind legalBasis } ownerAuthority { kind code name }
        basin { code } department { code } academy { code } }";
    let made = world.rectorate().does(&world, "createEstablishment", shown, college(&code)).await.succeeds();

    let expected = json!({
        "uai": code, "name": "Collège Rosa Parks", "kind": "COLLEGE", "sector": "PUBLIC", "ministry": "EDUCATION", "version": 1, "openedOn": "2026-09-01",
        "owner": { "kind": "DEPARTMENT", "legalBasis": "L213-2" }, "ownerAuthority": { "kind": "DEPARTMENT", "code": "86", "name": "Département Vienne" },
        "basin": { "code": "863" }, "department": { "code": "86" }, "academy": { "code": "13" },
    });
    assert_eq!(made.object("createEstablishment.object"), expected);
    assert_eq!(world.announced().await, ["EstablishmentCreated"]);
    assert_eq!(world.last_audit().await.operation, "createEstablishment");
    look(&world, &world.anyone(), &code, "name").await.shows("establishment.name", "Collège Rosa Parks");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_follows_from_sector_kind_and_department() {
    let world = World::new().await;
    let cases = [
        ("COLLEGE", "PUBLIC", "86", "DEPARTMENT", json!("Département Vienne")),
        ("COLLEGE", "PUBLIC", "16", "DEPARTMENT", json!(null)),
        ("LYCEE_GENERAL_TECHNO", "PUBLIC", "86", "REGION", json!("Région Nouvelle-Aquitaine")),
        ("LYCEE_PROFESSIONNEL", "PUBLIC", "16", "REGION", json!("Région Nouvelle-Aquitaine")),
        ("LYCEE_AGRICOLE", "PUBLIC", "86", "REGION", json!("Région Nouvelle-Aquitaine")),
        ("COLLEGE", "PRIVATE_UNDER_CONTRACT", "86", "PRIVATE_OWNER", json!(null)),
        ("LYCEE_POLYVALENT", "PRIVATE_WITHOUT_CONTRACT", "86", "PRIVATE_OWNER", json!(null)),
        ("OTHER", "PUBLIC", "86", "UNKNOWN", json!(null)),
        ("SECTION", "PUBLIC", "86", "UNKNOWN", json!(null)),
    ];

    for (kind, sector, department, owner, authority) in cases {
        let mut input = college(&uai(department, world.next()));
        (input["kind"], input["sector"], input["department"], input["basin"]) = (json!(kind), json!(sector), json!(department), json!(null));
        let made = world.rectorate().does(&world, "createEstablishment", "object { owner { kind reason } ownerAuthority { name } }", input).await.succeeds();

        assert_eq!(made.at("createEstablishment.object.owner.kind"), owner, "{kind} {sector} {department}");
        assert_eq!(made.at("createEstablishment.object.ownerAuthority.name"), &authority, "{kind} {sector} {department}");
        assert!(!made.text("createEstablishment.object.owner.reason").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_has_the_owner_of_its_establishment() {
    let world = World::new().await;
    let lycee = world.school("Lycée Camille Guérin", "LYCEE_POLYVALENT").await;
    let mut input = college(&uai("86", 7001));
    (input["kind"], input["parent"]) = (json!("SECTION"), json!(lycee.uai));

    let made =
        world.rectorate().does(&world, "createEstablishment", "object { parent { uai } owner { kind } ownerAuthority { name } }", input).await.succeeds();

    let made = made.shows("createEstablishment.object.owner.kind", "REGION").shows("createEstablishment.object.parent.uai", lycee.uai.as_str());
    made.shows("createEstablishment.object.ownerAuthority.name", "Région Nouvelle-Aquitaine");
    lycee.read_by(&world.anyone(), "sections { totalCount }").await.shows("establishment.sections.totalCount", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_section_follows_when_the_owner_of_its_establishment_changes() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let section = world.school("SEGPA du collège", "SECTION").await;
    let belongs = json!({ "parent": college.uai });
    change(&world, world.rectorate(), &section, "updateEstablishment", belongs).await.succeeds().shows("updateEstablishment.object.owner.kind", "DEPARTMENT");

    let changed = change(&world, world.rectorate(), &college, "updateEstablishment", json!({ "kind": "LYCEE_POLYVALENT" })).await.succeeds();

    changed.shows("updateEstablishment.object.owner.kind", "REGION");
    section.read_by(&world.anyone(), "owner { kind }").await.shows("establishment.owner.kind", "REGION");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_check_letter_is_refused_with_the_right_one() {
    let world = World::new().await;
    let literal = "mutation {
        createEstablishment(input: { uai: \"0860001K\", name: \"x\", kind: COLLEGE, sector: PUBLIC, academy: \"13\", department: \"86\" }) { dryRun }
    }";
    world.announced().await;

    let by_variable = world.rectorate().does(&world, "createEstablishment", SHOWN, college("0860001K")).await;
    let by_literal = world.rectorate().asks(&world, literal).await;
    let shapeless = world.rectorate().does(&world, "createEstablishment", SHOWN, college("086-1")).await;

    for refused in [by_variable, by_literal] {
        refused.is_refused("INVALID_ARGUMENT").naming("uai").hinting("should be J").with_status(400);
    }
    shapeless.is_refused("INVALID_ARGUMENT").naming("uai").hinting("0860001J").with_status(400);
    look(&world, &world.anyone(), "0860001K", "name").await.is_refused("INVALID_ARGUMENT").naming("uai").hinting("should be J");
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_taken_uai_and_unknown_places_are_refused_and_nothing_is_made() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    world.announced().await;
    let nowhere = uai("86", 9999);
    let with = |name: &str, value: &str| {
        let mut input = college(&uai("86", 7001));
        input[name] = json!(value);
        input
    };

    let cases = [
        ("uai", school.uai.as_str(), "ALREADY_EXISTS"),
        ("academy", "99", "NOT_FOUND"),
        ("department", "99", "NOT_FOUND"),
        ("department", "31", "NOT_FOUND"),
        ("basin", "16001", "NOT_FOUND"),
        ("basin", "ECLORE-1", "NOT_FOUND"),
        ("parent", &nowhere, "NOT_FOUND"),
        ("name", "  ", "INVALID_ARGUMENT"),
        ("mail", "nobody", "INVALID_ARGUMENT"),
        ("website", "javascript:alert(1)", "INVALID_ARGUMENT"),
    ];
    for (argument, value, code) in cases {
        world.rectorate().does(&world, "createEstablishment", SHOWN, with(argument, value)).await.is_refused(code).naming(argument);
    }

    world.announced_nothing().await;
    world.anyone().asks(&world, "{ establishments { totalCount } }").await.shows("establishments.totalCount", 1);
    school.read_by(&world.anyone(), "name version").await.shows("establishment.name", "Collège Jean Moulin").shows("establishment.version", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_rectorate_of_the_academy_creates_establishments() {
    let world = World::new().await;
    let (school, teacher) = staffed(&world).await;
    let deputy = school.deputy("Rose").await;
    let code = uai("86", 7001);
    world.announced().await;

    for who in [&teacher, &deputy, school.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        who.does(&world, "createEstablishment", SHOWN, college(&code)).await.is_refused("NOT_ALLOWED");
    }

    world.announced_nothing().await;
    look(&world, world.rectorate(), &code, "name").await.shows("establishment", Value::Null);
    world.officer(Desks::default()).await.does(&world, "createEstablishment", SHOWN, college(&code)).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_changes_what_it_names_and_leaves_the_rest() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    world.announced().await;

    let first =
        change(&world, world.rectorate(), &school, "updateEstablishment", json!({ "city": "Poitiers", "pupils": 480, "postalCode": "86000" })).await.succeeds();
    let second =
        change(&world, world.rectorate(), &school, "updateEstablishment", json!({ "name": " Collège  Simone Veil ", "pupils": null })).await.succeeds();

    let first = first.object("updateEstablishment.object");
    assert_eq!(
        (&first["city"], &first["pupils"], &first["name"], &first["version"]),
        (&json!("Poitiers"), &json!(480), &json!("Collège Jean Moulin"), &json!(2))
    );
    let second = second.object("updateEstablishment.object");
    assert_eq!((&second["name"], &second["pupils"], &second["city"]), (&json!("Collège Simone Veil"), &json!(null), &json!("Poitiers")));
    assert_eq!((&second["postalCode"], &second["version"]), (&json!("86000"), &json!(3)));
    assert_eq!(world.announced().await, ["EstablishmentUpdated", "EstablishmentUpdated"]);
    let found = "{ establishments(filter: { text: \"simone poitiers\" }) { totalCount } }";
    world.anyone().asks(&world, found).await.shows("establishments.totalCount", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stale_version_is_a_conflict_that_tells_the_present_one() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let read = named(&school).await;
    change(&world, world.rectorate(), &school, "updateEstablishment", json!({ "name": "Collège Simone Veil" })).await.succeeds();
    world.announced().await;

    let stale = |mutation: &'static str, changes: Value| {
        let (world, read) = (&world, read.clone());
        async move { world.rectorate().does(world, mutation, SHOWN, merged(read, changes)).await }
    };
    let outcomes = [
        stale("updateEstablishment", json!({ "name": "Collège de l'autre" })).await,
        stale("updateEstablishmentContact", json!({ "phone": "05 49 00 00 00" })).await,
        stale("closeEstablishment", json!({ "closesOn": "2027-08-31" })).await,
    ];

    for outcome in outcomes {
        let outcome = outcome.is_refused("CONFLICT").naming("version").hinting("Read it again");
        assert_eq!(outcome.body["errors"][0]["extensions"]["current"], 2, "{}", outcome.body);
    }
    world.announced_nothing().await;
    let kept = school.read_by(&world.anyone(), "name phone closedOn version").await.object("establishment");
    assert_eq!(kept, json!({ "name": "Collège Simone Veil", "phone": null, "closedOn": null, "version": 2 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_facts_again_bump_no_version_and_announce_nothing() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    change(&world, world.rectorate(), &school, "updateEstablishment", json!({ "city": "Poitiers", "pupils": 480 })).await.succeeds();
    change(&world, school.principal(), &school, "updateEstablishmentContact", json!({ "phone": "05 49 00 00 00" })).await.succeeds();
    world.announced().await;
    let before = world.last_audit().await.id;

    let facts = json!({ "name": "Collège Jean Moulin", "city": "Poitiers", "pupils": 480, "kind": "COLLEGE" });
    let again = change(&world, world.rectorate(), &school, "updateEstablishment", facts).await.succeeds();
    let contact = change(&world, school.principal(), &school, "updateEstablishmentContact", json!({ "phone": "05 49 00 00 00" })).await.succeeds();
    let nothing = change(&world, world.rectorate(), &school, "updateEstablishment", json!({})).await.succeeds();

    again.shows("updateEstablishment.object.version", 3);
    contact.shows("updateEstablishmentContact.object.version", 3);
    nothing.shows("updateEstablishment.object.version", 3);
    world.announced_nothing().await;
    assert_eq!(world.last_audit().await.id, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn facts_are_changed_by_the_rectorate_of_the_academy_only() {
    let world = World::new().await;
    let (school, teacher) = staffed(&world).await;
    world.announced().await;
    let (officer, name) = (world.rectorate(), json!({ "name": "Collège de l'autre" }));

    for who in [&teacher, school.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        change(&world, who, &school, "updateEstablishment", name.clone()).await.is_refused("NOT_ALLOWED");
    }
    change(&world, officer, &school, "updateEstablishment", json!({ "pupils": -1 })).await.is_refused("INVALID_ARGUMENT").naming("pupils");
    change(&world, officer, &school, "updateEstablishment", json!({ "pupils": 20_001 })).await.is_refused("INVALID_ARGUMENT").naming("pupils");
    change(&world, officer, &school, "updateEstablishment", json!({ "name": "" })).await.is_refused("INVALID_ARGUMENT").naming("name");
    change(&world, officer, &school, "updateEstablishment", json!({ "city": "x".repeat(101) })).await.is_refused("INVALID_ARGUMENT").naming("city");
    change(&world, officer, &school, "updateEstablishment", json!({ "parent": uai("86", 9999) })).await.is_refused("NOT_FOUND").naming("parent");
    change(&world, officer, &school, "updateEstablishment", json!({ "id": teacher.id }))
        .await
        .is_refused("INVALID_ARGUMENT")
        .naming("id")
        .hinting("establishment_");

    world.announced_nothing().await;
    school.read_by(&world.anyone(), "name version").await.shows("establishment.name", "Collège Jean Moulin").shows("establishment.version", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_principal_keeps_the_contact_of_the_own_establishment() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    world.announced().await;

    let contact = json!({ "phone": "05 49 00 00 00", "mail": " CE.0860001J@ac-poitiers.fr ", "website": "https://college.example" });
    let first = change(&world, school.principal(), &school, "updateEstablishmentContact", contact).await.succeeds();
    let second = change(&world, school.principal(), &school, "updateEstablishmentContact", json!({ "website": null })).await.succeeds();

    let first = first.object("updateEstablishmentContact.object");
    let written = (&first["phone"], &first["mail"], &first["website"]);
    assert_eq!(written, (&json!("05 49 00 00 00"), &json!("ce.0860001j@ac-poitiers.fr"), &json!("https://college.example")));
    let second = second.object("updateEstablishmentContact.object");
    assert_eq!((&second["phone"], &second["website"], &second["version"]), (&json!("05 49 00 00 00"), &json!(null), &json!(3)));
    assert_eq!(world.announced().await, ["EstablishmentUpdated", "EstablishmentUpdated"]);
    assert_eq!(world.last_audit().await.operation, "updateEstablishmentContact");
    assert_eq!(world.last_changes().await[0]["before"]["website"], "https://college.example");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contact_is_refused_to_others_and_so_is_a_bad_mailbox() {
    let world = World::new().await;
    let (school, teacher) = staffed(&world).await;
    let (elsewhere, deputy) = (world.college("Collège Ronsard").await, school.deputy("Rose").await);
    world.announced().await;

    for who in [elsewhere.principal(), &deputy, &teacher, world.rectorate_of_toulouse(), &world.anyone()] {
        let refused = change(&world, who, &school, "updateEstablishmentContact", json!({ "phone": "05 49 00 00 00" })).await;
        refused.is_refused("NOT_ALLOWED");
    }
    for mail in ["nobody", "a b@c.fr", "a@b@c.fr", ""] {
        let refused = change(&world, school.principal(), &school, "updateEstablishmentContact", json!({ "mail": mail, "phone": "05 49 00 00 00" })).await;
        refused.is_refused("INVALID_ARGUMENT").naming("mail");
    }
    let page = json!({ "website": "javascript:alert(1)" });
    change(&world, school.principal(), &school, "updateEstablishmentContact", page).await.is_refused("INVALID_ARGUMENT").naming("website").hinting("https://");

    world.announced_nothing().await;
    let kept = school.read_by(&world.anyone(), "phone mail website version").await.object("establishment");
    assert_eq!(kept, json!({ "phone": null, "mail": null, "website": null, "version": 1 }));
    change(&world, world.rectorate(), &school, "updateEstablishmentContact", json!({ "phone": "05 49 00 00 00" })).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_establishment_does_not_close_before_its_mandates_end() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let (referent, mandate) = school.referent("Inès OEILLET").await;
    let colleague = school.teacher("Paul LILAS").await;
    let proposed = school.principal().proposes(&world, &colleague, &school).await.object("proposeMandate.object");
    world.announced().await;
    let closes = |day: &'static str| change(&world, world.rectorate(), &school, "closeEstablishment", json!({ "closesOn": day }));

    closes("2027-01-31").await.is_refused("MANDATES_LAST_LONGER").naming("closesOn").hinting("End or withdraw");
    world.announced_nothing().await;
    referent.ends(&world, &mandate, "2027-01-31").await.succeeds();
    closes("2027-01-31").await.is_refused("MANDATES_LAST_LONGER");
    school.principal().withdraws(&world, &proposed).await.succeeds();
    world.announced().await;
    let closed = closes("2027-01-31").await.succeeds();

    closed.shows("closeEstablishment.object.closedOn", "2027-01-31").shows("closeEstablishment.object.version", 2);
    assert_eq!(world.announced().await, ["EstablishmentClosed"]);
    closes("2027-01-31").await.succeeds().shows("closeEstablishment.object.version", 2);
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mandate_is_proposed_beyond_the_last_day_of_an_establishment() {
    let world = World::new().await;
    let (school, teacher) = staffed(&world).await;
    change(&world, world.rectorate(), &school, "closeEstablishment", json!({ "closesOn": "2027-01-31" })).await.succeeds();
    world.announced().await;

    let longer = school.principal().proposes(&world, &teacher, &school).await;
    let late = school.principal().proposes_between(&world, &teacher, &school, "2027-02-01", "2027-08-31").await;

    longer.is_refused("ESTABLISHMENT_CLOSED");
    late.is_refused("ESTABLISHMENT_CLOSED").naming("establishment");
    world.announced_nothing().await;
    school.principal().proposes_between(&world, &teacher, &school, "2026-12-01", "2027-01-31").await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_establishment_is_no_longer_listed_among_the_open_ones() {
    let world = World::new().await;
    let (school, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    change(&world, world.rectorate(), &school, "closeEstablishment", json!({ "closesOn": "2026-11-25" })).await.succeeds();
    let open = json!({ "open": true });

    let today = listed(&world, open.clone()).await;
    world.clock().advance(tests::days(1));
    let tomorrow = listed(&world, open).await;

    assert_eq!(today, ["Collège Jean Moulin", "Collège Ronsard"]);
    assert_eq!(tomorrow, ["Collège Ronsard"]);
    assert_eq!(listed(&world, json!({ "open": false })).await, ["Collège Jean Moulin"]);
    assert_eq!(listed(&world, json!({ "open": true, "asOf": "2026-11-25" })).await, ["Collège Jean Moulin", "Collège Ronsard"]);
    assert_eq!(listed(&world, json!({})).await, ["Collège Jean Moulin", "Collège Ronsard"]);
    assert_eq!(listed(&world, json!({ "open": true, "asOf": "2000-08-31" })).await, Vec::<String>::new());
    other.read_by(&world.anyone(), "closedOn").await.shows("establishment.closedOn", Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_rectorate_of_the_academy_closes_and_not_before_the_opening() {
    let world = World::new().await;
    let (school, teacher) = staffed(&world).await;
    world.announced().await;

    for who in [&teacher, school.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        change(&world, who, &school, "closeEstablishment", json!({ "closesOn": "2027-08-31" })).await.is_refused("NOT_ALLOWED");
    }
    let early = change(&world, world.rectorate(), &school, "closeEstablishment", json!({ "closesOn": "2000-08-31" })).await;
    early.is_refused("INVALID_ARGUMENT").naming("closesOn");
    let no_day = change(&world, world.rectorate(), &school, "closeEstablishment", json!({ "closesOn": "2027-02-30" })).await;
    no_day.is_refused("INVALID_ARGUMENT").naming("closesOn").hinting("2026-09-01");

    world.announced_nothing().await;
    school.read_by(&world.anyone(), "closedOn version").await.shows("establishment.closedOn", Value::Null).shows("establishment.version", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn establishments_are_filtered_by_what_they_are_and_where() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    world.far_college("Collège Pierre Bodet").await;
    world.school("Lycée Camille Guérin", "LYCEE_POLYVALENT").await;
    world.college_of_toulouse("Collège Jean Jaurès").await;
    college.referent("Inès OEILLET").await;
    let [moulin, bodet, guerin, jaures] = ["Collège Jean Moulin", "Collège Pierre Bodet", "Lycée Camille Guérin", "Collège Jean Jaurès"];

    let cases: [(Value, &[&str]); 21] = [
        (json!({}), &[jaures, moulin, bodet, guerin]),
        (json!({ "kinds": ["LYCEE_POLYVALENT"] }), &[guerin]),
        (json!({ "kinds": ["LYCEE_POLYVALENT", "COLLEGE"], "academy": "13" }), &[moulin, bodet, guerin]),
        (json!({ "department": "16" }), &[bodet]),
        (json!({ "department": "99" }), &[]),
        (json!({ "academy": "16" }), &[jaures]),
        (json!({ "basin": "863" }), &[moulin, guerin]),
        (json!({ "basin": "863", "kinds": ["COLLEGE"] }), &[moulin]),
        (json!({ "basin": "161", "academy": "16" }), &[]),
        (json!({ "hasReferent": true }), &[moulin]),
        (json!({ "hasReferent": false }), &[jaures, bodet, guerin]),
        (json!({ "hasReferent": true, "asOf": "2026-08-31" }), &[]),
        (json!({ "sectors": ["PRIVATE_UNDER_CONTRACT"] }), &[]),
        (json!({ "ministries": ["EDUCATION"], "academy": "16" }), &[jaures]),
        (json!({ "uais": [college.uai] }), &[moulin]),
        (json!({ "text": "college jean" }), &[jaures, moulin]),
        (json!({ "text": "JEAN Collège" }), &[jaures, moulin]),
        (json!({ "text": "guerin" }), &[guerin]),
        (json!({ "text": college.uai.to_lowercase() }), &[moulin]),
        (json!({ "text": "_ollège" }), &[jaures, moulin, bodet]),
        (json!({ "text": "jean' OR '1'='1" }), &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(listed(&world, filter.clone()).await, expected, "{filter}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_list_in_a_filter_is_refused() {
    let world = World::new().await;
    world.college("Collège Jean Moulin").await;

    for list in ["uais", "kinds", "sectors", "ministries"] {
        let refused = asked(&world, json!({ list: [] })).await;
        refused.is_refused("INVALID_ARGUMENT").naming(&format!("filter.{list}")).hinting("Leave the argument out").shows("establishments", Value::Null);
    }
    for (query, argument) in [
        ("{ academies(filter: { codes: [] }) { totalCount } }", "filter.codes"),
        ("{ zones(filter: { kinds: [] }) { totalCount } }", "filter.kinds"),
        ("{ academy(code: \"13\") { departments(filter: { codes: [] }) { totalCount } } }", "filter.codes"),
    ] {
        world.anyone().asks(&world, query).await.is_refused("INVALID_ARGUMENT").naming(argument);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_value_of_an_enum_is_refused_as_a_whole() {
    let world = World::new().await;
    world.college("Collège Jean Moulin").await;
    let literal = "{ establishments(filter: { kinds: [COLLEGE, CASTLE] }) { totalCount } }";

    let outcomes = [world.anyone().asks(&world, literal).await, asked(&world, json!({ "kinds": ["COLLEGE", "CASTLE"] })).await];

    for outcome in outcomes {
        let outcome = outcome.is_refused("INVALID_ARGUMENT").with_status(400);
        let argument = outcome.body["errors"][0]["extensions"]["argument"].as_str().unwrap_or_default();
        assert!(argument.starts_with("filter.kinds"), "{}", outcome.body);
        assert!(outcome.body.get("data").is_none(), "{}", outcome.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn basins_and_zones_are_looked_at_on_a_day() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;

    let basin = "now: basin { code } then: basin(asOf: \"1999-12-31\") { code } zones(filter: { asOf: \"1999-12-31\" }) { totalCount }";
    let of_school = school.read_by(&world.anyone(), basin).await.succeeds();
    let roots = "{ basins(filter: { academy: \"13\" }) { nodes { code } } zones { nodes { code kind } }
        noBasins: basins(filter: { asOf: \"1999-12-31\" }) { totalCount } noZones: zones(filter: { asOf: \"1999-12-31\" }) { totalCount }
        basin(code: \"863\") { now: establishments { totalCount } then: establishments(filter: { asOf: \"1999-12-31\" }) { totalCount } } }";
    let of_academy = world.anyone().asks(&world, roots).await.succeeds();

    let of_school = of_school.shows("establishment.now.code", "863").shows("establishment.then", Value::Null);
    of_school.shows("establishment.zones.totalCount", 0);
    assert_eq!(of_academy.texts("basins.nodes", "code"), ["161", "863"]);
    assert_eq!(of_academy.at("zones.nodes"), &json!([{ "code": "ECLORE-1", "kind": "SCHOOL_NETWORK" }]));
    let of_academy = of_academy.shows("noBasins.totalCount", 0).shows("noZones.totalCount", 0);
    of_academy.shows("basin.now.totalCount", 1).shows("basin.then.totalCount", 0);
    assert_eq!(listed(&world, json!({ "basin": "863", "asOf": "1999-12-31" })).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn basins_and_zones_without_a_filter_are_those_of_today() {
    let world = World::new().await;
    let query = "{ basins { totalCount } zones { totalCount } academy(code: \"13\") { basins { totalCount } zones { totalCount } } }";

    let now = world.anyone().asks(&world, query).await.succeeds();
    world.clock().advance(tests::days(-27 * 365));
    let then = world.anyone().asks(&world, query).await.succeeds();

    let now = now.shows("basins.totalCount", 3).shows("zones.totalCount", 1);
    now.shows("academy.basins.totalCount", 2).shows("academy.zones.totalCount", 1);
    let then = then.shows("basins.totalCount", 0).shows("zones.totalCount", 0);
    then.shows("academy.basins.totalCount", 0).shows("academy.zones.totalCount", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_name_of_a_referent_is_public_where_the_academy_publishes_it() {
    let world = World::new().await;
    let (college, toulouse) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    college.referent("Inès OEILLET").await;
    toulouse.referent("Paul LILAS").await;
    college.teacher("Zoé ROSE").await;
    let public = "{ referents { nodes { establishment { name } person { displayName contact { mail } identifiers { totalCount } } } } people { totalCount } }";
    let names = |outcome: &Outcome| {
        let mut names = outcome.texts("referents.nodes", "person.displayName");
        names.sort();
        names
    };

    let before = world.anyone().asks(&world, public).await.succeeds();
    settle(&world, world.rectorate(), true).await.succeeds();
    let after = world.anyone().asks(&world, public).await.succeeds();
    settle(&world, world.rectorate(), false).await.succeeds();
    let again = world.anyone().asks(&world, public).await.succeeds();

    assert_eq!(names(&before), ["null", "null"]);
    assert_eq!(names(&after), ["Inès OEILLET", "null"]);
    assert_eq!(after.texts("referents.nodes", "person.contact.mail"), ["null", "null"]);
    assert_eq!((before.at("people.totalCount"), after.at("people.totalCount")), (&json!(0), &json!(1)));
    assert_eq!(names(&again), ["null", "null"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_are_read_by_the_rectorate_and_changed_by_the_desk_directory() {
    let world = World::new().await;
    let (school, teacher) = staffed(&world).await;
    let others: Desks = Desks::ALL.into_iter().filter(|desk| *desk != Desk::Directory).collect();
    let (clerk, keeper) = (world.officer(others).await, world.officer([Desk::Directory].into_iter().collect()).await);
    let read = settings(&world, world.rectorate()).await;
    world.announced().await;

    settle(&world, &clerk, true).await.is_refused("NOT_ALLOWED");
    for who in [school.principal(), &teacher, world.rectorate_of_toulouse(), &world.anyone()] {
        assert_eq!(settings(&world, who).await, Value::Null, "{}", who.name);
        let input = json!({ "id": read["id"], "version": read["version"], "publishesReferentNames": true });
        who.does(&world, "updateAcademySettings", "object { version }", input).await.is_refused("NOT_FOUND").naming("id");
    }
    settle(&world, &keeper, false).await.succeeds().shows("updateAcademySettings.object.version", 1);
    world.announced_nothing().await;
    assert_eq!(settings(&world, &clerk).await, read);

    settle(&world, &keeper, true).await.succeeds().shows("updateAcademySettings.object.publishesReferentNames", true);
    assert_eq!(world.announced().await, ["AcademySettingsUpdated"]);
    let stale = json!({ "id": read["id"], "version": read["version"], "publishesReferentNames": false });
    keeper.does(&world, "updateAcademySettings", "object { version }", stale).await.is_refused("CONFLICT").naming("version");
    assert_eq!(settings(&world, &clerk).await["publishesReferentNames"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_viewer_is_told_beforehand_what_each_mutation_then_does() {
    let world = World::new().await;
    let (school, teacher) = staffed(&world).await;
    let (elsewhere, deputy) = (world.college("Collège Ronsard").await, school.deputy("Rose").await);
    let (referent, _) = elsewhere.referent("Paul LILAS").await;
    world.announced().await;
    let acts = [
        ("UPDATE", "updateEstablishment", json!({ "name": "Collège Simone Veil" })),
        ("UPDATE_CONTACT", "updateEstablishmentContact", json!({ "phone": "05 49 00 00 00" })),
        ("CLOSE", "closeEstablishment", json!({ "closesOn": "2028-08-31" })),
    ];
    let (anyone, toulouse) = (world.anyone(), world.rectorate_of_toulouse());

    for who in [&anyone, &teacher, &deputy, &referent, school.principal(), elsewhere.principal(), world.rectorate(), toulouse] {
        let told = school.read_by(who, "viewerCan { action allowed reason }").await.succeeds();
        let told = told.at("establishment.viewerCan").as_array().expect("a list").clone();
        for (action, mutation, changes) in &acts {
            let permission = told.iter().find(|permission| permission["action"] == *action).unwrap_or_else(|| panic!("{action} is not told: {told:?}"));
            let input = merged(named(&school).await, changes.clone());
            let outcome = who.does_with(&world, mutation, SHOWN, input, json!({ "dryRun": true })).await;

            assert_eq!(permission["allowed"], json!(outcome.body["errors"].is_null()), "{} {action}: {}", who.name, outcome.body);
            assert_eq!(permission["reason"], outcome.body["errors"][0]["message"], "{} {action}", who.name);
        }
    }
    world.announced_nothing().await;
}

/// A new collège, as an input.
fn college(uai: &str) -> Value {
    json!({
        "uai": uai, "name": " Collège  Rosa Parks ", "kind": "COLLEGE", "sector": "PUBLIC", "academy": "13", "department": "86", "basin": "863",
        "opensOn": "2026-09-01",
    })
}

/// A school with a teacher.
async fn staffed(world: &std::sync::Arc<World>) -> (School, Persona) {
    let school = world.college("Collège Jean Moulin").await;
    let teacher = school.teacher("Inès OEILLET").await;
    (school, teacher)
}

/// Id and version of a school as they are now.
async fn named(school: &School) -> Value {
    let anyone = Persona { name: "anyone".into(), id: String::new(), token: None };
    school.read_by(&anyone, "id version").await.object("establishment")
}

fn merged(mut input: Value, changes: Value) -> Value {
    input.as_object_mut().expect("an input").extend(changes.as_object().expect("changes").clone());
    input
}

/// Changes a school as it is now.
async fn change(world: &World, who: &Persona, school: &School, mutation: &str, changes: Value) -> Outcome {
    who.does(world, mutation, SHOWN, merged(named(school).await, changes)).await
}

async fn look(world: &World, who: &Persona, uai: &str, shown: &str) -> Outcome {
    who.asks(world, &format!("{{ establishment(uai: \"{uai}\") {{ {shown} }} }}")).await
}

async fn asked(world: &World, filter: Value) -> Outcome {
    let query = "query($filter: EstablishmentFilter) { establishments(filter: $filter) { totalCount nodes { name } } }";
    world.send(&world.anyone(), query, json!({ "filter": filter })).await
}

/// Names of the establishments that a filter keeps, by name.
async fn listed(world: &World, filter: Value) -> Vec<String> {
    let outcome = asked(world, filter).await.succeeds();
    let names = outcome.texts("establishments.nodes", "name");
    assert_eq!(outcome.at("establishments.totalCount"), names.len());
    names
}

/// Settings of Poitiers as somebody reads them.
async fn settings(world: &World, who: &Persona) -> Value {
    let outcome = who.asks(world, "{ academy(code: \"13\") { settings { id version publishesReferentNames } } }").await.succeeds();
    outcome.at("academy.settings").clone()
}

/// Publishes the names of the referents of Poitiers, or no longer.
async fn settle(world: &World, who: &Persona, published: bool) -> Outcome {
    let read = settings(world, who).await;
    let input = json!({ "id": read["id"], "version": read["version"], "publishesReferentNames": published });
    who.does(world, "updateAcademySettings", "object { version publishesReferentNames }", input).await
}
