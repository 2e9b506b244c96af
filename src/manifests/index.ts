export { commentMarker, readMarker, renderDiffComments, type CommentOptions } from "./comments.ts";
export { compareManifests, listObjects } from "./compare.ts";
export type * from "./diff.generated.ts";
export { renderDiffMarkdown } from "./markdown.ts";
export { parseManifests, type ManifestOrigin } from "./parse.ts";
export type * from "./rendered.ts";
export { renderDiffText } from "./terminal.ts";
