// The page of one person: who am I, what may I do, who are my referents, which proposals wait.
// Whoever has a proposal to answer sees what accepting would bring.
//
//   RUPN_TOKEN=… npm start

import { type FragmentOf, readFragment } from "gql.tada";
import { Api } from "./api.js";
import { MyPage, Proposal, RehearseAcceptance } from "./documents.js";

async function showPage(api: Api): Promise<void> {
  const { viewer, myReferents, mandates } = await api.ask(MyPage, {});
  console.log(`${viewer.person?.displayName}, ${viewer.hats.map(({ label }) => label).join(", ")}`);
  for (const { name, viewerCan } of viewer.hats.flatMap(({ establishments }) => establishments)) {
    const actions = viewerCan?.filter(({ allowed }) => allowed).map(({ action }) => action);
    console.log(`${name}: you may ${actions?.join(", ") || "read"}`);
  }

  console.log("\nYour referents");
  for (const { since, person, establishment } of myReferents?.nodes ?? []) {
    console.log(`  ${person?.displayName} <${person?.contact?.mail}>, ${establishment?.name}, since ${since}`);
  }

  for (const proposal of mandates?.nodes ?? []) await showProposal(api, proposal);
}

async function showProposal(api: Api, masked: FragmentOf<typeof Proposal>): Promise<void> {
  const { id, version, person, establishment, endsOn, stateLabel, availableTransitions } = readFragment(Proposal, masked);
  console.log(`\n${stateLabel}: ${person?.displayName}, ${establishment?.name}, until ${endsOn}`);
  for (const { name, to, allowed, reason } of availableTransitions ?? []) {
    console.log(`  ${name} to ${to}: ${allowed ? "you may" : reason}`);
  }
  if (!availableTransitions?.some(({ name, allowed }) => name === "ACCEPT" && allowed)) return;

  const { acceptMandate } = await api.ask(RehearseAcceptance, { input: { id, version } });
  if (!acceptMandate?.dryRun) throw new Error("this was to be a rehearsal");
  console.log(`  once accepted: ${acceptMandate.object?.stateLabel} (rehearsed, nothing is written)`);
}

const { RUPN_URL: url, RUPN_TOKEN: token } = process.env;
if (!url || !token) {
  console.error("usage: RUPN_URL=http://127.0.0.1:4000/graphql RUPN_TOKEN=… npm start");
  process.exit(2);
}
try {
  await showPage(new Api(url, token));
} catch (error) {
  console.error(error instanceof Error ? String(error.cause ?? error.message) : error);
  process.exitCode = 1;
}
