/** This program, as a shell finds it both where it is installed in a project and where it is not. */
export const commandLine = 'npx @axios-keyring/cli';
