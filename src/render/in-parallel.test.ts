import { expect, test } from "vitest";
import { inParallel } from "./in-parallel.ts";

test("results are as many as the items, in their order, undefined ones too", async () => {
  const wait = async (milliseconds: number): Promise<number | undefined> => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return milliseconds === 2 ? undefined : milliseconds;
  };
  expect(await inParallel(2, [8, 2, 1, 4], wait)).toEqual([8, undefined, 1, 4]);
});

test("no more than the limit run at once, and an error is passed on", async () => {
  let running = 0;
  let most = 0;
  const run = async (item: number): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    if (item === 5) throw new Error("item 5 fails");
  };
  await expect(inParallel(2, [1, 2, 3, 4, 5], run)).rejects.toThrow("item 5 fails");
  expect(most).toBe(2);
});
