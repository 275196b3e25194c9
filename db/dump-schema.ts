import { rowsOf } from './knex.ts';
import type { Db } from './query.ts';

const tables = `
  SELECT c.oid, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT LIKE 'knex_%' ORDER BY c.relname`;
const columns = `
  SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
    || CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE '' END
    || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = ? AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;
const constraints = `
  SELECT 'CONSTRAINT ' || conname || ' ' || pg_get_constraintdef(oid) AS line FROM pg_constraint
  WHERE conrelid = ? AND contype <> 'n' ORDER BY contype, conname`;
const indexes = `
  SELECT pg_get_indexdef(i.indexrelid) AS line FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE i.indrelid = ? AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) ORDER BY c.relname`;
const others = `
  SELECT 'SEQUENCE ' || sequencename || ' MAXVALUE ' || max_value || CASE WHEN cycle THEN ' CYCLE' ELSE '' END AS line
    FROM pg_sequences WHERE schemaname = 'public' AND sequencename NOT LIKE 'knex_%' AND NOT EXISTS
    (SELECT 1 FROM pg_depend p WHERE p.objid = (quote_ident(sequencename))::regclass AND p.deptype = 'i')
  UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
  UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'GRANT ' || string_agg(privilege_type, ', ' ORDER BY privilege_type) || ' ON ' || table_name || ' TO expo_app'
    FROM information_schema.role_table_grants WHERE grantee = 'expo_app' AND table_schema = 'public' AND table_name NOT LIKE 'knex_%' GROUP BY table_name
  ORDER BY line`;

/** The schema as it stands in a database, as text that differs when and only when the schema differs. (pg_dump is not everywhere.) */
export async function dumpSchema(knex: Db): Promise<string> {
  const lines = async (query: string, ...bindings: number[]) =>
    (await rowsOf<{ line: string }>(knex, query, bindings)).map((row) => row.line);
  const parts: string[] = [];
  for (const table of await rowsOf<{ oid: number; name: string }>(knex, tables)) {
    const body = [...(await lines(columns, table.oid)), ...(await lines(constraints, table.oid))];
    parts.push(
      `CREATE TABLE ${table.name} (\n  ${body.join(',\n  ')}\n);`,
      ...(await lines(indexes, table.oid)).map((line) => `${line};`),
      '',
    );
  }
  return [...parts, ...(await lines(others)).map((line) => `${line.trim()};`), ''].join('\n');
}
