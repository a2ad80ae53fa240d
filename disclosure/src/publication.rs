//! What comes out: figures, or the word that they are suppressed and why.

use crate::{Answers, GroupId, Kind, Threshold};

/// What hides a figure (*secret statistique*).
///
/// Whether a group is hidden because it is too small or because it would give a small one away is not told: it would tell much of its number, and more
/// groups would have to be hidden. Who holds the counts can tell: it is too small exactly when it is below the threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The group is too small, or would give a small group away: its number is hidden with all its answers.
    Group,
    /// Too few of the group answered the question, or their answers would give others away: the number of people is shown nevertheless, and how many
    /// answered, where that gives nothing away.
    Answers,
}

/// A figure, or the reason for which it is hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure<T> {
    /// Shown.
    Shown(T),
    /// Hidden, with everything that would tell it.
    Suppressed(Reason),
    /// No such group: nobody was invited.
    Absent,
}

impl<T> Figure<T> {
    /// The figure, if it is shown.
    pub fn shown(&self) -> Option<&T> {
        match self {
            Figure::Shown(figure) => Some(figure),
            Figure::Suppressed(_) | Figure::Absent => None,
        }
    }
}

/// A question as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedQuestion {
    /// Code, stable across years.
    pub code: String,
    /// How it is answered.
    pub kind: Kind,
    /// Options as they are shown in each margin: one by one, or the rare ones together. Options of a multiple choice that are too rare there, or too
    /// common, are in none.
    pub classes: Vec<Vec<Vec<usize>>>,
    /// How many of each group answered.
    pub answered: Vec<Figure<u32>>,
    /// Answers of each group, counted by the classes of its margin.
    pub groups: Vec<Figure<Answers>>,
}

impl PublishedQuestion {
    /// Share of a group that chose a class of options, of those who answered.
    pub fn rate(&self, group: GroupId, class: usize) -> Figure<f64> {
        self.measure(group, |answers| f64::from(answers.options[class]) / f64::from(answers.answered))
    }

    /// Median degree of a group: the class that the lower middle respondent chose. Nothing for a question without order.
    pub fn median(&self, group: GroupId) -> Option<Figure<usize>> {
        (self.kind == Kind::Scale).then(|| self.measure(group, median_class))
    }

    /// Answers of the others of a respondent's group, for *my year against my basin*: own classes taken away. Suppressed where fewer than the threshold are left.
    pub fn others(&self, group: GroupId, own: &[usize], threshold: Threshold) -> Figure<Answers> {
        match &self.groups[group.0] {
            Figure::Shown(all) if own.is_empty() || all.answered > threshold.respondents() => Figure::Shown(without(all, own)),
            Figure::Shown(_) => Figure::Suppressed(Reason::Answers),
            hidden => hidden.clone(),
        }
    }

    fn measure<T>(&self, group: GroupId, of: impl Fn(&Answers) -> T) -> Figure<T> {
        match &self.groups[group.0] {
            Figure::Shown(answers) => Figure::Shown(of(answers)),
            Figure::Suppressed(reason) => Figure::Suppressed(*reason),
            Figure::Absent => Figure::Absent,
        }
    }
}

fn median_class(answers: &Answers) -> usize {
    let mut below = 0;
    let middle = answers.answered.div_ceil(2);
    answers
        .options
        .iter()
        .position(|count| {
            below += count;
            below >= middle
        })
        .expect("a shown scale has respondents, and each chose a degree")
}

fn without(all: &Answers, own: &[usize]) -> Answers {
    let mut rest = all.clone();
    rest.answered -= u32::from(!own.is_empty());
    own.iter().for_each(|class| rest.options[*class] = rest.options[*class].saturating_sub(1));
    rest
}

/// Everything that is published of a campaign, and all that anybody may know of its figures.
///
/// People invited are public. A response rate is not, where the number of respondents is suppressed: times the people invited it is that number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Threshold it was made with.
    pub threshold: Threshold,
    /// Respondents of each group.
    pub people: Vec<Figure<u32>>,
    /// People invited of each group, where known.
    pub invited: Vec<Option<u32>>,
    /// Questions.
    pub questions: Vec<PublishedQuestion>,
}

impl Publication {
    /// Respondents of those invited; suppressed exactly where the respondents are. Nothing where the invited are not known.
    pub fn response_rate(&self, group: GroupId) -> Option<Figure<f64>> {
        let invited = self.invited[group.0]?;
        Some(match &self.people[group.0] {
            Figure::Shown(people) => Figure::Shown(f64::from(*people) / f64::from(invited)),
            Figure::Suppressed(reason) => Figure::Suppressed(*reason),
            Figure::Absent => Figure::Absent,
        })
    }
}
