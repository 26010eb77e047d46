// A program of its own: SQLite reads the whole file without a pause, and only another process can be told to stop. Prints `ok`, or what is wrong.
import { openToRead } from './open-to-read.ts';
import { storeFault } from './result-codes.ts';

try {
  const database = openToRead(process.argv[2] ?? '');
  const [first] = database?.prepare('pragma quick_check(1)').all() ?? [];
  database?.close();
  process.stdout.write(String(first?.quick_check ?? ''));
} catch (error) {
  const fault = storeFault(error);
  if (!fault?.damaged) throw error;
  process.stdout.write(fault.why);
}
