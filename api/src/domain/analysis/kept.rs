//! What is kept of an analysis, and read again: shown figures, and why others are hidden.

use std::collections::HashMap;

use disclosure::{Answers, Figure, GroupId, Publication, PublishedQuestion, Reason, Threshold};
use entity::analysis::{
    survey_analysis, survey_figure,
    survey_group::{self, AnalysisMargin, SuppressionReason},
};
use kernel::{Uuid, filter::values_of, refusal::Refusal, text::Locale};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{asked::Asked, count::Population};
use crate::domain::letter::content::Rows;

/// Places between the figures of a question and those of the next: more than options can be.
const STRIDE: i32 = 100;

/// A number, or why it is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The number.
    Counted(u32),
    /// Why it is hidden.
    Hidden(SuppressionReason),
}

impl Shown {
    /// The number, where it is shown.
    pub fn counted(self) -> Option<u32> {
        match self {
            Self::Counted(count) => Some(count),
            Self::Hidden(_) => None,
        }
    }

    fn of(value: Option<i32>, hidden: Option<SuppressionReason>) -> Self {
        match value.and_then(|value| u32::try_from(value).ok()) {
            Some(value) => Self::Counted(value),
            None => Self::Hidden(hidden.unwrap_or_default()),
        }
    }

    fn columns(self) -> (Option<i32>, Option<SuppressionReason>) {
        match self {
            Self::Counted(count) => (i32::try_from(count).ok(), None),
            Self::Hidden(reason) => (None, Some(reason)),
        }
    }
}

fn shown(figure: &Figure<u32>) -> Option<Shown> {
    match figure {
        Figure::Shown(count) => Some(Shown::Counted(*count)),
        Figure::Suppressed(reason) => Some(Shown::Hidden(reason_of(*reason))),
        Figure::Absent => None,
    }
}

fn reason_of(reason: Reason) -> SuppressionReason {
    match reason {
        Reason::Group => SuppressionReason::Group,
        Reason::Answers => SuppressionReason::Answers,
    }
}

/// How many of a group chose some options.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Codes of the options.
    pub options: Vec<String>,
    /// How many.
    pub figure: Shown,
}

/// What a group answered to a question.
#[derive(Clone, Debug)]
pub struct Line {
    /// How many answered it.
    pub answered: Shown,
    /// How many chose what.
    pub cells: Vec<Cell>,
}

/// An analysis as it is kept, or a part of its margins.
pub struct Kept {
    /// The groups, everybody first.
    pub groups: Vec<survey_group::Model>,
    /// Lines by question and group; none where a question is not published for a group.
    pub lines: Vec<Vec<Option<Line>>>,
}

/// The rows of a publication.
pub fn rows(
    analysis: Uuid,
    new_id: impl Fn() -> Uuid,
    population: &Population,
    asked: &[Asked],
    publication: &Publication,
) -> (Vec<survey_group::ActiveModel>, Vec<survey_figure::ActiveModel>) {
    let (mut groups, mut figures) = (Vec::new(), Vec::new());
    for (at, group) in population.lattice.groups().iter().enumerate() {
        let Some(people) = shown(&publication.people[at]) else { continue };
        let (id, (margin, key, label)) = (new_id(), population.named(group));
        let (respondents, hidden) = people.columns();
        groups.push(survey_group::ActiveModel {
            id: Set(id),
            analysis_id: Set(analysis),
            position: Set(at as i32),
            margin: Set(margin),
            key: Set(key),
            label_fr: Set(label.in_(Locale::Fr).to_owned()),
            label_en: Set(label.in_(Locale::En).to_owned()),
            invited: Set(i32::try_from(population.invited(at)).unwrap_or(i32::MAX)),
            respondents: Set(respondents),
            hidden: Set(hidden),
        });
        for (place, (question, published)) in asked.iter().zip(&publication.questions).enumerate() {
            let Some(line) = line_of(published, question, at, group.margin) else { continue };
            let counted = std::iter::once((None, line.answered)).chain(line.cells.into_iter().map(|cell| (Some(cell.options.join(",")), cell.figure)));
            for (position, (options, figure)) in (place as i32 * STRIDE..).zip(counted) {
                let (value, hidden) = figure.columns();
                figures.push(survey_figure::ActiveModel {
                    id: Set(new_id()),
                    group_id: Set(id),
                    position: Set(position),
                    question: Set(question.code.clone()),
                    row: Set(question.row.clone()),
                    options: Set(options),
                    value: Set(value),
                    hidden: Set(hidden),
                });
            }
        }
    }
    (groups, figures)
}

/// What a group answered, as it is published: the classes of the margin in the order of their first options, then options in none.
fn line_of(published: &PublishedQuestion, question: &Asked, group: usize, margin: usize) -> Option<Line> {
    let classes = &published.classes[margin];
    let code = |option: &usize| question.options[*option].0.clone();
    let mut order: Vec<usize> = (0..classes.len()).collect();
    order.sort_by_key(|class| classes[*class].iter().min().copied());
    let figure = |class: usize| match &published.groups[group] {
        Figure::Shown(answers) => Some(Shown::Counted(answers.options[class])),
        Figure::Suppressed(reason) => Some(Shown::Hidden(reason_of(*reason))),
        Figure::Absent => None,
    };
    let mut cells = Vec::new();
    for class in order {
        cells.push(Cell { options: classes[class].iter().map(code).collect(), figure: figure(class)? });
    }
    let left_out = (0..question.options.len()).filter(|option| classes.iter().all(|class| !class.contains(option)));
    let reason = match &published.groups[group] {
        Figure::Suppressed(reason) => reason_of(*reason),
        _ => SuppressionReason::Answers,
    };
    cells.extend(left_out.map(|option| Cell { options: vec![code(&option)], figure: Shown::Hidden(reason) }));
    let answered = match &published.groups[group] {
        Figure::Shown(answers) => Shown::Counted(answers.answered),
        _ => shown(&published.answered[group])?,
    };
    Some(Line { answered, cells })
}

/// What is kept of an analysis: everybody and the groups of some margins, of all when none is named.
pub async fn read(rows: &impl Rows, analysis: &survey_analysis::Model, asked: &[Asked], margins: &[AnalysisMargin]) -> Result<Kept, Refusal> {
    use survey_group::Column::{AnalysisId, Id, Margin};
    let named = margins.iter().copied().chain([AnalysisMargin::Everybody]);
    let these = Condition::all().add(AnalysisId.eq(analysis.id)).add_option((!margins.is_empty()).then(|| Margin.is_in(named)));
    let mut groups = rows.rows::<survey_group::Entity>(these.clone()).await?;
    groups.sort_by_key(|group| group.position);
    let of_these = Condition::all().add(survey_figure::Column::GroupId.in_subquery(values_of::<survey_group::Entity>(Id, these)));
    let mut figures = rows.rows::<survey_figure::Entity>(of_these).await?;
    figures.sort_by_key(|figure| figure.position);

    let places: HashMap<Uuid, usize> = groups.iter().enumerate().map(|(place, group)| (group.id, place)).collect();
    let mut lines: Vec<Vec<Option<Line>>> = asked.iter().map(|_| vec![None; groups.len()]).collect();
    for row in figures {
        let question = usize::try_from(row.position / STRIDE).ok().and_then(|question| lines.get_mut(question));
        let (Some(of_question), Some(group)) = (question, places.get(&row.group_id)) else { continue };
        let figure = Shown::of(row.value, row.hidden);
        match row.options {
            None => of_question[*group] = Some(Line { answered: figure, cells: Vec::new() }),
            Some(options) => {
                if let Some(line) = &mut of_question[*group] {
                    line.cells.push(Cell { options: options.split(',').map(str::to_owned).collect(), figure });
                }
            }
        }
    }
    Ok(Kept { groups, lines })
}

impl Kept {
    /// A question as the crate published it, over the groups that were read.
    pub fn published(&self, place: usize, question: &Asked) -> PublishedQuestion {
        let groups: Vec<Figure<Answers>> = self.lines[place].iter().map(|line| line.as_ref().map_or(Figure::Absent, answers)).collect();
        let answered = self.lines[place].iter().map(|line| line.as_ref().map_or(Figure::Absent, |line| figure(line.answered))).collect();
        PublishedQuestion { code: question.name(), kind: question.counted_as(), classes: Vec::new(), answered, groups }
    }

    /// Median of a group, as the place of a cell; nothing for a question without order.
    pub fn median(&self, place: usize, question: &Asked, group: usize) -> Option<Result<usize, SuppressionReason>> {
        let line = self.lines[place][group].as_ref();
        match self.published(place, question).median(GroupId(group))? {
            Figure::Shown(class) => line.and_then(|line| line.place_of_class(class)).map(Ok),
            Figure::Suppressed(reason) => Some(Err(reason_of(reason))),
            Figure::Absent => Some(Err(SuppressionReason::Condition)),
        }
    }

    /// Answers of the others of a group, own ones taken away: the figure of each cell, and how many they are.
    pub fn others(&self, place: usize, question: &Asked, group: usize, own: &[String], threshold: Threshold) -> Option<(Shown, Vec<Cell>)> {
        let line = self.lines[place][group].as_ref()?;
        let classes: Vec<usize> =
            line.counted().enumerate().filter(|(_, cell)| cell.options.iter().any(|code| own.contains(code))).map(|(class, _)| class).collect();
        let hide = |reason: SuppressionReason| {
            let hidden = |cell: &Cell| Cell { figure: Shown::Hidden(reason), ..cell.clone() };
            (Shown::Hidden(reason), line.cells.iter().map(hidden).collect())
        };
        let published = self.published(place, question);
        // Own options may all be among those that are not shown; then one is still one of those who answered.
        let is_counted = own.is_empty() || !classes.is_empty();
        Some(match published.others(GroupId(group), &classes, threshold) {
            Figure::Shown(rest) if is_counted => {
                let mut counts = rest.options.iter();
                let cell = |cell: &Cell| match cell.figure {
                    Shown::Counted(_) => Cell { figure: counts.next().map_or(cell.figure, |count| Shown::Counted(*count)), ..cell.clone() },
                    Shown::Hidden(_) => cell.clone(),
                };
                let cells = line.cells.iter().map(cell).collect();
                (Shown::Counted(rest.answered), cells)
            }
            Figure::Suppressed(reason) => hide(reason_of(reason)),
            Figure::Shown(_) | Figure::Absent => hide(SuppressionReason::Answers),
        })
    }
}

impl Line {
    fn counted(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.figure.counted().is_some())
    }

    fn place_of_class(&self, class: usize) -> Option<usize> {
        self.cells.iter().enumerate().filter(|(_, cell)| cell.figure.counted().is_some()).nth(class).map(|(place, _)| place)
    }
}

fn figure(shown: Shown) -> Figure<u32> {
    match shown {
        Shown::Counted(count) => Figure::Shown(count),
        Shown::Hidden(SuppressionReason::Group) => Figure::Suppressed(Reason::Group),
        Shown::Hidden(_) => Figure::Suppressed(Reason::Answers),
    }
}

/// The answers of a line: shown where any of them is.
fn answers(line: &Line) -> Figure<Answers> {
    let options: Vec<u32> = line.cells.iter().filter_map(|cell| cell.figure.counted()).collect();
    match (line.answered, line.cells.first().map(|cell| cell.figure)) {
        (Shown::Counted(answered), _) if !options.is_empty() => Figure::Shown(Answers { answered, options }),
        (_, Some(Shown::Hidden(SuppressionReason::Group))) => Figure::Suppressed(Reason::Group),
        _ => Figure::Suppressed(Reason::Answers),
    }
}
