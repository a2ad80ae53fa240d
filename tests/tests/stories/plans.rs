//! Every list has its index: the plans of the statements that lists send, as the database makes them.

use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait};
use tests::World;

/// Tables that grow with the network; the others are reference data (memberships of zones too, kept in memory) or links of one person.
const LARGE: [&str; 9] =
    ["establishment", "person", "mandate", "appointment", "person_contact", "training_plan", "training_action", "training_session", "remuneration"];

/// The lines of a plan that read a whole large table. PostgreSQL reads a small table whole unless it is told to prefer
/// any index, so only what has no index at all is meant there.
async fn full_scans(world: &World, statement: &Statement) -> Vec<String> {
    let store = &world.app.store;
    let session = store.for_migrations().begin().await.expect("a session");
    let (explain, column) = match store.backend {
        DbBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        _ => ("EXPLAIN", "QUERY PLAN"),
    };
    if store.backend == DbBackend::Postgres {
        session.execute_unprepared("SET LOCAL enable_seqscan = off").await.expect("a setting");
    }
    let asked = Statement { sql: format!("{explain} {}", statement.sql), ..statement.clone() };
    let rows = session.query_all_raw(asked).await.unwrap_or_else(|error| panic!("{error}: {}", statement.sql));
    session.rollback().await.expect("an end");
    let lines: Vec<String> = rows.iter().map(|row| row.try_get::<String>("", column).expect("a line of the plan").trim().to_owned()).collect();
    LARGE.iter().flat_map(|table| lines.iter().filter(|line| is_full_scan(line, table)).skip(pages(&lines, table))).cloned().collect()
}

/// The pages that a plan cuts out of a table under its own name before it joins them: SQLite says `SCAN` of each.
fn pages(plan: &[String], table: &str) -> usize {
    plan.iter().filter(|line| **line == format!("CO-ROUTINE {table}") || **line == format!("MATERIALIZE {table}")).count()
}

fn is_full_scan(line: &str, table: &str) -> bool {
    let sqlite = line == format!("SCAN {table}");
    let postgres = line.trim_start_matches("->").trim().starts_with(&format!("Seq Scan on {table} "));
    sqlite || postgres
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_list_reads_a_whole_large_table() {
    let world = World::new().await;
    let college = world.college("Collège Jean Moulin").await;
    let (referent, _) = college.referent("Inès OEILLET").await;
    let store = &world.app.store;
    let lists = [
        "establishments(filter: { academy: \"13\" }) { totalCount nodes { basin { name } referents { nodes { person { displayName contact { mail } } } } appointments { nodes { person { displayName } } } } }",
        "establishments(filter: { department: \"86\" }, orderBy: NAME_DESC) { nodes { mandates { totalCount nodes { state } } sections { nodes { name } } } }",
        "establishments(filter: { basin: \"863\" }, orderBy: UAI) { nodes { name } }",
        "establishments(orderBy: NAME) { nodes { name } }",
        "basin(code: \"863\") { establishments { totalCount nodes { name } } referents { nodes { since } } }",
        "people(first: 5) { nodes { displayName appointments { nodes { function } } mandates { nodes { state } } } }",
        "mandates(orderBy: SCHOOL_YEAR) { nodes { state predecessor { state } successors { nodes { state } } } }",
        "mandates(filter: { schoolYear: \"2026-2027\" }, orderBy: CREATED) { totalCount nodes { state } }",
        "myReferents { nodes { since } }",
        "trainingPlans(filter: { schoolYear: \"2026-2027\" }) { totalCount nodes { title actions { nodes { title sessions { nodes { startsAt } } } } } }",
        "trainingActions { nodes { title plan { title } } }",
        "trainingSessions(filter: { from: \"2026-11-25T00:00:00Z\" }) { nodes { title host { name } enrolments { nodes { rank } } } }",
        "trainingPlans { nodes { title payTotals { leftCents states { stage count cents } } } }",
        "remunerations(filter: { schoolYear: \"2026-2027\" }) { totalCount nodes { amountCents person { displayName } session { title } } }",
        "enrolments { nodes { rank session { title } } }",
        "gaps(schoolYear: \"2026-2027\") { totalCount nodes { kind establishment { name } letter { stage } } }",
    ];

    store.note_statements();
    let mut read = 0;
    for who in [college.principal(), &referent, world.rectorate()] {
        for list in lists {
            who.asks(&world, &format!("{{ {list} }}")).await.succeeds();
            for statement in store.noted_statements() {
                assert_eq!(full_scans(&world, &statement).await, Vec::<String>::new(), "{} asks {list}: {}", who.name, statement.sql);
                read += 1;
            }
        }
    }

    assert!(read > 60, "{read} statements");
}
