// Runs the audits of the GraphQL-over-HTTP specification: node audits.mjs http://127.0.0.1:4000/graphql
import { serverAudits } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audits.mjs URL");
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const { id, name, fn } of serverAudits({ url, fetchFn: fetch })) {
  const { status, reason } = await fn().catch((error) => ({ status: "error", reason: error.message }));
  if (status === "ok") {
    passed += 1;
  } else {
    failed += 1;
    console.log(status, id, name, reason);
  }
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
