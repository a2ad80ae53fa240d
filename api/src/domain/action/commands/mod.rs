//! The room's mutations: the table of contents, and what they share.

pub mod change_support_action;
pub mod delete_support_action;
pub mod load_kinds;
pub mod log_support_action;

use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::{
    action::support_action_kind,
    mandate::mandate::{self, MandateDecision},
    territory::establishment,
};
use kernel::{
    Uuid,
    command::{Command, CommandOptions, Payload, Perform},
    read::Maybe,
    refusal::{Fault, Refusal},
    text::{Text, text},
    work::Work,
};
use sea_orm::{ColumnTrait, Condition};

use self::{change_support_action::ChangeSupportAction, delete_support_action::DeleteSupportAction, log_support_action::LogSupportAction};
use super::{SupportAction, rules};
use crate::domain::people::rules::short_text;

/// Operations of which only the person who does them is told in the audit: who counts them, counts actions.
pub const CONFIDED: [&str; 3] = [LogSupportAction::NAME, ChangeSupportAction::NAME, DeleteSupportAction::NAME];

/// Most characters of a note.
const NOTE: usize = 1000;

/// Mutations of support actions.
#[derive(Default)]
pub struct ActionMutations;

/// Mutations of support actions.
#[Object]
impl ActionMutations {
    /// Logs a support action of one's own: a kind, a day and a count are enough. The establishment is that of the mandate of the day, and is named only where there are several. Nobody else reads that there is one.
    /// Refuses `NO_MANDATE` for a day on which one was no referent. The referent.
    async fn log_support_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: LogSupportAction,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SupportAction>> {
        ctx.perform(input, options).await
    }

    /// Changes a line of one's own log. Refuses `NO_MANDATE` for a day on which one was no referent there. The referent.
    async fn change_support_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ChangeSupportAction,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SupportAction>> {
        ctx.perform(input, options).await
    }

    /// Takes a line of one's own log back: it is counted and read no more, and `object` is null. The referent.
    async fn delete_support_action(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeleteSupportAction,
        #[graphql(desc = "How to run it.")] options: Option<CommandOptions>,
    ) -> Maybe<Payload<SupportAction>> {
        ctx.perform(input, options).await
    }
}

/// The kind with a code.
async fn kind_of(work: &Work<'_>, code: &str) -> Result<support_action_kind::Model, Refusal> {
    let coded = Condition::all().add(support_action_kind::Column::Code.eq(code));
    work.find::<support_action_kind::Entity>(coded).await?.pop().ok_or_else(|| {
        let message = Text::of(format!("No kind of action has the code {code}."), format!("Aucune nature d'action n'a le code {code}."));
        let hint = text(
            "`supportActionKinds(first: 100) { nodes { code label } }` lists them.",
            "`supportActionKinds(first: 100) { nodes { code label } }` les donne.",
        );
        Fault::invalid("kind", message).hint(hint).coded("NOT_FOUND").into()
    })
}

/// What a line says beside where it belongs.
struct Said<'l> {
    kind: &'l support_action_kind::Model,
    date: NaiveDate,
    beneficiaries: i32,
    minutes: Option<i32>,
    note: Option<&'l String>,
}

impl Said<'_> {
    /// The note as it is kept; every fault at once.
    fn checked(&self, today: NaiveDate) -> Result<Option<String>, Refusal> {
        let note = self.note.map(|note| short_text("note", note, NOTE)).transpose();
        let mut faults: Vec<Fault> =
            [rules::is_past(self.date, today), rules::served(self.beneficiaries, self.kind.unit), rules::minutes(self.minutes)].into_iter().flatten().collect();
        match note {
            Ok(note) if faults.is_empty() => Ok(note),
            note => {
                faults.extend(note.err());
                Err(Refusal::Invalid(faults))
            }
        }
    }
}

/// The mandate of a person on a day, there where it is said.
async fn mandate_on(work: &Work<'_>, person: Uuid, day: NaiveDate, there: Option<Uuid>) -> Result<mandate::Model, Refusal> {
    use mandate::Column::{Decision, EndsOn, EstablishmentId, PersonId, StartsOn};
    let held = Condition::all().add(PersonId.eq(person)).add(Decision.eq(MandateDecision::Accepted)).add(StartsOn.lte(day)).add(EndsOn.gte(day));
    let mut held = work.find::<mandate::Entity>(held.add_option(there.map(|there| EstablishmentId.eq(there)))).await?;
    held.sort_by_key(|row| (row.starts_on, row.id));
    let mut places: Vec<Uuid> = held.iter().map(|row| row.establishment_id).collect();
    places.dedup();
    if places.len() > 1 {
        let uais = work.find::<establishment::Entity>(work.among(establishment::Column::Id, &places)).await?;
        let mut uais: Vec<String> = uais.into_iter().map(|row| row.uai).collect();
        uais.sort();
        let message = text("You were a referent of several establishments on this day.", "Vous étiez référent de plusieurs établissements ce jour-là.");
        let hint = Text::of(format!("Name one of {}.", uais.join(", ")), format!("Nommez l'un d'eux : {}.", uais.join(", ")));
        return Err(Fault::invalid("establishment", message).hint(hint).into());
    }
    held.pop().ok_or_else(|| {
        let message = text("You were no referent there on this day.", "Vous n'y étiez pas référent ce jour-là.");
        let hint = text(
            "`mandates { nodes { startsOn endsOn establishment { uai } } }` tells when you were.",
            "`mandates { nodes { startsOn endsOn establishment { uai } } }` dit quand vous l'étiez.",
        );
        Fault::invalid("date", message).hint(hint).coded("NO_MANDATE").into()
    })
}
