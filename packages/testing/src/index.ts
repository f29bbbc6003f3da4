/**
 * What emulators of APIs are made of, and the suite that every provider passes.
 *
 * @module @axios-keyring/testing
 */
export { json, Refusal, refuseWith, text } from './answer.js';
export type { Answer, CustomAnswer, Refuse } from './answer.js';
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
export { answerTo, checksFor, clockOf, runEmulator } from './emulator.js';
export type { Check, Emulator, EmulatorOptions, EmulatorParts, EmulatorRoute, Step } from './emulator.js';
export type { Fault, TokenFault } from './fault.js';
export { findText } from './find-text.js';
export { hasRedisServer, startRedisServer } from './redis-server.js';
export type { RedisServer, RedisServerOptions } from './redis-server.js';
export {
  authorizationOf,
  fieldsOf,
  headerValues,
  mediaTypeOf,
  onlyHeader,
  optionalHeader,
  pathOf,
  queryOf,
  requireRecent,
} from './request.js';
export { sendRaw, type RawAnswer, type RawRequest } from './send-raw.js';
export { startServer } from './server.js';
export type {
  ReceivedCertificate,
  ReceivedRequest,
  RecordedRequest,
  RequestHandler,
  ServerIdentity,
  TestServer,
} from './server.js';
export { claimOf, createTokens, webToken } from './tokens.js';
export type { IssuedToken, Tokens } from './tokens.js';
