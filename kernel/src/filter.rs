//! What filters share.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    fold::fold,
    refusal::{Fault, Refusal},
    text::{Text, text},
};

/// Most values of a list in a filter.
pub const MAX_VALUES: usize = 1000;
/// Most characters of a search text.
pub const MAX_TEXT: usize = 200;

/// The values a filter names. An empty list is refused: it could mean all or none.
pub fn values<T>(argument: &str, values: Option<&Vec<T>>) -> Result<Option<Vec<T>>, Refusal>
where
    T: Clone,
{
    match values {
        Some(values) if values.is_empty() => Err(Fault::invalid(format!("filter.{argument}"), text("The list is empty.", "La liste est vide."))
            .hint(text("Leave the argument out to mean all of them.", "Omettez l'argument pour les vouloir tous."))
            .into()),
        Some(values) if values.len() > MAX_VALUES => Err(Refusal::LimitExceeded { limit: "filterValues", max: MAX_VALUES as u64, actual: values.len() as u64 }),
        values => Ok(values.cloned()),
    }
}

/// Rows whose folded column contains each word of a text, in any order, whatever the accents and case.
pub fn containing<C: ColumnTrait>(column: C, written: &str) -> Result<Condition, Refusal> {
    if written.chars().count() > MAX_TEXT {
        let message = Text::of(format!("A search text has {MAX_TEXT} characters at most."), format!("Un texte cherché a {MAX_TEXT} caractères au plus."));
        return Err(Refusal::invalid("filter.text", message));
    }
    let folded = fold(written);
    Ok(folded
        .split(' ')
        .filter(|word| !word.is_empty())
        .fold(Condition::all(), |all, word| all.add(Expr::col(column.as_column_ref()).like(format!("%{word}%")))))
}

/// One column of the rows of a table that meet a condition: what other rows are chosen by.
#[expect(clippy::disallowed_methods, reason = "the kernel builds every statement")]
pub fn values_of<E: EntityTrait>(column: E::Column, these: Condition) -> SelectStatement {
    E::find().filter(these).select_only().column(column).into_query()
}

/// Rows whose column some row of another table bears in its own, among those that meet a condition. Asked row by row: below
/// an OR, PostgreSQL would compute the whole set of an `IN`. Of the same table it would compare rows with themselves.
pub fn borne_by<E: EntityTrait, C: ColumnTrait>(column: C, by: E::Column, these: Condition) -> Condition {
    debug_assert_ne!(column.entity_name().to_string(), E::default().table_name(), "the rows of one table are chosen by `chosen`");
    let same = Expr::col(by.as_column_ref()).equals(column.as_column_ref());
    let rows = Query::select().expr(Expr::val(1)).from(E::default()).and_where(same).cond_where(these).to_owned();
    Condition::all().add(Expr::exists(rows))
}

/// Rows whose column is among what a statement selects.
pub fn chosen<C: ColumnTrait>(column: C, statement: SelectStatement) -> Expr {
    Expr::col(column.as_column_ref()).in_subquery(statement)
}
