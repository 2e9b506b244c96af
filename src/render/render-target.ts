/** One run of helmfile. */
export interface RenderTarget {
  readonly environment: string;
  readonly cluster?: string;
  /** Relative to the checkout; a file, or a folder such as `helmfile.d`. */
  readonly helmfile: string;
  /** What `helmfile --environment` is given; absent where the helmfile declares none. */
  readonly helmfileEnvironment?: string;
  readonly kubernetes?: string;
  /** What the config declares; a generated helmfile has the environment's as well. */
  readonly apiVersions: readonly string[];
}
