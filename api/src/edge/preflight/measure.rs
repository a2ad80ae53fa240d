//! Measures: each fragment once, after those it spreads.

use super::*;

/// What stands in a selection set, all fragments opened.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) nodes: u64,
    pub(super) aliases: u64,
    pub(super) directives: u64,
    pub(super) introspection: u64,
    /// Cost that counts once.
    pub(super) once: u64,
    /// Cost that counts for each object of the page whose connection this set is on.
    pub(super) each: u64,
    pub(super) depth: u64,
    pub(super) introspection_depth: u64,
    pub(super) levels: u64,
}

impl Tally {
    /// Two selections of one set: what counts adds up, the higher decides.
    pub(super) fn beside(self, other: Self) -> Self {
        Self {
            nodes: self.nodes.saturating_add(other.nodes),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            introspection: self.introspection.saturating_add(other.introspection),
            once: self.once.saturating_add(other.once),
            each: self.each.saturating_add(other.each),
            depth: self.depth.max(other.depth),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            levels: self.levels.max(other.levels),
        }
    }

    /// Cost of a set that is on no connection, or on one with a single object.
    pub(super) const fn cost(&self) -> u64 {
        self.once.saturating_add(self.each)
    }
}

/// Everything that the limits ask of a document.
pub(super) struct Survey<'d> {
    pub(super) costs: &'d Costs,
    pub(super) most_first: u64,
    pub(super) operation: &'d OperationDefinition,
    /// Value and weight of each variable.
    pub(super) variables: HashMap<&'d str, (&'d Value, u64)>,
    pub(super) uses: HashMap<String, u64>,
    pub(super) fragments: HashMap<&'d str, Tally>,
    pub(super) roots: Roots<'d>,
    pub(super) chosen: Tally,
    /// Values that variables bring again, after their first use.
    pub(super) repeated: u64,
    pub(super) operations: Vec<Tally>,
}

impl<'d> Survey<'d> {
    pub(super) fn of(
        limits: &Limits,
        costs: &'d Costs,
        document: &'d ExecutableDocument,
        operation: &'d OperationDefinition,
        given: &'d Variables,
    ) -> Result<Self, Refusal> {
        let fragments = in_order(document)?;
        let mut survey = Self {
            costs,
            most_first: limits.first,
            operation,
            variables: variables(operation, given),
            uses: HashMap::new(),
            fragments: HashMap::new(),
            roots: Roots::of(operation, &fragments),
            chosen: Tally::default(),
            repeated: 0,
            operations: Vec::new(),
        };
        survey.measure(document, &fragments);
        Ok(survey)
    }

    pub(super) fn measure(&mut self, document: &'d ExecutableDocument, fragments: &Fragments<'d>) {
        for (name, fragment) in fragments {
            let below = self.set(&fragment.selection_set.node, &fragment.type_condition.node.on.node);
            let tally = below.beside(self.directives(&fragment.directives));
            self.fragments.insert(name, tally);
        }
        self.chosen = self.operation(self.operation);
        self.repeated = sum(self.uses.iter().map(|(name, uses)| self.weight_of(name).saturating_mul(uses - 1)));
        self.operations = document.operations.iter().map(|(_, operation)| self.operation(&operation.node)).collect();
    }

    /// The most in one operation or one fragment, used or not: the library walks them all.
    pub(super) fn most(&self, count: fn(&Tally) -> u64) -> u64 {
        self.operations.iter().chain(self.fragments.values()).map(count).max().unwrap_or_default()
    }

    // The library opens the fragments of every operation, chosen or not: operations add up. It copies a variable at every
    // use: 700 uses of a list of 400,000 numbers, in one body of 1 MiB, took it a minute and a half.
    pub(super) fn nodes(&self) -> u64 {
        let operations = sum(self.operations.iter().map(|tally| tally.nodes));
        operations.saturating_add(self.repeated).max(self.most(|tally| tally.nodes))
    }

    pub(super) fn operation(&mut self, operation: &OperationDefinition) -> Tally {
        let mut tally = self.set(&operation.selection_set.node, self.costs.root(operation.ty));
        tally = tally.beside(self.directives(&operation.directives));
        for variable in &operation.variable_definitions {
            tally = tally.beside(self.directives(&variable.node.directives));
        }
        tally
    }

    pub(super) fn set(&mut self, set: &SelectionSet, on: &str) -> Tally {
        let mut tally = Tally::default();
        for item in &set.items {
            tally = tally.beside(self.directives(item.node.directives())).beside(self.selection(&item.node, on));
        }
        tally.levels += u64::from(!set.items.is_empty());
        tally
    }

    pub(super) fn selection(&mut self, selection: &Selection, on: &str) -> Tally {
        let mut tally = match selection {
            Selection::Field(field) => self.field(&field.node, on),
            Selection::FragmentSpread(spread) => self.fragments.get(spread.node.fragment_name.node.as_str()).copied().unwrap_or_default(),
            Selection::InlineFragment(fragment) => {
                let on = fragment.node.type_condition.as_ref().map_or(on, |condition| &condition.node.on.node);
                self.set(&fragment.node.selection_set.node, on)
            }
        };
        // A spread counts too: spreads of spreads of a missing fragment have no field, and the library walks them.
        tally.nodes = tally.nodes.saturating_add(1);
        tally
    }

    pub(super) fn field(&mut self, field: &Field, on: &str) -> Tally {
        let asked = Asked { name: &field.name.node, on, arguments: arguments(field), returned: self.costs.returned(on, &field.name.node) };
        let below = self.set(&field.selection_set.node, asked.type_below());
        let values = sum(asked.arguments.iter().map(|(_, value)| weight(value)));
        let brought = sum(asked.arguments.iter().map(|(_, value)| self.brought(value)));

        let own = 1 + values.saturating_add(brought) / VALUES_OF_A_FIELD;
        let under = self.under(&asked, &below);
        let (inspects, is_each) = (asked.inspects(), asked.is_of_each_object());
        Tally {
            nodes: below.nodes.saturating_add(values),
            aliases: below.aliases.saturating_add(field.alias.is_some().into()),
            introspection: if asked.is_introspection_list() { below.introspection.saturating_mul(10).saturating_add(1) } else { below.introspection },
            once: if is_each { own } else { own.saturating_add(under) },
            each: if is_each { under } else { 0 },
            depth: if inspects { 0 } else { below.depth + 1 },
            introspection_depth: if inspects || below.introspection_depth > 0 { below.introspection_depth + 1 } else { 0 },
            ..below
        }
    }

    /// Cost of what is under a field, for as many objects as it may return.
    pub(super) fn under(&self, asked: &Asked<'_>, below: &Tally) -> u64 {
        match asked.returned {
            _ if asked.inspects() => 0,
            Some(returned) if returned.of.ends_with(CONNECTION) => {
                let first = self.first(self.argument(asked, "first").or(returned.first.as_ref()));
                below.once.saturating_add(below.each.saturating_mul(first))
            }
            _ if asked.name == "nodes" && asked.on == self.costs.query => match self.argument(asked, "ids") {
                Some(Value::List(ids)) => below.cost().saturating_mul(length(ids.iter())),
                _ => below.cost(),
            },
            _ => below.cost(),
        }
    }

    /// Objects on a page, for any `first`: one that is out of range is refused by its resolver, one that is no number by
    /// validation.
    pub(super) fn first(&self, asked: Option<&Value>) -> u64 {
        let first = match asked {
            Some(Value::Number(number)) => number.as_i64().map_or(self.most_first, |first| first.try_into().unwrap_or(0)),
            _ => DEFAULT_PAGE.unsigned_abs().into(),
        };
        first.min(self.most_first).max(1)
    }

    pub(super) fn directives(&mut self, directives: &[Positioned<Directive>]) -> Tally {
        let mut tally = Tally { directives: length(directives.iter()), ..Tally::default() };
        for (_, value) in directives.iter().flat_map(|directive| &directive.node.arguments) {
            let Ok(value) = value.node.clone().into_const_with(marked);
            self.brought(&value);
            tally.nodes = tally.nodes.saturating_add(weight(&value));
        }
        tally.nodes = tally.nodes.saturating_add(tally.directives);
        tally
    }

    /// Values that variables bring into an argument, after noting their use.
    pub(super) fn brought(&mut self, value: &Value) -> u64 {
        match value {
            Value::List(values) => sum(values.iter().map(|value| self.brought(value))),
            Value::Object(fields) => sum(fields.values().map(|value| self.brought(value))),
            _ => variable(value).map_or(0, |name| {
                *self.uses.entry(name.to_owned()).or_default() += 1;
                self.weight_of(name)
            }),
        }
    }

    pub(super) fn weight_of(&self, variable: &str) -> u64 {
        self.variables.get(variable).map_or(0, |(_, weight)| *weight)
    }

    /// Value of an argument; none when it is left out, or is a variable without a value.
    pub(super) fn argument<'v>(&'v self, asked: &'v Asked<'_>, name: &str) -> Option<&'v Value> {
        let (_, value) = asked.arguments.iter().find(|(argument, _)| *argument == name)?;
        match variable(value) {
            Some(name) => self.variables.get(name).map(|(value, _)| *value),
            None => Some(value),
        }
    }
}

/// A field, the type it is asked on and what the schema says of it.
pub(super) struct Asked<'q> {
    pub(super) name: &'q str,
    /// A name that starts with two underscores is one of introspection's types.
    pub(super) on: &'q str,
    pub(super) arguments: Vec<(&'q str, Value)>,
    pub(super) returned: Option<&'q Returned>,
}

impl<'q> Asked<'q> {
    /// The type of the selections below; empty when it is not known.
    pub(super) fn type_below(&self) -> &'q str {
        if self.inspects() { "__" } else { self.returned.map_or("", |returned| &returned.of) }
    }

    pub(super) fn inspects(&self) -> bool {
        self.on.starts_with("__") || matches!(self.name, "__schema" | "__type")
    }

    pub(super) fn is_introspection_list(&self) -> bool {
        self.inspects() && LISTS.contains(&self.name)
    }

    pub(super) fn is_of_each_object(&self) -> bool {
        self.on.ends_with(CONNECTION) && matches!(self.name, "nodes" | "edges")
    }
}

/// Values that a field is given for the cost of one more field: each is copied for each object that shows the field.
pub(super) const VALUES_OF_A_FIELD: u64 = 100;
pub(super) const CONNECTION: &str = "Connection";
/// Lists of introspection that multiply.
pub(super) const LISTS: &[&str] = &["args", "directives", "enumValues", "fields", "inputFields", "interfaces", "possibleTypes", "types"];

/// Values and weights of variables: given, even when the operation declares none of that name (the library copies them
/// all the same), or by default.
pub(super) fn variables<'d>(operation: &'d OperationDefinition, given: &'d Variables) -> HashMap<&'d str, (&'d Value, u64)> {
    let defaults = operation.variable_definitions.iter().filter_map(|variable| Some((&variable.node.name.node, &variable.node.default_value.as_ref()?.node)));
    defaults.chain(given.iter()).map(|(name, value)| (name.as_str(), (value, weight(value)))).collect()
}

/// Values in a value; a long text weighs as many.
pub(super) fn weight(value: &Value) -> u64 {
    let inside = match value {
        Value::List(values) => sum(values.iter().map(weight)),
        Value::Object(fields) => sum(fields.values().map(weight)),
        Value::String(text) => length(text.as_bytes().chunks(1024)).saturating_sub(1),
        _ => 0,
    };
    inside.saturating_add(1)
}

pub(super) fn arguments(field: &Field) -> Vec<(&str, Value)> {
    let opened = field.arguments.iter().map(|(name, value)| {
        let Ok(value) = value.node.clone().into_const_with(marked);
        (name.node.as_str(), value)
    });
    opened.collect()
}

/// Stands for a variable. The library does not export the type of values that hold variables; no enum starts with `$`.
pub(super) fn marked(variable: Name) -> Result<Value, Infallible> {
    Ok(Value::Enum(Name::new(format!("${variable}"))))
}

/// The variable that a value stands for.
pub(super) fn variable(value: &Value) -> Option<&str> {
    match value {
        Value::Enum(name) => name.strip_prefix('$'),
        _ => None,
    }
}
