//! How much protection: fewest respondents under a figure, and how wide what is hidden must stay open.

/// Fewest respondents a figure may stand on (*seuil de secret*). It cannot be turned off: a setting out of bounds counts as the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold(u32);

impl Threshold {
    /// Threshold of an academy that has set none.
    pub const DEFAULT: Threshold = Threshold(5);
    /// Lowest threshold that a setting may ask for.
    pub const FLOOR: Threshold = Threshold(3);
    /// Highest threshold that a setting may ask for; above it nothing of an academy would be left.
    pub const CEILING: Threshold = Threshold(100);

    /// Threshold that a setting asks for, or the default when it is below the floor, negative or absurd.
    pub fn of(setting: i64) -> Threshold {
        match u32::try_from(setting) {
            Ok(k) if (Self::FLOOR.0..=Self::CEILING.0).contains(&k) => Threshold(k),
            _ => Self::DEFAULT,
        }
    }

    /// Number of respondents.
    pub fn respondents(self) -> u32 {
        self.0
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Width that the range of a hidden number of people keeps: at least three numbers stay possible. Less only where fewer than that were invited.
pub const PEOPLE: u32 = 2;
/// Width that the range of a hidden number of answers keeps: at least two numbers stay possible.
pub const ANSWERS: u32 = 1;
/// Width of both that is left for a respondent who takes the own answers away, where more than the respondent were invited.
pub const INSIDER: u32 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_setting_is_never_off() {
        for bad in [i64::MIN, -1, 0, 1, 2, 101, i64::MAX] {
            assert_eq!(Threshold::of(bad), Threshold::DEFAULT, "{bad}");
        }
        assert_eq!(Threshold::of(3).respondents(), 3);
        assert_eq!(Threshold::of(100).respondents(), 100);
    }
}
