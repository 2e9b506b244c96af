import { homedir } from "node:os";
import { join } from "node:path";

/** The user's folder for data that can be fetched or computed again. All worktrees and clones share it. */
export function cacheFolder(name: "charts" | "helmfile" | "render"): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: windows } = process.env;
  if (xdg !== undefined && xdg !== "") return join(xdg, "desalt", name);
  if (process.platform === "win32" && windows !== undefined) return join(windows, "desalt", name);
  return join(homedir(), process.platform === "darwin" ? "Library/Caches" : ".cache", "desalt", name);
}
