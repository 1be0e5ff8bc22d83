import type { ServiceDelivery, ServiceWindow } from "./options.ts";
import { nameOfPhone } from "./phone/number.ts";
import type { Store } from "./state.ts";

const LOOK_MS = 1000;

/** A delivery as the page shows it. */
export type DeliveryView = Omit<ServiceDelivery, "at" | "sendAfter"> & { at: string; sendAfter: string | undefined };

/** What the service sent, followed while somebody looks. */
export interface Deliveries {
  view(): DeliveryView[];
  /** Says whether anybody looks. */
  watch(watched: boolean): void;
  close(): void;
}

/** Starts to follow the deliveries. */
export function startDeliveries(service: ServiceWindow, store: Store): Deliveries {
  let shown: DeliveryView[] = [];
  let stamp = "";
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  const look = async () => {
    if (looking) return;
    looking = true;
    try {
      const found = (await service.listDeliveries()).map((delivery) => toView(store, delivery));
      const newStamp = JSON.stringify(found);
      if (newStamp === stamp) return;
      stamp = newStamp;
      shown = found;
      store.changed();
    } catch {
      // What was seen last stays.
    } finally {
      looking = false;
    }
  };
  return {
    view: () => shown,
    watch(watched) {
      clearInterval(timer);
      timer = watched ? setInterval(() => void look(), LOOK_MS) : undefined;
      if (watched) void look();
    },
    close() {
      clearInterval(timer);
    },
  };
}

/** The service knows patients by number only; the page knows who holds which of its phones. */
function toView(store: Store, delivery: ServiceDelivery): DeliveryView {
  const isOurs = store.state.phones.some(({ number }) => number === delivery.number);
  return {
    ...delivery,
    name: delivery.name ?? (delivery.number && isOurs ? nameOfPhone(delivery.number) : undefined),
    at: delivery.at.toISOString(),
    sendAfter: delivery.sendAfter?.toISOString(),
  };
}
