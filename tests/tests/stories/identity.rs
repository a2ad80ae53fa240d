//! Stories of identity: persons whom other issuers vouch for, and issuers that fail or are hostile.

use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};

use api::domain::people::commands::upsert_people::{Identifiers, PersonRow, UpsertPeople};
use jsonwebtoken::{Algorithm, Header};
use kernel::{command::CommandOptions, viewer::Viewer};
use serde_json::{Value, json};
use tests::{Persona, Script, ScriptedIssuer, World, issuer::CLIENT, world::day};

const VIEWER: &str = "{ viewer { authenticated roles person { id } } }";
/// An officer of Poitiers, as the world's directory names them.
const OFFICER: &str = "officer-poitiers";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_whom_an_issuer_vouches_for_is_who_the_directory_says() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.section()).await;
    let mut claims = issuer.claims("officer-toulouse", now(&world));
    claims["roles"] = json!(["ADMIN"]);

    let officer = bearer(&issuer.token(&good(&issuer, &world))).asks(&world, VIEWER).await.succeeds();
    let other = bearer(&issuer.token(&claims)).asks(&world, VIEWER).await.succeeds();
    let own = world.rectorate().asks(&world, VIEWER).await.succeeds();

    officer.shows("viewer.authenticated", true).shows("viewer.roles", json!(["RECTORATE"])).shows("viewer.person.id", world.rectorate().id.clone());
    other.shows("viewer.roles", json!(["RECTORATE"])).shows("viewer.person.id", world.rectorate_of_toulouse().id.clone());
    own.shows("viewer.person.id", world.rectorate().id.clone());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_audit_says_through_which_program_a_person_acted() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.section()).await;
    let input = |name: &str| json!({ "academy": "13", "givenName": "Inès", "familyName": name });

    bearer(&issuer.token(&good(&issuer, &world))).does(&world, "createPerson", "object { id }", input("OEILLET")).await.succeeds();
    let through = world.last_audit().await.client;
    world.rectorate().does(&world, "createPerson", "object { id }", input("LILAS")).await.succeeds();

    assert_eq!((through.as_deref(), world.last_audit().await.client), (Some("app"), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_algorithm_that_the_operator_names_is_checked_and_no_other() {
    for (algorithm, taken) in
        [(Algorithm::ES256, true), (Algorithm::ES384, true), (Algorithm::RS256, true), (Algorithm::PS256, true), (Algorithm::RS384, false)]
    {
        let issuer = ScriptedIssuer::new().await;
        issuer.adds_a_key(algorithm);
        let world = World::set_up(&issuer.section()).await;
        let token = issuer.token(&good(&issuer, &world));

        let outcome = bearer(&token).asks(&world, VIEWER).await;

        assert_eq!(outcome.status, if taken { 200 } else { 401 }, "{algorithm:?}: {}", outcome.body);
        bearer(&changed(&token)).asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED").with_status(401);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_whom_the_directory_does_not_hold_is_told_which_identifier() {
    let (issuer, of_toulouse) = (ScriptedIssuer::new().await, ScriptedIssuer::new().await);
    let world = World::set_up(&format!("{}{}academy = \"16\"\n", issuer.section(), of_toulouse.section())).await;
    for officer in [world.rectorate(), world.rectorate_of_toulouse()] {
        let academy = if officer.id == world.rectorate().id { "13" } else { "16" };
        let input = json!({ "academy": academy, "givenName": "Inès", "familyName": "OEILLET", "identifiers": [{ "system": "STORIES", "value": "two" }] });
        officer.does(&world, "createPerson", "object { id }", input).await.succeeds();
    }
    leaves(&world, "gone").await;
    let token = |issuer: &ScriptedIssuer, person: &str| bearer(&issuer.token(&issuer.claims(person, now(&world))));

    for person in ["nobody", "gone", "two"] {
        let outcome = token(&issuer, person).asks(&world, VIEWER).await;
        outcome.is_refused("NOT_IN_DIRECTORY").with_status(403).hinting(&format!("identifier {person} of the system STORIES")).hinting("rupn import people");
    }
    token(&of_toulouse, OFFICER).asks(&world, VIEWER).await.is_refused("NOT_IN_DIRECTORY").hinting(OFFICER);
    token(&of_toulouse, "two").asks(&world, VIEWER).await.succeeds().shows("viewer.authenticated", true);
    token(&of_toulouse, "officer-toulouse").asks(&world, VIEWER).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_added_to_the_directory_is_known_at_once() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.section()).await;
    let newcomer = bearer(&issuer.token(&issuer.claims("newcomer", now(&world))));
    newcomer.asks(&world, VIEWER).await.is_refused("NOT_IN_DIRECTORY");

    let input = json!({ "academy": "13", "givenName": "Inès", "familyName": "OEILLET", "identifiers": [{ "system": "STORIES", "value": "newcomer" }] });
    let made = world.rectorate().does(&world, "createPerson", "object { id }", input).await.succeeds();

    newcomer.asks(&world, VIEWER).await.succeeds().shows("viewer.person.id", made.text("createPerson.object.id"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_of_an_issuer_that_is_not_good_gives_the_same_answer_as_any() {
    let (issuer, stranger) = (ScriptedIssuer::new().await, ScriptedIssuer::new().await);
    let world = World::set_up(&format!("{}\n[issuer.claims]\nacr = [\"eidas1\", \"eidas2\"]\nsession = []\n", issuer.section())).await;
    let now = now(&world);
    let good = merged(&good(&issuer, &world), json!({ "acr": "eidas2", "session": "s" }));
    bearer(&issuer.token(&good)).asks(&world, VIEWER).await.succeeds();
    bearer(&issuer.token(&merged(&good, json!({ "aud": ["https://other.example", "https://rupn.example"] })))).asks(&world, VIEWER).await.succeeds();

    let mut tokens: Vec<(String, String)> = Vec::new();
    for claim in ["iss", "aud", "sub", "iat", "exp", "uid", "acr", "session"] {
        let mut without = good.clone();
        without.as_object_mut().expect("an object").remove(claim);
        tokens.push((format!("without {claim}"), issuer.token(&without)));
    }
    for (claim, wrong) in [
        ("iss", json!([issuer.name])),
        ("iss", json!(format!("{}/", issuer.name))),
        ("iss", json!(stranger.name)),
        ("iss", json!("rupn")),
        ("aud", json!("https://other.example")),
        ("aud", json!([])),
        ("aud", json!({ "https://rupn.example": true })),
        ("aud", json!("https://rupn.example/")),
        ("sub", json!("")),
        ("sub", json!(7)),
        ("sub", json!(["sub"])),
        ("sub", json!("app")),
        ("azp", json!(OFFICER)),
        ("client_id", json!(OFFICER)),
        ("iat", json!(now.to_string())),
        ("iat", json!(now + 61)),
        ("iat", json!(null)),
        ("nbf", json!(now + 61)),
        ("nbf", json!("now")),
        ("exp", json!((now + 3600).to_string())),
        ("exp", json!(now - 60)),
        ("exp", json!(null)),
        ("exp", json!(true)),
        ("exp", json!(1e300)),
        ("exp", json!(u64::MAX)),
        ("exp", json!(-1)),
        ("uid", json!("")),
        ("uid", json!(7)),
        ("uid", json!([OFFICER])),
        ("uid", json!({ "STORIES": OFFICER })),
        ("uid", json!("x".repeat(101))),
        ("uid", json!("officer\u{0}poitiers")),
        ("acr", json!("eidas3")),
        ("acr", json!(null)),
        ("acr", json!(2)),
        ("session", json!(null)),
    ] {
        tokens.push((format!("{claim} {wrong}"), issuer.token(&merged(&good, json!({ claim: wrong })))));
    }
    let header = issuer.header();
    let known = header.kid.clone();
    let under = |header: Header| issuer.token_under(&header, &good);
    let elsewhere = format!("{}/elsewhere", issuer.name);
    let own_key = serde_json::from_value(stranger.public_key()).expect("a key");
    tokens.extend([
        ("no type".to_owned(), under(Header { typ: None, ..header.clone() })),
        ("type JWT".to_owned(), under(Header { typ: Some("JWT".into()), ..header.clone() })),
        ("type logout+jwt".to_owned(), under(Header { typ: Some("logout+jwt".into()), ..header.clone() })),
        ("no key".to_owned(), under(Header { kid: None, ..header.clone() })),
        ("an unknown key".to_owned(), under(Header { kid: Some("unknown".into()), ..header.clone() })),
        ("a key that is a path".to_owned(), under(Header { kid: Some("../../etc/passwd".into()), ..header.clone() })),
        ("a key that is a statement".to_owned(), under(Header { kid: Some("' OR 1=1 --".into()), ..header.clone() })),
        ("something critical".to_owned(), under(Header { crit: Some(vec!["exp".into()]), ..header.clone() })),
        ("signed by a stranger".to_owned(), stranger.token_under(&header, &good)),
        ("signed by a stranger with jku".to_owned(), stranger.token_under(&Header { jku: Some(elsewhere.clone()), ..header.clone() }, &good)),
        ("signed by a stranger with x5u".to_owned(), stranger.token_under(&Header { x5u: Some(elsewhere), ..header.clone() }, &good)),
        ("signed by a stranger with jwk".to_owned(), stranger.token_under(&Header { jwk: Some(own_key), ..header.clone() }, &good)),
        ("a stranger's own".to_owned(), stranger.token(&stranger.claims(OFFICER, now))),
        ("9 kB".to_owned(), issuer.token(&merged(&good, json!({ "padding": "x".repeat(9 * 1024) })))),
    ]);
    let token = issuer.token(&good);
    let parts: Vec<&str> = token.split('.').collect();
    for name in ["none", "None", "nOnE", "HS256", "HS512", "ES256", "RS256", "EdDSA "] {
        let forged = encoded(&json!({ "alg": name, "typ": "at+jwt", "kid": known }));
        tokens.push((format!("alg {name}, no signature"), format!("{forged}.{}.", parts[1])));
        tokens.push((format!("alg {name}, the signature of another header"), format!("{forged}.{}.{}", parts[1], parts[2])));
    }
    let secret = jsonwebtoken::EncodingKey::from_secret(issuer.public_key()["x"].as_str().expect("the key").as_bytes());
    let confused = Header { alg: Algorithm::HS256, ..header.clone() };
    tokens.extend([
        ("HS256 with the public key".to_owned(), jsonwebtoken::encode(&confused, &good, &secret).expect("a token")),
        ("a changed signature".to_owned(), changed(&token)),
        ("a cut signature".to_owned(), format!("{}.{}.{}", parts[0], parts[1], &parts[2][..40])),
        ("a padded signature".to_owned(), format!("{token}==")),
        ("other claims".to_owned(), format!("{}.{}.{}", parts[0], encoded(&merged(&good, json!({ "uid": "officer-toulouse" }))), parts[2])),
        ("two parts".to_owned(), format!("{}.{}", parts[0], parts[1])),
        ("four parts".to_owned(), format!("{token}.x")),
        ("opaque".to_owned(), "mF_9.B5f-4.1JqM".to_owned()),
        ("no JSON".to_owned(), "e30.bm8.bm8".to_owned()),
    ]);

    assert!(tokens.len() >= 60, "{}", tokens.len());
    let before = issuer.fetches();
    let mut answers = BTreeSet::new();
    for (fault, token) in &tokens {
        let outcome = bearer(token).asks(&world, VIEWER).await;
        assert_eq!(outcome.status, 401, "{fault}: {}", outcome.body);
        answers.insert(outcome.body.to_string());
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(issuer.fetches() <= before + 1, "the unknown key is looked for once");
    assert_eq!((issuer.astray(), stranger.fetches(), stranger.astray()), (0, 0, 0), "no header leads us anywhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_good_until_its_end_whoever_signed_it() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.section()).await;
    let token = bearer(&issuer.token(&good(&issuer, &world)));
    let status = || async { token.asks(&world, VIEWER).await.status };

    let first = status().await;
    world.clock().advance(chrono::TimeDelta::seconds(3659));
    let within_leeway = status().await;
    world.clock().advance(chrono::TimeDelta::seconds(1));
    let over = status().await;

    assert_eq!((first, within_leeway, over), (200, 200, 401));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_keys_cause_one_more_fetch_and_hold_nobody_up() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.section()).await;
    let good = bearer(&issuer.token(&good(&issuer, &world)));
    good.asks(&world, VIEWER).await.succeeds();
    let before = issuer.fetches();

    let flood = (0..200).map(|number| {
        let header = Header { kid: Some(format!("random-{number}")), ..issuer.header() };
        let (world, token) = (Arc::clone(&world), bearer(&issuer.token_under(&header, &issuer.claims(OFFICER, now(&world)))));
        async move { token.asks(&world, VIEWER).await.status }
    });
    let valid = (0..50).map(|_| {
        let (world, good) = (Arc::clone(&world), good.clone());
        async move { good.asks(&world, VIEWER).await.status }
    });
    let (flood, valid) = tokio::join!(together(flood), together(valid));

    assert_eq!(flood, vec![401; 200]);
    assert_eq!(valid, vec![200; 50]);
    assert_eq!(issuer.fetches(), before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_who_come_cause_one_fetch_together() {
    let issuer = ScriptedIssuer::new().await;
    issuer.follows(Script::Down);
    let world = World::set_up(&issuer.section()).await;
    issuer.follows(Script::Answers);
    let token = bearer(&issuer.token(&good(&issuer, &world)));
    let before = issuer.fetches();

    let first = (0..40).map(|_| {
        let (world, token) = (Arc::clone(&world), token.clone());
        async move { token.asks(&world, VIEWER).await.status }
    });

    assert_eq!(together(first).await, vec![200; 40]);
    assert!(issuer.fetches() <= before + 2, "one at the start, one for all who came");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_is_found_at_once_and_one_that_is_gone_is_good_no_more() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.section()).await;
    let old = bearer(&issuer.token(&good(&issuer, &world)));
    old.asks(&world, VIEWER).await.succeeds();

    issuer.adds_a_key(Algorithm::ES256);
    issuer.forgets_old_keys();
    let new = bearer(&issuer.token(&good(&issuer, &world)));

    old.asks(&world, VIEWER).await.succeeds();
    new.asks(&world, VIEWER).await.succeeds().shows("viewer.person.id", world.rectorate().id.clone());
    old.asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED").with_status(401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_hangs_up_keeps_no_new_key_from_being_found() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.section()).await;
    bearer(&issuer.token(&good(&issuer, &world))).asks(&world, VIEWER).await.succeeds();
    issuer.follows(Script::Late);
    issuer.adds_a_key(Algorithm::EdDSA);
    let token = issuer.token(&good(&issuer, &world));

    let impatient = world.http().post(world.url("/graphql")).bearer_auth(&token).json(&json!({ "query": VIEWER })).timeout(Duration::from_millis(100));
    impatient.send().await.expect_err("nobody waits for the answer");

    bearer(&token).asks(&world, VIEWER).await.succeeds().shows("viewer.authenticated", true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_used_for_what_its_issuer_says() {
    for (says, status) in [
        (json!({ "alg": "EdDSA", "use": "sig" }), 200),
        (json!({ "alg": "ES256" }), 401),
        (json!({ "use": "enc" }), 401),
        (json!({ "key_ops": ["sign"] }), 401),
        (json!({ "kty": "oct", "k": "c2VjcmV0" }), 401),
    ] {
        let issuer = ScriptedIssuer::new().await;
        issuer.describes_its_key(&says);
        let world = World::set_up(&issuer.section()).await;

        let outcome = bearer(&issuer.token(&good(&issuer, &world))).asks(&world, VIEWER).await;

        assert_eq!(outcome.status, status, "{says}: {}", outcome.body);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_issuers_with_one_name_of_a_key_are_not_taken_for_each_other() {
    let (one, other) = (ScriptedIssuer::new().await, ScriptedIssuer::new().await);
    let world = World::set_up(&format!("{}{}", one.section(), other.section())).await;
    assert_eq!(one.header().kid, other.header().kid);
    let claims = one.claims(OFFICER, now(&world));

    bearer(&one.token(&claims)).asks(&world, VIEWER).await.succeeds();
    bearer(&other.token(&other.claims(OFFICER, now(&world)))).asks(&world, VIEWER).await.succeeds();
    bearer(&other.token(&claims)).asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
    bearer(&one.token(&other.claims(OFFICER, now(&world)))).asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_fails_is_told_and_keys_that_are_known_serve_on() {
    let scripts = [
        Script::Down,
        Script::Silent,
        Script::Huge,
        Script::ManyKeys,
        Script::OneKeyTooMany,
        Script::Page,
        Script::OtherShape,
        Script::Redirects,
        Script::OtherName,
        Script::PlainKeys,
    ];
    let stories = scripts.map(|script| async move {
        let issuer = ScriptedIssuer::new().await;
        let world = World::set_up(&issuer.section()).await;
        let known = bearer(&issuer.token(&good(&issuer, &world)));
        known.asks(&world, VIEWER).await.succeeds();
        assert!(metrics(&world).await.contains(&format!("rupn_issuer_up{{issuer=\"{}\"}} 1", issuer.name)));
        let before = issuer.fetches();

        issuer.follows(script);
        issuer.adds_a_key(Algorithm::EdDSA);
        let unknown = bearer(&issuer.token(&good(&issuer, &world)));
        let started = Instant::now();
        let meanwhile = async {
            known.asks(&world, VIEWER).await.succeeds();
            started.elapsed()
        };
        let (refused, waited) = tokio::join!(unknown.asks(&world, VIEWER), meanwhile);

        refused.is_refused("UNAUTHENTICATED").with_status(401);
        assert!(started.elapsed() < Duration::from_secs(9), "{script:?} was waited for {:?}", started.elapsed());
        assert!(waited < Duration::from_secs(4), "{script:?} held up a known key for {waited:?}");
        known.asks(&world, VIEWER).await.succeeds();
        assert_eq!((issuer.fetches(), issuer.astray()), (before + 1, 0), "{script:?}");
        assert!(metrics(&world).await.contains(&format!("rupn_issuer_up{{issuer=\"{}\"}} 0", issuer.name)), "{script:?}");
        let ready = world.http().get(world.url("/readyz")).send().await.expect("an answer");
        assert_eq!(ready.status().as_u16(), 200, "{script:?}");
    });
    together(stories.into_iter()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_shows_nothing_is_asked_about_once_in_half_a_minute() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.introspection_section("", "")).await;
    let now = now(&world);
    issuer.says_of("opaque", merged(&issuer.claims(OFFICER, now), json!({ "active": true, "exp": now + 20 })));
    let token = bearer("opaque");

    let many = (0..50).map(|_| {
        let (world, token) = (Arc::clone(&world), token.clone());
        async move { token.asks(&world, VIEWER).await.status }
    });
    assert_eq!(together(many).await, vec![200; 50]);
    assert_eq!(issuer.questions(), 1);

    world.clock().advance(chrono::TimeDelta::seconds(19));
    token.asks(&world, VIEWER).await.succeeds().shows("viewer.person.id", world.rectorate().id.clone());
    assert_eq!(issuer.questions(), 1, "remembered");
    issuer.says_of("opaque", json!({ "active": false }));
    world.clock().advance(chrono::TimeDelta::seconds(1));
    token.asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
    token.asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
    assert_eq!(issuer.questions(), 2, "not beyond its end, and a no is remembered too");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_about_a_token_is_read_as_a_token_is() {
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.introspection_section("", "authentication = \"client_secret_post\"\n[issuer.claims]\nclient_id = [\"app\"]")).await;
    let now = now(&world);
    let good = merged(&issuer.claims(OFFICER, now), json!({ "active": true }));
    let cases = [
        ("good", json!({}), 200),
        ("not active", json!({ "active": false }), 401),
        ("active in words", json!({ "active": "true" }), 401),
        ("active by number", json!({ "active": 1 }), 401),
        ("of another issuer", json!({ "iss": "https://sso.example" }), 401),
        ("for another", json!({ "aud": "https://other.example" }), 401),
        ("over", json!({ "exp": now - 60 }), 401),
        ("without end", json!({ "exp": null }), 401),
        ("not yet", json!({ "iat": now + 61 }), 401),
        ("without subject", json!({ "sub": null }), 401),
        ("of a client", json!({ "sub": "app" }), 401),
        ("of another client", json!({ "client_id": "other" }), 401),
        ("without a person", json!({ "uid": null }), 401),
        ("of somebody unknown", json!({ "uid": "nobody" }), 403),
    ];
    for (token, more, status) in cases {
        issuer.says_of(&token.replace(' ', "-"), merged(&good, more));
        let outcome = bearer(&token.replace(' ', "-")).asks(&world, VIEWER).await;
        assert_eq!(outcome.status, status, "{token}: {}", outcome.body);
    }
    let jwt = issuer.token(&issuer.claims(OFFICER, now));
    bearer(&jwt).asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
    issuer.says_of(&jwt, good);
    world.clock().advance(chrono::TimeDelta::seconds(1));
    let asked = issuer.questions();
    bearer(&ScriptedIssuer::new().await.token(&json!({ "iss": "https://sso.example" }))).asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
    bearer("with\"quote").asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
    assert_eq!(issuer.questions(), asked + 1, "a JWT of somebody else is not shown to it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signed_answer_must_be_one_of_its_issuer_to_us() {
    let stranger = ScriptedIssuer::new().await;
    let signed = Header { typ: Some("token-introspection+jwt".into()), ..stranger.header() };
    let cases: [(&str, Header, Value, u16); 9] = [
        ("good", signed.clone(), json!({}), 200),
        ("with the whole type", Header { typ: Some("application/token-introspection+jwt".into()), ..signed.clone() }, json!({}), 200),
        ("another type", Header { typ: Some("at+jwt".into()), ..signed.clone() }, json!({}), 401),
        ("an unknown key", Header { kid: Some("unknown".into()), ..signed.clone() }, json!({}), 401),
        ("to another", signed.clone(), json!({ "aud": "other" }), 401),
        ("of another", signed.clone(), json!({ "iss": stranger.name }), 401),
        ("of tomorrow", signed.clone(), json!({ "iat": 4_000_000_000_i64 }), 401),
        ("without instant", signed.clone(), json!({ "iat": null }), 401),
        ("of nothing", signed.clone(), json!({ "token_introspection": null }), 401),
    ];
    for (case, header, more, status) in cases {
        let issuer = ScriptedIssuer::new().await;
        let world = World::set_up(&issuer.introspection_section("\"EdDSA\"", "")).await;
        let inner = merged(&issuer.claims(OFFICER, now(&world)), json!({ "active": true }));
        let outer = json!({ "iss": issuer.name, "aud": CLIENT.0, "iat": now(&world), "token_introspection": inner });
        issuer.says_of("opaque", json!({ "outer": merged(&outer, more) }));
        issuer.signs_answers_under(header);

        let outcome = bearer("opaque").asks(&world, VIEWER).await;

        assert_eq!(outcome.status, status, "{case}: {}", outcome.body);
    }
    let issuer = ScriptedIssuer::new().await;
    let world = World::set_up(&issuer.introspection_section("\"EdDSA\"", "")).await;
    issuer.says_of("opaque", merged(&issuer.claims(OFFICER, now(&world)), json!({ "active": true })));
    bearer("opaque").asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_that_cannot_be_asked_vouches_for_nobody_and_the_door_stays_open() {
    for script in [Script::Down, Script::Huge, Script::Page] {
        let issuer = ScriptedIssuer::new().await;
        let world = World::set_up(&issuer.introspection_section("", "")).await;
        issuer.says_of("opaque", merged(&issuer.claims(OFFICER, now(&world)), json!({ "active": true })));
        issuer.follows(script);

        bearer("opaque").asks(&world, VIEWER).await.is_refused("UNAUTHENTICATED").with_status(401);
        world.rectorate().asks(&world, VIEWER).await.succeeds();
        world.anyone().asks(&world, VIEWER).await.succeeds();
        assert!(metrics(&world).await.contains(&format!("rupn_issuer_up{{issuer=\"{}\"}} 0", issuer.name)), "{script:?}");
    }
}

/// Somebody who has a token and whom the world does not know.
fn bearer(token: &str) -> Persona {
    Persona { name: "bearer".into(), id: String::new(), token: Some(token.to_owned()) }
}

/// The claims of a good token for the officer of Poitiers.
fn good(issuer: &ScriptedIssuer, world: &World) -> Value {
    issuer.claims(OFFICER, now(world))
}

fn now(world: &World) -> i64 {
    world.clock().now().timestamp()
}

/// Somebody of Poitiers who left the directory.
async fn leaves(world: &World, identifier: &str) {
    let row = PersonRow {
        academy: Some("13".into()),
        identifiers: Identifiers(vec![("STORIES".into(), identifier.into())]),
        family_name: Some("LILAS".into()),
        given_name: Some("Paul".into()),
        deactivated_on: async_graphql::MaybeUndefined::Value(day("2026-08-31")),
        ..PersonRow::default()
    };
    Viewer::system(&world.app.store, "stories").perform(UpsertPeople { rows: vec![row] }, &CommandOptions::default()).await.expect("somebody leaves");
}

async fn metrics(world: &World) -> String {
    world.http().get(world.url("/metrics")).send().await.expect("an answer").text().await.expect("a text")
}

/// Runs all at once; gives what each comes to.
async fn together<F: Future<Output: Send + 'static> + Send + 'static>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut tasks = tokio::task::JoinSet::new();
    all.for_each(|one| drop(tasks.spawn(one)));
    tasks.join_all().await
}

fn merged(left: &Value, right: Value) -> Value {
    let mut all = left.clone();
    let Value::Object(right) = right else { panic!("not an object: {right}") };
    all.as_object_mut().expect("an object").extend(right);
    all
}

fn encoded(part: &Value) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(part.to_string())
}

/// The same token with another letter in the middle of its signature.
fn changed(token: &str) -> String {
    let at = token.rfind('.').expect("three parts") + 20;
    let letter = if token.as_bytes()[at] == b'A' { 'B' } else { 'A' };
    format!("{}{letter}{}", &token[..at], &token[at + 1..])
}
