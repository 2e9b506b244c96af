export { commentMarker, renderDiffComments } from "./comments.ts";
export { renderDiffMarkdown } from "./markdown.ts";
export { renderDiffText } from "./terminal.ts";
