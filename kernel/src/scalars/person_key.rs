use std::{fmt, str::FromStr};

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::coercion;
use crate::{resource::parse_id, text::text};

/// Beginning of the ids of persons.
const PREFIX: &str = "person";

/// How a file or a script names a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PersonKey {
    /// By the id of the API.
    Id(Uuid),
    /// By the professional mailbox.
    Mail(String),
    /// By the identifier that another system gave.
    Identifier {
        /// The system.
        system: String,
        /// The identifier there.
        value: String,
    },
}

impl FromStr for PersonKey {
    type Err = &'static str;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        if let Some((PREFIX, id)) = parse_id(written) {
            return Ok(Self::Id(id));
        }
        match written.split_once(':') {
            Some((system, value)) if !system.is_empty() && !value.is_empty() && !system.contains('@') => {
                Ok(Self::Identifier { system: system.to_owned(), value: value.to_owned() })
            }
            _ if written.contains('@') && !written.contains(char::is_whitespace) => Ok(Self::Mail(written.to_lowercase())),
            _ => Err("a person is named by id (person_…), by mailbox, or by system and identifier (AAF:123456)"),
        }
    }
}

impl fmt::Display for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{PREFIX}_{}", URL_SAFE_NO_PAD.encode(id)),
            Self::Mail(mail) => f.write_str(mail),
            Self::Identifier { system, value } => write!(f, "{system}:{value}"),
        }
    }
}

impl Serialize for PersonKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How a script names a person: by id (`person_…`), by professional mailbox (`ines.oeillet@ac-poitiers.fr`), or by the
/// identifier that another system gave (`AAF:123456`). Refuses `INVALID_ARGUMENT` for anything else.
#[Scalar(name = "PersonKey")]
impl ScalarType for PersonKey {
    fn parse(value: Value) -> InputValueResult<Self> {
        let parsed = match &value {
            Value::String(written) => written.parse().ok(),
            _ => None,
        };
        parsed.ok_or_else(|| {
            coercion(
                &value,
                &text("This names no person.", "Ceci ne désigne pas une personne."),
                Some(&text(
                    "Write an id (person_…), a mailbox, or a system and an identifier, as in AAF:123456.",
                    "Écrivez un identifiant (person_…), une adresse mél, ou un système et un identifiant, comme AAF:123456.",
                )),
            )
        })
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_named_in_three_ways() {
        for written in ["person_AaIQwZT9dd2G7c2-mTzo1g", "ines@ac-x.fr", "AAF:0160001P:oeillet ines"] {
            assert_eq!(written.parse::<PersonKey>().expect(written).to_string(), written);
        }
        for wrong in ["", "Inès", "mandate_AaIQwZT9dd2G7c2-mTzo1g", ":x", "AAF:", "a b@c.fr"] {
            assert!(wrong.parse::<PersonKey>().is_err(), "{wrong}");
        }
    }
}
