import CodeMirror from "codemirror";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import "graphiql/style.css";
import "./ide.css";

const ENDPOINT = "/graphql";
const TOKEN = "rupn.token";
const EXAMPLE = `# Ctrl-Enter runs the query, Ctrl-Space completes it.
query Directory {
  referents(first: 5) {
    totalCount
    nodes {
      person {
        displayName
      }
      establishment {
        uai
        name
      }
    }
  }
}`;

const element = (id) => document.getElementById(id);
const tokenField = element("token");
const showButton = element("show");
const personaField = element("persona");

const personas = await fetch("/start.json")
  .then((response) => response.json())
  .then((start) => start.personas ?? [])
  .catch(() => []);

for (const { id, name, role } of personas) {
  personaField.append(new Option(`${name} (${role})`, id));
}
personaField.closest("label").hidden = personas.length === 0;

// The fragment opens an operation once, as what GraphiQL last had; its own tabs take over from there.
const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.has("query")) {
  localStorage.setItem("graphiql:query", fragment.get("query"));
  localStorage.setItem("graphiql:variables", pretty(fragment.get("variables") ?? ""));
}
history.replaceState(null, "", location.pathname);
window.addEventListener("hashchange", () => location.reload());

// GraphiQL leaves its editors without a name for screen readers.
const NAMES = { graphql: "Query", "graphql-variables": "Variables", "graphql-results": "Result" };
CodeMirror.defineInitHook((editor) => {
  editor.setOption("screenReaderLabel", NAMES[editor.getOption("mode")] ?? "Headers");
});

const root = createRoot(element("graphiql"));
const asked = personas.find(({ id }) => id === fragment.get("persona"));
setToken(asked?.token ?? sessionStorage.getItem(TOKEN) ?? "");

tokenField.addEventListener("change", () => setToken(tokenField.value.trim()));
personaField.addEventListener("change", () => {
  setToken(personas.find(({ id }) => id === personaField.value)?.token ?? "");
});
showButton.addEventListener("click", () => {
  const shown = tokenField.type === "password";
  tokenField.type = shown ? "text" : "password";
  showButton.textContent = shown ? "Hide" : "Show";
  showButton.setAttribute("aria-label", shown ? "Hide the token" : "Show the token");
});

/** Shows the token, keeps it for the tab's life, and gives it to GraphiQL, which reads the schema again. */
function setToken(token) {
  tokenField.value = token;
  personaField.value = personas.find((persona) => persona.token === token)?.id ?? "";
  if (token) sessionStorage.setItem(TOKEN, token);
  else sessionStorage.removeItem(TOKEN);

  root.render(
    <GraphiQL fetcher={fetcher(token)} defaultQuery={EXAMPLE} shouldPersistHeaders={false}>
      <GraphiQL.Logo>
        <></>
      </GraphiQL.Logo>
    </GraphiQL>,
  );
}

function fetcher(token) {
  return async (operation, { headers } = {}) => {
    const response = await fetch(ENDPOINT, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json, application/json",
        ...(token && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify(operation),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      throw new Error(`HTTP ${response.status} ${text.slice(0, 500)}`);
    }
  };
}

function pretty(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
