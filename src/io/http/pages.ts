import type { HttpAnswer } from "./answer.ts";

/** A server that names itself as its next page is left after this many. */
const mostPages = 100;

/**
 * Asks for a page and for those after it, as `Link: <…>; rel="next"` names them. A link to another origin ends the list:
 * the request carries credentials.
 */
export async function* readPages(url: string, ask: (url: string) => Promise<HttpAnswer>): AsyncGenerator<HttpAnswer, void> {
  let page: string | undefined = url;
  for (let count = 0; page !== undefined && count < mostPages; count++) {
    const answer = await ask(page);
    yield answer;
    page = findNextPage(answer, page);
  }
}

function findNextPage({ headers }: HttpAnswer, url: string): string | undefined {
  const link = /<([^>]*)>\s*;[^<]*?\brel="?next\b/u.exec(headers.get("link") ?? "")?.[1];
  if (link === undefined || !URL.canParse(link, url)) return undefined;
  const next = new URL(link, url);
  return next.origin === new URL(url).origin ? next.href : undefined;
}
