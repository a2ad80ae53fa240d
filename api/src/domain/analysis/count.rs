//! Who was asked and what was answered, by the groups of the lattice; and what of it may be published. No database, no clock.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::{Counts, Dimension, Fault, Figure, Group, Lattice, Publication, Question, Reason, Respondent, Threshold};
use entity::{analysis::survey_group::AnalysisMargin, campaign::survey_invitation::Seniority, territory::establishment::EstablishmentKind};
use kernel::{
    Uuid,
    machine::state_name,
    text::{Locale, Text, text},
};

use super::asked::Asked;
use crate::domain::{
    campaign::content::{Content, Groups},
    labels::label,
};

/// A value of a dimension: what tells it, and its words.
type Value = (String, Text);

/// Who was asked, by the groups of the lattice.
pub struct Population {
    /// The lattice: basins within departments; kinds within two levels, colleges and others, which are crossed with department and seniority.
    pub lattice: Lattice,
    values: Vec<Vec<Value>>,
    margins: Vec<AnalysisMargin>,
    basins: BTreeMap<(Option<Uuid>, Uuid), usize>,
    departments: BTreeMap<Uuid, usize>,
    kinds: Vec<EstablishmentKind>,
    seniorities: Vec<Option<Seniority>>,
    invited: Vec<u32>,
}

/// Codes and names of basins and departments.
pub struct Names {
    /// Of basins.
    pub basins: BTreeMap<Uuid, (String, String)>,
    /// Of departments.
    pub departments: BTreeMap<Uuid, (String, String)>,
}

impl Population {
    /// That of a campaign.
    pub fn of(asked: &[Groups], names: &Names) -> Result<Self, Fault> {
        let department_of = |id: &Uuid| names.departments.get(id).cloned().unwrap_or_else(|| (id.to_string(), id.to_string()));
        let mut departments: Vec<Uuid> = asked.iter().map(|groups| groups.department).collect::<BTreeSet<_>>().into_iter().collect();
        departments.sort_by_key(|id| department_of(id).0);
        let pairs: BTreeSet<(Option<Uuid>, Uuid)> = asked.iter().map(|groups| (groups.basin, groups.department)).collect();
        // A basin lies in a department, as everybody knows; the part of one that lies in another is a group of its own, and so are those without basin.
        let is_split = |basin: &Option<Uuid>| pairs.iter().filter(|(other, _)| other == basin).count() > 1;
        let basin_value = |(basin, department): &(Option<Uuid>, Uuid)| -> Value {
            let (code, name) = department_of(department);
            match basin.and_then(|id| names.basins.get(&id)) {
                None => (format!("NONE-{code}"), Text::of(format!("Without basin ({name})"), format!("Sans bassin ({name})"))),
                Some((own, words)) if is_split(basin) => (format!("{own}-{code}"), Text::of(format!("{words} ({name})"), format!("{words} ({name})"))),
                Some((own, words)) => (own.clone(), Text::of(words, words)),
            }
        };
        let mut basins: Vec<((Option<Uuid>, Uuid), Value)> = pairs.iter().map(|pair| (*pair, basin_value(pair))).collect();
        basins.sort_by(|one, other| one.1.0.cmp(&other.1.0));
        let mut kinds: Vec<EstablishmentKind> = Vec::new();
        let mut seniorities: Vec<Option<Seniority>> = Vec::new();
        for groups in asked {
            if !kinds.contains(&groups.kind) {
                kinds.push(groups.kind);
            }
            if !seniorities.contains(&groups.seniority) {
                seniorities.push(groups.seniority);
            }
        }
        kinds.sort_by_key(|kind| *kind as u8);
        seniorities.sort_by_key(|seniority| seniority.map_or(u8::MAX, |seniority| seniority as u8));

        let place_of = |id: Uuid| departments.iter().position(|other| *other == id).unwrap_or_default();
        let within: Vec<usize> = basins.iter().map(|((_, department), _)| place_of(*department)).collect();
        let levels: Vec<usize> = kinds.iter().map(|kind| level(*kind)).collect();
        let values = vec![
            basins.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>(),
            departments.iter().map(department_of).map(|(code, name)| (code, Text::of(name.clone(), name))).collect(),
            kinds.iter().map(|kind| worded("EstablishmentKind", kind)).collect(),
            seniorities.iter().map(seniority_value).collect(),
            vec![("COLLEGE".into(), text("Colleges", "Collèges")), ("OTHER".into(), text("Other establishments", "Autres établissements"))],
        ];
        let dimension = |place: usize, name: &str| Dimension::new(name, &values[place].iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>());
        let dimensions = vec![
            dimension(0, "basin").within("department", &within),
            dimension(1, "department"),
            dimension(2, "kind").within("level", &levels),
            dimension(3, "seniority"),
            dimension(4, "level"),
        ];
        let mut wanted: Vec<(&[&str], AnalysisMargin)> = vec![
            (&["basin"], AnalysisMargin::Basin),
            (&["department"], AnalysisMargin::Department),
            (&["kind"], AnalysisMargin::Kind),
            (&["department", "level"], AnalysisMargin::LevelAndDepartment),
        ];
        // Principals have no seniority as referents.
        if seniorities.iter().any(Option::is_some) {
            wanted.extend([(&["seniority"] as &[&str], AnalysisMargin::Seniority), (&["level", "seniority"], AnalysisMargin::LevelAndSeniority)]);
        }
        let lattice = Lattice::new(dimensions, &wanted.iter().map(|(margin, _)| *margin).collect::<Vec<_>>())?;
        let margins = std::iter::once(AnalysisMargin::Everybody).chain(wanted.into_iter().map(|(_, margin)| margin)).collect();
        let mut population = Self {
            invited: vec![0; lattice.groups().len()],
            lattice,
            values,
            margins,
            basins: basins.into_iter().enumerate().map(|(place, (pair, _))| (pair, place)).collect(),
            departments: departments.into_iter().enumerate().map(|(place, id)| (id, place)).collect(),
            kinds,
            seniorities,
        };
        let everybody: Vec<Respondent> = asked
            .iter()
            .enumerate()
            .map(|(place, groups)| population.respondent(groups, Vec::new()).ok_or(Fault::Respondent(place)))
            .collect::<Result<_, _>>()?;
        population.invited = Counts::of(&population.lattice, &[], &everybody)?.people;
        Ok(population)
    }

    fn respondent(&self, groups: &Groups, answers: Vec<Vec<usize>>) -> Option<Respondent> {
        let values = [
            *self.basins.get(&(groups.basin, groups.department))?,
            *self.departments.get(&groups.department)?,
            self.kinds.iter().position(|kind| *kind == groups.kind)?,
            self.seniorities.iter().position(|seniority| *seniority == groups.seniority)?,
            level(groups.kind),
        ];
        Some(Respondent { values: values.map(Some).to_vec(), answers })
    }

    /// Counts of nobody.
    pub fn nobody(&self, asked: &[Asked]) -> Counts {
        let mut counts = Counts::new(&self.lattice, &questions(asked));
        counts.invited = self.invited.iter().map(|invited| Some(*invited)).collect();
        counts
    }

    /// Adds some responses to counts.
    pub fn add(&self, counts: &mut Counts, asked: &[Asked], responses: &[Content]) -> Result<(), Fault> {
        let answers = |content: &Content| asked.iter().map(|question| question.chosen(&content.given.0)).collect();
        let respondents: Vec<Respondent> = responses
            .iter()
            .enumerate()
            .map(|(place, content)| self.respondent(&content.groups, answers(content)).ok_or(Fault::Respondent(place)))
            .collect::<Result<_, _>>()?;
        let more = Counts::of(&self.lattice, &questions(asked), &respondents)?;
        counts.people.iter_mut().zip(&more.people).for_each(|(sum, people)| *sum += people);
        for (sum, answers) in counts.answers.iter_mut().flatten().zip(more.answers.iter().flatten()) {
            sum.answered += answers.answered;
            sum.options.iter_mut().zip(&answers.options).for_each(|(sum, count)| *sum += count);
        }
        Ok(())
    }

    /// Margin, key and words of a group.
    pub fn named(&self, group: &Group) -> (AnalysisMargin, String, Text) {
        let mut parts: Vec<(usize, &Value)> =
            self.lattice.margins()[group.margin].iter().zip(&group.values).map(|(dimension, value)| (*dimension, &self.values[*dimension][*value])).collect();
        // The level leads, as the margin's name says.
        parts.sort_by_key(|(dimension, _)| std::cmp::Reverse(*dimension == 4));
        let margin = self.margins[group.margin];
        if parts.is_empty() {
            return (margin, "ALL".into(), text("Everybody", "Ensemble"));
        }
        let words = |locale| parts.iter().map(|(_, (_, words))| words.in_(locale)).collect::<Vec<_>>().join(", ");
        let key = parts.iter().map(|(_, (key, _))| key.as_str()).collect::<Vec<_>>().join("/");
        (margin, key, Text::of(words(Locale::En), words(Locale::Fr)))
    }

    /// Persons who were asked of a group.
    pub fn invited(&self, group: usize) -> u32 {
        self.invited[group]
    }
}

fn level(kind: EstablishmentKind) -> usize {
    usize::from(kind != EstablishmentKind::College)
}

fn worded(of: &str, value: &(impl std::fmt::Debug + Copy)) -> Value {
    (state_name(*value), Text::of(label(of, *value, Locale::En), label(of, *value, Locale::Fr)))
}

fn seniority_value(seniority: &Option<Seniority>) -> Value {
    seniority.as_ref().map_or_else(|| ("UNKNOWN".into(), text("Not known", "Non connu")), |seniority| worded("Seniority", seniority))
}

/// The questions as the crate knows them.
pub fn questions(asked: &[Asked]) -> Vec<Question> {
    asked.iter().map(|question| Question { code: question.name(), kind: question.counted_as(), options: question.options.len() }).collect()
}

/// What may be published. A question that is asked after some answers to another one tells by its answers how many gave those: it is
/// published for everybody alone, and only where the other question tells it too.
pub fn publish(lattice: &Lattice, asked: &[Asked], counts: &Counts, threshold: Threshold) -> Result<Publication, Fault> {
    let all = questions(asked);
    let of = |always: bool| (0..asked.len()).filter(move |place| asked[*place].show_if.is_none() == always).collect::<Vec<_>>();
    let (always, after) = (of(true), of(false));
    let some = |places: &[usize]| places.iter().map(|place| all[*place].clone()).collect::<Vec<_>>();
    let part = Counts { answers: always.iter().map(|place| counts.answers[*place].clone()).collect(), ..counts.clone() };
    let mut publication = disclosure::publish(lattice, &some(&always), &part, threshold)?;

    let alone = Lattice::new(Vec::new(), &[])?;
    let total = Counts {
        people: vec![counts.people[0]],
        invited: vec![counts.invited[0]],
        answers: after.iter().map(|place| vec![counts.answers[*place][0].clone()]).collect(),
    };
    let groups = lattice.groups().len();
    for (place, mut question) in after.iter().zip(disclosure::publish(&alone, &some(&after), &total, threshold)?.questions) {
        if !tells(&publication, asked, &asked[*place]) {
            question.groups = vec![hidden(&question.groups[0])];
            question.answered = vec![hidden(&question.answered[0])];
        }
        question.groups.resize(groups, Figure::Absent);
        question.answered.resize(groups, Figure::Absent);
        question.classes.resize(lattice.margins().len(), Vec::new());
        publication.questions.push(question);
    }
    let order = |code: &String| all.iter().position(|question| question.code == *code);
    publication.questions.sort_by_key(|question| order(&question.code));
    Ok(publication)
}

fn hidden<T>(figure: &Figure<T>) -> Figure<T> {
    match figure {
        Figure::Suppressed(Reason::Group) => Figure::Suppressed(Reason::Group),
        _ => Figure::Suppressed(Reason::Answers),
    }
}

/// Whether the figures of the question that this one depends on tell, for everybody, how many gave the answers after which it is asked.
fn tells(publication: &Publication, asked: &[Asked], question: &Asked) -> bool {
    let Some(condition) = &question.show_if else { return true };
    let Some(parent) = asked.iter().find(|other| other.code == condition.question) else { return false };
    let Some(shown) = publication.questions.iter().find(|other| other.code == parent.name()) else { return false };
    let places: Vec<usize> = condition.r#in.iter().filter_map(|code| parent.options.iter().position(|(known, _)| known == code)).collect();
    let whole = |place: &usize| shown.classes[0].iter().any(|class| class.contains(place) && class.iter().all(|other| places.contains(other)));
    shown.groups[0].shown().is_some() && places.iter().all(whole)
}
