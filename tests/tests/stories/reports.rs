//! Stories of activity reports: a copy of what the referent has done and said, of which the referent decides what others read.

use std::sync::Arc;

use entity::report::{report_section, submitted_section};
use kernel::actor::{Desk, Desks};
use sea_orm::Condition;
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

const SHOWN: &str = "object { id version stage reason isSharedWithAcademy schoolYear establishment { uai } mandate { id } sections(first: 50) { nodes { code title body origin position isIncluded } } submittedSections(first: 50) { nodes { code title body origin position } } }";
/// What nobody but the referent may read unless it is put in.
const SECRET: &str = "Le principal ne repond jamais";
/// What is not even reportable.
const HIDDEN: &str = "Une plainte que je garde";

fn and(mut input: Value, more: Value) -> Value {
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

fn versioned(report: &Value, more: Value) -> Value {
    and(json!({ "id": report["id"], "version": report["version"] }), more)
}

/// Does something with a report that must succeed; gives it back as the doer reads it.
async fn done(world: &World, who: &Persona, mutation: &str, input: Value) -> Value {
    who.does(world, mutation, SHOWN, input).await.succeeds().object(&format!("{mutation}.object"))
}

async fn tried(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id }", input).await
}

/// The codes of the sections of a draft that are in, or that are not.
fn codes(report: &Value, included: bool) -> Vec<&str> {
    let sections = report["sections"]["nodes"].as_array().expect("sections");
    sections.iter().filter(|section| section["isIncluded"] == included).map(|section| section["code"].as_str().expect("a code")).collect()
}

fn section<'r>(report: &'r Value, code: &str) -> &'r Value {
    report["sections"]["nodes"].as_array().expect("sections").iter().find(|section| section["code"] == code).unwrap_or_else(|| panic!("no {code}: {report}"))
}

/// The codes of what was submitted, as somebody reads it.
async fn submitted(world: &World, who: &Persona, report: &Value) -> Vec<String> {
    let asked = format!(
        "{{ node(id: {}) {{ ... on ActivityReport {{ submittedSections {{ totalCount nodes {{ code }} }} sections {{ totalCount }} }} }} }}",
        report["id"]
    );
    let told = who.asks(world, &asked).await.succeeds();
    if told.at("node").is_null() {
        return Vec::new();
    }
    let codes = told.texts("node.submittedSections.nodes", "code");
    assert_eq!(told.at("node.submittedSections.totalCount"), &json!(codes.len()));
    codes
}

/// A survey of referents that is open: a choice and a text that may be reported, a text that may not.
pub async fn survey(world: &World, privacy: &str) -> Value {
    let officer = world.rectorate();
    let options = json!([{ "code": "YES", "labelFr": "Oui", "labelEn": "Yes" }, { "code": "NO", "labelFr": "Non", "labelEn": "No" }]);
    let text = |code: &str, reportable: bool| json!({ "code": code, "kind": "TEXT", "labelFr": format!("Question {code} ?"), "labelEn": format!("Question {code}?"), "sensitivity": "FREE_TEXT", "reportable": reportable });
    let questions = json!([
        { "code": "USES", "kind": "SINGLE", "labelFr": "L'ENT sert-il ?", "labelEn": "Is the ENT of use?", "options": options, "reportable": true },
        text("FREE", true),
        text("HELD_BACK", false),
    ]);
    let sections = json!([{ "code": "MAIN", "titleFr": "Section", "questions": questions }]);
    let asked = json!({ "academy": "13", "code": "YEAREND", "audience": "REFERENTS_OF_THE_YEAR", "titleFr": "Bilan", "sections": sections });
    let asked = officer.does(world, "createQuestionnaire", "object { id }", asked).await.succeeds().text("createQuestionnaire.object.id");
    let campaign = json!({
        "academy": "13", "schoolYear": "2026-2027", "questionnaire": asked, "privacy": privacy,
        "opensAt": "2026-11-25T08:00:00Z", "closesAt": "2026-12-20T20:00:00Z",
    });
    let campaign = officer.does(world, "createCampaign", "object { id version }", campaign).await.succeeds().object("createCampaign.object");
    officer.does(world, "openCampaign", "object { id version }", campaign).await.succeeds().object("openCampaign.object")
}

fn answers() -> Value {
    json!([{ "question": "USES", "option": "YES" }, { "question": "FREE", "text": SECRET }, { "question": "HELD_BACK", "text": HIDDEN }])
}

async fn answered(world: &World, who: &Persona, campaign: &Value) {
    who.does(world, "saveAnswers", "object { stage }", json!({ "campaign": campaign["id"], "answers": answers() })).await.succeeds();
}

struct Story {
    world: Arc<World>,
    college: School,
    referent: Persona,
    mandate: Value,
    campaign: Value,
}

/// A referent who logged two actions and saved answers.
async fn story(privacy: &str) -> Story {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, mandate) = college.referent("Paul LILAS").await;
    let campaign = survey(&world, privacy).await;
    for (kind, count, more) in [("HELP_PERSON", 3, json!({ "minutes": 45 })), ("WORKSHOP", 8, json!({ "minutes": 90 }))] {
        crate::action::logged(&world, &referent, and(crate::action::action(kind, "2026-11-25", count), more)).await;
    }
    answered(&world, &referent, &campaign).await;
    world.settle().await;
    world.announced().await;
    Story { world, college, referent, mandate, campaign }
}

async fn drafted(world: &World, who: &Persona) -> Value {
    done(world, who, "draftActivityReport", json!({})).await
}

/// A report with the choice and the log in it, submitted.
pub async fn handed_in(world: &World, who: &Persona, draft: &Value, include: Value) -> Value {
    let chosen = done(world, who, "changeActivityReport", versioned(draft, json!({ "include": include }))).await;
    done(world, who, "submitActivityReport", versioned(&chosen, json!({}))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s29_one_act_makes_a_draft_and_it_is_a_copy() {
    let Story { world, college, referent, mandate, campaign } = story("PSEUDONYMOUS").await;

    let draft = drafted(&world, &referent).await;

    assert_eq!(world.announced().await, ["ActivityReportDrafted"]);
    assert_eq!((&draft["stage"], &draft["schoolYear"], &draft["establishment"]["uai"]), (&json!("DRAFT"), &json!("2026-2027"), &json!(college.uai)));
    assert_eq!(draft["mandate"]["id"], mandate["id"]);
    assert_eq!((codes(&draft, true), codes(&draft, false)), (vec!["MANDATE"], vec!["LOG", "USES", "FREE"]), "{draft}");
    let log = section(&draft, "LOG");
    assert_eq!((&log["origin"], &log["title"]), (&json!("LOG"), &json!("Support actions")));
    let lines: Vec<&str> = log["body"].as_str().expect("a text").lines().collect();
    assert_eq!(lines[0], "In all – actions: 2, beneficiaries: 11, time noted: 2 h 15");
    assert!(lines[2].starts_with("- M1.3 ") && lines[2].ends_with("– actions: 2, beneficiaries: 11, time noted: 2 h 15"), "{lines:?}");
    assert_eq!((&section(&draft, "USES")["body"], &section(&draft, "USES")["title"]), (&json!("Yes"), &json!("Is the ENT of use?")));
    assert_eq!(section(&draft, "FREE")["body"], SECRET);
    assert!(section(&draft, "MANDATE")["body"].as_str().expect("a text").contains(&college.uai));
    assert!(!draft.to_string().contains(HIDDEN), "what is not reportable is in no report");

    // Later answers and actions change nothing of it.
    let later = json!({ "campaign": campaign["id"], "answers": [{ "question": "USES", "option": "NO" }], "remove": ["FREE"] });
    referent.does(&world, "saveAnswers", "object { id }", later).await.succeeds();
    crate::action::logged(&world, &referent, crate::action::action("HELP_PERSON", "2026-11-25", 5)).await;
    let read = format!("{{ node(id: {}) {{ ... on ActivityReport {{ {} }} }} }}", draft["id"], &SHOWN["object {".len()..SHOWN.len() - 1]);
    assert_eq!(referent.asks(&world, &read).await.succeeds().at("node"), &draft);

    // Made anew when it is asked for: own sections stay, and nothing is put in by itself.
    tried(&world, &referent, "draftActivityReport", json!({})).await.is_refused("ALREADY_EXISTS").naming("version");
    let own = json!({ "sections": [{ "code": "CLUB", "title": "Club", "body": "Un club de robotique.", "position": 1 }], "include": ["USES"] });
    let changed = done(&world, &referent, "changeActivityReport", versioned(&draft, own)).await;
    assert_eq!((codes(&changed, true), &section(&changed, "CLUB")["origin"]), (vec!["CLUB", "MANDATE", "USES"], &json!("OWN")));
    let anew = done(&world, &referent, "draftActivityReport", json!({ "version": changed["version"] })).await;
    assert_eq!((codes(&anew, true), codes(&anew, false)), (vec!["MANDATE", "CLUB"], vec!["LOG", "USES"]));
    assert_eq!(section(&anew, "USES")["body"], "No");
    tried(&world, &referent, "draftActivityReport", json!({ "version": changed["version"] })).await.is_refused("CONFLICT");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s29_nothing_reaches_anybody_without_the_referents_act() {
    let Story { world, college, referent, campaign, .. } = story("PSEUDONYMOUS").await;
    let (colleague, _) = college.referent("Rose IRIS").await;
    let desk = async |desk: Desk| world.officer([desk].into_iter().collect::<Desks>()).await;
    let (survey, dpo) = (desk(Desk::Survey).await, desk(Desk::Dpo).await);
    let (deputy, teacher, officer) = (college.deputy("Rose").await, college.teacher("Ada TILLEUL").await, world.rectorate().clone());
    let near = world.college("Collège Ronsard").await;
    world.settle().await;
    let others = [college.principal(), &colleague, near.principal(), &deputy, &teacher, &survey, &dpo, &officer, &world.anyone()];
    let walk = async |who: &Persona| crate::action::everything(&world, who, &college).await;
    let mut before = Vec::new();
    for who in others {
        before.push(walk(who).await);
    }

    let draft = drafted(&world, &referent).await;
    let chosen = done(&world, &referent, "changeActivityReport", versioned(&draft, json!({ "include": ["LOG", "USES"] }))).await;
    tried(&world, &referent, "changeActivityReport", versioned(&chosen, json!({ "include": ["NOPE"] }))).await.is_refused("NOT_FOUND");
    tried(&world, &referent, "archiveActivityReport", versioned(&chosen, json!({}))).await.is_refused("INVALID_TRANSITION");
    let shared = done(&world, &referent, "shareActivityReport", versioned(&chosen, json!({ "withAcademy": true }))).await;
    let chosen = done(&world, &referent, "shareActivityReport", versioned(&shared, json!({ "withAcademy": false }))).await;
    world.settle().await;
    for (who, before) in others.into_iter().zip(&before) {
        let after = walk(who).await;
        let differs: Vec<_> = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).collect();
        assert!(differs.is_empty() && before.len() == after.len() && before.len() > 30, "{} learns of a draft: {differs:#?}", who.name);
    }
    for who in others {
        who.asks(&world, &format!("{{ node(id: {}) {{ id }} }}", draft["id"])).await.succeeds().shows("node", Value::Null);
        tried(&world, who, "acknowledgeReport", versioned(&draft, json!({}))).await.is_refused("NOT_FOUND");
    }
    // What is written stands in no table that can be read without the server's secret, and in no audit.
    let kept = world.everything_kept().await;
    let rows = world.app.store.rows::<report_section::Entity>(Condition::all()).await.expect("rows");
    assert_eq!(rows.len(), 4);
    for text in [format!("{rows:?}"), kept] {
        assert!(!text.contains(SECRET) && !text.contains("HELD_BACK") && !text.contains("beneficiaries: 11"), "{text}");
    }

    let report = done(&world, &referent, "submitActivityReport", versioned(&chosen, json!({}))).await;
    world.settle().await;
    assert_eq!(submitted(&world, college.principal(), &report).await, ["MANDATE", "LOG", "USES"]);
    let own = walk(&referent).await;
    assert!(own.values().any(|answer| answer.to_string().contains(SECRET)), "the walk would find it");
    for who in others {
        let told = walk(who).await;
        let leaks: Vec<_> = told.iter().filter(|(_, answer)| [SECRET, HIDDEN].iter().any(|text| answer.to_string().contains(text))).collect();
        assert!(leaks.is_empty(), "{} reads {leaks:?}", who.name);
        assert!(!told.keys().any(|key| key.starts_with("written_")), "{} reads sections as they are written", who.name);
        let reads = told.values().any(|answer| answer.to_string().contains("beneficiaries: 11"));
        assert_eq!(reads, who.name == college.principal().name && who.id == college.principal().id, "{}", who.name);
    }
    for who in [&officer, &survey] {
        assert!(submitted(&world, who, &report).await.is_empty());
        who.asks(&world, &format!("{{ explainAccess(person: \"{}\", object: {}) {{ allowed }} }}", referent.id, report["id"])).await.is_refused("NOT_FOUND");
    }
    // Of the answers the principal finds what the report brought, and nobody else any.
    let found = "{ surveyResponses { totalCount nodes { isSubmitted kind person { displayName } campaign { id } answers { question option text } } } }";
    let brought = college.principal().asks(&world, found).await.succeeds().at("surveyResponses").clone();
    let answers = json!([{ "question": "USES", "option": null, "text": "Yes" }]);
    assert_eq!((&brought["totalCount"], &brought["nodes"][0]["answers"]), (&json!(1), &answers), "{brought}");
    assert_eq!((&brought["nodes"][0]["person"]["displayName"], &brought["nodes"][0]["campaign"]["id"]), (&json!(referent.name), &campaign["id"]));
    for who in others.into_iter().filter(|who| who.id != college.principal().id) {
        who.asks(&world, found).await.succeeds().shows("surveyResponses.totalCount", 0);
    }
    let rows = world.app.store.rows::<submitted_section::Entity>(Condition::all()).await.expect("rows");
    assert!(rows.len() == 3 && !format!("{rows:?}").contains(SECRET));

    // Nor by the referent's own history or export is it lost to the referent.
    let export = referent.asks(&world, &format!("{{ exportPersonalData(person: \"{}\") }}", referent.id)).await.succeeds().at("exportPersonalData").clone();
    assert_eq!((export["activityReports"].as_array().map(Vec::len), export["submittedSections"].as_array().map(Vec::len)), (Some(1), Some(3)));
    assert!(export["activityReportSections"].to_string().contains(SECRET));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s29_the_principal_acknowledges_a_report_or_asks_for_more() {
    let Story { world, college, referent, .. } = story("PSEUDONYMOUS").await;
    let (principal, draft) = (college.principal().clone(), drafted(&world, &referent).await);
    let notices = async |who: &Persona| {
        world.settle().await;
        let kinds =
            who.asks(&world, "{ notifications(orderBy: CREATED, first: 100) { nodes { kind } } }").await.succeeds().texts("notifications.nodes", "kind");
        kinds.into_iter().filter(|kind| kind.starts_with("ActivityReport")).collect::<Vec<_>>()
    };
    let report = handed_in(&world, &referent, &draft, json!(["USES"])).await;
    assert_eq!((&report["stage"], notices(&principal).await), (&json!("SUBMITTED"), vec!["ActivityReportSubmitted".to_owned()]));
    for mutation in ["changeActivityReport", "submitActivityReport"] {
        tried(&world, &referent, mutation, versioned(&report, json!({}))).await.is_refused("INVALID_TRANSITION");
    }
    let asks = |reason: &str| versioned(&report, json!({ "reason": reason }));
    for who in [&referent, &college.deputy("Rose").await] {
        let code = if who.id == referent.id { "NOT_ALLOWED" } else { "NOT_FOUND" };
        tried(&world, who, "returnReport", asks("Plus")).await.is_refused(code);
        tried(&world, who, "acknowledgeReport", versioned(&report, json!({}))).await.is_refused(code);
    }
    tried(&world, &principal, "returnReport", asks(" ")).await.is_refused("INVALID_ARGUMENT").naming("reason");

    let returned = done(&world, &principal, "returnReport", asks("Que dire de la formation ?")).await;

    assert_eq!(
        (&returned["stage"], &returned["reason"], codes(&returned, true)),
        (&json!("RETURNED"), &json!("Que dire de la formation ?"), Vec::<&str>::new())
    );
    assert_eq!(notices(&referent).await, ["ActivityReportReturned"]);
    tried(&world, &principal, "acknowledgeReport", versioned(&returned, json!({}))).await.is_refused("INVALID_TRANSITION");
    let more = json!({ "sections": [{ "code": "TRAINING", "title": "Formation", "body": "Deux ateliers." }, { "code": "USES", "body": "Oui, tous." }], "leaveOut": ["MANDATE"] });
    let changed = done(&world, &referent, "changeActivityReport", versioned(&returned, more)).await;
    // Until it is submitted again, what was submitted stands.
    assert_eq!(submitted(&world, &principal, &changed).await, ["MANDATE", "USES"]);
    let again = done(&world, &referent, "submitActivityReport", versioned(&changed, json!({}))).await;
    assert_eq!((&again["reason"], submitted(&world, &principal, &again).await), (&Value::Null, vec!["USES".to_owned(), "TRAINING".to_owned()]));
    let told = principal.asks(&world, "{ activityReports { totalCount nodes { submittedSections { nodes { position body } } } } }").await.succeeds();
    told.shows("activityReports.nodes.0.submittedSections.nodes.0", json!({ "position": 1, "body": "Oui, tous." }));
    tried(&world, &principal, "acknowledgeReport", versioned(&returned, json!({}))).await.is_refused("CONFLICT");
    let taken = done(&world, &principal, "acknowledgeReport", versioned(&again, json!({}))).await;
    assert_eq!((&taken["stage"], notices(&referent).await.len()), (&json!("ACKNOWLEDGED"), 2));
    let twice = versioned(&taken, json!({}));
    tried(&world, &principal, "acknowledgeReport", twice).await.is_refused("INVALID_TRANSITION");
    world.announced().await;
    let away = done(&world, &referent, "archiveActivityReport", versioned(&taken, json!({}))).await;
    assert_eq!((&away["stage"], world.announced().await), (&json!("ARCHIVED"), vec!["ActivityReportArchived".to_owned()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s29_the_rectorate_counts_reports_and_reads_those_that_are_shared() {
    let Story { world, college, referent, .. } = story("PSEUDONYMOUS").await;
    let (colleague, _) = college.referent("Rose IRIS").await;
    let far = world.far_college("Collège Puygrelier").await;
    let (other, _) = far.referent("Léa BRUYERE").await;
    let officer = world.rectorate().clone();
    let progress = async |who: &Persona, more: &str| {
        who.asks(&world, &format!("{{ activityReportProgress(schoolYear: \"2026-2027\"{more}) {{ referents submitted acknowledged }} }}")).await
    };
    let figures = |referents: i32, submitted: i32, acknowledged: i32| json!({ "referents": referents, "submitted": submitted, "acknowledged": acknowledged });
    let draft = drafted(&world, &referent).await;
    drafted(&world, &colleague).await;
    progress(&officer, "").await.succeeds().shows("activityReportProgress", figures(3, 0, 0));

    let report = handed_in(&world, &referent, &draft, json!(["FREE"])).await;
    let of_other = drafted(&world, &other).await;
    handed_in(&world, &other, &of_other, json!([])).await;

    progress(&officer, ", academy: \"13\"").await.succeeds().shows("activityReportProgress", figures(3, 2, 0));
    progress(world.rectorate_of_toulouse(), "").await.succeeds().shows("activityReportProgress", figures(0, 0, 0));
    progress(world.rectorate_of_toulouse(), ", academy: \"13\"").await.succeeds().shows("activityReportProgress", figures(0, 0, 0));
    for who in [&referent, college.principal(), &world.anyone()] {
        progress(who, "").await.is_refused("NOT_ALLOWED");
    }
    let counted = async |who: &Persona| who.asks(&world, "{ activityReports { totalCount } }").await.succeeds().at("activityReports.totalCount").clone();
    assert_eq!((counted(&officer).await, counted(college.principal()).await, counted(&referent).await), (json!(0), json!(1), json!(1)));
    assert!(submitted(&world, &officer, &report).await.is_empty());
    for (who, code) in [(college.principal(), "NOT_ALLOWED"), (&officer, "NOT_FOUND"), (&colleague, "NOT_FOUND")] {
        tried(&world, who, "shareActivityReport", versioned(&report, json!({ "withAcademy": true }))).await.is_refused(code);
    }

    let shared = done(&world, &referent, "shareActivityReport", versioned(&report, json!({ "withAcademy": true }))).await;

    assert_eq!((&shared["isSharedWithAcademy"], submitted(&world, &officer, &shared).await), (&json!(true), vec!["MANDATE".to_owned(), "FREE".to_owned()]));
    assert!(submitted(&world, world.rectorate_of_toulouse(), &shared).await.is_empty());
    assert!(submitted(&world, far.principal(), &shared).await.is_empty());
    // What is shared stays out of the audit of the academy, and is taken back again.
    let told = officer.asks(&world, "{ auditEvents(first: 100) { nodes { operation changes { nodes { objectType before after } } } } }").await.succeeds();
    assert!(!told.body.to_string().contains(SECRET) && !told.body.to_string().contains("draftActivityReport"), "{}", told.body);
    let back = done(&world, &referent, "shareActivityReport", versioned(&shared, json!({ "withAcademy": false }))).await;
    assert!(submitted(&world, &officer, &back).await.is_empty());
    done(&world, college.principal(), "acknowledgeReport", versioned(&back, json!({}))).await;
    progress(&officer, "").await.succeeds().shows("activityReportProgress", figures(3, 2, 1));

    // Once the year is over, reports that were submitted are put away by themselves; a draft stays the referent's own.
    world.clock().advance(days(300));
    world.settle().await;
    let stages = async |who: &Persona| who.asks(&world, "{ activityReports { nodes { stage } } }").await.succeeds().texts("activityReports.nodes", "stage");
    assert_eq!(
        (stages(&referent).await, stages(&other).await, stages(&colleague).await),
        (vec!["ARCHIVED".into()], vec!["ARCHIVED".into()], vec!["DRAFT".to_owned()])
    );
    assert_eq!(stages(college.principal()).await, ["ARCHIVED"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s29_in_an_anonymous_survey_the_receipt_alone_finds_the_own_answers() {
    let Story { world, college, referent, campaign, .. } = story("ANONYMOUS").await;
    let (colleague, _) = college.referent("Rose IRIS").await;
    let sent = referent.does(&world, "submitResponse", "receipt", json!({ "campaign": campaign["id"] })).await.succeeds();
    let receipt = sent.text("submitResponse.receipt");

    let without = drafted(&world, &referent).await;
    assert_eq!((codes(&without, true), codes(&without, false)), (vec!["MANDATE"], vec!["LOG"]), "nobody finds them by the person");
    let again = |more: Value| and(json!({ "version": without["version"] }), more);
    for (more, code, argument) in [
        (json!({ "campaign": campaign["id"] }), "RECEIPT_UNKNOWN", "receipt"),
        (json!({ "receipt": "NOPE" }), "RECEIPT_UNKNOWN", "receipt"),
        (json!({ "campaign": without["id"], "receipt": receipt }), "INVALID_ARGUMENT", "campaign"),
    ] {
        tried(&world, &referent, "draftActivityReport", again(more)).await.is_refused(code).naming(argument);
    }
    let with = done(&world, &referent, "draftActivityReport", again(json!({ "receipt": receipt }))).await;
    assert_eq!((codes(&with, false), &section(&with, "FREE")["body"]), (vec!["LOG", "USES", "FREE"], &json!(SECRET)));
    // The receipt stands nowhere, neither do the answers in clear.
    let rows = world.app.store.rows::<report_section::Entity>(Condition::all()).await.expect("rows");
    for text in [world.everything_kept().await, format!("{rows:?}")] {
        assert!(!text.contains(&receipt) && !text.contains(&receipt.replace('-', "")) && !text.contains(SECRET));
    }
    // Who came after the opening was not asked: a report without answers is a report all the same.
    let own = drafted(&world, &colleague).await;
    assert_eq!(codes(&own, true), ["MANDATE"]);
    let named = json!({ "version": own["version"], "campaign": campaign["id"] });
    tried(&world, &colleague, "draftActivityReport", named).await.is_refused("NOT_INVITED").naming("campaign");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s29_what_cannot_be_right_is_refused_and_nothing_is_written() {
    let Story { world, college, referent, .. } = story("PSEUDONYMOUS").await;
    let near = world.college("Collège Ronsard").await;
    let teacher = college.teacher("Ada TILLEUL").await;
    world.announced().await;
    for (who, input, code, argument) in [
        (&teacher, json!({}), "NO_MANDATE", "schoolYear"),
        (college.principal(), json!({}), "NO_MANDATE", "schoolYear"),
        (&referent, json!({ "schoolYear": "2020-2021" }), "NO_MANDATE", "schoolYear"),
        (&referent, json!({ "establishment": near.uai }), "NO_MANDATE", "establishment"),
        (&referent, json!({ "establishment": tests::school::uai("86", 9001) }), "NOT_FOUND", "establishment"),
        (&referent, json!({ "version": 1 }), "NOT_FOUND", "version"),
    ] {
        tried(&world, who, "draftActivityReport", input).await.is_refused(code).naming(argument);
    }
    tried(&world, &world.anyone(), "draftActivityReport", json!({})).await.is_refused("NOT_ALLOWED");
    world.announced_nothing().await;

    let draft = drafted(&world, &referent).await;
    world.announced().await;
    let wrong =
        json!({ "sections": [{ "code": "no code", "body": " " }, { "code": "LOG", "body": "x".repeat(65_537) }], "include": ["NOPE"], "remove": ["NEITHER"] });
    let told = tried(&world, &referent, "changeActivityReport", versioned(&draft, wrong)).await.is_refused("INVALID_ARGUMENT");
    let faults = told.body["errors"][0]["extensions"]["faults"].as_array().expect("faults").len();
    assert_eq!(faults, 6, "{}", told.body);
    let empty = done(&world, &referent, "changeActivityReport", versioned(&draft, json!({ "leaveOut": ["MANDATE"] }))).await;
    world.announced().await;
    tried(&world, &referent, "submitActivityReport", versioned(&empty, json!({}))).await.is_refused("NOTHING_INCLUDED").hinting("include");
    tried(&world, &referent, "submitActivityReport", versioned(&draft, json!({}))).await.is_refused("CONFLICT");
    tried(&world, &referent, "archiveActivityReport", versioned(&empty, json!({}))).await.is_refused("INVALID_TRANSITION");
    let same = done(&world, &referent, "changeActivityReport", versioned(&empty, json!({ "leaveOut": ["MANDATE"] }))).await;
    assert_eq!(same["version"], empty["version"], "nothing changed");
    world.announced_nothing().await;
    assert!(submitted(&world, college.principal(), &empty).await.is_empty());

    // Who is a referent of two establishments says of which; each has its report.
    world.rectorate().appoints(&world, &referent, &near, "TEACHER", "2026-09-01", None).await.succeeds();
    let other = near.principal().proposes(&world, &referent, &near).await.object("proposeMandate.object");
    let other = referent.accepts(&world, &other).await.object("acceptMandate.object");
    tried(&world, &referent, "draftActivityReport", json!({})).await.is_refused("INVALID_ARGUMENT").naming("establishment").hinting(&near.uai);
    let second = done(&world, &referent, "draftActivityReport", json!({ "mandate": other["id"] })).await;
    assert_eq!((&second["establishment"]["uai"], codes(&second, false)), (&json!(near.uai), vec!["USES", "FREE"]), "nothing was logged there");
}
