//! A table of cases for each limit, and the documents that are known to hurt.

use std::{
    fmt::Write,
    iter, thread,
    time::{Duration, Instant},
};

use serde_json::json;

use super::*;

const SDL: &str = r#"
    schema { query: Query mutation: Mutation }
    type Query {
        school(uai: ID): School
        schools(first: Int, after: String): SchoolConnection
        wide(first: Int = 50): SchoolConnection!
        nodes("Ids." ids: [ID!]!): [Node]!
        codes(like: [Int!]): [String!]!
        found: Found
        me: Query
    }
    type Mutation { rename(name: String): School close: School }
    interface Node { id: ID! notes(first: Int): NoteConnection }
    union Found = School | Note
    type School implements Node {
        id: ID! name: String head: Person parts: [School!]!
        pupils(first: Int): PersonConnection notes(first: Int): NoteConnection
    }
    type Person { id: ID! name(like: [Int!]): String }
    type Note implements Node { id: ID! notes(first: Int): NoteConnection }
    type SchoolConnection { nodes: [School!]! edges: [SchoolEdge!]! totalCount: Int! pageInfo: PageInfo! }
    type SchoolEdge { cursor: String! node: School }
    type PersonConnection { nodes: [Person!]! totalCount: Int! }
    type NoteConnection { nodes: [Note!]! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
"#;

// getIntrospectionQuery of graphql 16 with all its options.
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

fn run(query: &str) -> Result<Checked, Stopped> {
    run_with(&Limits::default(), query, json!({}))
}

fn run_with(limits: &Limits, query: &str, variables: serde_json::Value) -> Result<Checked, Stopped> {
    let document = read(limits, &Documents::default(), query)?;
    check(limits, &Costs::from_sdl(SDL), document, None, &Variables::from_json(variables))
}

fn named(query: &str, name: &str) -> Result<Checked, Stopped> {
    let limits = Limits::default();
    let document = read(&limits, &Documents::default(), query)?;
    check(&limits, &Costs::from_sdl(SDL), document, Some(name), &Variables::default())
}

fn cost(query: &str, variables: serde_json::Value) -> u64 {
    let limits = Limits { cost: u64::MAX, nodes: u64::MAX, ..Limits::default() };
    run_with(&limits, query, variables).expect(query).cost
}

/// The limit that refuses, with what was asked.
fn refused(outcome: Result<Checked, Stopped>) -> Option<(&'static str, u64)> {
    match outcome {
        Ok(_) => None,
        Err(Stopped::Refused(Refusal::LimitExceeded { limit, actual, .. })) => Some((limit, actual)),
        Err(other) => panic!("{other:?}"),
    }
}

fn said(outcome: Result<Checked, Stopped>) -> String {
    match outcome {
        Err(Stopped::Refused(Refusal::BadRequest(text))) => text.in_(kernel::text::Locale::En).to_owned(),
        other => panic!("{other:?}"),
    }
}

/// `open` n times, then the core, then `close` n times.
fn around(open: &str, core: &str, close: &str, times: usize) -> String {
    format!("{}{core}{}", open.repeat(times), close.repeat(times))
}

/// Fragments that each spread the next a number of times; the first is spread by the operation, the last asks `core`.
fn bomb(fragments: usize, spreads: usize, core: &str) -> String {
    let mut query = "{ ...f0 }".to_owned();
    for fragment in 0..fragments {
        let next = format!("...f{} ", fragment + 1).repeat(spreads);
        write!(query, "fragment f{fragment} on Query {{ {next} }}").expect("a string takes it");
    }
    query + &format!("fragment f{fragments} on Query {{ {core} }}")
}

#[test]
fn the_standard_introspection_passes_and_costs_one() {
    let checked = run(INTROSPECTION).expect("it passes");
    assert_eq!((checked.operation, checked.cost), (OperationType::Query, 1));
    let tight = Limits { introspection_depth: 15, introspection: 162, depth: 0, ..Limits::default() };
    assert_eq!(refused(run_with(&tight, INTROSPECTION, json!({}))), None);
    let tighter = Limits { introspection: 161, ..Limits::default() };
    assert_eq!(refused(run_with(&tighter, INTROSPECTION, json!({}))), Some(("introspection", 162)));
    let in_circles = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
    assert_eq!(refused(run(in_circles)), Some(("introspection", 1_111)));
}

#[test]
fn each_limit_passes_what_it_names_and_refuses_one_more() {
    type Document = fn(usize) -> String;
    let documents: [(&str, usize, Document); 13] = [
        ("characters", 100_000, |n| format!("{{ codes }} #{}", "é".repeat(n - 11))),
        ("tokens", 5_000, |n| format!("{{ codes(like: [{}]) }}", "0".repeat(n - 9))),
        ("nesting", 60, |n| format!("{{ codes(like: {}) }}", around("[", "", "]", n - 2))),
        ("depth", 15, |n| format!("{{ {} }}", around("me {", "codes", "}", n - 1))),
        ("introspectionDepth", 20, |n| format!("{{ __schema {{ queryType {{ {} }} }} }}", around("ofType {", "name", "}", n - 3))),
        ("levels", 32, |n| around("{ ...", "{ codes }", "}", n - 1)),
        ("aliases", 100, |n| format!("{{ found {{ {} }} }}", "a: __typename ".repeat(n))),
        ("sameMutation", 10, |n| format!("mutation {{ close {{ id }} {} }}", "rename { id } ".repeat(n))),
        ("rootFields", 20, |n| format!("{{ {} }}", "codes ".repeat(n))),
        ("directives", 50, |n| format!("{{ codes {} }}", "@skip(if: true) ".repeat(n))),
        ("nodes", 20_000, |n| {
            let ninety_nine = format!("fragment f on Query {{ {} }}", "codes ".repeat(99));
            format!("{{ me {{ {} {} }} }} {ninety_nine}", "...f ".repeat((n - 1) / 100), "codes ".repeat((n - 1) % 100))
        }),
        ("introspection", 500, |n| format!("{{ __schema {{ {} }} }}", "types { name } ".repeat(n))),
        ("cost", 10_000, |n| format!("{{ schools(first: 100) {{ nodes {{ {} }} }} me {{ {} }} }}", "id ".repeat(99), "codes ".repeat(n - 9_903))),
    ];
    let published = serde_json::to_value(Limits::default()).expect("plain numbers");
    for (limit, most, document) in documents {
        let limits = if limit == "cost" { Limits::default() } else { Limits { cost: u64::MAX, ..Limits::default() } };
        assert_eq!(published[limit], most, "{limit}");
        assert_eq!(refused(run_with(&limits, &document(most), json!({}))), None, "{limit} at the limit");
        let over = u64::try_from(most + 1).expect("a small number");
        assert_eq!(refused(run_with(&limits, &document(most + 1), json!({}))), Some((limit, over)), "{limit} over it");
    }
}

#[test]
fn directives_count_wherever_they_stand() {
    let query =
        "query($first: Int @a) @a { schools(first: $first) @a { ... @a { totalCount } ...f @a } } fragment f on SchoolConnection @a { nodes { id @a } }";
    assert_eq!(refused(run_with(&Limits { directives: 6, ..Limits::default() }, query, json!({}))), Some(("directives", 7)));
}

#[test]
fn fan_out_is_counted_not_walked() {
    let bombs = [
        bomb(20, 2, "codes"),
        bomb(8, 6, "codes"),
        bomb(8, 6, "...missing"),
        bomb(480, 2, "codes"),
        bomb(12, 2, &format!("codes(like: [{}])", "1 ".repeat(4_000))),
        format!("{} {}", bomb(12, 2, "me { id }"), (0..600).fold(String::new(), |all, n| all + &format!("query q{n} {{ ...f0 }}"))).replacen(
            '{',
            "query q { ",
            1,
        ),
    ];
    let limits = Limits { root_fields: u64::MAX, ..Limits::default() };
    let costs = Costs::from_sdl(SDL);
    for query in bombs {
        let name = query.contains("query q ").then_some("q");
        let timed = || {
            let start = Instant::now();
            let document = read(&limits, &Documents::default(), &query);
            let outcome = document.and_then(|document| check(&limits, &costs, document, name, &Variables::default()));
            assert!(refused(outcome).is_some_and(|(limit, _)| limit == "nodes" || limit == "levels"), "{query:.80}");
            start.elapsed()
        };
        // The fastest of a few: other tests share the processors.
        let fastest = iter::repeat_with(timed).take(5).min().expect("five tries");
        assert!(fastest < Duration::from_millis(50), "{fastest:?} {query:.80}");
    }
}

#[test]
fn root_fields_count_through_fragments() {
    assert_eq!(refused(run(&bomb(4, 2, "... { codes }"))), None);
    assert_eq!(refused(run(&bomb(5, 2, "... { codes }"))), Some(("rootFields", 32)));
    let mutation = "mutation { ...a ...a ...a } fragment a on Mutation { ...b ...b } fragment b on Mutation { x: rename { id } rename { id } }";
    assert_eq!(refused(run(mutation)), Some(("sameMutation", 12)));
}

#[test]
fn what_does_not_run_counts_too() {
    let deep = around("me {", "codes", "}", 15);
    assert_eq!(refused(named(&format!("query a {{ codes }} query b {{ {deep} }}"), "a")), Some(("depth", 16)));
    assert_eq!(refused(run(&format!("{{ codes }} fragment unused on Query {{ {deep} }}"))), Some(("depth", 16)));
    let half = format!("fragment f on Query {{ me {{ {} }} }}", "... { codes } ".repeat(1_000));
    assert_eq!(
        refused(named(&format!("query a {{ me {{ ...f ...f ...f }} }} query b {{ me {{ ...f ...f ...f ...f ...f ...f ...f }} }} {half}"), "a")),
        Some(("nodes", 20_022))
    );
    let costly = "query a { codes } query b { schools(first: 100) { nodes { pupils(first: 100) { nodes { id name } } } } }";
    assert_eq!(named(costly, "a").expect("the other does not run").cost, 1);
}

#[test]
fn a_fragment_in_itself_is_refused() {
    for query in [
        "{ ...a } fragment a on Query { ...a }",
        "{ ...a } fragment a on Query { ...b codes } fragment b on Query { me { ... { ...a } } }",
        "{ codes } fragment a on Query { me { ...a } }",
    ] {
        assert!(said(run(query)).contains("look at a"), "{query}");
    }
    run("{ ...missing ...a } fragment a on Query { ...b ...b } fragment b on Query { codes }").expect("nothing is in itself");
}

#[test]
fn hostile_text_neither_panics_nor_overflows_the_stack() {
    let small = thread::Builder::new().stack_size(2 * 1024 * 1024);
    let done = small.spawn(|| {
        for (open, close) in [("[", "]"), ("{a:", "}"), ("(", ")")] {
            let nested = |times| format!("{{ codes(like: {}) }}", around(open, "1", close, times));
            assert_eq!(refused(run(&nested(10_000))), if open == "{a:" { Some(("tokens", 40_008)) } else { Some(("tokens", 20_008)) });
            let _ = run(&nested(58));
        }
        for (open, close) in [("{ a ", " }"), ("{ ... ", " }"), ("{ ... on Query ", " }")] {
            assert!(matches!(refused(run(&around(open, "{ a }", close, 5_000))), Some(("tokens", _))));
            assert!(matches!(refused(run(&around(open, "{ a }", close, 900))), Some(("nesting", 901))));
            assert!(matches!(refused(run(&around(open, "{ a }", close, 59))), Some(("depth" | "levels", _))));
        }
        assert_eq!(refused(run(&around("query($a: ", "Int", ") { a }", 1).replace("Int", &around("[", "Int", "]", 1_000)))), Some(("nesting", 1_001)));
        assert_eq!(refused(run(&format!("{{ codes(like: [\"\"\"x\" {} ] ) }}", around("[", "1", "]", 1_000)))), Some(("nesting", 1_003)));
        assert!(matches!(refused(run(&bomb(490, 1, "codes"))), Some(("levels", 492))));
    });
    done.expect("a thread").join().expect("no panic");
}

#[test]
fn what_is_not_graphql_is_a_syntax_error() {
    for query in [
        "",
        "{",
        "}",
        "{}",
        "{ r(a: [4e444]) }",
        "{ a(b: \"x) }",
        "{ a(b: \"\"\"x) }",
        "{ a(b: \"\"\"\\\"\"\") }",
        "\"",
        "\"\\",
        "\u{feff}",
        "#",
        "{ a .. b }",
        "{ a(b: -) }",
        "{ a(b: 1.) }",
        "{ a(b: \"\\u12\") }",
        "{ a } { b }",
        "query a { b } query a { b }",
        "é",
        "{ a(b: 1e+) }",
        "\0",
        "fragment f on Query { codes }",
    ] {
        assert!(matches!(run(query), Err(Stopped::Syntax(_))), "{query}");
    }
}

#[test]
fn tokens_are_never_fewer_than_the_parser_finds() {
    for (text, tokens, nesting) in [
        ("", 0, 0),
        ("{ a, b }\u{feff} # { [ (", 4, 1),
        ("{ a(b: \"{ [ \\\" ( \") }", 8, 2),
        ("{ a(b: \"\"\" \" \\\"\"\" [[[ \"\"\") }", 8, 2),
        ("{ a(b: [\"\"\"x\" [[]]]) }", 15, 5),
        ("000", 3, 0),
        ("-1.5e+3 10 1-1", 4, 0),
        ("truetrue nullnullx", 5, 0),
        ("...a ... on B @c(d: $e)", 13, 1),
        ("a \\ b c", 2, 0),
        ("}}}{{", 5, 2),
    ] {
        let lexed = lex(text);
        assert_eq!((lexed.tokens, lexed.nesting), (tokens, nesting), "{text}");
    }
}

#[test]
fn the_operation_is_the_one_the_library_runs() {
    let two = "query b { codes } mutation a { close { id } }";
    assert_eq!(named(two, "a").expect("it is there").operation, OperationType::Mutation);
    assert_eq!(run("query only { codes }").expect("there is no other").operation, OperationType::Query);
    assert_eq!(said(run(two)), "The document has several operations: say in operationName which one to run (a, b).");
    assert_eq!(said(named(two, "c")), "The document has no operation named \"c\"; it has a, b.");
    assert!(said(named("{ codes }", "a")).contains("has no name"));
    assert!(said(named(two, &"x".repeat(100_000))).len() < 200);
}

#[test]
fn cost_is_what_the_largest_answer_shows() {
    for (query, expected) in [
        ("{ codes }", 1),
        ("{ school { id name head { name } } }", 5),
        // A page, its list, and each row's fields.
        ("{ schools(first: 10) { nodes { id name } } }", 2 + 10 * 2),
        ("{ schools(first: 10) { edges { cursor node { id } } } }", 2 + 10 * 3),
        ("{ schools(first: 10) { totalCount pageInfo { hasNextPage } } }", 1 + 1 + 2),
        ("{ schools(first: 10) { totalCount nodes { id } edges { cursor } } }", 4 + 10 + 10),
        ("{ schools(first: 10) { nodes { pupils(first: 5) { totalCount nodes { name } } } } }", 2 + 10 * (1 + 2 + 5)),
        ("{ schools(first: 10) { nodes { head { name } pupils(first: 5) { nodes { name } } } } }", 2 + 10 * (2 + 2 + 5)),
        ("{ me { me { schools(first: 3) { nodes { id } } } } }", 4 + 3),
        // Pages of no given length.
        ("{ schools { nodes { id } } }", 2 + 20),
        ("{ schools(first: null) { nodes { id } } }", 2 + 20),
        ("{ wide { nodes { id } } }", 2 + 50),
        ("{ wide(first: 2) { nodes { id } } }", 2 + 2),
        ("{ schools(first: -1) { nodes { id } } }", 2 + 1),
        ("{ schools(first: 0) { nodes { id } } }", 2 + 1),
        ("{ schools(first: 2147483647) { nodes { id } } }", 2 + 100),
        ("{ schools(first: 99999999999999999999) { nodes { id } } }", 2 + 100),
        // Other lists count once; named objects each.
        ("{ school { parts { id } } }", 3),
        ("{ nodes(ids: [1, 2, 3]) { id } }", 1 + 3),
        ("{ nodes(ids: 1) { id } }", 1 + 1),
        ("{ nodes(ids: [1, 2, 3]) { id ... on School { pupils(first: 5) { nodes { id } } } } }", 1 + 3 * (1 + 2 + 5)),
        ("{ n: nodes(ids: [1, 2]) { ... on Node { notes(first: 5) { nodes { id } } } } }", 1 + 2 * (2 + 5)),
        // Aliases and fragments open; each page has its own length.
        ("{ a: schools(first: 5) { ...f } b: schools(first: 50) { ...f } } fragment f on SchoolConnection { nodes { id } totalCount }", 6 + 55),
        ("{ a: school { ...s } ...q } fragment q on Query { b: school { ...s } } fragment s on School { id ...t } fragment t on School { name }", 6),
        ("{ schools(first: 7) { ... { nodes { ... on School { id } ...n } } } } fragment n on Node { notes(first: 2) { nodes { id } } }", 2 + 7 * (1 + 2 + 2)),
        ("{ found { __typename ... on School { pupils(first: 3) { nodes { id } } } ... on Note { id } } }", 1 + 1 + 2 + 3 + 1),
        // Skipped fields count, introspection once, and what validation will refuse one a field.
        ("{ schools(first: 10) @skip(if: true) { nodes { id } } }", 2 + 10),
        ("{ __typename __schema { types { name fields { name } } } __type(name: \"School\") { name } }", 3),
        ("{ no { such { field } } }", 3),
        ("mutation { rename(name: \"x\") { pupils(first: 2) { nodes { id } } } }", 3 + 2),
    ] {
        assert_eq!(cost(query, json!({})), expected, "{query}");
    }
}

#[test]
fn pages_of_a_variable_length_cost_what_it_says() {
    let query = "query($n: Int = 30) { schools(first: $n) { nodes { ...f } } } fragment f on School { pupils(first: $n) { nodes { id } } }";
    let expected = |n: u64| 2 + n * (2 + n);
    for (variables, n) in
        [(json!({}), 30), (json!({ "n": 7 }), 7), (json!({ "n": null }), 20), (json!({ "n": 1000 }), 100), (json!({ "n": -4 }), 1), (json!({ "m": 3 }), 30)]
    {
        assert_eq!(cost(query, variables.clone()), expected(n), "{variables}");
    }
    assert_eq!(cost("query($n: Int) { wide(first: $n) { nodes { id } } }", json!({})), 2 + 50);
    assert_eq!(cost("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ["a", "b", "c"] })), 1 + 3);
    assert_eq!(cost("query($id: ID!) { nodes(ids: [$id, $id]) { id } }", json!({ "id": "a" })), 1 + 2);
}

#[test]
fn values_cost_where_they_are_many_or_come_again() {
    let list = |length: u64| json!({ "v": (1..length).collect::<Vec<_>>() });
    let query = "query($v: [Int!]) { schools(first: 10) { nodes { head { name(like: $v) } } } }";
    assert_eq!(cost(query, list(90)), 2 + 10 * 2);
    assert_eq!(cost(query, list(1_000)), 2 + 10 * (2 + 10));
    assert_eq!(refused(run_with(&Limits::default(), "query($v: [Int!]) { codes(like: $v) }", list(500_000))), None);
    let again = "query($v: [Int!]) { codes(like: $v) codes(like: $v) ...f } fragment f on Query { codes(like: [$v]) }";
    assert_eq!(refused(run_with(&Limits::default(), again, list(15_000))), Some(("nodes", 8 + 2 * 15_000)));
    assert_eq!(refused(run_with(&Limits::default(), "{ codes(like: $v) codes(like: $v) codes(like: $v) }", list(15_000))), Some(("nodes", 6 + 2 * 15_000)));
}
