//! Pages: connections, their order, and cursors that belong to one list, filter and order.

use std::{borrow::Cow, cmp::Ordering, sync::Arc};

use async_graphql::{Context, InputType, Object, OutputType, SimpleObject, TypeName};
use aws_lc_rs::{constant_time, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ModelTrait, Value,
    sea_query::{Expr, ExprTrait, Order as Direction},
};
use uuid::Uuid;

use crate::{
    refusal::Refusal,
    resource::{ModelOf, Resource, id_column, uuid},
    show::{AllSeen, Seen},
    store::Store,
};

/// Rows of a page when `first` is left out.
pub const DEFAULT_PAGE: i32 = 20;
/// Most rows of a page.
pub const MAX_PAGE: i32 = 100;

/// How a list can be ordered; the default value is the order when none is asked.
pub trait Order<E: EntityTrait>: InputType + Default + Copy + Send + Sync {
    /// The column and direction; the id breaks ties.
    fn sort(self) -> Sort<E>;
}

/// One column and a direction; empty values come last.
pub struct Sort<E: EntityTrait> {
    /// Column; none sorts by the id alone.
    pub column: Option<E::Column>,
    /// From the greatest to the least.
    pub descending: bool,
}

impl<E: EntityTrait> Clone for Sort<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: EntityTrait> Copy for Sort<E> {}

impl<E: EntityTrait> Sort<E> {
    /// From the least to the greatest.
    pub const fn by(column: E::Column) -> Self {
        Self { column: Some(column), descending: false }
    }

    /// From the greatest to the least.
    #[must_use]
    pub const fn descending(self) -> Self {
        Self { column: self.column, descending: true }
    }

    /// By the id: in the order of creation.
    pub const fn by_creation() -> Self {
        Self { column: None, descending: false }
    }

    /// The expressions of ORDER BY. A column that may be empty is preceded by whether it is.
    pub(crate) fn expressions(self) -> Vec<(Expr, Direction)> {
        let direction = if self.descending { Direction::Desc } else { Direction::Asc };
        let mut order = Vec::with_capacity(3);
        if let Some(column) = self.column {
            if column.def().is_null() {
                order.push((here(column).is_null(), Direction::Asc));
            }
            order.push((here(column), direction.clone()));
        }
        order.push((here(id_column::<E>()), direction));
        order
    }

    /// The rows that come after a place.
    pub(crate) fn after(self, place: &Place) -> Condition {
        let id = here(id_column::<E>());
        let past = |left: Expr, right: Expr| if self.descending { left.lt(right) } else { left.gt(right) };
        let Some(column) = self.column else { return Condition::all().add(past(id, Expr::val(place.id))) };
        let tie = |value: Expr| past(Expr::tuple([here(column), id.clone()]), Expr::tuple([value, Expr::val(place.id)]));
        match (&place.value, column.def().is_null()) {
            (None, _) => Condition::all().add(here(column).is_null()).add(past(id, Expr::val(place.id))),
            (Some(value), true) => Condition::any().add(here(column).is_null()).add(tie(Expr::val(value.clone()))),
            (Some(value), false) => Condition::all().add(tie(Expr::val(value.clone()))),
        }
    }

    /// Rows that no statement ordered, in this order, those behind a place: says of them what a statement does.
    pub(crate) fn arranged(self, rows: Vec<E::Model>, after: Option<&Place>) -> Vec<E::Model> {
        let mut placed: Vec<(Place, E::Model)> = rows.into_iter().map(|row| (self.place(&row), row)).collect();
        placed.retain(|(place, _)| after.is_none_or(|after| self.compare(place, after).is_gt()));
        placed.sort_by(|(one, _), (other, _)| self.compare(one, other));
        placed.into_iter().map(|(_, row)| row).collect()
    }

    fn compare(self, one: &Place, other: &Place) -> Ordering {
        let order = match (&one.value, &other.value) {
            // Empty values come last in both directions.
            (None, Some(_)) => return Ordering::Greater,
            (Some(_), None) => return Ordering::Less,
            (None, None) => one.id.cmp(&other.id),
            (Some(left), Some(right)) => compared(left, right).then(one.id.cmp(&other.id)),
        };
        if self.descending { order.reverse() } else { order }
    }

    fn place(self, row: &E::Model) -> Place {
        let id = uuid(row, id_column::<E>()).expect("every row has an id");
        Place { value: self.column.map(|column| row.get(column)).filter(|value| *value != value.as_null()), id }
    }
}

fn here<C: ColumnTrait>(column: C) -> Expr {
    Expr::col(column.as_column_ref())
}

/// Two values of one sort column.
fn compared(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Int(one), Value::Int(other)) => one.cmp(other),
        (Value::BigInt(one), Value::BigInt(other)) => one.cmp(other),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::ChronoDate(one), Value::ChronoDate(other)) => one.cmp(other),
        (Value::ChronoDateTimeUtc(one), Value::ChronoDateTimeUtc(other)) => one.cmp(other),
        _ => unreachable!("no list is sorted by {one:?} and {other:?}"),
    }
}

/// The sort key of a row: where a cursor points.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    value: Option<Value>,
    id: Uuid,
}

/// Makes and reads the cursors of one list with one filter and order.
pub(crate) struct Cursors<E: EntityTrait> {
    store: Arc<Store>,
    /// What a cursor is bound to: list, filter, order.
    list: Arc<str>,
    sort: Sort<E>,
}

impl<E: EntityTrait> Clone for Cursors<E> {
    fn clone(&self) -> Self {
        Self { store: Arc::clone(&self.store), list: Arc::clone(&self.list), sort: self.sort }
    }
}

const MAC: usize = 16;

impl<E: EntityTrait> Cursors<E> {
    pub(crate) fn new(store: &Arc<Store>, list: String, sort: Sort<E>) -> Self {
        Self { store: Arc::clone(store), list: list.into(), sort }
    }

    pub(crate) fn write(&self, row: &E::Model) -> String {
        let place = self.sort.place(row);
        let mut payload = place.id.as_bytes().to_vec();
        payload.extend(place.value.as_ref().map(tagged).unwrap_or_default().as_bytes());
        let mut cursor = self.mac(&payload)[..MAC].to_vec();
        cursor.extend(payload);
        URL_SAFE_NO_PAD.encode(cursor)
    }

    pub(crate) fn place(&self, cursor: &str) -> Result<Place, Refusal> {
        self.read(cursor).ok_or(Refusal::BadCursor)
    }

    fn read(&self, cursor: &str) -> Option<Place> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (mac, payload) = bytes.split_at_checked(MAC)?;
        constant_time::verify_slices_are_equal(mac, &self.mac(payload)[..MAC]).ok()?;
        let (id, value) = payload.split_at_checked(16)?;
        Some(Place { id: Uuid::from_slice(id).ok()?, value: untagged(std::str::from_utf8(value).ok()?) })
    }

    fn mac(&self, payload: &[u8]) -> Vec<u8> {
        let mut context = hmac::Context::with_key(self.store.cursor_key());
        context.update(&(self.list.len() as u64).to_be_bytes());
        context.update(self.list.as_bytes());
        context.update(payload);
        context.sign().as_ref().to_vec()
    }
}

/// A value of a sort column as text, with a letter for its type.
fn tagged(value: &Value) -> String {
    match value {
        Value::String(Some(text)) => format!("s{text}"),
        Value::Int(Some(number)) => format!("i{number}"),
        Value::BigInt(Some(number)) => format!("l{number}"),
        Value::Bool(Some(truth)) => format!("b{truth}"),
        Value::ChronoDate(Some(day)) => format!("d{day}"),
        Value::ChronoDateTimeUtc(Some(instant)) => format!("t{}", instant.timestamp_micros()),
        other => unreachable!("no list is sorted by {other:?}"),
    }
}

fn untagged(tagged: &str) -> Option<Value> {
    let text = tagged.get(1..)?;
    match tagged.get(..1)? {
        "s" => Some(text.into()),
        "i" => text.parse::<i32>().ok().map(Into::into),
        "l" => text.parse::<i64>().ok().map(Into::into),
        "b" => text.parse::<bool>().ok().map(Into::into),
        "d" => text.parse::<chrono::NaiveDate>().ok().map(Into::into),
        "t" => text.parse().ok().and_then(chrono::DateTime::from_timestamp_micros).map(Into::into),
        _ => None,
    }
}

/// The nodes of a page for each place of the query that shows them, by response key.
pub(crate) type Shown<T> = Vec<(Arc<str>, Vec<Arc<T>>)>;

/// A page of a list.
pub struct Connection<T: Resource> {
    pub(crate) nodes: Shown<T>,
    pub(crate) edges: Vec<(Arc<str>, Vec<Edge<T>>)>,
    pub(crate) info: PageInfo,
    pub(crate) total: Option<i64>,
}

impl<T: Resource> Default for Connection<T> {
    fn default() -> Self {
        Self { nodes: Vec::new(), edges: Vec::new(), info: PageInfo::default(), total: None }
    }
}

impl<T: Resource> Connection<T> {
    /// Nothing was found of what was asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.info.start_cursor.is_none() && self.total.unwrap_or_default() == 0
    }
}

/// One object of a page and its cursor.
pub struct Edge<T: Resource> {
    pub(crate) nodes: Vec<(Arc<str>, Arc<T>)>,
    pub(crate) row: Arc<ModelOf<T>>,
    pub(crate) cursors: Cursors<T::Row>,
}

/// Where a page stands in its list (Relay Cursor Connections).
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct PageInfo {
    /// Whether more objects come after this page.
    pub has_next_page: bool,
    /// Whether this page was asked after another one.
    pub has_previous_page: bool,
    /// Cursor of the first object; null when the page is empty.
    pub start_cursor: Option<String>,
    /// Cursor of the last object: the `after` of the next page; null when the page is empty.
    pub end_cursor: Option<String>,
}

fn at<'t, V>(shown: &'t [(Arc<str>, V)], ctx: &Context<'_>) -> Option<&'t V> {
    let key = ctx.item.node.response_key().node.as_str();
    shown.iter().find(|(name, _)| **name == *key).map(|(_, value)| value)
}

impl<T: Resource> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", <T as OutputType>::type_name()).into()
    }
}

impl<T: Resource> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", <T as OutputType>::type_name()).into()
    }
}

/// A page of a list (Relay Cursor Connections): `first` objects after the cursor `after`. Only what the viewer may read is listed and counted.
#[Object(name_type)]
impl<T: Resource> Connection<T> {
    /// The objects of this page.
    async fn nodes(&self, ctx: &Context<'_>) -> AllSeen<'_, T> {
        AllSeen(at(&self.nodes, ctx).map_or(&[], Vec::as_slice))
    }

    /// The objects of this page, each with its cursor.
    async fn edges(&self, ctx: &Context<'_>) -> &[Edge<T>] {
        at(&self.edges, ctx).map_or(&[], Vec::as_slice)
    }

    /// Where this page stands in the list.
    async fn page_info(&self) -> &PageInfo {
        &self.info
    }

    /// Number of objects in the whole list that the viewer may read; exact, counted only when asked.
    async fn total_count(&self) -> i64 {
        self.total.unwrap_or_default()
    }
}

/// An object of a page with its cursor.
#[Object(name_type)]
impl<T: Resource> Edge<T> {
    /// Cursor of this object: the `after` of the objects that follow it.
    async fn cursor(&self) -> String {
        self.cursors.write(&self.row)
    }

    /// The object.
    async fn node(&self, ctx: &Context<'_>) -> Option<Seen<T>> {
        at(&self.nodes, ctx).cloned().map(Seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_no_statement_ordered_come_in_the_order_and_from_the_place_of_a_statement() {
        use crate::tables::job;
        let row = |number: u128, total| job::Model { id: Uuid::from_u128(number), total, ..job::Model::default() };
        let rows = vec![row(1, Some(5)), row(2, None), row(3, Some(2)), row(4, Some(5)), row(5, None)];
        let by_total = Sort::<job::Entity>::by(job::Column::Total);
        let arranged = |sort: Sort<job::Entity>, after: Option<&job::Model>| {
            let place = after.map(|row| sort.place(row));
            sort.arranged(rows.clone(), place.as_ref()).into_iter().map(|row| row.id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(arranged(by_total, None), [3, 1, 4, 2, 5]);
        assert_eq!(arranged(by_total.descending(), None), [4, 1, 3, 5, 2]);
        assert_eq!(arranged(Sort::by_creation(), None), [1, 2, 3, 4, 5]);
        for sort in [by_total, by_total.descending(), Sort::by_creation(), Sort::by_creation().descending()] {
            let whole = arranged(sort, None);
            for (at, number) in whole.iter().enumerate() {
                let last = rows.iter().find(|row| row.id.as_u128() == *number).expect("a row");
                assert_eq!(arranged(sort, Some(last)), whole[at + 1..], "after {number}");
            }
        }
    }

    #[test]
    fn a_value_survives_its_cursor() {
        let day: chrono::NaiveDate = "2026-09-01".parse().expect("a day");
        for value in [Value::from("é\u{0}s"), 7_i32.into(), i64::MAX.into(), true.into(), day.into(), chrono::DateTime::<chrono::Utc>::UNIX_EPOCH.into()] {
            assert_eq!(untagged(&tagged(&value)), Some(value));
        }
        assert_eq!(untagged(""), None);
        assert_eq!(untagged("éx"), None);
    }
}
