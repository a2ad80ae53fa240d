use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use serde::{Deserialize, Serialize};

use super::coercion;
use crate::text::text;

/// Address of a page on the web.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Url(pub String);

/// Address of a page on the web, `http://` or `https://`, 500 characters at most.
/// Refuses `INVALID_ARGUMENT` for other schemes, spaces or a missing host.
#[Scalar(name = "Url")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(written) if is_web_address(written) => Ok(Self(written.clone())),
            _ => Err(coercion(
                &value,
                &text("Not an address of the web.", "Ce n'est pas une adresse du web."),
                Some(&text("Start with https:// and leave no spaces.", "Commencez par https:// et ne laissez pas d'espace.")),
            )),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

fn is_web_address(written: &str) -> bool {
    let host = written.strip_prefix("https://").or_else(|| written.strip_prefix("http://"));
    let host = host.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    written.len() <= 500
        && written.chars().all(|letter| !letter.is_whitespace() && !letter.is_control() && !"<>\"\\".contains(letter))
        && host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_an_address() {
        assert!(is_web_address("https://www.ac-poitiers.fr/page?x=1"));
        for wrong in ["javascript:alert(1)", "https://", "https:// a", "https://u@h/", "ftp://x"] {
            assert!(!is_web_address(wrong), "{wrong}");
        }
    }
}
