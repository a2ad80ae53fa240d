//! Stories of support actions: logged in three fields, summed up for the referent, and known to nobody else.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

const SHOWN: &str = "object { id version date beneficiaries minutes channel note schoolYear kind { code } establishment { uai } mandate { id } }";

pub fn action(kind: &str, date: &str, beneficiaries: i32) -> Value {
    json!({ "kind": kind, "date": date, "beneficiaries": beneficiaries })
}

fn and(mut input: Value, more: Value) -> Value {
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

pub async fn logs(world: &World, who: &Persona, input: Value) -> Outcome {
    who.does(world, "logSupportAction", SHOWN, input).await
}

/// Logs an action; gives it back as the referent reads it.
pub async fn logged(world: &World, who: &Persona, input: Value) -> Value {
    logs(world, who, input).await.succeeds().object("logSupportAction.object")
}

fn versioned(line: &Value, more: Value) -> Value {
    and(json!({ "id": line["id"], "version": line["version"] }), more)
}

async fn world_and_referent() -> (Arc<World>, School, Persona, Value) {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, mandate) = college.referent("Paul LILAS").await;
    world.settle().await;
    (world, college, referent, mandate)
}

/// The days of the own log, and how many there are.
async fn log_of(world: &World, who: &Persona, arguments: &str) -> (Vec<String>, Value) {
    let told = who.asks(world, &format!("{{ supportActions{arguments} {{ totalCount nodes {{ date }} }} }}")).await.succeeds();
    (told.texts("supportActions.nodes", "date"), told.at("supportActions.totalCount").clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_a_referent_logs_an_action_in_three_fields_and_reads_it() {
    let (world, college, referent, mandate) = world_and_referent().await;
    world.announced().await;

    let line = logged(&world, &referent, action("HELP_PERSON", "2026-11-25", 3)).await;

    assert_eq!(world.announced().await, ["SupportActionLogged"]);
    assert_eq!((&line["establishment"]["uai"], &line["mandate"]["id"]), (&json!(college.uai), &mandate["id"]), "both come from the mandate");
    assert_eq!((&line["date"], &line["beneficiaries"], &line["kind"]["code"]), (&json!("2026-11-25"), &json!(3), &json!("HELP_PERSON")));
    assert_eq!((&line["minutes"], &line["channel"], &line["note"], &line["schoolYear"]), (&Value::Null, &Value::Null, &Value::Null, &json!("2026-2027")));
    let more = json!({ "minutes": 45, "channel": "CLASS", "note": "Robots en 6e" });
    let second = logged(&world, &referent, and(action("HELP_CLASS", "2026-11-25", 1), more)).await;
    assert_eq!((&second["minutes"], &second["channel"], &second["note"]), (&json!(45), &json!("CLASS"), &json!("Robots en 6e")));

    let kinds = world.anyone().asks(&world, "{ supportActionKinds(first: 100) { totalCount nodes { code label unit usualMinutes activity { code } } } }").await;
    let kinds = kinds.succeeds().shows("supportActionKinds.totalCount", 23).shows("supportActionKinds.nodes.0.activity.code", "M1.1");
    assert_eq!(kinds.at("supportActionKinds.nodes.0.code"), "INFO_RELAY");
    for (arguments, count) in [
        ("", 2),
        ("(filter: { kinds: [\"HELP_CLASS\"] })", 1),
        ("(filter: { channels: [MAIL] })", 0),
        ("(filter: { from: \"2026-11-26\" })", 0),
        ("(filter: { to: \"2026-11-25\", schoolYear: \"2026-2027\" })", 2),
        ("(filter: { schoolYear: \"2025-2026\" })", 0),
    ] {
        assert_eq!(log_of(&world, &referent, arguments).await.1, count, "{arguments}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_a_line_that_cannot_be_right_is_refused_and_nothing_is_written() {
    let (world, college, referent, _) = world_and_referent().await;
    let teacher = college.teacher("Ada TILLEUL").await;
    world.announced().await;

    for (input, code, argument) in [
        (action("JUGGLE", "2026-11-25", 1), "NOT_FOUND", "kind"),
        (action("HELP_PERSON", "2026-11-26", 1), "INVALID_ARGUMENT", "date"),
        (action("HELP_PERSON", "2025-06-01", 1), "NO_MANDATE", "date"),
        (action("HELP_PERSON", "2026-11-25", -1), "INVALID_ARGUMENT", "beneficiaries"),
        (action("HELP_PERSON", "2026-11-25", 2001), "INVALID_ARGUMENT", "beneficiaries"),
        (action("INFO_WATCH", "2026-11-25", 4), "INVALID_ARGUMENT", "beneficiaries"),
        (and(action("HELP_PERSON", "2026-11-25", 1), json!({ "minutes": 0 })), "INVALID_ARGUMENT", "minutes"),
        (and(action("HELP_PERSON", "2026-11-25", 1), json!({ "minutes": 1441 })), "INVALID_ARGUMENT", "minutes"),
        (and(action("HELP_PERSON", "2026-11-25", 1), json!({ "note": "x".repeat(1001) })), "INVALID_ARGUMENT", "note"),
        (and(action("HELP_PERSON", "2026-11-25", 1), json!({ "establishment": tests::school::uai("86", 9001) })), "NOT_FOUND", "establishment"),
    ] {
        logs(&world, &referent, input).await.is_refused(code).naming(argument);
    }
    let all_wrong = and(action("HELP_PERSON", "2026-11-26", -1), json!({ "minutes": -1, "note": " " }));
    let told = logs(&world, &referent, all_wrong).await.is_refused("INVALID_ARGUMENT");
    let faults = told.body["errors"][0]["extensions"]["faults"].as_array().expect("faults").len();
    assert_eq!(faults, 4, "{}", told.body);
    // Who was no referent has no log, whatever else they are; without a token nobody has.
    for (who, code) in [(&teacher, "NO_MANDATE"), (college.principal(), "NO_MANDATE"), (world.rectorate(), "NO_MANDATE"), (&world.anyone(), "NOT_ALLOWED")] {
        logs(&world, who, action("HELP_PERSON", "2026-11-25", 1)).await.is_refused(code);
    }
    world.announced_nothing().await;
    assert_eq!(log_of(&world, &referent, "").await.1, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_the_establishment_is_named_only_where_one_is_referent_of_several() {
    let (world, college, referent, _) = world_and_referent().await;
    let near = world.college("Collège Ronsard").await;
    world.rectorate().appoints(&world, &referent, &near, "TEACHER", "2026-09-01", None).await.succeeds();
    let other = near.principal().proposes(&world, &referent, &near).await.object("proposeMandate.object");
    let other = referent.accepts(&world, &other).await.object("acceptMandate.object");
    let input = action("HELP_PERSON", "2026-11-25", 2);

    logs(&world, &referent, input.clone()).await.is_refused("INVALID_ARGUMENT").naming("establishment").hinting(&near.uai);
    let line = logged(&world, &referent, and(input.clone(), json!({ "establishment": near.uai }))).await;
    assert_eq!((&line["establishment"]["uai"], &line["mandate"]["id"]), (&json!(near.uai), &other["id"]));
    logged(&world, &referent, and(input.clone(), json!({ "establishment": college.uai }))).await;
    let far = world.far_college("Collège Puygrelier").await;
    logs(&world, &referent, and(input.clone(), json!({ "establishment": far.uai }))).await.is_refused("NO_MANDATE");
    for (uai, count) in [(&college.uai, 1), (&near.uai, 1), (&far.uai, 0)] {
        assert_eq!(log_of(&world, &referent, &format!("(filter: {{ establishment: \"{uai}\" }})")).await.1, count);
        let told = referent.asks(&world, &format!("{{ mySupportActionSummary(establishment: \"{uai}\") {{ total {{ actions }} }} }}")).await.succeeds();
        told.shows("mySupportActionSummary.total.actions", count);
    }

    // A mandate that is over still holds for its own days.
    let now = referent.asks(&world, &format!("{{ node(id: {}) {{ ... on ReferentMandate {{ id version }} }} }}", other["id"])).await.object("node");
    near.principal().ends(&world, &now, "2026-11-27").await.succeeds();
    world.clock().advance(days(10));
    logs(&world, &referent, and(action("HELP_PERSON", "2026-12-01", 1), json!({ "establishment": near.uai }))).await.is_refused("NO_MANDATE");
    logged(&world, &referent, and(action("HELP_PERSON", "2026-11-26", 1), json!({ "establishment": near.uai }))).await;
    assert_eq!(logged(&world, &referent, action("HELP_PERSON", "2026-12-01", 1)).await["establishment"]["uai"], college.uai, "one is left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_a_referent_changes_and_takes_back_own_lines_alone() {
    let (world, college, referent, _) = world_and_referent().await;
    let (colleague, _) = college.referent("Rose IRIS").await;
    let line = logged(&world, &referent, and(action("HELP_PERSON", "2026-11-24", 3), json!({ "minutes": 30, "note": "Casiers" }))).await;
    let change = async |who: &Persona, input: Value| who.does(&world, "changeSupportAction", SHOWN, input).await;

    for who in [&colleague, college.principal(), world.rectorate(), &world.anyone()] {
        change(who, versioned(&line, json!({ "beneficiaries": 9 }))).await.is_refused("NOT_FOUND");
        who.does(&world, "deleteSupportAction", "dryRun", versioned(&line, json!({}))).await.is_refused("NOT_FOUND");
    }
    for (more, code, argument) in [
        (json!({ "date": "2026-11-26" }), "INVALID_ARGUMENT", "date"),
        (json!({ "date": "2025-09-02" }), "NO_MANDATE", "date"),
        (json!({ "kind": "INFO_WATCH" }), "INVALID_ARGUMENT", "beneficiaries"),
        (json!({ "kind": "JUGGLE" }), "NOT_FOUND", "kind"),
        (json!({ "minutes": 0 }), "INVALID_ARGUMENT", "minutes"),
    ] {
        change(&referent, versioned(&line, more)).await.is_refused(code).naming(argument);
    }
    let changed = change(&referent, versioned(&line, json!({ "beneficiaries": 5, "minutes": null, "channel": "MAIL", "date": "2026-11-25" }))).await;
    let changed = changed.succeeds().object("changeSupportAction.object");
    assert_eq!((&changed["beneficiaries"], &changed["minutes"], &changed["channel"]), (&json!(5), &Value::Null, &json!("MAIL")));
    assert_eq!((&changed["note"], &changed["date"], &changed["version"]), (&json!("Casiers"), &json!("2026-11-25"), &json!(2)));
    change(&referent, versioned(&line, json!({ "beneficiaries": 6 }))).await.is_refused("CONFLICT");
    referent.does(&world, "deleteSupportAction", "dryRun", versioned(&line, json!({}))).await.is_refused("CONFLICT");

    let gone = referent.does(&world, "deleteSupportAction", "object { id } dryRun", versioned(&changed, json!({}))).await.succeeds();
    gone.shows("deleteSupportAction.object", Value::Null);
    assert_eq!(log_of(&world, &referent, "").await, (Vec::new(), json!(0)));
    referent.asks(&world, &format!("{{ node(id: {}) {{ id }} }}", line["id"])).await.succeeds().shows("node", Value::Null);
    let again = versioned(&json!({ "id": line["id"], "version": 3 }), json!({}));
    referent.does(&world, "deleteSupportAction", "dryRun", again).await.is_refused("NOT_FOUND");
    let told = referent.asks(&world, "{ mySupportActionSummary { total { actions beneficiaries } } }").await.succeeds();
    told.shows("mySupportActionSummary.total", json!({ "actions": 0, "beneficiaries": 0 }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_the_log_sums_up_what_the_survey_and_the_report_will_ask() {
    let (world, _, referent, _) = world_and_referent().await;
    for (kind, date, count, more) in [
        ("HELP_PERSON", "2026-11-25", 3, json!({ "minutes": 45, "channel": "TALK" })),
        ("HELP_PERSON", "2026-11-25", 1, json!({ "channel": "MAIL" })),
        ("WORKSHOP", "2026-11-25", 8, json!({ "channel": "COFFEE", "minutes": 90 })),
        ("INFO_WATCH", "2026-11-25", 0, json!({})),
    ] {
        logged(&world, &referent, and(action(kind, date, count), more)).await;
    }

    let shown = "code actions beneficiaries minutes estimatedMinutes weeks";
    let told = referent
        .asks(&world, &format!("{{ mySupportActionSummary {{ schoolYear channels total {{ {shown} }} byKind {{ {shown} }} byActivity {{ {shown} }} }} }}"))
        .await;
    let told = told.succeeds().at("mySupportActionSummary").clone();
    let figures = |code: Value, actions: i32, beneficiaries: i32, minutes: i32, estimated: i32| json!({ "code": code, "actions": actions, "beneficiaries": beneficiaries, "minutes": minutes, "estimatedMinutes": estimated, "weeks": 1 });
    assert_eq!(told["total"], figures(Value::Null, 4, 12, 135, 185));
    assert_eq!(
        told["byKind"],
        json!([figures(json!("INFO_WATCH"), 1, 0, 0, 30), figures(json!("HELP_PERSON"), 2, 4, 45, 65), figures(json!("WORKSHOP"), 1, 8, 90, 90)])
    );
    assert_eq!(told["byActivity"], json!([figures(json!("M1.1"), 1, 0, 0, 30), figures(json!("M1.3"), 3, 12, 135, 155)]));
    assert_eq!((&told["channels"], &told["schoolYear"]), (&json!(["TALK", "COFFEE", "MAIL"]), &json!("2026-2027")));
    let before = referent.asks(&world, "{ mySupportActionSummary(schoolYear: \"2025-2026\") { total { actions } byKind { code } } }").await.succeeds();
    before.shows("mySupportActionSummary.total.actions", 0).shows("mySupportActionSummary.byKind", json!([]));
    let nobody = world.anyone().asks(&world, "{ mySupportActionSummary { total { actions } } }").await;
    nobody.is_refused("NOT_ALLOWED");
    let export = format!("{{ exportPersonalData(person: \"{}\") }}", referent.id);
    let export = referent.asks(&world, &export).await.succeeds().at("exportPersonalData").clone();
    assert_eq!(export["supportActions"].as_array().map(Vec::len), Some(4), "{export}");
}

/// Everything that somebody can ask without naming anything, and everything that hangs on what is found, but for the reads
/// of others that the audit tells and the growing head of its chain.
pub async fn everything(world: &World, who: &Persona, college: &School) -> BTreeMap<String, Value> {
    let shapes = crate::matrix::shapes();
    let mut told = BTreeMap::new();
    let mut waiting = Vec::new();
    let mut ask = async |name: String, query: String, waiting: &mut Vec<(String, String)>| {
        let outcome = who.asks(world, &query).await;
        let mut answer = outcome.body.clone();
        found(&answer["data"], waiting);
        answer.as_object_mut().expect("an answer").remove("extensions");
        for error in answer.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
            error["extensions"].as_object_mut().expect("extensions").remove("requestId");
        }
        told.insert(name, answer);
    };
    for list in shapes["Query"].lists.iter().filter(|list| *list != "auditEvents") {
        ask(list.clone(), format!("{{ {list}(first: 100) {{ totalCount nodes {{ __typename id }} }} }}"), &mut waiting).await;
    }
    for root in [
        "auditEvents(first: 100, filter: { kind: MUTATION }) { totalCount nodes { __typename id } }".to_owned(),
        "gaps(schoolYear: \"2026-2027\", first: 100) { totalCount nodes { kind days establishment { uai } } }".to_owned(),
        "letterProgress(schoolYear: \"2026-2027\", by: BASIN) { total { establishments referents signed } rows { key referents signed } }".to_owned(),
        format!("neighbours(establishment: \"{}\", kilometres: 50) {{ totalCount nodes {{ establishment {{ id }} }} }}", college.uai),
        format!("establishment(uai: \"{}\") {{ version updatedAt mandates {{ nodes {{ version updatedAt }} }} }}", college.uai),
        "viewer { roles hats { role } }".to_owned(),
    ] {
        ask(root.clone(), format!("{{ {root} }}"), &mut waiting).await;
    }
    let mut asked = HashSet::new();
    while let Some((kind, id)) = waiting.pop() {
        if !asked.insert(id.clone()) {
            continue;
        }
        let Some(shape) = shapes.get(&kind) else { continue };
        let objects: Vec<String> = shape.objects.iter().map(|name| format!("{name} {{ __typename id }}")).collect();
        let lists: Vec<String> = shape.lists.iter().map(|name| format!("{name}(first: 50) {{ totalCount nodes {{ __typename id }} }}")).collect();
        let fields = [shape.values.join(" "), objects.join(" "), lists.join(" ")].join(" ");
        ask(id.clone(), format!("{{ node(id: \"{id}\") {{ __typename id ... on {kind} {{ {fields} }} }} }}"), &mut waiting).await;
    }
    told
}

/// The objects below a value.
fn found(value: &Value, objects: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            if let (Some(Value::String(kind)), Some(Value::String(id))) = (members.get("__typename"), members.get("id")) {
                objects.push((kind.clone(), id.clone()));
            }
            members.values().for_each(|member| found(member, objects));
        }
        Value::Array(items) => items.iter().for_each(|item| found(item, objects)),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_nobody_else_sees_a_count_no_query_of_anybody_changes_when_a_referent_logs() {
    let (world, college, referent, _) = world_and_referent().await;
    let near = world.college("Collège Ronsard").await;
    let (neighbour, _) = near.referent("Rose IRIS").await;
    let (colleague, _) = college.referent("Léa BRUYERE").await;
    let desk = async |desk: Desk| world.officer([desk].into_iter().collect::<Desks>()).await;
    let (survey, dpo, directory) = (desk(Desk::Survey).await, desk(Desk::Dpo).await, desk(Desk::Directory).await);
    let (teacher, deputy) = (college.teacher("Ada TILLEUL").await, college.deputy("Rose").await);
    // Somebody's line is there beforehand, and the audit already tells of other acts.
    logged(&world, &referent, action("WORKSHOP", "2026-11-25", 5)).await;
    world.settle().await;
    let officer = world.rectorate().clone();
    let others = [&colleague, &neighbour, college.principal(), near.principal(), &deputy, &teacher, &survey, &dpo, &directory, &officer, &world.anyone()];
    let mut before = Vec::new();
    for who in others {
        before.push(everything(&world, who, &college).await);
    }
    let tag = async || {
        let url = world.url("/graphql?query=%7Bestablishments%7Bnodes%7Bname%20version%20updatedAt%7D%7D%7D");
        let answer = world.http().get(url).header("accept", "application/graphql-response+json").send().await.expect("an answer");
        answer.headers().get("etag").cloned()
    };
    let kept = tag().await;
    assert!(kept.is_some(), "a public answer has a tag");

    let line = logged(&world, &referent, and(action("HELP_PERSON", "2026-11-25", 3), json!({ "note": "Casiers" }))).await;
    let changed = referent.does(&world, "changeSupportAction", SHOWN, versioned(&line, json!({ "beneficiaries": 4 }))).await.succeeds();
    logged(&world, &referent, action("HELP_CLASS", "2026-11-25", 2)).await;
    logs(&world, &referent, action("HELP_CLASS", "2026-11-25", -2)).await.is_refused("INVALID_ARGUMENT");
    let changed = changed.object("changeSupportAction.object");
    referent.does(&world, "deleteSupportAction", "dryRun", versioned(&changed, json!({}))).await.succeeds();
    world.settle().await;

    assert_eq!(tag().await, kept);
    for (who, before) in others.into_iter().zip(before) {
        let after = everything(&world, who, &college).await;
        assert!(before.len() > 30, "{} reads little: {}", who.name, before.len());
        let differs: Vec<_> = after
            .iter()
            .filter(|(key, value)| before.get(*key) != Some(value))
            .map(|(key, value)| format!("{key}: {value}, was {:?}", before.get(key)))
            .collect();
        assert!(differs.is_empty() && before.len() == after.len(), "{} learns {differs:#?}", who.name);
        for (key, answer) in &after {
            assert!(!key.starts_with("log_") && !answer.to_string().contains("SupportAction\""), "{} reads {key}", who.name);
        }
        who.asks(&world, &format!("{{ node(id: {}) {{ id }} }}", line["id"])).await.succeeds().shows("node", Value::Null);
    }
    // The referent sees the difference: the walk would have found one.
    let own = everything(&world, &referent, &college).await;
    assert!(own.keys().any(|key| key.starts_with("log_")), "{:?}", own.keys());
    let history = referent.asks(&world, "{ auditEvents(first: 100) { nodes { operation outcome changes { nodes { objectType } } } } }").await.succeeds();
    let history = history.at("auditEvents").to_string();
    for operation in ["logSupportAction", "changeSupportAction", "deleteSupportAction"] {
        assert!(history.contains(operation), "one's own acts are told: {history}");
    }
    // Nobody may even ask why it is not read.
    let standing = referent.asks(&world, "{ supportActions { nodes { id } } }").await.text("supportActions.nodes.0.id");
    let asked = format!("{{ explainAccess(person: \"{}\", object: \"{standing}\", action: \"READ\") {{ allowed }} }}", referent.id);
    for who in [&officer, &dpo, &directory] {
        who.asks(&world, &asked).await.is_refused("NOT_FOUND");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_a_program_has_no_log_and_reads_none() {
    let (world, _, referent, _) = world_and_referent().await;
    let account =
        json!({ "academy": "13", "name": "Enquête", "scopes": ["SURVEY_READ", "SURVEY_WRITE", "DIRECTORY_READ", "MANDATE_WRITE"], "expiresOn": "2027-06-30" });
    let made = world.rectorate().does(&world, "createServiceAccount", "object { id } secret", account).await.succeeds();
    let (client, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
    let form = [("grant_type", "client_credentials"), ("client_id", &client), ("client_secret", &secret)];
    let token: Value = world.http().post(world.url("/oauth/token")).form(&form).send().await.expect("an answer").json().await.expect("JSON");
    let program = Persona { name: "program".into(), id: client, token: token["access_token"].as_str().map(str::to_owned) };
    logged(&world, &referent, action("HELP_PERSON", "2026-11-25", 3)).await;

    logs(&world, &program, action("HELP_PERSON", "2026-11-25", 3)).await.is_refused("NOT_ALLOWED");
    assert_eq!(log_of(&world, &program, "").await.1, 0);
    program.asks(&world, "{ mySupportActionSummary { total { actions } } }").await.is_refused("NOT_ALLOWED");
}
