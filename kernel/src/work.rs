//! The work of a command inside its transaction. Nothing is changed but through it: it checks rights, bumps versions,
//! notes what changed for the audit, and holds the command to telling it.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::OnceLock,
};

use async_graphql::MaybeUndefined;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, EntityName, EntityTrait,
    FromQueryResult, IdenStatic, IntoActiveModel, Iterable, ModelTrait, QueryFilter, QueryTrait, Value,
    prelude::Json,
    sea_query::{Asterisk, Expr, ExprTrait, LockType, Order, Query, SelectStatement},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    actor::Hat,
    bulk::{self, Row},
    command::Command,
    event::Event,
    refusal::{Explained, Refusal},
    resource::{ActiveOf, ColumnOf, Id, ModelOf, Resource, Table, column, id_column, id_of, uuid},
    sheet::{Action, READ, Standing, holds, judge, permitted, scope, standing, who_may},
    store::among,
    text::Locale,
    trail::Change,
    viewer::Viewer,
};

/// What a command did and told.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) events: Vec<Event>,
    pub(crate) changes: Vec<Change>,
    /// Something was written, told or not.
    pub(crate) has_written: bool,
    /// The principal whose delegation allowed it.
    pub(crate) on_behalf_of: Option<Uuid>,
}

impl Ledger {
    /// The names of the columns that changed, by object.
    pub(crate) fn changed(&self) -> HashMap<Uuid, BTreeSet<&str>> {
        let mut names: HashMap<Uuid, BTreeSet<&str>> = HashMap::new();
        for change in &self.changes {
            names.entry(change.id).or_default().extend(change.after.names());
        }
        names
    }

    /// Events of objects that did not change in the end are not told; objects that changed must be.
    pub(crate) fn settle(&mut self) -> Result<(), Refusal> {
        let changed: HashSet<Uuid> = self.changes.iter().map(|change| change.id).collect();
        self.events.retain(|event| changed.contains(&event.object_id));
        let told: HashSet<Uuid> = self.events.iter().map(|event| event.object_id).collect();
        match self.changes.iter().find(|change| !told.contains(&change.id)) {
            Some(silent) => Err(Refusal::internal(format!("{} {} changed and no event tells it", silent.object_type, silent.id))),
            None => Ok(()),
        }
    }
}

/// What became of a row of a bulk command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, async_graphql::Enum)]
pub enum RowStatus {
    /// A new object was made.
    Created,
    /// An object was changed.
    Updated,
    /// Everything was so already; nothing was written or announced.
    Unchanged,
    /// Refused; `error` says why.
    Rejected,
}

/// The outcome of one row of a bulk command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RowResult {
    /// What the caller calls the row: its natural key.
    pub key: String,
    /// What became of it.
    pub status: RowStatus,
    /// The object.
    pub id: Option<Uuid>,
    /// Why it was refused.
    pub fault: Option<RowFault>,
}

/// Why a row was refused, in both languages, so that a replay can tell it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RowFault {
    /// Stable code.
    pub code: String,
    /// Argument at fault.
    pub argument: Option<String>,
    /// Messages in English and French.
    pub message: (String, String),
    /// Hints in English and French.
    pub hint: Option<(String, String)>,
}

impl RowFault {
    /// A refusal, kept.
    pub fn of(refusal: &Refusal) -> Self {
        let Explained { code, message, argument, hint, .. } = refusal.explain(Locale::En);
        let french = refusal.explain(Locale::Fr);
        Self { code: code.into(), argument, message: (message, french.message), hint: hint.zip(french.hint) }
    }
}

impl RowResult {
    /// A row that was refused.
    pub fn rejected(key: impl Into<String>, refusal: &Refusal) -> Self {
        Self { key: key.into(), status: RowStatus::Rejected, id: None, fault: Some(RowFault::of(refusal)) }
    }

    /// A row that was done.
    pub fn done(key: impl Into<String>, status: RowStatus, id: Uuid) -> Self {
        Self { key: key.into(), status, id: Some(id), fault: None }
    }
}

/// The work of one command.
pub struct Work<'a> {
    /// Who acts.
    pub viewer: &'a Viewer,
    transaction: &'a DatabaseTransaction,
    ledger: Ledger,
    /// The principal whose delegation was needed first.
    on_behalf_of: OnceLock<Uuid>,
}

impl<'a> Work<'a> {
    pub(crate) fn new(viewer: &'a Viewer, transaction: &'a DatabaseTransaction) -> Self {
        Self { viewer, transaction, ledger: Ledger::default(), on_behalf_of: OnceLock::new() }
    }

    pub(crate) fn into_ledger(self) -> Ledger {
        Ledger { on_behalf_of: self.on_behalf_of.into_inner(), ..self.ledger }
    }

    /// The audit says for whom a deputy acted.
    fn wear(&self, hat: &Hat) {
        if let Some(principal) = hat.on_behalf_of {
            self.on_behalf_of.get_or_init(|| principal);
        }
    }

    /// Refuses what no hat allows on a row of known standing.
    fn judge<R: Resource>(&self, row: &ModelOf<R>, standing: Standing, action: Action) -> Result<(), Refusal> {
        let actor = &self.viewer.actor;
        let hat = judge(&R::SHEET, &actor.hats, standing, R::state(row, actor.today), action).map_err(|reason| Refusal::NotAllowed { reason })?;
        self.wear(hat);
        Ok(())
    }

    /// The principal in whose place a deputy acts here, once an action was allowed by a delegation.
    pub fn on_behalf_of(&self) -> Option<Uuid> {
        self.on_behalf_of.get().copied()
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.viewer.store.ids.next()
    }

    /// A row that the viewer may read, locked, with where it stands.
    async fn standing<R: Resource>(&self, id: Uuid) -> Result<Option<(ModelOf<R>, Standing)>, Refusal> {
        let mut find = R::Row::find().filter(id_column::<R::Row>().eq(id));
        if let Some(condition) = scope::<R>(&self.viewer.actor) {
            find = find.filter(condition);
        }
        if let Some((column, values)) = R::kind() {
            find = find.filter(column.is_in(values.iter().copied()));
        }
        let mut statement = find.into_query();
        statement.expr_as(standing::<R>(&self.viewer.actor), "standing");
        self.lock(&mut statement);
        self.viewer.count_statement();
        let Some(row) = self.transaction.query_one(&statement).await? else {
            self.viewer.note_missing();
            return Ok(None);
        };
        Ok(Some((ModelOf::<R>::from_query_result(&row, "")?, Standing(row.try_get("", "standing")?))))
    }

    /// Rows with where they stand for the viewer, locked when they are to be changed; by id.
    async fn standings<R: Resource>(&self, ids: &[Uuid], lock: bool) -> Result<HashMap<Uuid, (ModelOf<R>, Standing)>, Refusal> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(bulk::CHUNK) {
            let mut statement = R::Row::find().filter(self.among(id_column::<R::Row>(), chunk)).into_query();
            statement.expr_as(standing::<R>(&self.viewer.actor), "standing");
            if lock {
                self.lock(&mut statement);
            }
            self.viewer.count_statement();
            for row in self.transaction.query_all(&statement).await? {
                let (model, standing) = (ModelOf::<R>::from_query_result(&row, "")?, Standing(row.try_get("", "standing")?));
                found.insert(id_of::<R>(&model).0, (model, standing));
            }
        }
        Ok(found)
    }

    /// SQLite's one writer needs no lock.
    fn lock(&self, statement: &mut SelectStatement) {
        if self.viewer.store.backend == DbBackend::Postgres {
            statement.lock(LockType::Update);
        }
    }

    /// Takes an object to change it: visible to the viewer, locked, in the version the caller read, the action allowed.
    pub async fn take<R: Resource>(&self, action: Action, id: Id<R>, version: i64) -> Result<ModelOf<R>, Refusal> {
        let (row, standing) = self.standing::<R>(id.named("id")?).await?.ok_or(Refusal::NotFound { argument: "id" })?;
        self.judge::<R>(&row, standing, action)?;
        match column::<R::Row>("version").map(|version| row.get(version)) {
            Some(Value::BigInt(Some(current))) if current != version => Err(Refusal::Conflict { current }),
            _ => Ok(row),
        }
    }

    /// An object that the input names and the viewer may read.
    pub async fn seen<R: Resource>(&self, id: Id<R>, argument: &'static str) -> Result<ModelOf<R>, Refusal> {
        self.seen_where::<R>(Condition::all().add(id_column::<R::Row>().eq(id.named(argument)?)), argument).await
    }

    /// An object that the input names by its natural key and the viewer may read.
    pub async fn seen_where<R: Resource>(&self, condition: Condition, argument: &'static str) -> Result<ModelOf<R>, Refusal> {
        self.seen_all::<R>(condition).await?.pop().ok_or(Refusal::NotFound { argument })
    }

    /// The objects that the input names by a condition and the viewer may read.
    pub async fn seen_all<R: Resource>(&self, condition: Condition) -> Result<Vec<ModelOf<R>>, Refusal> {
        let seen = self.find::<R::Row>(condition.add_option(permitted::<R>(&self.viewer.actor, READ))).await?;
        if seen.is_empty() {
            self.viewer.note_missing();
        }
        Ok(seen)
    }

    /// All rows that meet a condition, for rules; never shown.
    pub async fn find<E: Table>(&self, condition: Condition) -> Result<Vec<E::Model>, Refusal> {
        self.select::<E>(E::find().filter(condition).into_query()).await
    }

    /// The first rows that meet a condition, in the order of their ids, for work that goes on from one to the next.
    pub async fn first<E: Table>(&self, condition: Condition, most: u64) -> Result<Vec<E::Model>, Refusal> {
        let mut statement = E::find().filter(condition).into_query();
        statement.order_by(id_column::<E>(), Order::Asc).limit(most);
        self.select::<E>(statement).await
    }

    /// Number of the rows that meet a condition.
    pub async fn count<E: Table>(&self, condition: Condition) -> Result<i64, Refusal> {
        let mut statement = E::find().filter(condition).into_query();
        statement.clear_selects().expr_as(Expr::col(Asterisk).count(), "total");
        self.viewer.count_statement();
        let row = self.transaction.query_one(&statement).await?.ok_or_else(|| Refusal::internal("a count is a row"))?;
        Ok(row.try_get("", "total")?)
    }

    /// The same, kept from changing until the end of the command.
    pub async fn find_locked<E: Table>(&self, condition: Condition) -> Result<Vec<E::Model>, Refusal> {
        let mut statement = E::find().filter(condition).into_query();
        self.lock(&mut statement);
        self.select::<E>(statement).await
    }

    async fn select<E: Table>(&self, statement: SelectStatement) -> Result<Vec<E::Model>, Refusal> {
        self.viewer.count_statement();
        let rows = self.transaction.query_all(&statement).await?;
        Ok(rows.iter().map(|row| E::Model::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// A column among many ids.
    pub fn among<C: ColumnTrait>(&self, column: C, ids: &[Uuid]) -> Condition {
        Condition::all().add(among(self.viewer.store.backend, column, ids))
    }

    /// Makes an object; the action must be allowed where it will lie.
    pub async fn create<R: Resource>(&mut self, action: Action, mut row: ActiveOf<R>) -> Result<ModelOf<R>, Refusal>
    where
        ModelOf<R>: IntoActiveModel<ActiveOf<R>>,
        ActiveOf<R>: ActiveModelBehavior + ActiveModelTrait<Entity = R::Row> + Send,
    {
        self.stamp_new::<R>(&mut row);
        self.may_create::<R>(action, &row).await?;
        self.viewer.count_statement();
        let row = row.insert(self.transaction).await?;
        self.note::<R>(&row, Row::default(), Row::of::<R::Row>(&row));
        Ok(row)
    }

    /// Whether an object may be made where it will lie: to be asked before the rules, whose answers tell of what is there.
    /// The row stands for itself, under the name of its table, before it is written.
    pub async fn may_create<R: Resource>(&self, action: Action, row: &ActiveOf<R>) -> Result<(), Refusal>
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        let mut model = ModelOf::<R>::default();
        change_row::<R>(&mut model, row);
        let mut alone = Query::select();
        for column in <ColumnOf<R>>::iter() {
            alone.expr_as(Expr::val(model.get(column)), column.as_str());
        }
        let mut statement = Query::select();
        statement.expr_as(standing::<R>(&self.viewer.actor), "standing").from_subquery(alone, R::Row::default().table_name().to_owned());
        self.viewer.count_statement();
        let stands = self.transaction.query_one(&statement).await?.ok_or_else(|| Refusal::internal("a row stands somewhere"))?;
        self.judge::<R>(&model, Standing(stands.try_get("", "standing")?), action)
    }

    fn stamp_new<R: Resource>(&self, row: &mut ActiveOf<R>)
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        if matches!(row.get(id_column::<R::Row>()), ActiveValue::NotSet) {
            row.set(id_column::<R::Row>(), self.new_id().into());
        }
        stamp::<R>(row, "version", 1_i64.into());
        for instant in ["created_at", "updated_at"] {
            stamp::<R>(row, instant, self.viewer.actor.at.into());
        }
    }

    /// Writes what changed of an object that was taken, and bumps its version; nothing changed: nothing is written.
    pub async fn save<R: Resource>(&mut self, mut change: ActiveOf<R>) -> Result<ModelOf<R>, Refusal>
    where
        ModelOf<R>: IntoActiveModel<ActiveOf<R>>,
        ActiveOf<R>: ActiveModelBehavior + ActiveModelTrait<Entity = R::Row> + Send,
    {
        let id = active_id::<R>(&change)?;
        let before = self.find::<R::Row>(Condition::all().add(id_column::<R::Row>().eq(id))).await?.pop().ok_or(Refusal::NotFound { argument: "id" })?;
        let (old, new) = difference::<R>(&before, &change);
        if new.is_empty() {
            return Ok(before);
        }
        self.stamp_change::<R>(&before, &mut change);
        self.viewer.count_statement();
        let row = change.update(self.transaction).await?;
        self.note::<R>(&row, old, new);
        Ok(row)
    }

    fn stamp_change<R: Resource>(&self, before: &ModelOf<R>, change: &mut ActiveOf<R>)
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        if let Some(Value::BigInt(Some(version))) = column::<R::Row>("version").map(|version| before.get(version)) {
            stamp::<R>(change, "version", (version + 1).into());
        }
        stamp::<R>(change, "updated_at", self.viewer.actor.at.into());
    }

    /// Makes many objects, one statement a thousand. A row whose key is taken comes back as `ALREADY_EXISTS`, one that
    /// may not lie there as `NOT_ALLOWED`; the others are made. Results come in the order of the rows.
    pub async fn create_all<R: Resource>(&mut self, action: Action, rows: Vec<(String, ActiveOf<R>)>) -> Result<Vec<(RowResult, Option<ModelOf<R>>)>, Refusal>
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        self.holds::<R>(action)?;
        let (mut planned, mut values) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for (key, mut row) in rows {
            self.stamp_new::<R>(&mut row);
            planned.push((key, active_id::<R>(&row)?));
            values.push(values_of::<R::Row>(&row));
        }
        let ids: Vec<Uuid> = planned.iter().map(|(_, id)| *id).collect();
        let columns: Vec<ColumnOf<R>> = <ColumnOf<R>>::iter().collect();
        self.viewer.count_statement();
        bulk::insert::<R::Row>(self.transaction, &values, &columns, id_column::<R::Row>()).await?;
        let mut made = self.standings::<R>(&ids, false).await?;
        let mut refused = Vec::new();
        let mut results = Vec::with_capacity(planned.len());
        for ((key, id), values) in planned.into_iter().zip(values) {
            results.push(match made.remove(&id) {
                None => (RowResult::rejected(key, &Refusal::taken("key")), None),
                Some((row, standing)) => match self.judge::<R>(&row, standing, action) {
                    Ok(()) => {
                        self.note::<R>(&row, Row::default(), values);
                        (RowResult::done(key, RowStatus::Created, id), Some(row))
                    }
                    Err(refusal) => {
                        refused.push(id);
                        (RowResult::rejected(key, &refusal), None)
                    }
                },
            });
        }
        self.take_back::<R>(&refused).await?;
        Ok(results)
    }

    /// Writes what changed of many objects, one statement a thousand, and bumps their versions. Results come in the
    /// order of the rows, each with its row as it is now; rows with nothing to change are `UNCHANGED`. An object may be
    /// named once.
    pub async fn save_all<R: Resource>(&mut self, action: Action, changes: Vec<(String, ActiveOf<R>)>) -> Result<Vec<(RowResult, Option<ModelOf<R>>)>, Refusal>
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        self.holds::<R>(action)?;
        let mut planned = Vec::with_capacity(changes.len());
        for (key, change) in changes {
            planned.push((key, active_id::<R>(&change)?, change));
        }
        let ids: Vec<Uuid> = planned.iter().map(|(_, id, _)| *id).collect();
        let mut before = self.standings::<R>(&ids, true).await?;
        let mut results = Vec::with_capacity(planned.len());
        let (mut rows, mut written) = (Vec::new(), BTreeSet::new());
        for (key, id, mut change) in planned {
            let Some((mut row, standing)) = before.remove(&id) else {
                results.push((RowResult::rejected(key, &not_allowed::<R>(action)), None));
                continue;
            };
            if let Err(refusal) = self.judge::<R>(&row, standing, action) {
                results.push((RowResult::rejected(key, &refusal), None));
                continue;
            }
            let (old, new) = difference::<R>(&row, &change);
            let status = if new.is_empty() { RowStatus::Unchanged } else { RowStatus::Updated };
            if status == RowStatus::Updated {
                self.stamp_change::<R>(&row, &mut change);
                change_row::<R>(&mut row, &change);
                written.extend(new.names());
                rows.push(results.len());
                self.note::<R>(&row, old, new);
            }
            results.push((RowResult::done(key, status, id), Some(row)));
        }
        let changed: Vec<&ModelOf<R>> = rows.iter().filter_map(|at| results[*at].1.as_ref()).collect();
        self.overwrite::<R>(&changed, &written).await?;
        Ok(results)
    }

    /// Writes some columns of rows as they are now, with their versions.
    async fn overwrite<R: Resource>(&self, rows: &[&ModelOf<R>], changed: &BTreeSet<&str>) -> Result<(), Refusal> {
        if rows.is_empty() {
            return Ok(());
        }
        let is_written = |column: &ColumnOf<R>| matches!(column.as_str(), "version" | "updated_at") || changed.contains(column.as_str());
        let columns: Vec<ColumnOf<R>> = <ColumnOf<R>>::iter().filter(is_written).collect();
        let id = id_column::<R::Row>();
        let values: Vec<Row> = rows.iter().map(|row| columns.iter().chain([&id]).map(|column| (column.as_str(), row.get(*column))).collect()).collect();
        self.viewer.count_statement();
        bulk::update::<R::Row>(self.transaction, &values, &columns, id).await
    }

    /// Refuses at once what no hat of the actor allows anywhere.
    fn holds<R: Resource>(&self, action: Action) -> Result<(), Refusal> {
        let hat = holds(&R::SHEET, &self.viewer.actor.hats, action).ok_or_else(|| not_allowed::<R>(action))?;
        self.wear(hat);
        Ok(())
    }

    /// Removes rows that were inserted where they may not lie.
    async fn take_back<R: Resource>(&self, ids: &[Uuid]) -> Result<(), Refusal> {
        for chunk in ids.chunks(bulk::CHUNK) {
            self.viewer.count_statement();
            R::Row::delete_many().filter(self.among(id_column::<R::Row>(), chunk)).exec(self.transaction).await?;
        }
        Ok(())
    }

    /// Adds rows of a table of links or of parts, which have no rights of their own: those of their object decide, and
    /// it counts as changed. A row whose key is taken is `ALREADY_EXISTS`.
    pub async fn attach<R: Resource, L: Table>(&mut self, of: &ModelOf<R>, name: &'static str, parts: Vec<L::ActiveModel>) -> Result<(), Refusal>
    where
        L::ActiveModel: ActiveModelTrait<Entity = L>,
    {
        self.attach_all::<R, L>(name, parts.into_iter().map(|part| (of, part)).collect()).await
    }

    /// The same for parts of many objects, one statement a thousand.
    pub async fn attach_all<R: Resource, L: Table>(&mut self, name: &'static str, parts: Vec<(&ModelOf<R>, L::ActiveModel)>) -> Result<(), Refusal>
    where
        L::ActiveModel: ActiveModelTrait<Entity = L>,
    {
        let (mut rows, mut owners) = (Vec::with_capacity(parts.len()), Vec::with_capacity(parts.len()));
        for (of, mut part) in parts {
            if matches!(part.get(id_column::<L>()), ActiveValue::NotSet) {
                part.set(id_column::<L>(), self.new_id().into());
            }
            rows.push(values_of::<L>(&part));
            owners.push(of);
        }
        if rows.is_empty() {
            return Ok(());
        }
        let columns: Vec<L::Column> = L::Column::iter().collect();
        self.viewer.count_statement();
        let added = bulk::insert::<L>(self.transaction, &rows, &columns, id_column::<L>()).await?.len();
        if added < rows.len() {
            return Err(Refusal::taken(name));
        }
        for (owner, row) in owners.into_iter().zip(rows) {
            self.note_part::<R>(owner, name, Row::default(), Row::from([(name, json(&row).into())]));
        }
        Ok(())
    }

    /// Adds rows that follow from what this command tells of their objects, such as the clauses of a letter from its template:
    /// the rights are those of the objects, and nothing more is told.
    pub async fn follow<L: Table>(&mut self, rows: Vec<L::ActiveModel>) -> Result<(), Refusal>
    where
        L::ActiveModel: ActiveModelTrait<Entity = L>,
    {
        let columns: Vec<L::Column> = L::Column::iter().collect();
        let values = rows.into_iter().map(|mut row| {
            if matches!(row.get(id_column::<L>()), ActiveValue::NotSet) {
                row.set(id_column::<L>(), self.new_id().into());
            }
            values_of::<L>(&row)
        });
        for chunk in values.collect::<Vec<_>>().chunks(bulk::CHUNK) {
            self.viewer.count_statement();
            if bulk::insert::<L>(self.transaction, chunk, &columns, id_column::<L>()).await?.len() < chunk.len() {
                return Err(Refusal::taken("key"));
            }
            self.ledger.has_written = true;
        }
        Ok(())
    }

    /// Puts rows in the place of those that meet a condition, and tells nobody: for what must not be traced to whoever wrote it. All of them
    /// are written anew, so that neither their order nor the transaction tells which one came last.
    pub async fn rewrite<L: Table>(&mut self, these: Condition, rows: Vec<L::ActiveModel>) -> Result<(), Refusal>
    where
        L::ActiveModel: ActiveModelTrait<Entity = L>,
    {
        self.viewer.count_statement();
        L::delete_many().filter(these).exec(self.transaction).await?;
        self.follow::<L>(rows).await
    }

    /// Changes rows in the same way.
    pub async fn follow_changes<R: Resource>(&mut self, changes: Vec<ActiveOf<R>>) -> Result<(), Refusal>
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        let mut ids = Vec::with_capacity(changes.len());
        for change in &changes {
            ids.push(active_id::<R>(change)?);
        }
        let mut rows: HashMap<Uuid, ModelOf<R>> = HashMap::new();
        for chunk in ids.chunks(bulk::CHUNK) {
            rows.extend(self.find_locked::<R::Row>(self.among(id_column::<R::Row>(), chunk)).await?.into_iter().map(|row| (id_of::<R>(&row).0, row)));
        }
        let (mut changed, mut written) = (Vec::new(), BTreeSet::new());
        for (id, mut change) in ids.into_iter().zip(changes) {
            let Some(mut row) = rows.remove(&id) else { continue };
            written.extend(difference::<R>(&row, &change).1.names());
            self.stamp_change::<R>(&row, &mut change);
            change_row::<R>(&mut row, &change);
            changed.push(row);
        }
        self.ledger.has_written |= !changed.is_empty();
        self.overwrite::<R>(&changed.iter().collect::<Vec<_>>(), &written).await
    }

    /// Counts an object that was taken as changed, though none of its columns is: for a change of what belongs to it.
    pub async fn touched<R: Resource>(&mut self, row: &ModelOf<R>) -> Result<ModelOf<R>, Refusal>
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        let row = self.touch::<R>(vec![id_of::<R>(row).0]).await?.pop().ok_or(Refusal::NotFound { argument: "id" })?;
        self.note::<R>(&row, Row::default(), Row::default());
        Ok(row)
    }

    /// Makes the parts of many objects what is wanted, by the parts' column that names their object: what is not wanted
    /// goes, what is missing is added, what is the same stays. Gives back the objects whose parts changed, as they are
    /// now. A part whose key another object holds is `ALREADY_EXISTS`.
    pub async fn replace_all<R: Resource, L: Table>(
        &mut self,
        name: &'static str,
        owner: L::Column,
        wanted: Vec<(Uuid, Vec<L::ActiveModel>)>,
    ) -> Result<Vec<ModelOf<R>>, Refusal>
    where
        L::ActiveModel: ActiveModelTrait<Entity = L>,
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        let owners: Vec<Uuid> = wanted.iter().map(|(id, _)| *id).collect();
        let key = id_column::<L>().as_str();
        let mut there: HashMap<Uuid, Vec<(Uuid, Row)>> = HashMap::new();
        for chunk in owners.chunks(bulk::CHUNK) {
            for part in self.find::<L>(self.among(owner, chunk)).await? {
                if let (Some(of), Some(id)) = (uuid(&part, owner), uuid(&part, id_column::<L>())) {
                    there.entry(of).or_default().push((id, Row::of::<L>(&part).without(key)));
                }
            }
        }
        let (mut gone, mut missing, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for (of, parts) in wanted {
            let known = there.remove(&of).unwrap_or_default();
            let parts: Vec<Row> = parts.iter().map(|part| values_of::<L>(part).without(key)).collect();
            let (before, after) = (
                known.iter().filter(|(_, row)| !parts.contains(row)).map(|(_, row)| row.clone()).collect::<Vec<_>>(),
                parts.iter().filter(|row| !known.iter().any(|(_, other)| other == *row)).cloned().collect::<Vec<_>>(),
            );
            if before.is_empty() && after.is_empty() {
                continue;
            }
            gone.extend(known.into_iter().filter(|(_, row)| !parts.contains(row)).map(|(id, _)| id));
            missing.extend(after.iter().map(|row| {
                let mut row = row.clone();
                row.push(key, self.new_id());
                row
            }));
            changed.push((of, Row::from([(name, json(&before).into())]), Row::from([(name, json(&after).into())])));
        }
        for chunk in gone.chunks(bulk::CHUNK) {
            self.viewer.count_statement();
            L::delete_many().filter(self.among(id_column::<L>(), chunk)).exec(self.transaction).await?;
        }
        let columns: Vec<L::Column> = L::Column::iter().collect();
        if !missing.is_empty() {
            self.viewer.count_statement();
            if bulk::insert::<L>(self.transaction, &missing, &columns, id_column::<L>()).await?.len() < missing.len() {
                return Err(Refusal::taken(name));
            }
        }
        let rows = self.touch::<R>(changed.iter().map(|(id, ..)| *id).collect()).await?;
        let by_id: HashMap<Uuid, &ModelOf<R>> = rows.iter().map(|row| (id_of::<R>(row).0, row)).collect();
        for (id, before, after) in changed {
            let row = by_id.get(&id).ok_or_else(|| Refusal::internal("parts belong to an object that is there"))?;
            self.note_part::<R>(row, name, before, after);
        }
        Ok(rows)
    }

    /// Bumps the versions of objects that this command has not changed yet; gives all of them back as they are now.
    async fn touch<R: Resource>(&self, ids: Vec<Uuid>) -> Result<Vec<ModelOf<R>>, Refusal>
    where
        ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
    {
        let noted: HashSet<Uuid> = self.ledger.changes.iter().map(|change| change.id).collect();
        let mut rows = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(bulk::CHUNK) {
            for mut row in self.find_locked::<R::Row>(self.among(id_column::<R::Row>(), chunk)).await? {
                if !noted.contains(&id_of::<R>(&row).0) {
                    let mut change = <ActiveOf<R> as ActiveModelTrait>::default();
                    self.stamp_change::<R>(&row, &mut change);
                    change_row::<R>(&mut row, &change);
                }
                rows.push(row);
            }
        }
        let bumped: Vec<&ModelOf<R>> = rows.iter().filter(|row| !noted.contains(&id_of::<R>(row).0)).collect();
        self.overwrite::<R>(&bumped, &BTreeSet::new()).await?;
        Ok(rows)
    }

    /// Tells that something happened: for the audit, the feed, webhooks and notices.
    pub fn announce(&mut self, event: Event) {
        self.ledger.events.push(event);
    }

    /// Another command inside this one.
    pub async fn perform<C: Command>(&mut self, command: C) -> Result<C::Outcome, Refusal> {
        command.apply(self).await
    }

    /// The transaction, for the kernel's own tables.
    pub(crate) const fn connection(&self) -> &'a DatabaseTransaction {
        self.transaction
    }

    /// Notes a change of a thing that the kernel itself keeps.
    pub(crate) fn record(&mut self, change: Change) {
        self.ledger.has_written = true;
        self.ledger.changes.push(change);
    }

    fn note<R: Resource>(&mut self, row: &ModelOf<R>, mut before: Row, mut after: Row) {
        self.ledger.has_written = true;
        if !R::TOLD {
            return;
        }
        for column in R::kept_from_audit() {
            (before, after) = (before.without(column.as_str()), after.without(column.as_str()));
        }
        let (object_type, id, place) = (R::type_name().into_owned(), id_of::<R>(row).0, R::place(row));
        self.ledger.changes.push(Change { object_type, id, part: None, place, before, after });
    }

    /// A change of the parts of an object, told by their type where the API shows them.
    fn note_part<R: Resource>(&mut self, of: &ModelOf<R>, name: &str, before: Row, after: Row) {
        self.note::<R>(of, before, after);
        if let Some(change) = self.ledger.changes.last_mut() {
            change.part = R::RELATIONS.iter().find(|relation| relation.name() == name).map(|relation| relation.target().into_owned());
        }
    }
}

/// What a source says of a column that may be empty; what it does not tell stays.
pub fn told<T, V>(value: &MaybeUndefined<T>, stored: impl FnOnce(&T) -> V) -> ActiveValue<Option<V>>
where
    Option<V>: Into<Value>,
{
    match value {
        MaybeUndefined::Undefined => ActiveValue::NotSet,
        MaybeUndefined::Null => ActiveValue::Set(None),
        MaybeUndefined::Value(value) => ActiveValue::Set(Some(stored(value))),
    }
}

fn not_allowed<R: Resource>(action: Action) -> Refusal {
    Refusal::NotAllowed { reason: who_may(&R::SHEET, action) }
}

fn stamp<R: Resource>(row: &mut ActiveOf<R>, name: &str, value: Value)
where
    ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
{
    if let Some(column) = column::<R::Row>(name) {
        row.set(column, value);
    }
}

fn active_id<R: Resource>(row: &ActiveOf<R>) -> Result<Uuid, Refusal>
where
    ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
{
    match row.get(id_column::<R::Row>()).into_value() {
        Some(Value::Uuid(Some(id))) => Ok(id),
        _ => Err(Refusal::internal("a change names its row")),
    }
}

/// The columns that a change alters, before and after.
fn difference<R: Resource>(before: &ModelOf<R>, change: &ActiveOf<R>) -> (Row, Row)
where
    ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
{
    let (mut old, mut new) = (Row::default(), Row::default());
    for column in <ColumnOf<R>>::iter() {
        if let ActiveValue::Set(value) = change.get(column)
            && value != before.get(column)
        {
            old.push(column.as_str(), before.get(column));
            new.push(column.as_str(), value);
        }
    }
    (old, new)
}

/// Puts what a change sets into a row.
fn change_row<R: Resource>(row: &mut ModelOf<R>, change: &ActiveOf<R>)
where
    ActiveOf<R>: ActiveModelTrait<Entity = R::Row>,
{
    for column in <ColumnOf<R>>::iter() {
        if let ActiveValue::Set(value) = change.get(column) {
            row.set(column, value);
        }
    }
}

/// The values of a new row; what is not set is null.
fn values_of<E: Table>(row: &E::ActiveModel) -> Row
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let empty = E::Model::default();
    let value = |column: E::Column| row.get(column).into_value().unwrap_or_else(|| empty.get(column).as_null());
    E::Column::iter().map(|column| (column.as_str(), value(column))).collect()
}

fn json(values: &impl Serialize) -> Json {
    serde_json::to_value(values).expect("values of columns are JSON")
}
