//! Money and working time as they are told: cents as euros, quarters of an hour as hours.

/// Cents as euros with a point.
pub fn euros(cents: impl Into<i64>) -> String {
    let cents = cents.into();
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Quarters of an hour as hours.
pub fn hours(quarters: i32) -> f64 {
    f64::from(quarters) / 4.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_are_two_digits_and_quarters_are_exact() {
        for (cents, told) in [(0_i64, "0.00"), (5, "0.05"), (125_000, "1250.00"), (31_250, "312.50")] {
            assert_eq!(euros(cents), told);
        }
        assert_eq!((hours(1), hours(14)), (0.25, 3.5));
    }
}
