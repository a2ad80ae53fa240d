//! Documents that an operator registers: the `.graphql` files of a folder, one document each, named by the SHA-256 of the
//! file. What does not fit the schema or the limits is told at the start, not to the client that asks for it.

use std::{fs, path::Path, sync::Arc};

use async_graphql::{
    Request, Response, Variables,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
    parser::types::ExecutableDocument,
};

use super::preflight::{self, Costs, Documents, Limits, Parsed, Sha256, Stopped};
use crate::schema::{self, Schema};

/// A file whose document fits.
#[derive(Debug)]
pub struct Registered {
    /// Name of the file.
    pub file: String,
    /// Its hash: how clients name the document.
    pub hash: Sha256,
    document: Arc<ExecutableDocument>,
}

/// The documents of a folder by their hash.
pub fn by_hash(registered: Vec<Registered>) -> Parsed {
    registered.into_iter().map(|registered| (registered.hash, registered.document)).collect()
}

/// Reads a folder in the order of its names; says of every file that does not fit what is wrong and where, a line each.
pub async fn read(folder: &Path) -> Result<Vec<Registered>, String> {
    let unread = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(unread)?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|kind| kind == "graphql")).collect();
    paths.sort();
    if paths.is_empty() {
        return Err(format!("{} holds no .graphql file", folder.display()));
    }
    let judge = Judge::new();
    let (mut registered, mut broken) = (Vec::new(), Vec::new());
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::read_to_string(&path) {
            Ok(text) => match judge.faults(&text).await {
                Ok(document) => registered.push(Registered { file, hash: Sha256::of(&text), document }),
                Err(faults) => broken.extend(faults.into_iter().map(|fault| format!("{}:{fault}", path.display()))),
            },
            Err(error) => broken.push(format!("{}: {error}", path.display())),
        }
    }
    if broken.is_empty() { Ok(registered) } else { Err(broken.join("\n")) }
}

/// Decides about documents as the door does, and runs none.
struct Judge {
    schema: Schema,
    costs: Costs,
    limits: Limits,
}

impl Judge {
    fn new() -> Self {
        let schema = schema::builder().extension(Validation).finish();
        let costs = Costs::from_sdl(&schema::sdl(&schema));
        Self { schema, costs, limits: Limits::default() }
    }

    /// The document of a text; or what is wrong with it, each with its line and column.
    async fn faults(&self, text: &str) -> Result<Arc<ExecutableDocument>, Vec<String>> {
        let document = preflight::read(&self.limits, &Documents::default(), text).map_err(|stopped| vec![told(&stopped)])?;
        let names: Vec<Option<String>> = document.operations.iter().map(|(name, _)| name.map(ToString::to_string)).collect();
        for name in &names {
            preflight::check(&self.limits, &self.costs, Arc::clone(&document), name.as_deref(), &Variables::default())
                .map_err(|stopped| vec![told(&stopped)])?;
        }
        let mut request = Request::new("");
        request.operation_name = names.into_iter().next().flatten();
        request.set_parsed_query(ExecutableDocument::clone(&document));
        let errors = self.schema.execute(request).await.errors;
        if errors.is_empty() {
            return Ok(document);
        }
        let at = |error: &async_graphql::ServerError| error.locations.first().map_or(String::new(), |place| format!("{}:{}:", place.line, place.column));
        Err(errors.iter().map(|error| format!("{} {}", at(error), error.message)).collect())
    }
}

fn told(stopped: &Stopped) -> String {
    let place = match stopped {
        Stopped::Syntax(error) => error.positions().next().map_or(String::new(), |place| format!("{}:{}:", place.line, place.column)),
        Stopped::Refused(_) => String::new(),
    };
    format!("{place} {}", stopped.to_string().lines().next_back().unwrap_or_default().trim_start_matches([' ', '=']))
}

/// Ends a request when the library has validated its document.
struct Validation;

impl ExtensionFactory for Validation {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Validation {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}
