//! Stories of access: who is asking, what makes a token good, and what an academy keeps from another.

use std::{collections::BTreeSet, sync::Arc};

use api::{
    domain::{
        mandate::ReferentMandate,
        people::{
            Person,
            commands::upsert_appointments::{AppointmentRow, UpsertAppointments},
        },
    },
    edge::identity::Issuer,
};
use async_graphql::MaybeUndefined;
use entity::people::appointment::AppointmentFunction;
use kernel::{
    Uuid,
    actor::{Desk, Desks},
    command::CommandOptions,
    resource::{Id, Resource},
    scalars::{Date, PersonKey},
    viewer::Viewer,
};
use reqwest::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use serde_json::{Value, json};
use tests::{Persona, School, World};

const VIEWER: &str = "{ viewer { authenticated roles today now person { displayName }
    hats { role label academy { code } establishments { name } departments { code } basins { code } desks } } }";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_token_the_viewer_is_anyone() {
    let world = World::new().await;

    let viewer = world.anyone().asks(&world, VIEWER).await.succeeds().object("viewer");

    let expected = json!({ "authenticated": false, "roles": [], "today": "2026-11-25", "now": "2026-11-25T09:00:00Z", "person": null, "hats": [] });
    assert_eq!(instants(viewer), instants(expected));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_viewer_wears_a_hat_for_each_capacity() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let (referent, _) = college.referent("Inès OEILLET").await;
    world.rectorate().appoints(&world, &referent, &other, "LIBRARIAN", "2026-09-01", None).await.succeeds();
    let deputy = college.deputy("Rose").await;
    let officer = world.officer([Desk::Pay, Desk::Directory].into_iter().collect()).await;
    let hat = |role: Value, label: &str, establishments: Value, desks: Value| {
        let office = json!({ "academy": { "code": "13" }, "departments": [], "basins": [], "desks": desks });
        merged(office, json!({ "role": role, "label": label, "establishments": establishments }))
    };
    let (here, there) = (json!({ "name": "Collège Jean Moulin" }), json!({ "name": "Collège Ronsard" }));

    let of_referent = referent.asks(&world, VIEWER).await.succeeds();
    let of_principal = college.principal().asks(&world, VIEWER).await.succeeds();
    let of_deputy = deputy.asks(&world, VIEWER).await.succeeds();
    let of_officer = officer.asks(&world, VIEWER).await.succeeds();

    let of_referent = of_referent.shows("viewer.roles", json!(["TEACHER", "REFERENT"])).shows("viewer.person.displayName", "Inès OEILLET");
    let mut hats = of_referent.at("viewer.hats").clone();
    hats[0]["establishments"].as_array_mut().expect("a list").sort_by_key(|establishment| establishment["name"].to_string());
    let teaches = hat(json!("TEACHER"), "Teacher", json!([here, there]), json!([]));
    assert_eq!(hats, json!([teaches, hat(json!("REFERENT"), "Digital referent", json!([here]), json!([]))]));
    let heads = hat(json!("PRINCIPAL"), "Principal", json!([here]), json!([]));
    of_principal.shows("viewer.roles", json!(["PRINCIPAL"])).shows("viewer.hats", json!([heads]));
    let seconds = hat(Value::Null, "Deputy principal", json!([here]), json!([]));
    of_deputy.shows("viewer.roles", json!([])).shows("viewer.hats", json!([seconds])).shows("viewer.authenticated", true);
    let officiates = hat(json!("RECTORATE"), "Rectorate", json!([]), json!(["PAY", "DIRECTORY"]));
    of_officer.shows("viewer.roles", json!(["RECTORATE"])).shows("viewer.hats", json!([officiates]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_not_good_gives_one_answer_whatever_its_fault() {
    let world = World::new().await;
    let principal = world.college("Collège Jean Moulin").await.principal().clone();
    let token = principal.token.clone().expect("a token");
    let unknown = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
    let (_, person) = kernel::resource::parse_id(&principal.id).expect("an id");
    let now = world.clock().now().timestamp();
    let ours = |who: Uuid, at: i64| world.app.issuer.token(who, at, 1).expect("a token");
    let foreign = other_issuer().token(person, now, 1).expect("a token");

    let mut cases = vec![
        ("a changed signature", bearer(&changed(&token))),
        ("a cut signature", bearer(token.rsplit_once('.').expect("three parts").0)),
        ("alg none", bearer(&with_header(&token, &json!({ "alg": "none", "typ": "at+jwt", "kid": key_id(&token) }), false))),
        ("alg none in capitals", bearer(&with_header(&token, &json!({ "alg": "NONE", "typ": "at+jwt", "kid": key_id(&token) }), true))),
        ("HS256", bearer(&with_header(&token, &json!({ "alg": "HS256", "typ": "at+jwt", "kid": key_id(&token) }), true))),
        ("another type", bearer(&with_header(&token, &json!({ "alg": "EdDSA", "typ": "JWT", "kid": key_id(&token) }), true))),
        ("another key", bearer(&with_header(&token, &json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": "0000000000000000" }), true))),
        ("a claim of another person", bearer(&with_subject(&token, world.rectorate()))),
        ("another issuer's key", bearer(&foreign)),
        ("another issuer's key under our name", bearer(&with_header(&foreign, &json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": key_id(&token) }), true))),
        ("over", bearer(&ours(person, now - 3600 - 60))),
        ("not yet good", bearer(&ours(person, now + 61))),
        ("nobody the directory knows", bearer(&ours(unknown, now))),
        ("9 kB", bearer(&format!("{token}{}", "A".repeat(9 * 1024)))),
        ("another scheme", HeaderValue::from_static("Basic cHJpbmNpcGFsOnB3")),
        ("no scheme", HeaderValue::from_str(&token).expect("a header")),
        ("no token", HeaderValue::from_static("Bearer")),
        ("an empty token", HeaderValue::from_static("Bearer ")),
        ("garbage", HeaderValue::from_static("Bearer ....")),
        ("an empty header", HeaderValue::from_static("")),
    ];
    cases.push(("bytes that are no text", HeaderValue::from_bytes(b"Bearer \xff\xfe").expect("a header")));
    let mut answers = BTreeSet::new();
    for (fault, header) in cases {
        let (status, body) = present(&world, header, "{ academies { totalCount } }").await;

        assert_eq!(status, 401, "{fault}: {body}");
        answers.insert(body);
    }
    assert_eq!(answers.len(), 1, "{answers:?}");
    let answer: Value = serde_json::from_str(answers.first().expect("one")).expect("JSON");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert!(answer.get("data").is_none() && answer["errors"].as_array().is_some_and(|errors| errors.len() == 1), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_good_token_is_read_whatever_the_case_of_its_scheme() {
    let world = World::new().await;
    let token = world.rectorate().token.clone().expect("a token");

    for scheme in ["Bearer", "bearer", "BEARER"] {
        let header = HeaderValue::from_str(&format!("{scheme} {token}")).expect("a header");
        let (status, body) = present(&world, header, "{ viewer { authenticated } }").await;
        assert!(status == 200 && body.contains("\"authenticated\":true"), "{scheme}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_good_until_its_hour() {
    let world = World::new().await;
    let (_, person) = kernel::resource::parse_id(&world.rectorate().id).expect("an id");
    let token = bearer(&world.app.issuer.token(person, world.clock().now().timestamp(), 1).expect("a token"));
    let status = || async { present(&world, token.clone(), "{ viewer { authenticated } }").await.0 };

    let first = status().await;
    world.clock().advance(chrono::TimeDelta::minutes(60));
    let within_leeway = status().await;
    world.clock().advance(chrono::TimeDelta::seconds(60));
    let over = status().await;

    assert_eq!((first, within_leeway, over), (200, 200, 401));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_token_does_nothing_and_is_told_how_to_come_back() {
    let world = World::new().await;
    let mutation = "mutation { createPerson(input: { academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }) { dryRun } }";
    let body = json!({ "query": mutation });
    let officer = world.rectorate();
    let forged = changed(officer.token.as_deref().expect("a token"));
    world.announced().await;

    let answer = world.http().post(world.url("/graphql")).bearer_auth(&forged).json(&body).send().await.expect("an answer");

    assert_eq!((answer.status().as_u16(), answer.headers().get(WWW_AUTHENTICATE)), (401, Some(&HeaderValue::from_static("Bearer"))));
    world.announced_nothing().await;
    world.http().post(world.url("/graphql")).bearer_auth(officer.token.as_deref().expect("a token")).json(&body).send().await.expect("an answer");
    assert_eq!(world.announced().await, ["PersonCreated"], "the same with the true token");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_root_list_shows_what_is_private_to_another_academy() {
    let world = World::new().await;
    let (poitiers, toulouse) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let (teacher, deputy, (referent, _)) = (poitiers.teacher("Zoé ROSE").await, poitiers.deputy("Rose").await, poitiers.referent("Inès OEILLET").await);
    toulouse.referent("Paul LILAS").await;
    let proposed = toulouse.teacher("Luc TULIPE").await;
    toulouse.principal().proposes(&world, &proposed, &toulouse).await.succeeds();
    let mut draft = crate::questionnaires::small();
    draft["academy"] = json!("16");
    world.rectorate_of_toulouse().does(&world, "createQuestionnaire", "object { id }", draft).await.succeeds();
    let lists = root_lists(&world).await;
    let names: Vec<&str> = lists.iter().map(|list| list.field.as_str()).collect();
    assert!(["academies", "establishments", "people", "referents", "mandates"].iter().all(|name| names.contains(name)), "{names:?}");
    let (ours, theirs) = (privately(&world, world.rectorate(), &lists).await, privately(&world, world.rectorate_of_toulouse(), &lists).await);
    assert!(theirs.len() >= 6 && ours.is_disjoint(&theirs), "{ours:?} {theirs:?}");

    for who in [&teacher, &deputy, &referent, poitiers.principal(), world.rectorate(), &world.anyone()] {
        for list in lists.iter().filter(|list| list.is_private()) {
            let (shown, total) = list.read(&world, who, "").await;
            assert!(shown.is_disjoint(&theirs), "{} reads {} of Toulouse", who.name, list.field);
            assert_eq!(total, shown.len(), "{} counts more of {} than there is to read", who.name, list.field);
            if list.by_academy {
                let (shown, total) = list.read(&world, who, "filter: { academy: \"16\" }").await;
                assert!(shown.is_empty() && total == 0, "{} finds {} of Toulouse by a filter", who.name, list.field);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_id_opens_what_is_private_to_another_academy() {
    let world = World::new().await;
    let (poitiers, toulouse) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let (teacher, (referent, _)) = (poitiers.teacher("Zoé ROSE").await, poitiers.referent("Inès OEILLET").await);
    toulouse.referent("Paul LILAS").await;
    let ids = everything_private(&world, world.rectorate_of_toulouse(), "16").await;
    let kinds: BTreeSet<&str> = ids.iter().filter_map(|id| id.split_once('_')).map(|(kind, _)| kind).collect();
    assert_eq!(kinds, BTreeSet::from(["appointment", "contact", "identifier", "mandate", "person", "settings"]));

    for who in [&teacher, &referent, poitiers.principal(), world.rectorate(), &world.anyone()] {
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let together = world.send(who, query, json!({ "ids": ids })).await.succeeds();
        assert_eq!(together.at("nodes"), &json!(vec![Value::Null; ids.len()]), "{}", who.name);
        for id in &ids {
            let alone = world.send(who, "query($id: ID!) { node(id: $id) { __typename id } }", json!({ "id": id })).await.succeeds();
            assert_eq!(alone.at("node"), &Value::Null, "{} {id}", who.name);
        }
    }
    let own = world.send(world.rectorate_of_toulouse(), "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await.succeeds();
    assert_eq!(own.texts("nodes", "id"), ids, "their own officer reads them, in the order asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn public_objects_lead_to_nothing_private_of_another_academy() {
    let world = World::new().await;
    let (poitiers, toulouse) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let (referent, _) = poitiers.referent("Inès OEILLET").await;
    toulouse.referent("Paul LILAS").await;
    let below = "establishment(uai: $uai) { ...e } academy(code: \"16\") { settings { id } establishments { nodes { ...e } } }
        basin(code: \"16001\") { referents { nodes { ...r } } }";
    let query = format!(
        "query($uai: UAI!) {{ {below} }}
        fragment e on Establishment {{
            name appointments {{ totalCount nodes {{ id }} }} mandates {{ totalCount nodes {{ id }} }} referents {{ totalCount nodes {{ ...r }} }}
        }}
        fragment r on Referent {{ person {{ id }} mandate {{ id }} }}"
    );

    for who in [&referent, poitiers.principal(), world.rectorate(), &world.anyone()] {
        let read = world.send(who, &query, json!({ "uai": toulouse.uai })).await.succeeds();

        let nobody = json!({ "person": null, "mandate": null });
        let school = json!({
            "name": "Collège Fermat", "appointments": { "totalCount": 0, "nodes": [] }, "mandates": { "totalCount": 0, "nodes": [] },
            "referents": { "totalCount": 1, "nodes": [nobody] },
        });
        let academy = json!({ "settings": null, "establishments": { "nodes": [school] } });
        let expected = json!({ "establishment": school, "academy": academy, "basin": { "referents": { "nodes": [nobody] } } });
        assert_eq!(read.body["data"], expected, "{}", who.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_absent_and_what_is_unreadable_give_one_answer() {
    let world = World::new().await;
    let (poitiers, toulouse) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let teacher = poitiers.teacher("Zoé ROSE").await;
    let (stranger, mandate) = toulouse.referent("Paul LILAS").await;
    let hidden = Hidden::of(&world, &stranger, &mandate).await;
    let absent = Hidden {
        person: id_of::<Person>(1),
        mandate: id_of::<ReferentMandate>(2),
        contact: id_of::<api::domain::people::PersonContact>(3),
        appointment: id_of::<api::domain::people::Appointment>(4),
        settings: id_of::<api::domain::territory::AcademySettings>(5),
    };
    world.announced().await;

    for who in [&teacher, poitiers.principal(), world.rectorate(), &world.anyone()] {
        for (unreadable, missing) in hidden.operations(&poitiers).into_iter().zip(absent.operations(&poitiers)) {
            let (there, nowhere) = (verbatim(&world, who, &unreadable).await, verbatim(&world, who, &missing).await);
            assert_eq!(hidden.without_ids(&there), absent.without_ids(&nowhere), "{}: {}", who.name, unreadable["query"]);
            assert!(!there.contains("Toulouse") && !there.contains("LILAS"), "{there}");
        }
    }
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_office_is_worth_its_own_academy_only() {
    let world = World::new().await;
    let toulouse = world.college_of_toulouse("Collège Fermat").await;
    let teacher = toulouse.teacher("Paul LILAS").await;
    let all: Desks = Desks::ALL.into_iter().collect();
    let officer = world.officer(all).await;
    world.announced().await;

    officer.proposes(&world, &teacher, &toulouse).await.is_refused("NOT_FOUND").naming("person");
    officer.appoints(&world, &teacher, &toulouse, "DEPUTY", "2026-12-01", None).await.is_refused("NOT_FOUND").naming("person");
    let make = json!({ "academy": "16", "givenName": "Rose", "familyName": "LILAS" });
    officer.does(&world, "createPerson", "object { id }", make).await.is_refused("NOT_ALLOWED");
    let roll = "mutation { rollOverMandates(input: { from: \"2026-2027\", academy: \"16\", scope: { wholeAcademy: true } }) { results { key } } }";
    officer.asks(&world, roll).await.succeeds().shows("rollOverMandates.results", json!([]));

    world.announced_nothing().await;
    let count = "{ people(filter: { academy: \"16\" }) { totalCount } }";
    officer.asks(&world, count).await.succeeds().shows("people.totalCount", 0);
}

/// A root field that returns a page.
struct RootList {
    field: String,
    node: String,
    by_academy: bool,
}

impl RootList {
    /// Whether its objects have readers of their own academy only.
    fn is_private(&self) -> bool {
        let public = [
            "Academy",
            "Basin",
            "Zone",
            "Establishment",
            "Referent",
            "Region",
            "Department",
            "LocalAuthority",
            "Discipline",
            "FramingText",
            "MissionCatalogue",
            "CompetenceFramework",
            "Competence",
            "TrainingTheme",
            "SupportActionKind",
        ];
        !public.contains(&self.node.as_str())
    }

    /// The ids that somebody reads there, and how many are counted.
    async fn read(&self, world: &World, who: &Persona, arguments: &str) -> (BTreeSet<String>, usize) {
        let separator = if arguments.is_empty() { "" } else { ", " };
        let query = format!("{{ list: {}(first: 100{separator}{arguments}) {{ totalCount nodes {{ __typename ... on Node {{ id }} }} }} }}", self.field);
        let read = who.asks(world, &query).await.succeeds();
        assert!(read.texts("list.nodes", "__typename").iter().all(|node| *node == self.node), "{}", read.body);
        let total = read.at("list.totalCount").as_u64().and_then(|total| usize::try_from(total).ok()).expect("a count");
        (read.texts("list.nodes", "id").into_iter().collect(), total)
    }
}

/// Every root field that returns a page, as introspection tells them.
async fn root_lists(world: &World) -> Vec<RootList> {
    let query = "{ __schema { queryType { fields {
        name type { name fields { name type { ofType { ofType { ofType { name } } } } } } args { name type { kind inputFields { name } } }
    } } } }";
    let told = world.anyone().asks(world, query).await.succeeds();
    let fields = told.at("__schema.queryType.fields").as_array().expect("fields").clone();
    let lists = fields.iter().filter(|field| field["type"]["name"].as_str().is_some_and(|name| name.ends_with("Connection")));
    lists
        .filter_map(|field| {
            let arguments = field["args"].as_array().expect("arguments");
            let of_filter =
                arguments.iter().filter(|argument| argument["name"] == "filter").flat_map(|filter| filter["type"]["inputFields"].as_array()).flatten();
            let needs = arguments.iter().any(|argument| argument["type"]["kind"] == "NON_NULL");
            let list = RootList {
                field: field["name"].as_str().expect("a name").to_owned(),
                node: field["type"]["name"].as_str().and_then(|name| name.strip_suffix("Connection")).expect("a page").to_owned(),
                by_academy: of_filter.into_iter().any(|input| input["name"] == "academy"),
            };
            // A list that cannot be asked here shows public things alone; others are told of in `progress.rs`, `stages.rs` and `campaigns.rs`.
            assert!(!needs || !list.is_private() || matches!(list.field.as_str(), "gaps" | "stageCandidates"), "{field}");
            (!needs && list.node != "SurveyResponse").then_some(list)
        })
        .collect()
}

/// The ids of private objects that an officer of all desks reads in root lists.
async fn privately(world: &World, officer: &Persona, lists: &[RootList]) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for list in lists.iter().filter(|list| list.is_private()) {
        let mut read = list.read(world, officer, "").await.0;
        // What was asked is public; drafts are an academy's own.
        if list.node == "Questionnaire" {
            let asked = list.read(world, &world.anyone(), "filter: { stages: [FROZEN] }").await.0;
            read.retain(|id| !asked.contains(id));
        }
        ids.extend(read);
    }
    ids
}

/// The ids of everything private of an academy, as its officer reads it.
async fn everything_private(world: &World, officer: &Persona, academy: &str) -> Vec<String> {
    let below = "id contact { id } identifiers { nodes { id } } appointments { nodes { id } } mandates { nodes { id } }";
    let query = format!("{{ people(first: 10) {{ nodes {{ {below} }} }} academy(code: \"{academy}\") {{ settings {{ id }} }} }}");
    let read = officer.asks(world, &query).await.succeeds();
    let mut ids = BTreeSet::new();
    collect_ids(&read.body["data"], &mut ids);
    ids.into_iter().collect()
}

fn collect_ids(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            ids.extend(members.get("id").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect_ids(member, ids));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_ids(item, ids)),
        _ => {}
    }
}

/// Ids that lead to nothing for those who ask.
struct Hidden {
    person: String,
    mandate: String,
    contact: String,
    appointment: String,
    settings: String,
}

impl Hidden {
    async fn of(world: &World, person: &Persona, mandate: &Value) -> Self {
        let officer = world.rectorate_of_toulouse();
        let below = "id contact { id } appointments { nodes { id } }";
        let query = format!("{{ node(id: \"{}\") {{ ... on Person {{ {below} }} }} academy(code: \"16\") {{ settings {{ id }} }} }}", person.id);
        let read = officer.asks(world, &query).await.succeeds();
        Self {
            person: person.id.clone(),
            mandate: mandate["id"].as_str().expect("an id").to_owned(),
            contact: read.text("node.contact.id"),
            appointment: read.text("node.appointments.nodes.0.id"),
            settings: read.text("academy.settings.id"),
        }
    }

    fn ids(&self) -> [&str; 5] {
        [&self.person, &self.mandate, &self.contact, &self.appointment, &self.settings]
    }

    /// Operations that name them.
    fn operations(&self, school: &School) -> Vec<Value> {
        let ask = |query: &str, variables: Value| json!({ "query": query, "variables": variables });
        let act = |mutation: &str, input: Value| {
            let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
            ask(&format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ object {{ id }} dryRun }} }}"), json!({ "input": input }))
        };
        let mut operations: Vec<Value> = self.ids().iter().map(|id| ask("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id }))).collect();
        operations.push(ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": self.ids() })));
        for version in [1, 2] {
            operations.push(act("acceptMandate", json!({ "id": self.mandate, "version": version })));
            operations.push(act("declineMandate", json!({ "id": self.mandate, "version": version, "because": "no" })));
            operations.push(act("withdrawMandate", json!({ "id": self.mandate, "version": version })));
            operations.push(act("endMandate", json!({ "id": self.mandate, "version": version, "endsOn": "2026-12-31", "because": "RESIGNED" })));
            operations.push(act("endAppointment", json!({ "id": self.appointment, "version": version, "endsOn": "2026-12-31" })));
            operations.push(act("updateAcademySettings", json!({ "id": self.settings, "version": version, "publishesReferentNames": true })));
        }
        operations.push(act("proposeMandate", json!({ "establishment": school.uai, "person": self.person, "schoolYear": "2026-2027" })));
        operations.push(act("appoint", json!({ "establishment": school.uai, "person": self.person, "function": "TEACHER", "startsOn": "2026-12-01" })));
        operations
    }

    fn without_ids(&self, answer: &str) -> String {
        self.ids().iter().fold(answer.to_owned(), |answer, id| answer.replace(id, "ID"))
    }
}

/// An id of a type that names nothing.
fn id_of<R: Resource>(number: u128) -> String {
    Id::<R>::from(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)).to_string()
}

/// The answer to a request as somebody, to the letter but for what is left of their budget.
async fn verbatim(world: &World, who: &Persona, body: &Value) -> String {
    let mut request = world.http().post(world.url("/graphql")).json(body);
    if let Some(token) = &who.token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.expect("an answer");
    let (status, text) = (answer.status(), answer.text().await.expect("a text"));
    // What is left of a budget counts the questions, whatever they find.
    let (before, left) = text.split_once("\"remaining\":").unwrap_or((&text, ""));
    format!("{status} {before}{}", left.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}

/// Status and body of a query with an `Authorization` header.
async fn present(world: &World, authorization: HeaderValue, query: &str) -> (u16, String) {
    let request = world.http().post(world.url("/graphql")).header(AUTHORIZATION, authorization).json(&json!({ "query": query }));
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a text"))
}

fn bearer(token: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("Bearer {token}")).expect("a header")
}

/// An issuer like ours with a key of its own.
fn other_issuer() -> Arc<Issuer> {
    let folder = std::env::temp_dir().join(format!("rupn-other-issuer-{}", std::process::id()));
    let issuer = Issuer::open(&folder).expect("an issuer");
    std::fs::remove_dir_all(folder).expect("the folder of this story");
    Arc::new(issuer)
}

/// The same token with another letter in the middle of its signature.
fn changed(token: &str) -> String {
    let at = token.rfind('.').expect("three parts") + 20;
    let letter = if token.as_bytes()[at] == b'A' { 'B' } else { 'A' };
    format!("{}{letter}{}", &token[..at], &token[at + 1..])
}

/// The same claims under another header, with the old signature or none.
fn with_header(token: &str, header: &Value, signed: bool) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    format!("{}.{}.{}", base64url(header.to_string().as_bytes()), parts[1], if signed { parts[2] } else { "" })
}

/// The same header and signature over claims that name another person.
fn with_subject(token: &str, person: &Persona) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let mut claims: Value = serde_json::from_slice(&from_base64url(parts[1])).expect("claims");
    let (_, uuid) = kernel::resource::parse_id(&person.id).expect("an id");
    claims["sub"] = json!(uuid);
    format!("{}.{}.{}", parts[0], base64url(claims.to_string().as_bytes()), parts[2])
}

/// The name of the key that signed a token.
fn key_id(token: &str) -> Value {
    let header: Value = serde_json::from_slice(&from_base64url(token.split('.').next().expect("a header"))).expect("a header");
    header["kid"].clone()
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64url(bytes: &[u8]) -> String {
    let digits = |chunk: &[u8]| {
        let number = chunk.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(|place| char::from(DIGITS[number >> (18 - 6 * place) & 63])).collect::<String>()
    };
    bytes.chunks(3).map(digits).collect()
}

fn from_base64url(text: &str) -> Vec<u8> {
    let value = |digit: u8| DIGITS.iter().position(|known| *known == digit).expect("a digit");
    let bytes = |chunk: &[u8]| {
        let number = chunk.iter().fold(0_usize, |number, digit| number << 6 | value(*digit)) << (6 * (4 - chunk.len()));
        (0..chunk.len() - 1).map(|place| u8::try_from(number >> (16 - 8 * place) & 255).expect("a byte")).collect::<Vec<u8>>()
    };
    text.as_bytes().chunks(4).flat_map(bytes).collect()
}

fn merged(mut left: Value, right: Value) -> Value {
    left.as_object_mut().expect("an object").extend(right.as_object().expect("an object").clone());
    left
}

/// The same with the instant `now` read as an instant, however it is written.
fn instants(mut viewer: Value) -> Value {
    let now = viewer["now"].as_str().and_then(|now| now.parse::<chrono::DateTime<chrono::Utc>>().ok()).expect("an instant");
    viewer["now"] = json!(now.timestamp_micros());
    viewer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_with_two_offices_over_one_academy_reads_it_as_with_one() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    college.referent("Paul LILAS").await;
    let officer = world.officer([kernel::actor::Desk::Network].into_iter().collect()).await;
    let list = "{ mandates { totalCount } people { totalCount } }";
    let before = officer.asks(&world, list).await.succeeds();
    let second = json!({ "academy": "13", "person": officer.id, "desks": ["PAY"], "startsOn": "2020-09-01" });
    world.rectorate().does(&world, "grantOffice", "object { id }", second).await.succeeds();
    let after = officer.asks(&world, list).await.succeeds();
    assert_eq!((before.at("mandates.totalCount"), before.at("people.totalCount")), (after.at("mandates.totalCount"), after.at("people.totalCount")));
    assert_eq!(after.at("mandates.totalCount"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officer_reads_what_is_the_own_in_another_academy() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let officer = world.rectorate_of_toulouse().clone();
    let list = "{ mandates { totalCount nodes { id } } people(filter: { text: \"officer-toulouse\" }) { totalCount } }";
    officer.asks(&world, list).await.succeeds().shows("mandates.totalCount", 0);

    // Feeds appoint across academies; an officer knows only the own academy's people.
    let row = AppointmentRow {
        id: None,
        person: PersonKey::Id(kernel::resource::parse_id(&officer.id).expect("an id").1),
        establishment: college.uai.parse().expect("a unit code"),
        function: AppointmentFunction::Teacher,
        starts_on: Date("2020-09-01".parse().expect("a day")),
        ends_on: MaybeUndefined::Undefined,
    };
    let viewer = Viewer::system(&world.app.store, "stories");
    viewer.perform(UpsertAppointments { rows: vec![row] }, &CommandOptions::default()).await.expect("an appointment");
    let mandate = college.principal().proposes(&world, &officer, &college).await.object("proposeMandate.object");

    let told = officer.asks(&world, list).await.succeeds().shows("mandates.totalCount", 1);
    assert_eq!(told.at("mandates.nodes.0.id"), &mandate["id"], "about oneself, and of the other academy");
    officer.accepts(&world, &mandate).await.succeeds();
}
