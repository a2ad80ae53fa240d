//! Seaography over entities of the benchmark's tables, behind the same HTTP server as the product.

mod entities;

use std::{error::Error, net::SocketAddr, sync::LazyLock};

use axum::{Json, Router, extract::State, routing::post};
use clap::Parser;
use sea_orm::{ConnectOptions, Database};
use seaography::{
    Builder, BuilderContext,
    async_graphql::{Request, Response, dynamic::Schema},
};

use crate::entities::{department, establishment, mandate, person, person_contact, zone, zone_membership};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

static CONTEXT: LazyLock<BuilderContext> = LazyLock::new(BuilderContext::default);

#[derive(Parser)]
struct Settings {
    /// Database with the data set of the benchmark.
    #[arg(long)]
    database_url: String,
    /// Address to listen on.
    #[arg(long)]
    listen: SocketAddr,
    /// Connections to the database.
    #[arg(long, default_value_t = 8)]
    connections: u32,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::parse();
    let mut options = ConnectOptions::new(settings.database_url);
    options.min_connections(settings.connections).max_connections(settings.connections).test_before_acquire(false).sqlx_logging(false);
    let database = Database::connect(options).await?;
    let mut builder = Builder::new(&CONTEXT, database.clone());
    seaography::register_entities!(builder, [department, zone, zone_membership, establishment, person, person_contact, mandate]);
    let schema = builder.schema_builder().data(database).finish()?;
    let listener = tokio::net::TcpListener::bind(settings.listen).await?;
    Ok(axum::serve(listener, Router::new().route("/graphql", post(answer)).with_state(schema)).await?)
}

async fn answer(State(schema): State<Schema>, Json(request): Json<Request>) -> Json<Response> {
    Json(schema.execute(request).await)
}
