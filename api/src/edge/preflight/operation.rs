//! What is to run, and in which order it is measured.

use super::*;

/// The operation that the library will run: the same rule, with a better message.
pub(super) fn choose<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Result<&'d OperationDefinition, Refusal> {
    let found = match (&document.operations, name) {
        (DocumentOperations::Single(only), None) => Some(only),
        (DocumentOperations::Multiple(named), Some(name)) => named.get(name),
        (DocumentOperations::Multiple(named), None) if named.len() == 1 => named.values().next(),
        _ => None,
    };
    found.map(|operation| &operation.node).ok_or_else(|| Refusal::BadRequest(which(document, name)))
}

pub(super) fn which(document: &ExecutableDocument, name: Option<&str>) -> Text {
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
pub(super) fn listed(mut names: Vec<&str>) -> String {
    names.sort_unstable();
    let shown: Vec<String> = names.iter().take(10).map(|name| short(name)).collect();
    shown.join(", ") + if names.len() > shown.len() { ", …" } else { "" }
}

pub(super) fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

pub(super) type Fragments<'d> = Vec<(&'d str, &'d FragmentDefinition)>;

/// The fragments, each after those it spreads. Without recursion: a chain of fragments may be long.
pub(super) fn in_order(document: &ExecutableDocument) -> Result<Fragments<'_>, Refusal> {
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

pub(super) fn spreads_in<'d>(set: &'d SelectionSet, spreads: &mut Vec<&'d str>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => spreads_in(&field.node.selection_set.node, spreads),
            Selection::InlineFragment(fragment) => spreads_in(&fragment.node.selection_set.node, spreads),
            Selection::FragmentSpread(spread) => spreads.push(&spread.node.fragment_name.node),
        }
    }
}

pub(super) fn circle(names: Vec<&str>) -> Refusal {
    let names = listed(names);
    Refusal::BadRequest(Text::of(
        format!("A fragment must not spread itself, not even through others; look at {names}."),
        format!("Un fragment ne doit pas s'inclure lui-même, même à travers d'autres ; voyez {names}."),
    ))
}

/// How often each field is asked at the root, and each fragment spread there.
#[derive(Debug, Default)]
pub(super) struct Roots<'d> {
    pub(super) fields: HashMap<&'d str, u64>,
    pub(super) spreads: HashMap<&'d str, u64>,
}

impl<'d> Roots<'d> {
    pub(super) fn of(operation: &'d OperationDefinition, fragments: &Fragments<'d>) -> Self {
        let mut roots = Self::default();
        roots.add(&operation.selection_set.node, 1);
        for (name, fragment) in fragments.iter().rev() {
            if let Some(times) = roots.spreads.get(name).copied() {
                roots.add(&fragment.selection_set.node, times);
            }
        }
        roots
    }

    pub(super) fn add(&mut self, set: &'d SelectionSet, times: u64) {
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
