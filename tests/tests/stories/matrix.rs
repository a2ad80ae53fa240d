//! The matrix as it happens: who reaches which object by any path of the schema, and who may run which mutation. What was
//! seen is compared with `permissions-seen.txt`, which is reviewed like the other contracts; `RUPN_WRITE_CONTRACT=1` writes it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition},
};
use entity::{
    access::{delegation, service_account, service_secret},
    action::support_action,
    analysis::survey_analysis::{self, AnalysisStage},
    campaign::{
        survey_campaign::{self, CampaignStage},
        survey_invitation,
    },
    compensation::{compensation, compensation_change, compensation_month, council_opinion},
    competence::competence_declaration,
    delivery::notification,
    finding::{finding, follow_up},
    letter::{
        letter_amendment, letter_blank, letter_clause, letter_comment, letter_party, letter_signature, letter_template, mission_assignment, mission_letter,
        template_blank, template_clause,
    },
    mandate::mandate,
    need::{
        establishment_policy, need_author,
        need_cluster::{self, ClusterStage},
        need_support, training_need,
    },
    pay::{pay_export, plan_pay, remuneration},
    people::{appointment, office, person_contact, person_identifier},
    report::{activity_report, report_section, submitted_section},
    stage::stage_offer,
    survey::{questionnaire, survey_option, survey_question, survey_row, survey_section},
    territory::academy_settings,
    training::{calendar_address, enrolment, trainer_engagement, training_action, training_plan, training_session},
};
use kernel::{
    Uuid,
    actor::{Desk, Desks},
    resource::{Table, parse_id},
    tables::{audit, audit_change, job, job_reject},
};
use sea_orm::Condition;
use serde_json::{Value, json};
use tests::{Persona, School, World};

/// The types of which anybody reads everything.
const PUBLIC: [&str; 18] = [
    "Region",
    "Department",
    "Academy",
    "LocalAuthority",
    "Basin",
    "Zone",
    "Establishment",
    "Discipline",
    "Referent",
    "FramingText",
    "MissionCatalogue",
    "Mission",
    "Activity",
    "CompetenceFramework",
    "Competence",
    "TrainingTheme",
    "SupportActionKind",
    "Node",
];

/// The filters and orders that each root list can be asked with, as its arguments.
fn arguments(uai: &str) -> Vec<(String, String)> {
    let document = parse_schema(api::schema::sdl(&api::schema::build())).expect("our own schema parses");
    let types: HashMap<String, TypeKind> = document
        .definitions
        .into_iter()
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => Some((definition.node.name.node.to_string(), definition.node.kind)),
            _ => None,
        })
        .collect();
    let values = |kind: &str| match (kind, types.get(kind)) {
        (_, Some(TypeKind::Enum(values))) => values.values.iter().map(|value| value.node.value.node.to_string()).collect(),
        ("Boolean", _) => vec!["true".to_owned(), "false".to_owned()],
        ("UAI", _) => vec![format!("\"{uai}\"")],
        ("Date", _) => vec!["\"2026-11-25\"".to_owned()],
        ("SchoolYear", _) => vec!["\"2026-2027\"".to_owned()],
        ("String", _) => ["13", "863", "86", "rose", "AAF", "acceptMandate", "ENT"].map(|word| format!("\"{word}\"")).to_vec(),
        _ => Vec::new(),
    };
    let Some(TypeKind::Object(query)) = types.get("Query") else { panic!("a query type") };
    let mut asked = Vec::new();
    for field in query.fields.iter().map(|field| &field.node).filter(|field| base(&field.ty.node).ends_with("Connection")) {
        for argument in field.arguments.iter().map(|argument| &argument.node) {
            let (list, kind) = (field.name.node.to_string(), base(&argument.ty.node));
            match (argument.name.node.as_str(), types.get(&kind)) {
                ("orderBy", _) => asked.extend(values(&kind).into_iter().map(|value| (list.clone(), format!("orderBy: {value}")))),
                ("filter", Some(TypeKind::InputObject(input))) => {
                    for member in input.fields.iter().map(|member| &member.node) {
                        let many = matches!(member.ty.node.base, BaseType::List(_));
                        let written = |value: String| if many { format!("[{value}]") } else { value };
                        let filter = |value: String| format!("filter: {{ {}: {} }}", member.name.node, written(value));
                        asked.extend(values(&base(&member.ty.node)).into_iter().map(|value| (list.clone(), filter(value))));
                    }
                }
                _ => {}
            }
        }
    }
    // They want to be told what they are about, or have no id; their own stories ask them.
    asked.into_iter().filter(|(list, _)| !matches!(list.as_str(), "neighbours" | "gaps" | "stageCandidates" | "surveyResponses")).collect()
}

/// What the schema says of a type: the fields that hold a value, those that lead to an object, and those that lead to a list.
#[derive(Default)]
pub struct Shape {
    pub values: Vec<String>,
    pub objects: Vec<String>,
    pub lists: Vec<String>,
}

/// A school of the story, with one person in each function.
struct Place {
    label: &'static str,
    school: School,
    teacher: Persona,
    referent: Persona,
    deputy: Persona,
    mandate: Value,
}

/// The world of the matrix.
struct Matrix {
    world: Arc<World>,
    here: Place,
    personas: Vec<(&'static str, Persona)>,
    /// What each private object is, in words, by its id.
    labels: BTreeMap<String, String>,
    shapes: HashMap<String, Shape>,
    cells: usize,
}

/// A letter that is agreed and signed by its principal here, one in force near by, a draft of next year's template.
async fn letters(world: &Arc<World>, here: &Place, near: &Place) {
    use crate::letters::{acts, agreed, clause, letter, sent, versioned};
    sent(world).await;
    for place in [here, near] {
        let principal = place.school.principal();
        let read = letter(world, principal, &place.school, "").await;
        acts(world, principal, "commentLetter", json!({ "letter": read["id"], "body": "Parlons-en." })).await.succeeds();
        let read = agreed(world, &place.school, &[&place.referent]).await;
        acts(world, principal, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
        if place.label == "near" {
            acts(world, &place.referent, "signLetter", versioned(&read, json!({ "method": "ON_LINE" }))).await.succeeds();
        } else {
            let needs = clause(world, principal, &place.school, "NEEDS").await;
            acts(world, &place.referent, "askAmendment", json!({ "clause": needs["id"], "body": "Avant Noël." })).await.succeeds();
        }
    }
    let next = json!({ "academy": "13", "schoolYear": "2027-2028" });
    world.rectorate().does(world, "createLetterTemplate", "object { id }", next).await.succeeds();
}

/// A compensation that is proposed here, and one that runs near by.
async fn compensations(world: &Arc<World>, here: &Place, near: &Place) {
    use crate::compensation::{allowance, heard, proposal, proposes};
    for place in [here, near] {
        heard(world, &place.school).await;
        let made = proposes(world, place.school.principal(), proposal(&place.school, &[allowance(&place.mandate, 125_000)])).await.succeeds();
        if place.label == "near" {
            let granted = made.at("proposeCompensation.results.0.object").clone();
            world.rectorate().does(world, "grantCompensation", "object { id }", granted).await.succeeds();
        }
    }
}

/// The plans of here and near by with a session each, whose one place is the candidate's or the referent's; a calendar.
async fn trainings(world: &Arc<World>, here: &Place, near: &Place, candidate: &Persona) {
    use crate::training::{enrols, led, opened};
    for place in [here, near] {
        let session = opened(world, &place.school, json!({ "capacity": 1 })).await;
        led(world, place.school.principal(), &session, &place.referent).await;
        if place.label == "here" {
            enrols(world, candidate, &session).await.succeeds();
        }
        enrols(world, &place.teacher, &session).await.succeeds();
    }
    let shared = json!({ "level": "ACADEMY", "schoolYear": "2026-2027", "title": "Académie", "academy": "13" });
    world.rectorate().does(world, "createTrainingPlan", "object { id }", shared).await.succeeds();
    here.teacher.does(world, "createCalendarAddress", "object { id }", json!({ "academy": "13" })).await.succeeds();
}

/// What the referents of here and near by have for their sessions; a session near by that was held and paid.
async fn pays(world: &Arc<World>, here: &Place, near: &Place) {
    use crate::{
        pay::{approved, flat},
        training::{done, led, session_of, with},
    };
    let officer = world.rectorate();
    for place in [here, near] {
        let engagement = place.referent.asks(world, "{ trainerEngagements { nodes { id } } }").await.object("trainerEngagements.nodes.0");
        done(world, officer, "setRemuneration", flat(&engagement, 10_000)).await;
    }
    let principal = near.school.principal();
    let actions = format!("{{ trainingPlans(filter: {{ establishment: \"{}\" }}) {{ nodes {{ actions {{ nodes {{ id }} }} }} }} }}", near.school.uai);
    let action = principal.asks(world, &actions).await.object("trainingPlans.nodes.0.actions.nodes.0");
    let dates = |day: &str| json!({ "startsAt": format!("{day}T08:00:00Z"), "endsAt": format!("{day}T11:00:00Z") });
    let session = done(world, principal, "scheduleSession", session_of(&action, dates("2027-03-02"))).await;
    let engagement = led(world, principal, &session, &near.teacher).await;
    let session = done(world, principal, "openSession", with(&session, json!({}))).await;
    let session = done(world, principal, "confirmSession", with(&session, json!({ "acknowledge": true }))).await;
    let session = done(world, principal, "updateSession", with(&session, dates("2026-11-24"))).await;
    done(world, principal, "holdSession", with(&session, json!({}))).await;
    let line = done(world, officer, "setRemuneration", flat(&engagement, 10_000)).await;
    let line = done(world, principal, "certifyService", with(&line, json!({}))).await;
    approved(world, officer, &line).await;
    officer.does(world, "exportPay", "object { id }", json!({ "academy": "13" })).await.succeeds();
}

/// A need that is raised and supported here, one that is validated, one near by that its author shows, one far away; a cluster of here and near;
/// policies, and what the referents declare.
async fn needs(world: &Arc<World>, places: [&Place; 3]) {
    use crate::needs::{acts, need, raised, validated, year};
    for place in places {
        let mut input = need(&place.school, "ENT");
        input["showsName"] = json!(place.label == "near");
        let common = raised(world, &place.teacher, input).await;
        validated(world, &place.school, &common).await;
        let policy = json!({ "establishment": place.school.uai, "schoolYear": "2026-2027", "priorityThemes": ["ENT"], "acceptsExternalTrainer": true, "releasesReferent": true });
        acts(world, place.school.principal(), "setEstablishmentPolicy", policy).await.succeeds();
        let declared = json!({ "competence": "RUPN:A1", "level": "ADVANCED", "origin": "PRACTICE", "shared": place.label != "far" });
        acts(world, &place.referent, "declareCompetence", declared).await.succeeds();
    }
    let open = raised(world, &places[0].referent, need(&places[0].school, "Tablettes")).await;
    acts(world, &places[0].teacher, "supportNeed", json!({ "id": open["id"] })).await.succeeds();
    for place in &places[..2] {
        let shared = json!({ "establishment": place.school.uai, "title": "IA", "theme": "AI" });
        let shared = raised(world, &place.teacher, shared).await;
        validated(world, &place.school, &shared).await;
    }
    world.rectorate().does(world, "recomputeClusters", "dryRun", year(json!({}))).await.succeeds();
    courses(world, places).await;
}

/// A course for the cluster about AI: offered here, and led by the referent near by.
async fn courses(world: &Arc<World>, places: [&Place; 3]) {
    use crate::needs::acts;
    let officer = world.rectorate();
    let cluster = officer.asks(world, "{ needClusters(filter: { themes: [\"AI\"] }) { nodes { id version } } }").await.object("needClusters.nodes.0");
    acts(world, officer, "confirmCluster", cluster.clone()).await.succeeds();
    for place in &places[..2] {
        let asked = json!({ "cluster": cluster["id"], "mandate": place.mandate["id"], "days": 1 });
        let mut offer = acts(world, officer, "offerStage", asked).await.object("offerStage.object");
        if place.label == "near" {
            let principal = place.school.principal();
            for (who, mutation, yes) in
                [(&place.referent, "answerOffer", "accept"), (principal, "releaseReferent", "release"), (officer, "retainReferent", "retain")]
            {
                offer[yes] = json!(true);
                if mutation == "retainReferent" {
                    offer["endOthers"] = json!(false);
                }
                offer = acts(world, who, mutation, offer).await.object(&format!("{mutation}.object"));
            }
        }
    }
}

/// A line of the log of each referent.
async fn actions(world: &Arc<World>, places: [&Place; 3]) {
    for place in places {
        crate::action::logged(world, &place.referent, crate::action::action("HELP_PERSON", "2026-11-25", 3)).await;
    }
}

/// A report that was submitted, one that is shared too, and a draft.
async fn reports(world: &Arc<World>, [here, near, far]: [&Place; 3]) {
    let made = async |who: &Persona, mutation: &str, input: Value| -> Value {
        who.does(world, mutation, "object { id version }", input).await.succeeds().object(&format!("{mutation}.object"))
    };
    for (place, shares) in [(here, false), (far, true)] {
        let draft = made(&place.referent, "draftActivityReport", json!({})).await;
        let report = made(&place.referent, "submitActivityReport", draft).await;
        if shares {
            made(&place.referent, "shareActivityReport", json!({ "id": report["id"], "version": report["version"], "withAcademy": true })).await;
        }
    }
    made(&near.referent, "draftActivityReport", json!({})).await;
}

/// A finding of a campaign that is not published, with a clause that was decided.
async fn findings(world: &Arc<World>) {
    let officer = world.rectorate();
    let published = "{ surveyCampaigns(filter: { stages: [PUBLISHED] }) { nodes { id } } }";
    let published = officer.asks(world, published).await.object("surveyCampaigns.nodes.0");
    for campaign in [crate::findings::over(world, officer, "2025-2026").await, published] {
        let found = officer.does(world, "recordFinding", "object { id version }", crate::findings::finding(&campaign)).await.object("recordFinding.object");
        let decided = json!({ "finding": found["id"], "version": found["version"], "kind": "LETTER_CLAUSE", "body": "Le référent oriente." });
        officer.does(world, "decideFollowUp", "dryRun", decided).await.succeeds();
    }
}

/// A draft of a questionnaire, beside those that come with the product.
async fn questionnaires(world: &Arc<World>) {
    crate::questionnaires::drafted(world, world.rectorate(), crate::questionnaires::small()).await;
}

/// An analysis that is published, and one that is not.
async fn analyses(world: &Arc<World>) {
    let officer = world.rectorate();
    let jobs = api::delivery::jobs::Jobs::default().with::<api::domain::analysis::job::AnalyseCampaign>();
    for year in ["2024-2025", "2026-2027"] {
        crate::analysis::asked(world, officer, year, true).await;
        while jobs.turn(&world.app.store).await.expect("the figures are made") {}
        if year == "2024-2025" {
            let analysis = officer.asks(world, "{ surveyAnalyses { nodes { id version } } }").await.object("surveyAnalyses.nodes.0");
            officer.does(world, "publishAnalysis", "dryRun", analysis).await.succeeds();
        }
    }
}

/// A campaign that is open, which the referents of here and near by have answered and begun to; one of principals that is being prepared.
async fn campaigns(world: &Arc<World>, here: &Place, near: &Place) {
    use crate::{
        campaigns::{submits, yes},
        questionnaires::{drafted, small},
        training::{done, with},
    };
    let officer = world.rectorate();
    let campaign = |questionnaire: &Value| {
        json!({
            "academy": "13", "schoolYear": "2026-2027", "questionnaire": questionnaire["id"], "privacy": "PSEUDONYMOUS",
            "opensAt": "2026-11-01T08:00:00Z", "closesAt": "2026-12-31T17:00:00Z",
        })
    };
    let mut asked = small();
    asked["code"] = json!("YEAR");
    let open = done(world, officer, "createCampaign", campaign(&drafted(world, officer, asked.clone()).await)).await;
    let open = done(world, officer, "openCampaign", with(&open, json!({}))).await;
    submits(world, &here.referent, &open, yes("En classe")).await.succeeds();
    near.referent.does(world, "saveAnswers", "object { id }", json!({ "campaign": open["id"], "answers": yes("Peu") })).await.succeeds();
    asked["code"] = json!("HEADS");
    asked["audience"] = json!("PRINCIPALS");
    done(world, officer, "createCampaign", campaign(&drafted(world, officer, asked).await)).await;
}

async fn furnished(world: &Arc<World>, label: &'static str, school: School, officer: &Persona) -> Place {
    let (teacher, (referent, mandate)) = (school.teacher("Inès OEILLET").await, school.referent("Paul LILAS").await);
    let deputy = school.deputy("Rose").await;
    let identified = json!({
        "academy": if label == "foreign" { "16" } else { "13" }, "givenName": "Ada", "familyName": "TILLEUL",
        "identifiers": [{ "system": "AAF", "value": label }], "mail": format!("{label}@stories.example"),
    });
    let id = officer.does(world, "createPerson", "object { id }", identified).await.succeeds().text("createPerson.object.id");
    let librarian = Persona::of(&world.app, "librarian", uuid(&id));
    officer.appoints(world, &librarian, &school, "LIBRARIAN", "2020-09-01", None).await.succeeds();
    Place { label, school, teacher, referent, deputy, mandate }
}

fn uuid(id: &str) -> Uuid {
    parse_id(id).expect("an id of the API").1
}

fn base(written: &Type) -> String {
    match &written.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => base(inner),
    }
}

/// The shapes of everything with an id.
pub fn shapes() -> HashMap<String, Shape> {
    let document = parse_schema(api::schema::sdl(&api::schema::build())).expect("our own schema parses");
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    let (mut objects, mut scalars) = (HashMap::new(), HashSet::new());
    for definition in types {
        match definition.kind {
            TypeKind::Object(object) => drop(objects.insert(definition.name.node.to_string(), object)),
            TypeKind::Scalar | TypeKind::Enum(_) => drop(scalars.insert(definition.name.node.to_string())),
            _ => {}
        }
    }
    scalars.extend(["Int", "Float", "String", "Boolean", "ID"].map(str::to_owned));
    let is_node =
        |name: &str| objects.get(name).is_some_and(|object: &async_graphql::parser::types::ObjectType| object.implements.iter().any(|of| of.node == "Node"));
    let shape = |fields: &[async_graphql::Positioned<FieldDefinition>]| {
        let mut shape = Shape::default();
        for field in fields.iter().map(|field| &field.node).filter(|field| field.arguments.iter().all(|argument| argument.node.ty.node.nullable)) {
            let (name, kind) = (field.name.node.to_string(), base(&field.ty.node));
            if scalars.contains(&kind) {
                shape.values.push(name);
            } else if is_node(&kind) {
                shape.objects.push(name);
            } else if kind.strip_suffix("Connection").is_some_and(is_node) {
                // Responses to surveys have no id: their own story walks them.
                shape.lists.push(name);
            }
        }
        shape
    };
    objects.iter().filter(|(name, _)| is_node(name) || *name == "Query").map(|(name, object)| (name.clone(), shape(&object.fields))).collect()
}

impl Matrix {
    async fn new() -> Self {
        let world = World::new().await;
        let (officer, foreign) = (world.rectorate().clone(), world.rectorate_of_toulouse().clone());
        world.settle().await;
        let here = furnished(&world, "here", world.college("Collège Jean Moulin").await, &officer).await;
        let near = furnished(&world, "near", world.college("Collège Ronsard").await, &officer).await;
        let far = furnished(&world, "far", world.far_college("Collège Puygrelier").await, &officer).await;
        let there = furnished(&world, "foreign", world.college_of_toulouse("Collège Fermat").await, &foreign).await;
        let candidate = here.school.teacher("Ada BRUYERE").await;
        here.school.principal().proposes(&world, &candidate, &here.school).await.succeeds();
        let delegate = here.school.deputy("Marc").await;
        let input = json!({ "establishment": here.school.uai, "deputy": delegate.id, "startsOn": "2026-11-25", "endsOn": "2027-06-30" });
        here.school.principal().does(&world, "delegate", "object { id }", input).await.succeeds();
        let account = json!({ "academy": "13", "name": "ENT", "scopes": ["DIRECTORY_READ", "MANDATE_WRITE"], "establishments": [here.school.uai], "expiresOn": "2027-06-30" });
        let made = officer.does(&world, "createServiceAccount", "object { id } secret", account).await.succeeds();
        let (client, secret) = (made.text("createServiceAccount.object.id"), made.text("createServiceAccount.secret"));
        let form = [("grant_type", "client_credentials"), ("client_id", &client), ("client_secret", &secret)];
        let token: Value = world.http().post(world.url("/oauth/token")).form(&form).send().await.expect("an answer").json().await.expect("JSON");
        let account = Persona { name: "account".into(), id: client, token: token["access_token"].as_str().map(str::to_owned) };
        let desk = async |desk: Desk| world.officer([desk].into_iter().collect::<Desks>()).await;
        let (network, directory, dpo, pay) = (desk(Desk::Network).await, desk(Desk::Directory).await, desk(Desk::Dpo).await, desk(Desk::Pay).await);
        let (training, survey) = (desk(Desk::Training).await, desk(Desk::Survey).await);

        let personas = vec![
            ("anyone", world.anyone()),
            ("teacher", here.teacher.clone()),
            ("candidate", candidate.clone()),
            ("referent", here.referent.clone()),
            ("deputy", here.deputy.clone()),
            ("delegate", delegate.clone()),
            ("principal", here.school.principal().clone()),
            ("network", network.clone()),
            ("directory", directory.clone()),
            ("dpo", dpo.clone()),
            ("pay", pay.clone()),
            ("training", training.clone()),
            ("survey", survey.clone()),
            ("account", account),
            ("foreign", foreign.clone()),
        ];
        let mut people: HashMap<Uuid, String> = HashMap::new();
        for place in [&here, &near, &far, &there] {
            let named = [("principal", place.school.principal()), ("teacher", &place.teacher), ("referent", &place.referent), ("deputy", &place.deputy)];
            people.extend(named.map(|(function, who)| (uuid(&who.id), format!("{}.{function}", place.label))));
        }
        let officers = [
            ("officer", &officer),
            ("network", &network),
            ("directory", &directory),
            ("dpo", &dpo),
            ("pay", &pay),
            ("training", &training),
            ("survey", &survey),
            ("foreign.officer", &foreign),
        ];
        people.extend(officers.map(|(label, who)| (uuid(&who.id), label.to_owned())));
        people.extend([("here.candidate", &candidate), ("here.delegate", &delegate)].map(|(label, who)| (uuid(&who.id), label.to_owned())));
        let schools: HashMap<Uuid, &str> = [&here, &near, &far, &there].map(|place| (uuid(&place.school.id), place.label)).into();
        letters(&world, &here, &near).await;
        compensations(&world, &here, &near).await;
        trainings(&world, &here, &near, &candidate).await;
        pays(&world, &here, &near).await;
        needs(&world, [&here, &near, &far]).await;
        actions(&world, [&here, &near, &far]).await;
        questionnaires(&world).await;
        analyses(&world).await;
        campaigns(&world, &here, &near).await;
        reports(&world, [&here, &near, &far]).await;
        findings(&world).await;
        let by = crate::delivery::actor(&world, here.school.principal()).await;
        crate::delivery::begun_for(&world.app.store, by.clone(), crate::delivery::LeavesOut, by.academy()).await;
        crate::delivery::delivery().settle(&world.app.store).await.expect("the job is done");
        let labels = labels(&world, people, &schools).await;
        Self { world, here, personas, labels, shapes: shapes(), cells: 0 }
    }

    /// The ids that somebody reaches from the roots by lists, relations and the interface.
    async fn reached(&mut self, who: &Persona, seen: &mut HashMap<(String, String), Value>) -> BTreeSet<String> {
        let roots: Vec<String> =
            self.shapes["Query"].lists.iter().map(|list| format!("{list}(first: 100) {{ totalCount nodes {{ __typename id }} }}")).collect();
        let mut waiting: Vec<(String, String)> = Vec::new();
        for root in roots {
            // Events of identifiers grow while the audit is read: its count is of the moment.
            collect(&who.asks(&self.world, &format!("{{ {root} }}")).await.succeeds().body["data"], &mut waiting, !root.starts_with("audit"));
        }
        waiting.extend(self.labels.keys().filter_map(|id| Some((type_of(id)?.to_owned(), id.clone()))));
        let mut reached = BTreeSet::new();
        let mut asked = HashSet::new();
        while let Some((kind, id)) = waiting.pop() {
            if !asked.insert(id.clone()) {
                continue;
            }
            let shape = self.shapes.get(&kind).unwrap_or_else(|| panic!("{kind} has no shape"));
            let objects: Vec<String> = shape.objects.iter().map(|name| format!("{name} {{ __typename id }}")).collect();
            let lists: Vec<String> = shape.lists.iter().map(|name| format!("{name}(first: 50) {{ totalCount nodes {{ __typename id }} }}")).collect();
            let fields = [shape.values.join(" "), objects.join(" "), lists.join(" ")].join(" ");
            let read = who
                .asks(&self.world, &format!("{{ node(id: \"{id}\") {{ __typename id ... on {kind} {{ {fields} }} }} bare: node(id: \"{id}\") {{ id }} }}"))
                .await;
            let read = read.succeeds();
            assert_eq!(read.at("node.id"), read.at("bare.id"), "{kind} {id}");
            self.cells += shape.values.len() + 2 * (objects.len() + lists.len()) + 1;
            let node = read.at("node");
            if node.is_null() {
                continue;
            }
            for name in &shape.values {
                let value = seen.entry((id.clone(), name.clone())).or_insert_with(|| node[name].clone());
                assert_eq!(*value, node[name], "{kind}.{name} of {id} is another for {}", who.name);
            }
            let mut below = Vec::new();
            collect(node, &mut below, kind != "Academy");
            waiting.extend(below);
            reached.insert(id);
        }
        self.filtered(who, &reached).await;
        reached
    }

    /// A filter or an order shows nothing that is not reached without it, and counts what it shows.
    async fn filtered(&mut self, who: &Persona, reached: &BTreeSet<String>) {
        for (list, argument) in arguments(&self.here.school.uai) {
            let read = who
                .asks(&self.world, &format!("{{ list: {list}(first: 100, {argument}) {{ totalCount nodes {{ __typename ... on Node {{ id }} }} }} }}"))
                .await;
            let read = read.succeeds();
            let shown = read.texts("list.nodes", "id");
            // The audit grows while it is read.
            let grows = list == "auditEvents";
            assert!(grows || read.at("list.totalCount") == shown.len() || shown.len() == 100, "{list}({argument}) as {}", who.name);
            let hidden = shown.iter().find(|id| type_of(id).is_some() && self.labels.contains_key(*id) && !reached.contains(*id));
            assert!(hidden.is_none(), "{list}({argument}) shows {hidden:?} to {}", who.name);
            self.cells += 1;
        }
    }
}

/// The type of an object by its id.
fn type_of(id: &str) -> Option<&'static str> {
    let (prefix, _) = parse_id(id)?;
    let types = [
        ("person", "Person"),
        ("contact", "PersonContact"),
        ("identifier", "PersonIdentifier"),
        ("appointment", "Appointment"),
        ("office", "Office"),
        ("mandate", "ReferentMandate"),
        ("settings", "AcademySettings"),
        ("delegation", "Delegation"),
        ("service", "ServiceAccount"),
        ("secret", "ServiceSecret"),
        ("audit", "AuditEvent"),
        ("change", "AuditChange"),
        ("job", "Job"),
        ("reject", "JobReject"),
        ("notification", "Notification"),
        ("template", "MissionLetterTemplate"),
        ("tclause", "TemplateClause"),
        ("blank", "TemplateBlank"),
        ("letter", "MissionLetter"),
        ("clause", "LetterClause"),
        ("filled", "LetterBlank"),
        ("party", "LetterParty"),
        ("assignment", "MissionAssignment"),
        ("comment", "LetterComment"),
        ("amendment", "LetterAmendment"),
        ("signature", "LetterSignature"),
        ("opinion", "CouncilOpinion"),
        ("compensation", "Compensation"),
        ("decision", "CompensationChange"),
        ("ninth", "CompensationMonth"),
        ("plan", "TrainingPlan"),
        ("action", "TrainingAction"),
        ("session", "TrainingSession"),
        ("engagement", "TrainerEngagement"),
        ("enrolment", "Enrolment"),
        ("calendar", "CalendarAddress"),
        ("remuneration", "Remuneration"),
        ("payexport", "PayExport"),
        ("paytotals", "PayTotals"),
        ("declaration", "CompetenceDeclaration"),
        ("policy", "EstablishmentPolicy"),
        ("need", "TrainingNeed"),
        ("author", "NeedAuthor"),
        ("support", "NeedSupport"),
        ("cluster", "NeedCluster"),
        ("offer", "StageOffer"),
        ("log", "SupportAction"),
        ("questionnaire", "Questionnaire"),
        ("section", "SurveySection"),
        ("question", "SurveyQuestion"),
        ("option", "SurveyOption"),
        ("row", "SurveyRow"),
        ("analysis", "SurveyAnalysis"),
        ("campaign", "SurveyCampaign"),
        ("invitation", "SurveyInvitation"),
        ("report", "ActivityReport"),
        ("written", "ReportSection"),
        ("submitted", "SubmittedSection"),
        ("finding", "Finding"),
        ("followup", "FollowUp"),
    ];
    types.into_iter().find(|(known, _)| *known == prefix).map(|(_, name)| name)
}

/// The objects below a value, and that each list counts what it shows.
fn collect(value: &Value, found: &mut Vec<(String, String)>, counted: bool) {
    match value {
        Value::Object(members) => {
            if let (Some(Value::String(kind)), Some(Value::String(id))) = (members.get("__typename"), members.get("id")) {
                found.push((kind.clone(), id.clone()));
            }
            if let (true, Some(total), Some(Value::Array(nodes))) = (counted, members.get("totalCount").and_then(Value::as_u64), members.get("nodes")) {
                assert!(nodes.len() as u64 == total || nodes.len() == 50 || nodes.len() == 100, "{total} are counted, {} shown", nodes.len());
            }
            members.values().for_each(|member| collect(member, found, counted));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, found, counted)),
        _ => {}
    }
}

async fn rows<E: Table>(world: &World) -> Vec<E::Model> {
    world.app.store.rows::<E>(Condition::all()).await.expect("rows")
}

/// What each private object is, in words.
async fn labels(world: &World, mut people: HashMap<Uuid, String>, schools: &HashMap<Uuid, &str>) -> BTreeMap<String, String> {
    use api::delivery::{Job, JobReject, Notification};
    use api::domain::{
        access::{AuditChange, AuditEvent, Delegation, ServiceAccount, ServiceSecret},
        action::SupportAction,
        analysis::SurveyAnalysis,
        campaign::{SurveyCampaign, SurveyInvitation},
        compensation::{Compensation, CompensationChange, CompensationMonth, CouncilOpinion},
        competence::CompetenceDeclaration,
        finding::{Finding, FollowUp},
        letter::{
            MissionLetterTemplate, TemplateBlank, TemplateClause,
            types::{LetterAmendment, LetterBlank, LetterClause, LetterComment, LetterParty, LetterSignature, MissionAssignment, MissionLetter},
        },
        mandate::ReferentMandate,
        need::{EstablishmentPolicy, NeedAuthor, NeedCluster, NeedSupport, TrainingNeed},
        pay::{PayExport, PayTotals, Remuneration},
        people::{Appointment, Office, Person, PersonContact, PersonIdentifier},
        report::{ActivityReport, ReportSection, SubmittedSection},
        stage::StageOffer,
        survey::{Questionnaire, SurveyOption, SurveyQuestion, SurveyRow, SurveySection},
        territory::AcademySettings,
        training::{CalendarAddress, Enrolment, TrainerEngagement, TrainingAction, TrainingPlan, TrainingSession},
    };
    use kernel::resource::{Id, Resource};
    fn id<R: Resource>(id: Uuid) -> String {
        Id::<R>::from(id).to_string()
    }
    for appointment in rows::<appointment::Entity>(world).await {
        people.entry(appointment.person_id).or_insert_with(|| format!("{}.librarian", schools[&appointment.establishment_id]));
    }
    let of = |person: Uuid| people.get(&person).cloned().unwrap_or_else(|| "nobody".into());
    let mut labels: BTreeMap<String, String> = people.iter().map(|(person, label)| (id::<Person>(*person), format!("Person {label}"))).collect();
    labels.extend(rows::<person_contact::Entity>(world).await.iter().map(|row| (id::<PersonContact>(row.id), format!("PersonContact {}", of(row.person_id)))));
    labels.extend(
        rows::<person_identifier::Entity>(world).await.iter().map(|row| (id::<PersonIdentifier>(row.id), format!("PersonIdentifier {}", of(row.person_id)))),
    );
    labels.extend(rows::<appointment::Entity>(world).await.iter().map(|row| (id::<Appointment>(row.id), format!("Appointment {}", of(row.person_id)))));
    labels.extend(rows::<office::Entity>(world).await.iter().map(|row| (id::<Office>(row.id), format!("Office {}", of(row.person_id)))));
    let mandate = |row: &mandate::Model| (id::<ReferentMandate>(row.id), format!("ReferentMandate {} {:?}", of(row.person_id), row.decision));
    labels.extend(rows::<mandate::Entity>(world).await.iter().map(mandate));
    labels.extend(rows::<delegation::Entity>(world).await.iter().map(|row| (id::<Delegation>(row.id), format!("Delegation {}", of(row.deputy_id)))));
    labels.extend(rows::<service_account::Entity>(world).await.iter().map(|row| (id::<ServiceAccount>(row.id), "ServiceAccount of here".to_owned())));
    labels.extend(rows::<service_secret::Entity>(world).await.iter().map(|row| (id::<ServiceSecret>(row.id), "ServiceSecret of here".to_owned())));
    labels.extend(rows::<job::Entity>(world).await.iter().map(|row| (id::<Job>(row.id), format!("Job {}", row.actor_id.map(of).unwrap_or_default()))));
    labels.extend(rows::<job_reject::Entity>(world).await.iter().map(|row| (id::<JobReject>(row.id), "JobReject of here.principal".to_owned())));
    let notice = |row: &notification::Model| (id::<Notification>(row.id), format!("Notification {} {}", of(row.person_id), row.kind));
    labels.extend(rows::<notification::Entity>(world).await.iter().map(notice));
    let templates: HashMap<Uuid, String> = rows::<letter_template::Entity>(world).await.into_iter().map(|row| (row.id, format!("{:?}", row.status))).collect();
    labels.extend(templates.iter().map(|(template, status)| (id::<MissionLetterTemplate>(*template), format!("MissionLetterTemplate {status}"))));
    let of_template = |template: Uuid| templates.get(&template).cloned().unwrap_or_default();
    let clauses = rows::<template_clause::Entity>(world).await;
    labels.extend(clauses.iter().map(|row| (id::<TemplateClause>(row.id), format!("TemplateClause {}", of_template(row.template_id)))));
    let blanks = rows::<template_blank::Entity>(world).await;
    labels.extend(blanks.iter().map(|row| (id::<TemplateBlank>(row.id), format!("TemplateBlank {}", of_template(row.template_id)))));
    let place = |school: Uuid| schools.get(&school).copied().unwrap_or("elsewhere");
    labels.extend(
        rows::<mission_letter::Entity>(world).await.iter().map(|row| (id::<MissionLetter>(row.id), format!("MissionLetter {}", place(row.establishment_id)))),
    );
    macro_rules! of_letters {
        ($($type:ident $table:ident),+) => {
            $(labels.extend(rows::<$table::Entity>(world).await.iter().map(|row| (id::<$type>(row.id), format!("{} {}", stringify!($type), place(row.establishment_id)))));)+
        };
    }
    of_letters!(
        LetterClause letter_clause, LetterBlank letter_blank, LetterParty letter_party, MissionAssignment mission_assignment,
        LetterComment letter_comment, LetterAmendment letter_amendment, LetterSignature letter_signature, CouncilOpinion council_opinion,
        Compensation compensation, CompensationChange compensation_change, CompensationMonth compensation_month
    );
    let planned = |school: Option<Uuid>| school.map_or("of the academy", &place);
    labels.extend(
        rows::<training_plan::Entity>(world).await.iter().map(|row| (id::<TrainingPlan>(row.id), format!("TrainingPlan {}", planned(row.establishment_id)))),
    );
    let actions = rows::<training_action::Entity>(world).await;
    labels.extend(actions.iter().map(|row| (id::<TrainingAction>(row.id), format!("TrainingAction {}", planned(row.establishment_id)))));
    let sessions = rows::<training_session::Entity>(world).await;
    labels.extend(sessions.iter().map(|row| (id::<TrainingSession>(row.id), format!("TrainingSession {}", planned(row.establishment_id)))));
    let engagements = rows::<trainer_engagement::Entity>(world).await;
    labels.extend(engagements.iter().map(|row| (id::<TrainerEngagement>(row.id), format!("TrainerEngagement {}", of(row.person_id)))));
    labels.extend(rows::<enrolment::Entity>(world).await.iter().map(|row| (id::<Enrolment>(row.id), format!("Enrolment {}", of(row.person_id)))));
    labels.extend(
        rows::<calendar_address::Entity>(world).await.iter().map(|row| (id::<CalendarAddress>(row.id), format!("CalendarAddress {}", of(row.person_id)))),
    );
    let paid = |row: &remuneration::Model| (id::<Remuneration>(row.id), format!("Remuneration {} {:?}", of(row.person_id), row.stage));
    labels.extend(rows::<remuneration::Entity>(world).await.iter().map(paid));
    labels.extend(rows::<pay_export::Entity>(world).await.iter().map(|row| (id::<PayExport>(row.id), "PayExport of the academy".to_owned())));
    labels.extend(rows::<plan_pay::Entity>(world).await.iter().map(|row| (id::<PayTotals>(row.id), format!("PayTotals {}", planned(row.establishment_id)))));
    let needs = rows::<training_need::Entity>(world).await;
    labels.extend(needs.iter().map(|row| (id::<TrainingNeed>(row.id), format!("TrainingNeed {} {:?}", place(row.establishment_id), row.stage))));
    let named =
        |row: &need_author::Model| (id::<NeedAuthor>(row.id), format!("NeedAuthor {}{}", of(row.person_id), if row.shows_name { " shown" } else { "" }));
    labels.extend(rows::<need_author::Entity>(world).await.iter().map(named));
    labels.extend(rows::<need_support::Entity>(world).await.iter().map(|row| (id::<NeedSupport>(row.id), format!("NeedSupport {}", of(row.person_id)))));
    labels.extend(rows::<need_cluster::Entity>(world).await.iter().map(|row| (id::<NeedCluster>(row.id), format!("NeedCluster {:?}", row.stage))));
    let offers = rows::<stage_offer::Entity>(world).await;
    labels.extend(offers.iter().map(|row| (id::<StageOffer>(row.id), format!("StageOffer {} {:?}", of(row.person_id), row.stage))));
    let policies = rows::<establishment_policy::Entity>(world).await;
    labels.extend(policies.iter().map(|row| (id::<EstablishmentPolicy>(row.id), format!("EstablishmentPolicy {}", place(row.establishment_id)))));
    let declared = |row: &competence_declaration::Model| {
        (id::<CompetenceDeclaration>(row.id), format!("CompetenceDeclaration {}{}", of(row.person_id), if row.shared { " shared" } else { "" }))
    };
    labels.extend(rows::<competence_declaration::Entity>(world).await.iter().map(declared));
    let logs = rows::<support_action::Entity>(world).await;
    labels.extend(logs.iter().map(|row| (id::<SupportAction>(row.id), format!("SupportAction {}", of(row.person_id)))));
    let campaigns = rows::<survey_campaign::Entity>(world).await;
    labels.extend(campaigns.iter().map(|row| (id::<SurveyCampaign>(row.id), format!("SurveyCampaign {:?}", row.stage))));
    let invited = rows::<survey_invitation::Entity>(world).await;
    labels.extend(invited.iter().map(|row| (id::<SurveyInvitation>(row.id), format!("SurveyInvitation {} {:?}", of(row.person_id), row.stage))));
    let report = |row: &activity_report::Model| {
        let shared = if row.shared_with_academy { " shared" } else { "" };
        (id::<ActivityReport>(row.id), format!("ActivityReport {} {:?}{shared}", of(row.person_id), row.stage))
    };
    labels.extend(rows::<activity_report::Entity>(world).await.iter().map(report));
    labels.extend(rows::<report_section::Entity>(world).await.iter().map(|row| (id::<ReportSection>(row.id), format!("ReportSection {}", of(row.person_id)))));
    let submitted = |row: &submitted_section::Model| {
        (id::<SubmittedSection>(row.id), format!("SubmittedSection {}{}", of(row.person_id), if row.shared { " shared" } else { "" }))
    };
    labels.extend(rows::<submitted_section::Entity>(world).await.iter().map(submitted));
    let in_stage = |campaign: Uuid| campaigns.iter().find(|row| row.id == campaign).map_or(CampaignStage::Draft, |row| row.stage);
    let found = |row: &finding::Model| (id::<Finding>(row.id), format!("Finding {:?} of {:?}", row.stage, in_stage(row.campaign_id)));
    labels.extend(rows::<finding::Entity>(world).await.iter().map(found));
    let decided = |row: &follow_up::Model| (id::<FollowUp>(row.id), format!("FollowUp {:?} of {:?}", row.kind, in_stage(row.campaign_id)));
    labels.extend(rows::<follow_up::Entity>(world).await.iter().map(decided));
    macro_rules! of_questionnaires {
        ($($type:ident $table:ident),+) => {
            $(labels.extend(rows::<$table::Entity>(world).await.iter().map(|row| (id::<$type>(row.id), format!("{} {:?}", stringify!($type), row.stage))));)+
        };
    }
    of_questionnaires!(
        Questionnaire questionnaire, SurveySection survey_section, SurveyQuestion survey_question, SurveyOption survey_option, SurveyRow survey_row
    );
    let analysed = |row: &survey_analysis::Model| (id::<SurveyAnalysis>(row.id), format!("SurveyAnalysis {:?}", row.stage));
    labels.extend(rows::<survey_analysis::Entity>(world).await.iter().map(analysed));
    let settings = rows::<academy_settings::Entity>(world).await;
    let home = rows::<mandate::Entity>(world).await.iter().find(|row| schools[&row.establishment_id] == "here").map(|row| row.academy_id);
    let academy = |row: &academy_settings::Model| if Some(row.academy_id) == home { "home" } else { "foreign" };
    labels.extend(settings.iter().map(|row| (id::<AcademySettings>(row.id), format!("AcademySettings {}", academy(row)))));
    // A row of the audit is about the places and persons of its changes.
    let mut about: HashMap<Uuid, BTreeSet<String>> = HashMap::new();
    for change in rows::<audit_change::Entity>(world).await {
        let place = change.establishment_id.and_then(|id| schools.get(&id)).map(|label| (*label).to_owned());
        let person = change.person_id.map(&of);
        let label = [place, person].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let part = change.part.map(|part| format!(" {part}")).unwrap_or_default();
        labels.insert(id::<AuditChange>(change.id), format!("AuditChange {}{part} {label}", change.object_type).trim_end().to_owned());
        about.entry(change.audit_id).or_default().insert(label);
    }
    for row in rows::<audit::Entity>(world).await {
        let about = about.remove(&row.id).unwrap_or_default().into_iter().filter(|label| !label.is_empty()).collect::<Vec<_>>().join(", ");
        labels.insert(id::<AuditEvent>(row.id), format!("AuditEvent {} {about}", row.operation).trim_end().to_owned());
    }
    labels
}

/// What names an object in an input, with its version.
fn named<R: kernel::resource::Resource>(argument: &str, id: Uuid, version: i64) -> Value {
    json!({ argument: kernel::resource::Id::<R>::from(id).to_string(), "version": version })
}

/// Every mutation with an input that fits what is there, aimed at `here`.
async fn mutations(matrix: &Matrix) -> Vec<(&'static str, Value)> {
    use api::domain::{
        action::SupportAction,
        analysis::SurveyAnalysis,
        campaign::SurveyCampaign,
        compensation::{Compensation, CouncilOpinion},
        competence::CompetenceDeclaration,
        finding::{Finding, FollowUp},
        letter::{
            MissionLetterTemplate,
            types::{LetterAmendment, LetterClause, LetterParty, MissionLetter},
        },
        need::{NeedCluster, TrainingNeed},
        pay::{PayExport, Remuneration},
        report::ActivityReport,
        stage::StageOffer,
        survey::Questionnaire,
        training::{CalendarAddress, Enrolment, TrainerEngagement, TrainingAction, TrainingPlan, TrainingSession},
    };
    let (world, here) = (&matrix.world, &matrix.here);
    let officer = world.rectorate();
    let version = async |id: &str| {
        let kind = match id.split('_').next() {
            Some("establishment") => "Establishment",
            Some("framing") => "FramingText",
            _ => type_of(id).expect("a type"),
        };
        let read = officer.asks(world, &format!("{{ node(id: \"{id}\") {{ ... on {kind} {{ version }} }} }}")).await.succeeds();
        json!({ "id": id, "version": read.at("node.version") })
    };
    let labelled = |label: &str| matrix.labels.iter().find(|(_, known)| *known == label).unwrap_or_else(|| panic!("no {label}")).0.clone();
    let with = |mut base: Value, more: Value| {
        base.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        base
    };
    let (school, settings) = (version(&here.school.id).await, version(&labelled("AcademySettings home")).await);
    let (accepted, proposed) =
        (version(here.mandate["id"].as_str().expect("an id")).await, version(&labelled("ReferentMandate here.candidate Proposed")).await);
    let (appointment, office) = (version(&labelled("Appointment here.teacher")).await, version(&labelled("Office network")).await);
    let (account, delegation) = (version(&labelled("ServiceAccount of here")).await, version(&labelled("Delegation here.delegate")).await);
    let uai = &here.school.uai;
    let note = json!({
        "academy": "13", "establishment": uai, "code": "NOTE-1", "kind": "NOTE", "topic": "MISSION", "titleFr": "Note", "signedOn": "2026-09-01", "effectiveFrom": "2026-09-01",
    });
    let published = officer.does(world, "publishFramingText", "object { id }", note.clone()).await.succeeds();
    let published = version(&published.text("publishFramingText.object.id")).await;
    let place = uuid(&here.school.id);
    let letter = rows::<mission_letter::Entity>(world).await.into_iter().find(|row| row.establishment_id == place).expect("a letter");
    let templates = rows::<letter_template::Entity>(world).await;
    let sent = templates.iter().find(|row| row.id == letter.template_id).expect("a template");
    let draft = templates.iter().find(|row| row.id != letter.template_id).expect("a draft");
    let clauses = rows::<letter_clause::Entity>(world).await;
    let clause = clauses.iter().find(|row| row.letter_id == letter.id && row.code == "NEEDS").expect("a clause");
    let party = rows::<letter_party::Entity>(world).await.into_iter().find(|row| row.letter_id == letter.id).expect("a party");
    let amendment = rows::<letter_amendment::Entity>(world).await.into_iter().find(|row| row.letter_id == letter.id).expect("an amendment");
    let (letter, of_letter) = (named::<MissionLetter>("id", letter.id, letter.version), named::<MissionLetter>("letter", letter.id, letter.version));
    let of_draft = named::<MissionLetterTemplate>("template", draft.id, draft.version);
    let sent = named::<MissionLetterTemplate>("template", sent.id, sent.version);
    let draft = named::<MissionLetterTemplate>("id", draft.id, draft.version);
    let clause = named::<LetterClause>("id", clause.id, clause.version);
    let party = named::<LetterParty>("id", party.id, party.version);
    let amendment = named::<LetterAmendment>("id", amendment.id, amendment.version);
    let opinion = rows::<council_opinion::Entity>(world).await.into_iter().find(|row| row.establishment_id == place).expect("an opinion");
    let opinion = named::<CouncilOpinion>("id", opinion.id, opinion.version);
    let all = rows::<compensation::Entity>(world).await;
    let of =
        |here: bool| all.iter().find(|row| (row.establishment_id == place) == here).map(|row| named::<Compensation>("id", row.id, row.version)).expect("one");
    let (pending, running) = (of(true), of(false));
    let share = json!({ "mandate": here.mandate["id"], "form": "ALLOWANCE", "amountCents": 125_000, "version": pending["version"] });
    let plan = rows::<training_plan::Entity>(world).await.into_iter().find(|row| row.establishment_id == Some(place)).expect("a plan");
    let (of_plan, plan) = (named::<TrainingPlan>("plan", plan.id, plan.version), named::<TrainingPlan>("id", plan.id, plan.version));
    let action = rows::<training_action::Entity>(world).await.into_iter().find(|row| row.establishment_id == Some(place)).expect("an action");
    let action = named::<TrainingAction>("id", action.id, action.version);
    let session = rows::<training_session::Entity>(world).await.into_iter().find(|row| row.establishment_id == Some(place)).expect("a session");
    let (session_id, session) = (session.id, named::<TrainingSession>("id", session.id, session.version));
    let engagement = rows::<trainer_engagement::Entity>(world).await.into_iter().find(|row| row.session_id == session_id).expect("a trainer");
    let engagement = named::<TrainerEngagement>("id", engagement.id, engagement.version);
    let line = rows::<remuneration::Entity>(world).await.into_iter().find(|row| row.session_id == session_id).expect("a line");
    let line = named::<Remuneration>("id", line.id, line.version);
    let export = rows::<pay_export::Entity>(world).await.pop().expect("a file");
    let export = kernel::resource::Id::<PayExport>::from(export.id).to_string();
    let teacher = uuid(&here.teacher.id);
    let waiting = rows::<enrolment::Entity>(world).await.into_iter().find(|row| row.person_id == teacher).expect("somebody who waits");
    let waiting = named::<Enrolment>("id", waiting.id, waiting.version);
    let address = rows::<calendar_address::Entity>(world).await.pop().expect("an address");
    let address = named::<CalendarAddress>("id", address.id, address.version);
    let other = crate::training::session_of(&action, json!({}));
    let other = here.school.principal().does(world, "scheduleSession", "object { id version }", other.clone()).await.object("scheduleSession.object");
    let other = here.school.principal().does(world, "openSession", "object { id }", other).await.object("openSession.object");
    let scheduled = crate::training::session_of(&action, json!({}));
    let added = crate::training::action_in(&json!({ "id": of_plan["plan"], "version": of_plan["version"] }), json!({}));
    let next_plan = with(crate::training::plan_of(&here.school), json!({ "schoolYear": "2027-2028" }));
    let heard = json!({ "establishment": uai, "schoolYear": "2026-2027", "body": "PEDAGOGICAL_COUNCIL", "heardOn": "2026-05-12", "opinion": "HEARD" });
    let needs = rows::<training_need::Entity>(world).await;
    let of_stage = |stage: training_need::NeedStage| needs.iter().find(|row| row.establishment_id == place && row.stage == stage).expect("a need");
    let (open, stands) = (of_stage(training_need::NeedStage::Submitted), of_stage(training_need::NeedStage::Validated));
    let (raised, decided) = (named::<TrainingNeed>("id", open.id, open.version), named::<TrainingNeed>("id", stands.id, stands.version));
    let into = named::<TrainingNeed>("into", stands.id, stands.version);
    let clusters = rows::<need_cluster::Entity>(world).await;
    let cluster = clusters.iter().find(|row| row.stage == ClusterStage::Suggested).expect("a cluster");
    let asked = clusters.iter().find(|row| row.stage != ClusterStage::Suggested).expect("a cluster");
    let asked = json!({ "cluster": named::<NeedCluster>("id", asked.id, asked.version)["id"], "mandate": here.mandate["id"], "days": 1 });
    let cluster = named::<NeedCluster>("id", cluster.id, cluster.version);
    let offer = rows::<stage_offer::Entity>(world).await.into_iter().find(|row| row.establishment_id == place).expect("an offer");
    let offer = named::<StageOffer>("id", offer.id, offer.version);
    let declared = rows::<competence_declaration::Entity>(world).await.into_iter().find(|row| row.person_id == uuid(&here.referent.id)).expect("one");
    let declared = named::<CompetenceDeclaration>("id", declared.id, declared.version);
    let policy = json!({ "establishment": uai, "schoolYear": "2027-2028", "priorityThemes": ["AI"], "acceptsExternalTrainer": true, "releasesReferent": true });
    let log = rows::<support_action::Entity>(world).await.into_iter().find(|row| row.person_id == uuid(&here.referent.id)).expect("a line");
    let log = named::<SupportAction>("id", log.id, log.version);
    let campaigns = rows::<survey_campaign::Entity>(world).await;
    let campaign =
        |stage: CampaignStage| campaigns.iter().find(|row| row.stage == stage).map(|row| named::<SurveyCampaign>("id", row.id, row.version)).expect("one");
    let (prepared, asking) = (campaign(CampaignStage::Draft), campaign(CampaignStage::Open));
    let national = rows::<questionnaire::Entity>(world).await.into_iter().find(|row| row.academy_id.is_none()).expect("one of the product");
    let next_campaign = json!({
        "academy": "13", "schoolYear": "2027-2028", "questionnaire": named::<Questionnaire>("id", national.id, national.version)["id"],
        "privacy": "ANONYMOUS", "opensAt": "2027-06-01T08:00:00Z", "closesAt": "2027-06-30T08:00:00Z",
    });
    let written = rows::<questionnaire::Entity>(world).await.into_iter().find(|row| row.academy_id.is_some()).expect("a draft");
    let written = named::<Questionnaire>("id", written.id, written.version);
    let report = rows::<activity_report::Entity>(world).await.into_iter().find(|row| row.establishment_id == place).expect("a report");
    let report = named::<ActivityReport>("id", report.id, report.version);
    let found = rows::<finding::Entity>(world).await.pop().expect("a finding");
    let of_campaign = json!({ "id": kernel::resource::Id::<SurveyCampaign>::from(found.campaign_id).to_string() });
    let (of_finding, found) = (named::<Finding>("finding", found.id, found.version), named::<Finding>("id", found.id, found.version));
    let follow_up = rows::<follow_up::Entity>(world).await.pop().expect("a follow-up");
    let follow_up = named::<FollowUp>("id", follow_up.id, follow_up.version);
    let analysis = rows::<survey_analysis::Entity>(world).await.into_iter().find(|row| row.stage == AnalysisStage::Draft).expect("a draft");
    let analysis = named::<SurveyAnalysis>("id", analysis.id, analysis.version);
    vec![
        ("describeAnalysis", with(analysis.clone(), json!({ "textFr": "Le temps manque." }))),
        ("publishAnalysis", analysis),
        ("createCampaign", next_campaign),
        ("updateCampaign", with(prepared.clone(), json!({ "remindDays": [7] }))),
        ("scheduleCampaign", prepared.clone()),
        ("openCampaign", prepared),
        ("remindRespondents", asking.clone()),
        ("closeCampaign", asking.clone()),
        ("reopenCampaign", with(asking.clone(), json!({ "closesAt": "2027-01-15T08:00:00Z", "reason": "panne" }))),
        ("saveAnswers", json!({ "campaign": asking["id"], "answers": crate::campaigns::yes("Non") })),
        ("submitResponse", json!({ "campaign": asking["id"], "answers": crate::campaigns::yes("Non") })),
        ("withdrawResponse", json!({ "campaign": asking["id"] })),
        ("draftActivityReport", json!({})),
        ("changeActivityReport", report.clone()),
        ("submitActivityReport", report.clone()),
        ("acknowledgeReport", report.clone()),
        ("returnReport", with(report.clone(), json!({ "reason": "non" }))),
        ("shareActivityReport", with(report.clone(), json!({ "withAcademy": true }))),
        ("archiveActivityReport", report),
        ("recordFinding", crate::findings::finding(&of_campaign)),
        ("decideFollowUp", with(of_finding, json!({ "kind": "OTHER", "body": "En parler." }))),
        ("completeFollowUp", follow_up),
        ("dropFinding", with(found, json!({ "reason": "non" }))),
        ("draftClausesFromFindings", of_draft.clone()),
        ("createQuestionnaire", crate::questionnaires::small()),
        ("changeQuestionnaire", with(written, json!({ "titleFr": "Autre titre" }))),
        ("logSupportAction", json!({ "kind": "HELP_PERSON", "date": "2026-11-25", "beneficiaries": 2 })),
        ("changeSupportAction", with(log.clone(), json!({ "beneficiaries": 4 }))),
        ("deleteSupportAction", log),
        ("declareCompetence", json!({ "competence": "RUPN:B1", "level": "NOVICE", "origin": "PRACTICE", "shared": true })),
        ("withdrawCompetence", declared.clone()),
        ("validateCompetence", declared),
        ("setEstablishmentPolicy", policy),
        ("raiseNeed", json!({ "establishment": uai, "title": "Évaluer", "theme": "ASSESSMENT" })),
        ("supportNeed", json!({ "id": raised["id"] })),
        ("withdrawSupport", json!({ "id": raised["id"] })),
        ("qualifyNeed", raised.clone()),
        ("validateNeed", raised.clone()),
        ("declineNeed", with(decided, json!({ "reason": "non" }))),
        ("mergeNeeds", with(into, json!({ "from": [raised["id"]] }))),
        ("carryOverNeeds", json!({ "from": "2026-2027", "scope": { "establishment": uai } })),
        ("recomputeClusters", json!({ "academy": "13", "schoolYear": "2026-2027" })),
        ("offerStage", asked),
        ("answerOffer", with(offer.clone(), json!({ "accept": true }))),
        ("releaseReferent", with(offer.clone(), json!({ "release": true }))),
        ("retainReferent", with(offer, json!({ "retain": true }))),
        ("confirmCluster", cluster.clone()),
        ("dismissCluster", with(cluster, json!({ "reason": "non" }))),
        ("recordOpinion", heard),
        ("correctOpinion", with(opinion, json!({ "opinion": "HEARD" }))),
        ("proposeCompensation", json!({ "establishment": uai, "schoolYear": "2026-2027", "shares": [share] })),
        ("withdrawCompensation", pending.clone()),
        ("grantCompensation", pending.clone()),
        ("refuseCompensation", with(pending, json!({ "reason": "non" }))),
        ("reviseCompensation", with(running.clone(), json!({ "amountCents": 250_000, "from": "2027-01-01", "reason": "oui" }))),
        ("suspendCompensation", with(running.clone(), json!({ "from": "2027-01-01", "reason": "oui" }))),
        ("resumeCompensation", with(running.clone(), json!({ "from": "2027-01-01" }))),
        ("closeCompensation", with(running, json!({ "lastDay": "2027-01-01", "reason": "oui" }))),
        ("setRemuneration", json!({ "engagement": engagement["id"], "version": line["version"], "kind": "NONE" })),
        ("certifyService", line.clone()),
        ("returnService", with(line.clone(), json!({ "reason": "non" }))),
        ("approvePay", json!({ "lines": [line] })),
        ("exportPay", json!({ "academy": "13" })),
        ("recordPayments", json!({ "export": export, "lines": [{ "id": line["id"], "outcome": "PAID" }] })),
        ("createTrainingPlan", next_plan),
        ("updateTrainingPlan", with(plan.clone(), json!({ "title": "Autre titre" }))),
        ("submitPlan", plan.clone()),
        ("approvePlan", plan.clone()),
        ("returnPlan", with(plan.clone(), json!({ "reason": "non" }))),
        ("openPlan", plan.clone()),
        ("closePlan", plan.clone()),
        ("archivePlan", plan),
        ("addTrainingAction", added),
        ("updateTrainingAction", with(action.clone(), json!({ "hours": 6.0 }))),
        ("removeTrainingAction", action),
        ("scheduleSession", scheduled),
        ("updateSession", with(session.clone(), json!({ "place": "Salle 3" }))),
        ("openSession", session.clone()),
        ("confirmSession", with(session.clone(), json!({ "acknowledge": true }))),
        ("holdSession", session.clone()),
        ("reportSession", with(session.clone(), json!({ "report": "Bien." }))),
        ("cancelSession", with(session.clone(), json!({ "reason": "non" }))),
        ("postponeSession", with(session.clone(), json!({ "reason": "non" }))),
        ("proposeTrainer", json!({ "session": session["id"], "person": here.teacher.id })),
        ("answerEngagement", with(engagement, json!({ "accept": true }))),
        ("enrol", json!({ "session": other["id"], "person": here.teacher.id })),
        ("approveEnrolment", waiting.clone()),
        ("refuseEnrolment", with(waiting.clone(), json!({ "reason": "non" }))),
        ("withdrawEnrolment", waiting.clone()),
        ("recordAttendance", with(waiting, json!({ "attendance": "ATTENDED" }))),
        ("giveFeedback", json!({ "session": session["id"], "score": 4 })),
        ("createCalendarAddress", json!({ "academy": "13" })),
        ("revokeCalendarAddress", address),
        ("reviseLetter", with(letter.clone(), json!({ "reason": "La répartition change." }))),
        ("leaveLetter", with(party.clone(), json!({ "reason": "congé" }))),
        ("createLetterTemplate", json!({ "academy": "13", "schoolYear": "2028-2029" })),
        ("updateLetterTemplate", with(draft.clone(), json!({ "dueDays": 30 }))),
        ("writeTemplateClause", with(of_draft.clone(), json!({ "code": "CLUB", "titleFr": "Club", "body": "Un club." }))),
        ("removeTemplateClause", with(of_draft, json!({ "code": "MEANS" }))),
        ("publishLetterTemplate", draft.clone()),
        ("dispatchMissionLetters", sent),
        ("archiveLetterTemplate", draft),
        ("openMissionLetter", letter.clone()),
        ("amendClause", with(clause.clone(), json!({ "body": "Autrement." }))),
        ("addClause", with(of_letter.clone(), json!({ "code": "CLUB", "title": "Club", "body": "Un club.", "reason": "projet" }))),
        ("removeClause", with(clause.clone(), json!({ "reason": "non" }))),
        ("restoreClause", clause.clone()),
        ("answerRevision", with(clause.clone(), json!({ "take": true }))),
        ("fillBlanks", with(of_letter.clone(), json!({ "values": [{ "name": "means", "value": "un bureau" }] }))),
        ("assignActivities", with(of_letter.clone(), json!({ "assignments": [{ "activity": "M1.2", "priority": "NOT_THIS_YEAR" }] }))),
        ("addLetterParty", with(of_letter, json!({ "mandate": here.mandate["id"] }))),
        ("proposeLetter", letter.clone()),
        ("commentLetter", json!({ "letter": letter["id"], "body": "Oui." })),
        ("askAmendment", json!({ "clause": clause["id"], "body": "Avant Noël." })),
        ("answerAmendment", with(amendment, json!({ "take": false }))),
        ("agreeLetter", party.clone()),
        ("declineLetter", with(party, json!({ "reason": "non" }))),
        ("signLetter", with(letter.clone(), json!({ "method": "ON_LINE" }))),
        ("voidLetter", with(letter, json!({ "reason": "non" }))),
        (
            "createEstablishment",
            json!({ "uai": tests::school::uai("86", 9000), "name": "Collège", "kind": "COLLEGE", "sector": "PUBLIC", "academy": "13", "department": "86", "opensOn": "2026-09-01" }),
        ),
        ("updateEstablishment", with(school.clone(), json!({ "name": "Collège Molière" }))),
        ("updateEstablishmentContact", with(school.clone(), json!({ "phone": "05 49 00 00 00" }))),
        ("closeEstablishment", with(version(&matrix.world.college("Collège vide").await.id).await, json!({ "closesOn": "2027-08-31" }))),
        ("updateAcademySettings", with(settings, json!({ "publishesReferentNames": true }))),
        ("createPerson", json!({ "academy": "13", "givenName": "Rose", "familyName": "TREFLE" })),
        ("appoint", json!({ "person": here.teacher.id, "establishment": uai, "function": "OTHER", "startsOn": "2026-12-01" })),
        ("endAppointment", with(appointment, json!({ "endsOn": "2027-08-31" }))),
        ("grantOffice", json!({ "academy": "13", "person": here.teacher.id, "desks": ["SURVEY"], "startsOn": "2026-12-01" })),
        ("endOffice", with(office, json!({ "endsOn": "2027-08-31" }))),
        ("proposeMandate", json!({ "establishment": uai, "person": here.teacher.id, "schoolYear": "2026-2027" })),
        ("acceptMandate", proposed.clone()),
        ("declineMandate", with(proposed.clone(), json!({ "because": "no" }))),
        ("withdrawMandate", proposed),
        ("endMandate", with(accepted, json!({ "endsOn": "2026-12-31", "because": "RESIGNED" }))),
        ("rollOverMandates", json!({ "from": "2026-2027", "academy": "13", "scope": { "wholeAcademy": true } })),
        ("upsertMandates", json!({ "rows": [{ "establishment": uai, "person": here.teacher.id, "schoolYear": "2026-2027" }] })),
        ("publishFramingText", with(note, json!({ "code": "NOTE-2" }))),
        ("reviseFramingText", with(published.clone(), json!({ "titleFr": "Note de rentrée" }))),
        ("endFramingText", with(published, json!({ "effectiveTo": "2027-08-31" }))),
        ("createServiceAccount", json!({ "academy": "13", "name": "Script", "scopes": ["MANDATE_READ"], "expiresOn": "2027-06-30" })),
        ("rotateServiceSecret", account.clone()),
        ("revokeServiceAccount", account),
        ("delegate", json!({ "establishment": uai, "deputy": here.deputy.id, "startsOn": "2026-12-01", "endsOn": "2027-06-30" })),
        ("endDelegation", delegation),
        ("markNotificationsRead", json!({ "ids": [labelled("Notification here.candidate MandateProposed")] })),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_reaches_what_and_may_do_what_is_what_was_reviewed() {
    let mut matrix = Matrix::new().await;
    let tried = mutations(&matrix).await;
    let known: BTreeSet<&str> = tried.iter().map(|(name, _)| *name).collect();
    let declared = matrix.world.anyone().asks(&matrix.world, "{ __schema { mutationType { fields { name } } } }").await.succeeds();
    let declared: BTreeSet<String> = declared.texts("__schema.mutationType.fields", "name").into_iter().collect();
    assert_eq!(declared, known.iter().map(|name| (*name).to_owned()).collect(), "every mutation has a line here");
    let without_id: Vec<&String> = matrix.shapes.keys().filter(|name| *name != "Query" && !PUBLIC.contains(&name.as_str())).collect();
    assert!(
        without_id.iter().all(|name| matrix.labels.values().any(|label| label.split(' ').next() == Some(name))),
        "each private type has an object here: {without_id:?}"
    );

    let personas = matrix.personas.clone();
    let mut readers: BTreeMap<String, BTreeMap<String, Vec<&str>>> = BTreeMap::new();
    let mut seen = HashMap::new();
    for (name, who) in &personas {
        let reached = matrix.reached(who, &mut seen).await;
        for (id, label) in &matrix.labels {
            let here = readers.entry(label.clone()).or_default().entry(id.clone()).or_default();
            if reached.contains(id) {
                here.push(name);
            }
        }
        let private = reached.iter().filter(|id| type_of(id).is_some());
        let unknown: Vec<&String> =
            private.filter(|id| !matrix.labels.contains_key(*id) && !matches!(type_of(id), Some("AuditEvent" | "AuditChange"))).collect();
        // Persons who came after: the principal of the school that is to close.
        assert!(unknown.len() <= 8 || *name == "foreign", "{name} reaches what has no label: {unknown:?}");
    }
    let mut lines: BTreeSet<String> = BTreeSet::new();
    for (label, objects) in readers {
        for who in objects.into_values().collect::<BTreeSet<_>>() {
            lines.insert(format!("read {label}: {}", if who.is_empty() { "-".into() } else { who.join(" ") }));
        }
    }
    let mut acts = Vec::new();
    for (mutation, input) in &tried {
        let in_bulk = ["rollOverMandates", "upsertMandates", "markNotificationsRead", "carryOverNeeds", "recomputeClusters", "approvePay", "recordPayments"];
        let shown = if in_bulk.contains(mutation) { "results { status error { code } }" } else { "dryRun" };
        let mut may = Vec::new();
        for (name, who) in &personas {
            let outcome = who.does_with(&matrix.world, mutation, shown, input.clone(), json!({ "dryRun": true })).await;
            let row = &outcome.body["data"][*mutation]["results"][0]["error"]["code"];
            let code = outcome.body["errors"][0]["extensions"]["code"].as_str().or(row.as_str());
            let nothing = outcome.body["data"][*mutation]["results"].as_array().is_some_and(Vec::is_empty);
            match code {
                None if nothing => {}
                None => may.push(*name),
                // Everybody keeps what is their own; who was no referent has no log to keep.
                Some("NOT_ALLOWED" | "NOT_FOUND" | "NO_MANDATE" | "NOT_INVITED") => {}
                // Rules that are asked after the rights.
                Some("INVALID_TRANSITION" | "NOTHING_OFFERED" | "NOBODY_IS_ASKED" | "ALREADY_EXISTS" | "NOT_ATTENDED") => may.push(*name),
                Some("SESSION_NOT_HELD" | "NOTHING_TO_EXPORT" | "NOT_IN_EXPORT") => may.push(*name),
                Some(other) => panic!("{mutation} as {name}: {other} {}", outcome.body),
            }
            matrix.cells += 1;
        }
        acts.push(format!("do {mutation}: {}", may.join(" ")));
    }
    lines.extend(acts);
    let text = lines.into_iter().collect::<Vec<_>>().join("\n") + "\n";
    println!("{} cells of the matrix", matrix.cells);
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../permissions-seen.txt");
    if std::env::var_os("RUPN_WRITE_CONTRACT").is_some() {
        std::fs::write(&file, &text).expect("the contract is written");
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    let missing: Vec<&str> = reviewed.lines().filter(|line| !text.lines().any(|seen| seen == *line)).collect();
    let new: Vec<&str> = text.lines().filter(|line| !reviewed.lines().any(|known| known == *line)).collect();
    assert!(missing.is_empty() && new.is_empty(), "not as reviewed, gone:\n{}\nnew:\n{}", missing.join("\n"), new.join("\n"));
    assert!(matrix.cells > 10_000, "{} cells", matrix.cells);
}
