/** How we present ourselves, in either era. */
export const serverInfo = (version: string) => ({ name: 'sagemcp', title: 'SageMCP', version })
