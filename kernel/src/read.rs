//! Planned reads: the kernel looks at what a query selects and loads it, one statement for each selected relation and
//! each count, none for each row. Every statement carries the scope of its resource's sheet.

#![expect(clippy::disallowed_methods, reason = "one of the homes of statements")]

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, InputType, OutputType, Positioned, parser::types::Field};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryResult, QuerySelect, QueryTrait,
    sea_query::{Asterisk, DynIden, Expr, ExprTrait, JoinType, SelectStatement, TableRef, WindowStatement},
};
use uuid::Uuid;

use crate::{
    columns::{Shows, snake_case},
    fetch::{Base, Fetched, Hung},
    page::{Connection, Cursors, DEFAULT_PAGE, Edge, MAX_PAGE, Order, PageInfo, Place},
    refusal::Refusal,
    relation::{Link, Relation},
    resource::{ColumnOf, Filter, Kid, Loaded, ModelOf, Resource, Table, column, id_column, uuid},
    selection::{argument, asked, name},
    sheet::{Standing, scope, standing},
    show::Seen,
    store::{Reference, among},
    trail::Change,
    viewer::Viewer,
};

pub use crate::ask::{Ask, Read};

/// A page of a nested or root list: null with an error when it is refused, which leaves its sisters.
pub type Page<T> = Maybe<Seen<Connection<T>>>;
/// Something that may be absent or refused, which leaves its sisters.
pub type Maybe<T> = Option<Result<T, Refusal>>;
/// The object that a relation names: null when there is none, or none that the viewer may read.
pub type Related<T> = Maybe<Seen<T>>;

/// A viewer, a place to read from, and the query that asks.
pub struct Reader<'a> {
    /// Who reads.
    pub viewer: &'a Viewer,
    /// The field that asks.
    pub ctx: &'a Context<'a>,
    inside: Option<&'a DatabaseTransaction>,
}

/// A row, and where it stands for the viewer when that is asked.
pub(crate) type Row<R> = (ModelOf<R>, Option<Standing>);

/// The parents of nested lists, and how the rows of a list name them.
pub struct Owners<'k> {
    owner: (DynIden, DynIden),
    keys: &'k [Uuid],
    link: Option<(TableRef, Expr)>,
    condition: Condition,
}

impl<'k> Owners<'k> {
    pub(crate) fn naming<E: EntityTrait>(reader: &Reader<'_>, column: E::Column, keys: &'k [Uuid]) -> Self {
        let condition = Condition::all().add(among(reader.viewer.store.backend, column, keys));
        Self { owner: column.as_column_ref(), keys, link: None, condition }
    }

    pub(crate) fn linked<C: Resource, L: Table>(
        reader: &Reader<'_>,
        link: &Link<L>,
        to: <C::Row as EntityTrait>::Column,
        keys: &'k [Uuid],
        day: chrono::NaiveDate,
    ) -> Self {
        let condition = Condition::all().add(among(reader.viewer.store.backend, link.parent, keys)).add(link.on(day));
        let on = Expr::col(link.child.as_column_ref()).equals(to.as_column_ref());
        Self { owner: link.parent.as_column_ref(), keys, link: Some((L::default().table_ref(), on)), condition }
    }

    /// The same, where another column of the link is the child's too.
    pub(crate) fn and<A: ColumnTrait, B: ColumnTrait>(mut self, also: Option<(A, B)>) -> Self {
        let same = also.map(|(link, child)| Expr::col(link.as_column_ref()).equals(child.as_column_ref()));
        self.link = self.link.map(|(table, on)| (table, same.map_or(on.clone(), |same| on.and(same))));
        self
    }
}

/// A list as its arguments ask for it.
struct Asked<R: Resource> {
    first: u64,
    after: Option<Place>,
    filter: Condition,
    order: R::Order,
    cursors: Cursors<R::Row>,
}

impl<'a> Reader<'a> {
    /// Reads what is committed.
    pub const fn new(viewer: &'a Viewer, ctx: &'a Context<'a>) -> Self {
        Self { viewer, ctx, inside: None }
    }

    /// Reads inside a transaction: what a command just changed.
    pub const fn inside(viewer: &'a Viewer, ctx: &'a Context<'a>, transaction: &'a DatabaseTransaction) -> Self {
        Self { viewer, ctx, inside: Some(transaction) }
    }

    pub(crate) async fn all(&self, statement: &SelectStatement) -> Result<Vec<QueryResult>, Refusal> {
        self.viewer.count_statement();
        match self.inside {
            Some(transaction) => Ok(transaction.query_all(statement).await?),
            None => self.viewer.read(statement).await,
        }
    }

    /// What must be fetched to show a type below some fields: the columns of what is asked, all of them when rights are.
    pub(crate) fn shows<R: Resource>(&self, fields: &[&Positioned<Field>], sort: Option<ColumnOf<R>>) -> Shows<R> {
        let stands = self.stands::<R>(fields);
        let columns = if stands { None } else { self.columns::<R>(fields, sort) };
        Shows::of(stands, columns.unwrap_or_else(|| ColumnOf::<R>::iter().collect()))
    }

    /// The columns behind the asked fields: a relation's, those the type declares, or the one of the field's name. Of a
    /// field that is none of these nothing is known, so everything is fetched.
    fn columns<R: Resource>(&self, fields: &[&Positioned<Field>], sort: Option<ColumnOf<R>>) -> Option<Vec<ColumnOf<R>>> {
        let mut wanted = vec![id_column::<R::Row>()];
        wanted.extend(sort);
        if R::SENSITIVE {
            wanted.extend(["academy_id", "establishment_id", "person_id"].into_iter().filter_map(column::<R::Row>));
        }
        for below in asked(self.ctx, fields, &R::type_name()).values() {
            let field = name(below);
            if let Some(relation) = R::RELATIONS.iter().find(|relation| relation.name() == field) {
                wanted.push(relation.column());
            } else if let Some((_, columns)) = R::READS.iter().find(|(name, _)| *name == field) {
                wanted.extend_from_slice(columns);
            } else if field != "__typename" {
                wanted.push(column::<R::Row>(&snake_case(field))?);
            }
        }
        // In the order of the table: the same fields in another order are the same statement.
        Some(ColumnOf::<R>::iter().filter(|column| wanted.iter().any(|other| other.as_str() == column.as_str())).collect())
    }

    /// The rows of a resource that the viewer may read.
    pub(crate) fn readable<R: Resource>(&self) -> Condition {
        let kind = R::kind().map(|(column, values)| column.is_in(values.iter().copied()));
        Condition::all().add_option(scope::<R>(&self.viewer.actor)).add_option(kind)
    }

    /// The statement that every read starts from: rows of the resource that the viewer may read.
    pub(crate) fn scoped<R: Resource>(&self, shown: &Shows<R>) -> SelectStatement {
        let mut statement = self.selected::<R>(shown);
        statement.cond_where(self.readable::<R>());
        statement
    }

    fn selected<R: Resource>(&self, shown: &Shows<R>) -> SelectStatement {
        let mut statement = R::Row::find().select_only().columns(shown.columns.iter().copied()).into_query();
        if shown.stands {
            statement.expr_as(standing::<R>(&self.viewer.actor), "standing");
        }
        statement
    }

    /// Whether memory may answer: not inside a transaction, which may have changed it, and not when rights on a row are
    /// asked, which the database decides.
    pub(crate) fn remembers<R: Resource>(&self, fields: &[&Positioned<Field>]) -> bool {
        R::REFERENCE && self.inside.is_none() && !self.stands::<R>(fields)
    }

    /// A table of reference data, when memory may answer.
    pub(crate) async fn reference<R: Resource>(&self, fields: &[&Positioned<Field>]) -> Result<Option<Arc<Reference<R::Row>>>, Refusal> {
        if self.remembers::<R>(fields) { self.viewer.store.reference::<R::Row>().await.map(Some) } else { Ok(None) }
    }

    /// Whether the query asks for rights on the rows of a type below these fields.
    fn stands<R: Resource>(&self, fields: &[&Positioned<Field>]) -> bool {
        asked(self.ctx, fields, &R::type_name()).values().any(|below| matches!(name(below), "viewerCan" | "availableTransitions"))
    }

    /// The one row that meets a condition.
    pub async fn one<R: Resource>(&self, fields: &[&Positioned<Field>], condition: Condition) -> Result<Option<R>, Refusal> {
        Ok(self.some::<R>(fields, condition).await?.pop())
    }

    /// The rows that meet a condition, few by nature (ids that were named), in no order.
    pub async fn some<R: Resource>(&self, fields: &[&Positioned<Field>], condition: Condition) -> Result<Vec<R>, Refusal> {
        let shown = self.shows::<R>(fields, None);
        let mut statement = self.scoped::<R>(&shown);
        statement.cond_where(condition);
        let Fetched { rows, hung } = self.fetch::<R>(fields, &shown, statement.into()).await?;
        if rows.is_empty() {
            self.viewer.note_missing();
        }
        self.hang::<R>(fields, rows.into_iter().map(|(_, row)| row).collect(), hung).await
    }

    /// The rows with these ids.
    pub async fn with_ids<R: Resource>(&self, fields: &[&Positioned<Field>], ids: &[Uuid]) -> Result<Vec<R>, Refusal> {
        let condition = Condition::all().add(among(self.viewer.store.backend, id_column::<R::Row>(), ids));
        let found = self.some::<R>(fields, condition).await?;
        if found.len() < ids.len() {
            self.viewer.note_missing();
        }
        Ok(found)
    }

    /// For each parent the one row that belongs to it.
    pub(crate) async fn one_each<R: Resource>(&self, fields: &[&Positioned<Field>], owners: Owners<'_>) -> Result<HashMap<Uuid, Arc<R>>, Refusal> {
        let shown = self.shows::<R>(fields, None);
        let mut statement = self.scoped::<R>(&shown);
        statement.expr_as(Expr::col(owners.owner), "owner").cond_where(owners.condition);
        if let Some((table, on)) = owners.link {
            statement.join(JoinType::InnerJoin, table, on);
        }
        let Fetched { rows, hung } = self.fetch::<R>(fields, &shown, Base { owned: true, ..statement.into() }).await?;
        let (keys, rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let hung = self.hang::<R>(fields, rows, hung).await?;
        Ok(keys.into_iter().zip(hung.into_iter().map(Arc::new)).collect())
    }

    /// Wraps rows that memory gave for each key.
    pub(crate) async fn singles<R: Resource>(&self, fields: &[&Positioned<Field>], found: Vec<(Uuid, ModelOf<R>)>) -> Result<HashMap<Uuid, Arc<R>>, Refusal> {
        let (keys, rows): (Vec<_>, Vec<_>) = found.into_iter().map(|(key, row)| (key, (row, None))).unzip();
        let hung = self.hang::<R>(fields, rows, Hung::new()).await?;
        Ok(keys.into_iter().zip(hung.into_iter().map(Arc::new)).collect())
    }

    /// Loads what the query asks below these rows, relation by relation, but what was read beside them.
    pub(crate) async fn hang<R: Resource>(&self, fields: &[&Positioned<Field>], rows: Vec<Row<R>>, mut hung: Hung) -> Result<Vec<R>, Refusal> {
        if R::SENSITIVE {
            self.viewer.note_readings(rows.iter().map(|(row, _)| Change::reading::<R>(row)));
        }
        let mut kids: Vec<Vec<(Arc<str>, Kid)>> = rows.iter().map(|_| Vec::new()).collect();
        for (key, below) in asked(self.ctx, fields, &R::type_name()) {
            let Some(relation) = R::RELATIONS.iter().find(|relation| relation.name() == name(&below)) else { continue };
            let named: Vec<Option<Uuid>> = rows.iter().map(|(row, _)| uuid(row, relation.column())).collect();
            let (key, found) = match hung.remove_entry(key) {
                Some(beside) => beside,
                None => (Arc::from(key), self.grown(*relation, &below, &named).await),
            };
            // The statement that failed may have ended the transaction: what is written after it would stand alone.
            if let Err(failure) = &found
                && self.inside.is_some()
                && failure.is_failure()
            {
                return Err(failure.clone());
            }
            for (named, kids) in named.iter().zip(&mut kids) {
                let kid = match &found {
                    Ok(found) => named.and_then(|named| found.get(&named).cloned()).unwrap_or(Kid::Absent),
                    Err(refusal) => Kid::Refused(refusal.clone()),
                };
                kids.push((Arc::clone(&key), kid));
            }
        }
        Ok(rows.into_iter().zip(kids).map(|((row, standing), kids)| R::of(Loaded { row, standing, kids })).collect())
    }

    async fn grown<E: Table>(&self, relation: &dyn Relation<E>, fields: &[&Positioned<Field>], named: &[Option<Uuid>]) -> Result<HashMap<Uuid, Kid>, Refusal> {
        let mut keys: Vec<Uuid> = named.iter().flatten().copied().collect();
        keys.sort_unstable();
        keys.dedup();
        if keys.is_empty() { Ok(HashMap::new()) } else { relation.grow(self, fields, &keys).await.map(|grown| grown.0) }
    }

    /// The arguments of a list; `about` is what it is about beside its filter.
    fn arguments<R: Resource>(&self, field: &Positioned<Field>, about: &str) -> Result<Asked<R>, Refusal> {
        let first = argument::<Option<i32>>(self.ctx, field, "first")?.unwrap_or(DEFAULT_PAGE);
        if !(1..=MAX_PAGE).contains(&first) {
            let max = MAX_PAGE.unsigned_abs().into();
            return Err(Refusal::LimitExceeded { limit: "first", max, actual: u64::try_from(first).unwrap_or_default() });
        }
        let order = argument::<Option<R::Order>>(self.ctx, field, "orderBy")?.unwrap_or_default();
        let filter = argument::<Option<R::Filter>>(self.ctx, field, "filter")?;
        let bound = format!("{}|{:?}|{}{about}", R::type_name(), filter.as_ref().map(|filter| filter.to_value()), order.to_value());
        let cursors = Cursors::new(&self.viewer.store, bound, order.sort());
        let after = argument::<Option<String>>(self.ctx, field, "after")?.map(|cursor| cursors.place(&cursor)).transpose()?;
        // A filter that is left out is one with nothing in it: a dated list is then that of today.
        let filter = filter.unwrap_or_default().condition(self.viewer)?;
        Ok(Asked { first: u64::from(first.unsigned_abs()), after, filter, order, cursors })
    }

    /// The page of a root list.
    pub async fn list<R: Resource>(&self, fields: &[&Positioned<Field>], among: Condition) -> Result<Arc<Connection<R>>, Refusal> {
        let root = Owners { owner: id_column::<R::Row>().as_column_ref(), keys: &[], link: None, condition: among };
        let mut lists = self.lists::<R>(fields, root).await?;
        let list = lists.remove(&Uuid::nil()).unwrap_or_default();
        if list.is_empty() {
            self.viewer.note_missing();
        }
        Ok(list)
    }

    /// The page of a root list that no table holds: a room works out all of its rows, once the arguments are known to be
    /// good. `about` is what the list is about beside its filter, for its cursors.
    pub async fn list_of<R: Resource>(
        &self,
        fields: &[&Positioned<Field>],
        about: &str,
        rows: impl Future<Output = Result<Vec<ModelOf<R>>, Refusal>> + Send,
    ) -> Result<Arc<Connection<R>>, Refusal> {
        let list = self.arguments::<R>(fields[0], about)?;
        let (sort, first) = (list.order.sort(), usize::try_from(list.first).unwrap_or_default());
        let rows = rows.await?;
        let total = i64::try_from(rows.len()).map_err(Refusal::internal)?;
        let mut rows = sort.arranged(rows, list.after.as_ref());
        let info = PageInfo { has_next_page: rows.len() > first, ..PageInfo::default() };
        rows.truncate(first);
        let rows: Vec<(Uuid, Row<R>)> = rows.into_iter().map(|row| (Uuid::nil(), (row, None))).collect();
        let mut pages = HashMap::from([(Uuid::nil(), Connection { info, total: Some(total), ..Connection::default() })]);
        page_infos(&list, &rows, &mut pages);
        for (key, fields) in asked(self.ctx, fields, &<Connection<R> as OutputType>::type_name()) {
            if matches!(name(&fields), "nodes" | "edges") {
                self.show(&list, key, &fields, rows.clone(), Hung::new(), &mut pages).await?;
            }
        }
        Ok(Arc::new(pages.remove(&Uuid::nil()).unwrap_or_default()))
    }

    /// A page of each parent's list, or the one root list under the nil key when there is no parent.
    pub(crate) async fn lists<R: Resource>(&self, fields: &[&Positioned<Field>], owners: Owners<'_>) -> Result<HashMap<Uuid, Arc<Connection<R>>>, Refusal> {
        let list = self.arguments::<R>(fields[0], "")?;
        let below = asked(self.ctx, fields, &<Connection<R> as OutputType>::type_name());
        let wants = |field: &str| below.values().any(|fields| name(fields) == field);
        let mut pages: HashMap<Uuid, Connection<R>> = owners.keys.iter().map(|key| (*key, Connection::default())).collect();
        if owners.keys.is_empty() {
            pages.insert(Uuid::nil(), Connection::default());
        }
        if wants("totalCount") {
            self.count(&list, &owners, &mut pages).await?;
        }
        if !["nodes", "edges", "pageInfo"].into_iter().any(wants) {
            return Ok(pages.into_iter().map(|(key, page)| (key, Arc::new(page))).collect());
        }

        let places: Vec<_> = below.iter().filter(|(_, fields)| matches!(name(fields), "nodes" | "edges")).collect();
        let showing: Vec<&Positioned<Field>> = below.values().flat_map(|fields| self.showing::<R>(fields)).collect();
        let shown = self.shows::<R>(&showing, list.order.sort().column);
        // What is read beside rows belongs to one place of the query; several places (aliases of `nodes` or `node`) each read their own.
        let is_one = places.len() == 1 && showing.iter().all(|field| field.node.response_key().node == showing[0].node.response_key().node);
        let beside: &[_] = if is_one { &showing } else { &[] };
        let fetched = self.fetch::<R>(beside, &shown, self.page_base(&list, &owners, &shown)).await?;
        let mut rows: Vec<(Uuid, Row<R>)> = Vec::with_capacity(fetched.rows.len());
        let mut kept: HashMap<Uuid, u64> = HashMap::new();
        for (owner, row) in fetched.rows {
            let page = pages.entry(owner).or_default();
            let count = kept.entry(owner).or_default();
            *count += 1;
            if *count > list.first {
                page.info.has_next_page = true;
            } else {
                rows.push((owner, row));
            }
        }
        if wants("pageInfo") {
            page_infos(&list, &rows, &mut pages);
        }
        let mut hung = Some(fetched.hung);
        for (at, (key, fields)) in places.iter().enumerate() {
            // The last place takes the rows; another alias of `nodes` beside it needs its own, with its own children.
            let taken = if at + 1 == places.len() { std::mem::take(&mut rows) } else { rows.clone() };
            self.show(&list, key, fields, taken, hung.take().unwrap_or_default(), &mut pages).await?;
        }
        Ok(pages.into_iter().map(|(key, page)| (key, Arc::new(page))).collect())
    }

    /// The fields that show the rows of a page: `nodes` themselves, `node` below `edges`.
    fn showing<'q, R: Resource>(&self, fields: &[&'q Positioned<Field>]) -> Vec<&'q Positioned<Field>>
    where
        'a: 'q,
    {
        match name(fields) {
            "nodes" => fields.to_vec(),
            "edges" => {
                let below = asked(self.ctx, fields, &<Edge<R> as OutputType>::type_name());
                below.into_values().filter(|below| name(below) == "node").flatten().collect()
            }
            _ => Vec::new(),
        }
    }

    async fn show<R: Resource>(
        &self,
        list: &Asked<R>,
        key: &str,
        fields: &[&Positioned<Field>],
        rows: Vec<(Uuid, Row<R>)>,
        mut hung: Hung,
        pages: &mut HashMap<Uuid, Connection<R>>,
    ) -> Result<(), Refusal> {
        let key: Arc<str> = key.into();
        if name(fields) == "nodes" {
            let (owners, rows): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
            for page in pages.values_mut() {
                page.nodes.push((Arc::clone(&key), Vec::new()));
            }
            for (owner, node) in owners.into_iter().zip(self.hang::<R>(fields, rows, hung).await?) {
                if let Some((_, nodes)) = pages.get_mut(&owner).and_then(|page| page.nodes.last_mut()) {
                    nodes.push(Arc::new(node));
                }
            }
            return Ok(());
        }
        for page in pages.values_mut() {
            page.edges.push((Arc::clone(&key), Vec::new()));
        }
        for (owner, (row, _)) in &rows {
            if let Some((_, edges)) = pages.get_mut(owner).and_then(|page| page.edges.last_mut()) {
                edges.push(Edge { nodes: Vec::new(), row: Arc::new(row.clone()), cursors: list.cursors.clone() });
            }
        }
        let nodes = asked(self.ctx, fields, &<Edge<R> as OutputType>::type_name()).into_iter().filter(|(_, below)| name(below) == "node");
        for (node_key, below) in nodes.collect::<Vec<_>>() {
            let node_key: Arc<str> = node_key.into();
            let nodes = self.hang::<R>(&below, rows.iter().map(|(_, row)| row.clone()).collect(), std::mem::take(&mut hung)).await?;
            let mut placed: HashMap<Uuid, usize> = HashMap::new();
            for ((owner, _), node) in rows.iter().zip(nodes) {
                let at = placed.entry(*owner).or_default();
                if let Some(edge) = pages.get_mut(owner).and_then(|page| page.edges.last_mut()).and_then(|(_, edges)| edges.get_mut(*at)) {
                    edge.nodes.push((Arc::clone(&node_key), Arc::new(node)));
                }
                *at += 1;
            }
        }
        Ok(())
    }

    fn page_base<R: Resource>(&self, list: &Asked<R>, owners: &Owners<'_>, shown: &Shows<R>) -> Base {
        let mut statement = self.listed(list, owners, shown);
        if let Some(after) = &list.after {
            statement.cond_where(list.order.sort().after(after));
        }
        let order = list.order.sort().expressions();
        if !owners.keys.is_empty() {
            statement.expr_as(Expr::col(owners.owner.clone()), "owner");
        }
        if owners.keys.len() > 1 {
            let mut window = WindowStatement::partition_by(owners.owner.clone());
            for (expression, direction) in &order {
                window.order_by_expr(expression.clone(), direction.clone());
            }
            statement.expr_window_as(Expr::cust("row_number()"), window, "place");
            return Base { statement, owned: true, order, place: Some(list.first + 1) };
        }
        for (expression, direction) in &order {
            statement.order_by_expr(expression.clone(), direction.clone());
        }
        statement.limit(list.first + 1);
        Base { statement, owned: !owners.keys.is_empty(), order, place: None }
    }

    fn listed<R: Resource>(&self, list: &Asked<R>, owners: &Owners<'_>, shown: &Shows<R>) -> SelectStatement {
        let mut statement = self.selected::<R>(shown);
        let readable = self.readable::<R>();
        if owners.keys.is_empty() {
            statement.cond_where(readable);
        } else if !readable.is_empty() {
            // The parents' keys find the rows; an index on what may be read would only be read beside theirs.
            statement.and_where(Expr::from(readable).is(Expr::Constant(true.into())));
        }
        statement.cond_where(list.filter.clone()).cond_where(owners.condition.clone());
        if let Some((table, on)) = &owners.link {
            statement.join(JoinType::InnerJoin, table.clone(), on.clone());
        }
        statement
    }

    async fn count<R: Resource>(&self, list: &Asked<R>, owners: &Owners<'_>, pages: &mut HashMap<Uuid, Connection<R>>) -> Result<(), Refusal> {
        let mut statement = self.listed(list, owners, &Shows::of(false, vec![id_column::<R::Row>()]));
        statement.clear_selects().expr_as(Expr::col(Asterisk).count(), "total");
        if !owners.keys.is_empty() {
            statement.expr_as(Expr::col(owners.owner.clone()), "owner").add_group_by([Expr::col(owners.owner.clone())]);
        }
        for row in self.all(&statement).await? {
            let owner = if owners.keys.is_empty() { Uuid::nil() } else { row.try_get("", "owner")? };
            if let Some(page) = pages.get_mut(&owner) {
                page.total = Some(row.try_get("", "total")?);
            }
        }
        Ok(())
    }
}

/// Whether a row of a shared table is this resource.
pub(crate) fn is_kind<R: Resource>(row: &ModelOf<R>) -> bool {
    R::kind().is_none_or(|(column, values)| matches!(row.get(column), sea_orm::Value::String(Some(kind)) if values.contains(&kind.as_str())))
}

fn page_infos<R: Resource>(list: &Asked<R>, rows: &[(Uuid, Row<R>)], pages: &mut HashMap<Uuid, Connection<R>>) {
    for page in pages.values_mut() {
        page.info = PageInfo { has_next_page: page.info.has_next_page, has_previous_page: list.after.is_some(), ..PageInfo::default() };
    }
    let mut ends: HashMap<Uuid, (&ModelOf<R>, &ModelOf<R>)> = HashMap::new();
    for (owner, (row, _)) in rows {
        ends.entry(*owner).or_insert((row, row)).1 = row;
    }
    for (owner, (first, last)) in ends {
        if let Some(page) = pages.get_mut(&owner) {
            page.info.start_cursor = Some(list.cursors.write(first));
            page.info.end_cursor = Some(list.cursors.write(last));
        }
    }
}
