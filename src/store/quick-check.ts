// A program of its own: SQLite reads the whole file without a pause, and only another process can be told to stop.
import { openToRead } from './open-to-read.ts';

const database = openToRead(process.argv[2] ?? '');
const [first] = database?.prepare('pragma quick_check(1)').all() ?? [];
database?.close();
process.stdout.write(String(first?.quick_check ?? ''));
