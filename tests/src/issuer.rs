//! An issuer with a script: it signs with keys that it makes, answers as a story says, and counts how often it is asked.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair},
};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use reqwest::Url;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

use crate::world::folder;

/// Who the product is for the issuer, and its secret there.
pub const CLIENT: (&str, &str) = ("rupn", "s3cret:with a colon");

/// How the issuer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// As it should.
    Answers,
    /// As it should, with the status 503.
    Down,
    /// After a moment.
    Late,
    /// Never.
    Silent,
    /// With 10 MB of keys.
    Huge,
    /// With a hundred thousand keys.
    ManyKeys,
    /// With one key more than is read.
    OneKeyTooMany,
    /// With a page for people.
    Page,
    /// With JSON of another shape.
    OtherShape,
    /// With the right answer elsewhere.
    Redirects,
    /// Under another name.
    OtherName,
    /// With keys by http on another machine.
    PlainKeys,
}

/// An issuer on loopback.
pub struct ScriptedIssuer {
    /// Its name: the claim `iss`, and its address.
    pub name: String,
    script: Mutex<Script>,
    keys: Mutex<Vec<Key>>,
    about: Mutex<HashMap<String, Value>>,
    signs_answers: Mutex<Option<Header>>,
    fetched: AtomicU32,
    asked: AtomicU32,
    elsewhere: AtomicU32,
}

struct Key {
    id: String,
    algorithm: Algorithm,
    sign: EncodingKey,
    public: Value,
}

impl ScriptedIssuer {
    /// An issuer with one key of Ed25519.
    pub async fn new() -> Arc<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let name = format!("http://{}", listener.local_addr().expect("an address"));
        let issuer = Arc::new(Self {
            name,
            script: Mutex::new(Script::Answers),
            keys: Mutex::default(),
            about: Mutex::default(),
            signs_answers: Mutex::default(),
            fetched: AtomicU32::new(0),
            asked: AtomicU32::new(0),
            elsewhere: AtomicU32::new(0),
        });
        issuer.adds_a_key(Algorithm::EdDSA);
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/introspection", post(introspection))
            .route("/elsewhere", get(elsewhere))
            .with_state(Arc::clone(&issuer));
        TaskTracker::new().spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    /// Its section in an operator's file: persons of `STORIES`, named by `uid`.
    pub fn section(&self) -> String {
        format!(
            "[[issuer]]\nissuer = \"{}\"\naudience = \"https://rupn.example\"\nalgorithms = [\"EdDSA\", \"ES256\", \"ES384\", \"RS256\", \"PS256\"]
            person_claim = \"uid\"\nsystem = \"STORIES\"\n",
            self.name
        )
    }

    /// The same of an issuer that is asked about tokens.
    pub fn introspection_section(&self, algorithms: &str, more: &str) -> String {
        let secret = folder().join(format!("secret-{}", self.name.replace(|letter: char| !letter.is_ascii_digit(), "-")));
        std::fs::create_dir_all(folder()).expect("a folder of this run");
        std::fs::write(&secret, format!("{}\n", CLIENT.1)).expect("room for a secret");
        format!(
            "[[issuer]]\nissuer = \"{}\"\naudience = \"https://rupn.example\"\nalgorithms = [{algorithms}]\nperson_claim = \"uid\"\nsystem = \"STORIES\"
            [issuer.introspection]\nclient_id = \"{}\"\nsecret_file = \"{}\"\n{more}\n",
            self.name,
            CLIENT.0,
            secret.display()
        )
    }

    /// From now on it answers so.
    pub fn follows(&self, script: Script) {
        *held(&self.script) = script;
    }

    /// Adds a key, which signs from now on; gives its name.
    pub fn adds_a_key(&self, algorithm: Algorithm) -> String {
        let id = format!("key-{}", held(&self.keys).len());
        self.adds_a_key_named(&id, algorithm);
        id
    }

    /// The same with a name.
    pub fn adds_a_key_named(&self, id: &str, algorithm: Algorithm) {
        held(&self.keys).push(Key::made(id, algorithm));
    }

    /// Takes back every key but the last.
    pub fn forgets_old_keys(&self) {
        let mut keys = held(&self.keys);
        let last = keys.len() - 1;
        keys.drain(..last);
    }

    /// Publishes something else beside its last key.
    pub fn describes_its_key(&self, more: &Value) {
        let mut keys = held(&self.keys);
        let key = keys.last_mut().expect("a key");
        key.public.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    }

    /// The public half of its last key.
    pub fn public_key(&self) -> Value {
        held(&self.keys).last().expect("a key").public.clone()
    }

    /// The claims of a good token, an hour long.
    pub fn claims(&self, person: &str, now: i64) -> Value {
        json!({ "iss": self.name, "aud": "https://rupn.example", "sub": format!("sub-{person}"), "uid": person, "client_id": "app", "iat": now, "exp": now + 3600 })
    }

    /// The header of a good token.
    pub fn header(&self) -> Header {
        let keys = held(&self.keys);
        let key = keys.last().expect("a key");
        Header { typ: Some("at+jwt".into()), kid: Some(key.id.clone()), ..Header::new(key.algorithm) }
    }

    /// Claims under its signature.
    pub fn token(&self, claims: &Value) -> String {
        self.token_under(&self.header(), claims)
    }

    /// The same under another header.
    pub fn token_under(&self, header: &Header, claims: &Value) -> String {
        let keys = held(&self.keys);
        jsonwebtoken::encode(header, claims, &keys.last().expect("a key").sign).expect("a token")
    }

    /// What it answers when it is asked about a token.
    pub fn says_of(&self, token: &str, answer: Value) {
        held(&self.about).insert(token.to_owned(), answer);
    }

    /// Signs its answers about tokens, under a header.
    pub fn signs_answers_under(&self, header: Header) {
        *held(&self.signs_answers) = Some(header);
    }

    /// How often its keys were looked for: each time begins with discovery.
    pub fn fetches(&self) -> u32 {
        self.fetched.load(Ordering::Relaxed)
    }

    /// How often it was asked about a token.
    pub fn questions(&self) -> u32 {
        self.asked.load(Ordering::Relaxed)
    }

    /// How often somebody went where a token or a redirect sent them.
    pub fn astray(&self) -> u32 {
        self.elsewhere.load(Ordering::Relaxed)
    }

    fn script(&self) -> Script {
        *held(&self.script)
    }
}

impl Key {
    fn made(id: &str, algorithm: Algorithm) -> Self {
        let ec = |curve: &'static EcdsaSigningAlgorithm| {
            let pair = EcdsaKeyPair::generate_pkcs8(curve, &SystemRandom::new()).expect("a key");
            EncodingKey::from_ec_der(pair.as_ref())
        };
        let sign = match algorithm {
            Algorithm::EdDSA => EncodingKey::from_ed_der(Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).expect("a key").as_ref()),
            Algorithm::ES256 => ec(&ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::ES384 => ec(&ECDSA_P384_SHA384_FIXED_SIGNING),
            _ => {
                let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
                let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).expect("a key");
                let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
                EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a key")
            }
        };
        let mut public = serde_json::to_value(Jwk::from_encoding_key(&sign, algorithm).expect("its public half")).expect("JSON");
        public["kid"] = id.into();
        Self { id: id.into(), algorithm, sign, public }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn discovery(State(issuer): State<Arc<ScriptedIssuer>>) -> Response {
    issuer.fetched.fetch_add(1, Ordering::Relaxed);
    let name = &issuer.name;
    let mut metadata = json!({ "issuer": name, "jwks_uri": format!("{name}/jwks"), "introspection_endpoint": format!("{name}/introspection") });
    match issuer.script() {
        Script::Down => return (StatusCode::SERVICE_UNAVAILABLE, Json(metadata)).into_response(),
        Script::Silent => return std::future::pending().await,
        Script::Late => tokio::time::sleep(Duration::from_millis(500)).await,
        Script::OtherName => metadata["issuer"] = "http://127.0.0.1:1".into(),
        Script::PlainKeys => metadata["jwks_uri"] = "http://192.0.2.1/jwks".into(),
        _ => {}
    }
    Json(metadata).into_response()
}

async fn jwks(State(issuer): State<Arc<ScriptedIssuer>>) -> Response {
    let keys: Vec<Value> = held(&issuer.keys).iter().map(|key| key.public.clone()).collect();
    let many = |count: usize| vec![keys[0].clone(); count];
    match issuer.script() {
        Script::Huge => format!("{{\"keys\": {}{}}}", json!(keys), " ".repeat(10_000_000)).into_response(),
        Script::ManyKeys => Json(json!({ "keys": many(100_000) })).into_response(),
        Script::OneKeyTooMany => Json(json!({ "keys": many(101) })).into_response(),
        Script::Page => ([(header::CONTENT_TYPE, "text/html")], "<!doctype html><title>Sign in</title>").into_response(),
        Script::OtherShape => Json(json!({ "keys": { "key-0": keys[0] } })).into_response(),
        Script::Redirects => Redirect::temporary("/elsewhere").into_response(),
        _ => Json(json!({ "keys": keys })).into_response(),
    }
}

async fn elsewhere(State(issuer): State<Arc<ScriptedIssuer>>) -> Response {
    issuer.elsewhere.fetch_add(1, Ordering::Relaxed);
    let keys: Vec<Value> = held(&issuer.keys).iter().map(|key| key.public.clone()).collect();
    Json(json!({ "keys": keys })).into_response()
}

async fn introspection(State(issuer): State<Arc<ScriptedIssuer>>, headers: HeaderMap, body: String) -> Response {
    let form: HashMap<String, String> = Url::parse(&format!("http://form/?{body}")).expect("a form").query_pairs().into_owned().collect();
    issuer.asked.fetch_add(1, Ordering::Relaxed);
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1.replace(':', "%3A").replace(' ', "+"))));
    let by_header = headers.get(header::AUTHORIZATION).is_some_and(|sent| *sent == basic);
    let by_form = [("client_id", CLIENT.0), ("client_secret", CLIENT.1)].iter().all(|(name, value)| form.get(*name).is_some_and(|sent| sent == value));
    if by_header == by_form {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let answer = form.get("token").and_then(|token| held(&issuer.about).get(token).cloned()).unwrap_or_else(|| json!({ "active": false }));
    match issuer.script() {
        Script::Down => return (StatusCode::SERVICE_UNAVAILABLE, Json(answer)).into_response(),
        Script::Huge => return format!("{answer}{}", " ".repeat(10_000_000)).into_response(),
        Script::Page => return "<!doctype html><title>Sign in</title>".into_response(),
        _ => {}
    }
    let signed = held(&issuer.signs_answers).clone();
    match signed {
        // What stands outside belongs to the answer, what stands inside to the token.
        Some(under) => {
            let outer = answer.get("outer").cloned().unwrap_or_default();
            let media = [(header::CONTENT_TYPE, "application/token-introspection+jwt")];
            (media, issuer.token_under(&under, &outer)).into_response()
        }
        None => Json(answer).into_response(),
    }
}
