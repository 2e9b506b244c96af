import { maskOutput } from "../../io/secrets/known-secrets.ts";

/** The part of a stream that is guarded. */
type Output = Pick<NodeJS.WriteStream, "write">;

/** Masks secrets in everything that is written to a stream from now on, by whatever part of desalt. */
export function guardOutput(stream: Output): void {
  const write = stream.write.bind(stream);
  const guarded = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    const text = maskOutput(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const callback = rest.find((argument): argument is () => void => typeof argument === "function");
    return callback === undefined ? write(text) : write(text, callback);
  };
  stream.write = guarded;
}
