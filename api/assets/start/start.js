// The start page. Both languages stand in the page; the language of <html> says which one is shown.

const LANGUAGE = "rupn.language";
const page = document.documentElement;
const find = (selector) => document.querySelector(selector);

/** An element with its properties and children. */
function make(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

/** A text in both languages. */
function both({ en, fr }) {
  const text = document.createDocumentFragment();
  text.append(make("span", { lang: "en" }, en), make("span", { lang: "fr" }, fr));
  return text;
}

function show(selector, ...children) {
  const node = find(selector);
  node.append(...children);
  node.hidden = false;
}

function speak(language) {
  page.lang = language;
  for (const button of find("#languages").children) {
    button.setAttribute("aria-pressed", button.lang === language);
  }
}

const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => ["en", "fr"].includes(tag));
speak(localStorage.getItem(LANGUAGE) ?? preferred ?? "en");
show("#languages");
find("#languages").addEventListener("click", ({ target }) => {
  if (!target.lang) return;
  localStorage.setItem(LANGUAGE, target.lang);
  speak(target.lang);
});

function copyButton(label, text) {
  const button = make("button", { type: "button" }, both(label));
  button.addEventListener("click", async () => {
    await copy(text);
    const done = { en: "Copied", fr: "Copié" };
    find("#said").textContent = done[page.lang];
    button.replaceChildren(both(done));
    setTimeout(() => {
      find("#said").textContent = "";
      button.replaceChildren(both(label));
    }, 1500);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Away from HTTPS and localhost, only the old way is left.
    const area = make("textarea", { value: text, className: "unseen" });
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    focused.focus();
  }
}

/** A block of code that scrolls, from the keyboard too. */
const code = (tag, text) => make(tag, { tabIndex: 0 }, text);

const pretty = (json) => JSON.stringify(json, null, 2);
const isEmpty = (variables) => Object.keys(variables ?? {}).length === 0;

function personaRow({ name, role, place, token }) {
  const cell = (tag, kind, ...children) => {
    const node = make(tag, {}, ...children);
    node.setAttribute("role", kind);
    return node;
  };
  const button = copyButton({ en: "Copy token", fr: "Copier le jeton" }, token);
  const head = cell("th", "rowheader", name);
  head.scope = "row";
  return cell("tr", "row", head, cell("td", "cell", make("code", {}, role)), cell("td", "cell", place ?? ""), cell("td", "cell", button));
}

function operationCard({ title, query, variables, persona }, personas, endpoint) {
  const { id, name, role, token } = personas.find(({ id }) => id === persona) ?? {};
  const body = isEmpty(variables) ? { query } : { query, variables };

  const link = new URLSearchParams({ query });
  if (!isEmpty(variables)) link.set("variables", JSON.stringify(variables));
  if (id) link.set("persona", id);

  const quoted = (text) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const curl = [
    `curl -s ${endpoint}`,
    `-H 'Content-Type: application/json'`,
    ...(token ? [`-H 'Authorization: Bearer ${token}'`] : []),
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(" ");

  const who = make("p", {}, name ? `${name} (${role})` : both({ en: "Without a token", fr: "Sans jeton" }));
  const asked = make("div", {}, who, code("pre", query.trim()));
  if (!isEmpty(variables)) asked.append(code("pre", pretty(variables)));
  const outcome = make("div", { hidden: true });
  const run = make("button", { type: "button", className: "main" }, both({ en: "Run", fr: "Lancer" }));
  run.addEventListener("click", async () => {
    if (run.ariaBusy === "true") return;
    run.ariaBusy = "true";
    outcome.replaceChildren(...(await post(token, body)));
    outcome.hidden = false;
    find("#said").textContent = outcome.firstChild.textContent;
    run.ariaBusy = "false";
  });

  return make(
    "article",
    {},
    make(
      "div",
      {},
      make("h3", {}, both(title)),
      run,
      make("a", { className: "button", href: `/ide#${link}` }, both({ en: "Open in the IDE", fr: "Ouvrir dans l’IDE" })),
    ),
    make("div", { className: "panes" }, asked, outcome),
    make("div", { className: "line" }, code("code", curl), copyButton({ en: "Copy", fr: "Copier" }, curl)),
  );
}

/** The status line and the answer. */
async function post(token, body) {
  const start = performance.now();
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json",
        "Accept-Language": page.lang,
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const line = `HTTP ${response.status} · ${Math.round(performance.now() - start)} ms`;
    return [make("p", { className: response.ok ? "" : "wrong" }, line), code("pre", readable(text))];
  } catch (error) {
    return [make("p", { className: "wrong" }, error.message)];
  }
}

function readable(text) {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

try {
  const start = await fetch("/start.json").then((response) => response.json());
  const { product, version, endpoint, now, notice, personas, operations } = start;

  show("#endpoint", code("code", endpoint), copyButton({ en: "Copy", fr: "Copier" }, endpoint));
  if (notice) show("#notice", both(notice));
  if (personas.length > 0) {
    find("#personas tbody").append(...personas.map(personaRow));
    show("#personas");
  }
  if (operations.length > 0) {
    show("#operations", ...operations.map((operation) => operationCard(operation, personas, endpoint)));
  }
  const clock = (language) => new Date(now).toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  show("#about", `${product} ${version} · `, both({ en: `server time ${clock("en-GB")}`, fr: `heure du serveur ${clock("fr")}` }));
} catch {
  show("#failure");
}
