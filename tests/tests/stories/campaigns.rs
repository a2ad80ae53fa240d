//! Stories of surveys that are asked: who is asked is frozen, who has answered is known, and what was answered is sealed.

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::vault::Vault;
use serde_json::{Value, json};
use tests::{Outcome, Persona, World, days};

use crate::{
    questionnaires::{drafted, small, survey_desk},
    training::{done, now, with},
};

async fn acts(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id version stage }", input).await
}

/// A campaign of the small questionnaire, in December; members of `more` come instead.
pub async fn begun(world: &World, desk: &Persona, more: Value) -> Value {
    let asked = drafted(world, desk, small()).await;
    let mut input = json!({
        "academy": "13", "schoolYear": "2026-2027", "questionnaire": asked["id"], "privacy": "PSEUDONYMOUS",
        "opensAt": "2026-12-01T08:00:00Z", "closesAt": "2026-12-31T17:00:00Z", "remindDays": [14, 3],
    });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    done(world, desk, "createCampaign", input).await
}

pub async fn opened(world: &World, desk: &Persona, more: Value) -> Value {
    let campaign = begun(world, desk, more).await;
    done(world, desk, "openCampaign", with(&campaign, json!({}))).await
}

/// The answers that everybody gives in these stories.
pub fn yes(how: &str) -> Value {
    json!([{ "question": "USES", "option": "YES" }, { "question": "HOW", "text": how }])
}

pub async fn submits(world: &World, who: &Persona, campaign: &Value, answers: Value) -> Outcome {
    let input = json!({ "campaign": campaign["id"], "answers": answers });
    who.does(world, "submitResponse", "receipt dryRun object { id stage }", input).await
}

async fn saves(world: &World, who: &Persona, campaign: &Value, answers: Value) -> Outcome {
    acts(world, who, "saveAnswers", json!({ "campaign": campaign["id"], "answers": answers })).await
}

/// The own answers, with a receipt where one is given.
async fn mine(world: &World, who: &Persona, campaign: &Value, receipt: Option<&str>) -> Outcome {
    let receipt = receipt.map(|receipt| format!(", receipt: \"{receipt}\"")).unwrap_or_default();
    let shown = "stage answers { question option text } visibleQuestions suggestions { question option }";
    who.asks(world, &format!("{{ mySurveyResponse(campaign: {}{receipt}) {{ {shown} }} }}", campaign["id"])).await
}

async fn told(world: &World, who: &Persona, kind: &str) -> usize {
    world.settle().await;
    let kinds = who.asks(world, "{ notifications(first: 100) { nodes { kind } } }").await.succeeds().texts("notifications.nodes", "kind");
    kinds.iter().filter(|known| *known == kind).count()
}

/// A college with a referent, and another whose referent left in the autumn.
async fn referents(world: &Arc<World>) -> [Persona; 2] {
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let ((stays, _), (left, mandate)) = (college.referent("Paul LILAS").await, other.referent("Rose IRIS").await);
    let mandate = now(world, &left, &mandate, "ReferentMandate").await;
    other.principal().ends(world, &mandate, "2026-11-26").await.succeeds();
    world.settle().await;
    [stays, left]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s27_a_campaign_opens_reminds_and_closes_by_itself() {
    let world = World::new().await;
    let [referent, left] = referents(&world).await;
    let desk = survey_desk(&world).await;
    let campaign = begun(&world, &desk, json!({})).await;

    for (who, code) in [(&referent, "NOT_FOUND"), (world.rectorate_of_toulouse(), "NOT_FOUND"), (&world.anyone(), "NOT_FOUND")] {
        acts(&world, who, "scheduleCampaign", with(&campaign, json!({}))).await.is_refused(code);
    }
    saves(&world, &referent, &campaign, yes("Tôt")).await.is_refused("NOT_FOUND");
    acts(&world, &desk, "scheduleCampaign", with(&campaign, json!({}))).await.succeeds();
    world.clock().advance(days(10));
    world.settle().await;
    let shown = "{ surveyCampaigns { nodes { id version stage population openedAt questionnaire { stage } invitations { totalCount } } } }";
    let open = world.anyone().asks(&world, shown).await.succeeds().object("surveyCampaigns.nodes.0");
    assert_eq!((&open["stage"], &open["population"], &open["questionnaire"]["stage"]), (&json!("OPEN"), &json!(2), &json!("FROZEN")), "who left counts (S28)");
    assert_eq!(open["invitations"]["totalCount"], 0, "who is asked is for the desk");
    for who in [&referent, &left] {
        assert_eq!(told(&world, who, "SurveyInvited").await, 1, "{}", who.name);
    }

    submits(&world, &referent, &campaign, yes("En classe")).await.succeeds();
    world.clock().advance(days(15));
    assert_eq!((told(&world, &referent, "SurveyReminded").await, told(&world, &left, "SurveyReminded").await), (0, 1), "those who have not answered alone");
    let open = now(&world, &desk, &campaign, "SurveyCampaign").await;
    acts(&world, &desk, "remindRespondents", with(&open, json!({}))).await.succeeds();
    assert_eq!((told(&world, &referent, "SurveyReminded").await, told(&world, &left, "SurveyReminded").await), (0, 2));

    world.clock().advance(days(12));
    submits(&world, &left, &campaign, yes("Trop tard")).await.is_refused("CAMPAIGN_CLOSED").naming("campaign");
    world.settle().await;
    let closed = desk.asks(&world, shown).await.succeeds().object("surveyCampaigns.nodes.0");
    assert!(["CLOSED", "ANALYSED"].contains(&closed["stage"].as_str().expect("a stage")), "{closed}");
    acts(&world, &desk, "reopenCampaign", with(&closed, json!({ "closesAt": "2026-12-30T17:00:00Z", "reason": "Oubli" }))).await.is_refused("INVALID_ARGUMENT");
    acts(&world, &desk, "reopenCampaign", with(&closed, json!({ "closesAt": "2027-01-31T17:00:00Z", "reason": "  " })))
        .await
        .is_refused("INVALID_ARGUMENT")
        .naming("reason");
    acts(&world, &referent, "reopenCampaign", with(&closed, json!({ "closesAt": "2027-01-31T17:00:00Z", "reason": "Oubli" }))).await.is_refused("NOT_ALLOWED");
    acts(&world, &desk, "reopenCampaign", with(&closed, json!({ "closesAt": "2027-01-31T17:00:00Z", "reason": "Panne de l'ENT" }))).await.succeeds();
    submits(&world, &left, &campaign, yes("À temps")).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s28_who_is_asked_answers_in_several_sittings_and_all_faults_are_told_at_once() {
    let world = World::new().await;
    let [referent, left] = referents(&world).await;
    let desk = survey_desk(&world).await;
    let campaign = opened(&world, &desk, json!({})).await;

    for who in [&world.college("Collège Camus").await.teacher("Ada").await, &desk, world.rectorate()] {
        saves(&world, who, &campaign, yes("Non")).await.is_refused("NOT_INVITED").naming("campaign");
    }
    saves(&world, &world.anyone(), &campaign, yes("Non")).await.is_refused("NOT_INVITED");
    let wrong = json!([{ "question": "USES", "option": "MAYBE" }, { "question": "NONE", "option": "YES" }, { "question": "HOW", "text": "hidden" }]);
    let refused = saves(&world, &referent, &campaign, wrong).await.is_refused("INVALID_ARGUMENT");
    let arguments: Vec<&Value> = refused.body["errors"].as_array().expect("errors").iter().map(|error| &error["extensions"]["argument"]).collect();
    let arguments = if arguments.len() > 1 {
        arguments
    } else {
        refused.body["errors"][0]["extensions"]["faults"].as_array().into_iter().flatten().map(|fault| &fault["argument"]).collect()
    };
    assert_eq!(arguments.len(), 3, "{}", refused.body);
    saves(&world, &referent, &campaign, json!([{ "question": "USES", "option": "YES", "text": "x" }])).await.is_refused("INVALID_ARGUMENT").naming("answers.0");
    saves(&world, &referent, &campaign, json!([{ "question": "USES", "option": "YES" }, { "question": "HOW", "text": "x".repeat(100_000) }]))
        .await
        .is_refused("INVALID_ARGUMENT");

    saves(&world, &referent, &campaign, json!([{ "question": "USES", "option": "YES" }])).await.succeeds();
    let first = mine(&world, &referent, &campaign, None).await.succeeds();
    assert_eq!((first.at("mySurveyResponse.stage"), first.at("mySurveyResponse.visibleQuestions")), (&json!("IN_PROGRESS"), &json!(["USES", "HOW"])));
    saves(&world, &referent, &campaign, json!([{ "question": "HOW", "text": "En classe" }])).await.succeeds();
    let second = mine(&world, &referent, &campaign, None).await.succeeds();
    assert_eq!(second.at("mySurveyResponse.answers").as_array().map(Vec::len), Some(2));
    // Another answer hides the second question: what was said there goes with it.
    saves(&world, &referent, &campaign, json!([{ "question": "USES", "option": "NO" }])).await.succeeds();
    assert_eq!(mine(&world, &referent, &campaign, None).await.at("mySurveyResponse.answers").as_array().map(Vec::len), Some(1));

    submits(&world, &left, &campaign, json!([])).await.is_refused("INVALID_ARGUMENT").naming("answers.USES");
    let sent = submits(&world, &referent, &campaign, yes("En classe")).await.succeeds();
    sent.shows("submitResponse.receipt", Value::Null).shows("submitResponse.object.stage", "SUBMITTED");
    submits(&world, &referent, &campaign, yes("Encore")).await.is_refused("INVALID_TRANSITION");
    saves(&world, &referent, &campaign, yes("Encore")).await.is_refused("INVALID_TRANSITION");
    acts(&world, &referent, "withdrawResponse", json!({ "campaign": campaign["id"] })).await.succeeds();
    saves(&world, &referent, &campaign, yes("Encore")).await.succeeds();

    let rate = async |who: &Persona| {
        who.asks(
            &world,
            &format!("{{ responseRate(campaign: {}, by: KIND) {{ total {{ invited completed partial rate }} rows {{ key invited }} }} }}", campaign["id"]),
        )
        .await
    };
    submits(&world, &left, &campaign, yes("Oui")).await.succeeds();
    let told = rate(&desk).await.succeeds();
    assert_eq!(told.at("responseRate.total"), &json!({ "invited": 2, "completed": 1, "partial": 1, "rate": 0.5 }));
    assert_eq!(told.at("responseRate.rows"), &json!([{ "key": "COLLEGE", "invited": 2 }]));
    for who in [&referent, &world.anyone(), world.rectorate_of_toulouse()] {
        rate(who).await.is_refused("NOT_ALLOWED");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s28_responses_are_read_by_oneself_and_as_rows_without_names_where_that_was_said() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let mut people = Vec::new();
    for at in 0..6 {
        people.push(college.referent(&format!("Paul LILAS{}", char::from(b'A' + at))).await.0);
    }
    let (alone, _) = world.school("EREA Anne Frank", "EREA").await.referent("Rose IRIS").await;
    let desk = survey_desk(&world).await;
    let campaign = opened(&world, &desk, json!({ "showsRows": true })).await;
    for who in people.iter().chain([&alone]) {
        submits(&world, who, &campaign, yes(&format!("C'est moi, {}", who.name))).await.succeeds();
    }

    let rows = async |who: &Persona| {
        let shown = "totalCount nodes { isSubmitted kind seniority person { displayName } basin { code } answers { question option text } }";
        who.asks(&world, &format!("{{ surveyResponses(campaign: {}, first: 100) {{ {shown} }} }}", campaign["id"])).await.succeeds()
    };
    for (who, count) in [(&people[0], 1), (&desk, 0), (college.principal(), 0), (world.rectorate(), 0), (&world.anyone(), 0)] {
        assert_eq!(rows(who).await.at("surveyResponses.totalCount"), count, "{}: while it is open", who.name);
    }
    let own = people[0].asks(&world, "{ surveyResponses { totalCount nodes { person { displayName } answers { text } } } }").await.succeeds();
    own.shows("surveyResponses.totalCount", 1).shows("surveyResponses.nodes.0.person.displayName", people[0].name.clone());
    let open = now(&world, &desk, &campaign, "SurveyCampaign").await;
    acts(&world, &desk, "closeCampaign", with(&open, json!({}))).await.succeeds();
    let seen = rows(&desk).await.shows("surveyResponses.totalCount", 7);
    let nodes = seen.at("surveyResponses.nodes").as_array().expect("rows");
    assert!(nodes.iter().all(|row| row["person"].is_null()), "no names");
    assert_eq!(nodes.iter().filter(|row| row["kind"] == "COLLEGE").count(), 6);
    assert_eq!(nodes.iter().filter(|row| row["kind"].is_null()).count(), 1, "the one of its kind is shown without it");
    for (who, count) in
        [(college.principal(), 0), (&world.officer([kernel::actor::Desk::Pay].into_iter().collect()).await, 0), (world.rectorate_of_toulouse(), 0)]
    {
        assert_eq!(rows(who).await.at("surveyResponses.totalCount"), count, "{}", who.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_reads_the_database_joins_no_answers_to_a_person() {
    for privacy in ["ANONYMOUS", "PSEUDONYMOUS"] {
        let world = World::new().await;
        let desk = survey_desk(&world).await;
        let college = world.college("Collège Jean Moulin").await;
        let mut people = vec![world.school("EREA Anne Frank", "EREA").await.referent("Rose IRIS").await.0];
        for at in 0..4 {
            people.push(college.referent(&format!("Paul LILAS{}", char::from(b'A' + at))).await.0);
        }
        let campaign = opened(&world, &desk, json!({ "privacy": privacy })).await;
        let mut receipts = Vec::new();
        for (at, who) in people.iter().enumerate() {
            saves(&world, who, &campaign, json!([{ "question": "USES", "option": "YES" }])).await.succeeds();
            let input = json!({ "campaign": campaign["id"], "answers": yes(&format!("GREENSECRET{at}")) });
            let key = json!({ "idempotencyKey": format!("submit-{at}") });
            let sent = who.does_with(&world, "submitResponse", "receipt object { id }", input, key).await.succeeds();
            receipts.extend(sent.at("submitResponse.receipt").as_str().map(str::to_owned));
        }
        assert_eq!(receipts.len(), if privacy == "ANONYMOUS" { 5 } else { 0 });

        let database = world.database().await;
        assert!(database.len() > 60, "every table is read: {}", database.len());
        let everything: String = database.values().flatten().map(|row| format!("{row}\n")).collect();
        assert!(!everything.contains("GREENSECRET"), "{privacy}: no answer is there to be read");
        for receipt in &receipts {
            assert!(!everything.contains(receipt.as_str()) && !everything.contains(&receipt.replace('-', "")), "no receipt is kept");
        }

        let store = &world.app.store;
        let responses = store.rows::<entity::campaign::survey_response::Entity>(sea_orm::Condition::all()).await.expect("responses");
        assert_eq!(responses.len(), people.len(), "{privacy}: what was saved before is gone, or the same row");
        // Nothing of a response stands anywhere else: no row that names a person leads to it.
        for response in &responses {
            for written in [response.id.to_string(), response.id.simple().to_string(), response.id.simple().to_string().to_uppercase()] {
                let rows = database.iter().filter(|(table, _)| *table != "survey_response").flat_map(|(_, rows)| rows);
                assert_eq!(rows.filter(|row| row.contains(&written)).count(), 0, "{privacy}: {written} is named elsewhere");
            }
        }
        // Nor can what the database holds make the pseudonyms, without the server's secret.
        let campaign_id = responses[0].campaign_id;
        let guessed = |vault: &Vault, person: kernel::Uuid| {
            let subject = [*campaign_id.as_bytes(), *person.as_bytes()].concat();
            responses.iter().any(|row| row.id.as_bytes() == &vault.pseudonym("survey respondent", &subject))
        };
        let person = |who: &Persona| kernel::resource::parse_id(&who.id).expect("an id").1;
        assert!(people.iter().all(|who| !guessed(&Vault::of(campaign_id.as_bytes()), person(who))));
        let with_secret = people.iter().filter(|who| guessed(&store.vault, person(who))).count();
        assert_eq!(with_secret, if privacy == "ANONYMOUS" { 0 } else { 5 }, "{privacy}: the secret of the server finds those under a pseudonym alone");
        // All responses seem to have come at once: neither place nor transaction tells the order.
        if store.backend == sea_orm::DbBackend::Postgres && privacy == "ANONYMOUS" {
            let transactions: std::collections::BTreeSet<&str> = database["survey_response"].iter().filter_map(|row| row.split(' ').next()).collect();
            assert_eq!(transactions.len(), 1, "{transactions:?}");
        }

        if let Some(receipt) = receipts.first() {
            mine(&world, &people[0], &campaign, None).await.succeeds().shows("mySurveyResponse.answers", json!([]));
            mine(&world, &people[0], &campaign, Some(receipt)).await.succeeds().shows("mySurveyResponse.answers.1.text", "GREENSECRET0");
            mine(&world, &people[0], &campaign, Some("ABCDE-ABCDE-ABCDE-ABCDE-ABCDE-A")).await.is_refused("RECEIPT_UNKNOWN").naming("receipt");
            acts(&world, &people[0], "withdrawResponse", json!({ "campaign": campaign["id"] })).await.is_refused("RECEIPT_UNKNOWN");
            acts(&world, &people[0], "withdrawResponse", json!({ "campaign": campaign["id"], "receipt": receipt })).await.succeeds();
            let again = submits(&world, &people[0], &campaign, json!([])).await.succeeds();
            assert_ne!(&again.text("submitResponse.receipt"), receipt);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_that_cannot_be_is_refused_where_it_is_wrong() {
    let world = World::new().await;
    let desk = survey_desk(&world).await;
    let asked = drafted(&world, &desk, small()).await;
    let campaign = |more: Value| {
        let mut input = json!({
            "academy": "13", "schoolYear": "2026-2027", "questionnaire": asked["id"], "privacy": "PSEUDONYMOUS",
            "opensAt": "2026-12-01T08:00:00Z", "closesAt": "2026-12-31T17:00:00Z",
        });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    for who in [&world.anyone(), world.rectorate_of_toulouse(), &world.officer([kernel::actor::Desk::Pay].into_iter().collect()).await] {
        let refused = acts(&world, who, "createCampaign", campaign(json!({}))).await;
        assert!(["NOT_ALLOWED", "NOT_FOUND"].contains(&refused.body["errors"][0]["extensions"]["code"].as_str().expect("a code")), "{}", who.name);
    }
    for (more, code, argument) in [
        (json!({ "closesAt": "2026-11-30T08:00:00Z" }), "INVALID_ARGUMENT", "closesAt"),
        (json!({ "closesAt": "2027-06-30T08:00:00Z" }), "INVALID_ARGUMENT", "closesAt"),
        (json!({ "leastRespondents": 2 }), "BELOW_FLOOR", "leastRespondents"),
        (json!({ "leastRespondents": 0 }), "BELOW_FLOOR", "leastRespondents"),
        (json!({ "remindDays": [0] }), "INVALID_ARGUMENT", "remindDays"),
        (json!({ "privacy": "ANONYMOUS", "showsRows": true }), "INVALID_ARGUMENT", "showsRows"),
    ] {
        acts(&world, &desk, "createCampaign", campaign(more)).await.is_refused(code).naming(argument);
    }
    let made = done(&world, &desk, "createCampaign", campaign(json!({}))).await;
    acts(&world, &desk, "createCampaign", campaign(json!({}))).await.is_refused("ALREADY_EXISTS").naming("schoolYear");
    let nobody = acts(&world, &desk, "openCampaign", with(&made, json!({}))).await;
    nobody.is_refused("NOBODY_IS_ASKED").naming("id");
    let made = done(&world, &desk, "updateCampaign", with(&made, json!({ "remindDays": [], "leastRespondents": 10 }))).await;
    acts(&world, &desk, "scheduleCampaign", with(&made, json!({}))).await.succeeds();
    // One that asks nobody holds nobody up, and stays as it is.
    world.clock().advance(days(8) + TimeDelta::hours(1));
    world.settle().await;
    let now = desk.asks(&world, "{ surveyCampaigns { nodes { stage leastRespondents } } }").await.succeeds();
    now.shows("surveyCampaigns.nodes.0.stage", "SCHEDULED").shows("surveyCampaigns.nodes.0.leastRespondents", 10);
}
