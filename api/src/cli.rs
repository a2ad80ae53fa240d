//! The command line: `serve`, `demo`, `migrate`, `import`, `export`, `audit`, `verify`, `office`, `token`, `documents`, `schema`,
//! `permissions`, `machines`.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use kernel::{actor::Desks, clock::Clock, command::CommandOptions, refusal::Refusal, resource::parse_id, viewer::Viewer};
use secrecy::{ExposeSecret, SecretString};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    app::{self, App, Settings},
    audit,
    config::Config,
    demo,
    domain::{
        compensation::states::COMPENSATION,
        letter::{
            offline,
            states::{LETTER, TEMPLATE},
        },
        mandate::{commands::upsert_mandates::MandateRow, states::MANDATE},
        people::commands::{grant_office::GrantOffice, upsert_appointments::AppointmentRow, upsert_people::PersonRow},
        territory::commands::{
            upsert_establishments::EstablishmentRow,
            upsert_zones::{MembershipRow, ZoneRow},
        },
    },
    edge::registry,
    export::{self, FileFormat},
    import::{Import, annuaire::Family, plain::Plain, referents::Referents, sheet::Source},
    log, schema, starting,
};

/// rupn: the open GraphQL API of an academy's network of digital referents.
#[derive(Debug, Parser)]
#[command(name = "rupn", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// What is logged, such as `info` or `rupn=debug`; JSON lines on standard error.
    #[arg(long, env = "RUPN_LOG", default_value = "warn", global = true)]
    log: String,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the API.
    Serve(Serve),
    /// Loads the demo's open data and invented people, and serves it with a persona of every role.
    Demo(Demo),
    /// Brings the database up to date.
    Migrate(Migrate),
    /// Loads a file into the directory.
    Import(ImportFile),
    /// Writes a table of the directory to a file that `import` reads.
    Export(ExportFile),
    /// Writes the audit, or checks that nothing of it was altered.
    #[command(subcommand)]
    Audit(Audit),
    /// Checks the signatures of a mission letter without a server; the exit code tells too.
    Verify(Verify),
    /// Makes a person an officer of the rectorate: how the first one comes to be.
    Office(Office),
    /// Prints a token for a person.
    Token(Token),
    /// Documents that clients name by their hash.
    #[command(subcommand)]
    Documents(Documents),
    /// Prints the schema (the contract `schema.graphql`).
    Schema,
    /// Prints who may do what (the contract `permissions.txt`).
    Permissions,
    /// Prints the diagrams of the states, in Mermaid's notation.
    Machines,
}

#[derive(Debug, Subcommand)]
enum Documents {
    /// Checks the `.graphql` files of a folder against the schema and the limits, and prints the hash of each; says what
    /// is broken, and then ends with 1.
    Check {
        /// The folder, as `documents` of the section `[door]` names it.
        folder: PathBuf,
    },
}

#[derive(Args, Clone, Debug)]
struct Place {
    /// Database: `sqlite://path` or `postgres://user:password@host/name`; a file in the folder when left out.
    #[arg(long, env = "RUPN_DATABASE_URL", hide_env_values = true)]
    database_url: Option<SecretString>,
    /// Folder of the embedded database and of the issuer's key.
    #[arg(long, env = "RUPN_DATA", default_value = "rupn-data")]
    data: PathBuf,
    /// Most connections to the database that read; about four a core.
    #[arg(long, env = "RUPN_CONNECTIONS")]
    connections: Option<u32>,
}

impl Place {
    fn settings(&self, clock: Clock) -> Settings {
        let cores = std::thread::available_parallelism().map_or(2, |cores| u32::try_from(cores.get()).unwrap_or(2));
        let embedded = self.database_url.as_ref().is_none_or(|url| url.expose_secret().starts_with("sqlite:"));
        let connections = self.connections.unwrap_or(if embedded { cores.clamp(2, 4) } else { cores * 4 });
        Settings { database_url: self.database_url.clone(), data: self.data.clone(), clock, connections }
    }
}

#[derive(Args, Debug)]
struct Migrate {
    #[command(flatten)]
    place: Place,
    /// Role of PostgreSQL that the server connects as: it is let read and write, and only add to the audit.
    #[arg(long)]
    service_role: Option<String>,
}

#[derive(Args, Debug)]
struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address to listen on.
    #[arg(long, env = "RUPN_LISTEN", default_value = "127.0.0.1:4000")]
    listen: SocketAddr,
    /// File of settings (`rupn.toml`): issuers of tokens, the door; the defaults when left out.
    #[arg(long, env = "RUPN_CONFIG")]
    config: Option<PathBuf>,
    /// Day at which the clock starts, for rehearsals.
    #[arg(long)]
    at: Option<NaiveDate>,
}

#[derive(Args, Debug)]
struct Demo {
    /// Folder of the demo's database and key.
    #[arg(long, default_value = "demo-data")]
    data: PathBuf,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:4000")]
    listen: SocketAddr,
    /// Day at which the clock starts; today while the demo's school year lasts.
    #[arg(long)]
    at: Option<NaiveDate>,
    /// Prints one line of JSON when ready: the address, and the token of each persona.
    #[arg(long)]
    json: bool,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// The ministry's directory of establishments: annuaire de l'éducation (headers of 2023, 2024, 2026) or adresse et géolocalisation.
    Annuaire,
    /// A list of referents, clean or as a spreadsheet of the academy.
    Referents,
    /// Our table of zones (basins, networks).
    Zones,
    /// Our table of establishments.
    Establishments,
    /// Our table of who belongs to which zone, and when.
    Memberships,
    /// Our table of people.
    People,
    /// Our table of appointments.
    Appointments,
    /// Our table of mandates.
    Mandates,
}

#[derive(Args, Debug)]
struct ImportFile {
    #[command(flatten)]
    place: Place,
    /// What the file holds.
    kind: Kind,
    /// The file: CSV separated by semicolons, commas or tabs in UTF-8, UTF-16 or Windows-1252, or JSON objects a line.
    file: PathBuf,
    /// Takes the lines of this academy only, such as `13`; may be repeated.
    #[arg(long = "academy")]
    academies: Vec<String>,
    /// Says what would change and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// Writes the refused lines, with why and a repair, to this file, to be edited and given back.
    #[arg(long)]
    rejects: Option<PathBuf>,
    /// Who imports, for the audit.
    #[arg(long, env = "USER", default_value = "operator")]
    operator: String,
    /// Day from which changes hold, such as the move to another basin; its school year is that of a list of referents.
    #[arg(long)]
    as_of: Option<NaiveDate>,
    /// The file is the whole list of the academies: what it does not name ends. More than 5 % stops and asks.
    #[arg(long)]
    whole: bool,
    /// How many may end, when that is more than 5 %.
    #[arg(long, requires = "whole")]
    ends: Option<u64>,
}

/// What is exported.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Exported {
    /// Zones (basins, networks).
    Zones,
    /// Establishments.
    Establishments,
    /// Who belongs to which zone, and when.
    Memberships,
    /// People.
    People,
    /// Appointments.
    Appointments,
    /// Mandates.
    Mandates,
}

#[derive(Args, Debug)]
struct ExportFile {
    #[command(flatten)]
    place: Place,
    /// The table.
    table: Exported,
    /// Writes the rows of this academy only, such as `13`; may be repeated.
    #[arg(long = "academy")]
    academies: Vec<String>,
    /// How the rows are written.
    #[arg(long, default_value = "csv")]
    format: FileFormat,
    /// The file; standard output when left out.
    #[arg(long)]
    output: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct Office {
    #[command(flatten)]
    place: Place,
    /// Code of the academy, such as `13`.
    #[arg(long)]
    academy: String,
    /// The person: an id of the API, a mail address, or an identifier as `SYSTEM:value`.
    #[arg(long)]
    person: String,
    /// A desk, such as `directory`; may be repeated. All of them when left out.
    #[arg(long = "desk")]
    desks: Vec<String>,
    /// First day; today when left out.
    #[arg(long)]
    starts_on: Option<NaiveDate>,
    /// Who does it, for the audit.
    #[arg(long, env = "USER", default_value = "operator")]
    operator: String,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Writes every row as a line of JSON, with the hashes that prove it.
    Export {
        #[command(flatten)]
        place: Place,
        /// The file; standard output when left out.
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Follows the chain of hashes from the first row, and says where it is broken; the exit code tells too.
    Verify {
        #[command(flatten)]
        place: Place,
        /// A file that `audit export` wrote, to be checked without the database.
        file: Option<PathBuf>,
        /// A head that was published (`SEQ:HASH`): the chain must go through it.
        #[arg(long)]
        through: Option<String>,
    },
}

#[derive(Args, Debug)]
struct Verify {
    /// The answer of `verifyMissionLetter { sealKey signatures { contentHash sealed seal } contents { hash content } }`, saved as JSON.
    file: PathBuf,
    /// Public key of the server's seal, as it was published; the one in the file when left out, which proves only that the file is of one piece.
    #[arg(long)]
    key: Option<String>,
}

#[derive(Args, Debug)]
struct Token {
    #[command(flatten)]
    place: Place,
    /// The person: an id of the API (`person_…`) or a UUID.
    #[arg(long)]
    person: String,
    /// Day on which the token begins, for a server whose clock starts there.
    #[arg(long)]
    at: Option<NaiveDate>,
    /// Hours for which the token is good.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(i64).range(1..=24 * 366))]
    hours: i64,
}

/// Runs the command line to its end; the exit code says how it went.
pub fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    log::start(&cli.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 << 20).build();
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(run(cli.command)),
        Err(error) => Err(error.to_string()),
    };
    match ended {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("rupn: {message}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), String> {
    match command {
        Command::Serve(serve) => self::serve(serve).await,
        Command::Demo(demo) => self::demo(demo).await,
        Command::Migrate(migrate) => {
            let (store, _) = opened(&migrate.place.settings(Clock::system())).await?;
            starting::load(&store).await.map_err(|refusal| format!("the starting data cannot be loaded: {refusal}"))?;
            let granted = match &migrate.service_role {
                Some(role) => migration::grant_service(store.for_migrations(), role).await.map_err(|error| format!("--service-role: {error}")),
                None => Ok(()),
            };
            store.close().await;
            granted
        }
        Command::Import(file) => import(file).await,
        Command::Export(file) => export(file).await,
        Command::Audit(audit) => self::audit(audit).await,
        Command::Verify(verify) => self::verify(&verify),
        Command::Office(office) => self::office(office).await,
        Command::Token(token) => self::token(token).await,
        Command::Documents(Documents::Check { folder }) => {
            let registered = registry::read(&folder).await?;
            registered.iter().for_each(|document| println!("{}  {}", document.hash, document.file));
            Ok(())
        }
        Command::Schema => {
            print!("{}", schema::sdl(&schema::build()));
            Ok(())
        }
        Command::Permissions => {
            print!("{}", schema::permissions());
            Ok(())
        }
        Command::Machines => {
            let diagrams = [
                (MANDATE.name, MANDATE.diagram()),
                (TEMPLATE.name, TEMPLATE.diagram()),
                (LETTER.name, LETTER.diagram()),
                (COMPENSATION.name, COMPENSATION.diagram()),
            ];
            diagrams.iter().for_each(|(name, diagram)| println!("{name}\n{diagram}"));
            Ok(())
        }
    }
}

type Opened = (Arc<kernel::store::Store>, crate::edge::identity::Issuer);

async fn opened(settings: &Settings) -> Result<Opened, String> {
    app::open(settings).await.map_err(|refusal| match refusal {
        Refusal::Internal(cause) => format!("the database {} cannot be opened: {cause}", without_password(settings.url().expose_secret())),
        refusal => format!("the database {} cannot be opened: {refusal}", without_password(settings.url().expose_secret())),
    })
}

fn without_password(url: &str) -> String {
    match url.split_once("://").and_then(|(scheme, rest)| rest.rsplit_once('@').map(|(_, host)| format!("{scheme}://…@{host}"))) {
        Some(shown) => shown,
        None => url.to_owned(),
    }
}

async fn serve(serve: Serve) -> Result<(), String> {
    let clock = serve.at.map_or_else(Clock::system, |day| demo::clock(Some(day)));
    let config = serve.config.as_deref().map(Config::read).transpose()?.unwrap_or_default();
    let (store, issuer) = opened(&serve.place.settings(clock)).await?;
    // Who has no room to write still serves reads.
    if let Err(refusal) = starting::load(&store).await {
        tracing::warn!(%refusal, "the starting data were not loaded");
    }
    let (listener, address) = listen(serve.listen).await?;
    let app = Arc::new(App::new(store, issuer, address, config, None)?.registering().await?);
    println!("rupn serves at http://{address}");
    app.serve(listener, stopped()).await.map_err(|error| error.to_string())
}

async fn demo(demo: Demo) -> Result<(), String> {
    let place = Place { database_url: None, data: demo.data, connections: None };
    let (store, issuer) = opened(&place.settings(demo::clock(demo.at))).await?;
    let (listener, address) = listen(demo.listen).await?;
    let loaded = demo::load(&store, &issuer).await.map_err(|stop| format!("the demo cannot be loaded: {stop}"))?;
    let stop = stopped();
    if demo.json {
        println!("{}", loaded.line(address));
    } else {
        println!("{}", loaded.greeting(address));
    }
    let app = Arc::new(App::new(store, issuer, address, Config::default(), Some(loaded))?);
    app.serve(listener, stop).await.map_err(|error| error.to_string())
}

/// Says who signed what; ends with an error when something does not hold.
fn verify(verify: &Verify) -> Result<(), String> {
    let written = std::fs::read_to_string(&verify.file).map_err(|error| format!("{}: {error}", verify.file.display()))?;
    let found = offline::check(&written, verify.key.as_deref()).map_err(|error| format!("{}: {error}", verify.file.display()))?;
    found.signed.iter().for_each(|line| println!("{line}"));
    found.problems.iter().for_each(|line| println!("does not hold: {line}"));
    println!("key of the seal: {}{}", found.key, if verify.key.is_some() { "" } else { " (from the file: compare it with the one that was published)" });
    match found.problems.len() {
        0 => Ok(()),
        count => Err(format!("{count} things do not hold")),
    }
}

/// Ends with an error when a line was refused.
async fn import(import: ImportFile) -> Result<(), String> {
    let (store, _) = opened(&import.place.settings(Clock::system())).await?;
    let ImportFile { kind, file, academies, dry_run, rejects, operator, as_of, whole, ends, .. } = import;
    let source = Source::File(file);
    let import = Import { academies, dry_run, rejects, as_of, whole, ends, shows_progress: true, ..Import::of(source, &operator) };
    let imported = match kind {
        Kind::Annuaire => import.run::<Family>(&store).await,
        Kind::Referents => import.run::<Referents>(&store).await,
        Kind::Zones => import.run::<Plain<ZoneRow>>(&store).await,
        Kind::Establishments => import.run::<Plain<EstablishmentRow>>(&store).await,
        Kind::Memberships => import.run::<Plain<MembershipRow>>(&store).await,
        Kind::People => import.run::<Plain<PersonRow>>(&store).await,
        Kind::Appointments => import.run::<Plain<AppointmentRow>>(&store).await,
        Kind::Mandates => import.run::<Plain<MandateRow>>(&store).await,
    };
    store.close().await;
    let (name, report) = imported.map_err(|stop| stop.to_string())?;
    println!("{name}{}", if dry_run { ", dry run: nothing was written" } else { "" });
    print!("{report}");
    if report.rejected() > 0 { Err("some lines were refused; --rejects FILE says which, and how to mend them".into()) } else { Ok(()) }
}

async fn export(file: ExportFile) -> Result<(), String> {
    let (store, _) = opened(&file.place.settings(Clock::system())).await?;
    let ExportFile { table, academies, format, output, .. } = file;
    let out = written_to(output.as_deref())?;
    let exported = match table {
        Exported::Zones => export::export::<ZoneRow>(&store, &academies, format, out).await,
        Exported::Establishments => export::export::<EstablishmentRow>(&store, &academies, format, out).await,
        Exported::Memberships => export::export::<MembershipRow>(&store, &academies, format, out).await,
        Exported::People => export::export::<PersonRow>(&store, &academies, format, out).await,
        Exported::Appointments => export::export::<AppointmentRow>(&store, &academies, format, out).await,
        Exported::Mandates => export::export::<MandateRow>(&store, &academies, format, out).await,
    };
    store.close().await;
    let rows = exported.map_err(|refusal| match refusal {
        Refusal::NotFound { argument } => format!("--{argument} names one that the directory does not know"),
        refusal => format!("the export stopped: {refusal:?}"),
    })?;
    eprintln!("{rows} rows");
    Ok(())
}

async fn office(office: Office) -> Result<(), String> {
    let (store, _) = opened(&office.place.settings(Clock::system())).await?;
    let viewer = Viewer::system(&store, "office");
    let named = |written: &String| {
        let known = Desks::ALL.into_iter().find(|desk| format!("{desk:?}").eq_ignore_ascii_case(written));
        known.ok_or_else(|| format!("there is no desk {written}; there are: {:?}", Desks::ALL))
    };
    let desks = if office.desks.is_empty() { Desks::ALL.to_vec() } else { office.desks.iter().map(named).collect::<Result<_, _>>()? };
    let grant = GrantOffice {
        academy: office.academy,
        person: office.person.parse().map_err(|_| "--person wants an id of the API, a mail address, or SYSTEM:value")?,
        desks,
        department: None,
        basin: None,
        starts_on: office.starts_on.unwrap_or(viewer.actor.today).into(),
        ends_on: None,
    };
    let options = CommandOptions { reason: Some(format!("by {}", office.operator)), ..CommandOptions::default() };
    let granted = viewer.perform(grant, &options).await;
    store.close().await;
    let (id, _) = granted.map_err(|refusal| refusal.to_string())?;
    println!("{id}");
    Ok(())
}

async fn audit(audit: Audit) -> Result<(), String> {
    match audit {
        Audit::Export { place, output } => {
            let (store, _) = opened(&place.settings(Clock::system())).await?;
            let written = audit::export(&store, &mut *written_to(output.as_deref())?).await;
            store.close().await;
            eprintln!("{} rows", written?);
            Ok(())
        }
        Audit::Verify { place, file, through } => {
            let through = through.map(|head| read_head(&head)).transpose()?;
            let verdict = match file {
                Some(file) => audit::verify_file(&file, through.as_ref())?,
                None => {
                    let (store, _) = opened(&place.settings(Clock::system())).await?;
                    let verdict = audit::verify(&store, through.as_ref()).await;
                    store.close().await;
                    verdict?
                }
            };
            if let Some((seq, hash)) = &verdict.head {
                println!("{} rows follow one another; head {seq}:{hash}", verdict.rows);
            }
            verdict.broken.map_or(Ok(()), |broken| Err(format!("the audit was altered: {broken}")))
        }
    }
}

fn read_head(written: &str) -> Result<(i64, String), String> {
    let parts = written.split_once(':').and_then(|(seq, hash)| Some((seq.parse().ok()?, hash.to_owned())));
    parts.ok_or_else(|| "--through wants a head as it was printed: SEQ:HASH".into())
}

fn written_to(file: Option<&std::path::Path>) -> Result<Box<dyn std::io::Write + Send>, String> {
    Ok(match file {
        Some(path) => {
            let file = std::fs::File::create(path).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
            Box::new(std::io::BufWriter::new(file))
        }
        None => Box::new(std::io::stdout()),
    })
}

async fn token(token: Token) -> Result<(), String> {
    let clock = token.at.map_or_else(Clock::system, |day| demo::clock(Some(day)));
    let (store, issuer) = opened(&token.place.settings(clock)).await?;
    let person = parse_id(&token.person).map(|(_, id)| id).or_else(|| token.person.parse().ok()).ok_or("--person wants an id of the API or a UUID")?;
    crate::domain::access::hats::person(&store, person).await.map_err(|_| "the directory knows no such person")?;
    let signed = issuer.token(person, store.clock.now().timestamp(), token.hours).map_err(|refusal| refusal.to_string())?;
    println!("{signed}");
    store.close().await;
    Ok(())
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), String> {
    let listener = TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}; choose another with --listen"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    Ok((listener, address))
}

/// Ends at SIGINT or SIGTERM, from the call on: whoever reads that the server is ready may stop it at once.
fn stopped() -> impl Future<Output = ()> {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async {
        let (Ok(mut interrupt), Ok(mut terminate)) = signals else { return std::future::pending().await };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
