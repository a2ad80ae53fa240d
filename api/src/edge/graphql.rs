//! GraphQL over HTTP: reads a request, negotiates the answer, runs the document within its limits.
//!
//! POST takes `application/json`, GET takes queries only. A client that accepts `application/graphql-response+json` gets
//! 400 for a request that could not be run; under plain `application/json` such answers are 200, as the specification
//! wants for older clients. What anybody may read can be kept: a query by GET without a token is answered with a tag.

use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
    sync::Arc,
    time::Duration,
};

use async_graphql::{
    Request as GraphQLRequest, Response as GraphQLResponse, ServerError, Value, Variables,
    parser::types::{ExecutableDocument, OperationType},
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use kernel::{
    actor::{Actor, ActorId},
    refusal::{Fault, Refusal},
    text::{Locale, text},
    viewer::Viewer,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use tokio::time::Instant;

use super::{
    RequestId, address,
    budget::{self, Bound, Caller, Left},
    identity, kept,
    preflight::{self, Checked, Sha256, Stopped},
    stamp::Stamp,
    texts,
};
use crate::{app::App, config::Anonymous};

/// How long a caller waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most errors of an answer.
const MOST_ERRORS: usize = 10;
/// An answer in which something is missing leaves after this time, or twice that, and so on: what is not there takes less
/// time to look for than what may not be seen.
const STEP: Duration = Duration::from_millis(5);
const RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// A request as its caller sent it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    query: Option<Json>,
    #[serde(rename = "documentId")]
    document_id: Option<Json>,
    #[serde(rename = "operationName")]
    operation_name: Option<Json>,
    variables: Option<Value>,
    extensions: Option<Json>,
}

/// A well-formed request.
struct Operation {
    document: Named,
    name: Option<String>,
    variables: Variables,
}

/// How a request says which document it means.
enum Named {
    /// By its text.
    Text(String),
    /// By its hash alone, in this argument.
    Hash(Sha256, &'static str),
}

/// The answer as it is written: fields in the order of the query.
#[derive(Serialize)]
struct Written<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'r Value>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    errors: &'r [ServerError],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: &'r BTreeMap<String, Value>,
}

/// The answer, before it is written.
struct Answer {
    status: StatusCode,
    response: GraphQLResponse,
    /// The document was run: `data` is there, be it null.
    ran: bool,
    allow: Option<&'static str>,
    /// Seconds after which the same may be asked again.
    retry_after: Option<u64>,
}

impl Answer {
    fn unrun(status: StatusCode, error: ServerError) -> Self {
        Self { status, response: GraphQLResponse::from_errors(vec![error]), ran: false, allow: None, retry_after: None }
    }
}

/// Queries by GET.
pub async fn get(State(app): State<Arc<App>>, Query(parameters): Query<HashMap<String, String>>, request: Request) -> Response {
    let json =
        |name: &str| parameters.get(name).filter(|text| !text.is_empty()).map(|text| serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone())));
    let asked = Asked {
        query: parameters.get("query").map(|query| Json::String(query.clone())),
        document_id: parameters.get("documentId").map(|id| Json::String(id.clone())),
        operation_name: parameters.get("operationName").filter(|name| !name.is_empty()).map(|name| Json::String(name.clone())),
        variables: json("variables").and_then(|variables| Value::from_json(variables).ok()),
        extensions: json("extensions"),
    };
    let mut door = Door::of(app, &request);
    match door.admit().await {
        Ok(actor) => door.answer(actor, Ok(asked), true).await,
        Err(refusal) => door.refuse(status_of(&refusal), &refusal),
    }
}

/// Queries and mutations by POST.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Response {
    let mut door = Door::of(app, &request);
    let actor = match door.admit().await {
        Ok(actor) => actor,
        Err(refusal) => return door.refuse(status_of(&refusal), &refusal),
    };
    let is_json = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_json_type);
    if !is_json {
        let refusal = Refusal::BadRequest(text("Send Content-Type: application/json, in UTF-8.", "Envoyez Content-Type: application/json, en UTF-8."));
        return door.refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, &refusal);
    }
    let most = door.app.limits.body_bytes;
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|length| length.parse().ok());
    let body = match announced {
        Some(length) if length > most => Err(length),
        _ => to_bytes(request.into_body(), usize::try_from(most).unwrap_or(usize::MAX)).await.map_err(|_| most + 1),
    };
    match body {
        Ok(body) => door.answer(actor, parse(&body), false).await,
        Err(actual) => door.refuse(StatusCode::PAYLOAD_TOO_LARGE, &Refusal::LimitExceeded { limit: "bodyBytes", max: most, actual }),
    }
}

/// `application/json`, with UTF-8 if it names a charset.
fn is_json_type(value: &str) -> bool {
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    parts.next().as_deref() == Some(JSON)
        && parts.all(|part| !part.starts_with("charset=") || matches!(part.trim_matches('"'), "charset=utf-8" | "charset=\"utf-8"))
}

fn parse(body: &Bytes) -> Result<Asked, Refusal> {
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(Refusal::BadRequest(text(
            "Send one operation a request; batches are not taken.",
            "Envoyez une opération par requête ; les lots ne sont pas acceptés.",
        )));
    }
    let not_an_object = text("The body is not a JSON object.", "Le corps n'est pas un objet JSON.");
    serde_json::from_slice(body).map_err(|_| Refusal::BadRequest(not_an_object))
}

/// The door, open for one request.
struct Door {
    app: Arc<App>,
    request: String,
    locale: Locale,
    authorization: Option<SecretString>,
    /// A token stands where proxies and histories keep it.
    token_in_address: bool,
    /// Whence it comes.
    from: IpAddr,
    /// Whose budget this spends: the address's, until a token is seen to be good.
    caller: Caller,
    /// What the caller already has: tags of earlier answers.
    known: Option<String>,
    /// Media type of the answer; none that we have is accepted.
    media: Option<&'static str>,
}

impl Door {
    fn of(app: Arc<App>, request: &Request) -> Self {
        let headers = request.headers();
        let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let locale = text_of(headers, header::ACCEPT_LANGUAGE).map_or(Locale::default(), Locale::accepting);
        // A header that is there but cannot be read, or is there twice, is a bad token, not an anonymous request.
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        let authorization = given.next().map(|value| if given.next().is_some() { "" } else { value.to_str().unwrap_or_default() }.into());
        let token_in_address = Query::<HashMap<String, String>>::try_from_uri(request.uri()).is_ok_and(|parameters| parameters.contains_key("access_token"));
        let known = text_of(headers, header::IF_NONE_MATCH).map(str::to_owned);
        let proxies = app.config.door.trusted_proxies;
        let (from, caller) = (address::heard(request, proxies), Caller::Address(address::of(request, proxies)));
        Self { app, request: id, locale, authorization, token_in_address, from, caller, known, media: negotiate(text_of(headers, header::ACCEPT)) }
    }

    /// Who asks, after the request was counted; a token that is not good counts for the address that sent it.
    async fn admit(&mut self) -> Result<Actor, Refusal> {
        let authorization = self.authorization.as_ref().map(ExposeSecret::expose_secret);
        let actor = identity::actor(&self.app.store, &self.app.issuer, &self.app.issuers, authorization, self.from).await;
        if let Ok(actor) = &actor
            && actor.id != ActorId::Anonymous
        {
            self.caller = Caller::Principal(actor.id);
        }
        self.app.budgets.take(self.caller, Bound::Requests, 1, self.app.store.clock.now())?;
        if self.token_in_address {
            return Err(Refusal::BadRequest(text(
                "Send the token in the header Authorization, not in the address; this one is known to others now.",
                "Envoyez le jeton dans l'en-tête Authorization, pas dans l'adresse ; celui-ci est désormais connu d'autrui.",
            )));
        }
        actor
    }

    /// What is left of the caller's budget.
    fn left(&self) -> Vec<Left> {
        self.app.budgets.left(self.caller, self.app.store.clock.now())
    }

    async fn answer(self, actor: Actor, asked: Result<Asked, Refusal>, by_get: bool) -> Response {
        let started = Instant::now();
        if self.media.is_none() {
            let refusal = Refusal::BadRequest(text(
                "Accept application/graphql-response+json or application/json.",
                "Acceptez application/graphql-response+json ou application/json.",
            ));
            return self.refuse(StatusCode::NOT_ACCEPTABLE, &refusal);
        }
        let answer = match asked.and_then(operation) {
            Ok(operation) => self.run(started, actor, operation, by_get).await,
            Err(refusal) => self.refused(StatusCode::BAD_REQUEST, &refusal),
        };
        metrics::counter!("rupn_graphql_requests_total", "outcome" => if answer.response.is_ok() { "ok" } else { "error" }).increment(1);
        metrics::histogram!("rupn_graphql_seconds").record(started.elapsed().as_secs_f64());
        let is_public = self.is_public(by_get) && answer.ran && answer.response.is_ok();
        let response = self.write(answer);
        if is_public { kept::may_be_kept(response, self.known.as_deref()).await } else { response }
    }

    fn refuse(&self, status: StatusCode, refusal: &Refusal) -> Response {
        self.write(self.refused(status, refusal))
    }

    fn refused(&self, status: StatusCode, refusal: &Refusal) -> Answer {
        let retry_after = match refusal {
            Refusal::RateLimited { after, .. } => Some(*after),
            _ => (status == StatusCode::SERVICE_UNAVAILABLE).then_some(1),
        };
        Answer { retry_after, ..Answer::unrun(status, self.bare().error(refusal)) }
    }

    /// Whether anybody would be answered the same.
    fn is_public(&self, by_get: bool) -> bool {
        by_get && self.authorization.is_none()
    }

    /// A stamp before any document is known.
    fn bare(&self) -> Stamp<'_> {
        static NONE: std::sync::LazyLock<Variables> = std::sync::LazyLock::new(Variables::default);
        Stamp { locale: self.locale, request: &self.request, document: None, variables: &NONE }
    }

    async fn run(&self, started: Instant, actor: Actor, operation: Operation, by_get: bool) -> Answer {
        let limits = &self.app.limits;
        let document = self.document(&operation.document);
        let checked = document.and_then(|document| preflight::check(limits, &self.app.costs, document, operation.name.as_deref(), &operation.variables));
        let checked = match checked {
            Ok(checked) => checked,
            Err(stopped) => return self.stopped(stopped),
        };
        if by_get && checked.operation != OperationType::Query {
            let refusal = Refusal::BadRequest(text(
                "GET takes queries only; send mutations by POST.",
                "GET n'accepte que des requêtes ; envoyez les mutations par POST.",
            ));
            return Answer { allow: Some("POST"), ..self.refused(StatusCode::METHOD_NOT_ALLOWED, &refusal) };
        }
        if let Some(refusal) = missing_variable(&checked, operation.name.as_deref(), &operation.variables) {
            return self.refused(self.unrun(), &refusal);
        }
        if let Err(refusal) = self.app.budgets.take(self.caller, Bound::Cost, checked.cost, actor.at) {
            return self.refused(status_of(&refusal), &refusal);
        }
        let viewer = Viewer::new(actor, self.locale, Arc::clone(&self.app.store), self.request.clone());
        let viewer = Arc::new(if checked.operation == OperationType::Query { viewer.holding() } else { viewer });
        let mut request = GraphQLRequest::new("").variables(operation.variables.clone()).data(Arc::clone(&viewer));
        request.operation_name = operation.name;
        let (kind, cost) = (checked.operation, checked.cost);
        request.set_parsed_query(ExecutableDocument::clone(&checked.document));
        let mut response = match self.execute(request, kind).await {
            Ok(response) => response,
            Err(refusal) => return self.refused(status_of(&refusal), &refusal),
        };
        // What is sensitive is shown once its trace is written.
        if let Err(refusal) = viewer.leave_trace().await {
            return self.refused(status_of(&refusal), &refusal);
        }
        if viewer.has_missed() {
            tokio::time::sleep_until(next_step(started, Instant::now())).await;
        }
        if let Some(refusal) = unserved(&response) {
            return self.refused(status_of(refusal), refusal);
        }
        response.errors = merged(response.errors);
        response.errors.truncate(MOST_ERRORS);
        let ran = response.data != Value::Null || response.errors.iter().any(|error| !error.path.is_empty());
        if !response.errors.is_empty() {
            let stamp = Stamp { locale: self.locale, request: &self.request, document: Some(&checked.document), variables: &operation.variables };
            response.errors.iter_mut().for_each(|error| stamp.stamp(error));
        }
        let mut cost = serde_json::json!({ "cost": cost, "limit": limits.cost });
        // An answer that others may keep does not tell what one caller has left.
        if let (false, Some(left)) = (self.is_public(by_get), self.left().iter().find(|left| left.bound == Bound::Cost)) {
            cost["remaining"] = left.remaining.into();
        }
        cost["statements"] = viewer.statements().into();
        response.extensions.insert("cost".into(), Value::from_json(cost).unwrap_or_default());
        let status = if ran { StatusCode::OK } else { self.unrun() };
        tracing::info!(request = self.request, operation = request_kind(kind), errors = response.errors.len(), "graphql");
        Answer { status, response, ran, allow: None, retry_after: None }
    }

    /// The document that a request means, if this caller may have it run.
    fn document(&self, named: &Named) -> Result<Arc<ExecutableDocument>, Stopped> {
        let documents = &self.app.documents;
        let (argument, hash) = match named {
            Named::Text(text) => ("query", Sha256::of(text)),
            Named::Hash(hash, argument) => (*argument, *hash),
        };
        let is_anonymous = matches!(self.caller, Caller::Address(_));
        if is_anonymous && self.app.config.door.anonymous == Anonymous::Registered && !documents.has_registered(hash) {
            let message = text("Without a token only registered documents are run.", "Sans jeton, seuls les documents enregistrés sont exécutés.");
            return Err(Refusal::from(Fault::invalid(argument, message).coded("DOCUMENT_NOT_REGISTERED")).into());
        }
        match named {
            Named::Text(text) => preflight::read(&self.app.limits, documents, text),
            Named::Hash(..) => documents.named(hash).ok_or_else(|| {
                let message = text("No document with this hash is known.", "Aucun document n'est connu sous ce condensat.");
                let hint = text("Send its text in `query` with the same hash.", "Envoyez son texte dans `query` avec le même condensat.");
                Refusal::from(Fault::invalid(argument, message).coded("PERSISTED_QUERY_NOT_FOUND").hint(hint)).into()
            }),
        }
    }

    /// A query ends with its connection. A mutation is a task of its own, which outlives the connection and is awaited
    /// at stop: only the waiting has an end.
    async fn execute(&self, request: GraphQLRequest, operation: OperationType) -> Result<GraphQLResponse, Refusal> {
        let place = self.app.places.take(self.caller).await?;
        let schema = self.app.schema.clone();
        if operation == OperationType::Query {
            return tokio::time::timeout(PATIENCE, schema.execute(request)).await.map_err(|_| Refusal::Busy);
        }
        let task = self.app.tasks.spawn(async move {
            let _place = place;
            schema.execute(request).await
        });
        match tokio::time::timeout(PATIENCE, task).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(panic)) => Err(Refusal::internal(panic)),
            Err(_) => Err(Refusal::Busy),
        }
    }

    fn stopped(&self, stopped: Stopped) -> Answer {
        let error = match stopped {
            Stopped::Refused(refusal) => self.bare().error(&refusal),
            Stopped::Syntax(error) => {
                let mut error = ServerError::from(error);
                error.extensions.get_or_insert_default().set("code", "GRAPHQL_PARSE_FAILED");
                error
            }
        };
        Answer::unrun(self.unrun(), error)
    }

    /// Status of a request that could not be run.
    fn unrun(&self) -> StatusCode {
        if self.media == Some(RESPONSE) { StatusCode::BAD_REQUEST } else { StatusCode::OK }
    }

    fn write(&self, answer: Answer) -> Response {
        let GraphQLResponse { data, errors, extensions, .. } = &answer.response;
        let body = Written { data: answer.ran.then_some(data), errors, extensions };
        let mut response = Response::new(Body::from(serde_json::to_vec(&body).unwrap_or_default()));
        *response.status_mut() = answer.status;
        let media = format!("{}; charset=utf-8", self.media.unwrap_or(JSON));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&media).unwrap_or(HeaderValue::from_static(JSON)));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("accept, accept-language, authorization"));
        if let Some(allow) = answer.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if let Some(seconds) = answer.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if answer.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        budget::announce(&self.left(), headers);
        response
    }
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The first of our media types that an `Accept` header takes; plain JSON when it says nothing.
fn negotiate(accept: Option<&str>) -> Option<&'static str> {
    let Some(accept) = accept else { return Some(JSON) };
    accept.split(',').find_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next()?.to_ascii_lowercase();
        let refused = parts.any(|part| part.starts_with("q=0") && part.trim_start_matches("q=0").chars().all(|digit| digit == '.' || digit == '0'));
        match media.as_str() {
            _ if refused => None,
            RESPONSE => Some(RESPONSE),
            JSON | "*/*" | "application/*" => Some(JSON),
            _ => None,
        }
    })
}

/// The members of a request, each of its type.
fn operation(asked: Asked) -> Result<Operation, Refusal> {
    let fault = |argument: &str, en: &'static str, fr: &'static str| Refusal::invalid(argument, text(en, fr));
    let extensions = match asked.extensions {
        None | Some(Json::Null) => Map::new(),
        Some(Json::Object(extensions)) => extensions,
        Some(_) => return Err(fault("extensions", "`extensions` is not an object.", "`extensions` n'est pas un objet.")),
    };
    let document = match (asked.query, hash(asked.document_id, &extensions)?) {
        (Some(Json::String(query)), Some((hash, argument))) if Sha256::of(&query) != hash => {
            return Err(fault(argument, "This hash is not that of `query`.", "Ce condensat n'est pas celui de `query`."));
        }
        (Some(Json::String(query)), _) => Named::Text(query),
        (None | Some(Json::Null), Some((hash, argument))) => Named::Hash(hash, argument),
        _ => return Err(fault("query", "`query` is missing or not a text.", "`query` manque ou n'est pas un texte.")),
    };
    let name = match asked.operation_name {
        None | Some(Json::Null) => None,
        Some(Json::String(name)) => Some(name),
        Some(_) => return Err(fault("operationName", "`operationName` is not a text.", "`operationName` n'est pas un texte.")),
    };
    let mut variables = match asked.variables {
        None | Some(Value::Null) => Variables::default(),
        Some(variables @ Value::Object(_)) => Variables::from_value(variables),
        Some(_) => return Err(fault("variables", "`variables` is not an object.", "`variables` n'est pas un objet.")),
    };
    texts::admit(&mut variables)?;
    Ok(Operation { document, name, variables })
}

/// The hash by which a request names its document, and the argument that holds it: `documentId` of the draft of GraphQL
/// over HTTP, or the extension of automatic persisted queries.
fn hash(id: Option<Json>, extensions: &Map<String, Json>) -> Result<Option<(Sha256, &'static str)>, Refusal> {
    const EXTENSION: &str = "extensions.persistedQuery.sha256Hash";
    let (written, argument) = match (id, extensions.get("persistedQuery")) {
        (None | Some(Json::Null), None | Some(Json::Null)) => return Ok(None),
        (None | Some(Json::Null), Some(persisted)) if persisted["version"] != 1 => {
            let message = text("Only version 1 is known.", "Seule la version 1 est connue.");
            return Err(Refusal::invalid("extensions.persistedQuery.version", message));
        }
        (None | Some(Json::Null), Some(persisted)) => (persisted["sha256Hash"].clone(), EXTENSION),
        (Some(id), _) => (id, "documentId"),
    };
    let hash = written.as_str().and_then(|written| written.strip_prefix("sha256:").unwrap_or(written).parse().ok());
    let message = text("Not a SHA-256 in 64 hexadecimal digits.", "Ce n'est pas un SHA-256 en 64 chiffres hexadécimaux.");
    hash.map(|hash| Some((hash, argument))).ok_or_else(|| Refusal::invalid(argument, message))
}

/// A variable that must be given and is not, or is null (GraphQL, 6.1.2).
fn missing_variable(checked: &Checked, name: Option<&str>, variables: &Variables) -> Option<Refusal> {
    let mut operations = checked.document.operations.iter();
    let (_, chosen) = operations.find(|(operation, _)| name.is_none() || operation.map(async_graphql::Name::as_str) == name)?;
    let missing = chosen.node.variable_definitions.iter().find(|definition| {
        let definition = &definition.node;
        let value = variables.get(&definition.name.node);
        !definition.var_type.node.nullable && (matches!(value, Some(Value::Null)) || (value.is_none() && definition.default_value.is_none()))
    })?;
    let variable = format!("${}", missing.node.name.node);
    Some(Refusal::invalid(variable, text("This variable must be given and not null.", "Cette variable doit être donnée et non nulle.")))
}

const fn request_kind(operation: OperationType) -> &'static str {
    match operation {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// One error for what is wrong in the same words at several places of the document; its first places.
fn merged(errors: Vec<ServerError>) -> Vec<ServerError> {
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut merged: Vec<ServerError> = Vec::new();
    for error in errors {
        match known.get(&error.message).map(|at| &mut merged[*at]) {
            Some(first) if error.path.is_empty() => {
                let room = MOST_ERRORS.saturating_sub(first.locations.len());
                first.locations.extend(error.locations.into_iter().take(room));
            }
            _ => {
                if error.path.is_empty() {
                    known.insert(error.message.clone(), merged.len());
                }
                merged.push(error);
            }
        }
    }
    merged
}

/// Why no field of the root was served, when all that was wanting is the database or a place: the whole request may be
/// sent again.
fn unserved(response: &GraphQLResponse) -> Option<&Refusal> {
    let served = matches!(&response.data, Value::Object(fields) if fields.values().any(|field| *field != Value::Null));
    let mut refusals = response.errors.iter().map(|error| error.source::<Refusal>().filter(|refusal| status_of(refusal) == StatusCode::SERVICE_UNAVAILABLE));
    let first = refusals.next()??;
    (!served && refusals.all(|refusal| refusal.is_some())).then_some(first)
}

/// When an answer leaves that must not tell by its time what is missing.
fn next_step(started: Instant, now: Instant) -> Instant {
    let mut step = STEP;
    while started + step < now {
        step *= 2;
    }
    started + step
}

/// Status of a refusal of the whole request.
const fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Unauthenticated => StatusCode::UNAUTHORIZED,
        Refusal::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
        Refusal::NotInDirectory { .. } => StatusCode::FORBIDDEN,
        Refusal::Busy | Refusal::Contended | Refusal::StorageUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_leaves_at_few_times() {
        let started = Instant::now();
        let leaves = |micros| (next_step(started, started + Duration::from_micros(micros)) - started).as_millis();
        assert_eq!([980, 1_005, 4_990, 5_010, 30_000].map(leaves), [5, 5, 5, 10, 40]);
    }

    #[test]
    fn the_first_media_type_that_is_ours_is_taken() {
        for (accept, expected) in [
            (None, Some(JSON)),
            (Some("*/*"), Some(JSON)),
            (Some("application/graphql-response+json, application/json;q=0.9"), Some(RESPONSE)),
            (Some("text/html, application/json"), Some(JSON)),
            (Some("application/graphql-response+json;q=0, application/json"), Some(JSON)),
            (Some("text/html"), None),
        ] {
            assert_eq!(negotiate(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        for (value, expected) in
            [("application/json", true), ("application/json; charset=UTF-8", true), ("application/json; charset=latin1", false), ("text/plain", false)]
        {
            assert_eq!(is_json_type(value), expected, "{value}");
        }
    }
}
