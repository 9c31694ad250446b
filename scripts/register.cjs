// Lets node run the TypeScript of the server as it is: node -r ./scripts/register.cjs server/main.ts
const { transformFileSync } = require('@swc/core')
const { options } = require('./swc.cjs')

require.extensions['.ts'] = (module, file) =>
  module._compile(transformFileSync(file, { ...options(), sourceMaps: 'inline' }).code, file)
