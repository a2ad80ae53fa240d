//! A thing of the domain as the API shows it: its row, who may do what with it, what hangs on it.
//!
//! A room implements `Resource` once, on its own GraphQL type; the kernel knows things only through it. Two resources
//! may share a table (`Basin` and `Zone`).

use std::{any::Any, fmt, marker::PhantomData, sync::Arc};

use async_graphql::{ID, InputType, InputValueResult, ObjectType, SimpleObject, Value, registry};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::NaiveDate;
use sea_orm::{Condition, EntityTrait, Iterable, ModelTrait, PrimaryKeyToColumn};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{
    actor::Hat,
    machine::{Machine, state_name},
    page::Order,
    refusal::{Fault, Refusal},
    relation::Relation,
    sheet::{Action, Reach, Sheet, Standing, decide},
    text::{Text, text},
    viewer::Viewer,
};

/// A table whose rows the kernel can carry.
pub trait Table: EntityTrait<Model: Default + Send + Sync, Column: Send + Sync> {}
impl<E: EntityTrait<Model: Default + Send + Sync, Column: Send + Sync>> Table for E {}

/// Row of a resource.
pub type ModelOf<R> = <<R as Resource>::Row as EntityTrait>::Model;
/// Change of a row of a resource.
pub type ActiveOf<R> = <<R as Resource>::Row as EntityTrait>::ActiveModel;
/// Column of a resource's table.
pub type ColumnOf<R> = <<R as Resource>::Row as EntityTrait>::Column;

/// A thing of the domain as the API shows it.
pub trait Resource: ObjectType + Send + Sync + Sized + 'static {
    /// Table it lives in.
    type Row: Table;
    /// Its states; `()` where it has none.
    type State: Copy + PartialEq + fmt::Debug + Send + Sync + 'static;
    /// Filter of its lists.
    type Filter: Filter;
    /// Order of its lists.
    type Order: Order<Self::Row>;

    /// Beginning of its ids: `mandate_…`.
    const PREFIX: &'static str;
    /// Who may do what, how far, in which states: reads like the regulation.
    const SHEET: Sheet<Self::State>;
    /// What hangs on it.
    const RELATIONS: &'static [&'static dyn Relation<Self::Row>] = &[];
    /// Fields that read other columns than the one of their name. A read fetches only the columns that are asked.
    const READS: &'static [(&'static str, &'static [ColumnOf<Self>])] = &[];
    /// The steps of its states.
    const MACHINE: Option<&'static Machine<Self::State>> = None;
    /// Small reference data that everybody may read: kept in memory, refreshed by events.
    const REFERENCE: bool = false;

    /// Where a row lies for a reach of a hat: a column of its own, or EXISTS. `None`: never; an empty condition: always.
    fn lies(reach: Reach, hat: &Hat) -> Option<Condition>;

    /// State of a row on a date.
    fn state(row: &ModelOf<Self>, today: NaiveDate) -> Self::State;

    /// The rows that are in one of these states on a date.
    fn in_states(_states: &[Self::State], _today: NaiveDate) -> Condition {
        Condition::all()
    }

    /// Where two resources share a table: the column and its values that tell this one.
    fn kind() -> Option<(ColumnOf<Self>, &'static [&'static str])> {
        None
    }

    /// Reading it leaves a row in the audit.
    const SENSITIVE: bool = false;

    /// Its changes are told: to the audit and as events. Not those of what only tells somebody of others, such as notices.
    const TOLD: bool = true;

    /// Who reads in the audit what changed of it, beside the person it is about.
    const CONFIDENCE: Confidence = Confidence::Academy;

    /// Whose it is and who has a part in it is nobody's business: a decision about somebody else is explained as if it were
    /// neither theirs nor about them.
    const PARTIES_IN_CONFIDENCE: bool = false;

    /// Columns whose values nobody reads, not in the audit either.
    fn kept_from_audit() -> Vec<ColumnOf<Self>> {
        Vec::new()
    }

    /// Whom and what a row is about, for those who may read its changes in the audit.
    fn place(row: &ModelOf<Self>) -> Place {
        Place::by_columns::<Self::Row>(row)
    }

    /// Name of the object outside: its natural key, or its id.
    fn natural_key(row: &ModelOf<Self>) -> String;

    /// Wraps a loaded row.
    fn of(loaded: Loaded<Self::Row>) -> Self;

    /// The loaded row.
    fn loaded(&self) -> &Loaded<Self::Row>;
}

/// Who reads in the audit what changed of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// Those who answer for the place: the establishment, and its academy.
    Academy,
    /// In the academy, the desk that keeps identifiers.
    Identifiers,
    /// In the academy, the desk that pays.
    Pay,
    /// The establishment alone, as what is said about a letter.
    Establishment,
    /// The establishment, and in the academy the desk of training.
    Training,
    /// The person it is about alone, as who raised a need.
    Person,
}

/// How a type of one member wraps its loaded row.
#[macro_export]
macro_rules! wraps {
    ($row:ty) => {
        fn of(loaded: $crate::resource::Loaded<$row>) -> Self {
            Self(loaded)
        }

        fn loaded(&self) -> &$crate::resource::Loaded<$row> {
            &self.0
        }
    };
}

/// Whom and what a row is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Academy it lies in.
    pub academy: Option<Uuid>,
    /// Establishment it lies in.
    pub establishment: Option<Uuid>,
    /// Person it is about.
    pub person: Option<Uuid>,
}

impl Place {
    /// As the columns of the usual names say it.
    pub fn by_columns<E: EntityTrait>(row: &E::Model) -> Self {
        let of = |name| column::<E>(name).and_then(|column| uuid(row, column));
        Self { academy: of("academy_id"), establishment: of("establishment_id"), person: of("person_id") }
    }
}

/// Filter of a list.
pub trait Filter: InputType + Default + Send + Sync {
    /// The rows that pass; refuses what cannot be meant.
    fn condition(&self, viewer: &Viewer) -> Result<Condition, Refusal>;

    /// The date on which a dated list is looked at; today when the filter has none.
    fn as_of(&self) -> Option<NaiveDate> {
        None
    }
}

/// What hangs on a row at one response key.
#[derive(Clone)]
pub(crate) enum Kid {
    Here(Arc<dyn Any + Send + Sync>),
    Absent,
    Refused(Refusal),
}

/// A row, which of the viewer's hats reach it, and what the query asked to hang on it, by response key.
pub struct Loaded<E: EntityTrait> {
    /// The row.
    pub row: E::Model,
    pub(crate) standing: Option<Standing>,
    pub(crate) kids: Vec<(Arc<str>, Kid)>,
}

impl<E: EntityTrait> Loaded<E> {
    pub(crate) fn kid(&self, key: &str) -> Option<&Kid> {
        self.kids.iter().find(|(name, _)| **name == *key).map(|(_, kid)| kid)
    }
}

/// The column of the primary key.
pub fn id_column<E: EntityTrait>() -> E::Column {
    E::PrimaryKey::iter().next().expect("every table has an id").into_column()
}

/// A column by its name in the database, where a convention holds for all tables (`version`, `academy_id`).
pub fn column<E: EntityTrait>(name: &str) -> Option<E::Column> {
    E::Column::iter().find(|column| sea_orm::IdenStatic::as_str(column) == name)
}

/// The uuid in a column; `None` where it is empty.
pub fn uuid<M: ModelTrait>(row: &M, column: <M::Entity as EntityTrait>::Column) -> Option<Uuid> {
    match row.get(column) {
        sea_orm::Value::Uuid(id) => id,
        _ => None,
    }
}

/// Id of a row.
pub fn id_of<R: Resource>(row: &ModelOf<R>) -> Id<R> {
    uuid(row, id_column::<R::Row>()).expect("every row has an id").into()
}

/// What the viewer may do with an object.
#[derive(Clone, Debug, SimpleObject)]
pub struct Permission {
    /// The action, such as `UPDATE`; the same name as in `permissions.txt`.
    pub action: &'static str,
    /// Whether the viewer may do it now.
    pub allowed: bool,
    /// Why not, in the language of the request; null when allowed.
    pub reason: Option<String>,
}

/// A step that the object's state makes possible.
#[derive(Clone, Debug, SimpleObject)]
pub struct Transition {
    /// Name of the step, such as `ACCEPT`.
    pub name: &'static str,
    /// State it leads to.
    pub to: String,
    /// Whether the viewer may take it.
    pub allowed: bool,
    /// Why not, in the language of the request; null when allowed.
    pub reason: Option<String>,
}

/// What a viewer may do with a row of known standing: every action of the sheet but reading.
pub(crate) fn permissions<R: Resource>(viewer: &Viewer, row: &ModelOf<R>, standing: Standing) -> Vec<Permission> {
    let mut actions: Vec<Action> = Vec::new();
    for action in R::SHEET.grants.iter().flat_map(|grant| grant.actions).filter(|action| !action.only_reads()) {
        if !actions.contains(action) {
            actions.push(*action);
        }
    }
    let state = R::state(row, viewer.actor.today);
    let answer = |action: Action| {
        let possible = R::MACHINE.filter(|machine| machine.steps.iter().any(|step| step.action == action)).map(|machine| machine.after(state, action));
        let (allowed, reason) = match (decide(&R::SHEET, &viewer.actor.hats, standing, state, action), possible) {
            (crate::sheet::Decision::Denied(reason), _) => (false, Some(reason.in_(viewer.locale).to_owned())),
            (_, Some(Err(refusal))) => (false, Some(refusal.explain(viewer.locale).message)),
            _ => (true, None),
        };
        Permission { action: action.0, allowed, reason }
    };
    actions.into_iter().map(answer).collect()
}

/// The steps that a row's state makes possible.
pub(crate) fn transitions<R: Resource>(viewer: &Viewer, row: &ModelOf<R>, standing: Standing) -> Vec<Transition> {
    let state = R::state(row, viewer.actor.today);
    let steps = R::MACHINE.into_iter().flat_map(|machine| machine.possible(state));
    steps
        .map(|step| {
            let decision = decide(&R::SHEET, &viewer.actor.hats, standing, state, step.action);
            let reason = match &decision {
                crate::sheet::Decision::Allowed => None,
                crate::sheet::Decision::Denied(reason) => Some(reason.in_(viewer.locale).to_owned()),
            };
            Transition { name: step.action.0, to: state_name(step.to), allowed: decision.is_allowed(), reason }
        })
        .collect()
}

/// Opaque id of a resource: its prefix and 22 characters. Shows as GraphQL's own `ID`, hence written by hand (two
/// scalars of one name would panic).
pub struct Id<R>(pub Uuid, PhantomData<fn() -> R>);

impl<R> Clone for Id<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Id<R> {}

impl<R> PartialEq for Id<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R> fmt::Debug for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R> From<Uuid> for Id<R> {
    fn from(id: Uuid) -> Self {
        Self(id, PhantomData)
    }
}

impl<R> Serialize for Id<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, R> Deserialize<'de> for Id<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Into::into)
    }
}

impl<R: Resource> fmt::Display for Id<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", R::PREFIX, URL_SAFE_NO_PAD.encode(self.0))
    }
}

/// An id in a file: as the API writes it.
pub fn written_id<R: Resource, S: Serializer>(id: &Option<Id<R>>, serializer: S) -> Result<S::Ok, S::Error> {
    id.as_ref().map(ToString::to_string).serialize(serializer)
}

impl<R: Resource> std::str::FromStr for Id<R> {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        let named = parse_id(written).filter(|(prefix, _)| *prefix == R::PREFIX);
        named.map(|(_, id)| id.into()).ok_or_else(|| format!("an id starts with {}_ and has 22 characters after it", R::PREFIX))
    }
}

/// Splits an id as the API writes it into its prefix and its uuid.
pub fn parse_id(written: &str) -> Option<(&str, Uuid)> {
    let (prefix, code) = written.split_once('_')?;
    let bytes = URL_SAFE_NO_PAD.decode(code).ok()?;
    Uuid::from_slice(&bytes).ok().map(|id| (prefix, id))
}

impl<R: Resource> InputType for Id<R> {
    type RawValueType = Self;

    fn type_name() -> std::borrow::Cow<'static, str> {
        "ID".into()
    }

    fn create_type_info(registry: &mut registry::Registry) -> String {
        <ID as InputType>::create_type_info(registry)
    }

    /// What is no id of this type becomes the nil id, which names nothing: the act that uses it refuses it in its own
    /// place, and its sisters go on.
    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let named = match &value {
            Some(Value::String(written)) => parse_id(written).filter(|(prefix, _)| *prefix == R::PREFIX).map(|(_, id)| id),
            _ => None,
        };
        Ok(named.unwrap_or_default().into())
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<R: Resource> Id<R> {
    /// Refuses the nil id: the input named something of another type, or nothing at all.
    pub fn named(self, argument: &'static str) -> Result<Uuid, Refusal> {
        if !self.0.is_nil() {
            return Ok(self.0);
        }
        let (en, fr) =
            (format!("An id that starts with {}_ is meant here.", R::PREFIX), format!("Un identifiant qui commence par {}_ est attendu ici.", R::PREFIX));
        Err(Fault::invalid(argument, text("Not an id of this type.", "Ce n'est pas un identifiant de ce type.")).hint(Text::of(en, fr)).into())
    }
}
