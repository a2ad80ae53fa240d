//! Text without accents, case or punctuation: how names are searched and sorted, alike in both databases.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// `Œillet-Dupré` becomes `oeillet dupre`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            letter if letter.is_alphanumeric() => folded.push(letter),
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_are_gone() {
        for (text, folded) in [("Œillet-Dupré", "oeillet dupre"), ("LYCÉE  D'Arsonval ", "lycee d arsonval"), ("", ""), ("%_\\", "")] {
            assert_eq!(fold(text), folded);
        }
    }
}
