import { type Logger, LogLevel } from '@slack/web-api';

const nothing = () => {};

/** Says nothing: tests provoke errors on purpose. */
export const quietLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};
