//! Texts: what is stored as it is written, what is composed, what is refused.

use serde_json::{Value, json};
use tests::{World, faults::tell};

/// What becomes of a text.
enum Fate {
    /// Stored as it is written.
    Kept,
    /// Stored so.
    Becomes(&'static str),
    /// Refused, naming the argument.
    Refused,
}

use Fate::{Becomes, Kept, Refused};

/// A family name, and what becomes of it.
const NAMES: [(&str, &str, Fate); 71] = [
    ("letters", "OEILLET", Kept),
    ("composed accents", "Zoé Garçon-Müller", Kept),
    ("decomposed acute", "Zoe\u{301}", Becomes("Zo\u{e9}")),
    ("decomposed cedilla", "Franc\u{327}ois", Becomes("Fran\u{e7}ois")),
    ("two marks in another order", "a\u{323}\u{302}", Becomes("\u{1ead}")),
    ("two marks in the order of Unicode's foes", "a\u{302}\u{323}", Becomes("\u{1ead}")),
    ("Angstrom sign", "\u{212b}ngstr\u{f6}m", Becomes("\u{c5}ngstr\u{f6}m")),
    ("Ohm sign", "\u{2126}", Becomes("\u{3a9}")),
    ("Kelvin sign", "\u{212a}elvin", Becomes("Kelvin")),
    ("decomposed Hangul", "\u{1112}\u{1161}\u{11ab}", Becomes("\u{d55c}")),
    ("a mark that composes with nothing", "x\u{303}", Kept),
    ("a mark at the beginning", "\u{301}a", Kept),
    ("many marks", "Z\u{334}\u{322}\u{316}\u{317}a", Kept),
    ("typographic apostrophe", "D\u{2019}Artagnan", Kept),
    ("straight apostrophe", "D'Artagnan", Kept),
    ("ligature œ", "C\u{153}ur", Kept),
    ("ligature fi", "\u{fb01}n", Kept),
    ("sharp s", "Stra\u{df}er", Kept),
    ("Turkish dotted capital i", "\u{130}nce", Kept),
    ("Turkish dotless i", "\u{131}\u{15f}\u{131}k", Kept),
    ("Greek final sigma", "\u{39f}\u{3b4}\u{3c5}\u{3c3}\u{3c3}\u{3b5}\u{3cd}\u{3c2}", Kept),
    ("Cyrillic", "\u{41f}\u{451}\u{442}\u{440}", Kept),
    ("Cyrillic a among Latin", "P\u{430}ul", Kept),
    ("Greek omicron among Latin", "LIL\u{391}S", Kept),
    ("full-width letters", "\u{ff30}\u{ff41}", Kept),
    ("mathematical letters", "\u{1d413}\u{1d422}", Kept),
    ("superscript", "M\u{b2}", Kept),
    ("Arabic", "\u{645}\u{62d}\u{645}\u{62f}", Kept),
    ("Hebrew", "\u{5e9}\u{5dc}\u{5d5}\u{5dd}", Kept),
    ("Chinese", "\u{5f20}\u{4f1f}", Kept),
    ("beyond the first plane", "\u{20000}\u{2a6d6}", Kept),
    ("Vietnamese", "Nguy\u{1ec5}n", Kept),
    ("emoji", "\u{1f600}", Kept),
    ("emoji with a tone of skin", "\u{1f44d}\u{1f3fd}", Kept),
    ("emoji of a flag", "\u{1f1eb}\u{1f1f7}", Kept),
    ("emoji with a variation selector", "\u{2764}\u{fe0f}", Kept),
    ("emoji joined", "\u{1f469}\u{200d}\u{1f3eb}", Refused),
    ("emoji of tags", "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}", Refused),
    ("private use", "\u{e000}", Kept),
    ("no-break space", "Jean\u{a0}Moulin", Becomes("Jean Moulin")),
    ("spaces of another width", "Jean\u{2003}\u{3000}Moulin", Becomes("Jean Moulin")),
    ("a tab", "Jean\tMoulin", Becomes("Jean Moulin")),
    ("the end of a line", "Jean\r\nMoulin", Becomes("Jean Moulin")),
    ("marks of HTML", "<b>Moulin</b>", Kept),
    ("a statement", "'; DROP TABLE person; --", Kept),
    ("U+0000", "a\0b", Refused),
    ("backspace", "a\u{8}b", Refused),
    ("bell", "\u{7}", Refused),
    ("escape", "\u{1b}[31mred", Refused),
    ("delete", "a\u{7f}", Refused),
    ("next line", "a\u{85}b", Refused),
    ("control sequence introducer", "\u{9b}31m", Refused),
    ("soft hyphen", "Mou\u{ad}lin", Refused),
    ("combining grapheme joiner", "a\u{34f}b", Refused),
    ("zero width space", "Mou\u{200b}lin", Refused),
    ("zero width non-joiner", "Mou\u{200c}lin", Refused),
    ("zero width joiner", "Mou\u{200d}lin", Refused),
    ("word joiner", "Mou\u{2060}lin", Refused),
    ("byte order mark", "\u{feff}Moulin", Refused),
    ("Mongolian vowel separator", "Mou\u{180e}lin", Refused),
    ("Hangul filler", "\u{3164}", Refused),
    ("left-to-right mark", "Moulin\u{200e}", Refused),
    ("right-to-left mark", "Moulin\u{200f}", Refused),
    ("right-to-left override", "\u{202e}niluoM", Refused),
    ("left-to-right override", "\u{202d}Moulin", Refused),
    ("right-to-left embedding", "\u{202b}Moulin\u{202c}", Refused),
    ("an isolate", "\u{2067}Moulin\u{2069}", Refused),
    ("Arabic letter mark", "\u{61c}a", Refused),
    ("line separator", "a\u{2028}b", Refused),
    ("interlinear annotation", "\u{fff9}a\u{fffb}", Refused),
    ("no character", "a\u{ffff}", Refused),
];

/// Codes and addresses that look like others: the query, the variable, the code of the refusal; none where it is another's.
const LOOKALIKES: [(&str, &str, &str, &str); 6] = [
    ("a UAI with a full-width digit", "query($x: UAI!) { establishment(uai: $x) { name } }", "\u{ff10}860001J", "INVALID_ARGUMENT"),
    ("a UAI with a Cyrillic letter", "query($x: UAI!) { establishment(uai: $x) { name } }", "0860001\u{408}", "INVALID_ARGUMENT"),
    ("a UAI with a dotless i", "query($x: UAI!) { establishment(uai: $x) { name } }", "0860001\u{131}", "INVALID_ARGUMENT"),
    ("an academy with Arabic digits", "query($x: String!) { academy(code: $x) { name } }", "\u{661}\u{663}", ""),
    ("an id with a Kelvin sign", "query($x: ID!) { node(id: $x) { id } }", "person_\u{212a}", "INVALID_ARGUMENT"),
    ("a day with full-width digits", "query($x: Date) { establishments(filter: { asOf: $x }) { totalCount } }", "\u{ff12}\u{ff10}26-11-25", "INVALID_ARGUMENT"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_kept_composed_or_refused_as_the_table_says() {
    let world = World::new().await;
    let officer = world.rectorate();
    let (mut faults, mut refused) = (Vec::new(), 0);

    for (name, written, fate) in &NAMES {
        let input = json!({ "academy": "13", "givenName": "Inès", "familyName": written });
        let by_variable = officer.does(&world, "createPerson", "object { familyName }", input).await;
        let literal = format!(
            "mutation {{ createPerson(input: {{ academy: \"13\", givenName: \"Inès\", familyName: {} }}) {{ object {{ familyName }} }} }}",
            json!(written)
        );
        let by_literal = officer.asks(&world, &literal).await;
        refused += usize::from(matches!(fate, Refused));
        for outcome in [by_variable, by_literal] {
            let stored = outcome.at("createPerson.object.familyName");
            let error = &outcome.body["errors"][0]["extensions"];
            let meets = match fate {
                Kept => stored == *written,
                Becomes(other) => stored == *other,
                Refused => (&error["code"], &error["argument"]) == (&json!("INVALID_ARGUMENT"), &json!("familyName")) && error["hint"].is_string(),
            };
            if !meets {
                faults.push(format!("{name}: {}", outcome.body));
            }
        }
    }
    for (name, query, written, code) in LOOKALIKES {
        let outcome = world.send(officer, query, json!({ "x": written })).await;
        let told = outcome.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
        if told != code || outcome.body["data"].as_object().is_some_and(|data| data.values().any(|value| !value.is_null())) {
            faults.push(format!("{name}: {}", outcome.body));
        }
    }

    tell(&format!(
        "{} texts: {refused} refused, {} kept or composed; {} lookalikes of codes are nobody's",
        NAMES.len(),
        NAMES.len() - refused,
        LOOKALIKES.len()
    ));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_composed_is_found_however_it_is_asked_for() {
    let world = World::new().await;
    let officer = world.rectorate();
    officer.makes_a_person(&world, "Zoe\u{301}", "GARC\u{327}ON").await;
    let find = |text: &'static str| {
        let world = &world;
        async move { world.send(officer, "query($x: String) { people(filter: { text: $x }) { nodes { displayName } } }", json!({ "x": text })).await.succeeds() }
    };

    for text in ["Zo\u{e9}", "Zoe\u{301}", "gar\u{e7}on", "garcon"] {
        assert_eq!(find(text).await.texts("people.nodes", "displayName"), ["Zo\u{e9} GAR\u{c7}ON"], "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mailbox_that_looks_like_anothers_is_not_theirs() {
    let world = World::new().await;
    let officer = world.rectorate();
    let with_mail = |mail: &str| {
        let input = json!({ "academy": "13", "givenName": "Inès", "familyName": "OEILLET", "mail": mail });
        async { officer.does(&world, "createPerson", "object { id contact { mail } }", input).await }
    };
    let mine = with_mail("paul@ac-poitiers.example").await.succeeds();

    let again = with_mail("PAUL@ac-poitiers.example").await;
    let homograph = with_mail("p\u{430}ul@ac-poitiers.example").await;
    let by_key =
        world.send(officer, "query($x: String) { people(filter: { text: $x }) { nodes { id } } }", json!({ "x": "p\u{430}ul@ac-poitiers.example" })).await;

    again.is_refused("ALREADY_EXISTS");
    assert_ne!(homograph.at("createPerson.object.id"), mine.at("createPerson.object.id"), "{}", homograph.body);
    assert!(!by_key.texts("people.nodes", "id").contains(&mine.text("createPerson.object.id")), "{}", by_key.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_pair_of_utf_16_is_no_text() {
    let world = World::new().await;
    let ask = |body: &'static str| {
        let request = world.http().post(world.url("/graphql")).header("content-type", "application/json").body(body);
        async { request.send().await.expect("an answer").json::<Value>().await.expect("JSON") }
    };

    for body in [
        r#"{"query":"query($x: String!) { academy(code: $x) { name } }","variables":{"x":"\ud800"}}"#,
        r#"{"query":"query($x: String!) { academy(code: $x) { name } }","variables":{"x":"\udc00\ud800"}}"#,
    ] {
        assert_eq!(ask(body).await["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{body}");
    }
    for body in [r#"{"query":"{ academy(code: \"\\ud800\") { name } }"}"#, r#"{"query":"{ academy(code: \"\\uD83D\\uDE00\") { name } }"}"#] {
        assert_eq!(ask(body).await["errors"][0]["extensions"]["argument"], "query", "{body}");
    }
    let whole = ask(r#"{"query":"query($x: String!) { academy(code: $x) { name } }","variables":{"x":"\ud83d\ude00"}}"#).await;
    let escaped = ask(r#"{"query":"{ academy(code: \"\\\\ud800\") { name } }"}"#).await;
    assert!(whole["errors"].is_null() && escaped["errors"].is_null(), "{whole} {escaped}");
}
