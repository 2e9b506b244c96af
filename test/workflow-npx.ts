import { join } from "node:path";
import { TOOLS_FOLDER } from "../src/io/programs/tools.ts";

const cli = join(import.meta.dirname, "../dist/cli/bin.js");

/** A program in place of npx: the desalt just built, for a pinned version, and outside of the checkout only. */
export const npxStandIn = `#!/bin/sh
if [ "$1" != --yes ]; then echo "npx would ask: $*" >&2; exit 64; fi
case "$PWD/" in
  "$GITHUB_WORKSPACE"/*) echo "npx would obey the files of the checkout: $*" >&2; exit 64 ;;
esac
case "$2" in
  desalt@[0-9]*.[0-9]*.[0-9]*) shift 2
    if [ "$1" = tools ]; then echo "${TOOLS_FOLDER}" >> "$GITHUB_PATH"; exit; fi
    exec "${process.execPath}" "${cli}" "$@" ;;
  *) echo "not pinned, or not desalt: $2" >&2; exit 64 ;;
esac
`;
