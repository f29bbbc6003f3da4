import { type KeyringInterceptor } from 'axios-keyring';

/** All providers, by the names that a config has for them; project.ts fills them in, as it finds them. */
export const providers: Readonly<Record<string, (options: object) => KeyringInterceptor>> = {};
