//! Every way to say no: a stable code, the argument at fault, a hint, in two languages.
//!
//! A refusal travels through resolvers as the source of the GraphQL error and is put into words at the edge,
//! where the language of the request is known.

use std::{error::Error, sync::Arc};

use async_graphql::{ServerError, Value};
use sea_orm::{
    DbErr, RuntimeErr, SqlErr,
    sqlx::{self, error::DatabaseError, sqlite::SqliteError},
};

use crate::text::{Locale, Text, text};

/// A fault of the input: what is wrong with which argument, and how to mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// `INVALID_ARGUMENT`, or a code of the domain (`SECOND_PRINCIPAL`).
    pub code: &'static str,
    /// Path of the argument below `input`, such as `startsOn`.
    pub argument: String,
    /// What is wrong.
    pub message: Text,
    /// How to mend it.
    pub hint: Option<Text>,
}

impl Fault {
    /// A value that cannot be right.
    pub fn invalid(argument: impl Into<String>, message: Text) -> Self {
        Self { code: "INVALID_ARGUMENT", argument: argument.into(), message, hint: None }
    }

    /// The same with a code of the domain.
    pub fn coded(mut self, code: &'static str) -> Self {
        self.code = code;
        self
    }

    /// The same with a way to mend it.
    pub fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(hint);
        self
    }
}

/// Why something was not done.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En).message)]
pub enum Refusal {
    /// Nothing is there, or nothing the viewer may read: the same answer for both.
    NotFound {
        /// Argument that named it.
        argument: &'static str,
    },
    /// The viewer sees it but may not do this.
    NotAllowed {
        /// Who may, or when.
        reason: Text,
    },
    /// Somebody changed the object since it was read.
    Conflict {
        /// The object's version now.
        current: i64,
    },
    /// The object's state does not allow it.
    InvalidTransition {
        /// State now.
        from: String,
        /// Step that was tried.
        attempted: &'static str,
        /// Steps that are possible from here.
        allowed: Vec<&'static str>,
    },
    /// The input is wrong; nothing was written.
    Invalid(Vec<Fault>),
    /// The cursor was not made by this list with this filter and order.
    BadCursor,
    /// The idempotency key was used with another input.
    IdempotencyMismatch,
    /// The token is missing, forged, foreign or over.
    Unauthenticated,
    /// The token is good, and the directory does not hold the person it names.
    NotInDirectory {
        /// System that names the person.
        system: String,
        /// Its identifier of the person.
        value: String,
    },
    /// The document or a list asks too much.
    LimitExceeded {
        /// Name of the limit, as in `/limits`.
        limit: &'static str,
        /// Most that is served.
        max: u64,
        /// What was asked.
        actual: u64,
    },
    /// The caller's budget is spent for now.
    RateLimited {
        /// What is spent: `requests` or `cost`.
        budget: &'static str,
        /// Seconds until it suffices again.
        after: u64,
    },
    /// A value below a field could not be read; the framework's own error, put into words at the edge.
    Coercion(Box<ServerError>),
    /// The request is not well formed at the level of HTTP.
    BadRequest(Text),
    /// Too much work is waiting; try again.
    Busy,
    /// The database broke a deadlock or a conflict of transactions; nothing was done, a new try may pass.
    Contended,
    /// The database does not answer or cannot write.
    StorageUnavailable,
    /// A fault of ours; details are in the log.
    Internal(Arc<dyn Error + Send + Sync>),
}

/// A refusal in the words of one language.
#[derive(Debug)]
pub struct Explained {
    /// Stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Argument at fault.
    pub argument: Option<String>,
    /// How to mend it.
    pub hint: Option<String>,
    /// Other members of `extensions`.
    pub more: Vec<(&'static str, Value)>,
}

impl Refusal {
    /// One fault of the input.
    pub fn invalid(argument: impl Into<String>, message: Text) -> Self {
        Self::Invalid(vec![Fault::invalid(argument, message)])
    }

    /// A natural key that somebody else holds.
    pub fn taken(argument: &'static str) -> Self {
        Fault::invalid(argument, text("This value is already taken.", "Cette valeur est déjà prise.")).coded("ALREADY_EXISTS").into()
    }

    /// A text with the character U+0000, which no name has.
    pub fn no_nul(argument: &str) -> Self {
        Self::invalid(argument, text("A text holds the character U+0000.", "Un texte contient le caractère U+0000."))
    }

    /// A fault of ours, told by a sentence for the log.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(cause.into()))
    }

    /// Whether something failed, rather than the caller was refused.
    pub(crate) const fn is_failure(&self) -> bool {
        matches!(self, Self::Busy | Self::Contended | Self::StorageUnavailable | Self::Internal(_))
    }

    /// The database's own words are for the log alone.
    fn storage_unavailable(error: &DbErr) -> Self {
        tracing::error!(%error, "storage unavailable");
        Self::StorageUnavailable
    }

    /// Stable code, as in the documentation.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "NOT_FOUND",
            Self::NotAllowed { .. } => "NOT_ALLOWED",
            Self::Conflict { .. } => "CONFLICT",
            Self::InvalidTransition { .. } => "INVALID_TRANSITION",
            Self::Invalid(faults) => faults.first().map_or("INVALID_ARGUMENT", |fault| fault.code),
            Self::BadCursor => "BAD_CURSOR",
            Self::IdempotencyMismatch => "IDEMPOTENCY_MISMATCH",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::NotInDirectory { .. } => "NOT_IN_DIRECTORY",
            Self::LimitExceeded { .. } => "LIMIT_EXCEEDED",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::Coercion(_) => "INVALID_ARGUMENT",
            Self::BadRequest(_) => "BAD_REQUEST",
            Self::Busy | Self::Contended => "BUSY",
            Self::StorageUnavailable => "STORAGE_UNAVAILABLE",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// The refusal in words.
    pub fn explain(&self, locale: Locale) -> Explained {
        let said = |sentence: Text| sentence.in_(locale).to_owned();
        let mut explained = Explained { code: self.code(), message: String::new(), argument: None, hint: None, more: Vec::new() };
        match self {
            Self::NotFound { argument } => {
                explained.message = said(text("Not found, or not yours to read.", "Introuvable, ou hors de votre lecture."));
                explained.argument = (!argument.is_empty()).then(|| (*argument).to_owned());
            }
            Self::NotAllowed { reason } => explained.message = said(reason.clone()),
            Self::Conflict { current } => {
                explained.message = said(text("The object has changed since you read it.", "L'objet a changé depuis votre lecture."));
                explained.argument = Some("version".into());
                explained.hint = Some(said(text("Read it again and send its present version.", "Relisez-le et envoyez sa version actuelle.")));
                explained.more.push(("current", (*current).into()));
            }
            Self::InvalidTransition { from, attempted, allowed } => {
                explained.message =
                    said(Text::of(format!("{attempted} is not possible in the state {from}."), format!("{attempted} n'est pas possible dans l'état {from}.")));
                explained.more.push(("from", from.clone().into()));
                explained.more.push(("attempted", (*attempted).into()));
                explained.more.push(("allowed", Value::List(allowed.iter().map(|name| (*name).into()).collect())));
            }
            Self::Invalid(faults) => {
                if let Some(first) = faults.first() {
                    explained.message = said(first.message.clone());
                    explained.argument = Some(first.argument.clone());
                    explained.hint = first.hint.clone().map(said);
                }
                if faults.len() > 1 {
                    let rest = faults.iter().map(|fault| {
                        Value::from_json(serde_json::json!({
                            "code": fault.code, "argument": fault.argument, "message": fault.message.in_(locale)
                        }))
                        .unwrap_or_default()
                    });
                    explained.more.push(("faults", Value::List(rest.collect())));
                }
            }
            Self::BadCursor => {
                explained.message = said(text(
                    "This cursor does not belong to this list, filter and order.",
                    "Ce curseur n'est pas celui de cette liste, de ce filtre et de cet ordre.",
                ));
                explained.argument = Some("after".into());
                explained.hint = Some(said(text(
                    "Use endCursor of the page before, with the same filter and orderBy; leave it out for the first page.",
                    "Prenez endCursor de la page précédente, avec les mêmes filter et orderBy ; omettez-le pour la première page.",
                )));
            }
            Self::IdempotencyMismatch => {
                explained.message = said(text(
                    "This idempotency key was used with another operation or input.",
                    "Cette clé d'idempotence a servi pour une autre opération ou d'autres données.",
                ));
                explained.argument = Some("options.idempotencyKey".into());
                explained.hint = Some(said(text("Take a new key for each distinct call.", "Prenez une nouvelle clé pour chaque appel distinct.")));
            }
            Self::Unauthenticated => {
                explained.message = said(text("The token is missing, not valid or over.", "Le jeton est absent, non valide ou périmé."));
                explained.hint = Some(said(text(
                    "Send `Authorization: Bearer <token>` with a valid token, or no Authorization header to read public data.",
                    "Envoyez `Authorization: Bearer <jeton>` avec un jeton valide, ou aucun en-tête Authorization pour lire les données publiques.",
                )));
            }
            Self::NotInDirectory { system, value } => {
                explained.message =
                    said(text("You are signed in, but the directory does not hold you.", "Vous êtes connecté, mais l'annuaire ne vous connaît pas."));
                explained.hint = Some(said(Text::of(
                    format!(
                        "Nobody there has the identifier {value} of the system {system}, or the person left. Whoever runs the directory of your academy adds it: `rupn import people`."
                    ),
                    format!(
                        "Personne n'y a l'identifiant {value} du système {system}, ou la personne est partie. La personne qui gère l'annuaire de votre académie l'ajoute : `rupn import people`."
                    ),
                )));
            }
            Self::LimitExceeded { limit, max, actual } => {
                explained.message = said(Text::of(
                    format!("The limit {limit} is {max}; this asks for {actual}."),
                    format!("La limite {limit} est de {max} ; ceci en demande {actual}."),
                ));
                explained.hint = Some(said(text("All limits are at /limits.", "Toutes les limites sont à /limits.")));
                explained.argument =
                    matches!(*limit, "first" | "ids" | "filterValues").then(|| if *limit == "filterValues" { "filter".into() } else { (*limit).to_owned() });
                explained.more.push(("limit", (*limit).into()));
                explained.more.push(("max", (*max).into()));
                explained.more.push(("actual", (*actual).into()));
            }
            Self::RateLimited { budget, after } => {
                explained.message = said(Text::of(
                    format!("Your budget of {budget} is spent; it suffices again in {after} s."),
                    format!("Votre budget ({budget}) est épuisé ; il suffira de nouveau dans {after} s."),
                ));
                explained.hint = Some(said(text(
                    "Wait as Retry-After says; ask less often, fewer fields, or shorter pages.",
                    "Attendez ce que dit Retry-After ; demandez moins souvent, moins de champs, ou des pages plus courtes.",
                )));
                explained.more.push(("budget", (*budget).into()));
                explained.more.push(("retryAfter", (*after).into()));
            }
            Self::Coercion(error) => explained.message.clone_from(&error.message),
            Self::BadRequest(message) => explained.message = said(message.clone()),
            Self::Busy | Self::Contended => {
                explained.message = said(text("Too much is waiting; try again in a moment.", "Trop de demandes attendent ; réessayez dans un instant."));
            }
            Self::StorageUnavailable => {
                explained.message = said(text("The database cannot be reached; try again.", "La base de données ne répond pas ; réessayez."));
            }
            Self::Internal(_) => {
                explained.message = said(text(
                    "A fault of the server; it was logged under this request id.",
                    "Une faute du serveur ; elle est au journal sous cet identifiant de requête.",
                ));
            }
        }
        explained
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Invalid(vec![fault])
    }
}

impl From<DbErr> for Refusal {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(_) => Self::Busy,
            DbErr::Conn(_) => Self::storage_unavailable(&error),
            DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => match &**cause {
                sqlx::Error::PoolTimedOut => Self::Busy,
                sqlx::Error::Io(_) | sqlx::Error::PoolClosed => Self::storage_unavailable(&error),
                sqlx::Error::Database(cause) => match (sqlite_code(&**cause), cause.code().as_deref()) {
                    // SQLite: BUSY, LOCKED; PostgreSQL: lock timeout, too many connections.
                    (Some(5 | 6), _) | (None, Some("55P03" | "53300")) => Self::Busy,
                    (None, Some("40001" | "40P01")) => Self::Contended,
                    // PostgreSQL holds no NUL character; the door refuses it in what it sees of a request.
                    (None, Some("22021")) => Self::no_nul("variables"),
                    // SQLite: IOERR, CORRUPT (also said of a disk that cannot be read), FULL, CANTOPEN; PostgreSQL: disk
                    // full, I/O error, shutting down.
                    (Some(10 | 11 | 13 | 14), _) | (None, Some("53100" | "58030" | "57P01" | "57P03")) => Self::storage_unavailable(&error),
                    _ => Self::internal(error),
                },
                _ => Self::internal(error),
            },
            _ => Self::internal(error),
        }
    }
}

/// SQLite's result code without its extension, which says at which call it happened: `IOERR_WRITE` is an `IOERR`.
fn sqlite_code(cause: &dyn DatabaseError) -> Option<u32> {
    let code: u32 = cause.try_downcast_ref::<SqliteError>()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

/// Turns the violation of a constraint into a refusal where it is caught.
pub trait OnUnique<T> {
    /// `refusal` when a unique column holds the value already; `column` is a word of the constraint's message.
    fn on_unique(self, column: &str, refusal: impl FnOnce() -> Refusal) -> Result<T, Refusal>;
}

impl<T> OnUnique<T> for Result<T, Refusal> {
    fn on_unique(self, column: &str, refusal: impl FnOnce() -> Refusal) -> Result<T, Refusal> {
        self.map_err(|error| match &error {
            Refusal::Internal(cause) => match cause.downcast_ref::<DbErr>().and_then(DbErr::sql_err) {
                Some(SqlErr::UniqueConstraintViolation(message)) if message.contains(column) => refusal(),
                _ => error,
            },
            _ => error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_fault_gives_the_code_and_all_are_listed() {
        let faults = vec![Fault::invalid("uai", text("Wrong.", "Faux.")).coded("WRONG_CHECK_LETTER"), Fault::invalid("name", text("Empty.", "Vide."))];
        let explained = Refusal::Invalid(faults).explain(Locale::Fr);
        assert_eq!((explained.code, explained.message.as_str(), explained.argument.as_deref()), ("WRONG_CHECK_LETTER", "Faux.", Some("uai")));
        assert_eq!(explained.more[0].0, "faults");
    }
}
