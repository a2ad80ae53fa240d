//! Filters and orders of the room's lists.

use async_graphql::{Enum, InputObject};
use entity::letter::{
    letter_amendment::{self, AmendmentStatus},
    letter_blank,
    letter_clause::{self, ClauseOrigin},
    letter_comment,
    letter_party::{self, PartyStage},
    letter_signature,
    letter_template::{self, TemplateStatus},
    mission_assignment::{self, AssignmentPriority},
    mission_letter::{self, LetterStage},
    template_blank, template_clause,
};
use kernel::{
    filter::{chosen, values},
    page::{Order, Sort},
    refusal::{Fault, Refusal},
    resource::Filter,
    scalars::{SchoolYear, Uai},
    text::text,
    viewer::Viewer,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::domain::{
    people::filters::establishment_coded,
    territory::filters::{academy_coded, members_of_basin, order},
};

/// Which templates to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MissionLetterTemplateFilter {
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub statuses: Option<Vec<TemplateStatus>>,
}

/// Which clauses of a template to list: those of its latest published revision when nothing is said.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TemplateClauseFilter {
    /// Those of one revision, from 1.
    pub revision: Option<i32>,
    /// Those of the latest revision, published or being written.
    #[graphql(default)]
    pub draft: bool,
    /// Those of every revision; with `revision` or `draft` it is refused.
    #[graphql(default)]
    pub all_revisions: bool,
    /// Code of the clause.
    pub code: Option<String>,
}

/// Which blanks to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TemplateBlankFilter {
    /// Name of the blank.
    pub name: Option<String>,
}

/// Which letters to list; all that is given must hold.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MissionLetterFilter {
    /// School year.
    pub school_year: Option<SchoolYear>,
    /// Where they stand. Refuses an empty list.
    pub stages: Option<Vec<LetterStage>>,
    /// Unit code of the establishment.
    pub establishment: Option<Uai>,
    /// Code of the academy, such as `13`.
    pub academy: Option<String>,
    /// Code of the basin: letters of its establishments of today.
    pub basin: Option<String>,
    /// Whether the establishment has opened it.
    pub is_opened: Option<bool>,
    /// Whether its day is past without a signature.
    pub is_overdue: Option<bool>,
}

/// Which clauses of a letter to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LetterClauseFilter {
    /// Where they come from; those that were removed are left out when nothing is said. Refuses an empty list.
    pub origins: Option<Vec<ClauseOrigin>>,
    /// Whether the template has newer words to take or leave.
    pub is_offered: Option<bool>,
    /// Code of the clause.
    pub code: Option<String>,
}

/// Which blanks of a letter to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LetterBlankFilter {
    /// Name of the blank.
    pub name: Option<String>,
}

/// Which parties to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LetterPartyFilter {
    /// What they have said. Refuses an empty list.
    pub stages: Option<Vec<PartyStage>>,
}

/// Which assignments to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MissionAssignmentFilter {
    /// How soon they come. Refuses an empty list.
    pub priorities: Option<Vec<AssignmentPriority>>,
}

/// Which comments to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LetterCommentFilter {
    /// About a clause, or about the letter as a whole.
    pub on_clause: Option<bool>,
}

/// Which amendments to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LetterAmendmentFilter {
    /// What became of them. Refuses an empty list.
    pub statuses: Option<Vec<AmendmentStatus>>,
}

/// Which signatures to list.
#[derive(Clone, Debug, Default, InputObject)]
pub struct LetterSignatureFilter {
    /// Of the content with this SHA-256, in hex.
    pub content_hash: Option<String>,
}

/// Order of templates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum MissionLetterTemplateOrder {
    /// By school year, from the latest.
    #[default]
    SchoolYearDesc,
    /// In the order they were made.
    Created,
}

/// Order of clauses and blanks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TemplateClauseOrder {
    /// By place.
    #[default]
    Position,
}

/// Order of blanks of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum TemplateBlankOrder {
    /// By place.
    #[default]
    Position,
}

/// Order of clauses of a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LetterClauseOrder {
    /// By place.
    #[default]
    Position,
}

/// Order of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum MissionLetterOrder {
    /// In the order they were sent, from the latest.
    #[default]
    CreatedDesc,
    /// In the order they were sent.
    Created,
    /// By the day on which they should be signed.
    DueOn,
}

/// Order of what belongs to a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LetterBlankOrder {
    /// By name.
    #[default]
    Name,
}

/// Order of parties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LetterPartyOrder {
    /// In the order they joined.
    #[default]
    Created,
}

/// Order of assignments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum MissionAssignmentOrder {
    /// In the order they were made.
    #[default]
    Created,
}

/// Order of comments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LetterCommentOrder {
    /// In the order they were made.
    #[default]
    Created,
    /// From the latest.
    CreatedDesc,
}

/// Order of amendments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LetterAmendmentOrder {
    /// In the order they were proposed.
    #[default]
    Created,
}

/// Order of signatures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum LetterSignatureOrder {
    /// In the order they were given.
    #[default]
    Created,
}

order!(MissionLetterTemplateOrder, letter_template,
    Self::SchoolYearDesc => Sort::by(letter_template::Column::SchoolYear).descending(),
    Self::Created => Sort::by_creation());
order!(TemplateClauseOrder, template_clause, Self::Position => Sort::by(template_clause::Column::Position));
order!(TemplateBlankOrder, template_blank, Self::Position => Sort::by(template_blank::Column::Position));
order!(MissionLetterOrder, mission_letter,
    Self::CreatedDesc => Sort::by_creation().descending(),
    Self::Created => Sort::by_creation(),
    Self::DueOn => Sort::by(mission_letter::Column::DueOn));
order!(LetterClauseOrder, letter_clause, Self::Position => Sort::by(letter_clause::Column::Position));
order!(LetterBlankOrder, letter_blank, Self::Name => Sort::by(letter_blank::Column::Name));
order!(LetterPartyOrder, letter_party, Self::Created => Sort::by_creation());
order!(MissionAssignmentOrder, mission_assignment, Self::Created => Sort::by_creation());
order!(LetterCommentOrder, letter_comment, Self::Created => Sort::by_creation(), Self::CreatedDesc => Sort::by_creation().descending());
order!(LetterAmendmentOrder, letter_amendment, Self::Created => Sort::by_creation());
order!(LetterSignatureOrder, letter_signature, Self::Created => Sort::by_creation());

impl Filter for MissionLetterTemplateFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use letter_template::Column::{AcademyId, SchoolYear, Status};
        Ok(Condition::all()
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("statuses", self.statuses.as_ref())?.map(|statuses| Status.is_in(statuses))))
    }
}

/// Clauses that stand in the revision of their template that a column of it names.
fn standing_in(revision: letter_template::Column) -> Condition {
    use template_clause::Column::{FromRevision, TemplateId, ToRevision};
    let of = |column: letter_template::Column| Expr::col(column.as_column_ref());
    let stands = Condition::all()
        .add(of(letter_template::Column::Id).equals(TemplateId.as_column_ref()))
        .add(of(revision).gte(Expr::col(FromRevision.as_column_ref())))
        .add(Condition::any().add(ToRevision.is_null()).add(of(revision).lte(Expr::col(ToRevision.as_column_ref()))));
    let template = Query::select().expr(Expr::val(1)).from(letter_template::Entity).cond_where(stands).to_owned();
    Condition::all().add(Expr::exists(template))
}

impl Filter for TemplateClauseFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use template_clause::Column::{Code, FromRevision, ToRevision};
        let which = match (self.revision, self.draft, self.all_revisions) {
            (None, false, true) => Condition::all(),
            (None, true, false) => standing_in(letter_template::Column::Revision),
            (None, false, false) => standing_in(letter_template::Column::PublishedRevision),
            (Some(revision), false, false) => {
                Condition::all().add(FromRevision.lte(revision)).add(Condition::any().add(ToRevision.is_null()).add(ToRevision.gte(revision)))
            }
            _ => {
                let message = text("Say one of `revision`, `draft`, `allRevisions`.", "Donnez un seul de `revision`, `draft`, `allRevisions`.");
                return Err(Fault::invalid("filter", message).into());
            }
        };
        Ok(which.add_option(self.code.as_ref().map(|code| Code.eq(code.as_str()))))
    }
}

impl Filter for TemplateBlankFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(self.name.as_ref().map(|name| template_blank::Column::Name.eq(name.as_str()))))
    }
}

impl Filter for MissionLetterFilter {
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal> {
        use mission_letter::Column::{AcademyId, DueOn, EstablishmentId, OpenedAt, SchoolYear, SignedAt, Stage};
        let today = viewer.actor.today;
        let unsigned = || Condition::all().add(SignedAt.is_null()).add(Stage.ne(LetterStage::Void));
        let overdue = self.is_overdue.map(|is| if is { unsigned().add(DueOn.lt(today)) } else { unsigned().add(DueOn.lt(today)).not() });
        Ok(Condition::all()
            .add_option(self.school_year.map(|year| SchoolYear.eq(year.to_string())))
            .add_option(values("stages", self.stages.as_ref())?.map(|stages| Stage.is_in(stages)))
            .add_option(self.establishment.as_ref().map(|uai| chosen(EstablishmentId, establishment_coded(uai))))
            .add_option(self.academy.as_ref().map(|code| chosen(AcademyId, academy_coded(code))))
            .add_option(self.basin.as_ref().map(|code| chosen(EstablishmentId, members_of_basin(code, today))))
            .add_option(self.is_opened.map(|is| if is { OpenedAt.is_not_null() } else { OpenedAt.is_null() }))
            .add_option(overdue))
    }
}

impl Filter for LetterClauseFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use letter_clause::Column::{Code, OfferedId, Origin};
        let origins = values("origins", self.origins.as_ref())?;
        Ok(Condition::all()
            .add(origins.map_or_else(|| Origin.ne(ClauseOrigin::Removed), |origins| Origin.is_in(origins)))
            .add_option(self.is_offered.map(|is| if is { OfferedId.is_not_null() } else { OfferedId.is_null() }))
            .add_option(self.code.as_ref().map(|code| Code.eq(code.as_str()))))
    }
}

impl Filter for LetterBlankFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(self.name.as_ref().map(|name| letter_blank::Column::Name.eq(name.as_str()))))
    }
}

impl Filter for LetterPartyFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(values("stages", self.stages.as_ref())?.map(|stages| letter_party::Column::Stage.is_in(stages))))
    }
}

impl Filter for MissionAssignmentFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        let priorities = values("priorities", self.priorities.as_ref())?;
        Ok(Condition::all().add_option(priorities.map(|priorities| mission_assignment::Column::Priority.is_in(priorities))))
    }
}

impl Filter for LetterCommentFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        use letter_comment::Column::ClauseId;
        Ok(Condition::all().add_option(self.on_clause.map(|is| if is { ClauseId.is_not_null() } else { ClauseId.is_null() })))
    }
}

impl Filter for LetterAmendmentFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(values("statuses", self.statuses.as_ref())?.map(|statuses| letter_amendment::Column::Status.is_in(statuses))))
    }
}

impl Filter for LetterSignatureFilter {
    fn condition(&self, _: &Viewer) -> Result<Condition, Refusal> {
        Ok(Condition::all().add_option(self.content_hash.as_ref().map(|hash| letter_signature::Column::ContentHash.eq(hash.as_str()))))
    }
}
