//! What the days of a text must be, and what a text may derive from.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::framing::framing_derivation;
use kernel::{
    Uuid,
    refusal::Fault,
    text::{Text, text},
};

/// The days of a text.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// Day it was signed.
    pub signed: NaiveDate,
    /// Day it was published.
    pub published: Option<NaiveDate>,
    /// First day of its effect.
    pub from: Option<NaiveDate>,
    /// Last day of its effect, included.
    pub to: Option<NaiveDate>,
}

impl Days {
    /// Signed by now, published after that, ended after it began. Effect may begin before the signature: circular 2010-243
    /// was signed two months after its decree took effect.
    pub fn in_order(self, today: NaiveDate) -> Result<(), Fault> {
        let begins = self.from.unwrap_or(self.signed);
        if self.signed > today {
            return Err(Fault::invalid("signedOn", text("A text is published once it is signed.", "Un texte se publie une fois signé.")));
        }
        if self.published.is_some_and(|published| published < self.signed) {
            let hint = Text::of(format!("It was signed on {}.", self.signed), format!("Il a été signé le {}.", self.signed));
            return Err(Fault::invalid("publishedOn", text("Published before it was signed.", "Publié avant d'être signé.")).hint(hint));
        }
        if self.to.is_some_and(|to| to < begins) {
            let hint =
                Text::of(format!("The first day is {begins}; the last day is included."), format!("Le premier jour est le {begins} ; le dernier est inclus."));
            return Err(Fault::invalid("effectiveTo", text("The last day lies before the first.", "Le dernier jour précède le premier.")).hint(hint));
        }
        Ok(())
    }
}

/// A text does not derive from itself, by however many others: the chain has an end.
pub fn no_circle(text_id: Uuid, from: &[Uuid], known: &[framing_derivation::Model]) -> Result<(), Fault> {
    let (mut waiting, mut reached) = (from.to_vec(), HashSet::new());
    while let Some(at) = waiting.pop() {
        if at == text_id {
            return Err(Fault::invalid("derivesFrom", text("The text would derive from itself.", "Le texte dériverait de lui-même.")));
        }
        if reached.insert(at) {
            waiting.extend(known.iter().filter(|link| link.text_id == at).map(|link| link.from_id));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_text_is_signed_then_published_and_ends_after_it_begins() {
        for (signed, published, from, to, fault) in [
            ("2015-04-27", Some("2015-04-29"), Some("2015-09-01"), None, None),
            ("2015-04-27", Some("2015-04-27"), Some("2015-09-01"), Some("2015-09-01"), None),
            ("2010-11-09", Some("2011-01-13"), Some("2010-09-09"), Some("2015-08-31"), None),
            ("2026-11-25", None, None, None, None),
            ("2026-11-26", None, None, None, Some("signedOn")),
            ("2015-04-27", Some("2015-04-26"), None, None, Some("publishedOn")),
            ("2015-04-27", None, Some("2015-09-01"), Some("2015-08-31"), Some("effectiveTo")),
            ("2015-04-27", None, None, Some("2015-04-26"), Some("effectiveTo")),
        ] {
            let days = Days { signed: day(signed), published: published.map(day), from: from.map(day), to: to.map(day) };
            let found = days.in_order(day("2026-11-25")).err().map(|fault| fault.argument);
            assert_eq!(found.as_deref(), fault, "{days:?}");
        }
    }

    #[test]
    fn a_text_does_not_derive_from_itself() {
        let id = Uuid::from_u128;
        let link = |text: u128, from: u128| framing_derivation::Model { id: id(0), text_id: id(text), from_id: id(from) };
        let known = [link(3, 2), link(2, 1), link(3, 1)];
        for (text, from, fits) in
            [(4, vec![3, 2], true), (3, vec![1], true), (1, vec![], true), (1, vec![1], false), (1, vec![3], false), (2, vec![4, 3], false)]
        {
            let from: Vec<Uuid> = from.into_iter().map(id).collect();
            assert_eq!(no_circle(id(text), &from, &known).is_ok(), fits, "{text} from {from:?}");
        }
    }
}
