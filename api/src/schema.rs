//! The schema: the rooms' roots merged, and the interface over everything that has an id.

use std::sync::Arc;

use async_graphql::{Context, EmptySubscription, ID, Interface, MergedObject, Object, OutputType, SDLExportOptions, Schema as GraphQLSchema, SchemaBuilder};
use kernel::{
    explain::Explanation,
    read::{Ask, Maybe},
    refusal::{Fault, Refusal},
    resource::{Confidence, Resource, parse_id},
    text::text,
    viewer::Viewer,
};

use crate::delivery::{DeliveryQueries, Job, JobReject, Notification, commands::DeliveryMutations};
use crate::domain::{
    access::{AccessQueries, AuditChange, AuditEvent, Delegation, ServiceAccount, ServiceSecret, commands::AccessMutations},
    action::{ActionQueries, SupportAction, SupportActionKind, commands::ActionMutations},
    analysis::{AnalysisQueries, SurveyAnalysis, commands::AnalysisMutations},
    campaign::{CampaignQueries, SurveyCampaign, SurveyInvitation, commands::CampaignMutations},
    compensation::{Compensation, CompensationChange, CompensationMonth, CompensationQueries, CouncilOpinion, commands::CompensationMutations},
    competence::{Competence, CompetenceDeclaration, CompetenceFramework, CompetenceQueries, TrainingTheme, commands::CompetenceMutations},
    finding::{Finding, FindingQueries, FollowUp, commands::FindingMutations},
    framing::{Activity, FramingQueries, FramingText, Mission, MissionCatalogue, commands::FramingMutations},
    labels::LabelQueries,
    letter::{
        LetterQueries, MissionLetterTemplate, TemplateBlank, TemplateClause,
        commands::LetterMutations,
        progress::ProgressQueries,
        types::{LetterAmendment, LetterBlank, LetterClause, LetterComment, LetterParty, LetterSignature, MissionAssignment, MissionLetter},
    },
    mandate::{MandateQueries, Referent, ReferentMandate, commands::MandateMutations},
    need::{EstablishmentPolicy, NeedAuthor, NeedCluster, NeedQueries, NeedSupport, TrainingNeed, commands::NeedMutations},
    pay::{PayExport, PayQueries, PayTotals, Remuneration, commands::PayMutations},
    people::{Appointment, Discipline, Office, PeopleQueries, Person, PersonContact, PersonIdentifier, commands::PeopleMutations},
    report::{ActivityReport, ReportQueries, ReportSection, SubmittedSection, commands::ReportMutations},
    stage::{StageCandidate, StageOffer, StageQueries, commands::StageMutations},
    survey::{Questionnaire, SurveyOption, SurveyQueries, SurveyQuestion, SurveyRow, SurveySection, commands::SurveyMutations},
    territory::{Academy, AcademySettings, Basin, Department, Establishment, LocalAuthority, Region, TerritoryQueries, Zone, commands::TerritoryMutations},
    training::{CalendarAddress, Enrolment, TrainerEngagement, TrainingAction, TrainingPlan, TrainingQueries, TrainingSession, commands::TrainingMutations},
};

/// Questions: read only what the viewer may.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQueries,
    AccessQueries,
    TerritoryQueries,
    PeopleQueries,
    MandateQueries,
    FramingQueries,
    LetterQueries,
    CompensationQueries,
    TrainingQueries,
    StageQueries,
    PayQueries,
    ProgressQueries,
    CompetenceQueries,
    NeedQueries,
    ActionQueries,
    SurveyQueries,
    CampaignQueries,
    ReportQueries,
    FindingQueries,
    AnalysisQueries,
    DeliveryQueries,
    LabelQueries,
);

/// Acts: each is one transaction, with `options { dryRun idempotencyKey reason }`.
#[derive(MergedObject, Default)]
pub struct Mutation(
    TerritoryMutations,
    PeopleMutations,
    MandateMutations,
    FramingMutations,
    LetterMutations,
    CompensationMutations,
    TrainingMutations,
    PayMutations,
    CompetenceMutations,
    NeedMutations,
    StageMutations,
    ActionMutations,
    SurveyMutations,
    CampaignMutations,
    ReportMutations,
    FindingMutations,
    AnalysisMutations,
    AccessMutations,
    DeliveryMutations,
);

/// The schema of the API.
pub type Schema = GraphQLSchema<Query, Mutation, EmptySubscription>;

/// The schema, to be finished. A mistyped name is not answered by those that are like it: the contract names all.
pub fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    GraphQLSchema::build(Query::default(), Mutation::default(), EmptySubscription).limit_recursive_depth(64).disable_suggestions()
}

/// Builds the schema; limits, metrics and codes are the edge's.
pub fn build() -> Schema {
    builder().finish()
}

/// The schema as text, sorted: the contract that `schema.graphql` keeps.
pub fn sdl(schema: &Schema) -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    schema.sdl_with_options(options)
}

macro_rules! nodes {
    ($($type:ident),+) => {
        /// Something with an id: every object of the directory.
        #[derive(Clone, Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "Opaque id."))]
        pub enum Node {
            $(
                #[doc = stringify!($type)]
                $type(Arc<$type>)
            ),+
        }

        /// The objects with ids of one type, with their ids.
        async fn of_type(ctx: &Context<'_>, prefix: &str, ids: &[kernel::Uuid]) -> Result<Option<Vec<(kernel::Uuid, Node)>>, Refusal> {
            $(
                if prefix == $type::PREFIX {
                    let found = ctx.read().with_ids::<$type>(ids).await?;
                    return Ok(Some(found.into_iter().map(|object| (kernel::resource::id_of::<$type>(&object.loaded().row).0, Node::$type(Arc::new(object)))).collect()));
                }
            )+
            Ok(None)
        }

        /// The id of an object whose type is known by its name.
        pub fn id_of_type(name: &str, id: kernel::Uuid) -> ID {
            $(
                if name == $type::type_name() {
                    return kernel::resource::Id::<$type>::from(id).into();
                }
            )+
            ID(id.to_string())
        }

        /// The decision about an action on the object with an id; `None` when there is none.
        pub async fn explain(viewer: &Viewer, prefix: &str, id: kernel::Uuid, action: &str) -> Result<Option<Explanation>, Refusal> {
            $(
                if prefix == $type::PREFIX {
                    return viewer.explain::<$type>(id, action).await;
                }
            )+
            Ok(None)
        }

        /// The decision about reading what hangs at a field of the object with an id; `None` when nothing does.
        pub async fn explain_field(viewer: &Viewer, prefix: &str, id: kernel::Uuid, field: &str) -> Result<Option<Explanation>, Refusal> {
            $(
                if prefix == $type::PREFIX {
                    return viewer.explain_field::<$type>(id, field).await;
                }
            )+
            Ok(None)
        }

        /// What the sheets say of every resource, a line each.
        pub fn permissions() -> String {
            let mut lines = Vec::new();
            $( lines.extend(crate::permissions::lines::<$type>(&$type::type_name())); )+
            // Rows that are worked out have no id, and rights of their own all the same.
            lines.extend(crate::permissions::lines::<StageCandidate>(&StageCandidate::type_name()));
            lines.sort();
            lines.join("\n") + "\n"
        }

        /// Who reads in the audit what changed of the objects of a type.
        pub fn confidence(name: &str) -> Confidence {
            $(
                if name == $type::type_name() {
                    return $type::CONFIDENCE;
                }
            )+
            Confidence::Academy
        }

        /// The types whose changes are read in some confidence.
        pub fn types_of(is_meant: impl Fn(Confidence) -> bool) -> Vec<&'static str> {
            let all = [$( (stringify!($type), $type::CONFIDENCE) ),+];
            all.into_iter().filter(|(_, confidence)| is_meant(*confidence)).map(|(name, _)| name).collect()
        }

        /// The relations that each resource declares.
        pub fn relations() -> Vec<(String, Vec<&'static str>)> {
            vec![$( ($type::type_name().into_owned(), $type::RELATIONS.iter().map(|relation| relation.name()).collect()) ),+]
        }

        /// The resources kept in memory, and whether anyone may read all of their rows.
        pub fn references() -> Vec<(String, bool)> {
            let today = chrono::NaiveDate::default();
            let anyone = kernel::actor::Actor::anonymous(chrono::DateTime::default(), today);
            let all = vec![$( ($type::type_name().into_owned(), $type::REFERENCE, kernel::sheet::scope::<$type>(&anyone).is_none()) ),+];
            all.into_iter().filter(|(_, reference, _)| *reference).map(|(name, _, public)| (name, public)).collect()
        }
    };
}

nodes!(
    Region,
    Department,
    Academy,
    AcademySettings,
    LocalAuthority,
    Basin,
    Zone,
    Establishment,
    Person,
    PersonContact,
    PersonIdentifier,
    Discipline,
    Appointment,
    Office,
    ReferentMandate,
    Referent,
    FramingText,
    MissionCatalogue,
    Mission,
    Activity,
    ServiceAccount,
    ServiceSecret,
    Delegation,
    AuditEvent,
    AuditChange,
    MissionLetterTemplate,
    TemplateClause,
    TemplateBlank,
    MissionLetter,
    LetterClause,
    LetterBlank,
    LetterParty,
    MissionAssignment,
    LetterComment,
    LetterAmendment,
    LetterSignature,
    CouncilOpinion,
    Compensation,
    CompensationChange,
    CompensationMonth,
    TrainingPlan,
    TrainingAction,
    TrainingSession,
    TrainerEngagement,
    Enrolment,
    CalendarAddress,
    Remuneration,
    PayExport,
    PayTotals,
    CompetenceFramework,
    Competence,
    TrainingTheme,
    CompetenceDeclaration,
    EstablishmentPolicy,
    TrainingNeed,
    NeedAuthor,
    NeedSupport,
    NeedCluster,
    StageOffer,
    SupportActionKind,
    SupportAction,
    Questionnaire,
    SurveySection,
    SurveyQuestion,
    SurveyOption,
    SurveyRow,
    SurveyCampaign,
    SurveyInvitation,
    ActivityReport,
    ReportSection,
    SubmittedSection,
    Finding,
    FollowUp,
    SurveyAnalysis,
    Job,
    JobReject,
    Notification
);

/// Root fields over everything that has an id.
#[derive(Default)]
pub struct NodeQueries;

/// Most ids of one call of `nodes`.
pub const MAX_IDS: usize = 100;

/// Root fields over everything that has an id.
#[Object]
impl NodeQueries {
    /// The object with an id; null when there is none, or none the viewer may read.
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "The id.")] id: ID) -> Maybe<Node> {
        match read(&id) {
            Ok((prefix, uuid)) => match of_type(ctx, prefix, &[uuid]).await {
                Ok(Some(mut found)) => found.pop().map(|(_, node)| Ok(node)),
                Ok(None) => Some(Err(unknown(&id))),
                Err(refusal) => Some(Err(refusal)),
            },
            Err(refusal) => Some(Err(refusal)),
        }
    }

    /// The objects with some ids, in their order; null at the place of each that is not there, or not the viewer's to read. 1 to 100 ids.
    async fn nodes(&self, ctx: &Context<'_>, #[graphql(desc = "The ids, 1 to 100.")] ids: Vec<ID>) -> Result<Vec<Option<Node>>, Refusal> {
        if ids.len() > MAX_IDS {
            return Err(Refusal::LimitExceeded { limit: "ids", max: MAX_IDS as u64, actual: ids.len() as u64 });
        }
        let parsed = ids.iter().map(|id| read(id)).collect::<Result<Vec<_>, _>>()?;
        let mut by_type: std::collections::BTreeMap<&str, Vec<kernel::Uuid>> = std::collections::BTreeMap::new();
        for (prefix, uuid) in &parsed {
            by_type.entry(prefix).or_default().push(*uuid);
        }
        let mut found: Vec<((&str, kernel::Uuid), Node)> = Vec::new();
        for (prefix, uuids) in by_type {
            let nodes = of_type(ctx, prefix, &uuids).await?.ok_or_else(|| unknown(prefix))?;
            found.extend(nodes.into_iter().map(|(uuid, node)| ((prefix, uuid), node)));
        }
        let place = |wanted: &(&str, kernel::Uuid)| found.iter().find(|(key, _)| key == wanted).map(|(_, node)| node.clone());
        Ok(parsed.iter().map(place).collect())
    }
}

fn read(id: &str) -> Result<(&str, kernel::Uuid), Refusal> {
    parse_id(id).ok_or_else(|| unknown(id))
}

fn unknown(_: &str) -> Refusal {
    Fault::invalid("id", text("Not an id of this API.", "Ce n'est pas un identifiant de cette API."))
        .hint(text("Ids come from the field `id` of objects.", "Les identifiants viennent du champ `id` des objets."))
        .into()
}
