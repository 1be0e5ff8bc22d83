import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/**
 * Below the ports that systems give to outgoing connections: Linux from 32768 (https://man7.org/linux/man-pages/man7/ip.7.html, ip_local_port_range),
 * IANA's dynamic ports from 49152 (RFC 6335). There, whoever knocks until something answers may be given that very port and answer itself.
 */
const [FIRST, LAST] = [20_000, 32_000];

/** A port of this machine that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce(FIRST + Math.floor(Math.random() * (LAST - FIRST)));
    if (port) return port;
  }
}

/** The port, or nothing if it is taken. */
async function listenOnce(port: number): Promise<number | undefined> {
  const probe = createServer().listen(port, "127.0.0.1");
  try {
    await once(probe, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE" || (error as NodeJS.ErrnoException).code === "EACCES") return undefined;
    throw error;
  }
  const { port: listened } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return listened;
}
