//! Stories of questionnaires: written as a whole by a desk, frozen once they are asked, the same codes from year to year.

use std::sync::Arc;

use api::domain::survey::{Questionnaire, kept};
use entity::survey::questionnaire;
use kernel::{
    Uuid,
    actor::{Desk, Desks},
    command::{Command, CommandOptions},
    refusal::Refusal,
    resource::Id,
    viewer::Viewer,
    work::Work,
};
use sea_orm::{ColumnTrait, Condition};
use serde::Serialize;
use serde_json::{Value, json};
use tests::{Outcome, Persona, World};

const SHOWN: &str = "object { id version code edition stage audience titleFr titleEn contentHash frozenAt academy { code } basedOn { id code edition } }";
/// What a client reads of a questionnaire: one page of questions, with all that hangs on them.
const WHOLE: &str = "sections { totalCount nodes { code title questions { totalCount } } } questions(first: 40) { totalCount nodes { code kind label labelFr labelEn isRequired isReportable sensitivity isCrossing prefillFrom minimum maximum maxChoices maxLength taxonomy section { code } showIf { code } showIfOptions(first: 10) { nodes { code } } options(first: 15) { nodes { code labelFr isExclusive } } rows(first: 15) { nodes { code labelFr } } } }";

pub async fn survey_desk(world: &World) -> Persona {
    world.officer([Desk::Survey].into_iter().collect::<Desks>()).await
}

async fn acts(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, SHOWN, input).await
}

fn and(mut input: Value, more: Value) -> Value {
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

fn versioned(object: &Value, more: Value) -> Value {
    and(json!({ "id": object["id"], "version": object["version"] }), more)
}

fn question(code: &str, kind: &str, more: Value) -> Value {
    let question = json!({ "code": code, "kind": kind, "labelFr": format!("Question {code} ?") });
    let options = json!([{ "code": "YES", "labelFr": "Oui", "labelEn": "Yes" }, { "code": "NO", "labelFr": "Non" }]);
    let question = match kind {
        "NUMBER" => and(question, json!({ "minimum": 0, "maximum": 10 })),
        "TEXT" => and(question, json!({ "sensitivity": "FREE_TEXT" })),
        "MATRIX" => and(question, json!({ "options": options, "rows": [{ "code": "M1.1", "labelFr": "Informer" }] })),
        _ => and(question, json!({ "options": options })),
    };
    and(question, more)
}

fn section(code: &str, questions: Vec<Value>) -> Value {
    json!({ "code": code, "titleFr": "Section", "titleEn": "Section", "questions": questions })
}

/// A small questionnaire of an academy.
pub fn small() -> Value {
    let after = json!({ "showIf": { "question": "USES", "in": ["YES"] } });
    let questions = vec![question("USES", "SINGLE", json!({ "required": true })), question("HOW", "TEXT", after)];
    json!({ "academy": "13", "code": "MIDYEAR", "audience": "REFERENTS_OF_THE_YEAR", "titleFr": "Point d'étape", "sections": [section("MAIN", questions)] })
}

pub async fn drafted(world: &World, who: &Persona, input: Value) -> Value {
    acts(world, who, "createQuestionnaire", input).await.succeeds().object("createQuestionnaire.object")
}

async fn read(world: &World, who: &Persona, questionnaire: &Value, shown: &str) -> Value {
    let query = format!("{{ node(id: {}) {{ ... on Questionnaire {{ id version stage {shown} }} }} }}", questionnaire["id"]);
    who.asks(world, &query).await.succeeds().at("node").clone()
}

/// The questionnaire of referents that comes with the product.
async fn national(world: &World) -> Value {
    let asked = "{ questionnaires(filter: { isNational: true, codes: [\"REFERENTS\"] }) { nodes { id version edition contentHash } } }";
    world.anyone().asks(world, asked).await.succeeds().object("questionnaires.nodes.0")
}

/// Freezes an edition, as the campaign that asks it will.
#[derive(Clone, Serialize)]
struct Freezes(Uuid);

impl Command for Freezes {
    const NAME: &'static str = "freezeForStories";
    type Outcome = Id<Questionnaire>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let row = work.find::<questionnaire::Entity>(Condition::all().add(questionnaire::Column::Id.eq(self.0))).await?.pop();
        let row = row.ok_or(Refusal::NotFound { argument: "id" })?;
        Ok(kept::freeze(work, &row).await?.id.into())
    }
}

pub async fn frozen(world: &Arc<World>, questionnaire: &Value) {
    let (_, id) = kernel::resource::parse_id(questionnaire["id"].as_str().expect("an id")).expect("an id of the API");
    Viewer::system(&world.app.store, "stories").perform(Freezes(id), &CommandOptions::default()).await.expect("it is frozen");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_the_questionnaires_that_come_with_the_product_are_read_by_anybody() {
    let world = World::new().await;
    let listed =
        world.anyone().asks(&world, "{ questionnaires(orderBy: CODE) { totalCount nodes { code edition audience stage academy { code } title } } }").await;
    let listed = listed.succeeds().shows("questionnaires.totalCount", 2);
    assert_eq!(listed.texts("questionnaires.nodes", "code"), ["PRINCIPALS", "REFERENTS"]);
    assert_eq!(listed.at("questionnaires.nodes.1")["audience"], "REFERENTS_OF_THE_YEAR");
    assert_eq!((&listed.at("questionnaires.nodes.1")["stage"], &listed.at("questionnaires.nodes.1")["academy"]), (&json!("FROZEN"), &Value::Null));

    let whole = read(&world, &world.anyone(), &national(&world).await, WHOLE).await;
    assert_eq!((&whole["sections"]["totalCount"], &whole["questions"]["totalCount"]), (&json!(8), &json!(26)));
    let questions = whole["questions"]["nodes"].as_array().expect("questions");
    let of = |code: &str| questions.iter().find(|question| question["code"] == code).unwrap_or_else(|| panic!("no {code}"));
    let seniority = of("PRO_SENIORITY");
    assert_eq!(
        (&seniority["kind"], &seniority["prefillFrom"], &seniority["isCrossing"], &seniority["isRequired"]),
        (&json!("SINGLE"), &json!("MANDATE_SENIORITY"), &json!(true), &json!(true))
    );
    let used = of("PRO_LETTER_USE");
    assert_eq!((&used["showIf"]["code"], &used["showIfOptions"]["nodes"]), (&json!("PRO_LETTER"), &json!([{ "code": "SIGNED" }, { "code": "WRITTEN" }])));
    let channels = of("INF_CHANNELS");
    assert_eq!(channels["options"]["nodes"].as_array().expect("options").iter().filter(|option| option["isExclusive"] == true).count(), 1);
    let felt = of("DIF_FELT");
    assert_eq!((&felt["kind"], &felt["taxonomy"], felt["rows"]["nodes"].as_array().map(Vec::len)), (&json!("MATRIX"), &json!("DIFFICULTIES"), Some(14)));
    assert_eq!((&of("PRJ_COUNT")["minimum"], &of("PRJ_COUNT")["maximum"], &of("NEE_TRAINING")["maxChoices"]), (&json!(0), &json!(50), &json!(5)));
    assert_eq!((&of("DIF_FREE")["sensitivity"], &of("DIF_FREE")["maxLength"]), (&json!("FREE_TEXT"), &json!(2000)));
    assert_eq!(of("PRO_SENIORITY")["label"], "For how many years have you held this function?");

    // They come with the product, and a second start changes nothing.
    world.announced().await;
    api::starting::load(&world.app.store).await.expect("a start");
    world.announced_nothing().await;
    let officer = world.rectorate();
    acts(&world, officer, "changeQuestionnaire", versioned(&national(&world).await, json!({ "titleFr": "Autre" }))).await.is_refused("NOT_ALLOWED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_an_academy_begins_its_own_edition_with_what_was_asked_before() {
    let world = World::new().await;
    let (desk, model) = (survey_desk(&world).await, national(&world).await);
    world.announced().await;

    let draft = drafted(&world, &desk, json!({ "academy": "13", "basedOn": model["id"] })).await;

    assert_eq!(world.announced().await, ["QuestionnaireCreated"]);
    assert_eq!((&draft["code"], &draft["edition"], &draft["stage"]), (&json!("REFERENTS"), &json!(2), &json!("DRAFT")));
    assert_eq!((&draft["academy"]["code"], &draft["basedOn"]["id"], &draft["contentHash"]), (&json!("13"), &model["id"], &model["contentHash"]));
    let without_ids = |mut whole: Value| {
        for name in ["id", "version", "stage"] {
            whole.as_object_mut().expect("an object").remove(name);
        }
        whole
    };
    assert_eq!(without_ids(read(&world, &desk, &draft, WHOLE).await), without_ids(read(&world, &desk, &model, WHOLE).await));
    let titled = drafted(&world, &desk, json!({ "academy": "13", "basedOn": draft["id"], "titleFr": "Bilan 2027" })).await;
    assert_eq!((&titled["edition"], &titled["titleFr"], &titled["titleEn"]), (&json!(3), &json!("Bilan 2027"), &draft["titleEn"]));
    let other = drafted(&world, world.rectorate_of_toulouse(), json!({ "academy": "16", "basedOn": model["id"] })).await;
    assert_eq!(other["edition"], 2, "each academy counts its own");
    acts(&world, &desk, "createQuestionnaire", json!({ "academy": "13", "basedOn": other["id"] })).await.is_refused("NOT_FOUND").naming("basedOn");
    let own = drafted(&world, &desk, small()).await;
    assert_eq!((&own["code"], &own["edition"], &own["basedOn"]), (&json!("MIDYEAR"), &json!(1), &Value::Null));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_the_desk_writes_the_academy_reads_and_others_wait_until_it_is_frozen() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    let teacher = college.teacher("Ada TILLEUL").await;
    let desk = survey_desk(&world).await;
    let network = world.officer([Desk::Network].into_iter().collect::<Desks>()).await;
    let draft = drafted(&world, &desk, small()).await;

    for (who, code) in [
        (&network, "NOT_ALLOWED"),
        (world.rectorate_of_toulouse(), "NOT_ALLOWED"),
        (college.principal(), "NOT_ALLOWED"),
        (&referent, "NOT_ALLOWED"),
        (&world.anyone(), "NOT_ALLOWED"),
    ] {
        acts(&world, who, "createQuestionnaire", small()).await.is_refused(code);
    }
    let reads = async |who: &Persona| {
        let whole = read(&world, who, &draft, WHOLE).await;
        let listed = who.asks(&world, "{ questionnaires(filter: { academy: \"13\" }) { totalCount } }").await.succeeds();
        assert_eq!(listed.at("questionnaires.totalCount"), &json!(i32::from(!whole.is_null())), "{}", who.name);
        whole
    };
    let officers = [&desk, &network, world.rectorate()];
    for who in officers {
        assert_eq!(reads(who).await["questions"]["totalCount"], 2, "{}", who.name);
    }
    let others = [world.rectorate_of_toulouse(), college.principal(), &referent, &teacher, &world.anyone()];
    for who in others {
        assert!(reads(who).await.is_null(), "{}", who.name);
    }
    // Neither is a part of it read by its id.
    let parts = "sections { nodes { id } } questions { nodes { id options { nodes { id } } rows { nodes { id } } } }";
    let ids = read(&world, &desk, &draft, parts).await.to_string();
    let ids: Vec<&str> = ids.split('"').filter(|word| ["section_", "question_", "option_"].iter().any(|prefix| word.starts_with(prefix))).collect();
    assert_eq!(ids.len(), 5, "a section, two questions, two options");
    let shown = async |who: &Persona| {
        let told = world.send(who, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await.succeeds();
        told.at("nodes").as_array().expect("nodes").iter().filter(|node| !node.is_null()).count()
    };
    for who in others {
        assert_eq!(shown(who).await, 0, "{}", who.name);
        acts(&world, who, "changeQuestionnaire", versioned(&draft, json!({ "titleFr": "Autre" }))).await.is_refused("NOT_FOUND");
    }
    acts(&world, &network, "changeQuestionnaire", versioned(&draft, json!({ "titleFr": "Autre" }))).await.is_refused("NOT_ALLOWED");
    world.announced().await;

    frozen(&world, &draft).await;
    assert_eq!(world.announced().await, ["QuestionnaireFrozen"]);

    for who in others.into_iter().chain(officers) {
        assert_eq!((&reads(who).await["questions"]["totalCount"], shown(who).await), (&json!(2), ids.len()), "{}", who.name);
    }
    let now = read(&world, &desk, &draft, "frozenAt availableTransitions { name } viewerCan { action allowed }").await;
    assert!(now["frozenAt"].is_string() && now["availableTransitions"] == json!([]), "{now}");
    assert!(now["viewerCan"].as_array().expect("actions").iter().all(|can| can["action"] == "CREATE" || can["allowed"] == false), "{now}");
    acts(&world, &desk, "changeQuestionnaire", versioned(&now, json!({ "titleFr": "Autre" }))).await.is_refused("INVALID_TRANSITION");
    acts(&world, &desk, "changeQuestionnaire", versioned(&now, json!({ "sections": small()["sections"] }))).await.is_refused("INVALID_TRANSITION");
    frozen(&world, &draft).await;
    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_a_draft_is_changed_as_a_whole_and_its_parts_keep_their_ids() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let draft = drafted(&world, &desk, small()).await;
    let ids = "questions { nodes { id code showIf { code } options { nodes { id code } } } }";
    let before = read(&world, &desk, &draft, ids).await;
    world.announced().await;

    let same = acts(&world, &desk, "changeQuestionnaire", versioned(&draft, json!({ "sections": small()["sections"] }))).await.succeeds();
    assert_eq!(same.at("changeQuestionnaire.object")["version"], 1, "the same words are no change");
    world.announced_nothing().await;

    let questions = vec![
        question("OFTEN", "SCALE", json!({})),
        question(
            "USES",
            "SINGLE",
            json!({ "labelFr": "L'utilisez-vous ?", "options": [{ "code": "MAYBE", "labelFr": "Peut-être" }, { "code": "YES", "labelFr": "Oui" }] }),
        ),
        question("COUNT", "NUMBER", json!({ "showIf": { "question": "USES", "in": ["YES", "MAYBE"] } })),
    ];
    let change = json!({ "titleEn": "Halfway", "sections": [section("MAIN", questions)] });
    let changed = acts(&world, &desk, "changeQuestionnaire", versioned(&draft, change.clone())).await.succeeds().object("changeQuestionnaire.object");
    assert_eq!(world.announced().await, ["QuestionnaireChanged"]);
    assert_eq!((&changed["version"], &changed["titleEn"], &changed["titleFr"]), (&json!(2), &json!("Halfway"), &json!("Point d'étape")));
    assert_ne!(changed["contentHash"], draft["contentHash"]);
    let after = read(&world, &desk, &draft, ids).await;
    let questions = after["questions"]["nodes"].as_array().expect("questions");
    assert_eq!(questions.iter().map(|question| question["code"].as_str().unwrap_or_default()).collect::<Vec<_>>(), ["OFTEN", "USES", "COUNT"]);
    assert_eq!(questions[1]["id"], before["questions"]["nodes"][0]["id"]);
    assert_eq!(questions[1]["options"]["nodes"][1]["id"], before["questions"]["nodes"][0]["options"]["nodes"][0]["id"]);
    assert_eq!(questions[2]["showIf"]["code"], "USES");
    acts(&world, &desk, "changeQuestionnaire", versioned(&draft, change)).await.is_refused("CONFLICT");
    let untitled = acts(&world, &desk, "changeQuestionnaire", versioned(&changed, json!({ "titleEn": null }))).await.succeeds();
    assert_eq!(untitled.at("changeQuestionnaire.object")["titleEn"], Value::Null);
    let wiped = json!({ "titleFr": "Autre", "sections": [] });
    acts(&world, &desk, "changeQuestionnaire", versioned(&json!({ "id": draft["id"], "version": 3 }), wiped))
        .await
        .is_refused("INVALID_ARGUMENT")
        .naming("sections");
    assert_eq!(read(&world, &desk, &draft, "titleFr questions { totalCount }").await["titleFr"], "Point d'étape", "nothing half done");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_what_cannot_be_asked_is_refused_with_every_path_at_once() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let faults = async |input: Value| {
        let told = acts(&world, &desk, "createQuestionnaire", input).await.is_refused("INVALID_ARGUMENT");
        let extensions = &told.body["errors"][0]["extensions"];
        match extensions["faults"].as_array() {
            Some(faults) => faults.iter().map(|fault| fault["argument"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>(),
            None => vec![extensions["argument"].as_str().unwrap_or_default().to_owned()],
        }
    };
    world.announced().await;

    assert_eq!(faults(json!({ "academy": "13" })).await, ["code", "audience", "titleFr", "sections"]);
    assert_eq!(faults(and(small(), json!({ "code": "mid year", "titleFr": " ", "titleEn": "x".repeat(201) }))).await, ["code", "titleFr", "titleEn"]);
    let wrong = vec![
        question("A", "SINGLE", json!({ "options": [{ "code": "YES", "labelFr": "Oui" }] })),
        question("A", "MATRIX", json!({ "rows": [] })),
        question("B", "NUMBER", json!({ "minimum": 5, "maximum": 1 })),
        question("C", "TEXT", json!({ "sensitivity": "OPINION", "maxLength": 100_000 })),
        question("D", "SINGLE", json!({ "showIf": { "question": "E", "in": ["YES"] } })),
        question("E", "SINGLE", json!({ "showIf": { "question": "D", "in": ["PERHAPS"] }, "prefillFrom": "ACTION_CHANNELS" })),
    ];
    let at = |path: &str| format!("sections.0.questions.{path}");
    assert_eq!(
        faults(and(small(), json!({ "sections": [section("MAIN", wrong)] }))).await,
        [
            at("0.options"),
            at("1.code"),
            at("1.rows"),
            at("2.maximum"),
            at("3.maxLength"),
            at("3.sensitivity"),
            at("4.showIf.question"),
            at("5.prefillFrom"),
            at("5.showIf.in.0")
        ]
    );
    let for_principals = vec![question("A", "MULTIPLE", json!({ "prefillFrom": "ACTION_CHANNELS" }))];
    let input = and(small(), json!({ "audience": "PRINCIPALS", "sections": [section("MAIN", for_principals)] }));
    assert_eq!(faults(input).await, [at("0.prefillFrom")]);
    world.announced_nothing().await;
    let listed = desk.asks(&world, "{ questionnaires(filter: { isNational: false }) { totalCount } }").await.succeeds();
    listed.shows("questionnaires.totalCount", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s28_a_code_keeps_its_kind_from_year_to_year() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let first = drafted(&world, &desk, small()).await;
    frozen(&world, &first).await;
    let other = |kind: &str| json!([section("MAIN", vec![question("USES", kind, json!({}))])]);

    let told = acts(&world, &desk, "createQuestionnaire", and(small(), json!({ "sections": other("SCALE") }))).await;
    told.is_refused("INVALID_ARGUMENT").naming("sections.0.questions.0.kind");
    let second = drafted(&world, &desk, and(small(), json!({ "sections": other("SINGLE") }))).await;
    assert_eq!(second["edition"], 2);
    let told = acts(&world, &desk, "changeQuestionnaire", versioned(&second, json!({ "sections": other("NUMBER") }))).await;
    told.is_refused("INVALID_ARGUMENT").naming("sections.0.questions.0.kind");
    // A code is one question of one questionnaire: elsewhere it may be another, but not where one follows the other.
    let elsewhere = and(small(), json!({ "code": "OTHER", "sections": other("SCALE") }));
    drafted(&world, &desk, elsewhere.clone()).await;
    let based = and(elsewhere, json!({ "code": "THIRD", "basedOn": first["id"] }));
    acts(&world, &desk, "createQuestionnaire", based).await.is_refused("INVALID_ARGUMENT").naming("sections.0.questions.0.kind");
    // The model of the product holds for the editions of an academy.
    let felt =
        json!({ "academy": "13", "basedOn": national(&world).await["id"], "sections": [section("MAIN", vec![question("DIF_FELT", "TEXT", json!({}))])] });
    acts(&world, &desk, "createQuestionnaire", felt).await.is_refused("INVALID_ARGUMENT").naming("sections.0.questions.0.kind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_a_program_reads_and_writes_questionnaires_as_far_as_its_scopes() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let program = async |officer: &Persona, scopes: Value| {
        let account = json!({ "academy": "13", "name": "Enquête", "scopes": scopes, "expiresOn": "2027-06-30" });
        let made = officer.does(&world, "createServiceAccount", "object { id } secret", account).await.succeeds();
        let (client, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
        let form = [("grant_type", "client_credentials"), ("client_id", &client), ("client_secret", &secret)];
        let token: Value = world.http().post(world.url("/oauth/token")).form(&form).send().await.expect("an answer").json().await.expect("JSON");
        Persona { name: "program".into(), id: client, token: token["access_token"].as_str().map(str::to_owned) }
    };
    let (reader, writer, other) =
        (program(&desk, json!(["SURVEY_READ"])).await, program(&desk, json!(["SURVEY_WRITE"])).await, program(&desk, json!(["MANDATE_READ"])).await);
    for who in [&reader, &other] {
        acts(&world, who, "createQuestionnaire", small()).await.is_refused("NOT_ALLOWED");
    }

    let draft = drafted(&world, &writer, small()).await;

    assert!(!read(&world, &reader, &draft, "").await.is_null() && read(&world, &other, &draft, "").await.is_null());
    assert!(!read(&world, &desk, &draft, "").await.is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_a_questionnaire_is_read_by_few_statements_however_long_it_is() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let (short, long) = (drafted(&world, &desk, small()).await, national(&world).await);
    let statements = async |questionnaire: &Value| {
        let query = format!("{{ node(id: {}) {{ ... on Questionnaire {{ {WHOLE} }} }} }}", questionnaire["id"]);
        world.anyone().asks(&world, &query).await.succeeds();
        desk.asks(&world, &query).await.succeeds().statements()
    };
    assert_eq!(statements(&short).await, statements(&long).await);
}
