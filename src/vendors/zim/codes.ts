import type { CodeFact, CodeTable } from '../operation.ts';

/** ZIM does not say how long it counts calls; its limits are per second. */
const secondPauseMs = 1000;

const tooOften = (words: string): CodeFact => ({ next: 'wait', words, pauseMs: secondPauseMs });
const credentials: CodeFact = { next: 'refuse', words: 'ZIM refused the credentials' };
const fault: CodeFact = { next: 'fault', words: 'ZIM could not read the request; this is a fault in Hush' };

/**
 * Codes that any ZIM operation may answer with, each with what Hush does. Pages of single operations list subsets only.
 * @see https://www.zegocloud.com/docs/zim-server/return-codes
 */
export const zimCodes: CodeTable = {
  0: { next: 'succeed', words: 'success' },
  1: { next: 'repeat', words: 'the server was busy' },
  2: { next: 'split', words: 'ZIM refused the parameters' },
  3: credentials,
  7: tooOften('too many calls a second'),
  51102: { next: 'split', words: 'does not exist or never logged in' },
  105001: { next: 'repeat', words: "ZIM's database did not answer" },
  100000000: { next: 'refuse', words: "ZIM refused the host name that Hush calls: the app's URL is wrong" },
  100000001: credentials,
  100000002: fault,
  100000003: fault,
  100000004: {
    next: 'resign',
    words: "ZIM said that the signature had expired: the clock of Hush's machine is wrong, or requests take minutes",
  },
  100000005: credentials,
  100000006: fault,
  100000007: { next: 'fault', words: 'ZIM does not know the operation; this is a fault in Hush' },
  100000008: fault,
  100000009: fault,
  100000010: credentials,
  100000011: credentials,
  100000012: { next: 'repeat', words: 'the gateway could not read the request' },
  100000013: fault,
  100000014: fault,
  100000015: { next: 'repeat', words: 'the gateway failed' },
  100000016: { next: 'refuse', words: 'ZIM says that the app is not enabled for production' },
  100000017: { next: 'refuse', words: 'ZIM says that the app is not enabled for this service' },
  660000001: { next: 'repeat', words: 'general server error' },
  660000002: { next: 'split', words: 'ZIM refused the parameters' },
  660000003: { next: 'repeat', words: 'processing failed' },
  660000011: { next: 'split', words: 'too many users in one call' },
  660000012: { next: 'split', words: 'is longer than the 32 bytes that ZIM allows' },
  660000028: { next: 'rejectPlace', words: "is not available on the ZIM app's free plan" },
  660200001: { next: 'split', words: 'is unknown or logged out' },
  660300005: tooOften('too many calls a second for this app'),
  660300006: tooOften('too many calls a second for this group'),
  660500002: {
    next: 'rejectPlace',
    words: 'is not registered',
    wholeWords: 'the user that Hush calls as is not registered with ZIM',
  },
  660500003: tooOften('too many messages to all users'),
  660600001: { next: 'rejectPlace', words: 'the group does not exist' },
  660600003: { next: 'repeat', words: 'the member list could not be read' },
  660600004: tooOften('member lists were asked for too often'),
  660600005: tooOften('too many users were removed at once'),
  660600006: { next: 'repeat', words: 'the group list could not be read' },
  660600007: tooOften('the group list was asked for too often'),
  660600008: { next: 'reject', words: 'is not in the group' },
  660600009: { next: 'reject', words: 'ZIM could not read the group; perhaps it does not exist' },
  660600010: tooOften('groups were made too often'),
  660600024: { next: 'rejectPlace', words: 'is not in the group', wholeWords: 'the operator is not in the group' },
  660600032: { next: 'rejectPlace', words: "the operator is not the group's owner or admin" },
  660600033: { next: 'split', words: 'ZIM refused everyone in the call' },
  660700012: { next: 'split', words: 'does not exist' },
  660700015: { next: 'split', words: 'is not registered' },
  660800019: { next: 'split', words: 'too many ids in one call' },
  660800022: { next: 'split', words: 'an id came twice in one call' },
  660800030: { next: 'reject', words: 'the do-not-disturb list is full' },
  660800051: { next: 'already', state: true, words: 'ZIM says it is silenced already, which was not the question' },
  660800052: { next: 'already', state: false, words: 'ZIM says it is not silenced, which was not the question' },
  660800053: { next: 'repeat', words: 'the conversation list could not be read' },
};
