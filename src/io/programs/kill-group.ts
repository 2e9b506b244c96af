import { hasCode } from "../../core/user-error.ts";

/**
 * Ends all processes of the group that a program leads, which was started with `detached`. Does nothing if they have ended.
 * Windows has no such groups: there, ends the program alone.
 */
export function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(process.platform === "win32" ? leader : -leader, "SIGKILL");
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}
