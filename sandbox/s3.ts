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

/** AWS Signature V4 in headers: the request as it came, its body's digest included, signed within a quarter of an hour. */
function isGenuine(req: Request, body: Buffer, { region, accessKeyId, secretAccessKey }: S3Account): boolean {
  const pattern = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([0-9]{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
  const [, keyId, day = '', scopeRegion, signedHeaders = '', signature = ''] = pattern.exec(req.get('authorization') ?? '') ?? [];
  const [at, digest] = [req.get('x-amz-date') ?? '', req.get('x-amz-content-sha256') ?? ''];
  const age = Date.now() - Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (keyId !== accessKeyId || scopeRegion !== region || !(Math.abs(age) < 900_000) || digest !== sha256(body)) return false;
  const headers = signedHeaders.split(';').map((name) => `${name}:${(req.get(name) ?? '').trim().replaceAll(/ +/g, ' ')}\n`);
  const [path = '', query = ''] = req.originalUrl.split('?');
  const canonical = [req.method, path, query.split('&').toSorted().join('&'), headers.join(''), signedHeaders, digest].join('\n');
  const key = [region, 's3', 'aws4_request'].reduce<Buffer>((signing, part) => hmac(signing, part), hmac(`AWS4${secretAccessKey}`, day));
  const expected = hmac(key, ['AWS4-HMAC-SHA256', at, `${day}/${region}/s3/aws4_request`, sha256(canonical)].join('\n'));
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

/** One bucket of an S3-compatible store, path style, its objects as files in `dir`: put, get and delete of whole objects. */
export function createS3(account: S3Account & { dir: string }): Express {
  mkdirSync(account.dir, { recursive: true });
  const app = express();
  app.use(express.raw({ type: () => true, limit: '10mb' }));
  app.use((req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (!isGenuine(req, body, account)) return refuse(res, 403, 'SignatureDoesNotMatch');
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
        return existsSync(file) ? void res.type('application/octet-stream').send(readFileSync(file)) : refuse(res, 404, 'NoSuchKey');
      case 'DELETE':
        rmSync(file, { force: true });
        return void res.status(204).end();
      default:
        return refuse(res, 405, 'MethodNotAllowed');
    }
  });
  return app;
}
