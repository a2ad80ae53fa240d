//! Stories of framing: texts over time (S1, S2, S26, S33, S37), and the missions as they were worded (S5, S6).

use std::collections::BTreeSet;

use api::{domain::framing::commands::load_framing::LoadFraming, starting};
use kernel::{command::CommandOptions, viewer::Viewer, work::RowStatus};
use serde_json::{Value, json};
use tests::{Outcome, Persona, World, days, world::day};

const TEXT: &str = "object { id code version level title kind topic reference url signedOn publishedOn effectiveFrom effectiveTo status academy { code } establishment { uai } derivesFrom { nodes { code } } } dryRun replayed";

fn merged(mut input: Value, more: Value) -> Value {
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

fn note(more: Value) -> Value {
    let note = json!({
        "academy": "13", "code": "NOTE-2026", "kind": "NOTE", "topic": "MISSION", "titleFr": "Note de rentrée", "signedOn": "2026-09-01", "effectiveFrom": "2026-09-01",
    });
    merged(note, more)
}

/// Publishes a note of Poitiers, with other facts where they are told.
async fn publishes(world: &World, who: &Persona, more: Value) -> Outcome {
    who.does(world, "publishFramingText", TEXT, note(more)).await
}

/// Sends a change of a text, as it was read.
async fn changes(world: &World, who: &Persona, mutation: &str, text: &Value, more: Value) -> Outcome {
    who.does(world, mutation, TEXT, merged(json!({ "id": text["id"], "version": text["version"] }), more)).await
}

/// The text with a code, as anybody reads it.
async fn read(world: &World, code: &str) -> Value {
    let query = format!("{{ framingTexts(filter: {{ code: \"{code}\" }}) {{ nodes {{ id version code titleFr effectiveTo }} }} }}");
    world.anyone().asks(world, &query).await.succeeds().object("framingTexts.nodes.0")
}

/// The codes of a list of the framing of a day.
async fn framing(world: &World, day: &str, list: &str) -> BTreeSet<String> {
    let query = format!("{{ framing(asOf: \"{day}\") {{ {list}(first: 100) {{ totalCount nodes {{ code }} }} }} }}");
    let read = world.anyone().asks(world, &query).await.succeeds();
    let codes = read.texts(&format!("framing.{list}.nodes"), "code");
    assert_eq!(read.at(&format!("framing.{list}.totalCount")), codes.len());
    codes.into_iter().collect()
}

fn codes<const N: usize>(codes: [&str; N]) -> BTreeSet<String> {
    codes.map(str::to_owned).into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s26_what_was_in_force_and_what_was_announced_is_told_for_any_day() {
    let world = World::new().await;

    let before_the_return = ["inForce", "announced", "undated"].map(|list| framing(&world, "2015-05-15", list));
    let [in_force, announced, undated] = before_the_return;

    assert_eq!(in_force.await, codes(["DEC-2010-1065", "CIRC-2010-243", "PLAN-2010", "LAW-2013-595", "POITIERS-2014"]));
    assert_eq!(announced.await, codes(["DEC-2015-475", "ORDER-2015-04-27", "CIRC-2015-058", "DEC-2014-940"]));
    assert_eq!(undated.await, codes(["CIRC-2001-114", "ARCH-2005-003", "ORDER-2012-05-07"]));
    assert_eq!(framing(&world, "2015-04-26", "announced").await, codes(["DEC-2014-940"]), "the day before the signature");
    assert!(framing(&world, "2015-08-31", "inForce").await.contains("PLAN-2010"), "the last day is included");
    let after = framing(&world, "2015-09-01", "inForce").await;
    assert!(after.contains("DEC-2015-475") && !after.contains("PLAN-2010"));
    assert!(framing(&world, "2010-10-01", "inForce").await.contains("CIRC-2010-243"), "its effect begins before its signature");
    assert_eq!(framing(&world, "2001-06-19", "undated").await, codes([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s26_the_framing_of_an_academy_stands_beside_the_national_one() {
    let world = World::new().await;
    let query = |academy: &str, levels: &str| {
        format!(
            "{{ framing(asOf: \"2014-09-01\", academy: \"{academy}\") {{ asOf inForce(filter: {{ levels: [{levels}] }}) {{ nodes {{ code academy {{ code }} }} }} }} }}"
        )
    };

    let poitiers = world.anyone().asks(&world, &query("13", "ACADEMY")).await.succeeds();
    let toulouse = world.anyone().asks(&world, &query("16", "ACADEMY")).await.succeeds();
    let nation = world.anyone().asks(&world, &query("16", "NATIONAL")).await.succeeds();

    assert_eq!(poitiers.texts("framing.inForce.nodes", "code"), ["POITIERS-2014"]);
    poitiers.shows("framing.asOf", "2014-09-01").shows("framing.inForce.nodes.0.academy.code", "13");
    assert_eq!(toulouse.texts("framing.inForce.nodes", "code"), Vec::<String>::new());
    assert!(nation.texts("framing.inForce.nodes", "code").contains(&"LAW-2013-595".to_owned()), "S33");
    world.anyone().asks(&world, "{ framing { asOf } }").await.shows("framing.asOf", "2026-11-25");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s26_a_text_that_was_signed_and_has_not_ended_is_in_exactly_one_list() {
    let world = World::new().await;
    let all = "{ framingTexts(first: 100) { nodes { code signedOn effectiveFrom effectiveTo } } }";
    let all = world.anyone().asks(&world, all).await.succeeds().at("framingTexts.nodes").as_array().expect("texts").clone();
    let of = |text: &Value, name: &str| text[name].as_str().map(str::to_owned);

    let mut counted = 0;
    for asked in ["2001-06-20", "2010-10-01", "2010-11-09", "2014-08-31", "2015-05-15", "2015-09-01", "2025-10-01", "2026-11-25"] {
        let lists = [framing(&world, asked, "inForce").await, framing(&world, asked, "announced").await, framing(&world, asked, "undated").await];
        let living = all.iter().filter(|text| of(text, "effectiveTo").is_none_or(|last| asked <= last.as_str()));
        let begun = living.filter(|text| text["signedOn"].as_str() <= Some(asked) || of(text, "effectiveFrom").is_some_and(|first| first.as_str() <= asked));
        let expected: BTreeSet<String> = begun.filter_map(|text| of(text, "code")).collect();
        assert_eq!(lists.iter().map(BTreeSet::len).sum::<usize>(), expected.len(), "{asked}: {lists:?}");
        assert_eq!(lists.into_iter().flatten().collect::<BTreeSet<_>>(), expected, "{asked}");
        counted += expected.len();
    }

    assert!(counted > 60, "{counted}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_s37_the_chain_from_a_letter_to_the_plan_of_the_minister_can_be_followed() {
    let world = World::new().await;
    let up = "{ framingTexts(first: 1, filter: { code: \"POITIERS-LETTER-2016\" }) { nodes { level derivesFrom(first: 5, orderBy: CODE) { totalCount nodes { code reference nor derivesFrom(first: 5, orderBy: CODE) { nodes { code level } } } } } } }";
    let down = "{ framingTexts(first: 1, filter: { code: \"PLAN-2010\" }) { nodes { level derived(first: 5) { nodes { code derived(first: 5) { nodes { code } } } } } } }";

    let up = world.anyone().asks(&world, up).await.succeeds();
    let down = world.anyone().asks(&world, down).await.succeeds();

    let from = "framingTexts.nodes.0.derivesFrom";
    assert_eq!(up.texts(&format!("{from}.nodes"), "code"), ["CIRC-2015-058", "POITIERS-2014"]);
    assert_eq!(up.texts(&format!("{from}.nodes.0.derivesFrom.nodes"), "code"), ["DEC-2015-475", "ORDER-2015-04-27"]);
    assert_eq!(up.texts(&format!("{from}.nodes.1.derivesFrom.nodes"), "code"), ["PLAN-2010"]);
    up.shows("framingTexts.nodes.0.level", "ACADEMY").shows(&format!("{from}.totalCount"), 2).shows(&format!("{from}.nodes.0.nor"), "MENH1506032C");
    down.shows("framingTexts.nodes.0.level", "NATIONAL")
        .shows("framingTexts.nodes.0.derived.nodes.0.code", "POITIERS-2014")
        .shows("framingTexts.nodes.0.derived.nodes.0.derived.nodes.0.code", "POITIERS-LETTER-2016");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_texts_come_newest_first_and_what_changed_since_alone() {
    let world = World::new().await;
    let signed = "{ framingTexts(first: 100) { totalCount nodes { signedOn status source topicLabel } } }";
    let listed = world.anyone().asks(&world, signed).await.succeeds();
    let days_of = listed.texts("framingTexts.nodes", "signedOn");
    world.clock().advance(days(1));
    let since =
        "{ framingTexts(filter: { updatedSince: \"2026-11-25T10:00:00Z\" }, orderBy: UPDATED_AT_DESC) { totalCount nodes { code version updatedAt } } }";
    let nothing = world.anyone().asks(&world, since).await.succeeds();
    let poitiers = read(&world, "POITIERS-2014").await;
    changes(&world, world.rectorate(), "reviseFramingText", &poitiers, json!({ "titleFr": "Cadrage de la fonction" })).await.succeeds();
    world.clock().advance(days(1));
    publishes(&world, world.rectorate(), json!({})).await.succeeds();

    assert_eq!(days_of.len(), 20);
    assert!(days_of.is_sorted_by(|one, next| one >= next), "{days_of:?}");
    assert!(listed.texts("framingTexts.nodes", "source").iter().all(|source| source != "null"));
    nothing.shows("framingTexts.totalCount", 0);
    let changed = world.anyone().asks(&world, since).await.succeeds();
    assert_eq!(changed.texts("framingTexts.nodes", "code"), ["NOTE-2026", "POITIERS-2014"]);
    changed.shows("framingTexts.nodes.1.version", 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_texts_are_found_by_what_they_are() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    publishes(&world, world.rectorate(), json!({ "establishment": college.uai, "topic": "EQUIPMENT" })).await.succeeds();

    let cases: [(String, &[&str]); 9] = [
        ("levels: [ACADEMY]".into(), &["POITIERS-2014", "POITIERS-LETTER-2016"]),
        ("levels: [ESTABLISHMENT]".into(), &["NOTE-2026"]),
        ("kinds: [LAW, PLAN]".into(), &["LAW-2013-595", "LAW-2022-217", "PLAN-2010"]),
        ("topics: [EQUIPMENT], levels: [NATIONAL]".into(), &["LAW-2013-595", "LAW-2022-217"]),
        ("academy: \"13\"".into(), &["NOTE-2026", "POITIERS-2014", "POITIERS-LETTER-2016"]),
        ("academy: \"16\"".into(), &[]),
        (format!("establishment: \"{}\"", college.uai), &["NOTE-2026"]),
        ("code: \"DEC-2015-475\"".into(), &["DEC-2015-475"]),
        ("inForceOn: \"2025-10-01\", kinds: [NOTE], topics: [PAY]".into(), &["NOTE-2023-07-20"]),
    ];
    for (filter, expected) in cases {
        let query = format!("{{ framingTexts(orderBy: CODE, filter: {{ {filter} }}) {{ totalCount nodes {{ code }} }} }}");
        let found = world.anyone().asks(&world, &query).await.succeeds();
        assert_eq!(found.texts("framingTexts.nodes", "code"), expected, "{filter}");
        assert_eq!(found.at("framingTexts.totalCount"), expected.len(), "{filter}");
    }
    for filter in ["levels: []", "kinds: []", "topics: []"] {
        let argument = format!("filter.{}", filter.split(':').next().unwrap_or_default());
        world
            .anyone()
            .asks(&world, &format!("{{ framingTexts(filter: {{ {filter} }}) {{ totalCount }} }}"))
            .await
            .is_refused("INVALID_ARGUMENT")
            .naming(&argument);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_s6_each_day_has_the_missions_as_they_were_worded_then() {
    let world = World::new().await;
    let shown = "code validFrom validTo status note source basis { code } missions { totalCount nodes { code priority label activities { nodes { code label status } } } } activities { totalCount nodes { code mission { code catalogue { code } } } }";
    let of = async |day: &str| world.anyone().asks(&world, &format!("{{ missionCatalogue(asOf: \"{day}\") {{ {shown} }} }}")).await.succeeds();

    let (then, now, none) = (of("2012-01-15").await, of("2026-11-25").await, of("2010-11-24").await);

    none.shows("missionCatalogue", Value::Null);
    assert_eq!(then.texts("missionCatalogue.activities.nodes", "code"), ["M1.1", "M1.2", "M1.3", "M1.4", "M2.1", "M2.2", "M2.3"]);
    assert_eq!(then.texts("missionCatalogue.missions.nodes.1.activities.nodes", "code"), ["M2.1", "M2.2", "M2.3"]);
    let worded = |outcome: &Outcome| outcome.text("missionCatalogue.missions.nodes.0.activities.nodes.0.label");
    assert_ne!(worded(&then), worded(&now), "the code stays, the words are of their time");
    then.shows("missionCatalogue.code", "2010")
        .shows("missionCatalogue.basis.code", "PLAN-2010")
        .shows("missionCatalogue.validTo", "2015-08-31")
        .shows("missionCatalogue.missions.totalCount", 2)
        .shows("missionCatalogue.activities.totalCount", 7)
        .shows("missionCatalogue.activities.nodes.0.mission.catalogue.code", "2010");
    assert_eq!(now.texts("missionCatalogue.missions.nodes", "code"), ["M1", "M2", "M3", "M4"]);
    now.shows("missionCatalogue.code", "2015")
        .shows("missionCatalogue.basis.code", "CIRC-2015-058")
        .shows("missionCatalogue.validTo", Value::Null)
        .shows("missionCatalogue.activities.totalCount", 11)
        .shows("missionCatalogue.missions.nodes.0.priority", true)
        .shows("missionCatalogue.missions.nodes.2.activities.nodes.0.status", "PROPOSAL");
    assert_eq!(of("2015-08-31").await.text("missionCatalogue.code"), "2010");
    assert_eq!(of("2015-09-01").await.text("missionCatalogue.code"), "2015");
    let all = world.anyone().asks(&world, "{ missionCatalogues { nodes { code } } }").await.succeeds();
    assert_eq!(all.texts("missionCatalogues.nodes", "code"), ["2015", "2010"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_words_come_in_the_language_of_the_request_and_in_both() {
    let world = World::new().await;
    let query = "{ missionCatalogue(asOf: \"2012-01-15\") { title missions(first: 1) { nodes { label labelFr labelEn } } } framingTexts(filter: { code: \"PLAN-2010\" }) { nodes { title titleFr titleEn summary summaryFr kindLabel levelLabel topicLabel } } }";
    let in_language = async |language: &str| {
        let request = world.http().post(world.url("/graphql")).header("accept-language", language).json(&json!({ "query": query }));
        request.send().await.expect("an answer").json::<Value>().await.expect("JSON")["data"].clone()
    };

    let (fr, en) = (in_language("fr").await, in_language("en").await);

    let (mission, text) = (|data: &Value| data["missionCatalogue"]["missions"]["nodes"][0].clone(), |data: &Value| data["framingTexts"]["nodes"][0].clone());
    assert_eq!(mission(&fr)["label"], mission(&fr)["labelFr"]);
    assert_eq!(mission(&en)["label"], mission(&fr)["labelEn"]);
    assert_eq!(mission(&fr)["label"], "Développer et faciliter l'usage pédagogique des Tice par les enseignants");
    assert_eq!((&text(&fr)["title"], &text(&en)["title"]), (&text(&en)["titleFr"], &text(&fr)["titleEn"]));
    assert_eq!(text(&fr)["summary"], text(&en)["summaryFr"]);
    assert_eq!(
        (&text(&fr)["topicLabel"], &text(&fr)["levelLabel"], &text(&en)["kindLabel"]),
        (&json!("Mission du référent"), &json!("National"), &json!("Plan"))
    );
    // A text without English words shows its French ones.
    publishes(&world, world.rectorate(), json!({})).await.succeeds().shows("publishFramingText.object.title", "Note de rentrée");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_an_officer_publishes_a_text_of_the_academy_and_one_of_an_establishment() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let circular = read(&world, "CIRC-2015-058").await;
    world.announced().await;

    let facts = json!({ "url": "https://www.ac-poitiers.fr/note", "reference": "2026-12", "publishedOn": "2026-09-02", "derivesFrom": [circular["id"], circular["id"]] });
    let academy = publishes(&world, world.rectorate(), facts).await.succeeds();
    let from = academy.text("publishFramingText.object.id");
    let more = json!({ "code": "LETTRE-1", "kind": "LETTER", "establishment": college.uai, "effectiveFrom": "2027-01-01", "derivesFrom": [from] });
    let school = publishes(&world, world.rectorate(), more).await.succeeds();

    academy
        .shows("publishFramingText.object.level", "ACADEMY")
        .shows("publishFramingText.object.academy.code", "13")
        .shows("publishFramingText.object.status", "FACT")
        .shows("publishFramingText.object.version", 1)
        .shows("publishFramingText.object.derivesFrom.nodes", json!([{ "code": "CIRC-2015-058" }]));
    school
        .shows("publishFramingText.object.level", "ESTABLISHMENT")
        .shows("publishFramingText.object.establishment.uai", college.uai.as_str())
        .shows("publishFramingText.object.derivesFrom.nodes", json!([{ "code": "NOTE-2026" }]));
    assert_eq!(world.announced().await, ["FramingTextPublished", "FramingTextPublished"]);
    assert_eq!(world.last_audit().await.operation, "publishFramingText");
    assert!(framing(&world, "2026-11-25", "announced").await.contains("LETTRE-1"));
    assert!(framing(&world, "2027-01-01", "inForce").await.contains("LETTRE-1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_published_by_the_rectorate_of_its_academy_only() {
    let world = World::new().await;
    let (college, foreign) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let (teacher, (referent, _), deputy) = (college.teacher("Paul LILAS").await, college.referent("Inès OEILLET").await, college.deputy("Rose").await);
    world.announced().await;
    let officer = world.rectorate();

    for who in [&teacher, &referent, &deputy, college.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        publishes(&world, who, json!({})).await.is_refused("NOT_ALLOWED");
        publishes(&world, who, json!({ "establishment": college.uai })).await.is_refused("NOT_ALLOWED");
    }
    publishes(&world, officer, json!({ "academy": "99" })).await.is_refused("NOT_FOUND").naming("academy");
    publishes(&world, officer, json!({ "establishment": foreign.uai })).await.is_refused("NOT_FOUND").naming("establishment");
    publishes(&world, officer, json!({ "derivesFrom": [teacher.id] })).await.is_refused("INVALID_ARGUMENT").naming("derivesFrom").hinting("framing_");
    let unknown = kernel::resource::Id::<api::domain::framing::FramingText>::from(kernel::Uuid::from_u128(7)).to_string();
    publishes(&world, officer, json!({ "derivesFrom": [unknown] })).await.is_refused("NOT_FOUND").naming("derivesFrom");
    let many = vec![read(&world, "PLAN-2010").await["id"].clone(); 21];
    publishes(&world, officer, json!({ "derivesFrom": many })).await.is_refused("INVALID_ARGUMENT").naming("derivesFrom");
    publishes(&world, officer, json!({ "url": "javascript:alert(1)" })).await.is_refused("INVALID_ARGUMENT").naming("url");
    publishes(&world, officer, json!({ "titleFr": " " })).await.is_refused("INVALID_ARGUMENT").naming("titleFr");
    publishes(&world, officer, json!({ "code": "x".repeat(51) })).await.is_refused("INVALID_ARGUMENT").naming("code");
    publishes(&world, officer, json!({ "signedOn": "2026-11-26" })).await.is_refused("INVALID_ARGUMENT").naming("signedOn");
    publishes(&world, officer, json!({ "publishedOn": "2026-08-31" })).await.is_refused("INVALID_ARGUMENT").naming("publishedOn").hinting("2026-09-01");
    publishes(&world, officer, json!({ "effectiveTo": "2026-08-31" })).await.is_refused("INVALID_ARGUMENT").naming("effectiveTo").hinting("2026-09-01");

    world.announced_nothing().await;
    assert!(!framing(&world, "2026-11-25", "inForce").await.contains("NOTE-2026"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_used_once_in_an_academy_and_a_key_works_once() {
    let world = World::new().await;
    let once = json!({ "idempotencyKey": "note" });
    let first = world.rectorate().does_with(&world, "publishFramingText", TEXT, note(json!({})), once.clone()).await.succeeds();

    let again = world.rectorate().does_with(&world, "publishFramingText", TEXT, note(json!({})), once).await.succeeds();
    let taken = publishes(&world, world.rectorate(), json!({ "titleFr": "Une autre" })).await;
    let elsewhere = publishes(&world, world.rectorate_of_toulouse(), json!({ "academy": "16" })).await;

    assert_eq!(first.at("publishFramingText.object"), again.at("publishFramingText.object"));
    again.shows("publishFramingText.replayed", true);
    taken.is_refused("ALREADY_EXISTS").naming("code");
    elsewhere.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revision_changes_what_it_names_and_leaves_the_rest() {
    let world = World::new().await;
    let (plan, circular) = (read(&world, "PLAN-2010").await, read(&world, "CIRC-2015-058").await);
    let facts = json!({ "url": "https://www.ac-poitiers.fr/note", "effectiveTo": "2027-08-31", "derivesFrom": [plan["id"]] });
    let text = publishes(&world, world.rectorate(), facts).await.object("publishFramingText.object");
    world.announced().await;
    let revised = async |version: i64, more: Value| {
        let text = json!({ "id": text["id"], "version": version });
        changes(&world, world.rectorate(), "reviseFramingText", &text, more).await
    };

    let first = revised(1, json!({ "titleFr": " Note  de cadrage ", "effectiveFrom": "2026-10-01", "derivesFrom": [circular["id"]] })).await.succeeds();
    let second = revised(2, json!({ "url": null, "effectiveTo": null })).await.succeeds();
    let sources = revised(3, json!({ "derivesFrom": [plan["id"], circular["id"]] })).await.succeeds();
    assert_eq!(world.announced().await, ["FramingTextRevised"; 3]);
    let same = revised(4, json!({ "titleFr": "Note de cadrage", "derivesFrom": [circular["id"], plan["id"]] })).await.succeeds();

    let (first, second) = (first.object("reviseFramingText.object"), second.object("reviseFramingText.object"));
    assert_eq!((&first["title"], &first["effectiveFrom"], &first["version"]), (&json!("Note de cadrage"), &json!("2026-10-01"), &json!(2)));
    assert_eq!((&first["url"], &first["effectiveTo"], &first["code"]), (&json!("https://www.ac-poitiers.fr/note"), &json!("2027-08-31"), &json!("NOTE-2026")));
    assert_eq!(first["derivesFrom"]["nodes"], json!([{ "code": "CIRC-2015-058" }]));
    assert_eq!((&second["url"], &second["effectiveTo"], &second["title"]), (&Value::Null, &Value::Null, &json!("Note de cadrage")));
    sources
        .shows("reviseFramingText.object.version", 4)
        .shows("reviseFramingText.object.derivesFrom.nodes", json!([{ "code": "CIRC-2015-058" }, { "code": "PLAN-2010" }]));
    same.shows("reviseFramingText.object.version", 4);
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_revision_is_refused_when_it_is_stale_out_of_order_or_turns_in_a_circle() {
    let world = World::new().await;
    let officer = world.rectorate();
    let text = publishes(&world, officer, json!({})).await.object("publishFramingText.object");
    let below = publishes(&world, officer, json!({ "code": "NOTE-2027", "derivesFrom": [text["id"]] })).await.object("publishFramingText.object");
    world.announced().await;
    let stale = json!({ "id": text["id"], "version": 7 });

    for (mutation, more) in [("reviseFramingText", json!({ "titleFr": "Autre" })), ("endFramingText", json!({ "effectiveTo": "2027-08-31" }))] {
        let refused = changes(&world, officer, mutation, &stale, more).await.is_refused("CONFLICT").naming("version");
        assert_eq!(refused.body["errors"][0]["extensions"]["current"], 1, "{}", refused.body);
    }
    let revise = async |more: Value| changes(&world, officer, "reviseFramingText", &text, more).await;
    revise(json!({ "effectiveTo": "2026-08-31" })).await.is_refused("INVALID_ARGUMENT").naming("effectiveTo");
    revise(json!({ "publishedOn": "2026-08-31" })).await.is_refused("INVALID_ARGUMENT").naming("publishedOn");
    revise(json!({ "signedOn": "2027-01-01" })).await.is_refused("INVALID_ARGUMENT").naming("signedOn");
    revise(json!({ "derivesFrom": [below["id"]] })).await.is_refused("INVALID_ARGUMENT").naming("derivesFrom");
    revise(json!({ "derivesFrom": [text["id"]] })).await.is_refused("INVALID_ARGUMENT").naming("derivesFrom");
    changes(&world, officer, "endFramingText", &text, json!({ "effectiveTo": "2026-08-31" })).await.is_refused("INVALID_ARGUMENT").naming("effectiveTo");

    world.announced_nothing().await;
    assert_eq!(read(&world, "NOTE-2026").await["version"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_ends_on_a_day_and_is_in_force_on_it_for_the_last_time() {
    let world = World::new().await;
    let text = read(&world, "POITIERS-2014").await;
    world.announced().await;

    let ended = changes(&world, world.rectorate(), "endFramingText", &text, json!({ "effectiveTo": "2026-12-31" })).await.succeeds();

    ended.shows("endFramingText.object.effectiveTo", "2026-12-31").shows("endFramingText.object.version", 2);
    assert_eq!(world.announced().await, ["FramingTextEnded"]);
    assert!(framing(&world, "2026-12-31", "inForce").await.contains("POITIERS-2014"));
    assert!(!framing(&world, "2027-01-01", "inForce").await.contains("POITIERS-2014"));
    let changes = world.last_changes().await;
    assert_eq!((&changes[0]["before"]["effective_to"], &changes[0]["after"]["effective_to"]), (&Value::Null, &json!("2026-12-31")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_changed_by_its_own_rectorate_and_a_national_one_by_nobody() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (teacher, (referent, _), deputy) = (college.teacher("Paul LILAS").await, college.referent("Inès OEILLET").await, college.deputy("Rose").await);
    publishes(&world, world.rectorate(), json!({ "establishment": college.uai })).await.succeeds();
    let (note, decree) = (read(&world, "NOTE-2026").await, read(&world, "DEC-2015-475").await);
    world.announced().await;
    let acts = [("reviseFramingText", json!({ "titleFr": "Autre" })), ("endFramingText", json!({ "effectiveTo": "2027-08-31" }))];

    for (mutation, more) in &acts {
        for who in [&teacher, &referent, &deputy, college.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
            changes(&world, who, mutation, &note, more.clone()).await.is_refused("NOT_ALLOWED");
        }
        let refused = changes(&world, world.rectorate(), mutation, &decree, more.clone()).await.is_refused("NOT_ALLOWED");
        assert!(refused.body["errors"][0]["message"].as_str().is_some_and(|message| message.contains("NATIONAL")), "{}", refused.body);
    }

    world.announced_nothing().await;
    let can = async |code: &str| {
        let query = format!("{{ framingTexts(filter: {{ code: \"{code}\" }}) {{ nodes {{ viewerCan {{ action allowed reason }} }} }} }}");
        let read = world.rectorate().asks(&world, &query).await.succeeds();
        read.at("framingTexts.nodes.0.viewerCan").as_array().expect("permissions").iter().map(|can| can["allowed"] == true).collect::<Vec<_>>()
    };
    assert_eq!((can("NOTE-2026").await, can("DEC-2015-475").await), (vec![true; 3], vec![false; 3]), "the viewer is told beforehand");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_of_a_basin_writes_the_texts_of_its_establishments_only() {
    let world = World::new().await;
    let (near, far) = (world.college("Collège Jean Moulin").await, world.far_college("Collège Puygrelier").await);
    let coordinator = near.teacher("Ada TILLEUL").await;
    let office = json!({ "academy": "13", "person": coordinator.id, "desks": ["NETWORK"], "basin": "863", "startsOn": "2026-09-01" });
    world.rectorate().does(&world, "grantOffice", "dryRun", office).await.succeeds();
    let academy = read(&world, "POITIERS-2014").await;

    publishes(&world, &coordinator, json!({})).await.is_refused("NOT_ALLOWED");
    publishes(&world, &coordinator, json!({ "establishment": far.uai })).await.is_refused("NOT_ALLOWED");
    changes(&world, &coordinator, "reviseFramingText", &academy, json!({ "titleFr": "Autre" })).await.is_refused("NOT_ALLOWED");
    let text = publishes(&world, &coordinator, json!({ "establishment": near.uai })).await.succeeds().object("publishFramingText.object");
    changes(&world, &coordinator, "endFramingText", &text, json!({ "effectiveTo": "2027-08-31" })).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_account_writes_texts_by_its_scope() {
    let world = World::new().await;
    let account = async |name: &str, scope: &str| {
        let input = json!({ "academy": "13", "name": name, "scopes": [scope], "expiresOn": "2027-06-30" });
        let made = world.rectorate().does(&world, "createServiceAccount", "object { id } secret", input).await.succeeds();
        let (id, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
        let form = [("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", &secret)];
        let token: Value = world.http().post(world.url("/oauth/token")).form(&form).send().await.expect("an answer").json().await.expect("JSON");
        (token["scope"].clone(), Persona { token: token["access_token"].as_str().map(str::to_owned), ..world.anyone() })
    };
    let ((_, other), (scope, writer)) = (account("Mandats", "MANDATE_WRITE").await, account("Textes", "FRAMING_WRITE").await);

    publishes(&world, &other, json!({})).await.is_refused("NOT_ALLOWED");
    publishes(&world, &writer, json!({})).await.succeeds();

    assert_eq!(scope, "framing:write");
    publishes(&world, &writer, json!({ "academy": "16" })).await.is_refused("NOT_ALLOWED");
}

/// How many rows of the starting data were made, changed and left alone.
async fn loads(world: &World, data: LoadFraming) -> [usize; 3] {
    let (results, _) = Viewer::system(&world.app.store, "stories").perform(data, &CommandOptions::default()).await.expect("the data fit");
    [RowStatus::Created, RowStatus::Updated, RowStatus::Unchanged].map(|status| results.iter().filter(|row| row.status == status).count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_starting_data_loaded_again_change_and_tell_nothing() {
    let world = World::new().await;
    let traces = world.audit_of("loadFraming").await.len();
    world.announced().await;

    starting::load(&world.app.store).await.expect("the data fit");

    world.announced_nothing().await;
    assert_eq!((traces, world.audit_of("loadFraming").await.len()), (1, 1));
    // 18 national texts, 2 catalogues, 6 missions, 18 activities.
    assert_eq!(loads(&world, starting::framing()).await, [0, 0, 44]);
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn new_starting_data_change_national_texts_and_leave_those_of_an_academy() {
    let world = World::new().await;
    let text = read(&world, "POITIERS-2014").await;
    changes(&world, world.rectorate(), "reviseFramingText", &text, json!({ "titleFr": "Notre cadrage", "derivesFrom": [] })).await.succeeds();
    world.announced().await;
    let mut data = starting::framing();
    for row in &mut data.texts {
        match row.code.as_str() {
            "NOTE-2025-09-22" => row.effective_to = Some(day("2027-08-31").0),
            "DEC-2023-627" => row.derives_from = vec!["DEC-2014-940".into()],
            "POITIERS-2014" => row.title.fr = "Un autre".into(),
            _ => {}
        }
    }
    data.catalogues[1].missions[0].activities[0].label.fr = "Informer".into();

    let done = loads(&world, data).await;

    assert_eq!(done, [0, 3, 41]);
    assert_eq!(world.announced().await, ["FramingTextRevised", "FramingTextRevised", "MissionCatalogueLoaded"]);
    assert_eq!(read(&world, "NOTE-2025-09-22").await["effectiveTo"], "2027-08-31");
    assert_eq!(read(&world, "POITIERS-2014").await["titleFr"], "Notre cadrage");
    let now = world.anyone().asks(&world, "{ missionCatalogue { activities(first: 1) { nodes { labelFr version } } } }").await.succeeds();
    now.shows("missionCatalogue.activities.nodes.0.labelFr", "Informer").shows("missionCatalogue.activities.nodes.0.version", 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_database_gets_the_national_texts_and_those_of_an_academy_when_it_is_there() {
    use entity::framing::framing_text;
    let store = World::empty_store().await;
    let texts = async || store.rows::<framing_text::Entity>(sea_orm::Condition::all()).await.expect("rows").len();

    starting::load(&store).await.expect("the data fit");
    let national = texts().await;
    let viewer = Viewer::system(&store, "stories");
    viewer.perform(api::country::territory(), &CommandOptions::default()).await.expect("the country");
    starting::load(&store).await.expect("the data fit");

    assert_eq!((national, texts().await), (18, 20));
    store.close().await;
}
