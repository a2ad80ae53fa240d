//! Values parsed once, at the edge: what is inside a `Uai` or a `SchoolYear` is right.
//!
//! Each error names what is wrong and how to mend it; the edge adds the argument where the value stood.

mod date;
mod instant;
mod person_key;
mod school_year;
mod uai;
mod url;

use async_graphql::{InputType, InputValueError, Pos, ServerError, Value};

pub use date::Date;
pub use instant::Instant;
pub use person_key::PersonKey;
pub use school_year::SchoolYear;
pub use uai::{NotUai, Uai};
pub use url::Url;

use crate::text::{Locale, Text};

/// An error of coercion that the edge can put in either language and place at its argument.
pub fn coercion<T: InputType>(offending: &Value, message: &Text, hint: Option<&Text>) -> InputValueError<T> {
    let error = InputValueError::custom(message.in_(Locale::En)).with_extension("offending", offending.clone()).with_extension("message", both(message));
    match hint {
        Some(hint) => error.with_extension("hint", both(hint)),
        None => error,
    }
}

/// Why a value is not of a scalar of ours, by the scalar's name: what `coercion` says of it.
pub fn explain(scalar: &str, value: &Value) -> Option<ServerError> {
    fn why<T: InputType>(value: &Value) -> Option<ServerError> {
        T::parse(Some(value.clone())).err().map(|error| error.into_server_error(Pos::default()))
    }
    match scalar {
        "UAI" => why::<Uai>(value),
        "SchoolYear" => why::<SchoolYear>(value),
        "Date" => why::<Date>(value),
        "Url" => why::<Url>(value),
        "PersonKey" => why::<PersonKey>(value),
        _ => None,
    }
}

fn both(sentence: &Text) -> Value {
    Value::List(vec![sentence.in_(Locale::En).into(), sentence.in_(Locale::Fr).into()])
}
