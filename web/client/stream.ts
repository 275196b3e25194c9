import { fetchAt } from './client.ts';

/** What the API sends as server-sent events, one by one, until it ends or the signal does; by `fetch`, because an `EventSource` bears no token. */
export async function* eventsAt(path: string, signal: AbortSignal): AsyncGenerator<{ event: string; data: string }> {
  const response = await fetchAt(path, { accept: 'text/event-stream', signal });
  let rest = '';
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .filter((line) => line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).replace(/^ /, ''))
          .join('\n');
      if (field('data') !== '') yield { event: field('event') || 'message', data: field('data') };
    }
  }
}
