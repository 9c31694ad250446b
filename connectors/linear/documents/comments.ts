export const LIST_COMMENTS = `query ListComments($id: String!, $first: Int!, $after: String) {
  issue(id: $id) {
    comments(first: $first, after: $after) {
      nodes {
        id body createdAt editedAt resolvedAt
        parent { id } user { name } externalUser { name } botActor { name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`

export const ADD_COMMENT = `mutation AddComment($input: CommentCreateInput!) {
  commentCreate(input: $input) { success comment { id url createdAt } }
}`

export const UPDATE_COMMENT = `mutation UpdateComment($id: String!, $input: CommentUpdateInput!) {
  commentUpdate(id: $id, input: $input) { success comment { id url createdAt } }
}`
