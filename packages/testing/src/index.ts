/**
 * Emulators of the vendors’ APIs, and the suite that every provider passes.
 *
 * @module @axios-keyring/testing
 */
export type { CustomAnswer } from './answer.js';
export type {
  AvalaraCommunicationsCredentials,
  AvalaraCommunicationsOptions,
} from './avalara-communications.js';
export type {
  AvananCredentials,
  AvananEmulator,
  AvananOptions,
  AvananPortalCredentials,
} from './avanan/avanan.js';
export type {
  AzureCommunicationCredentials,
  AzureCommunicationOptions,
} from './azure-communication/azure-communication.js';
export { providerConformance, type ConformanceCheck } from './conformance/provider-conformance.js';
export type {
  ApiLike,
  AxiosClientLike,
  AxiosLike,
  BadOptions,
  ConformanceSubject,
  DeclarationLike,
  DeclaredOptionLike,
  InterceptorLike,
  OptionMetadataLike,
  OtherRequest,
  ProviderLike,
} from './conformance/subject.js';
export type { Emulator, EmulatorOptions } from './emulator.js';
export type {
  ClockOffsetFault,
  DelayFault,
  Fault,
  FaultScope,
  HangFault,
  RateLimitFault,
  RedirectFault,
  ResetFault,
  ServerErrorFault,
  StaleCredentialFault,
  TokenEndpointDownFault,
  TokenExpiresEarlyFault,
  TokenFault,
} from './fault.js';
export { findText } from './find-text.js';
export { hasRedisServer, startRedisServer } from './redis-server.js';
export type { RedisServer, RedisServerOptions } from './redis-server.js';
export { sendRaw, type RawAnswer, type RawRequest } from './send-raw.js';
export { startServer } from './server.js';
export type { ReceivedRequest, RecordedRequest, RequestHandler, TestServer } from './server.js';
export { emulatorNames, isEmulatorName, startEmulator } from './start-emulator.js';
export type { EmulatorName, Emulators } from './start-emulator.js';
export type { TaxjarCredentials, TaxjarOptions } from './taxjar.js';
