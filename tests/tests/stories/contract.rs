//! The contract: the schema, the permissions, and what every part of them must have.

use std::collections::BTreeMap;

use api::schema;
use async_graphql::parser::{
    parse_schema,
    types::{BaseType, FieldDefinition, TypeDefinition, TypeKind, TypeSystemDefinition},
};

fn root(file: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn types() -> Vec<TypeDefinition> {
    let document = parse_schema(schema::sdl(&schema::build())).expect("our own schema parses");
    let defined = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(definition) => Some(definition.node),
        _ => None,
    });
    defined.collect()
}

fn fields(definition: &TypeDefinition) -> Vec<&FieldDefinition> {
    match &definition.kind {
        TypeKind::Object(object) => object.fields.iter().map(|field| &field.node).collect(),
        TypeKind::Interface(interface) => interface.fields.iter().map(|field| &field.node).collect(),
        _ => Vec::new(),
    }
}

fn name_of(base: &BaseType) -> String {
    match base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => name_of(&inner.base),
    }
}

#[test]
fn the_schema_is_the_one_that_was_reviewed() {
    assert!(schema::sdl(&schema::build()) == root("schema.graphql"), "schema.graphql differs: run scripts/contract and review the change");
}

#[test]
fn the_permissions_are_those_that_were_reviewed() {
    assert!(schema::permissions() == root("permissions.txt"), "permissions.txt differs: run scripts/contract and review the change");
}

#[test]
fn everything_has_a_description() {
    let mut missing = Vec::new();
    let mut want = |path: String, described: bool| {
        if !described {
            missing.push(path);
        }
    };
    for definition in types() {
        let name = definition.name.node.to_string();
        if matches!(name.as_str(), "Int" | "Float" | "String" | "Boolean" | "ID") {
            continue;
        }
        want(name.clone(), definition.description.is_some());
        for field in fields(&definition) {
            want(format!("{name}.{}", field.name.node), field.description.is_some());
            for argument in &field.arguments {
                want(format!("{name}.{}({})", field.name.node, argument.node.name.node), argument.node.description.is_some());
            }
        }
        match &definition.kind {
            TypeKind::Enum(values) => {
                values.values.iter().for_each(|value| want(format!("{name}.{}", value.node.value.node), value.node.description.is_some()))
            }
            TypeKind::InputObject(input) => {
                input.fields.iter().for_each(|field| want(format!("{name}.{}", field.node.name.node), field.node.description.is_some()))
            }
            _ => {}
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_list_pages_filters_and_orders_alike() {
    let mut lists = 0;
    for definition in types() {
        for field in fields(&definition) {
            if !name_of(&field.ty.node.base).ends_with("Connection") {
                continue;
            }
            let mut arguments: Vec<String> = field.arguments.iter().map(|argument| argument.node.name.node.to_string()).collect();
            arguments.sort();
            // What this list is about: it has no parent that could say it.
            match field.name.node.as_str() {
                "neighbours" => arguments.retain(|name| !matches!(name.as_str(), "establishment" | "kilometres")),
                "surveyResponses" => arguments.retain(|name| name != "campaign"),
                "stageCandidates" => arguments.retain(|name| !matches!(name.as_str(), "assuming" | "cluster")),
                "gaps" => arguments.retain(|name| name != "schoolYear"),
                _ => {}
            }
            assert_eq!(arguments, ["after", "filter", "first", "orderBy"], "{}.{}", definition.name.node, field.name.node);
            assert!(field.ty.node.nullable, "{}.{} may fail without its sisters", definition.name.node, field.name.node);
            lists += 1;
        }
    }
    assert!(lists > 20, "{lists} lists");
}

#[test]
fn every_mutation_takes_an_input_and_options() {
    let mutation = types().into_iter().find(|definition| definition.name.node == "Mutation").expect("mutations");
    for field in fields(&mutation) {
        let mut arguments: Vec<String> = field.arguments.iter().map(|argument| argument.node.name.node.to_string()).collect();
        arguments.sort();
        assert_eq!(arguments, ["input", "options"], "{}", field.name.node);
        assert!(name_of(&field.ty.node.base).ends_with("Payload") && field.ty.node.nullable, "{}", field.name.node);
    }
}

#[test]
fn every_declared_relation_is_a_field() {
    let shown: BTreeMap<String, Vec<String>> = types()
        .iter()
        .map(|definition| (definition.name.node.to_string(), fields(definition).iter().map(|field| field.name.node.to_string()).collect()))
        .collect();
    for (name, relations) in schema::relations() {
        for relation in relations {
            assert!(shown[&name].contains(&relation.to_owned()), "{name} declares {relation} and does not show it");
        }
    }
}

#[test]
fn every_enum_of_the_domain_has_labels_in_both_languages() {
    let labelled = root("data/labels.csv");
    let ours = [
        "Role",
        "Desk",
        "EstablishmentKind",
        "Sector",
        "Ministry",
        "OwnerKind",
        "AuthorityKind",
        "ZoneKind",
        "AppointmentFunction",
        "Civility",
        "MandateState",
        "MandateShare",
        "EndReason",
        "FramingLevel",
        "FramingTextKind",
        "FramingTopic",
        "DataStatus",
        "TemplateStatus",
        "LetterStage",
        "PartyStage",
        "CouncilBody",
        "OpinionKind",
        "CompensationForm",
        "CompensationStage",
        "CompensationChangeKind",
        "CompensationStep",
        "PaymentPlan",
        "TrainingLevel",
        "PlanStage",
        "TrainingOrigin",
        "TrainingDomain",
        "SessionMode",
        "SessionStage",
        "EngagementStage",
        "EnrolmentStage",
        "Attendance",
        "RemunerationKind",
        "RemunerationLevel",
        "RemunerationStage",
        "PaymentOutcome",
        "GapKind",
        "ProgressBy",
        "CompetenceLevel",
        "CompetenceOrigin",
        "TrainingDomain",
        "NeedUrgency",
        "PreferredPeriod",
        "NeedStage",
        "ClusterStage",
        "SurveyPrivacy",
        "CampaignStage",
        "AnalysisStage",
        "AnalysisMargin",
        "SuppressionReason",
        "InvitationStage",
        "Seniority",
        "OfferStage",
        "PolicySays",
        "SupportUnit",
        "SupportChannel",
        "SurveyAudience",
        "QuestionnaireStage",
        "QuestionKind",
        "QuestionSensitivity",
        "Prefill",
        "QuestionTaxonomy",
        "ReportStage",
        "ReportOrigin",
        "FindingStage",
        "FollowUpKind",
    ];
    for definition in types().iter().filter(|definition| ours.contains(&definition.name.node.as_str())) {
        let TypeKind::Enum(values) = &definition.kind else { panic!("{} is an enum", definition.name.node) };
        for value in &values.values {
            let line = format!("{},{},", definition.name.node, value.node.value.node);
            let fields = labelled.lines().find(|labels| labels.starts_with(&line)).map(|labels| labels.split(',').filter(|field| !field.is_empty()).count());
            assert!(fields.is_some_and(|count| count >= 4), "data/labels.csv has no labels for {line}");
        }
    }
}

#[test]
fn everyone_may_read_reference_data_kept_in_memory() {
    for (name, public) in schema::references() {
        assert!(public, "{name} is kept in memory, so its sheet must let anyone read it");
    }
}

#[test]
fn the_readme_names_the_commands_that_ci_runs() {
    let (readme, ci, test) = (root("README.md"), root(".ci/run"), root("scripts/test"));
    assert!(readme.contains("cargo run --release -- demo") && readme.contains("scripts/test"));
    assert!(ci.contains("scripts/test"));
    assert!(test.contains("cargo run --release --quiet -- demo") && test.contains("cargo test"));
}
