//! Stories of what is missing of the letters of a year, of how far they have come, and of reminders.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

use crate::letters::{acts, agreed, dispatched, letter, own_party, proposed, sent, shared, versioned};

const SHOWN: &str = "totalCount nodes { kind label since days nextAct mutation who establishment { uai } letter { id stage } }";

async fn ask(world: &World, who: &Persona, year: &str, arguments: &str, shown: &str) -> Outcome {
    who.asks(world, &format!("{{ gaps(schoolYear: \"{year}\"{arguments}) {{ {shown} }} }}")).await
}

/// The gaps of a school as somebody reads them.
async fn gaps(world: &World, who: &Persona, school: &School) -> Vec<Value> {
    let arguments = format!(", first: 100, filter: {{ establishment: \"{}\" }}", school.uai);
    let read = ask(world, who, "2026-2027", &arguments, SHOWN).await.succeeds();
    read.at("gaps.nodes").as_array().expect("gaps").clone()
}

async fn kinds(world: &World, school: &School) -> BTreeSet<String> {
    gaps(world, world.rectorate(), school).await.iter().map(|gap| gap["kind"].as_str().expect("a kind").to_owned()).collect()
}

/// The gap of a kind that a school has, for the rectorate.
async fn gap(world: &World, school: &School, kind: &str) -> Value {
    gaps(world, world.rectorate(), school).await.into_iter().find(|gap| gap["kind"] == kind).unwrap_or_else(|| panic!("no gap {kind}"))
}

fn set<const N: usize>(kinds: [&str; N]) -> BTreeSet<String> {
    kinds.map(str::to_owned).into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_an_establishment_without_referent_is_a_gap_until_a_mandate_runs_and_again_when_it_is_over() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    for (name, kind) in [("Lycée agricole", "LYCEE_AGRICOLE"), ("SEP du lycée", "SECTION"), ("École", "PRIMARY")] {
        let other = world.school(name, kind).await;
        assert_eq!(kinds(&world, &other).await, set([]), "{kind} receives no letter");
    }

    // 1 September to 25 November, but 16 days of Toussaint.
    let missing = gap(&world, &college, "NO_REFERENT").await;
    assert_eq!((&missing["since"], &missing["days"], &missing["letter"]), (&json!("2026-09-01"), &json!(85 - 16), &Value::Null));
    assert_eq!((&missing["mutation"], &missing["who"]), (&json!("proposeMandate"), &json!(["PRINCIPAL", "RECTORATE"])));
    let teacher = college.teacher("Paul LILAS").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    let waiting = gap(&world, &college, "NO_REFERENT").await;
    assert_eq!((&waiting["mutation"], &waiting["who"]), (&json!("acceptMandate"), &json!(["REFERENT"])));
    let accepted = teacher.accepts(&world, &mandate).await.object("acceptMandate.object");
    assert_eq!(kinds(&world, &college).await, set([]));

    college.principal().ends(&world, &accepted, "2026-11-30").await.succeeds();
    assert_eq!(kinds(&world, &college).await, set([]));
    world.clock().advance(days(7));
    let left = gap(&world, &college, "NO_REFERENT").await;
    assert_eq!((&left["since"], &left["days"], &left["mutation"]), (&json!("2026-12-01"), &json!(1), &json!("proposeMandate")));
    // Another year: as it will be on its first day.
    let next = ask(&world, world.rectorate(), "2027-2028", "", SHOWN).await.succeeds();
    next.shows("gaps.nodes.0.since", "2027-09-01").shows("gaps.nodes.0.days", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_a_letter_not_opened_or_not_adapted_is_a_gap_until_it_is() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();
    world.clock().advance(days(5));

    let unopened = gap(&world, &college, "NOT_OPENED").await;
    assert_eq!((&unopened["since"], &unopened["days"], &unopened["mutation"]), (&json!("2026-11-25"), &json!(5), &json!("openMissionLetter")));
    assert_eq!(
        (&unopened["who"], &unopened["letter"]["stage"], &unopened["establishment"]["uai"]),
        (&json!(["PRINCIPAL"]), &json!("RECEIVED"), &json!(college.uai))
    );
    let read = letter(&world, principal, &college, "").await;
    acts(&world, principal, "openMissionLetter", versioned(&read, json!({}))).await.succeeds();
    assert_eq!(kinds(&world, &college).await, set(["NOT_ADAPTED", "UNASSIGNED_PRIORITIES"]));
    let unadapted = gap(&world, &college, "NOT_ADAPTED").await;
    assert_eq!((&unadapted["since"], &unadapted["days"], &unadapted["mutation"]), (&json!("2026-11-30"), &json!(0), &json!("assignActivities")));

    shared(&world, &college).await;
    assert_eq!(kinds(&world, &college).await, set(["UNASSIGNED_PRIORITIES"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s39_priorities_of_the_academy_that_nobody_has_are_a_gap_that_names_them() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();
    shared(&world, &college).await;

    // Put off by everybody is had by nobody.
    let unassigned = gap(&world, &college, "UNASSIGNED_PRIORITIES").await;
    assert_eq!(
        (&unassigned["mutation"], &unassigned["nextAct"]),
        (&json!("assignActivities"), &json!("Give these priorities of the academy to a referent: M1.3, M1.2, M2.1."))
    );
    let party = own_party(&world, &referent, &college).await["id"].clone();
    let assigned = async |codes: &[&str]| {
        let read = letter(&world, principal, &college, "").await;
        let lines: Vec<Value> = codes.iter().map(|code| json!({ "activity": code, "party": party, "priority": "HIGH" })).collect();
        acts(&world, principal, "assignActivities", json!({ "letter": read["id"], "version": read["version"], "assignments": lines })).await.succeeds();
    };
    assigned(&["M1.2", "M2.1"]).await;
    let words = "nodes { nextAct label }";
    let query = format!("{{ gaps(schoolYear: \"2026-2027\", filter: {{ kinds: [UNASSIGNED_PRIORITIES] }}) {{ {words} }} }}");
    let french = world.http().post(world.url("/graphql")).header("accept-language", "fr").bearer_auth(principal.token.as_deref().expect("a token"));
    let french: Value = french.json(&json!({ "query": query })).send().await.expect("an answer").json().await.expect("JSON");
    let told = &french["data"]["gaps"]["nodes"][0];
    assert_eq!((&told["nextAct"], &told["label"]), (&json!("Confier ces priorités de l'académie à un référent : M1.3."), &json!("Priorités que personne n'a")));
    assigned(&["M1.3"]).await;
    assert_eq!(kinds(&world, &college).await, set([]));
    // Whoever declined has nothing any more; and once all have signed it is what they agreed to.
    proposed(&world, &college).await.succeeds();
    let declined = versioned(&own_party(&world, &referent, &college).await, json!({ "reason": "trop d'heures" }));
    acts(&world, &referent, "declineLetter", declined).await.succeeds();
    assert_eq!(gap(&world, &college, "UNASSIGNED_PRIORITIES").await["mutation"], "addLetterParty");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_an_establishment_that_came_after_the_dispatch_is_a_gap_until_the_template_is_sent_again() {
    let world = World::new().await;
    let early = world.college("Collège Jean Moulin").await;
    assert_eq!(kinds(&world, &early).await, set(["NO_REFERENT"]), "nothing was sent to anybody");
    sent(&world).await;
    world.clock().advance(days(2));
    let late = world.college("Collège Ronsard").await;
    world.clock().advance(days(3));

    let missing = gap(&world, &late, "NOT_SENT").await;
    assert_eq!((&missing["since"], &missing["days"], &missing["letter"]), (&json!("2026-11-27"), &json!(3), &Value::Null));
    assert_eq!((&missing["mutation"], &missing["who"]), (&json!("dispatchMissionLetters"), &json!(["RECTORATE"])));
    assert!(!kinds(&world, &early).await.contains("NOT_SENT"));
    let template = world.rectorate().asks(&world, "{ letterTemplates { nodes { id version } } }").await.object("letterTemplates.nodes.0");
    dispatched(&world, &template).await;
    assert_eq!(kinds(&world, &late).await, set(["NO_REFERENT", "NOT_OPENED", "NOT_ADAPTED", "UNASSIGNED_PRIORITIES"]));

    // A letter that was given up is none that is missing.
    let read = letter(&world, late.principal(), &late, "").await;
    acts(&world, late.principal(), "voidLetter", versioned(&read, json!({ "reason": "fermeture" }))).await.succeeds();
    assert_eq!(kinds(&world, &late).await, set(["NO_REFERENT"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_a_letter_is_late_after_30_and_45_days_that_are_no_holidays() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    sent(&world).await;
    let unsigned = async || kinds(&world, &college).await.into_iter().filter(|kind| kind.starts_with("UNSIGNED")).collect::<BTreeSet<_>>();
    // From 25 November; the holidays of Christmas are 19 December to 3 January.
    for (later, kind) in [(45, set([])), (1, set([])), (1, set(["UNSIGNED_D30"])), (14, set(["UNSIGNED_D30"])), (1, set(["UNSIGNED_D45"]))] {
        world.clock().advance(days(later));
        assert_eq!(unsigned().await, kind, "on {}", world.clock().now());
    }
    let late = gap(&world, &college, "UNSIGNED_D45").await;
    assert_eq!((&late["since"], &late["days"], &late["mutation"]), (&json!("2026-11-25"), &json!(46), &json!("openMissionLetter")));
    // In the holidays no day is counted.
    world.clock().advance(days(17));
    assert_eq!(gap(&world, &college, "UNSIGNED_D45").await["days"], 63, "12 February, the eve of winter");
    world.clock().advance(days(16));
    assert_eq!(gap(&world, &college, "UNSIGNED_D45").await["days"], 63, "their last day");

    // The next autumn: sent on 13 September 2027, the holidays of Toussaint are 23 October to 7 November.
    world.clock().advance("2027-09-13T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("an instant") - world.clock().now());
    let made = json!({ "academy": "13", "schoolYear": "2027-2028" });
    let template = world.rectorate().does(&world, "createLetterTemplate", "object { id version }", made).await.object("createLetterTemplate.object");
    let template = world.rectorate().does(&world, "publishLetterTemplate", "object { id version }", versioned(&template, json!({}))).await;
    dispatched(&world, &template.object("publishLetterTemplate.object")).await;
    for (later, kind) in [(30, None), (1, Some("UNSIGNED_D30")), (25, Some("UNSIGNED_D30")), (5, Some("UNSIGNED_D30")), (1, Some("UNSIGNED_D45"))] {
        world.clock().advance(days(later));
        let read = ask(&world, world.rectorate(), "2027-2028", ", filter: { kinds: [UNSIGNED_D30, UNSIGNED_D45] }", SHOWN).await.succeeds();
        assert_eq!(read.at("gaps.nodes.0.kind").as_str(), kind, "on {}", world.clock().now());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_a_late_letter_names_the_act_that_its_stage_waits_for_until_it_is_signed() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let principal = college.principal();
    world.clock().advance(days(60));
    let next = async || {
        let late = gap(&world, &college, "UNSIGNED_D30").await;
        (late["mutation"].as_str().unwrap_or_default().to_owned(), late["who"].clone())
    };
    let step = |mutation: &str, who: &[&str]| (mutation.to_owned(), json!(who));

    assert_eq!(next().await, step("openMissionLetter", &["PRINCIPAL"]));
    let read = letter(&world, principal, &college, "").await;
    acts(&world, principal, "openMissionLetter", versioned(&read, json!({}))).await.succeeds();
    assert_eq!(next().await, step("assignActivities", &["PRINCIPAL"]));
    shared(&world, &college).await;
    assert_eq!(next().await, step("proposeLetter", &["PRINCIPAL"]));
    proposed(&world, &college).await.succeeds();
    assert_eq!(next().await, step("agreeLetter", &["REFERENT"]));
    let needs = crate::letters::clause(&world, principal, &college, "NEEDS").await;
    let asked = acts(&world, &referent, "askAmendment", json!({ "clause": needs["id"], "body": "Avant Noël." })).await.object("askAmendment.object");
    assert_eq!(next().await, step("answerAmendment", &["PRINCIPAL"]));
    acts(&world, principal, "answerAmendment", versioned(&asked, json!({ "take": false }))).await.succeeds();
    assert_eq!(next().await, step("proposeLetter", &["PRINCIPAL"]));
    let read = agreed(&world, &college, &[&referent]).await;
    assert_eq!(next().await, step("signLetter", &["REFERENT", "PRINCIPAL"]));
    acts(&world, principal, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
    assert_eq!(next().await, step("signLetter", &["REFERENT"]));
    acts(&world, &referent, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();

    assert_eq!(kinds(&world, &college).await, set([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_a_late_letter_without_a_referent_waits_for_one_first() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    sent(&world).await;
    let principal = college.principal();
    world.clock().advance(days(60));
    let read = letter(&world, principal, &college, "").await;
    acts(&world, principal, "openMissionLetter", versioned(&read, json!({}))).await.succeeds();

    assert_eq!(gap(&world, &college, "UNSIGNED_D30").await["mutation"], "proposeMandate");
    let (_, mandate) = college.referent("Paul LILAS").await;
    let waiting = gap(&world, &college, "UNSIGNED_D30").await;
    assert_eq!((&waiting["mutation"], &waiting["who"]), (&json!("addLetterParty"), &json!(["PRINCIPAL"])));
    let read = letter(&world, principal, &college, "").await;
    acts(&world, principal, "addLetterParty", json!({ "letter": read["id"], "version": read["version"], "mandate": mandate["id"] })).await.succeeds();
    assert_eq!(gap(&world, &college, "UNSIGNED_D30").await["mutation"], "proposeLetter");
}

/// An officer of Poitiers whose office is limited to a basin.
async fn coordinator(world: &World, basin: &str) -> Persona {
    let person = world.rectorate().makes_a_person(world, "Iris", "COORDINATRICE").await;
    let office = json!({ "academy": "13", "person": person.id, "desks": ["NETWORK"], "basin": basin, "startsOn": "2026-09-01" });
    world.rectorate().does(world, "grantOffice", "object { id }", office).await.succeeds();
    person
}

const PROGRESS: &str = "rows { key label establishments sent opened adapted proposed agreed signed withoutReferent referents referentsSigned signedRate referentsSignedRate } total { key label establishments sent opened adapted proposed agreed signed withoutReferent referents referentsSigned signedRate referentsSignedRate }";

async fn progress(world: &World, who: &Persona, arguments: &str) -> Outcome {
    who.asks(world, &format!("{{ letterProgress(schoolYear: \"2026-2027\", {arguments}) {{ {PROGRESS} }} }}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_gaps_are_read_where_one_is_referent_principal_or_officer_and_figures_by_the_rectorate_alone() {
    let world = World::new().await;
    let (college, near, far) =
        (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await, world.far_college("Collège Puygrelier").await);
    let foreign = world.college_of_toulouse("Collège Fermat").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    let (teacher, deputy) = (college.teacher("Ada").await, college.deputy("Rose").await);
    sent(&world).await;
    let coordinator = coordinator(&world, "161").await;
    let places = async |who: &Persona| {
        let read = ask(&world, who, "2026-2027", ", first: 100", SHOWN).await.succeeds();
        read.texts("gaps.nodes", "establishment.uai").into_iter().collect::<BTreeSet<_>>()
    };
    let of = |schools: &[&School]| schools.iter().map(|school| school.uai.clone()).collect::<BTreeSet<_>>();

    for who in [&referent, &deputy, college.principal()] {
        assert_eq!(places(who).await, of(&[&college]), "{}", who.name);
        progress(&world, who, "by: KIND").await.is_refused("NOT_ALLOWED");
    }
    assert_eq!(places(near.principal()).await, of(&[&near]));
    assert_eq!(gaps(&world, near.principal(), &college).await, Vec::<Value>::new(), "elsewhere");
    assert_eq!(places(world.rectorate()).await, of(&[&college, &near, &far]));
    assert_eq!(places(&coordinator).await, of(&[&far]), "within the basin of the office");
    progress(&world, &coordinator, "by: BASIN").await.succeeds().shows("letterProgress.total.establishments", 1);
    assert_eq!(places(world.rectorate_of_toulouse()).await, of(&[&foreign]), "another academy");
    assert_eq!(gaps(&world, world.rectorate_of_toulouse(), &college).await, Vec::<Value>::new());
    for who in [&teacher, &world.anyone()] {
        ask(&world, who, "2026-2027", "", SHOWN).await.is_refused("NOT_ALLOWED");
        progress(&world, who, "by: KIND").await.is_refused("NOT_ALLOWED");
    }
    // The academy learns where a letter stands, and nothing of what it says.
    let said = "nodes { letter { stage dueOn clauses { totalCount } comments { totalCount } } }";
    let read = ask(&world, world.rectorate(), "2026-2027", ", filter: { kinds: [NOT_OPENED] }", said).await.succeeds();
    read.shows("gaps.nodes.0.letter", json!({ "stage": "RECEIVED", "dueOn": "2027-01-25", "clauses": { "totalCount": 0 }, "comments": { "totalCount": 0 } }));
    // A referent who is no party to the letter learns that it is late, not the letter.
    let (newcomer, _) = college.referent("Rose IRIS").await;
    let seen = gaps(&world, &newcomer, &college).await;
    assert!(!seen.is_empty() && seen.iter().all(|gap| gap["letter"].is_null()), "{seen:?}");
    // A program that may read letters reads gaps as its officer does.
    let input = json!({ "academy": "13", "name": "Tableau", "scopes": ["LETTER_READ"], "expiresOn": "2027-06-30" });
    let made = world.rectorate().does(&world, "createServiceAccount", "object { id } secret", input).await.succeeds();
    let (client, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
    let form = [("grant_type", "client_credentials"), ("client_id", client.as_str()), ("client_secret", secret.as_str())];
    let token: Value = world.http().post(world.url("/oauth/token")).form(&form).send().await.expect("an answer").json().await.expect("JSON");
    let account = Persona { name: "account".into(), id: client, token: token["access_token"].as_str().map(str::to_owned) };
    assert_eq!(places(&account).await, of(&[&college, &near, &far]));
    progress(&world, &account, "by: KIND").await.succeeds().shows("letterProgress.total.sent", 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_figures_tell_how_far_letters_and_referents_have_come_by_basin_department_and_kind() {
    let world = World::new().await;
    let (college, near, far) =
        (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await, world.far_college("Collège Puygrelier").await);
    let lycee = world.school("Lycée Camille Guérin", "LYCEE_GENERAL_TECHNO").await;
    world.school("Lycée agricole", "LYCEE_AGRICOLE").await;
    let ((first, _), (second, _)) = (college.referent("Paul LILAS").await, college.referent("Rose IRIS").await);
    near.referent("Ada TILLEUL").await;
    let none = progress(&world, world.rectorate(), "by: KIND").await.succeeds();
    none.shows("letterProgress.total.sent", 0).shows("letterProgress.total.signedRate", Value::Null).shows("letterProgress.total.referentsSignedRate", 0.0);
    sent(&world).await;
    let signs = async |who: &Persona, read: &Value| acts(&world, who, "signLetter", versioned(read, json!({ "method": "ON_LINE" }))).await.succeeds();
    let read = agreed(&world, &college, &[&first, &second]).await;
    for who in [&first, &second, college.principal()] {
        signs(who, &read).await;
    }
    shared(&world, &near).await;
    proposed(&world, &near).await.succeeds();
    let opened = letter(&world, far.principal(), &far, "").await;
    acts(&world, far.principal(), "openMissionLetter", versioned(&opened, json!({}))).await.succeeds();
    let given_up = letter(&world, lycee.principal(), &lycee, "").await;
    acts(&world, lycee.principal(), "voidLetter", versioned(&given_up, json!({ "reason": "erreur" }))).await.succeeds();

    let row = |key: Value, label: &str, counts: [i64; 10], rates: [Value; 2]| {
        let [establishments, sent, opened, adapted, proposed, agreed, signed, without, referents, referents_signed] = counts;
        json!({
            "key": key, "label": label, "establishments": establishments, "sent": sent, "opened": opened, "adapted": adapted, "proposed": proposed, "agreed": agreed,
            "signed": signed, "withoutReferent": without, "referents": referents, "referentsSigned": referents_signed, "signedRate": rates[0], "referentsSignedRate": rates[1],
        })
    };
    let (half, thirds) = ([json!(0.5), json!(2.0 / 3.0)], [json!(1.0 / 3.0), json!(2.0 / 3.0)]);
    let total = row(Value::Null, "All", [4, 3, 3, 2, 2, 1, 1, 2, 3, 2], thirds.clone());
    let angouleme = [1, 1, 1, 0, 0, 0, 0, 1, 0, 0];
    let nothing = [json!(0.0), Value::Null];
    for (by, rows) in [
        (
            "BASIN",
            vec![row(json!("161"), "Angoulême", angouleme, nothing.clone()), row(json!("863"), "Poitiers", [3, 2, 2, 2, 2, 1, 1, 1, 3, 2], half.clone())],
        ),
        (
            "DEPARTMENT",
            vec![row(json!("16"), "Charente", angouleme, nothing.clone()), row(json!("86"), "Vienne", [3, 2, 2, 2, 2, 1, 1, 1, 3, 2], half.clone())],
        ),
        (
            "KIND",
            vec![
                row(json!("COLLEGE"), "Collège (lower secondary school)", [3, 3, 3, 2, 2, 1, 1, 1, 3, 2], thirds.clone()),
                row(json!("LYCEE_GENERAL_TECHNO"), "General and technological lycée", [1, 0, 0, 0, 0, 0, 0, 1, 0, 0], [Value::Null, Value::Null]),
            ],
        ),
    ] {
        let read = progress(&world, world.rectorate(), &format!("academy: \"13\", by: {by}")).await.succeeds();
        assert_eq!(read.at("letterProgress"), &json!({ "rows": rows, "total": total }), "{by}");
    }
}

async fn reminders(world: &World, who: &Persona) -> Vec<String> {
    let kinds = "[\"MissionLetterUnsignedD30\", \"MissionLetterUnsignedD45\"]";
    let told = who.asks(world, &format!("{{ notifications(filter: {{ kinds: {kinds} }}) {{ nodes {{ kind message }} }} }}")).await.succeeds();
    let mut kinds = told.texts("notifications.nodes", "kind");
    kinds.sort();
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_the_principal_of_a_late_letter_is_reminded_once_after_30_days_and_once_after_45() {
    let world = World::new().await;
    let (college, done, given_up) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await, world.college("Collège Hugo").await);
    let ((late, _), (referent, _)) = (college.referent("Rose IRIS").await, done.referent("Paul LILAS").await);
    sent(&world).await;
    let read = agreed(&world, &done, &[&referent]).await;
    for who in [&referent, done.principal()] {
        acts(&world, who, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
    }
    let read = letter(&world, given_up.principal(), &given_up, "").await;
    acts(&world, given_up.principal(), "voidLetter", versioned(&read, json!({ "reason": "erreur" }))).await.succeeds();
    let (d30, d45) = ("MissionLetterUnsignedD30".to_owned(), "MissionLetterUnsignedD45".to_owned());

    // D+30 is 10 January and D+45 is 25 January, the holidays of Christmas left out.
    for (later, told) in
        [(46, vec![]), (1, vec![d30.clone()]), (1, vec![d30.clone()]), (13, vec![d30.clone()]), (1, vec![d30.clone(), d45.clone()]), (30, vec![d30, d45])]
    {
        world.clock().advance(days(later));
        world.settle().await;
        assert_eq!(reminders(&world, college.principal()).await, told, "on {}", world.clock().now());
        world.settle().await;
        assert_eq!(reminders(&world, college.principal()).await, told, "once");
    }
    for who in [done.principal(), given_up.principal(), world.rectorate(), &late, &referent] {
        assert_eq!(reminders(&world, who).await, Vec::<String>::new(), "{}", who.name);
    }
    // The rectorate has the list.
    ask(&world, world.rectorate(), "2026-2027", ", filter: { kinds: [UNSIGNED_D45] }", "totalCount").await.succeeds().shows("gaps.totalCount", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s35_nights_that_nobody_was_there_bring_the_later_reminder_alone_and_in_every_letter() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    sent(&world).await;
    world.clock().advance(days(100));
    world.settle().await;
    for school in [&college, &other] {
        assert_eq!(reminders(&world, school.principal()).await, ["MissionLetterUnsignedD45"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s37_a_signature_is_told_to_the_others_and_the_last_one_as_the_letter_that_is_signed() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    sent(&world).await;
    let read = agreed(&world, &college, &[&referent]).await;
    let told = async |who: &Persona| {
        world.settle().await;
        let kinds = "[\"MissionLetterSignatureGiven\", \"MissionLetterSigned\"]";
        who.asks(&world, &format!("{{ notifications(filter: {{ kinds: {kinds} }}) {{ nodes {{ kind }} }} }}"))
            .await
            .succeeds()
            .texts("notifications.nodes", "kind")
    };
    acts(&world, &referent, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
    assert_eq!(told(college.principal()).await, ["MissionLetterSignatureGiven"]);
    assert_eq!(told(&referent).await, Vec::<String>::new());
    acts(&world, college.principal(), "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
    assert_eq!(told(&referent).await, ["MissionLetterSigned"]);
    assert_eq!(told(college.principal()).await, ["MissionLetterSignatureGiven"]);
}

async fn several(world: &Arc<World>, names: &[&str]) {
    for name in names {
        let school = world.college(name).await;
        school.referent("Un OEILLET").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_statements_of_gaps_and_figures_do_not_grow_with_the_establishments() {
    let world = World::new().await;
    several(&world, &["Collège A", "Collège B"]).await;
    let template = sent(&world).await;
    world.clock().advance(days(60));
    let shown = "first: 100) { totalCount nodes { kind nextAct establishment { name basin { name } } letter { stage dueOn } } pageInfo { endCursor } } }";
    let listed = format!("{{ gaps(schoolYear: \"2026-2027\", {shown}");
    let figures = format!("{{ letterProgress(schoolYear: \"2026-2027\", by: BASIN) {{ {PROGRESS} }} }}");
    let statements = async |query: &str| {
        world.rectorate().asks(&world, query).await.succeeds();
        world.rectorate().asks(&world, query).await.succeeds().statements()
    };
    let few = (statements(&listed).await, statements(&figures).await);

    several(&world, &["Collège C", "Collège D", "Collège E", "Collège F"]).await;
    let template = world.rectorate().asks(&world, &format!("{{ node(id: {}) {{ ... on MissionLetterTemplate {{ id version }} }} }}", template["id"])).await;
    dispatched(&world, &template.object("node")).await;

    // Establishments, mandates, letters, parties; templates, amendments, signatures, priorities, assignments; and of the page establishments and letters.
    assert_eq!(few, (11, 4));
    assert_eq!((statements(&listed).await, statements(&figures).await), few);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_gaps_put_together_are_the_whole_list_in_both_orders() {
    let world = World::new().await;
    several(&world, &["Collège A", "Collège B"]).await;
    sent(&world).await;
    world.college("Collège C").await;
    world.clock().advance(days(3));
    let officer = world.rectorate();
    let shown = "totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { kind since establishment { uai } } }";
    let named = |edge: &Value| (edge["node"]["kind"].to_string(), edge["node"]["since"].to_string(), edge["node"]["establishment"]["uai"].to_string());
    for order in ["SINCE", "UAI"] {
        let whole = ask(&world, officer, "2026-2027", &format!(", first: 100, orderBy: {order}"), shown).await.succeeds();
        let all: Vec<_> = whole.at("gaps.edges").as_array().expect("edges").iter().map(named).collect();
        // Three for each letter, and two where there is none.
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len(), whole.at("gaps.totalCount")), (8, 8, &json!(8)), "{order}");
        let by = |gap: &(String, String, String)| if order == "SINCE" { gap.1.clone() } else { gap.2.clone() };
        assert!(all.windows(2).all(|two| by(&two[0]) <= by(&two[1])), "{order}: {all:?}");
        let (mut found, mut after) = (Vec::new(), String::new());
        loop {
            let page = ask(&world, officer, "2026-2027", &format!(", first: 3, orderBy: {order}{after}"), shown).await.succeeds();
            assert_eq!(page.at("gaps.pageInfo.hasPreviousPage"), &json!(!after.is_empty()));
            let edges = page.at("gaps.edges").as_array().expect("edges").clone();
            assert_eq!(page.at("gaps.pageInfo.endCursor"), &edges.last().expect("an edge")["cursor"]);
            found.extend(edges.iter().map(named));
            if page.at("gaps.pageInfo.hasNextPage") == &json!(false) {
                break;
            }
            after = format!(", after: {}", page.at("gaps.pageInfo.endCursor"));
        }
        assert_eq!(found, all, "{order}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_gaps_and_figures_cannot_be_asked_is_refused_by_its_name() {
    let world = World::new().await;
    several(&world, &["Collège A", "Collège B"]).await;
    world.college_of_toulouse("Collège Fermat").await;
    sent(&world).await;
    let officer = world.rectorate();
    let gaps = async |arguments: &str| ask(&world, officer, "2026-2027", arguments, "totalCount nodes { kind }").await;

    for (filter, code, argument) in [
        ("academy: \"99\"", "NOT_FOUND", Some("filter.academy")),
        ("academy: \"16\"", "NOT_ALLOWED", None),
        ("basin: \"999\"", "NOT_FOUND", Some("filter.basin")),
        ("basin: \"16001\"", "NOT_FOUND", Some("filter.basin")),
        ("basin: \"ECLORE-1\"", "NOT_FOUND", Some("filter.basin")),
        ("kinds: []", "INVALID_ARGUMENT", Some("filter.kinds")),
    ] {
        let refused = gaps(&format!(", filter: {{ {filter} }}")).await.is_refused(code);
        if let Some(argument) = argument {
            refused.naming(argument);
        }
    }
    for first in ["0", "101", "-1"] {
        gaps(&format!(", first: {first}")).await.is_refused("LIMIT_EXCEEDED").naming("first");
    }
    let cursor = ask(&world, officer, "2026-2027", ", first: 1", "pageInfo { endCursor }").await.text("gaps.pageInfo.endCursor");
    gaps(&format!(", after: \"{cursor}\"")).await.succeeds();
    for bad in ["x".to_owned(), String::new(), cursor.to_uppercase(), format!("{cursor}A")] {
        gaps(&format!(", after: \"{bad}\"")).await.is_refused("BAD_CURSOR").naming("after");
    }
    gaps(&format!(", orderBy: UAI, after: \"{cursor}\"")).await.is_refused("BAD_CURSOR");
    gaps(&format!(", filter: {{ academy: \"13\" }}, after: \"{cursor}\"")).await.is_refused("BAD_CURSOR");
    ask(&world, officer, "2025-2026", &format!(", after: \"{cursor}\""), "totalCount").await.is_refused("BAD_CURSOR");
    ask(&world, officer, "2026-2028", "", "totalCount").await.is_refused("INVALID_ARGUMENT").naming("schoolYear");
    progress(&world, officer, "academy: \"99\", by: KIND").await.is_refused("NOT_FOUND").naming("academy");
    progress(&world, officer, "academy: \"16\", by: KIND").await.is_refused("NOT_ALLOWED");
    gaps(", filter: { basin: \"161\" }").await.succeeds().shows("gaps.totalCount", 0);
    gaps(", filter: { basin: \"863\", academy: \"13\", kinds: [NOT_OPENED] }").await.succeeds().shows("gaps.totalCount", 2);
    // A page costs what a page of any list costs.
    let cost = async |first: u32| gaps(&format!(", first: {first}")).await.succeeds().body["extensions"]["cost"].clone();
    let (one, hundred) = (cost(1).await, cost(100).await);
    assert_eq!(hundred["cost"].as_i64().zip(one["cost"].as_i64()).map(|(most, least)| most - least), Some(99), "{one} {hundred}");
}
