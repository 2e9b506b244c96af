import { count } from "../../core/count.ts";
import { isFolded, listObjects } from "../compare/compare.ts";
import type { ManifestDiff } from "../compare/diff.generated.ts";
import { renderBlocks, renderObjectSummary, renderOverview, type MarkdownBlock } from "./markdown.ts";

/** The options for comments of a diff. */
export interface CommentOptions {
  /** The largest number of characters in a comment. GitHub's limit is 65,536. */
  readonly limit?: number;
  /** The address of the whole diff, such as a job's artifact. */
  readonly link?: string;
  /** The largest number of comments. Sections that do not fit are only counted. */
  readonly maximum?: number;
}

/** Room for the marker and the part's number. */
const frame = 200;

/** The first text of every comment of a diff. */
export const commentMarker = "<!-- desalt-diff ";

/** The hidden line by which a later run finds its comments: `<!-- desalt-diff 1/3 -->`. */
function renderMarker(part: number, parts: number): string {
  return `${commentMarker}${part}/${parts} -->`;
}

/**
 * Renders a diff as comments of a pull request: numbered parts, split only between objects. The first begins with errors,
 * dangers and the table of contents. Inert for any content of the manifests.
 */
export function renderDiffComments(diff: ManifestDiff, { limit = 65_536, link, maximum = 10 }: CommentOptions = {}): string[] {
  const room = limit - frame;
  const where = describePlace(link);
  const overview = fitOverview(diff, room);
  const pages = pack([{ heading: overview, text: "" }, ...fitBlocks(diff, { room, where })], room);
  const kept = pages.length > maximum ? [...pages.slice(0, maximum), []] : pages;
  const hidden = pages.slice(maximum).flat().length;
  const parts = kept.filter((page) => page.length > 0);
  return parts.map((page, index) => {
    const isLast = index === parts.length - 1;
    const title = parts.length === 1 ? [] : [`_Part ${index + 1} of ${parts.length}_`];
    const rest = isLast && hidden > 0 ? [`_${count(hidden, "more section is", "more sections are")} not shown. ${where}_`] : [];
    return `${[renderMarker(index + 1, parts.length), ...title, renderPage(page), ...rest].join("\n\n")}\n`;
  });
}

function describePlace(link: string | undefined): string {
  return link === undefined
    ? "Run `desalt diff` to see the whole diff."
    : `See [the whole diff](<${link.replaceAll(/[<>\s]/gu, encodeURIComponent)}>).`;
}

/** The longest overview that fits into one comment. */
function fitOverview(diff: ManifestDiff, room: number): string {
  const shorter = [{}, { detailed: false }, { detailed: false, atMost: 10 }, { detailed: false, atMost: 1 }];
  const overviews = shorter.map((options) => renderOverview(diff, options));
  return overviews.find(({ length }) => length <= room) ?? overviews.at(-1) ?? "";
}

function fitBlocks(diff: ManifestDiff, { room, where }: { readonly room: number; readonly where: string }): MarkdownBlock[] {
  const objects = listObjects(diff).filter((object) => !isFolded(object));
  let next = 0;
  return renderBlocks(diff).map((block) => {
    const object = block.text.startsWith("**") ? objects[next++] : undefined;
    // Leave room for a heading. Half a comment is enough for one object.
    if (object === undefined || block.heading.length + block.text.length + 4 <= room / 2) return block;
    return { ...block, text: renderObjectSummary(object, where) };
  });
}

/** Fills pages in order. */
function pack(blocks: readonly MarkdownBlock[], room: number): MarkdownBlock[][] {
  const pages: MarkdownBlock[][] = [];
  let page: MarkdownBlock[] = [];
  let length = 0;
  for (const block of blocks) {
    const repeats = page.at(-1)?.heading === block.heading;
    const size = block.text.length + 2 + (repeats ? 0 : block.heading.length + 2);
    if (page.length > 0 && length + size > room) {
      pages.push(page);
      page = [];
      length = 0;
    }
    length += page.length === 0 ? block.heading.length + block.text.length + 4 : size;
    page.push(block);
  }
  return [...pages, page];
}

function renderPage(page: readonly MarkdownBlock[]): string {
  return page
    .flatMap(({ heading, text }, index) => [page[index - 1]?.heading === heading ? "" : heading, text])
    .filter((text) => text !== "")
    .join("\n\n");
}
