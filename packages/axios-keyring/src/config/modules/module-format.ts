/**
 * The format of the build, `esm` or `cjs`, which tools/build-package.mjs puts in its place. Whether there is a `require`
 * would not tell: a bundler gives one to the ES modules as well.
 */
declare const BUILD_FORMAT: string | undefined;

/**
 * Whether this is CommonJS, in which `import()` was compiled to `require`, which takes no file URL. What runs from source
 * is compiled to it too.
 */
export const isCommonJS = typeof BUILD_FORMAT === 'undefined' || BUILD_FORMAT === 'cjs';
