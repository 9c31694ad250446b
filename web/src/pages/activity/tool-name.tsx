/** A full tool name, which breaks where it has to: it knows no spaces. */
export const ToolName = ({ name }: { name: string }) => (
  <span className="font-mono text-13 font-normal wrap-anywhere">{name}</span>
)
