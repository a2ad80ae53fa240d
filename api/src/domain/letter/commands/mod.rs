//! The room's mutations: the table of contents, and what they share.

pub mod add_clause;
pub mod add_letter_party;
pub mod agree_letter;
pub mod amend_clause;
pub mod answer_amendment;
pub mod answer_revision;
pub mod archive_letter_template;
pub mod ask_amendment;
pub mod assign_activities;
pub mod comment_letter;
pub mod create_letter_template;
pub mod decline_letter;
pub mod dispatch_mission_letters;
pub mod fill_blanks;
pub mod leave_letter;
pub mod open_mission_letter;
pub mod propose_letter;
pub mod publish_letter_template;
pub mod remove_clause;
pub mod remove_template_clause;
pub mod restore_clause;
pub mod revise_letter;
pub mod sign_letter;
pub mod update_letter_template;
pub mod void_letter;
pub mod write_template_clause;

use async_graphql::{Context, Object};
use entity::letter::{
    letter_clause::{self, ClauseOrigin},
    letter_party::{self, PartyStage},
    letter_template,
    mission_letter::{self, LetterStage},
    template_blank, template_clause,
};
use kernel::{
    Uuid,
    command::{CommandOptions, Payload, Perform},
    event::Fact,
    read::Maybe,
    refusal::{Fault, Refusal},
    sheet::Action,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};

use self::{
    add_clause::AddClause, add_letter_party::AddLetterParty, agree_letter::AgreeLetter, amend_clause::AmendClause, answer_amendment::AnswerAmendment,
    answer_revision::AnswerRevision, archive_letter_template::ArchiveLetterTemplate, ask_amendment::AskAmendment, assign_activities::AssignActivities,
    comment_letter::CommentLetter, create_letter_template::CreateLetterTemplate, decline_letter::DeclineLetter,
    dispatch_mission_letters::DispatchMissionLetters, fill_blanks::FillBlanks, leave_letter::LeaveLetter, open_mission_letter::OpenMissionLetter,
    propose_letter::ProposeLetter, publish_letter_template::PublishLetterTemplate, remove_clause::RemoveClause, remove_template_clause::RemoveTemplateClause,
    restore_clause::RestoreClause, revise_letter::ReviseLetter, sign_letter::SignLetter, update_letter_template::UpdateLetterTemplate, void_letter::VoidLetter,
    write_template_clause::WriteTemplateClause,
};
use super::{
    MissionLetterTemplate, TemplateClause,
    events::{CLAUSE_CHANGED, LETTER_ADAPTED, LETTER_AGREED, PARTY_ASKED_AGAIN, TEMPLATE_UPDATED},
    rules,
    sheet::{ADAPT, AGREE},
    states,
    types::{LetterAmendment, LetterClause, LetterComment, LetterParty, MissionLetter},
};
use crate::delivery::Job;

/// Mutations of letters.
#[derive(Default)]
pub struct LetterMutations;

/// Mutations of letters.
#[Object]
impl LetterMutations {
    /// Makes a template for a school year, a draft. Refuses `NO_CATALOGUE` for a year before the first catalogue, `NOT_PUBLISHED` for a template
    /// to begin with of which nothing is published. Rectorate.
    async fn create_letter_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateLetterTemplate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetterTemplate>> {
        ctx.perform(input, options).await
    }

    /// Changes the heading of a template, its legal basis, suggested priorities and blanks. Refuses `TEMPLATE_DISPATCHED` once letters were made from it,
    /// `BLANK_IN_USE` for a blank that a clause names. Rectorate.
    async fn update_letter_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateLetterTemplate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetterTemplate>> {
        ctx.perform(input, options).await
    }

    /// Writes a clause of the revision that is being written; a published template gets a new revision by it. Refuses `UNKNOWN_BLANK` for a
    /// blank that the template has not. Rectorate.
    async fn write_template_clause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WriteTemplateClause,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetterTemplate>> {
        ctx.perform(input, options).await
    }

    /// Leaves a clause out of the revision that is being written; published revisions keep it. Rectorate.
    async fn remove_template_clause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RemoveTemplateClause,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetterTemplate>> {
        ctx.perform(input, options).await
    }

    /// Publishes the latest revision: everybody may read it, and its words stay. Refuses `ALREADY_PUBLISHED` when the academy has another template
    /// for the year, `NOTHING_TO_PUBLISH`, `NO_CLAUSE`. Rectorate.
    async fn publish_letter_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: PublishLetterTemplate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetterTemplate>> {
        ctx.perform(input, options).await
    }

    /// Sends the published revision to every establishment of the academy, or to some: a job, whose unit is an establishment and whose result counts
    /// `establishments sent thereAlready offered withoutReferent leftOut`. Those of other ministries and sections are its rejects. A second
    /// dispatch makes letters only where there is none, and offers newer words to the others. Rectorate.
    async fn dispatch_mission_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DispatchMissionLetters,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<Job>> {
        ctx.perform(input, options).await
    }

    /// Puts a template away; its letters go on. Rectorate.
    async fn archive_letter_template(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ArchiveLetterTemplate,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetterTemplate>> {
        ctx.perform(input, options).await
    }

    /// Says that the establishment has opened its letter; the first time counts. Principal.
    async fn open_mission_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: OpenMissionLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }

    /// Gives a clause words of the establishment: the letter is adapted, and every party is asked again. Refuses `CLAUSE_LOCKED`, and `CLAUSE_REMOVED` for one that was taken out. Principal.
    async fn amend_clause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AmendClause,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterClause>> {
        ctx.perform(input, options).await
    }

    /// Adds a clause of the establishment's own. Principal.
    async fn add_clause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AddClause,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }

    /// Takes a clause out, with the reason. Refuses `CLAUSE_LOCKED`. Principal.
    async fn remove_clause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RemoveClause,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterClause>> {
        ctx.perform(input, options).await
    }

    /// Makes a clause again what the template says. Principal.
    async fn restore_clause(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RestoreClause,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterClause>> {
        ctx.perform(input, options).await
    }

    /// Takes or leaves newer words of the template. Refuses `NOTHING_OFFERED`, and `CLAUSE_LOCKED` for a locked clause that is left. Principal.
    async fn answer_revision(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AnswerRevision,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterClause>> {
        ctx.perform(input, options).await
    }

    /// Fills in blanks. Refuses `FILLED_BY_DATA` for those that the directory fills in. Principal.
    async fn fill_blanks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: FillBlanks,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }

    /// Shares activities out between the parties; a party whose own changed is asked again. While a letter is in force, only to those who have joined and not
    /// signed yet: refuses `ANNEX_SIGNED` for the others. Principal.
    async fn assign_activities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AssignActivities,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }

    /// Adds a party, also to a letter in force: the newcomer then has an annex, agrees and signs, and so does the principal; the others' signatures
    /// stand. Refuses `NOT_A_REFERENT_HERE`. Principal.
    async fn add_letter_party(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AddLetterParty,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterParty>> {
        ctx.perform(input, options).await
    }

    /// Proposes a letter to its parties. Refuses `NO_PARTY`, and `ACTIVITIES_NOT_SHARED` with the codes of the activities that nobody has. Principal.
    async fn propose_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ProposeLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }

    /// Says something about a letter, to the principal and the parties alone. Principal and parties.
    async fn comment_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CommentLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterComment>> {
        ctx.perform(input, options).await
    }

    /// Proposes other words for a clause of a letter that was proposed. Refuses `CLAUSE_LOCKED`. A party.
    async fn ask_amendment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AskAmendment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterAmendment>> {
        ctx.perform(input, options).await
    }

    /// Takes or leaves an amendment. Refuses `ALREADY_ANSWERED`. Principal.
    async fn answer_amendment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AnswerAmendment,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterAmendment>> {
        ctx.perform(input, options).await
    }

    /// Agrees with a letter that was proposed; with the last party it is agreed. The party.
    async fn agree_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: AgreeLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterParty>> {
        ctx.perform(input, options).await
    }

    /// Declines a letter that was proposed; the mandate goes on. The party.
    async fn decline_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeclineLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterParty>> {
        ctx.perform(input, options).await
    }

    /// Signs a letter that all parties agree with: as a party for oneself, else as the principal. With the last signature it is signed, and in
    /// force from its first day. A letter in force is signed by those who join it, and by the principal for them. Refuses `BLANKS_NOT_FILLED` with the
    /// clauses, `CONTENT_CHANGED`, `ALREADY_SIGNED`, `NOTHING_TO_SIGN`. A mark of agreement, not a
    /// qualified electronic signature. Principal and parties.
    async fn sign_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: SignLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }

    /// Takes a signed letter up again, when the share-out or the common clauses change: it is adapted, proposed and signed anew. What was signed stays. Principal.
    async fn revise_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReviseLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }

    /// Leaves a letter, also while it is in force: what was signed stays. A mandate that ends early does it by itself. The party, or the principal.
    async fn leave_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: LeaveLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<LetterParty>> {
        ctx.perform(input, options).await
    }

    /// Gives a letter up before it is signed. Principal.
    async fn void_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: VoidLetter,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<MissionLetter>> {
        ctx.perform(input, options).await
    }
}

/// Clauses of a template.
fn of_template(id: Uuid) -> Condition {
    Condition::all().add(template_clause::Column::TemplateId.eq(id))
}

/// The blanks of a template.
async fn blanks_of(work: &Work<'_>, template: Uuid) -> Result<Vec<template_blank::Model>, Refusal> {
    work.find::<template_blank::Entity>(Condition::all().add(template_blank::Column::TemplateId.eq(template))).await
}

/// The clauses that stand in a revision of a template.
pub async fn standing_clauses(work: &Work<'_>, template: Uuid, revision: i32) -> Result<Vec<template_clause::Model>, Refusal> {
    use template_clause::Column::{FromRevision, ToRevision};
    let stands = Condition::any().add(ToRevision.is_null()).add(ToRevision.gte(revision));
    work.find::<template_clause::Entity>(of_template(template).add(FromRevision.lte(revision)).add(stands)).await
}

/// The template with a revision that may be written: a new one when the latest is published.
async fn drafting(work: &mut Work<'_>, template: letter_template::Model) -> Result<(letter_template::Model, i32), Refusal> {
    let template = if template.revision == template.published_revision {
        let revision = Set(template.revision + 1);
        work.save::<MissionLetterTemplate>(letter_template::ActiveModel { id: Unchanged(template.id), revision, ..Default::default() }).await?
    } else {
        work.touched::<MissionLetterTemplate>(&template).await?
    };
    work.announce(TEMPLATE_UPDATED.of::<MissionLetterTemplate>(&template));
    let revision = template.revision;
    Ok((template, revision))
}

/// Lets a clause stand up to a revision.
async fn end_clause(work: &mut Work<'_>, id: Uuid, last: i32, fact: &Fact) -> Result<(), Refusal> {
    let change = template_clause::ActiveModel { id: Unchanged(id), to_revision: Set(Some(last)), ..Default::default() };
    let row = work.save::<TemplateClause>(change).await?;
    work.announce(fact.of::<TemplateClause>(&row));
    Ok(())
}

/// A letter, held, in a stage from which an act may go on.
async fn letter_in(work: &Work<'_>, id: Uuid, action: Action) -> Result<mission_letter::Model, Refusal> {
    let letter = work.find_locked::<mission_letter::Entity>(Condition::all().add(mission_letter::Column::Id.eq(id))).await?.pop();
    let letter = letter.ok_or(Refusal::NotFound { argument: "id" })?;
    states::LETTER.after(letter.stage, action)?;
    Ok(letter)
}

/// The parties to a letter, all of them.
async fn parties_of(work: &Work<'_>, letter: Uuid) -> Result<Vec<letter_party::Model>, Refusal> {
    let mut parties = work.find::<letter_party::Entity>(Condition::all().add(letter_party::Column::LetterId.eq(letter))).await?;
    parties.sort_by_key(|party| party.id);
    Ok(parties)
}

/// An activity of the catalogue that a letter shares out.
async fn activity_coded(work: &Work<'_>, letter: &mission_letter::Model, code: &str) -> Result<Uuid, Refusal> {
    let template = work.find::<letter_template::Entity>(Condition::all().add(letter_template::Column::Id.eq(letter.template_id))).await?.pop();
    let template = template.ok_or_else(|| Refusal::internal("a letter has its template"))?;
    let activities = create_letter_template::activities_of(work, template.catalogue_id).await?;
    activities.get(code).copied().ok_or(Refusal::NotFound { argument: "activity" })
}

/// Refuses a clause that the academy locks.
async fn not_locked(work: &Work<'_>, clause: &letter_clause::Model) -> Result<(), Refusal> {
    let Some(id) = clause.template_clause_id else { return Ok(()) };
    let template = work.find::<template_clause::Entity>(Condition::all().add(template_clause::Column::Id.eq(id))).await?.pop();
    match template.filter(|template| template.locked) {
        Some(template) => Err(rules::locked(template.why.as_deref())),
        None => Ok(()),
    }
}

/// Gives a clause other words; says whether they are other ones. The template's own make it inherited again.
async fn reworded(work: &mut Work<'_>, clause: letter_clause::Model, title: String, body: String, reason: Option<String>) -> Result<bool, Refusal> {
    not_locked(work, &clause).await?;
    if clause.origin == ClauseOrigin::Removed {
        let message = text("This clause was taken out of the letter.", "Cette clause a été retirée de la lettre.");
        return Err(Fault::invalid("id", message).coded("CLAUSE_REMOVED").hint(text("Restore it first.", "Rétablissez-la d'abord.")).into());
    }
    let (own_title, own_body) =
        (clause.inherited_title.clone().unwrap_or_else(|| clause.title.clone()), clause.inherited_body.clone().unwrap_or_else(|| clause.body.clone()));
    let (origin, inherited, reason) = match clause.origin {
        ClauseOrigin::Added => (ClauseOrigin::Added, None, reason.or_else(|| clause.reason.clone())),
        _ if (&title, &body) == (&own_title, &own_body) => (ClauseOrigin::Inherited, None, None),
        _ => (ClauseOrigin::Amended, Some((own_title, own_body)), reason),
    };
    let (inherited_title, inherited_body) = inherited.unzip();
    let change = letter_clause::ActiveModel {
        id: Unchanged(clause.id),
        origin: Set(origin),
        title: Set(title),
        body: Set(body),
        inherited_title: Set(inherited_title),
        inherited_body: Set(inherited_body),
        reason: Set(reason),
        ..Default::default()
    };
    let row = work.save::<LetterClause>(change).await?;
    let changed = row.version != clause.version;
    if changed {
        work.announce(CLAUSE_CHANGED.of::<LetterClause>(&row));
    }
    Ok(changed)
}

/// Takes a letter back to adaptation after a change of something that all agreed to: every party is asked again.
pub async fn adapted(work: &mut Work<'_>, letter: mission_letter::Model) -> Result<mission_letter::Model, Refusal> {
    let letter = in_adaptation(work, letter).await?;
    let parties = parties_of(work, letter.id).await?;
    reset(work, parties).await?;
    Ok(letter)
}

/// Takes a letter back to adaptation; agreements stand.
async fn in_adaptation(work: &mut Work<'_>, letter: mission_letter::Model) -> Result<mission_letter::Model, Refusal> {
    let change = mission_letter::ActiveModel {
        id: Unchanged(letter.id),
        stage: Set(states::LETTER.after(letter.stage, ADAPT)?),
        opened_at: Set(letter.opened_at.or(Some(work.viewer.actor.at))),
        ..Default::default()
    };
    let row = work.save::<MissionLetter>(change).await?;
    if row.version != letter.version {
        work.announce(LETTER_ADAPTED.of::<MissionLetter>(&row));
    }
    Ok(row)
}

/// Asks parties again who had agreed.
async fn reset(work: &mut Work<'_>, parties: Vec<letter_party::Model>) -> Result<(), Refusal> {
    for party in parties.into_iter().filter(|party| party.stage == PartyStage::Agreed) {
        let change = letter_party::ActiveModel { id: Unchanged(party.id), stage: Set(PartyStage::Awaited), answered_at: Set(None), ..Default::default() };
        let party = work.save::<LetterParty>(change).await?;
        work.announce(PARTY_ASKED_AGAIN.of::<LetterParty>(&party));
    }
    Ok(())
}

/// Keeps what a party said; with the last agreement the letter is agreed.
async fn answered(
    work: &mut Work<'_>,
    letter: mission_letter::Model,
    party: letter_party::Model,
    stage: PartyStage,
    reason: Option<String>,
    fact: &Fact,
) -> Result<kernel::resource::Id<LetterParty>, Refusal> {
    if party.stage != PartyStage::Awaited {
        let from = kernel::machine::state_name(party.stage);
        return Err(Refusal::InvalidTransition { from, attempted: AGREE.0, allowed: Vec::new() });
    }
    let change = letter_party::ActiveModel {
        id: Unchanged(party.id),
        stage: Set(stage),
        answered_at: Set(Some(work.viewer.actor.at)),
        reason: Set(reason),
        ..Default::default()
    };
    let party = work.save::<LetterParty>(change).await?;
    work.announce(fact.of::<LetterParty>(&party));
    let counting: Vec<_> = parties_of(work, letter.id).await?.into_iter().filter(|party| rules::counts(party.stage)).collect();
    let is_open = letter.stage != LetterStage::InForce;
    if is_open && !counting.is_empty() && counting.iter().all(|party| party.stage == PartyStage::Agreed) {
        let stage = Set(states::LETTER.after(letter.stage, AGREE)?);
        let row = work.save::<MissionLetter>(mission_letter::ActiveModel { id: Unchanged(letter.id), stage, ..Default::default() }).await?;
        work.announce(LETTER_AGREED.of::<MissionLetter>(&row));
    }
    Ok(party.id.into())
}
