//! The floor of the benchmark: each workload as one flat statement, written by hand, whose rows become JSON at once.
//!
//! It answers the very document that the API answers, without rights, limits or GraphQL: what this machine, this schema
//! and this driver can do at best.

mod basin;
mod directory;
mod establishment;
mod export;
mod json;
mod mandate;
mod page;
mod upsert;

use std::{error::Error, net::SocketAddr};

use axum::{
    Router,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use clap::Parser;
use sea_orm::{
    prelude::Date,
    sqlx::{self, PgPool, postgres::PgPoolOptions},
};

// The server under test has it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Settings {
    /// Database with the data set of the benchmark.
    #[arg(long)]
    database_url: String,
    /// Address to listen on.
    #[arg(long)]
    listen: SocketAddr,
    /// Connections to the database: as many as the server under test has.
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Day on which memberships and mandates are looked at.
    #[arg(long)]
    at: Date,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::parse();
    let pool = PgPoolOptions::new().min_connections(settings.connections).max_connections(settings.connections).test_before_acquire(false);
    // For as long as the process lives, so that an export may hold it.
    let pool = Box::leak(Box::new(pool.connect(&settings.database_url).await?));
    let routes = Router::new()
        .route("/floor/q1", post(directory::answer))
        .route("/floor/q2", post(establishment::answer))
        .route("/floor/q3", post(basin::answer))
        .route("/floor/q4", post(page::answer))
        .route("/floor/m1", post(upsert::answer))
        .route("/floor/x1", get(export::answer))
        .with_state(Floor { pool, day: settings.at });
    let listener = tokio::net::TcpListener::bind(settings.listen).await?;
    Ok(axum::serve(listener, routes).await?)
}

/// What every workload needs.
#[derive(Clone)]
struct Floor {
    pool: &'static PgPool,
    day: Date,
}

/// A finished answer.
struct Document(Vec<u8>);

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// A statement that failed.
struct Failure(sqlx::Error);

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, self.0.to_string()).into_response()
    }
}
