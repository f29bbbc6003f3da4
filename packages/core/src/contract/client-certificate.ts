/**
 * A certificate that shows a server who its client is, with its private key: in PEM, or both in one PKCS #12 archive.
 * https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2
 */
export type ClientCertificate = (
  | {
      /** The certificate in PEM, followed by those that lead to one that the server knows. */
      readonly certificate: string | Uint8Array;
      /** Its private key in PEM. */
      readonly key: string | Uint8Array;
      readonly pkcs12?: undefined;
    }
  | {
      /** An archive with both, as bytes or in base64: https://www.rfc-editor.org/rfc/rfc7292 */
      readonly pkcs12: string | Uint8Array;
      readonly certificate?: undefined;
      readonly key?: undefined;
    }
) & {
  /** What the key or the archive is encrypted with. */
  readonly passphrase?: string | undefined;
  /** Those that may have issued the server's certificate, in PEM, in place of all that the runtime trusts. */
  readonly ca?: string | Uint8Array | undefined;
};

/** What may be said of a client certificate. */
export interface CertificateFacts {
  /** Whose it is, for example `CN=billing, O=Acme`. */
  readonly subject: string;
  /** As ISO 8601. */
  readonly validFrom: string;
  /** As ISO 8601. */
  readonly validTo: string;
}
