//! Stories of training needs: raised in one step, wanted by colleagues without a name, decided in the establishment, grouped across it;
//! of what establishments decide about training, and of what persons say to master.

use std::sync::Arc;

use kernel::actor::{Desk, Desks};
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

const PEOPLE: &str = "authors { totalCount nodes { id showsName person { displayName } } } ownSupport { totalCount nodes { isWithdrawn } }";

pub async fn acts(world: &World, who: &Persona, mutation: &str, input: Value) -> Outcome {
    who.does(world, mutation, "object { id version }", input).await
}

pub fn versioned(object: &Value, more: Value) -> Value {
    let mut input = json!({ "id": object["id"], "version": object["version"] });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

pub fn need(school: &School, title: &str) -> Value {
    json!({ "establishment": school.uai, "title": title, "theme": "ENT" })
}

/// Raises a need; gives it back as the author reads it.
pub async fn raised(world: &World, who: &Persona, input: Value) -> Value {
    acts(world, who, "raiseNeed", input).await.succeeds().object("raiseNeed.object")
}

/// A need as somebody reads it; null for those who may not.
pub async fn read(world: &World, who: &Persona, need: &Value, shown: &str) -> Value {
    let query = format!("{{ node(id: {}) {{ ... on TrainingNeed {{ id version stage reason supporters headcount {shown} }} }} }}", need["id"]);
    who.asks(world, &query).await.succeeds().at("node").clone()
}

/// Brings a need to VALIDATED.
pub async fn validated(world: &World, school: &School, need: &Value) {
    for mutation in ["qualifyNeed", "validateNeed"] {
        let now = read(world, school.principal(), need, "").await;
        acts(world, school.principal(), mutation, versioned(&now, json!({}))).await.succeeds();
    }
}

pub async fn training_desk(world: &World) -> Persona {
    world.officer([Desk::Training].into_iter().collect::<Desks>()).await
}

pub fn year(more: Value) -> Value {
    let mut input = json!({ "academy": "13", "schoolYear": "2026-2027" });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    input
}

async fn recomputes(world: &World, who: &Persona) -> Outcome {
    who.does(world, "recomputeClusters", "results { key status error { code } object { id } }", year(json!({}))).await
}

/// The clusters that somebody reads.
async fn clusters(world: &World, who: &Persona) -> Vec<Value> {
    let shown = "id version stage reason isCommon establishments headcount urgency domain theme { code } basin { code } competences { nodes { code } } needs { totalCount nodes { id stage } }";
    let told = who.asks(world, &format!("{{ needClusters {{ nodes {{ {shown} }} }} }}")).await.succeeds();
    told.at("needClusters.nodes").as_array().expect("clusters").clone()
}

/// The kinds of notices somebody has, from the oldest.
async fn notices(world: &World, who: &Persona) -> Vec<String> {
    world.settle().await;
    who.asks(world, "{ notifications(orderBy: CREATED, first: 100) { nodes { kind } } }").await.succeeds().texts("notifications.nodes", "kind")
}

async fn world_and_college() -> (Arc<World>, School, Persona) {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Paul LILAS").await;
    // Notices are of what happens from here on.
    world.settle().await;
    (world, college, referent)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_a_teacher_raises_a_need_and_only_those_whom_it_concerns_learn_who_did() {
    let (world, college, referent) = world_and_college().await;
    let (author, colleague) = (college.teacher("Ada TILLEUL").await, college.teacher("Zoé MUGUET").await);
    let near = world.college("Collège Ronsard").await;
    let (neighbour, _) = near.referent("Rose IRIS").await;
    let far = world.far_college("Collège Puygrelier").await;
    let desk = training_desk(&world).await;
    let raised = raised(&world, &author, need(&college, "Cahier de textes de l'ENT")).await;

    let own = read(&world, &author, &raised, PEOPLE).await;
    assert_eq!(
        (&own["stage"], &own["supporters"], &own["authors"]["nodes"][0]["person"]["displayName"]),
        (&json!("SUBMITTED"), &json!(1), &json!("Ada TILLEUL"))
    );
    let known = read(&world, &referent, &raised, PEOPLE).await;
    assert_eq!(known["authors"]["nodes"][0]["person"]["displayName"], "Ada TILLEUL", "the referent reads it in full");
    for (who, sees) in [
        (&colleague, true),
        (college.principal(), true),
        (&college.deputy("Rose").await, true),
        (&neighbour, true),
        (near.principal(), true),
        (&desk, true),
        (&near.teacher("Léa BRUYERE").await, false),
        (far.principal(), false),
        (&world.officer([Desk::Pay].into_iter().collect()).await, false),
        (world.rectorate_of_toulouse(), false),
        (&world.anyone(), false),
    ] {
        let told = read(&world, who, &raised, PEOPLE).await;
        assert_eq!(!told.is_null(), sees, "{}", who.name);
        if sees {
            assert_eq!((&told["authors"]["totalCount"], &told["ownSupport"]["totalCount"]), (&json!(0), &json!(0)), "{}", who.name);
        }
        let by_id = format!("{{ node(id: {}) {{ id }} }}", own["authors"]["nodes"][0]["id"]);
        who.asks(&world, &by_id).await.succeeds().shows("node", Value::Null);
    }

    let shown = acts(&world, &author, "raiseNeed", json!({ "establishment": college.uai, "title": "Évaluer", "theme": "ASSESSMENT", "showsName": true })).await;
    let shown = shown.succeeds().object("raiseNeed.object");
    for (who, count) in [(&colleague, 1), (college.principal(), 1), (&desk, 1), (&neighbour, 0), (near.principal(), 0)] {
        assert_eq!(read(&world, who, &shown, PEOPLE).await["authors"]["totalCount"], count, "{} with the author's leave", who.name);
    }

    for (who, code) in [(&near.teacher("Flore").await, "NOT_ALLOWED"), (near.principal(), "NOT_ALLOWED"), (&world.anyone(), "NOT_ALLOWED")] {
        acts(&world, who, "raiseNeed", need(&college, "Autre")).await.is_refused(code);
    }
    for (more, argument) in [
        (json!({ "title": "  " }), "title"),
        (json!({ "theme": "NOTHING" }), "theme"),
        (json!({ "domain": "DISCIPLINE" }), "discipline"),
        (json!({ "discipline": "L0202" }), "discipline"),
        (json!({ "headcount": 0 }), "headcount"),
        (json!({ "competences": ["CRCN-EDU:9.9"] }), "competences.0"),
        (json!({ "schoolYear": "2024-2025" }), "schoolYear"),
    ] {
        let mut input = need(&college, "Besoin");
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let told = acts(&world, &author, "raiseNeed", input).await;
        let code = if matches!(argument, "theme" | "competences.0") { "NOT_FOUND" } else { "INVALID_ARGUMENT" };
        told.is_refused(code).naming(argument);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_neither_the_audit_nor_an_explanation_tells_who_wants_a_need() {
    let (world, college, referent) = world_and_college().await;
    let (author, colleague) = (college.teacher("Ada TILLEUL").await, college.teacher("Zoé MUGUET").await);
    let raised = raised(&world, &author, need(&college, "Cahier de textes")).await;
    acts(&world, &author, "raiseNeed", need(&college, " ")).await.is_refused("INVALID_ARGUMENT");
    let support = json!({ "id": raised["id"] });
    acts(&world, &colleague, "supportNeed", support.clone()).await.succeeds();
    acts(&world, &colleague, "withdrawSupport", support.clone()).await.succeeds();
    acts(&world, &colleague, "supportNeed", support).await.succeeds();
    let now = read(&world, &referent, &raised, "").await;
    acts(&world, &referent, "qualifyNeed", versioned(&now, json!({}))).await.succeeds();
    world.settle().await;

    let list = "{ auditEvents(first: 100) { nodes { operation person { id } changes { nodes { objectType after } } } } }";
    let department = world.officer([Desk::Dpo].into_iter().collect()).await;
    for who in [college.principal(), &college.deputy("Rose").await, world.rectorate(), &training_desk(&world).await, &department, &referent] {
        let told = who.asks(&world, list).await.succeeds();
        let text = told.at("auditEvents").to_string();
        for hidden in ["raiseNeed", "supportNeed", "withdrawSupport", "NeedAuthor", "NeedSupport"] {
            assert!(!text.contains(hidden), "{} reads {hidden}: {text}", who.name);
        }
        assert!(!text.contains(&author.id) && !text.contains(&colleague.id), "{} reads who wants it: {text}", who.name);
    }
    let seen = college.principal().asks(&world, list).await.succeeds().at("auditEvents").to_string();
    assert!(seen.contains("qualifyNeed"), "what is decided is told: {seen}");
    for (who, reads) in [(&training_desk(&world).await, true), (&world.officer([Desk::Network].into_iter().collect()).await, false)] {
        let told = who.asks(&world, list).await.succeeds().at("auditEvents").to_string();
        assert!(told.contains("qualifyNeed") && told.contains("TrainingNeed") == reads, "{}: {told}", who.name);
    }
    let own = author.asks(&world, list).await.succeeds().at("auditEvents").to_string();
    assert!(own.contains("raiseNeed") && own.contains("NeedAuthor"), "one's own acts are told: {own}");

    // Whether somebody may read a need is explained as if they had no part in it.
    let moved = world.college("Collège Ronsard").await.teacher("Léa BRUYERE").await;
    for (who, allowed) in [(&author, true), (&colleague, true), (&college.teacher("Flore").await, true), (&moved, false)] {
        let asked = format!("{{ explainAccess(person: \"{}\", object: {}, action: \"READ\") {{ allowed hat {{ role }} }} }}", who.id, raised["id"]);
        let told = world.rectorate().asks(&world, &asked).await.succeeds().shows("explainAccess.allowed", allowed);
        assert_eq!(told.at("explainAccess.hat.role"), &if allowed { json!("TEACHER") } else { Value::Null }, "{}", who.name);
        let withdraws = asked.replace("READ", "WITHDRAW_SUPPORT");
        world.rectorate().asks(&world, &withdraws).await.succeeds().shows("explainAccess.allowed", false);
        for field in ["authors", "ownSupport"] {
            let asked = format!("{{ explainAccess(person: \"{}\", object: {}, field: \"{field}\") {{ allowed }} }}", who.id, raised["id"]);
            world.rectorate().asks(&world, &asked).await.succeeds().shows("explainAccess.allowed", false);
        }
    }
    // Events and notices name the need, never a person.
    let kept = world.everything_kept().await;
    let events: Vec<&str> = kept.lines().filter(|line| line.starts_with("event ")).collect();
    let (_, uuid) = kernel::resource::parse_id(&author.id).expect("an id");
    assert!(!events.is_empty());
    assert!(events.iter().all(|line| !line.contains("Need") || !line.contains(&uuid.to_string())), "{events:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_colleagues_support_a_need_once_each_and_are_only_counted() {
    let (world, college, _) = world_and_college().await;
    let (author, colleague) = (college.teacher("Ada TILLEUL").await, college.teacher("Zoé MUGUET").await);
    let raised = raised(&world, &author, need(&college, "Tablettes")).await;
    let it = json!({ "id": raised["id"] });
    world.announced().await;

    acts(&world, &colleague, "supportNeed", it.clone()).await.succeeds();
    assert_eq!(world.announced().await, ["NeedSupported"]);
    acts(&world, &colleague, "supportNeed", it.clone()).await.succeeds();
    acts(&world, &author, "supportNeed", it.clone()).await.succeeds();
    acts(&world, &author, "withdrawSupport", it.clone()).await.succeeds();
    world.announced_nothing().await;
    let read_by = read(&world, &colleague, &raised, PEOPLE).await;
    assert_eq!((&read_by["supporters"], &read_by["ownSupport"]["totalCount"], &read_by["authors"]["totalCount"]), (&json!(2), &json!(1), &json!(0)));
    assert_eq!(read(&world, &author, &raised, PEOPLE).await["ownSupport"]["totalCount"], 0, "the support of another is not read");
    let mine = colleague.asks(&world, "{ trainingNeeds(filter: { isMine: true }) { totalCount } }").await.succeeds();
    mine.shows("trainingNeeds.totalCount", 1);

    acts(&world, &colleague, "withdrawSupport", it.clone()).await.succeeds();
    assert_eq!(world.announced().await, ["NeedSupportWithdrawn"]);
    assert_eq!(read(&world, college.principal(), &raised, "").await["supporters"], 1);
    acts(&world, &colleague, "supportNeed", it.clone()).await.succeeds();
    assert_eq!(read(&world, college.principal(), &raised, "").await["supporters"], 2);
    let near = world.college("Collège Ronsard").await;
    for (who, code) in [
        (near.principal(), "NOT_ALLOWED"),
        (&near.teacher("Léa").await, "NOT_FOUND"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
        (world.rectorate(), "NOT_ALLOWED"),
    ] {
        acts(&world, who, "supportNeed", it.clone()).await.is_refused(code);
    }
    let now = read(&world, college.principal(), &raised, "").await;
    acts(&world, college.principal(), "declineNeed", versioned(&now, json!({ "reason": "pas de matériel" }))).await.succeeds();
    acts(&world, &college.teacher("Flore").await, "supportNeed", it).await.is_refused("INVALID_TRANSITION");

    // Whoever wants it follows it, also from elsewhere.
    for who in [&author, &colleague] {
        assert_eq!(read(&world, who, &raised, "").await["reason"], "pas de matériel");
    }
    assert_eq!(notices(&world, &author).await, ["NeedSupported", "NeedSupported", "NeedDeclined"]);
    assert_eq!(notices(&world, &colleague).await, ["NeedDeclined"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_the_referent_qualifies_the_principal_decides_and_those_who_want_it_are_told() {
    let (world, college, referent) = world_and_college().await;
    let (author, principal) = (college.teacher("Ada TILLEUL").await, college.principal());
    let raised = raised(&world, &author, need(&college, "Tablettes")).await;
    let near = world.college("Collège Ronsard").await;
    let (neighbour, _) = near.referent("Rose IRIS").await;
    let input = versioned(&raised, json!({ "theme": "MOBILE", "competences": ["CRCN-EDU:2.1", "RUPN:A1"], "targetLevel": "ADVANCED", "urgency": "HIGH" }));

    acts(&world, principal, "validateNeed", versioned(&raised, json!({}))).await.is_refused("INVALID_TRANSITION");
    for (who, code) in [(&author, "NOT_ALLOWED"), (&neighbour, "NOT_ALLOWED"), (&world.officer([Desk::Survey].into_iter().collect()).await, "NOT_FOUND")] {
        acts(&world, who, "qualifyNeed", input.clone()).await.is_refused(code);
    }
    acts(&world, &referent, "qualifyNeed", input.clone()).await.succeeds();
    acts(&world, &referent, "qualifyNeed", input).await.is_refused("CONFLICT");
    let shown = "urgency targetLevel theme { code } competences { nodes { code framework { code } } } availableTransitions { name allowed }";
    let now = read(&world, principal, &raised, shown).await;
    assert_eq!((&now["stage"], &now["theme"]["code"], &now["urgency"]), (&json!("QUALIFIED"), &json!("MOBILE"), &json!("HIGH")));
    assert_eq!(now["competences"]["nodes"].as_array().map(Vec::len), Some(2));
    acts(&world, &referent, "validateNeed", versioned(&now, json!({}))).await.is_refused("NOT_ALLOWED");
    acts(&world, &referent, "declineNeed", versioned(&now, json!({ "reason": "non" }))).await.is_refused("NOT_ALLOWED");
    acts(&world, principal, "validateNeed", versioned(&now, json!({}))).await.succeeds();
    let now = read(&world, principal, &raised, "").await;
    acts(&world, principal, "declineNeed", versioned(&now, json!({ "reason": " " }))).await.is_refused("INVALID_ARGUMENT").naming("reason");
    acts(&world, principal, "qualifyNeed", versioned(&now, json!({}))).await.is_refused("INVALID_TRANSITION");
    assert_eq!(notices(&world, &author).await, ["NeedQualified", "NeedValidated"]);
    assert!(notices(&world, &referent).await.contains(&"NeedRaised".to_owned()));
    assert!(notices(&world, principal).await.contains(&"NeedQualified".to_owned()));

    let desk = training_desk(&world).await;
    acts(&world, &desk, "declineNeed", versioned(&now, json!({ "reason": "déjà au plan" }))).await.succeeds();
    let own = read(&world, &author, &raised, "").await;
    assert_eq!((&own["stage"], &own["reason"]), (&json!("DECLINED"), &json!("déjà au plan")));
    acts(&world, principal, "validateNeed", versioned(&own, json!({}))).await.is_refused("INVALID_TRANSITION");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_merged_needs_keep_all_who_want_them_and_count_nobody_twice() {
    let (world, college, referent) = world_and_college().await;
    let (ada, zoe, lea) = (college.teacher("Ada TILLEUL").await, college.teacher("Zoé MUGUET").await, college.teacher("Léa BRUYERE").await);
    let mut named = need(&college, "Cahier de textes");
    named["competences"] = json!(["CRCN-EDU:1.2"]);
    let (first, second) = (raised(&world, &ada, need(&college, "ENT")).await, raised(&world, &zoe, named).await);
    for (who, it) in [(&zoe, &first), (&ada, &second), (&lea, &first), (&lea, &second)] {
        acts(&world, who, "supportNeed", json!({ "id": it["id"] })).await.succeeds();
    }
    let merge = |from: &Value, into: &Value| json!({ "from": [from["id"]], "into": into["id"], "version": into["version"] });
    let (one, two) = (read(&world, &referent, &first, "").await, read(&world, &referent, &second, "").await);
    assert_eq!((&one["supporters"], &two["supporters"]), (&json!(3), &json!(3)));

    acts(&world, &referent, "mergeNeeds", merge(&one, &one)).await.is_refused("MERGE_CIRCLE").naming("from");
    let also_itself = json!({ "from": [second["id"], first["id"]], "into": first["id"], "version": one["version"] });
    acts(&world, &referent, "mergeNeeds", also_itself).await.is_refused("MERGE_CIRCLE").naming("from");
    assert_eq!(read(&world, &zoe, &second, "").await["stage"], "SUBMITTED", "nothing is half merged");
    for (who, code) in [(&ada, "NOT_ALLOWED"), (college.principal(), "NOT_ALLOWED"), (world.rectorate_of_toulouse(), "NOT_FOUND")] {
        acts(&world, who, "mergeNeeds", merge(&two, &one)).await.is_refused(code);
    }
    let mut next = need(&college, "ENT");
    next["schoolYear"] = json!("2027-2028");
    let next = raised(&world, &ada, next).await;
    acts(&world, &referent, "mergeNeeds", merge(&next, &one)).await.is_refused("NEEDS_APART").naming("from");
    acts(&world, &referent, "mergeNeeds", json!({ "from": [], "into": one["id"], "version": one["version"] })).await.is_refused("INVALID_ARGUMENT");
    acts(&world, &referent, "mergeNeeds", merge(&two, &one)).await.succeeds();

    let shown = format!("{PEOPLE} competences {{ nodes {{ code }} }} merged {{ totalCount }}");
    let now = read(&world, &referent, &first, &shown).await;
    assert_eq!((&now["supporters"], &now["authors"]["totalCount"], &now["merged"]["totalCount"]), (&json!(3), &json!(2), &json!(1)));
    assert_eq!(now["competences"]["nodes"][0]["code"], "1.2");
    let gone = read(&world, &zoe, &second, &format!("{PEOPLE} mergedInto {{ id }}")).await;
    assert_eq!((&gone["stage"], &gone["mergedInto"]["id"], &gone["authors"]["totalCount"]), (&json!("MERGED"), &first["id"], &json!(1)));
    acts(&world, &referent, "mergeNeeds", merge(&now, &gone)).await.is_refused("MERGE_CIRCLE");
    let other = raised(&world, &lea, need(&college, "Autre")).await;
    acts(&world, &referent, "mergeNeeds", merge(&other, &gone)).await.is_refused("INVALID_TRANSITION");
    acts(&world, &referent, "mergeNeeds", merge(&other, &one)).await.is_refused("CONFLICT");
    assert!(notices(&world, &zoe).await.contains(&"NeedMerged".to_owned()));
    let own = zoe.asks(&world, &format!("{{ node(id: {}) {{ ... on TrainingNeed {{ {PEOPLE} }} }} }}", first["id"])).await.succeeds();
    own.shows("node.authors.totalCount", 1).shows("node.ownSupport.nodes.0.isWithdrawn", true);
    // A circle over others: the second goes on in the first, which goes on in the third.
    let third = raised(&world, &zoe, need(&college, "Encore")).await;
    acts(&world, &referent, "mergeNeeds", merge(&first, &third)).await.succeeds();
    acts(&world, &referent, "mergeNeeds", merge(&third, &gone)).await.is_refused("MERGE_CIRCLE").naming("from").hinting("into");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_what_is_unmet_goes_on_in_the_next_year_once_and_with_all_who_want_it() {
    let (world, college, referent) = world_and_college().await;
    let (ada, zoe) = (college.teacher("Ada TILLEUL").await, college.teacher("Zoé MUGUET").await);
    let mut input = need(&college, "ENT");
    input["competences"] = json!(["CRCN-EDU:1.2"]);
    let (unmet, declined) = (raised(&world, &ada, input).await, raised(&world, &ada, need(&college, "Non")).await);
    acts(&world, &zoe, "supportNeed", json!({ "id": unmet["id"] })).await.succeeds();
    acts(&world, college.principal(), "declineNeed", versioned(&declined, json!({ "reason": "non" }))).await.succeeds();
    let near = world.college("Collège Ronsard").await;
    let elsewhere = raised(&world, &near.teacher("Léa").await, need(&near, "ENT")).await;
    let here = json!({ "from": "2026-2027", "scope": { "establishment": college.uai } });
    let shown = "results { key status error { code } object { id stage supporters schoolYear carriedFrom { id } competences { totalCount } } }";

    for who in [&ada, &referent, &world.officer([Desk::Pay].into_iter().collect()).await, &world.anyone()] {
        who.does(&world, "carryOverNeeds", shown, here.clone()).await.is_refused("NOT_ALLOWED");
    }
    let early = json!({ "from": "2027-2028", "scope": { "establishment": college.uai } });
    college.principal().does(&world, "carryOverNeeds", shown, early).await.is_refused("INVALID_ARGUMENT").naming("from");
    let made = college.principal().does(&world, "carryOverNeeds", shown, here.clone()).await.succeeds();
    assert_eq!(made.at("carryOverNeeds.results").as_array().map(Vec::len), Some(1));
    let made = made.shows("carryOverNeeds.results.0.status", "CREATED").object("carryOverNeeds.results.0.object");
    assert_eq!((&made["stage"], &made["supporters"], &made["schoolYear"]), (&json!("SUBMITTED"), &json!(2), &json!("2027-2028")));
    assert_eq!((&made["carriedFrom"]["id"], &made["competences"]["totalCount"]), (&unmet["id"], &json!(1)));
    let before = read(&world, &ada, &unmet, "carriedTo { id authors { totalCount } }").await;
    assert_eq!((&before["stage"], &before["carriedTo"]["id"], &before["carriedTo"]["authors"]["totalCount"]), (&json!("CARRIED_OVER"), &made["id"], &json!(1)));
    world.announced().await;
    let again = college.principal().does(&world, "carryOverNeeds", shown, here).await.succeeds();
    assert_eq!(again.shows("carryOverNeeds.results.0.status", "UNCHANGED").text("carryOverNeeds.results.0.object.id"), made["id"].as_str().expect("an id"));
    world.announced_nothing().await;
    assert!(notices(&world, &zoe).await.contains(&"NeedCarriedOver".to_owned()));

    let all = json!({ "from": "2026-2027", "scope": { "academy": "13" } });
    let mine = college.principal().does(&world, "carryOverNeeds", shown, all.clone()).await.succeeds();
    assert_eq!(mine.at("carryOverNeeds.results").as_array().map(Vec::len), Some(1), "a principal carries over the own needs");
    assert_eq!(read(&world, near.principal(), &elsewhere, "").await["stage"], "SUBMITTED");
    let whole = training_desk(&world).await.does(&world, "carryOverNeeds", shown, all).await.succeeds();
    assert_eq!(whole.at("carryOverNeeds.results").as_array().map(Vec::len), Some(2));
    let foreign = world.rectorate_of_toulouse().does(&world, "carryOverNeeds", shown, json!({ "from": "2026-2027", "scope": { "academy": "13" } })).await;
    assert_eq!(foreign.succeeds().at("carryOverNeeds.results").as_array().map(Vec::len), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s19_an_establishment_sets_its_policy_and_the_basin_reads_it() {
    let (world, college, referent) = world_and_college().await;
    let near = world.college("Collège Ronsard").await;
    let far = world.far_college("Collège Puygrelier").await;
    let policy = |more: Value| {
        let mut input = json!({
            "establishment": college.uai, "schoolYear": "2026-2027", "priorityThemes": ["ENT", "AI"], "acceptsExternalTrainer": true, "releasesReferent": true, "mostDays": 3,
        });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        input
    };

    for who in [&referent, &college.deputy("Rose").await, near.principal(), world.rectorate(), &world.anyone()] {
        acts(&world, who, "setEstablishmentPolicy", policy(json!({}))).await.is_refused("NOT_ALLOWED");
    }
    acts(&world, college.principal(), "setEstablishmentPolicy", policy(json!({ "mostDays": 201 }))).await.is_refused("INVALID_ARGUMENT").naming("mostDays");
    acts(&world, college.principal(), "setEstablishmentPolicy", policy(json!({ "priorityThemes": ["ENT", "NO"] })))
        .await
        .is_refused("NOT_FOUND")
        .naming("priorityThemes.1");
    let made = acts(&world, college.principal(), "setEstablishmentPolicy", policy(json!({}))).await.succeeds().object("setEstablishmentPolicy.object");
    acts(&world, college.principal(), "setEstablishmentPolicy", policy(json!({}))).await.is_refused("CONFLICT");
    let changed = policy(json!({ "version": made["version"], "releasesReferent": false, "priorityThemes": ["AI"] }));
    acts(&world, college.principal(), "setEstablishmentPolicy", changed).await.succeeds();

    let list = "{ establishmentPolicies(filter: { schoolYear: \"2026-2027\" }) { totalCount nodes { releasesReferent mostDays priorityThemes { nodes { code label } } } } }";
    for (who, count) in [
        (&college.teacher("Ada").await, 1),
        (&referent, 1),
        (near.principal(), 1),
        (&near.referent("Léa IRIS").await.0, 1),
        (world.rectorate(), 1),
        (&near.teacher("Zoé").await, 0),
        (far.principal(), 0),
        (world.rectorate_of_toulouse(), 0),
        (&world.anyone(), 0),
    ] {
        let told = who.asks(&world, list).await.succeeds();
        assert_eq!(told.at("establishmentPolicies.totalCount"), count, "{}", who.name);
        if count == 1 {
            told.shows("establishmentPolicies.nodes.0.releasesReferent", false).shows("establishmentPolicies.nodes.0.priorityThemes.nodes.0.code", "AI");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s18_a_person_declares_competences_shares_them_or_not_and_the_desk_validates() {
    let (world, college, referent) = world_and_college().await;
    let (teacher, near) = (college.teacher("Ada TILLEUL").await, world.college("Collège Ronsard").await);
    let (neighbour, _) = near.referent("Rose IRIS").await;
    let desk = training_desk(&world).await;
    let declare = |level: &str, shared: bool| json!({ "competence": "CRCN-EDU:2.1", "level": level, "origin": "PRACTICE", "shared": shared });
    let frameworks = "{ competenceFrameworks { nodes { code status competences(first: 100) { totalCount } } } trainingThemes(first: 100) { totalCount nodes { code label } } }";
    let told = world.anyone().asks(&world, frameworks).await.succeeds();
    told.shows("competenceFrameworks.nodes.0.competences.totalCount", 16)
        .shows("competenceFrameworks.nodes.1.competences.totalCount", 8)
        .shows("trainingThemes.totalCount", 12);

    acts(&world, &referent, "declareCompetence", json!({ "competence": "CRCN-EDU:9", "level": "EXPERT", "origin": "PRACTICE", "shared": true }))
        .await
        .is_refused("NOT_FOUND");
    acts(&world, &world.anyone(), "declareCompetence", declare("EXPERT", true)).await.is_refused("NOT_ALLOWED");
    let made = acts(&world, &referent, "declareCompetence", declare("ADVANCED", false)).await.succeeds().object("declareCompetence.object");
    let list = "{ competenceDeclarations { totalCount nodes { id version level rank isShared validatedOn validatedBy { displayName } competence { code } person { displayName } } } }";
    let count = async |who: &Persona| who.asks(&world, list).await.succeeds().at("competenceDeclarations.totalCount").clone();
    for (who, seen) in [(&referent, 1), (&desk, 1), (&teacher, 0), (college.principal(), 0), (&neighbour, 0), (world.rectorate_of_toulouse(), 0)] {
        assert_eq!(count(who).await, seen, "{}: not shared", who.name);
    }
    acts(&world, &referent, "declareCompetence", declare("ADVANCED", true)).await.succeeds();
    acts(&world, &teacher, "declareCompetence", declare("NOVICE", true)).await.succeeds();
    for (who, seen) in [
        (&teacher, 2),
        (&college.teacher("Zoé").await, 1),
        (college.principal(), 2),
        (&neighbour, 1),
        (&near.teacher("Léa").await, 0),
        (&world.officer([Desk::Pay].into_iter().collect()).await, 0),
    ] {
        assert_eq!(count(who).await, seen, "{}: shared", who.name);
    }
    let now = desk.asks(&world, &format!("{{ node(id: {}) {{ ... on CompetenceDeclaration {{ id version rank }} }} }}", made["id"])).await.object("node");
    assert_eq!(now["rank"], 3);
    for (who, code) in [
        (college.principal(), "NOT_ALLOWED"),
        (&world.officer([Desk::Pay].into_iter().collect()).await, "NOT_FOUND"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
    ] {
        acts(&world, who, "validateCompetence", versioned(&now, json!({}))).await.is_refused(code);
    }
    acts(&world, &desk, "validateCompetence", versioned(&made, json!({}))).await.is_refused("CONFLICT");
    acts(&world, &desk, "validateCompetence", versioned(&now, json!({}))).await.succeeds();
    assert_eq!(notices(&world, &referent).await.last().map(String::as_str), Some("CompetenceValidated"));
    let told = referent.asks(&world, "{ competenceDeclarations(filter: { isValidated: true }) { nodes { id version validatedOn } } }").await;
    let valid = told.object("competenceDeclarations.nodes.0");
    assert_eq!(valid["validatedOn"], "2026-11-25");
    acts(&world, &referent, "declareCompetence", declare("EXPERT", true)).await.succeeds();
    let told = referent.asks(&world, list).await.succeeds();
    let now = told.object("competenceDeclarations.nodes.0");
    assert_eq!((&now["level"], &now["validatedOn"]), (&json!("EXPERT"), &Value::Null), "another level is not validated");

    acts(&world, college.principal(), "withdrawCompetence", versioned(&now, json!({}))).await.is_refused("NOT_ALLOWED");
    acts(&world, &referent, "withdrawCompetence", versioned(&now, json!({}))).await.succeeds();
    for (who, seen) in [(&referent, 1), (&desk, 1), (college.principal(), 1), (&neighbour, 0)] {
        assert_eq!(count(who).await, seen, "{}: taken back", who.name);
    }
    let audit = world.rectorate().asks(&world, "{ auditEvents(first: 100) { nodes { changes { nodes { objectType } } } } }").await.succeeds();
    assert!(!audit.body.to_string().contains("CompetenceDeclaration"), "what one declares is not told by the audit");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s20_needs_that_establishments_of_a_basin_have_in_common_form_a_cluster() {
    let (world, college, referent) = world_and_college().await;
    let (near, far) = (world.college("Collège Ronsard").await, world.far_college("Collège Puygrelier").await);
    let desk = training_desk(&world).await;
    let (ada, zoe) = (college.teacher("Ada TILLEUL").await, college.teacher("Zoé MUGUET").await);
    let input = |school: &School, competence: &str, urgency: &str| json!({ "establishment": school.uai, "title": "ENT", "theme": "ENT", "competences": [competence], "urgency": urgency });
    let first = raised(&world, &ada, input(&college, "CRCN-EDU:1.2", "LOW")).await;
    let second = raised(&world, &zoe, input(&college, "CRCN-EDU:1.2", "LOW")).await;
    acts(&world, &zoe, "supportNeed", json!({ "id": first["id"] })).await.succeeds();
    for need in [&first, &second] {
        validated(&world, &college, need).await;
    }
    let third = raised(&world, &far.teacher("Flore").await, input(&far, "CRCN-EDU:1.2", "LOW")).await;
    validated(&world, &far, &third).await;
    let lea = near.teacher("Léa BRUYERE").await;
    let fourth = raised(&world, &lea, input(&near, "CRCN-EDU:1.3", "HIGH")).await;

    for (who, code) in [
        (college.principal(), "NOT_ALLOWED"),
        (&world.officer([Desk::Pay].into_iter().collect()).await, "NOT_ALLOWED"),
        (world.rectorate_of_toulouse(), "NOT_ALLOWED"),
        (&world.anyone(), "NOT_ALLOWED"),
    ] {
        recomputes(&world, who).await.is_refused(code);
    }
    recomputes(&world, &desk).await.succeeds().shows("recomputeClusters.results", json!([]));
    assert!(clusters(&world, &desk).await.is_empty(), "two teachers of one school are not a common need, nor are two basins");
    validated(&world, &near, &fourth).await;
    let made = recomputes(&world, &desk).await.succeeds().shows("recomputeClusters.results.0.status", "CREATED");
    let id = made.text("recomputeClusters.results.0.object.id");
    world.announced().await;
    recomputes(&world, &desk).await.succeeds().shows("recomputeClusters.results.0.status", "UNCHANGED");
    world.announced_nothing().await;

    let cluster = clusters(&world, &desk).await.remove(0);
    assert_eq!(
        (&cluster["stage"], &cluster["isCommon"], &cluster["establishments"], &cluster["headcount"]),
        (&json!("SUGGESTED"), &json!(true), &json!(2), &json!(3))
    );
    assert_eq!((&cluster["urgency"], &cluster["basin"]["code"], &cluster["theme"]["code"]), (&json!("HIGH"), &json!("863"), &json!("ENT")));
    assert_eq!((cluster["competences"]["nodes"].as_array().map(Vec::len), &cluster["needs"]["totalCount"]), (Some(2), &json!(3)));
    for (who, needs) in [
        (&ada, Some(2)),
        (&referent, Some(3)),
        (near.principal(), Some(3)),
        (&lea, Some(1)),
        (far.principal(), None),
        (world.rectorate_of_toulouse(), None),
        (&world.anyone(), None),
    ] {
        let seen = clusters(&world, who).await;
        assert_eq!(seen.first().map(|cluster| cluster["needs"]["totalCount"].clone()), needs.map(|count: i32| json!(count)), "{}", who.name);
    }

    for (who, code) in [(college.principal(), "NOT_ALLOWED"), (&referent, "NOT_ALLOWED"), (world.rectorate_of_toulouse(), "NOT_FOUND")] {
        acts(&world, who, "confirmCluster", versioned(&cluster, json!({}))).await.is_refused(code);
        acts(&world, who, "dismissCluster", versioned(&cluster, json!({ "reason": "non" }))).await.is_refused(code);
    }
    acts(&world, &desk, "dismissCluster", versioned(&cluster, json!({ "reason": " " }))).await.is_refused("INVALID_ARGUMENT").naming("reason");
    acts(&world, &desk, "dismissCluster", versioned(&cluster, json!({ "reason": "déjà prévu" }))).await.succeeds();
    acts(&world, &desk, "confirmCluster", versioned(&cluster, json!({}))).await.is_refused("CONFLICT");
    let fifth = raised(&world, &lea, input(&near, "CRCN-EDU:1.1", "LOW")).await;
    validated(&world, &near, &fifth).await;
    recomputes(&world, &desk)
        .await
        .succeeds()
        .shows("recomputeClusters.results.0.status", "UPDATED")
        .shows("recomputeClusters.results.0.object.id", id.clone());
    let dismissed = clusters(&world, &desk).await.remove(0);
    assert_eq!(
        (&dismissed["stage"], &dismissed["reason"], &dismissed["needs"]["totalCount"]),
        (&json!("DISMISSED"), &json!("déjà prévu"), &json!(4)),
        "a decision stays"
    );
    acts(&world, &desk, "dismissCluster", versioned(&dismissed, json!({ "reason": "non" }))).await.is_refused("INVALID_TRANSITION");
    acts(&world, &desk, "confirmCluster", versioned(&dismissed, json!({}))).await.succeeds();
    let own = read(&world, &ada, &first, "cluster { establishments }").await;
    assert_eq!((&own["stage"], &own["cluster"]["establishments"]), (&json!("CLUSTERED"), &json!(2)));
    assert!(notices(&world, &ada).await.contains(&"NeedClustered".to_owned()));

    // The product looks each night; a need that comes later joins what was confirmed.
    let late = raised(&world, &lea, input(&near, "CRCN-EDU:1.1", "LOW")).await;
    validated(&world, &near, &late).await;
    world.clock().advance(days(1));
    world.settle().await;
    assert_eq!(read(&world, &lea, &late, "").await["stage"], "CLUSTERED");
    let confirmed = clusters(&world, &desk).await.remove(0);
    assert_eq!((&confirmed["stage"], &confirmed["id"], &confirmed["needs"]["totalCount"]), (&json!("CONFIRMED"), &json!(id), &json!(5)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s20_the_academy_says_from_how_many_establishments_a_need_is_common() {
    let (world, college, _) = world_and_college().await;
    let near = world.college("Collège Ronsard").await;
    for school in [&college, &near] {
        let teacher = school.teacher("Ada TILLEUL").await;
        let raised = raised(&world, &teacher, need(school, "ENT")).await;
        validated(&world, school, &raised).await;
    }
    let read = world.rectorate().asks(&world, "{ academy(code: \"13\") { settings { id version minEstablishments } } }").await.object("academy.settings");
    assert_eq!(read["minEstablishments"], 2);
    let set = |least: i32| versioned(&read, json!({ "minEstablishments": least }));
    acts(&world, world.rectorate(), "updateAcademySettings", set(1)).await.is_refused("INVALID_ARGUMENT").naming("minEstablishments");
    acts(&world, world.rectorate(), "updateAcademySettings", set(3)).await.succeeds();

    recomputes(&world, world.rectorate()).await.succeeds().shows("recomputeClusters.results", json!([]));
    let now = versioned(&read, json!({ "minEstablishments": 2, "version": 2 }));
    acts(&world, world.rectorate(), "updateAcademySettings", now).await.succeeds();
    recomputes(&world, world.rectorate()).await.succeeds().shows("recomputeClusters.results.0.status", "CREATED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_a_program_raises_and_reads_needs_as_far_as_its_scopes_and_names_nobody() {
    let (world, college, referent) = world_and_college().await;
    let account = |scopes: Value| json!({ "academy": "13", "name": "Enquête", "scopes": scopes, "expiresOn": "2027-06-30" });
    let program = async |scopes: Value| {
        let made = world.rectorate().does(&world, "createServiceAccount", "object { id } secret", account(scopes)).await.succeeds();
        let (client, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
        let form = [("grant_type", "client_credentials"), ("client_id", &client), ("client_secret", &secret)];
        let token: Value = world.http().post(world.url("/oauth/token")).form(&form).send().await.expect("an answer").json().await.expect("JSON");
        Persona { name: "program".into(), id: client, token: token["access_token"].as_str().map(str::to_owned) }
    };
    let (reader, writer, other) = (program(json!(["NEED_READ"])).await, program(json!(["NEED_WRITE"])).await, program(json!(["MANDATE_READ"])).await);

    for who in [&reader, &other] {
        acts(&world, who, "raiseNeed", need(&college, "ENT")).await.is_refused("NOT_ALLOWED");
    }
    let raised = raised(&world, &writer, need(&college, "ENT")).await;
    let known = read(&world, &referent, &raised, PEOPLE).await;
    assert_eq!((&known["supporters"], &known["authors"]["totalCount"]), (&json!(0), &json!(0)));
    assert!(!read(&world, &reader, &raised, "").await.is_null() && read(&world, &other, &raised, "").await.is_null());
}
