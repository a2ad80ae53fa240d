//! The lattice: by what a survey is broken down, fixed before anybody has answered.

use std::collections::BTreeMap;

use crate::Fault;

/// A way to tell respondents apart: basin, department, kind of establishment, seniority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Name, as margins call it.
    pub name: String,
    /// Its values, as they are shown.
    pub values: Vec<String>,
    within: Option<(String, Vec<usize>)>,
    unknown: bool,
}

impl Dimension {
    /// A dimension with its values.
    pub fn new(name: &str, values: &[&str]) -> Dimension {
        Dimension { name: name.to_owned(), values: values.iter().map(|value| (*value).to_owned()).collect(), within: None, unknown: false }
    }

    /// The same with one more value, for respondents of whom it is not known.
    pub fn or_unknown(mut self) -> Dimension {
        self.values.push("unknown".to_owned());
        self.unknown = true;
        self
    }

    /// The same, every value lying in one value of another dimension, as basins do that follow departments: for each value the place of its parent's.
    pub fn within(mut self, parent: &str, parents: &[usize]) -> Dimension {
        self.within = Some((parent.to_owned(), parents.to_vec()));
        self
    }

    /// Place of the value for respondents of whom it is not known, if there is one.
    pub fn unknown(&self) -> Option<usize> {
        self.unknown.then(|| self.values.len() - 1)
    }
}

/// Number of a group of respondents, as its lattice counts them; the total is a group too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub usize);

/// A group of respondents: a margin and one value of each of its dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Place of the margin in the lattice.
    pub margin: usize,
    /// Values, in the order of the margin's dimensions.
    pub values: Vec<usize>,
}

/// Dimensions and the margins that are published: the total, one dimension, or two crossed.
#[derive(Clone, Debug)]
pub struct Lattice {
    dimensions: Vec<Dimension>,
    parents: Vec<Option<(usize, Vec<usize>)>>,
    margins: Vec<Vec<usize>>,
    groups: Vec<Group>,
    places: BTreeMap<(usize, Vec<usize>), GroupId>,
}

impl Lattice {
    /// A lattice of these margins; the total belongs to it always. Refuses three dimensions at once, crossings that close a ring (A×B, B×C, C×A),
    /// and a crossing of a dimension that lies within another: for these, what is hidden cannot be proved move by move.
    pub fn new(dimensions: Vec<Dimension>, margins: &[&[&str]]) -> Result<Lattice, Fault> {
        let place = |name: &str| dimensions.iter().position(|dimension| dimension.name == name).ok_or_else(|| Fault::UnknownDimension(name.to_owned()));
        let mut wanted = vec![Vec::new()];
        for margin in margins {
            let mut of = margin.iter().map(|name| place(name)).collect::<Result<Vec<_>, _>>()?;
            of.sort_unstable();
            of.dedup();
            if !wanted.contains(&of) {
                wanted.push(of);
            }
        }
        let mut parents = Vec::new();
        for dimension in &dimensions {
            parents.push(match &dimension.within {
                None => None,
                Some((parent, of)) => {
                    let parent = place(parent)?;
                    let fits = of.len() == dimension.values.len() && of.iter().all(|value| *value < dimensions[parent].values.len());
                    Some((parent, of.clone())).filter(|_| fits && !dimension.unknown).map(Some).ok_or_else(|| Fault::Nesting(dimension.name.clone()))?
                }
            });
        }
        refuse_what_cannot_be_proved(&dimensions, &parents, &wanted)?;
        let mut lattice = Lattice { dimensions, parents, margins: wanted, groups: Vec::new(), places: BTreeMap::new() };
        lattice.list_groups();
        Ok(lattice)
    }

    fn list_groups(&mut self) {
        for (margin, of) in self.margins.iter().enumerate() {
            let mut tuples = vec![Vec::new()];
            for dimension in of {
                let values = 0..self.dimensions[*dimension].values.len();
                tuples = tuples.iter().flat_map(|tuple| values.clone().map(|value| [tuple.as_slice(), &[value]].concat())).collect();
            }
            for values in tuples {
                self.places.insert((margin, values.clone()), GroupId(self.groups.len()));
                self.groups.push(Group { margin, values });
            }
        }
    }

    /// Everybody.
    pub fn total(&self) -> GroupId {
        GroupId(0)
    }

    /// Dimensions, in the order of a respondent's values.
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// Margins, each the places of its dimensions; the first is the total.
    pub fn margins(&self) -> &[Vec<usize>] {
        &self.margins
    }

    /// Groups of all margins; a `GroupId` counts them.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Group with these values, as in `[("kind", "EREA")]`, if the lattice has it.
    pub fn group(&self, values: &[(&str, &str)]) -> Option<GroupId> {
        let mut pairs = Vec::new();
        for (name, value) in values {
            let dimension = self.dimensions.iter().position(|dimension| dimension.name == *name)?;
            pairs.push((dimension, self.dimensions[dimension].values.iter().position(|known| known == value)?));
        }
        pairs.sort_unstable();
        let (of, values): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        self.place(self.margins.iter().position(|margin| *margin == of)?, &values)
    }

    /// Group of a margin with these values.
    pub fn place(&self, margin: usize, values: &[usize]) -> Option<GroupId> {
        self.places.get(&(margin, values.to_vec())).copied()
    }

    /// Dimension that this one lies within, and for each value the parent's.
    pub fn parent(&self, dimension: usize) -> Option<&(usize, Vec<usize>)> {
        self.parents[dimension].as_ref()
    }
}

fn refuse_what_cannot_be_proved(dimensions: &[Dimension], parents: &[Option<(usize, Vec<usize>)>], margins: &[Vec<usize>]) -> Result<(), Fault> {
    let name = |margin: &Vec<usize>| margin.iter().map(|dimension| dimensions[*dimension].name.as_str()).collect::<Vec<_>>().join("×");
    // Families of dimensions that crossings have joined; a crossing inside one family would close a ring.
    let mut family: Vec<usize> = (0..dimensions.len()).collect();
    for margin in margins {
        let [one, other] = margin[..] else {
            if margin.len() > 2 {
                return Err(Fault::Margin(name(margin)));
            }
            continue;
        };
        if family[one] == family[other] || parents[one].is_some() || parents[other].is_some() {
            return Err(Fault::Margin(name(margin)));
        }
        let (from, to) = (family[one], family[other]);
        family.iter_mut().filter(|of| **of == from).for_each(|of| *of = to);
    }
    Ok(())
}
