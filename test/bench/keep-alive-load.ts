import { once } from "node:events";
import { connect, type Socket } from "node:net";

/**
 * Sends requests over HTTP/1.1, each queue on a kept connection of its own, each request once the answer before it is complete.
 * Written on sockets, with the requests' bytes made ahead: the generator shares the machine with what it measures and must cost little.
 *
 * @param expected what every answer's body must match: an answer that is quick because it refuses is no answer
 * @returns seconds from the first request to the last answer
 * @throws {Error} at the first answer that is not 200 or does not match
 */
export async function sendQueues(port: number, queues: Buffer[][], expected: RegExp, answered: () => void = () => {}): Promise<number> {
  const sockets = await Promise.all(queues.map(() => open(port)));
  try {
    const startedAt = performance.now();
    await Promise.all(queues.map((queue, index) => sendQueue(sockets[index]!, queue, expected, answered)));
    return (performance.now() - startedAt) / 1000;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  await once(socket, "connect");
  return socket;
}

function sendQueue(socket: Socket, queue: Buffer[], expected: RegExp, answered: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let received = "";
    const next = () => {
      const request = queue[sent++];
      if (!request) return resolve();
      socket.write(request);
    };
    socket.on("data", (chunk) => {
      // one character a byte, so that lengths can be compared
      received += chunk.toString("latin1");
      const body = completeBody(received);
      if (body === undefined) return;
      const status = received.slice(9, 12);
      received = "";
      if (status !== "200" || !expected.test(body)) {
        reject(new Error(`A turn was answered ${status} with: ${Buffer.from(body, "latin1").toString().slice(0, 300)}`));
        return;
      }
      answered();
      next();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("The server closed a connection that was in use.")));
    next();
  });
}

/** The body, once all of it is there. One request is under way at a time, so whatever ends with the last chunk ends the answer. */
function completeBody(received: string): string | undefined {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(received.slice(0, headEnd)) ?? [];
  const body = received.slice(headEnd + 4);
  if (length) return body.length >= Number(length) ? body : undefined;
  return body.endsWith("0\r\n\r\n") ? body : undefined;
}
