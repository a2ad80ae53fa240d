//! `draftClausesFromFindings`.

use std::collections::{HashMap, HashSet};

use async_graphql::InputObject;
use entity::{
    finding::{
        finding::{self, FindingStage},
        follow_up::{self, FollowUpKind},
    },
    letter::{letter_template, template_clause},
};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    sheet::holds,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::domain::{
    finding::{
        FollowUp,
        events::FOLLOW_UP_DRAFTED,
        sheet::{DECIDE, FOLLOW_UP},
    },
    letter::{
        MissionLetterTemplate,
        commands::{standing_clauses, write_template_clause::WriteTemplateClause},
        sheet::UPDATE,
    },
};

/// The draft of a template that takes up what was decided.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DraftClausesFromFindingsInput")]
pub struct DraftClausesFromFindings {
    /// The template; a published one gets a new revision.
    pub template: Id<MissionLetterTemplate>,
    /// The template's version as it was read.
    pub version: i64,
}

impl Command for DraftClausesFromFindings {
    const NAME: &'static str = "draftClausesFromFindings";
    type Outcome = Id<MissionLetterTemplate>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(UPDATE, self.template, self.version).await?;
        let decided = decided(work, &template).await?;
        if decided.is_empty() {
            let message = text("No decided clause waits for this template.", "Aucune clause décidée n'attend ce modèle.");
            let hint = text(
                "`followUps(filter: { kinds: [LETTER_CLAUSE], isDone: false })` lists those that were decided; findings of earlier school years count.",
                "`followUps(filter: { kinds: [LETTER_CLAUSE], isDone: false })` donne celles décidées ; les constats d'années antérieures comptent.",
            );
            return Err(Fault::invalid("template", message).coded("NOTHING_DECIDED").hint(hint).into());
        }

        for (follow_up, title) in decided {
            let clause = write(work, template.id, title, follow_up.body).await?;
            let change = follow_up::ActiveModel { id: Unchanged(follow_up.id), template_clause_id: Set(Some(clause)), ..Default::default() };
            let row = work.save::<FollowUp>(change).await?;
            work.announce(FOLLOW_UP_DRAFTED.of::<FollowUp>(&row));
        }
        Ok(template.id.into())
    }
}

/// The clauses that were decided of findings of earlier years and are in no template yet, in the order of the decisions, with their titles.
async fn decided(work: &Work<'_>, template: &letter_template::Model) -> Result<Vec<(follow_up::Model, String)>, Refusal> {
    use finding::Column::{AcademyId, SchoolYear, Stage};
    use follow_up::Column::{DoneOn, FindingId, Kind, TemplateClauseId};
    // Whoever drafts letters decides of findings only from that desk.
    holds(&FOLLOW_UP, &work.viewer.actor.hats, DECIDE)
        .ok_or_else(|| Refusal::NotAllowed { reason: text("Only the rectorate (desk SURVEY) may do this.", "Seul le rectorat (bureau SURVEY) le peut.") })?;
    let findings = Condition::all().add(AcademyId.eq(template.academy_id)).add(Stage.eq(FindingStage::Decided)).add(SchoolYear.lt(&template.school_year));
    let titles: HashMap<Uuid, String> = work.find::<finding::Entity>(findings).await?.into_iter().map(|row| (row.id, row.title)).collect();
    let ids: Vec<Uuid> = titles.keys().copied().collect();
    let waiting = work.among(FindingId, &ids).add(Kind.eq(FollowUpKind::LetterClause)).add(TemplateClauseId.is_null()).add(DoneOn.is_null());
    let mut waiting = work.find_locked::<follow_up::Entity>(waiting).await?;
    waiting.sort_by_key(|row| row.id);
    Ok(waiting.into_iter().filter_map(|row| titles.get(&row.finding_id).cloned().map(|title| (row, title))).collect())
}

/// Writes one clause by the room's own command, under a code that is free; gives its id.
async fn write(work: &mut Work<'_>, template: Uuid, title: String, body: String) -> Result<Uuid, Refusal> {
    let missing = || Refusal::internal("a template that was taken");
    let of = |template: Uuid| Condition::all().add(letter_template::Column::Id.eq(template));
    let now = work.find::<letter_template::Entity>(of(template)).await?.pop().ok_or_else(missing)?;
    let known = work.find::<template_clause::Entity>(Condition::all().add(template_clause::Column::TemplateId.eq(template))).await?;
    let codes: HashSet<&str> = known.iter().map(|clause| clause.code.as_str()).collect();
    let code = (1..).map(|number| format!("FINDING_{number}")).find(|code| !codes.contains(code.as_str())).ok_or_else(missing)?;
    let clause = WriteTemplateClause {
        template: template.into(),
        version: now.version,
        code: code.clone(),
        position: None,
        title_fr: title,
        title_en: None,
        body,
        activity: None,
        locked: false,
        why: None,
    };
    work.perform(clause).await?;
    let now = work.find::<letter_template::Entity>(of(template)).await?.pop().ok_or_else(missing)?;
    let clause = standing_clauses(work, template, now.revision).await?.into_iter().find(|clause| clause.code == code);
    clause.map(|clause| clause.id).ok_or_else(missing)
}
