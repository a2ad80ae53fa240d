//! Forged tokens: each is refused, all in one and the same way.

use std::{collections::BTreeSet, net::TcpListener};

use aws_lc_rs::{
    hmac,
    signature::{Ed25519KeyPair, KeyPair},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use kernel::{Uuid, resource::parse_id};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::{Value, json};
use tests::{World, faults::tell};

/// Somebody who has all that a token is made of, the true key too: what is refused is refused for what it says.
struct Forger {
    true_key: Ed25519KeyPair,
    other_key: Ed25519KeyPair,
    kid: String,
    person: Uuid,
    now: i64,
}

impl Forger {
    fn new(world: &World) -> Self {
        let true_key = Ed25519KeyPair::from_pkcs8(&std::fs::read(world.settings.data.join("issuer.key")).expect("the issuer's key")).expect("a key");
        let (_, person) = parse_id(&world.rectorate().id).expect("an id");
        let token = world.rectorate().token.clone().expect("a token");
        let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').next().expect("a header")).expect("base64")).expect("JSON");
        let kid = header["kid"].as_str().expect("a name").to_owned();
        Self { true_key, other_key: Ed25519KeyPair::generate().expect("a key"), kid, person, now: world.clock().now().timestamp() }
    }

    fn header(&self) -> Value {
        json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": self.kid })
    }

    fn claims(&self) -> Value {
        json!({ "iss": "rupn", "aud": "rupn", "sub": self.person, "iat": self.now, "exp": self.now + 3600 })
    }

    fn signed(&self, header: &[u8], claims: &[u8]) -> String {
        signed_by(&self.true_key, header, claims)
    }

    /// Good but for one member of the header; null leaves it out.
    fn headed(&self, name: &str, value: Value) -> String {
        self.signed(with(self.header(), name, value).to_string().as_bytes(), self.claims().to_string().as_bytes())
    }

    /// Good but for one claim; null leaves it out.
    fn claiming(&self, name: &str, value: Value) -> String {
        self.signed(self.header().to_string().as_bytes(), with(self.claims(), name, value).to_string().as_bytes())
    }

    /// Signed by a key of the forger's, whose place or self the header tells.
    fn leading(&self, name: &str, value: Value) -> String {
        signed_by(&self.other_key, with(self.header(), name, value).to_string().as_bytes(), self.claims().to_string().as_bytes())
    }

    /// Signed with a text that everybody knows as the secret of HMAC.
    fn by_hmac(&self, algorithm: hmac::Algorithm, name: &str, secret: &[u8]) -> String {
        let body = body(with(self.header(), "alg", json!(name)).to_string().as_bytes(), self.claims().to_string().as_bytes());
        let signature = hmac::sign(&hmac::Key::new(algorithm, secret), body.as_bytes());
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn unsigned(&self, alg: &str) -> String {
        format!("{}.", body(with(self.header(), "alg", json!(alg)).to_string().as_bytes(), self.claims().to_string().as_bytes()))
    }
}

fn body(header: &[u8], claims: &[u8]) -> String {
    format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

fn signed_by(key: &Ed25519KeyPair, header: &[u8], claims: &[u8]) -> String {
    let body = body(header, claims);
    let signature = key.sign(body.as_bytes());
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    let members = object.as_object_mut().expect("an object");
    members.remove(name);
    if !value.is_null() {
        members.insert(name.into(), value);
    }
    object
}

/// The same text with another letter at a place.
fn changed(text: &str, at: usize) -> String {
    let letter = if text.as_bytes()[at] == b'A' { "B" } else { "A" };
    format!("{}{letter}{}", &text[..at], &text[at + 1..])
}

fn headers(forger: &Forger, listener: &str) -> Vec<(&'static str, String)> {
    let public = forger.true_key.public_key().as_ref();
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(forger.other_key.public_key().as_ref()), "kid": forger.kid });
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(public));
    vec![
        ("alg none", forger.unsigned("none")),
        ("alg None", forger.unsigned("None")),
        ("alg nOnE", forger.unsigned("nOnE")),
        ("alg NONE, signed", forger.headed("alg", json!("NONE"))),
        ("alg none, signed", forger.headed("alg", json!("none"))),
        ("alg empty", forger.headed("alg", json!(""))),
        ("alg missing", forger.headed("alg", Value::Null)),
        ("alg a list", forger.headed("alg", json!(["EdDSA"]))),
        ("alg in small letters", forger.headed("alg", json!("eddsa"))),
        ("alg ES256", forger.headed("alg", json!("ES256"))),
        ("alg RS256", forger.headed("alg", json!("RS256"))),
        ("alg PS512", forger.headed("alg", json!("PS512"))),
        ("HS256 with the public key", forger.by_hmac(hmac::HMAC_SHA256, "HS256", public)),
        ("HS256 with the public key in PEM", forger.by_hmac(hmac::HMAC_SHA256, "HS256", pem.as_bytes())),
        ("HS256 with the public key in base64", forger.by_hmac(hmac::HMAC_SHA256, "HS256", URL_SAFE_NO_PAD.encode(public).as_bytes())),
        ("HS256 with nothing", forger.by_hmac(hmac::HMAC_SHA256, "HS256", b"")),
        ("HS256 with the name of the key", forger.by_hmac(hmac::HMAC_SHA256, "HS256", forger.kid.as_bytes())),
        ("HS384 with the public key", forger.by_hmac(hmac::HMAC_SHA384, "HS384", public)),
        ("HS512 with the public key", forger.by_hmac(hmac::HMAC_SHA512, "HS512", public)),
        ("typ missing", forger.headed("typ", Value::Null)),
        ("typ JWT", forger.headed("typ", json!("JWT"))),
        ("typ of a logout token", forger.headed("typ", json!("logout+jwt"))),
        ("typ of DPoP", forger.headed("typ", json!("dpop+jwt"))),
        ("typ a number", forger.headed("typ", json!(7))),
        ("kid missing", forger.headed("kid", Value::Null)),
        ("kid empty", forger.headed("kid", json!(""))),
        ("kid a path", forger.headed("kid", json!("../../../../../../dev/null"))),
        ("kid a statement", forger.headed("kid", json!("x' UNION SELECT 'key' --"))),
        ("kid an address", forger.headed("kid", json!(listener))),
        ("kid a command", forger.headed("kid", json!("|/usr/bin/id"))),
        ("kid with U+0000", forger.headed("kid", json!(format!("{}\0", forger.kid)))),
        ("kid in capitals", forger.headed("kid", json!(forger.kid.to_uppercase() + "A"))),
        ("kid a list", forger.headed("kid", json!([forger.kid]))),
        ("crit", forger.headed("crit", json!(["exp"]))),
        ("crit of what is not there", forger.headed("crit", json!(["b64"]))),
        ("jku", forger.leading("jku", json!(listener))),
        ("x5u", forger.leading("x5u", json!(listener))),
        ("jwk", forger.leading("jwk", jwk)),
        ("x5c", forger.leading("x5c", json!([STANDARD.encode(forger.other_key.public_key().as_ref())]))),
        ("another issuer's key under our name", forger.leading("cty", Value::Null)),
        ("a header that is a list", forger.signed(b"[]", forger.claims().to_string().as_bytes())),
        ("a header that is no JSON", forger.signed(b"typ", forger.claims().to_string().as_bytes())),
        ("a header that is empty", forger.signed(b"", forger.claims().to_string().as_bytes())),
        ("a header with its alg twice", {
            let header = forger.header().to_string().replacen('{', "{\"alg\":\"none\",", 1);
            forger.signed(header.as_bytes(), forger.claims().to_string().as_bytes())
        }),
    ]
}

fn claims(forger: &Forger) -> Vec<(&'static str, String)> {
    let raw = |claims: &str| forger.signed(forger.header().to_string().as_bytes(), claims.as_bytes());
    let twice = |name: &str, value: &str| raw(&forger.claims().to_string().replacen('{', &format!("{{\"{name}\":{value},"), 1));
    let now = forger.now;
    vec![
        ("iss missing", forger.claiming("iss", Value::Null)),
        ("iss of another", forger.claiming("iss", json!("https://issuer.example"))),
        ("iss a number", forger.claiming("iss", json!(1))),
        ("iss a list", forger.claiming("iss", json!(["rupn", "other"]))),
        ("aud missing", forger.claiming("aud", Value::Null)),
        ("aud of another", forger.claiming("aud", json!("other"))),
        ("aud a list with ours", forger.claiming("aud", json!(["other", "rupn"]))),
        ("aud empty", forger.claiming("aud", json!([]))),
        ("aud an object", forger.claiming("aud", json!({ "rupn": true }))),
        ("sub missing", forger.claiming("sub", Value::Null)),
        ("sub a number", forger.claiming("sub", json!(1))),
        ("sub a list", forger.claiming("sub", json!([forger.person]))),
        ("sub a statement", forger.claiming("sub", json!("' OR 1=1 --"))),
        ("sub nobody", forger.claiming("sub", json!(Uuid::nil()))),
        ("sub nobody that the directory knows", forger.claiming("sub", json!(Uuid::from_u128(7)))),
        ("exp missing", forger.claiming("exp", Value::Null)),
        ("exp a text", forger.claiming("exp", json!((now + 3600).to_string()))),
        ("exp over", forger.claiming("exp", json!(now - 61))),
        ("exp negative", forger.claiming("exp", json!(-1))),
        ("exp in ten years", forger.claiming("exp", json!(now + 10 * 366 * 24 * 3600))),
        ("exp the greatest number", forger.claiming("exp", json!(i64::MAX))),
        ("exp greater than any", forger.claiming("exp", json!(u64::MAX))),
        ("exp 1e300", forger.claiming("exp", json!(1e300))),
        ("exp with a fraction", forger.claiming("exp", json!(now as f64 + 3600.5))),
        ("exp a truth", forger.claiming("exp", json!(true))),
        ("iat missing", forger.claiming("iat", Value::Null)),
        ("iat tomorrow", forger.claiming("iat", json!(now + 86_400))),
        ("iat the least number", forger.claiming("iat", json!(i64::MIN))),
        ("iat a text", forger.claiming("iat", json!("now"))),
        ("sub twice", twice("sub", &json!(Uuid::from_u128(7)).to_string())),
        ("exp twice", twice("exp", "9999999999")),
        ("iss twice", twice("iss", "\"other\"")),
        ("claims that are a list", raw("[]")),
        ("claims that are a text", raw("\"rupn\"")),
        ("claims that are null", raw("null")),
        ("claims that are empty", raw("")),
        ("claims with more after them", raw(&format!("{} {{}}", forger.claims()))),
        (
            "claims in UTF-16",
            forger.signed(forger.header().to_string().as_bytes(), &forger.claims().to_string().encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()),
        ),
        ("claims that are no text", forger.signed(forger.header().to_string().as_bytes(), b"\xff\xfe{}")),
    ]
}

/// What was done to a good token.
fn damaged(world: &World, good: &str) -> Vec<(&'static str, String)> {
    let parts: Vec<&str> = good.split('.').collect();
    let (header, claims, signature) = (parts[0], parts[1], parts[2]);
    let other = world.rectorate_of_toulouse().token.clone().expect("a token");
    let others: Vec<&str> = other.split('.').collect();
    let last = good.len() - 1;
    // Four bits of the last letter are beyond the signature: another letter with the same first two says the same in other words.
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digit = digits.iter().position(|digit| *digit == good.as_bytes()[last]).expect("a digit");
    let not_canonical = format!("{}{}", &good[..last], char::from(digits[digit ^ 1]));
    let zeros = |count: usize| URL_SAFE_NO_PAD.encode(vec![0_u8; count]);
    vec![
        ("a signature in other words", not_canonical),
        ("a signature with a changed letter", changed(good, last - 40)),
        ("a header with a changed letter", changed(good, 10)),
        ("claims with a changed letter", changed(good, header.len() + 20)),
        ("another's claims", format!("{header}.{}.{signature}", others[1])),
        ("another's signature", format!("{header}.{claims}.{}", others[2])),
        ("a signature of zeros", format!("{header}.{claims}.{}", zeros(64))),
        ("a signature without bytes", format!("{header}.{claims}.")),
        ("a signature of one byte", format!("{header}.{claims}.{}", zeros(1))),
        ("a signature that is longer", format!("{header}.{claims}.{signature}AAAA")),
        ("a signature cut by a letter", good[..last].to_owned()),
        ("no signature", format!("{header}.{claims}")),
        ("no claims", format!("{header}..{signature}")),
        ("no header", format!(".{claims}.{signature}")),
        ("a header alone", header.to_owned()),
        ("four parts", format!("{good}.{signature}")),
        ("five parts, as encrypted", format!("{header}..{claims}..{signature}")),
        ("dots", "....".to_owned()),
        ("padding", format!("{good}==")),
        ("padded parts", parts.iter().map(|part| URL_SAFE.encode(URL_SAFE_NO_PAD.decode(part).expect("base64"))).collect::<Vec<_>>().join(".") + "="),
        ("a space inside", format!("{header}. {claims}.{signature}")),
        ("a tab inside", format!("{header}.{claims}\t.{signature}")),
        ("quotes around", format!("\"{good}\"")),
        ("capitals", good.to_uppercase()),
        ("the scheme twice", format!("Bearer {good}")),
        ("two tokens", format!("{good}, {good}")),
        ("9 kB", format!("{good}{}", "A".repeat(9 * 1024))),
        ("100 kB of header", format!("{}.{claims}.{signature}", "A".repeat(100 * 1024))),
        ("a text", "token".to_owned()),
        ("null", "null".to_owned()),
        ("JSON in place of base64", "{\"alg\":\"none\"}.{\"sub\":\"1\"}.".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_forged_token_is_refused_like_any_other() {
    let world = World::new().await;
    let forger = Forger::new(&world);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a socket");
    let address = format!("http://{}/keys.json", listener.local_addr().expect("an address"));
    let good = forger.signed(forger.header().to_string().as_bytes(), forger.claims().to_string().as_bytes());
    let present = |header: HeaderValue| {
        let request = world.http().post(world.url("/graphql")).header(AUTHORIZATION, header).json(&json!({ "query": "{ viewer { authenticated } }" }));
        async {
            let answer = request.send().await.expect("an answer");
            (answer.status().as_u16(), answer.text().await.expect("a text"))
        }
    };
    let (status, body) = present(HeaderValue::from_str(&format!("Bearer {good}")).expect("a header")).await;
    assert!(status == 200 && body.contains("\"authenticated\":true"), "what the forger changes is good before: {body}");

    let forged: Vec<_> = [headers(&forger, &address), claims(&forger), damaged(&world, &good)].concat();
    let names: BTreeSet<&str> = forged.iter().map(|(name, _)| *name).collect();
    let (mut answers, mut taken) = (BTreeSet::new(), Vec::new());
    for (name, token) in &forged {
        let (status, body) = present(HeaderValue::from_str(&format!("Bearer {token}")).expect("a header")).await;
        if status != 401 {
            taken.push(format!("{name}: {status} {body}"));
        }
        answers.insert(body);
    }
    let bare = [good.as_str(), "Basic cnVwbjpydXBu", "Bearer", "Bearer ", "", "Token x"];
    for header in bare {
        let (status, body) = present(HeaderValue::from_str(header).expect("a header")).await;
        if status != 401 {
            taken.push(format!("{header:?}: {status} {body}"));
        }
        answers.insert(body);
    }

    tell(&format!("{} forged tokens refused, {} answers among them", forged.len() + bare.len() - taken.len(), answers.len()));
    assert_eq!(taken, Vec::<String>::new());
    assert!(names.len() == forged.len() && forged.len() >= 60, "{}", forged.len());
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(answers.first().is_some_and(|answer| answer.contains("UNAUTHENTICATED")));
    assert!(listener.accept().is_err(), "nobody asks the forger for keys");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_is_no_header_any_more_is_not_read_at_all() {
    let world = World::new().await;
    let good = world.rectorate().token.clone().expect("a token");
    let ask = || world.http().post(world.url("/graphql")).json(&json!({ "query": "{ viewer { authenticated } }" }));

    let twice = ask().bearer_auth(&good).header(AUTHORIZATION, format!("Bearer {good}")).send().await.expect("an answer");
    let long = ask().bearer_auth(format!("{good}{}", "A".repeat(1024 * 1024))).send().await;

    assert_eq!(twice.status(), 401);
    assert!(long.is_err() || long.is_ok_and(|answer| matches!(answer.status().as_u16(), 401 | 431)), "1 MB");
    assert_eq!(ask().bearer_auth(&good).send().await.expect("an answer").status(), 200, "the server lives");
}
