import { withRepositoryLock } from "../../io/files/repository-lock.ts";

/** Does work that changes a repository's files while no other desalt does, and says so if it has to wait. */
export async function locked<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const onWait = (number: string): void =>
    void process.stderr.write(`another desalt (process ${number}) is at work in this repository; waiting for it…\n`);
  return await withRepositoryLock({ directory, onWait }, work);
}
