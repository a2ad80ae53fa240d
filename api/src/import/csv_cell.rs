//! Cells of CSV that go out and come back: what a spreadsheet would take for a formula goes out behind an apostrophe.

use std::borrow::Cow;

/// Whether a spreadsheet would compute it. Numbers and telephones are left alone.
fn is_formula(text: &str) -> bool {
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => text.chars().skip(1).any(|sign| !sign.is_ascii_digit() && !" .,()eE+-".contains(sign)),
        _ => false,
    }
}

/// A text as it goes out.
pub fn outward(text: &str) -> Cow<'_, str> {
    // Apostrophes before a formula count with it, so that each goes out and comes back.
    if is_formula(text.trim_start_matches('\'')) { format!("'{text}").into() } else { text.into() }
}

/// A text as it was before it went out.
pub fn inward(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest.trim_start_matches('\''))).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_go_out_harmless_and_come_back() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", "\tx", "'=1", "''=1"] {
            assert!(outward(text).starts_with('\''), "{text}");
            assert_eq!(inward(&outward(text)), text);
        }
        for text in ["", "-1.5", "+33 5 61 26 63 05", "l'école", "'", "a=b", "-61.5e-3"] {
            assert_eq!((outward(text).as_ref(), inward(text)), (text, text));
        }
    }
}
