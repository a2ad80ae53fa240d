use std::{fmt, str::FromStr};

use async_graphql::{InputValueResult, Scalar, ScalarType, Value};
use serde::{Deserialize, Serialize};

use super::coercion;
use crate::text::{Text, text};

const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

/// Unit code of an establishment (*UAI*): seven digits and a check letter, as in `0860001J`; never reused.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uai(String);

impl Uai {
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is not a UAI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotUai {
    /// It is not seven digits and a letter.
    Shape,
    /// The check letter should be this one.
    CheckLetter(char),
}

impl NotUai {
    /// What is wrong, and how to mend it.
    pub fn words(&self) -> (Text, Text) {
        match self {
            Self::Shape => (
                text("Not a UAI.", "Ce n'est pas un code UAI."),
                text("Seven digits and a letter, as in 0860001J.", "Sept chiffres et une lettre, comme 0860001J."),
            ),
            Self::CheckLetter(right) => (
                text("The check letter does not match the digits.", "La lettre de contrôle ne correspond pas aux chiffres."),
                Text::of(format!("The letter should be {right}."), format!("La lettre devrait être {right}.")),
            ),
        }
    }
}

impl fmt::Display for NotUai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl FromStr for Uai {
    type Err = NotUai;

    /// Spaces around it and small letters are forgiven; the check letter is the number modulo 23 in an alphabet without I, O, Q.
    fn from_str(written: &str) -> Result<Self, NotUai> {
        let code = written.trim().to_ascii_uppercase();
        let (digits, letter) = code.split_at_checked(7).ok_or(NotUai::Shape)?;
        let letter = letter.parse::<char>().ok().filter(char::is_ascii_uppercase).ok_or(NotUai::Shape)?;
        if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(NotUai::Shape);
        }
        let number: usize = digits.parse().map_err(|_| NotUai::Shape)?;
        let right = char::from(LETTERS[number % LETTERS.len()]);
        if letter == right { Ok(Self(code)) } else { Err(NotUai::CheckLetter(right)) }
    }
}

impl TryFrom<String> for Uai {
    type Error = NotUai;

    fn try_from(written: String) -> Result<Self, NotUai> {
        written.parse()
    }
}

impl From<Uai> for String {
    fn from(uai: Uai) -> Self {
        uai.0
    }
}

impl fmt::Display for Uai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Unit code of an establishment (*UAI*, formerly RNE): seven digits and a check letter, as in `0860001J`; never
/// reused. Refuses `INVALID_ARGUMENT` when the letter does not match the digits, and says which it should be.
#[Scalar(name = "UAI")]
impl ScalarType for Uai {
    fn parse(value: Value) -> InputValueResult<Self> {
        let parsed = match &value {
            Value::String(written) => written.parse(),
            _ => Err(NotUai::Shape),
        };
        parsed.map_err(|fault| {
            let (message, hint) = fault.words();
            coercion(&value, &message, Some(&hint))
        })
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_letter_must_match_the_digits() {
        for (written, expected) in [
            ("0860001J", Ok("0860001J")),
            (" 0942434k ", Ok("0942434K")),
            ("0860001K", Err(NotUai::CheckLetter('J'))),
            ("0860001", Err(NotUai::Shape)),
            ("086000éJ", Err(NotUai::Shape)),
            ("", Err(NotUai::Shape)),
        ] {
            assert_eq!(written.parse::<Uai>().as_ref().map(Uai::as_str), expected.as_ref().copied(), "{written}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_code_or_a_refusal(written in "\\PC{0,12}") {
            if let Ok(uai) = written.parse::<Uai>() {
                prop_assert_eq!(uai.as_str().len(), 8);
            }
        }
    }
}
