import assert from 'node:assert/strict';
import { importsOf, read, sources } from './sources.ts';

const packages = (...names: string[]) => names.map((name) => `${name}(?:/|$)`);
const one = (...patterns: string[]) => new RegExp(`^(?:${patterns.join('|')})`);

interface Row {
  of: RegExp;
  values: RegExp;
  /** What may be named in an `import type` beyond the values. */
  types?: RegExp;
}

const http = packages(
  'express',
  'helmet',
  'pino',
  'pino-http',
  'prom-client',
  'rate-limiter-flexible',
  'swagger-ui-express',
);
const shapes = packages(
  'zod',
  '@asteasolutions/zod-to-openapi',
  '@node-rs/argon2',
  '@zxcvbn-ts/core',
  '@zxcvbn-ts/language-common',
  'bcryptjs',
  'jose',
  'sharp',
  'fontkit',
  'linebreak',
  'otpauth',
  'i18n-iso-countries',
  'pdfkit',
  'qrcode',
  'write-excel-file',
  'yaml',
  'csv-parse',
  'csv-stringify',
  'fflate',
  'numfmt',
  'p-limit',
  'saxes',
);
const contexts = '(?!(?:db|api/routes)/(?:order|ops)/)';
const api = ['\\./(?:domain|db|api)/', '\\./workflows/messages\\.ts$', 'node:', ...http, ...shapes];

/** Which file may import what; the first row that fits a file is its row. Our files are written from the root: `./domain/money.ts`. */
const table: Row[] = [
  { of: /^domain\//, values: one('\\./domain/') },
  {
    of: /^workflows\//,
    values: one('\\./(?:domain|workflows)/', ...packages('@temporalio/workflow', '@temporalio/common')),
    types: one('\\./activities/'),
  },
  {
    of: /^activities\//,
    values: one(
      '\\./(?:domain|activities|db)/',
      'node:',
      '@alicloud/',
      '@bradenmacdonald/s3-lite-client',
      ...packages(
        '@temporalio/common',
        'alipay-sdk',
        'axios',
        'csv-parse',
        'fflate',
        'jose',
        'wechatpay-axios-plugin',
        'zod',
      ),
    ),
  },
  // Registration knows no order; order knows registration; ops reads both.
  { of: /^db\/registration\//, values: one('\\./domain/', '\\./db/(?!order/|ops/)', 'node:') },
  { of: /^db\/order\//, values: one('\\./domain/', '\\./db/(?!ops/)', 'node:') },
  { of: /^db\//, values: one('\\./(?:domain|db)/', 'node:', ...packages('knex', 'pg')) },
  {
    of: /^api\/temporal(?:-error|-call|-runs)?\.ts$/,
    values: one(...api, ...packages('@temporalio/client', '@temporalio/common')),
    types: one('\\./workflows/'),
  },
  {
    of: /^api\/routes\/registration\//,
    values: one(...api.map((pattern) => pattern.replace(/^\\\.\//, `\\./${contexts}`))),
  },
  {
    of: /^api\/routes\/order\//,
    values: one(...api.map((pattern) => pattern.replace(/^\\\.\//, '\\./(?!(?:db|api/routes)/ops/)'))),
  },
  { of: /^api\//, values: one(...api), types: one('\\./workflows/', ...packages('@temporalio/client')) },
  {
    of: /^web\//,
    values: one(
      '\\./(?:domain|web)/',
      ...packages(
        'react',
        'react-dom',
        'antd',
        '@ant-design/icons',
        '@tanstack/react-query',
        'wouter',
        'openapi-fetch',
        'openapi-react-query',
        'dayjs',
        'uplot',
      ),
    ),
    types: one(...packages('openapi-typescript-helpers')),
  },
  { of: /^sandbox\//, values: one('\\./sandbox/', 'node:', ...packages('express')) },
  { of: /^config\.ts$/, values: one('\\./domain/', 'node:', '\\./stack/temporal-profile\\.ts$', ...packages('zod')) },
  { of: /^test\//, values: /^/ },
  // A worker gets workflows as a path to bundle, never as code of its own process.
  { of: /^(?:stack\/|[^/]+$)/, values: /^(?!\.\/(?:sandbox|test|workflows\/(?!messages\.ts$)|web\/))/ },
];
const entries = /^\.\/(?:server|worker|stack|expo)\.ts$/;
/** What npm puts on the path: plain Node, which gets TypeScript read and then is the program. */
const starter = 'expo.mjs';

function violations(file: string, source: string): string[] {
  const row = table.find(({ of }) => of.test(file));
  return importsOf(file, source)
    .filter(
      ({ target, typeOnly }) =>
        (entries.test(target) && file !== starter) ||
        !(row?.values.test(target) || (typeOnly && row?.types?.test(target))),
    )
    .map(({ target }) => `${file} → ${target}`);
}

describe('the import table', () => {
  it('given every source file, when its imports are read, then none is outside the table', () => {
    const files = sources();
    assert.ok(files.includes('config.ts') && files.includes('domain/money.ts'));
    assert.deepEqual(
      files.flatMap((file) => violations(file, read(file))),
      [],
    );
  });

  const forbidden: [file: string, source: string][] = [
    ['domain/a.ts', "import { readFileSync } from 'node:fs';"],
    ['domain/a.ts', "import type { Knex } from 'knex';"],
    ['domain/a.ts', "import { x } from '../db/x.ts';"],
    ['workflows/a.ts', "import { x } from '../activities/x.ts';"],
    ['workflows/a.ts', "import { type X } from '../activities/x.ts';"],
    ['workflows/a.ts', "import {\n  x,\n  y,\n} from '../activities/x.ts';"],
    ['workflows/a.ts', "export * from '../db/x.ts';"],
    ['workflows/a.ts', "import '@temporalio/client';"],
    ['workflows/a.ts', "const x = await import('node:fs');"],
    ['activities/providers/a.ts', "import type { x } from '../../workflows/messages.ts';"],
    ['activities/a.ts', "import express from 'express';"],
    ['db/a.ts', "import { x } from '../api/x.ts';"],
    ['db/registration/a.ts', "import type { x } from '../order/refund.ts';"],
    ['db/order/a.ts', "import { x } from '../ops/attention.ts';"],
    ['api/routes/registration/a.ts', "import { x } from '../order/refund.ts';"],
    ['api/routes/registration/a.ts', "import { x } from '../../../db/order/refund.ts';"],
    ['api/routes/order/a.ts', "import { x } from '../../../db/ops/attention.ts';"],
    ['api/routes/a.ts', "import { x } from '../../workflows/registration.ts';"],
    ['api/routes/a.ts', "import { Client } from '@temporalio/client';"],
    ['api/a.ts', "import type { x } from '../activities/x.ts';"],
    ['api/a.ts', "import knex from 'knex';"],
    ['sandbox/a.ts', "import { x } from '../domain/x.ts';"],
    ['web/a.tsx', "import { x } from '../api/pages.ts';"],
    ['web/unit/a.tsx', "import type { x } from '../../db/x.ts';"],
    ['web/a.ts', "import { readFileSync } from 'node:fs';"],
    ['web/a.ts', "import type { z } from 'zod';"],
    ['api/a.ts', "import { x } from '../web/x.ts';"],
    ['stack/a.ts', "import { x } from '../web/main.tsx';"],
    ['stack/a.ts', "import { x } from '../sandbox/app.ts';"],
    ['worker.ts', "import * as workflows from './workflows/index.ts';"],
    ['test/e2e/a.ts', "import '../../stack.ts';"],
    ['test/e2e/a.ts', "import type { x } from '../../server.ts';"],
    ['elsewhere/a.ts', "import 'express';"],
  ];
  for (const [file, source] of forbidden) {
    it(`given ${file}, when it says ${JSON.stringify(source)}, then it is caught`, () =>
      assert.equal(violations(file, source).length, 1));
  }

  const allowed: [file: string, source: string][] = [
    ['domain/a.ts', "import type { x } from './x.ts';"],
    [
      'workflows/a.ts',
      "import type { x } from '../activities/x.ts';\nimport { condition } from '@temporalio/workflow';",
    ],
    [
      'activities/providers/a.ts',
      "import { AlipaySdk } from 'alipay-sdk';\nexport type { x } from '../../domain/x.ts';",
    ],
    ['api/temporal.ts', "import { Client } from '@temporalio/client';\nimport { x } from '../workflows/messages.ts';"],
    ['api/routes/a.ts', "import type { registration } from '../../workflows/registration.ts';"],
    [
      'api/routes/order/a.ts',
      "import { x } from '../registration/attendee.ts';\nimport { y } from '../../../db/registration/attendee.ts';",
    ],
    [
      'web/unit/a.tsx',
      "import { Table } from 'antd';\nimport { x } from '../../domain/x.ts';\nconst page = import('../y.tsx');",
    ],
    ['stack.ts', "import { x } from './stack/x.ts';\nexport const from = 'express';"],
    ['test/e2e/a.ts', "import { createSandbox } from '../../sandbox/app.ts';"],
  ];
  for (const [file, source] of allowed) {
    it(`given ${file}, when it says ${JSON.stringify(source)}, then it passes`, () => {
      assert.ok(importsOf(file, source).length > 0);
      assert.deepEqual(violations(file, source), []);
    });
  }
});
