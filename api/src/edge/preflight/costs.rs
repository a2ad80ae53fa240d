//! What each field returns, from the SDL.

use super::*;

/// What each field returns, from the SDL: built once at start.
#[derive(Debug)]
pub struct Costs {
    pub(super) query: String,
    pub(super) mutation: String,
    pub(super) subscription: String,
    pub(super) types: HashMap<String, HashMap<String, Returned>>,
}

/// What a field returns.
#[derive(Debug)]
pub(super) struct Returned {
    /// Its type, out of lists and non-null.
    pub(super) of: String,
    /// Default of its argument `first`.
    pub(super) first: Option<Value>,
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

    pub(super) fn name_roots(&mut self, schema: SchemaDefinition) {
        let named = [(&mut self.query, schema.query), (&mut self.mutation, schema.mutation), (&mut self.subscription, schema.subscription)];
        for (root, name) in named {
            if let Some(name) = name {
                *root = name.node.to_string();
            }
        }
    }

    pub(super) fn learn(&mut self, definition: TypeDefinition) {
        let fields = match definition.kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(interface) => interface.fields,
            _ => return,
        };
        let known = self.types.entry(definition.name.node.to_string()).or_default();
        known.extend(fields.into_iter().map(|field| (field.node.name.node.to_string(), Returned::by(field.node))));
    }

    pub(super) fn root(&self, operation: OperationType) -> &str {
        match operation {
            OperationType::Query => &self.query,
            OperationType::Mutation => &self.mutation,
            OperationType::Subscription => &self.subscription,
        }
    }

    pub(super) fn returned(&self, on: &str, field: &str) -> Option<&Returned> {
        self.types.get(on)?.get(field)
    }
}

impl Returned {
    pub(super) fn by(field: FieldDefinition) -> Self {
        let first = field.arguments.into_iter().find(|argument| argument.node.name.node == "first");
        Self { of: named(&field.ty.node).to_string(), first: first.and_then(|argument| argument.node.default_value).map(|value| value.node) }
    }
}

pub(super) fn named(ty: &Type) -> &Name {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(of) => named(of),
    }
}
