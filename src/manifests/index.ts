export { commentMarker, readMarker, renderDiffComments, type CommentOptions } from "./print/comments.ts";
export { compareManifests, listObjects } from "./compare/compare.ts";
export type * from "./compare/diff.generated.ts";
export { renderDiffMarkdown } from "./print/markdown.ts";
export { parseManifests, type ManifestOrigin } from "./objects/parse.ts";
export type * from "./objects/rendered.ts";
export { renderDiffText } from "./print/terminal.ts";
export { isManifestDiff } from "./compare/diff.validator.generated.ts";
