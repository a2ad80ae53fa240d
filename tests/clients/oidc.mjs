// A real OpenID server in front of the product: node oidc.mjs BINARY FOLDER
//
// The folder is empty and is filled: a database with two persons, the files of settings. People sign in by the
// authorization code flow with PKCE; the product takes their tokens by the server's keys or by asking it.
import { spawn, spawnSync } from "node:child_process";
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Provider } from "oidc-provider";

const [binary, folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node oidc.mjs BINARY FOLDER");
  process.exit(2);
}

const SIGNED = "https://rupn.example"; // our name there; tokens for it are signed
const OPAQUE = "https://rupn.example/opaque"; // tokens for this one show nothing
const CALLBACK = "https://app.example/callback";
const QUERY = "{ viewer { authenticated person { displayName } } }";
let passed = 0;

function check(what, holds, shown) {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(shown)}`);
  passed += 1;
}

// The OpenID server.

function signingKey(kid, alg) {
  const { privateKey } = alg === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid, alg, use: "sig" };
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function startIssuer(port, keys) {
  const issuer = `http://127.0.0.1:${port}`;
  const alg = keys[0].alg;
  const secret = { client_secret: "s3cret of the client", redirect_uris: [], response_types: [], grant_types: [] };
  const provider = new Provider(issuer, {
    jwks: { keys },
    cookies: { keys: ["a key for cookies"] },
    clients: [
      { client_id: "app", token_endpoint_auth_method: "none", redirect_uris: [CALLBACK], application_type: "web" },
      { ...secret, client_id: "batch", grant_types: ["client_credentials"] },
      { ...secret, client_id: "rupn" },
      { ...secret, client_id: "rupn-signed" },
    ],
    clientDefaults: { id_token_signed_response_alg: alg, introspection_signed_response_alg: alg },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    ttl: { AccessToken: 600, ClientCredentials: 600, Grant: 600, Interaction: 600, Session: 600, IdToken: 600 },
    features: {
      devInteractions: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      jwtIntrospection: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => ({
          scope: "directory",
          audience: SIGNED,
          ...(resource === SIGNED ? { accessTokenFormat: "jwt", jwt: { sign: { alg } } } : { accessTokenFormat: "opaque" }),
        }),
      },
    },
  });
  const answer = provider.callback();
  const server = createServer((request, response) => {
    // Another server takes this port: nobody keeps a connection to this one.
    response.setHeader("connection", "close");
    answer(request, response);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { issuer, stop };
}

// A person signs in, as a browser would.
async function signIn(issuer, login, resource) {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const asked = { client_id: "app", response_type: "code", redirect_uri: CALLBACK, scope: "openid directory", resource, code_challenge: challenge, code_challenge_method: "S256" };
  const cookies = new Map();
  const visit = async (url, form) => {
    const answer = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      redirect: "manual",
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split("=");
      cookies.set(name, value);
    }
    return answer;
  };
  let answer = await visit(`${issuer}/auth?${new URLSearchParams(asked)}`);
  for (let step = 0; step < 10; step += 1) {
    const location = answer.headers.get("location");
    if (location?.startsWith(CALLBACK)) {
      const code = new URL(location).searchParams.get("code");
      if (!code) throw new Error(`no code: ${location}`);
      return token(issuer, { grant_type: "authorization_code", code, redirect_uri: CALLBACK, client_id: "app", code_verifier: verifier, resource });
    }
    if (location) {
      answer = await visit(new URL(location, issuer));
      continue;
    }
    const page = await answer.text();
    const action = page.match(/action="([^"]+)"/)?.[1];
    const prompt = page.match(/name="prompt" value="([^"]+)"/)?.[1];
    if (!action || !prompt) throw new Error(`${answer.status}: ${page.slice(0, 500)}`);
    answer = await visit(new URL(action, issuer), { prompt, login, password: "any" });
  }
  throw new Error("the sign-in does not end");
}

async function token(issuer, form) {
  const answer = await (await fetch(`${issuer}/token`, { method: "POST", body: new URLSearchParams(form) })).json();
  if (!answer.access_token) throw new Error(JSON.stringify(answer));
  return answer.access_token;
}

// The product.

function rupn(...rest) {
  const { status, stderr, stdout } = spawnSync(binary, rest, { encoding: "utf8" });
  if (status !== 0) throw new Error(`rupn ${rest.join(" ")}: ${stderr}${stdout}`);
}

async function serve(config, ...rest) {
  const file = join(folder, "rupn.toml");
  writeFileSync(file, config);
  // A proxy that the environment names is not taken: nobody is there.
  const env = { ...process.env, http_proxy: "http://127.0.0.1:9", all_proxy: "http://127.0.0.1:9" };
  const options = ["serve", "--data", folder, "--listen", "127.0.0.1:0", "--config", file, "--log", "error", ...rest];
  const server = spawn(binary, options, { env, stdio: ["ignore", "pipe", "inherit"] });
  const stop = async () => {
    if (server.exitCode === null) {
      server.kill();
      await once(server, "exit");
    }
  };
  const [line] = await Promise.race([once(server.stdout, "data"), once(server, "exit").then(() => [""])]);
  const address = String(line).match(/http:\S+/)?.[0];
  if (!address) throw new Error("the product does not start");
  return { address, stop };
}

async function viewer(address, bearer) {
  const answer = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ query: QUERY }),
  });
  const body = await answer.json();
  return { status: answer.status, name: body.data?.viewer.person?.displayName, code: body.errors?.[0].extensions.code, hint: body.errors?.[0].extensions.hint };
}

async function refused(what, address, bearer, status = 401, code = "UNAUTHENTICATED") {
  const seen = await viewer(address, bearer);
  check(what, seen.status === status && seen.code === code, seen);
  return seen;
}

async function known(what, address, bearer) {
  const seen = await viewer(address, bearer);
  check(what, seen.status === 200 && seen.name === "Inès OEILLET", seen);
}

const section = (issuer, algorithms, more = "") => `
[[issuer]]
issuer = "${issuer}"
audience = "${SIGNED}"
algorithms = [${algorithms}]
person_claim = "sub"
system = "AAF"
academy = "13"
${more}`;

const introspection = (client, env) => `[issuer.introspection]\nclient_id = "${client}"\nsecret_env = "${env}"\n`;

function forged(bearer) {
  const [header, claims, signature] = bearer.split(".");
  const changed = { ...JSON.parse(Buffer.from(claims, "base64url")), sub: "123456" };
  return [header, Buffer.from(JSON.stringify(changed)).toString("base64url"), signature].join(".");
}

writeFileSync(join(folder, "people.csv"), "academy;family_name;given_name;mail;identifiers\n13;OEILLET;Inès;ines.oeillet@stories.example;AAF:123456\n");
rupn("import", "people", join(folder, "people.csv"), "--data", folder, "--operator", "oidc.mjs");
process.env.RUPN_SECRET_OF_THE_TEST = "s3cret of the client";

const stops = [];
try {
  for (const alg of ["RS256", "ES256"]) {
    const port = await freePort();
    let provider = await startIssuer(port, [signingKey("first", alg)]);
    stops.push(() => provider.stop());
    const { issuer } = provider;
    const product = await serve(section(issuer, `"${alg}"`));
    stops.push(product.stop);

    const ines = await signIn(issuer, "123456", SIGNED);
    const paul = await signIn(issuer, "654321", SIGNED);
    const batch = await token(issuer, { grant_type: "client_credentials", client_id: "batch", client_secret: "s3cret of the client", resource: SIGNED, scope: "directory" });
    const opaque = await signIn(issuer, "123456", OPAQUE);
    await known(`${alg}: the person signs in`, product.address, ines);
    const { hint } = await refused(`${alg}: a person who is not listed`, product.address, paul, 403, "NOT_IN_DIRECTORY");
    check("the hint names the identifier", hint.includes("654321") && hint.includes("AAF"), hint);
    await refused(`${alg}: a client that acts for itself`, product.address, batch);
    await refused(`${alg}: a forged token`, product.address, forged(paul));
    await refused(`${alg}: a token that shows nothing`, product.address, opaque);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const later = await serve(section(issuer, `"${alg}"`), "--at", tomorrow);
    stops.push(later.stop);
    await refused(`${alg}: a token of yesterday`, later.address, ines);
    await later.stop();

    await provider.stop();
    provider = await startIssuer(port, [signingKey("second", alg)]);
    const renewed = await signIn(issuer, "123456", SIGNED);
    await known(`${alg}: another key`, product.address, renewed);
    await refused(`${alg}: the key before`, product.address, ines);

    await provider.stop();
    await known(`${alg}: the server is gone, its keys are known`, product.address, renewed);
    await product.stop();
    const late = await serve(section(issuer, `"${alg}"`));
    stops.push(late.stop);
    await refused(`${alg}: the server was never there`, late.address, renewed);
    await late.stop();
  }

  for (const [algorithms, client] of [["", "rupn"], ['"RS256"', "rupn-signed"]]) {
    const provider = await startIssuer(await freePort(), [signingKey("first", "RS256")]);
    stops.push(() => provider.stop());
    const { issuer } = provider;
    const product = await serve(section(issuer, algorithms, introspection(client, "RUPN_SECRET_OF_THE_TEST")));
    stops.push(product.stop);
    const ines = await signIn(issuer, "123456", OPAQUE);
    const batch = await token(issuer, { grant_type: "client_credentials", client_id: "batch", client_secret: "s3cret of the client", resource: OPAQUE, scope: "directory" });
    await known(`${client}: a person by a token that shows nothing`, product.address, ines);
    await refused(`${client}: somebody who is not listed`, product.address, await signIn(issuer, "654321", OPAQUE), 403, "NOT_IN_DIRECTORY");
    await refused(`${client}: a client that acts for itself`, product.address, batch);
    await refused(`${client}: no token of theirs`, product.address, "mF_9.B5f-4.1JqM");
    await provider.stop();
    await known(`${client}: the server is gone, its answer is remembered`, product.address, ines);
    await product.stop();
  }
  console.log(`${passed} passed, 0 failed`);
} finally {
  await Promise.allSettled(stops.map((stop) => stop()));
}
