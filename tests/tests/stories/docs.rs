//! The pages for users of the API: every operation they show runs on the demo as they say.

use std::{path::Path, sync::Arc};

use api::{
    app::{self, App, Settings},
    config::Config,
    demo,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The operations of a page: the persona of the first line, and the text.
fn operations(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```graphql\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks
        .map(|block| {
            let persona = block.lines().next().and_then(|line| line.strip_prefix("# as ")).unwrap_or_else(|| panic!("no `# as PERSONA` before: {block}"));
            (persona.trim().to_owned(), block.to_owned())
        })
        .collect()
}

/// The first id in an answer: `# with NAME from QUERY` before an operation gives it as a variable.
fn first_id(value: &Value) -> Option<Value> {
    match value {
        Value::Object(members) => members.get("id").filter(|id| id.is_string()).cloned().or_else(|| members.values().find_map(first_id)),
        Value::Array(items) => items.iter().find_map(first_id),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_of_the_pages_runs_on_the_demo() {
    let folder = std::env::temp_dir().join(format!("rupn-docs-{}", std::process::id()));
    let settings = Settings { database_url: None, data: folder.clone(), clock: demo::clock("2026-11-25".parse().ok()), connections: 2 };
    let (store, issuer) = app::open(&settings).await.expect("a new database");
    let loaded = demo::load(&store, &issuer).await.expect("the demo loads");
    let again = demo::load(&store, &issuer).await.expect("the demo loads twice");
    assert_eq!(loaded.personas.len(), again.personas.len());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let shown = loaded.operations.clone();
    let line = loaded.line(address);
    let app = Arc::new(App::new(store, issuer, address, Config::default(), Some(loaded)).expect("the defaults hold"));
    let served = Arc::clone(&app);
    app.tasks.spawn(async move { served.serve(listener, std::future::pending()).await });

    let mut asked: Vec<(String, String, String)> = shown
        .iter()
        .map(|operation| {
            ("start page".to_owned(), operation["persona"].as_str().unwrap_or_default().to_owned(), operation["query"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    for page in std::fs::read_dir(docs).expect("the pages").filter_map(Result::ok).filter(|page| page.path().extension().is_some_and(|kind| kind == "md")) {
        let text = std::fs::read_to_string(page.path()).expect("a page");
        asked.extend(operations(&text).into_iter().map(|(persona, query)| (page.file_name().display().to_string(), persona, query)));
    }

    let client = reqwest::Client::new();
    for (page, persona, query) in &asked {
        let send = async |body: Value| -> Value {
            let mut request = client.post(format!("http://{address}/graphql")).json(&body);
            if persona != "anyone" {
                request = request.bearer_auth(line["personas"][persona].as_str().unwrap_or_else(|| panic!("{page}: no persona {persona}")));
            }
            request.send().await.expect("an answer").json().await.expect("JSON")
        };
        let mut variables = json!({});
        for (name, found_by) in query.lines().filter_map(|line| line.strip_prefix("# with ")?.split_once(" from ")) {
            let answer = send(json!({ "query": found_by })).await;
            variables[name] = first_id(&answer["data"]).unwrap_or_else(|| panic!("{page} as {persona}: no id in {answer}\n{found_by}"));
        }
        let answer = send(json!({ "query": query, "variables": variables })).await;
        assert!(answer["errors"].is_null(), "{page} as {persona}: {answer}\n{query}");
    }

    assert!(asked.len() > 10, "{} operations", asked.len());
    std::fs::remove_dir_all(folder).expect("the folder of this story");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_begins_on_any_day_of_its_year() {
    for day in ["2026-09-05", "2026-11-18", "2027-06-15"] {
        let folder = std::env::temp_dir().join(format!("rupn-demo-{day}-{}", std::process::id()));
        let settings = Settings { database_url: None, data: folder.clone(), clock: demo::clock(day.parse().ok()), connections: 2 };
        let (store, issuer) = app::open(&settings).await.expect("a new database");
        let loaded = demo::load(&store, &issuer).await;
        assert!(loaded.is_ok(), "{day}: {:?}", loaded.err());
        std::fs::remove_dir_all(folder).expect("the folder of this day");
    }
}
