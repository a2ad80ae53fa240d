//! Stories of findings: from a figure of a survey to the clause of the next letter, with each side leading to the other.

use std::sync::Arc;

use api::domain::campaign::SurveyCampaign;
use entity::campaign::survey_campaign::{self, CampaignStage};
use kernel::{
    Uuid,
    actor::{Desk, Desks},
    command::{Command, CommandOptions},
    refusal::Refusal,
    viewer::Viewer,
    work::Work,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Serialize;
use serde_json::{Value, json};
use tests::{Outcome, Persona, World};

const SHOWN: &str = "object { id version stage title question figure reason schoolYear campaign { id } followUps { totalCount nodes { kind isDone } } }";
const FOLLOWED: &str =
    "object { id version kind body isDone doneOn dueOn finding { id version stage } templateClause { id code title body } trainingAction { id } }";

fn and(mut input: Value, more: Value) -> Value {
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

fn versioned(object: &Value, more: Value) -> Value {
    and(json!({ "id": object["id"], "version": object["version"] }), more)
}

/// Publishes a campaign, as the desk will with its figures.
#[derive(Clone, Serialize)]
struct Publishes(Uuid);

impl Command for Publishes {
    const NAME: &'static str = "publishForStories";
    type Outcome = bool;

    async fn apply(self, work: &mut Work<'_>) -> Result<bool, Refusal> {
        let change = survey_campaign::ActiveModel { id: Unchanged(self.0), stage: Set(CampaignStage::Published), ..Default::default() };
        work.follow_changes::<SurveyCampaign>(vec![change]).await?;
        Ok(true)
    }
}

async fn published(world: &Arc<World>, campaign: &Value) {
    let (_, id) = kernel::resource::parse_id(campaign["id"].as_str().expect("an id")).expect("an id of the API");
    Viewer::system(&world.app.store, "stories").perform(Publishes(id), &CommandOptions::default()).await.expect("it is published");
}

/// A campaign of principals that is over.
pub async fn over(world: &World, officer: &Persona, year: &str) -> Value {
    let asked = "{ questionnaires(filter: { isNational: true, codes: [\"PRINCIPALS\"] }) { nodes { id } } }";
    let asked = officer.asks(world, asked).await.succeeds().text("questionnaires.nodes.0.id");
    let campaign = json!({
        "academy": "13", "schoolYear": year, "questionnaire": asked, "privacy": "PSEUDONYMOUS",
        "opensAt": "2026-11-25T08:00:00Z", "closesAt": "2026-12-20T20:00:00Z",
    });
    let campaign = officer.does(world, "createCampaign", "object { id version }", campaign).await.succeeds().object("createCampaign.object");
    let campaign = officer.does(world, "openCampaign", "object { id version }", campaign).await.succeeds().object("openCampaign.object");
    officer.does(world, "closeCampaign", "object { id version }", campaign).await.succeeds().object("closeCampaign.object")
}

pub fn finding(campaign: &Value) -> Value {
    json!({ "campaign": campaign["id"], "title": "Les rôles d'assistance sont flous", "body": "Qui répare quoi ?", "figure": "62 % ne savent pas à qui s'adresser" })
}

async fn recorded(world: &World, who: &Persona, input: Value) -> Value {
    who.does(world, "recordFinding", SHOWN, input).await.succeeds().object("recordFinding.object")
}

/// Decides something of a finding as it is now.
async fn decided(world: &World, who: &Persona, finding: &Value, more: Value) -> Value {
    who.does(world, "decideFollowUp", FOLLOWED, decision(world, who, finding, more).await).await.succeeds().object("decideFollowUp.object")
}

async fn decision(world: &World, who: &Persona, finding: &Value, more: Value) -> Value {
    let now = who.asks(world, &format!("{{ node(id: {}) {{ ... on Finding {{ version }} }} }}", finding["id"])).await.succeeds();
    and(json!({ "finding": finding["id"], "version": now.at("node.version"), "kind": "OTHER", "body": "En parler." }), more)
}

async fn desk(world: &World, desk: Desk) -> Persona {
    world.officer([desk].into_iter().collect::<Desks>()).await
}

async fn tried(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id }", input).await
}

/// The findings that somebody reads.
async fn read(world: &World, who: &Persona) -> i64 {
    let told = who.asks(world, "{ findings { totalCount nodes { id } } followUps { totalCount } }").await.succeeds();
    told.at("findings.totalCount").as_i64().expect("a count")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s31_a_finding_leads_to_a_clause_of_the_next_letter_and_each_side_shows_the_other() {
    let world = World::new().await;
    world.college("Collège Jean Moulin").await;
    let (officer, survey) = (world.rectorate().clone(), desk(&world, Desk::Survey).await);
    let campaign = over(&world, &survey, "2025-2026").await;
    world.announced().await;

    let found = recorded(&world, &survey, finding(&campaign)).await;
    assert_eq!((&found["stage"], &found["schoolYear"], &found["figure"]), (&json!("OPEN"), &json!("2025-2026"), &finding(&campaign)["figure"]));
    let clause = json!({ "kind": "LETTER_CLAUSE", "body": "Le référent oriente vers l'assistance ; il ne répare pas.", "dueOn": "2027-01-31" });
    let follow_up = decided(&world, &survey, &found, clause.clone()).await;
    assert_eq!((&follow_up["finding"]["stage"], &follow_up["templateClause"], &follow_up["isDone"]), (&json!("DECIDED"), &Value::Null, &json!(false)));
    assert_eq!(world.announced().await, ["FindingRecorded", "FollowUpDecided", "FindingDecided"]);

    let year = json!({ "academy": "13", "schoolYear": "2026-2027" });
    let template = officer.does(&world, "createLetterTemplate", "object { id version }", year).await.succeeds().object("createLetterTemplate.object");
    let naming = json!({ "template": template["id"], "version": template["version"] });
    for who in [&desk(&world, Desk::Network).await, world.rectorate_of_toulouse()] {
        let code = if who.name.contains("toulouse") { "NOT_FOUND" } else { "NOT_ALLOWED" };
        tried(&world, who, "draftClausesFromFindings", naming.clone()).await.is_refused(code);
    }
    let shown = "object { id version }";
    let drafted = survey.does(&world, "draftClausesFromFindings", shown, naming.clone()).await.succeeds().object("draftClausesFromFindings.object");

    let read_back = format!(
        "{{ node(id: {}) {{ ... on FollowUp {{ version templateClause {{ id code title body followUps {{ nodes {{ id finding {{ title }} }} }} }} }} }} }}",
        follow_up["id"]
    );
    let linked = survey.asks(&world, &read_back).await.succeeds().object("node");
    let written = &linked["templateClause"];
    assert_eq!((&written["code"], &written["title"], &written["body"]), (&json!("FINDING_1"), &found["title"], &clause["body"]));
    assert_eq!(written["followUps"]["nodes"], json!([{ "id": follow_up["id"], "finding": { "title": found["title"] } }]), "the clause shows the finding");
    let again = json!({ "template": drafted["id"], "version": drafted["version"] });
    tried(&world, &survey, "draftClausesFromFindings", again.clone()).await.is_refused("NOTHING_DECIDED").naming("template").hinting("followUps");
    tried(&world, &survey, "draftClausesFromFindings", naming).await.is_refused("CONFLICT");

    // The letter goes its way; the finding is done with the last of what was decided.
    officer.does(&world, "publishLetterTemplate", "object { id }", versioned(&drafted, json!({}))).await.succeeds();
    let other = decided(&world, &survey, &found, json!({ "kind": "ASSISTANCE_RULE" })).await;
    let complete = async |follow_up: &Value, more: Value| survey.does(&world, "completeFollowUp", FOLLOWED, versioned(follow_up, more)).await;
    let one = complete(&json!({ "id": follow_up["id"], "version": linked["version"] }), json!({ "doneOn": "2026-11-24" })).await.succeeds();
    one.shows("completeFollowUp.object.doneOn", "2026-11-24").shows("completeFollowUp.object.finding.stage", "DECIDED");
    let all = complete(&other, json!({})).await.succeeds().shows("completeFollowUp.object.finding.stage", "DONE").object("completeFollowUp.object");
    complete(&all, json!({})).await.is_refused("ALREADY_DONE").naming("id");
    // Anybody reads the clause from then on; the finding when its campaign is published.
    let anyone = world.anyone();
    let of_clause =
        format!("{{ node(id: {}) {{ ... on TemplateClause {{ code followUps {{ totalCount nodes {{ finding {{ title }} }} }} }} }} }}", written["id"]);
    anyone.asks(&world, &of_clause).await.succeeds().shows("node.code", "FINDING_1").shows("node.followUps.totalCount", 0);
    published(&world, &campaign).await;
    anyone.asks(&world, &of_clause).await.succeeds().shows("node.followUps.nodes.0.finding.title", found["title"].clone());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s31_drafts_are_the_rectorates_and_what_is_published_is_everybodys() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (survey, network) = (desk(&world, Desk::Survey).await, desk(&world, Desk::Network).await);
    let campaign = over(&world, &survey, "2025-2026").await;
    for (who, code) in
        [(&network, "NOT_ALLOWED"), (college.principal(), "NOT_ALLOWED"), (world.rectorate_of_toulouse(), "NOT_ALLOWED"), (&world.anyone(), "NOT_ALLOWED")]
    {
        tried(&world, who, "recordFinding", finding(&campaign)).await.is_refused(code);
    }
    let found = recorded(&world, &survey, finding(&campaign)).await;
    let follow_up = decided(&world, &survey, &found, json!({})).await;

    for who in [college.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        assert_eq!(read(&world, who).await, 0, "{}", who.name);
        tried(&world, who, "dropFinding", versioned(&found, json!({ "reason": "non" }))).await.is_refused("NOT_FOUND");
    }
    for who in [&survey, &network, world.rectorate()] {
        assert_eq!(read(&world, who).await, 1, "{}", who.name);
    }
    tried(&world, &network, "completeFollowUp", versioned(&follow_up, json!({}))).await.is_refused("NOT_ALLOWED");
    let filters = [
        ("stages: [DECIDED]", 1),
        ("stages: [OPEN]", 0),
        ("code: \"PRINCIPALS\"", 1),
        ("code: \"REFERENTS\"", 0),
        ("schoolYear: \"2025-2026\", academy: \"13\"", 1),
        ("question: \"DIF_FELT\"", 0),
    ];
    for (filter, count) in filters {
        let told = survey.asks(&world, &format!("{{ findings(filter: {{ {filter} }}) {{ totalCount }} }}")).await.succeeds();
        told.shows("findings.totalCount", count);
    }
    survey.asks(&world, "{ followUps(filter: { kinds: [OTHER], isDone: false }) { totalCount } }").await.succeeds().shows("followUps.totalCount", 1);

    published(&world, &campaign).await;
    for who in [college.principal(), world.rectorate_of_toulouse(), &world.anyone()] {
        assert_eq!(read(&world, who).await, 1, "{}", who.name);
        tried(&world, who, "dropFinding", versioned(&found, json!({ "reason": "non" }))).await.is_refused("NOT_ALLOWED");
    }
    let now = survey.asks(&world, "{ findings { nodes { id version } } }").await.object("findings.nodes.0");
    let dropped = survey.does(&world, "dropFinding", SHOWN, versioned(&now, json!({ "reason": "Déjà réglé" }))).await.succeeds().object("dropFinding.object");
    assert_eq!((&dropped["stage"], &dropped["reason"]), (&json!("DROPPED"), &json!("Déjà réglé")));
    tried(&world, &survey, "decideFollowUp", decision(&world, &survey, &dropped, json!({})).await).await.is_refused("INVALID_TRANSITION");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s31_what_cannot_be_right_is_refused_and_nothing_is_written() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    college.referent("Paul LILAS").await;
    let survey = desk(&world, Desk::Survey).await;
    let (campaign, open) = (over(&world, &survey, "2025-2026").await, crate::reports::survey(&world, "PSEUDONYMOUS").await);
    world.announced().await;
    for (input, code, argument) in [
        (finding(&open), "CAMPAIGN_NOT_OVER", "campaign"),
        (and(finding(&campaign), json!({ "question": "NOPE" })), "NOT_FOUND", "question"),
        (and(finding(&campaign), json!({ "title": " " })), "INVALID_ARGUMENT", "title"),
        (and(finding(&campaign), json!({ "body": "x".repeat(65_537) })), "INVALID_ARGUMENT", "body"),
        (and(finding(&campaign), json!({ "figure": "x".repeat(201) })), "INVALID_ARGUMENT", "figure"),
    ] {
        tried(&world, &survey, "recordFinding", input).await.is_refused(code).naming(argument);
    }
    world.announced_nothing().await;
    let questions = format!("{{ node(id: {}) {{ ... on SurveyCampaign {{ questionnaire {{ questions {{ nodes {{ code }} }} }} }} }} }}", campaign["id"]);
    let code = survey.asks(&world, &questions).await.text("node.questionnaire.questions.nodes.0.code");
    let found = recorded(&world, &survey, and(finding(&campaign), json!({ "question": code }))).await;
    assert_eq!(found["question"], code);
    world.announced().await;

    let template = json!({ "academy": "13", "schoolYear": "2026-2027" });
    let template = world.rectorate().does(&world, "createLetterTemplate", "object { id version }", template).await.object("createLetterTemplate.object");
    let written = json!({ "template": template["id"], "version": template["version"], "code": "CLUB", "titleFr": "Club", "body": "Un club." });
    let template =
        world.rectorate().does(&world, "writeTemplateClause", "object { id version }", written).await.succeeds().object("writeTemplateClause.object");
    world.announced().await;
    for (more, code, argument) in [
        (json!({ "body": " " }), "INVALID_ARGUMENT", "body"),
        (json!({ "templateClause": found["id"] }), "INVALID_ARGUMENT", "templateClause"),
        (json!({ "kind": "TRAINING_ACTION", "trainingAction": found["id"] }), "INVALID_ARGUMENT", "trainingAction"),
    ] {
        tried(&world, &survey, "decideFollowUp", decision(&world, &survey, &found, more).await).await.is_refused(code).naming(argument);
    }
    let none = json!({ "template": template["id"], "version": template["version"] });
    tried(&world, &survey, "draftClausesFromFindings", none).await.is_refused("NOTHING_DECIDED");
    world.announced_nothing().await;
    let follow_up = decided(&world, &survey, &found, json!({})).await;
    let late = versioned(&follow_up, json!({ "doneOn": "2026-11-26" }));
    tried(&world, &survey, "completeFollowUp", late).await.is_refused("INVALID_ARGUMENT").naming("doneOn");
    tried(&world, &survey, "dropFinding", versioned(&found, json!({ "reason": "non" }))).await.is_refused("CONFLICT");
}
