import { S3Client, S3Errors } from '@bradenmacdonald/s3-lite-client';
import type { PhotoStore } from '../../domain/photo.ts';

/** Settings of an S3-compatible store. */
export interface PhotoS3Settings {
  /** Its URL; plain http only on loopback. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

const isMissing = (error: unknown): boolean => error instanceof S3Errors.ServerError && error.statusCode === 404;

/** Photos in a bucket, path style; what goes there is sealed already. */
export function createPhotoS3({ endpoint, region, bucket, accessKeyId, secretAccessKey }: PhotoS3Settings): PhotoStore {
  const { protocol, hostname } = new URL(endpoint);
  if (protocol !== 'https:' && !/^(127\.0\.0\.1|localhost|\[::1\])$/.test(hostname))
    throw new Error(`the photo store must be https or loopback http, not ${endpoint}`);
  const client = new S3Client({ endPoint: endpoint, region, bucket, accessKey: accessKeyId, secretKey: secretAccessKey, pathStyle: true });

  return {
    async put(key, bytes) {
      await client.putObject(key, Uint8Array.from(bytes), { metadata: { 'Content-Type': 'application/octet-stream' } });
    },

    async get(key) {
      try {
        const answer = await client.getObject(key);
        return Buffer.from(await answer.arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },

    async delete(key) {
      try {
        await client.deleteObject(key);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}
