use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    compensation::compensation,
    framing::activity,
    letter::{
        letter_amendment::{self, AmendmentStatus},
        letter_blank,
        letter_clause::{self, ClauseOrigin},
        letter_comment,
        letter_party::{self, PartyStage},
        letter_signature::{self, SignatureMethod},
        letter_template::{self, SignatureRule},
        mission_assignment::{self, AssignmentPriority},
        mission_letter::{self, LetterStage},
        template_clause,
    },
    mandate::mandate,
    people::person,
    territory::establishment,
};
use kernel::{
    actor::Hat,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, Many, One, Relation, Through},
    resource::{Confidence, Loaded, Permission, Resource, Transition, id_of},
    scalars::{Date, SchoolYear},
    sheet::{Reach, Sheet},
};
use sea_orm::{ColumnTrait, Condition};

use super::{MissionLetterTemplate, TemplateClause};
use crate::domain::{
    compensation::Compensation,
    framing::Activity,
    labels::label,
    letter::{
        filters::{
            LetterAmendmentFilter, LetterAmendmentOrder, LetterBlankFilter, LetterBlankOrder, LetterClauseFilter, LetterClauseOrder, LetterCommentFilter,
            LetterCommentOrder, LetterPartyFilter, LetterPartyOrder, LetterSignatureFilter, LetterSignatureOrder, MissionAssignmentFilter,
            MissionAssignmentOrder, MissionLetterFilter, MissionLetterOrder,
        },
        place,
        rules::{self, DiffPart},
        sheet, states,
    },
    mandate::ReferentMandate,
    people::Person,
    territory::{
        Establishment,
        place::{in_office, in_own_establishments},
    },
};

/// Mission letter.
pub struct MissionLetter(Loaded<mission_letter::Entity>);

impl Resource for MissionLetter {
    type Row = mission_letter::Entity;
    type State = LetterStage;
    type Filter = MissionLetterFilter;
    type Order = MissionLetterOrder;

    const PREFIX: &'static str = "letter";
    const SHEET: Sheet<LetterStage> = sheet::LETTER;
    const MACHINE: Option<&'static Machine<LetterStage>> = Some(&states::LETTER);
    const READS: &'static [(&'static str, &'static [mission_letter::Column])] = &[("stageLabel", &[mission_letter::Column::Stage])];
    const RELATIONS: &'static [&'static dyn Relation<mission_letter::Entity>] = &[
        &One::<mission_letter::Entity, Establishment> { name: "establishment", from: mission_letter::Column::EstablishmentId, to: establishment::Column::Id },
        &One::<mission_letter::Entity, MissionLetterTemplate> { name: "template", from: mission_letter::Column::TemplateId, to: letter_template::Column::Id },
        &Many::<mission_letter::Entity, LetterClause> { name: "clauses", from: mission_letter::Column::Id, to: letter_clause::Column::LetterId },
        &Many::<mission_letter::Entity, LetterBlank> { name: "blanks", from: mission_letter::Column::Id, to: letter_blank::Column::LetterId },
        &Many::<mission_letter::Entity, LetterParty> { name: "parties", from: mission_letter::Column::Id, to: letter_party::Column::LetterId },
        &Many::<mission_letter::Entity, MissionAssignment> { name: "assignments", from: mission_letter::Column::Id, to: mission_assignment::Column::LetterId },
        &Many::<mission_letter::Entity, LetterComment> { name: "comments", from: mission_letter::Column::Id, to: letter_comment::Column::LetterId },
        &Many::<mission_letter::Entity, LetterAmendment> { name: "amendments", from: mission_letter::Column::Id, to: letter_amendment::Column::LetterId },
        &Many::<mission_letter::Entity, LetterSignature> { name: "signatures", from: mission_letter::Column::Id, to: letter_signature::Column::LetterId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Party => hat.person().map(|person| place::party_to(mission_letter::Column::Id, person)),
            Reach::Establishment => Some(in_own_establishments(hat, mission_letter::Column::EstablishmentId)),
            Reach::Academy => in_office(hat, mission_letter::Column::AcademyId, mission_letter::Column::EstablishmentId),
            _ => None,
        }
    }

    fn state(row: &mission_letter::Model, _: NaiveDate) -> LetterStage {
        row.stage
    }

    fn in_states(states: &[LetterStage], _: NaiveDate) -> Condition {
        Condition::all().add(mission_letter::Column::Stage.is_in(states.iter().copied()))
    }

    fn natural_key(row: &mission_letter::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(mission_letter::Entity);
}

/// Mission letter of an establishment for a school year (*lettre de mission*): a tool of framing and of dialogue between the principal and the referents. A signature here is a mark of agreement, not a qualified electronic signature.
#[Object]
impl MissionLetter {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year it is for.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Where it stands.
    async fn stage(&self) -> LetterStage {
        self.0.row.stage
    }

    /// Where it stands in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("LetterStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// First day of its period.
    async fn starts_on(&self) -> Date {
        self.0.row.starts_on.into()
    }

    /// Last day of its period, included.
    async fn ends_on(&self) -> Date {
        self.0.row.ends_on.into()
    }

    /// Day on which it should be signed.
    async fn due_on(&self) -> Date {
        self.0.row.due_on.into()
    }

    /// Who signs.
    async fn signature_rule(&self) -> SignatureRule {
        self.0.row.signature_rule
    }

    /// Revision of the template that it follows.
    async fn revision(&self) -> i32 {
        self.0.row.revision
    }

    /// Instant it was sent, UTC.
    async fn sent_at(&self) -> DateTime<Utc> {
        self.0.row.sent_at
    }

    /// Mailbox of the establishment when it was sent; null when it had none.
    async fn mailbox(&self) -> Option<&str> {
        self.0.row.mailbox.as_deref()
    }

    /// Instant the establishment first opened it, UTC; null before.
    async fn opened_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.opened_at
    }

    /// Instant it was last proposed to the parties, UTC; null before.
    async fn proposed_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.proposed_at
    }

    /// Instant of the last signature it needed, UTC; null before.
    async fn signed_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.signed_at
    }

    /// Instant it was closed or given up, UTC; null before.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.closed_at
    }

    /// Why it was given up; null unless it was.
    async fn void_reason(&self) -> Option<&str> {
        self.0.row.void_reason.as_deref()
    }

    /// The establishment.
    async fn establishment(&self, ctx: &Context<'_>) -> Related<Establishment> {
        ctx.one(self).await
    }

    /// The template it was made from.
    async fn template(&self, ctx: &Context<'_>) -> Related<MissionLetterTemplate> {
        ctx.one(self).await
    }

    /// Its clauses; those that were removed only when the filter asks for them.
    async fn clauses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterClauseFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterClauseOrder>,
    ) -> Page<LetterClause> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// What it fills into the blanks.
    async fn blanks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterBlankFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterBlankOrder>,
    ) -> Page<LetterBlank> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its parties: the referents.
    async fn parties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterPartyFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterPartyOrder>,
    ) -> Page<LetterParty> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Who does what.
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionAssignmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionAssignmentOrder>,
    ) -> Page<MissionAssignment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// What the principal and the parties say to each other about it. Never read by the academy.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterCommentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterCommentOrder>,
    ) -> Page<LetterComment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// What parties propose to change.
    async fn amendments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterAmendmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterAmendmentOrder>,
    ) -> Page<LetterAmendment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its signatures.
    async fn signatures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterSignatureFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterSignatureOrder>,
    ) -> Page<LetterSignature> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The steps that its state makes possible, each with whether the viewer may take it.
    async fn available_transitions(&self, ctx: &Context<'_>) -> Maybe<Vec<Transition>> {
        ctx.transitions(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

/// Clause of a letter.
pub struct LetterClause(Loaded<letter_clause::Entity>);

impl Resource for LetterClause {
    type Row = letter_clause::Entity;
    type State = ();
    type Filter = LetterClauseFilter;
    type Order = LetterClauseOrder;

    const PREFIX: &'static str = "clause";
    const CONFIDENCE: Confidence = Confidence::Establishment;
    const SHEET: Sheet<()> = sheet::CONTENT;
    const READS: &'static [(&'static str, &'static [letter_clause::Column])] =
        &[("diff", &[letter_clause::Column::Body, letter_clause::Column::InheritedBody, letter_clause::Column::Origin])];
    const RELATIONS: &'static [&'static dyn Relation<letter_clause::Entity>] = &[
        &One::<letter_clause::Entity, MissionLetter> { name: "letter", from: letter_clause::Column::LetterId, to: mission_letter::Column::Id },
        &One::<letter_clause::Entity, TemplateClause> {
            name: "templateClause",
            from: letter_clause::Column::TemplateClauseId,
            to: template_clause::Column::Id,
        },
        &One::<letter_clause::Entity, TemplateClause> { name: "offered", from: letter_clause::Column::OfferedId, to: template_clause::Column::Id },
        &One::<letter_clause::Entity, Activity> { name: "activity", from: letter_clause::Column::ActivityId, to: activity::Column::Id },
        &Through::<letter_clause::Entity, letter_clause::Entity, MissionAssignment> {
            name: "assignments",
            from: letter_clause::Column::Id,
            link: Link { parent: letter_clause::Column::Id, child: letter_clause::Column::LetterId, period: None },
            to: mission_assignment::Column::LetterId,
            also: Some((letter_clause::Column::ActivityId, mission_assignment::Column::ActivityId)),
        },
        &Many::<letter_clause::Entity, LetterComment> { name: "comments", from: letter_clause::Column::Id, to: letter_comment::Column::ClauseId },
        &Many::<letter_clause::Entity, LetterAmendment> { name: "amendments", from: letter_clause::Column::Id, to: letter_amendment::Column::ClauseId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::in_letter(reach, hat, letter_clause::Column::LetterId, letter_clause::Column::AcademyId, letter_clause::Column::EstablishmentId)
    }

    fn state(_: &letter_clause::Model, _: NaiveDate) {}

    fn natural_key(row: &letter_clause::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(letter_clause::Entity);
}

/// Clause of a mission letter: as the template has it, amended, added or removed.
#[Object]
impl LetterClause {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in the letter.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the letter, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Where it comes from.
    async fn origin(&self) -> ClauseOrigin {
        self.0.row.origin
    }

    /// Title.
    async fn title(&self) -> &str {
        &self.0.row.title
    }

    /// Text in Markdown, with blanks such as `{{means}}`; HTML in it is text.
    async fn body(&self) -> &str {
        &self.0.row.body
    }

    /// The template's title, where the letter has another; null elsewhere.
    async fn inherited_title(&self) -> Option<&str> {
        self.0.row.inherited_title.as_deref()
    }

    /// The template's text, where the letter has another; null elsewhere.
    async fn inherited_body(&self) -> Option<&str> {
        self.0.row.inherited_body.as_deref()
    }

    /// Why it was amended, added or removed; null elsewhere.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// What it changes of the template's text, word by word: the parts of both texts in their order.
    async fn diff(&self) -> Vec<DiffPart> {
        let row = &self.0.row;
        match row.origin {
            ClauseOrigin::Inherited => rules::diff(&row.body, &row.body),
            ClauseOrigin::Amended => rules::diff(row.inherited_body.as_deref().unwrap_or_default(), &row.body),
            ClauseOrigin::Added => rules::diff("", &row.body),
            ClauseOrigin::Removed => rules::diff(&row.body, ""),
        }
    }

    /// The letter.
    async fn letter(&self, ctx: &Context<'_>) -> Related<MissionLetter> {
        ctx.one(self).await
    }

    /// The template's clause that it comes from; null for one that was added.
    async fn template_clause(&self, ctx: &Context<'_>) -> Related<TemplateClause> {
        ctx.one(self).await
    }

    /// Newer words of the template, to take or to leave; null when there are none.
    async fn offered(&self, ctx: &Context<'_>) -> Related<TemplateClause> {
        ctx.one(self).await
    }

    /// The activity it is about; null when it is about none.
    async fn activity(&self, ctx: &Context<'_>) -> Related<Activity> {
        ctx.one(self).await
    }

    /// Who does what it is about: how the letter shares its activity out.
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionAssignmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionAssignmentOrder>,
    ) -> Page<MissionAssignment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// What was said about it.
    async fn comments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterCommentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterCommentOrder>,
    ) -> Page<LetterComment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// What parties propose to change in it.
    async fn amendments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<LetterAmendmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<LetterAmendmentOrder>,
    ) -> Page<LetterAmendment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

/// Blank of a letter, filled in.
pub struct LetterBlank(Loaded<letter_blank::Entity>);

impl Resource for LetterBlank {
    type Row = letter_blank::Entity;
    type State = ();
    type Filter = LetterBlankFilter;
    type Order = LetterBlankOrder;

    const PREFIX: &'static str = "filled";
    const CONFIDENCE: Confidence = Confidence::Establishment;
    const SHEET: Sheet<()> = sheet::CONTENT;

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::in_letter(reach, hat, letter_blank::Column::LetterId, letter_blank::Column::AcademyId, letter_blank::Column::EstablishmentId)
    }

    fn state(_: &letter_blank::Model, _: NaiveDate) {}

    fn natural_key(row: &letter_blank::Model) -> String {
        row.name.clone()
    }

    kernel::wraps!(letter_blank::Entity);
}

/// What a letter fills into a blank.
#[Object]
impl LetterBlank {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Name of the blank, as clauses write it.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// What is filled in; Markdown where the blank wants text.
    async fn value(&self) -> &str {
        &self.0.row.value
    }
}

/// Party to a letter.
pub struct LetterParty(Loaded<letter_party::Entity>);

impl Resource for LetterParty {
    type Row = letter_party::Entity;
    type State = ();
    type Filter = LetterPartyFilter;
    type Order = LetterPartyOrder;

    const PREFIX: &'static str = "party";
    const CONFIDENCE: Confidence = Confidence::Establishment;
    const SHEET: Sheet<()> = sheet::PARTY;
    const READS: &'static [(&'static str, &'static [letter_party::Column])] = &[("stageLabel", &[letter_party::Column::Stage])];
    const RELATIONS: &'static [&'static dyn Relation<letter_party::Entity>] = &[
        &One::<letter_party::Entity, MissionLetter> { name: "letter", from: letter_party::Column::LetterId, to: mission_letter::Column::Id },
        &One::<letter_party::Entity, Person> { name: "person", from: letter_party::Column::PersonId, to: person::Column::Id },
        &One::<letter_party::Entity, ReferentMandate> { name: "mandate", from: letter_party::Column::MandateId, to: mandate::Column::Id },
        &One::<letter_party::Entity, Compensation> { name: "compensation", from: letter_party::Column::MandateId, to: compensation::Column::MandateId },
        &Many::<letter_party::Entity, MissionAssignment> { name: "assignments", from: letter_party::Column::Id, to: mission_assignment::Column::PartyId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Own => hat.person().map(|person| Condition::all().add(letter_party::Column::PersonId.eq(person))),
            reach => place::in_letter(reach, hat, letter_party::Column::LetterId, letter_party::Column::AcademyId, letter_party::Column::EstablishmentId),
        }
    }

    fn state(_: &letter_party::Model, _: NaiveDate) {}

    fn natural_key(row: &letter_party::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(letter_party::Entity);
}

/// Party to a mission letter: a referent, by a mandate, with a personal annex.
#[Object]
impl LetterParty {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// What the party has said.
    async fn stage(&self) -> PartyStage {
        self.0.row.stage
    }

    /// What the party has said in words, in the language of the request.
    async fn stage_label(&self, ctx: &Context<'_>) -> String {
        label("PartyStage", self.0.row.stage, ctx.viewer().locale)
    }

    /// First day as a party.
    async fn joined_on(&self) -> Date {
        self.0.row.joined_on.into()
    }

    /// Last day as a party, when that came early; null otherwise.
    async fn left_on(&self) -> Option<Date> {
        self.0.row.left_on.map(Into::into)
    }

    /// Instant the party last agreed, declined or signed, UTC; null before.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.answered_at
    }

    /// Why the party declined or left; null otherwise.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// The letter.
    async fn letter(&self, ctx: &Context<'_>) -> Related<MissionLetter> {
        ctx.one(self).await
    }

    /// The person; null for those who may not read the name.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The mandate by which the person is a party.
    async fn mandate(&self, ctx: &Context<'_>) -> Related<ReferentMandate> {
        ctx.one(self).await
    }

    /// What the mission brings the party this year; null where nothing was proposed, and for those who may not read it.
    async fn compensation(&self, ctx: &Context<'_>) -> Related<Compensation> {
        ctx.one(self).await
    }

    /// What the party does.
    async fn assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionAssignmentFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionAssignmentOrder>,
    ) -> Page<MissionAssignment> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

/// Activity, shared out.
pub struct MissionAssignment(Loaded<mission_assignment::Entity>);

impl Resource for MissionAssignment {
    type Row = mission_assignment::Entity;
    type State = ();
    type Filter = MissionAssignmentFilter;
    type Order = MissionAssignmentOrder;

    const PREFIX: &'static str = "assignment";
    const CONFIDENCE: Confidence = Confidence::Establishment;
    const SHEET: Sheet<()> = sheet::ASSIGNMENT;
    const RELATIONS: &'static [&'static dyn Relation<mission_assignment::Entity>] = &[
        &One::<mission_assignment::Entity, MissionLetter> { name: "letter", from: mission_assignment::Column::LetterId, to: mission_letter::Column::Id },
        &One::<mission_assignment::Entity, Activity> { name: "activity", from: mission_assignment::Column::ActivityId, to: activity::Column::Id },
        &One::<mission_assignment::Entity, LetterParty> { name: "party", from: mission_assignment::Column::PartyId, to: letter_party::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::in_letter(reach, hat, mission_assignment::Column::LetterId, mission_assignment::Column::AcademyId, mission_assignment::Column::EstablishmentId)
    }

    fn state(_: &mission_assignment::Model, _: NaiveDate) {}

    fn natural_key(row: &mission_assignment::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(mission_assignment::Entity);
}

/// Activity of the catalogue as a letter shares it out: to a party with a priority, or to nobody this year.
#[Object]
impl MissionAssignment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// How soon it comes.
    async fn priority(&self) -> AssignmentPriority {
        self.0.row.priority
    }

    /// Hours of the year, when that was agreed; null otherwise.
    async fn hours(&self) -> Option<i32> {
        self.0.row.hours
    }

    /// By what it will be seen; null when that was not agreed.
    async fn indicator(&self) -> Option<&str> {
        self.0.row.indicator.as_deref()
    }

    /// The letter.
    async fn letter(&self, ctx: &Context<'_>) -> Related<MissionLetter> {
        ctx.one(self).await
    }

    /// The activity.
    async fn activity(&self, ctx: &Context<'_>) -> Related<Activity> {
        ctx.one(self).await
    }

    /// The party who does it; null when nobody does this year.
    async fn party(&self, ctx: &Context<'_>) -> Related<LetterParty> {
        ctx.one(self).await
    }
}

/// Comment on a letter.
pub struct LetterComment(Loaded<letter_comment::Entity>);

impl Resource for LetterComment {
    type Row = letter_comment::Entity;
    type State = ();
    type Filter = LetterCommentFilter;
    type Order = LetterCommentOrder;

    const PREFIX: &'static str = "comment";
    const CONFIDENCE: Confidence = Confidence::Establishment;
    const SHEET: Sheet<()> = sheet::COMMENTS;
    const RELATIONS: &'static [&'static dyn Relation<letter_comment::Entity>] = &[
        &One::<letter_comment::Entity, Person> { name: "person", from: letter_comment::Column::PersonId, to: person::Column::Id },
        &One::<letter_comment::Entity, LetterClause> { name: "clause", from: letter_comment::Column::ClauseId, to: letter_clause::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::in_letter(reach, hat, letter_comment::Column::LetterId, letter_comment::Column::AcademyId, letter_comment::Column::EstablishmentId)
    }

    fn state(_: &letter_comment::Model, _: NaiveDate) {}

    fn natural_key(row: &letter_comment::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(letter_comment::Entity);
}

/// What the principal or a party says about a letter. Read by them alone.
#[Object]
impl LetterComment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// What is said, in Markdown; HTML in it is text.
    async fn body(&self) -> &str {
        &self.0.row.body
    }

    /// Who says it.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The clause it is about; null when it is about the letter as a whole.
    async fn clause(&self, ctx: &Context<'_>) -> Related<LetterClause> {
        ctx.one(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

/// Amendment that a party proposes.
pub struct LetterAmendment(Loaded<letter_amendment::Entity>);

impl Resource for LetterAmendment {
    type Row = letter_amendment::Entity;
    type State = ();
    type Filter = LetterAmendmentFilter;
    type Order = LetterAmendmentOrder;

    const PREFIX: &'static str = "amendment";
    const CONFIDENCE: Confidence = Confidence::Establishment;
    const SHEET: Sheet<()> = sheet::AMENDMENT;
    const READS: &'static [(&'static str, &'static [letter_amendment::Column])] = &[("statusLabel", &[letter_amendment::Column::Status])];
    const RELATIONS: &'static [&'static dyn Relation<letter_amendment::Entity>] = &[
        &One::<letter_amendment::Entity, LetterParty> { name: "party", from: letter_amendment::Column::PartyId, to: letter_party::Column::Id },
        &One::<letter_amendment::Entity, LetterClause> { name: "clause", from: letter_amendment::Column::ClauseId, to: letter_clause::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::in_letter(reach, hat, letter_amendment::Column::LetterId, letter_amendment::Column::AcademyId, letter_amendment::Column::EstablishmentId)
    }

    fn state(_: &letter_amendment::Model, _: NaiveDate) {}

    fn natural_key(row: &letter_amendment::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(letter_amendment::Entity);
}

/// What a party proposes to change in a clause; the principal takes it or leaves it.
#[Object]
impl LetterAmendment {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// The text that the clause would have, in Markdown; HTML in it is text.
    async fn body(&self) -> &str {
        &self.0.row.body
    }

    /// Why; null when nothing was said.
    async fn reason(&self) -> Option<&str> {
        self.0.row.reason.as_deref()
    }

    /// What became of it.
    async fn status(&self) -> AmendmentStatus {
        self.0.row.status
    }

    /// What became of it in words, in the language of the request.
    async fn status_label(&self, ctx: &Context<'_>) -> String {
        label("AmendmentStatus", self.0.row.status, ctx.viewer().locale)
    }

    /// What the principal answered; null before, or when nothing was said.
    async fn answer(&self) -> Option<&str> {
        self.0.row.answer.as_deref()
    }

    /// Who proposes it.
    async fn party(&self, ctx: &Context<'_>) -> Related<LetterParty> {
        ctx.one(self).await
    }

    /// The clause it would change.
    async fn clause(&self, ctx: &Context<'_>) -> Related<LetterClause> {
        ctx.one(self).await
    }

    /// Version for the optimistic lock: send it back with a change.
    async fn version(&self) -> i64 {
        self.0.row.version
    }

    /// Instant it was made, UTC.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.row.created_at
    }

    /// Instant of its last change, UTC.
    async fn updated_at(&self) -> DateTime<Utc> {
        self.0.row.updated_at
    }

    /// What the viewer may do with it, with the reason where not.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Maybe<Vec<Permission>> {
        ctx.permissions(self).await
    }
}

/// Signature of a letter.
pub struct LetterSignature(Loaded<letter_signature::Entity>);

impl Resource for LetterSignature {
    type Row = letter_signature::Entity;
    type State = ();
    type Filter = LetterSignatureFilter;
    type Order = LetterSignatureOrder;

    const PREFIX: &'static str = "signature";
    const CONFIDENCE: Confidence = Confidence::Establishment;
    const SHEET: Sheet<()> = sheet::SIGNATURE;
    const RELATIONS: &'static [&'static dyn Relation<letter_signature::Entity>] = &[
        &One::<letter_signature::Entity, Person> { name: "person", from: letter_signature::Column::PersonId, to: person::Column::Id },
        &One::<letter_signature::Entity, Person> { name: "onBehalfOf", from: letter_signature::Column::OnBehalfOf, to: person::Column::Id },
        &One::<letter_signature::Entity, LetterParty> { name: "party", from: letter_signature::Column::PartyId, to: letter_party::Column::Id },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        place::in_letter(reach, hat, letter_signature::Column::LetterId, letter_signature::Column::AcademyId, letter_signature::Column::EstablishmentId)
    }

    fn state(_: &letter_signature::Model, _: NaiveDate) {}

    fn natural_key(row: &letter_signature::Model) -> String {
        id_of::<Self>(row).to_string()
    }

    kernel::wraps!(letter_signature::Entity);
}

/// Signature of a letter: who signed which content, when and how. Never changed.
#[Object]
impl LetterSignature {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// How it was given.
    async fn method(&self) -> SignatureMethod {
        self.0.row.method
    }

    /// Instant it was given here, UTC.
    async fn signed_at(&self) -> DateTime<Utc> {
        self.0.row.signed_at
    }

    /// Day on the paper, or the day it was given.
    async fn signed_on(&self) -> Date {
        self.0.row.signed_on.into()
    }

    /// SHA-256 of the canonical content that was signed, in hex.
    async fn content_hash(&self) -> &str {
        &self.0.row.content_hash
    }

    /// The server's signature over it, in base64url.
    async fn seal(&self) -> &str {
        &self.0.row.seal
    }

    /// Who signed.
    async fn person(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The principal for whom a deputy signed; null otherwise.
    async fn on_behalf_of(&self, ctx: &Context<'_>) -> Related<Person> {
        ctx.one(self).await
    }

    /// The party who signed; null for the principal.
    async fn party(&self, ctx: &Context<'_>) -> Related<LetterParty> {
        ctx.one(self).await
    }
}
