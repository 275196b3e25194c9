import { DomainError } from '../../../domain/errors.ts';
import { authenticate } from '../../auth.ts';
import { tooManyRequests } from '../../limit-count.ts';
import { operation } from '../../operation.ts';
import { progress, readProgress } from './progress-view.ts';

/** Shorter than the idle time-outs of proxies, so that a quiet stream is not cut. */
const heartbeatMs = 15_000;

/** More windows than anybody has open; each costs a connection and, at every change, a read. */
const mostStreams = 5;

/** Whoever leaves this much unread is gone, or keeps us busy on purpose. */
const mostUnreadBytes = 65_536;

/** How long a program waits before it asks for the stream again. */
const reconnectMs = 1_000;

/** A database that is away ends no stream: everybody is woken once it is back. */
function unlessAway(error: unknown): void {
  if (error instanceof DomainError) throw error;
}

export const progressRoutes = [
  operation({
    id: 'getProgress',
    method: 'get',
    path: '/registration/progress',
    tag: 'Registration',
    summary: 'The progress flowchart (G3.4)',
    roles: ['unit'],
    answers: { 200: progress },
    handle: async ({ store, session }) => ({
      status: 200,
      body: (await readProgress(store, session.registrationId)).body,
    }),
  }),
  operation({
    id: 'streamProgress',
    method: 'get',
    path: '/registration/progress/stream',
    tag: 'Registration',
    summary: 'The same as server-sent events: `progress` at once and after every change',
    roles: ['unit'],
    answers: { 200: 'text/event-stream' },
    stream: async ({ deps, store, session: { registrationId }, req }, res) => {
      if (deps.progress.count(registrationId) >= mostStreams)
        throw tooManyRequests(req, { name: 'streams', points: mostStreams, seconds: heartbeatMs / 1000 }, 5);
      let waiting = true;
      let wake = () => {};
      const follower = () => {
        waiting = true;
        wake();
      };
      // Followed before it is read, so that nothing falls between.
      const unfollow = deps.progress.follow(registrationId, follower);
      const heartbeat = setInterval(() => wake(), heartbeatMs);
      res.on('close', follower);
      res.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
      // HEAD has no body to wait for: its connection serves the next request.
      if (req.method === 'HEAD') res.end();
      else res.flushHeaders();
      let told = '';
      try {
        while (!res.writableEnded && !res.destroyed) {
          if (!waiting) await new Promise<void>((resolve) => (wake = resolve));
          if (res.destroyed || res.writableLength > mostUnreadBytes) break;
          if (deps.progress.isClosed()) {
            // This process stops; another one goes on with it.
            res.write(`retry: ${reconnectMs}\n\n`);
            break;
          }
          if (!waiting) {
            await authenticate(store, req).catch(unlessAway);
            res.write(': still here\n\n');
            continue;
          }
          waiting = false;
          // The stream lives on its session: what ends that wakes it, and time does by the heartbeat.
          await authenticate(store, req);
          const { body, lastEvent } = await readProgress(store, registrationId);
          const news = `event: progress\nid: ${lastEvent}\ndata: ${JSON.stringify(body)}\n\n`;
          if (news !== told) res.write(news);
          told = news;
        }
      } catch (error) {
        req.log.info({ err: error }, 'progress stream ended');
      } finally {
        unfollow();
        clearInterval(heartbeat);
        res.end();
      }
    },
  }),
];
