//! Hostile documents: each is refused, or answered with work that is bounded, while others are served.

use reqwest::header::ACCEPT;
use serde_json::{Value, json};
use tests::{World, faults::tell};

/// Most statements of an answer: one a list that is selected, and no list is selected more often than aliases are allowed.
const STATEMENTS: u64 = 120;

/// What becomes of a document.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// It passes a limit of this name.
    Over(&'static str),
    /// It is refused with this code.
    Refused(&'static str),
    /// It is answered, perhaps in part, within cost and statements.
    Answered,
}

use Fate::{Answered, Over, Refused};

/// A document, its variables, and its fate.
type Hostile = (&'static str, Value, Fate);

fn query(query: impl Into<String>) -> Value {
    json!({ "query": query.into() })
}

fn with(document: &str, variables: Value) -> Value {
    json!({ "query": document, "variables": variables })
}

/// A core inside something, so many times.
fn nested(open: &str, core: &str, close: &str, times: usize) -> String {
    format!("{}{core}{}", open.repeat(times), close.repeat(times))
}

fn numbered(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect::<Vec<_>>().join(" ")
}

fn deep_and_broad() -> Vec<Hostile> {
    let up = |times| format!("{{ establishment(uai: \"0860001J\") {{ {} }} }}", nested("basin { establishments(first: 1) { nodes { ", "uai", " } } }", times));
    let mandates = |times| format!("{{ mandates(first: 1) {{ nodes {{ {} }} }} }}", nested("predecessor { ", "id", " }", times));
    let page = |first: &str| format!("{{ establishments(first: {first}) {{ nodes {{ name }} }} }}");
    vec![
        ("depth of relations, 5 circles", query(up(5)), Over("depth")),
        ("depth of relations, 500 circles", query(up(500)), Over("tokens")),
        ("depth of one relation", query(mandates(13)), Over("depth")),
        ("depth within the limit", query(mandates(10)), Answered),
        ("depth that is no schema's", query(nested("{ a ", "{ a }", " }", 55)), Over("depth")),
        ("10,000 brackets", query("{".repeat(10_000)), Over("tokens")),
        ("4,000 brackets", query("{".repeat(4_000)), Over("nesting")),
        ("4,000 brackets of a list", query(format!("{{ node(id: {}", "[".repeat(4_000))), Over("nesting")),
        ("4,000 brackets of an object", query(format!("{{ node(id: {}", "{ a: ".repeat(1_500))), Over("nesting")),
        (
            "a tree of lists",
            query("{ academies(first: 100) { nodes { establishments(first: 100) { nodes { referents(first: 100) { nodes { since } } } } } } }"),
            Over("cost"),
        ),
        ("pages inside pages", query("{ establishments(first: 100) { nodes { mandates(first: 100) { nodes { id } } } } }"), Over("cost")),
        ("a page of 2³¹", query(page("2147483648")), Refused("INVALID_ARGUMENT")),
        ("a page of 2³¹ - 1", query(page("2147483647")), Refused("LIMIT_EXCEEDED")),
        ("a page of -1", query(page("-1")), Refused("LIMIT_EXCEEDED")),
        ("a page of 1e308", query(page("1e308")), Refused("INVALID_ARGUMENT")),
        ("a page of 101", query(page("101")), Refused("LIMIT_EXCEEDED")),
        (
            "a page of 2³¹ - 1 by a variable",
            with("query($x: Int) { establishments(first: $x) { nodes { name } } }", json!({ "x": i32::MAX })),
            Refused("LIMIT_EXCEEDED"),
        ),
        ("every field of the root", query(format!("{{ {} }}", numbered(21, |number| format!("a{number}: academies {{ totalCount }}")))), Over("rootFields")),
        ("a filter that finds nothing in all rows", query("{ establishments(filter: { text: \"zzzzzz\" }) { totalCount nodes { name } } }"), Answered),
        ("a filter of one letter", query("{ establishments(filter: { text: \"e\" }, first: 100) { totalCount nodes { name } } }"), Answered),
    ]
}

fn aliases_and_duplicates() -> Vec<Hostile> {
    let aliased = |count: usize, field: &str| format!("{{ viewer {{ {} }} }}", numbered(count, |number| format!("a{number}: {field}")));
    let mutation = "createPerson(input: { academy: \"13\", givenName: \"A\", familyName: \"B\" }) { dryRun }";
    vec![
        ("101 aliases", query(aliased(101, "now")), Over("aliases")),
        ("1,000 aliases", query(aliased(1_000, "now")), Over("aliases")),
        ("100 aliases", query(aliased(100, "now")), Answered),
        (
            "aliases in a fragment that is spread often",
            query(format!("{{ viewer {{ {} }} }} fragment f on Viewer {{ {} }}", "...f ".repeat(11), numbered(10, |number| format!("a{number}: now")))),
            Over("aliases"),
        ),
        (
            "20 lists by alias",
            query(format!("{{ {} }}", numbered(20, |number| format!("a{number}: establishments(first: 100) {{ totalCount nodes {{ name }} }}")))),
            Answered,
        ),
        (
            "20 lists by alias, each with lists",
            query(format!(
                "{{ {} }}",
                numbered(20, |number| format!("a{number}: academies {{ nodes {{ establishments(first: 100) {{ nodes {{ name }} }} }} }}"))
            )),
            Over("cost"),
        ),
        ("a field 500 times", query(format!("{{ {} }}", "__typename ".repeat(500))), Over("rootFields")),
        ("a field 4,000 times below", query(format!("{{ viewer {{ {} }} }}", "now ".repeat(4_000))), Answered),
        ("a page 19 times under one name", query(format!("{{ {} }}", "establishments(first: 100) { nodes { name } } ".repeat(19))), Answered),
        ("a mutation 11 times", query(format!("mutation {{ {} }}", numbered(11, |number| format!("a{number}: {mutation}")))), Over("sameMutation")),
        ("a mutation 11 times under one name", query(format!("mutation {{ {} }}", format!("{mutation} ").repeat(11))), Over("sameMutation")),
        ("the same alias for two fields", query("{ viewer { a: now a: today } }"), Refused("GRAPHQL_VALIDATION_FAILED")),
        (
            "100 names that are unknown",
            query(format!("{{ viewer {{ {} }} }}", numbered(100, |number| format!("unknown{number}")))),
            Refused("GRAPHQL_VALIDATION_FAILED"),
        ),
    ]
}

fn fragments_and_directives() -> Vec<Hostile> {
    let chain = |count: usize, times: usize, last: &str| {
        let link = |number: usize| format!("fragment f{number} on Query {{ {} }}", format!("...f{} ", number + 1).repeat(times));
        format!("{{ ...f0 }} {} fragment f{count} on Query {{ {last} }}", numbered(count, link))
    };
    let directive = |name: &str, count: usize| format!("{{ __typename {} }}", format!("@{name} ").repeat(count));
    vec![
        ("a bomb of fragments, 2 to the 20th", query(chain(20, 2, "academies { totalCount }")), Refused("LIMIT_EXCEEDED")),
        ("a bomb of fragments, 10 to the 8th", query(chain(8, 10, "__typename")), Refused("LIMIT_EXCEEDED")),
        ("a bomb of fragments that never blows", query(format!("{{ __typename }} {}", &chain(20, 2, "missing")[10..])), Refused("LIMIT_EXCEEDED")),
        ("a chain of 400 fragments", query(chain(400, 1, "__typename")), Over("levels")),
        ("a fragment of itself", query("{ ...f } fragment f on Query { ...f }"), Refused("BAD_REQUEST")),
        ("a circle of two", query("{ ...f } fragment f on Query { ...g } fragment g on Query { ...f }"), Refused("BAD_REQUEST")),
        ("a circle of 100", query(chain(100, 1, "...f0")), Refused("BAD_REQUEST")),
        ("a circle that nobody spreads", query("{ __typename } fragment f on Query { ...g } fragment g on Query { ...f }"), Refused("BAD_REQUEST")),
        (
            "a circle below a field",
            query("{ viewer { ...f } } fragment f on Viewer { person { mandates { nodes { predecessor { person { mandates { nodes { id } } } } } } } ...f }"),
            Refused("BAD_REQUEST"),
        ),
        ("a fragment that is missing, 1,000 times", query(format!("{{ {} }}", "...missing ".repeat(1_000))), Refused("GRAPHQL_VALIDATION_FAILED")),
        ("50 fragments inside one another", query(format!("{{ {} }}", nested("... { ", "__typename", " }", 50))), Over("levels")),
        ("51 directives", query(directive("include(if: true)", 51)), Over("directives")),
        ("1,000 directives that are unknown", query(directive("aa", 1_000)), Over("directives")),
        ("10 directives that are unknown", query(directive("aa", 10)), Answered),
        ("@skip that hides a bomb", query(format!("{{ ...f0 @skip(if: true) {}", &chain(20, 2, "academies { totalCount }")[8..])), Refused("LIMIT_EXCEEDED")),
        ("@skip that hides a tree", query("{ establishments(first: 100) @skip(if: true) { nodes { mandates(first: 100) { nodes { id } } } } }"), Over("cost")),
        (
            "@include by a variable over a tree",
            with(
                "query($x: Boolean!) { establishments(first: 100) @include(if: $x) { nodes { mandates(first: 100) { nodes { id } } } } }",
                json!({ "x": false }),
            ),
            Over("cost"),
        ),
        ("@skip that hides all", query("{ viewer { now @skip(if: true) } }"), Answered),
        (
            "@skip on a variable that is no truth",
            with("query($x: Boolean!) { academies @skip(if: $x) { totalCount } }", json!({ "x": "yes" })),
            Refused("INVALID_ARGUMENT"),
        ),
        ("@deprecated in a query", query("{ viewer { now @deprecated } }"), Refused("GRAPHQL_VALIDATION_FAILED")),
    ]
}

fn values_and_operations() -> Vec<Hostile> {
    let operations = |count: usize| numbered(count, |number| format!("query Q{number} {{ establishments(first: 100) {{ nodes {{ name }} }} }}"));
    let named = |document: String| json!({ "query": document, "operationName": "Q0" });
    let codes = "query($x: [String!]) { academies(filter: { codes: $x }) { totalCount } }";
    let deep = |depth: usize| {
        format!(
            "{{\"query\":\"query($x: [String!]) {{ academies(filter: {{ codes: $x }}) {{ totalCount }} }}\",\"variables\":{{\"x\":{}}}}}",
            nested("[", "1", "]", depth)
        )
    };
    vec![
        ("100 operations, one to run", named(operations(100)), Answered),
        ("100 operations, none named", query(operations(100)), Refused("BAD_REQUEST")),
        (
            "20 operations, each a bomb",
            named(
                numbered(20, |number| format!("query Q{number} {{ ...f }}"))
                    + &format!(" fragment f on Query {{ {} }} fragment g on Query {{ viewer {{ {} }} }}", "...g ".repeat(20), "now ".repeat(100)),
            ),
            Refused("LIMIT_EXCEEDED"),
        ),
        ("an operation with the name of another", query("query A { __typename } query A { academies { totalCount } }"), Refused("GRAPHQL_PARSE_FAILED")),
        ("two operations without a name", query("{ __typename } { __typename }"), Refused("GRAPHQL_PARSE_FAILED")),
        ("a subscription", query("subscription { mandates { id } }"), Refused("GRAPHQL_VALIDATION_FAILED")),
        ("a list of 1,001 in a filter", with(codes, json!({ "x": vec!["13"; 1_001] })), Refused("LIMIT_EXCEEDED")),
        ("a list of 50,000 in a filter", with(codes, json!({ "x": vec!["13"; 50_000] })), Refused("LIMIT_EXCEEDED")),
        (
            "a list of 4,000 written",
            query(format!("{{ academies(filter: {{ codes: [{}] }}) {{ totalCount }} }}", "\"13\" ".repeat(4_000))),
            Refused("LIMIT_EXCEEDED"),
        ),
        ("a list of 10,000 written", query(format!("{{ academies(filter: {{ codes: [{}] }}) {{ totalCount }} }}", "\"13\" ".repeat(10_000))), Over("tokens")),
        ("101 ids", with("query($x: [ID!]!) { nodes(ids: $x) { id } }", json!({ "x": vec!["person_AAAAAAAAAAAAAAAAAAAAAA"; 101] })), Refused("LIMIT_EXCEEDED")),
        (
            "a variable of 20,000 used 50 times",
            with(
                &format!("query($x: [String!]) {{ {} }}", numbered(20, |number| format!("a{number}: academies(filter: {{ codes: $x }}) {{ totalCount }}"))),
                json!({ "x": vec!["13"; 20_000] }),
            ),
            Over("nodes"),
        ),
        ("a variable that nobody declares, of 100,000", with("{ __typename }", json!({ "x": vec![1; 100_000] })), Answered),
        (
            "a variable with 10,000 members",
            with(
                "query($x: EstablishmentFilter) { establishments(filter: $x) { totalCount } }",
                json!({ "x": (0..10_000).map(|number| (format!("a{number}"), json!(1))).collect::<serde_json::Map<_, _>>() }),
            ),
            Refused("INVALID_ARGUMENT"),
        ),
        ("a text of 900,000 letters", with("query($x: String!) { academy(code: $x) { name } }", json!({ "x": "1".repeat(900_000) })), Answered),
        ("a variable 100 lists deep", serde_json::from_str(&deep(100)).expect("JSON"), Refused("INVALID_ARGUMENT")),
        ("a variable 100,000 lists deep", json!(deep(100_000)), Refused("BAD_REQUEST")),
        ("a million spaces", query(" ".repeat(1_000_000)), Over("characters")),
        ("a comment of 99,990 letters", query(format!("{{ __typename }} #{}", "x".repeat(99_980))), Answered),
        ("a string that never ends", query("{ academy(code: \"1"), Refused("GRAPHQL_PARSE_FAILED")),
        ("quotes by the thousand", query("\"".repeat(4_000)), Refused("GRAPHQL_PARSE_FAILED")),
        ("half a pair of UTF-16", query("{ academy(code: \"\\ud83d\") { name } }"), Refused("INVALID_ARGUMENT")),
        ("a number of 50,000 digits", query(format!("{{ establishments(first: {}) {{ totalCount }} }}", "9".repeat(50_000))), Refused("GRAPHQL_PARSE_FAILED")),
        ("an exponent of 9,999,999", query("{ establishments(first: 1e9999999) { totalCount } }"), Refused("GRAPHQL_PARSE_FAILED")),
        (
            "a cursor of 90,000 letters",
            with("query($x: String) { establishments(after: $x) { totalCount } }", json!({ "x": "A".repeat(90_000) })),
            Refused("BAD_CURSOR"),
        ),
    ]
}

fn introspections() -> Vec<Hostile> {
    let circle = |times| format!("{{ __schema {{ types {{ {} }} }} }}", nested("fields { type { ", "name", " } }", times));
    vec![
        ("a circle of introspection", query(circle(4)), Refused("LIMIT_EXCEEDED")),
        ("a long circle of introspection", query(circle(20)), Refused("LIMIT_EXCEEDED")),
        (
            "introspection 21 times",
            query(format!("{{ {} }}", numbered(21, |number| format!("a{number}: __schema {{ queryType {{ name }} }}")))),
            Over("rootFields"),
        ),
        ("501 lists of introspection", query(format!("{{ __schema {{ {} }} }}", "types { name } ".repeat(501))), Over("introspection")),
        ("types of types", query(format!("{{ __schema {{ queryType {{ {} }} }} }}", nested("ofType { ", "name", " }", 30))), Over("introspectionDepth")),
        (
            "possible types of fields of interfaces",
            query("{ __schema { types { possibleTypes { interfaces { possibleTypes { fields { args { name } } } } } } } }"),
            Over("introspection"),
        ),
        ("a type that is not there", query("{ __type(name: \"castle\") { name fields { name } } }"), Answered),
    ]
}

fn posted(world: &World, body: &Value) -> reqwest::RequestBuilder {
    let request = world.http().post(world.url("/graphql")).header(ACCEPT, "application/graphql-response+json");
    match body {
        // Not every body can be made as a value.
        Value::String(written) => request.header("content-type", "application/json").body(written.clone()),
        body => request.json(body),
    }
}

/// What is wrong with an answer.
fn fault(status: u16, answer: &Value, fate: Fate) -> Option<String> {
    let extensions = &answer["errors"][0]["extensions"];
    let (code, limit) = (extensions["code"].as_str().unwrap_or_default(), extensions["limit"].as_str().unwrap_or_default());
    let cost = &answer["extensions"]["cost"];
    let within = cost["cost"].as_u64().is_some_and(|cost| cost <= 10_000) && cost["statements"].as_u64().is_some_and(|count| count <= STATEMENTS);
    let meets = match fate {
        Over(name) => status == 400 && (code, limit) == ("LIMIT_EXCEEDED", name) && answer.get("data").is_none(),
        Refused(name) => code == name && (answer.get("data").is_none() || within),
        Answered => status == 200 && within && answer["errors"].is_null(),
    };
    let few = answer["errors"]
        .as_array()
        .is_none_or(|errors| errors.len() <= 10 && errors.iter().all(|error| error["locations"].as_array().is_none_or(|places| places.len() <= 10)));
    (!meets || !few).then(|| format!("{status} {:.400}", answer.to_string()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_document_is_refused_or_bounded_while_others_are_served() {
    let world = World::new().await;
    for name in ["Collège Jean Moulin", "Collège Ronsard", "Collège Camille Claudel"] {
        world.college(name).await.referent("Inès OEILLET").await;
    }
    let hostile: Vec<Hostile> = [deep_and_broad(), aliases_and_duplicates(), fragments_and_directives(), values_and_operations(), introspections()].concat();

    let (mut faults, mut refused, mut served) = (Vec::new(), 0, 0);
    for (name, body, fate) in &hostile {
        let thrown = async {
            let answer = posted(&world, body).send().await.expect("an answer");
            let status = answer.status().as_u16();
            (status, serde_json::from_str::<Value>(&answer.text().await.expect("a text")).unwrap_or_default())
        };
        let probe = world.rectorate().asks(&world, "{ academies { totalCount } }");
        let ((status, answer), probe) = tokio::join!(thrown, probe);
        faults.extend(fault(status, &answer, *fate).map(|fault| format!("{name}, {fate:?}: {fault}")));
        refused += usize::from(!matches!(fate, Answered));
        served += usize::from(probe.succeeds().at("academies.totalCount") == 2);
    }

    tell(&format!(
        "{} hostile documents: {refused} refused, {} answered within bounds; {served} probes served meanwhile",
        hostile.len(),
        hostile.len() - refused
    ));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(hostile.len() >= 60 && served == hostile.len(), "{}", hostile.len());
}
