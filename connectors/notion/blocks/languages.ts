/** The languages that Notion knows for code. It refuses others. */
const LANGUAGES = new Set(
  (
    'abap,abc,agda,arduino,ascii art,assembly,bash,basic,bnf,c,c#,c++,clojure,coffeescript,coq,css,dart,dhall,diff,docker,ebnf,' +
    'elixir,elm,erlang,f#,flow,fortran,gherkin,glsl,go,graphql,groovy,haskell,hcl,html,idris,java,javascript,json,julia,kotlin,' +
    'latex,less,lisp,livescript,llvm ir,lua,makefile,markdown,markup,matlab,mathematica,mermaid,nix,objective-c,ocaml,pascal,' +
    'perl,php,plain text,powershell,prolog,protobuf,purescript,python,r,racket,reason,ruby,rust,sass,scala,scheme,scss,shell,' +
    'smalltalk,solidity,sql,swift,toml,typescript,vb.net,verilog,vhdl,visual basic,webassembly,xml,yaml'
  ).split(','),
)

const SHORT = new Map(
  Object.entries({
    cpp: 'c++',
    cs: 'c#',
    csharp: 'c#',
    dockerfile: 'docker',
    fsharp: 'f#',
    golang: 'go',
    js: 'javascript',
    jsx: 'javascript',
    kt: 'kotlin',
    md: 'markdown',
    objc: 'objective-c',
    proto: 'protobuf',
    ps1: 'powershell',
    py: 'python',
    rb: 'ruby',
    rs: 'rust',
    sh: 'shell',
    tex: 'latex',
    tf: 'hcl',
    ts: 'typescript',
    tsx: 'typescript',
    yml: 'yaml',
    zsh: 'shell',
  }),
)

/** Notion's name of what stands behind the fence of a code block. */
export function languageOf(said: string | null | undefined): string {
  const name = (said ?? '').toLowerCase()
  const found = SHORT.get(name) ?? name
  return LANGUAGES.has(found) ? found : 'plain text'
}
