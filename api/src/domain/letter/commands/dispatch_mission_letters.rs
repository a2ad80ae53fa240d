//! `dispatchMissionLetters`.

use async_graphql::InputObject;
use entity::{letter::letter_template, territory::establishment};
use kernel::{
    Uuid,
    command::Command,
    refusal::{Fault, Refusal},
    resource::Id,
    scalars::Uai,
    text::text,
    work::Work,
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition,
};
use serde::Serialize;

use crate::{
    delivery::Job,
    domain::letter::{MissionLetterTemplate, dispatch::DispatchLetters, events::TEMPLATE_DISPATCHED, sheet::DISPATCH, states},
};

/// A published template to send to the establishments of its academy.
#[derive(Clone, Debug, Serialize, InputObject)]
#[graphql(name = "DispatchMissionLettersInput")]
pub struct DispatchMissionLetters {
    /// The template.
    pub template: Id<MissionLetterTemplate>,
    /// Its version as it was read.
    pub version: i64,
    /// Unit codes of the establishments that it goes to, 1 to 500; all of the academy when left out.
    pub establishments: Option<Vec<Uai>>,
}

impl Command for DispatchMissionLetters {
    const NAME: &'static str = "dispatchMissionLetters";
    type Outcome = Id<Job>;

    async fn apply(self, work: &mut Work<'_>) -> Result<Self::Outcome, Refusal> {
        let template = work.take(DISPATCH, self.template, self.version).await?;
        states::TEMPLATE.after(template.status, DISPATCH)?;
        let only = match &self.establishments {
            Some(meant) => named(work, template.academy_id, meant).await?,
            None => Vec::new(),
        };
        let row = sent(work, template).await?;
        let job = work.start(&DispatchLetters { template: row.id, only }, Some(row.academy_id)).await?;
        Ok(job.into())
    }
}

/// Says that a template goes out.
pub async fn sent(work: &mut Work<'_>, template: letter_template::Model) -> Result<letter_template::Model, Refusal> {
    let status = states::TEMPLATE.after(template.status, DISPATCH)?;
    let dispatched_at = Set(template.dispatched_at.or(Some(work.viewer.actor.at)));
    let change = letter_template::ActiveModel { id: Unchanged(template.id), status: Set(status), dispatched_at, ..Default::default() };
    let row = work.save::<MissionLetterTemplate>(change).await?;
    work.announce(TEMPLATE_DISPATCHED.of::<MissionLetterTemplate>(&row));
    Ok(row)
}

/// The establishments of the academy that are meant, all of them there.
async fn named(work: &Work<'_>, academy: Uuid, meant: &[Uai]) -> Result<Vec<Uuid>, Refusal> {
    use establishment::Column::{AcademyId, Uai as Code};
    if !(1..=500).contains(&meant.len()) {
        let hint = text("Leave the argument out to mean all of them.", "Omettez l'argument pour les vouloir tous.");
        return Err(Fault::invalid("establishments", text("1 to 500 unit codes are meant here.", "De 1 à 500 codes UAI sont attendus ici.")).hint(hint).into());
    }
    let codes: std::collections::BTreeSet<String> = meant.iter().map(ToString::to_string).collect();
    let found = work.find::<establishment::Entity>(Condition::all().add(AcademyId.eq(academy)).add(Code.is_in(codes.iter()))).await?;
    if found.len() < codes.len() {
        return Err(Refusal::NotFound { argument: "establishments" });
    }
    Ok(found.into_iter().map(|row| row.id).collect())
}
