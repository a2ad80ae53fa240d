//! Why somebody may do something with an object, or may not: the decision, looked at from outside.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryTrait, sea_query::SelectStatement};
use uuid::Uuid;

use crate::{
    actor::{Actor, Capacity, Hat},
    machine::state_name,
    refusal::{Fault, Refusal},
    resource::{ColumnOf, ModelOf, Resource, id_column, uuid},
    sheet::{Action, Grant, READ, Standing, judge, standing},
    text::Text,
    viewer::Viewer,
};

/// A decision with its reasons.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Type of the object.
    pub object_type: String,
    /// The action.
    pub action: Action,
    /// State of the object; empty where it has none.
    pub state: String,
    /// The hat that allows it.
    pub hat: Option<Hat>,
    /// Why it is not allowed.
    pub reason: Option<Text>,
    /// What the sheet says of this action, a line a grant, as in `permissions.txt`.
    pub grants: Vec<String>,
}

/// A grant in words, without its action.
pub fn in_words<S: std::fmt::Debug + Copy>(grant: &Grant<S>) -> String {
    let desk = grant.desk.map(|desk| format!(" desk {}", state_name(desk))).unwrap_or_default();
    let states: Vec<String> = grant.once.iter().map(|state| state_name(*state)).collect();
    let once = if states.is_empty() { String::new() } else { format!(" once {}", states.join(" ")) };
    format!("{}{desk} within {}{once}", state_name(grant.capacity), state_name(grant.reach))
}

impl Viewer {
    /// The decision about an action on the object with an id, whether the viewer may read it or not; `None` when there is none.
    pub async fn explain<R: Resource>(&self, id: Uuid, action: &str) -> Result<Option<Explanation>, Refusal> {
        self.explain_having::<R>(id_column::<R::Row>(), id, action).await
    }

    /// The decision about reading what hangs at a field of the object with an id; `None` when nothing does.
    pub async fn explain_field<R: Resource>(&self, id: Uuid, field: &str) -> Result<Option<Explanation>, Refusal> {
        let Some(relation) = R::RELATIONS.iter().find(|relation| relation.name() == field) else { return Ok(None) };
        let here = Condition::all().add(id_column::<R::Row>().eq(id));
        let key = self.store.rows::<R::Row>(here).await?.pop().and_then(|row| uuid(&row, relation.column()));
        match key {
            Some(key) => relation.explain(self, key).await,
            None => Ok(None),
        }
    }

    /// The same for an object whose column holds an id: what hangs there.
    pub(crate) async fn explain_having<R: Resource>(&self, column: ColumnOf<R>, id: Uuid, action: &str) -> Result<Option<Explanation>, Refusal> {
        let action = named::<R>(action)?;
        let mut find = R::Row::find().filter(column.eq(id));
        if let Some((column, values)) = R::kind() {
            find = find.filter(column.is_in(values.iter().copied()));
        }
        let mut statement: SelectStatement = find.into_query();
        let actor = outwardly::<R>(&self.actor);
        statement.expr_as(standing::<R>(&actor), "standing").limit(1);
        self.count_statement();
        // On a connection of the product's own: who explains may be another than who holds the request's.
        let Some(row) = self.store.read_own(&statement).await?.pop() else { return Ok(None) };
        let (model, stands) = (ModelOf::<R>::from_query_result(&row, "")?, Standing(row.try_get("", "standing")?));
        let state = R::state(&model, self.actor.today);
        let (hat, reason) = match judge(&R::SHEET, &actor.hats, stands, state, action) {
            Ok(hat) => (Some(hat.clone()), None),
            Err(reason) => (None, Some(reason)),
        };
        let grants = R::SHEET.grants.iter().filter(|grant| grant.actions.contains(&action)).map(in_words).collect();
        let state = if std::any::type_name::<R::State>() == "()" { String::new() } else { state_name(state) };
        Ok(Some(Explanation { object_type: R::type_name().into_owned(), action, state, hat, reason, grants }))
    }
}

/// The actor as others may know them: where it is nobody's business who has a part in a thing, without their own part in it.
fn outwardly<R: Resource>(actor: &Actor) -> Actor {
    let mut actor = actor.clone();
    actor.hats.retain(|hat| !(R::PARTIES_IN_CONFIDENCE && hat.capacity == Capacity::Oneself));
    actor
}

/// The action of a sheet with a name.
fn named<R: Resource>(name: &str) -> Result<Action, Refusal> {
    let actions = || R::SHEET.grants.iter().flat_map(|grant| grant.actions).copied();
    actions().find(|action| action.0 == name).ok_or_else(|| {
        let mut names: Vec<&str> = actions().map(|action| action.0).chain([READ.0]).collect();
        names.sort_unstable();
        names.dedup();
        let (names, object) = (names.join(", "), R::type_name());
        let message = Text::of(format!("{object} has no action {name}."), format!("{object} n'a pas d'action {name}."));
        Fault::invalid("action", message).hint(Text::of(format!("There are: {names}."), format!("Il y a : {names}."))).into()
    })
}
