import { authenticate } from '../auth.ts';
import { operation } from '../operation.ts';
import { progress, readProgress } from '../progress.ts';

/** Shorter than the idle time-outs of proxies, so that a quiet stream is not cut. */
const heartbeatMs = 15_000;

export const progressRoutes = [
  operation({
    method: 'get',
    path: '/registration/progress',
    tag: 'Registration',
    summary: 'The progress flowchart (G3.4)',
    roles: ['unit'],
    answers: { 200: progress },
    handle: async ({ store, session }) => ({ status: 200, body: (await readProgress(store, session.registrationId)).body }),
  }),
  operation({
    method: 'get',
    path: '/registration/progress/stream',
    tag: 'Registration',
    summary: 'The same as server-sent events: `progress` at once and after every change',
    roles: ['unit'],
    answers: { 200: 'text/event-stream' },
    stream: async ({ deps, store, session: { registrationId }, req }, res) => {
      res.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
      // HEAD has no body to wait for: its connection serves the next request.
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      let waiting = true;
      let wake = () => {};
      const follower = () => {
        waiting = true;
        wake();
      };
      // Followed before it is read, so that nothing falls between.
      const unfollow = deps.progress.follow(registrationId, follower);
      const heartbeat = setInterval(() => res.write(': still here\n\n'), heartbeatMs);
      res.on('close', follower);
      res.flushHeaders();
      try {
        while (!res.destroyed) {
          if (!waiting) await new Promise<void>((resolve) => (wake = resolve));
          waiting = false;
          if (res.destroyed) break;
          // A session may have ended since; it is told nothing more.
          await authenticate(store, req);
          const { body, lastEvent } = await readProgress(store, registrationId);
          res.write(`event: progress\nid: ${lastEvent}\ndata: ${JSON.stringify(body)}\n\n`);
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
