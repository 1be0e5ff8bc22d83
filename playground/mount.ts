import type { Server } from "restify";
import { startClock } from "./clock.ts";
import { startDeliveries } from "./deliveries.ts";
import { LOOPBACK_HOSTS, type PlaygroundOptions } from "./options.ts";
import { mountApi } from "./page/api.ts";
import { mountFiles } from "./page/files.ts";
import { startPhones } from "./phone/phones.ts";
import { startProvider } from "./provider/provider.ts";
import { mountProvider } from "./provider/routes.ts";
import { newPhone, openStore } from "./state.ts";
import { startChat } from "./teams/chat.ts";
import { startIssuer } from "./teams/issuer.ts";
import { mountConnector, mountIssuer } from "./teams/routes.ts";
import { mountTelephone } from "./telephone/routes.ts";
import { startTelephone } from "./telephone/telephone.ts";

/**
 * Mounts patients' phones, their telephone network, a peer's and a coordinator's Teams chat and what lies behind them (provider, identity service, connector) under `/playground`.
 * It speaks to the product by its public endpoints, with the same signatures and tokens as the real services; `options.service` alone shows what is inside.
 *
 * The server must parse JSON and form bodies (`plugins.bodyParser({ mapParams: false })`). Close the playground before the server: it holds streams open.
 *
 * @throws {Error} if the public URL is not on a loopback address
 */
export async function mountPlayground(server: Server, given: PlaygroundOptions): Promise<{ close(): Promise<void> }> {
  const options = { ...given, publicUrl: given.publicUrl.replace(/\/$/, "") };
  if (!LOOPBACK_HOSTS.includes(new URL(options.publicUrl).hostname))
    throw new Error("PLAYGROUND is refused unless PUBLIC_URL is on a loopback address");
  const issuer = await startIssuer(options);
  const store = openStore(options.stateFile);
  const { peerPhone } = options;
  if (peerPhone && !store.state.phones.some(({ number }) => number === peerPhone)) store.state.phones.push(newPhone(peerPhone, "peer"));
  const provider = startProvider(options, store);
  const telephone = startTelephone(options, store);
  const clock = startClock(options.service, store, async () => {
    await telephone.idle();
    await provider.idle();
    await phones.idle();
  });
  const phones = startPhones(options, store, provider, clock);
  const deliveries = startDeliveries(options.service, store);
  const chats = {
    peer: startChat(options, "peer", store, issuer, clock),
    coordinator: startChat(options, "coordinator", store, issuer, clock),
  };
  await clock.look();

  mountFiles(server);
  mountTelephone(server, options, mountProvider(server, options, provider), telephone.calls, telephone.conferences);
  mountIssuer(server, issuer);
  mountConnector(server, options, issuer, Object.values(chats));
  const endStreams = mountApi(server, { options, store, phones, telephone, chats, clock, deliveries });

  return {
    async close() {
      endStreams();
      deliveries.close();
      await Promise.all([
        clock.close(),
        telephone.close(),
        provider.close(),
        phones.close(),
        ...Object.values(chats).map((chat) => chat.close()),
      ]);
      store.close();
    },
  };
}
