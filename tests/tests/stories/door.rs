//! Stories of the door: what a request over HTTP must be, what it may ask, and how every answer is worded.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use api::edge::preflight::Limits;
use reqwest::{
    Method, RequestBuilder,
    header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, IF_NONE_MATCH},
};
use serde_json::{Value, json};
use tests::{Persona, World};

const RESPONSE: &str = "application/graphql-response+json";
const JSON: &str = "application/json";

/// getIntrospectionQuery of graphql 16 with all its options.
const INTROSPECTION: &str = "
    query IntrospectionQuery {
      __schema {
        description
        queryType { name kind }
        mutationType { name kind }
        subscriptionType { name kind }
        types { ...FullType }
        directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
      }
    }
    fragment FullType on __Type {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) {
        name description
        args(includeDeprecated: true) { ...InputValue }
        type { ...TypeRef }
        isDeprecated deprecationReason
      }
      inputFields(includeDeprecated: true) { ...InputValue }
      interfaces { ...TypeRef }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { ...TypeRef }
    }
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
    fragment TypeRef on __Type {
      kind name
      ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
        ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } }
    }
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_anybody_may_read_is_kept_until_it_changes() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let query = format!("{{ establishment(uai: \"{}\") {{ name version }} }}", college.uai);
    let ask = |token: Option<String>, query: &str, known: &str| {
        let asked = world.http().get(world.url("/graphql")).query(&[("query", query)]).header(IF_NONE_MATCH, known);
        Answer::of(if let Some(token) = token { asked.bearer_auth(token) } else { asked })
    };

    let first = ask(None, &query, "\"other\"").await;
    let tag = first.header("etag").to_owned();
    let again = ask(None, &query, &format!("\"other\", {tag}")).await;
    let as_officer = ask(world.rectorate().token.clone(), &query, &tag).await;
    let refused = ask(None, "{ establishments(first: 0) { nodes { name } } }", "*").await;
    let input = json!({ "id": college.id, "version": 1, "name": "Collège Joséphine Baker" });
    world.rectorate().does(&world, "updateEstablishment", "object { id }", input).await.succeeds();
    let changed = ask(None, &query, &tag).await;

    assert_eq!((first.status, first.header("cache-control"), tag.starts_with("W/")), (200, "public, max-age=30", true));
    assert_eq!((again.status, again.text.as_str(), again.header("etag")), (304, "", tag.as_str()));
    assert_eq!((as_officer.status, as_officer.header("cache-control"), as_officer.header("etag")), (200, "no-store", ""));
    assert_eq!((refused.status, refused.header("cache-control")), (200, "no-store"));
    assert_eq!(changed.status, 200);
    assert!(changed.header("etag") != tag && changed.text.contains("Joséphine Baker"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_json_is_taken() {
    let world = World::new().await;
    let (form, body) = ("query=%7B__typename%7D", json!({ "query": "{ __typename }" }).to_string());

    for media in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql", "application/json; charset=latin1"]
    {
        let body = if media.contains("form") { form.to_owned() } else { body.clone() };
        let answer = Answer::of(post(&world).header(CONTENT_TYPE, media).body(body)).await;
        assert_eq!((answer.status, answer.code().as_str()), (415, "BAD_REQUEST"), "{media}: {}", answer.text);
    }
    let untyped = Answer::of(post(&world).body(body.clone())).await;
    assert_eq!(untyped.status, 415, "{}", untyped.text);
    for media in [JSON, "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"] {
        assert_eq!(Answer::of(post(&world).header(CONTENT_TYPE, media).body(body.clone())).await.status, 200, "{media}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queries_come_by_get_and_mutations_do_not() {
    let world = World::new().await;
    let officer = world.rectorate().token.clone().expect("a token");
    let get = |parameters: &[(&str, &str)]| world.http().get(world.url("/graphql")).bearer_auth(&officer).header(ACCEPT, RESPONSE).query(parameters);
    let mutation = "mutation { createPerson(input: { academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }) { dryRun } }";
    let both = format!("query Reads {{ academies {{ totalCount }} }} {}", mutation.replacen("mutation", "mutation Makes", 1));
    world.announced().await;

    let read = Answer::of(get(&[("query", "query($code: String!) { academy(code: $code) { name } }"), ("variables", "{\"code\":\"13\"}")])).await;
    let chosen = Answer::of(get(&[("query", both.as_str()), ("operationName", "Reads")])).await;
    let made = Answer::of(get(&[("query", mutation)])).await;
    let named = Answer::of(get(&[("query", both.as_str()), ("operationName", "Makes")])).await;

    assert_eq!((read.status, &read.json()["data"]), (200, &json!({ "academy": { "name": "Poitiers" } })), "{}", read.text);
    assert_eq!((chosen.status, &chosen.json()["data"]), (200, &json!({ "academies": { "totalCount": 2 } })), "{}", chosen.text);
    for refused in [made, named] {
        assert_eq!((refused.status, refused.header(ALLOW.as_str())), (405, "POST"), "{}", refused.text);
        assert_eq!(refused.code(), "BAD_REQUEST");
    }
    world.announced_nothing().await;
    let missing = Answer::of(get(&[])).await;
    assert_eq!((missing.status, missing.argument().as_str()), (400, "query"), "{}", missing.text);
    let no_object = Answer::of(get(&[("query", "{ __typename }"), ("variables", "[1")])).await;
    assert_eq!((no_object.status, no_object.argument().as_str()), (400, "variables"), "{}", no_object.text);
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = world.http().request(method, world.url("/graphql")).send().await.expect("an answer");
        assert_eq!(answer.status(), 405);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_nobody_accepts_is_not_worked_out() {
    let world = World::new().await;
    let officer = world.rectorate();
    let mutation = json!({ "query": "mutation { createPerson(input: { academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }) { dryRun } }" });
    world.announced().await;

    for accept in ["text/html", "image/png", "application/json;q=0", "text/html, application/xml"] {
        let request = post(&world).header(ACCEPT, accept).bearer_auth(officer.token.as_deref().expect("a token")).json(&mutation);
        let answer = Answer::of(request).await;
        assert_eq!((answer.status, answer.code().as_str()), (406, "BAD_REQUEST"), "{accept}: {}", answer.text);
    }
    world.announced_nothing().await;

    for (accept, media) in [(RESPONSE, RESPONSE), (JSON, JSON), ("*/*", JSON), ("text/html, application/graphql-response+json;q=0.9", RESPONSE)] {
        let answer = Answer::of(post(&world).header(ACCEPT, accept).json(&json!({ "query": "{ __typename }" }))).await;
        assert_eq!((answer.status, answer.header(CONTENT_TYPE.as_str())), (200, format!("{media}; charset=utf-8").as_str()), "{accept}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_no_request_is_refused_whatever_is_accepted() {
    let world = World::new().await;

    for (body, code, argument) in [
        ("[{ \"query\": \"{ __typename }\" }]", "BAD_REQUEST", ""),
        ("[]", "BAD_REQUEST", ""),
        ("", "BAD_REQUEST", ""),
        ("{ __typename }", "BAD_REQUEST", ""),
        ("{\"query\": \"{ __typename }\"", "BAD_REQUEST", ""),
        ("null", "BAD_REQUEST", ""),
        ("\"{ __typename }\"", "BAD_REQUEST", ""),
        ("\u{feff}{\"query\": 7", "BAD_REQUEST", ""),
        ("{}", "INVALID_ARGUMENT", "query"),
        ("{\"query\": null}", "INVALID_ARGUMENT", "query"),
        ("{\"query\": 7}", "INVALID_ARGUMENT", "query"),
        ("{\"query\": \"{ __typename }\", \"variables\": [1]}", "INVALID_ARGUMENT", "variables"),
        ("{\"query\": \"{ __typename }\", \"variables\": \"{}\"}", "INVALID_ARGUMENT", "variables"),
        ("{\"query\": \"{ __typename }\", \"operationName\": 7}", "INVALID_ARGUMENT", "operationName"),
        ("{\"query\": \"{ __typename }\", \"extensions\": []}", "INVALID_ARGUMENT", "extensions"),
    ] {
        for accept in [RESPONSE, JSON] {
            let answer = Answer::of(post(&world).header(CONTENT_TYPE, JSON).header(ACCEPT, accept).body(body)).await;
            assert_eq!((answer.status, answer.code().as_str(), answer.argument().as_str()), (400, code, argument), "{body} {accept}: {}", answer.text);
            assert!(answer.json().get("data").is_none(), "{}", answer.text);
            assert_eq!(shown_of_the_machine(&answer), None, "{}", answer.text);
        }
    }
    let latin = Answer::of(post(&world).header(CONTENT_TYPE, JSON).body(b"{\"query\": \"{ \xe9 }\"}".to_vec())).await;
    assert_eq!((latin.status, latin.code().as_str()), (400, "BAD_REQUEST"), "{}", latin.text);
    let nothing = json!({ "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null });
    assert_eq!(Answer::of(post(&world).json(&nothing)).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_over_one_mebibyte_is_not_read() {
    let world = World::new().await;
    let most = 1024 * 1024;
    let padded = |length: usize| {
        let request = json!({ "query": "{ __typename }" }).to_string();
        " ".repeat(length - request.len()) + &request
    };

    let full = Answer::of(post(&world).header(CONTENT_TYPE, JSON).body(padded(most))).await;
    let over = Answer::of(post(&world).header(CONTENT_TYPE, JSON).body(padded(most + 1))).await;

    assert_eq!(full.status, 200, "{}", full.text);
    assert_eq!((over.status, over.limit()), (413, ("bodyBytes".into(), 1_048_576, 1_048_577)), "{}", over.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_cannot_run_is_told_with_a_code() {
    let world = World::new().await;
    let cases = [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED", ""),
        (json!({ "query": "" }), "GRAPHQL_PARSE_FAILED", ""),
        (json!({ "query": "{ academy(code: \"13) { name } }" }), "GRAPHQL_PARSE_FAILED", ""),
        (json!({ "query": "{ castle }" }), "GRAPHQL_VALIDATION_FAILED", ""),
        (json!({ "query": "{ academies { nodes } }" }), "GRAPHQL_VALIDATION_FAILED", ""),
        (json!({ "query": "{ academy { name } }" }), "GRAPHQL_VALIDATION_FAILED", ""),
        (json!({ "query": "{ ...missing }" }), "GRAPHQL_VALIDATION_FAILED", ""),
        (json!({ "query": "query($x: String!) { academy(code: $x) { name } }" }), "INVALID_ARGUMENT", "$x"),
        (json!({ "query": "query($x: String!) { academy(code: $x) { name } }", "variables": { "x": null } }), "INVALID_ARGUMENT", "$x"),
        (json!({ "query": "query($x: String!) { academy(code: $x) { name } }", "variables": { "X": "13" } }), "INVALID_ARGUMENT", "$x"),
        (json!({ "query": "query A { __typename } query B { __typename }" }), "BAD_REQUEST", ""),
        (json!({ "query": "query A { __typename }", "operationName": "B" }), "BAD_REQUEST", ""),
        (json!({ "query": "{ ...f } fragment f on Query { ...f }" }), "BAD_REQUEST", ""),
    ];

    for (body, code, argument) in cases {
        for (accept, status) in [(RESPONSE, 400), (JSON, 200)] {
            let answer = Answer::of(post(&world).header(ACCEPT, accept).json(&body)).await;
            assert_eq!((answer.status, answer.code().as_str(), answer.argument().as_str()), (status, code, argument), "{body} {accept}: {}", answer.text);
            assert!(answer.json().get("data").is_none() && answer.header(CONTENT_TYPE.as_str()).starts_with(accept), "{}", answer.text);
            assert_eq!(shown_of_the_machine(&answer), None, "{}", answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_field_that_is_refused_leaves_its_sisters() {
    let world = World::new().await;

    let answer = Answer::of(graphql(&world, "{ academy(code: \"13\") { name } people(first: 0) { totalCount } again: academy(code: \"16\") { name } }")).await;

    let body = answer.json();
    assert_eq!((answer.status, &body["data"]), (200, &json!({ "academy": { "name": "Poitiers" }, "people": null, "again": { "name": "Toulouse" } })));
    assert_eq!((&body["errors"][0]["path"], answer.code().as_str()), (&json!(["people"]), "LIMIT_EXCEEDED"));
    assert!(body["errors"][0]["locations"].is_array(), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_over_a_limit_is_told_which_one() {
    let world = World::new().await;
    let around = |open: &str, core: &str, close: &str, times: usize| format!("{}{core}{}", open.repeat(times), close.repeat(times));
    let numbered = |count: usize, field: &str| (0..count).map(|number| format!("a{number}: {field} ")).collect::<String>();
    let bomb = format!("{{ ...f }} fragment f on Query {{ ...g ...g }} fragment g on Query {{ viewer {{ {} }} }}", "...h ".repeat(101));
    let documents = [
        ("characters", 100_000, 100_001, format!("{{ __typename }} #{}", "é".repeat(99_985))),
        ("tokens", 5_000, 5_001, format!("{{ enumLabels(types: [{}]) {{ type }} }}", "\"a\" ".repeat(4_989))),
        ("nesting", 60, 61, format!("{{ enumLabels(types: {}) {{ type }} }}", around("[", "", "]", 59))),
        ("depth", 15, 16, format!("{{ viewer {{ person {{ mandates {{ nodes {{ {} }} }} }} }} }}", around("predecessor { ", "id", " }", 11))),
        ("introspectionDepth", 20, 21, format!("{{ __schema {{ queryType {{ {} }} }} }}", around("ofType { ", "name", " }", 18))),
        ("levels", 32, 33, format!("{{ {} }}", around("... { ", "__typename", " }", 32))),
        ("aliases", 100, 101, format!("{{ viewer {{ {} }} }}", numbered(101, "now"))),
        ("rootFields", 20, 21, format!("{{ {} }}", "__typename ".repeat(21))),
        ("directives", 50, 51, format!("{{ __typename {} }}", "@include(if: true) ".repeat(51))),
        ("nodes", 20_000, 20_609, format!("{bomb} fragment h on Viewer {{ {} }}", "now ".repeat(101))),
        ("introspection", 500, 501, format!("{{ __schema {{ {} }} }}", "types { name } ".repeat(501))),
        ("cost", 10_000, 10_202, "{ establishments(first: 100) { nodes { mandates(first: 100) { nodes { id } } } } }".to_owned()),
    ];
    let published = limits(&world).await;

    for (limit, max, actual, document) in documents {
        let answer = Answer::of(graphql(&world, &document)).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "LIMIT_EXCEEDED"), "{limit}: {}", answer.text);
        assert_eq!(answer.limit(), (limit.to_owned(), max, actual), "{}", answer.text);
        assert_eq!((&published[limit], shown_of_the_machine(&answer)), (&json!(max), None), "{limit}: {}", answer.text);
        assert!(answer.json()["errors"][0]["extensions"]["hint"].as_str().is_some_and(|hint| hint.contains("/limits")), "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_mutation_is_asked_ten_times_at_most() {
    let world = World::new().await;
    let officer = world.rectorate();
    let many = |count: usize| {
        let one = |number: usize| format!("a{number}: createPerson(input: {{ academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }}) {{ dryRun }} ");
        format!("mutation {{ {} }}", (0..count).map(one).collect::<String>())
    };
    world.announced().await;

    let refused = officer.asks(&world, &many(11)).await.is_refused("LIMIT_EXCEEDED").with_status(400);

    let extensions = &refused.body["errors"][0]["extensions"];
    assert_eq!((&extensions["limit"], &extensions["max"], &extensions["actual"]), (&json!("sameMutation"), &json!(10), &json!(11)));
    world.announced_nothing().await;
    officer.asks(&world, &many(10)).await.succeeds();
    assert_eq!(world.announced().await.len(), 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_is_too_long_is_refused_in_its_place() {
    let world = World::new().await;
    let ids: Vec<String> = (0..101).map(|_| "person_AAAAAAAAAAAAAAAAAAAAAA".to_owned()).collect();
    let codes: Vec<String> = (0..1001).map(|number| number.to_string()).collect();
    let cases = [
        ("query($first: Int) { academies(first: $first) { totalCount } }", json!({ "first": 101 }), "first", 100, 101),
        ("query($first: Int) { academies(first: $first) { totalCount } }", json!({ "first": 0 }), "first", 100, 0),
        ("query($first: Int) { academies(first: $first) { totalCount } }", json!({ "first": -1 }), "first", 100, 0),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids }), "ids", 100, 101),
        ("query($codes: [String!]) { academies(filter: { codes: $codes }) { totalCount } }", json!({ "codes": codes }), "filterValues", 1000, 1001),
    ];

    for (query, variables, limit, max, actual) in cases {
        let answer = Answer::of(post(&world).header(ACCEPT, RESPONSE).json(&json!({ "query": query, "variables": variables }))).await;
        assert_eq!((answer.code().as_str(), answer.limit()), ("LIMIT_EXCEEDED", (limit.to_owned(), max, actual)), "{}", answer.text);
        assert_eq!(answer.argument(), if limit == "filterValues" { "filter" } else { limit }, "{}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bomb_of_fragments_is_answered_at_once_while_others_are_served() {
    let world = World::new().await;
    let bomb = (0..20).map(|number| format!("fragment f{number} on Query {{ ...f{next} ...f{next} }} ", next = number + 1)).collect::<String>();
    let bomb = format!("{{ ...f0 }} {bomb} fragment f20 on Query {{ academies {{ totalCount }} }}");
    let started = Instant::now();

    let thrown = async { Answer::of(graphql(&world, &bomb)).await };
    let again = async { Answer::of(graphql(&world, &bomb)).await };
    let probe = async {
        let answer = Answer::of(graphql(&world, "{ academies { totalCount } }")).await;
        (answer, started.elapsed())
    };
    let (thrown, again, (probe, waited)) = tokio::join!(thrown, again, probe);

    assert!(started.elapsed() < Duration::from_secs(2) && waited < Duration::from_secs(2), "{:?} {waited:?}", started.elapsed());
    for refused in [thrown, again] {
        assert_eq!((refused.status, refused.code().as_str()), (400, "LIMIT_EXCEEDED"), "{}", refused.text);
    }
    assert_eq!((probe.status, &probe.json()["data"]["academies"]["totalCount"]), (200, &json!(2)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_standard_introspection_is_open_to_anyone() {
    let world = World::new().await;

    let answer = Answer::of(graphql(&world, INTROSPECTION)).await;

    let body = answer.json();
    assert!(answer.status == 200 && body["errors"].is_null(), "{:.2000}", answer.text);
    let types: BTreeSet<&str> = body["data"]["__schema"]["types"].as_array().expect("types").iter().filter_map(|of| of["name"].as_str()).collect();
    assert!(["Query", "Mutation", "Establishment", "Person", "ReferentMandate", "UAI", "Node"].iter().all(|name| types.contains(name)), "{types:?}");
    assert_eq!(body["extensions"]["cost"]["statements"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_come_back_in_the_order_of_the_query() {
    let world = World::new().await;
    let query = "{ zoo: academies { totalCount nodes { name code } } academy(code: \"13\") { region { name code } code name } alpha: __typename ...f }
        fragment f on Query { basin(code: \"863\") { name code } }";

    let answer = Answer::of(graphql(&world, query)).await;

    let expected = "{\"data\":{\"zoo\":{\"totalCount\":2,\"nodes\":[{\"name\":\"Poitiers\",\"code\":\"13\"},{\"name\":\"Toulouse\",\"code\":\"16\"}]},\
        \"academy\":{\"region\":{\"name\":\"Nouvelle-Aquitaine\",\"code\":\"75\"},\"code\":\"13\",\"name\":\"Poitiers\"},\"alpha\":\"Query\",\
        \"basin\":{\"name\":\"Poitiers\",\"code\":\"863\"}}";
    assert!(answer.text.starts_with(expected), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_keeps_its_name_when_it_is_well_formed() {
    let world = World::new().await;
    let longest = "x".repeat(64);
    let named = |id: &str| graphql(&world, "{ viewer { requestId } }").header("x-request-id", id);

    for id in ["a", "7d0c-11_Z", longest.as_str()] {
        let answer = Answer::of(named(id)).await;
        assert_eq!((answer.header("x-request-id"), &answer.json()["data"]["viewer"]["requestId"]), (id, &json!(id)));
    }
    let too_long = "x".repeat(65);
    for id in ["", "two words", "a;b", "<script>", "a\tb", too_long.as_str()] {
        let answer = Answer::of(named(id)).await;
        let given = answer.header("x-request-id");
        assert!(given != id && given.len() == 32 && given.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id:?} gave {given:?}");
        assert_eq!(answer.json()["data"]["viewer"]["requestId"], given);
    }
    for path in ["/healthz", "/limits", "/nowhere"] {
        let answer = Answer::of(world.http().get(world.url(path)).header("x-request-id", "page-1")).await;
        assert_eq!(answer.header("x-request-id"), "page-1", "{path}");
    }
    let (first, second) = (Answer::of(graphql(&world, "{ __typename }")).await, Answer::of(graphql(&world, "{ __typename }")).await);
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_and_labels_speak_the_language_of_the_request() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let officer = world.rectorate();
    let ask = |query: String, language: &'static str| {
        let request = graphql(&world, &query).header(ACCEPT_LANGUAGE, language).bearer_auth(officer.token.as_deref().expect("a token"));
        async move { Answer::of(request).await }
    };
    let cases = [
        ("{ people(first: 0) { totalCount } }".to_owned(), "The limit first", "La limite first"),
        ("{ node(id: \"x\") { id } }".to_owned(), "Not an id of this API.", "Ce n'est pas un identifiant de cette API."),
        ("{ establishment(uai: \"0860001K\") { name } }".to_owned(), "The check letter", "La lettre de contrôle"),
        ("query($x: String!) { academy(code: $x) { name } }".to_owned(), "This variable must", "Cette variable doit"),
        ("query A { __typename } query B { __typename }".to_owned(), "The document has several", "Le document a plusieurs"),
        (
            format!("mutation {{ closeEstablishment(input: {{ id: \"{}\", version: 9, closesOn: \"2027-08-31\" }}) {{ dryRun }} }}", school.id),
            "The object has changed",
            "L'objet a changé",
        ),
    ];

    for (query, english, french) in cases {
        let (plain, en, fr) =
            (ask(query.clone(), "").await, ask(query.clone(), "en;q=0.9, fr;q=0.5").await, ask(query.clone(), "fr-FR, fr;q=0.9, en;q=0.5").await);
        for (answer, start) in [(&plain, english), (&en, english), (&fr, french)] {
            assert!(answer.message().starts_with(start), "{start}: {}", answer.text);
        }
        assert_eq!((en.code(), en.argument(), en.status), (fr.code(), fr.argument(), fr.status), "{query}");
    }
    let label = ask(format!("{{ establishment(uai: \"{}\") {{ owner {{ label reason }} viewerCan {{ allowed }} }} }}", school.uai), "fr").await;
    assert!(label.json()["data"]["establishment"]["owner"]["reason"].as_str().is_some_and(|reason| reason.starts_with("Par la loi")), "{}", label.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_has_its_type_and_those_of_people_a_policy() {
    let world = World::new().await;
    let graphql_first = Answer::of(graphql(&world, "{ __typename }")).await;
    let pages = [
        ("/healthz", "text/plain; charset=utf-8", "alive"),
        ("/readyz", "text/plain; charset=utf-8", "ready"),
        ("/metrics", "text/plain; charset=utf-8", "rupn_graphql_requests_total"),
        ("/limits", "application/json", "\"depth\":15"),
        ("/schema.graphql", "text/plain; charset=utf-8", "type Establishment implements Node"),
        ("/permissions.txt", "text/plain; charset=utf-8", "AcademySettings"),
        ("/permissions", "text/html; charset=utf-8", "<h2 id=\"AcademySettings\">"),
        ("/start.json", "application/json", "\"product\":\"rupn\""),
        ("/", "text/html; charset=utf-8", "<html"),
        ("/start/start.css", "text/css; charset=utf-8", "{"),
        ("/start/start.js", "text/javascript; charset=utf-8", "fetch"),
        ("/ide", "text/html; charset=utf-8", "<html"),
        ("/ide/ide.css", "text/css; charset=utf-8", "{"),
        ("/ide/ide.js", "text/javascript; charset=utf-8", "graphql"),
    ];
    assert_eq!(graphql_first.status, 200);

    for (path, media, word) in pages {
        let page = Answer::of(world.http().get(world.url(path))).await;
        assert_eq!((page.status, page.header(CONTENT_TYPE.as_str())), (200, media), "{path}");
        assert!(page.text.contains(word), "{path} lacks {word}: {:.300}", page.text);
        if path == "/" || path.starts_with("/start/") || path.starts_with("/ide") {
            let policy = page.header(CONTENT_SECURITY_POLICY.as_str());
            assert!(
                policy.contains("default-src 'none'") && policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        }
        if media.starts_with("text/html") {
            assert!(
                !page.text.contains("<script>") && !page.text.contains("onclick=") && !page.text.contains("src=\"http"),
                "{path} has what its policy forbids"
            );
        }
    }
    let nowhere = Answer::of(world.http().get(world.url("/nowhere"))).await;
    assert_eq!(nowhere.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_published_contract_is_the_one_that_is_served() {
    let world = World::new().await;

    let schema = Answer::of(world.http().get(world.url("/schema.graphql"))).await;
    let permissions = Answer::of(world.http().get(world.url("/permissions.txt"))).await;

    assert_eq!(schema.text, world.app.sdl);
    let lines: Vec<&str> = permissions.text.lines().collect();
    assert!(lines.len() > 20 && lines.is_sorted(), "{}", permissions.text);
    for word in ["ReferentMandate", "PersonContact", "PersonIdentifier", "Establishment", "DIRECTORY"] {
        assert!(lines.iter().any(|line| line.contains(word)), "{word}: {}", permissions.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_name_every_limit() {
    let world = World::new().await;
    let known = serde_json::to_value(Limits::default()).expect("numbers");

    let published = limits(&world).await;

    let names: BTreeSet<&str> = published.as_object().expect("limits").keys().map(String::as_str).collect();
    let of_documents = known.as_object().expect("limits").keys().map(String::as_str);
    // Limits that the refusals of lists name: their hint sends the caller to this page.
    let expected: BTreeSet<&str> = of_documents.chain(["bodyBytes", "first", "ids", "filterValues"]).collect();
    assert!(names.is_superset(&expected), "missing: {:?}", expected.difference(&names));
    assert!(published.as_object().expect("limits").values().all(|most| most.as_u64().is_some_and(|most| most > 0)), "{published}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_tells_what_it_cost() {
    let world = World::new().await;
    world.college("Collège Jean Moulin").await;

    let plain = Answer::of(graphql(&world, "{ establishments(first: 10) { nodes { id name } } }")).await;
    let partial = Answer::of(graphql(&world, "{ people(first: 0) { totalCount } }")).await;
    let mutation =
        world.rectorate().asks(&world, "mutation { createPerson(input: { academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }) { dryRun } }").await;

    let cost = &plain.json()["extensions"]["cost"];
    assert_eq!((&cost["cost"], &cost["limit"], &cost["statements"]), (&json!(22), &json!(10_000), &json!(1)), "{}", plain.text);
    assert_eq!(partial.json()["extensions"]["cost"]["cost"], 2, "{}", partial.text);
    assert_eq!(mutation.body["extensions"]["cost"]["cost"], 2, "{}", mutation.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_site_reads_without_credentials() {
    let world = World::new().await;
    let preflight = world.http().request(Method::OPTIONS, world.url("/graphql")).header("origin", "https://elsewhere.example");
    let preflight = preflight.header("access-control-request-method", "POST").header("access-control-request-headers", "authorization,content-type");

    let asked = Answer::of(preflight).await;
    let served = Answer::of(graphql(&world, "{ __typename }").header("origin", "https://elsewhere.example")).await;

    assert!(asked.status == 200 && asked.header("access-control-allow-methods").contains("POST"), "{:?}", asked.headers);
    assert!(asked.header("access-control-allow-headers").contains("authorization"), "{:?}", asked.headers);
    for answer in [&asked, &served] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    assert!(served.header("cache-control") == "no-store" && served.header("vary").contains("authorization"), "{:?}", served.headers);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_values_are_refused_in_words_of_the_domain() {
    let world = World::new().await;
    let school = world.college("Collège Jean Moulin").await;
    let officer = world.rectorate();
    let read = |field: &str, kind: &str| format!("query($x: {kind}) {{ {field} }}");
    let (by_text, by_code) =
        (read("establishments(filter: { text: $x }) { totalCount }", "String"), read("academies(filter: { codes: [$x] }) { totalCount }", "String!"));
    let (by_academy, by_after) = (read("academy(code: $x) { name }", "String!"), read("establishments(after: $x) { totalCount }", "String"));
    let (by_day, by_id) = (read("establishments(filter: { asOf: $x }) { totalCount }", "Date"), read("node(id: $x) { id }", "ID!"));
    let (by_first, by_year) =
        (read("establishments(first: $x) { totalCount }", "Int"), read("mandates(filter: { schoolYear: $x }) { totalCount }", "SchoolYear"));
    let texts = ["'; DROP TABLE person; --", "\u{0}", "%", "\\", "\"", "😀", "\u{202e}", &"x".repeat(201), &"1".repeat(10_000), ""];
    let numbers = [json!(2_147_483_648_i64), json!(-1), json!(1e300), json!(1.5), json!("1"), json!(true), json!([]), json!({})];
    let mut asked = Vec::new();
    for query in [&by_text, &by_code, &by_academy, &by_after, &by_day, &by_id, &by_year] {
        let values = texts.iter().map(|text| json!(text)).chain(numbers.iter().cloned());
        asked.extend(values.map(|value| (query.as_str(), json!({ "x": value }))));
    }
    asked.extend(numbers.iter().map(|number| (by_first.as_str(), json!({ "x": number }))));
    let update = "mutation($input: UpdateEstablishmentInput!) { updateEstablishment(input: $input, options: { dryRun: true }) { dryRun } }";
    for changes in [
        json!({ "city": "\u{0}" }),
        json!({ "city": "'; --" }),
        json!({ "name": "\u{202e}x" }),
        json!({ "version": 9_223_372_036_854_775_807_i64 }),
        json!({ "pupils": -2_147_483_648 }),
    ] {
        let mut input = json!({ "id": school.id, "version": 1 });
        input.as_object_mut().expect("an input").extend(changes.as_object().expect("changes").clone());
        asked.push((update, json!({ "input": input })));
    }
    let because =
        "mutation($x: String) { createPerson(input: { academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }, options: { reason: $x }) { dryRun } }";
    asked.extend(["\u{0}", "'; --", "\u{202e}"].map(|reason| (because, json!({ "x": reason }))));

    let mut faults = Vec::new();
    for (query, variables) in asked {
        let answer = answered(&world, officer, query, variables.clone()).await;
        if !matches!(answer.status, 200 | 400) || shown_of_the_machine(&answer).is_some() {
            faults.push(format!("{query} {variables:.100}: {} {:.400}", answer.status, answer.text));
        }
    }

    assert!(faults.is_empty(), "{}", faults.join("\n"));
    school.read_by(&world.anyone(), "name version").await.shows("establishment.version", 1);
}

/// A word of the database, of the language or of the machine that an answer shows.
fn shown_of_the_machine(answer: &Answer) -> Option<&'static str> {
    let words = ["SQL", "sqlx", "sqlite", "postgres", ".rs", "::", "panicked", "/work", "INTERNAL", "RUST"];
    words.into_iter().find(|word| answer.text.contains(word))
}

async fn answered(world: &World, who: &Persona, query: &str, variables: Value) -> Answer {
    let request = post(world).header(ACCEPT, RESPONSE).bearer_auth(who.token.as_deref().expect("a token"));
    Answer::of(request.json(&json!({ "query": query, "variables": variables }))).await
}

/// An answer of HTTP, whole.
struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, text: response.text().await.expect("a text") }
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn extension(&self, name: &str) -> String {
        self.json()["errors"][0]["extensions"][name].as_str().unwrap_or_default().to_owned()
    }

    fn code(&self) -> String {
        self.extension("code")
    }

    fn argument(&self) -> String {
        self.extension("argument")
    }

    fn message(&self) -> String {
        self.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned()
    }

    /// Name, most and actual of the limit that was passed.
    fn limit(&self) -> (String, u64, u64) {
        let extensions = &self.json()["errors"][0]["extensions"];
        (self.extension("limit"), extensions["max"].as_u64().unwrap_or_default(), extensions["actual"].as_u64().unwrap_or_default())
    }
}

fn post(world: &World) -> RequestBuilder {
    world.http().post(world.url("/graphql"))
}

/// A query as its own client sends it.
fn graphql(world: &World, query: &str) -> RequestBuilder {
    post(world).header(ACCEPT, RESPONSE).json(&json!({ "query": query }))
}

async fn limits(world: &World) -> Value {
    Answer::of(world.http().get(world.url("/limits"))).await.json()
}
