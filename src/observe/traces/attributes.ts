import type { Attributes } from '@opentelemetry/api';
import { caseFields } from '../../moderation/observer.ts';
import type { Work } from '../work.ts';

/**
 * What a span says. Only what is listed here: numbers of cases, and words from fixed lists. What stands in an address of a vendor is signed
 * and names people, so that `url.full` is left out, which HTTP spans have elsewhere.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function attributesOf(work: Work): Attributes {
  switch (work.kind) {
    case 'interaction': {
      const { way, verb, result, refusal, follows } = work.facts;
      return {
        ...caseAttributes(work.facts.case),
        'hush.way': way,
        ...(verb !== undefined && { 'hush.verb': verb }),
        ...(result !== undefined && { 'hush.result': result }),
        ...(result === 'refused' && refusal !== undefined && { 'hush.refusal': refusal }),
        ...(follows !== undefined && { 'hush.follows': follows }),
      };
    }
    case 'recording':
      return caseAttributes(work.facts.case);
    case 'carry-out': {
      const { app, action, targets } = work.facts;
      return { ...caseAttributes(work.facts.case), 'hush.app': app, 'hush.action': action, 'hush.targets': targets };
    }
    case 'attempt': {
      const { app, operation, method, address, port, cases, ended, code, http } = work.facts;
      return {
        ...casesAttributes(cases),
        'http.request.method': method,
        'server.address': address,
        'server.port': port,
        ...(http !== undefined && { 'http.response.status_code': http }),
        ...(ended !== undefined && { 'hush.ended': ended }),
        ...(code !== undefined && { 'hush.code': code }),
        ...(http !== undefined && http >= 400 && { 'error.type': String(http) }),
        ...(isLost(ended) && { 'error.type': ended }),
        'hush.app': app,
        'hush.operation': operation,
      };
    }
    case 'delivery': {
      const { lane, kind, result, trouble } = work.facts;
      return {
        ...caseAttributes(work.facts.case),
        'hush.lane': lane,
        'hush.message': kind,
        ...(result !== undefined && { 'hush.result': result }),
        ...(trouble !== undefined && { 'hush.trouble': trouble }),
      };
    }
    case 'ends': {
      const { app, action, targets, cases } = work.facts;
      return { ...casesAttributes(cases), 'hush.app': app, 'hush.action': action, 'hush.targets': targets };
    }
  }
}

/** The name of a span: like ones have the same. */
export function nameOf(work: Work): string {
  switch (work.kind) {
    case 'interaction':
      return `${work.facts.way} ${work.facts.verb ?? 'unknown'}`;
    case 'recording':
      return `record ${work.facts.what}`;
    case 'carry-out':
      return `carry out ${work.facts.action}`;
    case 'attempt':
      return `${work.facts.method} ${work.facts.operation}`;
    case 'delivery':
      return `tell ${work.facts.kind}`;
    case 'ends':
      return work.facts.task;
  }
}

/** True for what whoever looks for trouble should find. */
export function hasFailed(work: Work): boolean {
  switch (work.kind) {
    case 'interaction':
      return work.facts.result === 'late' || work.facts.result === 'error';
    case 'attempt':
      return isLost(work.facts.ended) || work.facts.ended === 'over-quota' || (work.facts.http ?? 0) >= 400;
    case 'delivery':
      return work.facts.result === 'refused';
    default:
      return false;
  }
}

function isLost(ended: string | undefined): ended is 'unsent' | 'unanswered' {
  return ended === 'unsent' || ended === 'unanswered';
}

function caseAttributes(number: number | undefined): Attributes {
  return number === undefined ? {} : { 'hush.case': number };
}

function casesAttributes(numbers: readonly number[] | undefined): Attributes {
  const { case: number, cases } = caseFields(numbers);
  return cases ? { 'hush.cases': [...cases] } : caseAttributes(number);
}
