-- Data set of the benchmark, for an empty database of the current schema:
--
--     psql -v academies=30 -f bench/dataset.sql URL
--
-- The same rows on every run: nothing is drawn by chance, ids come from md5 and a row's number. An academy has 4 departments,
-- 12 basins, 200 establishments, 3,500 persons, one officer, and 450 mandates in each of ten school years. On 2026-11-25 the
-- mandates of 2026-2027 are active, but each tenth is only proposed.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?academies}
\else
  \set academies 30
\endif

BEGIN;
SET LOCAL client_min_messages = warning;

-- Ids as the product makes them (UUIDv7): they rise in the order of creation, one a millisecond.
CREATE FUNCTION pg_temp.id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(1790000000000 + number), 12, '0') || '7' || substr(md5(kind || number::text), 1, 3)
          || 'a' || substr(md5(kind || number::text), 4, 15))::uuid
$$;

-- One of some words, scattered by the number of a row.
CREATE FUNCTION pg_temp.one_of(words text[], salt text, number bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT words[1 + ('x' || substr(md5(salt || number::text), 1, 7))::bit(28)::int % cardinality(words)]
$$;

-- Lower-case words without accents, as the product folds names.
CREATE FUNCTION pg_temp.fold(name text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT translate(lower(name), 'àâçéèêëîïôùûü''-', 'aaceeeeiiouuu  ')
$$;

-- Check letter of a UAI: the number modulo 23 in an alphabet without I, O, Q.
CREATE FUNCTION pg_temp.uai(number int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lpad(number::text, 7, '0') || substr('ABCDEFGHJKLMNPRSTUVWXYZ', 1 + number % 23, 1)
$$;

CREATE TEMP TABLE made ON COMMIT DROP AS SELECT timestamptz '2026-09-01 08:00:00+00' AS at;

-- Territory

INSERT INTO region (id, code, name) VALUES (pg_temp.id('region', 1), '01', 'Région 01');

INSERT INTO academy (id, code, name, folded, region_id, time_zone, holiday_zone, city, mail, version, created_at, updated_at)
SELECT pg_temp.id('academy', a), lpad(a::text, 2, '0'), name, pg_temp.fold(name), pg_temp.id('region', 1), 'Europe/Paris',
       substr('ABC', 1 + a % 3, 1), 'Rectorat ' || a, 'ce.rectorat@ac-' || a || '.example', 1, at, at
FROM generate_series(1, :academies) a CROSS JOIN LATERAL (SELECT 'Académie ' || lpad(a::text, 2, '0')) named (name) CROSS JOIN made;

INSERT INTO academy_settings (id, academy_id, publishes_referent_names, version, created_at, updated_at)
SELECT pg_temp.id('settings', a), pg_temp.id('academy', a), true, 1, at, at FROM generate_series(1, :academies) a CROSS JOIN made;

INSERT INTO department (id, code, name, region_id, academy_id)
SELECT pg_temp.id('department', d), lpad(d::text, 3, '0'), 'Département ' || lpad(d::text, 3, '0'), pg_temp.id('region', 1), pg_temp.id('academy', (d + 3) / 4)
FROM generate_series(1, 4 * :academies) d;

INSERT INTO local_authority (id, kind, code, name)
SELECT pg_temp.id('authority', 0), 'REGION', '01', 'Région 01'
UNION ALL
SELECT pg_temp.id('authority', d), 'DEPARTMENT', lpad(d::text, 3, '0'), 'Département ' || lpad(d::text, 3, '0') FROM generate_series(1, 4 * :academies) d;

INSERT INTO zone (id, academy_id, kind, code, name, folded, starts_on, version, created_at, updated_at)
SELECT pg_temp.id('zone', b), pg_temp.id('academy', (b + 11) / 12), 'BASIN', code, 'Bassin ' || code, 'bassin ' || code, '2016-09-01', 1, at, at
FROM generate_series(1, 12 * :academies) b CROSS JOIN LATERAL (SELECT lpad((b + 11) / 12 || lpad((1 + (b - 1) % 12)::text, 3, '0'), 5, '0')) coded (code) CROSS JOIN made;

CREATE TEMP TABLE school ON COMMIT DROP AS
SELECT n, a, d, b, kind, sector, pg_temp.uai(d * 10000 + n) AS uai, city,
       CASE kind WHEN 'COLLEGE' THEN 'Collège' WHEN 'EREA' THEN 'EREA' WHEN 'LYCEE_PROFESSIONNEL' THEN 'Lycée professionnel' ELSE 'Lycée' END
         || ' ' || pg_temp.one_of('{Aimé Césaire,Émilie du Châtelet,Jean Zay,Simone Veil,Germaine Tillion,Évariste Galois,Louise Michel,Gérard Philipe,
                                    Joséphine Baker,Pierre Brossolette,Irène Joliot-Curie,André Malraux,Rosa Bonheur,Léo Ferré,Hélène Boucher}', 'patron', n) AS name
FROM (
  SELECT (a - 1) * 200 + i + 1 AS n, a, (a - 1) * 4 + i % 4 + 1 AS d, (a - 1) * 12 + i % 4 * 3 + i / 4 % 3 + 1 AS b,
         (ARRAY['COLLEGE', 'COLLEGE', 'COLLEGE', 'LYCEE_GENERAL_TECHNO', 'COLLEGE', 'LYCEE_PROFESSIONNEL', 'COLLEGE', 'LYCEE_POLYVALENT', 'EREA'])[1 + i * 5 / 7 % 9] AS kind,
         CASE WHEN i % 6 = 5 THEN 'PRIVATE_UNDER_CONTRACT' ELSE 'PUBLIC' END AS sector,
         pg_temp.one_of('{Beaulieu,Châteauneuf,Montréal,Saint-Aubin,Villefranche,La Roche,Sainte-Foy,Bellevue,Rochefort,L''Île-Verte}', 'town', (a - 1) * 200 + i)
           || ' ' || 1 + i % 40 AS city
  FROM generate_series(1, :academies) a CROSS JOIN generate_series(0, 199) i
) placed;

INSERT INTO establishment (id, academy_id, department_id, uai, name, folded, kind, sector, ministry, owner_kind, owner_id, postal_code, city, phone, mail,
                           latitude, longitude, pupils, opened_on, source, version, created_at, updated_at)
SELECT pg_temp.id('establishment', n), pg_temp.id('academy', a), pg_temp.id('department', d), uai, name, pg_temp.fold(name || ' ' || city || ' ' || uai), kind, sector, 'EDUCATION',
       CASE WHEN sector <> 'PUBLIC' THEN 'PRIVATE_OWNER' WHEN kind = 'COLLEGE' THEN 'DEPARTMENT' ELSE 'REGION' END,
       CASE WHEN sector <> 'PUBLIC' THEN NULL WHEN kind = 'COLLEGE' THEN pg_temp.id('authority', d) ELSE pg_temp.id('authority', 0) END,
       lpad((d * 100 + n % 100)::text, 5, '0'), city, '05' || lpad(n::text, 8, '0'), 'ce.' || lower(uai) || '@ac-' || a || '.example',
       43 + n % 700 / 100.0, n % 900 / 100.0 - 2, 200 + n * 37 % 1100, '1970-09-01', 'bench', 1, at, at
FROM school CROSS JOIN made;

INSERT INTO zone_membership (id, zone_id, establishment_id, starts_on)
SELECT pg_temp.id('membership', n), pg_temp.id('zone', b), pg_temp.id('establishment', n), '2016-09-01' FROM school;

-- People: the first of each establishment is its principal, the others teach there.

CREATE TEMP TABLE family ON COMMIT DROP AS
SELECT '{Allard,Béranger,Chevalier,Désormeaux,Estève,Ferrand,Guérin,Hébert,Imbert,Jacquemin,Lacroix,Le Goff,Mercier,Noblet,Ollivier,Pélissier,
         Quéméneur,Rivière,Sauvage,Tessier,Vasseur,Weiss}'::text[] AS names;

CREATE TEMP TABLE staff ON COMMIT DROP AS
SELECT p, n, a, j, pg_temp.one_of('{Agnès,Benoît,Camille,Denis,Élodie,Fabien,Gaëlle,Hervé,Inès,Jérôme,Klara,Loïc,Maëva,Noël,Odile,Régis}', 'given', p) AS given,
       pg_temp.one_of(names, 'family', p) || CASE p % 3 WHEN 0 THEN '-' || pg_temp.one_of(names, 'second', p) ELSE '' END AS family
FROM school CROSS JOIN LATERAL generate_series(0, 16 + n % 2) j CROSS JOIN LATERAL (SELECT n * 32 + j) numbered (p) CROSS JOIN family
UNION ALL
SELECT -a, NULL, a, NULL, 'Camille', 'Rectorat' FROM generate_series(1, :academies) a;

INSERT INTO person (id, academy_id, civility, family_name, given_name, display_name, folded, version, created_at, updated_at)
SELECT pg_temp.id('person', p), pg_temp.id('academy', a), CASE p % 2 WHEN 0 THEN 'MADAME' ELSE 'MONSIEUR' END, family, given,
       given || ' ' || family, pg_temp.fold(family || ' ' || given), 1, at, at
FROM staff CROSS JOIN made;

INSERT INTO person_contact (id, person_id, academy_id, mail)
SELECT pg_temp.id('contact', p), pg_temp.id('person', p), pg_temp.id('academy', a),
       replace(pg_temp.fold(given || '.' || family), ' ', '.') || '.' || abs(p) || '@ac-' || a || '.example'
FROM staff;

INSERT INTO appointment (id, academy_id, person_id, establishment_id, function, starts_on, version, created_at, updated_at)
SELECT pg_temp.id('appointment', p), pg_temp.id('academy', a), pg_temp.id('person', p), pg_temp.id('establishment', n),
       CASE j WHEN 0 THEN 'PRINCIPAL' ELSE 'TEACHER' END, '2016-09-01', 1, at, at
FROM staff CROSS JOIN made WHERE n IS NOT NULL;

INSERT INTO office (id, academy_id, person_id, desks, starts_on, version, created_at, updated_at)
SELECT pg_temp.id('office', a), pg_temp.id('academy', a), pg_temp.id('person', p), 127, '2020-09-01', 1, '2026-09-01 08:00:00+00', '2026-09-01 08:00:00+00' FROM staff WHERE n IS NULL;

-- Mandates: two a year in each establishment, held for up to three years, and a third for a year in a quarter of them. All
-- academies make theirs at the same time, so their ids interleave.

INSERT INTO mandate (id, academy_id, establishment_id, person_id, school_year, starts_on, ends_on, decision, share, first_mandate_on,
                     predecessor_id, answered_at, version, created_at, updated_at)
SELECT pg_temp.id('mandate', number), pg_temp.id('academy', a), pg_temp.id('establishment', n), pg_temp.id('person', n * 32 + 1 + desk + 3 * (year / 3)),
       2017 + year || '-' || 2018 + year, make_date(2017 + year, 9, 1), make_date(2018 + year, 8, 31),
       CASE WHEN open THEN 'PROPOSED' ELSE 'ACCEPTED' END, 'BOTH', make_date(2017 + year - CASE WHEN desk < 2 THEN year % 3 ELSE 0 END, 9, 1),
       CASE WHEN desk < 2 AND year % 3 > 0 THEN pg_temp.id('mandate', number - 450 * :academies) END, CASE WHEN NOT open THEN at END, 1, at, at
FROM (
  SELECT (year * 450 + k) * :academies + a AS number, a, year, k / 200 AS desk, year = 9 AND (k + k / 200) % 10 = 0 AS open,
         (a - 1) * 200 + CASE WHEN k < 400 THEN k % 200 ELSE (k - 400 + 50 * year) % 200 END + 1 AS n
  FROM generate_series(0, 9) year CROSS JOIN generate_series(0, 449) k CROSS JOIN generate_series(1, :academies) a
  ORDER BY number
) given CROSS JOIN made;

COMMIT;

VACUUM ANALYZE;
