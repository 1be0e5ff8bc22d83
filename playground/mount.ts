import type { Server } from "restify";
import { LOOPBACK_HOSTS, type PlaygroundOptions } from "./options.ts";
import { mountApi } from "./page/api.ts";
import { mountFiles } from "./page/files.ts";
import { viewOf } from "./page/view.ts";
import { startPhones } from "./phone/phones.ts";
import { startProvider } from "./provider/provider.ts";
import { mountProvider } from "./provider/routes.ts";
import { openStore } from "./state.ts";
import { startChat } from "./teams/chat.ts";
import { startIssuer } from "./teams/issuer.ts";
import { mountConnector, mountIssuer } from "./teams/routes.ts";

/**
 * Mounts a patient's phone, a peer's Teams chat and what lies behind them (provider, identity service, connector) under `/playground`.
 * It speaks to the product by its public endpoints only, with the same signatures and tokens as the real services.
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
  const provider = startProvider(options, store);
  const phones = startPhones(options, store, provider);
  const chat = startChat(options, store, issuer);

  mountFiles(server);
  mountProvider(server, options, provider);
  mountIssuer(server, issuer);
  mountConnector(server, options, store, issuer, chat);
  const endStreams = mountApi(server, store, phones, chat, () => viewOf(options, store, phones, chat));

  return {
    async close() {
      endStreams();
      await Promise.all([provider.close(), phones.close(), chat.close()]);
      store.close();
    },
  };
}
