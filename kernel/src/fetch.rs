//! One statement of a read: rows of a resource, and beside each the rows that its columns name.
//!
//! A to-one relation costs no statement of its own: its scoped rows are joined to those of its parent, once the page is
//! cut, so that nothing beyond the page is looked up. What memory holds is not joined, and neither is what hangs on a
//! joined row.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{Positioned, parser::types::Field};
use sea_orm::{
    ColumnTrait, Condition, EntityName, IdenStatic, QueryResult,
    sea_query::{Alias, Asterisk, DynIden, Expr, ExprTrait, IntoIden, JoinType, Order as Direction, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    columns::Shows,
    read::{Reader, Row},
    refusal::Refusal,
    relation::Relation,
    resource::{ColumnOf, Kid, Resource, id_column, uuid},
    selection::{asked, name},
    sheet::{Standing, standing},
};

/// A statement before anything is joined: the shown columns, then `standing`, `owner` and `place` where they are asked.
pub(crate) struct Base {
    pub(crate) statement: SelectStatement,
    /// Each row names its parent.
    pub(crate) owned: bool,
    /// The order of the rows, and of `statement` itself.
    pub(crate) order: Vec<(Expr, Direction)>,
    /// The last place of each parent's page.
    pub(crate) place: Option<u64>,
}

impl From<SelectStatement> for Base {
    fn from(statement: SelectStatement) -> Self {
        Self { statement, owned: false, order: Vec::new(), place: None }
    }
}

/// The rows that a column names, to be joined.
pub struct Beside {
    table: DynIden,
    shown: Vec<Expr>,
    on: Condition,
    to: Expr,
}

/// What was read beside rows: by response key, then by the value of the relation's column.
pub(crate) type Hung = HashMap<Arc<str>, Result<HashMap<Uuid, Kid>, Refusal>>;

/// Rows, each with its parent, and what already hangs on them.
pub(crate) struct Fetched<R: Resource> {
    pub(crate) rows: Vec<(Uuid, Row<R>)>,
    pub(crate) hung: Hung,
}

/// A relation that is read beside its parent.
struct Joined<'q, R: Resource> {
    key: &'q str,
    below: Vec<&'q Positioned<Field>>,
    relation: &'static dyn Relation<R::Row>,
}

impl Base {
    /// The whole statement.
    fn joining<R: Resource>(self, joined: Vec<(&'static dyn Relation<R::Row>, Beside)>) -> SelectStatement {
        if self.place.is_none() && joined.is_empty() {
            return self.statement;
        }
        // Under its own name, so that what is said of the table holds for the page.
        let table: DynIden = Alias::new(R::Row::default().table_name()).into_iden();
        let mut whole = Query::select();
        whole.column((table.clone(), Asterisk)).from_subquery(self.statement, table.clone());
        match self.place {
            Some(last) => {
                let place = Expr::col((table.clone(), Alias::new("place")));
                whole.and_where(place.clone().lte(last)).order_by_expr(place, Direction::Asc);
            }
            None => {
                for (expression, direction) in self.order {
                    whole.order_by_expr(expression, direction);
                }
            }
        }
        for (relation, beside) in joined {
            let on = beside.to.equals((table.clone(), Alias::new(relation.column().as_str())));
            whole.exprs(beside.shown).join(JoinType::LeftJoin, beside.table, Condition::all().add(on).add(beside.on));
        }
        whole
    }
}

impl Reader<'_> {
    /// Runs a statement for what is asked below these fields.
    pub(crate) async fn fetch<R: Resource>(&self, fields: &[&Positioned<Field>], shown: &Shows<R>, base: Base) -> Result<Fetched<R>, Refusal> {
        let below = asked(self.ctx, fields, &R::type_name());
        let mut joined: Vec<(Joined<'_, R>, Beside)> = below.into_iter().filter_map(|(key, below)| self.joined(key, below)).collect();
        // A table is joined once, and never to itself: what else names it is read by a statement of its own.
        let mut tables = HashSet::from([R::Row::default().table_name().to_owned()]);
        joined.retain(|(_, beside)| tables.insert(beside.table.to_string()));
        let (joined, besides): (Vec<_>, Vec<_>) = joined
            .into_iter()
            .map(|(join, beside)| {
                let relation = join.relation;
                (join, (relation, beside))
            })
            .unzip();
        let owner = base.owned.then_some(shown.width());
        let mut from = shown.width() + usize::from(base.owned) + usize::from(base.place.is_some());
        let results = self.all(&base.joining::<R>(besides)).await?;
        let mut rows = Vec::with_capacity(results.len());
        for result in &results {
            let owner = owner.map_or(Ok(Uuid::nil()), |at| result.try_get_by_index(at))?;
            rows.push((owner, self.row::<R>(result, shown, 0)?));
        }
        let mut hung = Hung::new();
        for Joined { key, below, relation } in joined {
            let beside: Vec<_> = rows.iter().zip(&results).filter_map(|((_, (row, _)), result)| Some((uuid(row, relation.column())?, result))).collect();
            let (grown, width) = relation.grow_beside(self, &below, &beside, from).await?;
            hung.insert(Arc::from(key), grown.map(|grown| grown.0));
            from += width;
        }
        Ok(Fetched { rows, hung })
    }

    fn joined<'q, R: Resource>(&self, key: &'q str, below: Vec<&'q Positioned<Field>>) -> Option<(Joined<'q, R>, Beside)> {
        let relation = *R::RELATIONS.iter().find(|relation| relation.name() == name(&below))?;
        relation.beside(self, &below).map(|beside| (Joined { key, below, relation }, beside))
    }

    /// The row of a resource that begins at a column of a result.
    pub(crate) fn row<R: Resource>(&self, result: &QueryResult, shown: &Shows<R>, from: usize) -> Result<Row<R>, Refusal> {
        let standing = if shown.stands { Some(Standing(result.try_get_by_index(from + shown.columns.len())?)) } else { None };
        Ok((shown.row(result, from)?, standing))
    }

    /// How the rows of `C` that a column names are read beside their parents; not when memory answers.
    pub(crate) fn beside<C: Resource>(&self, fields: &[&Positioned<Field>], to: ColumnOf<C>) -> Option<Beside> {
        if self.remembers::<C>(fields) {
            return None;
        }
        if to.as_str() != id_column::<C::Row>().as_str() {
            return None;
        }
        let show = self.shows::<C>(fields, None);
        let mut shown: Vec<Expr> = show.columns.iter().map(|column| Expr::col(column.as_column_ref())).collect();
        if show.stands {
            shown.push(standing::<C>(&self.viewer.actor));
        }
        let table = Alias::new(C::Row::default().table_name()).into_iden();
        Some(Beside { table, shown, on: self.readable::<C>(), to: Expr::col(to.as_column_ref()) })
    }

    /// Takes what was read beside parents from some column on, and the number of columns it took.
    pub(crate) async fn take_beside<C: Resource>(
        &self,
        fields: &[&Positioned<Field>],
        beside: &[(Uuid, &QueryResult)],
        from: usize,
    ) -> Result<(Result<HashMap<Uuid, Arc<C>>, Refusal>, usize), Refusal> {
        let shown = self.shows::<C>(fields, None);
        let id = id_column::<C::Row>();
        let at = from + shown.columns.iter().position(|column| column.as_str() == id.as_str()).expect("the id is always shown");
        let mut found: HashMap<Uuid, Row<C>> = HashMap::new();
        for (key, result) in beside {
            if !found.contains_key(key) && result.try_get_by_index::<Option<Uuid>>(at)?.is_some() {
                found.insert(*key, self.row::<C>(result, &shown, from)?);
            }
        }
        let (keys, rows): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let hung = self.hang::<C>(fields, rows, Hung::new()).await;
        Ok((hung.map(|hung| keys.into_iter().zip(hung.into_iter().map(Arc::new)).collect()), shown.width()))
    }
}
