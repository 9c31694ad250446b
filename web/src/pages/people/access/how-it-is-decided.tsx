/** The order of docs/access.md, as short as it can be said. */
export const HowItIsDecided = () => (
  <div className="grid max-w-2xl gap-3 text-13 text-muted">
    <p>
      What is switched off stays off: no rule opens a suspended tenant, a connector or a tool that is off, or a
      read-only connector for a tool that changes something.
    </p>
    <p>Then the nearest rule wins, whether it allows or denies, and whichever was set first:</p>
    <ol className="list-decimal pl-5">
      <li>about a person and a tool</li>
      <li>about a person and a connector</li>
      <li>about a role and a tool</li>
      <li>about a role and a connector</li>
    </ol>
    <p>
      What no rule is about is allowed. A rule about a role is about that role only: one about admins leaves members
      alone.
    </p>
  </div>
)
