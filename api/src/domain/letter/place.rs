//! Where letters and what they say lie.

use entity::letter::{letter_party, mission_letter};
use kernel::{
    Uuid,
    actor::{Capacity, Hat},
    filter::{borne_by, chosen, values_of},
    sheet::Reach,
};
use sea_orm::{ColumnTrait, Condition};

use super::states::SIGNED;
use crate::domain::territory::place::{in_office, in_own_establishments};

/// Rows of what a letter says, by their columns for the letter, the academy and the establishment. The academy reaches
/// them once the letter is signed, colleagues while it is in force.
pub fn in_letter<C: ColumnTrait>(reach: Reach, hat: &Hat, letter: C, academy: C, establishment: C) -> Option<Condition> {
    use mission_letter::{Column::Stage, LetterStage::InForce};
    let of_letter = |these: Condition| borne_by::<mission_letter::Entity, C>(letter, mission_letter::Column::Id, these);
    match reach {
        Reach::Party => hat.person().map(|person| party_to(letter, person)),
        Reach::Establishment if hat.capacity == Capacity::Teacher => {
            Some(in_own_establishments(hat, establishment).add(of_letter(Condition::all().add(Stage.eq(InForce)))))
        }
        Reach::Establishment => Some(in_own_establishments(hat, establishment)),
        Reach::Academy => Some(in_office(hat, academy, establishment)?.add(of_letter(Condition::all().add(Stage.is_in(SIGNED))))),
        _ => None,
    }
}

/// Rows of letters that a person is or was a party to. Those are few, and parties are among the rows themselves.
pub fn party_to<C: ColumnTrait>(letter: C, person: Uuid) -> Condition {
    let own = Condition::all().add(letter_party::Column::PersonId.eq(person));
    Condition::all().add(chosen(letter, values_of::<letter_party::Entity>(letter_party::Column::LetterId, own)))
}
