//! The audit: what leaves a trace, who reads it, and how it proves itself.

use api::audit::{self, Verdict};
use kernel::actor::{Desk, Desks};
use sea_orm::{ConnectionTrait, Database, Statement};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tests::{Outcome, Persona, World};

/// The rows of the audit that somebody reads, the latest first, as `operation outcome code`.
async fn rows(world: &World, who: &Persona, filter: &str) -> Vec<String> {
    let query = format!("{{ auditEvents(first: 100, filter: {{ {filter} }}) {{ totalCount nodes {{ operation outcome code }} }} }}");
    let read = who.asks(world, &query).await.succeeds();
    let nodes = read.at("auditEvents.nodes").as_array().expect("nodes").clone();
    assert_eq!(read.at("auditEvents.totalCount"), nodes.len());
    let word = |node: &Value, name: &str| node[name].as_str().unwrap_or("").to_owned();
    nodes.iter().map(|node| format!("{} {} {}", word(node, "operation"), word(node, "outcome"), word(node, "code")).trim_end().to_owned()).collect()
}

async fn creates_person(world: &World, family: &str, identifier: &str) -> Outcome {
    let identifiers = json!([{ "system": "AAF", "value": identifier }]);
    let input =
        json!({ "academy": "13", "givenName": "Rose", "familyName": family, "mail": format!("{identifier}@stories.example"), "identifiers": identifiers });
    world.rectorate().does(world, "createPerson", "object { id }", input).await.succeeds()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_mutation_leaves_one_row_done_unchanged_or_refused() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (teacher, other) = (college.teacher("Inès OEILLET").await, college.teacher("Paul LILAS").await);
    let before = rows(&world, world.rectorate(), "kind: MUTATION").await.len();

    let mandate = college.principal().proposes(&world, &teacher, &college).await.succeeds().object("proposeMandate.object");
    other.proposes(&world, &teacher, &college).await.is_refused("NOT_ALLOWED");
    college.principal().proposes(&world, &teacher, &college).await.is_refused("MANDATE_EXISTS");
    let options = json!({ "idempotencyKey": "once", "reason": "agreed" });
    teacher.accepts_with(&world, &mandate, options.clone()).await.succeeds();
    teacher.accepts_with(&world, &mandate, options).await.succeeds().shows("acceptMandate.replayed", true);
    college.principal().ends(&world, &mandate, "2026-12-31").await.is_refused("CONFLICT");
    let phone = json!({ "id": college.id, "version": 1, "phone": null });
    college.principal().does(&world, "updateEstablishmentContact", "object { id }", phone).await.succeeds();
    let rehearsal = json!({ "dryRun": true });
    let input = json!({ "establishment": college.uai, "person": other.id, "schoolYear": "2026-2027" });
    college.principal().does_with(&world, "proposeMandate", "dryRun", input, rehearsal).await.succeeds();

    let all = rows(&world, world.rectorate(), "kind: MUTATION").await;
    assert_eq!(
        all[..all.len() - before],
        [
            "updateEstablishmentContact UNCHANGED",
            "endMandate REFUSED CONFLICT",
            "acceptMandate DONE",
            "proposeMandate REFUSED MANDATE_EXISTS",
            "proposeMandate REFUSED NOT_ALLOWED",
            "proposeMandate DONE",
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_answers_for_a_place_reads_what_was_done_there() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let (teacher, mandate) = college.referent("Inès OEILLET").await;
    other.referent("Paul LILAS").await;
    let deputy = college.deputy("Rose").await;
    let network = world.officer([Desk::Network].into_iter().collect::<Desks>()).await;
    let mandates = "operations: [\"proposeMandate\", \"acceptMandate\"]";

    for who in [college.principal(), &deputy] {
        assert_eq!(rows(&world, who, mandates).await, ["acceptMandate DONE", "proposeMandate DONE"], "{}", who.name);
    }
    assert_eq!(rows(&world, &network, mandates).await.len(), 4);
    assert_eq!(rows(&world, &teacher, mandates).await, ["acceptMandate DONE", "proposeMandate DONE"]);
    let colleague = college.teacher("Ada TILLEUL").await;
    for who in [&colleague, &world.anyone(), world.rectorate_of_toulouse()] {
        assert_eq!(rows(&world, who, mandates).await, Vec::<String>::new(), "{}", who.name);
    }
    let history = format!("object: \"{}\"", mandate["id"].as_str().expect("an id"));
    assert_eq!(rows(&world, college.principal(), &history).await, ["acceptMandate DONE", "proposeMandate DONE"]);
    assert_eq!(rows(&world, other.principal(), &history).await, Vec::<String>::new());

    let query = format!(
        "{{ auditEvents(first: 1, filter: {{ {mandates} }}) {{ nodes {{ actorKind person {{ displayName }} changes {{ nodes {{ objectType objectId before after }} }} }} }} }}"
    );
    let read = college.principal().asks(&world, &query).await.succeeds();
    read.shows("auditEvents.nodes.0.person.displayName", "Inès OEILLET")
        .shows("auditEvents.nodes.0.changes.nodes.0.objectId", mandate["id"].clone())
        .shows("auditEvents.nodes.0.changes.nodes.0.before.decision", "PROPOSED")
        .shows("auditEvents.nodes.0.changes.nodes.0.after.decision", "ACCEPTED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_of_identifiers_is_told_to_the_person_and_the_data_protection_officer() {
    let world = World::new().await;
    let person = creates_person(&world, "TILLEUL", "A1").await.text("createPerson.object.id");
    let rose = Persona::of(&world.app, "rose", kernel::resource::parse_id(&person).expect("an id").1);
    let directory = world.officer([Desk::Directory].into_iter().collect::<Desks>()).await;
    let dpo = world.officer([Desk::Dpo].into_iter().collect::<Desks>()).await;
    let read = format!("{{ node(id: \"{person}\") {{ ... on Person {{ identifiers {{ nodes {{ value }} }} }} }} }}");

    directory.asks(&world, &read).await.succeeds().shows("node.identifiers.nodes.0.value", "A1");

    let readings = "kind: READING";
    let network = world.officer([Desk::Network].into_iter().collect::<Desks>()).await;
    assert_eq!(rows(&world, &network, readings).await, Vec::<String>::new());
    assert_eq!(rows(&world, &rose, readings).await, ["read DONE"]);
    let told = "{ auditEvents(filter: { kind: READING }) { nodes { person { id } changes { nodes { objectType before after } } } } }";
    let told = dpo.asks(&world, told).await.succeeds();
    let nodes = told.at("auditEvents.nodes").as_array().expect("nodes").clone();
    assert!(
        nodes.iter().any(|node| node["person"]["id"] == directory.id.as_str() && node["changes"]["nodes"][0]["objectType"] == "PersonIdentifier"),
        "{}",
        told.body
    );
    // Reading the audit is told as well: the person's own look above, and the officer's.
    assert!(rows(&world, &dpo, readings).await.len() > nodes.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn identifiers_in_the_audit_are_shown_to_those_who_may_read_identifiers() {
    let world = World::new().await;
    creates_person(&world, "TILLEUL", "A1").await;
    let query = "{ auditEvents(first: 1, filter: { operations: [\"createPerson\"] }) { nodes { changes { totalCount nodes { part after } } } } }";
    for (desk, sees) in [(Desk::Directory, true), (Desk::Dpo, true), (Desk::Network, false)] {
        let officer = world.officer([desk].into_iter().collect::<Desks>()).await;
        let read = officer.asks(&world, query).await.succeeds();
        let parts = read.texts("auditEvents.nodes.0.changes.nodes", "part");
        assert_eq!(parts.contains(&"PersonIdentifier".to_owned()), sees, "{desk:?}");
        assert_eq!(read.body.to_string().contains("A1"), sees, "{desk:?} {}", read.body);
        assert_eq!(read.at("auditEvents.nodes.0.changes.totalCount"), parts.len());
    }
}

/// Runs a statement behind the product's back.
async fn tampers(world: &World, sql: &str) {
    let url = world.settings.database_url.clone().expect("a story has a database");
    let on = Database::connect(url.expose_secret()).await.expect("the database opens");
    on.execute_raw(Statement::from_string(on.get_database_backend(), sql)).await.expect("the owner may");
    on.close().await.expect("an open connection");
}

async fn verdict(world: &World) -> Verdict {
    audit::verify(&world.app.store, None).await.expect("the audit is read")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_chain_shows_what_was_altered() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    college.referent("Inès OEILLET").await;
    let whole = verdict(&world).await;
    let (seq, hash) = whole.head.clone().expect("rows");
    assert!(whole.broken.is_none() && whole.rows > 5, "{whole:?}");
    let public = world.anyone().asks(&world, "{ auditHead { seq hash } }").await.succeeds();
    public.shows("auditHead.seq", seq).shows("auditHead.hash", hash.as_str());

    // Each is undone before the next.
    let before = seq - 1;
    for (sql, undo, said) in [
        (
            format!("UPDATE audit SET outcome = 'REFUSED' WHERE seq = {before}"),
            format!("UPDATE audit SET outcome = 'DONE' WHERE seq = {before}"),
            "the row was altered",
        ),
        (
            "UPDATE audit_change SET after = replace(after, 'ACCEPTED', 'DECLINED')".into(),
            "UPDATE audit_change SET after = replace(after, 'DECLINED', 'ACCEPTED')".into(),
            "a change was altered",
        ),
        (format!("UPDATE audit SET seq = 1000 WHERE seq = {before}"), format!("UPDATE audit SET seq = {before} WHERE seq = 1000"), "is missing"),
    ] {
        tampers(&world, &sql).await;
        let found = verdict(&world).await.broken.unwrap_or_else(|| panic!("{sql} was not seen"));
        assert!(found.contains(said), "{sql}: {found}");
        tampers(&world, &undo).await;
        assert_eq!(verdict(&world).await, whole);
    }
    let last = "(SELECT id FROM audit ORDER BY seq DESC LIMIT 1)";
    tampers(&world, &format!("DELETE FROM audit_change WHERE audit_id = {last}")).await;
    assert!(verdict(&world).await.broken.is_some_and(|found| found.contains("added or removed")));
    tampers(&world, &format!("DELETE FROM audit WHERE id = {last}")).await;
    // A chain cut at its end is whole; the published head tells.
    assert!(verdict(&world).await.broken.is_none());
    let through = audit::verify(&world.app.store, Some(&(seq, hash))).await.expect("the audit is read");
    assert!(through.broken.is_some_and(|found| found.contains("published")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exported_audit_is_checked_without_the_database() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    college.referent("Inès OEILLET").await;
    let mut written = Vec::new();
    let count = audit::export(&world.app.store, &mut written).await.expect("the audit is written");
    let file = std::env::temp_dir().join(format!("rupn-audit-{}-{}.ndjson", std::process::id(), world.next()));
    let check = |text: &[u8]| {
        std::fs::write(&file, text).expect("a file");
        audit::verify_file(&file, None)
    };

    let whole = check(&written).expect("lines");
    assert_eq!((whole.rows, whole.broken, whole.head), (count, None, verdict(&world).await.head));
    let text = String::from_utf8(written).expect("text");
    for (altered, said) in [
        (text.replacen("createEstablishment", "closeEstablishment", 1), "the row was altered"),
        (text.replacen("Jean Moulin", "Jean Mermoz", 1), "a change was altered"),
        (text.lines().skip(1).collect::<Vec<_>>().join("\n"), "the rows before it are missing"),
        (text.lines().take(3).chain(text.lines().skip(4)).collect::<Vec<_>>().join("\n"), "is missing"),
    ] {
        let found = check(altered.as_bytes()).expect("lines").broken.expect(said);
        assert!(found.contains(said), "{said}: {found}");
    }
    assert!(check(b"{}\n").expect_err("no row").contains("line 1"));
    std::fs::remove_file(file).expect("the file of this story");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_role_of_the_service_only_adds_to_the_audit() {
    let world = World::new().await;
    let url = world.settings.url().expose_secret().to_owned();
    if !url.starts_with("postgres:") {
        let refused = migration::grant_service(world.app.store.for_migrations(), "rupn_service").await;
        assert!(refused.is_err(), "SQLite has no roles");
        return;
    }
    let role = format!("rupn_service_{}", std::process::id());
    tampers(&world, &format!("CREATE ROLE {role} LOGIN")).await;
    migration::grant_service(world.app.store.for_migrations(), &role).await.expect("the owner may");
    let served = url.replace("postgres@", &format!("{role}@"));
    let settings = api::app::Settings { database_url: Some(served.clone().into()), ..world.settings.clone() };

    let (store, _) = api::app::open(&settings).await.expect("the role opens a database that is up to date");
    let officers = api::domain::people::commands::load::LoadDisciplines(vec![("X0000".into(), "ESSAI".into())]);
    let done = kernel::viewer::Viewer::system(&store, "stories").perform(officers, &kernel::command::CommandOptions::default()).await;
    assert!(done.is_ok(), "{done:?}");
    let on = Database::connect(served).await.expect("the role connects");
    for sql in [
        "UPDATE audit SET reason = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit_change",
        "UPDATE audit_change SET after = NULL",
        "DELETE FROM audit_change",
        "DROP TABLE audit",
        "ALTER TABLE audit ADD COLUMN x text",
        "DELETE FROM seaql_migrations",
    ] {
        let refused = on.execute_unprepared(sql).await.expect_err(sql).to_string();
        assert!(refused.contains("permission denied") || refused.contains("must be owner"), "{sql}: {refused}");
    }
    on.close().await.expect("an open connection");
    store.close().await;
    for wrong in ["", "a b", "x\"; DROP TABLE audit; --"] {
        assert!(migration::grant_service(world.app.store.for_migrations(), wrong).await.is_err(), "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_waits_for_a_connection_while_it_holds_one() {
    let world = World::with_one_connection().await;
    let person = creates_person(&world, "TILLEUL", "A1").await.text("createPerson.object.id");
    let officer = world.rectorate();
    for asked in [
        format!("node(id: \"{person}\") {{ ... on Person {{ identifiers {{ nodes {{ value }} }} }} }}"),
        format!("explainAccess(person: \"{person}\", object: \"{person}\") {{ allowed }}"),
        format!("exportPersonalData(person: \"{person}\")"),
        "auditHead { seq }".to_owned(),
    ] {
        // The first field takes the connection of the request.
        let read = officer.asks(&world, &format!("{{ people(first: 1) {{ totalCount }} {asked} }}")).await;
        assert!(read.body["errors"].is_null(), "{asked}: {}", read.body);
    }
}
