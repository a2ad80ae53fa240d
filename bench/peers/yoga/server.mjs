// What a team writes by hand: resolvers over DataLoader and pg on GraphQL Yoga, a worker a core. It takes the texts of the
// API as they stand; only a list of mandates is told its academy, which the API knows from the token.

import cluster from "node:cluster";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import DataLoader from "dataloader";
import { createSchema, createYoga } from "graphql-yoga";
import pg from "pg";

const { values: settings } = parseArgs({
  options: {
    "database-url": { type: "string" },
    listen: { type: "string" },
    connections: { type: "string", default: "8" },
    at: { type: "string" },
  },
});

const typeDefs = /* GraphQL */ `
  scalar UAI
  scalar SchoolYear
  scalar Date
  scalar PersonKey
  enum EstablishmentOrder { NAME }
  enum MandateOrder { CREATED }
  input EstablishmentFilter { department: String! }
  type Query {
    establishments(first: Int!, filter: EstablishmentFilter!, orderBy: EstablishmentOrder!): Establishments!
    establishment(uai: UAI!): Establishment
    basin(code: String!): Basin
    mandates(academy: ID, first: Int!, after: String, orderBy: MandateOrder!): Mandates!
  }
  type Establishments { nodes: [Establishment!]! }
  type Establishment { name: String! uai: UAI! basin: Basin referents: Mandates! mandates(first: Int!): Mandates! }
  type Basin { name: String! establishments(first: Int!): Establishments! }
  type Mandates { totalCount: Int! nodes: [Mandate!]! pageInfo: PageInfo! }
  type Mandate {
    id: ID! schoolYear: SchoolYear! state: String! establishment: Establishment! person: Person! startsOn: Date! endsOn: Date! share: String!
    decision: String! firstMandateOn: Date! answeredAt: String declineReason: String endReason: String
  }
  type Person { displayName: String! mail: String! }
  type PageInfo { endCursor: String hasNextPage: Boolean! }
  type Mutation { upsertMandates(input: UpsertMandatesInput!): UpsertMandatesPayload! }
  input UpsertMandatesInput { rows: [MandateRowInput!]! }
  input MandateRowInput { schoolYear: SchoolYear! establishment: UAI! person: PersonKey! startsOn: Date! endsOn: Date! }
  type UpsertMandatesPayload { results: [RowResult!]! }
  type RowResult { key: String! status: String! }
`;

const ESTABLISHMENT = "SELECT id, name, uai FROM establishment";
const MANDATE = "SELECT id, establishment_id, person_id, school_year, decision, starts_on, ends_on FROM mandate";
const UPSERT = `
  WITH asked AS (
    SELECT a.*, e.id AS establishment_id, e.academy_id, p.id AS person_id
    FROM unnest($1::text[], $2::text[], $3::uuid[], $4::date[], $5::date[]) WITH ORDINALITY a (school_year, uai, person, starts_on, ends_on, place)
    LEFT JOIN establishment e ON e.uai = a.uai
    LEFT JOIN person p ON p.id = a.person
  ), written AS (
    INSERT INTO mandate AS m (id, academy_id, establishment_id, person_id, school_year, starts_on, ends_on, decision, share,
                              first_mandate_on, version, created_at, updated_at)
    SELECT gen_random_uuid(), academy_id, establishment_id, person_id, school_year, starts_on, ends_on, 'PROPOSED', 'BOTH', starts_on, 1, now(), now()
    FROM asked
    WHERE establishment_id IS NOT NULL AND person_id IS NOT NULL
    ON CONFLICT (establishment_id, person_id, starts_on) WHERE decision = 'PROPOSED' OR decision = 'ACCEPTED'
    DO UPDATE SET ends_on = excluded.ends_on, version = m.version + 1, updated_at = excluded.updated_at
    WHERE m.ends_on IS DISTINCT FROM excluded.ends_on
    RETURNING id, academy_id, establishment_id, person_id, starts_on, ends_on, version
  ), audited AS (
    INSERT INTO audit (id, seq, at, kind, operation, outcome, actor_kind, actor_name, request_id, changes, changes_hash, previous, hash)
    SELECT gen_random_uuid(), (SELECT coalesce(max(seq), 0) + 1 FROM audit), now(), 'MUTATION', 'upsertMandates', 'DONE', 'SYSTEM', 'yoga', 'yoga',
           count(*), '', '', ''
    FROM written
    HAVING count(*) > 0
    RETURNING id
  ), changed AS (
    INSERT INTO audit_change (id, audit_id, object_type, object_id, academy_id, establishment_id, person_id, after, salt, hash)
    SELECT gen_random_uuid(), a.id, 'ReferentMandate', w.id, w.academy_id, w.establishment_id, w.person_id,
           json_build_object('ends_on', w.ends_on), '', encode(sha256((w.id || ' ' || w.ends_on)::bytea), 'hex')
    FROM written w CROSS JOIN audited a
  ), told AS (
    INSERT INTO event (at, kind, object_type, object_id, object_key, version, academy_id, changed, audit_id)
    SELECT now(), CASE w.version WHEN 1 THEN 'MandateProposed' ELSE 'MandateUpdated' END, 'ReferentMandate', w.id, w.id::text, w.version,
           w.academy_id, '["ends_on"]', a.id
    FROM written w CROSS JOIN audited a
  )
  SELECT q.uai || ' ' || q.person AS key, CASE
    WHEN q.establishment_id IS NULL OR q.person_id IS NULL THEN 'REJECTED'
    WHEN w.version IS NULL THEN 'UNCHANGED'
    WHEN w.version = 1 THEN 'CREATED'
    ELSE 'UPDATED'
  END AS status
  FROM asked q
  LEFT JOIN written w USING (establishment_id, person_id, starts_on)
  ORDER BY q.place`;

const DAY = settings.at;
// Dates stay as they are written.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
const pool = new pg.Pool({ connectionString: settings["database-url"], max: Number(settings.connections) });
// A name makes it a prepared statement.
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const one = (name, text) =>
  new DataLoader(async (keys) => {
    const found = new Map((await rows(name, text, [keys])).map((row) => [row.key, row]));
    return keys.map((key) => found.get(key) ?? null);
  });

const many = (name, text, ...values) =>
  new DataLoader(async (keys) => {
    const found = new Map(keys.map((key) => [key, []]));
    for (const row of await rows(name, text, [keys, ...values])) found.get(row.establishment_id).push(row);
    return keys.map((key) => found.get(key));
  });

const context = () => ({
  basins: one("basins", `SELECT x.establishment_id AS key, z.id, z.name FROM zone_membership x JOIN zone z ON z.id = x.zone_id AND z.kind = 'BASIN'
    WHERE x.establishment_id = ANY ($1) AND x.starts_on <= '${DAY}' AND (x.ends_on IS NULL OR x.ends_on >= '${DAY}')`),
  establishments: one("establishments", "SELECT id AS key, id, name, uai FROM establishment WHERE id = ANY ($1)"),
  mails: one("mails", "SELECT person_id AS key, mail FROM person_contact WHERE person_id = ANY ($1)"),
  persons: one("persons", "SELECT id AS key, display_name FROM person WHERE id = ANY ($1)"),
  mandates: many("mandates", `${MANDATE} WHERE establishment_id = ANY ($1) ORDER BY school_year DESC, id DESC`),
  referents: many("referents", `${MANDATE} WHERE establishment_id = ANY ($1) AND school_year = $2 AND decision = 'ACCEPTED'
    AND starts_on <= '${DAY}' AND ends_on >= '${DAY}' ORDER BY id`, schoolYear(DAY)),
});

function schoolYear(day) {
  const [year, month] = day.split("-").map(Number);
  const first = month < 9 ? year - 1 : year;
  return `${first}-${first + 1}`;
}

function state({ decision, starts_on, ends_on }) {
  if (decision !== "ACCEPTED") return decision;
  if (DAY < starts_on) return "ACCEPTED";
  return ends_on < DAY ? "ENDED" : "ACTIVE";
}

const idOf = (prefix, uuid) => `${prefix}_${Buffer.from(uuid.replaceAll("-", ""), "hex").toString("base64url")}`;
const uuidOf = (id) => Buffer.from(id.slice(id.indexOf("_") + 1), "base64url").toString("hex");

const resolvers = {
  Query: {
    establishments: async (_, { first, filter }) => ({
      nodes: await rows("directory", `${ESTABLISHMENT} WHERE department_id = (SELECT id FROM department WHERE code = $1) ORDER BY folded, id LIMIT $2`, [filter.department, first]),
    }),
    establishment: async (_, { uai }) => (await rows("establishment", `${ESTABLISHMENT} WHERE uai = $1`, [uai]))[0],
    basin: async (_, { code }) => (await rows("basin", "SELECT id, name FROM zone WHERE kind = 'BASIN' AND code = $1", [code]))[0],
    mandates: async (_, { academy, first, after }) => {
      const values = [after ?? "00000000-0000-0000-0000-000000000000", first + 1];
      const found = academy
        ? await rows("page", `${MANDATE} WHERE academy_id = $3 AND id > $1 ORDER BY id LIMIT $2`, [...values, academy])
        : await rows("everywhere", `SELECT * FROM mandate WHERE id > $1 ORDER BY id LIMIT $2`, values);
      return { academy, nodes: found.slice(0, first), hasNextPage: found.length > first };
    },
  },
  Mutation: {
    upsertMandates: async (_, { input }) => {
      const column = (value) => input.rows.map(value);
      const establishments = column((row) => row.establishment);
      const persons = column((row) => uuidOf(row.person));
      const values = [column((row) => row.schoolYear), establishments, persons, column((row) => row.startsOn), column((row) => row.endsOn)];
      return { results: await rows("upsert", UPSERT, values) };
    },
  },
  Establishment: {
    basin: ({ id }, _, { basins }) => basins.load(id),
    referents: async ({ id }, _, { referents }) => ({ nodes: await referents.load(id) }),
    mandates: async ({ id }, { first }, { mandates }) => ({ nodes: (await mandates.load(id)).slice(0, first) }),
  },
  Basin: {
    establishments: async ({ id }, { first }) => ({
      nodes: await rows("members", `${ESTABLISHMENT} WHERE id IN (SELECT establishment_id FROM zone_membership WHERE zone_id = $1 AND starts_on <= '${DAY}'
        AND (ends_on IS NULL OR ends_on >= '${DAY}')) ORDER BY folded, id LIMIT $2`, [id, first]),
    }),
  },
  Mandates: {
    totalCount: async ({ academy }) => (await rows("count", "SELECT count(*)::int AS total FROM mandate WHERE academy_id = $1", [academy]))[0].total,
    pageInfo: ({ nodes, hasNextPage }) => ({ endCursor: nodes.at(-1)?.id, hasNextPage }),
  },
  Mandate: {
    id: ({ id }) => idOf("mandate", id),
    schoolYear: ({ school_year }) => school_year,
    state,
    startsOn: ({ starts_on }) => starts_on,
    endsOn: ({ ends_on }) => ends_on,
    establishment: ({ establishment_id }, _, { establishments }) => establishments.load(establishment_id),
    person: ({ person_id }) => person_id,
    firstMandateOn: ({ first_mandate_on }) => first_mandate_on,
    answeredAt: ({ answered_at }) => answered_at?.toISOString(),
    declineReason: ({ decline_reason }) => decline_reason,
    endReason: ({ end_reason }) => end_reason,
  },
  Person: {
    displayName: async (id, _, { persons }) => (await persons.load(id)).display_name,
    mail: async (id, _, { mails }) => (await mails.load(id)).mail,
  },
};

if (cluster.isPrimary) {
  for (let worker = 0; worker < availableParallelism(); worker++) cluster.fork();
} else {
  const [host, port] = settings.listen.split(":");
  const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), context, graphiql: false, logging: false, landingPage: false });
  createServer(yoga).listen(Number(port), host);
}
