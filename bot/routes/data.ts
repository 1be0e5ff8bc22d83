import type { Request, Response } from "restify";
import { inTransaction } from "../../domain/db.ts";
import { isExportLink, openExportLink } from "../../domain/people/export.ts";
import { collectData } from "../../domain/privacy/collect-data.ts";
import { beforeDataPage, dataPage, goneDataPage } from "../render/data-page.ts";
import { PAGE_HEADERS } from "../render/page.ts";
import { turnSecrets } from "../turn-effects.ts";
import type { WebContext } from "../web-context.ts";
import type { Route } from "./route.ts";

/** 32 bytes in base64url. What looks otherwise is not looked up. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

const tokenOf = ({ params }: Request): string | undefined => {
  const { token } = params as { token?: string };
  return token && TOKEN.test(token) ? token : undefined;
};

function answer(response: Response, status: number, page: string): void {
  response.writeHead(status, PAGE_HEADERS);
  response.end(page);
}

/** `GET /data/:token`: asks whether to open the page, and uses nothing up: previews of links do as much. */
export const beforeData =
  ({ pool, config }: WebContext): Route =>
  async (request, response) => {
    const token = tokenOf(request);
    const locale = token && (await inTransaction(pool, (db) => isExportLink(db, config.keys.addressKey, token)));
    answer(response, locale ? 200 : 404, locale ? beforeDataPage(locale) : goneDataPage());
  };

/** `POST /data/:token`: shows what is held on a person, once. Used up only together with the page that is made. */
export const data = ({ pool, config }: WebContext): Route => {
  const { addressKey, fieldKey } = turnSecrets(config);
  return async (request, response) => {
    const token = tokenOf(request);
    const page =
      token &&
      (await inTransaction(pool, async (db) => {
        const opened = await openExportLink(db, addressKey, token);
        return opened && dataPage(await collectData(db, fieldKey, opened.personId), opened.locale);
      }));
    answer(response, page ? 200 : 404, page ?? goneDataPage());
  };
};
