//! Stories of documents that clients name by their hash instead of sending them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use api::{
    config::{Anonymous, DoorConfig},
    edge::{preflight::Sha256, registry},
};
use reqwest::header::{ACCEPT, IF_NONE_MATCH};
use serde_json::{Value, json};
use tests::World;

/// The product's binary, built with these stories.
const RUPN: &str = env!("CARGO_BIN_EXE_rupn-of-the-stories");
const RESPONSE: &str = "application/graphql-response+json";

const ACADEMIES: &str = "query Academies($first: Int) {\n  academies(first: $first) {\n    nodes { name }\n  }\n}\n";
const PERSON: &str = "mutation Person($input: CreatePersonInput!) {\n  createPerson(input: $input) { dryRun }\n}\n";
const TWO: &str = "query One { academies { totalCount } }\nquery Other { academy(code: \"13\") { name } }\n";

/// A folder of files of its own, gone with this value.
struct Folder(PathBuf);

impl Folder {
    fn of(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("rupn-documents-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for (file, text) in files {
            fs::write(folder.join(file), text).expect("a file");
        }
        Self(folder)
    }

    fn door(&self, anonymous: Anonymous) -> DoorConfig {
        DoorConfig { documents: Some(self.0.clone()), anonymous, ..DoorConfig::default() }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("a folder of ours");
    }
}

fn hash(text: &str) -> String {
    Sha256::of(text).to_string()
}

fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

async fn post(world: &World, token: Option<&str>, body: Value) -> (u16, Value) {
    let mut request = world.http().post(world.url("/graphql")).header(ACCEPT, RESPONSE).json(&body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

fn code(answer: &Value) -> (&str, &str) {
    let extensions = &answer["errors"][0]["extensions"];
    (extensions["code"].as_str().unwrap_or_default(), extensions["argument"].as_str().unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registered_document_is_run_by_its_hash_alone() {
    let folder = Folder::of("run", &[("academies.graphql", ACADEMIES), ("person.graphql", PERSON), ("two.graphql", TWO), ("notes.txt", "{")]);
    let world = World::behind(folder.door(Anonymous::Any)).await;
    let officer = world.rectorate().token.clone().expect("a token");
    let person = json!({ "input": { "academy": "13", "givenName": "Inès", "familyName": "OEILLET" } });
    let academies = json!({ "academies": { "nodes": [{ "name": "Poitiers" }] } });
    world.announced().await;

    for named in [
        json!({ "extensions": persisted(&hash(ACADEMIES)) }),
        json!({ "documentId": hash(ACADEMIES) }),
        json!({ "documentId": format!("sha256:{}", hash(ACADEMIES).to_uppercase()) }),
        json!({ "query": ACADEMIES, "extensions": persisted(&hash(ACADEMIES)) }),
        json!({ "query": null, "documentId": hash(ACADEMIES), "extensions": null }),
    ] {
        let mut body = named.clone();
        body["variables"] = json!({ "first": 1 });
        let (status, answer) = post(&world, None, body).await;
        assert_eq!((status, &answer["data"]), (200, &academies), "{named}: {answer}");
    }
    let (_, chosen) = post(&world, None, json!({ "documentId": hash(TWO), "operationName": "Other" })).await;
    let (status, unclear) = post(&world, None, json!({ "documentId": hash(TWO) })).await;
    let (_, made) = post(&world, Some(&officer), json!({ "documentId": hash(PERSON), "variables": person })).await;

    assert_eq!(chosen["data"], json!({ "academy": { "name": "Poitiers" } }));
    assert_eq!((status, code(&unclear).0), (400, "BAD_REQUEST"), "{unclear}");
    assert_eq!(made["data"]["createPerson"]["dryRun"], false, "{made}");
    assert_eq!(world.announced().await, ["PersonCreated"]);
    let (_, wrong) = post(&world, None, json!({ "documentId": hash(ACADEMIES), "variables": { "first": 0 } })).await;
    assert_eq!((code(&wrong), &wrong["errors"][0]["locations"]), (("LIMIT_EXCEEDED", "first"), &json!([{ "line": 2, "column": 3 }])), "limits hold for it too");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_to_a_hash_by_get_may_be_kept() {
    let folder = Folder::of("get", &[("academies.graphql", ACADEMIES), ("person.graphql", PERSON)]);
    let world = World::behind(folder.door(Anonymous::Any)).await;
    let get = |parameters: Vec<(&'static str, String)>, known: String| {
        let request = world.http().get(world.url("/graphql")).query(&parameters).header(ACCEPT, RESPONSE).header(IF_NONE_MATCH, known);
        async { request.send().await.expect("an answer") }
    };
    let extensions = || vec![("extensions", persisted(&hash(ACADEMIES)).to_string()), ("variables", json!({ "first": 1 }).to_string())];

    let first = get(extensions(), String::new()).await;
    let tag = first.headers()["etag"].to_str().expect("a text").to_owned();
    let again = get(extensions(), tag).await;
    let by_id = get(vec![("documentId", format!("sha256:{}", hash(ACADEMIES)))], String::new()).await;
    let mutation = get(vec![("documentId", hash(PERSON))], String::new()).await;
    let unknown = get(vec![("documentId", hash("{ __typename }"))], String::new()).await;

    assert_eq!((first.status().as_u16(), first.headers()["cache-control"].to_str().ok()), (200, Some("public, max-age=30")));
    assert_eq!(
        (again.status(), by_id.status(), mutation.status()),
        (304.try_into().expect("a status"), 200.try_into().expect("a status"), 405.try_into().expect("a status"))
    );
    assert_eq!((unknown.status().as_u16(), unknown.headers()["cache-control"].to_str().ok()), (400, Some("no-store")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hash_that_is_not_known_is_learnt_with_its_text() {
    let world = World::new().await;
    let text = "{ academies { totalCount } }";
    let ask = |body: Value| post(&world, None, body);

    let (status, unknown) = ask(json!({ "extensions": persisted(&hash(text)) })).await;
    let (_, by_id) = ask(json!({ "documentId": hash(text) })).await;
    let (_, another) = ask(json!({ "query": text, "extensions": persisted(&hash("{ __typename }")) })).await;
    let (_, still_unknown) = ask(json!({ "documentId": hash("{ __typename }") })).await;
    let (_, learnt) = ask(json!({ "query": text, "extensions": persisted(&hash(text)) })).await;
    let (_, known) = ask(json!({ "extensions": persisted(&hash(text)) })).await;

    assert_eq!((status, code(&unknown)), (400, ("PERSISTED_QUERY_NOT_FOUND", "extensions.persistedQuery.sha256Hash")));
    assert_eq!(code(&by_id), ("PERSISTED_QUERY_NOT_FOUND", "documentId"));
    assert_eq!(code(&another), ("INVALID_ARGUMENT", "extensions.persistedQuery.sha256Hash"), "a text does not take the hash of another");
    assert_eq!(code(&still_unknown).0, "PERSISTED_QUERY_NOT_FOUND");
    for answer in [learnt, known] {
        assert_eq!(answer["data"]["academies"]["totalCount"], 2, "{answer}");
    }
    for (body, argument) in [
        (json!({ "documentId": "academies" }), "documentId"),
        (json!({ "documentId": 7 }), "documentId"),
        (json!({ "extensions": { "persistedQuery": { "version": 2, "sha256Hash": hash(text) } } }), "extensions.persistedQuery.version"),
        (json!({ "extensions": { "persistedQuery": { "version": 1 } } }), "extensions.persistedQuery.sha256Hash"),
        (json!({ "extensions": { "persistedQuery": true } }), "extensions.persistedQuery.version"),
        (json!({ "extensions": {} }), "query"),
    ] {
        let (status, answer) = ask(body.clone()).await;
        assert_eq!((status, code(&answer)), (400, ("INVALID_ARGUMENT", argument)), "{body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_registered_documents_are_open_a_token_opens_the_others() {
    let folder = Folder::of("only", &[("academies.graphql", ACADEMIES)]);
    let world = World::behind(folder.door(Anonymous::Registered)).await;
    let officer = world.rectorate().token.clone().expect("a token");
    let other = json!({ "query": "{ academies { totalCount } }" });

    let (by_hash, _) = post(&world, None, json!({ "documentId": hash(ACADEMIES) })).await;
    let (by_text, _) = post(&world, None, json!({ "query": ACADEMIES })).await;
    let (status, refused) = post(&world, None, other.clone()).await;
    let (with_token, answer) = post(&world, Some(&officer), other.clone()).await;
    let (_, remembered) = post(&world, None, json!({ "documentId": hash("{ academies { totalCount } }") })).await;
    let (_, longer) = post(&world, None, json!({ "query": format!("{ACADEMIES} ") })).await;

    assert_eq!((by_hash, by_text), (200, 200));
    assert_eq!((status, code(&refused)), (400, ("DOCUMENT_NOT_REGISTERED", "query")), "{refused}");
    assert_eq!((with_token, answer["errors"].is_null()), (200, true));
    assert_eq!(code(&remembered), ("DOCUMENT_NOT_REGISTERED", "documentId"), "what others sent is not registered by it");
    assert_eq!(code(&longer).0, "DOCUMENT_NOT_REGISTERED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_schema_breaks_is_named_before_clients_see_it() {
    let broken = Folder::of(
        "broken",
        &[
            ("1-fits.graphql", ACADEMIES),
            ("2-field.graphql", "query {\n  academies {\n    castles\n  }\n}\n"),
            ("3-syntax.graphql", "query {\n  academies {\n"),
            ("4-argument.graphql", "query($x: Int) {\n  academies(last: $x) { totalCount }\n}\n"),
            ("5-type.graphql", "query($x: Castle) {\n  academies(filter: $x) { totalCount }\n}\n"),
            ("6-cost.graphql", "{ establishments(first: 100) { nodes { mandates(first: 100) { nodes { id } } } } }"),
            ("7-second.graphql", "query A { academies { totalCount } }\nquery B { academy(code: \"13\") { castle } }\n"),
            ("8-text.graphql", "{ academy(code: \"1\u{202e}3\") { name } }"),
        ],
    );
    let good = Folder::of("good", &[("academies.graphql", ACADEMIES), ("person.graphql", PERSON)]);
    let check = |folder: &Path| Command::new(RUPN).args(["documents", "check"]).arg(folder).output().expect("the binary");

    let (bad, fine, empty) = (check(&broken.0), check(&good.0), check(Path::new("/nowhere")));

    let said = String::from_utf8(bad.stderr).expect("a text");
    for (file, words) in [
        ("2-field.graphql:3:5:", "castles"),
        ("3-syntax.graphql:3:1:", " expected selection"),
        ("4-argument.graphql:2:13:", "last"),
        ("5-type.graphql:", "Castle"),
        ("6-cost.graphql:", "cost"),
        ("7-second.graphql:2:33:", "castle"),
        ("8-text.graphql:", "U+202E"),
    ] {
        assert!(said.lines().any(|line| line.contains(file) && line.contains(words)), "{file} {words}: {said}");
    }
    assert!(bad.status.code() == Some(1) && !said.contains("1-fits"), "{said}");
    let printed = String::from_utf8(fine.stdout).expect("a text");
    assert!(fine.status.success(), "{}", String::from_utf8_lossy(&fine.stderr));
    assert_eq!(printed, format!("{}  academies.graphql\n{}  person.graphql\n", hash(ACADEMIES), hash(PERSON)));
    assert_eq!(empty.status.code(), Some(1));
}

/// The texts between backticks of a file of TypeScript, each with the fragments that it spreads.
fn documents_of(typescript: &str) -> Vec<String> {
    let texts: Vec<&str> = typescript.split('`').skip(1).step_by(2).collect();
    let fragments: Vec<(&str, &str)> = texts.iter().filter_map(|text| Some((text.trim().strip_prefix("fragment ")?.split(' ').next()?, *text))).collect();
    let whole = |text: &str| {
        let spread = fragments.iter().filter(|(name, _)| text.contains(&format!("...{name}"))).map(|(_, fragment)| *fragment);
        spread.fold(text.to_owned(), |text, fragment| text + fragment)
    };
    texts.iter().filter(|text| !text.trim().starts_with("fragment ")).map(|text| whole(text)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documents_of_the_examples_fit_the_schema() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/clients");
    let read = |file: &str| fs::read_to_string(examples.join(file)).expect(file);
    let mut documents = vec![read("ariadne/queries.graphql"), read("codegen/search.graphql")];
    documents.extend(documents_of(&read("tada/documents.ts")));
    let names: Vec<String> = (0..documents.len()).map(|number| format!("{number}.graphql")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(documents.iter().map(String::as_str)).collect();
    let folder = Folder::of("examples", &files);

    let registered = registry::read(&folder.0).await.unwrap_or_else(|broken| panic!("{broken}"));

    assert_eq!(registered.len(), documents.len());
    assert!(registered.len() >= 4, "{}", registered.len());
}
