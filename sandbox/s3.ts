import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import express, { type Express, type Request, type Response } from 'express';

export interface S3Account {
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();

function refuse(res: Response, status: number, code: string): void {
  res
    .status(status)
    .type('application/xml')
    .send(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

/** AWS Signature V4 in the query: method, path and host as they came, signed with our secret and not expired. */
function isGenuine(req: Request, { region, accessKeyId, secretAccessKey }: S3Account): boolean {
  const [path = '', query = ''] = req.originalUrl.split('?');
  const parameters = new URLSearchParams(query);
  const get = (name: string) => parameters.get(`X-Amz-${name}`) ?? '';
  const at = get('Date');
  const age = Date.now() - Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const scope = `${at.slice(0, 8)}/${region}/s3/aws4_request`;
  const isCurrent = age > -900_000 && age < Number(get('Expires')) * 1_000;
  if (get('Algorithm') !== 'AWS4-HMAC-SHA256' || get('Credential') !== `${accessKeyId}/${scope}` || !isCurrent)
    return false;
  const signed = get('SignedHeaders').split(';');
  if (!signed.includes('host') || !/^[0-9a-f]{64}$/.test(get('Signature'))) return false;
  const sorted = query
    .split('&')
    .filter((parameter) => !parameter.startsWith('X-Amz-Signature='))
    .toSorted();
  const headers = signed.map((name) => `${name}:${(req.get(name) ?? '').trim()}\n`).join('');
  const canonical = [req.method, path, sorted.join('&'), headers, signed.join(';'), 'UNSIGNED-PAYLOAD'].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>((signing, part) => hmac(signing, part), `AWS4${secretAccessKey}`);
  const expected = hmac(key, ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n'));
  return timingSafeEqual(expected, Buffer.from(get('Signature'), 'hex'));
}

/** One bucket of an S3-compatible store, path style, its objects as files in `dir`: put, get and delete of whole objects. */
export function createS3(account: S3Account & { dir: string }): Express {
  mkdirSync(account.dir, { recursive: true });
  const app = express();
  app.use(express.raw({ type: () => true, limit: '10mb' }));
  app.use((req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const credential = typeof req.query['X-Amz-Credential'] === 'string' ? req.query['X-Amz-Credential'] : '';
    if (!credential.startsWith(`${account.accessKeyId}/`)) return refuse(res, 403, 'InvalidAccessKeyId');
    if (!isGenuine(req, account)) return refuse(res, 403, 'SignatureDoesNotMatch');
    const [, bucket, ...key] = decodeURIComponent(req.path).split('/');
    if (bucket !== account.bucket) return refuse(res, 404, 'NoSuchBucket');
    const file = join(account.dir, sha256(key.join('/')));
    switch (req.method) {
      case 'PUT':
        writeFileSync(`${file}.half`, body);
        renameSync(`${file}.half`, file);
        return void res
          .set('ETag', `"${sha256(body).slice(0, 32)}"`)
          .status(200)
          .end();
      case 'GET':
        return existsSync(file)
          ? void res.type('application/octet-stream').send(readFileSync(file))
          : refuse(res, 404, 'NoSuchKey');
      case 'DELETE':
        rmSync(file, { force: true });
        return void res.status(204).end();
      default:
        return refuse(res, 405, 'MethodNotAllowed');
    }
  });
  return app;
}
