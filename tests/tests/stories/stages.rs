//! Stories of courses: who may lead one for a common need, who asks, who says yes, who lets whom go, who is chosen; from four
//! teachers' needs to a course that was held and paid.

use std::sync::Arc;

use kernel::actor::Desk;
use serde_json::{Value, json};
use tests::{Outcome, Persona, School, World, days};

use crate::{
    needs::{acts, raised, training_desk, validated, versioned, year},
    training::{action_in, done, enrols, led, now, session_of, with},
};

/// A school of the basin with its people.
pub struct Member {
    pub school: School,
    pub teacher: Persona,
    pub referent: Persona,
    pub mandate: Value,
}

impl Member {
    pub async fn of(school: School) -> Self {
        let ((referent, mandate), teacher) = (school.referent("Paul LILAS").await, school.teacher("Ada TILLEUL").await);
        Self { school, teacher, referent, mandate }
    }

    /// Says what the policy of the year is.
    pub async fn says(&self, world: &World, releases: bool, accepts: bool, more: Value) {
        let mut input = json!({
            "establishment": self.school.uai, "schoolYear": "2026-2027", "priorityThemes": [], "releasesReferent": releases, "acceptsExternalTrainer": accepts,
        });
        input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        acts(world, self.school.principal(), "setEstablishmentPolicy", input).await.succeeds();
    }

    async fn declares(&self, world: &World, competence: &str, level: &str) {
        let input = json!({ "competence": competence, "level": level, "origin": "PRACTICE", "shared": false });
        acts(world, &self.referent, "declareCompetence", input).await.succeeds();
    }

    /// A need of a teacher here, validated.
    pub async fn wants(&self, world: &World, title: &str, theme: &str, competences: Value) -> Value {
        let input = json!({ "establishment": self.school.uai, "title": title, "theme": theme, "competences": competences });
        let need = raised(world, &self.teacher, input).await;
        validated(world, &self.school, &need).await;
        need
    }
}

/// Two members of a basin, and another school of the academy.
async fn basin() -> (Arc<World>, [Member; 2], Member, Persona) {
    let world = World::new().await;
    let here = Member::of(world.college("Collège Jean Moulin").await).await;
    let near = Member::of(world.college("Collège Ronsard").await).await;
    let far = Member::of(world.far_college("Collège Puygrelier").await).await;
    let desk = training_desk(&world).await;
    world.settle().await;
    (world, [here, near], far, desk)
}

/// The cluster of a theme, confirmed, as the desk reads it.
pub async fn confirmed(world: &World, desk: &Persona, theme: &str) -> Value {
    desk.does(world, "recomputeClusters", "results { status }", year(json!({}))).await.succeeds();
    let query = format!("{{ needClusters(filter: {{ themes: [\"{theme}\"] }}) {{ nodes {{ id version stage }} }} }}");
    let cluster = desk.asks(world, &query).await.object("needClusters.nodes.0");
    done(world, desk, "confirmCluster", versioned(&cluster, json!({}))).await
}

/// Offers the course for a cluster to a member's referent.
pub async fn offered(world: &World, desk: &Persona, cluster: &Value, to: &Member) -> Value {
    done(world, desk, "offerStage", json!({ "cluster": cluster["id"], "mandate": to.mandate["id"], "days": 1 })).await
}

/// The offer accepted, released and retained.
pub async fn retained(world: &World, desk: &Persona, offer: &Value, member: &Member) -> Value {
    let offer = done(world, &member.referent, "answerOffer", with(offer, json!({ "accept": true }))).await;
    let offer = done(world, member.school.principal(), "releaseReferent", with(&offer, json!({ "release": true, "acknowledge": true }))).await;
    done(world, desk, "retainReferent", with(&offer, json!({ "retain": true }))).await
}

async fn candidates(world: &World, who: &Persona, cluster: &Value, more: &str) -> Outcome {
    let shown = "rank score cover availability policy travel sessionsLed daysLed mostDays releases kilometres why needsMet person { displayName } establishment { uai } mandate { id } offer { id }
        competences { competence wantedBy level isValidated } needs { need title uai isMet missingCompetences why } furtherNeeds { title }";
    who.asks(world, &format!("{{ stageCandidates(cluster: {}{more}) {{ totalCount nodes {{ {shown} }} }} }}", cluster["id"])).await
}

async fn stage_of(world: &World, who: &Persona, object: &Value, kind: &str) -> Value {
    let read = who.asks(world, &format!("{{ node(id: {}) {{ ... on {kind} {{ id version stage }} }} }}", object["id"])).await.succeeds();
    read.at("node").clone()
}

async fn told(world: &World, who: &Persona) -> Vec<String> {
    world.settle().await;
    who.asks(world, "{ notifications(first: 100) { nodes { kind } } }").await.succeeds().texts("notifications.nodes", "kind")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s18_candidates_are_compared_part_by_part_and_in_words_and_nobody_is_told_of_others() {
    let (world, [here, near], far, desk) = basin().await;
    here.wants(&world, "Cahier de textes", "ENT", json!(["RUPN:A1", "CRCN-EDU:2.1"])).await;
    near.wants(&world, "Messagerie", "ENT", json!(["RUPN:A1"])).await;
    here.declares(&world, "RUPN:A1", "EXPERT").await;
    near.declares(&world, "RUPN:A1", "EXPERT").await;
    near.declares(&world, "CRCN-EDU:2.1", "INDEPENDENT").await;
    here.says(&world, true, true, json!({ "mostDays": 4 })).await;
    near.says(&world, true, true, json!({})).await;
    let cluster = confirmed(&world, &desk, "ENT").await;

    let seen = candidates(&world, &desk, &cluster, "").await.succeeds().shows("stageCandidates.totalCount", 2);
    let first = seen.at("stageCandidates.nodes.0").clone();
    assert_eq!((&first["rank"], &first["establishment"]["uai"], &first["mandate"]["id"]), (&json!(1), &json!(near.school.uai), &near.mandate["id"]));
    assert_eq!((&first["cover"], &first["availability"], &first["policy"], &first["needsMet"]), (&json!(0.833), &json!(1.0), &json!(1.0), &json!(2)));
    assert_eq!(first["competences"][1], json!({ "competence": "RUPN:A1", "wantedBy": 2, "level": 4, "isValidated": false }));
    assert_eq!(first["why"].as_array().map(Vec::len), Some(6));
    assert_eq!(first["why"][0], "Competences that the needs name, declared at level 2 of 4 or more: 2 of 2.");
    let second = seen.at("stageCandidates.nodes.1").clone();
    assert_eq!((&second["cover"], &second["needsMet"], &second["mostDays"]), (&json!(0.667), &json!(1), &json!(4)));
    let unmet: Vec<&Value> = second["needs"].as_array().expect("needs").iter().filter(|need| need["isMet"] == false).collect();
    assert_eq!((unmet.len(), &unmet[0]["missingCompetences"], &unmet[0]["title"]), (1, &json!(["CRCN-EDU:2.1"]), &json!("Cahier de textes")));

    for (who, count) in [(&here.referent, 1), (&far.referent, 0), (&here.teacher, 0)] {
        let own = candidates(&world, who, &cluster, "").await;
        match own.body["data"]["stageCandidates"].is_null() {
            true => assert_eq!(count, 0, "{}", own.body),
            false => drop(own.shows("stageCandidates.totalCount", count)),
        }
    }
    let own = candidates(&world, &here.referent, &cluster, "").await.succeeds();
    assert_eq!(
        (own.at("stageCandidates.nodes.0.rank"), own.at("stageCandidates.nodes.0.mandate.id")),
        (&json!(1), &here.mandate["id"]),
        "the others are not compared with one's own"
    );
    for (who, code) in
        [(&world.officer([Desk::Pay].into_iter().collect()).await, "NOT_FOUND"), (world.rectorate_of_toulouse(), "NOT_FOUND"), (&world.anyone(), "NOT_ALLOWED")]
    {
        let refused = candidates(&world, who, &cluster, "").await;
        let nothing = refused.body["data"]["stageCandidates"]["totalCount"] == 0;
        assert!(
            nothing || refused.body["errors"][0]["extensions"]["code"].as_str().is_some_and(|told| [code, "NOT_ALLOWED"].contains(&told)),
            "{} {}",
            who.name,
            refused.body
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s19_what_if_an_establishment_let_its_referent_go() {
    let (world, [here, near], far, desk) = basin().await;
    for member in [&here, &near] {
        member.wants(&world, "Messagerie", "ENT", json!(["RUPN:A1"])).await;
        member.declares(&world, "RUPN:A1", "ADVANCED").await;
    }
    here.says(&world, false, true, json!({})).await;
    let cluster = confirmed(&world, &desk, "ENT").await;

    let now = candidates(&world, &desk, &cluster, "").await.succeeds();
    let of_here = |seen: &Outcome| {
        seen.at("stageCandidates.nodes")
            .as_array()
            .expect("nodes")
            .iter()
            .find(|row| row["establishment"]["uai"] == here.school.uai.as_str())
            .expect("one")
            .clone()
    };
    assert_eq!((&of_here(&now)["releases"], &of_here(&now)["needsMet"], &of_here(&now)["policy"]), (&json!("NO"), &json!(0), &json!(0.0)));
    let assuming = format!(", assuming: [{{ establishment: \"{}\", releasesReferent: true }}]", here.school.uai);
    let then = candidates(&world, &desk, &cluster, &assuming).await.succeeds();
    assert_eq!((&of_here(&then)["releases"], &of_here(&then)["needsMet"]), (&json!("YES"), &json!(2)));
    assert_eq!(of_here(&then)["furtherNeeds"].as_array().map(Vec::len), Some(2));
    assert_eq!(of_here(&now)["furtherNeeds"], json!([]), "what is so is no assumption");

    let wrong = format!(", assuming: [{{ establishment: \"{}\", releasesReferent: true }}]", far.school.uai);
    candidates(&world, &desk, &cluster, &wrong).await.is_refused("INVALID_ARGUMENT").naming("assuming.0.establishment");
    let wrong = format!(", assuming: [{{ establishment: \"{}\", mostDays: 201 }}]", here.school.uai);
    candidates(&world, &desk, &cluster, &wrong).await.is_refused("INVALID_ARGUMENT").naming("assuming.0.mostDays");
    let yes = candidates(&world, &desk, &cluster, ", filter: { releases: [NO] }").await.succeeds();
    yes.shows("stageCandidates.totalCount", 1).shows("stageCandidates.nodes.0.establishment.uai", here.school.uai.as_str());
    candidates(&world, &desk, &cluster, ", filter: { isOffered: true }").await.succeeds().shows("stageCandidates.totalCount", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_a_course_is_offered_to_the_referents_of_its_establishments_alone() {
    let (world, [here, near], far, desk) = basin().await;
    for member in [&here, &near] {
        member.wants(&world, "Messagerie", "ENT", json!([])).await;
    }
    desk.does(&world, "recomputeClusters", "results { status }", year(json!({}))).await.succeeds();
    let suggested = desk.asks(&world, "{ needClusters { nodes { id version stage } } }").await.object("needClusters.nodes.0");
    let offer = |cluster: &Value, member: &Member, days: i32| json!({ "cluster": cluster["id"], "mandate": member.mandate["id"], "days": days });
    acts(&world, &desk, "offerStage", offer(&suggested, &here, 1)).await.is_refused("INVALID_TRANSITION");
    let cluster = confirmed(&world, &desk, "ENT").await;

    for (who, code) in [
        (here.school.principal(), "NOT_ALLOWED"),
        (&here.referent, "NOT_ALLOWED"),
        (&world.officer([Desk::Pay].into_iter().collect()).await, "NOT_ALLOWED"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
        (&world.anyone(), "NOT_FOUND"),
    ] {
        acts(&world, who, "offerStage", offer(&cluster, &here, 1)).await.is_refused(code);
    }
    acts(&world, &desk, "offerStage", offer(&cluster, &far, 1)).await.is_refused("NOT_A_CANDIDATE").naming("mandate").hinting("stageCandidates");
    acts(&world, &desk, "offerStage", offer(&cluster, &here, 61)).await.is_refused("INVALID_ARGUMENT").naming("days");
    let proposed = here.school.principal().proposes(&world, &here.teacher, &here.school).await.succeeds().object("proposeMandate.object");
    let not_yet = json!({ "cluster": cluster["id"], "mandate": proposed["id"], "days": 1 });
    acts(&world, &desk, "offerStage", not_yet).await.is_refused("NOT_A_CANDIDATE").naming("mandate");
    assert_eq!(stage_of(&world, &desk, &cluster, "NeedCluster").await["stage"], "CONFIRMED", "nothing is half written");

    let made = done(&world, &desk, "offerStage", offer(&cluster, &here, 2)).await;
    acts(&world, &desk, "offerStage", offer(&cluster, &here, 1)).await.is_refused("ALREADY_EXISTS").naming("mandate");
    assert_eq!(stage_of(&world, &desk, &cluster, "NeedCluster").await["stage"], "STAGE_PROPOSED");
    assert_eq!(told(&world, &here.referent).await.first().map(String::as_str), Some("StageOffered"));
    for (who, reads) in [
        (&here.referent, true),
        (here.school.principal(), true),
        (&here.school.deputy("Rose").await, true),
        (&desk, true),
        (&near.referent, false),
        (near.school.principal(), false),
        (&here.teacher, false),
        (&world.officer([Desk::Pay].into_iter().collect()).await, false),
        (world.rectorate_of_toulouse(), false),
    ] {
        assert_eq!(!stage_of(&world, who, &made, "StageOffer").await.is_null(), reads, "{}", who.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s17_nobody_leads_a_course_without_a_yes_and_the_principal_lets_go() {
    let (world, [here, near], _, desk) = basin().await;
    for member in [&here, &near] {
        member.wants(&world, "Messagerie", "ENT", json!([])).await;
    }
    here.says(&world, true, true, json!({ "mostDays": 1 })).await;
    let cluster = confirmed(&world, &desk, "ENT").await;
    let offer =
        done(&world, &desk, "offerStage", json!({ "cluster": cluster["id"], "mandate": here.mandate["id"], "days": 2, "message": "Le 12 janvier" })).await;
    let other = offered(&world, &desk, &cluster, &near).await;

    let principal = here.school.principal();
    for (who, code) in [(principal, "NOT_ALLOWED"), (&desk, "NOT_ALLOWED"), (&near.referent, "NOT_FOUND"), (&world.anyone(), "NOT_FOUND")] {
        acts(&world, who, "answerOffer", with(&offer, json!({ "accept": true }))).await.is_refused(code);
    }
    acts(&world, principal, "releaseReferent", with(&offer, json!({ "release": true }))).await.is_refused("INVALID_TRANSITION");
    let no = done(&world, &here.referent, "answerOffer", with(&offer, json!({ "accept": false, "reason": "Trop de classes." }))).await;
    assert!(told(&world, &desk).await.contains(&"StageDeclined".to_owned()));
    acts(&world, &here.referent, "answerOffer", with(&no, json!({ "accept": true }))).await.is_refused("INVALID_TRANSITION");
    let again = done(&world, &desk, "offerStage", json!({ "cluster": cluster["id"], "mandate": here.mandate["id"], "days": 2 })).await;
    acts(&world, &here.referent, "answerOffer", with(&offer, json!({ "accept": true }))).await.is_refused("CONFLICT");
    let yes = done(&world, &here.referent, "answerOffer", with(&again, json!({ "accept": true }))).await;
    assert!(told(&world, principal).await.contains(&"StageAccepted".to_owned()));

    for (who, code) in
        [(&here.referent, "NOT_ALLOWED"), (&here.school.deputy("Rose").await, "NOT_ALLOWED"), (&desk, "NOT_ALLOWED"), (near.school.principal(), "NOT_FOUND")]
    {
        acts(&world, who, "releaseReferent", with(&yes, json!({ "release": true }))).await.is_refused(code);
    }
    acts(&world, principal, "releaseReferent", with(&yes, json!({ "release": true })))
        .await
        .is_refused("AGAINST_POLICY")
        .naming("acknowledge")
        .hinting("setEstablishmentPolicy");
    let kept = done(&world, principal, "releaseReferent", with(&yes, json!({ "release": false, "reason": "Examens" }))).await;
    acts(&world, &desk, "retainReferent", with(&kept, json!({ "retain": true }))).await.is_refused("INVALID_TRANSITION");
    let released = done(&world, principal, "releaseReferent", with(&kept, json!({ "release": true, "acknowledge": true }))).await;
    let read = desk.asks(&world, &format!("{{ node(id: {}) {{ ... on StageOffer {{ acknowledged reason }} }} }}", released["id"])).await.object("node");
    assert_eq!(read, json!({ "acknowledged": true, "reason": null }));

    for (who, code) in [(&here.referent, "NOT_ALLOWED"), (principal, "NOT_ALLOWED"), (world.rectorate_of_toulouse(), "NOT_FOUND")] {
        acts(&world, who, "retainReferent", with(&released, json!({ "retain": true }))).await.is_refused(code);
    }
    let chosen = done(&world, &desk, "retainReferent", with(&released, json!({ "retain": true }))).await;
    assert_eq!(stage_of(&world, &desk, &other, "StageOffer").await["stage"], "NOT_RETAINED", "the other offers end with the choice");
    assert!(told(&world, &near.referent).await.contains(&"ReferentNotRetained".to_owned()));
    for who in [&near.referent, near.school.principal(), &near.school.deputy("Iris").await, &world.officer([Desk::Pay].into_iter().collect()).await] {
        assert_eq!(stage_of(&world, who, &chosen, "StageOffer").await["stage"], "RETAINED", "{}: the basin knows who leads the course", who.name);
    }
    for who in [&here.teacher, &near.teacher, world.rectorate_of_toulouse(), &world.anyone()] {
        assert!(stage_of(&world, who, &chosen, "StageOffer").await.is_null(), "{}: what was said with it is not theirs", who.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s21_who_is_no_referent_any_more_is_not_retained() {
    let (world, [here, near], _, desk) = basin().await;
    for member in [&here, &near] {
        member.wants(&world, "Messagerie", "ENT", json!([])).await;
    }
    let cluster = confirmed(&world, &desk, "ENT").await;
    let offer = offered(&world, &desk, &cluster, &here).await;
    let yes = done(&world, &here.referent, "answerOffer", with(&offer, json!({ "accept": true }))).await;
    let mandate = now(&world, &here.referent, &here.mandate, "ReferentMandate").await;
    here.school.principal().ends(&world, &mandate, "2026-12-01").await.succeeds();
    world.clock().advance(days(10));

    acts(&world, here.school.principal(), "releaseReferent", with(&yes, json!({ "release": true }))).await.is_refused("NOT_A_CANDIDATE").naming("id");
    let no = done(&world, &here.referent, "answerOffer", with(&yes, json!({ "accept": false }))).await;
    assert_eq!(stage_of(&world, &here.referent, &no, "StageOffer").await["stage"], "DECLINED");
    candidates(&world, &desk, &cluster, "").await.succeeds().shows("stageCandidates.totalCount", 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_s17_to_s25_four_teachers_needs_become_a_paid_course_led_by_the_referent_of_one_of_them() {
    let (world, [here, near], far, desk) = basin().await;
    // S8: four teachers of two establishments want the same; a colleague supports, the referent merges what is alike.
    let (zoe, tom) = (here.school.teacher("Zoé MUGUET").await, near.school.teacher("Tom SAULE").await);
    let first = here.wants(&world, "Cahier de textes", "ENT", json!(["RUPN:A1"])).await;
    let alike = raised(&world, &zoe, json!({ "establishment": here.school.uai, "title": "Cahier de textes bis", "theme": "ENT" })).await;
    let into = now(&world, &here.referent, &first, "TrainingNeed").await;
    acts(&world, &here.referent, "mergeNeeds", json!({ "into": into["id"], "version": into["version"], "from": [alike["id"]] })).await.succeeds();
    let second = near.wants(&world, "Messagerie", "ENT", json!(["RUPN:A1"])).await;
    acts(&world, &tom, "supportNeed", json!({ "id": second["id"] })).await.succeeds();

    // S20: they form a cluster. S18, S19: the desk compares the referents, and offers the course; S17: who accepts; S21: who is released and retained.
    here.declares(&world, "RUPN:A1", "EXPERT").await;
    here.says(&world, true, true, json!({ "mostDays": 3 })).await;
    let cluster = confirmed(&world, &desk, "ENT").await;
    let headcount =
        desk.asks(&world, &format!("{{ node(id: {}) {{ ... on NeedCluster {{ headcount establishments }} }} }}", cluster["id"])).await.object("node");
    assert_eq!(headcount, json!({ "headcount": 4, "establishments": 2 }));
    let best = candidates(&world, &desk, &cluster, "").await.succeeds();
    assert_eq!(best.at("stageCandidates.nodes.0.mandate.id"), &here.mandate["id"]);
    let offer = offered(&world, &desk, &cluster, &here).await;

    // S22, S23, S24: the plan of the basin has the course for everybody there, with a budget.
    let plan = json!({ "level": "BASIN", "schoolYear": "2026-2027", "title": "Plan du bassin", "academy": "13", "basin": "863", "budgetCents": 100_000 });
    let plan = done(&world, &desk, "createTrainingPlan", plan).await;
    let about = json!({ "scope": "BASIN", "cluster": cluster["id"], "theme": "ENT", "costCents": 30_000, "capacity": 3 });
    for (wrong, argument) in [
        (json!({ "domain": "DISCIPLINE", "discipline": "L0202" }), "cluster"),
        (json!({ "theme": "AI" }), "cluster"),
        (json!({ "scope": "ESTABLISHMENT", "establishment": here.school.uai }), "cluster"),
        (json!({ "needs": [first["id"], far.wants(&world, "Ailleurs", "AI", json!([])).await["id"]] }), "needs.1"),
    ] {
        let mut input = action_in(&plan, about.clone());
        input.as_object_mut().expect("an object").extend(wrong.as_object().expect("an object").clone());
        acts(&world, &desk, "addTrainingAction", input).await.is_refused("INVALID_ARGUMENT").naming(argument);
    }
    let action = done(&world, &desk, "addTrainingAction", action_in(&plan, about.clone())).await;
    for need in [&first, &second] {
        let read = desk.asks(&world, &format!("{{ node(id: {}) {{ ... on TrainingNeed {{ stage action {{ id }} }} }} }}", need["id"])).await.object("node");
        assert_eq!(read, json!({ "stage": "PLANNED", "action": { "id": action["id"] } }));
    }
    assert_eq!(stage_of(&world, &desk, &cluster, "NeedCluster").await["stage"], "PLANNED");
    // What is taken out of the draft waits again.
    acts(&world, &desk, "removeTrainingAction", with(&action, json!({}))).await.succeeds();
    assert_eq!(stage_of(&world, &desk, &first, "TrainingNeed").await["stage"], "CLUSTERED");
    assert_eq!(stage_of(&world, &desk, &cluster, "NeedCluster").await["stage"], "STAGE_PROPOSED");
    let action = done(&world, &desk, "addTrainingAction", action_in(&now(&world, &desk, &plan, "TrainingPlan").await, about)).await;
    let plan = done(&world, &desk, "submitPlan", now(&world, &desk, &plan, "TrainingPlan").await).await;
    done(&world, world.rectorate(), "approvePlan", with(&plan, json!({}))).await;

    let session = session_of(&action, json!({ "host": here.school.uai, "leastParticipants": 2 }));
    let session = done(&world, &desk, "scheduleSession", session).await;
    let session = done(&world, &desk, "openSession", with(&session, json!({}))).await;
    for who in [&here.teacher, &zoe, &near.teacher, &tom] {
        enrols(&world, who, &session).await.succeeds();
    }
    let beside = led(&world, &desk, &session, &near.referent).await;
    let now_open = now(&world, &desk, &session, "TrainingSession").await;
    acts(&world, &desk, "confirmSession", with(&now_open, json!({}))).await.is_refused("NOT_LED_LOCALLY").naming("id").hinting("offerStage");
    retained(&world, &desk, &offer, &here).await;
    let leading = led(&world, &desk, &session, &here.referent).await;
    let session = done(&world, &desk, "confirmSession", with(&now_open, json!({}))).await;
    let lines = agreed(&world, &desk, &leading, &beside, &here).await;

    // T2: the author sees what became of the need, and when.
    let seen =
        "{ trainingNeeds(filter: { isMine: true }) { nodes { stage cluster { establishments } action { title sessions { nodes { startsAt stage } } } } } }";
    let seen = near.teacher.asks(&world, seen).await.object("trainingNeeds.nodes.0");
    assert_eq!((&seen["stage"], &seen["action"]["sessions"]["nodes"][0]["startsAt"]), (&json!("PLANNED"), &json!("2027-01-12T13:00:00+00:00")), "{seen}");
    world.clock().advance(days(60));
    done(&world, &here.referent, "holdSession", with(&session, json!({}))).await;
    for need in [&first, &second] {
        assert_eq!(stage_of(&world, &desk, need, "TrainingNeed").await["stage"], "MET");
    }
    let notices = told(&world, &tom).await;
    assert!(notices.contains(&"NeedPlanned".to_owned()) && notices.contains(&"NeedMet".to_owned()), "{notices:?}");

    // S25: the host certifies, the desk PAY approves and exports, payroll pays.
    is_paid(&world, &desk, &plan, [&here, &near, &far], &lines).await;
}

/// S25, before the course: the desk TRAINING says what the two referents get, and nothing is certified yet. The paid line and the unpaid one.
async fn agreed(world: &World, desk: &Persona, leading: &Value, beside: &Value, here: &Member) -> [Value; 2] {
    let by_hour = json!({ "engagement": leading["id"], "kind": "HOURLY", "level": "DEEPENING", "rateCents": 4_333, "hours": 2.75 });
    for who in [&here.referent, here.school.principal(), &here.teacher] {
        let code = if who.id == here.teacher.id { "NOT_FOUND" } else { "NOT_ALLOWED" };
        acts(world, who, "setRemuneration", by_hour.clone()).await.is_refused(code);
    }
    let mut wrong = by_hour.clone();
    wrong["rateCents"] = json!(8_001);
    acts(world, desk, "setRemuneration", wrong).await.is_refused("RATE_NOT_LEGAL").naming("rateCents");
    let paid = done(world, desk, "setRemuneration", by_hour).await;
    let unpaid = done(world, desk, "setRemuneration", json!({ "engagement": beside["id"], "kind": "NONE" })).await;
    acts(world, here.school.principal(), "certifyService", with(&paid, json!({}))).await.is_refused("SESSION_NOT_HELD").naming("id");
    [paid, unpaid]
}

/// S25, after the course: its line goes from the principal of the host over the desk PAY to payroll, each refused where it is another's turn.
async fn is_paid(world: &World, desk: &Persona, plan: &Value, [here, near, far]: [&Member; 3], [paid, unpaid]: &[Value; 2]) {
    let (pay, principal) = (&world.officer([Desk::Pay].into_iter().collect()).await, here.school.principal());
    for (who, code) in [
        (&here.referent, "NOT_ALLOWED"),
        (&here.school.deputy("Rose").await, "NOT_ALLOWED"),
        (desk, "NOT_ALLOWED"),
        (pay, "NOT_ALLOWED"),
        (near.school.principal(), "NOT_FOUND"),
        (far.school.principal(), "NOT_FOUND"),
        (&here.teacher, "NOT_FOUND"),
        (world.rectorate_of_toulouse(), "NOT_FOUND"),
    ] {
        acts(world, who, "certifyService", with(paid, json!({}))).await.is_refused(code);
    }
    acts(world, principal, "certifyService", with(unpaid, json!({}))).await.is_refused("INVALID_TRANSITION");
    acts(world, principal, "certifyService", with(paid, json!({ "hours": 3.25 }))).await.is_refused("HOURS_OVER_SESSION").naming("hours");
    let certified = done(world, principal, "certifyService", with(paid, json!({}))).await;

    let rows = "results { status error { code } object { id version stage } }";
    let approving = json!({ "lines": [with(&certified, json!({}))] });
    // The certifier, whoever leads the course, and the desk that said what it brings.
    for who in [principal, &here.referent, desk] {
        who.does(world, "approvePay", rows, approving.clone()).await.is_refused("NOT_ALLOWED");
    }
    let file = "object { id lineCount totalCents csv }";
    pay.does(world, "exportPay", file, json!({ "academy": "13" })).await.is_refused("NOTHING_TO_EXPORT");
    let approved = pay.does(world, "approvePay", rows, approving).await.succeeds();
    approved.shows("approvePay.results.0.object.stage", "APPROVED");
    for who in [desk, principal, &here.referent] {
        who.does(world, "exportPay", file, json!({ "academy": "13" })).await.is_refused("NOT_ALLOWED");
    }
    let export = pay.does(world, "exportPay", file, json!({ "academy": "13", "plan": plan["id"] })).await.succeeds().object("exportPay.object");
    pay.does(world, "exportPay", file, json!({ "academy": "13" })).await.is_refused("NOTHING_TO_EXPORT");
    // 43.33 € for two hours and three quarters are 119.1575 €: 119.16 € on the line, in the file and in the sums.
    assert_eq!((&export["lineCount"], &export["totalCents"]), (&json!(1), &json!(11_916)));
    let csv = export["csv"].as_str().expect("a file");
    assert!(csv.lines().count() == 2 && csv.contains(",2.75,43.33,119.16") && csv.contains(&here.referent.id), "{csv}");
    let paying = json!({ "export": export["id"], "lines": [{ "id": paid["id"], "outcome": "PAID" }] });
    for (who, code) in [(desk, "NOT_ALLOWED"), (principal, "NOT_ALLOWED")] {
        who.does(world, "recordPayments", rows, paying.clone()).await.is_refused(code);
    }
    pay.does(world, "recordPayments", rows, paying).await.succeeds().shows("recordPayments.results.0.object.stage", "PAID");

    let sums = format!(
        "{{ node(id: {}) {{ ... on TrainingPlan {{ payTotals {{ budgetCents committedCents leftCents unpaidCount states {{ stage count cents }} }} }} }} }}",
        plan["id"]
    );
    for who in [desk, pay] {
        let told = who.asks(world, &sums).await.succeeds().object("node.payTotals");
        assert_eq!(
            (&told["budgetCents"], &told["committedCents"], &told["leftCents"], &told["unpaidCount"]),
            (&json!(100_000), &json!(11_916), &json!(88_084), &json!(1)),
            "{told}"
        );
        let states = told["states"].as_array().expect("states");
        assert!(states.contains(&json!({ "stage": "PAID", "count": 1, "cents": 11_916 })), "{told}");
    }
    for who in [&here.referent, principal, near.school.principal(), &here.teacher] {
        let told = who.asks(world, &sums).await.succeeds();
        assert!(!told.at("node.payTotals").is_object(), "{} reads sums of the basin's plan: {}", who.name, told.body);
    }
    // Amounts are the person's, the principal's who certified, and of the two desks.
    let amount = "{ remunerations { nodes { stage amountCents } } }";
    for (who, lines) in [
        (&here.referent, json!([{ "stage": "PAID", "amountCents": 11_916 }])),
        (&near.referent, json!([{ "stage": "UNPAID", "amountCents": 0 }])),
        (&here.teacher, json!([])),
        (far.school.principal(), json!([])),
    ] {
        who.asks(world, amount).await.succeeds().shows("remunerations.nodes", lines);
    }
    assert!(told(world, &here.referent).await.contains(&"PayPaid".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s22_an_establishment_answers_its_own_need_alone() {
    let (world, [here, near], _, desk) = basin().await;
    let (own, other) = (here.wants(&world, "Tablettes", "MOBILE", json!([])).await, near.wants(&world, "Tablettes", "MOBILE", json!([])).await);
    let raw = raised(&world, &here.teacher, json!({ "establishment": here.school.uai, "title": "IA", "theme": "AI" })).await;
    let principal = here.school.principal();
    let plan = done(&world, principal, "createTrainingPlan", crate::training::plan_of(&here.school)).await;
    let answering = |needs: Value| action_in(&plan, json!({ "needs": needs }));

    acts(&world, principal, "addTrainingAction", answering(json!([other["id"]]))).await.is_refused("INVALID_ARGUMENT").naming("needs.0");
    acts(&world, principal, "addTrainingAction", answering(json!([own["id"], raw["id"]])))
        .await
        .is_refused("INVALID_TRANSITION")
        .naming("needs.1")
        .hinting("validateNeed");
    acts(&world, principal, "addTrainingAction", action_in(&plan, json!({ "theme": "NOTHING" }))).await.is_refused("NOT_FOUND").naming("theme");
    done(&world, principal, "addTrainingAction", answering(json!([own["id"]]))).await;

    assert_eq!(stage_of(&world, &here.teacher, &own, "TrainingNeed").await["stage"], "PLANNED");
    desk.does(&world, "recomputeClusters", "results { status }", year(json!({}))).await.succeeds();
    let clusters = desk.asks(&world, "{ needClusters { totalCount } }").await.succeeds();
    clusters.shows("needClusters.totalCount", 0);
}
