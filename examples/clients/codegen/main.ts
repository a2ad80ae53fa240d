// Looks establishments up for the visitors of a site: public facts, in French, without a token.
//
//   npm start -- 86 college    those of a department, by words of their name and town
//   npm start -- 0860076R      one, by its unit code

import { Api, Refused } from "./api.js";
import { ByUaiDocument, type LineFragment, SearchDocument, type SearchQuery, SectorsDocument } from "./gql/graphql.js";

type Labels = Map<string, string>;

async function search(api: Api, department: string, text: string): Promise<void> {
  const sectors = await sectorLabels(api);
  let after: string | null = null;
  do {
    const { establishments }: SearchQuery = await api.ask(SearchDocument, { department, text, after });
    if (!establishments) return;
    if (!after) console.log(`${establishments.totalCount} établissements`);
    for (const establishment of establishments.nodes) console.log(line(establishment, sectors));
    after = establishments.pageInfo.hasNextPage ? establishments.pageInfo.endCursor : null;
  } while (after);
}

async function show(api: Api, uai: string): Promise<void> {
  const { establishment } = await api.ask(ByUaiDocument, { uai });
  if (!establishment) throw new Error(`Aucun établissement n'a le code ${uai}.`);
  console.log(line(establishment, await sectorLabels(api)));
  const { address, postalCode, city, phone, mail, website, basin } = establishment;
  const rows = { adresse: [address, postalCode, city].join(" "), téléphone: phone, courriel: mail, site: website, bassin: basin?.name };
  for (const [name, value] of Object.entries(rows)) if (value) console.log(`  ${name} : ${value}`);
}

/** The words for the values of the enum `Sector`, in the language of the request. */
async function sectorLabels(api: Api): Promise<Labels> {
  const { enumLabels } = await api.ask(SectorsDocument, {});
  return new Map(enumLabels.map(({ value, label }) => [value, label]));
}

function line({ uai, name, city, sector, owner, referents }: LineFragment, sectors: Labels): string {
  return `${uai}  ${name}, ${city} · ${sectors.get(sector)} · ${owner.label} · référents : ${referents?.totalCount}`;
}

function explain(error: unknown): string {
  if (error instanceof Refused && error.code === "INVALID_ARGUMENT" && error.argument === "uai") {
    return `Ce code UAI est mal écrit. ${error.hint}`;
  }
  if (error instanceof Refused) return `${error.code} : ${error.message} ${error.hint ?? ""}`;
  return error instanceof Error ? String(error.cause ?? error.message) : String(error);
}

const url = process.env.RUPN_URL;
const [what, ...words] = process.argv.slice(2);
if (!url || !what) {
  console.error("usage: RUPN_URL=http://127.0.0.1:4000/graphql npm start -- DEPARTMENT [WORD …] | UAI");
  process.exit(2);
}
const api = new Api(url, "fr");
try {
  await (/^\d{7}[a-z]$/i.test(what) ? show(api, what) : search(api, what, words.join(" ")));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
