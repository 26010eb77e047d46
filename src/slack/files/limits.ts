/** Slack's own limit for a file in a form (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element): 10 MB. */
export const mostBytes = 10 * 1024 * 1024;

/** Most ids in one case, the ones that are skipped included. */
export const mostIds = 100_000;

/** Lines of a file that are looked at: a list of {@link mostIds} ids, each of them five times. What is longer is no list of ids. */
export const mostLines = 5 * mostIds;

/** Longest line of a CSV file and longest single id, in characters. What is longer is no list of ids, and is not kept in memory. */
export const longestPiece = 64 * 1024;
