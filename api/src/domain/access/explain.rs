//! Why somebody may do something with an object, or may not: for the rectorate, who is asked.

use std::sync::Arc;

use async_graphql::{ID, SimpleObject};
use entity::access::service_account;
use kernel::{
    actor::{Actor, Scopes},
    explain::Explanation,
    refusal::{Fault, Refusal},
    resource::{Id, parse_id},
    text::text,
    viewer::Viewer,
};
use sea_orm::{ColumnTrait, Condition};

use super::{ServiceAccount, hats, queries::HatInfo};
use crate::{
    domain::people::{Person, sheet::EXPLAIN},
    schema,
};

/// A decision, with its reasons.
#[derive(SimpleObject)]
pub struct AccessExplanation {
    /// Whether it is allowed now.
    allowed: bool,
    /// Why not, in the language of the request; null when allowed.
    reason: Option<String>,
    /// Type of the object, or of what hangs at the field, such as `ReferentMandate`.
    object_type: String,
    /// The action that was decided, such as `READ`.
    action: &'static str,
    /// State of the object now; null where it has none.
    state: Option<String>,
    /// The hat that allows it; null when none does.
    hat: Option<HatInfo>,
    /// Everybody who may do this, a line each: capacity, desk, how far, in which states; as in `permissions.txt`.
    grants: Vec<String>,
}

/// What is asked: of whom, about what.
pub struct Asked {
    /// The person.
    pub person: Option<Id<Person>>,
    /// The service account.
    pub account: Option<Id<ServiceAccount>>,
    /// The object.
    pub object: ID,
    /// The action.
    pub action: Option<String>,
    /// The field.
    pub field: Option<String>,
}

/// Explains a decision about somebody else, as far as the viewer may read both them and the object.
pub async fn explain(viewer: &Viewer, asked: Asked) -> Result<AccessExplanation, Refusal> {
    let subject = subject(viewer, &asked).await?;
    let unknown = || Refusal::NotFound { argument: "object" };
    let (prefix, id) = parse_id(&asked.object).ok_or_else(unknown)?;
    schema::explain(viewer, prefix, id, "READ").await?.filter(|own| own.hat.is_some()).ok_or_else(unknown)?;
    let other = Viewer::new(subject, viewer.locale, Arc::clone(&viewer.store), viewer.request.clone());
    let found = match (&asked.field, &asked.action) {
        (Some(_), Some(_)) => return Err(Refusal::invalid("field", text("action and field exclude each other.", "action et field s'excluent."))),
        (Some(field), None) => schema::explain_field(&other, prefix, id, field).await?.ok_or_else(|| {
            let hint = text(
                "A field that leads to an object or a list of them, and something must be there.",
                "Un champ qui mène à un objet ou à une liste, où il y ait quelque chose.",
            );
            Refusal::from(Fault::invalid("field", text("Nothing hangs at this field.", "Rien ne se trouve à ce champ.")).hint(hint))
        })?,
        (None, action) => schema::explain(&other, prefix, id, action.as_deref().unwrap_or("READ")).await?.ok_or_else(unknown)?,
    };
    let Explanation { object_type, action, state, hat, reason, grants } = found;
    Ok(AccessExplanation {
        allowed: hat.is_some(),
        reason: reason.map(|reason| reason.in_(viewer.locale).to_owned()),
        object_type,
        action: action.0,
        state: (!state.is_empty()).then_some(state),
        hat: hat.map(HatInfo::of),
        grants,
    })
}

/// The person or account as an actor, now; somebody who has no access any more is an actor without hats.
async fn subject(viewer: &Viewer, asked: &Asked) -> Result<Actor, Refusal> {
    let actor = match (asked.person, asked.account) {
        (Some(person), None) => {
            let may = viewer.explain::<Person>(person.named("person")?, EXPLAIN.0).await?;
            allowed(viewer.explain::<Person>(person.0, "READ").await?, may, "person")?;
            hats::person(&viewer.store, person.0).await
        }
        (None, Some(account)) => {
            let id = account.named("serviceAccount")?;
            let readable = viewer.explain::<ServiceAccount>(id, "READ").await?;
            allowed(readable.clone(), readable, "serviceAccount")?;
            let row = viewer.store.rows::<service_account::Entity>(Condition::all().add(service_account::Column::Id.eq(id))).await?.pop();
            hats::service(&viewer.store, id, row.map_or_else(Scopes::all, |row| Scopes::from_bits(row.scopes)), None).await
        }
        _ => {
            let message = text("Name a person or a service account.", "Désignez une personne ou un compte de service.");
            return Err(Refusal::invalid("person", message));
        }
    };
    match actor {
        Err(Refusal::Unauthenticated) => Ok(Actor { hats: Vec::new(), ..hats::anonymous(&viewer.store) }),
        actor => actor,
    }
}

/// Whoever may not read somebody learns nothing; whoever may, but not this, learns why.
fn allowed(readable: Option<Explanation>, may: Option<Explanation>, argument: &'static str) -> Result<(), Refusal> {
    readable.filter(|readable| readable.hat.is_some()).ok_or(Refusal::NotFound { argument })?;
    match may.and_then(|may| may.reason) {
        Some(reason) => Err(Refusal::NotAllowed { reason }),
        None => Ok(()),
    }
}
