interface TrustSettings {
  readonly skipTLSVerify: boolean;
  readonly plainHttp: boolean;
  readonly caFile?: string | undefined;
}

/** In words: what makes it easier to serve another chart from an address. */
export function describeTrust({ skipTLSVerify, plainHttp, caFile = "" }: TrustSettings): readonly string[] {
  return [
    ...(skipTLSVerify ? ["without a check of certificates"] : []),
    ...(plainHttp ? ["over plain HTTP"] : []),
    ...(caFile === "" ? [] : [`trusting ${caFile}`]),
  ];
}
