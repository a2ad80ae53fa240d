//! Stories of budgets: what a caller may ask, how it is told, and that nobody takes the places of others.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use api::{
    config::{BudgetConfig, DoorConfig},
    schema,
};
use chrono::TimeDelta;
use reqwest::header::{ACCEPT, HeaderMap, RETRY_AFTER};
use serde_json::{Value, json};
use tests::{Hook, Persona, World};
use tokio::{sync::Semaphore, task::JoinSet};

const CHEAP: &str = "{ academies { totalCount } }";
/// Costs 12.
const DEAR: &str = "{ academies(first: 10) { nodes { name } } }";

/// An answer: status, code of its error, headers, body.
struct Answer {
    status: u16,
    code: String,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a text"))
    }
}

/// Asks as somebody, through proxies that say this of the caller's address.
async fn ask(world: &World, token: Option<&str>, forwarded: &str, query: &str) -> Answer {
    let mut request = world.http().post(world.url("/graphql")).header(ACCEPT, "application/graphql-response+json").json(&json!({ "query": query }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if !forwarded.is_empty() {
        request = request.header("x-forwarded-for", forwarded);
    }
    let answer = request.send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let body: Value = answer.json().await.expect("JSON");
    let code = body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned();
    Answer { status, code, headers, body }
}

async fn ask_as(world: &World, who: &Persona, query: &str) -> Answer {
    ask(world, who.token.as_deref(), "", query).await
}

fn requests(requests: u32) -> BudgetConfig {
    BudgetConfig { requests, cost: 0, seconds: 60 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_too_often_is_told_to_wait_and_is_served_again() {
    let world = World::behind(DoorConfig { principal: requests(6), ..DoorConfig::default() }).await;
    let (officer, other) = (world.rectorate(), world.rectorate_of_toulouse());

    for left in (0..6).rev() {
        let answer = ask_as(&world, officer, CHEAP).await;
        assert_eq!((answer.status, answer.header("ratelimit-policy")), (200, "\"requests\";q=6;w=60"), "{}", answer.body);
        assert_eq!(answer.header("ratelimit"), format!("\"requests\";r={left};t={}", (6 - left) * 10));
    }
    let over = ask_as(&world, officer, CHEAP).await;
    let spared = ask_as(&world, other, CHEAP).await;
    world.clock().advance(TimeDelta::seconds(9));
    let early = ask_as(&world, officer, CHEAP).await;
    world.clock().advance(TimeDelta::seconds(1));
    let again = ask_as(&world, officer, CHEAP).await;

    assert_eq!((over.status, over.code.as_str(), over.header(RETRY_AFTER.as_str())), (429, "RATE_LIMITED", "10"), "{}", over.body);
    let extensions = &over.body["errors"][0]["extensions"];
    assert_eq!((&extensions["budget"], &extensions["retryAfter"]), (&json!("requests"), &json!(10)));
    assert!(over.body.get("data").is_none() && over.header("ratelimit").contains("r=0"), "{}", over.body);
    assert_eq!(spared.status, 200, "another person has their own: {}", spared.body);
    assert_eq!((early.status, early.header(RETRY_AFTER.as_str())), (429, "1"));
    assert_eq!(again.status, 200, "{}", again.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_operations_cost_is_counted_too_and_nothing_runs_over_it() {
    let principal = BudgetConfig { requests: 0, cost: 30, seconds: 60 };
    let world = World::behind(DoorConfig { principal, ..DoorConfig::default() }).await;
    let officer = world.rectorate();
    let made = "mutation { createPerson(input: { academy: \"13\", givenName: \"Inès\", familyName: \"OEILLET\" }) { object { id displayName } dryRun } }";

    let first = ask_as(&world, officer, DEAR).await;
    let second = ask_as(&world, officer, DEAR).await;
    world.announced().await;
    let over = ask_as(&world, officer, DEAR).await;
    let small = ask_as(&world, officer, "{ academy(code: \"13\") { name } again: academy(code: \"16\") { name } }").await;
    let mutation = ask_as(&world, officer, made).await;

    assert_eq!((&first.body["extensions"]["cost"]["cost"], &first.body["extensions"]["cost"]["remaining"]), (&json!(12), &json!(18)));
    assert_eq!((second.status, &second.body["extensions"]["cost"]["remaining"]), (200, &json!(6)), "{}", second.body);
    assert_eq!((over.status, over.code.as_str(), &over.body["errors"][0]["extensions"]["budget"]), (429, "RATE_LIMITED", &json!("cost")));
    assert_eq!(small.status, 200, "what is left may be spent: {}", small.body);
    assert_eq!((mutation.status, mutation.code.as_str()), (429, "RATE_LIMITED"), "{}", mutation.body);
    world.announced_nothing().await;
    world.clock().advance(TimeDelta::seconds(60));
    assert_eq!(ask_as(&world, officer, made).await.status, 200);
    assert_eq!(world.announced().await, ["PersonCreated"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_what_our_proxies_say_and_an_ipv6_site_is_one() {
    let world = World::behind(DoorConfig { trusted_proxies: 1, address: requests(2), ..DoorConfig::default() }).await;
    let officer = world.rectorate().token.as_deref();
    let statuses = |forwarded: &'static [&'static str]| {
        let world = Arc::clone(&world);
        async move {
            let mut statuses = Vec::new();
            for forwarded in forwarded {
                statuses.push(ask(&world, None, forwarded, CHEAP).await.status);
            }
            statuses
        }
    };

    assert_eq!(statuses(&["198.51.100.1", "198.51.100.1", "198.51.100.1"]).await, [200, 200, 429]);
    assert_eq!(statuses(&["203.0.113.9, 198.51.100.1", "198.51.100.1:4711", "203.0.113.9"]).await, [429, 429, 200], "what a caller writes is not believed");
    assert_eq!(statuses(&["2001:db8:1:2::1", "2001:db8:1:2:ffff::2", "2001:db8:1:2::3", "2001:db8:1:3::1"]).await, [200, 200, 429, 200]);
    assert_eq!(statuses(&["", "nonsense", ""]).await, [200, 200, 429], "else it is the socket's");
    for _ in 0..5 {
        assert_eq!(ask(&world, officer, "198.51.100.1", CHEAP).await.status, 200, "a good token spends its own budget");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_a_caller_forwards_is_believed_without_proxies() {
    let world = World::behind(DoorConfig { address: requests(2), ..DoorConfig::default() }).await;

    let mut statuses = Vec::new();
    for number in 1..=3 {
        statuses.push(ask(&world, None, &format!("198.51.100.{number}"), CHEAP).await.status);
    }

    assert_eq!(statuses, [200, 200, 429]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_tokens_count_for_the_address_that_sends_them() {
    let world = World::behind(DoorConfig { trusted_proxies: 1, address: requests(3), ..DoorConfig::default() }).await;
    let (here, there) = ("198.51.100.1", "198.51.100.2");

    let mut guessed = Vec::new();
    for number in 0..5 {
        guessed.push(ask(&world, Some(&format!("guess-{number}")), here, CHEAP).await.status);
    }
    let public = ask(&world, None, here, CHEAP).await;
    let good = ask(&world, world.rectorate().token.as_deref(), here, CHEAP).await;
    let elsewhere = ask(&world, Some("guess"), there, CHEAP).await;

    assert_eq!(guessed, [401, 401, 401, 429, 429]);
    assert_eq!((public.status, good.status, elsewhere.status), (429, 200, 401));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_are_not_guessed_without_end() {
    let world = World::behind(DoorConfig { address: requests(3), ..DoorConfig::default() }).await;

    let mut statuses = Vec::new();
    for number in 0..5 {
        let form = format!("grant_type=client_credentials&client_id=service_x&client_secret=guess-{number}");
        let request = world.http().post(world.url("/oauth/token")).header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = request.send().await.expect("an answer");
        statuses.push((answer.status().as_u16(), answer.headers().get(RETRY_AFTER).is_some()));
    }

    assert_eq!(statuses, [(401, false), (401, false), (401, false), (429, true), (429, true)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_request_counts_as_one() {
    let world = World::behind(DoorConfig { address: requests(3), ..DoorConfig::default() }).await;
    let post = || world.http().post(world.url("/graphql"));

    let untyped = post().body("x").send().await.expect("an answer").status().as_u16();
    let no_json = post().header("content-type", "application/json").body("x").send().await.expect("an answer").status().as_u16();
    let no_graphql = ask(&world, None, "", "{").await.status;
    let over = post().body("x").send().await.expect("an answer").status().as_u16();

    assert_eq!((untyped, no_json, no_graphql, over), (415, 400, 400, 429));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_anybody_may_keep_tells_nobodys_budget() {
    let world = World::new().await;
    let get = |token: Option<String>| {
        let request = world.http().get(world.url("/graphql")).query(&[("query", CHEAP)]);
        if let Some(token) = token { request.bearer_auth(token) } else { request }.send()
    };

    let public = get(None).await.expect("an answer");
    let own = get(world.rectorate().token.clone()).await.expect("an answer");

    assert!(public.headers().get("ratelimit").is_none() && public.headers().get("ratelimit-policy").is_none(), "{:?}", public.headers());
    assert_eq!(own.headers()["ratelimit-policy"], "\"requests\";q=60000;w=60, \"cost\";q=10000000;w=60");
    let (public, own): (Value, Value) = (public.json().await.expect("JSON"), own.json().await.expect("JSON"));
    assert!(public["extensions"]["cost"].get("remaining").is_none(), "{public}");
    assert_eq!(own["extensions"]["cost"]["remaining"], 9_999_998, "{own}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_much_at_once_does_not_keep_others_from_being_served() {
    let (gate, inside, most) = (Arc::new(Semaphore::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let waits = {
        let (gate, inside, most) = (Arc::clone(&gate), Arc::clone(&inside), Arc::clone(&most));
        Hook::before("viewer", move |_| {
            let (gate, inside, most) = (Arc::clone(&gate), Arc::clone(&inside), Arc::clone(&most));
            async move {
                most.fetch_max(inside.fetch_add(1, Relaxed) + 1, Relaxed);
                // Ends when the gate is closed for good.
                drop(gate.acquire().await);
                inside.fetch_sub(1, Relaxed);
            }
        })
    };
    let world = World::serving(schema::builder().extension(waits).finish(), DoorConfig { places: 8, ..DoorConfig::default() }).await;
    let (greedy, other) = (world.rectorate().clone(), world.rectorate_of_toulouse());

    let mut asked = JoinSet::new();
    for _ in 0..40 {
        let (world, greedy) = (Arc::clone(&world), greedy.clone());
        asked.spawn(async move { ask_as(&world, &greedy, "{ viewer { now } }").await });
    }
    while inside.load(Relaxed) < 2 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let mut served = 0;
    for _ in 0..20 {
        served += usize::from(ask_as(&world, other, CHEAP).await.status == 200);
    }
    let held = inside.load(Relaxed);
    gate.close();
    let greedy = asked.join_all().await;

    assert_eq!((served, held, most.load(Relaxed)), (20, 2, 2), "a quarter of 8 places is one caller's");
    assert!(greedy.iter().filter(|answer| answer.status == 200).count() >= 2);
    for answer in &greedy {
        assert!(answer.status == 200 || (answer.status, answer.code.as_str(), answer.header("retry-after")) == (503, "BUSY", "1"), "{}", answer.body);
    }
}
