//! Stories of mission letters: the template and its dispatch, adaptation, share-out, dialogue, agreement.

use std::sync::Arc;

use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

const TEMPLATE: &str = "object { id version status revision publishedRevision title }";
const CLAUSES: &str = "nodes { id version code origin title body inheritedBody reason templateClause { id locked } offered { body } diff { kind text } }";

async fn created(world: &World) -> Value {
    let input = json!({ "academy": "13", "schoolYear": "2026-2027" });
    world.rectorate().does(world, "createLetterTemplate", TEMPLATE, input).await.succeeds().object("createLetterTemplate.object")
}

/// An object with its version, and more.
pub fn versioned(object: &Value, more: Value) -> Value {
    let mut input = json!({ "id": object["id"], "version": object["version"] });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

/// A published template.
pub async fn published(world: &World) -> Value {
    let template = created(world).await;
    let published = world.rectorate().does(world, "publishLetterTemplate", TEMPLATE, versioned(&template, json!({}))).await;
    published.succeeds().object("publishLetterTemplate.object")
}

/// Dispatches a template and gives the job as it ended.
pub async fn dispatched(world: &World, template: &Value) -> Value {
    let input = json!({ "template": template["id"], "version": template["version"] });
    let job = world.rectorate().does(world, "dispatchMissionLetters", "object { id status }", input).await.succeeds();
    let id = job.text("dispatchMissionLetters.object.id");
    world.settle().await;
    let shown = "status done total result rejectedCount rejects { nodes { key error { code } } } error { code message }";
    let job = world.rectorate().asks(world, &format!("{{ job(id: \"{id}\") {{ {shown} }} }}")).await.succeeds().object("job");
    assert_eq!(job["status"], "DONE", "{job}");
    job
}

/// A world with a dispatched template.
pub async fn sent(world: &Arc<World>) -> Value {
    world.settle().await;
    let template = published(world).await;
    dispatched(world, &template).await;
    template
}

/// The letter of a school as somebody reads it.
pub async fn letter(world: &World, who: &Persona, school: &School, shown: &str) -> Value {
    let query = format!("{{ missionLetters(first: 1, filter: {{ establishment: \"{}\" }}) {{ nodes {{ id version stage {shown} }} }} }}", school.uai);
    who.asks(world, &query).await.succeeds().at("missionLetters.nodes.0").clone()
}

/// A clause of it.
pub async fn clause(world: &World, who: &Persona, school: &School, code: &str) -> Value {
    let shown = format!("clauses(filter: {{ code: \"{code}\", origins: [INHERITED, AMENDED, ADDED, REMOVED] }}) {{ {CLAUSES} }}");
    letter(world, who, school, &shown).await["clauses"]["nodes"][0].clone()
}

/// Runs a mutation that shows the object and its version.
pub async fn acts(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id version }", input).await
}

/// Shares all eleven activities out: the first to each party, the others to nobody this year.
pub async fn shared(world: &World, school: &School) {
    let read = letter(world, school.principal(), school, "parties { nodes { id } }").await;
    let parties: Vec<&Value> = read["parties"]["nodes"].as_array().expect("parties").iter().map(|party| &party["id"]).collect();
    let mut lines: Vec<Value> = parties.iter().map(|party| json!({ "activity": "M1.1", "party": party, "priority": "HIGH", "hours": 20 })).collect();
    let others = ["M1.2", "M1.3", "M1.4", "M2.1", "M2.2", "M2.3", "M3.1", "M3.2", "M4.1", "M4.2"];
    lines.extend(others.map(|activity| json!({ "activity": activity, "priority": "NOT_THIS_YEAR" })));
    let input = json!({ "letter": read["id"], "version": read["version"], "assignments": lines });
    acts(world, school.principal(), "assignActivities", input).await.succeeds();
}

/// Proposes the letter of a school.
pub async fn proposed(world: &World, school: &School) -> Outcome {
    let read = letter(world, school.principal(), school, "").await;
    acts(world, school.principal(), "proposeLetter", versioned(&read, json!({}))).await
}

/// Somebody's own party to it.
pub async fn own_party(world: &World, who: &Persona, school: &School) -> Value {
    let read = letter(world, who, school, "parties { nodes { id version stage person { id } } }").await;
    let parties = read["parties"]["nodes"].as_array().expect("parties").clone();
    parties.into_iter().find(|party| party["person"]["id"] == who.id.as_str()).expect("a party")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_a_template_is_written_published_and_its_words_stay() {
    let world = World::new().await;
    let (officer, college) = (world.rectorate(), world.college("Collège Jean Moulin").await);
    let template = created(&world).await;
    assert_eq!((&template["status"], &template["revision"], &template["publishedRevision"]), (&json!("DRAFT"), &json!(1), &json!(0)));

    let list = "{ letterTemplates { nodes { id clauses(first: 100) { totalCount } draft: clauses(first: 100, filter: { draft: true }) { totalCount } legalBasis { nodes { code } } suggestedPriorities { nodes { code } } blanks(first: 100) { totalCount } } } }";
    let own = officer.asks(&world, list).await.succeeds();
    own.shows("letterTemplates.nodes.0.draft.totalCount", 20)
        .shows("letterTemplates.nodes.0.clauses.totalCount", 0)
        .shows("letterTemplates.nodes.0.blanks.totalCount", 18);
    for stranger in [world.anyone(), college.principal().clone(), world.rectorate_of_toulouse().clone()] {
        assert_eq!(stranger.asks(&world, list).await.succeeds().at("letterTemplates.nodes"), &json!([]), "a draft is the academy's own");
    }
    let write = json!({ "template": template["id"], "version": template["version"], "code": "SAFE_USE", "titleFr": "Usage sûr", "body": "Le référent rappelle les règles.", "activity": "M4.2" });
    for refused in [college.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        refused.does(&world, "writeTemplateClause", TEMPLATE, write.clone()).await.is_refused("NOT_FOUND");
    }
    let written = officer.does(&world, "writeTemplateClause", TEMPLATE, write.clone()).await.succeeds().object("writeTemplateClause.object");
    officer.does(&world, "writeTemplateClause", TEMPLATE, write).await.is_refused("CONFLICT").naming("version");
    let published =
        officer.does(&world, "publishLetterTemplate", TEMPLATE, versioned(&written, json!({}))).await.succeeds().object("publishLetterTemplate.object");
    assert_eq!((&published["status"], &published["publishedRevision"]), (&json!("PUBLISHED"), &json!(1)));
    world.anyone().asks(&world, list).await.succeeds().shows("letterTemplates.nodes.0.clauses.totalCount", 21);
    officer.does(&world, "publishLetterTemplate", TEMPLATE, versioned(&published, json!({}))).await.is_refused("NOTHING_TO_PUBLISH");

    let reworded = json!({ "template": published["id"], "version": published["version"], "code": "INFORM", "titleFr": "Informer", "body": "Chaque mois." });
    let drafted = officer.does(&world, "writeTemplateClause", TEMPLATE, reworded).await.succeeds().object("writeTemplateClause.object");
    assert_eq!((&drafted["revision"], &drafted["publishedRevision"]), (&json!(2), &json!(1)));
    let inform = "{ letterTemplates { nodes { clauses(filter: { code: \"INFORM\" }) { nodes { body fromRevision } } } } }";
    let seen = world.anyone().asks(&world, inform).await.succeeds();
    seen.shows("letterTemplates.nodes.0.clauses.nodes.0.fromRevision", 1);
    let other = created(&world).await;
    officer.does(&world, "publishLetterTemplate", TEMPLATE, versioned(&other, json!({}))).await.is_refused("ALREADY_PUBLISHED");
    let bad = |more: Value| {
        let mut input = json!({ "template": drafted["id"], "version": drafted["version"], "code": "NEW", "titleFr": "Titre", "body": "Texte" });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    for (more, code, argument) in [
        (json!({ "code": "petit" }), "INVALID_ARGUMENT", "code"),
        (json!({ "body": "{{inconnu}}" }), "UNKNOWN_BLANK", "body"),
        (json!({ "body": "x".repeat(65 * 1024) }), "INVALID_ARGUMENT", "body"),
        (json!({ "locked": true }), "INVALID_ARGUMENT", "why"),
        (json!({ "activity": "M9.9" }), "NOT_FOUND", "activity"),
    ] {
        officer.does(&world, "writeTemplateClause", TEMPLATE, bad(more)).await.is_refused(code).naming(argument);
    }
    let html = officer.does(&world, "writeTemplateClause", TEMPLATE, bad(json!({ "body": "<script>alert(1)</script>" }))).await.succeeds();
    assert_eq!(html.at("writeTemplateClause.object.revision"), 2);
    let kept = officer.asks(&world, "{ letterTemplates { nodes { clauses(filter: { draft: true, code: \"NEW\" }) { nodes { body } } } } }").await.succeeds();
    assert!(kept.body.to_string().contains("<script>alert(1)</script>"), "kept as text");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_a_dispatch_reaches_every_establishment_once_and_lists_who_is_left_out() {
    let world = World::new().await;
    let (college, lonely) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let (farm, section) = (world.school("Lycée agricole", "LYCEE_AGRICOLE").await, world.school("SEP du lycée", "SECTION").await);
    let foreign = world.college_of_toulouse("Collège Fermat").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    let contact = college.read_by(college.principal(), "id version").await.object("establishment");
    acts(&world, college.principal(), "updateEstablishmentContact", versioned(&contact, json!({ "mail": "ce.moulin@stories.example" }))).await.succeeds();
    world.settle().await;
    let template = published(&world).await;
    world.announced().await;

    for refused in [college.principal(), world.rectorate_of_toulouse(), &referent] {
        let input = json!({ "template": template["id"], "version": template["version"] });
        refused.does(&world, "dispatchMissionLetters", "object { id }", input).await.is_refused("NOT_ALLOWED");
    }
    let job = dispatched(&world, &template).await;

    let result = &job["result"];
    let expected = json!({ "sent": 2, "thereAlready": 0, "offered": 0, "withoutReferent": 1, "leftOut": 2, "establishments": 4 });
    for (name, count) in expected.as_object().expect("an object") {
        assert_eq!(&result[name], count, "{name}: {job}");
    }
    assert!(result.get("after").is_none(), "where it went on from is nobody's: {job}");
    let mut left: Vec<(String, String)> = Vec::new();
    for row in job["rejects"]["nodes"].as_array().expect("rejects") {
        left.push((row["key"].as_str().unwrap_or_default().into(), row["error"]["code"].as_str().unwrap_or_default().into()));
    }
    left.sort();
    let mut wanted = vec![(farm.uai.clone(), "OTHER_MINISTRY".to_owned()), (section.uai.clone(), "SECTION".to_owned())];
    wanted.sort();
    assert_eq!(left, wanted);
    let own =
        letter(&world, college.principal(), &college, "mailbox openedAt dueOn clauses(first: 100) { totalCount } parties { nodes { person { id } stage } }")
            .await;
    assert_eq!((&own["stage"], &own["clauses"]["totalCount"], &own["mailbox"]), (&json!("RECEIVED"), &json!(20), &json!("ce.moulin@stories.example")));
    assert_eq!((&own["parties"]["nodes"][0]["person"]["id"], &own["dueOn"]), (&json!(referent.id), &json!("2027-01-25")));
    assert_eq!(letter(&world, lonely.principal(), &lonely, "parties { totalCount }").await["parties"]["totalCount"], 0, "a gap, and a letter all the same");
    assert!(letter(&world, foreign.principal(), &foreign, "").await.is_null());

    let told = "{ notifications(filter: { kinds: [\"MissionLetterSent\"] }) { totalCount } }";
    for who in [college.principal(), &referent, lonely.principal()] {
        who.asks(&world, told).await.succeeds().shows("notifications.totalCount", 1);
    }
    let version = world.rectorate().asks(&world, "{ letterTemplates { nodes { id version status } } }").await.object("letterTemplates.nodes.0");
    assert_eq!(version["status"], "DISPATCHED");
    let again = dispatched(&world, &version).await;
    assert_eq!((&again["result"]["sent"], &again["result"]["thereAlready"]), (&json!(0), &json!(2)), "{again}");
    assert_eq!(letter(&world, college.principal(), &college, "").await["id"], own["id"], "the same letter");
    college.principal().asks(&world, told).await.succeeds().shows("notifications.totalCount", 1);

    let opened = acts(&world, college.principal(), "openMissionLetter", versioned(&own, json!({}))).await.succeeds();
    assert_eq!(opened.at("openMissionLetter.object.version"), 2);
    let unopened = "{ missionLetters(filter: { isOpened: false }) { nodes { establishment { uai } openedAt } } }";
    world.rectorate().asks(&world, unopened).await.succeeds().shows("missionLetters.nodes.0.establishment.uai", lonely.uai.as_str());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s36_the_principal_adapts_clause_by_clause_but_no_locked_one() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();

    let needs = clause(&world, principal, &college, "NEEDS").await;
    let amended = json!({ "body": "Le référent recueille les besoins de formation avant {{needs_deadline}}.", "reason": "plus court" });
    for refused in [&referent, world.rectorate(), &college.teacher("Ada").await, &world.anyone()] {
        let outcome = acts(&world, refused, "amendClause", versioned(&needs, amended.clone())).await;
        let code = outcome.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
        assert!(matches!(code.as_str(), "NOT_FOUND" | "NOT_ALLOWED"), "{}: {}", refused.name, outcome.body);
    }
    acts(&world, principal, "amendClause", versioned(&needs, amended.clone())).await.succeeds();
    acts(&world, principal, "amendClause", versioned(&needs, amended)).await.is_refused("CONFLICT").naming("version");
    let now = clause(&world, principal, &college, "NEEDS").await;
    assert_eq!((&now["origin"], &now["inheritedBody"], &now["reason"]), (&json!("AMENDED"), &needs["body"], &json!("plus court")));
    let parts = now["diff"].as_array().expect("parts");
    let of = |but: &str| parts.iter().filter(|part| part["kind"] != but).map(|part| part["text"].as_str().unwrap_or_default()).collect::<String>();
    assert_eq!((json!(of("ADDED")), json!(of("REMOVED"))), (needs["body"].clone(), now["body"].clone()));
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "IN_ADAPTATION");

    let locked = clause(&world, principal, &college, "FAULTS").await;
    acts(&world, principal, "amendClause", versioned(&locked, json!({ "body": "Le référent répare." }))).await.is_refused("CLAUSE_LOCKED").hinting("repairer");
    acts(&world, principal, "removeClause", versioned(&locked, json!({ "reason": "inutile" }))).await.is_refused("CLAUSE_LOCKED");
    let means = clause(&world, principal, &college, "MEANS").await;
    acts(&world, principal, "removeClause", versioned(&means, json!({ "reason": "dit ailleurs" }))).await.succeeds();
    let shown = letter(&world, principal, &college, "clauses(first: 100) { totalCount }").await;
    assert_eq!(shown["clauses"]["totalCount"], 19);
    let out = clause(&world, principal, &college, "MEANS").await;
    acts(&world, principal, "amendClause", versioned(&out, json!({ "body": "autre" }))).await.is_refused("CLAUSE_REMOVED");
    acts(&world, principal, "restoreClause", versioned(&out, json!({}))).await.succeeds();
    acts(&world, principal, "restoreClause", versioned(&now, json!({}))).await.succeeds();
    assert_eq!(clause(&world, principal, &college, "NEEDS").await["origin"], "INHERITED");

    let read = letter(&world, principal, &college, "").await;
    let add = |version: &Value, code: &str| json!({ "letter": read["id"], "version": version, "code": code, "title": "Club", "body": "Un club robotique.", "reason": "projet" });
    acts(&world, principal, "addClause", add(&read["version"], "NEEDS")).await.is_refused("ALREADY_EXISTS").naming("code");
    acts(&world, principal, "addClause", add(&read["version"], "CLUB")).await.succeeds();
    assert_eq!(clause(&world, principal, &college, "CLUB").await["diff"], json!([{ "kind": "ADDED", "text": "Un club robotique." }]));
    let own = clause(&world, &referent, &college, "CLUB").await;
    assert_eq!(own["origin"], "ADDED", "a party reads the letter");
    assert_eq!(
        letter(&world, world.rectorate(), &college, "clauses { totalCount } parties { totalCount } dueOn").await["clauses"]["totalCount"],
        0,
        "not the academy before it is signed"
    );
    assert!(letter(&world, &college.teacher("Rose").await, &college, "").await.is_null(), "nor colleagues before it is in force");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s36_a_revised_template_offers_its_words_which_are_taken_or_left() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let principal = college.principal();
    sent(&world).await;
    let officer = world.rectorate();
    let current = async || officer.asks(&world, "{ letterTemplates { nodes { id version } } }").await.object("letterTemplates.nodes.0");
    for (code, body) in [("INFORM", "Chaque mois."), ("PROJECTS", "Deux projets."), ("NEWCOMERS", "Accueillir les nouveaux.")] {
        let template = current().await;
        let input = json!({ "template": template["id"], "version": template["version"], "code": code, "titleFr": "Titre", "body": body });
        officer.does(&world, "writeTemplateClause", TEMPLATE, input).await.succeeds();
    }
    acts(&world, officer, "publishLetterTemplate", versioned(&current().await, json!({}))).await.succeeds();
    let job = dispatched(&world, &current().await).await;
    assert_eq!((&job["result"]["offered"], &job["result"]["sent"]), (&json!(1), &json!(0)), "{job}");
    let told = principal.asks(&world, "{ notifications { nodes { kind } } }").await.succeeds();
    assert_eq!(told.at("notifications.nodes.0.kind"), "MissionLetterRevisionOffered");

    let offered = letter(&world, principal, &college, &format!("clauses(filter: {{ isOffered: true, origins: [INHERITED, REMOVED] }}) {{ {CLAUSES} }}")).await;
    let codes: Vec<&str> = offered["clauses"]["nodes"].as_array().expect("clauses").iter().filter_map(|clause| clause["code"].as_str()).collect();
    assert_eq!(codes, ["INFORM", "PROJECTS", "NEWCOMERS"]);
    let answer = async |code: &str, take: bool| {
        let clause = clause(&world, principal, &college, code).await;
        acts(&world, principal, "answerRevision", versioned(&clause, json!({ "take": take }))).await
    };
    answer("INFORM", true).await.succeeds();
    answer("PROJECTS", false).await.succeeds();
    answer("NEWCOMERS", true).await.succeeds();
    answer("INFORM", true).await.is_refused("NOTHING_OFFERED");
    let (inform, projects, newcomers) = (
        clause(&world, principal, &college, "INFORM").await,
        clause(&world, principal, &college, "PROJECTS").await,
        clause(&world, principal, &college, "NEWCOMERS").await,
    );
    assert_eq!((&inform["origin"], &inform["body"]), (&json!("INHERITED"), &json!("Chaque mois.")));
    assert_eq!((&projects["origin"], &projects["inheritedBody"]), (&json!("AMENDED"), &json!("Deux projets.")));
    assert_eq!((&newcomers["origin"], &newcomers["body"]), (&json!("INHERITED"), &json!("Accueillir les nouveaux.")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s39_activities_are_shared_and_all_agree() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let ((first, _), (second, _)) = (college.referent("Paul LILAS").await, college.referent("Rose IRIS").await);
    sent(&world).await;
    let principal = college.principal();

    proposed(&world, &college).await.is_refused("INVALID_TRANSITION");
    let read = letter(&world, principal, &college, "").await;
    let fill =
        |read: &Value, name: &str, value: &str| json!({ "letter": read["id"], "version": read["version"], "values": [{ "name": name, "value": value }] });
    acts(&world, principal, "fillBlanks", fill(&read, "school_year", "2026-2027")).await.is_refused("FILLED_BY_DATA").naming("values.0.value");
    acts(&world, principal, "fillBlanks", fill(&read, "committee_count", "deux")).await.is_refused("INVALID_ARGUMENT").naming("values.0.value");
    acts(&world, principal, "fillBlanks", fill(&read, "committee_count", "2")).await.succeeds();
    acts(&world, principal, "fillBlanks", fill(&read, "committee_count", "3")).await.is_refused("CONFLICT");
    let unshared = proposed(&world, &college).await.is_refused("ACTIVITIES_NOT_SHARED");
    assert!(unshared.body.to_string().contains("M1.1, M1.2"), "{}", unshared.body);
    shared(&world, &college).await;
    proposed(&world, &college).await.succeeds();

    let (one, other) = (own_party(&world, &first, &college).await, own_party(&world, &second, &college).await);
    acts(&world, &second, "agreeLetter", versioned(&one, json!({}))).await.is_refused("NOT_ALLOWED");
    acts(&world, principal, "agreeLetter", versioned(&one, json!({}))).await.is_refused("NOT_ALLOWED");
    acts(&world, &first, "agreeLetter", versioned(&one, json!({}))).await.succeeds();
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "PROPOSED");
    acts(&world, &second, "agreeLetter", versioned(&other, json!({}))).await.succeeds();
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "AGREED");

    // An annex asks its own party again, a common clause asks all.
    let read = letter(&world, principal, &college, "").await;
    let line =
        json!([{ "activity": "M1.1", "party": one["id"], "priority": "LOW" }, { "activity": "M1.1", "party": other["id"], "priority": "HIGH", "hours": 20 }]);
    acts(&world, principal, "assignActivities", json!({ "letter": read["id"], "version": read["version"], "assignments": line })).await.succeeds();
    let stages = async || (own_party(&world, &first, &college).await["stage"].clone(), own_party(&world, &second, &college).await["stage"].clone());
    assert_eq!(stages().await, (json!("AWAITED"), json!("AGREED")));
    proposed(&world, &college).await.succeeds();
    acts(&world, &first, "agreeLetter", versioned(&own_party(&world, &first, &college).await, json!({}))).await.succeeds();
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "AGREED");
    let needs = clause(&world, principal, &college, "NEEDS").await;
    acts(&world, principal, "amendClause", versioned(&needs, json!({ "body": "Autrement." }))).await.succeeds();
    assert_eq!(stages().await, (json!("AWAITED"), json!("AWAITED")));
    proposed(&world, &college).await.succeeds();
    let declined = versioned(&own_party(&world, &second, &college).await, json!({ "reason": "trop d'heures" }));
    acts(&world, &second, "declineLetter", declined).await.succeeds();
    acts(&world, &first, "agreeLetter", versioned(&own_party(&world, &first, &college).await, json!({}))).await.succeeds();
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "AGREED", "who declined leaves the mandate as it is, and the letter to the others");
    let read = letter(&world, principal, &college, "").await;
    acts(&world, principal, "voidLetter", versioned(&read, json!({ "reason": "erreur" }))).await.succeeds();
    let read = letter(&world, principal, &college, "voidReason").await;
    assert_eq!((&read["stage"], &read["voidReason"]), (&json!("VOID"), &json!("erreur")));
    proposed(&world, &college).await.is_refused("INVALID_TRANSITION");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s39_the_letter_is_a_tool_of_dialogue_that_the_academy_does_not_hear() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();
    shared(&world, &college).await;
    let needs = clause(&world, principal, &college, "NEEDS").await;
    acts(&world, &referent, "askAmendment", json!({ "clause": needs["id"], "body": "Avant Noël." })).await.is_refused("INVALID_TRANSITION");
    proposed(&world, &college).await.succeeds();

    let id = letter(&world, principal, &college, "").await["id"].clone();
    acts(&world, &referent, "commentLetter", json!({ "letter": id, "clause": needs["id"], "body": "Trop **tôt** <b>!</b>" })).await.succeeds();
    acts(&world, principal, "commentLetter", json!({ "letter": id, "body": "Parlons-en." })).await.succeeds();
    acts(&world, world.rectorate(), "commentLetter", json!({ "letter": id, "body": "Et nous ?" })).await.is_refused("NOT_ALLOWED");
    acts(&world, &college.teacher("Ada").await, "commentLetter", json!({ "letter": id, "body": "Et moi ?" })).await.is_refused("NOT_FOUND").naming("letter");
    let shown = "comments { nodes { body person { id } clause { code } } }";
    let heard = letter(&world, &referent, &college, shown).await;
    assert_eq!((&heard["comments"]["nodes"][0]["body"], &heard["comments"]["nodes"][0]["clause"]["code"]), (&json!("Trop **tôt** <b>!</b>"), &json!("NEEDS")));
    assert_eq!(letter(&world, world.rectorate(), &college, shown).await["comments"]["nodes"], json!([]), "never the academy");

    let locked = clause(&world, &referent, &college, "FAULTS").await;
    acts(&world, &referent, "askAmendment", json!({ "clause": locked["id"], "body": "Il répare." })).await.is_refused("CLAUSE_LOCKED");
    let asked = acts(&world, &referent, "askAmendment", json!({ "clause": needs["id"], "body": "Avant Noël.", "reason": "plus de temps" })).await.succeeds();
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "AMENDMENT_ASKED");
    let amendment = asked.object("askAmendment.object");
    acts(&world, &referent, "answerAmendment", versioned(&amendment, json!({ "take": true }))).await.is_refused("NOT_ALLOWED");
    acts(&world, principal, "answerAmendment", versioned(&amendment, json!({ "take": true, "answer": "D'accord." }))).await.succeeds();
    let now = clause(&world, &referent, &college, "NEEDS").await;
    assert_eq!((&now["body"], &now["origin"], &now["reason"]), (&json!("Avant Noël."), &json!("AMENDED"), &json!("plus de temps")));
    let amendment = letter(&world, principal, &college, "amendments { nodes { id version status answer } }").await["amendments"]["nodes"][0].clone();
    assert_eq!((&amendment["status"], &amendment["answer"]), (&json!("TAKEN"), &json!("D'accord.")));
    acts(&world, principal, "answerAmendment", versioned(&amendment, json!({ "take": false }))).await.is_refused("ALREADY_ANSWERED");
    world.settle().await;
    let told = referent.asks(&world, "{ notifications { nodes { kind } } }").await.succeeds();
    let kinds: Vec<&str> = told.at("notifications.nodes").as_array().expect("notices").iter().filter_map(|notice| notice["kind"].as_str()).collect();
    assert!(kinds.contains(&"LetterAmendmentAnswered") && kinds.contains(&"MissionLetterProposed") && kinds.contains(&"LetterCommented"), "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s26_a_template_for_next_year_begins_with_this_years_clauses() {
    let world = World::new().await;
    let template = published(&world).await;
    world.clock().advance(days(200));
    let input = json!({ "academy": "13", "schoolYear": "2027-2028", "basedOn": template["id"] });
    let next = world.rectorate().does(&world, "createLetterTemplate", TEMPLATE, input).await.succeeds();
    let shown = "{ letterTemplates(filter: { schoolYear: \"2027-2028\" }) { nodes { clauses(first: 100, filter: { draft: true }) { totalCount nodes { activity { code } } } blanks { totalCount } legalBasis { totalCount } suggestedPriorities { nodes { code } } } } }";
    let read = world.rectorate().asks(&world, shown).await.succeeds();
    read.shows("letterTemplates.nodes.0.clauses.totalCount", 20)
        .shows("letterTemplates.nodes.0.blanks.totalCount", 18)
        .shows("letterTemplates.nodes.0.legalBasis.totalCount", 4);
    assert_eq!(next.at("createLetterTemplate.object.status"), "DRAFT");
    let early = json!({ "academy": "13", "schoolYear": "2008-2009" });
    world.rectorate().does(&world, "createLetterTemplate", TEMPLATE, early).await.is_refused("NO_CATALOGUE").naming("schoolYear");
    let draft = json!({ "academy": "13", "schoolYear": "2028-2029", "basedOn": next.at("createLetterTemplate.object.id") });
    world.rectorate().does(&world, "createLetterTemplate", TEMPLATE, draft).await.is_refused("NOT_PUBLISHED").naming("basedOn");
}

/// A letter that all parties agree with, its blanks filled in.
pub async fn agreed(world: &World, college: &School, referents: &[&Persona]) -> Value {
    let principal = college.principal();
    let read = letter(world, principal, college, "template { blanks(first: 100) { nodes { name kind } } }").await;
    let blanks = read["template"]["blanks"]["nodes"].as_array().expect("blanks").iter().filter(|blank| blank["kind"] != "DATA");
    let value = |kind: &Value| match kind.as_str() {
        Some("NUMBER") => "2",
        Some("DAY") => "2026-12-18",
        _ => "selon les besoins",
    };
    let values: Vec<Value> = blanks.map(|blank| json!({ "name": blank["name"], "value": value(&blank["kind"]) })).collect();
    acts(world, principal, "fillBlanks", json!({ "letter": read["id"], "version": read["version"], "values": values })).await.succeeds();
    shared(world, college).await;
    proposed(world, college).await.succeeds();
    for referent in referents {
        acts(world, referent, "agreeLetter", versioned(&own_party(world, referent, college).await, json!({}))).await.succeeds();
    }
    let read = letter(world, principal, college, "").await;
    assert_eq!(read["stage"], "AGREED");
    read
}

const VERIFIED: &str = "contentHash content wasSigned holds problems sealKey contents { hash content madeAt } signatures { person method signedAt contentHash sealed seal holds isCurrent }";

async fn verification(world: &World, who: &Persona, id: &Value, sha256: Option<&str>) -> Value {
    let asked = sha256.map(|hash| format!(", sha256: \"{hash}\"")).unwrap_or_default();
    let read = who.asks(world, &format!("{{ verifyMissionLetter(id: {id}{asked}) {{ {VERIFIED} }} }}")).await.succeeds();
    read.at("verifyMissionLetter").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_each_signs_what_the_letter_says_and_the_last_signature_brings_it_into_force() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let ((first, _), (second, _)) = (college.referent("Paul LILAS").await, college.referent("Rose IRIS").await);
    sent(&world).await;
    let principal = college.principal();
    let received = letter(&world, principal, &college, "").await;
    let sign = |read: &Value, more: Value| {
        let mut input = versioned(read, json!({ "method": "ON_LINE" }));
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    acts(&world, principal, "signLetter", sign(&received, json!({}))).await.is_refused("INVALID_TRANSITION");
    let read = agreed(&world, &college, &[&first, &second]).await;

    let told = verification(&world, &first, &read["id"], None).await;
    assert_eq!((&told["holds"], &told["signatures"]), (&json!(true), &json!([])));
    let content = told["content"].as_str().expect("a content");
    assert!(content.contains("\"format\":\"rupn-mission-letter-1\"") && content.contains("Paul LILAS") && !content.contains("{{"), "{content}");
    let hash = told["contentHash"].as_str().expect("a hash");
    assert_eq!(api::domain::letter::content::hash(content), hash, "anybody makes the hash again");

    for refused in [world.rectorate(), &college.teacher("Ada").await, &college.deputy("Rose").await] {
        let outcome = acts(&world, refused, "signLetter", sign(&read, json!({}))).await;
        let code = outcome.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
        assert!(matches!(code.as_str(), "NOT_FOUND" | "NOT_ALLOWED"), "{}: {}", refused.name, outcome.body);
    }
    acts(&world, &first, "signLetter", sign(&read, json!({ "contentHash": "00" }))).await.is_refused("CONTENT_CHANGED").naming("contentHash");
    acts(&world, &first, "signLetter", sign(&read, json!({ "signedOn": "2026-11-20" }))).await.is_refused("INVALID_ARGUMENT").naming("signedOn");
    acts(&world, &first, "signLetter", sign(&read, json!({ "contentHash": hash }))).await.succeeds();
    acts(&world, &first, "signLetter", sign(&read, json!({}))).await.is_refused("ALREADY_SIGNED");
    let on_paper = |day: &str| json!({ "method": "ON_PAPER", "signedOn": day });
    acts(&world, &second, "signLetter", sign(&read, on_paper("2026-11-26"))).await.is_refused("INVALID_ARGUMENT").naming("signedOn");
    acts(&world, &second, "signLetter", sign(&read, on_paper("2026-11-20"))).await.succeeds();
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "AGREED", "the principal's is still to come");
    assert!(letter(&world, &college.teacher("Iris").await, &college, "").await.is_null());
    world.announced().await;
    acts(&world, principal, "signLetter", sign(&read, json!({}))).await.succeeds();
    assert_eq!(world.announced().await, ["MissionLetterSignatureGiven", "MissionLetterSigned", "MissionLetterInForce"]);

    let shown = "signedAt signatures { nodes { method signedOn person { id } party { id stage } } } assignments(first: 100) { totalCount nodes { activity { code } party { person { id } } } } clauses(first: 100) { totalCount }";
    let now = letter(&world, world.rectorate(), &college, shown).await;
    assert_eq!((&now["stage"], &now["clauses"]["totalCount"]), (&json!("IN_FORCE"), &json!(20)), "the academy reads it now");
    assert_eq!(now["signatures"]["nodes"].as_array().map(Vec::len), Some(3));
    let colleague = college.teacher("Zoé").await;
    let seen = letter(&world, &colleague, &college, "assignments(first: 100) { totalCount } clauses { totalCount } signatures { totalCount }").await;
    let counts = ["assignments", "clauses", "signatures"].map(|list| seen[list]["totalCount"].clone());
    assert_eq!(counts, [json!(12), json!(0), json!(0)], "colleagues see who does what, and no more");
    let told = verification(&world, &first, &read["id"], Some(hash)).await;
    assert_eq!((&told["holds"], &told["wasSigned"], told["signatures"].as_array().map(Vec::len)), (&json!(true), &json!(true), Some(3)), "{told}");
    assert!(verification(&world, &colleague, &read["id"], None).await.is_null());
    assert_eq!(verification(&world, &first, &read["id"], Some("ab")).await["wasSigned"], false);

    // The same is checked without a server, from what was saved.
    let saved = api::domain::letter::offline::check(&told.to_string(), told["sealKey"].as_str()).expect("an answer");
    assert_eq!((saved.problems, saved.signed.len()), (Vec::new(), 3));

    // What was signed stays.
    let needs = clause(&world, principal, &college, "NEEDS").await;
    acts(&world, principal, "amendClause", versioned(&needs, json!({ "body": "Autrement." }))).await.is_refused("INVALID_TRANSITION");
    let read = letter(&world, principal, &college, "").await;
    acts(&world, principal, "voidLetter", versioned(&read, json!({ "reason": "non" }))).await.is_refused("INVALID_TRANSITION");
    world.clock().advance(days(300));
    world.settle().await;
    assert_eq!(letter(&world, principal, &college, "closedAt").await["stage"], "CLOSED");
    assert_eq!(verification(&world, principal, &read["id"], Some(hash)).await["holds"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_a_byte_that_was_changed_in_the_database_is_told() {
    use sea_orm::ConnectionTrait;
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let read = agreed(&world, &college, &[&referent]).await;
    for who in [&referent, college.principal()] {
        acts(&world, who, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
    }
    assert_eq!(verification(&world, &referent, &read["id"], None).await["holds"], true);

    let database = world.app.store.for_migrations();
    let alter = async |change: &str, undo: &str, words: &str| {
        database.execute_unprepared(change).await.expect("a change behind the product's back");
        let told = verification(&world, &referent, &read["id"], None).await;
        assert_eq!(told["holds"], false, "{change}");
        assert!(told["problems"].to_string().contains(words), "{change}: {told}");
        database.execute_unprepared(undo).await.expect("a change behind the product's back");
        assert_eq!(verification(&world, &referent, &read["id"], None).await["holds"], true, "{undo}");
    };
    alter(
        "UPDATE letter_clause SET body = 'x' || body WHERE code = 'NEEDS'",
        "UPDATE letter_clause SET body = substr(body, 2) WHERE code = 'NEEDS'",
        "does not say any more",
    )
    .await;
    alter("UPDATE letter_content SET content = content || ' '", "UPDATE letter_content SET content = substr(content, 1, length(content) - 1)", "word for word")
        .await;
    alter("UPDATE letter_signature SET method = 'ON_PAPER'", "UPDATE letter_signature SET method = 'ON_LINE'", "seal").await;
    alter("UPDATE mission_assignment SET hours = hours + 1", "UPDATE mission_assignment SET hours = hours - 1", "does not say any more").await;
}

/// Brings the letter of a school into force: agreed and signed by all.
pub async fn in_force(world: &World, college: &School, referents: &[&Persona]) -> Value {
    let read = agreed(world, college, referents).await;
    for who in referents.iter().copied().chain([college.principal()]) {
        acts(world, who, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
    }
    letter(world, college.principal(), college, "").await
}

fn of_letter(read: &Value, more: Value) -> Value {
    let mut input = json!({ "letter": read["id"], "version": read["version"] });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s39_a_referent_joins_a_letter_in_force_and_what_was_signed_stays() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (first, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();
    let read = in_force(&world, &college, &[&first]).await;
    let signed = verification(&world, principal, &read["id"], None).await;
    assert_eq!((&read["stage"], &signed["holds"]), (&json!("IN_FORCE"), &json!(true)));
    let hash = signed["contentHash"].clone();
    let sign = json!({ "method": "ON_LINE" });
    acts(&world, principal, "signLetter", versioned(&read, sign.clone())).await.is_refused("NOTHING_TO_SIGN");

    let (second, mandate) = college.referent("Rose IRIS").await;
    for refused in [&second, world.rectorate(), &world.anyone()] {
        let outcome = acts(&world, refused, "addLetterParty", of_letter(&read, json!({ "mandate": mandate["id"] }))).await;
        assert!(outcome.body["errors"][0].is_object(), "{}", outcome.body);
    }
    let joined = acts(&world, principal, "addLetterParty", of_letter(&read, json!({ "mandate": mandate["id"] }))).await.object("addLetterParty.object");
    assert_eq!(verification(&world, principal, &read["id"], None).await["contentHash"], hash, "nothing is said otherwise yet");

    let read = letter(&world, principal, &college, "").await;
    let old = own_party(&world, &first, &college).await;
    let give = |party: &Value, activity: &str| of_letter(&read, json!({ "assignments": [{ "activity": activity, "party": party["id"], "priority": "HIGH" }] }));
    acts(&world, principal, "assignActivities", give(&old, "M1.2")).await.is_refused("ANNEX_SIGNED").naming("assignments.0.party");
    let to_nobody = of_letter(&read, json!({ "assignments": [{ "activity": "M1.1", "priority": "NOT_THIS_YEAR" }] }));
    acts(&world, principal, "assignActivities", to_nobody).await.is_refused("ANNEX_SIGNED");
    acts(&world, principal, "assignActivities", give(&joined, "M1.2")).await.succeeds();
    assert_eq!(verification(&world, principal, &read["id"], None).await["holds"], true, "the annex is not signed yet");
    let read = letter(&world, principal, &college, "").await;
    acts(&world, &second, "signLetter", versioned(&read, sign.clone())).await.is_refused("NOTHING_TO_SIGN");
    acts(&world, &second, "agreeLetter", versioned(&own_party(&world, &second, &college).await, json!({}))).await.succeeds();
    acts(&world, &first, "signLetter", versioned(&read, sign.clone())).await;
    acts(&world, &second, "signLetter", versioned(&read, sign.clone())).await.succeeds();
    assert_eq!(verification(&world, principal, &read["id"], None).await["contentHash"], hash, "the principal's is missing");
    world.announced().await;
    acts(&world, principal, "signLetter", versioned(&read, sign)).await.succeeds();
    assert_eq!(world.announced().await, ["MissionLetterSignatureGiven", "MissionActivitiesAssigned", "LetterPartyBound"]);
    let told = verification(&world, principal, &read["id"], hash.as_str()).await;
    assert_eq!((&told["holds"], &told["wasSigned"]), (&json!(true), &json!(true)), "what was signed first can still be verified: {told}");
    assert!(told["contentHash"] != hash && told["content"].as_str().is_some_and(|content| content.contains("Rose IRIS")), "{told}");
    let now = letter(&world, principal, &college, "assignments(first: 100) { nodes { activity { code } party { id } } } parties { nodes { stage } }").await;
    let lines = now["assignments"]["nodes"].as_array().expect("lines").iter().filter(|line| line["activity"]["code"] == "M1.2").collect::<Vec<_>>();
    assert_eq!((lines.len(), &lines[0]["party"]["id"], &now["stage"]), (1, &joined["id"], &json!("IN_FORCE")));
    assert_eq!(now["parties"]["nodes"], json!([{ "stage": "SIGNED" }, { "stage": "SIGNED" }]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s39_a_party_leaves_a_letter_by_itself_by_the_principal_or_with_the_mandate() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let ((first, _), (second, mandate)) = (college.referent("Paul LILAS").await, college.referent("Rose IRIS").await);
    sent(&world).await;
    let principal = college.principal();
    let read = in_force(&world, &college, &[&first, &second]).await;
    let hash = verification(&world, principal, &read["id"], None).await["contentHash"].clone();

    let party = own_party(&world, &first, &college).await;
    let leave = |more: Value| {
        let mut input = versioned(&party, json!({ "reason": "congé" }));
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    for refused in [&second, world.rectorate(), &college.teacher("Ada").await, &world.anyone()] {
        let outcome = acts(&world, refused, "leaveLetter", leave(json!({}))).await;
        assert!(outcome.body["errors"][0].is_object(), "{}: {}", refused.name, outcome.body);
    }
    acts(&world, &first, "leaveLetter", leave(json!({ "lastDay": "2026-11-26" }))).await.is_refused("INVALID_ARGUMENT").naming("lastDay");
    acts(&world, &first, "leaveLetter", leave(json!({ "reason": "" }))).await.is_refused("INVALID_ARGUMENT").naming("reason");
    acts(&world, &first, "leaveLetter", leave(json!({}))).await.succeeds();
    acts(&world, principal, "leaveLetter", versioned(&own_party(&world, &first, &college).await, json!({ "reason": "encore" })))
        .await
        .is_refused("INVALID_TRANSITION");
    let told = verification(&world, principal, &read["id"], None).await;
    assert_eq!((&told["holds"], &told["contentHash"]), (&json!(true), &hash), "what was signed stays: {told}");
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "IN_FORCE");

    let active = principal.asks(&world, &format!("{{ node(id: {}) {{ ... on ReferentMandate {{ id version }} }} }}", mandate["id"])).await.object("node");
    acts(&world, principal, "endMandate", versioned(&active, json!({ "endsOn": "2026-12-01", "because": "MOVED" }))).await.succeeds();
    world.clock().advance(days(7));
    world.settle().await;
    let parties = letter(&world, principal, &college, "parties { nodes { stage leftOn } }").await;
    let left = json!([{ "stage": "ENDED", "leftOn": "2026-11-25" }, { "stage": "ENDED", "leftOn": "2026-12-01" }]);
    let mut seen = parties["parties"]["nodes"].as_array().expect("parties").clone();
    seen.sort_by_key(|party| party["leftOn"].to_string());
    assert_eq!(json!(seen), left);
    assert_eq!(verification(&world, principal, &read["id"], None).await["holds"], true);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s39_who_leaves_before_the_signature_leaves_activities_to_be_shared_out_again() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let ((first, _), (second, _)) = (college.referent("Paul LILAS").await, college.referent("Rose IRIS").await);
    sent(&world).await;
    let principal = college.principal();
    let read = letter(&world, principal, &college, "parties { nodes { id person { id } } }").await;
    let of = |who: &Persona| {
        read["parties"]["nodes"].as_array().expect("parties").iter().find(|party| party["person"]["id"] == who.id.as_str()).expect("a party")["id"].clone()
    };
    let others = ["M1.3", "M1.4", "M2.1", "M2.2", "M2.3", "M3.1", "M3.2", "M4.1", "M4.2"];
    let mut lines: Vec<Value> =
        vec![json!({ "activity": "M1.1", "party": of(&first), "priority": "HIGH" }), json!({ "activity": "M1.2", "party": of(&second), "priority": "LOW" })];
    lines.extend(others.map(|activity| json!({ "activity": activity, "priority": "NOT_THIS_YEAR" })));
    acts(&world, principal, "assignActivities", of_letter(&read, json!({ "assignments": lines }))).await.succeeds();
    proposed(&world, &college).await.succeeds();
    acts(&world, &first, "agreeLetter", versioned(&own_party(&world, &first, &college).await, json!({}))).await.succeeds();

    acts(&world, &second, "leaveLetter", versioned(&own_party(&world, &second, &college).await, json!({ "reason": "mutation" }))).await.succeeds();
    assert_eq!(letter(&world, principal, &college, "").await["stage"], "IN_ADAPTATION");
    assert_eq!(own_party(&world, &first, &college).await["stage"], "AWAITED", "asked again");
    let told = proposed(&world, &college).await.is_refused("ACTIVITIES_NOT_SHARED");
    assert!(told.body.to_string().contains("M1.2"), "{}", told.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s36_a_letter_in_force_is_taken_up_again_and_signed_anew() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();
    let read = in_force(&world, &college, &[&referent]).await;
    let hash = verification(&world, principal, &read["id"], None).await["contentHash"].clone();

    let why = json!({ "reason": "La répartition change." });
    for refused in [&referent, world.rectorate(), &college.deputy("Rose").await, &world.anyone()] {
        let outcome = acts(&world, refused, "reviseLetter", versioned(&read, why.clone())).await;
        assert!(outcome.body["errors"][0].is_object(), "{}: {}", refused.name, outcome.body);
    }
    acts(&world, principal, "reviseLetter", versioned(&read, why.clone())).await.succeeds();
    let now = letter(&world, &referent, &college, "signedAt comments { nodes { body } } parties { nodes { stage } }").await;
    assert_eq!((&now["stage"], &now["signedAt"], &now["comments"]["nodes"][0]["body"]), (&json!("IN_ADAPTATION"), &Value::Null, &why["reason"]));
    acts(&world, principal, "reviseLetter", versioned(&now, why)).await.is_refused("INVALID_TRANSITION");
    let needs = clause(&world, principal, &college, "NEEDS").await;
    acts(&world, principal, "amendClause", versioned(&needs, json!({ "body": "Autrement." }))).await.succeeds();
    let told = verification(&world, principal, &read["id"], hash.as_str()).await;
    assert_eq!((&told["holds"], &told["wasSigned"], &told["signatures"][0]["isCurrent"]), (&json!(true), &json!(true), &json!(false)), "{told}");
    in_force(&world, &college, &[&referent]).await;
    let told = verification(&world, principal, &read["id"], hash.as_str()).await;
    assert_eq!((&told["holds"], &told["wasSigned"], told["signatures"].as_array().map(Vec::len)), (&json!(true), &json!(true), Some(4)), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s39_the_audit_tells_the_academy_that_something_was_said_and_never_what() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();
    let read = letter(&world, principal, &college, "").await;
    acts(&world, &referent, "commentLetter", json!({ "letter": read["id"], "body": "Secret de polichinelle." })).await.succeeds();
    let needs = clause(&world, principal, &college, "NEEDS").await;
    acts(&world, principal, "amendClause", versioned(&needs, json!({ "body": "Secret d'alcôve." }))).await.succeeds();

    let ask = "{ auditEvents(first: 40) { nodes { operation changes(first: 20) { nodes { objectType before after } } } } }";
    let own = principal.asks(&world, ask).await.succeeds().body.to_string();
    assert!(own.contains("polichinelle") && own.contains("alcôve"), "{own}");
    let academy = world.rectorate().asks(&world, ask).await.succeeds().body.to_string();
    assert!(academy.contains("commentLetter") && academy.contains("amendClause"), "that it was done: {academy}");
    assert!(!academy.contains("polichinelle") && !academy.contains("alcôve"), "{academy}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s2_one_query_goes_from_the_law_to_who_does_it() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let ((first, _), _) = (college.referent("Paul LILAS").await, other.referent("Rose IRIS").await);
    sent(&world).await;
    let principal = college.principal();
    let inform = clause(&world, principal, &college, "INFORM").await;
    acts(&world, principal, "amendClause", versioned(&inform, json!({ "body": "Le référent informe chaque mois." }))).await.succeeds();
    shared(&world, &college).await;

    let chain = "{ framingTexts(first: 5, filter: { code: \"DEC-2015-475\" }) { nodes { code title letterTemplates(first: 2) { nodes { schoolYear clauses(first: 2, filter: { code: \"INFORM\" }) { nodes { code letterClauses(first: 5, filter: { origins: [AMENDED] }) { nodes { body inheritedBody letter { establishment { name } } assignments(first: 3) { nodes { priority activity { code } party { person { displayName } } } } } } } } } } } } }";
    let told = principal.asks(&world, chain).await.succeeds();
    let amended = told.at("framingTexts.nodes.0.letterTemplates.nodes.0.clauses.nodes.0.letterClauses.nodes.0").clone();
    assert_eq!((&amended["body"], &amended["letter"]["establishment"]["name"]), (&json!("Le référent informe chaque mois."), &json!("Collège Jean Moulin")));
    assert_eq!(
        amended["assignments"]["nodes"],
        json!([{ "priority": "HIGH", "activity": { "code": "M1.1" }, "party": { "person": { "displayName": "Paul LILAS" } } }])
    );
    assert_eq!(told.statements(), 7, "one a list, none a row");
    let stranger = first.asks(&world, chain).await.succeeds();
    assert_eq!(
        stranger.at("framingTexts.nodes.0.letterTemplates.nodes.0.clauses.nodes.0.letterClauses.nodes.0.body"),
        &json!("Le référent informe chaque mois.")
    );
    let nobody = world.anyone().asks(&world, chain).await.succeeds();
    assert_eq!(nobody.at("framingTexts.nodes.0.letterTemplates.nodes.0.clauses.nodes.0.letterClauses.nodes"), &json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s36_a_draft_cites_other_texts_and_asks_for_other_blanks() {
    let world = World::new().await;
    let template = created(&world).await;
    let officer = world.rectorate();
    let shown = "object { id version legalBasis { nodes { code } } suggestedPriorities { nodes { code } } blanks(first: 50) { nodes { name kind } } }";
    let change = async |more: Value| officer.does(&world, "updateLetterTemplate", shown, versioned(&template, more)).await;
    let read = officer.asks(&world, "{ letterTemplates { nodes { blanks(first: 50) { nodes { name label kind } } } } }").await.succeeds();
    let blank = |blank: &Value| json!({ "name": blank["name"], "labelFr": blank["label"], "kind": blank["kind"] });
    let blanks: Vec<Value> = read.at("letterTemplates.nodes.0.blanks.nodes").as_array().expect("blanks").iter().map(blank).collect();
    let own = json!({ "name": "meeting_day", "labelFr": "Jour de réunion", "kind": "LINE" });

    for (more, code, argument) in [
        (json!({ "legalBasis": ["UNKNOWN"] }), "NOT_FOUND", "legalBasis"),
        (json!({ "legalBasis": ["DEC-2015-475", "DEC-2015-475"] }), "INVALID_ARGUMENT", "legalBasis"),
        (json!({ "suggestedPriorities": ["M9.9"] }), "NOT_FOUND", "suggestedPriorities"),
        (json!({ "blanks": [own] }), "BLANK_IN_USE", "blanks"),
        (json!({ "blanks": [{ "name": "Day", "labelFr": "Jour", "kind": "DAY" }] }), "INVALID_ARGUMENT", "blanks.0.name"),
        (json!({ "blanks": [{ "name": "day", "labelFr": "Jour", "kind": "DATA" }] }), "INVALID_ARGUMENT", "blanks.0.kind"),
    ] {
        change(more).await.is_refused(code).naming(argument);
    }
    let mut all = blanks.clone();
    all.push(own);
    let more = json!({ "legalBasis": ["DEC-2015-475"], "suggestedPriorities": ["M2.1", "M1.1"], "blanks": all });
    let changed = change(more).await.succeeds().object("updateLetterTemplate.object");
    let codes = |list: &str| changed[list]["nodes"].as_array().expect("a list").iter().map(|node| node["code"].clone()).collect::<Vec<_>>();
    let mut priorities = codes("suggestedPriorities");
    priorities.sort_by_key(ToString::to_string);
    assert_eq!((codes("legalBasis"), priorities), (vec![json!("DEC-2015-475")], vec![json!("M1.1"), json!("M2.1")]));
    assert_eq!((changed["blanks"]["nodes"].as_array().map(Vec::len), &changed["version"]), (Some(blanks.len() + 1), &json!(2)));
    let clause = json!({ "template": template["id"], "version": 2, "code": "MEET", "titleFr": "Réunion", "body": "Chaque {{meeting_day}}." });
    officer.does(&world, "writeTemplateClause", TEMPLATE, clause).await.succeeds();
}
