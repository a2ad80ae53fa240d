//! The page of errors: each code that the product can answer, provoked by an operation. `docs/errors.md` is written from what is
//! answered (`RUPN_WRITE_CONTRACT=1`), and a code without an operation fails.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use api::config::{BudgetConfig, DoorConfig};
use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World};

/// Codes that need more than an operation, and the story that provokes each.
const ELSEWHERE: [(&str, &str); 6] = [
    ("AMBIGUOUS", "a person whom two academies hold by one mailbox, named by an officer of both: `files.rs`"),
    ("BUSY", "more operations at once than there are places: `budgets.rs`"),
    ("DOCUMENT_NOT_REGISTERED", "a server that runs registered documents only: `documents.rs`"),
    ("INTERNAL", "a resolver that panics: `attacks.rs`"),
    ("NOT_IN_DIRECTORY", "a token of another issuer for somebody unknown: `identity.rs`"),
    ("STORAGE_UNAVAILABLE", "a full disk: `faults.rs`"),
];

/// What was answered, by code: who asked what, and the first error.
#[derive(Default)]
struct Page(BTreeMap<String, (String, String, Value)>);

impl Page {
    fn take(&mut self, who: &str, operation: &str, outcome: &Outcome) {
        let error = outcome.body["errors"][0].clone();
        assert!(error.is_object(), "nothing was refused: {operation} {}", outcome.body);
        let code = error["extensions"]["code"].as_str().expect("a code").to_owned();
        self.0.entry(code).or_insert_with(|| (who.to_owned(), operation.to_owned(), error));
    }

    /// The first row of a bulk mutation, which is refused by itself.
    fn take_row(&mut self, who: &str, mutation: &str, outcome: &Outcome) {
        let error = outcome.at(&format!("{mutation}.results.0.error"));
        let code = error["code"].as_str().unwrap_or_else(|| panic!("nothing was refused: {mutation} {}", outcome.body)).to_owned();
        let error = json!({ "message": error["message"], "extensions": { "code": code, "hint": error["hint"] } });
        self.0.entry(code).or_insert_with(|| (who.to_owned(), format!("{mutation}: a row of it"), error));
    }

    async fn asks(&mut self, world: &World, who: &Persona, name: &str, query: &str) {
        let outcome = who.asks(world, query).await;
        self.take(name, query, &outcome);
    }

    async fn does(&mut self, world: &World, who: &Persona, name: &str, mutation: &str, input: Value) {
        let outcome = who.does(world, mutation, "dryRun", input.clone()).await;
        self.take(name, &format!("{mutation} {input}"), &outcome);
    }
}

/// The codes of activity reports and findings.
async fn reports(page: &mut Page) {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    let officer = world.rectorate().clone();
    let made = async |who: &Persona, mutation: &str, input: Value| -> Value {
        who.does(&world, mutation, "object { id version }", input).await.succeeds().object(&format!("{mutation}.object"))
    };
    let draft = made(&referent, "draftActivityReport", json!({})).await;
    let empty = json!({ "id": draft["id"], "version": draft["version"], "leaveOut": ["MANDATE"] });
    let empty = made(&referent, "changeActivityReport", empty).await;
    page.does(&world, &referent, "the referent", "submitActivityReport", empty).await;

    let campaign = crate::findings::over(&world, &officer, "2025-2026").await;
    let asked = officer.asks(&world, "{ questionnaires(filter: { isNational: true, codes: [\"PRINCIPALS\"] }) { nodes { id } } }").await;
    let waiting = json!({
        "academy": "13", "schoolYear": "2024-2025", "questionnaire": asked.text("questionnaires.nodes.0.id"), "privacy": "PSEUDONYMOUS",
        "opensAt": "2026-11-26T08:00:00Z", "closesAt": "2026-12-20T20:00:00Z",
    });
    let waiting = made(&officer, "createCampaign", waiting).await;
    page.does(&world, &officer, "the rectorate", "recordFinding", crate::findings::finding(&waiting)).await;
    let found = made(&officer, "recordFinding", crate::findings::finding(&campaign)).await;
    let decided = json!({ "finding": found["id"], "version": found["version"], "kind": "OTHER", "body": "En parler." });
    let decided = made(&officer, "decideFollowUp", decided).await;
    let complete = made(&officer, "completeFollowUp", decided).await;
    page.does(&world, &officer, "the rectorate", "completeFollowUp", complete).await;
    let template = made(&officer, "createLetterTemplate", json!({ "academy": "13", "schoolYear": "2026-2027" })).await;
    let template = json!({ "template": template["id"], "version": template["version"] });
    page.does(&world, &officer, "the rectorate", "draftClausesFromFindings", template).await;
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("sources").filter_map(Result::ok) {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path if path.extension().is_some_and(|kind| kind == "rs") => found.push(path),
            _ => {}
        }
    }
}

/// Every code that the sources name.
fn codes() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = Vec::new();
    files(&root.join("kernel/src"), &mut sources);
    files(&root.join("api/src"), &mut sources);
    let mut codes = BTreeSet::new();
    for source in sources {
        let text = std::fs::read_to_string(source).expect("a source");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        for mark in ["coded(\"", " => \"", "\"code\", \""] {
            for rest in text.split(mark).skip(1) {
                let word = rest.split('"').next().unwrap_or_default();
                let is_code = mark != " => \"" || text.contains("pub fn code(&self)");
                if is_code && word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_') {
                    codes.insert(word.to_owned());
                }
            }
        }
    }
    codes
}

/// Ids differ from run to run.
fn without_ids(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split_inclusive(['"', ' ', ',']) {
        let end = word.trim_end_matches(['"', ' ', ',']);
        match end.split_once('_').filter(|(prefix, code)| code.len() == 22 && prefix.bytes().all(|byte| byte.is_ascii_lowercase())) {
            Some((prefix, _)) => words.push(format!("{prefix}_…{}", &word[end.len()..])),
            None => words.push(word.to_owned()),
        }
    }
    words.concat()
}

/// The codes of templates and letters.
async fn letters(world: &Arc<World>, page: &mut Page, college: &School, referent: &Persona) {
    use crate::letters::{acts, agreed, clause, letter, own_party, proposed, sent, shared, versioned};
    let (officer, principal) = (world.rectorate().clone(), college.principal().clone());
    let (lonely, candidate) = (world.college("Collège Prévert").await, college.teacher("Zoé MUGUET").await);
    let other = principal.proposes(world, &candidate, college).await.object("proposeMandate.object");
    let year = |year: &str| json!({ "academy": "13", "schoolYear": year });
    let template = |row: &Value, more: Value| {
        let mut input = json!({ "template": row["id"], "version": row["version"] });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    page.does(world, &officer, "the rectorate", "createLetterTemplate", year("2008-2009")).await;
    let mut draft = acts(world, &officer, "createLetterTemplate", year("2026-2027")).await.object("createLetterTemplate.object");
    let based = json!({ "academy": "13", "schoolYear": "2027-2028", "basedOn": draft["id"] });
    page.does(world, &officer, "the rectorate", "createLetterTemplate", based).await;
    let unknown = template(&draft, json!({ "code": "CLUB", "titleFr": "Club", "body": "{{inconnu}}" }));
    page.does(world, &officer, "the rectorate", "writeTemplateClause", unknown).await;
    page.does(world, &officer, "the rectorate", "updateLetterTemplate", versioned(&draft, json!({ "blanks": [] }))).await;
    for code in &api::domain::letter::starting::STARTING.clauses {
        draft = acts(world, &officer, "removeTemplateClause", template(&draft, json!({ "code": code.code }))).await.object("removeTemplateClause.object");
    }
    page.does(world, &officer, "the rectorate", "publishLetterTemplate", versioned(&draft, json!({}))).await;
    sent(world).await;
    page.does(world, &officer, "the rectorate", "publishLetterTemplate", versioned(&draft, json!({}))).await;
    let clubbed = acts(world, &officer, "writeTemplateClause", template(&draft, json!({ "code": "CLUB", "titleFr": "Club", "body": "Un club." }))).await;
    let clubbed = clubbed.object("writeTemplateClause.object");
    page.does(world, &officer, "the rectorate", "publishLetterTemplate", versioned(&clubbed, json!({}))).await;
    let out = officer.asks(world, "{ letterTemplates(filter: { statuses: [DISPATCHED] }) { nodes { id version } } }").await.object("letterTemplates.nodes.0");
    page.does(world, &officer, "the rectorate", "publishLetterTemplate", versioned(&out, json!({}))).await;
    page.does(world, &officer, "the rectorate", "updateLetterTemplate", versioned(&out, json!({ "dueDays": 30 }))).await;

    let without = letter(world, lonely.principal(), &lonely, "").await;
    acts(world, lonely.principal(), "openMissionLetter", versioned(&without, json!({}))).await.succeeds();
    let read = clause(world, lonely.principal(), &lonely, "NEEDS").await;
    acts(world, lonely.principal(), "amendClause", versioned(&read, json!({ "body": "Autrement." }))).await.succeeds();
    let without = letter(world, lonely.principal(), &lonely, "").await;
    page.does(world, lonely.principal(), "the principal", "proposeLetter", versioned(&without, json!({}))).await;
    let locked = clause(world, &principal, college, "FAULTS").await;
    page.does(world, &principal, "the principal", "amendClause", versioned(&locked, json!({ "body": "Le référent répare." }))).await;
    page.does(world, &principal, "the principal", "answerRevision", versioned(&locked, json!({ "take": true }))).await;
    let means = clause(world, &principal, college, "MEANS").await;
    acts(world, &principal, "removeClause", versioned(&means, json!({ "reason": "dit ailleurs" }))).await.succeeds();
    let means = clause(world, &principal, college, "MEANS").await;
    page.does(world, &principal, "the principal", "amendClause", versioned(&means, json!({ "body": "Un bureau." }))).await;
    acts(world, &principal, "restoreClause", versioned(&means, json!({}))).await.succeeds();
    let read = letter(world, &principal, college, "").await;
    let of_letter = |read: &Value, more: Value| {
        let mut input = json!({ "letter": read["id"], "version": read["version"] });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    let filled = json!({ "values": [{ "name": "school_year", "value": "2026-2027" }] });
    page.does(world, &principal, "the principal", "fillBlanks", of_letter(&read, filled)).await;
    page.does(world, &principal, "the principal", "proposeLetter", versioned(&read, json!({}))).await;
    page.does(world, &principal, "the principal", "addLetterParty", of_letter(&read, json!({ "mandate": other["id"] }))).await;
    shared(world, college).await;
    proposed(world, college).await.succeeds();
    let needs = clause(world, &principal, college, "NEEDS").await;
    let amendment = acts(world, referent, "askAmendment", json!({ "clause": needs["id"], "body": "Avant Noël." })).await.object("askAmendment.object");
    let left = acts(world, &principal, "answerAmendment", versioned(&amendment, json!({ "take": false }))).await.object("answerAmendment.object");
    page.does(world, &principal, "the principal", "answerAmendment", versioned(&left, json!({ "take": false }))).await;
    proposed(world, college).await.succeeds();
    acts(world, referent, "agreeLetter", versioned(&own_party(world, referent, college).await, json!({}))).await.succeeds();
    let read = letter(world, &principal, college, "").await;
    page.does(world, &principal, "the principal", "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await;
    let read = agreed(world, college, &[referent]).await;
    let sign = json!({ "method": "ON_LINE" });
    let other_hash = json!({ "method": "ON_LINE", "contentHash": "0".repeat(64) });
    page.does(world, &principal, "the principal", "signLetter", versioned(&read, other_hash)).await;
    acts(world, &principal, "signLetter", versioned(&read, sign.clone())).await.succeeds();
    page.does(world, &principal, "the principal", "signLetter", versioned(&read, sign.clone())).await;
    acts(world, referent, "signLetter", versioned(&read, sign.clone())).await.succeeds();
    let read = letter(world, &principal, college, "parties { nodes { id } }").await;
    page.does(world, &principal, "the principal", "signLetter", versioned(&read, sign)).await;
    let line = json!({ "activity": "M1.2", "party": read["parties"]["nodes"][0]["id"], "priority": "HIGH" });
    page.does(world, &principal, "the principal", "assignActivities", of_letter(&read, json!({ "assignments": [line] }))).await;
}

/// The codes of councils and compensations.
async fn compensations(world: &Arc<World>, page: &mut Page, college: &School, mandate: &Value) {
    use crate::compensation::{allowance, proposal, proposes};
    let principal = college.principal().clone();
    let opinion =
        |body: &str, day: &str| json!({ "establishment": college.uai, "schoolYear": "2026-2027", "body": body, "heardOn": day, "opinion": "FAVOURABLE" });
    let waits = college.teacher("Flore ANEMONE").await;
    let waits = principal.proposes(world, &waits, college).await.object("proposeMandate.object");
    let withdrawn = json!({ "id": waits["id"], "version": waits["version"] });
    principal.does(world, "withdrawMandate", "dryRun", withdrawn).await.succeeds();

    page.does(world, &principal, "the principal", "recordOpinion", opinion("TEACHERS", "2026-03-10")).await;
    page.does(world, &principal, "the principal", "recordOpinion", opinion("BOARD", "2026-03-10")).await;
    principal.does(world, "recordOpinion", "dryRun", opinion("PEDAGOGICAL_COUNCIL", "2026-03-10")).await.succeeds();
    page.does(world, &principal, "the principal", "recordOpinion", opinion("BOARD", "2026-03-09")).await;
    principal.does(world, "recordOpinion", "dryRun", opinion("BOARD", "2026-04-14")).await.succeeds();
    let pact = json!({ "mandate": mandate["id"], "form": "PACT_SHARE" });
    let both = json!({ "mandate": mandate["id"], "form": "ALLOWANCE", "amountCents": 125_000, "hoursPerWeek": 1.0 });
    for share in [pact, both, allowance(mandate, 100_000), allowance(mandate, 31_250), allowance(&waits, 125_000)] {
        page.does(world, &principal, "the principal", "proposeCompensation", proposal(college, &[share])).await;
    }
    proposes(world, &principal, proposal(college, &[allowance(mandate, 125_000)])).await.succeeds();
    let private = json!({ "id": college.id, "version": version_of(world, college).await, "sector": "PRIVATE_WITHOUT_CONTRACT" });
    world.rectorate().does(world, "updateEstablishment", "dryRun", private).await.succeeds();
    let known = principal.asks(world, "{ compensations { nodes { id version } } }").await.object("compensations.nodes.0");
    let again = json!({ "mandate": mandate["id"], "form": "ALLOWANCE", "amountCents": 125_000, "version": known["version"] });
    page.does(world, &principal, "the principal of a private establishment without contract", "proposeCompensation", proposal(college, &[again])).await;
}

/// The codes of training, in a world whose clock moves.
async fn training(page: &mut Page) {
    use crate::training::{action_in, done, enrols, led, now, opened, plan_of, session_of, with};
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.far_college("Collège Puygrelier").await);
    let (principal, officer) = (college.principal().clone(), world.rectorate().clone());
    let (trainer, one, two) = (college.teacher("Ada").await, college.teacher("Léa").await, college.teacher("Zoé").await);
    let two_at_most = json!({ "id": officer.asks(&world, "{ academy(code: \"13\") { settings { id } } }").await.text("academy.settings.id"), "version": 1, "secondTrainerAbove": 1 });
    officer.does(&world, "updateAcademySettings", "dryRun", two_at_most).await.succeeds();

    let mut small = plan_of(&other);
    small["budgetCents"] = json!(100);
    let plan = done(&world, other.principal(), "createTrainingPlan", small).await;
    page.does(&world, other.principal(), "the principal", "addTrainingAction", action_in(&plan, json!({ "costCents": 101 }))).await;
    let of_letters = action_in(&plan, json!({ "domain": "DISCIPLINE", "discipline": "L0202" }));
    let action = done(&world, other.principal(), "addTrainingAction", of_letters).await;
    let session = done(&world, other.principal(), "scheduleSession", session_of(&action, json!({}))).await;
    page.does(&world, other.principal(), "the principal", "removeTrainingAction", with(&action, json!({}))).await;
    page.does(&world, other.principal(), "the principal", "openSession", with(&session, json!({}))).await;
    led(&world, other.principal(), &session, &other.teacher("Iris").await).await;
    let plan = done(&world, other.principal(), "submitPlan", with(&plan, json!({}))).await;
    page.does(&world, &officer, "the rectorate", "approvePlan", with(&plan, json!({}))).await;

    let session = opened(&world, &college, json!({ "leastParticipants": 2 })).await;
    page.does(&world, &principal, "the principal", "confirmSession", with(&session, json!({}))).await;
    led(&world, &principal, &session, &trainer).await;
    page.does(&world, &principal, "the principal", "confirmSession", with(&session, json!({}))).await;
    let enrolment = enrols(&world, &one, &session).await.object("enrol.object");
    let second = enrols(&world, &two, &session).await.object("enrol.object");
    page.does(&world, &one, "a teacher", "enrol", json!({ "session": session["id"] })).await;
    let stranger = other.teacher("Rose").await;
    page.does(&world, &officer, "the rectorate", "enrol", json!({ "session": session["id"], "person": stranger.id })).await;
    page.does(&world, &principal, "the principal", "updateSession", with(&session, json!({ "capacity": 1, "leastParticipants": 1 }))).await;
    page.does(&world, &principal, "the principal", "confirmSession", with(&session, json!({}))).await;
    let action = principal.asks(&world, "{ trainingActions { nodes { id } } }").await.object("trainingActions.nodes.0");
    let same_time = done(&world, &principal, "scheduleSession", session_of(&action, json!({}))).await;
    page.does(&world, &one, "a teacher", "enrol", json!({ "session": same_time["id"] })).await;
    let asked = done(&world, &principal, "proposeTrainer", json!({ "session": same_time["id"], "person": trainer.id })).await;
    page.does(&world, &trainer, "the trainer", "answerEngagement", with(&asked, json!({ "accept": true }))).await;
    let session = done(&world, &principal, "confirmSession", with(&session, json!({ "acknowledge": true }))).await;
    page.does(&world, &trainer, "the trainer", "holdSession", with(&session, json!({}))).await;
    page.asks(&world, &two, "a teacher", &format!("{{ attendanceCertificate(enrolment: {}) {{ title }} }}", second["id"])).await;
    world.clock().advance(tests::days(48) + chrono::TimeDelta::hours(5));
    done(&world, &trainer, "recordAttendance", with(&enrolment, json!({ "attendance": "ATTENDED" }))).await;
    let opinion = json!({ "session": session["id"], "score": 4 });
    page.does(&world, &one, "a participant", "giveFeedback", opinion.clone()).await;
    world.clock().advance(tests::days(1));
    one.does(&world, "giveFeedback", "dryRun", opinion.clone()).await.succeeds();
    page.does(&world, &one, "a participant", "giveFeedback", opinion).await;
    let plan = principal.asks(&world, "{ trainingPlans { nodes { id } } }").await.object("trainingPlans.nodes.0");
    for act in ["openPlan", "closePlan"] {
        let plan = now(&world, &principal, &plan, "TrainingPlan").await;
        done(&world, &principal, act, plan).await;
    }
    page.does(&world, &principal, "the principal", "scheduleSession", session_of(&action, json!({}))).await;
}

/// The codes of surveys.
async fn surveys(page: &mut Page) {
    use crate::{
        campaigns::{begun, submits, yes},
        training::{done, with},
    };
    let world = World::new().await;
    let officer = world.rectorate();
    let college = world.college("Collège Jean Moulin").await;
    let campaign = begun(&world, officer, json!({ "privacy": "ANONYMOUS" })).await;
    page.does(&world, officer, "the rectorate", "openCampaign", with(&campaign, json!({}))).await;
    let (referent, _) = college.referent("Paul LILAS").await;
    let campaign = done(&world, officer, "openCampaign", with(&campaign, json!({}))).await;
    let other = json!({
        "academy": "13", "schoolYear": "2027-2028", "questionnaire": officer.asks(&world, "{ questionnaires(filter: { isNational: true }) { nodes { id } } }").await.object("questionnaires.nodes.0")["id"],
        "privacy": "ANONYMOUS", "opensAt": "2027-06-01T08:00:00Z", "closesAt": "2027-06-30T08:00:00Z", "leastRespondents": 2,
    });
    page.does(&world, officer, "the rectorate", "createCampaign", other).await;
    let sent = json!({ "campaign": campaign["id"], "answers": yes("En classe") });
    page.does(&world, college.principal(), "the principal", "saveAnswers", sent.clone()).await;
    submits(&world, &referent, &campaign, yes("En classe")).await.succeeds();
    page.does(&world, &referent, "the referent", "withdrawResponse", json!({ "campaign": campaign["id"] })).await;
    world.clock().advance(tests::days(60));
    page.does(&world, &referent, "the referent", "withdrawResponse", json!({ "campaign": campaign["id"] })).await;
}

/// The codes of courses.
async fn courses(page: &mut Page) {
    use crate::{
        stages::{Member, confirmed, offered},
        training::{action_in, done, led, now, session_of, with},
    };
    let world = World::new().await;
    let (here, near) = (Member::of(world.college("Collège Jean Moulin").await).await, Member::of(world.college("Collège Ronsard").await).await);
    let far = Member::of(world.far_college("Collège Puygrelier").await).await;
    for member in [&here, &near] {
        member.wants(&world, "Messagerie", "ENT", json!([])).await;
    }
    here.says(&world, false, true, json!({})).await;
    let officer = world.rectorate();
    let cluster = confirmed(&world, officer, "ENT").await;
    let elsewhere = json!({ "cluster": cluster["id"], "mandate": far.mandate["id"], "days": 1 });
    page.does(&world, officer, "the rectorate", "offerStage", elsewhere).await;
    let offer = offered(&world, officer, &cluster, &here).await;
    let offer = done(&world, &here.referent, "answerOffer", with(&offer, json!({ "accept": true }))).await;
    page.does(&world, here.school.principal(), "the principal", "releaseReferent", with(&offer, json!({ "release": true }))).await;
    let plan = json!({ "level": "BASIN", "schoolYear": "2026-2027", "title": "Plan du bassin", "academy": "13", "basin": "863" });
    let plan = done(&world, officer, "createTrainingPlan", plan).await;
    let action = done(&world, officer, "addTrainingAction", action_in(&plan, json!({ "scope": "BASIN", "cluster": cluster["id"] }))).await;
    let plan = done(&world, officer, "submitPlan", now(&world, officer, &plan, "TrainingPlan").await).await;
    done(&world, officer, "approvePlan", with(&plan, json!({}))).await;
    let session = done(&world, officer, "scheduleSession", session_of(&action, json!({}))).await;
    let session = done(&world, officer, "openSession", with(&session, json!({}))).await;
    led(&world, officer, &session, &near.referent).await;
    page.does(&world, officer, "the rectorate", "confirmSession", with(&session, json!({ "acknowledge": true }))).await;
}

/// The codes of the pay of trainers; rows of bulk mutations are refused one by one.
async fn pay(page: &mut Page) {
    use crate::{
        pay::{approved, flat, held, hourly, led_in},
        training::{done, with},
    };
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (principal, officer) = (college.principal().clone(), world.rectorate().clone());
    let pay = world.officer([Desk::Pay].into_iter().collect::<Desks>()).await;
    let led = led_in(&world, &college, Some(100)).await;
    let results = "results { error { code message hint } }";

    page.does(&world, &officer, "the rectorate", "setRemuneration", hourly(&led.engagement, json!({ "rateCents": 1_000 }))).await;
    page.does(&world, &officer, "the rectorate", "setRemuneration", hourly(&led.engagement, json!({ "hours": 4.0 }))).await;
    let own = done(&world, &officer, "proposeTrainer", json!({ "session": led.session["id"], "person": officer.id })).await;
    page.does(&world, &officer, "the rectorate", "setRemuneration", flat(&own, 100)).await;
    let other = done(&world, &officer, "proposeTrainer", json!({ "session": led.session["id"], "person": principal.id })).await;
    let other = done(&world, &officer, "setRemuneration", flat(&other, 100)).await;
    let line = done(&world, &officer, "setRemuneration", flat(&led.engagement, 101)).await;
    page.does(&world, &principal, "the principal", "certifyService", with(&line, json!({}))).await;
    let session = done(&world, &principal, "updateSession", with(&led.session, json!({ "host": null }))).await;
    held(&world, &session, &led.trainer).await;
    let line = done(&world, &officer, "certifyService", with(&line, json!({}))).await;
    for (who, name) in [(&officer, "the officer who certified it"), (&pay, "an officer of the desk PAY")] {
        let outcome = who.does(&world, "approvePay", results, json!({ "lines": [with(&line, json!({}))] })).await;
        page.take_row(name, "approvePay", &outcome);
    }
    page.does(&world, &pay, "an officer of the desk PAY", "exportPay", json!({ "academy": "13" })).await;
    let line = done(&world, &principal, "returnService", with(&line, json!({ "reason": "trop" }))).await;
    let mut less = flat(&led.engagement, 100);
    less["version"] = line["version"].clone();
    let line = done(&world, &officer, "setRemuneration", less).await;
    let line = done(&world, &principal, "certifyService", with(&line, json!({}))).await;
    approved(&world, &pay, &line).await;
    let export = pay.does(&world, "exportPay", "object { id }", json!({ "academy": "13" })).await.object("exportPay.object");
    let answer = json!({ "export": export["id"], "lines": [{ "id": other["id"], "outcome": "PAID" }] });
    let outcome = pay.does(&world, "recordPayments", results, answer).await;
    page.take_row("an officer of the desk PAY", "recordPayments", &outcome);
}

/// The codes of training needs.
async fn needs(world: &Arc<World>, page: &mut Page, college: &School, referent: &Persona) {
    use crate::needs::{acts, need, raised};
    let teacher = college.teacher("Flore PIVOINE").await;
    let first = raised(world, &teacher, need(college, "ENT")).await;
    let itself = json!({ "from": [first["id"]], "into": first["id"], "version": first["version"] });
    page.does(world, referent, "the referent", "mergeNeeds", itself).await;
    let mut later = need(college, "ENT");
    later["schoolYear"] = json!("2027-2028");
    let later = acts(world, &teacher, "raiseNeed", later).await.object("raiseNeed.object");
    let apart = json!({ "from": [later["id"]], "into": first["id"], "version": first["version"] });
    page.does(world, referent, "the referent", "mergeNeeds", apart).await;
}

/// The code of an analysis that is asked for too early.
async fn analyses(page: &mut Page) {
    let world = World::new().await;
    world.college("Collège Jean Moulin").await;
    let campaign = crate::analysis::asked(&world, world.rectorate(), "2026-2027", false).await;
    let early = format!("{{ surveyAnalysis(campaign: {}) {{ byLabel }} }}", campaign["id"]);
    page.asks(&world, &world.anyone(), "anyone", &early).await;
}

async fn version_of(world: &World, college: &School) -> Value {
    college.read_by(world.rectorate(), "version").await.at("establishment.version").clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_code_has_an_operation_that_provokes_it() {
    let world = World::new().await;
    let (college, primary, section) =
        (world.college("Collège Jean Moulin").await, world.school("École Pasteur", "PRIMARY").await, world.school("Segpa", "SECTION").await);
    let (teacher, (referent, mandate)) = (college.teacher("Inès OEILLET").await, college.referent("Paul LILAS").await);
    let (deputy, stranger) = (college.deputy("Rose").await, world.college("Collège Ronsard").await.teacher("Ada TILLEUL").await);
    let (officer, principal, anyone) = (world.rectorate().clone(), college.principal().clone(), world.anyone());
    let network = world.officer([Desk::Network].into_iter().collect::<Desks>()).await;
    let mut page = Page::default();
    let named = |more: Value| {
        let mut input = json!({ "id": mandate["id"], "version": mandate["version"] });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };
    let propose = |school: &str, who: &Persona| json!({ "establishment": school, "person": who.id, "schoolYear": "2026-2027" });

    page.asks(&world, &anyone, "anyone", "{").await;
    page.asks(&world, &anyone, "anyone", "{ nothing }").await;
    page.asks(&world, &anyone, "anyone", "{ establishments(first: 101) { totalCount } }").await;
    page.asks(&world, &anyone, "anyone", "{ establishments(after: \"elsewhere\") { totalCount } }").await;
    page.asks(&world, &anyone, "anyone", "{ establishments(filter: { uais: [] }) { totalCount } }").await;
    page.asks(&world, &anyone, "anyone", "{ establishment(uai: \"0860076A\") { name } }").await;
    let forged = Persona { token: Some("forged".into()), ..world.anyone() };
    page.asks(&world, &forged, "a forged token", "{ viewer { roles } }").await;
    for (what, body) in [
        ("a list of operations", json!([{ "query": "{ __typename }" }])),
        ("a hash that is not known", json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": "0".repeat(64) } } })),
    ] {
        let answer = world.http().post(world.url("/graphql")).json(&body).send().await.expect("an answer");
        let outcome = Outcome { status: answer.status().as_u16(), body: answer.json().await.expect("JSON") };
        page.take("anyone", &format!("{what}: {body}"), &outcome);
    }
    page.does(&world, &anyone, "anyone", "acceptMandate", named(json!({}))).await;
    page.does(&world, &teacher, "a teacher", "createPerson", json!({ "academy": "13", "givenName": "Rose", "familyName": "TREFLE" })).await;
    page.does(&world, &principal, "the principal", "endMandate", json!({ "id": mandate["id"], "version": 99, "endsOn": "2026-12-31", "because": "RESIGNED" }))
        .await;
    page.does(&world, &principal, "the principal", "withdrawMandate", named(json!({}))).await;
    page.does(&world, &principal, "the principal", "proposeMandate", propose(&college.uai, &referent)).await;
    page.does(&world, &officer, "the rectorate", "proposeMandate", propose(&college.uai, &stranger)).await;
    page.does(&world, &officer, "the rectorate", "proposeMandate", propose(&primary.uai, &teacher)).await;
    page.does(&world, &officer, "the rectorate", "proposeMandate", propose(&section.uai, &teacher)).await;
    let over = json!({ "establishment": college.uai, "person": teacher.id, "schoolYear": "2020-2021" });
    let over = officer.does(&world, "proposeMandate", "object { id version }", over).await.object("proposeMandate.object");
    page.does(&world, &teacher, "the teacher", "acceptMandate", over).await;
    let taken =
        json!({ "uai": college.uai, "name": "Collège", "kind": "COLLEGE", "sector": "PUBLIC", "academy": "13", "department": "86", "opensOn": "2026-09-01" });
    page.does(&world, &officer, "the rectorate", "createEstablishment", taken).await;
    let second = json!({ "person": teacher.id, "establishment": college.uai, "function": "PRINCIPAL", "startsOn": "2026-12-01" });
    page.does(&world, &officer, "the rectorate", "appoint", second).await;
    page.does(&world, &officer, "the rectorate", "closeEstablishment", json!({ "id": college.id, "version": 1, "closesOn": "2026-12-31" })).await;
    let empty = world.college("Collège vide").await;
    officer.does(&world, "closeEstablishment", "dryRun", json!({ "id": empty.id, "version": 1, "closesOn": "2026-12-31" })).await.succeeds();
    let late = json!({ "person": teacher.id, "establishment": empty.uai, "function": "TEACHER", "startsOn": "2027-02-01" });
    page.does(&world, &officer, "the rectorate", "appoint", late).await;
    let grant = json!({ "academy": "13", "person": officer.id, "desks": ["DPO"], "startsOn": "2026-12-01" });
    page.does(&world, &officer, "the rectorate", "grantOffice", grant).await;
    let delegate = json!({ "establishment": college.uai, "deputy": teacher.id, "startsOn": "2026-12-01", "endsOn": "2026-12-31" });
    page.does(&world, &principal, "the principal", "delegate", delegate).await;
    let account = json!({ "academy": "13", "name": "Script", "scopes": ["DIRECTORY_WRITE"], "expiresOn": "2027-06-30" });
    page.does(&world, &network, "an officer of the desk NETWORK", "createServiceAccount", account.clone()).await;
    let made = officer.does(&world, "createServiceAccount", "object { id }", account).await.succeeds().text("createServiceAccount.object.id");
    officer.does(&world, "revokeServiceAccount", "dryRun", json!({ "id": made, "version": 1 })).await.succeeds();
    page.does(&world, &officer, "the rectorate", "rotateServiceSecret", json!({ "id": made, "version": 2 })).await;
    let key = json!({ "idempotencyKey": "one" });
    let input = |name: &str| json!({ "academy": "13", "givenName": name, "familyName": "TREFLE" });
    officer.does_with(&world, "createPerson", "dryRun", input("Rose"), key.clone()).await.succeeds();
    let other = officer.does_with(&world, "createPerson", "dryRun", input("Ada"), key).await;
    page.take("the rectorate", "createPerson, twice with one idempotency key and two names", &other);
    letters(&world, &mut page, &college, &referent).await;
    needs(&world, &mut page, &college, &referent).await;
    compensations(&world, &mut page, &college, &mandate).await;
    training(&mut page).await;
    courses(&mut page).await;
    surveys(&mut page).await;
    pay(&mut page).await;
    reports(&mut page).await;
    analyses(&mut page).await;
    // Rows of a bulk mutation are refused one by one.
    let wider = json!({ "establishment": college.uai, "person": referent.id, "schoolYear": "2026-2027", "endsOn": "2027-08-31", "share": "TECHNICAL" });
    let twice = propose(&college.uai, &deputy);
    let rows = json!({ "rows": [wider, twice.clone(), twice] });
    let bulk = principal.does(&world, "upsertMandates", "results { error { code message hint } }", rows).await.succeeds();
    for row in bulk.at("upsertMandates.results").as_array().expect("rows").iter().filter(|row| row["error"].is_object()) {
        let error = json!({ "message": row["error"]["message"], "extensions": { "code": row["error"]["code"], "hint": row["error"]["hint"] } });
        page.0.entry(row["error"]["code"].as_str().expect("a code").to_owned()).or_insert((
            "the principal".into(),
            "upsertMandates: a row of it".into(),
            error,
        ));
    }
    let small = World::behind(DoorConfig { address: BudgetConfig { requests: 1, cost: 0, seconds: 3600 }, ..DoorConfig::default() }).await;
    small.anyone().asks(&small, "{ __typename }").await;
    page.asks(&small, &small.anyone(), "anyone, after the budget is spent", "{ __typename }").await;

    let known: BTreeSet<String> = page.0.keys().cloned().chain(ELSEWHERE.map(|(code, _)| code.to_owned())).collect();
    let missing: Vec<String> = codes().difference(&known).cloned().collect();
    println!("{} codes provoked; not: {missing:?}", page.0.len());
    assert!(missing.is_empty(), "codes without an operation: {missing:?}");
    let mut text = String::from(
        "# Codes\n\nEach code that the API answers, as it was answered to an operation that provokes it. Written by a story; what to do is in [errors and limits](errors-and-limits.md).\n",
    );
    for (code, (who, operation, error)) in &page.0 {
        let hint = error["extensions"]["hint"].as_str().map(|hint| format!(" *{hint}*")).unwrap_or_default();
        let message = error["message"].as_str().unwrap_or_default();
        text.push_str(&without_ids(&format!("\n## {code}\n\n{message}{hint}\n\nAs {who}:\n\n```text\n{operation}\n```\n")));
    }
    text.push_str("\n## Provoked elsewhere\n\n");
    text.extend(ELSEWHERE.map(|(code, story)| format!("- `{code}`: {story}\n")));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md");
    if std::env::var_os("RUPN_WRITE_CONTRACT").is_some() {
        std::fs::write(&file, &text).expect("the page is written");
    }
    assert!(std::fs::read_to_string(&file).unwrap_or_default() == text, "docs/errors.md differs: run scripts/contract and review the change");
}
