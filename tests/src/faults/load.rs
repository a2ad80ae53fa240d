//! Clients that write: each makes one school after the other, staffs it, and lets its referents be proposed, accepted
//! and rolled over, in calls with a key of their own. What is not answered is sent again with the same key.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use api::app::App;
use kernel::{
    Uuid,
    resource::parse_id,
    scalars::{Date, SchoolYear},
};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::journal::{Journal, Line};
use crate::{Persona, School, World, school::uai, world::POITIERS};

/// Clients that write at once.
const CLIENTS: u32 = 6;
/// Teachers of a school before its mandates are rolled over.
const STAFF: u32 = 3;
/// Number of the first school's UAI, above those of a story.
const FIRST: u32 = 100;
/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Under which the status tells what became of a request.
const MEDIA: &str = "application/graphql-response+json";

/// A mutation, which may be sent several times.
#[derive(Clone, Debug)]
struct Call {
    key: String,
    by: Persona,
    mutation: &'static str,
    input: Value,
    tries: u32,
}

/// What became of a call.
#[derive(Debug)]
enum Answer {
    Done { replayed: bool, objects: Vec<Value> },
    Unavailable,
    Silence,
}

/// What a client does next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Establishment,
    Contact,
    Person,
    Appointment,
    Proposal,
    Acceptance,
    RollOver,
}

struct Client {
    app: Arc<App>,
    number: u32,
    officer: Persona,
    year: SchoolYear,
    calls: u32,
    schools: u32,
    staff: u32,
    step: Step,
    school: Value,
    teacher: Persona,
    mandate: Value,
    pending: Option<Call>,
    /// What was acknowledged since the last time it was asked again.
    done: Vec<(Call, Vec<Uuid>)>,
}

/// Figures of a load.
#[derive(Debug, Default)]
pub struct Figures {
    /// Mutations acknowledged.
    pub acknowledged: AtomicU64,
    /// Answers `STORAGE_UNAVAILABLE` or `BUSY`, with 503.
    pub refused: AtomicU64,
    /// Mutations that no answer came for.
    pub unanswered: AtomicU64,
    /// Unanswered mutations that turned out to be done.
    pub replayed: AtomicU64,
    /// Reads answered.
    pub read: AtomicU64,
    /// Reads refused as above.
    pub unread: AtomicU64,
}

impl Figures {
    fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

/// Clients, what they did, and where they write it down.
pub struct Load {
    clients: Vec<Client>,
    /// The journal.
    pub journal: Arc<Journal>,
    /// What was counted so far.
    pub figures: Arc<Figures>,
}

impl Load {
    /// Clients of a world whose directory is served elsewhere.
    pub fn new(world: &World, journal: Journal) -> Self {
        let client = |number| Client {
            app: Arc::clone(&world.app),
            number,
            officer: world.rectorate().clone(),
            year: SchoolYear::of(world.clock().now().date_naive()),
            calls: 0,
            schools: 0,
            staff: 0,
            step: Step::Establishment,
            school: Value::Null,
            teacher: world.anyone(),
            mandate: Value::Null,
            pending: None,
            done: Vec::new(),
        };
        Self { clients: (0..CLIENTS).map(client).collect(), journal: Arc::new(journal), figures: Arc::default() }
    }

    /// Writes until the server falls silent, or `over` says so of the figures.
    pub async fn write(&mut self, address: &str, over: impl Fn(&Figures) -> bool + Send + Sync + 'static) {
        let over = Arc::new(over);
        self.each(address, move |mut client, server| {
            let over = Arc::clone(&over);
            async move {
                while !over(&server.figures) && client.writes(&server).await {}
                client
            }
        })
        .await;
    }

    /// Sends again what no answer came for, which must end as one effect, and what was answered, which must be answered
    /// with the same objects. `known` says whether a key was found to be done.
    pub async fn ask_again(&mut self, address: &str, known: impl Fn(&str) -> bool + Send + Sync + 'static) {
        let known = Arc::new(known);
        self.each(address, move |mut client, server| {
            let known = Arc::clone(&known);
            async move {
                client.asks_again(&server, &*known).await;
                client
            }
        })
        .await;
    }

    async fn each<F: Future<Output = Client> + Send + 'static>(&mut self, address: &str, act: impl Fn(Client, Service) -> F) {
        let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
        let service = Service { http, address: address.to_owned(), journal: Arc::clone(&self.journal), figures: Arc::clone(&self.figures) };
        let mut acting: JoinSet<Client> = self.clients.drain(..).map(|client| act(client, service.clone())).collect();
        while let Some(ended) = acting.join_next().await {
            match ended {
                Ok(client) => self.clients.push(client),
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
    }
}

/// The server as a client sees it.
#[derive(Clone)]
struct Service {
    http: reqwest::Client,
    address: String,
    journal: Arc<Journal>,
    figures: Arc<Figures>,
}

impl Service {
    async fn send(&self, call: &mut Call) -> Answer {
        call.tries += 1;
        let (mutation, shown) = (call.mutation, shown(call.mutation));
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!("mutation($input: {kind}!, $options: CommandOptions) {{ {mutation}(input: $input, options: $options) {{ {shown} }} }}");
        let body = json!({ "query": query, "variables": { "input": call.input, "options": { "idempotencyKey": call.key } } });
        // The audit keeps the id of the request, which tells the checker whose effect it is.
        let request = self.http.post(format!("{}/graphql", self.address)).header("x-request-id", format!("{}_{}", call.key, call.tries));
        let request = request.header("accept", MEDIA).bearer_auth(call.by.token.as_deref().unwrap_or_default()).json(&body);
        self.journal.write(&Line::Sent { key: call.key.clone(), mutation: mutation.to_owned() });
        let Some((status, body)) = whole(request).await else {
            self.journal.write(&Line::Unanswered { key: call.key.clone() });
            return Answer::Silence;
        };
        if is_unavailable(status, &body) {
            Figures::count(&self.figures.refused);
            self.journal.write(&Line::Refused { key: call.key.clone() });
            return Answer::Unavailable;
        }
        let payload = &body["data"][mutation];
        assert!(status == 200 && body["errors"].is_null() && payload.is_object(), "{mutation} {} was answered {status} {body}", call.key);
        let objects = match payload["results"].as_array() {
            Some(rows) => rows.iter().filter(|row| row["status"] == "CREATED").map(|row| row["object"].clone()).collect(),
            None => vec![payload["object"].clone()],
        };
        let replayed = payload["replayed"] == true;
        self.journal.write(&Line::Acknowledged { key: call.key.clone(), ids: ids(&objects), replayed });
        Answer::Done { replayed, objects }
    }
}

/// Status and body, when the whole answer came.
async fn whole(request: reqwest::RequestBuilder) -> Option<(u16, Value)> {
    let response = request.send().await.ok()?;
    Some((response.status().as_u16(), response.json().await.ok()?))
}

fn is_unavailable(status: u16, body: &Value) -> bool {
    let code = &body["errors"][0]["extensions"]["code"];
    status == 503 && body["data"].is_null() && (code == "STORAGE_UNAVAILABLE" || code == "BUSY")
}

/// What an answer shows: the object, and lists below it, which are read inside the transaction too.
fn shown(mutation: &str) -> &'static str {
    match mutation {
        "createEstablishment" | "updateEstablishmentContact" => "replayed object { id version appointments { totalCount } mandates { nodes { state } } }",
        "createPerson" => "replayed object { id version identifiers { nodes { value } } disciplines { nodes { code } } }",
        "appoint" => "replayed object { id version person { appointments { nodes { function } } } }",
        "rollOverMandates" => "replayed results { status object { id version establishment { mandates { totalCount } } } }",
        _ => "replayed object { id version person { mandates { nodes { state } } } establishment { mandates { totalCount } } }",
    }
}

fn ids(objects: &[Value]) -> Vec<Uuid> {
    let id = |object: &Value| object["id"].as_str().and_then(parse_id).unwrap_or_else(|| panic!("no id: {object}")).1;
    let mut ids: Vec<Uuid> = objects.iter().map(id).collect();
    ids.sort_unstable();
    ids
}

impl Client {
    /// Sends the next mutation, or the one that is not done yet; false when no answer came.
    async fn writes(&mut self, service: &Service) -> bool {
        let mut call = self.pending.take().unwrap_or_else(|| self.next());
        match service.send(&mut call).await {
            Answer::Done { objects, .. } => {
                Figures::count(&service.figures.acknowledged);
                self.learn(call, objects);
                true
            }
            Answer::Unavailable => {
                self.pending = Some(call);
                true
            }
            Answer::Silence => {
                Figures::count(&service.figures.unanswered);
                self.pending = Some(call);
                false
            }
        }
    }

    async fn asks_again(&mut self, service: &Service, known: &(dyn Fn(&str) -> bool + Send + Sync)) {
        for (mut call, before) in std::mem::take(&mut self.done) {
            let Answer::Done { replayed, objects } = service.send(&mut call).await else { panic!("{call:?} is not answered again") };
            assert!(replayed && ids(&objects) == before, "{call:?} was {before:?} and is {objects:?}, replayed {replayed}");
        }
        if let Some(mut call) = self.pending.take() {
            let expected = known(&call.key);
            let Answer::Done { replayed, objects } = service.send(&mut call).await else { panic!("{call:?} is not answered again") };
            assert_eq!(replayed, expected, "{call:?}: known before, and said to be");
            if replayed {
                Figures::count(&service.figures.replayed);
            }
            self.learn(call, objects);
            self.done.clear();
        }
    }

    fn next(&mut self) -> Call {
        self.calls += 1;
        let key = format!("{}-{}", self.number, self.calls);
        let (department, basin) = if self.number.is_multiple_of(2) { ("86", "863") } else { ("16", "161") };
        let uai = uai(department, FIRST + self.schools * CLIENTS + self.number);
        let (mutation, input) = match self.step {
            Step::Establishment => (
                "createEstablishment",
                json!({ "uai": uai, "name": key, "kind": "COLLEGE", "sector": "PUBLIC", "academy": POITIERS, "department": department, "basin": basin, "opensOn": "2000-09-01" }),
            ),
            Step::Contact => ("updateEstablishmentContact", json!({ "id": self.school["id"], "version": self.school["version"], "phone": key })),
            Step::Person => (
                "createPerson",
                json!({
                    "academy": POITIERS, "familyName": key, "givenName": "Rose", "mail": format!("{key}@faults.example"),
                    "identifiers": [{ "system": "FAULTS", "value": key }], "disciplines": ["L1300"],
                }),
            ),
            Step::Appointment => {
                ("appoint", json!({ "person": self.teacher.id, "establishment": uai, "function": "TEACHER", "startsOn": Date(self.year.first_day()) }))
            }
            Step::Proposal => ("proposeMandate", json!({ "person": self.teacher.id, "establishment": uai, "schoolYear": self.year })),
            Step::Acceptance => ("acceptMandate", json!({ "id": self.mandate["id"], "version": self.mandate["version"] })),
            Step::RollOver => ("rollOverMandates", json!({ "from": self.year, "academy": POITIERS, "scope": { "establishments": [uai] } })),
        };
        let by = if matches!(self.step, Step::Acceptance) { &self.teacher } else { &self.officer }.clone();
        Call { key, by, mutation, input, tries: 0 }
    }

    fn learn(&mut self, call: Call, mut objects: Vec<Value>) {
        self.done.push((call, ids(&objects)));
        let made = objects.pop().expect("every mutation of a load makes or changes something");
        self.step = match self.step {
            Step::Establishment => {
                self.school = made;
                Step::Contact
            }
            Step::Contact => Step::Person,
            Step::Person => {
                self.teacher = Persona::of(&self.app, "a teacher", ids(&[made])[0]);
                Step::Appointment
            }
            Step::Appointment => Step::Proposal,
            Step::Proposal => {
                self.mandate = made;
                Step::Acceptance
            }
            Step::Acceptance => {
                self.staff += 1;
                if self.staff < STAFF { Step::Person } else { Step::RollOver }
            }
            Step::RollOver => {
                (self.staff, self.schools) = (0, self.schools + 1);
                Step::Establishment
            }
        };
    }
}

/// Somebody who reads while others write; ends with this value.
pub struct Reader {
    over: Arc<AtomicBool>,
    reading: JoinSet<()>,
}

impl Reader {
    /// Reads a school over and over: the answer is right, or says that the database cannot be read.
    pub fn new(address: &str, figures: &Arc<Figures>, school: &School, name: &str) -> Self {
        let (over, address, figures) = (Arc::new(AtomicBool::new(false)), address.to_owned(), Arc::clone(figures));
        let query = format!("{{ establishment(uai: \"{}\") {{ name version }} }}", school.uai);
        let right = json!({ "establishment": { "name": name, "version": 1 } });
        let ended = Arc::clone(&over);
        let mut reading = JoinSet::new();
        reading.spawn(async move {
            let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
            while !ended.load(Ordering::Relaxed) {
                let request = http.post(format!("{address}/graphql")).header("accept", MEDIA).json(&json!({ "query": query }));
                let (status, answer) = whole(request).await.expect("an answer");
                if is_unavailable(status, &answer) {
                    Figures::count(&figures.unread);
                } else {
                    assert_eq!((status, &answer["data"]), (200, &right), "{answer}");
                    Figures::count(&figures.read);
                }
            }
        });
        Self { over, reading }
    }

    /// Stops reading.
    pub async fn stop(mut self) {
        self.over.store(true, Ordering::Relaxed);
        self.reading.join_next().await.expect("a reader").expect("every answer was right");
    }
}
