import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { ErrorCode } from '../domain/error-code.ts';
import { requestIdHeader } from '../domain/request-id.ts';
import { problemOf } from './errors.ts';

/** What Node found before, or instead of, a request that the application could answer. */
const refusals: Record<string, ErrorCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body_too_large',
};

/** Of all operations; what is asked of a tunnel is none of them. */
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** Answers what never becomes a request (broken, too large, too slow) as everything else is answered: a problem with an id that the log has too. */
export function answerUnanswered(server: Server, log: Logger): void {
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (req: IncomingMessage, res: ServerResponse) => answering.set(req.socket, res));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // A request whose body trickles in has an id already, and maybe an answer on its way that another must not follow.
    const begun = answering.get(socket);
    const isOpen = begun !== undefined && !begun.writableFinished;
    if (error.code === 'ECONNRESET' || !socket.writable || (isOpen && begun.headersSent)) {
      socket.destroy();
      return;
    }
    const given = isOpen ? begun.getHeader(requestIdHeader) : undefined;
    const id = typeof given === 'string' ? given : randomUUID();
    answerAndClose(socket, refusals[error.code ?? ''] ?? 'malformed_request', { id, log, reason: error.code });
  });
  // A tunnel is asked of us as if we were a proxy; Node hands it over as a bare connection.
  server.on('connect', (_req: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => undefined);
    answerAndClose(socket, 'method_not_allowed', {
      id: randomUUID(),
      log,
      reason: 'CONNECT',
      headers: [`Allow: ${methods}`],
    });
  });
}

function answerAndClose(
  socket: Duplex,
  code: ErrorCode,
  { id, log, reason, headers = [] }: { id: string; log: Logger; reason: string | undefined; headers?: string[] },
): void {
  const problem = problemOf({ code }, 'en');
  log.info({ reqId: id, code: reason, res: { status: problem.status } }, 'no request');
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Connection: close',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `${requestIdHeader}: ${id}`,
    ...headers,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
