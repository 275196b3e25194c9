import { S3Client } from '@bradenmacdonald/s3-lite-client';
import type { PhotoStore } from '../../domain/photo.ts';
import { AnswerFault } from './outcome.ts';
import { requestIdHeaders, type RequestIdSource } from '../request-id.ts';

/** Settings of an S3-compatible store. */
export interface PhotoS3Settings {
  /** Its URL; plain http only on loopback. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  timeoutMs?: number;
  requestId?: RequestIdSource | undefined;
}

/** How long a signed request is good for. */
const expirySeconds = 60;

/**
 * Photos in a bucket, path style; what goes there is sealed already. The client signs, we send: where another package brings
 * an undici of its own, `fetch` refuses the client's own requests (their Content-Length would be there twice).
 */
export function createPhotoS3(settings: PhotoS3Settings): PhotoStore {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey, timeoutMs = 10_000, requestId } = settings;
  const { protocol, hostname } = new URL(endpoint);
  if (protocol !== 'https:' && !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname))
    throw new Error(`the photo store must be https or loopback http, not ${endpoint}`);
  const client = new S3Client({
    endPoint: endpoint,
    region,
    bucket,
    accessKey: accessKeyId,
    secretKey: secretAccessKey,
    pathStyle: true,
  });

  async function ask(method: 'PUT' | 'GET' | 'DELETE', key: string, bytes?: Buffer): Promise<Response | undefined> {
    const url = await client.getPresignedUrl(method, key, { expirySeconds });
    const body = bytes && Uint8Array.from(bytes);
    const answer = await fetch(url, {
      method,
      headers: requestIdHeaders(requestId),
      signal: AbortSignal.timeout(timeoutMs),
      ...(body ? { body } : {}),
    });
    if (answer.ok) return answer;
    const said = await answer.text();
    const code = /<Code>(\w{1,64})<\/Code>/.exec(said)?.[1];
    if (answer.status === 404 && code !== 'NoSuchBucket') return undefined;
    throw new Error(`the photo store answered ${answer.status} ${code ?? ''}`, {
      cause: new AnswerFault(code ?? `HTTP_${answer.status}`),
    });
  }

  return {
    async put(key, bytes) {
      if (!(await ask('PUT', key, bytes))) throw new Error('the photo store answered 404');
    },

    async get(key) {
      const answer = await ask('GET', key);
      return answer && Buffer.from(await answer.arrayBuffer());
    },

    async delete(key) {
      await ask('DELETE', key);
    },
  };
}
