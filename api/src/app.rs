//! The product, put together: the database, the issuer, the schema, the limits; opened, served, stopped.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use kernel::{
    clock::Clock,
    refusal::Refusal,
    store::{Store, StoreOptions},
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    delivery::Delivery,
    demo::Demo,
    edge::{
        self,
        budget::Budgets,
        identity::{Issuer, Issuers},
        places::Places,
        preflight::{Costs, Documents, Limits},
        registry,
    },
    schema::{self, Schema},
};

/// How long a stop waits for what runs.
const GRACE: Duration = Duration::from_secs(20);

/// How the product is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `sqlite://path` or `postgres://…`; a file in the folder when left out.
    pub database_url: Option<SecretString>,
    /// Folder of the embedded database and of the issuer's key.
    pub data: PathBuf,
    /// The time.
    pub clock: Clock,
    /// Most connections to the database that read.
    pub connections: u32,
}

impl Settings {
    /// Address of the database; it may hold a password.
    pub fn url(&self) -> SecretString {
        let file = || format!("sqlite://{}?mode=rwc", self.data.join("rupn.sqlite").display()).into();
        self.database_url.clone().unwrap_or_else(file)
    }
}

/// The product in one process.
pub struct App {
    /// The database.
    pub store: Arc<Store>,
    /// Signs and checks tokens.
    pub issuer: Issuer,
    /// Who else signs tokens.
    pub issuers: Issuers,
    /// The schema.
    pub schema: Schema,
    /// The schema as text.
    pub sdl: String,
    /// Limits of documents.
    pub limits: Limits,
    /// What documents cost.
    pub costs: Costs,
    /// Documents that are registered, and those that were parsed before.
    pub documents: Documents,
    /// Address it listens on.
    pub listen: SocketAddr,
    /// What the operator set.
    pub config: Config,
    /// The demo's personas and operations, when this is the demo.
    pub demo: Option<Demo>,
    /// What is done after commits.
    pub delivery: Delivery,
    /// Mutations that run.
    pub tasks: TaskTracker,
    /// Operations that may run at once.
    pub places: Places,
    /// What callers may still ask.
    pub budgets: Budgets,
    /// Figures for Prometheus.
    pub metrics: PrometheusHandle,
}

/// Opens the database and the issuer's key, and brings the schema of the database up to date.
pub async fn open(settings: &Settings) -> Result<(Arc<Store>, Issuer), Refusal> {
    let issuer = Issuer::open(&settings.data)?;
    let options = StoreOptions { url: settings.url().expose_secret().to_owned(), readers: settings.connections };
    let store = Store::connect(&options, settings.clock.clone(), issuer.secret()).await?;
    migration::up(store.for_migrations()).await?;
    Ok((Arc::new(store), issuer))
}

impl App {
    /// The product over an open database; says what of the settings cannot be so.
    pub fn new(store: Arc<Store>, issuer: Issuer, listen: SocketAddr, config: Config, demo: Option<Demo>) -> Result<Self, String> {
        let schema = schema::build();
        let sdl = schema::sdl(&schema);
        Ok(Self {
            costs: Costs::from_sdl(&sdl),
            documents: Documents::default(),
            store,
            issuer,
            issuers: Issuers::open(&config.issuers)?,
            schema,
            sdl,
            limits: Limits::default(),
            listen,
            places: Places::new(&config.door),
            budgets: Budgets::new(&config.door),
            config,
            demo,
            delivery: Delivery::default(),
            tasks: TaskTracker::new(),
            metrics: recorder(),
        })
    }

    /// The same with the documents of the folder that its settings name.
    pub async fn registering(self) -> Result<Self, String> {
        let Some(folder) = &self.config.door.documents else { return Ok(self) };
        let registered = registry::by_hash(registry::read(folder).await?);
        Ok(Self { documents: Documents::registered(registered), ..self })
    }

    /// Serves until `stop` ends; then takes no more, and waits for what runs.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let app = Arc::clone(&self);
        let looking = Arc::clone(&self);
        app.tasks.spawn(async move { looking.issuers.look().await });
        let (delivering, stopping) = (Arc::clone(&self), CancellationToken::new());
        let stopped = stopping.clone();
        if !self.config.answers_only {
            app.tasks.spawn(async move { delivering.delivery.run(&delivering.store, &stopped).await });
        }
        let router = edge::router(Arc::clone(&self)).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, router).with_graceful_shutdown(stop).await?;
        stopping.cancel();
        app.tasks.close();
        if tokio::time::timeout(GRACE, app.tasks.wait()).await.is_err() {
            tracing::warn!("stopped before every mutation ended");
        }
        app.store.close().await;
        Ok(())
    }
}

/// One recorder a process.
fn recorder() -> PrometheusHandle {
    static HANDLE: std::sync::LazyLock<PrometheusHandle> = std::sync::LazyLock::new(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is set");
        }
        handle
    });
    HANDLE.clone()
}
