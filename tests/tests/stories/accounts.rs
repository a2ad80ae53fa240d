//! Service accounts and delegations: who acts beside a person, and for whom.

use api::domain::access::secret::Secret;
use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, world::days};

const ACCOUNT: &str = "object { id name scopes limited expiresOn version officer { id } secrets { nodes { prefix expiresAt lastUsedAt } } establishments { nodes { uai } } } secret dryRun replayed";
const DELEGATION: &str = "object { id startsOn endsOn revokedAt version }";

/// An officer makes an account with scopes for a year.
pub async fn makes_account(world: &World, officer: &Persona, scopes: &[&str], more: Value) -> Outcome {
    let mut input = json!({ "academy": "13", "name": "ENT Exemple", "scopes": scopes, "expiresOn": "2027-06-30" });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    officer.does(world, "createServiceAccount", ACCOUNT, input).await
}

/// Status and body of `/oauth/token`.
async fn token(world: &World, form: &[(&str, &str)]) -> (u16, Value) {
    let answer = world.http().post(world.url("/oauth/token")).form(form).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// The account as somebody who uses the API, with a fresh token.
pub async fn acts(world: &World, made: &Outcome, mutation: &str) -> Persona {
    let (id, secret) = (made.text(&format!("{mutation}.object.id")), made.text(&format!("{mutation}.secret")));
    let (status, body) = token(world, &[("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", &secret)]).await;
    assert_eq!(status, 200, "{body}");
    Persona { name: "account".into(), id, token: Some(body["access_token"].as_str().expect("a token").to_owned()) }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_does_what_its_scopes_say_of_what_its_officer_may() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, mandate) = college.referent("Inès OEILLET").await;

    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ", "MANDATE_READ"], json!({})).await.succeeds();
    let account = acts(&world, &made, "createServiceAccount").await;

    let viewer = "{ viewer { authenticated roles person { id } serviceAccount { name } hats { role scopes } } }";
    account
        .asks(&world, viewer)
        .await
        .succeeds()
        .shows("viewer.authenticated", true)
        .shows("viewer.person", Value::Null)
        .shows("viewer.serviceAccount.name", "ENT Exemple")
        .shows("viewer.hats.0.scopes", json!(["DIRECTORY_READ", "MANDATE_READ"]));
    let read = format!("{{ node(id: \"{}\") {{ ... on Person {{ displayName mandates {{ nodes {{ state }} }} }} }} }}", referent.id);
    account.asks(&world, &read).await.succeeds().shows("node.displayName", "Inès OEILLET").shows("node.mandates.nodes.0.state", "ACTIVE");
    account.ends(&world, &mandate, "2027-01-31").await.is_refused("NOT_ALLOWED");
    let settings = "{ academy(code: \"13\") { settings { publishesReferentNames } } }";
    account.asks(&world, settings).await.succeeds().shows("academy.settings", Value::Null);
    let more = json!({ "academy": "13", "name": "Second", "scopes": ["DIRECTORY_READ"], "expiresOn": "2027-06-30" });
    account.does(&world, "createServiceAccount", "secret", more).await.is_refused("NOT_ALLOWED");

    let writer = makes_account(&world, world.rectorate(), &["MANDATE_WRITE"], json!({ "name": "Script" })).await.succeeds();
    let writer = acts(&world, &writer, "createServiceAccount").await;
    writer.ends(&world, &mandate, "2027-01-31").await.succeeds();
    writer.asks(&world, &read).await.succeeds().shows("node", Value::Null);
    assert_eq!((world.last_audit().await.actor_kind.as_str(), world.last_audit().await.on_behalf_of), ("SERVICE", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_may_hold_fewer_scopes_than_its_account() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ", "MANDATE_READ"], json!({})).await.succeeds();
    let (id, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
    let both = [("grant_type", "client_credentials"), ("client_id", id.as_str()), ("client_secret", secret.as_str())];
    let with = |scope: &'static str| both.into_iter().chain([("scope", scope)]).collect::<Vec<_>>();

    let (status, body) = token(&world, &with("mandate:read")).await;
    assert_eq!((status, &body["scope"], &body["token_type"], &body["expires_in"]), (200, &json!("mandate:read"), &json!("Bearer"), &json!(900)));
    let narrow = Persona { token: body["access_token"].as_str().map(str::to_owned), ..world.anyone() };
    let people = format!("{{ people(filter: {{ establishment: \"{}\" }}) {{ totalCount }} }}", college.uai);
    narrow.asks(&world, &people).await.succeeds().shows("people.totalCount", 0);

    assert_eq!(token(&world, &with("mandate:read directory:read")).await.1["scope"], "directory:read mandate:read");
    for (scope, error) in [("mandate:write", "invalid_scope"), ("directory:reads", "invalid_scope")] {
        let (status, body) = token(&world, &with(scope)).await;
        assert_eq!((status, &body["error"]), (400, &json!(error)), "{body}");
    }
    let basic = world.http().post(world.url("/oauth/token")).basic_auth(&id, Some(&secret)).form(&[("grant_type", "client_credentials")]);
    assert_eq!(basic.send().await.expect("an answer").status(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_shows_no_good_secret_learns_nothing_and_stands_in_the_audit() {
    let world = World::new().await;
    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], json!({})).await.succeeds();
    let (id, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
    let unknown = "service_AZAAAAAAcACAAAAAAAAAAA";
    let mut refused = Vec::new();
    for (client, shown) in [(id.as_str(), "rupn_secret_x"), (unknown, secret.as_str()), (unknown, ""), (&id, &secret[..secret.len() - 1]), ("", &secret)] {
        let form = [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", shown)];
        refused.push(token(&world, &form).await);
    }
    assert!(refused.iter().all(|answer| *answer == refused[0] && answer.0 == 401 && answer.1["error"] == "invalid_client"), "{refused:?}");
    for form in [vec![("client_id", id.as_str())], vec![("grant_type", "password")], vec![("grant_type", "client_credentials"), ("grant_type", "password")]] {
        assert_eq!(token(&world, &form).await.0, 400, "{form:?}");
    }
    let failed = "{ auditEvents(filter: { operations: [\"issueToken\"], outcomes: [REFUSED] }) { totalCount } }";
    let anyone = world.rectorate().asks(&world, failed).await.succeeds();
    // Nobody's academy is theirs: attempts of nobody known are for whoever reads the whole audit.
    anyone.shows("auditEvents.totalCount", 0);
    let rows = world.audit_of("issueToken").await;
    assert_eq!(rows.iter().map(|row| (row.outcome.as_str(), row.code.as_deref())).collect::<Vec<_>>(), vec![("REFUSED", Some("UNAUTHENTICATED")); 5]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_secret_is_shown_once_and_kept_nowhere() {
    let world = World::new().await;
    let input = json!({ "academy": "13", "name": "ENT Exemple", "scopes": ["DIRECTORY_READ"], "expiresOn": "2027-06-30" });
    let options = json!({ "idempotencyKey": "once" });
    let made = world.rectorate().does_with(&world, "createServiceAccount", ACCOUNT, input.clone(), options.clone()).await.succeeds();
    let secret = made.text("createServiceAccount.secret");

    let again = world.rectorate().does_with(&world, "createServiceAccount", ACCOUNT, input.clone(), options).await.succeeds();
    again.shows("createServiceAccount.secret", Value::Null).shows("createServiceAccount.replayed", true);
    let rehearsed = world.rectorate().does_with(&world, "createServiceAccount", ACCOUNT, input, json!({ "dryRun": true })).await.succeeds();
    rehearsed.shows("createServiceAccount.secret", Value::Null).shows("createServiceAccount.dryRun", true);

    let kept = world.everything_kept().await;
    assert!(kept.contains("rupn_secret_"), "the prefix is kept");
    assert!(!kept.contains(&secret[20..]), "the secret is nowhere in the database");
    let hash = Secret::sent(&secret).expect("a secret").hash();
    let lines: Vec<_> = kept.lines().filter(|line| line.contains(&hash)).collect();
    assert!(lines.len() == 1 && lines[0].starts_with("service_secret"), "the hash is in its own row alone: {lines:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_secret_stands_beside_the_old_for_some_hours() {
    let world = World::new().await;
    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], json!({})).await.succeeds();
    let (id, old) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
    let input = json!({ "id": id, "version": 1, "overlapHours": 2 });
    let rotated = world.rectorate().does(&world, "rotateServiceSecret", ACCOUNT, input).await.succeeds();
    let new = rotated.text("rotateServiceSecret.secret");
    let shows = async |secret: &str| token(&world, &[("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", secret)]).await.0;

    assert_eq!((shows(&old).await, shows(&new).await), (200, 200));
    world.clock().advance(chrono::TimeDelta::hours(2));
    assert_eq!((shows(&old).await, shows(&new).await), (401, 200));
    let good = format!("{{ node(id: \"{id}\") {{ ... on ServiceAccount {{ secrets(filter: {{ good: true }}) {{ nodes {{ prefix lastUsedAt }} }} }} }} }}");
    let read = world.rectorate().asks(&world, &good).await.succeeds();
    assert_eq!(read.texts("node.secrets.nodes", "prefix"), [&new[..18]]);
    assert!(read.at("node.secrets.nodes.0.lastUsedAt").is_string());
    let wrong = json!({ "id": id, "version": 1, "overlapHours": 721 });
    world.rectorate().does(&world, "rotateServiceSecret", "secret", wrong).await.is_refused("INVALID_ARGUMENT").naming("overlapHours");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revoked_account_and_one_that_is_over_may_nothing_at_once() {
    let world = World::new().await;
    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], json!({})).await.succeeds();
    let account = acts(&world, &made, "createServiceAccount").await;
    account.asks(&world, "{ viewer { authenticated } }").await.succeeds();

    let revoke = json!({ "id": account.id, "version": 1 });
    world.rectorate().does(&world, "revokeServiceAccount", "object { revokedAt }", revoke).await.succeeds();
    account.asks(&world, "{ viewer { authenticated } }").await.is_refused("UNAUTHENTICATED").with_status(401);
    let rotate = json!({ "id": account.id, "version": 2 });
    world.rectorate().does(&world, "rotateServiceSecret", "secret", rotate).await.is_refused("ACCOUNT_OVER");

    let short = makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], json!({ "name": "Court", "expiresOn": "2026-11-25" })).await.succeeds();
    let short = acts(&world, &short, "createServiceAccount").await;
    short.asks(&world, "{ viewer { authenticated } }").await.succeeds();
    world.clock().advance(chrono::TimeDelta::minutes(14));
    short.asks(&world, "{ viewer { authenticated } }").await.succeeds();
    world.clock().advance(chrono::TimeDelta::minutes(2));
    short.asks(&world, "{ viewer { authenticated } }").await.is_refused("UNAUTHENTICATED");
    let later = makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], json!({ "name": "Hier", "expiresOn": "2026-11-24" })).await;
    later.is_refused("INVALID_ARGUMENT").naming("expiresOn");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_never_exceeds_its_officer() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Inès OEILLET").await;
    let network = world.officer([Desk::Network].into_iter().collect::<Desks>()).await;

    makes_account(&world, &network, &["DIRECTORY_WRITE"], json!({})).await.is_refused("SCOPE_EXCEEDS_OFFICER").naming("scopes");
    makes_account(&world, college.principal(), &["DIRECTORY_READ"], json!({})).await.is_refused("NOT_ALLOWED");
    makes_account(&world, world.rectorate_of_toulouse(), &["DIRECTORY_READ"], json!({})).await.is_refused("NOT_ALLOWED");
    let made = makes_account(&world, &network, &["DIRECTORY_READ"], json!({})).await.succeeds();
    let account = acts(&world, &made, "createServiceAccount").await;
    // Identifiers take the desk DIRECTORY, which this officer has not.
    let read = format!("{{ node(id: \"{}\") {{ ... on Person {{ displayName identifiers {{ totalCount }} }} }} }}", referent.id);
    account.asks(&world, &read).await.succeeds().shows("node.displayName", "Inès OEILLET").shows("node.identifiers.totalCount", 0);

    let offices = format!("{{ node(id: \"{}\") {{ ... on Person {{ offices {{ nodes {{ id version desks }} }} }} }} }}", network.id);
    let office =
        world.rectorate().asks(&world, &offices).await.succeeds().shows("node.offices.nodes.0.desks", json!(["NETWORK"])).object("node.offices.nodes.0");
    let end = json!({ "id": office["id"], "version": office["version"], "endsOn": "2026-11-24" });
    network.does(&world, "endOffice", "object { id }", end.clone()).await.is_refused("NOT_ALLOWED");
    world.rectorate().does(&world, "endOffice", "object { endsOn }", end).await.succeeds();
    account.asks(&world, &read).await.succeeds().shows("node", Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_is_given_by_another_officer_of_the_directory() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let network = world.officer([Desk::Network].into_iter().collect::<Desks>()).await;
    let office = |who: &Persona| json!({ "academy": "13", "person": who.id, "desks": ["SURVEY", "DPO"], "basin": "863", "startsOn": "2026-11-25" });
    let shown = "object { id desks basin { code } person { id } }";

    network.does(&world, "grantOffice", shown, office(&teacher)).await.is_refused("NOT_ALLOWED");
    world.rectorate().does(&world, "grantOffice", shown, office(world.rectorate())).await.is_refused("OWN_OFFICE").naming("person");
    world.rectorate_of_toulouse().does(&world, "grantOffice", shown, office(&teacher)).await.is_refused("NOT_FOUND").naming("person");
    let granted = world.rectorate().does(&world, "grantOffice", shown, office(&teacher)).await.succeeds();
    granted.shows("grantOffice.object.desks", json!(["SURVEY", "DPO"])).shows("grantOffice.object.basin.code", "863");
    teacher.asks(&world, "{ viewer { roles } }").await.succeeds().shows("viewer.roles", json!(["TEACHER", "RECTORATE"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_of_a_project_knows_its_schools_and_systems_only() {
    let world = World::new().await;
    let (ours, other) = (world.college("Collège Jean Moulin").await, world.far_college("Collège Puygrelier").await);
    let (here, mandate) = ours.referent("Inès OEILLET").await;
    let (there, _) = other.referent("Paul LILAS").await;
    let identifiers = json!([{ "system": "AAF", "value": "1" }, { "system": "RH", "value": "2" }]);
    let input = json!({ "academy": "13", "givenName": "Rose", "familyName": "TILLEUL", "mail": "rose@stories.example", "identifiers": identifiers });
    let person = world.rectorate().does(&world, "createPerson", "object { id }", input).await.succeeds().text("createPerson.object.id");
    let rose = Persona { id: person.clone(), ..world.anyone() };
    world.rectorate().appoints(&world, &rose, &ours, "TEACHER", "2026-09-01", None).await.succeeds();

    let limits = json!({ "establishments": [ours.uai], "systems": ["AAF"] });
    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ", "MANDATE_READ"], limits).await.succeeds();
    assert_eq!(made.texts("createServiceAccount.object.establishments.nodes", "uai"), [ours.uai.as_str()]);
    let account = acts(&world, &made, "createServiceAccount").await;

    let read = |id: &str| format!("{{ node(id: \"{id}\") {{ ... on Person {{ id identifiers {{ nodes {{ system }} }} }} ... on ReferentMandate {{ id }} }} }}");
    account.asks(&world, &read(&here.id)).await.succeeds().shows("node.id", here.id.as_str());
    account.asks(&world, &read(&there.id)).await.succeeds().shows("node", Value::Null);
    account.asks(&world, &read(mandate["id"].as_str().expect("an id"))).await.succeeds().shows("node.id", mandate["id"].clone());
    account.asks(&world, &read(&person)).await.succeeds().shows("node.identifiers.nodes", json!([{ "system": "AAF" }]));
    let foreign = world.college_of_toulouse("Collège Fermat").await;
    let wrong = json!({ "establishments": [ours.uai, foreign.uai] });
    makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], wrong).await.is_refused("NOT_FOUND").naming("establishments.1");
    let elsewhere = json!({ "addresses": ["192.0.2.0/24"], "name": "Ailleurs" });
    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], elsewhere).await.succeeds();
    let (id, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
    assert_eq!(token(&world, &[("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", &secret)]).await.0, 401, "loopback is elsewhere");
    let near = json!({ "addresses": ["192.0.2.0/24", "127.0.0.0/8"], "name": "Ici" });
    let made = makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], near).await.succeeds();
    acts(&world, &made, "createServiceAccount").await.asks(&world, "{ viewer { authenticated } }").await.succeeds();
    let network = json!({ "addresses": ["10.0.0.0/8", "here"] });
    makes_account(&world, world.rectorate(), &["DIRECTORY_READ"], network).await.is_refused("INVALID_ARGUMENT").naming("addresses.1");
}

async fn delegates(world: &World, school: &School, deputy: &Persona, starts: &str, ends: &str) -> Outcome {
    let input = json!({ "establishment": school.uai, "deputy": deputy.id, "startsOn": starts, "endsOn": ends });
    school.principal().does(world, "delegate", DELEGATION, input).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deputy_acts_for_the_principal_in_the_days_of_the_delegation() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (teacher, deputy) = (college.teacher("Inès OEILLET").await, college.deputy("Rose").await);
    deputy.proposes(&world, &teacher, &college).await.is_refused("NOT_ALLOWED");

    let made = delegates(&world, &college, &deputy, "2026-11-26", "2026-12-31").await.succeeds();
    deputy.proposes(&world, &teacher, &college).await.is_refused("NOT_ALLOWED");
    world.clock().advance(days(1));
    let hats = "{ viewer { roles hats { role onBehalfOf { id } } } }";
    let read = deputy.asks(&world, hats).await.succeeds();
    assert!(
        read.at("viewer.hats").as_array().expect("hats").contains(&json!({ "role": "PRINCIPAL", "onBehalfOf": { "id": college.principal().id } })),
        "{}",
        read.body
    );
    let mandate = deputy.proposes(&world, &teacher, &college).await.succeeds().object("proposeMandate.object");
    let audit = world.last_audit().await;
    assert_eq!(audit.actor_id.map(tests::world::person_id), Some(deputy.id.clone()));
    assert_eq!(audit.on_behalf_of.map(tests::world::person_id), Some(college.principal().id.clone()));

    // What is one's own to do is done in one's own name, and nobody passes on what was delegated.
    let onward = json!({ "establishment": college.uai, "deputy": teacher.id, "startsOn": "2026-11-26", "endsOn": "2026-12-31" });
    deputy.does(&world, "delegate", DELEGATION, onward).await.is_refused("NOT_ALLOWED");
    let end = json!({ "id": made.text("delegate.object.id"), "version": 1 });
    deputy.does(&world, "endDelegation", DELEGATION, end).await.is_refused("NOT_ALLOWED");
    world.clock().advance(days(36));
    deputy.withdraws(&world, &mandate).await.is_refused("NOT_ALLOWED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_delegation_ends_with_the_function_of_either_or_at_once() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (teacher, deputy) = (college.teacher("Inès OEILLET").await, college.deputy("Rose").await);
    let made = delegates(&world, &college, &deputy, "2026-11-25", "2027-11-24").await.succeeds();
    let tries = async |code: Option<&str>| {
        let options = json!({ "dryRun": true });
        let input = json!({ "establishment": college.uai, "person": teacher.id, "schoolYear": "2026-2027" });
        let outcome = deputy.does_with(&world, "proposeMandate", "dryRun", input, options).await;
        match code {
            Some(code) => drop(outcome.is_refused(code)),
            None => drop(outcome.succeeds()),
        }
    };
    tries(None).await;
    let (id, version) = (made.text("delegate.object.id"), made.at("delegate.object.version").clone());
    let wrong = json!({ "id": id, "version": version, "endsOn": "2028-01-01" });
    college.principal().does(&world, "endDelegation", DELEGATION, wrong).await.is_refused("INVALID_ARGUMENT").naming("endsOn");
    college.principal().does(&world, "endDelegation", DELEGATION, json!({ "id": id, "version": version })).await.succeeds();
    tries(Some("NOT_ALLOWED")).await;

    delegates(&world, &college, &deputy, "2026-11-25", "2027-11-24").await.succeeds();
    tries(None).await;
    let appointments = format!("{{ node(id: \"{}\") {{ ... on Person {{ appointments {{ nodes {{ id version }} }} }} }} }}", college.principal().id);
    let principal = world.rectorate().asks(&world, &appointments).await.object("node.appointments.nodes.0");
    let leaves = json!({ "id": principal["id"], "version": principal["version"], "endsOn": "2026-11-24" });
    world.rectorate().does(&world, "endAppointment", "object { id }", leaves).await.succeeds();
    tries(Some("NOT_ALLOWED")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_deputy_of_the_school_is_delegated_to() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let (teacher, deputy) = (college.teacher("Inès OEILLET").await, other.deputy("Rose").await);
    delegates(&world, &college, &teacher, "2026-11-25", "2026-12-31").await.is_refused("NOT_A_DEPUTY").naming("deputy");
    delegates(&world, &college, &deputy, "2026-11-25", "2026-12-31").await.is_refused("NOT_FOUND").naming("deputy");
    delegates(&world, &college, &teacher, "2026-11-24", "2026-12-31").await.is_refused("INVALID_ARGUMENT").naming("startsOn");
    let foreign = json!({ "establishment": other.uai, "deputy": teacher.id, "startsOn": "2026-11-25", "endsOn": "2026-12-31" });
    college.principal().does(&world, "delegate", DELEGATION, foreign).await.is_refused("NOT_ALLOWED");
    let list = "{ delegations { totalCount } }";
    college.principal().asks(&world, list).await.succeeds().shows("delegations.totalCount", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rectorate_learns_why_somebody_may_or_may_not() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (teacher, mandate) = college.referent("Inès OEILLET").await;
    let colleague = college.teacher("Paul LILAS").await;
    let id = mandate["id"].as_str().expect("an id");
    let asks = |person: &Persona, more: &str| {
        format!(
            "{{ explainAccess(person: \"{}\", object: \"{id}\", {more}) {{ allowed reason action objectType state hat {{ role establishments {{ uai }} }} grants }} }}",
            person.id
        )
    };
    let officer = world.rectorate();

    let own = officer.asks(&world, &asks(&teacher, "action: \"END\"")).await.succeeds();
    own.shows("explainAccess.allowed", true).shows("explainAccess.reason", Value::Null).shows("explainAccess.state", "ACTIVE");
    let principal = officer.asks(&world, &asks(college.principal(), "action: \"END\"")).await.succeeds();
    principal.shows("explainAccess.hat.role", "PRINCIPAL").shows("explainAccess.hat.establishments.0.uai", college.uai.as_str());
    let other = officer.asks(&world, &asks(&colleague, "action: \"END\"")).await.succeeds();
    let other = other.shows("explainAccess.allowed", false).shows("explainAccess.hat", Value::Null);
    assert!(other.text("explainAccess.reason").contains("the principal"), "{}", other.body);
    assert!(other.at("explainAccess.grants").as_array().is_some_and(|grants| grants.contains(&json!("PRINCIPAL within ESTABLISHMENT"))), "{}", other.body);
    officer.asks(&world, &asks(&colleague, "action: \"DANCE\"")).await.is_refused("INVALID_ARGUMENT").naming("action").hinting("WITHDRAW");
    officer.asks(&world, &asks(&colleague, "action: \"END\", field: \"person\"")).await.is_refused("INVALID_ARGUMENT").naming("field");

    let field = |person: &Persona, object: &str, field: &str| {
        format!("{{ explainAccess(person: \"{}\", object: \"{object}\", field: \"{field}\") {{ allowed objectType }} }}", person.id)
    };
    let contact = officer.asks(&world, &field(&colleague, &teacher.id, "contact")).await.succeeds();
    contact.shows("explainAccess.allowed", true).shows("explainAccess.objectType", "PersonContact");
    officer.asks(&world, &field(&colleague, &teacher.id, "identifiers")).await.is_refused("INVALID_ARGUMENT").naming("field");

    // It tells nobody else, and nothing of another academy.
    for who in [&teacher, college.principal()] {
        who.asks(&world, &asks(&teacher, "action: \"END\"")).await.is_refused("NOT_ALLOWED");
    }
    world.rectorate_of_toulouse().asks(&world, &asks(&teacher, "action: \"END\"")).await.is_refused("NOT_FOUND").naming("person");
    let foreign = world.college_of_toulouse("Collège Fermat").await.referent("Rose TILLEUL").await.1;
    let there = format!("{{ explainAccess(person: \"{}\", object: \"{}\") {{ allowed }} }}", teacher.id, foreign["id"].as_str().expect("an id"));
    officer.asks(&world, &there).await.is_refused("NOT_FOUND").naming("object");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_takes_along_all_that_is_known_of_them() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let input = json!({
        "academy": "13", "givenName": "Rose", "familyName": "TILLEUL", "mail": "rose@stories.example",
        "identifiers": [{ "system": "AAF", "value": "R1" }], "disciplines": ["L0202"],
    });
    let id = world.rectorate().does(&world, "createPerson", "object { id }", input).await.succeeds().text("createPerson.object.id");
    let rose = Persona::of(&world.app, "Rose", kernel::resource::parse_id(&id).expect("an id").1);
    world.rectorate().appoints(&world, &rose, &college, "TEACHER", "2020-09-01", None).await.succeeds();
    let mandate = college.principal().proposes(&world, &rose, &college).await.object("proposeMandate.object");
    rose.accepts(&world, &mandate).await.succeeds();
    let takes = format!("{{ exportPersonalData(person: \"{id}\") }}");

    let taken = rose.asks(&world, &takes).await.succeeds();
    let at = |path: &str| taken.at(&format!("exportPersonalData.{path}")).clone();
    assert_eq!((at("person.family_name"), at("contact.0.mail"), at("identifiers.0.value")), (json!("TILLEUL"), json!("rose@stories.example"), json!("R1")));
    assert_eq!((at("disciplines.0.code"), at("appointments.0.function"), at("mandates.0.decision")), (json!("L0202"), json!("TEACHER"), json!("ACCEPTED")));
    assert_eq!((at("establishments.0.uai"), at("acts.0.operation")), (json!(college.uai), json!("acceptMandate")));
    assert!(at("changes").as_array().is_some_and(|changes| changes.len() >= 4), "{}", taken.body);

    let dpo = world.officer([Desk::Dpo].into_iter().collect::<Desks>()).await;
    dpo.asks(&world, &takes).await.succeeds().shows("exportPersonalData.person.given_name", "Rose");
    let network = world.officer([Desk::Network].into_iter().collect::<Desks>()).await;
    network.asks(&world, &takes).await.is_refused("NOT_ALLOWED");
    college.principal().asks(&world, &takes).await.is_refused("NOT_ALLOWED");
    world.rectorate_of_toulouse().asks(&world, &takes).await.is_refused("NOT_FOUND").naming("person");
    world.anyone().asks(&world, &takes).await.is_refused("NOT_FOUND").naming("person");
    let told = format!("{{ auditEvents(filter: {{ kind: READING, object: \"{id}\" }}) {{ nodes {{ person {{ id }} }} }} }}");
    let told = dpo.asks(&world, &told).await.succeeds();
    assert_eq!(told.texts("auditEvents.nodes", "person.id"), [dpo.id.as_str(), rose.id.as_str()]);
}
