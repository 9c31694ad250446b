/** What a script of the bench is to do: JSON, for a thousand tenants are too many for a command line. */
export async function options() {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}
