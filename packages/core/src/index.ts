/**
 * What a provider is made of.
 *
 * @module @axios-keyring/core
 */
export {
  type BaseURL,
  type BodyUse,
  type Credential,
  type ExplanationPart,
  type Remedy,
  type VerificationRequest,
} from './contract/authorizer.js';
export { type CertificateFacts, type ClientCertificate } from './contract/client-certificate.js';
export { type KeyringEvent, type KeyringEventListener, type KeyringEventType } from './contract/event.js';
export {
  type GivenToken,
  type GiveToken,
  type Secret,
  type SecretCheck,
  type SecretFunction,
  type SecretInput,
  type SecretReader,
  type TokenInput,
} from './contract/secret.js';
export { type GrantStore } from './contract/grant-store.js';
export { type TokenLock, type TokenStore } from './contract/token-store.js';
export {
  type Exchange,
  type ExchangeRequest,
  type ExchangeResponse,
  type ExplainRefusal,
  type KeyringRequestOptions,
  type MaybePromise,
  type Refusal,
  type RefusalFacts,
  type RefusalReasons,
  type RequestHead,
  type WireRequest,
} from './contract/wire-request.js';
export { fromBase64, toBase64, toBase64URL } from './platform/base64.js';
export {
  hash,
  type HashAlgorithm,
  hmac,
  type MessageAuthentication,
  randomId,
  type TextEncoding,
} from './platform/crypto.js';
export {
  isKeyringError,
  KeyringError,
  type KeyringErrorCode,
  type OptionProblem,
} from './platform/errors.js';
export { parseJSON, property, whenReady } from './platform/values.js';
export { serverTime } from './credentials/clock.js';
export { type KeyType } from './credentials/key-forms.js';
export { type PrivateKey } from './credentials/private-key.js';
export {
  keyTypeOf,
  type PublicKey,
  publicKeyOf,
  sign,
  type SignatureAlgorithm,
} from './credentials/signature.js';
export { signWebToken, type WebTokenHeader } from './credentials/web-token.js';
export { fileGrantStore } from './credentials/grants/file-grant-store.js';
export {
  GrantSource,
  type GrantSourceOptions,
  type RenewedGrant,
} from './credentials/grants/grant-source.js';
export { type GrantNeed } from './credentials/grants/grant-turns.js';
export { type MintToken, type SecretPair, type TokenFunction } from './credentials/secret.js';
export { headerValueProblem } from './credentials/text-problems.js';
export {
  type ExchangeErrorDetails,
  isRefusedExchange,
  retryAfterOf,
  tokenExchangeError,
} from './credentials/tokens/failures.js';
export {
  type MintedToken,
  type RenewalWindows,
  type ServedToken,
  type Token,
  type TokenDetails,
  type TokenIdentity,
  webTokenExpiry,
} from './credentials/tokens/token.js';
export { answeredLife, type AnsweredLife } from './credentials/tokens/answered-life.js';
export { TokenSource, type TokenSourceOptions } from './credentials/tokens/token-source.js';
export {
  choice,
  type ChoiceDeclaration,
  custom,
  type CustomDeclaration,
  flag,
  grantStore,
  identifier,
  integer,
  type IntegerDeclaration,
  text,
  type TextDeclaration,
  tokenStore,
} from './options/builders.js';
export {
  type CertificatePart,
  type ClientCertificateFunction,
  type ClientCertificateInput,
} from './options/client-certificate.js';
export { type CollectionDeclaration, list, map, type MapDeclaration } from './options/collections.js';
export { type CommonOptions } from './options/common.js';
export { type OneOf, type SetsOf } from './options/one-of.js';
export {
  type CheckedOption,
  type OptionBuilder,
  type OptionDeclaration,
  type OptionKind,
  type OptionMetadata,
  type OptionOwner,
  type OptionSchema,
  type OptionSchemas,
} from './options/option.js';
export { type OptionsInput, type ResolvedOptions } from './options/resolve-options.js';
export { privateKey, type PrivateKeyDeclaration, type PrivateKeySource } from './options/private-key.js';
export {
  rotatingSecret,
  type RotatingSecretInput,
  secret,
  type SecretDeclaration,
  token,
} from './options/secrets.js';
export { withQuery } from './request/query.js';
export { type ExchangeHost } from './request/exchange-hosts.js';
export { refusalHint } from './request/recover.js';
export { checkTokenHost, type TokenHost } from './request/token-host.js';
export { type ServerOnly } from './browser.js';
export { type Options, type ProviderDeclaration } from './declaration.js';
export { type Explanation } from './explanation.js';
export { type KeyringInterceptor } from './interceptor.js';
export { type AuthorizedRequest, type AuthorizeRequest } from './other-clients.js';
export {
  type DeclaredFacts,
  defineProvider,
  type OptionsOf,
  type Provider,
  type ProviderInput,
} from './provider.js';
export {
  type RouteVerification,
  type Verification,
  type VerificationOutcome,
  type VerifyOptions,
} from './verification.js';
