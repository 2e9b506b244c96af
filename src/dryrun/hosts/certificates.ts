import { hour } from "../../core/time.ts";
import { randomUUID, X509Certificate } from "node:crypto";
import { generate } from "selfsigned";

export interface Certificates {
  /** The certificate of the run's own authority, as PEM, which clients must trust. */
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
  /** Makes a certificate for one more host. */
  certify(hostname: string): Promise<HostCertificate>;
}

interface HostCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Creates an authority for one run, and its certificate for all given host names. */
export async function createCertificates(hostnames: readonly string[]): Promise<Certificates> {
  const common = {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - hour),
    notAfterDate: new Date(Date.now() + 24 * hour),
  } as const;
  // Clients find an authority by its name and use the first one, so two runs of one process must not share a name.
  const authority = await generate([{ name: "commonName", value: `desalt fixtures ${randomUUID()}` }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const certify = async (names: readonly string[]): Promise<HostCertificate> => {
    const leaf = await generate([{ name: "commonName", value: "desalt fixture hosts" }], {
      ...common,
      ca: { key: authority.private, cert: authority.cert },
      extensions: [
        { name: "basicConstraints", cA: false },
        { name: "keyUsage", digitalSignature: true },
        { name: "extKeyUsage", serverAuth: true },
        { name: "subjectAltName", altNames: names.map((value) => ({ type: 2, value })) },
      ],
    });
    return { certificate: leaf.cert, key: leaf.private };
  };
  return {
    authority: new X509Certificate(authority.cert).toString(),
    ...(await certify(hostnames)),
    certify: (hostname) => certify([hostname]),
  };
}
