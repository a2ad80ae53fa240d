// Bundles the IDE into api/assets/ide: ide.js, ide.css and the licences of what they contain.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const assets = process.env.ASSETS || here("../../api/assets/ide");

const lighter = {
  name: "lighter",
  setup({ onLoad }) {
    // System fonts do as well as the ones that GraphiQL embeds.
    onLoad({ filter: /graphiql[/\\]dist[/\\]style\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
    // What graphql itself does in production.
    onLoad({ filter: /jsutils[/\\]instanceOf\.mjs$/ }, () => ({
      contents: "export const instanceOf = (value, type) => value instanceof type;",
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: here("."),
  entryPoints: { ide: "src/main.jsx" },
  outdir: assets,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [lighter],
  metafile: true,
  logLevel: "info",
});

writeFileSync(join(assets, "LICENSES.txt"), licenses(Object.keys(metafile.inputs)));

/** One line for each bundled package, then each licence text with the packages it covers. */
function licenses(inputs) {
  const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
  const folders = [...new Set(inputs.map((path) => folder.exec(path)?.[1]).filter(Boolean))];
  const packages = folders
    .map((path) => ({ path: here(path), ...JSON.parse(readFileSync(here(join(path, "package.json")))) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

  const texts = new Map();
  for (const { name, path } of packages) {
    const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) continue;
    const text = readFileSync(join(path, file), "utf8").replaceAll("\r", "").trim();
    texts.set(text, [...(texts.get(text) ?? []), name]);
  }

  const list = packages.map(({ name, version, license }) => `${name} ${version}: ${license}`);
  const rule = "-".repeat(80);
  return [
    "ide.js and ide.css contain the following packages.\n",
    ...list,
    ...[...texts].map(([text, names]) => `\n${rule}\n${names.join(", ")}\n${rule}\n\n${text}`),
    "",
  ].join("\n");
}
