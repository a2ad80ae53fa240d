use async_graphql::{Context, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    finding::follow_up,
    framing::{activity, framing_text, mission_catalogue},
    letter::{
        letter_clause,
        letter_template::{self, SignatureRule, TemplateStatus},
        mission_letter,
        template_blank::{self, BlankKind},
        template_clause, template_framing, template_priority,
    },
    territory::academy,
};
use kernel::{
    actor::{Extent, Hat},
    filter::borne_by,
    machine::Machine,
    read::{Ask, Maybe, Page, Related},
    relation::{Link, Many, One, Relation, Through},
    resource::{Loaded, Permission, Resource, Transition, id_of},
    scalars::SchoolYear,
    sheet::{Reach, Sheet, everything},
};
use sea_orm::{ColumnTrait, Condition};

use super::{LetterClause, MissionLetter};
use crate::domain::{
    finding::{
        FollowUp,
        filters::{FollowUpFilter, FollowUpOrder},
    },
    framing::{
        Activity, FramingText, MissionCatalogue,
        filters::{ActivityFilter, FramingTextFilter, FramingTextOrder, MissionOrder},
        in_language,
    },
    labels::label,
    letter::{
        filters::{
            LetterClauseFilter, LetterClauseOrder, MissionLetterFilter, MissionLetterOrder, MissionLetterTemplateFilter, MissionLetterTemplateOrder,
            TemplateBlankFilter, TemplateBlankOrder, TemplateClauseFilter, TemplateClauseOrder,
        },
        sheet,
        states::{self, Wording},
    },
    territory::Academy,
};

/// Template of mission letters.
pub struct MissionLetterTemplate(Loaded<letter_template::Entity>);

impl Resource for MissionLetterTemplate {
    type Row = letter_template::Entity;
    type State = TemplateStatus;
    type Filter = MissionLetterTemplateFilter;
    type Order = MissionLetterTemplateOrder;

    const PREFIX: &'static str = "template";
    const SHEET: Sheet<TemplateStatus> = sheet::TEMPLATE;
    const MACHINE: Option<&'static Machine<TemplateStatus>> = Some(&states::TEMPLATE);
    const READS: &'static [(&'static str, &'static [letter_template::Column])] =
        &[("title", &[letter_template::Column::TitleFr, letter_template::Column::TitleEn]), ("statusLabel", &[letter_template::Column::Status])];
    const RELATIONS: &'static [&'static dyn Relation<letter_template::Entity>] = &[
        &One::<letter_template::Entity, Academy> { name: "academy", from: letter_template::Column::AcademyId, to: academy::Column::Id },
        &One::<letter_template::Entity, MissionCatalogue> { name: "catalogue", from: letter_template::Column::CatalogueId, to: mission_catalogue::Column::Id },
        &Many::<letter_template::Entity, TemplateClause> { name: "clauses", from: letter_template::Column::Id, to: template_clause::Column::TemplateId },
        &Many::<letter_template::Entity, TemplateBlank> { name: "blanks", from: letter_template::Column::Id, to: template_blank::Column::TemplateId },
        &Through::<letter_template::Entity, template_framing::Entity, FramingText> {
            name: "legalBasis",
            from: letter_template::Column::Id,
            link: Link { parent: template_framing::Column::TemplateId, child: template_framing::Column::TextId, period: None },
            to: framing_text::Column::Id,
            also: None,
        },
        &Through::<letter_template::Entity, template_priority::Entity, Activity> {
            name: "suggestedPriorities",
            from: letter_template::Column::Id,
            link: Link { parent: template_priority::Column::TemplateId, child: template_priority::Column::ActivityId, period: None },
            to: activity::Column::Id,
            also: None,
        },
        &Many::<letter_template::Entity, MissionLetter> { name: "letters", from: letter_template::Column::Id, to: mission_letter::Column::TemplateId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Everywhere => Some(everything()),
            Reach::Academy => {
                hat.academy.filter(|_| hat.extent == Extent::Academy).map(|academy| Condition::all().add(letter_template::Column::AcademyId.eq(academy)))
            }
            _ => None,
        }
    }

    fn state(row: &letter_template::Model, _: NaiveDate) -> TemplateStatus {
        row.status
    }

    fn in_states(states: &[TemplateStatus], _: NaiveDate) -> Condition {
        Condition::all().add(letter_template::Column::Status.is_in(states.iter().copied()))
    }

    fn natural_key(row: &letter_template::Model) -> String {
        format!("{} {}", row.school_year, id_of::<Self>(row))
    }

    kernel::wraps!(letter_template::Entity);
}

/// Template of the mission letters of an academy for a school year (*lettre de mission*): what every establishment receives in September, and adapts.
#[Object]
impl MissionLetterTemplate {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// School year it is for.
    async fn school_year(&self) -> Maybe<SchoolYear> {
        Some(self.0.row.school_year.parse().map_err(kernel::refusal::Refusal::internal))
    }

    /// Title, in the language of the request where it has one in it.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, self.0.row.title_en.as_deref(), Some(&self.0.row.title_fr)).unwrap_or_default()
    }

    /// What the academy tells the principals, in Markdown; HTML in it is text.
    async fn introduction(&self) -> Option<&str> {
        self.0.row.introduction.as_deref()
    }

    /// Who signs its letters.
    async fn signature_rule(&self) -> SignatureRule {
        self.0.row.signature_rule
    }

    /// Days from the dispatch to the day on which letters should be signed.
    async fn due_days(&self) -> i32 {
        self.0.row.due_days
    }

    /// Where it stands.
    async fn status(&self) -> TemplateStatus {
        self.0.row.status
    }

    /// Where it stands in words, in the language of the request.
    async fn status_label(&self, ctx: &Context<'_>) -> String {
        label("TemplateStatus", self.0.row.status, ctx.viewer().locale)
    }

    /// Number of its latest revision, from 1; greater than `publishedRevision` while that is being written.
    async fn revision(&self) -> i32 {
        self.0.row.revision
    }

    /// Number of its latest published revision; 0 when there is none.
    async fn published_revision(&self) -> i32 {
        self.0.row.published_revision
    }

    /// Instant of its latest publication, UTC; null before.
    async fn published_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.published_at
    }

    /// Instant of its first dispatch, UTC; null before.
    async fn dispatched_at(&self) -> Option<DateTime<Utc>> {
        self.0.row.dispatched_at
    }

    /// The academy.
    async fn academy(&self, ctx: &Context<'_>) -> Related<Academy> {
        ctx.one(self).await
    }

    /// The catalogue whose activities its letters share out.
    async fn catalogue(&self, ctx: &Context<'_>) -> Related<MissionCatalogue> {
        ctx.one(self).await
    }

    /// Its clauses, those of the latest published revision unless the filter says otherwise.
    async fn clauses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TemplateClauseFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TemplateClauseOrder>,
    ) -> Page<TemplateClause> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// Its blanks: what letters fill in.
    async fn blanks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<TemplateBlankFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<TemplateBlankOrder>,
    ) -> Page<TemplateBlank> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The framing texts it cites.
    async fn legal_basis(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FramingTextFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FramingTextOrder>,
    ) -> Page<FramingText> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The activities it suggests to put first.
    async fn suggested_priorities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<ActivityFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionOrder>,
    ) -> Page<Activity> {
        let _ = (first, after, filter, order_by);
        ctx.many(self).await
    }

    /// The letters made from it that the viewer may read.
    async fn letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<MissionLetterFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<MissionLetterOrder>,
    ) -> Page<MissionLetter> {
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

/// Clause of a template.
pub struct TemplateClause(Loaded<template_clause::Entity>);

impl Resource for TemplateClause {
    type Row = template_clause::Entity;
    type State = Wording;
    type Filter = TemplateClauseFilter;
    type Order = TemplateClauseOrder;

    const PREFIX: &'static str = "tclause";
    const SHEET: Sheet<Wording> = sheet::TEMPLATE_CLAUSE;
    const READS: &'static [(&'static str, &'static [template_clause::Column])] =
        &[("title", &[template_clause::Column::TitleFr, template_clause::Column::TitleEn])];
    const RELATIONS: &'static [&'static dyn Relation<template_clause::Entity>] = &[
        &One::<template_clause::Entity, MissionLetterTemplate> { name: "template", from: template_clause::Column::TemplateId, to: letter_template::Column::Id },
        &One::<template_clause::Entity, Activity> { name: "activity", from: template_clause::Column::ActivityId, to: activity::Column::Id },
        &Many::<template_clause::Entity, LetterClause> {
            name: "letterClauses",
            from: template_clause::Column::Id,
            to: letter_clause::Column::TemplateClauseId,
        },
        &Many::<template_clause::Entity, FollowUp> { name: "followUps", from: template_clause::Column::Id, to: follow_up::Column::TemplateClauseId },
    ];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Everywhere => Some(everything()),
            Reach::Academy => {
                hat.academy.filter(|_| hat.extent == Extent::Academy).map(|academy| Condition::all().add(template_clause::Column::AcademyId.eq(academy)))
            }
            _ => None,
        }
    }

    fn state(row: &template_clause::Model, _: NaiveDate) -> Wording {
        if row.published { Wording::Published } else { Wording::Draft }
    }

    fn in_states(states: &[Wording], _: NaiveDate) -> Condition {
        Condition::all().add(template_clause::Column::Published.is_in(states.iter().map(|state| *state == Wording::Published)))
    }

    fn natural_key(row: &template_clause::Model) -> String {
        row.code.clone()
    }

    kernel::wraps!(template_clause::Entity);
}

/// Clause of a template, as it stands from one revision to another. What was published is never changed: newer words are another object.
#[Object]
impl TemplateClause {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Code, unique in a revision, such as `NEEDS`.
    async fn code(&self) -> &str {
        &self.0.row.code
    }

    /// Place in the letter, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// Title, in the language of the request where it has one in it.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, self.0.row.title_en.as_deref(), Some(&self.0.row.title_fr)).unwrap_or_default()
    }

    /// Text in Markdown, with blanks such as `{{means}}`; HTML in it is text.
    async fn body(&self) -> &str {
        &self.0.row.body
    }

    /// A principal may neither change nor remove it.
    async fn locked(&self) -> bool {
        self.0.row.locked
    }

    /// Why it is locked; null where it is not.
    async fn why(&self) -> Option<&str> {
        self.0.row.why.as_deref()
    }

    /// First revision in which it stands so.
    async fn from_revision(&self) -> i32 {
        self.0.row.from_revision
    }

    /// Last revision in which it stands so; null while it does.
    async fn to_revision(&self) -> Option<i32> {
        self.0.row.to_revision
    }

    /// The template.
    async fn template(&self, ctx: &Context<'_>) -> Related<MissionLetterTemplate> {
        ctx.one(self).await
    }

    /// The activity it is about; null when it is about none.
    async fn activity(&self, ctx: &Context<'_>) -> Related<Activity> {
        ctx.one(self).await
    }

    /// The clauses of letters that come from it, as far as the viewer may read them.
    async fn letter_clauses(
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

    /// The findings of surveys that it answers, by what was decided of them.
    async fn follow_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Most objects of the page, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the object before the page.")] after: Option<String>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<FollowUpFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<FollowUpOrder>,
    ) -> Page<FollowUp> {
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

/// Blank of a template.
pub struct TemplateBlank(Loaded<template_blank::Entity>);

impl Resource for TemplateBlank {
    type Row = template_blank::Entity;
    type State = ();
    type Filter = TemplateBlankFilter;
    type Order = TemplateBlankOrder;

    const PREFIX: &'static str = "blank";
    const SHEET: Sheet<()> = sheet::TEMPLATE_BLANK;
    const READS: &'static [(&'static str, &'static [template_blank::Column])] =
        &[("label", &[template_blank::Column::LabelFr, template_blank::Column::LabelEn])];

    fn lies(reach: Reach, hat: &Hat) -> Option<Condition> {
        match reach {
            Reach::Everywhere => Some(borne_by::<letter_template::Entity, _>(
                template_blank::Column::TemplateId,
                letter_template::Column::Id,
                Condition::all().add(letter_template::Column::Status.ne(TemplateStatus::Draft)),
            )),
            Reach::Academy => {
                hat.academy.filter(|_| hat.extent == Extent::Academy).map(|academy| Condition::all().add(template_blank::Column::AcademyId.eq(academy)))
            }
            _ => None,
        }
    }

    fn state(_: &template_blank::Model, _: NaiveDate) {}

    fn natural_key(row: &template_blank::Model) -> String {
        row.name.clone()
    }

    kernel::wraps!(template_blank::Entity);
}

/// Blank of a template: what a letter fills in where a clause says `{{name}}`.
#[Object]
impl TemplateBlank {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        id_of::<Self>(&self.0.row).into()
    }

    /// Name, as clauses write it.
    async fn name(&self) -> &str {
        &self.0.row.name
    }

    /// Place, from 1.
    async fn position(&self) -> i32 {
        self.0.row.position
    }

    /// What is to be filled in, in the language of the request where it has words in it.
    async fn label(&self, ctx: &Context<'_>) -> &str {
        in_language(ctx.viewer().locale, self.0.row.label_en.as_deref(), Some(&self.0.row.label_fr)).unwrap_or_default()
    }

    /// What it wants.
    async fn kind(&self) -> BlankKind {
        self.0.row.kind
    }
}
