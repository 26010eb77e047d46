import type { CodeFact, CodeTable } from '../operation.ts';

/**
 * Over its quota NetEase blocks the API for the whole app.
 * @see https://doc.yunxin.163.com/messaging2/concept/TM3MTAxNzE?platform=client
 */
const blockMs = 10_000;

const team: CodeFact = { next: 'reject', words: 'NetEase answered with a team error' };
const room: CodeFact = { next: 'reject', words: 'NetEase answered with a chat room error' };

/**
 * Codes of NetEase's v1 server API, each with what Hush does.
 * @see https://doc.commsease.com/en/messaging/server-apis/TM5NTk2Mzc?platform=server
 */
export const neteaseCodes: CodeTable = {
  200: { next: 'succeed', words: 'success' },
  201: { next: 'reject', words: 'NetEase says that the client version is wrong' },
  301: { next: 'reject', words: 'is banned or disabled at NetEase' },
  302: { next: 'reject', words: 'NetEase says that the account or its token is wrong' },
  315: { next: 'refuse', words: "NetEase does not allow calls from this server's IP address" },
  403: { next: 'reject', words: 'NetEase does not permit this operation' },
  404: { next: 'reject', words: 'was not found at NetEase' },
  405: { next: 'split', words: 'a parameter was too long' },
  406: { next: 'reject', words: 'is read-only at NetEase' },
  408: { next: 'repeat', words: 'the request timed out inside NetEase' },
  413: { next: 'reject', words: 'NetEase refused the request (verification failed)' },
  414: { next: 'split', words: 'NetEase refused the parameters' },
  415: { next: 'repeat', words: 'NetEase had a network problem' },
  416: { next: 'wait', words: 'too many calls a second; NetEase blocks the operation for 10 s', pauseMs: blockMs },
  417: { next: 'readBack', words: 'NetEase says that this was done before' },
  418: { next: 'reject', words: 'NetEase refused the request (message service)' },
  419: { next: 'split', words: 'too many ids in one call' },
  422: { next: 'reject', words: 'the account is disabled at NetEase' },
  423: { next: 'reject', words: 'the account is muted at NetEase' },
  431: { next: 'readBack', words: 'NetEase says that it had this request before' },
  500: { next: 'repeat', words: 'NetEase had an internal error' },
  503: { next: 'repeat', words: 'NetEase was busy' },
  508: { next: 'reject', words: 'NetEase says that the time for this is over' },
  509: { next: 'reject', words: 'NetEase says that the protocol is wrong' },
  514: { next: 'repeat', words: 'the service was not available' },
  801: team,
  802: team,
  803: team,
  804: team,
  805: team,
  806: team,
  807: team,
  808: team,
  809: team,
  810: team,
  998: { next: 'fault', words: 'NetEase could not unpack the request; this is a fault in Hush' },
  999: { next: 'fault', words: 'NetEase could not pack its answer' },
  13001: room,
  13002: room,
  13003: room,
  13004: room,
  13005: room,
};
