/** Linear finds no comments of an issue that does not exist; asking for the issue, too, makes that an error. */
export const LIST_COMMENTS = `query ListComments($issue: String!, $first: Int!, $after: String, $filter: CommentFilter!) {
  issue(id: $issue) { identifier }
  comments(first: $first, after: $after, filter: $filter) {
    nodes {
      id body createdAt editedAt resolvedAt
      parent { id } user { name } externalUser { name } botActor { name }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

export const ADD_COMMENT = `mutation AddComment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id url createdAt } }
}`

export const UPDATE_COMMENT = `mutation UpdateComment($id: String!, $input: CommentUpdateInput!) {
  commentUpdate(id: $id, input: $input) { success comment { id url createdAt } }
}`
