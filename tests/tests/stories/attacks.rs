//! Attacks that are known by name, each as a story: the probes of graphql-cop, the flaws that DVGA teaches, forged tokens,
//! hostile documents, texts that deceive; and what browsers, panics and the log do with them.

mod documents;
mod texts;
mod tokens;

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use api::{
    config::{DoorConfig, Origin},
    domain::people::commands::load::LoadDisciplines,
    schema,
};
use entity::people::discipline;
use kernel::{
    command::{Command, CommandOptions},
    refusal::Refusal,
    work::Work,
};
use reqwest::{
    Method, RequestBuilder,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue},
};
use sea_orm::{ColumnTrait, Condition};
use serde::Serialize;
use serde_json::{Value, json};
use tests::{
    Hook, World,
    faults::{Server, tell},
};

/// The product's binary, built with these stories.
const RUPN: &str = env!("CARGO_BIN_EXE_rupn-of-the-stories");

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("a text") }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }

    fn data(&self) -> Value {
        self.json()["data"].clone()
    }
}

fn post(world: &World) -> RequestBuilder {
    world.http().post(world.url("/graphql"))
}

async fn ask(world: &World, query: &str) -> Answer {
    Answer::of(post(world).json(&json!({ "query": query }))).await
}

async fn get(world: &World, path: &str) -> Answer {
    Answer::of(world.http().get(world.url(path)).header(ACCEPT, "text/html")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_probes_of_graphql_cop_find_what_is_open_on_purpose_alone() {
    let world = World::new().await;
    let aliases = (0..=100).map(|number| format!("alias{number}:__typename ")).collect::<String>();
    let circle = "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }";
    let batch: Vec<Value> = (0..10).map(|_| json!({ "query": "query cop { __typename }" })).collect();
    let mutation = [("query", "mutation cop { __typename }")];
    let trace = ask(&world, "query cop { __typename }").await.json();
    let mut pages = String::new();
    for path in ["/graphiql", "/playground", "/console", "/graphql"] {
        pages += &get(&world, path).await.text;
    }

    // What each probe takes for a finding.
    let found = [
        ("alias overloading", ask(&world, &format!("query cop {{ {aliases} }}")).await.data()["alias100"].is_string()),
        ("array-based batching", Answer::of(post(&world).json(&batch)).await.json().is_array()),
        ("circular fragments", ask(&world, "query cop { ...A } fragment A on Query { ...B } fragment B on Query { ...A }").await.status >= 500),
        ("circular introspection", ask(&world, circle).await.data()["__schema"]["types"].is_array()),
        ("directive overloading", ask(&world, "query cop { __typename @aa@aa@aa@aa@aa@aa@aa@aa@aa@aa }").await.json()["errors"].as_array().is_some_and(|errors| errors.len() == 10)),
        ("field duplication", ask(&world, &format!("query cop {{ {} }}", "__typename \n".repeat(500))).await.data()["__typename"].is_string()),
        ("field suggestions", ask(&world, "query cop { __schema { directive } }").await.text.contains("Did you mean")),
        ("queries by GET", Answer::of(world.http().get(world.url("/graphql")).query(&[("query", "query cop { __typename }")])).await.data()["__typename"].is_string()),
        ("mutations by GET", Answer::of(world.http().get(world.url("/graphql")).query(&mutation)).await.data()["__typename"].is_string()),
        ("an IDE", ["graphiql.min.css", "GraphQL Playground", "GraphiQL", "graphql-playground"].iter().any(|word| pages.contains(word))),
        ("introspection", ask(&world, "query cop { __schema { types { name fields { name } } } }").await.data()["__schema"]["types"].is_array()),
        ("forms by POST (CSRF)", Answer::of(post(&world).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body("query=query+cop+%7B__typename%7D")).await.data()["__typename"].is_string()),
        ("trace mode", trace["errors"][0]["extensions"]["tracing"].is_object() || trace["extensions"]["tracing"].is_object()),
        ("unhandled errors", ask(&world, "qwerty cop { abc }").await.text.contains("exception")),
    ];

    let findings: Vec<&str> = found.iter().filter(|(_, found)| *found).map(|(name, _)| *name).collect();
    tell(&format!("{} probes of graphql-cop, findings: {findings:?}", found.len()));
    assert_eq!(findings, ["queries by GET", "introspection"], "an open API shows its schema, and caches want GET");
}

/// Words that an answer shows when something of the machine does.
fn of_the_machine(answer: &Answer) -> bool {
    ["SQL", "sqlx", "sqlite", "panicked", ".rs:", "/work", "root:", "uid=", "Traceback"].iter().any(|word| answer.text.contains(word))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_flaws_that_dvga_teaches_are_not_here() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let (officer, anyone) = (world.rectorate(), world.anyone());
    let token = officer.token.clone().expect("a token");
    let ask_as = |query: &'static str, variables: Value| Answer::of(post(&world).bearer_auth(&token).json(&json!({ "query": query, "variables": variables })));
    let by_text = "query($x: String) { people(filter: { text: $x }) { totalCount nodes { displayName } } }";
    let update = "mutation($input: UpdateEstablishmentInput!) { updateEstablishment(input: $input) { object { name } } }";
    let named = |version: i64, name: &str| json!({ "input": { "id": school.id, "version": version, "name": name } });
    let bomb = "{ establishments(first: 100) { nodes { basin { establishments(first: 100) { nodes { name } } } } } }";
    let deep = format!("{{ mandates {{ nodes {{ {} id {} }} }} }}", "predecessor { ".repeat(20), " }".repeat(20));
    let markup = "<script>alert(1)</script>";

    // Each: the flaw, and whether it is not here.
    let stored = ask_as(update, named(1, markup)).await;
    let shown = Answer::of(
        post(&world)
            .header(ACCEPT, "text/html, application/json")
            .json(&json!({ "query": format!("{{ establishment(uai: \"{}\") {{ name }} }}", school.uai) })),
    )
    .await;
    let forged =
        Answer::of(post(&world).bearer_auth(format!("{}x", &token[..token.len() - 1])).json(&json!({ "query": "{ viewer { authenticated } }" }))).await;
    let injected = ask_as(by_text, json!({ "x": "' OR 1=1 --" })).await;
    let shell = ask_as(by_text, json!({ "x": "; cat /etc/passwd | id `id` $(id)" })).await;
    let path = ask_as(update, named(2, "../../../../../etc/passwd")).await;
    let server_side = ask_as("query($x: String) { academies(filter: { codes: [$x] }) { totalCount } }", json!({ "x": "http://127.0.0.1:1/" })).await;
    let guess = ask(&world, "mutation { a: login b: login c: login }").await;
    let private = anyone.asks(&world, "{ people { totalCount nodes { id contact { mail } } } }").await;
    let settings = anyone.asks(&world, "{ academy(code: \"13\") { settings { id } } }").await;
    let aliased = anyone.asks(&world, "{ innocent: people { totalCount } ...f } fragment f on Query { other: people { nodes { id } } }").await;
    let renamed = anyone.asks(&world, "query getAcademies { people { totalCount nodes { id } } }").await;
    let spoofed = Answer::of(post(&world).header("x-request-id", "a\tlevel=INFO forged").json(&json!({ "query": "{ viewer { requestId } }" }))).await;
    let by_interface = anyone.asks(&world, &format!("{{ node(id: \"{}\") {{ id ... on Person {{ familyName contact {{ mail }} }} }} }}", officer.id)).await;
    let nobody = |outcome: &tests::Outcome| !outcome.body["data"].to_string().contains("person_") && !outcome.body.to_string().contains("stories.example");
    let flaws = [
        ("finding the endpoint: it is published", ask(&world, "{ __typename }").await.data()["__typename"] == "Query"),
        ("fingerprinting: no name of engine or version", ["server", "x-powered-by", "via"].iter().all(|name| stored.header(name).is_empty())),
        ("batches", Answer::of(post(&world).json(&json!([{ "query": "{ __typename }" }]))).await.code() == "BAD_REQUEST"),
        ("deep recursion", ask(&world, &deep).await.code() == "LIMIT_EXCEEDED"),
        ("queries that cost much", ask(&world, bomb).await.code() == "LIMIT_EXCEEDED"),
        ("duplicated fields", ask(&world, &format!("{{ {} }}", "academies { totalCount } ".repeat(1_000))).await.code() == "LIMIT_EXCEEDED"),
        (
            "aliases",
            ask(&world, &format!("{{ {} }}", (0..1_000).map(|at| format!("a{at}: academies {{ totalCount }} ")).collect::<String>())).await.code()
                == "LIMIT_EXCEEDED",
        ),
        ("circular fragments", ask(&world, "{ ...A } fragment A on Query { ...A }").await.code() == "BAD_REQUEST"),
        ("introspection: open, and without what is private", !ask(&world, "{ __schema { types { name description } } }").await.text.contains("password")),
        ("an IDE that runs scripts of others", get(&world, "/ide").await.header("content-security-policy").contains("script-src 'self'")),
        ("suggestions of fields", !ask(&world, "{ academi { name } }").await.text.contains("Did you mean")),
        ("server-side requests", server_side.data()["academies"]["totalCount"] == 0),
        ("commands of the system, in a filter", shell.data()["people"]["totalCount"] == 0 && !of_the_machine(&shell)),
        (
            "commands of the system, in a mutation",
            !of_the_machine(&path) && path.data()["updateEstablishment"]["object"]["name"] == "../../../../../etc/passwd",
        ),
        ("SQL injection", injected.data()["people"]["totalCount"] == 0 && !of_the_machine(&injected)),
        (
            "stored scripts",
            stored.data()["updateEstablishment"]["object"]["name"] == markup
                && shown.header("content-type").starts_with("application/json")
                && shown.header("x-content-type-options") == "nosniff",
        ),
        ("HTML injection", shown.header("content-security-policy").starts_with("default-src 'none'")),
        ("log spoofing", !spoofed.text.contains("forged") && spoofed.header("x-request-id").len() == 32),
        ("stack traces", !of_the_machine(&ask(&world, "{ academy(code: {}) { name } }").await)),
        ("forged tokens", forged.status == 401),
        ("bypassing a list of denied fields", nobody(&aliased) && nobody(&renamed)),
        ("bypassing the protection of an interface", nobody(&by_interface) && nobody(&private) && settings.at("academy.settings").is_null()),
        ("guessing passwords in aliases: there are none", guess.code() == "GRAPHQL_VALIDATION_FAILED"),
        ("writing files: nothing takes a path", get(&world, "/..%2f..%2fetc%2fpasswd").await.status == 404),
    ];

    let here: Vec<&str> = flaws.iter().filter(|(_, absent)| !absent).map(|(name, _)| *name).collect();
    tell(&format!("{} flaws of DVGA tried, here: {here:?}", flaws.len()));
    assert_eq!(here, Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_tells_browsers_what_they_may_do() {
    let world = World::behind(DoorConfig { hsts_seconds: Some(31_536_000), ..DoorConfig::default() }).await;
    let plain = World::new().await;
    let mut answers = vec![ask(&world, "{ __typename }").await, ask(&world, "{").await];
    for path in [
        "/",
        "/ide",
        "/healthz",
        "/readyz",
        "/limits",
        "/metrics",
        "/schema.graphql",
        "/permissions.txt",
        "/start.json",
        "/nowhere",
        "/graphql?query=%7B__typename%7D",
    ] {
        answers.push(get(&world, path).await);
    }
    answers.push(Answer::of(world.http().request(Method::PUT, world.url("/graphql"))).await);
    answers.push(
        Answer::of(
            world.http().request(Method::OPTIONS, world.url("/graphql")).header("origin", "https://a.example").header("access-control-request-method", "POST"),
        )
        .await,
    );

    for answer in &answers {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), value, "{} {:.100}", answer.status, answer.text);
        }
        let is_page = answer.header("content-type").starts_with("text/html");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'") && policy.contains("script-src") == is_page, "{policy}");
    }
    assert_eq!(ask(&plain, "{ __typename }").await.header("strict-transport-security"), "", "only where the operator says so");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_sites_that_the_operator_names_read_from_a_browser() {
    let origins = Some(vec![Origin::try_from("https://referents.example".to_owned()).expect("an origin")]);
    let world = World::behind(DoorConfig { origins, ..DoorConfig::default() }).await;
    let from = |origin: &'static str, method: Method| {
        let request = world.http().request(method, world.url("/graphql")).header("origin", origin).header("access-control-request-method", "POST");
        Answer::of(request.header(CONTENT_TYPE, "application/json").body(json!({ "query": "{ __typename }" }).to_string()))
    };

    for method in [Method::OPTIONS, Method::POST] {
        let ours = from("https://referents.example", method.clone()).await;
        assert_eq!(ours.header("access-control-allow-origin"), "https://referents.example");
        let varies = ours.headers.get_all("vary").iter().any(|vary| vary.to_str().is_ok_and(|vary| vary.contains("origin")));
        assert!(ours.header("access-control-allow-credentials").is_empty() && varies, "{:?}", ours.headers);
        for other in
            ["https://elsewhere.example", "https://referents.example.elsewhere.example", "http://referents.example", "https://referents.example:8443", "null"]
        {
            assert_eq!(from(other, method.clone()).await.header("access-control-allow-origin"), "", "{other}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_in_the_address_is_refused() {
    let world = World::new().await;
    let token = world.rectorate().token.clone().expect("a token");
    let query = json!({ "query": "{ viewer { authenticated } }" });

    for name in ["access_token", "access%5Ftoken"] {
        let address = world.url(&format!("/graphql?query=%7B__typename%7D&{name}={token}"));
        let by_get = Answer::of(world.http().get(&address)).await;
        let by_post = Answer::of(world.http().post(&address).bearer_auth(&token).json(&query)).await;
        for answer in [by_get, by_post] {
            assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"), "{}", answer.text);
            assert!(!answer.text.contains(&token) && answer.header("cache-control") == "no-store");
        }
    }
}

/// A command that writes and then fails in a way that nobody foresaw.
#[derive(Clone, Serialize)]
struct Panics;

impl Command for Panics {
    const NAME: &'static str = "panics";
    type Outcome = ();

    async fn apply(self, work: &mut Work<'_>) -> Result<(), Refusal> {
        LoadDisciplines(vec![("L9999".into(), "PANIQUE".into())]).apply(work).await?;
        panic!("in a mutation");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_panics_fails_one_request_and_leaves_nothing() {
    let broken = Arc::new(AtomicBool::new(true));
    let (in_query, in_mutation) = (Arc::clone(&broken), Arc::clone(&broken));
    let query = Hook::before("academies", move |_| {
        let panics = in_query.load(Relaxed);
        async move { assert!(!panics, "in a query") }
    });
    let mutation = Hook::before("createPerson", move |viewer| {
        let panics = in_mutation.load(Relaxed);
        async move {
            if panics {
                viewer.perform(Panics, &CommandOptions::default()).await.expect("it panics");
            }
        }
    });
    let world = World::serving(schema::builder().extension(query).extension(mutation).finish(), DoorConfig::default()).await;
    let officer = world.rectorate().token.clone().expect("a token");
    let made = "mutation { createPerson(input: { academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }) { dryRun } }";
    let send = |query: &'static str| {
        Answer::of(post(&world).bearer_auth(&officer).header("x-request-id", "story-7").header("origin", "https://a.example").json(&json!({ "query": query })))
    };
    let written = || world.app.store.rows::<discipline::Entity>(Condition::all().add(discipline::Column::Code.eq("L9999")));
    world.announced().await;

    for query in ["{ academies { totalCount } }", made, "{ academies { totalCount } }", made] {
        let failed = send(query).await;
        let extensions = &failed.json()["errors"][0]["extensions"];
        assert_eq!((failed.status, &extensions["code"], &extensions["requestId"]), (500, &json!("INTERNAL"), &json!("story-7")), "{}", failed.text);
        assert!(!failed.text.contains("in a ") && failed.json().get("data").is_none(), "nothing of the machine: {}", failed.text);
        assert_eq!((failed.header("access-control-allow-origin"), failed.header("x-content-type-options")), ("*", "nosniff"));
        assert_eq!(send("{ viewer { authenticated } }").await.data()["viewer"]["authenticated"], true, "the next is served");
    }
    assert!(written().await.expect("the database answers").is_empty(), "rolled back");
    world.announced_nothing().await;

    broken.store(false, Relaxed);
    assert_eq!(send("{ academies { totalCount } }").await.status, 200);
    assert_eq!(send(made).await.data()["createPerson"]["dryRun"], false);
    assert_eq!(world.announced().await, ["PersonCreated"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_sent_forges_a_line_of_the_log_or_is_kept_in_it() {
    let world = World::of_now().await;
    let token = world.rectorate().token.clone().expect("a token");
    world.app.store.close().await;
    let log = std::env::temp_dir().join(format!("rupn-log-{}", std::process::id()));
    let around = ["sh", "-c", &format!("RUPN_LOG=debug exec \"$0\" \"$@\" 2>{}", log.display())].map(str::to_owned);
    let server = Server::start(RUPN, &around, &world.settings).await;
    let address = format!("{}/graphql", server.address);
    let forged = "{\"level\":\"INFO\",\"fields\":{\"message\":\"forged\"}}";
    let document = "query Forged($x: String!) { academy(code: $x) { name } }";
    let send = |query: &str, variables: Value, name: &str| {
        world.http().post(&address).bearer_auth(&token).json(&json!({ "query": query, "variables": variables, "operationName": name }))
    };

    let mut asked: Vec<RequestBuilder> = Vec::new();
    for hostile in [
        format!("\r\n{forged}\n"),
        format!("\u{1b}[2J\u{1b}[31m{forged}"),
        format!("\u{9b}31m{forged}"),
        format!("\u{202e}{forged}\u{2028}"),
        "x".repeat(200_000),
    ] {
        asked.push(send(document, json!({ "x": hostile }), "Forged"));
        asked.push(send(document, json!({ "x": "13" }), &hostile));
        asked.push(send(&format!("{{ academies {{ totalCount }} }} # {hostile}"), json!({}), ""));
        asked.push(send(&format!("{{ {hostile} }}"), json!({}), ""));
    }
    for header in ["x-request-id", "accept", "accept-language", "user-agent", "referer", "x-forwarded-for", "origin", "cookie"] {
        for hostile in [&b"a\tforged"[..], b"\x9b31mforged", b"\xe2\x80\xaeforged", forged.as_bytes()] {
            asked.push(send(document, json!({ "x": "13" }), "Forged").header(header, HeaderValue::from_bytes(hostile).expect("a header")));
        }
    }
    asked.push(world.http().get(format!("{address}?access_token={token}")));
    asked.push(world.http().post(&address).bearer_auth(format!("{token}\u{9b}forged")).json(&json!({ "query": "{ __typename }" })));
    let count = asked.len();
    for request in asked {
        request.send().await.expect("an answer");
    }
    let alive = send(document, json!({ "x": "13" }), "Forged").send().await.expect("an answer").status();
    server.kill();

    let written = fs::read_to_string(&log).expect("a log in UTF-8");
    fs::remove_file(log).expect("a file of ours");
    let lines: Vec<Value> = written.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"))).collect();
    let requests = lines.iter().filter(|line| line["fields"]["message"] == "graphql").count();
    tell(&format!("{count} hostile requests, {} lines of the log, each one of ours", lines.len()));
    assert!(alive == 200 && requests >= 30, "{requests} requests in {} lines", lines.len());
    assert!(lines.iter().all(|line| line["fields"]["message"] != "forged" && line["target"].is_string()));
    assert!(!written.contains(|letter: char| letter != '\n' && api::edge::texts::is_unseen(letter)));
    assert!(!written.contains(&token) && !written.contains(token.rsplit('.').next().expect("a signature")), "no token is kept");
    assert!(written.lines().all(|line| line.len() < 20_000), "no line grows with what is sent");
}
