//! Pre-flight: whether a document may run and what it costs, decided before the library walks it.
//!
//! The library opens fragment spreads without memory before it validates: k spreads in each of n fragments are kⁿ steps.
//! Here characters, tokens and brackets are counted before parsing, which bounds the parser's recursion; then each
//! fragment is measured once, after those it spreads, so that a bomb is a sum of a few numbers. Sums saturate. What does
//! not fit the schema (an unknown field, a missing fragment) is left to validation, which says it better.

use std::{collections::HashMap, convert::Infallible};

use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::{
        self, parse_query, parse_schema,
        types::{
            BaseType, Directive, DocumentOperations, ExecutableDocument, Field, FieldDefinition, FragmentDefinition, OperationDefinition, OperationType,
            SchemaDefinition, Selection, SelectionSet, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
        },
    },
};
use kernel::{
    page::{DEFAULT_PAGE, MAX_PAGE},
    refusal::Refusal,
    text::Text,
};
use serde::Serialize;

/// All limits of a document; published at `/limits` under these names.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// Unicode characters of the document.
    pub characters: u64,
    /// Names, numbers, strings and punctuation of the whole document.
    pub tokens: u64,
    /// Brackets inside one another, of any kind.
    pub nesting: u64,
    /// Levels of fields.
    pub depth: u64,
    /// Levels of fields when some are introspection's.
    pub introspection_depth: u64,
    /// Selection sets inside one another, fragments included.
    pub levels: u64,
    /// Aliases, fragments opened.
    pub aliases: u64,
    /// Times that one mutation field is asked.
    pub same_mutation: u64,
    /// Fields of the root, fragments opened.
    pub root_fields: u64,
    /// Directives, fragments opened.
    pub directives: u64,
    /// Fields, spreads, directives and argument values, fragments opened, of all operations together; and the values of
    /// variables, but for their first use.
    pub nodes: u64,
    /// Lists of introspection; a list inside another counts ten times. The standard introspection query has 162.
    pub introspection: u64,
    /// Fields of the largest possible answer, and one more for each hundred values that a field is given.
    pub cost: u64,
    /// Objects on a page.
    pub first: u64,
    /// Bytes of a request's body.
    pub body_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            characters: 100_000,
            tokens: 5_000,
            nesting: 60,
            depth: 15,
            introspection_depth: 20,
            levels: 32,
            aliases: 100,
            same_mutation: 10,
            root_fields: 20,
            directives: 50,
            nodes: 20_000,
            introspection: 500,
            cost: 10_000,
            first: MAX_PAGE.unsigned_abs().into(),
            body_bytes: 1024 * 1024,
        }
    }
}

/// Why a document does not run.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// It is not GraphQL.
    #[error(transparent)]
    Syntax(#[from] parser::Error),
    /// It asks too much, or does not say what to run.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// A document that may run.
#[derive(Debug)]
pub struct Checked {
    /// The whole document: validation judges all of it.
    pub document: ExecutableDocument,
    /// What the chosen operation is.
    pub operation: OperationType,
    /// What the chosen operation costs at most.
    pub cost: u64,
}

/// Decides whether the operation of that name may run. The first limit it exceeds stops it, in the order of [`Limits`].
pub fn check(limits: &Limits, costs: &Costs, query: &str, operation_name: Option<&str>, variables: &Variables) -> Result<Checked, Stopped> {
    limits.admit_text(query)?;
    let document = parse_query(query)?;
    let operation = choose(&document, operation_name)?;
    let survey = Survey::of(limits, costs, &document, operation, variables)?;
    limits.admit(&survey)?;

    Ok(Checked { operation: operation.ty, cost: survey.chosen.cost(), document })
}

impl Limits {
    fn admit_text(&self, query: &str) -> Result<(), Refusal> {
        within("characters", self.characters, length(query.chars()))?;
        let lexed = lex(query);
        within("tokens", self.tokens, lexed.tokens)?;
        within("nesting", self.nesting, lexed.nesting)
    }

    fn admit(&self, survey: &Survey<'_>) -> Result<(), Refusal> {
        let Survey { chosen, roots, .. } = survey;
        within("depth", self.depth, survey.most(|tally| tally.depth))?;
        within("introspectionDepth", self.introspection_depth, survey.most(|tally| tally.introspection_depth))?;
        within("levels", self.levels, survey.most(|tally| tally.levels))?;
        within("aliases", self.aliases, chosen.aliases)?;
        if survey.operation.ty == OperationType::Mutation {
            within("sameMutation", self.same_mutation, roots.fields.values().copied().max().unwrap_or_default())?;
        }
        within("rootFields", self.root_fields, sum(roots.fields.values().copied()))?;
        within("directives", self.directives, survey.most(|tally| tally.directives))?;
        within("nodes", self.nodes, survey.nodes())?;
        within("introspection", self.introspection, survey.most(|tally| tally.introspection))?;
        within("cost", self.cost, chosen.cost())
    }
}

fn within(limit: &'static str, max: u64, actual: u64) -> Result<(), Refusal> {
    if actual > max { Err(Refusal::LimitExceeded { limit, max, actual }) } else { Ok(()) }
}

fn length<I: Iterator>(items: I) -> u64 {
    items.count().try_into().unwrap_or(u64::MAX)
}

fn sum(counts: impl Iterator<Item = u64>) -> u64 {
    counts.fold(0, u64::saturating_add)
}

// ---- Before parsing

#[derive(Debug, Default)]
struct Lexed {
    tokens: u64,
    nesting: u64,
}

/// Counts what the parser will meet. May count more than the parser does, never less: what looks like a string or a
/// comment here is one there.
fn lex(query: &str) -> Lexed {
    let (mut lexed, mut open) = (Lexed::default(), 0_u64);
    let mut rest = query.as_bytes();
    while let Some(&first) = rest.first() {
        let blank = blank(rest);
        if blank == 0 {
            lexed.tokens += 1;
            match first {
                b'(' | b'[' | b'{' => open += 1,
                b')' | b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            lexed.nesting = lexed.nesting.max(open);
        }
        let step = if blank == 0 { token(rest) } else { blank };
        rest = &rest[step..];
    }
    lexed
}

/// Bytes of white space or of a comment at the start; zero when a token is there.
fn blank(rest: &[u8]) -> usize {
    match rest {
        [b' ' | b',' | b'\t' | b'\n' | b'\r', ..] => 1,
        [0xEF, 0xBB, 0xBF, ..] => 3,
        [b'#', ..] => rest.iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count(),
        _ => 0,
    }
}

/// Bytes of the token at the start; all that is left when the parser cannot pass it.
fn token(rest: &[u8]) -> usize {
    match rest {
        [b'.', b'.', b'.', ..] => 3,
        [b'"', b'"', b'"', ..] => block_string(rest),
        [b'"', ..] => string(rest),
        [b'-' | b'0'..=b'9', ..] => number(rest),
        [b'_' | b'A'..=b'Z' | b'a'..=b'z', ..] => name(rest),
        [b'!' | b'$' | b'&' | b'(' | b')' | b':' | b'=' | b'@' | b'[' | b']' | b'{' | b'|' | b'}', ..] => 1,
        _ => rest.len(),
    }
}

/// The parser takes the two quotes of a block string that never ends for an empty string, and reads on.
fn block_string(rest: &[u8]) -> usize {
    let mut end = 3;
    while end < rest.len() {
        match &rest[end..] {
            [b'"', b'"', b'"', ..] => return end + 3,
            [b'\\', b'"', b'"', b'"', ..] => end += 4,
            _ => end += 1,
        }
    }
    2
}

fn string(rest: &[u8]) -> usize {
    let mut end = 1;
    while let Some(byte) = rest.get(end) {
        match byte {
            b'"' => return end + 1,
            b'\n' | b'\r' => break,
            b'\\' => end += 2,
            _ => end += 1,
        }
    }
    rest.len()
}

/// The parser reads `00` as two numbers: a list of zeros is as long as its text.
fn number(rest: &[u8]) -> usize {
    let digits = |from: usize| rest[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = usize::from(rest[0] == b'-');
    end += if rest.get(end) == Some(&b'0') { 1 } else { digits(end) };
    if rest.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(rest.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
        end += 1 + sign + digits(end + 1 + sign);
    }
    end
}

/// The parser reads `truetrue` as two values, so that a name like `nullable` counts as two tokens here.
fn name(rest: &[u8]) -> usize {
    let word = [b"true".as_slice(), b"false", b"null"].into_iter().find(|word| rest.starts_with(word));
    word.map_or_else(|| rest.iter().take_while(|byte| matches!(byte, b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')).count(), <[u8]>::len)
}

// ---- What is to run, and in which order it is measured

/// The operation that the library will run: the same rule, with a better message.
fn choose<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Result<&'d OperationDefinition, Refusal> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(only), None) => Some(only),
        (DocumentOperations::Multiple(named), Some(name)) => named.get(name),
        (DocumentOperations::Multiple(named), None) if named.len() == 1 => named.values().next(),
        _ => None,
    };
    found.map(|operation| &operation.node).ok_or_else(|| Refusal::BadRequest(which(document, name)))
}

fn which(document: &ExecutableDocument, name: Option<&str>) -> Text {
    let names = listed(document.operations.iter().filter_map(|(name, _)| name.map(Name::as_str)).collect());
    match name.map(short) {
        None => Text::of(
            format!("The document has several operations: say in operationName which one to run ({names})."),
            format!("Le document a plusieurs opérations : dites dans operationName laquelle exécuter ({names})."),
        ),
        Some(name) if names.is_empty() => Text::of(
            format!("operationName is \"{name}\", but the document's only operation has no name: name it, or leave operationName out."),
            format!("operationName vaut « {name} », mais la seule opération du document n'a pas de nom : nommez-la, ou omettez operationName."),
        ),
        Some(name) => Text::of(
            format!("The document has no operation named \"{name}\"; it has {names}."),
            format!("Le document n'a pas d'opération nommée « {name} » ; il a {names}."),
        ),
    }
}

/// A few names for a message.
fn listed(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    let shown: Vec<String> = names.iter().take(10).map(|name| short(name)).collect();
    shown.join(", ") + if names.len() > shown.len() { ", …" } else { "" }
}

fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

type Fragments<'d> = Vec<(&'d str, &'d FragmentDefinition)>;

/// The fragments, each after those it spreads. Without recursion: a chain of fragments may be long.
fn in_order(document: &ExecutableDocument) -> Result<Fragments<'_>, Refusal> {
    let mut waiting = HashMap::new();
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut spreads = Vec::new();
        spreads_in(&fragment.node.selection_set.node, &mut spreads);
        spreads.retain(|spread| document.fragments.contains_key(*spread));
        waiting.insert(name.as_str(), spreads.len());
        spreads.into_iter().for_each(|spread| users.entry(spread).or_default().push(name));
    }
    let mut ready: Vec<&str> = waiting.iter().filter(|(_, left)| **left == 0).map(|(name, _)| *name).collect();
    let mut ordered = Fragments::new();
    while let Some(name) = ready.pop() {
        waiting.remove(name);
        ordered.extend(document.fragments.get(name).map(|fragment| (name, &fragment.node)));
        for user in users.remove(name).unwrap_or_default() {
            let left = waiting.get_mut(user).expect("a fragment waits for all that it spreads");
            *left -= 1;
            if *left == 0 {
                ready.push(user);
            }
        }
    }
    if waiting.is_empty() { Ok(ordered) } else { Err(circle(waiting.into_keys().collect())) }
}

fn spreads_in<'d>(set: &'d SelectionSet, spreads: &mut Vec<&'d str>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => spreads_in(&field.node.selection_set.node, spreads),
            Selection::InlineFragment(fragment) => spreads_in(&fragment.node.selection_set.node, spreads),
            Selection::FragmentSpread(spread) => spreads.push(&spread.node.fragment_name.node),
        }
    }
}

fn circle(names: Vec<&str>) -> Refusal {
    let names = listed(names);
    Refusal::BadRequest(Text::of(
        format!("A fragment must not spread itself, not even through others; look at {names}."),
        format!("Un fragment ne doit pas s'inclure lui-même, même à travers d'autres ; voyez {names}."),
    ))
}

/// How often each field is asked at the root, and each fragment spread there.
#[derive(Debug, Default)]
struct Roots<'d> {
    fields: HashMap<&'d str, u64>,
    spreads: HashMap<&'d str, u64>,
}

impl<'d> Roots<'d> {
    fn of(operation: &'d OperationDefinition, fragments: &Fragments<'d>) -> Self {
        let mut roots = Self::default();
        roots.add(&operation.selection_set.node, 1);
        for (name, fragment) in fragments.iter().rev() {
            if let Some(times) = roots.spreads.get(name).copied() {
                roots.add(&fragment.selection_set.node, times);
            }
        }
        roots
    }

    fn add(&mut self, set: &'d SelectionSet, times: u64) {
        for item in &set.items {
            let count = match &item.node {
                Selection::Field(field) => self.fields.entry(&field.node.name.node).or_default(),
                Selection::FragmentSpread(spread) => self.spreads.entry(&spread.node.fragment_name.node).or_default(),
                Selection::InlineFragment(fragment) => {
                    self.add(&fragment.node.selection_set.node, times);
                    continue;
                }
            };
            *count = count.saturating_add(times);
        }
    }
}

// ---- Measures

/// What stands in a selection set, all fragments opened.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    nodes: u64,
    aliases: u64,
    directives: u64,
    introspection: u64,
    /// Cost that counts once.
    once: u64,
    /// Cost that counts for each object of the page whose connection this set is on.
    each: u64,
    depth: u64,
    introspection_depth: u64,
    levels: u64,
}

impl Tally {
    /// Two selections of one set: what counts adds up, the higher decides.
    fn beside(self, other: Self) -> Self {
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
    const fn cost(&self) -> u64 {
        self.once.saturating_add(self.each)
    }
}

/// Everything that the limits ask of a document.
struct Survey<'d> {
    costs: &'d Costs,
    most_first: u64,
    operation: &'d OperationDefinition,
    /// Value and weight of each variable.
    variables: HashMap<&'d str, (&'d Value, u64)>,
    uses: HashMap<String, u64>,
    fragments: HashMap<&'d str, Tally>,
    roots: Roots<'d>,
    chosen: Tally,
    /// Values that variables bring again, after their first use.
    repeated: u64,
    operations: Vec<Tally>,
}

impl<'d> Survey<'d> {
    fn of(
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

    fn measure(&mut self, document: &'d ExecutableDocument, fragments: &Fragments<'d>) {
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
    fn most(&self, count: fn(&Tally) -> u64) -> u64 {
        self.operations.iter().chain(self.fragments.values()).map(count).max().unwrap_or_default()
    }

    // The library opens the fragments of every operation, chosen or not: operations add up. It copies a variable at every
    // use: 700 uses of a list of 400,000 numbers, in one body of 1 MiB, took it a minute and a half.
    fn nodes(&self) -> u64 {
        let operations = sum(self.operations.iter().map(|tally| tally.nodes));
        operations.saturating_add(self.repeated).max(self.most(|tally| tally.nodes))
    }

    fn operation(&mut self, operation: &OperationDefinition) -> Tally {
        let mut tally = self.set(&operation.selection_set.node, self.costs.root(operation.ty));
        tally = tally.beside(self.directives(&operation.directives));
        for variable in &operation.variable_definitions {
            tally = tally.beside(self.directives(&variable.node.directives));
        }
        tally
    }

    fn set(&mut self, set: &SelectionSet, on: &str) -> Tally {
        let mut tally = Tally::default();
        for item in &set.items {
            tally = tally.beside(self.directives(item.node.directives())).beside(self.selection(&item.node, on));
        }
        tally.levels += u64::from(!set.items.is_empty());
        tally
    }

    fn selection(&mut self, selection: &Selection, on: &str) -> Tally {
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

    fn field(&mut self, field: &Field, on: &str) -> Tally {
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
    fn under(&self, asked: &Asked<'_>, below: &Tally) -> u64 {
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
    fn first(&self, asked: Option<&Value>) -> u64 {
        let first = match asked {
            Some(Value::Number(number)) => number.as_i64().map_or(self.most_first, |first| first.try_into().unwrap_or(0)),
            _ => DEFAULT_PAGE.unsigned_abs().into(),
        };
        first.min(self.most_first).max(1)
    }

    fn directives(&mut self, directives: &[Positioned<Directive>]) -> Tally {
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
    fn brought(&mut self, value: &Value) -> u64 {
        match value {
            Value::List(values) => sum(values.iter().map(|value| self.brought(value))),
            Value::Object(fields) => sum(fields.values().map(|value| self.brought(value))),
            _ => variable(value).map_or(0, |name| {
                *self.uses.entry(name.to_owned()).or_default() += 1;
                self.weight_of(name)
            }),
        }
    }

    fn weight_of(&self, variable: &str) -> u64 {
        self.variables.get(variable).map_or(0, |(_, weight)| *weight)
    }

    /// Value of an argument; none when it is left out, or is a variable without a value.
    fn argument<'v>(&'v self, asked: &'v Asked<'_>, name: &str) -> Option<&'v Value> {
        let (_, value) = asked.arguments.iter().find(|(argument, _)| *argument == name)?;
        match variable(value) {
            Some(name) => self.variables.get(name).map(|(value, _)| *value),
            None => Some(value),
        }
    }
}

/// A field, the type it is asked on and what the schema says of it.
struct Asked<'q> {
    name: &'q str,
    /// A name that starts with two underscores is one of introspection's types.
    on: &'q str,
    arguments: Vec<(&'q str, Value)>,
    returned: Option<&'q Returned>,
}

impl<'q> Asked<'q> {
    /// The type of the selections below; empty when it is not known.
    fn type_below(&self) -> &'q str {
        if self.inspects() { "__" } else { self.returned.map_or("", |returned| &returned.of) }
    }

    fn inspects(&self) -> bool {
        self.on.starts_with("__") || matches!(self.name, "__schema" | "__type")
    }

    fn is_introspection_list(&self) -> bool {
        self.inspects() && LISTS.contains(&self.name)
    }

    fn is_of_each_object(&self) -> bool {
        self.on.ends_with(CONNECTION) && matches!(self.name, "nodes" | "edges")
    }
}

/// Values that a field is given for the cost of one more field: each is copied for each object that shows the field.
const VALUES_OF_A_FIELD: u64 = 100;
const CONNECTION: &str = "Connection";
/// Lists of introspection that multiply.
const LISTS: &[&str] = &["args", "directives", "enumValues", "fields", "inputFields", "interfaces", "possibleTypes", "types"];

/// Values and weights of variables: given, even when the operation declares none of that name (the library copies them
/// all the same), or by default.
fn variables<'d>(operation: &'d OperationDefinition, given: &'d Variables) -> HashMap<&'d str, (&'d Value, u64)> {
    let defaults = operation.variable_definitions.iter().filter_map(|variable| Some((&variable.node.name.node, &variable.node.default_value.as_ref()?.node)));
    defaults.chain(given.iter()).map(|(name, value)| (name.as_str(), (value, weight(value)))).collect()
}

/// Values in a value; a long text weighs as many.
fn weight(value: &Value) -> u64 {
    let inside = match value {
        Value::List(values) => sum(values.iter().map(weight)),
        Value::Object(fields) => sum(fields.values().map(weight)),
        Value::String(text) => length(text.as_bytes().chunks(1024)).saturating_sub(1),
        _ => 0,
    };
    inside.saturating_add(1)
}

fn arguments(field: &Field) -> Vec<(&str, Value)> {
    let opened = field.arguments.iter().map(|(name, value)| {
        let Ok(value) = value.node.clone().into_const_with(marked);
        (name.node.as_str(), value)
    });
    opened.collect()
}

/// Stands for a variable. The library does not export the type of values that hold variables; no enum starts with `$`.
fn marked(variable: Name) -> Result<Value, Infallible> {
    Ok(Value::Enum(Name::new(format!("${variable}"))))
}

/// The variable that a value stands for.
fn variable(value: &Value) -> Option<&str> {
    match value {
        Value::Enum(name) => name.strip_prefix('$'),
        _ => None,
    }
}

// ---- The schema

/// What each field returns, from the SDL: built once at start.
#[derive(Debug)]
pub struct Costs {
    query: String,
    mutation: String,
    subscription: String,
    types: HashMap<String, HashMap<String, Returned>>,
}

/// What a field returns.
#[derive(Debug)]
struct Returned {
    /// Its type, out of lists and non-null.
    of: String,
    /// Default of its argument `first`.
    first: Option<Value>,
}

impl Costs {
    /// Reads the schema that the server prints of itself.
    ///
    /// # Panics
    /// When the SDL cannot be parsed.
    pub fn from_sdl(sdl: &str) -> Self {
        let document = parse_schema(sdl).expect("the library reads the SDL that it prints");
        let mut costs = Self { query: "Query".into(), mutation: "Mutation".into(), subscription: "Subscription".into(), types: HashMap::new() };
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => costs.name_roots(schema.node),
                TypeSystemDefinition::Type(definition) => costs.learn(definition.node),
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        costs
    }

    fn name_roots(&mut self, schema: SchemaDefinition) {
        let named = [(&mut self.query, schema.query), (&mut self.mutation, schema.mutation), (&mut self.subscription, schema.subscription)];
        for (root, name) in named {
            if let Some(name) = name {
                *root = name.node.to_string();
            }
        }
    }

    fn learn(&mut self, definition: TypeDefinition) {
        let fields = match definition.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            _ => return,
        };
        let known = self.types.entry(definition.name.node.to_string()).or_default();
        known.extend(fields.into_iter().map(|field| (field.node.name.node.to_string(), Returned::by(field.node))));
    }

    fn root(&self, operation: OperationType) -> &str {
        match operation {
            OperationType::Query => &self.query,
            OperationType::Mutation => &self.mutation,
            OperationType::Subscription => &self.subscription,
        }
    }

    fn returned(&self, on: &str, field: &str) -> Option<&Returned> {
        self.types.get(on)?.get(field)
    }
}

impl Returned {
    fn by(field: FieldDefinition) -> Self {
        let first = field.arguments.into_iter().find(|argument| argument.node.name.node == "first");
        Self { of: named(&field.ty.node).to_string(), first: first.and_then(|argument| argument.node.default_value).map(|value| value.node) }
    }
}

fn named(ty: &Type) -> &Name {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => named(of),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        fmt::Write,
        iter, thread,
        time::{Duration, Instant},
    };

    use serde_json::json;

    use super::*;

    const SDL: &str = r#"
        schema { query: Query mutation: Mutation }
        type Query {
            school(uai: ID): School
            schools(first: Int, after: String): SchoolConnection
            wide(first: Int = 50): SchoolConnection!
            nodes("Ids." ids: [ID!]!): [Node]!
            codes(like: [Int!]): [String!]!
            found: Found
            me: Query
        }
        type Mutation { rename(name: String): School close: School }
        interface Node { id: ID! notes(first: Int): NoteConnection }
        union Found = School | Note
        type School implements Node {
            id: ID! name: String head: Person parts: [School!]!
            pupils(first: Int): PersonConnection notes(first: Int): NoteConnection
        }
        type Person { id: ID! name(like: [Int!]): String }
        type Note implements Node { id: ID! notes(first: Int): NoteConnection }
        type SchoolConnection { nodes: [School!]! edges: [SchoolEdge!]! totalCount: Int! pageInfo: PageInfo! }
        type SchoolEdge { cursor: String! node: School }
        type PersonConnection { nodes: [Person!]! totalCount: Int! }
        type NoteConnection { nodes: [Note!]! }
        type PageInfo { hasNextPage: Boolean! endCursor: String }
    "#;

    // getIntrospectionQuery of graphql 16 with all its options.
    const INTROSPECTION: &str = "
        query IntrospectionQuery {
          __schema {
            description
            queryType { name kind }
            mutationType { name kind }
            subscriptionType { name kind }
            types { ...FullType }
            directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
          }
        }
        fragment FullType on __Type {
          kind name description specifiedByURL isOneOf
          fields(includeDeprecated: true) {
            name description
            args(includeDeprecated: true) { ...InputValue }
            type { ...TypeRef }
            isDeprecated deprecationReason
          }
          inputFields(includeDeprecated: true) { ...InputValue }
          interfaces { ...TypeRef }
          enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
          possibleTypes { ...TypeRef }
        }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
        fragment TypeRef on __Type {
          kind name
          ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
            ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
        }
    ";

    fn run(query: &str) -> Result<Checked, Stopped> {
        run_with(&Limits::default(), query, json!({}))
    }

    fn run_with(limits: &Limits, query: &str, variables: serde_json::Value) -> Result<Checked, Stopped> {
        check(limits, &Costs::from_sdl(SDL), query, None, &Variables::from_json(variables))
    }

    fn named(query: &str, name: &str) -> Result<Checked, Stopped> {
        check(&Limits::default(), &Costs::from_sdl(SDL), query, Some(name), &Variables::default())
    }

    fn cost(query: &str, variables: serde_json::Value) -> u64 {
        let limits = Limits { cost: u64::MAX, nodes: u64::MAX, ..Limits::default() };
        run_with(&limits, query, variables).expect(query).cost
    }

    /// The limit that refuses, with what was asked.
    fn refused(outcome: Result<Checked, Stopped>) -> Option<(&'static str, u64)> {
        match outcome {
            Ok(_) => None,
            Err(Stopped::Refused(Refusal::LimitExceeded { limit, actual, .. })) => Some((limit, actual)),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn said(outcome: Result<Checked, Stopped>) -> String {
        match outcome {
            Err(Stopped::Refused(Refusal::BadRequest(text))) => text.in_(kernel::text::Locale::En).to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// `open` n times, then the core, then `close` n times.
    fn around(open: &str, core: &str, close: &str, times: usize) -> String {
        format!("{}{core}{}", open.repeat(times), close.repeat(times))
    }

    /// Fragments that each spread the next a number of times; the first is spread by the operation, the last asks `core`.
    fn bomb(fragments: usize, spreads: usize, core: &str) -> String {
        let mut query = "{ ...f0 }".to_owned();
        for fragment in 0..fragments {
            let next = format!("...f{} ", fragment + 1).repeat(spreads);
            write!(query, "fragment f{fragment} on Query {{ {next} }}").expect("a string takes it");
        }
        query + &format!("fragment f{fragments} on Query {{ {core} }}")
    }

    #[test]
    fn the_standard_introspection_passes_and_costs_one() {
        let checked = run(INTROSPECTION).expect("it passes");
        assert_eq!((checked.operation, checked.cost), (OperationType::Query, 1));
        let tight = Limits { introspection_depth: 15, introspection: 162, depth: 0, ..Limits::default() };
        assert_eq!(refused(run_with(&tight, INTROSPECTION, json!({}))), None);
        let tighter = Limits { introspection: 161, ..Limits::default() };
        assert_eq!(refused(run_with(&tighter, INTROSPECTION, json!({}))), Some(("introspection", 162)));
        let in_circles = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
        assert_eq!(refused(run(in_circles)), Some(("introspection", 1_111)));
    }

    #[test]
    fn each_limit_passes_what_it_names_and_refuses_one_more() {
        type Document = fn(usize) -> String;
        let documents: [(&str, usize, Document); 13] = [
            ("characters", 100_000, |n| format!("{{ codes }} #{}", "é".repeat(n - 11))),
            ("tokens", 5_000, |n| format!("{{ codes(like: [{}]) }}", "0".repeat(n - 9))),
            ("nesting", 60, |n| format!("{{ codes(like: {}) }}", around("[", "", "]", n - 2))),
            ("depth", 15, |n| format!("{{ {} }}", around("me {", "codes", "}", n - 1))),
            ("introspectionDepth", 20, |n| format!("{{ __schema {{ queryType {{ {} }} }} }}", around("ofType {", "name", "}", n - 3))),
            ("levels", 32, |n| around("{ ...", "{ codes }", "}", n - 1)),
            ("aliases", 100, |n| format!("{{ found {{ {} }} }}", "a: __typename ".repeat(n))),
            ("sameMutation", 10, |n| format!("mutation {{ close {{ id }} {} }}", "rename { id } ".repeat(n))),
            ("rootFields", 20, |n| format!("{{ {} }}", "codes ".repeat(n))),
            ("directives", 50, |n| format!("{{ codes {} }}", "@skip(if: true) ".repeat(n))),
            ("nodes", 20_000, |n| {
                let ninety_nine = format!("fragment f on Query {{ {} }}", "codes ".repeat(99));
                format!("{{ me {{ {} {} }} }} {ninety_nine}", "...f ".repeat((n - 1) / 100), "codes ".repeat((n - 1) % 100))
            }),
            ("introspection", 500, |n| format!("{{ __schema {{ {} }} }}", "types { name } ".repeat(n))),
            ("cost", 10_000, |n| format!("{{ schools(first: 100) {{ nodes {{ {} }} }} me {{ {} }} }}", "id ".repeat(99), "codes ".repeat(n - 9_903))),
        ];
        let published = serde_json::to_value(Limits::default()).expect("plain numbers");
        for (limit, most, document) in documents {
            let limits = if limit == "cost" { Limits::default() } else { Limits { cost: u64::MAX, ..Limits::default() } };
            assert_eq!(published[limit], most, "{limit}");
            assert_eq!(refused(run_with(&limits, &document(most), json!({}))), None, "{limit} at the limit");
            let over = u64::try_from(most + 1).expect("a small number");
            assert_eq!(refused(run_with(&limits, &document(most + 1), json!({}))), Some((limit, over)), "{limit} over it");
        }
    }

    #[test]
    fn directives_count_wherever_they_stand() {
        let query =
            "query($first: Int @a) @a { schools(first: $first) @a { ... @a { totalCount } ...f @a } } fragment f on SchoolConnection @a { nodes { id @a } }";
        assert_eq!(refused(run_with(&Limits { directives: 6, ..Limits::default() }, query, json!({}))), Some(("directives", 7)));
    }

    #[test]
    fn fan_out_is_counted_not_walked() {
        let bombs = [
            bomb(20, 2, "codes"),
            bomb(8, 6, "codes"),
            bomb(8, 6, "...missing"),
            bomb(480, 2, "codes"),
            bomb(12, 2, &format!("codes(like: [{}])", "1 ".repeat(4_000))),
            format!("{} {}", bomb(12, 2, "me { id }"), (0..600).fold(String::new(), |all, n| all + &format!("query q{n} {{ ...f0 }}"))).replacen(
                '{',
                "query q { ",
                1,
            ),
        ];
        let limits = Limits { root_fields: u64::MAX, ..Limits::default() };
        let costs = Costs::from_sdl(SDL);
        for query in bombs {
            let name = query.contains("query q ").then_some("q");
            let timed = || {
                let start = Instant::now();
                let outcome = check(&limits, &costs, &query, name, &Variables::default());
                assert!(refused(outcome).is_some_and(|(limit, _)| limit == "nodes" || limit == "levels"), "{query:.80}");
                start.elapsed()
            };
            // The fastest of a few: other tests share the processors.
            let fastest = iter::repeat_with(timed).take(5).min().expect("five tries");
            assert!(fastest < Duration::from_millis(50), "{fastest:?} {query:.80}");
        }
    }

    #[test]
    fn root_fields_count_through_fragments() {
        assert_eq!(refused(run(&bomb(4, 2, "... { codes }"))), None);
        assert_eq!(refused(run(&bomb(5, 2, "... { codes }"))), Some(("rootFields", 32)));
        let mutation = "mutation { ...a ...a ...a } fragment a on Mutation { ...b ...b } fragment b on Mutation { x: rename { id } rename { id } }";
        assert_eq!(refused(run(mutation)), Some(("sameMutation", 12)));
    }

    #[test]
    fn what_does_not_run_counts_too() {
        let deep = around("me {", "codes", "}", 15);
        assert_eq!(refused(named(&format!("query a {{ codes }} query b {{ {deep} }}"), "a")), Some(("depth", 16)));
        assert_eq!(refused(run(&format!("{{ codes }} fragment unused on Query {{ {deep} }}"))), Some(("depth", 16)));
        let half = format!("fragment f on Query {{ me {{ {} }} }}", "... { codes } ".repeat(1_000));
        assert_eq!(
            refused(named(&format!("query a {{ me {{ ...f ...f ...f }} }} query b {{ me {{ ...f ...f ...f ...f ...f ...f ...f }} }} {half}"), "a")),
            Some(("nodes", 20_022))
        );
        let costly = "query a { codes } query b { schools(first: 100) { nodes { pupils(first: 100) { nodes { id name } } } } }";
        assert_eq!(named(costly, "a").expect("the other does not run").cost, 1);
    }

    #[test]
    fn a_fragment_in_itself_is_refused() {
        for query in [
            "{ ...a } fragment a on Query { ...a }",
            "{ ...a } fragment a on Query { ...b codes } fragment b on Query { me { ... { ...a } } }",
            "{ codes } fragment a on Query { me { ...a } }",
        ] {
            assert!(said(run(query)).contains("look at a"), "{query}");
        }
        run("{ ...missing ...a } fragment a on Query { ...b ...b } fragment b on Query { codes }").expect("nothing is in itself");
    }

    #[test]
    fn hostile_text_neither_panics_nor_overflows_the_stack() {
        let small = thread::Builder::new().stack_size(2 * 1024 * 1024);
        let done = small.spawn(|| {
            for (open, close) in [("[", "]"), ("{a:", "}"), ("(", ")")] {
                let nested = |times| format!("{{ codes(like: {}) }}", around(open, "1", close, times));
                assert_eq!(refused(run(&nested(10_000))), if open == "{a:" { Some(("tokens", 40_008)) } else { Some(("tokens", 20_008)) });
                let _ = run(&nested(58));
            }
            for (open, close) in [("{ a ", " }"), ("{ ... ", " }"), ("{ ... on Query ", " }")] {
                assert!(matches!(refused(run(&around(open, "{ a }", close, 5_000))), Some(("tokens", _))));
                assert!(matches!(refused(run(&around(open, "{ a }", close, 900))), Some(("nesting", 901))));
                assert!(matches!(refused(run(&around(open, "{ a }", close, 59))), Some(("depth" | "levels", _))));
            }
            assert_eq!(refused(run(&around("query($a: ", "Int", ") { a }", 1).replace("Int", &around("[", "Int", "]", 1_000)))), Some(("nesting", 1_001)));
            assert_eq!(refused(run(&format!("{{ codes(like: [\"\"\"x\" {} ] ) }}", around("[", "1", "]", 1_000)))), Some(("nesting", 1_003)));
            assert!(matches!(refused(run(&bomb(490, 1, "codes"))), Some(("levels", 492))));
        });
        done.expect("a thread").join().expect("no panic");
    }

    #[test]
    fn what_is_not_graphql_is_a_syntax_error() {
        for query in [
            "",
            "{",
            "}",
            "{}",
            "{ r(a: [4e444]) }",
            "{ a(b: \"x) }",
            "{ a(b: \"\"\"x) }",
            "{ a(b: \"\"\"\\\"\"\") }",
            "\"",
            "\"\\",
            "\u{feff}",
            "#",
            "{ a .. b }",
            "{ a(b: -) }",
            "{ a(b: 1.) }",
            "{ a(b: \"\\u12\") }",
            "{ a } { b }",
            "query a { b } query a { b }",
            "é",
            "{ a(b: 1e+) }",
            "\0",
            "fragment f on Query { codes }",
        ] {
            assert!(matches!(run(query), Err(Stopped::Syntax(_))), "{query}");
        }
    }

    #[test]
    fn tokens_are_never_fewer_than_the_parser_finds() {
        for (text, tokens, nesting) in [
            ("", 0, 0),
            ("{ a, b }\u{feff} # { [ (", 4, 1),
            ("{ a(b: \"{ [ \\\" ( \") }", 8, 2),
            ("{ a(b: \"\"\" \" \\\"\"\" [[[ \"\"\") }", 8, 2),
            ("{ a(b: [\"\"\"x\" [[]]]) }", 15, 5),
            ("000", 3, 0),
            ("-1.5e+3 10 1-1", 4, 0),
            ("truetrue nullnullx", 5, 0),
            ("...a ... on B @c(d: $e)", 13, 1),
            ("a \\ b c", 2, 0),
            ("}}}{{", 5, 2),
        ] {
            let lexed = lex(text);
            assert_eq!((lexed.tokens, lexed.nesting), (tokens, nesting), "{text}");
        }
    }

    #[test]
    fn the_operation_is_the_one_the_library_runs() {
        let two = "query b { codes } mutation a { close { id } }";
        assert_eq!(named(two, "a").expect("it is there").operation, OperationType::Mutation);
        assert_eq!(run("query only { codes }").expect("there is no other").operation, OperationType::Query);
        assert_eq!(said(run(two)), "The document has several operations: say in operationName which one to run (a, b).");
        assert_eq!(said(named(two, "c")), "The document has no operation named \"c\"; it has a, b.");
        assert!(said(named("{ codes }", "a")).contains("has no name"));
        assert!(said(named(two, &"x".repeat(100_000))).len() < 200);
    }

    #[test]
    fn cost_is_what_the_largest_answer_shows() {
        for (query, expected) in [
            ("{ codes }", 1),
            ("{ school { id name head { name } } }", 5),
            // A page, its list, and each row's fields.
            ("{ schools(first: 10) { nodes { id name } } }", 2 + 10 * 2),
            ("{ schools(first: 10) { edges { cursor node { id } } } }", 2 + 10 * 3),
            ("{ schools(first: 10) { totalCount pageInfo { hasNextPage } } }", 1 + 1 + 2),
            ("{ schools(first: 10) { totalCount nodes { id } edges { cursor } } }", 4 + 10 + 10),
            ("{ schools(first: 10) { nodes { pupils(first: 5) { totalCount nodes { name } } } } }", 2 + 10 * (1 + 2 + 5)),
            ("{ schools(first: 10) { nodes { head { name } pupils(first: 5) { nodes { name } } } } }", 2 + 10 * (2 + 2 + 5)),
            ("{ me { me { schools(first: 3) { nodes { id } } } } }", 4 + 3),
            // Pages of no given length.
            ("{ schools { nodes { id } } }", 2 + 20),
            ("{ schools(first: null) { nodes { id } } }", 2 + 20),
            ("{ wide { nodes { id } } }", 2 + 50),
            ("{ wide(first: 2) { nodes { id } } }", 2 + 2),
            ("{ schools(first: -1) { nodes { id } } }", 2 + 1),
            ("{ schools(first: 0) { nodes { id } } }", 2 + 1),
            ("{ schools(first: 2147483647) { nodes { id } } }", 2 + 100),
            ("{ schools(first: 99999999999999999999) { nodes { id } } }", 2 + 100),
            // Other lists count once; named objects each.
            ("{ school { parts { id } } }", 3),
            ("{ nodes(ids: [1, 2, 3]) { id } }", 1 + 3),
            ("{ nodes(ids: 1) { id } }", 1 + 1),
            ("{ nodes(ids: [1, 2, 3]) { id ... on School { pupils(first: 5) { nodes { id } } } } }", 1 + 3 * (1 + 2 + 5)),
            ("{ n: nodes(ids: [1, 2]) { ... on Node { notes(first: 5) { nodes { id } } } } }", 1 + 2 * (2 + 5)),
            // Aliases and fragments open; each page has its own length.
            ("{ a: schools(first: 5) { ...f } b: schools(first: 50) { ...f } } fragment f on SchoolConnection { nodes { id } totalCount }", 6 + 55),
            ("{ a: school { ...s } ...q } fragment q on Query { b: school { ...s } } fragment s on School { id ...t } fragment t on School { name }", 6),
            (
                "{ schools(first: 7) { ... { nodes { ... on School { id } ...n } } } } fragment n on Node { notes(first: 2) { nodes { id } } }",
                2 + 7 * (1 + 2 + 2),
            ),
            ("{ found { __typename ... on School { pupils(first: 3) { nodes { id } } } ... on Note { id } } }", 1 + 1 + 2 + 3 + 1),
            // Skipped fields count, introspection once, and what validation will refuse one a field.
            ("{ schools(first: 10) @skip(if: true) { nodes { id } } }", 2 + 10),
            ("{ __typename __schema { types { name fields { name } } } __type(name: \"School\") { name } }", 3),
            ("{ no { such { field } } }", 3),
            ("mutation { rename(name: \"x\") { pupils(first: 2) { nodes { id } } } }", 3 + 2),
        ] {
            assert_eq!(cost(query, json!({})), expected, "{query}");
        }
    }

    #[test]
    fn pages_of_a_variable_length_cost_what_it_says() {
        let query = "query($n: Int = 30) { schools(first: $n) { nodes { ...f } } } fragment f on School { pupils(first: $n) { nodes { id } } }";
        let expected = |n: u64| 2 + n * (2 + n);
        for (variables, n) in
            [(json!({}), 30), (json!({ "n": 7 }), 7), (json!({ "n": null }), 20), (json!({ "n": 1000 }), 100), (json!({ "n": -4 }), 1), (json!({ "m": 3 }), 30)]
        {
            assert_eq!(cost(query, variables.clone()), expected(n), "{variables}");
        }
        assert_eq!(cost("query($n: Int) { wide(first: $n) { nodes { id } } }", json!({})), 2 + 50);
        assert_eq!(cost("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ["a", "b", "c"] })), 1 + 3);
        assert_eq!(cost("query($id: ID!) { nodes(ids: [$id, $id]) { id } }", json!({ "id": "a" })), 1 + 2);
    }

    #[test]
    fn values_cost_where_they_are_many_or_come_again() {
        let list = |length: u64| json!({ "v": (1..length).collect::<Vec<_>>() });
        let query = "query($v: [Int!]) { schools(first: 10) { nodes { head { name(like: $v) } } } }";
        assert_eq!(cost(query, list(90)), 2 + 10 * 2);
        assert_eq!(cost(query, list(1_000)), 2 + 10 * (2 + 10));
        assert_eq!(refused(run_with(&Limits::default(), "query($v: [Int!]) { codes(like: $v) }", list(500_000))), None);
        let again = "query($v: [Int!]) { codes(like: $v) codes(like: $v) ...f } fragment f on Query { codes(like: [$v]) }";
        assert_eq!(refused(run_with(&Limits::default(), again, list(15_000))), Some(("nodes", 8 + 2 * 15_000)));
        assert_eq!(refused(run_with(&Limits::default(), "{ codes(like: $v) codes(like: $v) codes(like: $v) }", list(15_000))), Some(("nodes", 6 + 2 * 15_000)));
    }
}
