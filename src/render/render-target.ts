/** One run of helmfile. */
export interface RenderTarget {
  readonly environment: string;
  readonly cluster?: string;
  /** Relative to the checkout; a file, or a folder such as `helmfile.d`. */
  readonly helmfile: string;
  /** The argument of `helmfile --environment`; absent if the helmfile declares none. */
  readonly helmfileEnvironment?: string;
  readonly kubernetes?: string;
  /** The version that the config declares. A generated helmfile also has the environment's. */
  readonly apiVersions: readonly string[];
}
