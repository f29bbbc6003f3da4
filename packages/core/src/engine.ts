/**
 * What this project's own packages are made of, beside what authors of providers get. It may change with every version.
 *
 * @module @axios-keyring/core/engine
 */
export * from './index.js';
export { type Route } from './contract/authorizer.js';
export { channelName } from './platform/diagnostics.js';
export { errorCodes } from './platform/errors.js';
export { type DecodedText, decodeText, didYouMean, suggest, withoutTrailing } from './platform/text.js';
export { isPromise } from './platform/values.js';
export { withinTime } from './platform/within-time.js';
export { mockOf } from './credentials/engine-view.js';
export { secretOf } from './credentials/secret.js';
export { type SecretFile, secretFile, secretFileText } from './credentials/secret-file.js';
export { shellSyntaxProblem, textProblem } from './credentials/text-problems.js';
export { type Challenge, challengeHint, parseChallenges } from './credentials/challenges.js';
export { Flight } from './credentials/tokens/flight.js';
export { copyRequest, forgetCredentials } from './credentials/used-credentials.js';
export { clientCertificate } from './options/client-certificate.js';
export { isGrantStore, isTokenStore } from './options/builders.js';
export { environmentText, isReadPerRequest } from './options/environment.js';
export { parseBaseURL, tooWide } from './request/base-url.js';
export { RouteTable } from './request/route-table.js';
export { originMemory, type Registration } from './request/unmatched.js';
export { createInterceptor, routesOf } from './interceptor.js';
export { refuseUncalled } from './not-called.js';
export { anyAPI, verifyByPath, verifyPath } from './scheme.js';
export { secretAuthentication, secretEncoding, type SecretEncoding, secretKey } from './shared-secret.js';
