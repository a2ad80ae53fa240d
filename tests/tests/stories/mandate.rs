//! Stories of mandates: proposed, answered, active, ended, rolled over.

use serde_json::json;
use tests::{World, days};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mandate_is_proposed_by_the_principal_and_accepted_by_the_person() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    world.announced().await;

    let mandate = college.principal().proposes(&world, &teacher, &college).await.succeeds().object("proposeMandate.object");
    let accepted = teacher.accepts(&world, &mandate).await.succeeds();

    accepted.shows("acceptMandate.object.state", "ACTIVE").shows("acceptMandate.object.endsOn", "2027-08-31").shows("acceptMandate.object.version", 2);
    assert_eq!(world.announced().await, ["MandateProposed", "MandateAccepted"]);
    assert_eq!(world.last_audit().await.operation, "acceptMandate");
    let changes = world.last_changes().await;
    assert_eq!(changes[0]["before"]["decision"], "PROPOSED");
    assert_eq!(changes[0]["after"]["decision"], "ACCEPTED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_person_answers_and_only_once() {
    let world = World::new().await;
    let (college, elsewhere) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let (teacher, colleague) = (college.teacher("Inès OEILLET").await, college.teacher("Paul LILAS").await);
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");
    world.announced().await;

    college.principal().accepts(&world, &mandate).await.is_refused("NOT_ALLOWED");
    world.rectorate().accepts(&world, &mandate).await.is_refused("NOT_ALLOWED");
    colleague.accepts(&world, &mandate).await.is_refused("NOT_FOUND").naming("id");
    elsewhere.principal().accepts(&world, &mandate).await.is_refused("NOT_FOUND");
    world.anyone().accepts(&world, &mandate).await.is_refused("NOT_FOUND");
    world.announced_nothing().await;

    let accepted = teacher.accepts(&world, &mandate).await.object("acceptMandate.object");
    teacher.accepts(&world, &mandate).await.is_refused("CONFLICT").naming("version");
    teacher.accepts(&world, &accepted).await.is_refused("INVALID_TRANSITION");
    assert_eq!(world.announced().await, ["MandateAccepted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_step_says_which_steps_are_possible() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes(&world, &teacher, &college).await.object("proposeMandate.object");

    let declined = teacher.declines(&world, &mandate, "no time this year").await.succeeds();
    let again = teacher.accepts(&world, &declined.object("declineMandate.object")).await;

    assert_eq!(declined.at("declineMandate.object.state"), "DECLINED");
    assert_eq!(declined.at("declineMandate.object.declineReason"), "no time this year");
    let extensions = &again.body["errors"][0]["extensions"];
    assert_eq!((&extensions["from"], &extensions["attempted"], &extensions["allowed"]), (&json!("DECLINED"), &json!("ACCEPT"), &json!([])));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_viewer_is_told_beforehand_what_is_possible() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    college.principal().proposes(&world, &teacher, &college).await.succeeds();

    let query = "{ mandates { nodes { availableTransitions { name to allowed } viewerCan { action allowed } } } }";
    let (person, principal) = (teacher.asks(&world, query).await.succeeds(), college.principal().asks(&world, query).await.succeeds());

    let step = |name: &str, to: &str, allowed: bool| json!({ "name": name, "to": to, "allowed": allowed });
    assert_eq!(
        person.at("mandates.nodes.0.availableTransitions"),
        &json!([step("ACCEPT", "ACCEPTED", true), step("DECLINE", "DECLINED", true), step("WITHDRAW", "WITHDRAWN", false)])
    );
    assert_eq!(
        principal.at("mandates.nodes.0.availableTransitions"),
        &json!([step("ACCEPT", "ACCEPTED", false), step("DECLINE", "DECLINED", false), step("WITHDRAW", "WITHDRAWN", true)])
    );
    let can = |name: &str, allowed: bool| json!({ "action": name, "allowed": allowed });
    let answered = person.at("mandates.nodes.0.viewerCan").as_array().expect("permissions").clone();
    assert!(answered.contains(&can("ACCEPT", true)) && answered.contains(&can("END", false)), "{answered:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_second_degree_holds_mandates() {
    let world = World::new().await;
    let (college, primary) = (world.college("Collège Jean Moulin").await, world.school("École Prévert", "PRIMARY").await);
    let section = world.school("SEP du lycée", "SECTION").await;
    let teacher = primary.teacher("Inès OEILLET").await;
    let officer = world.rectorate();
    let version = section.read_by(officer, "version").await.at("establishment.version").clone();
    world.announced().await;

    officer.proposes(&world, &teacher, &primary).await.is_refused("NOT_SECOND_DEGREE").naming("establishment");
    officer.proposes(&world, &teacher, &section).await.is_refused("SECTION_HOLDS_NO_MANDATE").naming("establishment");
    world.announced_nothing().await;

    officer.does(&world, "updateEstablishment", "object { id }", json!({ "id": section.id, "version": version, "parent": college.uai })).await.succeeds();
    officer.proposes(&world, &teacher, &section).await.is_refused("SECTION_HOLDS_NO_MANDATE").hinting(&college.uai);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_person_works_there_and_is_of_the_academy() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    let toulouse = world.college_of_toulouse("Collège Fermat").await;
    let (neighbour, stranger) = (other.teacher("Inès OEILLET").await, toulouse.teacher("Paul LILAS").await);

    world.rectorate().proposes(&world, &neighbour, &college).await.is_refused("NOT_APPOINTED_THERE").naming("person").hinting("Appoint");
    college.principal().proposes(&world, &stranger, &college).await.is_refused("NOT_FOUND").naming("person");
    world.rectorate().proposes(&world, &stranger, &college).await.is_refused("NOT_FOUND").naming("person");
    college.principal().proposes(&world, &stranger, &toulouse).await.is_refused("NOT_FOUND").naming("person");
    other.principal().proposes(&world, &neighbour, &other).await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mandate_lies_in_its_school_year_and_meets_no_other() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let principal = college.principal();

    principal
        .proposes_between(&world, &teacher, &college, "2026-08-31", "2027-08-31")
        .await
        .is_refused("INVALID_ARGUMENT")
        .naming("startsOn")
        .hinting("2026-09-01");
    principal.proposes_between(&world, &teacher, &college, "2027-03-01", "2027-02-01").await.is_refused("INVALID_ARGUMENT").naming("endsOn");
    principal.proposes_between(&world, &teacher, &college, "2026-09-01", "2026-12-31").await.succeeds();
    principal.proposes_between(&world, &teacher, &college, "2026-12-31", "2027-08-31").await.is_refused("MANDATE_EXISTS").naming("person");
    principal.proposes_between(&world, &teacher, &college, "2027-01-01", "2027-08-31").await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_establishment_has_several_referents_whom_its_teachers_find() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.college("Collège Ronsard").await);
    college.referent("Inès OEILLET").await;
    college.referent("Paul LILAS").await;
    other.referent("Luc TULIPE").await;
    let teacher = college.teacher("Zoé ROSE").await;

    let found = teacher.asks(&world, "{ myReferents { totalCount nodes { person { displayName contact { mail } } } } }").await.succeeds();

    let mut names = found.texts("myReferents.nodes", "person.displayName");
    names.sort();
    assert_eq!(names, ["Inès OEILLET", "Paul LILAS"]);
    assert_eq!(found.at("myReferents.totalCount"), 2);
    assert!(found.texts("myReferents.nodes", "person.contact.mail").iter().all(|mail| mail.contains('@')));
    world.anyone().asks(&world, "{ myReferents { totalCount } }").await.shows("myReferents.totalCount", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dates_end_a_mandate_and_the_hat_with_it() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, mandate) = college.referent("Inès OEILLET").await;
    let ended = referent.ends(&world, &mandate, "2026-12-15").await.succeeds();
    assert_eq!(ended.at("endMandate.object.state"), "ACTIVE");

    world.clock().advance(days(20));
    referent.asks(&world, "{ viewer { roles } }").await.shows("viewer.roles", json!(["TEACHER", "REFERENT"]));
    world.clock().advance(days(1));

    referent.asks(&world, "{ viewer { roles } }").await.shows("viewer.roles", json!(["TEACHER"]));
    let states = "{ mandates { nodes { now: state before: state(asOf: \"2026-12-15\") } } }";
    referent.asks(&world, states).await.shows("mandates.nodes.0.now", "ENDED").shows("mandates.nodes.0.before", "ACTIVE");
    college.read_by(&world.anyone(), "referents { totalCount }").await.shows("establishment.referents.totalCount", 0);
    let then = "referents(filter: { asOf: \"2026-12-01\" }) { totalCount }";
    college.read_by(college.principal(), then).await.shows("establishment.referents.totalCount", 1);
    college.read_by(&world.anyone(), then).await.shows("establishment.referents.totalCount", 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_is_withdrawn_until_it_begins() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (teacher, (_, active)) = (college.teacher("Inès OEILLET").await, college.referent("Paul LILAS").await);
    let proposed = college.principal().proposes_for(&world, &teacher, &college, "2027-2028").await.object("proposeMandate.object");

    let withdrawn = college.principal().withdraws(&world, &proposed).await.succeeds();
    college.principal().withdraws(&world, &active).await.is_refused("INVALID_TRANSITION");
    college.principal().ends(&world, &active, "2026-08-01").await.is_refused("INVALID_ARGUMENT").naming("endsOn");

    assert_eq!(withdrawn.at("withdrawMandate.object.state"), "WITHDRAWN");
    college.principal().proposes_for(&world, &teacher, &college, "2027-2028").await.succeeds();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mandates_roll_over_once_and_name_what_they_continue() {
    let world = World::new().await;
    let (college, other) = (world.college("Collège Jean Moulin").await, world.far_college("Collège Pierre Bodet").await);
    let (_, mandate) = college.referent("Inès OEILLET").await;
    let (leaving, _) = college.referent("Paul LILAS").await;
    other.referent("Luc TULIPE").await;
    let appointment =
        leaving.asks(&world, "{ viewer { person { appointments { nodes { id version } } } } }").await.object("viewer.person.appointments.nodes.0");
    let input = json!({ "id": appointment["id"], "version": appointment["version"], "endsOn": "2027-08-31" });
    world.rectorate().does(&world, "endAppointment", "object { id }", input).await.succeeds();
    world.announced().await;

    let rolled = world.rectorate().rolls_over(&world, json!({ "basin": "863" })).await.succeeds();

    assert_eq!(rolled.at("rollOverMandates.count"), 1);
    let mut statuses = rolled.texts("rollOverMandates.results", "status");
    statuses.sort();
    assert_eq!(statuses, ["CREATED", "REJECTED"]);
    assert!(rolled.texts("rollOverMandates.results", "error.code").contains(&"NOT_APPOINTED_THERE".to_owned()));
    let made = rolled.at("rollOverMandates.results").as_array().and_then(|rows| rows.iter().find(|row| row["status"] == "CREATED")).expect("one was made");
    assert_eq!(made["object"]["predecessor"]["id"], mandate["id"]);
    assert_eq!((&made["object"]["state"], &made["object"]["firstMandateOn"]), (&json!("PROPOSED"), &json!("2026-09-01")));
    assert_eq!(world.announced().await, ["MandateProposed"]);

    let again = world.rectorate().rolls_over(&world, json!({ "basin": "863" })).await.succeeds();
    assert_eq!(again.at("rollOverMandates.count"), 0);
    world.announced_nothing().await;
    let whole = world.rectorate().rolls_over(&world, json!({ "wholeAcademy": true })).await.succeeds();
    assert_eq!(whole.at("rollOverMandates.count"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rolling_over_wants_a_scope_that_is_meant() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    college.referent("Inès OEILLET").await;
    world.announced().await;
    let officer = world.rectorate();
    let roll = |scope: &str| {
        format!(
            "mutation($uais: [UAI!], $basin: String) {{ rollOverMandates(input: {{ from: \"2026-2027\", academy: \"13\", scope: {scope} }}) {{ count(status: CREATED) }} }}"
        )
    };

    for scope in ["{}", "{ establishments: $uais }", "{ basin: $basin }", "{ basin: null }", "{ wholeAcademy: true, basin: \"863\" }"] {
        let refused = officer.asks(&world, &roll(scope)).await;
        assert!(!refused.body["errors"].is_null(), "{scope}: {}", refused.body);
    }
    officer.rolls_over(&world, json!({ "establishments": [] })).await.is_refused("INVALID_ARGUMENT");
    officer.rolls_over(&world, json!({ "wholeAcademy": false })).await.is_refused("INVALID_ARGUMENT").naming("scope.wholeAcademy");
    college.principal().rolls_over(&world, json!({ "wholeAcademy": true })).await.is_refused("NOT_ALLOWED");
    world.rectorate_of_toulouse().rolls_over(&world, json!({ "wholeAcademy": true })).await.shows("rollOverMandates.count", 0);

    world.announced_nothing().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_of_mandates_gives_the_seniority() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, first) = college.referent("Inès OEILLET").await;

    let second = college.principal().proposes_for(&world, &referent, &college, "2027-2028").await.succeeds();

    let second = second.shows("proposeMandate.object.firstMandateOn", "2026-09-01");
    assert_eq!(second.at("proposeMandate.object.predecessor.id"), &first["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mandate_whose_last_day_is_past_is_not_accepted() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let teacher = college.teacher("Inès OEILLET").await;
    let mandate = college.principal().proposes_between(&world, &teacher, &college, "2026-11-01", "2026-11-30").await.object("proposeMandate.object");

    world.clock().advance(days(6));

    teacher.accepts(&world, &mandate).await.is_refused("MANDATE_OVER");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mandates_are_upserted_by_a_script_a_result_a_row() {
    let world = World::new().await;
    let (college, elsewhere) = (world.college("Collège Jean Moulin").await, world.college_of_toulouse("Collège Fermat").await);
    let (ines, luc) = (college.teacher("Inès OEILLET").await, college.teacher("Luc TULIPE").await);
    let (agreed, mandate) = college.referent("Paul LILAS").await;
    let row = |person: &str, ends: &str| json!({ "schoolYear": "2026-2027", "establishment": college.uai, "person": person, "endsOn": ends });
    let shown = "results { key status object { state endsOn } error { code } }";
    let statuses = |outcome: &tests::Outcome| outcome.texts("upsertMandates.results", "status");
    world.announced().await;

    let rows = json!({ "rows": [row(&ines.id, "2027-08-31"), row(&luc.id, "2027-06-30"), row(&luc.id, "2027-06-30"), row("AAF:1", "2027-08-31")] });
    let first = world.rectorate().does(&world, "upsertMandates", shown, rows.clone()).await.succeeds();
    assert_eq!(statuses(&first), ["CREATED", "CREATED", "REJECTED", "REJECTED"], "in the order of the rows");
    let results = first.at("upsertMandates.results");
    assert_eq!((&results[2]["error"]["code"], &results[3]["error"]["code"]), (&json!("NAMED_TWICE"), &json!("NOT_FOUND")));
    assert_eq!(world.announced().await, ["MandateProposed", "MandateProposed"]);

    let second = world.rectorate().does(&world, "upsertMandates", shown, rows).await.succeeds();
    assert_eq!(statuses(&second).iter().filter(|status| *status == "UNCHANGED").count(), 2);
    world.announced_nothing().await;
    let moved = json!({ "rows": [row(&ines.id, "2027-05-31"), row(&agreed.id, "2027-03-31")] });
    let moved = college.principal().does(&world, "upsertMandates", shown, moved).await.succeeds();
    assert_eq!(statuses(&moved), ["UPDATED", "UPDATED"]);
    assert_eq!(world.announced().await, ["MandateUpdated", "MandateUpdated"]);
    let version =
        agreed.asks(&world, &format!("{{ node(id: \"{}\") {{ ... on ReferentMandate {{ version endsOn }} }} }}", mandate["id"].as_str().expect("an id"))).await;
    version.shows("node.endsOn", "2027-03-31");

    // What a person accepted is not widened without them; nobody reaches beyond their place.
    let widened = json!({ "rows": [row(&agreed.id, "2027-08-31")] });
    let widened = world.rectorate().does(&world, "upsertMandates", shown, widened).await.succeeds();
    assert_eq!(widened.texts("upsertMandates.results", "error.code"), ["MANDATE_ANSWERED"]);
    let foreign = json!({ "rows": [row(&ines.id, "2027-08-31")] });
    let foreign = elsewhere.principal().does(&world, "upsertMandates", shown, foreign).await.succeeds();
    assert_eq!(statuses(&foreign), ["REJECTED"]);
    ines.does(&world, "upsertMandates", shown, json!({ "rows": [row(&ines.id, "2027-08-31")] })).await.is_refused("NOT_ALLOWED");
    world.rectorate().does(&world, "upsertMandates", shown, json!({ "rows": [] })).await.is_refused("INVALID_ARGUMENT").naming("rows");
    world.announced_nothing().await;
}
