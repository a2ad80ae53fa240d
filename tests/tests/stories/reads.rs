//! What every list keeps: pages, scopes, aliases, the number of statements.

use std::{collections::BTreeSet, sync::Arc};

use api::domain::{
    access::hats,
    mandate::{Referent, ReferentMandate},
    people::{Appointment, Person, PersonContact, PersonIdentifier},
    territory::{AcademySettings, Establishment},
};
use kernel::{
    Uuid,
    resource::{Resource, id_of, parse_id},
    sheet::{READ, Standing, decide, scope, standing},
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryTrait};
use serde_json::{Value, json};
use tests::{Persona, World, days, school};

/// A small network: two basins, two academies, people of every kind.
async fn network(world: &Arc<World>) -> Vec<Persona> {
    let (college, neighbour) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let (far, foreign) = (world.far_college("Collège Pierre Bodet").await, world.college_of_toulouse("Collège Fermat").await);
    let mut people = vec![world.anyone(), world.rectorate().clone(), world.rectorate_of_toulouse().clone()];
    for school in [&college, &neighbour, &far, &foreign] {
        let (referent, mandate) = school.referent("Inès OEILLET").await;
        let (proposed, teacher, deputy) = (school.teacher("Paul LILAS").await, school.teacher("Zoé ROSE").await, school.deputy("Luc").await);
        school.principal().proposes(world, &proposed, school).await.succeeds();
        let declined = school.principal().proposes_for(world, &teacher, school, "2027-2028").await.object("proposeMandate.object");
        teacher.declines(world, &declined, "no").await.succeeds();
        if school.uai == neighbour.uai {
            referent.ends(world, &mandate, "2026-11-26").await.succeeds();
        }
        people.extend([referent, proposed, teacher, deputy, school.principal().clone()]);
    }
    world.clock().advance(days(2));
    people
}

#[expect(clippy::disallowed_methods, reason = "the property compares statements")]
/// For each row of a table: it is in the scoped statement exactly when `decide(READ)` of its unscoped standing says yes.
async fn scope_is_decision<R: Resource>(world: &World, who: &Persona) -> usize {
    let store = &world.app.store;
    let actor = match parse_id(&who.id) {
        Some((_, id)) => hats::person(store, id).await.expect("a person"),
        None => hats::anonymous(store),
    };
    let connection = store.for_migrations();
    let mut scoped = R::Row::find();
    if let Some(condition) = scope::<R>(&actor) {
        scoped = scoped.filter(condition);
    }
    let id = |row: &<R::Row as EntityTrait>::Model| id_of::<R>(row).0;
    let seen: BTreeSet<Uuid> = scoped.all(connection).await.expect("rows").iter().map(id).collect();
    let mut all = R::Row::find().into_query();
    all.expr_as(standing::<R>(&actor), "standing");
    let rows = connection.query_all(&all).await.expect("rows");
    for result in &rows {
        let row = <R::Row as EntityTrait>::Model::from_query_result(result, "").expect("a row");
        let stands = Standing(result.try_get("", "standing").expect("a standing"));
        let allowed = decide(&R::SHEET, &actor.hats, stands, R::state(&row, actor.today), READ).is_allowed();
        assert_eq!(allowed, seen.contains(&id(&row)), "{} of {} {}", who.name, R::type_name(), R::natural_key(&row));
    }
    rows.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_row_is_read_exactly_when_its_standing_says_so() {
    let world = World::new().await;
    let people = network(&world).await;

    let mut decided = 0;
    for who in &people {
        decided += scope_is_decision::<Establishment>(&world, who).await;
        decided += scope_is_decision::<AcademySettings>(&world, who).await;
        decided += scope_is_decision::<Person>(&world, who).await;
        decided += scope_is_decision::<PersonContact>(&world, who).await;
        decided += scope_is_decision::<PersonIdentifier>(&world, who).await;
        decided += scope_is_decision::<Appointment>(&world, who).await;
        decided += scope_is_decision::<ReferentMandate>(&world, who).await;
        decided += scope_is_decision::<Referent>(&world, who).await;
    }

    assert!(decided > 2_000, "{decided} rows were decided");
}

/// All ids of a list, page by page, and how many pages it took.
async fn walk(world: &World, who: &Persona, list: &str, arguments: &str, first: usize, between: impl AsyncFn(usize)) -> Vec<String> {
    let (mut ids, mut after, mut page) = (Vec::new(), Value::Null, 0);
    loop {
        let query =
            format!("query($after: String) {{ {list}(first: {first}, after: $after{arguments}) {{ pageInfo {{ hasNextPage endCursor }} nodes {{ id }} }} }}");
        let answer = world.send(who, &query, json!({ "after": after })).await.succeeds();
        ids.extend(answer.texts(&format!("{list}.nodes"), "id"));
        page += 1;
        if answer.at(&format!("{list}.pageInfo.hasNextPage")) != &json!(true) {
            return ids;
        }
        after = answer.at(&format!("{list}.pageInfo.endCursor")).clone();
        assert!(page < 200, "the pages have an end");
        between(page).await;
    }
}

async fn furnish(world: &World, count: u32) {
    for number in 0..count {
        let pupils = if number % 3 == 0 { Value::Null } else { json!(100 * (number % 4)) };
        let input = json!({ "uai": school::uai("86", 500 + number), "name": format!("École n° {}", number % 5), "kind": "COLLEGE", "sector": "PUBLIC", "academy": "13", "department": "86" });
        let made = world.rectorate().does(world, "createEstablishment", "object { id version }", input).await.object("createEstablishment.object");
        world
            .rectorate()
            .does(world, "updateEstablishment", "object { id }", json!({ "id": made["id"], "version": made["version"], "pupils": pupils }))
            .await
            .succeeds();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_put_together_are_the_whole_list_in_every_order() {
    let world = World::new().await;
    furnish(&world, 23).await;
    let anyone = world.anyone();

    let cases = (prop::sample::select(vec!["NAME", "NAME_DESC", "UAI", "PUPILS_DESC"]), 1_usize..9);
    let mut runner = TestRunner::deterministic();
    let drawn: Vec<(&str, usize)> = (0..16).map(|_| cases.new_tree(&mut runner).expect("a case").current()).collect();
    for (order, first) in drawn {
        let whole = walk(&world, &anyone, "establishments", &format!(", orderBy: {order}"), 100, async |_| {}).await;
        let pages = walk(&world, &anyone, "establishments", &format!(", orderBy: {order}"), first, async |_| {}).await;
        assert_eq!(pages, whole, "{order} by {first}");
        assert_eq!(whole.len(), 23);
        assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 23);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_that_arrive_meanwhile_neither_hide_nor_repeat_others() {
    let world = World::new().await;
    furnish(&world, 12).await;
    let before: BTreeSet<String> = walk(&world, &world.anyone(), "establishments", ", orderBy: PUPILS_DESC", 100, async |_| {}).await.into_iter().collect();

    let seen = walk(&world, &world.anyone(), "establishments", ", orderBy: PUPILS_DESC", 2, async |page| {
        let number = 800 + u32::try_from(page).expect("few pages");
        let input = json!({ "uai": school::uai("86", number), "name": "Arrivée", "kind": "COLLEGE", "sector": "PUBLIC", "academy": "13", "department": "86" });
        if page < 6 {
            world.rectorate().does(&world, "createEstablishment", "object { id }", input).await.succeeds();
        }
    })
    .await;

    assert_eq!(seen.len(), seen.iter().collect::<BTreeSet<_>>().len(), "nothing comes twice");
    assert!(before.is_subset(&seen.into_iter().collect()), "nothing is left out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nested_pages_go_on_for_every_parent() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège A").await, world.college("Collège B").await);
    for school in [&college, &other] {
        for name in ["Un OEILLET", "Deux LILAS", "Trois ROSE"] {
            school.referent(name).await;
        }
    }
    let query = |after: &str| {
        format!(
            "{{ establishments(filter: {{ basin: \"863\" }}) {{ nodes {{ uai mandates(first: 2, orderBy: CREATED{after}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ id }} }} }} }} }}"
        )
    };

    let first = world.rectorate().asks(&world, &query("")).await.succeeds();
    let (mut ids, mut cursors) = (Vec::new(), Vec::new());
    for at in 0..2 {
        ids.extend(first.texts(&format!("establishments.nodes.{at}.mandates.nodes"), "id"));
        cursors.push(first.text(&format!("establishments.nodes.{at}.mandates.pageInfo.endCursor")));
        assert_eq!(first.at(&format!("establishments.nodes.{at}.mandates.totalCount")), 3);
    }
    for (at, cursor) in cursors.iter().enumerate() {
        let next = world.rectorate().asks(&world, &query(&format!(", after: \"{cursor}\""))).await.succeeds();
        ids.extend(next.texts(&format!("establishments.nodes.{at}.mandates.nodes"), "id"));
    }

    assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (6, 6));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_aliases_of_a_field_get_their_own_rows() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    college.referent("Inès OEILLET").await;
    let teacher = college.teacher("Paul LILAS").await;
    college.principal().proposes(&world, &teacher, &college).await.succeeds();

    let shown = "active: mandates(filter: { states: [ACTIVE] }) { nodes { state person { displayName } } } proposed: mandates(filter: { states: [PROPOSED] }) { nodes { state } }
        one: mandates(first: 1) { nodes { state } } all: mandates { a: nodes { state } b: nodes { person { displayName } } edges { cursor node { state } } } ... on Node { id ... on Establishment { active: mandates(filter: { states: [ACTIVE] }) { nodes { id } } } }
        now: basin { code } now: basin { name } then: basin(asOf: \"1999-01-01\") { code }";
    let read = college.read_by(college.principal(), shown).await.succeeds();

    let states = |list: &str| read.texts(&format!("establishment.{list}"), "state");
    assert_eq!((states("active.nodes"), states("proposed.nodes"), states("one.nodes").len()), (vec!["ACTIVE".to_owned()], vec!["PROPOSED".to_owned()], 1));
    assert_eq!((states("all.a").len(), read.texts("establishment.all.b", "person.displayName").len()), (2, 2));
    assert_eq!(read.texts("establishment.all.edges", "node.state"), states("all.a"));
    assert!(read.at("establishment.active.nodes.0.id").is_string() && read.at("establishment.active.nodes.0.person.displayName") == "Inès OEILLET");
    assert_eq!((read.at("establishment.now.code"), read.at("establishment.then")), (&json!("863"), &Value::Null));
    assert_eq!(read.at("establishment.now.name"), "Poitiers", "one response key asked twice is merged");
    let twice = "edges { a: node { state person { displayName } } b: node { person { id } state } }";
    let read = college.read_by(college.principal(), &format!("mandates {{ {twice} }}")).await.succeeds();
    assert!(read.at("establishment.mandates.edges.0.a.person.displayName").is_string() && read.at("establishment.mandates.edges.0.b.person.id").is_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_of_statements_does_not_grow_with_the_rows() {
    let world = World::new().await;
    let query = "{ establishments(first: 40) { totalCount nodes { name basin { name } department { name } ownerAuthority { name }
        referents(first: 5) { nodes { person { displayName contact { mail } } } } mandates(first: 5) { totalCount nodes { state viewerCan { action } person { appointments(first: 2) { nodes { function } } } } } } } }";
    let college = world.college("Collège A").await;
    college.referent("Inès OEILLET").await;
    let warm = async || {
        world.rectorate().asks(&world, query).await.succeeds();
        world.rectorate().asks(&world, query).await.succeeds().statements()
    };
    let few = warm().await;

    for name in ["Collège B", "Collège C", "Collège D"] {
        let school = world.college(name).await;
        for person in ["Un OEILLET", "Deux LILAS", "Trois ROSE"] {
            school.referent(person).await;
        }
    }

    // Establishments and their count, referents beside their persons, contacts, mandates beside their persons and their count, appointments.
    assert_eq!((few, warm().await), (7, 7));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_has_one_to_a_hundred_rows() {
    let world = World::new().await;
    for first in ["0", "101", "-1"] {
        world.anyone().asks(&world, &format!("{{ establishments(first: {first}) {{ nodes {{ id }} }} }}")).await.is_refused("LIMIT_EXCEEDED").naming("first");
    }
    let college = world.college("Collège Jean Moulin").await;
    let nested = college.read_by(college.principal(), "name mandates(first: 0) { nodes { id } }").await;
    assert_eq!(nested.at("establishment.name"), "Collège Jean Moulin");
    nested.is_refused("LIMIT_EXCEEDED").naming("first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_belongs_to_its_list_filter_and_order() {
    let world = World::new().await;
    furnish(&world, 3).await;
    let anyone = world.anyone();
    let cursor = anyone.asks(&world, "{ establishments(first: 1) { pageInfo { endCursor } } }").await.text("establishments.pageInfo.endCursor");
    let read = async |list: &str, arguments: &str, cursor: &str| {
        anyone.asks(&world, &format!("{{ {list}(after: \"{cursor}\"{arguments}) {{ nodes {{ id }} }} }}")).await
    };

    read("establishments", "", &cursor).await.succeeds();

    read("establishments", ", orderBy: UAI", &cursor).await.is_refused("BAD_CURSOR").naming("after");
    read("establishments", ", filter: { kinds: [COLLEGE] }", &cursor).await.is_refused("BAD_CURSOR");
    read("academies", "", &cursor).await.is_refused("BAD_CURSOR");
    for forged in ["", "x", "AAAA", &cursor[1..], &format!("{cursor}A"), &cursor.to_uppercase(), "é", &"A".repeat(5000)] {
        read("establishments", "", forged).await.is_refused("BAD_CURSOR");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_come_in_the_order_of_their_ids() {
    let world = World::new().await;
    let (one, other) = (world.college("Collège A").await, world.college("Collège B").await);
    let unknown = kernel::resource::Id::<Establishment>::from(Uuid::from_u128(7)).to_string();
    let ask =
        async |ids: &[&str]| world.anyone().asks(&world, &format!("{{ nodes(ids: {}) {{ id __typename ... on Establishment {{ uai }} }} }}", json!(ids))).await;

    let found = ask(&[&other.id, &unknown, &one.id, &one.principal().id, &other.id]).await.succeeds();

    assert_eq!((found.at("nodes.0.uai"), found.at("nodes.1"), found.at("nodes.2.uai")), (&json!(other.uai), &Value::Null, &json!(one.uai)));
    assert_eq!((found.at("nodes.3"), found.at("nodes.4.id")), (&Value::Null, &json!(other.id)));
    ask(&[&one.id, "nonsense"]).await.is_refused("INVALID_ARGUMENT").naming("id");
    ask(&vec![one.id.as_str(); 101]).await.is_refused("LIMIT_EXCEEDED");
}

/// The fields of a type that take no selection below them and no argument.
async fn plain_fields(world: &World, kind: &str) -> Vec<String> {
    let query = format!("{{ __type(name: \"{kind}\") {{ fields {{ name args {{ name type {{ kind }} }} type {{ kind ofType {{ kind }} }} }} }} }}");
    let found = world.anyone().asks(world, &query).await.succeeds();
    let fields = found.at("__type.fields").as_array().cloned().unwrap_or_default();
    let plain = fields.into_iter().filter(|field| {
        let kind = field["type"]["ofType"]["kind"].as_str().or(field["type"]["kind"].as_str()).unwrap_or_default();
        let needs = |argument: &serde_json::Value| argument["type"]["kind"] == "NON_NULL";
        matches!(kind, "SCALAR" | "ENUM") && !field["args"].as_array().is_some_and(|arguments| arguments.iter().any(needs))
    });
    plain.filter_map(|field| field["name"].as_str().map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_asked_alone_says_what_it_says_beside_all_others() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Inès OEILLET").await;
    let officer = world.rectorate();
    let all = "establishments(first: 1) { nodes { id academy { id settings { id } region { id } } department { id } basin { id } ownerAuthority { id }
        mandates(first: 2) { nodes { id } } referents(first: 2) { nodes { id } } appointments(first: 2) { nodes { id person { id contact { id } identifiers(first: 2) { nodes { id } } disciplines { nodes { id } } } } } } }
        framingTexts(first: 2, filter: { academy: \"13\" }) { nodes { id } } missionCatalogue { id missions(first: 1) { nodes { id activities(first: 1) { nodes { id } } } } }";
    let found = officer.asks(&world, &format!("{{ {all} }}")).await.succeeds().body.to_string();
    let mut ids: Vec<&str> = found.split('"').filter(|text| parse_id(text).is_some()).collect();
    ids.sort_unstable();
    ids.dedup();

    let (mut kinds, mut compared) = (BTreeSet::new(), 0);
    for id in &ids {
        let kind = officer.asks(&world, &format!("{{ node(id: \"{id}\") {{ __typename }} }}")).await.text("node.__typename");
        let fields = plain_fields(&world, &kind).await;
        // Rights are asked too: then every column is fetched.
        let whole = if fields.iter().any(|field| field == "version") { "viewerCan { action }" } else { "" };
        let together = officer.asks(&world, &format!("{{ node(id: \"{id}\") {{ ... on {kind} {{ {} {whole} }} }} }}", fields.join(" "))).await.succeeds();
        for field in &fields {
            let alone = officer.asks(&world, &format!("{{ node(id: \"{id}\") {{ ... on {kind} {{ {field} }} }} }}")).await.succeeds();
            assert_eq!(alone.at(&format!("node.{field}")), together.at(&format!("node.{field}")), "{kind}.{field}");
            compared += 1;
        }
        kinds.insert(kind);
    }

    assert!(kinds.len() >= 15 && compared > 140, "{compared} fields of {kinds:?}");
    assert!(referent.token.is_some());
}
