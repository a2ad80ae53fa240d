//! Every error gets a code, the argument at fault, and words in the language of the request: on the finished response,
//! because an extension would be called for each field.

use async_graphql::{
    Name, Pos, ServerError, Value, Variables,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use kernel::{refusal::Refusal, scalars, text::Locale};

/// What is needed to say where an error stands.
pub struct Stamp<'r> {
    /// Language of the request.
    pub locale: Locale,
    /// Id of the request, for the log.
    pub request: &'r str,
    /// The document, once it is parsed.
    pub document: Option<&'r ExecutableDocument>,
    /// Its variables.
    pub variables: &'r Variables,
}

impl Stamp<'_> {
    /// Stamps one error of a finished response.
    pub fn stamp(&self, error: &mut ServerError) {
        match error.source.take() {
            Some(source) => match source.downcast_ref::<Refusal>() {
                Some(Refusal::Coercion(inner)) => {
                    error.message.clone_from(&inner.message);
                    error.extensions.clone_from(&inner.extensions);
                    error.locations.clone_from(&inner.locations);
                    self.framework(error);
                }
                Some(refusal) => self.refused(error, refusal),
                None => self.refused(error, &Refusal::internal(error.message.clone())),
            },
            None => self.framework(error),
        }
    }

    /// A refusal outside any field.
    pub fn error(&self, refusal: &Refusal) -> ServerError {
        let mut error = ServerError::new("", None);
        self.refused(&mut error, refusal);
        error
    }

    fn refused(&self, error: &mut ServerError, refusal: &Refusal) {
        if let Refusal::Internal(cause) = refusal {
            tracing::error!(request = self.request, cause = ?cause, "internal error");
        }
        let explained = refusal.explain(self.locale);
        error.message = explained.message;
        let extensions = error.extensions.get_or_insert_default();
        extensions.set("code", explained.code);
        if let Some(argument) = explained.argument {
            extensions.set("argument", argument);
        }
        if let Some(hint) = explained.hint {
            extensions.set("hint", hint);
        }
        for (name, value) in explained.more {
            extensions.set(name, value);
        }
        if matches!(refusal, Refusal::Internal(_)) {
            extensions.set("requestId", self.request);
        }
    }

    /// An error of the framework: syntax, validation, or a value that could not be read.
    fn framework(&self, error: &mut ServerError) {
        let mut extensions = error.extensions.take().unwrap_or_default();
        if extensions.get("code").is_some() {
            error.extensions = Some(extensions);
            return;
        }
        let mistyped = self.mistyped(error);
        if let Some((_, Some(why))) = &mistyped {
            extensions = why.extensions.clone().unwrap_or_default();
        }
        let offending = extensions.get("offending").cloned();
        extensions.unset("offending");
        if let Some(message) = self.in_locale(extensions.get("message")) {
            error.message = message;
        }
        extensions.unset("message");
        if let Some(hint) = self.in_locale(extensions.get("hint")) {
            extensions.set("hint", hint);
        }
        let argument = match mistyped {
            Some((path, _)) => Some(path),
            None => error.locations.first().and_then(|pos| self.argument_at(*pos, offending.as_ref())),
        };
        let is_value = offending.is_some() || argument.is_some() || !error.path.is_empty();
        extensions.set("code", if is_value { "INVALID_ARGUMENT" } else { "GRAPHQL_VALIDATION_FAILED" });
        if let Some(argument) = argument {
            extensions.set("argument", argument);
        }
        error.extensions = Some(extensions);
    }

    /// The path of an argument that validation found to be of another type, and why, when the type is a scalar of ours.
    fn mistyped(&self, error: &ServerError) -> Option<(String, Option<ServerError>)> {
        let rest = error.message.strip_prefix("Invalid value for argument \"")?;
        let (path, reason) = rest.split_once('"')?;
        let expected = reason.split('"').nth(1).map(|name| name.trim_end_matches('!'));
        let value =
            error.locations.first().and_then(|pos| self.document.and_then(|document| self.value_at(document, *pos))).and_then(|(_, value)| follow(value, path));
        let why = expected.zip(value).and_then(|(name, value)| scalars::explain(name, &value));
        Some((within_input(path), why))
    }

    /// One of the two languages that a scalar put beside its error.
    fn in_locale(&self, both: Option<&Value>) -> Option<String> {
        match both {
            Some(Value::List(both)) => match both.get(usize::from(self.locale == Locale::Fr)) {
                Some(Value::String(text)) => Some(text.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    fn value_at<'d>(&self, document: &'d ExecutableDocument, pos: Pos) -> Option<(&'d Name, Value)> {
        let operations = document.operations.iter().map(|(_, operation)| &operation.node.selection_set);
        let fragments = document.fragments.values().map(|fragment| &fragment.node.selection_set);
        operations.chain(fragments).find_map(|set| self.find(&set.node, pos))
    }

    /// The argument whose name or value stands at a place of the document, and the value, its variables put in.
    fn find<'d>(&self, set: &'d SelectionSet, pos: Pos) -> Option<(&'d Name, Value)> {
        set.items.iter().find_map(|item| match &item.node {
            Selection::Field(field) => match field.node.arguments.iter().find(|(name, value)| name.pos == pos || value.pos == pos) {
                Some((name, value)) => {
                    let value = value.node.clone().into_const_with(|variable| Ok::<_, ()>(self.variables.get(&variable).cloned().unwrap_or_default()));
                    value.ok().map(|value| (&name.node, value))
                }
                None => self.find(&field.node.selection_set.node, pos),
            },
            Selection::InlineFragment(fragment) => self.find(&fragment.node.selection_set.node, pos),
            Selection::FragmentSpread(_) => None,
        })
    }

    /// The path of the argument whose value stands at a place of the document, down to the value at fault.
    fn argument_at(&self, pos: Pos, offending: Option<&Value>) -> Option<String> {
        let (name, value) = self.value_at(self.document?, pos)?;
        let below = offending.and_then(|offending| path_to(&value, offending)).unwrap_or_default();
        Some(within_input(&format!("{name}{below}")))
    }
}

/// A mutation has one argument `input`: its members are what the caller knows.
fn within_input(path: &str) -> String {
    path.strip_prefix("input.").unwrap_or(path).to_owned()
}

/// The value at a path below an argument, such as `filter.uais.0`.
fn follow(value: Value, path: &str) -> Option<Value> {
    path.split('.').skip(1).try_fold(value, |value, step| match value {
        Value::Object(mut members) => members.swap_remove(step),
        Value::List(mut items) => step.parse::<usize>().ok().filter(|at| *at < items.len()).map(|at| items.swap_remove(at)),
        _ => None,
    })
}

/// Where a value stands inside another: `.uai`, `.uais.2`; empty at the top.
fn path_to(value: &Value, sought: &Value) -> Option<String> {
    if value == sought {
        return Some(String::new());
    }
    match value {
        Value::Object(members) => members.iter().find_map(|(name, member)| path_to(member, sought).map(|path| format!(".{name}{path}"))),
        Value::List(items) => items.iter().enumerate().find_map(|(at, item)| path_to(item, sought).map(|path| format!(".{at}{path}"))),
        _ => None,
    }
}

/// The answer to a panic: one request fails, the process lives.
pub fn panicked(request: &str) -> Response {
    let stamp = Stamp { locale: Locale::default(), request, document: None, variables: &Variables::default() };
    let body = serde_json::json!({ "errors": [stamp.error(&Refusal::internal("a panic"))] });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
