const MARKDOWN = [
  'mdast-util-from-markdown',
  'mdast-util-gfm',
  'mdast-util-gfm-footnote',
  'mdast-util-gfm-strikethrough',
  'mdast-util-gfm-table',
  'mdast-util-gfm-task-list-item',
  'mdast-util-to-markdown',
  'micromark-extension-gfm',
]

// One compiler setting for the build and for jest, so that they cannot disagree.
exports.options = (tsx = false) => ({
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx, decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: false,
      useDefineForClassFields: false,
      react: { runtime: 'automatic' },
    },
    keepClassNames: true,
  },
  // Loaded when somebody uses Markdown's tree: a test of a connector type of somebody else's need not know about ESM packages.
  module: { type: 'commonjs', lazy: MARKDOWN },
})
