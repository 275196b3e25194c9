import { fetchAt } from './client.ts';

/** What a path answers, as a file in memory: tokens do not go into links. */
export async function fileAt(path: string, accept?: string): Promise<{ blob: Blob; name: string | undefined }> {
  const response = await fetchAt(path, { accept });
  const disposition = response.headers.get('Content-Disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  const name = encoded ? decodeURIComponent(encoded) : /filename="([^"]+)"/.exec(disposition)?.[1];
  return { blob: await response.blob(), name };
}

/** Gives the browser a file to keep. */
export async function download(path: string, fallbackName: string, accept?: string): Promise<void> {
  const { blob, name } = await fileAt(path, accept);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name ?? fallbackName;
  link.click();
  // The browser has taken it over by the next turn of its own; the memory may go a while later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
