// PostGraphile with the Amber preset on node:http, a worker a core. All columns may be filtered and sorted by, and the
// memberships of a basin by the name of their establishment, which it does not generate.

import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { addPgTableOrderBy, orderByAscDesc } from "postgraphile/utils";

const { values: settings } = parseArgs({
  options: { "database-url": { type: "string" }, listen: { type: "string" }, connections: { type: "string", default: "8" } },
});

const byEstablishment = addPgTableOrderBy({ schemaName: "public", tableName: "zone_membership" }, ({ sql, dataplanPg: { TYPES } }) =>
  orderByAscDesc("ESTABLISHMENT", ({ alias }) => ({
    fragment: sql`(SELECT folded FROM public.establishment WHERE id = ${alias}.establishment_id)`,
    codec: TYPES.text,
  })),
);

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [byEstablishment],
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [
    makePgService({ connectionString: settings["database-url"], schemas: ["public"], poolConfig: { max: Number(settings.connections) } }),
  ],
  grafserv: { graphiql: false, watch: false, maxRequestLength: 2_000_000 },
  grafast: { explain: false },
};

if (cluster.isPrimary) {
  for (let worker = 0; worker < availableParallelism(); worker++) cluster.fork();
} else {
  const [host, port] = settings.listen.split(":");
  const server = createServer();
  await postgraphile(preset).createServ(grafserv).addTo(server);
  server.listen(Number(port), host);
}
